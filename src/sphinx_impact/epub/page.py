"""A page of the book: read once, mended, looked at and linked as a tree, and written once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import semantics, tables
from sphinx_impact.epub.mend import Notes, make_safe
from sphinx_impact.epub.xhtml import MATH, SVG, classes, having, read, read_xml, words, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_impact.epub.xhtml import MarkupFault


@dataclasses.dataclass(slots=True)
class Exhibit:
    """A figure or table with a caption."""

    anchor: str
    caption: str


class Page:
    """A page of the book.

    Attributes:
        href: Path in the book, with forward slashes.
        root: Its elements.
        faults: What was wrong with its HTML.
        notes: What it had that a book must not have.
    """

    def __init__(self, href: str, root: ET.Element, faults: Sequence[MarkupFault] = (), notes: Notes | None = None) -> None:
        self.href = href
        self.root = root
        self.faults = faults
        self.notes = notes or Notes()

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

    @property
    def properties(self) -> list[str]:
        """What the manifest has to say of the page."""
        return [name for name, tag in (("mathml", f"{MATH}math"), ("svg", f"{SVG}svg")) if self.has(tag)]

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


def mended(href: str, text: str, *, pagename: str, language: str, part: str = "", standfirst: str = "", front: bool = False) -> Page:
    """Make a page as a theme wrote it fit for a book.

    Args:
        text: HTML or XHTML.
        part: What the page's front matter says it is; empty where it says nothing.
        standfirst: A sentence to stand below the title; may be empty.
        front: Whether this is the first page, which is neither chapter nor part.
    """
    root, faults = read(text)
    notes = make_safe(root)
    if standfirst:
        _open(root, standfirst)
    tables.mend_tables(root)
    semantics.name_exhibits(root)
    semantics.describe_charts(root)
    tables.split_wide(root)
    tables.fit_narrow(root)
    kind = "" if front and not part else semantics.part_of(pagename, part, root)
    semantics.add_roles(root, kind)
    semantics.add_language(root, language)
    return Page(href, root, faults, notes)


def own(href: str, text: str) -> Page:
    """Read a page that the author has written as XHTML, and make it safe.

    Raises:
        BrokenPageError: It is not well-formed.
    """
    root = read_xml(text)
    return Page(href, root, notes=make_safe(root))


def _open(root: ET.Element, standfirst: str) -> None:
    """Put the standfirst below the page's title, unless the theme has done so."""
    if having(root, "impact-standfirst"):
        return
    for parent in root.iter():
        for index, child in enumerate(parent):
            if child.tag == "h1":
                line = ET.Element("p", {"class": "impact-standfirst"})
                line.text, line.tail = standfirst, "\n"
                parent.insert(index + 1, line)
                return
