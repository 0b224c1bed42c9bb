"""The ways into the book: contents, landmarks, lists of figures and tables; and the old form of the contents."""

from __future__ import annotations

import dataclasses
import html
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_impact.epub.page import Page

NAV = "nav.xhtml"


@dataclasses.dataclass(slots=True)
class Entry:
    """A line of the contents, with those below it."""

    text: str
    href: str
    children: list[Entry] = dataclasses.field(default_factory=list)
    number: int = 0
    id: str = ""

    def all(self) -> Iterator[Entry]:
        """Give this entry and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclasses.dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer a way to. `kind` is a word of the EPUB structural vocabulary."""

    kind: str
    text: str
    href: str


def contents(nodes: Iterable[Mapping[str, Any]], files: Mapping[str, Page], depth: int) -> list[Entry]:
    """Make the tree of contents.

    Args:
        nodes: As Sphinx collects them from the tables of contents: ``level``, ``refuri`` and ``text``, both escaped.
        files: The pages of the book; what leads elsewhere is left out.
        depth: How many levels to show.
    """
    top = Entry("", "")
    path = [(0, top)]
    ids = {href: page.ids for href, page in files.items()}
    for node in nodes:
        level, uri, text = int(node["level"]), html.unescape(node["refuri"]), " ".join(html.unescape(node["text"]).split())
        file, _sep, fragment = uri.partition("#")
        if not text or level > depth or unquote(file) not in files or (fragment and unquote(fragment) not in ids[unquote(file)]):
            continue
        while path[-1][0] >= level:
            path.pop()
        entry = Entry(text, uri)
        path[-1][1].children.append(entry)
        path.append((level, entry))
    for entry in top.children:
        _own_sections_first(entry)
    first = _file(top.children[0]) if top.children else ""
    return sorted(top.children, key=lambda entry: _file(entry) != first)


def _own_sections_first(page: Entry) -> None:
    """Put the pages below a page behind all its sections: it is read to its end before them, in whichever section they are listed."""

    def without_pages(entry: Entry) -> list[Entry]:
        inside: list[Entry] = []
        below: list[Entry] = []
        for child in entry.children:
            if _file(child) == _file(page):
                inside.append(child)
                below += without_pages(child)
            else:
                below.append(child)
                _own_sections_first(child)
        entry.children = inside
        return below

    below = without_pages(page)
    page.children += below


def _file(entry: Entry) -> str:
    return entry.href.partition("#")[0]


def group(entries: Sequence[Entry], captions: Mapping[str, str]) -> list[Entry]:
    """Put neighbours under the caption that their table of contents has.

    Args:
        captions: Caption by path of the page.
    """
    grouped: list[Entry] = []
    for entry in entries:
        caption = captions.get(unquote(entry.href.partition("#")[0]), "")
        if not caption:
            grouped.append(entry)
        elif grouped and not grouped[-1].href and grouped[-1].text == caption:
            grouped[-1].children.append(entry)
        else:
            grouped.append(Entry(caption, "", [entry]))
    return grouped


def number(entries: Sequence[Entry]) -> int:
    """Number the entries in reading order (one place, one number), name them, and return how deep they go."""
    order: dict[str, int] = {}
    for position, entry in enumerate((each for top in entries for each in top.all()), start=1):
        entry.number = order.setdefault(entry.href, len(order) + 1)
        entry.id = f"point-{position}"

    def depth(some: Sequence[Entry]) -> int:
        return 1 + max((depth(each.children) for each in some), default=0) if some else 0

    return depth(entries)


def exhibits(pages: Sequence[Page], tag: str, caption: str) -> list[Entry]:
    """List the figures or the tables of the book."""
    return [Entry(exhibit.caption, f"{quote(page.href)}#{exhibit.anchor}") for page in pages for exhibit in page.exhibits(tag, caption)]


def landmarks(
    pages: Sequence[Page], *, cover: str, front: str, figures: bool, tables: bool, author: Iterable[tuple[str, str, str]]
) -> list[Landmark]:
    """List the places that reading systems offer a way to.

    Args:
        pages: In reading order.
        cover: Path of the cover page, or empty.
        front: Path of the first page.
        author: The author's own ``epub_guide``.
    """
    given = [Landmark({"text": "bodymatter", "title-page": "titlepage"}.get(kind, kind), text, uri) for kind, uri, text in author]
    kinds = {landmark.kind for landmark in given}
    own: list[Landmark] = []
    if cover:
        own.append(Landmark("cover", _("Cover"), quote(cover)))
    own.append(Landmark("toc", _("Contents"), f"{NAV}#toc"))
    body = [page for page in pages if page.href not in {front, cover} and page.part not in {"foreword", "preface", "dedication"}]
    start = body[0] if body else next((page for page in pages if page.href == front), pages[0])
    own.append(Landmark("bodymatter", _("Start of the text"), quote(start.href)))
    if figures:
        own.append(Landmark("loi", _("Figures"), f"{NAV}#loi"))
    if tables:
        own.append(Landmark("lot", _("Tables"), f"{NAV}#lot"))
    seen = set()
    for page in pages:
        if (
            page.part in {"foreword", "glossary", "bibliography", "errata", "colophon", "index", "acknowledgments"}
            and page.part not in seen
        ):
            seen.add(page.part)
            own.append(Landmark(page.part, page.title, quote(page.href)))
    return [*given, *(landmark for landmark in own if landmark.kind not in kinds)]
