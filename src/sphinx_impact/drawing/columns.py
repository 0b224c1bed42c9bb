"""Columns, stacked columns and lines: values over time, each with its number beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_impact.drawing.layout import spread
from sphinx_impact.drawing.svg import Canvas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart, Mark, Tick

_FILLED = 0.7
"""The part of its step that a column, or a group of them, takes."""

_KEY = 26.0
_SEAM = 2.0
_DASHES = (None, "6 3", "2 2", "9 3 2 3", "4 4", "12 4")


class _Scale:
    """A value axis from bottom to top."""

    def __init__(self, values: Sequence[Decimal], top: float, height: float) -> None:
        self.low, high = min(values), max(values)
        self.span = (high - self.low) or Decimal(1)
        self.top, self.bottom = top, top + height

    def y(self, value: Decimal) -> float:
        """Return the height of a value, from the top of the drawing."""
        return self.bottom - float((value - self.low) / self.span) * (self.bottom - self.top)


def _height(size: Size) -> float:
    """Return the height of the plot."""
    return 210.0 if size.is_narrow else 270.0


def columns(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return columns, side by side where there are several rows of values, and with the trend as a line where the chart has one."""
    canvas = Canvas(size, inks)
    labels, names = chart.labels, chart.series
    marks = [mark for mark in chart.marks if mark.value is not None]
    step, left = size.width / len(labels), 0.0
    shown = _legible(marks, step - 2 if len(names) == 1 else _band(step, size, len(names)) / len(names), size, several=len(names) > 1)
    if len(shown) < len(marks) and len(names) > 1 and chart.ticks:  # no room for numbers: the axis says them
        left = size.widest([tick.text for tick in chart.ticks]) + 10
        step = (size.width - left) / len(labels)
    band = _band(step, size, len(names))
    wide = band / len(names)
    top = size.leading + 4 + (legend(canvas, names) if len(names) > 1 else _KEY if chart.trend else 0.0)
    scale = _Scale([*chart.values(), Decimal(0), *_ends(chart), *(tick.value for tick in chart.ticks if left)], top, _height(size))
    if left:
        _grid(canvas, scale, chart.ticks, left, size.width)
    places = {label: left + step * (at + 0.5) for at, label in enumerate(labels)}
    zero, seam = scale.y(Decimal(0)), _SEAM if len(names) > 1 and wide > 6 else 0.0
    middles = {mark: places[mark.label] - band / 2 + wide * (names.index(mark.series) + 0.5) for mark in marks}
    for mark, x in middles.items():
        y = scale.y(mark.value or Decimal(0))
        canvas.rect(x - (wide - seam) / 2, min(y, zero), wide - seam, abs(y - zero), inks.of(names.index(mark.series)), tip=mark.said)
    canvas.line([(left, zero), (size.width, zero)], inks.ink)
    _trend(canvas, chart, scale, places)
    for mark in shown:
        x = canvas.clamped(middles[mark], mark.text, bold=True)
        canvas.text(x, _number_at(chart, mark, scale, size), "", bold=mark.text, anchor="middle")
    below = scale.bottom + (size.leading if scale.low < 0 else 0.0)
    return canvas.picture(_labels(canvas, labels, list(places.values()), step, below))


def _band(step: float, size: Size, count: int) -> float:
    """Return how wide the columns of one label are together: not so wide that they become fields."""
    return min(step * _FILLED, (64.0 if size.is_narrow else 96.0) * count)


def _number_at(chart: Chart, mark: Mark, scale: _Scale, size: Size) -> float:
    """Return the base line of a column's number: below a column that goes down, else on the column, or above a trend that would run through it."""
    value = mark.value or Decimal(0)
    y = scale.y(value)
    if value < 0:
        return y + size.font_size + 2
    if chart.trend is not None:
        line = scale.y(chart.trend.start + chart.trend.slope * chart.labels.index(mark.label))
        if y - size.leading * 1.35 < line < y + size.leading * 0.2:
            y = line - 2
    return y - 5


def _ends(chart: Chart) -> list[Decimal]:
    """Return the values of the trend at the first and the last column."""
    if chart.trend is None:
        return []
    return [chart.trend.start, chart.trend.start + chart.trend.slope * (len(chart.labels) - 1)]


