"""Money that flows: where it comes from on the left, what becomes of it on the right, ribbons as thick as the amounts."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_impact.drawing.layout import Box
from sphinx_impact.drawing.svg import Canvas, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart, Mark

_POST = 10.0
_TALL = 240.0
_GAP = 6.0


@dataclasses.dataclass(slots=True)
class _Post:
    """One name of a flow: where its post stands, and its words."""

    column: int
    thick: float
    lines: list[tuple[str, str]]  # each what is bold, and what is not
    x: float = 0.0
    top: float = 0.0
    high: float = 0.0

    @property
    def middle(self) -> float:
        return self.top + self.thick / 2


def flow(chart: Chart, size: Size, inks: Inks) -> Picture:
    """Return the flow. Names stand beside their posts; those between the first and the last column stand above theirs."""
    canvas = Canvas(size, inks, turned=size.leftwards)
    marks = drawable(chart.marks)
    column = columns_of(marks)
    last = max(column.values())
    texts = {name: mark.text for mark in marks for name in (mark.label, mark.target)} | {mark.label: mark.text for mark in chart.totals}
    through = _through(marks)
    names = {at: [name for name in column if column[name] == at] for at in range(last + 1)}
    outer = size.width * (0.3 if size.is_narrow else 0.27)
    posts = {
        # Where many posts stand in a column, words beside them take one line.
        name: _Post(at, through[name], _words(name, texts[name], size, outer, most=3, on_one_line=outer if len(names[at]) > 6 else 0))
        for name, at in column.items()
    }
    sides = [max(_room(posts[name].lines, size) for name in names[at]) + 12 for at in (0, last)]
    pitch = (size.width - sum(sides) - _POST) / last
    above = max(pitch * 0.9, 40.0)
    for name, post in posts.items():
        if 0 < post.column < last:
            post.lines = _words(name, texts[name], size, above, most=2, on_one_line=above * 1.6)
    steps = _steps(marks, posts)
    columns = [[post for post in posts.values() if post.column == at] for at in range(last + 1)]
    scale = _TALL / max(sum(post.thick for post in own) for own in columns)
    for post in posts.values():
        post.x, post.thick, post.high = sides[0] + pitch * post.column, post.thick * scale, size.leading * len(post.lines) + 6
    height = _stack(columns, steps)
    _ribbons(canvas, steps, scale)
    shown = [posts[name] for name in column]
    for post in shown:
        canvas.rect(post.x, post.top, _POST, max(post.thick, 0.5), inks.ink)
    taken = [Box(post.x - 2, post.top - 2, post.x + _POST + 2, post.top + post.thick + 2) for post in shown]
    for post in shown:
        if 0 < post.column < last:
            _write_above(canvas, post, taken)
            continue
        x, anchor = (post.x - 8, "end") if post.column == 0 else (post.x + _POST + 8, None)
        top = post.middle - size.leading * len(post.lines) / 2
        for at, (bold, text) in enumerate(post.lines):
            canvas.text(x, top + size.leading * (at + 0.5), text, bold=bold, anchor=anchor, middle=True)
    return canvas.picture(height + 2)


def drawable(marks: Sequence[Mark]) -> list[Mark]:
    """Return the flows that can be drawn: above zero, and none that closes a circle."""
    kept: list[Mark] = []
    after: dict[str, set[str]] = defaultdict(set)  # all that money from a name gets to
    for mark in marks:
        if not mark.value or mark.value <= 0 or mark.label == mark.target or mark.label in after[mark.target]:
            continue
        kept.append(mark)
        reached = {mark.target, *after[mark.target]}
        after[mark.label] |= reached
        for further in list(after.values()):
            if mark.label in further:
                further.update(reached)
    return kept


def columns_of(marks: Sequence[Mark]) -> dict[str, int]:
    """Return the column of each name: 0 for sources, one more than the source for what it flows to, the last for what nothing flows from."""
    column = dict.fromkeys((mark.label for mark in marks), 0)
    column |= {mark.target: 0 for mark in marks if mark.target not in column}
    for _pass in range(len(column)):
        for mark in marks:
            column[mark.target] = max(column[mark.target], column[mark.label] + 1)
    sources, last = {mark.label for mark in marks}, max(column.values())
    return {name: at if name in sources else last for name, at in column.items()}


def _through(marks: Sequence[Mark]) -> dict[str, float]:
    """Return how large the post of each name is, as a part of all flows: what comes in or what goes out, whichever is more."""
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    whole = sum(mark.value for mark in marks if mark.value is not None)
    for mark in marks:
        part = float((mark.value or 0) / whole)
        out[mark.label] += part
        into[mark.target] += part
    return {name: max(into[name], out[name]) for name in {*out, *into}}


def _words(name: str, text: str, size: Size, room: float, *, most: int, on_one_line: float) -> list[tuple[str, str]]:
    """Return the words of a post: on one line where that is short enough, else the amount above the name."""
    if size.room(f"{text} ", bold=True) + size.room(name) <= on_one_line:
        return [(text, name)]
    return [(text, ""), *(("", line) for line in size.wrapped(name, room, most))]


def _room(lines: Sequence[tuple[str, str]], size: Size) -> float:
    return max(size.room(f"{bold} ", bold=True) * bool(bold) + size.room(text) for bold, text in lines)


@dataclasses.dataclass(slots=True)
class _Step:
    """A flow, or of one that passes columns, the part from a column to the next."""

    start: _Post
    end: _Post
    part: float
    ink: int
    said: str
    leaves: float = 0.0
    arrives: float = 0.0


def _steps(marks: Sequence[Mark], posts: dict[str, _Post]) -> list[_Step]:
    """Return the flows from column to column. Where one passes a column, it gets a place there, as a post that is not drawn."""
    whole = sum(mark.value for mark in marks if mark.value is not None)
    steps = []
    for index, mark in enumerate(marks):
        part, here = float((mark.value or 0) / whole), posts[mark.label]
        ink = min(here.column, 1)
        for at in range(here.column + 1, posts[mark.target].column):
            passed = posts.setdefault(f"\0{index} {at}", _Post(at, part, []))
            steps.append(_Step(here, passed, part, ink, mark.said))
            here = passed
        steps.append(_Step(here, posts[mark.target], part, ink, mark.said))
    return steps


def _stack(columns: Sequence[list[_Post]], steps: Sequence[_Step]) -> float:
    """Place the posts of each column below one another, in the middle of the drawing, and return its height.

    Those of a later column stand in the order of what flows to them.
    """
    last = len(columns) - 1

    def slot(post: _Post) -> float:
        return max(post.thick, post.high) if post.column in {0, last} else post.thick + post.high

    def source(post: _Post) -> float:
        into = [step for step in steps if step.end is post]
        return sum(step.start.middle * step.part for step in into) / max(sum(step.part for step in into), 1e-12)

    tall = [sum(map(slot, own)) + _GAP * (len(own) - 1) for own in columns]
    for at, own in enumerate(columns):
        y = (max(tall) - tall[at]) / 2
        for post in sorted(own, key=lambda post: round(source(post), 3)) if at else own:
            post.top = y + (slot(post) - post.thick) / (2 if at in {0, last} else 1)
            y += slot(post) + _GAP
    return max(tall)


def _ribbons(canvas: Canvas, steps: Sequence[_Step], scale: float) -> None:
    """Draw the flows: income in the first colour, uses in the second. At each post they leave and arrive in the order of the other ends."""
    at: dict[int, float] = defaultdict(float)
    for step in sorted(steps, key=lambda step: step.end.middle):
        step.leaves = step.start.top + at[id(step.start)]
        at[id(step.start)] += step.part * scale
    at.clear()
    for step in sorted(steps, key=lambda step: step.start.middle):
        step.arrives = step.end.top + at[id(step.end)]
        at[id(step.end)] += step.part * scale
    for step in steps:
        high, passing = step.part * scale, not step.end.lines
        left, right = step.start.x + _POST, step.end.x
        x1, half, x2 = number(left), number((left + right) / 2), number(right)
        y1, y2, low1, low2 = (number(y) for y in (step.leaves, step.arrives, step.leaves + high, step.arrives + high))
        through = f"h{number(_POST)}V{low2}h{number(-_POST)}" if passing else f"V{low2}"
        d = f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}{through}C{half} {low2} {half} {low1} {x1} {low1}z"
        canvas.path(d, fill=canvas.inks.of(step.ink), fill_opacity="0.32", tip=step.said)


def _write_above(canvas: Canvas, post: _Post, taken: list[Box]) -> None:
    """Write the words above a post; the amount alone where the words would run over others."""
    size = canvas.size
    for lines in (post.lines, post.lines[:1], [(post.lines[0][0], "")]):
        half = _room(lines, size) / 2
        x = max(min(post.x + _POST / 2, size.width - half), half)
        bottom = post.top - 4
        box = Box(x - half - 2, bottom - size.leading * len(lines), x + half + 2, bottom)
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            for at, (bold, text) in enumerate(lines):
                canvas.text(x, bottom - size.leading * (len(lines) - at - 0.5), text, bold=bold, anchor="middle", middle=True, halo=True)
            return
