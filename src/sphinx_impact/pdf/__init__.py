"""The PDF: the one-page report set as a book, tagged, with its data inside."""
