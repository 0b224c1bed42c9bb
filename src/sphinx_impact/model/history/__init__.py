"""A report over time: last year's report, errata, differences between two states, publication state."""
