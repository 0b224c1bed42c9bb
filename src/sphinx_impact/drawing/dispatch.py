"""A chart as a drawing: each kind by what draws it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sphinx_impact.drawing import bars_and_parts, columns, flow
from sphinx_impact.drawing import map as maps
from sphinx_impact.model.charts.record import ChartKind

if TYPE_CHECKING:
    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart

_KINDS = {
    ChartKind.COLUMN: columns.columns,
    ChartKind.LINE: columns.lines,
    ChartKind.STACKED: columns.stacks,
    ChartKind.BAR: bars_and_parts.bars,
    ChartKind.DOTS: bars_and_parts.dots,
    ChartKind.MOSAIC: bars_and_parts.mosaic,
    ChartKind.FLOW: flow.flow,
    ChartKind.SYMBOLS: maps.world,
    ChartKind.SHADES: maps.world,
}


def draw(chart: Chart, size: Size, inks: Inks, *, leftwards: bool = False) -> Picture | None:
    """Return a chart of one of our own kinds as a drawing; None where there is nothing to draw.

    Args:
        leftwards: Whether its words are written from right to left. Bars, parts and flows then begin on the right. Time runs from left to right
            all the same, as readers of Arabic and Hebrew know it from charts; and a map is a map.
    """
    if not is_drawable(chart):
        return None
    return _KINDS[chart.kind](chart, dataclasses.replace(size, leftwards=leftwards), inks)


def is_drawable(chart: Chart) -> bool:
    """Whether a chart of one of our own kinds has anything to draw: a value, or where only parts count, one above zero."""
    if chart.kind is ChartKind.FLOW:
        return bool(flow.drawable(chart.marks))
    if chart.kind in {ChartKind.DOTS, ChartKind.MOSAIC, ChartKind.STACKED}:
        return any(mark.value and mark.value > 0 for mark in chart.marks)
    return bool(chart.values())
