"""Finds figures typed by hand in sentences: collects numbers while pages are read, holds them against the data in every build."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from sphinx_impact.components import nodes as ours
from sphinx_impact.domain import domain_of
from sphinx_impact.messages import place_of, rows_of, warn
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node, system_message
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.entities import Figure, Form
    from sphinx_impact.model.prose.match import Match, Matcher
    from sphinx_impact.model.prose.numbers import Reader, Typed

_logger = logging.getLogger(__name__)

_PROSE = (nodes.paragraph, nodes.term)
_HEADINGS = (nodes.title, nodes.caption, nodes.rubric)
_CLOSED = (
    nodes.block_quote,
    nodes.literal_block,
    nodes.attribution,
    nodes.docinfo,
    nodes.field_list,
    nodes.comment,
    addnodes.index,
    addnodes.toctree,
    ours.impact_cover,
    ours.impact_exhibit,
    ours.impact_sources,
)
"""What holds no sentences of the author, or somebody else's."""
_HOLES = (
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.image,
    nodes.reference,
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.problematic,
    nodes.system_message,
    nodes.abbreviation,
    nodes.subscript,
    nodes.superscript,
    addnodes.pending_xref,
    ours.impact_figure,
    ours.impact_missing,
    ours.impact_literal_number,
)
"""What is in a sentence and not to be read."""
_DATA = (".yaml", ".csv")


class Found(NamedTuple):
    """A number on a page.

    Attributes:
        source: File it was written in, relative to the source directory where it lies in it.
        line: Row of that file.
        heading: Whether it stands in a title or a caption.
        typed: The number.
        block: Count of the paragraph on the page; numbers of one paragraph belong together.
    """

    source: str
    line: int
    heading: bool
    typed: Typed
    block: int


class LiteralNumberRole(SphinxRole):
    """A number that only looks like a figure of the data: ``{literal-number}`500```.

    It is printed as it is, and never reported as a number typed by hand.
    """

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return it as it is."""
        return [ours.impact_literal_number(self.rawtext, self.text)], []


def collect(app: Sphinx, tree: nodes.document) -> None:
    """At ``doctree-read``: write down the numbers in a page's sentences. The data are not looked at: they may change, and the page not."""
    if app.config.impact_loose_numbers == "off":
        return
    from sphinx_impact.model.prose.numbers import Reader

    domain = domain_of(app.env)
    found = list(_numbers(tree, Reader(app.config.language), domain.root))
    if found:
        domain.data["typed"][app.env.docname] = found


def _numbers(tree: nodes.document, reader: Reader, root: Path) -> Iterator[Found]:
    page = str(tree.get("source") or "")
    for block, element in enumerate(_sentences(tree)):
        text = _text(element)
        if not re.search(r"\d", text):
            continue
        source = _relative(element.source or page, root)
        for typed in reader.numbers(text):
            line = place_of(element)[1] + text.count("\n", 0, typed.place)
            yield Found(source, line, isinstance(element, _HEADINGS), typed, block)


def _sentences(element: nodes.Element) -> Iterator[nodes.Element]:
    """Return every element with sentences of the author."""
    for child in element.children:
        if not isinstance(child, nodes.Element) or isinstance(child, _CLOSED):
            continue
        if isinstance(child, (*_PROSE, *_HEADINGS)):
            if not _is_generated(child):
                yield child
        else:
            yield from _sentences(child)


def _is_generated(element: nodes.Element) -> bool:
    """Whether words come from a data file, from us, or from an option of ours."""
    return (
        element.get("translatable") is False
        or any(name.startswith("impact-") for name in element["classes"])
        or str(element.source or "").endswith(_DATA)
    )


def _text(element: nodes.Element) -> str:
    """Return the words of an element, with a hole for what is not to be read."""
    from sphinx_impact.model.prose.numbers import HOLE

    parts = []
    for child in element.children:
        if isinstance(child, _HOLES):
            parts.append(HOLE)
        elif isinstance(child, nodes.Text):
            parts.append(str(child))
        elif isinstance(child, nodes.Element):
            parts.append(_text(child))
    return "".join(parts)


