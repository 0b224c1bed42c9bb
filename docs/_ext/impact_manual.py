"""Directives of this manual alone: examples with their result, and tables of what the code itself knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_lexer import MystLexer
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import sphinx_impact
from sphinx_impact.config import SETTINGS
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

PACKAGE = Path(sphinx_impact.__file__).parent

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


class ProblemCodes(SphinxDirective):
    """Every code of a warning, from the code itself."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        docs = ModuleAnalyzer.for_module(Code.__module__).find_attr_docs()
        return [_table(("Code", "What is wrong"), ((f"impact.{code.value}", " ".join(docs["Code", code.name])) for code in Code))]


class Settings(SphinxDirective):
    """Every setting of ``conf.py``."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = ((setting.name, repr(setting.default), setting.help) for setting in SETTINGS)
        return [_table(("Setting", "Default", "What it is"), rows, literal=2)]


class ThemeOptions(SphinxDirective):
    """Every option of the theme, with the comment that stands above it."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        path = PACKAGE / "theme" / "sphinx_impact" / "theme.toml"
        text = path.read_text(encoding="utf-8").partition("[options]\n")[2]
        defaults = tomllib.loads(path.read_text(encoding="utf-8"))["options"]
        help_: dict[str, str] = {}
        said: list[str] = []
        for line in text.splitlines():
            if line.startswith("#"):
                said.append(line.removeprefix("#").strip())
            elif "=" in line:
                help_[line.partition("=")[0].strip()] = " ".join(said)
                said = []
        rows = ((name, repr(default), help_[name]) for name, default in defaults.items())
        return [_table(("Option", "Default", "What it is"), rows, literal=2)]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, literal: int = 1) -> nodes.table:
    """Return a table, the first cells of whose rows are code."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=40 if at == len(head) - 1 else 20) for at in range(len(head))), cols=len(head))
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", name)) for name in head)))
    body = nodes.tbody()
    for row in rows:
        cells = [nodes.literal("", cell) if at < literal else nodes.Text(cell) for at, cell in enumerate(row)]
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
    group += body
    return nodes.table("", group)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_lexer("myst", MystLexer)
    app.add_directive("example", Example)
    app.add_directive("problem-codes", ProblemCodes)
    app.add_directive("impact-settings", Settings)
    app.add_directive("theme-options", ThemeOptions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
