"""What authors write: one file for each directive or role, and the nodes and transforms behind them."""
