"""The colours of charts: six for values, and those of words, rules and land, as a website or paper has them."""

from __future__ import annotations

import dataclasses
import functools
import math

from sphinx_impact.drawing.colours import GRAPHIC, TEXT, Oklch, contrast, from_light, linear, luminance, passing, to_hex, to_oklch, to_rgb

COUNT = 6
"""How many colours for values there are."""

APART = 0.085
"""The least distance of two colours of a chart, in OKLab, as they are seen with any of the common kinds of colour blindness."""

NEXT = 0.1
"""The least difference of lightness, in OKLab, of two colours that are used one after the other, printed in grey."""

_GROUNDS = {"light": ("#ffffff", "#fbfaf7"), "dark": ("#121019", "#1b1830")}


@dataclasses.dataclass(frozen=True, slots=True)
class Inks:
    """What a chart is drawn with, each as an SVG paint.

    Attributes:
        ink: Words and lines that matter.
        quiet: Words that explain.
        rule: Hairlines.
        paper: The ground.
        land: Land on a map.
        series: The colours of values, the first for the first row of values.
    """

    ink: str
    quiet: str
    rule: str
    paper: str
    land: str
    series: tuple[str, ...]

    def of(self, index: int) -> str:
        """Return the colour of a row of values; after the last, they begin again."""
        return self.series[index % len(self.series)]


@functools.cache
def web_inks(brand: str, accent: str) -> Inks:
    """Return custom properties, which a theme sets for light and dark grounds."""
    colours = series_colours(brand, accent, "light")
    return Inks(
        "currentColor",
        "var(--impact-quiet,currentColor)",
        "var(--impact-rule,#8885)",
        "var(--impact-paper,#fff)",
        "var(--impact-land,#8884)",
        tuple(f"var(--impact-chart-{number},{colour})" for number, colour in enumerate(colours, 1)),
    )


@functools.cache
def paper_inks(brand: str, accent: str) -> Inks:
    """Return plain colours for a white ground."""
    return Inks("#1b1b1f", "#56565e", "#c9c7c1", "#ffffff", "#e3e1db", series_colours(brand, accent, "light"))


# What the three kinds of dichromacy make of linear sRGB (Machado, Oliveira and Fernandes, 2009).
_BLINDNESS = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)


def _seen(colour: str) -> list[tuple[float, float, float]]:
    """Return a colour in OKLab as it is seen without and with each kind of colour blindness."""
    light = [linear(channel) for channel in to_rgb(colour)]
    seen = []
    for matrix in _BLINDNESS:
        channels = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
        lightness, chroma, hue = to_oklch(from_light(*channels))
        seen.append((lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))))
    return seen


def apart(one: str, other: str) -> float:
    """Return how far apart two colours are, in OKLab, for the eyes that tell them apart worst."""
    return min(math.dist(a, b) for a, b in zip(_seen(one), _seen(other), strict=True))


def lightness_in_grey(colour: str) -> float:
    """Return how light a colour is when it is printed in grey, in OKLab: from 0, black, to 1, white."""
    return float(luminance(colour) ** (1 / 3))


@functools.cache
def series_colours(brand: str, accent: str, scheme: str) -> tuple[str, ...]:
    """Return six colours for values, the brand's first and the accent second, for the scheme ``light`` or ``dark``.

    Every one can be told from the ground and from every other, also by those who are colour-blind, and from the one
    before it when they are printed in grey. Where the accent cannot be told from the brand, it comes later, in another shade.
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

    while len(chosen) < COUNT:
        far = [colour for colour in candidates if distance(colour) >= APART]
        printed = [colour for colour in far if abs(lightness_in_grey(colour) - lightness_in_grey(chosen[-1])) >= NEXT]
        chosen.append(next(iter(printed or far), None) or max(candidates, key=distance))
    return tuple(chosen)


def custom_properties(brand: str, accent: str) -> list[str]:
    """Return the declarations of the custom properties for light and dark grounds."""
    light, dark = series_colours(brand, accent, "light"), series_colours(brand, accent, "dark")
    return [f"--impact-chart-{number}:light-dark({one},{other})" for number, (one, other) in enumerate(zip(light, dark, strict=True), 1)]