def _relative(source: str, root: Path) -> str:
    """Return the path of a file relative to the source directory, where it lies in it; a docstring has none of its own."""
    path = Path(source.partition(":docstring of ")[0])
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else source


def report_loose(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: warn of the numbers that are figures of the data, or list all numbers. In every build: the data may have changed."""
    how = app.config.impact_loose_numbers
    domain = domain_of(env)
    if how == "off" or not domain.data["typed"]:
        return
    language = app.config.language
    if how == "list":
        said = _said(env, domain, how, language)
    else:
        pages = [(docname, _lint(env, docname), found) for docname, found in sorted(domain.data["typed"].items())]
        given = hashlib.sha256(repr((how, language, pages)).encode("utf-8", "surrogatepass")).hexdigest()
        said = domain.fact("typed numbers", lambda _report: _said(env, domain, how, language), (), given)
    rows = _Rows(domain.root)
    for found, words, is_figure in said:
        place = f"{domain.root / found.source}:{rows.of(found) if is_figure else found.line}"
        if how == "list":
            _logger.info("%s", words, location=place)
        else:
            warn(words, code=Code.LOOSE_NUMBER.value, location=place)
    if how == "list":
        _logger.info("numbers typed by hand: %d", len(said))


def _said(env: BuildEnvironment, domain: ImpactDomain, how: str, language: str) -> tuple[tuple[Found, str, bool], ...]:
    """Return the numbers that are told of, what is said of each, and whether it is a figure of the data."""
    from sphinx_impact.model.prose.match import Matcher

    matcher, voice = Matcher(domain.report.figures(), language, domain.report.profile.currency), _Voice(domain)
    matches = [(found, _match(matcher, found, block, how)) for found, block in _pages(env, domain)]
    if how == "list":
        told = [(found, match) for found, match in matches if match is not None or not found.typed.is_year]
        return tuple((found, voice.listed(found.typed, match), match is not None) for found, match in told)
    return tuple((found, voice.warning(found.typed, match, found.source), True) for found, match in matches if match is not None)


def _lint(env: BuildEnvironment, docname: str) -> str:
    """Return what a page says of whether its numbers are looked at, in lower case."""
    return str(env.metadata.get(docname, {}).get("impact-lint", "")).strip().lower()


class Adoptable(NamedTuple):
    """A typed number that is a figure of the data.

    Attributes:
        source: File it was written in, relative to the source directory.
        line: Row of that file.
        typed: The number as it was typed.
        printed: What the role prints.
        role: The role that prints it, in the markup of the page.
        addresses: Of the figures it may be, the likeliest first.
    """

    source: str
    line: int
    typed: str
    printed: str
    role: str
    addresses: tuple[str, ...]


def adoptable(env: BuildEnvironment) -> list[Adoptable]:
    """Return the typed numbers of all pages that are exactly a figure of the data, in the order of the pages."""
    from sphinx_impact.model.prose.match import Matcher

    domain = domain_of(env)
    language = env.config.language
    matcher = Matcher(domain.report.figures(), language, domain.report.profile.currency)
    voice, rows = _Voice(domain), _Rows(domain.root)
    return [
        Adoptable(
            found.source,
            rows.of(found),
            found.typed.text,
            *voice.role(match.figures[0], found.typed, found.source),
            tuple(str(figure.address) for figure in match.figures),
        )
        for found, block in _pages(env, domain)
        if (match := _match(matcher, found, block, "warn")) is not None
    ]


def _pages(env: BuildEnvironment, domain: ImpactDomain) -> Iterator[tuple[Found, list[Typed]]]:
    """Return each number with all of its paragraph; those of a file that several pages include, once."""
    seen: set[tuple[str, int, str]] = set()
    for docname in sorted(domain.data["typed"]):
        if _lint(env, docname) in {"off", "false", "no"}:
            continue
        own = Path(env.doc2path(docname, base=False)).as_posix()
        blocks: dict[int, list[Typed]] = {}
        for found in domain.data["typed"][docname]:
            blocks.setdefault(found.block, []).append(found.typed)
        for found in domain.data["typed"][docname]:
            place = (found.source, found.line, found.typed.text)
            if found.source == own or place not in seen:
                yield found, blocks[found.block]
            seen.add(place)


def _match(matcher: Matcher, found: Found, block: list[Typed], how: str) -> Match | None:
    if how == "warn" and found.heading:
        return None
    return matcher.exact(found.typed) or (None if how == "warn" else matcher.near(found.typed, block))


class _Rows:
    """Finds the row of a number in its file: parsers give all cells of a table the row of its head."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[str]] = {}

    def of(self, found: Found) -> int:
        """Return the first row from the one known that has the number; that one where none has."""
        if found.source not in self._files:
            self._files[found.source] = rows_of(self._root / found.source)
        rows = self._files[found.source]
        return next((row for row in range(found.line, len(rows) + 1) if found.typed.text in rows[row - 1]), found.line)


class _Voice:
    """Says what a typed number is, and what to write instead."""

    def __init__(self, domain: ImpactDomain) -> None:
        self._report = domain.report
        self._formats = domain.formats

    def listed(self, typed: Typed, match: Match | None) -> str:
        """Return the line of a list."""
        from sphinx_impact.model.prose.numbers import HOLE

        what = " ".join([typed.text, *typed.after.replace(HOLE, "").split()[:4]])
        if match is None:
            return what
        return f"{what}: {'is' if match.exact else 'is near'} {match.figures[0].address}, {self._printed(match.figures[0])}"

    def warning(self, typed: Typed, match: Match, source: str) -> str:
        """Return what is wrong, and the two ways to mend it."""
        figure = match.figures[0]
        role, literal = (f":{name}:" if source.endswith(".rst") else f"{{{name}}}" for name in ("stat", "literal-number"))
        others = ", ".join(str(other.address) for other in match.figures[1:3])
        also = f" (or {others})" if others else ""
        kept = f"{literal}`{typed.text}` if it is another number"
        if match.exact:
            return f"“{typed.text}” is typed by hand and is {figure.address}{also}: write {role}`{self._written(figure, typed)}`, or {kept}"
        return (
            f"“{typed.text}” is typed by hand and is near {figure.address}{also}, which is {self._printed(figure)}: "
            f"write {role}`{self._written(figure, typed)}`, or {kept}"
        )

    def role(self, figure: Figure, typed: Typed, source: str) -> tuple[str, str]:
        """Return what the role for a typed number prints, and the role in the markup of its page."""
        from sphinx_impact.model.entities import Form

        written = self._written(figure, typed)
        form = Form(written.partition(" ")[2]) if " " in written else None
        return self._printed(figure, form), f"{':stat:' if source.endswith('.rst') else '{stat}'}`{written}`"

    def _printed(self, figure: Figure, form: Form | None = None) -> str:
        return str(self._formats.printed(figure, form))

    def _written(self, figure: Figure, typed: Typed) -> str:
        """Return what the role takes: without the period where it is the one that is meant anyway, and in the form that was typed."""
        from sphinx_impact.model.entities import Form
        from sphinx_impact.model.prose.numbers import plain_spaces

        undated = dataclasses.replace(figure.address, period="")
        short = self._report.figure(undated)
        address = str(undated if short is not None and short.address == figure.address else figure.address)
        text = plain_spaces(typed.text)
        if text in plain_spaces(self._printed(figure)):
            return address
        form = next((form for form in Form if text in plain_spaces(self._printed(figure, form))), None)
        return f"{address} {form}" if form else address


def setup(app: Sphinx) -> None:
    """Register what collects and what reports."""
    app.connect("doctree-read", collect)
    app.connect("env-updated", report_loose)
