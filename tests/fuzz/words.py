"""Fuzzing target: words of data files, through the parsers of a Markdown page and of a page of reStructuredText.

Whatever they say, what comes out is text with emphasis, code, links and a few roles: nothing runs, is read, or is copied.
"""

from __future__ import annotations

import atexit
import functools
import io
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, directives, roles
from docutils.utils import new_document
from sphinx import version_info
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, sphinx_domains

from sphinx_impact.components.labels import _NODES, Label
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.problems import quoted
from tests.fuzz.parts import ODD, mistaken, unfit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_CONF = {
    "extensions": ["myst_parser", "sphinx_impact", "sphinx.ext.extlinks"],
    "myst_enable_extensions": [
        *("substitution", "attrs_inline", "attrs_block", "dollarmath", "amsmath", "html_image", "html_admonition", "strikethrough"),
        *("replacements", "smartquotes", "deflist", "tasklist", "fieldlist", "colon_fence"),
    ],
    "myst_substitutions": {"secret": "Revealed9"},
    "rst_prolog": ".. |secret| replace:: Revealed9\n",
    "extlinks": {"issue": ("https://example.org/%s", "%s")},
}
_ROLES = """abbr code doc download emphasis eq evil issue literal-number math menuselection numref pep py:func raw ref rfc rst:dir stat strong sub
sup term token canary class file guilabel kbd command any keyword option envvar""".split()
_INSIDE = ["x", "a.b", "secret.txt", "other", "x <other>", "x <secret.txt>", "x <javascript:y>", "genindex", "!x", "~x", "../../etc/passwd"]
_LINKS = """https://example.org other.md other secret.txt secret.png /secret.txt #x project:other path:secret.txt inv:x javascript:x JaVaScript:x
data:text/html,x //x ftp://x mailto:a@b.example <a%20b> a%00b issue:1 myst:x wiki:x""".split()
_PIECES = """{{ secret }}|{{ 7 * 7 }}|{{ env.app }}|{% raw %}|[^1]|[^1]: x|<b>|</b>|<script>|<img src=secret.png>|<!-- x -->|**|*|__|_|~~|`|``|$|$$
$x$|\\|\\(|&amp;|&#x6a;|<https://x.example>|<javascript:x>|www.example.org|https://example.com|:|::|.. include:: secret.txt
```{include} secret.txt|:::{note}|[x][y]|[y]: secret.txt|![|](|)|]|[|{#id .class}|{.class onclick=x}|(target)=|_`x`|`x`_|`x`__|x_|x__|[1]_|[#a]_
[CIT]_|\\ |---|...|"|'|#|- [ ] x|1. x|> x| | |words|50 %|$5""".replace("\n", "|").split("|")  # fmt: skip


def make(rng: Random) -> str:
    """Return words, and what might be more."""
    parts = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        role, inside = rng.choice(_ROLES), rng.choice(_INSIDE)
        if kind < 0.2:
            parts.append(f"{{{role}}}`{inside}`")
        elif kind < 0.4:
            parts.append(rng.choice([f":{role}:`{inside}`", f"`{inside}`:{role}:"]))
        elif kind < 0.5:
            parts.append(f"{rng.choice(['', '!'])}[{rng.choice(_PIECES)}]({rng.choice(_LINKS)}" + rng.choice([")", ' "t")']))
        elif kind < 0.6:
            parts.append(f"`{rng.choice(_INSIDE)} <{rng.choice(_LINKS)}>`" + rng.choice(["_", "__"]))
        else:
            parts.append(rng.choice(_PIECES))
    text = rng.choice(["", " ", " "]).join(parts)
    return mistaken(rng, text, [*ODD, *_PIECES]) if rng.random() < 0.5 else text


class _RanError(Exception):
    """A role ran that words may not use."""


def _canary(*_args: object, **_options: object) -> Any:
    raise _RanError


class _Words(Directive):
    """Reads words as our own directives do."""

    text = ""
    wrong: ClassVar[list[str]] = []

    def run(self) -> list[nodes.Node]:
        """Read them, and keep what is wrong."""
        self.wrong[:] = _words(self.state, self.text)
        return []


_known: list[tuple[dict[str, Any], dict[str, Any]]] = []
"""The roles and directives of the project, which belong to the whole process and are there only while words are read."""


@functools.cache
def _app() -> Sphinx:
    """A project of two pages and two secrets, read once."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-words-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, text in {
        "conf.py": "",
        "index.md": "# I\n",
        "other.md": "# O\n",
        "secret.txt": "Revealed9",
        "secret.png": "Revealed9",
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    with docutils_namespace():
        app = Sphinx(root, root, root / "_out", root / "_trees", "html", _CONF, status=None, warning=None)
        app.build()
        _known.append((dict(roles._roles), dict(directives._directives)))  # type: ignore[attr-defined]
    return app


def _read(name: str, kind: str, text: str) -> None:
    """Read a page."""
    app = _app()
    app.env.current_document.docname = Path(name).stem
    parser = _parser(kind)
    document = new_document(str(app.srcdir / name), _settings(kind))
    document.settings.env = app.env
    parser.parse(text, document)


def _parser(kind: str) -> Any:
    make: Any = _app().registry.create_source_parser
    return make(kind, config=_app().config, env=_app().env) if version_info >= (9,) else make(_app(), kind)


@functools.cache
def _settings(kind: str) -> Any:
    settings = get_default_settings(_parser(kind))
    settings.report_level, settings.halt_level, settings.warning_stream = 5, 6, io.StringIO()
    return settings


def check(text: str) -> list[str]:
    """Return what is wrong with what is made of words."""
    app = _app()
    wrong: list[str] = []
    before = set(app.srcdir.iterdir())
    with docutils_namespace(), sphinx_domains(app.env):
        roles._roles.update({**_known[0][0], "canary": _canary, "evil": _canary})  # type: ignore[attr-defined]
        directives._directives.update({**_known[0][1], "words": _Words})  # type: ignore[attr-defined]
        _Words.text = text
        for page, kind, inside in (("index.md", "markdown", "```{words}\n```\n"), ("other.rst", "restructuredtext", ".. words::\n")):
            _Words.wrong[:] = ["nothing was read"]
            _read(page, kind, inside)
            wrong += [f"{kind}: {each}" for each in _Words.wrong]
    if set(app.srcdir.iterdir()) != before:
        wrong.append("a file was written")
    if app.env.dlfiles or app.env.images:
        wrong.append(f"files would be published: {dict(app.env.dlfiles)} {dict(app.env.images)}")
    return wrong


def _words(state: Any, text: str) -> Iterator[str]:
    label = Label(_app().env)
    made = label.parse(state, text, 1)
    again = Label(_app().env)
    if [str(node) for node in again.parse(state, text, 1)] != [str(node) for node in made] or again.refused != label.refused:
        yield "other nodes at the second time"
    for node in (found for each in made for found in each.findall()):
        if type(node) not in _NODES:
            yield f"a node {type(node).__name__}: {node}"
        elif isinstance(node, nodes.Element) and {"onclick", "onerror", "style"} & node.attributes.keys():
            yield f"attributes: {node}"
        if isinstance(node, nodes.reference) and (problem := link_problem(node.get("refuri", ""))):
            yield f"a link that is none: {problem}"
    printed = "".join(node.astext() for node in made)
    if "Revealed9" in printed or ("49" in printed and "49" not in text):
        yield f"something was run, or read: {printed!r}"
    for written in label.refused:
        yield from unfit(f"{quoted(written)} is printed without its effect")
