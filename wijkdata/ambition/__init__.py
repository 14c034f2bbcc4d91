"""The agreement: what stands in it, how it is kept, and whether it can be tested."""
