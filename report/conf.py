"""Settings of the report. Copy the folder, change the first block, and start writing."""

import os

# Whose report, and who made it.
project = "PSF Annual Impact Report 2023"
author = "sphinx-impact contributors"
copyright = "2026, the sphinx-impact contributors. An unofficial re-creation from public facts"
language = "en"

# MyST lets you write pages in Markdown; sphinx_impact brings the figures, tables and lists of the report.
extensions = ["myst_parser", "sphinx_impact"]
myst_enable_extensions = ["colon_fence", "attrs_inline", "deflist"]
exclude_patterns = ["_build", "data/README.md"]

# The website.
html_theme = "sphinx_impact"
html_title = project
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_copy_source = False

# The e-book.
epub_title = project
epub_author = author
epub_publisher = author
epub_copyright = copyright
epub_description = "The Python Software Foundation's year 2023, re-created from public facts."
epub_show_urls = "no"

# The printed book.
latex_documents = [("index", "report.tex", project, author, "howto")]
latex_show_urls = "footnote"

# Figures that somebody types into a sentence, or nearly so, are reported.
impact_loose_numbers = "strict"

# Every picture says what it shows, or that it is decorative.
impact_alt = True

# Where the website has an address, each page gets a picture for those who share it.
impact_share_cards = True
