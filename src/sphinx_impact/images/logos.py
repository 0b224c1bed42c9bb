"""What ground a logo asks for, and where in its file it is: read from its pixels, or from the colours that a drawing names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from sphinx_impact import extras
from sphinx_impact.drawing.colours import luminance

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

PALE: Final = "pale"
"""A light logo without a ground of its own, which needs a dark one."""

TILE: Final = "tile"
"""A logo on a ground of its own that is not white."""

INK: Final = "ink"
"""A dark or coloured logo, which needs a light ground; one on a white box is one too, since that is taken away on light pages."""

_LIGHT: Final = 0.5
"""Relative luminance from which on a colour can hardly be seen on white: below 2:1."""

_DIM: Final = 0.11
"""Relative luminance up to which a colour can hardly be seen on a dark page: below 3:1."""

_WHITE: Final = 0.9
_SEEN, _HALF, _OPAQUE, _ALIKE = 24, 128, 250, 18
"""Of 255: what opacity is seen at all, well seen, hides all, and how far colours of one ground may lie apart."""

_SIDE: Final = 256
"""Pixels of the longer side that are looked at."""

_COLOUR: Final = re.compile(r"(?:fill|stroke|stop-color)\s*[=:]\s*[\"']?\s*(#[0-9a-fA-F]{3,8}|[a-z]+)")
_NAMED: Final = {"white": "#ffffff", "black": "#000000"}
_NONE: Final = frozenset({"none", "url", "inherit", "currentcolor", "transparent", "context"})


def ground_of_drawing(text: str) -> str:
    """Return the ground that an SVG drawing asks for: all its colours are light, or they are not."""
    colours = _colours(text)
    return PALE if colours and all(each.startswith("#") and luminance(_whole(each)) > _LIGHT for each in colours) else INK


def _colours(text: str) -> set[str]:
    """Return the colours that a drawing names."""
    return {_NAMED.get(name, name) for found in _COLOUR.findall(text) if (name := found.lower()) not in _NONE}


def is_lost_in_the_dark(path: Path) -> bool:
    """Whether all of a logo is so dark that it can hardly be seen on dark pages. False where it has a ground of its own, or cannot be read."""
    if path.suffix.lower() == ".svg":
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        # Where none is named, all is black.
        return all(each.startswith("#") and luminance(_whole(each)) <= _DIM for each in _colours(text))
    if not extras.installed("images"):
        return False
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            small = opened.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return False
    small.thumbnail((_SIDE, _SIDE))
    if _own_ground(small) is not None:
        return False
    seen = _seen(small)
    return bool(seen) and sum(seen.values()) * 0.9 < sum(count for colour, count in seen.items() if luminance(colour) <= _DIM)


def _seen(picture: Image) -> dict[str, int]:
    """Return the colours of a picture that can be seen, and of how many pixels each is."""
    colours = cast("list[tuple[int, tuple[int, int, int, int]]]", picture.getcolors(_SIDE * _SIDE) or [])
    found: dict[str, int] = {}
    for count, (red, green, blue, opacity) in colours:
        if opacity > _HALF:
            colour = f"#{red:02x}{green:02x}{blue:02x}"
            found[colour] = found.get(colour, 0) + count
    return found


def _whole(colour: str) -> str:
    """Return ``#abc``, ``#abcd`` or ``#aabbccdd`` as ``#aabbcc``."""
    digits = colour[1:]
    return "#" + ("".join(digit * 2 for digit in digits[:3]) if len(digits) < 6 else digits[:6])


def ground_of(picture: Image) -> str:
    """Return the ground that a picture asks for."""
    small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE))
    own = _own_ground(small)
    if own is not None:
        return INK if luminance(own) > _WHITE else TILE
    seen = _seen(small)
    light = sum(count for colour, count in seen.items() if luminance(colour) > _LIGHT)
    return PALE if seen and light > 0.9 * sum(seen.values()) else INK


def content_of(picture: Image) -> tuple[int, int, int, int] | None:
    """Return the box of a picture outside of which there is nothing: a margin that is see-through, or white; None where there is none."""
    from PIL import Image, ImageChops

    whole = picture.convert("RGBA")
    own = _own_ground(whole)
    if own is None:
        seen = whole.getchannel("A").point(lambda value: 255 if value > _SEEN else 0)
    elif luminance(own) > _WHITE:
        paper = Image.new("RGB", whole.size, own)
        seen = ImageChops.difference(whole.convert("RGB"), paper).convert("L").point(lambda value: 255 if value > _ALIKE else 0)
    else:
        return None
    box = seen.getbbox()
    return None if box is None or box == (0, 0, *whole.size) else box


def _own_ground(picture: Image) -> str | None:
    """Return the colour of a ground that a picture brings along: opaque, and of one colour at all its edges."""
    width, height = picture.size
    edges = [
        picture.crop(box) for box in ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    ]
    lows, highs = zip(*(_ends(edge) for edge in edges), strict=True)
    low, high = (tuple(pick(channel) for channel in zip(*ends, strict=True)) for pick, ends in ((min, lows), (max, highs)))
    if low[3] < _OPAQUE or any(above - below > _ALIKE for above, below in zip(high[:3], low[:3], strict=True)):
        return None
    return "#{:02x}{:02x}{:02x}".format(*((above + below) // 2 for above, below in zip(high[:3], low[:3], strict=True)))


def _ends(edge: Image) -> tuple[tuple[int, ...], tuple[int, ...]]:
    ends = edge.getextrema()
    return tuple(int(low) for low, _ in ends), tuple(int(high) for _, high in ends)  # type: ignore[misc]  # one pair for each channel
