"""How high a frame on another site has to be, for what stands in it: a line to copy has one height, whatever width it gets there."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any, Final

from sphinx_impact.drawing.layout import broken, text_width
from sphinx_impact.web.figures.site import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_impact.web.figures.site import Site

_WIDTHS: Final = (*range(320, 681, 40), 800)
"""Of frames, in pixels; in wider ones nothing is higher, since drawings and values grow no more (``figures.css``)."""

_CARDS: Final = (278, 598)
"""Room inside the narrowest frame, where words are the highest, and inside a wide one, where values are."""

_TALLEST: Final = 1400
"""In pixels. A longer statement is scrolled in its frame."""

_SIDES, _ENDS = 42, 43
"""What padding and borders take of a frame, in pixels."""

_NARROW, _WIDE, _FROM = (340, 416), (608, 736), 560
"""The most that a narrow and a wide drawing take, the second where it makes nothing higher, and the width from which on the wide one is there."""

_SIZES: Final = {6: (0.27, 0), 9: (0.19, 0), 13: (0.134, 0), 18: (0.098, 0), 26: (0.069, 0), 40: (0.046, 20), 99: (0.032, 18)}
"""How large the type of a value is: parts of the width, and the least in pixels."""

_BOLD: Final = 1.06


def height(view: Mapping[str, Any], site: Site, source: str) -> int:
    """Return a height at which nothing is cut off, in pixels.

    Args:
        source: The word for it, as the line below says it.
    """
    said = words_of(view["source"])
    below = f"{source}: {said} · {site.publication}" if said else site.publication
    if view["kind"] == "figure":  # of which there are thousands: the most that words take, and the most that the value takes
        narrow, wide = _CARDS
        tallest = _words(view, site.state, below, narrow) + max(_value(view, narrow), _value(view, wide))
    elif view["kind"] == "statement":  # is highest where its labels have least room
        tallest = _words(view, site.state, below, _CARDS[0]) + _table(view, _CARDS[0])
    else:
        inside = [width - _SIDES for width in _WIDTHS]
        tallest = max(_words(view, site.state, below, inner) + _drawing(view, inner) for inner in inside)
    return min(_TALLEST, round(tallest) + 4)


def _words(view: Mapping[str, Any], state: str, below: str, inner: float) -> float:
    high = _ENDS + _lines(view["title"], inner, 17, _BOLD) * 23 + 14.4 + _lines(below, inner, 13) * 18.9
    high += 28.8 + 21 * _lines(state, inner - 24, 14, _BOLD) if state else 0
    for words in (view["under"], view.get("change", "")):
        high += 6.4 + 21 * _lines(words, inner, 14) if words else 0
    return high


@functools.lru_cache(4096)
def _lines(words: str, width: float, size: float, bold: float = 1) -> int:
    """Return how many lines words take; one at least."""
    em = width / size / bold
    return 1 if len(words) < em or _wide(words) <= em else len(broken(words, em))


def _value(view: Mapping[str, Any], inner: float) -> float:
    part, least = _SIZES[view["size"]]
    size = min(72, max(part * inner, least))
    small = max(0.26 * size, 17)
    rows: list[float] = []
    room = 0.0
    for words, type_, leading in zip(view["parts"], (small, size, small), (1.3, 1.0, 1.3), strict=True):
        if not words:
            continue
        wide = _wide(words) * type_ * _BOLD
        taken = type_ * leading * _lines(words, inner, type_, _BOLD)
        if rows and wide + 0.16 * size <= room:
            room -= wide + 0.16 * size
            rows[-1] = max(rows[-1], taken)
        else:
            rows.append(taken)
            room = inner - wide
    return sum(rows) + (0.25 + 0.04 * len(rows)) * size


@functools.lru_cache(4096)
def _wide(words: str) -> float:
    return text_width(words)


def _table(view: Mapping[str, Any], inner: float) -> float:
    rows: Sequence[Mapping[str, Any]] = view["rows"]
    columns = itertools.zip_longest(view["columns"], *[row["cells"] for row in rows if row["cells"]])
    amounts = [
        20 + 15 * max(_longest(head["label"], head["period"]), *[_wide(cell["words"].striptags()) for cell in cells if cell], 0)
        for head, *cells in columns
    ]
    least = 15 * _longest(*[row["label"] for row in rows if row["kind"] != "heading"])
    label = max(least, inner - sum(amounts) - 8)
    heads = [
        sum(_lines(head[words], room - 20, 15, _BOLD) for words in ("label", "period") if head[words])
        for head, room in zip(view["columns"], amounts, strict=True)
    ]
    high = 12 + 15.5 + 21 * max(heads, default=1)
    for row in rows:
        heading = row["kind"] == "heading"
        room = inner if heading else label - 18 * row["indent"]
        high += (
            14.5
            + 11 * heading
            + 3 * (not heading and row["kind"] != "item")
            + 21 * _lines(row["label"], max(room, least), 15, 1 if row["kind"] == "item" else _BOLD)
        )
    notes = sum(4 + 19.5 * _lines(note["words"], inner - 20, 13) for note in view["notes"])
    return 1.03 * high + 8 + (12 + notes if notes else 0) + (12 if sum(amounts) + least > inner else 0)


def _longest(*words: str) -> float:
    """Return how wide the longest word is, in sizes of its type."""
    return _BOLD * max([text_width(word) for each in words for word in each.split()], default=0.0)


class Drawn:
    """A chart's drawings, and how wide each may become in a frame.

    Attributes:
        looks: A class for that; empty where neither may take more than it needs.
    """

    def __init__(self, narrow: tuple[float, float], wide: tuple[float, float]) -> None:
        """Take width and height of each, in pixels."""
        shares = narrow[1] / narrow[0], wide[1] / wide[0]
        flat, tall = shares[0] * _NARROW[1] <= shares[1] * _WIDE[0], shares[1] * _WIDE[1] <= shares[0] * _NARROW[0]
        self.looks = "fig-flat" if flat else "fig-tall" if tall else ""
        self._narrow, self._wide = (shares[0], _NARROW[flat]), (shares[1], _WIDE[tall])

    def height(self, room: float) -> float:
        """Return how high they are in so much room, in pixels."""
        share, most = self._wide if room >= _FROM else self._narrow
        return share * min(room, most)


def _drawing(view: Mapping[str, Any], inner: float) -> float:
    drawn: Drawn | None = view["drawn"]
    return 14.4 + drawn.height(inner) if drawn is not None else 0.0
