"""Everything that Sphinx, docutils and this extension can put on a page."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "River Trust Annual Report 2023"
author = "River Trust"
copyright = "2024, River Trust"  # noqa: A001 - Sphinx's word
extensions = ["myst_parser", "sphinx_impact", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.todo"]
myst_enable_extensions = ["colon_fence", "attrs_block", "attrs_inline", "deflist", "fieldlist", "tasklist", "dollarmath"]
todo_include_todos = True
numfig = True
html_theme = "sphinx_impact"
html_baseurl = "https://example.org/report/"
html_theme_options = {
    "organisation": "River Trust",
    "year": "2023",
    "announcement": "The general meeting is on <a href='https://example.org/meeting'>4 May</a>.",
    "footer_links": {"Imprint": "https://example.org/imprint", "Figures": "numbers"},
    "source_edit_link": "https://example.org/edit/{filename}",
}
impact_state = "draft"
html_last_updated_fmt = "%Y"
# Mathematics as text: the default fetches a script from elsewhere.
html_math_renderer = "plain"


def setup(app):
    """Write mathematics as it was typed."""

    def plain(self, node):
        from docutils.nodes import SkipNode

        self.body.append(self.starttag(node, "div" if node.tagname == "math_block" else "span", CLASS="math notranslate"))
        self.body.append(self.encode(node.astext()))
        self.body.append("</div>\n" if node.tagname == "math_block" else "</span>")
        raise SkipNode

    app.add_html_math_renderer("plain", inline_renderers=(plain, None), block_renderers=(plain, None))
