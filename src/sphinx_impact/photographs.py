"""Puts photographs into pages as browsers, books and paper want them: several widths, fixed sizes, nothing the camera noted."""

from __future__ import annotations

import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from sphinx_impact.imaging.variants import SUFFIXES, PictureError, Variants, variants
from sphinx_impact.messages import warn
from sphinx_impact.model.problems import Code
from sphinx_impact.nodes import impact_photo, impact_picture

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_WEB = frozenset({"html", "dirhtml", "singlehtml"})
_BOOKS = frozenset({"epub", "latex"})
_KEEP = "original"
"""Class of a picture that its author wants as it is."""

_logger = logging.getLogger(__name__)


class Photographs:
    """The photographs of one build."""

    def __init__(self) -> None:
        self._made: dict[str, Variants | None] = {}
        self._told = False

    def make(self, app: Sphinx, builder: Builder) -> None:
        """At ``write-started``: make what pages will ask for, on all cores, before Sphinx starts other processes."""
        self._made = {}
        if builder.name not in _WEB | _BOOKS or importlib.util.find_spec("PIL") is None:
            return
        wanted = [path for path in app.env.images if Path(path).suffix.lower() in SUFFIXES]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda path: self._variants(app, path, None), wanted))

    def place(self, app: Sphinx, tree: nodes.document, page: str) -> None:
        """At ``doctree-resolved``: put them in place of the pictures of a page."""
        del page
        builder = app.builder
        if builder.name not in _WEB | _BOOKS:
            return
        first = True
        for node in list(tree.findall(nodes.image)):
            source = _source(node)
            if not source or _KEEP in node["classes"]:
                continue
            if importlib.util.find_spec("PIL") is None:
                self._tell()
                return
            made = self._variants(app, source, node)
            if made is None:
                continue
            if builder.name in _BOOKS:
                _swap(builder, node, made)
            else:
                _dress(builder, node, made, lazy=not first)
            first = False

    def _variants(self, app: Sphinx, source: str, node: nodes.image | None) -> Variants | None:
        if source not in self._made:
            try:
                self._made[source] = variants(Path(app.srcdir, source), Path(app.doctreedir, "impact-photographs"))
            except PictureError as error:
                self._made[source] = None
                if node is not None or Path(app.srcdir, source).is_file():
                    warn(str(error), code=Code.FILE.value, location=node)
        return self._made[source]

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            _logger.info(
                "pictures stay as they are: install sphinx-impact[images] to have them in several widths and without what cameras note"
            )


def _source(node: nodes.image) -> str:
    """Return the path of a photograph relative to the source directory; nothing for drawings, remote pictures and missing files."""
    candidates: dict[str, str] = node.get("candidates", {})
    if "?" in candidates:
        return ""
    path = str(candidates.get("*", "")) or next((str(path) for path in candidates.values()), "")
    return path if Path(path).suffix.lower() in SUFFIXES else ""


def _swap(builder: Builder, node: nodes.image, made: Variants) -> None:
    path = str(made.large.path)
    node["uri"] = path
    node["candidates"] = {"*": path}
    builder.images[path] = made.large.path.name


def _dress(builder: Builder, node: nodes.image, made: Variants, *, lazy: bool) -> None:
    for path in made.files:
        builder.images[str(path)] = path.name
    photo = impact_photo("", **node.attributes)
    photo.attributes |= {
        "uri": str(made.fallback.path),
        "candidates": {"*": str(made.fallback.path)},
        "files": [(source.path.name, source.width) for source in made.sources],
        "size": (made.fallback.width, made.fallback.height),
        "lazy": lazy,
        "small": isinstance(node, impact_picture),
    }
    node.replace_self(photo)
