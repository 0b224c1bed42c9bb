"""Numbers typed in sentences, and the figures they may stand for."""
