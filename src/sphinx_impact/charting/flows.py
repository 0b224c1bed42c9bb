"""Money that flows: where it comes from on the left, what becomes of it on the right, ribbons as thick as the amounts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sphinx_impact.charting.inks import INK, SERIES
from sphinx_impact.charting.sheet import Paper, layer, linear, place, sheet, words
from sphinx_impact.model.tiling import Band, stacked

if TYPE_CHECKING:
    from sphinx_impact.model.charts import Chart, Mark

_POST = 10.0
_TALL = 240.0
_GAP = 6.0


def flow(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return the flow. Names stand beside their posts, on narrow paper above a smaller drawing."""
    marks = [mark for mark in chart.marks if mark.value]
    depth = depths(marks)
    sizes, texts = _sizes(marks), _texts(chart)
    columns: dict[int, list[str]] = defaultdict(list)
    for name, at in depth.items():
        columns[at].append(name)
    last = max(columns)
    lined = {name: paper.wrapped(name, paper.width * (0.3 if paper.is_narrow else 0.24), 3) for name in depth}
    outer = {name for at in (0, last) for name in columns[at]}
    high = {name: paper.leading * (len(lined[name]) + 1) + 8 if name in outer else 0.0 for name in depth}
    scale = _TALL / max(sum(sizes[name] for name in names) for names in columns.values())
    slots = {at: [max(sizes[name] * scale, high[name]) for name in names] for at, names in columns.items()}
    height = max(sum(own) + _GAP * (len(own) - 1) for own in slots.values())
    bands: dict[str, Band] = {}
    for at, names in columns.items():
        for name, slot in zip(names, stacked(slots[at], 1.0, _GAP, height), strict=True):
            half = sizes[name] * scale / 2
            bands[name] = Band(slot.middle - half, slot.middle + half)

    def side(at: int) -> float:
        own = [max(paper.room(line, bold=line == texts[name]) for line in (*lined[name], texts[name])) for name in columns[at]]
        return max(own) + 12

    left, right = side(0), side(last)
    wide = paper.width - left - right
    x, y = place("x", linear(0, wide)), place("y", linear(0, height, turned=True))
    where = {name: (wide - _POST) * depth[name] / max(last, 1) for name in depth}
    layers = [
        layer("area", ribbon, {"x": x, "y": y, "y2": {"field": "y2"}}, color=colour, opacity=0.32, interpolate="basis")
        for ribbon, colour in _ribbons(marks, depth, bands, where, scale)
    ]
    posts = [{"x": where[name], "x2": where[name] + _POST, "y": bands[name].start, "y2": bands[name].end} for name in depth]
    layers.append(layer("rect", posts, {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}, color=INK))
    for at, names in columns.items():
        if 0 < at < last:
            top = min(band.start for band in bands.values()) - 8
            over = [{"x": where[name] + _POST / 2, "y": top, "text": f"{texts[name]} {name}"} for name in names]
            layers.append(words(over, x, y, align="center", baseline="bottom", fontWeight="bold"))
            continue
        looks: dict[str, Any] = {"align": "left" if at else "right", "baseline": "top"}
        spot = wide + 8.0 if at else -8.0
        for name in names:
            middle = bands[name].middle
            top = middle - paper.leading * (len(lined[name]) + 1) / 2
            layers.append(words([{"x": spot, "y": top, "text": texts[name]}], x, y, fontWeight="bold", **looks))
            layers.append(words([{"x": spot, "y": top + paper.leading, "text": lined[name]}], x, y, **looks))
    return sheet(paper, layers, height, top=paper.leading + 10 if last > 1 else 2, bottom=2, left=left, right=right)


def depths(marks: list[Mark]) -> dict[str, int]:
    """Return the column of each name: 0 for sources, one more than the source for what it flows to.

    Raises:
        ValueError: Money flows in a circle.
    """
    depth = dict.fromkeys((mark.label for mark in marks), 0)
    depth |= {mark.target: 0 for mark in marks if mark.target not in depth}
    for _pass in range(len(depth)):
        moved = False
        for mark in marks:
            if depth[mark.target] <= depth[mark.label]:
                depth[mark.target] = depth[mark.label] + 1
                moved = True
        if not moved:
            return depth
    raise ValueError("the flow goes in a circle")


def _sizes(marks: list[Mark]) -> dict[str, float]:
    """Return how large each name's post is: what comes in or what goes out, whichever is more."""
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for mark in marks:
        out[mark.label] += float(mark.value or 0)
        into[mark.target] += float(mark.value or 0)
    return {name: max(into[name], out[name]) for name in (*out, *into)}


def _texts(chart: Chart) -> dict[str, str]:
    """Return the amount of each name as it is printed; for those in the middle it stands in the chart's ticks."""
    texts = {mark.label: mark.text for mark in chart.marks} | {mark.target: mark.text for mark in chart.marks}
    return texts | {tick.text.partition("\t")[0]: tick.text.partition("\t")[2] for tick in chart.ticks}


def _ribbons(
    marks: list[Mark], depth: dict[str, int], bands: dict[str, Band], where: dict[str, float], scale: float
) -> list[tuple[list[dict[str, float]], str]]:
    """Return for each flow the points of its ribbon, and its colour: income in the first colour, uses in the second."""
    leaving = {name: band.start for name, band in bands.items()}
    arriving = dict(leaving)
    ribbons = []
    for mark in marks:
        thick = float(mark.value or 0) * scale
        start, end = leaving[mark.label], arriving[mark.target]
        leaving[mark.label] += thick
        arriving[mark.target] += thick
        x1, x2 = where[mark.label] + _POST, where[mark.target]
        points = [
            {"x": x1 + (x2 - x1) * along, "y": start + (end - start) * share, "y2": start + (end - start) * share + thick}
            for along, share in ((0.0, 0.0), (0.4, 0.0), (0.6, 1.0), (1.0, 1.0))
        ]
        ribbons.append((points, SERIES[min(depth[mark.label], 1)]))
    return ribbons
