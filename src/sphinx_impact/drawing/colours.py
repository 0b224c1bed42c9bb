"""Colours: hexadecimal sRGB to OKLCH and back, and the contrast between two of them.

OKLCH tells lightness, chroma and hue apart the way eyes do, so that a palette can be made from one brand colour by moving lightness
alone. Contrast is the ratio of WCAG 2: from 1 (none) to 21 (black on white).
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

DEFAULTS = {"brand": "#4f46e5", "accent": "#ff6b35"}
"""The colours of a report whose author names none; the same stand in ``theme.toml``."""

TEXT = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

GRAPHIC = 3.0
"""The least contrast of lines and marks that carry meaning (WCAG 2.2, 1.4.11)."""


class Oklch(NamedTuple):
    """A colour as eyes see it.

    Attributes:
        lightness: From 0, black, to 1, white.
        chroma: From 0, grey, to about 0.32, the strongest that screens show.
        hue: In degrees: red about 29, yellow 110, green 142, blue 264, violet 300.
    """

    lightness: float
    chroma: float
    hue: float


def is_colour(text: object) -> bool:
    """Whether a text is a colour that this module can read: ``#4f46e5`` or ``#fff``."""
    return isinstance(text, str) and _HEX.fullmatch(text) is not None


def colour_of(options: Mapping[str, object], name: str) -> str:
    """Return a colour of ``html_theme_options`` by its name, or its default where it is missing or is no colour."""
    given = options.get(name)
    return str(given) if is_colour(given) else DEFAULTS[name]


def to_rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of ``#rrggbb`` or ``#rgb``, from 0 to 1. Raises ``ValueError`` for anything else."""
    if not is_colour(colour):
        msg = f"not a hexadecimal colour: {colour!r}"
        raise ValueError(msg)
    digits = colour[1:] if len(colour) > len("#rgb") else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def linear(channel: float) -> float:
    """Return a channel of sRGB as an amount of light; both from 0 to 1."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def coded(channel: float) -> float:
    """Return an amount of light as a channel of sRGB; both from 0 to 1."""
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


@functools.lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1."""
    red, green, blue = (linear(channel) for channel in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def blend(under: str, over: str, much: float) -> str:
    """Return what a colour that covers another by a part, from 0 to 1, makes of it, as browsers mix them."""
    mixed = (low + (high - low) * much for low, high in zip(to_rgb(under), to_rgb(over), strict=True))
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in mixed)


def to_oklch(colour: str) -> Oklch:
    """Return a hexadecimal colour in OKLCH."""
    red, green, blue = (linear(channel) for channel in to_rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _channels(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def to_hex(colour: Oklch) -> str:
    """Return an OKLCH colour as ``#rrggbb``; chroma that no screen shows is taken back until one does."""
    lightness = min(max(colour.lightness, 0.0), 1.0)
    low, high = 0.0, max(colour.chroma, 0.0)
    fitting = Oklch(lightness, high, colour.hue)
    if not _shown(fitting):
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(Oklch(lightness, middle, colour.hue)) else (low, middle)
        fitting = Oklch(lightness, low, colour.hue)
    return from_light(*_channels(fitting))


def from_light(red: float, green: float, blue: float) -> str:
    """Return amounts of light, from 0 to 1 where a screen can show them, as ``#rrggbb``."""
    return "#" + "".join(f"{round(255 * coded(min(max(channel, 0.0), 1.0))):02x}" for channel in (red, green, blue))


def _shown(colour: Oklch) -> bool:
    slack = 0.0005
    return all(-slack <= channel <= 1 + slack for channel in _channels(colour))


def passing(colour: str, grounds: tuple[str, ...], least: float, *, lighter: bool) -> str:
    """Return the colour nearest to the given one that can be read on every ground.

    Hue stays, and lightness moves one way only: up if ``lighter``, else down. A colour that passes comes back as it is.
    """

    def passes(candidate: str) -> bool:
        return all(contrast(candidate, ground) >= least for ground in grounds)

    if passes(colour):
        return colour
    own = to_oklch(colour)
    near, far = own.lightness, 1.0 if lighter else 0.0
    for _ in range(24):
        middle = (near + far) / 2
        near, far = (near, middle) if passes(to_hex(own._replace(lightness=middle))) else (middle, far)
    return to_hex(own._replace(lightness=far))
