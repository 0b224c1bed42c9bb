"""Warns of markup that silently prints one of our directives or roles as text.

Fences of Markdown are looked at in the source of a page, since the parser forgets how long they were; everything else in the tree that
was made of it, where code that is shown on purpose is known as such.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from sphinx_impact.components.nodes import impact_figure
from sphinx_impact.components.vocabulary import DIRECTIVES, ROLES
from sphinx_impact.messages import place_of, rows_of, warn
from sphinx_impact.model.names import nearest
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from markdown_it.token import Token
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ENABLED: Final = re.compile(r"^\s*(-\s*|enable_extensions:.*)[\"']?\bcolon_fence\b", re.MULTILINE)
_SHOWN: Final = frozenset(
    """code code-block code-cell doctest eval-rst example graphviz highlight literalinclude math mermaid parsed-literal prompt raw sourcecode
    testcode uml""".split()
)
"""Directives of others whose content is shown, not read."""

_UNREAD: Final = (
    *(nodes.literal, nodes.literal_block, nodes.comment, nodes.raw, nodes.math, nodes.math_block, nodes.doctest_block),
    *(nodes.system_message, nodes.problematic, nodes.docinfo, nodes.meta),
)
"""Elements whose words are code, or that nobody reads."""

_BRACED: Final = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ ]*\{(?P<name>[\w:.+-]+)\}")
"""The beginning of a directive of anybody."""

_AROUND: Final = re.compile(r"(?P<first>[^\d(−-]*).*?(?P<last>[^\d)]*)", re.DOTALL)
"""What stands before and behind the digits of a figure."""

_NAME: Final = re.compile(r"\{(?P<name>[\w-]+)\}")
_ROLE: Final = re.compile(r"\{(?P<name>[\w-]+)\}`(?!`)")

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
        self._odd = re.compile(rf"^\s*[‘’'\"´“”„`]{{1,4}}[ ]*\{{(?P<name>{one})\}}")
        self._spaced = re.compile(r"!?\[[^\[\]\n]*\]\((?P<path>[^()<>\n\"]*[^()<>\n\" ] [^()<>\n\"]*\.\w{2,5})\)")
        self._comment = re.compile(rf"(?P<name>{one})\s*:(?!:)|\{{(?P<braced>{one})\}}|(?P<bare>{one})\b[^\n]*\n\s*:[a-z-]+:")

    # ---- fences of Markdown ----

    def read(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """At ``source-read``: look at the fences of a Markdown page."""
        path = str(app.env.doc2path(docname))
        text = content[0]
        if not _is_markdown(app, path) or not (self._any.search(text) or self._misspelt(text)):
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

    def meant(self, name: str, *, role: bool = False) -> str:
        """Return which of our names was misspelt as this one; nothing where none was."""
        ours = self.roles if role else self.directives
        return "" if name.casefold() in ours else nearest(name, ours, cutoff=0.85) or ""

    def _misspelt(self, text: str) -> bool:
        """Whether a page has a name in braces that may be one of ours."""
        return any(self.meant(name) or self.meant(name, role=True) for name in {found["name"] for found in _NAME.finditer(text)})

    def opening(self, line: str) -> re.Match[str] | None:
        """Return the fence and the name, where a line begins one of our directives."""
        return self._opening.match(line)

    @staticmethod
    def refuse_unreadable(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """At ``env-before-read-docs``: leave out pages that are not UTF-8, which would end the build."""
        for docname in list(docnames):
            path = Path(env.doc2path(docname))
            try:
                content = path.read_bytes()
                content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                row = content.count(b"\n", 0, error.start) + 1
                docnames.remove(docname)
                env.project.docnames.discard(docname)
                warn(
                    "the page is not UTF-8 text, and left out: save it with the encoding UTF-8",
                    code=Code.FILE.value,
                    location=f"{path}:{row}",
                )
            except OSError:
                continue  # Sphinx has words of its own for it

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
        self._look_at_figures(tree, page)
        for text in list(tree.findall(nodes.Text)):
            if _is_shown(text):
                if isinstance(text.parent, nodes.literal) and not markdown and (begun := self._opening.match(f"``{text}")):
                    self._say(text.parent, page, self._fence_in_rest(begun["name"]))
                continue
            if markdown:
                self._look_at_words(text, page)
            before = sum(each.astext().count("\n") for each in text.parent.children[: text.parent.index(text)])
            for found in self._text.finditer(text.astext()):
                if markdown and found["fence"] and place_of(text.parent, page)[0] == page:
                    continue  # found in the source
                self._say(text.parent, page, self._words(found, markdown=markdown), before + text.astext().count("\n", 0, found.end()))

    def _look_at_figures(self, tree: nodes.document, page: str) -> None:
        for figure in tree.findall(impact_figure):
            if twice := _printed_twice(figure):
                self._say(figure.parent, page, f"“{twice}” stands here twice, since the figure prints it: delete the one that is typed")

    def _look_at_words(self, text: nodes.Text, page: str) -> None:
        """Look for what is neither a directive nor a link of Markdown, and was meant to be."""
        words = text.astext()
        if found := self._odd.match(words):
            self._say(
                text.parent,
                page,
                f"“{found[0].strip()}” is printed as text: a directive begins with three backticks, ```{{{found['name']}}}",
            )
        for found in self._spaced.finditer(words):
            # Not "in angle brackets": MyST then asks for a picture with %20 in its name, which Sphinx does not find.
            path = found["path"].strip().replace(" ", "-")
            what = f"“{found[0]}” is printed as text, since its path has a space in it: rename the file, and write ({path})"
            self._say(text.parent, page, what, words.count("\n", 0, found.start()))

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


def _printed_twice(figure: impact_figure) -> str:
    """Return the sign, the currency or the words of a figure in a sentence that were typed beside it as well; nothing where none were."""
    printed, at = figure.astext(), figure.parent.index(figure)
    beside = [figure.parent.children[place] if 0 <= place < len(figure.parent.children) else None for place in (at - 1, at + 1)]
    before, after = (node.astext() if isinstance(node, nodes.Text) else "" for node in beside)
    around = _AROUND.fullmatch(printed)
    first, last = (part.strip() for part in around.groups()) if around else ("", "")
    if first and re.search(rf"(?<!\w){re.escape(first)}\s*$", before):
        return first
    signs = [sign for sign in (first, last) if sign and not re.search("[a-z]", sign)]
    return next((sign for sign in signs if re.match(rf"\s*{re.escape(sign)}(?!\w)", after)), "")


def _is_markdown(app: Sphinx, path: str) -> bool:
    suffix = Path(path).suffix
    return suffix == ".md" or app.config.source_suffix.get(suffix) == "markdown"


def _is_shown(text: nodes.Text) -> bool:
    """Whether words are code, or nobody reads them."""
    place: nodes.Element | None = text.parent
    while place is not None and not isinstance(place, _UNREAD):
        place = place.parent
    return place is not None


def _row_before(place: tuple[str, int], name: str) -> int:
    """Return the row nearest above a place that has a name in it; that of the place where none has."""
    rows = rows_of(Path(place[0]))
    return next((row for row in range(min(place[1], len(rows)), 0, -1) if name in rows[row - 1]), place[1])


_MARKED = re.compile(r"[`~{]|:::")
"""Without one of these there is nothing in a text that could be a directive or a role gone wrong."""


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
            elif token.type == "inline":
                for offset, row in enumerate(token.content.splitlines()):
                    yield from ((line + offset, message) for message in self._in_words(row))

    def _in_words(self, row: str) -> Iterator[str]:
        """Give what is wrong with a row of a paragraph."""
        for role in _ROLE.finditer(row):
            if meant := self._guards.meant(role["name"], role=True):
                yield f"there is no role {{{role['name']}}}: write {{{meant}}}"
        found = None if self._colons else self._guards.opening(row)
        if found and found["fence"][0] == ":":
            name = found["name"]
            yield (
                f":::{{{name}}} is printed as plain text, since this project has not switched colon fences on; add "
                f'myst_enable_extensions = ["colon_fence"] to conf.py, or write ```{{{name}}}'
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
        if name and (near := self._guards.meant(name)) and name not in _SHOWN:
            yield line, f"there is no directive {{{name}}}: write {{{near}}}"
        sign, length = token.markup[0], len(token.markup)
        begun = [_BRACED.match(row) for row in token.content.splitlines()]
        unended = next(
            (at for at, found in enumerate(begun) if found and found["fence"][0] == sign and len(found["fence"]) == length), None
        )
        inside = [found and found["fence"] for found in map(self._guards.opening, token.content.splitlines())]
        clash = next((at for at, fence in enumerate(inside) if fence and fence[0] == sign and len(fence) >= length), None)
        closed = _is_closed(rows[token.map[1] - 1] if token.map[1] <= len(rows) else "", sign, length) and token.map[1] - token.map[0] > 1
        if clash is not None and ours and _is_left_open(rows[token.map[0] :], sign):
            unended, begun[clash], clash = clash, _BRACED.match(token.content.splitlines()[clash]), None
        if clash is not None:
            found = self._guards.opening(token.content.splitlines()[clash])
            assert found is not None
            outside = f"{{{name}}}" if name else "the block"
            longer = sign * (len(found["fence"]) + 1)
            yield (
                line + 1 + clash,
                f"{{{found['name']}}} ends {outside}, which begins in row {line}, too early: begin and end the one outside with more {_SIGNS[sign]}s, {longer}",
            )
        elif ours and unended is not None:
            found = begun[unended]
            assert found is not None
            yield (
                line,
                f"the fence {token.markup}{word} is not closed before {{{found['name']}}} in row {line + 1 + unended}, which so becomes a part of it: "
                f"close it with a line {token.markup}, or begin and end it with more {_SIGNS[sign]}s, {token.markup}{sign}",
            )
        elif not closed and not after_one and (ours or any(inside) or any(begun)):
            yield (
                line,
                f"the fence {token.markup}{word} is never closed, so that all below it is part of it: close it with a line {token.markup}"
                + _shorter(token, sign, length),
            )
        elif name and name not in _SHOWN and _MARKED.search(token.content):
            yield from self.faults(token.content, line + 1)


def _is_closed(row: str, sign: str, length: int) -> bool:
    return bool(re.fullmatch(rf"[\s>]*{re.escape(sign)}{{{length},}}\s*", row))


def _is_left_open(rows: list[str], sign: str) -> bool:
    """Whether more fences begin in some rows than end: one was forgotten; where as many end, the outer ones are too short."""
    fences = [found for row in rows if (found := re.match(rf"[ ]{{0,3}}{re.escape(sign)}{{3,}}(.*)", row))]
    return sum(1 if found[1].strip() else -1 for found in fences) > 0


def _shorter(token: Token, sign: str, length: int) -> str:
    """Say where a fence was closed with too few signs, if that is what happened."""
    short = next((row.strip() for row in token.content.splitlines() if set(row.strip()) == {sign} and 3 <= len(row.strip()) < length), "")
    return f" ({short} is too short)" if short else ""


def setup(app: Sphinx) -> None:
    """Register the looks at a page's source and at its tree."""
    guards = functools.cache(lambda: Guards(DIRECTIVES, ROLES))  # made when a page is read

    def read(app: Sphinx, docname: str, content: list[str]) -> None:
        guards().read(app, docname, content)

    def look(app: Sphinx, tree: nodes.document) -> None:
        guards().look(app, tree)

    app.connect("env-before-read-docs", Guards.refuse_unreadable)
    app.connect("source-read", read)
    app.connect("doctree-read", look)
