"""How wide and high a picture is, upright, read from the head of its file; needs no Pillow."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from sphinx.util.images import get_image_size

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 4096
"""Bytes of a drawing in which its first element is looked for."""

_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_VIEW = re.compile(r"\bviewBox\s*=\s*[\"']\s*[-+.\de]+[\s,]+[-+.\de]+[\s,]+([.\de]+)[\s,]+([.\de]+)\s*[\"']")
_SIDE = r"[\s\"']{}\s*=\s*[\"']\s*([.\d]+)(?:px)?\s*[\"']"


def size_of(path: Path) -> tuple[float, float] | None:
    """Return width and height of a picture in pixels, or in units of a drawing; None where they are not to be told."""
    try:
        found = _drawing(path) if path.suffix.lower() == ".svg" else get_image_size(str(path))
    except (OSError, ValueError, LookupError, OverflowError, struct.error):
        return None
    return found if found is not None and found[0] > 0 and found[1] > 0 else None


def _drawing(path: Path) -> tuple[float, float] | None:
    with path.open("rb") as file:
        root = _ROOT.search(file.read(_HEAD).decode("utf-8", "replace"))
    if root is None:
        return None
    view = _VIEW.search(root[0])
    if view is not None:
        return float(view[1]), float(view[2])
    width, height = (re.search(_SIDE.format(side), root[0]) for side in ("width", "height"))
    return (float(width[1]), float(height[1])) if width is not None and height is not None else None
