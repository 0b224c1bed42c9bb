"""A report in German, of a foundation that does not exist."""

from __future__ import annotations

project = "Jahresbericht 2024"
author = "Stiftung Leselaterne"
copyright = f"2025, {author}"
language = "de"

extensions = ["myst_parser", "sphinx_impact"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["attrs_block"]

html_theme = "sphinx_impact"
html_title = project
html_copy_source = False
html_theme_options = {"brand": "#0b6b62", "accent": "#e07a1f"}

epub_title = project
epub_author = epub_publisher = epub_copyright = author
epub_description = "Das Jahr 2024 einer Stiftung, die es nicht gibt."
