"""How much of a photograph has to be covered so that words can be read on it: measured from its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact import extras
from sphinx_impact.drawing.brand import veil
from sphinx_impact.drawing.colours import luminance
from sphinx_impact.images.variants import SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from sphinx_impact.drawing.brand import Brand

_EXTREME = 48
"""How many of a picture's brightest or darkest colours are looked at: mixed with the veil, their order may change a little."""


def veil_of(picture: Path, look: Brand) -> int:
    """Return how much of a picture the veil of a cover has to cover, in percent.

    A drawing, and any picture where Pillow is not installed, gets what is enough for all pictures.
    """
    if picture.suffix.lower() not in SUFFIXES or not extras.installed("images"):
        return veil(look)
    from PIL import Image

    try:
        with Image.open(picture) as opened:
            colours = _colours(opened.convert("RGB"), up=look.scheme == "dark")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return veil(look)  # what is wrong with it is said where its sizes are made
    return veil(look, sorted(colours, key=luminance, reverse=look.scheme == "dark")[:_EXTREME])


def _colours(picture: Image, *, up: bool) -> list[str]:
    """Return a picture's colours, in steps of eight for each channel, rounded towards white or black."""
    low = 7
    stepped = picture.point([value | low if up else value & ~low for value in range(256)] * 3)
    colours = (colour for _count, colour in stepped.getcolors(1 << 15) or () if isinstance(colour, tuple))
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours]
