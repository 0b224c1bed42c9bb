"""The whole report on one HTML page, with every id once.

Sphinx joins the chapters as they are, so two sections called "Overview", or the first footnotes of two chapters, get the same
id. Here an id that several chapters use becomes ``CHAPTER-ID`` in each of them, and everything that points to it follows: links
inside a chapter and across chapters, footnotes and their way back, the navigation, and the numbers of sections and figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

from sphinx_impact.model.names import free

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx

_CHAPTER = "document-"
"""Before a chapter's name in the id by which Sphinx marks its start."""

_POINTERS = ("refid", "labelledby", "aria-labelledby", "aria-describedby", "aria-controls")
"""Attributes that name one id, or several with spaces between, of the same chapter."""


class Anchors:
    """The ids of the page: what each chapter calls them, and what they are called on the page."""

    def __init__(self, root: str, ids: Iterable[tuple[str, str]]) -> None:
        """Name every id.

        Args:
            root: Name of the first page, whose table of contents joins the chapters.
            ids: Chapter and id, in the order of the page.
        """
        self.root = root
        known = list(dict.fromkeys(ids))
        self._owners: dict[str, list[str]] = {}
        for chapter, name in known:
            self._owners.setdefault(name, []).append(chapter)
        self.chapters = dict.fromkeys([root, *(chapter for chapter, _ in known)])
        taken = {*self._owners, *(f"{_CHAPTER}{chapter}" for chapter in self.chapters)}
        self._names: dict[tuple[str, str], str] = {}
        for chapter, name in known:
            alone = len(self._owners[name]) == 1 and not name.startswith(_CHAPTER)
            self._names[chapter, name] = name if alone else free(f"{_plain(chapter)}-{name}", taken)

    def name(self, chapter: str, name: str) -> str:
        """Return what an id of a chapter is called on the page; an id that is nobody's stays as it is."""
        if (chapter, name) in self._names:
            return self._names[chapter, name]
        owners = self._owners.get(name, [])
        owner = self.root if self.root in owners else (owners or [chapter])[0]
        return self._names.get((owner, name), name)

    def uri(self, chapter: str, uri: str) -> str:
        """Return a link as it has to be on the page: ``#document-CHAPTER#ID`` and ``#ID`` get the id's name there."""
        if not uri.startswith("#") or uri == "#":
            return uri
        start, hashed, name = uri[1:].partition("#")
        target = start.removeprefix(_CHAPTER)
        if hashed:
            known = (target, name) in self._names or name in self._owners
            return f"#{self.name(target, name)}" if known else f"#{start}"
        if start.startswith(_CHAPTER) and target in self.chapters:
            return uri
        return f"#{self.name(chapter, start)}"


class OnePageBuilder(SingleFileHTMLBuilder):
    """Sphinx's ``singlehtml`` with unique ids."""

    anchors: Anchors | None = None

    def assemble_doctree(self) -> nodes.document:
        """Join the chapters, resolve their references, then tell their ids apart."""
        tree = super().assemble_doctree()
        root = self.config.root_doc
        _mark_start(tree, root)
        elements = list(_elements(tree, root))
        start = f"{_CHAPTER}{root}"
        self.anchors = Anchors(root, [(chapter, name) for chapter, node in elements for name in node["ids"] if name != start])
        for chapter, node in elements:
            self._rename(chapter, node, start)
        return tree

    def assemble_toc_secnumbers(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """Return the sections' numbers by their ids on the page."""
        joined: dict[str, tuple[int, ...]] = {}
        for chapter, numbers in self.env.toc_secnumbers.items():
            for anchor, number in numbers.items():
                joined[f"{chapter}/{anchor and '#' + self._name(chapter, anchor.removeprefix('#'))}"] = number
        return {self.config.root_doc: joined}

    def assemble_toc_fignumbers(self) -> dict[str, dict[str, dict[str, tuple[int, ...]]]]:
        """Return the figures' numbers by their ids on the page."""
        joined: dict[str, dict[str, tuple[int, ...]]] = {}
        for chapter, kinds in self.env.toc_fignumbers.items():
            for kind, numbers in kinds.items():
                joined[f"{chapter}/{kind}"] = {self._name(chapter, name): number for name, number in numbers.items()}
        return {self.config.root_doc: joined}

    def render_partial(self, node: nodes.Node | None) -> dict[str, Any]:
        """Write a piece of navigation, its links led to the ids of the page."""
        if node is not None and self.anchors is not None:
            for link in node.findall(nodes.reference):
                if "refuri" in link:
                    link["refuri"] = self.anchors.uri(self.config.root_doc, link["refuri"])
        return super().render_partial(node)

    def _name(self, chapter: str, name: str) -> str:
        return self.anchors.name(chapter, name) if self.anchors is not None else name

    def _rename(self, chapter: str, node: nodes.Element, start: str) -> None:
        assert self.anchors is not None
        name: Callable[[str, str], str] = self.anchors.name
        node["ids"] = [known if known == start else name(chapter, known) for known in node["ids"]]
        if node.get("backrefs"):
            node["backrefs"] = [name(chapter, known) for known in node["backrefs"]]
        for pointer in _POINTERS:
            if node.get(pointer):
                node[pointer] = " ".join(name(chapter, known) for known in node[pointer].split())
        if node.get("refuri"):
            node["refuri"] = self.anchors.uri(chapter, node["refuri"])


def _elements(node: nodes.Element, chapter: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield every element below, with the chapter it stands in."""
    for child in node.children:
        if isinstance(child, nodes.Element):
            inner = child["docname"] if isinstance(child, addnodes.start_of_file) else chapter
            yield inner, child
            yield from _elements(child, inner)


def _mark_start(tree: nodes.document, root: str) -> None:
    """Give the first page the id that Sphinx gives to every other chapter, since links to it lead there."""
    section = next(iter(tree.findall(nodes.section)), None)
    if section is not None and section.parent is tree:
        section["ids"].append(f"{_CHAPTER}{root}")
    else:
        tree.insert(0, nodes.target("", "", ids=[f"{_CHAPTER}{root}"]))


def _plain(docname: str) -> str:
    """Return a page's name in a form that an id can have."""
    return re.sub(r"[^\w.-]+", "-", docname)


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(OnePageBuilder, override=True)
