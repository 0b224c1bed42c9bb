"""What authors write, one room per component."""
