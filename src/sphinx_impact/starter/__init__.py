"""Where a report comes from: a small complete one of invented figures, or last year's without its figures."""
