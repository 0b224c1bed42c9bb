"""The manual, built with what it describes."""

import sys
from pathlib import Path

import sphinx_impact

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinx-impact"
author = "The sphinx-impact contributors"
copyright = author
language = "en"

extensions = ["myst_parser", "sphinx_impact", "impact_manual"]
exclude_patterns = ["_build", "_ext", "languages", "snippets"]
myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3

html_theme = "sphinx_impact"
html_title = "sphinx-impact"
html_css_files = ["manual.css"]
html_static_path = ["_static"]
html_copy_source = False
html_theme_options = {
    "brand": "#0b6b62",
    "accent": "#e07a1f",
    "organisation": "sphinx-impact",
    "year": sphinx_impact.__version__,  # a manual has no year; this stands in the footer instead
}

impact_alt = True

epub_title = "sphinx-impact: the manual"
epub_author = epub_publisher = epub_copyright = author
epub_description = "How to write an annual report whose figures agree with one another."

latex_documents = [("index", "sphinx-impact.tex", "sphinx-impact", author, "manual")]
latex_engine = "xelatex"
man_pages = [("index", "sphinx-impact", "the manual", [author], 7)]
