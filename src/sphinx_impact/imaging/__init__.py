"""Photographs made ready for screens, books and paper, with Pillow. Knows files, not pages."""
