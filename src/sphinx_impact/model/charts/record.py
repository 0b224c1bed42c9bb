"""What a chart is: values with labels, what has been worked out from them, and whether they may be drawn the way they are asked to."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from decimal import Decimal

from sphinx_impact.model.entities import Qualifier


class ChartKind(enum.StrEnum):
    """The kinds of charts."""

    COLUMN = "column"
    BAR = "bar"
    LINE = "line"
    STACKED = "stacked"
    DOTS = "dots"
    MOSAIC = "mosaic"
    FLOW = "flow"
    SYMBOLS = "symbols"
    SHADES = "shades"
    VEGA_LITE = "vega-lite"


KINDS = tuple(kind for kind in ChartKind if kind not in {ChartKind.SYMBOLS, ChartKind.SHADES})
"""Those of ``data-chart``."""

MAPS = (ChartKind.SYMBOLS, ChartKind.SHADES)
"""Those of ``data-map``."""

PARTS = frozenset({ChartKind.DOTS, ChartKind.MOSAIC})
"""Those whose values are the parts of a whole."""

FROM_ZERO = frozenset({ChartKind.COLUMN, ChartKind.BAR, ChartKind.STACKED})
"""Those that say a value by a length, which therefore starts at zero."""

ALONG_AN_AXIS = frozenset({ChartKind.COLUMN, ChartKind.LINE, ChartKind.STACKED})
"""Those in which each label has one place, where one value of each row of values can stand."""

ONE_ROW = PARTS | {ChartKind.FLOW, *MAPS}
"""Those that show one row of values, none of them below zero."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """One value of a chart.

    Attributes:
        label: What it is of: a year, a program; of a flow, where it comes from.
        value: In full units; None where there is none, so that nothing is drawn.
        text: The value as the drawing shows it.
        full: The value as the table shows it; where there is none, what stands there instead, or nothing.
        series: Which of several rows of values it belongs to; empty where there is one.
        target: Where a flow goes.
        region: Id of the region on a map; empty where the map has none.
        share: Its part of the whole in percent, exact; None where the values are not parts.
        dots: How many dots it gets.
        qualifier: How exact the value is; `text` and `full` say it.
    """

    label: str
    value: Decimal | None
    text: str
    full: str
    series: str = ""
    target: str = ""
    region: str = ""
    share: Decimal | None = None
    dots: int = 0
    qualifier: Qualifier = Qualifier.EXACT

    @property
    def said(self) -> str:
        """What it is, with its value: ``2023, Grants: 1,200``."""
        name = f"{self.label} \N{EN DASH} {self.target}" if self.target else ", ".join(filter(None, (self.label, self.series)))
        return f"{name}: {self.full}"


@dataclasses.dataclass(frozen=True, slots=True)
class Trend:
    """A straight line over the marks of a chart, which stand at 0, 1, 2, …: the trend."""

    start: Decimal
    slope: Decimal
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and how it is printed."""

    value: Decimal
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn.

    Attributes:
        marks: In the order in which they are shown.
        trend: The line through the columns or the points.
        ticks: Of the value axis, where the chart has one; of shades, nothing and the largest value.
        totals: Of a stacked chart, the whole of each label; of a flow, what goes through each name.
        truncated: Where the axis of a line begins, said in words; empty where it begins at zero.
        note: Words in the drawing that tell how to read it: what one dot is.
        spec: Vega-Lite as JSON, of the kind that an author writes.
    """

    kind: ChartKind
    marks: tuple[Mark, ...] = ()
    trend: Trend | None = None
    ticks: tuple[Tick, ...] = ()
    totals: tuple[Mark, ...] = ()
    truncated: str = ""
    note: str = ""
    spec: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, each once, in order."""
        return tuple(dict.fromkeys(mark.label for mark in self.marks))

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the rows of values, each once, in order."""
        return tuple(dict.fromkeys(mark.series for mark in self.marks))

    def values(self) -> list[Decimal]:
        """The values that there are."""
        return [mark.value for mark in self.marks if mark.value is not None]

    def of(self, series: str) -> list[Mark]:
        """The marks of one row of values."""
        return [mark for mark in self.marks if mark.series == series]


def percents_of_a_whole(values: Sequence[Decimal]) -> bool:
    """Whether percentages, each rounded to the decimals it is written with, can be the parts of one whole.

    Each may be off by half of its last place, and so the sum by half a place for each of them: three times 33 may be a whole, and so may
    three times 33.3. To miss it by all of that, each part has to lie halfway between two numbers. Whoever rounds up from there has more
    than the whole; less than it has only who rounds to the even number, so that each part is even.
    """
    places = [Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0)) for value in values]
    off, most = sum(values, Decimal(0)) - 100, sum(places, Decimal(0)) / 2
    even = all(not value % (2 * place) for value, place in zip(values, places, strict=True))
    return -most < off <= most or (off == -most and even)
