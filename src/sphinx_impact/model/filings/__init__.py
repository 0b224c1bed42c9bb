"""What was filed with an authority: returns read, added up, and held against the report. Their lines and sums are data, in `lines`."""
