"""Columns, stacked columns and lines: values over time, each with its number beside it."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from sphinx_impact.charting.inks import INK, PAPER, QUIET, RULE, SERIES
from sphinx_impact.charting.sheet import Paper, band, layer, linear, number, place, sheet, words
from sphinx_impact.model.charts import Chart, ChartKind, Mark
from sphinx_impact.model.tiling import spread

_GAP = 0.3
_KEY = 26


def columns(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return columns, with the trend as a line where the chart has one."""
    if len(chart.series) > 1:
        return _grouped(chart, paper)
    labels = list(chart.labels)
    top_value = max([*chart.values(), Decimal(0), *_ends(chart)])
    low_value = min([*chart.values(), Decimal(0), *_ends(chart)])
    y_scale = linear(float(low_value), float(top_value) or 1.0)
    x, y = band("label", labels, _GAP), place("value", y_scale)
    drawn = [mark for mark in chart.marks if mark.value is not None]
    rows = [{"label": mark.label, "value": number(mark.value)} for mark in drawn]
    top = paper.leading + 4 + (_KEY if chart.trend else 0)
    height = _height(paper)
    under, bottom = _below(labels, paper)
    layers = [layer("bar", rows, {"x": x, "y": {**y, "stack": None}}, color=SERIES[0])]
    shown = _legible(drawn, paper.width / max(len(labels), 1), paper)
    step = float(top_value - low_value or 1) / height
    above = [
        {"label": mark.label, "value": _clear(chart, labels.index(mark.label), float(mark.value), paper.leading * step), "text": mark.text}
        for mark in shown
        if mark.value is not None and mark.value >= 0
    ]
    beneath = [
        {"label": mark.label, "value": number(mark.value), "text": mark.text} for mark in shown if mark.value is not None and mark.value < 0
    ]
    layers += [words(above, x, y, baseline="bottom", dy=-5, fontWeight="bold")] if above else []
    layers += [words(beneath, x, y, baseline="top", dy=5, fontWeight="bold")] if beneath else []
    if low_value < 0:
        bottom += paper.leading
    layers.append(_zero(y_scale))
    layers.append(words(under, x, {"value": "height"}, baseline="top", dy=8 + (paper.leading if low_value < 0 else 0), color=QUIET))
    if chart.trend is not None:
        layers += _trend(chart, x, y, top, paper)
    return sheet(paper, layers, height, top=top, bottom=bottom)


def _height(paper: Paper) -> float:
    """Return the height of the plot."""
    return 210.0 if paper.is_narrow else 270.0


def _clear(chart: Chart, at: int, value: float, room: float) -> float:
    """Return where the number of a column stands: on the column, or above the trend where that would run through it."""
    if chart.trend is None:
        return value
    line = float(chart.trend.start + chart.trend.slope * at)
    return line if value - room * 0.2 < line < value + room * 1.35 else value


def _ends(chart: Chart) -> list[Decimal]:
    if chart.trend is None:
        return []
    return [chart.trend.start, chart.trend.start + chart.trend.slope * (len(chart.labels) - 1)]


def _trend(chart: Chart, x: dict[str, Any], y: dict[str, Any], top: float, paper: Paper) -> list[dict[str, Any]]:
    """Return the trend, drawn over the columns with an edge in the colour of the ground, and its key above the chart."""
    assert chart.trend is not None
    labels = chart.labels
    first, last = _ends(chart)
    points = [{"label": labels[0], "value": number(first)}, {"label": labels[-1], "value": number(last)}]
    key_y = -top + paper.size / 2 + 2
    key = [{"x": 0, "x2": 28}]
    return [
        layer("line", points, {"x": x, "y": y}, color=PAPER, strokeWidth=6),
        layer("line", points, {"x": x, "y": y}, color=SERIES[1], strokeWidth=2.5, strokeDash=[7, 3]),
        layer(
            "rule",
            key,
            {"x": {"value": 0}, "x2": {"value": 28}, "y": {"value": key_y}},
            color=SERIES[1],
            strokeWidth=2.5,
            strokeDash=[7, 3],
        ),
        words([{"text": chart.note}], {"value": 36}, {"value": key_y}, align="left", baseline="middle", color=QUIET),
    ]


def _zero(y_scale: dict[str, Any]) -> dict[str, Any]:
    return layer("rule", [{"value": 0}], {"y": place("value", y_scale)}, color=INK, strokeWidth=1)


def _below(labels: list[str], paper: Paper) -> tuple[list[dict[str, Any]], float]:
    """Return the labels below the columns, and how much room they take. Where they are too many, some are left out."""
    step = paper.width / max(len(labels), 1)
    longest = max((paper.room(word) for label in labels for word in label.split()), default=0.0)
    every = 1
    while longest > step * every - 4 and every < len(labels):
        every += 1
    kept = [label for at, label in enumerate(labels) if (len(labels) - 1 - at) % every == 0]
    rows = [{"label": label, "text": paper.wrapped(label, step * every - 4)} for label in kept]
    return rows, 10 + paper.leading * max((len(row["text"]) for row in rows), default=1)


