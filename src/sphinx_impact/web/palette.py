"""The palette: every colour of the theme, for light and dark, made from two brand colours, each pair checked for contrast."""

from __future__ import annotations

import dataclasses

from sphinx_impact.drawing.colours import GRAPHIC, TEXT, Oklch, contrast, passing, to_hex, to_oklch
from sphinx_impact.drawing.cover_art import night

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
        night: The near-black ground of the cover, in both schemes.
        glow: The brand colour as text on the cover.
        given: The brand colour as the author gave it.
        accent: The accent colour as the author gave it.
    """

    light: Scheme
    dark: Scheme
    night: str
    glow: str
    given: str
    accent: str


def make_palette(brand: str, accent: str) -> Palette:
    """Make a palette from a brand and an accent colour, both ``#rrggbb``.

    Where the brand colour cannot be read as text, the nearest shade that can takes its place: see ``Palette.light.brand``.
    """
    return Palette(
        light=_light(brand, accent),
        dark=_dark(brand, accent),
        night=night(brand),
        glow=passing(brand, (night(brand),), TEXT, lighter=True),
        given=brand,
        accent=accent,
    )


def failing(brand: str) -> tuple[str, float] | None:
    """Return the nearest readable shade of a brand colour and the contrast it has as it is, or None if it passes."""
    light = _light(brand, brand)
    if light.brand.lower() == brand.lower():
        return None
    return light.brand, min(contrast(brand, light.paper), contrast(brand, light.wash))


def _tone(lightness: float, chroma: float, hue: float) -> str:
    return to_hex(Oklch(lightness, chroma, hue))


def _light(brand: str, accent: str) -> Scheme:
    hue, tint = _tint(brand)
    warm = 90.0
    paper, wash = _tone(0.985, 0.005, warm), _tone(0.957, 0.007, warm)
    grounds = (paper, wash)
    mark = _tone(0.93, 0.07, warm)
    readable = passing(brand, grounds, TEXT, lighter=False)
    return Scheme(
        paper=paper,
        wash=wash,
        ink=passing(_tone(0.215, tint * 1.2, hue), (*grounds, mark), COMFORT, lighter=False),
        quiet=passing(_tone(0.46, tint, hue), (*grounds, mark), 5.0, lighter=False),
        rule=_tone(0.885, 0.008, warm),
        edge=passing(_tone(0.62, 0.02, hue), (paper,), GRAPHIC, lighter=False),
        brand=readable,
        on_brand=_on(readable),
        accent=passing(accent, (paper,), GRAPHIC, lighter=False),
        good=passing(_tone(0.47, 0.13, 150), grounds, TEXT, lighter=False),
        bad=passing(_tone(0.5, 0.18, 25), grounds, TEXT, lighter=False),
        mark=mark,
    )


def _dark(brand: str, accent: str) -> Scheme:
    hue, tint = _tint(brand)
    paper, wash = _tone(0.165, tint * 0.8, hue), _tone(0.215, tint * 0.8, hue)
    grounds = (paper, wash)
    mark = _tone(0.36, 0.06, 85)
    own = to_oklch(brand)
    readable = passing(to_hex(own._replace(chroma=min(own.chroma, 0.17))), grounds, 6.0, lighter=True)
    return Scheme(
        paper=paper,
        wash=wash,
        ink=passing(_tone(0.945, 0.008, 90), (*grounds, mark), COMFORT, lighter=True),
        quiet=passing(_tone(0.76, tint * 0.6, hue), (*grounds, mark), 5.0, lighter=True),
        rule=_tone(0.315, tint * 0.8, hue),
        edge=passing(_tone(0.55, tint, hue), (paper,), GRAPHIC, lighter=True),
        brand=readable,
        on_brand=_on(readable),
        accent=passing(accent, (paper,), GRAPHIC, lighter=True),
        good=passing(_tone(0.78, 0.15, 150), grounds, TEXT, lighter=True),
        bad=passing(_tone(0.76, 0.13, 25), grounds, TEXT, lighter=True),
        mark=mark,
    )


def _tint(brand: str) -> tuple[float, float]:
    """Return the brand's hue, and how much of it greys may carry: none for a grey brand."""
    own = to_oklch(brand)
    return own.hue, min(own.chroma * 0.2, 0.025)


def _on(ground: str) -> str:
    """Return black or white, whichever reads better on a ground; one of them always passes."""
    return max(("#ffffff", "#0b0b0f"), key=lambda colour: contrast(colour, ground))
