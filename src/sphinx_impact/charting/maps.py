"""Maps: a circle on each region, its area in proportion to the value, or shades from pale to strong."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from sphinx_impact.charting.inks import INK, LAND, PAPER, QUIET, SERIES
from sphinx_impact.charting.sheet import Paper, layer, sheet, words
from sphinx_impact.model import geo
from sphinx_impact.model.charts import Chart, ChartKind, Mark

_NORTH, _SOUTH = 1.38, 0.98
"""How far the land goes from the equator, in the units of the projection."""

_STEPS = (0.25, 0.45, 0.65, 0.85, 1.0)


def _projection(paper: Paper) -> dict[str, Any]:
    """Return the projection, cut through the Bering Strait, and placed so that the land fills the width."""
    scale = paper.width / 5.14
    return {
        "type": "naturalEarth1",
        "rotate": [-11, 0],
        "scale": round(scale, 1),
        "translate": [round(paper.width / 2, 1), round(_NORTH * scale + 3, 1)],
    }


def world(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return the map with its circles or shades."""
    marks = [mark for mark in chart.marks if mark.region and mark.value]
    continents = all(geo.is_continent(mark.region) for mark in marks)
    shades = chart.kind is ChartKind.SHADES
    height = round((_NORTH + _SOUTH) * paper.width / 5.14 + 6)
    land = {"data": _shapes("continents"), "mark": {"type": "geoshape", "clip": False, "fill": LAND, "stroke": PAPER, "strokeWidth": 0.6}}
    layers: list[dict[str, Any]] = [land]
    bottom = 4.0
    if shades:
        layers += _shades(marks, _shapes("continents" if continents else "countries"))
        more, bottom = _scale(marks, paper, height)
        layers += more
    else:
        layers += _circles(marks, paper, named=continents)
    made = sheet(paper, layers, height, top=2, bottom=bottom)
    made["projection"] = _projection(paper)
    return made


def _shapes(feature: str) -> dict[str, Any]:
    return {"values": geo.world(), "format": {"type": "topojson", "feature": feature}}


def _circles(marks: list[Mark], paper: Paper, *, named: bool) -> list[dict[str, Any]]:
    largest = max((mark.value or Decimal(0) for mark in marks), default=Decimal(1)) or Decimal(1)
    most = paper.width * (0.055 if named else 0.035)
    rows: list[dict[str, Any]] = []
    inside: list[dict[str, Any]] = []
    beside: list[tuple[dict[str, Any], float]] = []
    for mark in sorted(marks, key=lambda mark: -(mark.value or 0)):
        longitude, latitude = geo.centre_of(mark.region)
        radius = most * math.sqrt(max(float(mark.value or 0) / float(largest), 0.0))
        row = {"lon": longitude, "lat": latitude, "size": round(math.pi * radius * radius, 1), "text": mark.text}
        rows.append(row)
        if paper.room(mark.text, bold=True) <= radius * 1.6:
            inside.append(row)
        elif named:
            beside.append((row, radius))
    where = {"longitude": {"field": "lon", "type": "quantitative"}, "latitude": {"field": "lat", "type": "quantitative"}}
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
    text = {"text": {"field": "text", "type": "nominal"}}
    layers = [layer("circle", rows, {**where, "size": size}, color=SERIES[0], opacity=1 if named else 0.75, stroke=PAPER, strokeWidth=1)]
    if inside:
        layers.append(layer("text", inside, {**where, **text}, color=PAPER, fontWeight="bold", baseline="middle", align="center"))
    layers += [
        layer("text", [row], {**where, **text}, fontWeight="bold", baseline="middle", align="left", dx=round(radius + 4))
        for row, radius in beside
    ]
    if named:
        layers += _names(marks, most, largest, paper, where)
    return layers


def _names(marks: list[Mark], most: float, largest: Decimal, paper: Paper, where: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the names of continents, below their circles."""
    layers = []
    for mark in marks:
        longitude, latitude = geo.centre_of(mark.region)
        radius = most * math.sqrt(float(mark.value or 0) / float(largest))
        row = {"lon": longitude, "lat": latitude, "text": paper.wrapped(mark.label, paper.width * 0.16, 2)}
        text = {"text": {"field": "text", "type": "nominal"}}
        layers.append(
            layer("text", [row], {**where, **text}, color=INK, baseline="top", align="center", dy=round(max(radius, paper.size * 0.6) + 3))
        )
    return layers


def _step(value: Decimal, largest: Decimal) -> int:
    """Return the shade of a value: the fifths of the largest value, from 0 to 4."""
    return min(int(value * 5 / largest), 4) if value < largest else 4


def _shades(marks: list[Mark], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    largest = max(mark.value or Decimal(0) for mark in marks) or Decimal(1)
    layers = []
    for step, strength in enumerate(_STEPS):
        ids = [mark.region for mark in marks if _step(mark.value or Decimal(0), largest) == step]
        if ids:
            chosen = {"filter": {"field": "properties.id", "oneOf": ids}}
            look = {"type": "geoshape", "clip": False, "fill": SERIES[0], "fillOpacity": strength, "stroke": PAPER, "strokeWidth": 0.8}
            layers.append({"data": shapes, "transform": [chosen], "mark": look})
    return layers


def _scale(marks: list[Mark], paper: Paper, height: float) -> tuple[list[dict[str, Any]], float]:
    """Return the key to the shades: five swatches, with the smallest and the largest value at its ends."""
    ordered = sorted(marks, key=lambda mark: mark.value or Decimal(0))
    swatch, top = 34.0, height + 10
    start = paper.room(ordered[0].text) + 8
    layers = [words([{"text": ordered[0].text}], {"value": 0}, {"value": top + 7}, align="left", baseline="middle", color=QUIET)]
    for step, strength in enumerate(_STEPS):
        x = start + swatch * step
        box = {"x": {"value": x}, "x2": {"value": x + swatch - 1}, "y": {"value": top}, "y2": {"value": top + 14}}
        layers.append(layer("rect", [{}], box, color=SERIES[0], opacity=strength))
    end = start + swatch * len(_STEPS) + 8
    layers.append(words([{"text": ordered[-1].text}], {"value": end}, {"value": top + 7}, align="left", baseline="middle", color=QUIET))
    return layers, 34.0


def kinds() -> dict[ChartKind, Any]:
    """Return what draws each kind."""
    return {ChartKind.SYMBOLS: world, ChartKind.SHADES: world}
