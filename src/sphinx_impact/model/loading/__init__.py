"""Data files to entities and problems: one file here per kind of data file."""
