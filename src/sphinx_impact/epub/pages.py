"""A page on its way into the book: mended when it is written, looked at when all are there."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import cells, columns, safety, semantics
from sphinx_impact.epub.markup import classes, read, words, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_impact.epub.markup import Fault


@dataclasses.dataclass(frozen=True, slots=True)
class Mended:
    """A page as XHTML, with what its author should know."""

    text: str
    faults: list[Fault]
    notes: safety.Notes


def mend(text: str, *, pagename: str, language: str, part: str, standfirst: str, front: bool) -> Mended:
    """Make a page as a theme wrote it fit for a book.

    Args:
        text: HTML or XHTML.
        part: What the page's front matter says it is; empty where it says nothing.
        standfirst: A sentence to stand below the title; may be empty.
        front: Whether this is the first page, which is neither chapter nor part.
    """
    root, faults = read(text)
    notes = safety.make_safe(root)
    if standfirst:
        _open(root, standfirst)
    cells.mend_tables(root)
    semantics.name_exhibits(root)
    semantics.describe_charts(root)
    columns.split_wide(root)
    kind = "" if front and not part else semantics.part_of(pagename, part, root)
    semantics.add_roles(root, kind)
    semantics.add_language(root, language)
    return Mended(write(root), faults, notes)


def _open(root: ET.Element, standfirst: str) -> None:
    """Put the standfirst below the page's title, unless the theme has done so."""
    if any("impact-standfirst" in classes(each) for each in root.iter()):
        return
    for parent in root.iter():
        for index, child in enumerate(parent):
            if child.tag == "h1":
                line = ET.Element("p", {"class": "impact-standfirst"})
                line.text, line.tail = standfirst, "\n"
                parent.insert(index + 1, line)
                return


class BrokenPageError(Exception):
    """A page is not well-formed XML. The text names the line."""


@dataclasses.dataclass(slots=True)
class Exhibit:
    """A figure or table with a caption."""

    anchor: str
    caption: str


class Page:
    """A page of the book.

    Attributes:
        href: Path in the book, with forward slashes.
        root: Its elements; may be changed, and written again by :meth:`text`.
    """

    def __init__(self, href: str, text: str) -> None:
        """Read a page that must be well-formed.

        Raises:
            BrokenPageError: It is not.
        """
        self.href = href
        try:
            ET.fromstring(text.encode("utf-8"))  # noqa: S314 - what this very build wrote
        except ET.ParseError as error:
            line, column = error.position
            lines = text.splitlines()
            shown = lines[line - 1][max(0, column - 30) : column + 30].strip() if 0 < line <= len(lines) else ""
            raise BrokenPageError(f"line {line}, column {column + 1}: {error.msg.partition(':')[0]}, near {shown!r}") from error
        self.root, _faults = read(text)

    @property
    def text(self) -> str:
        """The page as XHTML."""
        return write(self.root)

    @property
    def title(self) -> str:
        """The page's title."""
        element = self.root.find("head/title")
        return words(element) if element is not None else ""

    @property
    def ids(self) -> set[str]:
        """Every id of the page."""
        return {each for element in self.root.iter() if (each := element.get("id"))}

    def has(self, *tags: str) -> bool:
        """Return whether one of these elements is on the page."""
        return any(element.tag in tags for element in self.root.iter())

    def has_class(self, name: str) -> bool:
        """Return whether an element of the page has a class."""
        return any(name in classes(element) for element in self.root.iter())

    @property
    def properties(self) -> list[str]:
        """What the manifest has to say of the page."""
        return [name for name, tag in (("mathml", "math"), ("svg", "svg")) if self.has(tag)]

    @property
    def part(self) -> str:
        """What the page is: ``chapter``, ``foreword``; empty where it does not say."""
        section = next(self.root.iter("section"), None)
        return section.get("epub:type", "") if section is not None else ""

    def exhibits(self, tag: str, caption: str) -> Iterator[Exhibit]:
        """Give the figures or tables that have an id and a caption."""
        for element in self.root.iter(tag):
            said = element.find(caption)
            if not element.get("id") or said is None:
                continue
            paragraph = said.find("p") if tag == "figure" else None
            text = _title(paragraph if paragraph is not None else said)
            if text:
                yield Exhibit(element.get("id", ""), text)


def _title(caption: ET.Element) -> str:
    """Return the words of a caption without the small print under them."""

    def pieces(element: ET.Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if not {"impact-caption-scope", "fn-bracket"} & set(classes(child)) and child.get("role") != "doc-noteref":
                yield from pieces(child)
            yield child.tail or ""

    return " ".join("".join(pieces(caption)).split())
