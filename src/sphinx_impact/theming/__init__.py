"""The theme's workshop: palette, style sheet, navigation and head. ``site`` conducts; the others do not know one another."""
