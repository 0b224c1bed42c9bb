"""Bars, dots, mosaics: things side by side, and the parts of a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_impact.drawing.columns import legend
from sphinx_impact.drawing.layout import cut
from sphinx_impact.drawing.svg import Canvas
from sphinx_impact.model.charts.geometry import squarified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart, Mark

_TINT = "0.16"


def bars(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return bars from left to right, grouped where there are several rows of values. Their names stand beside them, on narrow drawings above."""
    canvas = Canvas(size, inks, turned=size.leftwards)
    names = chart.series
    groups = [
        (label, own) for label in chart.labels if (own := [mark for mark in chart.marks if mark.label == label and mark.value is not None])
    ]
    values = [*chart.values(), Decimal(0)]
    low, span = min(values), (max(values) - min(values)) or Decimal(1)
    beside = not size.is_narrow
    shown = [mark for _label, own in groups for mark in own]
    numbers = {below: size.widest([mark.text for mark in shown if ((mark.value or 0) < 0) is below], bold=True) for below in (True, False)}
    room = min(size.widest([label for label, _own in groups]) + 12, size.width * 0.36) if beside else 0.0
    left = room + (numbers[True] + 8 if low < 0 else 0.0)
    right = size.width - numbers[False] - 8
    thick = (24.0 if beside else 18.0) if len(names) == 1 else 16.0
    apart = 16 if len(names) > 1 else 10  # groups stand further apart than the bars of one
    y = legend(canvas, names) + 4 if len(names) > 1 else 2.0

    def x_of(value: Decimal) -> float:
        return left + float((value - low) / span) * max(right - left, 1.0)

    zero, first = x_of(Decimal(0)), y
    for label, own in groups:
        lines = size.wrapped(label, room - 10 if beside else size.width, 3)
        high = thick * len(own) + 2 * (len(own) - 1)
        words = size.leading * len(lines)
        step = max(high, words) + apart if beside else high + words + apart + 4
        start = y + (step - high) / 2 if beside else y + words + 4
        if beside:
            for at, line in enumerate(lines):
                canvas.text(room - 10, y + (step - words) / 2 + size.leading * (at + 0.5), line, anchor="end", middle=True)
        else:
            canvas.lines(0, y + 1, lines)
        for mark in own:
            assert mark.value is not None
            end = x_of(mark.value)
            canvas.rect(min(end, zero), start, abs(end - zero), thick, inks.of(names.index(mark.series)), tip=mark.said)
            negative = mark.value < 0
            canvas.text(
                end - 6 if negative else end + 6, start + thick / 2, "", bold=mark.text, anchor="end" if negative else None, middle=True
            )
            start += thick + 2
        y += step
    canvas.line([(zero, first), (zero, y)], inks.ink)
    return canvas.picture(y + 2)


