"""Data files to entities and problems: one file here per kind of data file. `yaml` and `csv` read, `records` types, `files` opens."""