def _legible(marks: list[Mark], step: float, paper: Paper) -> list[Mark]:
    """Return the marks whose numbers have room: all, or else the first, the last, and the extremes."""
    if all(paper.room(mark.text, bold=True) <= step - 2 for mark in marks):
        return marks
    ranked = sorted(marks, key=lambda mark: mark.value or Decimal(0))
    return [mark for mark in marks if mark in {marks[0], marks[-1], ranked[0], ranked[-1]}]


def _legend(chart: Chart, paper: Paper, top: float) -> list[dict[str, Any]]:
    """Return a row of swatches with the names of the series, above the chart."""
    layers: list[dict[str, Any]] = []
    at, line = 0.0, 0
    for index, name in enumerate(chart.series):
        wide = paper.room(name) + 34
        if at and at + wide > paper.width:
            at, line = 0.0, line + 1
        y = -top + paper.size / 2 + line * paper.leading * 1.15
        swatch = {"x": {"value": round(at, 1)}, "x2": {"value": round(at + 12, 1)}, "y": {"value": y - 6}, "y2": {"value": y + 6}}
        layers.append(layer("rect", [{}], swatch, color=SERIES[index % len(SERIES)]))
        layers.append(words([{"text": name}], {"value": round(at + 18, 1)}, {"value": y}, align="left", baseline="middle"))
        at += wide
    return layers


def _legend_lines(chart: Chart, paper: Paper) -> int:
    at, lines = 0.0, 1
    for name in chart.series:
        wide = paper.room(name) + 34
        if at and at + wide > paper.width:
            at, lines = 0.0, lines + 1
        at += wide
    return lines


