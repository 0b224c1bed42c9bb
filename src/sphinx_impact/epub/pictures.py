"""Pictures in formats that not every reading system shows, turned into ones that it does."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact import extras
from sphinx_impact.domain import app_of
from sphinx_impact.epub.drawings import IMAGES
from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

_GOOD = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")


class ConvertPictures(SphinxPostTransform):
    """Gives every picture that is not PNG, JPEG, GIF or SVG as one of these."""

    default_priority = 210
    builders = ("epub",)

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
            made.write_bytes(gzip.decompress(data))
            return made
        if not extras.installed("images"):
            kind = source.suffix.lstrip(".").upper()
            without = f"pictures such as {source.name} stay as they are, and reading systems that do not know {kind} will not show them"
            extras.say_missing(app_of(self.env), "images", without, code="epub", location=node)
            return None
        return self._picture(source, folder / stem, node)

    @staticmethod
    def _picture(source: Path, target: Path, node: nodes.image) -> Path | None:
        from PIL import Image, ImageOps, UnidentifiedImageError

        try:
            with Image.open(source) as opened:
                picture = ImageOps.exif_transpose(opened)
                clear = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
                few = picture.mode in {"1", "L", "P"}
                if clear or few:
                    made = target.with_name(f"{target.name}.png")
                    picture.convert("RGBA" if clear else picture.mode).save(made, optimize=True)
                else:
                    made = target.with_name(f"{target.name}.jpg")
                    picture.convert("RGB").save(made, quality=85, optimize=True, progressive=True)
        except (UnidentifiedImageError, OSError, ValueError) as error:
            warn(f"{source.name} cannot be converted for the book ({error}); save it as PNG or JPEG", code="epub", location=node)
            return None
        return made
