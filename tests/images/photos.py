"""Photographs made for tests: with what a camera notes, on their side, see-through, drawn."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

CAMERA = "Lantern Optics 5"
COMMENT = "taken at the harbour"
_GPS, _MAKE, _ORIENTATION = 0x8825, 0x010F, 0x0112


def scene(width: int = 2000, height: int = 1200, seed: int = 1) -> Image.Image:
    """A picture with as many colours as a photograph: a bright left half, a dark right one, and grain."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.radial_gradient("L").resize((width, height))
    small = (width // 8, height // 8)
    blue = Image.frombytes("L", small, hashlib.shake_256(bytes([seed])).digest(small[0] * small[1])).resize((width, height))
    return Image.merge("RGB", (red, green, blue))


def photo(picture: Image.Image | None = None, kind: str = "JPEG", *, orientation: int = 1) -> bytes:
    """A photograph as a file, with the camera's name, the place, and a comment in it."""
    exif = Image.Exif()
    exif[_MAKE] = CAMERA
    exif[_ORIENTATION] = orientation
    exif[_GPS] = {1: "N", 2: (53.0, 33.0, 4.0), 3: "E", 4: (9.0, 59.0, 36.0)}
    out = io.BytesIO()
    more = {"comment": COMMENT} if kind == "JPEG" else {}
    (picture or scene()).save(out, kind, exif=exif, **more)
    return out.getvalue()


def drawing() -> Image.Image:
    """A diagram in two colours, whose edges a lossy format would smear."""
    picture = Image.new("RGB", (700, 300), "white")
    pen = ImageDraw.Draw(picture)
    for column in range(0, 700, 14):
        pen.rectangle((column, 300 - column % 290, column + 6, 300), fill="#0b6b62")
    return picture


def see_through() -> bytes:
    """A photograph with a hole in it, as PNG."""
    picture = scene(800, 600).convert("RGBA")
    picture.putalpha(Image.radial_gradient("L").resize((800, 600)))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def tells_of_camera(path: Path) -> bool:
    """Whether a file still has what the camera noted, or its owner's comment."""
    content = path.read_bytes()
    if any(word.encode() in content for word in (CAMERA, COMMENT)):
        return True
    with Image.open(path) as picture:
        return bool(picture.getexif()) or "comment" in picture.info or "exif" in picture.info


def opened(path: Path) -> Image.Image:
    """A picture read as a whole, with its file closed again."""
    with Image.open(path) as picture:
        picture.load()
        return picture