def _grouped(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return columns side by side, a group for each label."""
    labels, names = list(chart.labels), list(chart.series)
    y_scale = linear(min(0.0, *map(float, chart.values())), max(0.0, *map(float, chart.values())) or 1.0)
    rows = [
        {"label": mark.label, "series": mark.series, "value": number(mark.value), "text": mark.text}
        for mark in chart.marks
        if mark.value is not None
    ]
    x, y = band("label", labels, _GAP), place("value", y_scale)
    offset = {"field": "series", "type": "nominal", "sort": None, "scale": {"domain": names, "paddingInner": 0.08}}
    colour = {"field": "series", "type": "nominal", "legend": None, "scale": {"domain": names, "range": list(SERIES[: len(names)])}}
    top = paper.leading * 1.15 * _legend_lines(chart, paper) + paper.leading + 8
    under, bottom = _below(labels, paper)
    layers = [layer("bar", rows, {"x": x, "xOffset": offset, "y": {**y, "stack": None}, "color": colour})]
    step = paper.width / max(len(labels), 1) * (1 - _GAP) / len(names)
    if all(paper.room(str(row["text"])) <= step for row in rows):
        text = {"text": {"field": "text", "type": "nominal"}}
        layers.append(layer("text", rows, {"x": x, "xOffset": offset, "y": y, **text}, baseline="bottom", dy=-4))
    layers += [_zero(y_scale), words(under, x, {"value": "height"}, baseline="top", dy=8, color=QUIET), *_legend(chart, paper, top)]
    return sheet(paper, layers, _height(paper), top=top, bottom=bottom)


def stacks(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return columns of parts, the first at the bottom, with the names beside the last column and the whole above each."""
    labels, names = list(chart.labels), list(chart.series)
    totals = {label: sum((mark.value for mark in chart.marks if mark.label == label and mark.value), Decimal(0)) for label in labels}
    y_scale = linear(0.0, float(max(totals.values(), default=Decimal(1))) or 1.0)
    x, y = band("label", labels, _GAP), place("end", y_scale)
    rows, at = [], dict.fromkeys(labels, Decimal(0))
    for mark in chart.marks:
        if mark.value is not None:
            start = at[mark.label]
            at[mark.label] += mark.value
            rows.append({"label": mark.label, "series": mark.series, "start": number(start), "end": number(at[mark.label])})
    colour = {"field": "series", "type": "nominal", "legend": None, "scale": {"domain": names, "range": list(SERIES[: len(names)])}}
    right = min(max((paper.room(name) for name in names), default=0.0) + 10, paper.width * 0.3)
    inner = Paper(paper.name, int(paper.width - right), paper.size)
    under, bottom = _below(labels, inner)
    whole = [
        {"label": tick.text.partition("\t")[0], "end": number(tick.value), "text": tick.text.partition("\t")[2]} for tick in chart.ticks
    ]
    layers = [
        layer("bar", rows, {"x": x, "y": y, "y2": {"field": "start"}, "color": colour}, stroke=PAPER, strokeWidth=1.5),
        words(whole, x, y, baseline="bottom", dy=-5, fontWeight="bold"),
        _zero(y_scale),
        words(under, x, {"value": "height"}, baseline="top", dy=8, color=QUIET),
        *_beside(chart, float(y_scale["domain"][1]), right, paper),
    ]
    return sheet(paper, layers, _height(paper), top=paper.leading + 4, bottom=bottom, right=right)


def _beside(chart: Chart, most: float, right: float, paper: Paper) -> list[dict[str, Any]]:
    """Return the names of the parts beside the last column, each at the height of its part."""
    height, at = _height(paper), 0.0
    last = {mark.series: float(mark.value or 0) for mark in chart.marks if mark.label == chart.labels[-1]}
    names, middles = list(chart.series), []
    for name in names:
        middles.append(height * (1 - (at + last.get(name, 0.0) / 2) / most))
        at += last.get(name, 0.0)
    lined = [paper.wrapped(name, right - 8, 2) for name in names]
    tall = [paper.leading * len(lines_) for lines_ in lined]
    places = spread(middles[::-1], tall[::-1], height)[::-1]
    layers = []
    for text, middle, high in zip(lined, places, tall, strict=True):
        spot = {"value": round(middle - high / 2, 1)}
        layers.append(words([{"text": text}], {"value": "width"}, spot, align="left", baseline="top", dx=4))
    return layers


def lines(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return lines, each named at its end, over a few hairlines."""
    labels, names = list(chart.labels), list(chart.series)
    low, high = chart.ticks[0].value, chart.ticks[-1].value
    y_scale = linear(float(low), float(high))
    x = {**place("label", {"domain": labels, "padding": 0.2}, "ordinal"), "scale": {"type": "point", "domain": labels, "padding": 0.3}}
    y = place("value", y_scale)
    height = _height(paper)
    left = max(paper.room(tick.text) for tick in chart.ticks) + 10
    ends = {
        name: [mark for mark in chart.of(name) if mark.value is not None][-1]
        for name in names
        if any(m.value is not None for m in chart.of(name))
    }
    several = len(names) > 1
    said = {name: f"{mark.text} {name}" if several and not paper.is_narrow else mark.text for name, mark in ends.items()}
    right = min(max((paper.room(text, bold=True) for text in said.values()), default=0.0) + 8, paper.width * 0.4)
    top = (
        paper.size
        + (paper.leading * 1.15 * _legend_lines(chart, paper) + 8 if several and paper.is_narrow else 0)
        + (_KEY if chart.trend else 0)
    )
    grid = [{"value": number(tick.value), "text": tick.text} for tick in chart.ticks]
    layers = [
        layer("rule", grid, {"y": y}, color=RULE, strokeWidth=1),
        words(grid, {"value": -8}, y, align="right", baseline="middle", color=QUIET),
    ]
    if not chart.truncated:
        layers.append(_zero(y_scale))
    dashes = ([1, 0], [6, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4])
    for index, name in enumerate(names):
        rows = [{"label": mark.label, "value": number(mark.value)} for mark in chart.of(name)]
        layers.append(
            layer(
                "line",
                rows,
                {"x": x, "y": y},
                color=SERIES[index % 6],
                strokeWidth=2.5,
                strokeDash=dashes[index % 6] if several else [1, 0],
                invalid="break-paths-show-domains",
            )
        )
        dots = [row for row in rows if row["value"] is not None]
        layers.append(
            layer(
                "point", dots[-1:] if len(dots) > 12 else dots, {"x": x, "y": y}, color=SERIES[index % 6], filled=True, size=36, opacity=1
            )
        )
    ordered = sorted(ends, key=lambda name: -(ends[name].value or 0))
    wanted = [height * (1 - (float(ends[name].value or 0) - float(low)) / (float(high) - float(low))) for name in ordered]
    for name, at in zip(ordered, spread(wanted, [paper.leading] * len(wanted), height), strict=True):
        text = [{"label": ends[name].label, "text": paper.wrapped(said[name], right - 8, 2)}]
        layers.append(words(text, {"value": "width"}, {"value": round(at, 1)}, align="left", baseline="middle", dx=4, fontWeight="bold"))
    if chart.trend is not None:
        layers += _trend(chart, x, y, top, paper)
    if several and paper.is_narrow:
        layers += _legend(chart, paper, top)
    under, bottom = _below(labels, Paper(paper.name, int(paper.width - left - right), paper.size))
    layers.append(words(under, x, {"value": "height"}, baseline="top", dy=8, color=QUIET))
    if chart.truncated:
        zigzag = ((0, 0), (6, -7), (12, 5), (18, 0))
        for (x1, y1), (x2, y2) in itertools.pairwise(zigzag):
            stroke = {"x": {"value": x1}, "y": {"value": height + y1}, "x2": {"value": x2}, "y2": {"value": height + y2}}
            layers.append(layer("rule", [{}], stroke, color=INK, strokeWidth=1.5))
        layers.append(
            words([{"text": chart.truncated}], {"value": 0}, {"value": "height"}, align="left", baseline="top", dy=bottom + 2, color=QUIET)
        )
        bottom += paper.leading + 4
    return sheet(paper, layers, height, top=top, bottom=bottom, left=left, right=right)


def kinds() -> dict[ChartKind, Any]:
    """Return what draws each kind."""
    return {ChartKind.COLUMN: columns, ChartKind.STACKED: stacks, ChartKind.LINE: lines}
