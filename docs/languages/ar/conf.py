"""A report in Arabic, of a foundation that does not exist."""

from __future__ import annotations

project = "التقرير السنوي 2024"
author = "مؤسسة الفانوس للمكتبات"
copyright = f"2025، {author}"
language = "ar"

extensions = ["myst_parser", "sphinx_impact"]
exclude_patterns = ["_build"]

html_theme = "sphinx_impact"
html_title = project
html_copy_source = False
html_theme_options = {"brand": "#0b6b62", "accent": "#e07a1f"}

epub_title = project
epub_author = epub_publisher = epub_copyright = author
epub_description = "عام 2024 في مؤسسة لا وجود لها."
