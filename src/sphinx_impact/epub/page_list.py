"""The pages of the PDF in the book: where each of them begins, so that readers of both can say to one another "on page 12".

The builder of the PDF leaves beside the doctrees how each of its pages begins; the book, built after it, looks for these words.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

from sphinx_impact.epub.xhtml import MATH, SVG, classes, parents, put_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_impact.epub.page import Page

_SOUGHT, _STEP, _LEAST = 60, 20, 12
"""Letters and digits that are looked for; how far on the next try begins where they are not found; how many are enough."""

_INLINE = frozenset("a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_TEXT = frozenset({f"{SVG}svg", f"{MATH}math", "script", "style"})


@dataclasses.dataclass(frozen=True, slots=True)
class Start:
    """How a page of the PDF begins.

    Attributes:
        page: Its number.
        docname: Of the report's page that it shows; empty for the cover.
        words: What is written first on it.
    """

    page: int
    docname: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A place in the book where a page of the PDF begins: the page's number, and the place's address."""

    page: int
    href: str


# ---- from one build to the other ----


def _path(doctreedir: str) -> Path:
    return Path(doctreedir) / "impact-pdf-pages.json"


def keep(starts: Iterable[Start], source: str, env: BuildEnvironment) -> None:
    """Leave for the book how the pages of a PDF begin.

    Args:
        source: What the PDF is called in the book.
    """
    read = {docname: env.all_docs[docname] for docname in sorted(env.all_docs)}
    kept = {"source": source, "read": read, "pages": [dataclasses.asdict(each) for each in starts]}
    _path(str(env.doctreedir)).write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")


def kept(env: BuildEnvironment) -> tuple[str, list[Start], bool]:
    """Return what the PDF is called, how its pages begin, and whether pages of the report were read again since; nothing without a PDF."""
    try:
        found = json.loads(_path(str(env.doctreedir)).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", [], False
    return str(found["source"]), [Start(**each) for each in found["pages"]], found["read"] != dict(env.all_docs)


# ---- in the book ----


def mark(pages: Mapping[str, Page], starts: Sequence[Start], href_of: Callable[[str], str], cover: str) -> list[Mark]:
    """Mark where pages of the PDF begin, and return the marks in order; a page whose words are not in the book has none.

    Args:
        pages: Of the book, by path.
        href_of: Gives the path of a page of the report.
        cover: Path of the book's cover; may be empty.
    """
    texts: dict[str, _Text] = {}
    found: list[Mark] = []
    places: dict[str, list[tuple[int, Start]]] = {}
    for start in starts:
        href = href_of(start.docname) if start.docname else cover
        if href not in pages:
            continue
        first = href not in texts
        text = texts.setdefault(href, _Text(pages[href].root))
        at = 0 if first else text.find(start.words)
        if at is not None:
            places.setdefault(href, []).append((at, start))
            found.append(Mark(start.page, f"{quote(href)}#{_id(start)}"))
    for href, marks in places.items():
        for at, start in reversed(marks):  # from the end, so that those before stay where they are
            texts[href].put(at, start)
    return found


def _id(start: Start) -> str:
    return f"pdf-page-{start.page}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """A text in the tree: that of an element, or what follows the element."""

    element: ET.Element
    follows: bool
    begins: int


class _Text:
    """The words of a page as letters and digits alone, with the way back to where they stand."""

    def __init__(self, root: ET.Element) -> None:
        self.root = root
        self.after = 0
        self.pieces: list[_Piece] = []
        self.bare = ""
        body = root.find("body")
        if body is not None:
            self.bare = "".join(self._read(body))

    def _read(self, body: ET.Element) -> Iterator[str]:
        at = 0
        for element, follows, text in _texts(body):
            if said := _bare(text):
                self.pieces.append(_Piece(element, follows, at))
                at += len(said)
                yield said

    def find(self, words: str) -> int | None:
        """Return where some words begin, after those that were found before."""
        sought = _bare(words)
        for skipped in range(0, max(len(sought) - _LEAST, 1), _STEP):
            part = sought[skipped : skipped + _SOUGHT]
            at = self.bare.find(part, self.after) if len(part) >= min(_LEAST, len(sought)) and part else -1
            if at >= 0:
                self.after = at + 1
                return at
        return None

    def put(self, at: int, start: Start) -> None:
        """Put a mark there, or before what must not be divided: a link, a number, a heading."""
        mark = ET.Element("span", {"epub:type": "pagebreak", "role": "doc-pagebreak", "id": _id(start), "aria-label": str(start.page)})
        up = parents(self.root)
        piece = next((each for each in reversed(self.pieces) if each.begins <= at), None)
        if piece is None:
            body = self.root.find("body")
            if body is not None:
                mark.tail, body.text = body.text, None
                body.insert(0, mark)
            return
        host = up[piece.element] if piece.follows else piece.element
        if host.tag in _INLINE or (host.tag in _HEADINGS and at == piece.begins and not piece.follows):
            while host.tag in _INLINE and up[host].tag in _INLINE:
                host = up[host]
            up[host].insert(list(up[host]).index(host), mark)
            return
        text = (piece.element.tail if piece.follows else piece.element.text) or ""
        cut = _offset(text, at - piece.begins)
        if piece.follows:
            piece.element.tail = text[:cut]
            host.insert(list(host).index(piece.element) + 1, mark)
        else:
            host.text = text[:cut]
            host.insert(0, mark)
        put_text(host, list(host).index(mark) + 1, text[cut:])


def _texts(element: ET.Element) -> Iterator[tuple[ET.Element, bool, str]]:
    """Yield the texts of an element in reading order, without what is hidden or drawn."""
    if element.tag in _NO_TEXT or "impact-vh" in classes(element):
        return
    yield element, False, element.text or ""
    for child in element:
        yield from _texts(child)
        yield child, True, child.tail or ""


def _bare(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def _offset(text: str, count: int) -> int:
    """Return where in a text so many letters and digits have passed, at the next one."""
    for place, sign in enumerate(text):
        if sign.isalnum():
            if count == 0:
                return place
            count -= 1
    return len(text)
