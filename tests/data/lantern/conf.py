"""The annual report of an invented foundation: every kind of statement, a fiscal year that ends in June, honest arithmetic."""

from __future__ import annotations

project = "Annual Report"
author = "Lantern Library Trust"
language = "en"
extensions = ["myst_parser", "sphinx_impact"]
myst_enable_extensions = ["colon_fence"]
html_theme = "alabaster"
