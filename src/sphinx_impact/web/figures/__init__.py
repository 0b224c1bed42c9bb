"""A page for every figure, statement and chart: what it is, how it is made, where it stands, and how to quote and embed it."""
