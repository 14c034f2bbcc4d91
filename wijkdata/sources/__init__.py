"""One module per publisher: from a published file to observations."""
