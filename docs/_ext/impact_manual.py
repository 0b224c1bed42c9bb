"""A directive of this manual alone: an example with its result."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_lexer import MystLexer
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

TABS = """\
``````{{tab-set}}
`````{{tab-item}} Markdown
````{{literalinclude}} /snippets/{name}.md
:language: myst
````
`````
`````{{tab-item}} reStructuredText
````{{literalinclude}} /snippets/{name}.rst
:language: rst
````
`````
``````
"""


class Example(SphinxDirective):
    """What an author writes, and what it gives.

    The argument names a pair ``snippets/NAME.md`` and ``NAME.rst``. Where there is content instead, that is the example. With ``source``,
    only the source is shown. A title at the top of a snippet is left out of the result.
    """

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {"source": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the source and the result."""
        shown: list[nodes.Node]
        if self.arguments:
            name = self.arguments[0]
            page = f"snippets/{name}.md"
            self.env.note_dependency(page)
            written = (Path(self.env.srcdir) / page).read_text(encoding="utf-8")
            shown = self.parse_text_to_nodes(TABS.format(name=name))
        else:
            written = "\n".join(self.content)
            shown = [nodes.literal_block(written, written, language="myst")]
        if "source" not in self.options:
            result = nodes.container("", *self.parse_text_to_nodes(re.sub(r"\A# .*\n", "", written)), classes=["manual-result", "wide"])
            shown.append(result)
        return shown


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_lexer("myst", MystLexer)
    app.add_directive("example", Example)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
