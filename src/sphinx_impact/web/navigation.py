"""The chapters of a report: read once per build, drawn for each page by putting strings together.

Drawing Sphinx's whole table of contents anew on every page takes time that grows with the square of the number of pages. Here a page
costs a look-up and one join: the list is kept as strings, and only the entry of the page itself is written again.
"""

from __future__ import annotations

import dataclasses
import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment

MOST = 120
"""The most chapters a menu lists; of more, it lists those around the page. Keeps the size of a long site linear, too."""


_ITEM = re.compile(r"<(/?)li\b[^>]*>")
"""Where an item of a list begins or ends."""


@dataclasses.dataclass(frozen=True, slots=True)
class Chapter:
    """A top-level entry of the contents.

    Attributes:
        page: Name of its page, or a web address.
        title: Its title, as HTML.
        caption: Caption of its table of contents, as HTML, or empty.
        number: Its place among the chapters, from 1; 0 for addresses, and where Sphinx numbers the chapters itself.
    """

    page: str
    title: str
    caption: str
    number: int


class Contents:
    """The chapters of a site, and which of them each page belongs to."""

    def __init__(self, chapters: tuple[Chapter, ...], below: dict[str, tuple[str, ...]], titles: dict[str, str]) -> None:
        self.chapters = chapters
        self.count = sum(1 for chapter in chapters if chapter.number)
        self._below = below
        self._titles = titles
        self._places = {chapter.page: place for place, chapter in enumerate(chapters)}
        self._above = {page: parent for parent, pages in below.items() for page in pages}
        self._drawn: dict[str, list[str]] = {}

    def state(self) -> tuple[object, ...]:
        """Return what a change of must have every page written again."""
        return (self.chapters, self._below, self._titles)

    def path(self, page: str) -> list[str]:
        """Return the pages from a chapter down to a page, both included; empty for a page outside the contents."""
        path = [page]
        while path[0] not in self._places:
            parent = self._above.get(path[0])
            if parent is None or parent in path:
                return []
            path.insert(0, parent)
        return path

    def chapter(self, page: str) -> Chapter | None:
        """Return the chapter that a page belongs to."""
        path = self.path(page)
        return self.chapters[self._places[path[0]]] if path else None

    def draw(self, page: str, root: str, target: Callable[[str], str], sections: str) -> str:
        """Return the menu of a page, as HTML.

        Args:
            page: The page's name.
            root: Path from the page to the site's root: ``./``, ``../``.
            target: Gives a page's path from the root.
            sections: The page's own sections, as an HTML list, or empty.
        """
        if root not in self._drawn:
            self._drawn[root] = [_entry(chapter, _href(chapter.page, root, target), "") for chapter in self.chapters]
        entries = self._drawn[root]
        path = self.path(page)
        place = self._places[path[0]] if path else -1
        current = ""
        if path:
            here = ' aria-current="page"' if len(path) == 1 else ' aria-current="true"'
            inner = sections if len(path) == 1 else ""
            nested = self._nested(path, 0, root, target, sections)
            chapter = self.chapters[place]
            current = _entry(chapter, _href(chapter.page, root, target), here, inner + nested)
        first, last = _window(len(entries), place)
        lists: list[str] = []
        caption = None
        for at in range(first, last):
            if self.chapters[at].caption != caption:
                caption = self.chapters[at].caption
                lists.append(("</ol>" if lists else "") + (f'<p class="impact-caption">{caption}</p>' if caption else ""))
                lists.append('<ol class="impact-contents">')
            lists.append(current if at == place else entries[at])
        return "".join(lists) + "</ol>" if lists else ""

    def _nested(self, path: list[str], depth: int, root: str, target: Callable[[str], str], sections: str) -> str:
        """Return the pages below a page of the path, as a list; opened further along the path."""
        pages = self._below.get(path[depth], ())
        if not pages:
            return ""
        following = path[depth + 1] if depth + 1 < len(path) else None
        place = pages.index(following) if following in pages else -1
        first, last = _window(len(pages), place)
        items = []
        for page in pages[first:last]:
            mark, inner = "", ""
            if page == following:
                last_one = depth + 2 == len(path)
                mark = ' aria-current="page"' if last_one else ' aria-current="true"'
                inner = (sections if last_one else "") + self._nested(path, depth + 1, root, target, sections)
            items.append(f'<li><a href="{_href(page, root, target)}"{mark}>{self._titles.get(page, page)}</a>{inner}</li>')
        return f"<ul>{''.join(items)}</ul>"


def _window(count: int, place: int) -> tuple[int, int]:
    first = max(0, min(place - MOST // 2, count - MOST))
    return first, min(count, first + MOST)


def _href(page: str, root: str, target: Callable[[str], str]) -> str:
    if "://" in page:
        return escape(page)
    uri = target(page)
    return escape(uri if uri.startswith("#") else (root.removeprefix("./") + uri) or "./")


def _entry(chapter: Chapter, href: str, mark: str, inner: str = "") -> str:
    number = f"<span>{chapter.number:02}</span>" if chapter.number else ""
    return f'<li><a href="{href}"{mark}>{number}{chapter.title}</a>{inner}</li>'


def read_contents(env: BuildEnvironment, root: str) -> Contents:
    """Read the chapters from the tables of contents on the root page, in their order."""
    titles = {page: escape(title.astext(), quote=False) for page, title in env.titles.items()}
    chapters: dict[str, Chapter] = {}
    number = 0
    tree = env.tocs.get(root)
    for toctree in tree.findall(addnodes.toctree) if tree is not None else ():
        caption = escape(toctree.get("caption") or "", quote=False)
        for given, page in toctree["entries"]:
            external = "://" in page
            if page in chapters or page in {root, "self"} or (not external and page not in titles):
                continue
            numbered = not external and not toctree.get("numbered")
            number += numbered
            title = escape(given, quote=False) if given else titles.get(page, escape(page))
            chapters[page] = Chapter(page, title, caption, number if numbered else 0)
    below = {page: tuple(dict.fromkeys(pages)) for page, pages in env.toctree_includes.items() if page != root}
    return Contents(tuple(chapters.values()), below, titles)


def sections_of(toc: str) -> str:
    """Return the sections below a page's title, and its further titles, from Sphinx's local table of contents, as an HTML list, or empty."""
    depth = 0
    for item in _ITEM.finditer(toc):
        depth += -1 if item[1] else 1
        if not depth:
            own = toc[toc.find("</a>") + len("</a>") : item.start()].strip().removeprefix("<ul>").removesuffix("</ul>")
            items = (own + toc[item.end() : toc.rfind("</ul>")]).strip()
            return f"<ul>{items}</ul>" if items else ""
    return ""


def first_section(tree: nodes.Element) -> nodes.section | None:
    """Return the section that is a page: the first one of its tree."""
    return next((child for child in tree.children if isinstance(child, nodes.section)), None)
