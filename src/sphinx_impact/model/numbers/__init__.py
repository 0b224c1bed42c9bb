"""Numbers: read as an author types them, printed in a language."""