def _trend(canvas: Canvas, chart: Chart, scale: _Scale, places: Mapping[str, float]) -> None:
    """Draw the trend of a chart that has one, with an edge in the colour of the ground, and its key above the chart."""
    if chart.trend is None:
        return
    size, inks = canvas.size, canvas.inks
    points = [(places[label], scale.y(value)) for label, value in zip((chart.labels[0], chart.labels[-1]), _ends(chart), strict=True)]
    canvas.line(points, inks.paper, 6)
    canvas.line(points, inks.of(1), 2.5, "7 3")
    canvas.line([(0, size.font_size / 2 + 2), (28, size.font_size / 2 + 2)], inks.of(1), 2.5, "7 3")
    canvas.text(36, size.font_size / 2 + 2, size.wrapped(chart.note, size.width - 36, 1)[0], ink=inks.quiet, middle=True)


def _grid(canvas: Canvas, scale: _Scale, ticks: Sequence[Tick], left: float, right: float) -> None:
    """Draw a hairline for each tick, with its value at the left."""
    for tick in ticks:
        y = scale.y(tick.value)
        canvas.line([(left, y), (right, y)], canvas.inks.rule)
        canvas.text(left - 8, y, tick.text, anchor="end", ink=canvas.inks.quiet, middle=True)


def _labels(canvas: Canvas, labels: Sequence[str], places: Sequence[float], step: float, top: float) -> float:
    """Write the labels below the columns, and return where they end. Of years that are too many, some are left out."""
    size = canvas.size
    longest = size.widest([word for label in labels for word in label.split()])
    numbered = all(any(char.isdigit() for char in label) for label in labels)
    moved = max(longest / 2 - min(places[0], size.width - places[-1]), 0.0)  # at the edges, onto the drawing
    every = 1
    while (longest + moved > step * every - 4 if numbered else step * every < 3 * size.font_size) and every < len(labels):
        every += 1
    shown = [at for at in range(len(labels)) if (len(labels) - 1 - at) % every == 0]
    rooms = dict.fromkeys(shown, max(step * every - 4, size.font_size))

    def placed(at: int) -> tuple[list[str], float, float]:
        lines = size.wrapped(labels[at], rooms[at])
        # Labels of which some are left out have room to the sides, but not beyond the drawing.
        return lines, canvas.clamped(places[at], widest := max(lines, key=size.room)), size.room(widest) / 2

    if len(shown) > 1:  # the first and the last, moved onto the drawing, must not meet those beside them
        _lines, middle, half = placed(shown[1])
        rooms[shown[0]] = max(min(rooms[shown[0]], middle - half - 4), size.font_size)
        _lines, middle, half = placed(shown[-2])
        rooms[shown[-1]] = max(min(rooms[shown[-1]], size.width - middle - half - 4), size.font_size)
    end = top + 10
    for at in shown:
        lines, middle, _half = placed(at)
        canvas.lines(middle, top + 8, lines, anchor="middle", ink=canvas.inks.quiet)
        end = max(end, top + 10 + size.leading * len(lines))
    return end


def _legible(marks: Sequence[Mark], room: float, size: Size, *, several: bool) -> list[Mark]:
    """Return the marks whose numbers have room: all, or else, of one row of values, the first, the last, and the extremes."""
    if all(size.room(mark.text, bold=True) <= room for mark in marks):
        return list(marks)
    if several:
        return []
    ranked = sorted(marks, key=lambda mark: mark.value or Decimal(0))
    kept: list[int] = []
    for mark in (ranked[-1], marks[-1], ranked[0], marks[0]):
        at = marks.index(mark)
        apart = size.room(mark.text, bold=True) / max(room + 2, 1)
        if all(abs(at - other) >= (apart + size.room(marks[other].text, bold=True) / max(room + 2, 1)) / 2 for other in kept):
            kept.append(at)
    return [marks[at] for at in sorted(kept)]


def legend(canvas: Canvas, names: Sequence[str]) -> float:
    """Write a row of swatches with the names of the rows of values at the top, and return where it ends."""
    size = canvas.size
    x, y = 0.0, size.font_size / 2 + 2
    for index, name in enumerate(names):
        name_ = size.wrapped(name, size.width - 18, 1)[0]
        wide = size.room(name_) + 18
        if x and x + wide > size.width:
            x, y = 0.0, y + size.leading * 1.15
        canvas.rect(x, y - 6, 12, 12, canvas.inks.of(index))
        canvas.text(x + 18, y, name_, middle=True)
        x += wide + 16
    return y + size.leading / 2 + 4


