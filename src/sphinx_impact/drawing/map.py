"""Maps: a circle on each region, its area in proportion to the value, or shades from pale to strong."""

from __future__ import annotations

import dataclasses
import math
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_impact.drawing.layout import Box
from sphinx_impact.drawing.svg import Canvas
from sphinx_impact.model.charts import regions as geo
from sphinx_impact.model.charts.record import ChartKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart, Mark

_STEPS = ("0.25", "0.45", "0.65", "0.85", "1")
_NUDGES = 60
"""How often circles that lie on one another are moved apart."""


@dataclasses.dataclass(slots=True)
class _Circle:
    """A circle: what it says, where it belongs, and where it stands."""

    mark: Mark
    home: tuple[float, float]
    radius: float
    x: float
    y: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


def world(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return the map with its circles or shades."""
    canvas = Canvas(size, inks)
    earth = geo.world()
    regions = {**earth.continents, **earth.countries}
    marks = [mark for mark in chart.marks if mark.region in regions and mark.value and mark.value > 0]
    scale = size.width / earth.width
    height = earth.height * scale + 4
    _land(canvas, "".join(region.path for region in earth.continents.values()), inks.land, scale)
    if chart.kind is ChartKind.SHADES:
        _shades(canvas, marks, regions, scale)
        return canvas.picture(_key(canvas, chart, marks, height + 10))
    continents = all(mark.region in earth.continents for mark in marks)
    for part in (1.0, 0.85, 0.7, 0.55):  # the more crowded, the smaller, so that none has to move far
        circles = _circles(marks, regions, size, scale, (0.055 if continents else 0.035) * size.width * part)
        if not _apart(circles, size.width, height):
            break
    for circle in circles:
        bare = all(math.dist(circle.home, (other.x, other.y)) > other.radius + 2 for other in circles)
        if bare:  # moved away from its region: a line leads back
            canvas.line([circle.home, (circle.x, circle.y)], inks.ink, 0.8)
            canvas.dots([circle.home], 1.5, inks.ink)
    for circle in circles:
        canvas.add("circle", cx=circle.x, cy=circle.y, r=circle.radius, fill=inks.of(0), stroke=inks.paper, tip=circle.mark.said)
    _write(canvas, circles, height, named=continents)
    return canvas.picture(height)


def _land(canvas: Canvas, path: str, fill: str, scale: float, *, opacity: str | None = None, tip: str = "") -> None:
    """Draw land: its path is in the units of the map, and its borders are as thin on every size."""
    canvas.add(
        "path",
        d=path,
        transform=f"translate(0 2) scale({scale:.4g})",
        fill=fill,
        fill_opacity=opacity,
        stroke=canvas.inks.paper,
        stroke_width=0.7 / scale,
        tip=tip,
    )


def _shades(canvas: Canvas, marks: list[Mark], regions: Mapping[str, geo.Region], scale: float) -> None:
    largest = max((mark.value or Decimal(0) for mark in marks), default=Decimal(1))
    shaded = {mark.region: min(int((mark.value or 0) * 5 / largest), 4) for mark in marks}
    for step, strength in enumerate(_STEPS):
        own = [mark for mark in marks if shaded[mark.region] == step]
        # A region that says its value is a shape of its own.
        for some in [[mark] for mark in own] if canvas.has_tips else [own]:
            path = "".join(regions[mark.region].path for mark in some)
            if path:
                _land(canvas, path, canvas.inks.of(0), scale, opacity=strength, tip=some[0].said)


def _key(canvas: Canvas, chart: Chart, marks: list[Mark], top: float) -> float:
    """Draw the key to the shades: five swatches between nothing and the largest value; return where it ends."""
    if not marks:
        return top - 6
    size, swatch = canvas.size, 34.0
    largest = max(marks, key=lambda mark: mark.value or 0)
    low, high = (chart.ticks[0].text, chart.ticks[-1].text) if chart.ticks else ("0", largest.text)
    canvas.text(0, top + 7, low, ink=canvas.inks.quiet, middle=True)
    x = size.room(low) + 8
    for step, strength in enumerate(_STEPS):
        canvas.rect(x + swatch * step, top, swatch - 1, 14, canvas.inks.of(0), opacity=strength)
    canvas.text(x + swatch * len(_STEPS) + 7, top + 7, high, ink=canvas.inks.quiet, middle=True)
    return top + 24


def _circles(marks: list[Mark], regions: Mapping[str, geo.Region], size: Size, scale: float, most: float) -> list[_Circle]:
    """Return the circles, the largest first, each where its region has its middle."""
    largest = max((mark.value or Decimal(0) for mark in marks), default=Decimal(1))
    circles = []
    for mark in sorted(marks, key=lambda mark: -(mark.value or 0)):
        x, y = regions[mark.region].x * scale, regions[mark.region].y * scale + 2
        radius = most * math.sqrt(float((mark.value or 0) / largest))
        circles.append(_Circle(mark, (x, y), radius, min(max(x, radius + 1), size.width - radius - 1), max(y, radius + 1)))
    return circles


def _apart(circles: list[_Circle], width: float, height: float) -> bool:
    """Move circles that lie on one another apart, the smaller one further, all no further than it takes; return whether one went far."""
    for turn in range(_NUDGES):
        pull = 0.15 * (1 - turn / _NUDGES)
        for circle in circles:
            circle.x += (circle.home[0] - circle.x) * pull
            circle.y += (circle.home[1] - circle.y) * pull
        for at, one in enumerate(circles):
            for other in circles[at + 1 :]:
                near = one.radius + other.radius + 1
                dx, dy = other.x - one.x, other.y - one.y
                if abs(dx) >= near or abs(dy) >= near:
                    continue
                away = math.hypot(dx, dy)
                if away >= near:
                    continue
                if away < 0.01:
                    dx, dy, away = 0.0, 1.0, 1.0
                push = (near - away) / away if away > 0.01 else near
                share = one.radius / max(one.radius + other.radius, 0.01)
                other.x, other.y = other.x + dx * push * share, other.y + dy * push * share
                one.x, one.y = one.x - dx * push * (1 - share), one.y - dy * push * (1 - share)
        for circle in circles:
            circle.x = min(max(circle.x, circle.radius + 1), width - circle.radius - 1)
            circle.y = min(max(circle.y, circle.radius + 1), height - circle.radius - 1)
    return any(math.dist(circle.home, (circle.x, circle.y)) > circle.radius + 2 for circle in circles)


def _write(canvas: Canvas, circles: list[_Circle], height: float, *, named: bool) -> None:
    """Write the value of each circle, in it or beside it, and its name, as far as there is room; the table has them all."""
    size = canvas.size
    taken = [circle.box for circle in circles]
    for circle in circles:
        mark, inside = circle.mark, size.room(circle.mark.text, bold=True) <= circle.radius * 1.7
        if inside:
            canvas.text(circle.x, circle.y, "", bold=mark.text, anchor="middle", ink=canvas.inks.paper, middle=True)
        value = "" if inside else mark.text
        names = [size.wrapped(mark.label, size.width * 0.17, 2)] if named else [[mark.label]] if not size.is_narrow else []
        # Among many circles, a number without a name says nothing; on narrow drawings names have no room at all.
        choices = [(value, name) for name in names] + ([(value, [])] if value and (named or size.is_narrow) else [])
        for bold, lines in choices:
            words = [(bold, lines[0] if lines else ""), *(("", line) for line in lines[1:])]
            found = next(
                (place for place in _places(circle, words, size, below=named) if _is_free(place[2], taken, circle, size, height)), None
            )
            if found is None:
                continue
            x, anchor, box = found
            taken.append(box)
            for at, (strong, text) in enumerate(words):
                canvas.text(x, box.top + size.font_size / 2 + size.leading * at, text, bold=strong, anchor=anchor, middle=True)
            break


def _places(circle: _Circle, words: list[tuple[str, str]], size: Size, *, below: bool) -> Iterator[tuple[float, str | None, Box]]:
    """Give the places around a circle where words can stand, the best first: where they start, their anchor, and what they cover."""
    wide = max(size.room(f"{bold} " if bold and text else bold, bold=True) + size.room(text) for bold, text in words)
    high = size.leading * (len(words) - 1) + size.font_size
    x, y, r = circle.x, circle.y, circle.radius + 4
    right = (x + r, None, Box(x + r, y - high / 2, x + r + wide, y + high / 2))
    left = (x - r, "end", Box(x - r - wide, y - high / 2, x - r, y + high / 2))
    under = (x, "middle", Box(x - wide / 2, y + r, x + wide / 2, y + r + high))
    over = (x, "middle", Box(x - wide / 2, y - r - high, x + wide / 2, y - r))
    yield from (under, right, left, over) if below else (right, left, under, over)


def _is_free(box: Box, taken: list[Box], own: _Circle, size: Size, height: float) -> bool:
    """Whether a place is on the drawing and on nothing else."""
    on_drawing = box.left >= 0 and box.top >= 0 and box.right <= size.width and box.bottom <= height
    return on_drawing and not any(box.meets(other) for other in taken if other != own.box)