def dots(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return a dot for each hundredth, in the order of the parts; every second part is drawn as rings, so that colour is not all there is."""
    canvas = Canvas(size, inks, turned=size.leftwards)
    marks = [mark for mark in chart.marks if mark.dots > 0 or mark.value]
    total = sum(max(mark.dots, 0) for mark in marks)
    beside = size.name == "book"
    across = min(10 if size.is_narrow or beside else 20, total or 1)
    pitch = 34.0 if size.is_narrow else 36.0 if across == 20 else 27.0
    wide, high = across * pitch, -(-total // across) * pitch
    value_room = size.widest([mark.text for mark in marks], bold=True) + 10
    left = wide + 28 if beside else 0.0
    columns = 1 if size.is_narrow or beside else 2
    room = (size.width - left) / columns
    per = -(-len(marks) // columns)
    at, end, y = 0, 0.0, 0.0
    for index, mark in enumerate(marks):
        # The colours begin again after six, but then what were dots are rings.
        ring = (index + index // 6) % 2 == 1
        ink = inks.of(index)
        places = range(at, at + max(mark.dots, 0))
        canvas.dots(
            [(pitch * (spot % across + 0.5), pitch * (spot // across + 0.5)) for spot in places],
            pitch * 0.37,
            ink,
            ring=ring,
            tip=mark.said,
        )
        at += max(mark.dots, 0)
        if index % per == 0:
            y = 4.0 if beside else high + 10
        x = left + room * (index // per)
        canvas.dots([(x + 8, y + size.leading / 2)], 6.5, ink, ring=ring)
        canvas.text(x + 22, y + size.leading / 2, "", bold=mark.text, middle=True)
        lines = size.wrapped(mark.label, room - 34 - value_room, 3)
        canvas.lines(x + 22 + value_room, y, lines)
        y += size.leading * (len(lines) + 0.45)
        end = max(end, y)
    end = max(end, high)
    if chart.note:
        for line in size.wrapped(chart.note, size.width, 2):
            end += size.leading
            canvas.text(0, end, line, ink=inks.quiet)
    return canvas.picture(end + 6)


def mosaic(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return tiles with areas in proportion, the largest first. Those too small for their names have a number, explained below."""
    canvas = Canvas(size, inks, turned=size.leftwards)
    marks = sorted((mark for mark in chart.marks if mark.value and mark.value > 0), key=lambda mark: mark.value or 0, reverse=True)
    field = 420.0 if size.is_narrow else 340.0
    whole = sum((mark.value or Decimal(0) for mark in marks), Decimal(0)) or Decimal(1)
    # What is smaller than a tenth of a pixel has no tile, but stands in the list.
    parts = [float((mark.value or Decimal(0)) / whole) for mark in marks]
    tiles = squarified([part for part in parts if part * size.width * field > 0.01], float(size.width), field)
    listed: list[Mark] = marks[len(tiles) :]
    found: list[Mark] = []
    for at, (mark, tile) in enumerate(zip(marks, tiles, strict=False)):
        ink = inks.paper if not at else inks.ink
        # A seam around each tile, which takes the same from every side.
        canvas.rect(tile.x + 1, tile.y + 1, tile.width - 2, tile.height - 2, inks.of(0), opacity=_TINT if at else None, tip=mark.said)
        lines = size.wrapped(mark.label, max(tile.width - 16, 0), 4)
        fits = (
            size.room(mark.text, bold=True) <= tile.width - 16
            and size.leading * (len(lines) + 1) <= tile.height - 12
            and not any(line.endswith("…") for line in lines)
        )
        if fits:
            canvas.text(tile.x + 9, tile.y + 8 + size.leading / 2, "", bold=mark.text, ink=ink, middle=True)
            canvas.lines(tile.x + 9, tile.y + 8 + size.leading, lines, ink=ink)
            continue
        found.append(mark)
        key = str(len(found))
        if tile.width >= size.room(key) + 6 and tile.height >= size.font_size + 4:
            canvas.text(tile.x + tile.width / 2, tile.y + tile.height / 2, key, anchor="middle", ink=ink, middle=True)
    end = _list(canvas, [*found, *listed], field + 14) if found or listed else field
    return canvas.picture(end + 2)


def _list(canvas: Canvas, marks: Sequence[Mark], top: float) -> float:
    """Write what the numbers in tiles stand for, in columns, and return where they end."""
    size = canvas.size
    columns = 1 if size.is_narrow else 2
    per = -(-len(marks) // columns)
    room, step = size.width / columns, size.leading * 1.2
    keys, values = size.room(str(len(marks))) + 10, size.widest([mark.text for mark in marks], bold=True) + 10
    for at, mark in enumerate(marks):
        x, y = room * (at // per), top + step * (at % per + 0.5)
        canvas.text(x + keys - 10, y, str(at + 1), anchor="end", ink=canvas.inks.quiet, middle=True)
        canvas.text(x + keys, y, "", bold=mark.text, middle=True)
        canvas.text(x + keys + values, y, cut(mark.label, (room - keys - values - 8) / size.font_size), middle=True)
    return top + step * per
