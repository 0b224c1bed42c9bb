"""One card as a drawing: the art of the cover, whose page it is, its title, and its first figure."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from html import escape

from sphinx_impact.art import cover_art, night

WIDTH, HEIGHT = 1200, 630
"""In pixels: what Open Graph's readers show without cutting."""

GROUND = "impact-ground"
"""Stands for the picture behind the words."""

MARGIN = 72
ROOM = 690
"""How far words may run, in pixels: the art is bright beyond."""

_FONTS = "'Impact Cover', 'Inter', 'Helvetica Neue', 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK JP', sans-serif"
_NARROW, _WIDE = " .,:;'’il!|ftrjI()[]-", "mwMW@—%"


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


def draw(card: Card) -> str:
    """Return a card as an SVG document, in which ``GROUND`` stands for the address of the picture behind it."""
    texts = [_text(_cut(card.over, 30, ROOM + 100), 104, 30, "0.86")] if card.over else []
    size, lines = _set(card.title, (88, 76, 66, 56, 48) if card.value else (104, 92, 80, 70, 60, 52), 200 if card.value else 385)
    top = 120.0
    for line in lines:
        top += size * 1.1
        texts.append(_text(line, top, size, "1", spacing=-0.022))
    if card.value:
        label = _lines(card.label, 30, ROOM)[:2]
        size, (value, *_rest) = _set(card.value, (168, 144, 120, 96, 72, 56), 200, most=1)
        gap = 30 + size * 0.16  # a comma hangs below the line
        baseline = HEIGHT - MARGIN - (gap + 40 * (len(label) - 1) if label else 0)
        texts.append(_text(value, baseline, size, "1", spacing=-0.03))
        texts += [_text(line, baseline + gap + 40 * row, 30, "0.86") for row, line in enumerate(label)]
    elif card.below:
        texts.append(_text(_cut(card.below, 30, ROOM), HEIGHT - MARGIN, 30, "0.86"))
    return _document(f'<image width="{WIDTH}" height="{HEIGHT}" href="{GROUND}"/>{"".join(texts)}')


def ground(title: str, brand: str, accent: str) -> str:
    """Return what is behind all cards of a report, as an SVG document: art drawn from its title and two colours, darker behind the words.

    Args:
        brand: Brand colour, as ``#rrggbb``.
        accent: Second colour, the same.
    """
    dark = night(brand)
    shade = "".join(f'<stop offset="{at:g}" stop-color="{dark}" stop-opacity="{much:g}"/>' for at, much in ((0.45, 0.85), (0.8, 0)))
    return _document(
        f'{cover_art(title, brand, accent, WIDTH, HEIGHT).strip()}<defs><linearGradient id="impact-shade">{shade}</linearGradient></defs>'
        f'<path fill="url(#impact-shade)" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
    )


def _document(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">{content}</svg>'


def _width(text: str) -> float:
    """Return about how wide bold text is, in its own size."""
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.3
    return 0.87 if char in _WIDE else 0.68 if char.isupper() else 0.56


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return what may not be broken, each with what stands before it on the same line: a space, or nothing after a hyphen."""
    return [("" if at else " ", piece) for word in text.split() for at, piece in enumerate(re.findall(r"[^-]+-*|-+", word))]


def _lines(text: str, size: float, room: float) -> list[str]:
    """Break a text between words, and inside those that are too long, as in scripts that have no spaces."""
    lines: list[str] = []
    for glue, piece in _pieces(text):
        if lines and _width(lines[-1] + glue + piece) * size <= room:
            lines[-1] += glue + piece
            continue
        lines.append("")
        for char in piece:
            if lines[-1] and _width(lines[-1] + char) * size > room:
                lines.append("")
            lines[-1] += char
    return lines


def _set(text: str, sizes: tuple[int, ...], height: float, most: int = 4) -> tuple[int, list[str]]:
    """Return the largest size in which a text fits with no word broken, and its lines.

    Args:
        height: In pixels.
        most: The most lines.
    """
    whole = [piece for _glue, piece in _pieces(text) if not any(unicodedata.east_asian_width(char) == "W" for char in piece)]
    longest = max(map(_width, whole), default=0)
    for size in sizes:
        lines = _lines(text, size, ROOM)
        if len(lines) <= min(most, height // (size * 1.1)) and longest * size <= ROOM:
            return size, lines or [""]
    size = sizes[-1]
    lines, most = _lines(text, size, ROOM), min(most, int(height // (size * 1.1)))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, ROOM)]
    return size, lines


def _cut(text: str, size: float, room: float) -> str:
    """Return a text on one line, cut to the room."""
    if _width(text) * size <= room:
        return text
    while text and _width(f"{text}…") * size > room:
        text = text[:-1]
    return text.rstrip(" ,;:–—") + "…"


def _text(text: str, baseline: float, size: float, opacity: str, spacing: float = 0.0) -> str:
    gap = f' letter-spacing="{spacing * size:.1f}"' if spacing else ""
    return (
        f'<text x="{MARGIN}" y="{baseline:.0f}" font-family="{_FONTS}" font-weight="700" font-size="{size:g}"{gap}'
        f' fill="#fff" fill-opacity="{opacity}">{escape(text)}</text>'
    )
