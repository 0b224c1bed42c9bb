"""Where the links and pictures of the pages lead, once it is known what is in the book."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from sphinx_impact.epub.allowed_html import is_remote
from sphinx_impact.epub.pictures import MEDIA_TYPES
from sphinx_impact.epub.styles import loaded
from sphinx_impact.epub.xhtml import SVG, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree import ElementTree as ET

    from sphinx_impact.epub.page import Page

_SOURCES = ("src", "poster", "data", "xlink:href", "href")
_SHOWN = frozenset({"img", "video", "audio", "object", *(f"{SVG}{name}" for name in ("image", "use", "feImage"))})
_PAGES = frozenset({".xhtml", ".css", ".txt"})
"""Kinds of files of a book that are no pictures, films or sounds."""


def join(page: str, reference: str) -> str:
    """Return the path in the book that a reference on a page or in a style sheet means; it may begin with ``../``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(reference.partition("?")[0])))


def lies_in(outdir: Path, path: str) -> bool:
    """Return whether a path means a file of the book, and nothing outside its folder."""
    if path.startswith(("/", "..")) or len(path) > 1000:
        return False
    try:
        return (outdir / path).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


class Linker:
    """Sets every link right.

    Args:
        pages: The pages by path.
        outdir: Where the files of the book lie.
        base: Address of the website, or empty.
        website: Gives the path on the website of a path in the book.
        tell: Takes the path of a page and a warning.
    """

    def __init__(
        self,
        pages: Mapping[str, Page],
        outdir: Path,
        base: str,
        tell: Callable[[str, str], None],
        website: Callable[[str], str],
    ) -> None:
        self.pages = pages
        self.ids = {href: page.ids for href, page in pages.items()}
        self.outdir = outdir
        self.base = base if not base or base.endswith("/") else f"{base}/"
        self.tell = tell
        self.website = website
        self.linked: dict[str, set[str]] = {}
        self.resources: dict[str, set[str]] = {}

    def run(self) -> None:
        """Set the links of every page right."""
        for href, page in self.pages.items():
            self.linked[href] = set()
            self.resources[href] = set()
            parents = {child: parent for parent in page.root.iter() for child in parent}
            for element in list(page.root.iter()):
                if element.tag in {"a", f"{SVG}a"}:
                    for key in ("href", "xlink:href"):
                        if key in element.attrib:
                            self._link(page, element, key)
                elif element.tag == "link":
                    self._sheet(page, element, parents[element])
                elif element.tag in _SHOWN:
                    self._source(page, element, parents[element])

    def _link(self, page: Page, element: ET.Element, key: str) -> None:
        href = element.get(key, "")
        if is_remote(href):
            return
        path, _, fragment = href.partition("#")
        target = join(page.href, path) if path else page.href
        if target in self.pages:
            self.linked[page.href].add(target)
            if fragment and unquote(fragment) not in self.ids[target]:
                self.tell(page.href, f"the link to {href!r} leads to no place on that page; it now leads to the page")
                fragment = ""
            relative = posixpath.relpath(target, posixpath.dirname(page.href) or ".")
            if fragment:
                element.set(key, f"#{fragment}" if target == page.href else f"{quote(relative)}#{fragment}")
            else:
                element.set(key, quote(relative))
            return
        if self.base and not target.startswith(("..", "/")):
            url = quote(self.website(target)) + (f"#{fragment}" if fragment else "")
            element.set(key, urljoin(self.base, url))
        else:
            del element.attrib[key]
            if element.tag == "a":
                element.tag = "span"
                for other in ("rel", "hreflang", "type"):
                    element.attrib.pop(other, None)

    def _sheet(self, page: Page, element: ET.Element, parent: ET.Element) -> None:
        path = join(page.href, element.get("href", ""))
        if lies_in(self.outdir, path) and path.lower().endswith(".css"):
            self.resources[page.href].add(path)
        else:
            parent.remove(element)

    def _source(self, page: Page, element: ET.Element, parent: ET.Element) -> None:
        for key in _SOURCES:
            value = element.get(key)
            if value is None or value.startswith("#") or is_remote(value):
                continue
            reference, hashed, fragment = value.partition("#")
            path = join(page.href, reference)
            there = lies_in(self.outdir, path)
            if there and (suffix := Path(path).suffix.lower()) in MEDIA_TYPES and suffix not in _PAGES:
                self.resources[page.href].add(path)
                element.set(key, f"{quote(posixpath.relpath(path, posixpath.dirname(page.href) or '.'))}{hashed}{fragment}")
                continue
            if there:
                why = "reading systems need not know its format; convert it to PNG, JPEG or SVG"
            else:
                why = "there is no such file in the book; use the image directive, which copies it"
            if key == "poster":
                self.tell(page.href, f"{value[:200]!r} is left out: {why}")
                del element.attrib[key]
                continue
            self.tell(page.href, f"{value[:200]!r} is shown as its alternative text: {why}")
            replace(parent, element, [], element.get("alt") or "")
            return


def styles_use(sheet: str, text: str) -> tuple[set[str], list[str]]:
    """Return the files that a style sheet uses, and the addresses outside the book that it asks for."""
    files: set[str] = set()
    remote: list[str] = []
    for reference in loaded(text):
        if reference and not reference.startswith(("data:", "#")):
            if is_remote(reference):
                remote.append(reference)
            else:
                files.add(join(sheet, reference.partition("#")[0]))
    return files, remote
