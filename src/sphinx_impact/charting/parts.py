"""Bars, dots, mosaics: things side by side, and the parts of a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sphinx_impact.charting.inks import INK, PAPER, QUIET, SERIES
from sphinx_impact.charting.sheet import Paper, layer, linear, place, sheet, words
from sphinx_impact.model.charts import Chart, ChartKind, Mark
from sphinx_impact.model.tiling import Tile, squarified

_TINT = 0.16


def bars(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return bars from left to right. Their names stand above them on narrow paper, else beside them."""
    marks = [mark for mark in chart.marks if mark.value is not None]
    several = len(chart.series) > 1
    names = [f"{mark.label}, {mark.series}" if several and mark.series else mark.label for mark in marks]
    values = [float(mark.value or 0) for mark in marks]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    beside = not paper.is_narrow
    left = min(max((paper.room(name) for name in names), default=0.0) + 14, paper.width * 0.36) if beside else 0.0
    right = max((paper.room(mark.text, bold=True) for mark in marks), default=0.0) + 12
    if low < 0:
        left += right
    thick = 24.0 if beside else 18.0
    wrapped = [paper.wrapped(name, (left if beside else paper.width) - 14, 3) for name in names]
    steps = [max(thick, paper.leading * len(lines)) + 10 if beside else thick + paper.leading * len(lines) + 14 for lines in wrapped]
    ends = [sum(steps[: at + 1]) for at in range(len(steps))]
    height = ends[-1] if ends else thick
    x, y = place("value", linear(low, high)), place("y", linear(0, height, turned=True))
    rows: list[dict[str, Any]] = []
    text: list[dict[str, Any]] = []
    for mark, name, value, step, end in zip(marks, wrapped, values, steps, ends, strict=True):
        centre = end - step / 2 if beside else end - 7 - thick / 2
        rows.append({"value": value, "y": centre - thick / 2, "y2": centre + thick / 2, "text": mark.text, "middle": centre})
        text.append({"text": name, "y": centre if beside else end - step + 4})
    colour = [SERIES[list(chart.series).index(mark.series) % 6] for mark in marks] if several else [SERIES[0]] * len(marks)
    layers = []
    for ink in dict.fromkeys(colour):
        own = [row for row, shade in zip(rows, colour, strict=True) if shade == ink]
        layers.append(layer("rect", own, {"x": x, "x2": {"datum": 0}, "y": y, "y2": {"field": "y2"}}, color=ink))
    middle = place("middle", linear(0, height, turned=True))
    plus, minus = [row for row in rows if row["value"] >= 0], [row for row in rows if row["value"] < 0]
    if plus:
        layers.append(words(plus, x, middle, align="left", baseline="middle", dx=6, fontWeight="bold"))
    if minus:
        layers.append(words(minus, x, middle, align="right", baseline="middle", dx=-6, fontWeight="bold"))
    layers.append(layer("rule", [{"value": 0}], {"x": x}, color=INK, strokeWidth=1))
    looks: dict[str, Any] = (
        {"align": "right", "baseline": "middle", "dx": -10 - (right if low < 0 else 0)} if beside else {"align": "left", "baseline": "top"}
    )
    layers.append(words(text, {"value": 0}, place("y", linear(0, height, turned=True)), **looks))
    return sheet(paper, layers, height, top=2, bottom=2, left=left, right=right)


