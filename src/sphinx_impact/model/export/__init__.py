"""The report as open data: one JSON document with its schema, CSV tables, a data package, linked data."""