def stacks(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return columns of parts, the first at the bottom, with the names beside the last column and the whole above each."""
    canvas = Canvas(size, inks)
    labels, names = chart.labels, chart.series
    parts = {(mark.label, mark.series): max(mark.value or Decimal(0), Decimal(0)) for mark in chart.marks}
    said = {(mark.label, mark.series): mark.said for mark in chart.marks}
    wholes = [sum((parts.get((label, name), Decimal(0)) for name in names), Decimal(0)) for label in labels]
    named = len(names) > 1
    right = min(size.widest(names) + 20, size.width * 0.32) if named else 0.0
    plot = size.width - right
    lined = [size.wrapped(name, right - 18, 2) for name in names]
    tall = [size.leading * len(lines) for lines in lined]
    step = plot / len(labels)
    wide = min(step * _FILLED, 140.0)
    top = size.leading + 4
    scale = _Scale([Decimal(0), *wholes], top, max(_height(size), sum(tall) if named else 0.0))
    places = [step * (at + 0.5) for at in range(len(labels))]
    if named:  # the last column is next to the names
        places[-1] = plot - wide / 2
        places = [wide / 2 + (plot - wide) * at / max(len(labels) - 1, 1) for at in range(len(labels))] if len(labels) > 1 else places
    for label, x in zip(labels, places, strict=True):
        at = Decimal(0)
        for index, name in enumerate(names):
            value = parts.get((label, name), Decimal(0))
            lower, upper = scale.y(at), scale.y(at + value)
            # A seam in the colour of the ground, but not where it would be all there is.
            seam = 1.0 if lower - upper > 2.5 and at else 0.0
            canvas.rect(x - wide / 2, upper, wide, lower - upper - seam, inks.of(index), tip=said.get((label, name), ""))
            at += value
    zero = scale.y(Decimal(0))
    canvas.line([(0, zero), (plot, zero)], inks.ink)
    totals = [mark for mark in chart.totals if mark.label in labels]
    for mark in _legible(totals, step - 2, size, several=False) if totals else ():
        x = canvas.clamped(places[labels.index(mark.label)], mark.text, bold=True)
        canvas.text(x, scale.y(wholes[labels.index(mark.label)]) - 5, "", bold=mark.text, anchor="middle")
    if named:
        wanted, at = [], Decimal(0)
        for name in names:
            value = parts.get((labels[-1], name), Decimal(0))
            wanted.append(scale.y(at + value / 2))
            at += value
        middles = spread([y - top for y in wanted[::-1]], tall[::-1], scale.bottom - top)[::-1]
        for lines, high, want, middle in zip(lined, tall, wanted, middles, strict=True):
            y = middle + top
            _lead(canvas, (plot + 2, want), (plot + 15, y))
            canvas.lines(plot + 18, y - high / 2, lines)
    return canvas.picture(_labels(canvas, labels, places, step, scale.bottom))


def _lead(canvas: Canvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a thin line from a mark to its name, where the name stands elsewhere than the mark."""
    if abs(start[1] - end[1]) > 3 or end[0] - start[0] > 20:
        canvas.line([start, (start[0] + 3, start[1]), (end[0] - 3, end[1]), end], canvas.inks.quiet, 0.8)


def lines(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return lines, each named at its end, over a few hairlines."""
    canvas = Canvas(size, inks)
    labels, names = chart.labels, chart.series
    rows = {name: [mark for mark in chart.of(name) if mark.value is not None] for name in names}
    ends = sorted((row[-1] for row in rows.values() if row), key=lambda mark: -(mark.value or 0))
    named = len(names) > 1 and not size.is_narrow
    top = legend(canvas, names) if len(names) > 1 and not named else _KEY if chart.trend else 0.0
    top += size.font_size
    left = size.widest([tick.text for tick in chart.ticks]) + 10 if chart.ticks else 0.0
    wide = max(size.room(f"{mark.text} ", bold=True) + (size.room(mark.series) if named else 0.0) for mark in ends) + 22
    right = min(wide, size.width * 0.42)
    said = [_end_label(mark.series if named else "", mark.text, right - 20, size) for mark in ends]
    high = max(_height(size), sum(size.leading * len(words) for words in said))
    scale = _Scale([*(tick.value for tick in chart.ticks), *chart.values(), *_ends(chart)], top, high)
    plot = size.width - right
    inset = 24.0 if chart.truncated else 8.0  # the zigzag of a broken axis needs room
    inner = plot - 8 - left - inset
    places = {label: left + inset + (inner * at / (len(labels) - 1) if len(labels) > 1 else inner / 2) for at, label in enumerate(labels)}
    _grid(canvas, scale, chart.ticks, left, plot)
    if not chart.truncated and scale.low <= 0 <= scale.low + scale.span:
        canvas.line([(left, scale.y(Decimal(0))), (plot, scale.y(Decimal(0)))], inks.ink)
    _trend(canvas, chart, scale, places)
    for index, name in enumerate(names):
        values = {mark.label: mark.value for mark in rows[name] if mark.value is not None}
        points = [(places[label], scale.y(values[label])) if label in values else None for label in labels]
        _line(canvas, points, inks.of(index), _DASHES[index % 6] if len(names) > 1 else None)
    canvas.spots([(places[mark.label], scale.y(mark.value), mark.said) for row in rows.values() for mark in row if mark.value is not None])
    _name_ends(canvas, said, [(places[mark.label], scale.y(mark.value or Decimal(0))) for mark in ends], (plot, top, scale.bottom))
    bottom = _labels(canvas, labels, list(places.values()), inner / max(len(labels) - 1, 1), scale.bottom)
    return canvas.picture(_broken_axis(canvas, chart.truncated, (left, scale.bottom), bottom) if chart.truncated else bottom)


def _line(canvas: Canvas, points: Sequence[tuple[float, float] | None], ink: str, dash: str | None) -> None:
    """Draw the line of one row of values, with a dot for each where they are few; where a value is missing, the line is, too."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    for piece in pieces:
        if len(piece) > 1:
            canvas.line(piece, ink, 2.5, dash)
    all_of_them = [point for piece in pieces for point in piece]
    alone = [piece[0] for piece in pieces if len(piece) == 1]
    canvas.dots(all_of_them if len(all_of_them) <= 12 else [*alone, all_of_them[-1]], 3.5, ink)


def _name_ends(
    canvas: Canvas,
    said: Sequence[Sequence[tuple[str, str]]],
    points: Sequence[tuple[float, float]],
    edges: tuple[float, float, float],
) -> None:
    """Write the value, and among several the name, at the end of each line.

    Args:
        edges: The right edge of the plot, its top, and its bottom.
    """
    leading = canvas.size.leading
    plot, top, bottom = edges
    tall = [leading * len(words) for words in said]
    middles = spread([y - top for _x, y in points], tall, bottom - top)
    for words, (x, y), middle in zip(said, points, middles, strict=True):
        start = top + middle - leading * len(words) / 2
        if len(said) > 1:
            _lead(canvas, (x + 5, y), (plot + 13, top + middle))
        for at, (bold, text) in enumerate(words):
            canvas.text(plot + (18 if len(said) > 1 else 6), start + leading * (at + 0.5), text, bold=bold, middle=True)


def _broken_axis(canvas: Canvas, said: str, corner: tuple[float, float], bottom: float) -> float:
    """Draw a zigzag where the axis is broken, and say so in words below; return where these end."""
    x, y = corner
    canvas.line([(x, y), (x + 5, y - 7), (x + 11, y + 5), (x + 16, y)], canvas.inks.ink, 1.5)
    for line in canvas.size.wrapped(said, canvas.size.width, 3):
        bottom += canvas.size.leading
        canvas.text(0, bottom, line, ink=canvas.inks.quiet)
    return bottom + 6


def _end_label(name: str, value: str, room: float, size: Size) -> list[tuple[str, str]]:
    """Return the lines at the end of a line: its value in bold, and behind it, or below where there is no room, its name."""
    bold = size.wrapped(value, room, 1)[0]
    if not name or size.room(f"{bold} ", bold=True) + size.room(name) <= room:
        return [(bold, name)]
    return [(bold, ""), *(("", line) for line in size.wrapped(name, room, 2))]
