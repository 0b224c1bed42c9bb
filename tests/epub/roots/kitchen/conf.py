"""A book with everything in it that pages of a report, or of a manual, may hold."""

project = "Kitchen sink & other <things>"
author = "Example Foundation"
copyright = "2024, Example Foundation"
extensions = ["myst_parser", "sphinx.ext.todo", "sphinx_impact"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist", "html_admonition", "html_image", "strikethrough", "substitution", "tasklist"]
html_theme = "furo"
html_css_files = ["https://example.org/site.css"]
html_js_files = ["https://example.org/site.js"]
html_static_path = ["static"]
numfig = True
todo_include_todos = True
suppress_warnings = ["myst.strikethrough"]
