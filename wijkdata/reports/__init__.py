"""Documents of an ambition for others: what stands in them is made once, and each format only writes it down."""
