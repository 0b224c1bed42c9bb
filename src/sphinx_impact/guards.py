"""Warns of markup that silently prints one of our directives or roles as text.

Fences of Markdown are looked at in the source of a page, since the parser forgets how long they were; everything else in the tree that
was made of it, where code that is shown on purpose is known as such.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from sphinx_impact.messages import place_of, warn
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from markdown_it.token import Token
    from sphinx.application import Sphinx

_ENABLED: Final = re.compile(r"^\s*(-\s*|enable_extensions:.*)[\"']?\bcolon_fence\b", re.MULTILINE)
_SHOWN: Final = frozenset(
    {
        "code",
        "code-block",
        "code-cell",
        "doctest",
        "eval-rst",
        "graphviz",
        "highlight",
        "literalinclude",
        "math",
        "mermaid",
        "parsed-literal",
    }
    | {"prompt", "raw", "sourcecode", "testcode", "uml", "example"}
)
"""Directives of others whose content is shown, not read."""

_SIGNS: Final = {"`": "backtick", "~": "tilde", ":": "colon"}


class Guards:
    """Looks for our names where they were not understood.

    Attributes:
        directives: Names of our directives.
        roles: Names of our roles.
    """

    def __init__(self, directives: Collection[str], roles: Collection[str]) -> None:
        self.directives, self.roles = frozenset(directives), frozenset(roles)
        one = "|".join(sorted(map(re.escape, directives), key=len, reverse=True))
        role = "|".join(sorted(map(re.escape, roles)))
        self._any = re.compile(one)
        self._opening = re.compile(rf"^[ ]{{0,3}}(?P<fence>`{{3,}}|~{{3,}}|:{{3,}})[ ]*\{{(?P<name>{one})\}}")
        self._text = re.compile(
            rf"(?m)\{{(?P<myst>{role})\}}|(?<![\w:]):(?P<rest>{role}):(?!\w)"
            rf"|^\s*(?::{{3,}}|`{{3,}}|~{{3,}})[ ]*\{{(?P<fence>{one})\}}|^\s*\.{{0,3}}\s*(?P<dots>{one})\s*::|^\s*\.{{1,3}}\s*(?P<dot>{one})\s*:"
        )
        self._comment = re.compile(rf"(?P<name>{one})\s*:(?!:)|\{{(?P<braced>{one})\}}|(?P<bare>{one})\b[^\n]*\n\s*:[a-z-]+:")

    # ---- fences of Markdown ----

    def read(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """At ``source-read``: look at the fences of a Markdown page."""
        path = str(app.env.doc2path(docname))
        text = content[0]
        if not _is_markdown(app, path) or not self._any.search(text):
            return
        colons = "colon_fence" in getattr(app.config, "myst_enable_extensions", ()) or (
            text.startswith("---") and bool(_ENABLED.search(text.split("\n---", 1)[0]))
        )
        parser = MarkdownIt("commonmark").use(front_matter_plugin)
        parser.core.ruler.enableOnly(["normalize", "block"])
        if colons:
            parser.use(colon_fence_plugin)
        bare = frozenset(getattr(app.config, "myst_fence_as_directive", ()))
        for line, message in _Fences(self, parser, colons=colons, bare=bare).faults(text, 1):
            warn(message, code=Code.MARKUP.value, location=f"{path}:{line}")

    def opening(self, line: str) -> re.Match[str] | None:
        """Return the fence and the name, where a line begins one of our directives."""
        return self._opening.match(line)

    # ---- the tree ----

    def look(self, app: Sphinx, tree: nodes.document) -> None:
        """At ``doctree-read``: look for directives and roles that ended as words or as comments."""
        page = str(tree.get("source") or "")
        markdown = _is_markdown(app, page)
        for node in tree.findall(nodes.comment):
            found = self._comment.match(node.astext())
            if found and not markdown:
                name = found["name"] or found["braced"] or found["bare"]
                # Some versions of docutils give a comment the row of its end.
                above = place_of(node, page)[1] - _row_before(place_of(node, page), name)
                self._say(node, page, f"this is a comment, and printed nowhere: write “.. {name}::”, with two colons and no braces", -above)
        for text in list(tree.findall(nodes.Text)):
            if _is_shown(text):
                if isinstance(text.parent, nodes.literal) and not markdown and (begun := self._opening.match(f"``{text}")):
                    self._say(text.parent, page, self._fence_in_rest(begun["name"]))
                continue
            before = sum(each.astext().count("\n") for each in text.parent.children[: text.parent.index(text)])
            for found in self._text.finditer(text.astext()):
                if markdown and found["fence"] and place_of(text.parent, page)[0] == page:
                    continue  # found in the source
                self._say(text.parent, page, self._words(found, markdown=markdown), before + text.astext().count("\n", 0, found.end()))

    def _words(self, found: re.Match[str], *, markdown: bool) -> str:
        role, name = found["myst"] or found["rest"], found["fence"] or found["dots"] or found["dot"]
        if role:
            cure = f"{{{role}}}`address`" if markdown else f":{role}:`address`"
            return f"“{found[0].strip()}” is printed as text: write {cure}, with no space between, or put it into backticks to show it"
        if not markdown:
            return (
                self._fence_in_rest(name)
                if found["fence"]
                else f"“{found[0].strip()}” is printed as text: write “.. {name}::” at the start of a line, below an empty one"
            )
        return f"“{found[0].strip()}” is printed as text: in Markdown a directive begins with ```{{{name}}} at the start of a line"

    @staticmethod
    def _fence_in_rest(name: str) -> str:
        return f"{{{name}}} is printed as text, since this is a fence of Markdown: in reStructuredText write “.. {name}::”"

    @staticmethod
    def _say(node: nodes.Node, page: str, message: str, further: int = 0) -> None:
        source, line = place_of(node, page)
        warn(message, code=Code.MARKUP.value, location=f"{source}:{line + further}")


def _is_markdown(app: Sphinx, path: str) -> bool:
    suffix = Path(path).suffix
    return suffix == ".md" or app.config.source_suffix.get(suffix) == "markdown"


def _is_shown(text: nodes.Text) -> bool:
    """Whether words are code, or nobody reads them."""
    place: nodes.Element | None = text.parent
    while place is not None:
        if isinstance(
            place, nodes.literal | nodes.literal_block | nodes.comment | nodes.raw | nodes.math | nodes.system_message | nodes.doctest_block
        ):
            return True
        if isinstance(place, nodes.problematic | nodes.docinfo | nodes.meta | nodes.math_block):
            return True
        place = place.parent
    return False


def _row_before(place: tuple[str, int], name: str) -> int:
    """Return the row nearest above a place that has a name in it; that of the place where none has."""
    path = Path(place[0])
    rows = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return next((row for row in range(min(place[1], len(rows)), 0, -1) if name in rows[row - 1]), place[1])


class _Fences:
    """The fences of one page."""

    def __init__(self, guards: Guards, parser: MarkdownIt, *, colons: bool, bare: frozenset[str]) -> None:
        self._guards, self._parser, self._colons, self._bare = guards, parser, colons, bare

    def faults(self, text: str, first: int) -> Iterator[tuple[int, str]]:
        """Give what is wrong, with its row.

        Args:
            first: Row of the page on which the text begins.
        """
        rows = text.splitlines()
        nested = False
        for token in self._parser.parse(text):
            if token.map is None:
                continue
            line = first + token.map[0]
            if token.type in {"fence", "colon_fence"}:
                wrong = list(self._fence(token, rows, line, after_one=nested))
                nested = nested or any("outside" in message for _line, message in wrong)
                yield from wrong
            elif token.type == "code_block":
                found = self._guards.opening(token.content.split("\n", 1)[0].lstrip())
                if found:
                    yield (
                        line,
                        f"{{{found['name']}}} is printed as code, since it is set in by four spaces or more: take them out, or show it in a fence "
                        "with a language, ```markdown",
                    )
            elif token.type == "inline" and not self._colons:
                for offset, row in enumerate(token.content.splitlines()):
                    found = self._guards.opening(row)
                    if found and found["fence"][0] == ":":
                        name = found["name"]
                        yield (
                            line + offset,
                            f":::{{{name}}} is printed as plain text, since this project has not switched colon fences on; add "
                            f'myst_enable_extensions = ["colon_fence"] to conf.py, or write ```{{{name}}}',
                        )

    def _fence(self, token: Token, rows: list[str], line: int, *, after_one: bool) -> Iterator[tuple[int, str]]:
        assert token.map is not None
        word = (token.info.split() or [""])[0]
        name = word[1:-1] if word.startswith("{") and word.endswith("}") else ""
        ours = name in self._guards.directives
        meant = re.sub(r"[^\w-]", "", token.info if word in {"{", "("} else word)
        meant = next((known for known in sorted(self._guards.directives, key=len, reverse=True) if meant.startswith(known)), "")
        if not name and meant and (word not in self._bare) and (word.strip("{}()[]<>:") in {meant, ""}):
            yield line, f"{token.markup}{word} is printed as code: write {token.markup}{{{meant}}}"
            return
        sign, length = token.markup[0], len(token.markup)
        inside = [found and found["fence"] for found in map(self._guards.opening, token.content.splitlines())]
        clash = next((at for at, fence in enumerate(inside) if fence and fence[0] == sign and len(fence) >= length), None)
        closed = _is_closed(rows[token.map[1] - 1] if token.map[1] <= len(rows) else "", sign, length) and token.map[1] - token.map[0] > 1
        if clash is not None:
            found = self._guards.opening(token.content.splitlines()[clash])
            assert found is not None
            outside = f"{{{name}}}" if name else "the block"
            longer = sign * (len(found["fence"]) + 1)
            yield (
                line + 1 + clash,
                f"{{{found['name']}}} ends {outside}, which begins in row {line}, too early: begin and end the one outside with more {_SIGNS[sign]}s, {longer}",
            )
        elif not closed and not after_one and (ours or any(inside)):
            yield (
                line,
                f"the fence {token.markup}{word} is never closed, so that all below it is part of it: close it with a line {token.markup}"
                + _shorter(token, sign, length),
            )
        elif name and name not in _SHOWN:
            yield from self.faults(token.content, line + 1)


def _is_closed(row: str, sign: str, length: int) -> bool:
    return bool(re.fullmatch(rf"[\s>]*{re.escape(sign)}{{{length},}}\s*", row))


def _shorter(token: Token, sign: str, length: int) -> str:
    """Say where a fence was closed with too few signs, if that is what happened."""
    short = next((row.strip() for row in token.content.splitlines() if set(row.strip()) == {sign} and 3 <= len(row.strip()) < length), "")
    return f" ({short} is too short)" if short else ""