def dots(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return a dot for each hundredth, in the order of the parts; every second part is drawn as rings, so that colour is not all there is."""
    marks = [mark for mark in chart.marks if mark.dots or mark.value]
    total = sum(mark.dots for mark in marks)
    narrow = paper.is_narrow
    across = min(10 if narrow or paper.name == "book" else 20, total or 1)
    pitch = 34.0 if narrow else 36.0 if across == 20 else 27.0
    radius = pitch * 0.37
    lines = -(-total // across)
    field_width, field_height = across * pitch, lines * pitch
    beside = paper.name == "book"
    left = field_width + 28 if beside else 0.0
    layers: list[dict[str, Any]] = []
    wide, tall = float(paper.width), 0.0
    entries, height = _entries(marks, paper, left, wide, field_height if not beside else -8.0)
    tall = max(height, field_height)
    x, y = place("x", linear(0, wide)), place("y", linear(0, tall, turned=True))
    at = 0
    value_room = _value_room(marks, paper)
    for index, mark in enumerate(marks):
        ring = index % 2 == 1
        looks: dict[str, Any] = {"filled": not ring, "color": SERIES[index % 6], "opacity": 1}
        size = (radius - 1.25) ** 2 * 3.1416 if ring else radius**2 * 3.1416
        spots = [{"x": pitch * (number_ % across + 0.5), "y": pitch * (number_ // across + 0.5)} for number_ in range(at, at + mark.dots)]
        at += mark.dots
        looks |= {"strokeWidth": 2.5} if ring else {"strokeWidth": 0}
        if spots:
            layers.append(layer("point", spots, {"x": x, "y": y}, shape="circle", size=round(size), **looks))
        swatch_x, text_x, text_y, text = entries[index]
        small = (6.5 - 1.25) ** 2 * 3.1416 if ring else 6.5**2 * 3.1416
        layers.append(layer("point", [{"x": swatch_x, "y": text_y}], {"x": x, "y": y}, shape="circle", size=round(small), **looks))
        line = {"align": "left", "baseline": "alphabetic", "dy": round(paper.size * 0.36, 1)}
        layers.append(words([{"x": text_x, "y": text_y, "text": mark.text}], x, y, fontWeight="bold", **line))
        layers.append(words([{"x": text_x + value_room, "y": text_y, "text": text}], x, y, **line))
    if chart.note:
        layers.append(words([{"x": 0, "y": tall, "text": chart.note}], x, y, align="left", baseline="top", dy=12, color=QUIET))
    return sheet(paper, _joined(layers), tall, bottom=paper.leading + 16 if chart.note else 4)


def _value_room(marks: list[Mark], paper: Paper) -> float:
    """Return how wide the column of values is, with the gap behind it."""
    return max((paper.room(mark.text, bold=True) for mark in marks), default=0.0) + 8


def _entries(
    marks: list[Mark], paper: Paper, left: float, wide: float, top: float
) -> tuple[list[tuple[float, float, float, list[str]]], float]:
    """Return for each part where its swatch stands, where its words begin, at what height, and what they are; and where all end."""
    columns = 2 if not paper.is_narrow and not left else 1
    column = (wide - left) / columns
    per = -(-len(marks) // columns)
    entries, lowest = [], 0.0
    for index, mark in enumerate(marks):
        if index % per == 0:
            y = top + 22
        x = left + column * (index // per)
        lines = paper.wrapped(mark.label, column - 34 - _value_room(marks, paper), 3)
        entries.append((x + 8, x + 22, y, lines))
        y += paper.leading * (len(lines) + 0.45)
        lowest = max(lowest, y)
    return entries, lowest - paper.leading * 0.9


def _shortened(text: str, room: float, paper: Paper) -> str:
    if paper.room(text) <= room:
        return text
    while text and paper.room(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _joined(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join layers of the same mark and looks that draw in the same places: fewer groups, a smaller drawing."""
    joined: dict[str, dict[str, Any]] = {}
    for one in layers:
        key = repr((one["mark"], one["encoding"]))
        if key in joined:
            joined[key]["data"]["values"] += one["data"]["values"]
        else:
            joined[key] = one
    return list(joined.values())


def mosaic(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return tiles with areas in proportion, the largest first. Those too small for their names have a number, explained below."""
    marks = sorted((mark for mark in chart.marks if mark.value), key=lambda mark: mark.value or Decimal(0), reverse=True)
    wide, field = float(paper.width), 420.0 if paper.is_narrow else 340.0
    tiles = squarified([float(mark.value or 0) for mark in marks], wide, field)
    labels, listed = _labels(marks, tiles, paper)
    columns = 1 if paper.is_narrow else 2
    per = -(-len(listed) // columns)
    step = paper.leading * 1.2
    height = field + (14 + step * per if listed else 0)
    x, y = place("x", linear(0, wide)), place("y", linear(0, height, turned=True))
    corners = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    strong = [_corners(tile) for tile in tiles[:1]]
    pale = [_corners(tile) for tile in tiles[1:]]
    layers = [
        layer("rect", strong, corners, color=SERIES[0]),
        layer("rect", pale, corners, color=SERIES[0], opacity=_TINT),
    ]
    for bold, first, rows in labels:
        ink = PAPER if first else INK
        layers.append(words(rows, x, y, align="left", baseline="top", color=ink, **({"fontWeight": "bold"} if bold else {})))
    value_room = _value_room([mark for _key, mark in listed], paper)
    key_room = paper.room("00") + 6
    for at, (key, mark) in enumerate(listed):
        left, top = wide / columns * (at // per), field + 14 + step * (at % per) + step / 2
        name = _shortened(mark.label, wide / columns - key_room - value_room - 8, paper)
        layers.append(words([{"x": left, "y": top, "text": str(key)}], x, y, align="left", baseline="middle", color=QUIET))
        layers.append(
            words([{"x": left + key_room, "y": top, "text": mark.text}], x, y, align="left", baseline="middle", fontWeight="bold")
        )
        layers.append(words([{"x": left + key_room + value_room, "y": top, "text": name}], x, y, align="left", baseline="middle"))
    return sheet(paper, _joined(layers), height, bottom=2)


def _corners(tile: Tile) -> dict[str, float]:
    """Return the corners of a tile, with a seam around it that takes the same from every side."""
    return {"x": tile.x + 1, "x2": tile.x + tile.width - 1, "y": tile.y + 1, "y2": tile.y + tile.height - 1}


def _labels(
    marks: list[Mark], tiles: list[Tile], paper: Paper
) -> tuple[list[tuple[bool, bool, list[dict[str, Any]]]], list[tuple[int, Mark]]]:
    """Return the words inside tiles, as bold or not, on the strong tile or not; and what is listed below, by number."""
    labels: list[tuple[bool, bool, list[dict[str, Any]]]] = []
    listed: list[tuple[int, Mark]] = []
    for index, (mark, tile) in enumerate(zip(marks, tiles, strict=True)):
        room = tile.width - 16
        lines = paper.wrapped(mark.label, room, 4)
        high = paper.leading * (len(lines) + 1)
        fits = max(paper.room(line) for line in [*lines, mark.text]) <= room and high <= tile.height - 12 and "…" not in lines[-1]
        x, y = tile.x + 8, tile.y + 8
        if fits:
            labels.append((True, not index, [{"x": x, "y": y, "text": mark.text}]))
            labels.append((False, not index, [{"x": x, "y": y + paper.leading, "text": lines}]))
        else:
            listed.append((len(listed) + 1, mark))
            key = str(len(listed))
            if tile.width >= paper.room(key) + 6 and tile.height >= paper.size + 4:
                x = tile.x + (tile.width - paper.room(key)) / 2
                labels.append((False, not index, [{"x": x, "y": tile.y + (tile.height - paper.size) / 2 + 1, "text": key}]))
    return labels, listed


def kinds() -> dict[ChartKind, Any]:
    """Return what draws each kind."""
    return {ChartKind.BAR: bars, ChartKind.DOTS: dots, ChartKind.MOSAIC: mosaic}
