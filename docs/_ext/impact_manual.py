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
from sphinx_impact.components.vocabulary import DIRECTIVES
from sphinx_impact.config import SETTINGS
from sphinx_impact.messages import LOCALE_DIR
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


FIGURES = """\
````{{stat-grid}}
```{{stat-card}} {directives}
:label: directives and one role, each with its example
```
```{{stat-card}} {codes}
:label: kinds of mistakes, each named at its file and row
```
```{{stat-card}} {languages}
:label: languages that the words of the report come in
```
```{{stat-card}} 0
:label: scripts needed to read a report
```
````
"""


class ManualFigures(SphinxDirective):
    """What there is, counted."""

    def run(self) -> list[nodes.Node]:
        """Return the cards."""
        languages = sum(path.is_dir() for path in LOCALE_DIR.iterdir()) + 1  # English needs no catalogue
        return self.parse_text_to_nodes(FIGURES.format(directives=len(DIRECTIVES), codes=len(Code), languages=languages))


class ProblemCodes(SphinxDirective):
    """Every code of a warning, from the code itself."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        docs = ModuleAnalyzer.for_module(Code.__module__).find_attr_docs()
        return [_table(("Code", "What is wrong"), ((f"impact.{code.value}", " ".join(docs["Code", code.name]), "") for code in Code))]


class Settings(SphinxDirective):
    """Every setting of ``conf.py``."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = ((setting.name, setting.help, setting.default) for setting in SETTINGS)
        return [_table(("Setting", "What it is"), rows)]


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
        rows = ((name, help_[name], default) for name, default in defaults.items())
        return [_table(("Option", "What it is"), rows)]


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str, object]]) -> nodes.table:
    """Return a table of names, what they are, and their defaults, as far as these say something."""
    group = nodes.tgroup("", nodes.colspec(colwidth=25), nodes.colspec(colwidth=75), cols=2)
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", title)) for title in head)))
    body = nodes.tbody()
    for name, words, default in rows:
        text = nodes.paragraph("", words)
        if default:
            text += [nodes.Text(" Default: "), nodes.literal("", repr(default)), nodes.Text(".")]
        body += nodes.row("", nodes.entry("", nodes.paragraph("", "", nodes.literal("", name))), nodes.entry("", text))
    group += body
    return nodes.table("", group)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_lexer("myst", MystLexer)
    app.add_directive("example", Example)
    app.add_directive("manual-figures", ManualFigures)
    app.add_directive("problem-codes", ProblemCodes)
    app.add_directive("impact-settings", Settings)
    app.add_directive("theme-options", ThemeOptions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
