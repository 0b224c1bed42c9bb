"""How high a frame on another site has to be, for what stands in it: a line to copy has one height, whatever width it gets there."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from sphinx_impact.drawing.layout import broken, text_width
from sphinx_impact.web.figures.site import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_impact.web.figures.site import Site

_NARROW, _WIDE = 278, 598
"""Room inside the narrowest frame, where words are the highest, and inside a wide one, where values are."""

_DRAWN, _SET = 560, 576
"""Room from which on a drawing is a wide one, and a statement is set in the size of the report."""

_BESIDE: Final = 218
"""Room for words beside a drawing, where it is least."""

_HIGH: Final = 500
"""Frames that are as high have room for the description beside a drawing, too (512 pixels in ``figures.css``, and a little to be sure)."""

_BLANK: Final = 80
"""What two drawings of one chart may differ in, in pixels."""

_TALLEST: Final = 1400
"""In pixels. A longer statement is scrolled in its frame."""

_ENDS: Final = 43
"""What padding and borders take of a frame, in pixels."""

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
    words = functools.partial(_words, view, site.state, below)
    if view["kind"] == "figure":  # of which there are thousands: the most that words take, and the most that the value takes
        tallest = words(_NARROW) + max(_value(view, _NARROW), _value(view, _WIDE))
    elif view["kind"] == "statement":  # is highest where its labels have least room, in each size of its type
        large = _LARGE if len(view["columns"]) < 5 else _CLOSE
        tallest = max(words(_NARROW) + _table(view, _NARROW, _SMALL), words(_SET) + _table(view, _SET, large))
    else:
        drawn: Drawn | None = view["drawn"]
        tallest = drawn.height(words, functools.partial(_said, view)) if drawn is not None else words(_NARROW)
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


def _said(view: Mapping[str, Any], inner: float) -> float:
    return 14.4 + 21 * _lines(view["description"], inner, 14)


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


class _Type(NamedTuple):
    """How statements are set in frames that are as wide as this, in pixels (``figures.css``)."""

    size: float
    head: float
    gap: float
    label: float
    """The least width of labels."""
    most: float
    """The most that heads take."""


_SMALL: Final = _Type(13, 12, 12, 104, 128)
_LARGE: Final = _Type(15, 13, 28, 144, 160)
_CLOSE: Final = _LARGE._replace(gap=16)
"""Where there are more than four columns."""

_PADDING: Final = {"heading": 18.4, "item": 8.0, "subtotal": 10.4}
_RULED: Final = 16.0
"""What stands above and below the words of a row, in pixels; the last for rows with rules on both sides."""


def _table(view: Mapping[str, Any], inner: float, type_: _Type) -> float:
    size, leading = type_.size, 1.4 * type_.size
    rows: Sequence[Mapping[str, Any]] = view["rows"]
    labels = [row["label"] for row in rows if row["kind"] != "heading"]
    least = max(type_.label, size * _longest(*labels))
    most = max(least, size * _BOLD * max(map(_wide, labels), default=0))
    ends = [(least, most), *[_column(head, cells, type_) for head, *cells in _columns(view)]]
    label, *amounts = _shared(inner - 6.4, ends)
    heads = [
        sum(_lines(head[words], room - type_.gap, type_.head, _BOLD) for words in ("label", "period") if head[words])
        for head, room in zip(view["columns"], amounts, strict=True)
    ]
    high = 12 + 14.3 + 1.3 * type_.head * max(heads, default=1)
    for row in rows:
        kind = row["kind"]
        room = inner if kind == "heading" else max(label - 18 * row["indent"], 40)
        high += _PADDING.get(kind, _RULED) + leading * _lines(row["label"], room, size, 1 if kind == "item" else _BOLD)
    notes = sum(4 + 19.5 * _lines(note["words"], min(inner, 736) - 20, 13) for note in view["notes"])
    return 1.01 * high + (12 + notes if notes else 0) + (12 if sum(low for low, _high in ends) > inner else 0)


def _columns(view: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
    return itertools.zip_longest(view["columns"], *[row["cells"] for row in view["rows"] if row["cells"]])


def _column(head: Mapping[str, str], cells: Iterable[Mapping[str, Any] | None], type_: _Type) -> tuple[float, float]:
    """Return the least and the most that a column of amounts takes, in pixels."""
    amounts = type_.size * _BOLD * max([_wide(_seen(cell["words"])) for cell in cells if cell], default=0)
    words = type_.head * _BOLD * max(_wide(head["label"]), _wide(head["period"]))
    least = max(amounts, min(type_.head * _longest(head["label"], head["period"]), type_.most - type_.gap))
    return type_.gap + least, type_.gap + max(least, min(words, type_.most - type_.gap))


def _seen(words: Markup) -> str:
    """Return what of an amount is printed, and not only read out."""
    return Markup(re.sub('<span class="fig-vh">[^<]*</span>', "", words)).striptags()  # noqa: S704 - counted, not written


def _shared(room: float, ends: Sequence[tuple[float, float]]) -> list[float]:
    """Return how wide columns become, as tables share their room out, from the least and the most that each takes."""
    least, most = sum(low for low, _high in ends), sum(high for _low, high in ends)
    if room >= most:
        return [high * room / most for _low, high in ends]
    part = max(0.0, room - least) / max(most - least, 1)
    return [low + (high - low) * part for low, high in ends]


def _longest(*words: str) -> float:
    """Return how wide the longest word is, in sizes of its type."""
    return _BOLD * max([text_width(word) for each in words for word in each.split()], default=0.0)


class Drawn:
    """A chart's two drawings in a frame, where each takes what words leave of it.

    Attributes:
        looks: A class that evens them out where they need heights that are far apart: with *flat*, the description stands below the narrow
            one; with *tall*, the words stand beside the narrow one, and the wide one is not there.
    """

    def __init__(self, narrow: tuple[float, float], wide: tuple[float, float]) -> None:
        """Take width and height of each, in pixels."""
        self._narrow, self._wide = _NARROW * narrow[1] / narrow[0], _DRAWN * wide[1] / wide[0]
        less = self._wide - self._narrow  # and words take more where there is less room for them
        self.looks = "fig-tall" if less < -_BLANK / 2 else "fig-flat" if less > 1.5 * _BLANK else ""

    def height(self, words: Callable[[float], float], said: Callable[[float], float]) -> float:
        """Return a height at which neither becomes small, in pixels.

        Args:
            words: How high the words are in so much room.
            said: How high the description is.
        """
        narrow = words(_NARROW) + 14.4 + self._narrow
        if self.looks == "fig-flat":
            narrow += said(_NARROW)
        if self.looks != "fig-tall":
            return max(narrow, words(_DRAWN) + 14.4 + self._wide)
        beside = max(narrow, words(_BESIDE))
        return max(beside, words(_BESIDE) + said(_BESIDE)) if beside >= _HIGH else beside
