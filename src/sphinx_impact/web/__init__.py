"""The theme and what else a website has: style sheets, navigation, head, open data, share cards."""
