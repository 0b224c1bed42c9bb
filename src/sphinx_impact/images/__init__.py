"""Photographs: made in several sizes, and put into pages."""
