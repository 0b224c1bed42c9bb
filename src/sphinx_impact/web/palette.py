"""The palette: every colour of the theme, for light and dark, made from two brand colours, each pair checked for contrast."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from sphinx_impact.drawing.brand import night
from sphinx_impact.drawing.colours import GRAPHIC, TEXT, Oklch, contrast, passing, to_hex, to_oklch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_impact.drawing.brand import Brand

COMFORT = 7.0
"""The contrast that body text is made to have (WCAG 2.2, 1.4.6)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one scheme, as ``#rrggbb``.

    Attributes:
        paper: The ground of the page.
        wash: The ground of code, notes and table heads.
        ink: Body text.
        quiet: Second-rank text: captions, units, sources.
        rule: Hairlines.
        edge: Outlines of controls.
        brand: Links, chapter numbers, marks: readable as text on paper and wash.
        on_brand: Text on a brand ground.
        accent: The second colour, as lines and marks.
        good: A change for the better.
        bad: A change for the worse.
        mark: Ground of a value shown as it was printed, and of search hits.
    """

    paper: str
    wash: str
    ink: str
    quiet: str
    rule: str
    edge: str
    brand: str
    on_brand: str
    accent: str
    good: str
    bad: str
    mark: str

    def pairs(self) -> tuple[tuple[str, str, float], ...]:
        """Return every pair of text and ground that the theme sets, with the contrast it needs."""
        texts = ("ink", "quiet", "brand", "good", "bad")
        on_grounds = tuple((text, ground, TEXT) for text in texts for ground in ("paper", "wash"))
        return (
            *on_grounds,
            ("ink", "mark", TEXT),
            ("quiet", "mark", TEXT),
            ("on_brand", "brand", TEXT),
            ("edge", "paper", GRAPHIC),
            ("accent", "paper", GRAPHIC),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a site.

    Attributes:
        light: The light scheme, also that of print.
        dark: The dark scheme.
        night: The near-black ground of what is dark in both schemes.
        glow: The brand colour as text on it.
        look: What the palette was made from.
        chapters: The colours that take the brand's place where parts of the report have their own, as they are on light and on dark.
    """

    light: Scheme
    dark: Scheme
    night: str
    glow: str
    look: Brand
    chapters: tuple[tuple[str, str], ...]


@functools.lru_cache(maxsize=8)
def make_palette(look: Brand) -> Palette:
    """Make a palette.

    Where the brand colour cannot be read as text, the nearest shade that can takes its place: see ``Palette.light.brand``.
    """
    light, dark = _light(look), _dark(look)
    return Palette(
        light=light,
        dark=dark,
        night=night(look.colour),
        glow=passing(look.colour, (night(look.colour),), TEXT, lighter=True),
        look=look,
        chapters=tuple(_chapters(look, light, dark)),
    )


def failing(look: Brand) -> tuple[str, float] | None:
    """Return the nearest readable shade of a brand colour and the contrast it has as it is, or None if it passes."""
    light = make_palette(look).light
    if light.brand.lower() == look.colour.lower():
        return None
    return light.brand, min(contrast(look.colour, light.paper), contrast(look.colour, light.wash))


CHAPTERS = 6
"""After so many parts of a report the colours begin again."""


def _chapters(look: Brand, light: Scheme, dark: Scheme) -> Iterator[tuple[str, str]]:
    """Yield colours of hues that follow one another around the circle, the brand's first, all as readable as the brand's."""
    own = to_oklch(look.colour)
    for number in range(CHAPTERS):
        hue = own.hue + number * 60 + 25
        given = own._replace(hue=hue % 360, chroma=max(own.chroma, 0.11)) if number else own
        on_light = passing(to_hex(given), (light.paper, light.wash), TEXT, lighter=False)
        yield on_light, passing(to_hex(given._replace(chroma=min(given.chroma, 0.17))), (dark.paper, dark.wash), 6.0, lighter=True)


def _tone(lightness: float, chroma: float, hue: float) -> str:
    return to_hex(Oklch(lightness, chroma, hue))


def _light(look: Brand) -> Scheme:
    hue, tint = _tint(look.colour)
    warm = 90.0
    shade, wash_hue = {"warm": (0.005, warm), "white": (0.0, hue), "cool": (0.006, 245.0), "tinted": (tint * 0.64, hue)}[look.paper]
    paper = "#ffffff" if look.paper == "white" else _tone(0.985 if look.paper == "warm" else 0.977, shade, wash_hue)
    wash = _tone(0.957 if look.paper != "tinted" else 0.942, shade * 1.4 + (0 if look.paper != "white" else 0.003), wash_hue)
    grounds = (paper, wash)
    mark = _tone(0.93, 0.07, warm)
    readable = passing(look.colour, grounds, TEXT, lighter=False)
    return Scheme(
        paper=paper,
        wash=wash,
        ink=passing(_tone(0.215, tint * 1.2, hue), (*grounds, mark), COMFORT, lighter=False),
        quiet=passing(_tone(0.46, tint, hue), (*grounds, mark), 5.0, lighter=False),
        rule=_tone(0.885, 0.008 if look.paper == "warm" else shade * 1.6, wash_hue),
        edge=passing(_tone(0.62, 0.02, hue), (paper,), GRAPHIC, lighter=False),
        brand=readable,
        on_brand=on_ground(readable),
        accent=passing(look.accent, (paper,), GRAPHIC, lighter=False),
        good=passing(_tone(0.47, 0.13, 150), grounds, TEXT, lighter=False),
        bad=passing(_tone(0.5, 0.18, 25), grounds, TEXT, lighter=False),
        mark=mark,
    )


def _dark(look: Brand) -> Scheme:
    hue, tint = _tint(look.colour)
    if look.paper == "white":
        tint = 0.0
    elif look.paper == "cool":
        hue, tint = 250.0, 0.016
    paper, wash = _tone(0.165, tint * 0.8, hue), _tone(0.215, tint * 0.8, hue)
    grounds = (paper, wash)
    mark = _tone(0.36, 0.06, 85)
    own = to_oklch(look.colour)
    readable = passing(to_hex(own._replace(chroma=min(own.chroma, 0.17))), grounds, 6.0, lighter=True)
    return Scheme(
        paper=paper,
        wash=wash,
        ink=passing(_tone(0.945, 0.008, 90), (*grounds, mark), COMFORT, lighter=True),
        quiet=passing(_tone(0.76, tint * 0.6, hue), (*grounds, mark), 5.0, lighter=True),
        rule=_tone(0.315, tint * 0.8, hue),
        edge=passing(_tone(0.55, tint, hue), (paper,), GRAPHIC, lighter=True),
        brand=readable,
        on_brand=on_ground(readable),
        accent=passing(look.accent, (paper,), GRAPHIC, lighter=True),
        good=passing(_tone(0.78, 0.15, 150), grounds, TEXT, lighter=True),
        bad=passing(_tone(0.76, 0.13, 25), grounds, TEXT, lighter=True),
        mark=mark,
    )


def _tint(brand: str) -> tuple[float, float]:
    """Return the brand's hue, and how much of it greys may carry: none for a grey brand."""
    own = to_oklch(brand)
    return own.hue, min(own.chroma * 0.2, 0.025)


def on_ground(ground: str) -> str:
    """Return black or white, whichever reads better on a ground; one of them always passes."""
    return max(("#ffffff", "#0b0b0f"), key=lambda colour: contrast(colour, ground))
