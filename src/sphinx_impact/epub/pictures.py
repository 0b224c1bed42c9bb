"""Pictures: which kinds a book may hold, others turned into these, and drawings without what a book must not have."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact import extras
from sphinx_impact.components.nodes import BOOKS
from sphinx_impact.domain import app_of
from sphinx_impact.epub.mend import Notes, clean_foreign
from sphinx_impact.epub.xhtml import DEPTH, SVG, deeper, plain_names, write
from sphinx_impact.images.variants import PictureError, variants
from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg; codecs=opus",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
    ".smil": "application/smil+xml",
    ".txt": "text/plain",
}
"""What may lie in a book, by suffix. Text is there for the licences of fonts."""

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg"})
"""The pictures every reading system shows."""

_MOST = 20_000_000
"""Bytes that a packed drawing may unpack to."""

_GOOD = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")


class ConvertPictures(SphinxPostTransform):
    """Gives every picture that is not PNG, JPEG, GIF or SVG as one of these."""

    default_priority = 210
    builders = BOOKS

    def run(self, **kwargs: Any) -> None:
        """Convert what can be converted; tell once what cannot."""
        del kwargs
        for node in self.document.findall(nodes.image):
            source = self._source(node.get("candidates", {}))
            if not source or Path(source).suffix.lower() in IMAGES or source not in self.env.images:
                continue
            made = self._convert(Path(self.env.srcdir, source), node)
            if made is None:
                continue
            node["candidates"] = {"*": str(made)}
            node["uri"] = str(made)
            self.env.images.add_file(self.env.docname, str(made))

    @staticmethod
    def _source(candidates: Mapping[str, str]) -> str:
        if "?" in candidates or any(kind in candidates for kind in _GOOD):
            return ""
        return candidates.get("*") or next(iter(candidates.values()), "")

    def _convert(self, source: Path, node: nodes.image) -> Path | None:
        folder = Path(self.env.doctreedir, "images", "epub")
        try:
            data = source.read_bytes()
        except OSError:
            return None  # Sphinx has told of it
        stem = f"{source.stem}-{hashlib.sha256(data).hexdigest()[:8]}"
        folder.mkdir(parents=True, exist_ok=True)
        if source.suffix.lower() == ".svgz":
            made = folder / f"{stem}.svg"
            try:
                with gzip.open(source) as packed:
                    drawing = packed.read(_MOST + 1)
            except (OSError, EOFError, zlib.error):
                drawing = b""
            if not 0 < len(drawing) <= _MOST:
                warn(
                    f"{source.name} cannot be unpacked to a drawing of at most {_MOST:,} bytes; save it as SVG", code="epub", location=node
                )
                return None
            made.write_bytes(drawing)
            return made
        if not extras.installed("images"):
            kind = source.suffix.lstrip(".").upper()
            without = f"pictures such as {source.name} stay as they are, and reading systems that do not know {kind} will not show them"
            extras.say_missing(app_of(self.env), "images", without, code="epub", location=node)
            return None
        try:
            return variants(source, folder).large.path
        except PictureError as error:
            warn(f"the picture cannot be converted for the book; save it as PNG or JPEG: {error}", code="epub", location=node)
            return None


def clean_svg(data: bytes) -> bytes:
    """Return an SVG file without scripts, remote parts, and what drawing programs leave behind.

    Raises:
        ValueError: It is not well-formed XML.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314 - the author's own picture; entities are not resolved from elsewhere
    except (ET.ParseError, LookupError) as error:
        place = f"line {error.position[0]}: " if isinstance(error, ET.ParseError) else ""
        raise ValueError(f"{place}{str(error).partition(':')[0]}") from error
    if root.tag != f"{SVG}svg":
        raise ValueError("its first element is no svg of the SVG namespace")
    if deeper(root):
        raise ValueError(f"elements lie more than {DEPTH} deep")
    plain_names(root)
    clean_foreign(root, Notes())
    return write(root).encode("utf-8")
