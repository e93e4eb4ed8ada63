"""One module per candidate, each saying how it does the work."""
