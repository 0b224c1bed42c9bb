"""A report over time: last year's report, and how far this one is published."""
