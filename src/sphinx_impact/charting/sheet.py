"""The paper charts are drawn on: how wide it is, what fits on it, and the layers of a Vega-Lite specification."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import TYPE_CHECKING, Any

from sphinx_impact.charting.inks import INK, QUIET, RULE, SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""What text is measured with. On a website the theme's own face takes its place, which is hardly ever wider."""


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """A size that every chart is drawn in.

    Attributes:
        name: ``wide``, ``narrow``, or ``book``.
        width: Of the whole drawing, in pixels.
        size: Of text, in pixels.
    """

    name: str
    width: int
    size: int

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for labels beside what they name."""
        return self.width < 400

    @property
    def leading(self) -> float:
        """From one line of text to the next."""
        return round(self.size * 1.3, 1)

    def room(self, text: str, *, bold: bool = False) -> float:
        """Return how wide a line of text is, or a little less than it could be."""
        wide = sum(_width(char) for char in text)
        return wide * self.size * (1.06 if bold else 1.0)

    def wrapped(self, text: str, width: float, most: int = 3) -> list[str]:
        """Divide a text into lines that fit, as far as its words allow; what is too much ends in an ellipsis."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.room(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
        return lines or [""]


WIDE, NARROW, BOOK = Paper("wide", 720, 14), Paper("narrow", 340, 13), Paper("book", 560, 14)
PAPERS = {paper.name: paper for paper in (WIDE, NARROW, BOOK)}


def _width(char: str) -> float:
    """Return how wide a character is, in sizes of the type."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in "iljtfrI.,:;!|' ()[]":
        return 0.3
    if char in "mwMW@%":
        return 0.88
    return 0.66 if char.isupper() else 0.555


def number(value: Decimal | float | None) -> float | None:
    """Return a value as Vega-Lite takes it: for a place on a drawing, far fewer digits would do."""
    return None if value is None else float(value)


def linear(low: float, high: float, *, turned: bool = False) -> dict[str, Any]:
    """Return a scale that is exactly as long as asked for."""
    return {"domain": [high, low] if turned else [low, high], "nice": False, "zero": False}


def place(field: str, scale: dict[str, Any] | None = None, kind: str = "quantitative") -> dict[str, Any]:
    """Return the encoding of a place by a field."""
    return {"field": field, "type": kind, "axis": None, "sort": None, "title": None, **({"scale": scale} if scale else {})}


def band(field: str, names: Sequence[str], gap: float) -> dict[str, Any]:
    """Return the encoding of a place in a row of equal steps."""
    scale = {"domain": list(names), "paddingInner": gap, "paddingOuter": gap / 2}
    return place(field, scale, "ordinal")


def layer(mark: str, values: Sequence[dict[str, Any]], encoding: dict[str, Any], **looks: Any) -> dict[str, Any]:
    """Return one layer."""
    return {"data": {"values": list(values)}, "mark": {"type": mark, "tooltip": False, "clip": False, **looks}, "encoding": encoding}


def words(values: Sequence[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], **looks: Any) -> dict[str, Any]:
    """Return a layer of texts, from the field ``text``; several lines are a list."""
    return layer("text", values, {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}, **looks)


def sheet(
    paper: Paper, layers: Sequence[dict[str, Any]], height: float, *, top: float = 0, bottom: float = 0, left: float = 0, right: float = 0
) -> dict[str, Any]:
    """Return a specification of exactly the paper's width.

    Args:
        height: Of the plot, without what stands above and below it.
    """
    return {
        "$schema": SCHEMA,
        "width": round(paper.width - left - right, 1),
        "height": round(height, 1),
        "padding": {"top": round(top, 1), "bottom": round(bottom, 1), "left": round(left, 1), "right": round(right, 1)},
        "autosize": {"type": "none", "contains": "content"},
        "layer": list(layers),
        "config": config(paper),
    }


def config(paper: Paper) -> dict[str, Any]:
    """Return the looks that all charts share, also those whose specification an author wrote."""
    label = {
        "labelColor": QUIET,
        "labelFontSize": paper.size - 1,
        "titleColor": QUIET,
        "titleFontSize": paper.size - 1,
        "titleFontWeight": "normal",
    }
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "text": {"color": INK, "fontSize": paper.size, "lineHeight": paper.leading},
        "mark": {"color": SERIES[0], "aria": False},
        "rule": {"color": RULE},
        "axis": {**label, "domainColor": RULE, "tickColor": RULE, "gridColor": RULE, "aria": False},
        "legend": {**label, "orient": "top", "title": None, "aria": False},
        "title": {"color": INK, "fontSize": paper.size + 1, "anchor": "start", "aria": False},
        "header": label,
        "range": {"category": list(SERIES), "ordinal": list(SERIES), "ramp": [RULE, SERIES[0]], "heatmap": [RULE, SERIES[0]]},
    }
