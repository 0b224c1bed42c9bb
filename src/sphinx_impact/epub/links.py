"""Where the links and pictures of the pages lead, once it is known what is in the book."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from sphinx_impact.epub.drawings import MEDIA_TYPES
from sphinx_impact.epub.markup import put_text
from sphinx_impact.epub.safety import is_remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from xml.etree import ElementTree as ET

    from sphinx_impact.epub.pages import Page

_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_CSS_DATA = re.compile(r"""url\(\s*(["'])(data:.*?)\1\s*\)""", re.DOTALL)
_SOURCES = ("src", "poster", "data", "xlink:href", "href")


def join(page: str, reference: str) -> str:
    """Return the path in the book that a reference on a page or in a style sheet means; it may begin with ``../``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(reference.partition("?")[0])))


class Linker:
    """Sets every link right.

    Args:
        pages: The pages by path.
        outdir: Where the files of the book lie.
        base: Address of the website, or empty.
        tell: Takes the path of a page and a warning.
    """

    def __init__(self, pages: Mapping[str, Page], outdir: Path, base: str, tell: Callable[[str, str], None]) -> None:
        self.pages = pages
        self.ids = {href: page.ids for href, page in pages.items()}
        self.outdir = outdir
        self.base = base if not base or base.endswith("/") else f"{base}/"
        self.tell = tell
        self.linked: dict[str, set[str]] = {}
        self.resources: dict[str, set[str]] = {}

    def run(self) -> None:
        """Set the links of every page right."""
        for href, page in self.pages.items():
            self.linked[href] = set()
            self.resources[href] = set()
            parents = {child: parent for parent in page.root.iter() for child in parent}
            for element in list(page.root.iter()):
                if element.tag == "a" and "href" in element.attrib:
                    self._link(page, element)
                elif element.tag == "link":
                    self._sheet(page, element, parents[element])
                elif element.tag in {"img", "image", "use", "video", "audio", "object"}:
                    self._source(page, element, parents[element])

    def _link(self, page: Page, element: ET.Element) -> None:
        href = element.get("href", "")
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
                element.set("href", f"#{fragment}" if target == page.href else f"{quote(relative)}#{fragment}")
            else:
                element.set("href", quote(relative))
            return
        if self.base and not target.startswith(".."):
            url = quote(re.sub(r"\.xhtml\Z", ".html", target)) + (f"#{fragment}" if fragment else "")
            element.set("href", urljoin(self.base, url))
        else:
            del element.attrib["href"]
            element.tag = "span"
            for key in ("rel", "hreflang", "type"):
                element.attrib.pop(key, None)

    def _sheet(self, page: Page, element: ET.Element, parent: ET.Element) -> None:
        path = join(page.href, element.get("href", ""))
        if (self.outdir / path).is_file():
            self.resources[page.href].add(path)
        else:
            parent.remove(element)

    def _source(self, page: Page, element: ET.Element, parent: ET.Element) -> None:
        for key in _SOURCES:
            value = element.get(key)
            if value is None or value.startswith(("#", "data:")) or is_remote(value):
                continue
            path = join(page.href, value)
            if (self.outdir / path).is_file() and Path(path).suffix.lower() in MEDIA_TYPES:
                self.resources[page.href].add(path)
                element.set(key, quote(posixpath.relpath(path, posixpath.dirname(page.href) or ".")))
                continue
            if (self.outdir / path).is_file():
                why = "reading systems need not know its format; convert it to PNG, JPEG or SVG"
            else:
                why = "there is no such file in the book; use the image directive, which copies it"
            self.tell(page.href, f"{value!r} is shown as its alternative text: {why}")
            index, text = list(parent).index(element), (element.get("alt") or "") + (element.tail or "")
            element.tail = None
            parent.remove(element)
            put_text(parent, index, text)
            return


def styles_use(sheet: str, text: str) -> tuple[set[str], list[str]]:
    """Return the files that a style sheet uses, and the addresses outside the book that it asks for."""
    files: set[str] = set()
    remote: list[str] = []
    for found in _CSS_URL.finditer(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
        reference = (found.group(1) or found.group(2)).strip()
        if reference.startswith(("data:", "#")):
            continue
        if is_remote(reference):
            remote.append(reference)
        else:
            files.add(join(sheet, reference.partition("#")[0]))
    return files, remote


def quoted_data(text: str) -> str:
    """Write the ``data:`` addresses of a style sheet with every sign quoted that an address must not have."""

    def quoted(found: re.Match[str]) -> str:
        return f'url("{quote(found.group(2), safe="%:/?#@!$&()*+,;=~")}")' if found.group(1) else found.group()

    return _CSS_DATA.sub(quoted, text)


def reached(start: Iterable[str], linked: Mapping[str, set[str]]) -> set[str]:
    """Return every page that can be reached by links from some pages, these included."""
    found: set[str] = set()
    ahead = list(start)
    while ahead:
        page = ahead.pop()
        if page not in found:
            found.add(page)
            ahead.extend(linked.get(page, ()))
    return found
