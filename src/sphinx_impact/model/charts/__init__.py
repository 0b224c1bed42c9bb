"""Charts as records: which values, which marks, what may not be drawn."""
