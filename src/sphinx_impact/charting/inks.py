"""The colours of charts: stand-ins that drawings are made with, and what takes their place when one is used.

A drawing is kept without colours of its own, so that a new brand colour costs no new drawing. What a mark is drawn in is told by
stand-ins no author would choose; they become custom properties on a website, and plain colours in a book or on paper.
"""

from __future__ import annotations

import functools
import itertools
import math
import re

from sphinx_impact.colours import Oklch, contrast, passing, to_hex, to_oklch, to_rgb

INK, QUIET, RULE, PAPER, LAND = "#000001", "#000002", "#000003", "#000004", "#000005"
SERIES = tuple(f"#00001{number}" for number in range(1, 7))
"""Stand-ins for the colours of values, the first for the first row of values."""

TEXT = 4.5
"""The least contrast of the first colour, on which the ground's colour is used for words (WCAG 2.2, 1.4.3)."""

GRAPHIC = 3.0
"""The least contrast of marks to the ground (WCAG 2.2, 1.4.11)."""

APART = 0.085
"""The least distance of two colours of a chart, in OKLab, as they are seen with any of the common kinds of colour blindness."""

_GROUNDS = {"light": ("#ffffff", "#fbfaf7"), "dark": ("#121019", "#1b1830")}
_PLAIN = {INK: "#1b1b1f", QUIET: "#56565e", RULE: "#c9c7c1", PAPER: "#ffffff", LAND: "#e3e1db"}
_PROPERTIES = {
    INK: "currentColor",
    QUIET: "var(--impact-quiet,currentColor)",
    RULE: "var(--impact-rule,#8885)",
    PAPER: "var(--impact-paper,#fff)",
    LAND: "var(--impact-land,#8884)",
}
_STAND_IN = re.compile("#0000(?:0[1-5]|1[1-6])")

# What the three kinds of dichromacy make of linear sRGB (Machado, Oliveira and Fernandes, 2009).
_BLINDNESS = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)


def _seen(colour: str) -> list[tuple[float, float, float]]:
    """Return a colour in OKLab as it is seen without and with each kind of colour blindness."""
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in to_rgb(colour)]
    seen = []
    for matrix in _BLINDNESS:
        channels = [min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0.0), 1.0) for row in matrix]
        coded = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in channels]
        lightness, chroma, hue = to_oklch("#" + "".join(f"{round(c * 255):02x}" for c in coded))
        seen.append((lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))))
    return seen


def apart(one: str, other: str) -> float:
    """Return how far apart two colours are, in OKLab, for the eyes that tell them apart worst."""
    return min(math.dist(a, b) for a, b in zip(_seen(one), _seen(other), strict=True))


@functools.cache
def series_colours(brand: str, accent: str, scheme: str) -> tuple[str, ...]:
    """Return six colours for values, the brand's first and the accent second, for the scheme ``light`` or ``dark``.

    Every one can be told from the ground and from every other, also by those who are colour-blind. Where the accent cannot be
    told from the brand, it comes later, in another shade.
    """
    grounds = _GROUNDS[scheme]
    dark = scheme == "dark"
    own, second = to_oklch(brand), to_oklch(accent)
    first = passing(brand if not dark else to_hex(own._replace(chroma=min(own.chroma, 0.17))), grounds, TEXT, lighter=dark)
    teal, ochre, plum, grey = (190.0, 0.1), (85.0, 0.11), (350.0, 0.12), (own.hue, 0.02)
    shades = (0.68, 0.88, 0.58, 0.78, 0.95) if dark else (0.54, 0.33, 0.63, 0.44, 0.24)
    hues = (teal, ochre, plum, (own.hue, own.chroma), (second.hue, second.chroma), grey)
    candidates = [passing(accent, grounds, GRAPHIC, lighter=dark)]
    candidates += [to_hex(Oklch(shade, min(chroma, 0.15), hue)) for shade in shades for hue, chroma in hues]
    candidates = [colour for colour in candidates if all(contrast(colour, ground) >= GRAPHIC for ground in grounds)]
    chosen = [first]
    if candidates and apart(candidates[0], first) >= APART:
        chosen.append(candidates[0])
    seen = {colour: _seen(colour) for colour in (*candidates, *chosen)}

    def distance(colour: str) -> float:
        return min(min(math.dist(a, b) for a, b in zip(seen[colour], seen[other], strict=True)) for other in chosen)

    while len(chosen) < len(SERIES):
        chosen.append(next((colour for colour in candidates if distance(colour) >= APART), max(candidates, key=distance)))
    return tuple(chosen)


def smallest_distance(colours: tuple[str, ...]) -> float:
    """Return the distance of the two colours of a set that are hardest to tell apart."""
    return min(apart(one, other) for one, other in itertools.combinations(colours, 2))


def for_web(drawing: str, brand: str, accent: str) -> str:
    """Return a drawing whose colours are custom properties, which a theme sets for light and dark grounds."""
    colours = series_colours(brand, accent, "light")

    def ink(found: re.Match[str]) -> str:
        stand_in = found.group()
        if stand_in in _PROPERTIES:
            return _PROPERTIES[stand_in]
        number = SERIES.index(stand_in)
        return f"var(--impact-chart-{number + 1},{colours[number]})"

    return _STAND_IN.sub(ink, drawing)


def for_paper(drawing: str, brand: str, accent: str) -> str:
    """Return a drawing with plain colours for a white ground."""
    colours = series_colours(brand, accent, "light")
    plain = _PLAIN | dict(zip(SERIES, colours, strict=True))
    return _STAND_IN.sub(lambda found: plain[found.group()], drawing)


def custom_properties(brand: str, accent: str) -> list[str]:
    """Return the declarations of the custom properties for light and dark grounds."""
    light, dark = series_colours(brand, accent, "light"), series_colours(brand, accent, "dark")
    return [f"--impact-chart-{number}:light-dark({one},{other})" for number, (one, other) in enumerate(zip(light, dark, strict=True), 1)]
