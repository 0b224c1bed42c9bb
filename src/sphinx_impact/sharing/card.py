"""One card as a drawing: the art of the cover, whose page it is, its title, and its first figure."""

from __future__ import annotations

import dataclasses
from html import escape

from sphinx_impact.drawing.cover_art import cover_art, night
from sphinx_impact.drawing.layout import broken, cut, fitted

WIDTH, HEIGHT = 1200, 630
"""In pixels: what Open Graph's readers show without cutting."""

MARGIN = 72
ROOM = 690
"""How far words may run, in pixels: the art is bright beyond."""

_FONTS = "'Impact Cover', 'Inter', 'Helvetica Neue', 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK JP', sans-serif"


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card; all plain text, empty where there is nothing.

    Attributes:
        title: Title of the page.
        over: Above the title: who publishes the report, and the year.
        value: The page's first figure, as printed.
        label: What it is a figure of.
        below: Where there is no figure: the title of the report.
    """

    title: str
    over: str
    value: str = ""
    label: str = ""
    below: str = ""

    @property
    def spoken(self) -> str:
        """The same as sentences, for those who do not see the card."""
        figure = " ".join(part for part in (self.value, self.label) if part)
        return ". ".join(part.strip(" .") for part in (self.title, self.over, figure or self.below) if part) + "."


def draw(card: Card, ground: str) -> str:
    """Return a card as an SVG document.

    Args:
        ground: What stands behind the words.
    """
    texts = [_text(cut(card.over, (ROOM + 100) / 30), 104, 30, "0.86")] if card.over else []
    sizes, height = ((88, 76, 66, 56, 48), 200) if card.value else ((104, 92, 80, 70, 60, 52), 385)
    size, lines = fitted(card.title, sizes, ROOM, height, 4)
    top = 120.0
    for line in lines:
        top += size * 1.1
        texts.append(_text(line, top, size, "1", spacing=-0.022))
    if card.value:
        label = broken(card.label, ROOM / 30)[:2]
        size, (value, *_rest) = fitted(card.value, (168, 144, 120, 96, 72, 56), ROOM, 200, 1)
        gap = 30 + size * 0.16  # a comma hangs below the line
        baseline = HEIGHT - MARGIN - (gap + 40 * (len(label) - 1) if label else 0)
        texts.append(_text(value, baseline, size, "1", spacing=-0.03))
        texts += [_text(line, baseline + gap + 40 * row, 30, "0.86") for row, line in enumerate(label)]
    elif card.below:
        texts.append(_text(cut(card.below, ROOM / 30), HEIGHT - MARGIN, 30, "0.86"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"{ground}{''.join(texts)}</svg>"
    )


def ground(title: str, brand: str, accent: str) -> str:
    """Return what stands behind the words of all cards of a report: art drawn from its title and two colours, darker behind the words.

    Args:
        brand: Brand colour, as ``#rrggbb``.
        accent: Second colour, the same.
    """
    dark = night(brand)
    shade = "".join(f'<stop offset="{at:g}" stop-color="{dark}" stop-opacity="{much:g}"/>' for at, much in ((0.45, 0.85), (0.8, 0)))
    return (
        f'{cover_art(title, brand, accent, WIDTH, HEIGHT).strip()}<defs><linearGradient id="impact-shade">{shade}</linearGradient></defs>'
        f'<path fill="url(#impact-shade)" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
    )


def _text(text: str, baseline: float, size: float, opacity: str, spacing: float = 0.0) -> str:
    gap = f' letter-spacing="{spacing * size:.1f}"' if spacing else ""
    return (
        f'<text x="{MARGIN}" y="{baseline:.0f}" font-family="{_FONTS}" font-weight="700" font-size="{size:g}"{gap}'
        f' fill="#fff" fill-opacity="{opacity}">{escape(text)}</text>'
    )
