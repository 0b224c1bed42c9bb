"""From values to a chart: what is printed, what is worked out, and what may not be drawn as it was asked for."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from decimal import Decimal

from sphinx_impact.model import geo
from sphinx_impact.model.chart_rows import Row, Rows
from sphinx_impact.model.charts import FROM_ZERO, MAPS, PARTS, Chart, ChartKind, Line, Mark, Tick, percents_of_a_whole
from sphinx_impact.model.entities import Form, Qualifier, Scale
from sphinx_impact.model.fitting import largest_remainder, least_squares, round_ticks, shares
from sphinx_impact.model.formats import Formats
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.problems import Code
from sphinx_impact.model.wording import N_, Wording

_DOTS = 100
_LARGE = Decimal(10_000)

# L10n: key of a chart's trend line; {slope} is an amount with a sign, such as "+$11.8K"
TREND_YEARLY = N_("Trend (least squares): {slope} a year")
TREND = N_("Trend (least squares)")
# L10n: below a chart made of a hundred dots; {whole} is an amount such as "$2,973,000"
ONE_DOT = N_("Each dot is 1% of {whole}.")
ONE_DOT_OF_ALL = N_("Each dot is 1% of the whole.")
# L10n: beside the broken axis of a line chart; {value} is where it begins
BROKEN_AXIS = N_("The axis starts at {value}, not at zero.")
# L10n: the middle of a chart of money that flows, through which all of it goes
ALL_OF_IT = N_("Total")


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What an author asked for.

    Attributes:
        trend: Whether to draw a trend.
        start: Where the axis of a line starts; None for zero.
        form: How numbers are printed in the drawing; None for what suits them.
        scale: What both the drawing and the table count in.
    """

    kind: ChartKind
    trend: bool = False
    start: Decimal | None = None
    form: Form | None = None
    scale: Scale = Scale.UNITS


@dataclasses.dataclass(slots=True)
class Making:
    """Makes one chart; what is wrong is put into `faults`, as code and message."""

    found: Rows
    wish: Wish
    formats: Formats
    wording: Wording
    faults: list[tuple[Code, str]] = dataclasses.field(default_factory=list)

    def chart(self) -> Chart:
        """Return the chart."""
        rows = self._drawable(self.found.rows)
        parts = self._shares(rows)
        marks = tuple(self._mark(row, share, dots) for row, (share, dots) in zip(rows, parts, strict=True))
        kind = self.wish.kind
        made = Chart(kind, marks)
        if kind is ChartKind.DOTS:
            made = dataclasses.replace(made, note=self._one_dot(rows))
        if kind is ChartKind.LINE:
            made = self._with_axis(made)
        if (kind is ChartKind.COLUMN and len(made.series) > 1) or kind is ChartKind.SHADES:
            made = dataclasses.replace(made, ticks=self._ticks(made))
        if kind is ChartKind.STACKED:
            made = dataclasses.replace(made, totals=self._totals(made))
        if kind is ChartKind.FLOW:
            made = dataclasses.replace(made, totals=self._through(marks))
        if self.wish.trend:
            made = self._with_trend(made)
        if self.wish.start is not None and kind is not ChartKind.LINE:
            why = "a length says the value, so it starts at zero" if kind in FROM_ZERO else "only the axis of a line can"
            self._fault(Code.CHART, f"the option start is left out: {why}")
        return made

    @property
    def yearly(self) -> bool:
        """Whether the values are a year apart, so that a slope is one a year."""
        ends = list(dict.fromkeys(row.period.end for row in self.found.rows if row.period is not None))
        return self.found.over_time and all(360 <= (later - earlier).days <= 373 for earlier, later in itertools.pairwise(ends))

    # ---- numbers ----

    def text(self, value: Decimal, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return a value as the drawing shows it."""
        if self.wish.scale is not Scale.UNITS:
            return str(self.formats.amount(value / self.wish.scale.factor, decimals=self._decimals()))
        form = self.wish.form or (Form.COMPACT if self.found.money or abs(value) >= _LARGE else Form.FULL)
        return str(self.formats.figure(value, unit=self.found.unit, money=self.found.money, form=form, qualifier=qualifier, symbols=True))

    def full(self, value: Decimal, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return a value as the table shows it."""
        if self.wish.scale is not Scale.UNITS:
            return self.text(value)
        return str(self.formats.figure(value, unit=self.found.unit, money=self.found.money, qualifier=qualifier, symbols=True))

    def _decimals(self) -> int:
        factor = self.wish.scale.factor
        places = [(row.value / factor).normalize().as_tuple().exponent for row in self.found.rows if row.value is not None]
        return max(0, -min((place for place in places if isinstance(place, int)), default=0))

    def share(self, value: Decimal) -> str:
        """Return a share in percent, with one decimal, or as many as it takes not to be nothing."""
        needed = max(1, -value.adjusted()) if value else 1
        return self.formats.percent(value, min(needed, 6))

    # ---- marks ----

    def _mark(self, row: Row, share: Decimal | None, dots: int) -> Mark:
        qualifier = row.figure.qualifier if row.figure is not None else Qualifier.EXACT
        text = "" if row.value is None else self.text(row.value, qualifier)
        if share is not None and self.found.unit != "percent":
            text = self.share(share)
        full = "" if row.value is None else self.full(row.value, qualifier)
        region = (self._region(row) or "") if self.wish.kind in MAPS else ""
        return Mark(row.label, row.value, text, full, row.series, row.target, region, share, dots)

    def _drawable(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows without those whose values the kind of chart cannot show."""
        kind = self.wish.kind
        if kind not in PARTS | {ChartKind.FLOW, ChartKind.STACKED, *MAPS}:
            return list(rows)
        kept = []
        for row in rows:
            if row.value is not None and row.value < 0:
                self._fault(
                    Code.CHART, f"“{row.label}” is left out: an area cannot show the value {row.value}, which is below zero; use kind bar"
                )
            else:
                kept.append(row)
        return kept

    def _region(self, row: Row) -> str | None:
        region = geo.region_of(row.name) or geo.region_of(row.label)
        if region is None:
            self._fault(
                Code.CHART,
                f"the map has no region “{row.name or row.label}”, so that it stands in the table only{hint(row.name, geo.names())}",
            )
        return region

    def _shares(self, rows: Sequence[Row]) -> list[tuple[Decimal | None, int]]:
        nothing: list[tuple[Decimal | None, int]] = [(None, 0)] * len(rows)
        if self.wish.kind in MAPS or self.wish.kind in PARTS:
            self._check_percents(rows)
        if self.wish.kind not in PARTS:
            return nothing
        values = [row.value for row in rows]
        if not any(values):
            self._fault(Code.CHART, "there is nothing to divide: no value is above zero")
            return nothing
        return list(zip(shares(values), largest_remainder(values, _DOTS), strict=True))

    def _check_percents(self, rows: Sequence[Row]) -> None:
        known = [row.value for row in rows if row.value is not None]
        if self.found.unit == "percent" and known and not percents_of_a_whole(known):
            self._fault(Code.SHARES, f"the shares add up to {sum(known)}, not to 100; add what is missing, or correct them")

    def _one_dot(self, rows: Sequence[Row]) -> str:
        whole = sum((row.value for row in rows if row.value is not None), Decimal(0))
        if self.found.unit == "percent" or not whole:
            return self.wording.fill(ONE_DOT_OF_ALL)
        return self.wording.fill(ONE_DOT, whole=self.full(whole))

    # ---- axes and lines ----

    def _with_axis(self, chart: Chart) -> Chart:
        values = chart.values() or [Decimal(0)]
        start = self.wish.start
        if start is not None and start > min(values):
            self._fault(Code.CHART, f"the option start is left out: the value {min(values)} lies below {start}")
            start = None
        low = min([*values, Decimal(0)]) if start is None else start
        ticks = round_ticks(low, max([*values, low if start is not None else Decimal(0)]))
        broken = ticks[0] > 0
        return dataclasses.replace(
            chart,
            ticks=tuple(Tick(value, self.text(value)) for value in ticks),
            truncated=self.wording.fill(BROKEN_AXIS, value=self.text(ticks[0])) if broken else "",
        )

    def _ticks(self, chart: Chart) -> tuple[Tick, ...]:
        """Return round values from zero for columns side by side, and the two ends for shades."""
        values = [*chart.values(), Decimal(0)]
        wanted = [Decimal(0), max(values)] if chart.kind is ChartKind.SHADES else round_ticks(min(values), max(values))
        return tuple(Tick(value, self.text(value)) for value in wanted)

    def _totals(self, chart: Chart) -> tuple[Mark, ...]:
        """Return the sum of each column."""
        sums = {
            label: sum((mark.value for mark in chart.marks if mark.label == label and mark.value), Decimal(0)) for label in chart.labels
        }
        return tuple(Mark(label, value, self.text(value), self.full(value)) for label, value in sums.items())

    def _through(self, marks: Sequence[Mark]) -> tuple[Mark, ...]:
        """Return what comes in or goes out of each name of a flow."""
        sums: dict[str, Decimal] = {}
        for name in dict.fromkeys([mark.label for mark in marks] + [mark.target for mark in marks]):
            out = sum((mark.value for mark in marks if mark.label == name and mark.value), Decimal(0))
            into = sum((mark.value for mark in marks if mark.target == name and mark.value), Decimal(0))
            if out and into and out != into:
                self._fault(Code.CHART, f"{into} flows to “{name}” and {out} from it; name what becomes of the difference")
            sums[name] = max(out, into)
        return tuple(Mark(name, value, self.text(value), self.full(value)) for name, value in sums.items())

    def _with_trend(self, chart: Chart) -> Chart:
        fits = chart.kind in {ChartKind.COLUMN, ChartKind.LINE} and len(chart.series) == 1
        line = least_squares([mark.value for mark in chart.marks]) if fits else None
        if line is None:
            self._fault(Code.CHART, "a trend needs columns or a line, of one row of values, two of them at least; it is left out")
            return chart
        start, slope = line
        text = self._slope(slope)
        note = self.wording.fill(TREND_YEARLY, slope=text) if self.yearly else self.wording.fill(TREND)
        return dataclasses.replace(chart, trend=Line(start, slope, text), note=note)

    def _slope(self, slope: Decimal) -> str:
        if self.wish.scale is not Scale.UNITS:
            return self.formats.signed_amount(round(slope / self.wish.scale.factor, 1))
        digits = max(3 - slope.adjusted() - 1, 0) if slope else 0
        rounded = round(slope, digits) if digits else Decimal(round(slope, 2 - slope.adjusted()))
        form = self.wish.form or (Form.COMPACT if self.found.money or abs(slope) >= _LARGE else Form.FULL)
        return self.formats.signed_amount(+rounded, unit=self.found.unit, money=self.found.money, form=form)

    def _fault(self, code: Code, message: str) -> None:
        self.faults.append((code, message))


def balanced(sources: Sequence[Row], uses: Sequence[Row], hub: str, short: str, over: str) -> list[Row]:
    """Return the flows from sources to a hub and on to uses; where the two sums differ, the difference flows too.

    Args:
        short: What the difference is called where more is used than comes in.
        over: What it is called where more comes in.
    """
    into = sum((row.value for row in sources if row.value), Decimal(0))
    out = sum((row.value for row in uses if row.value), Decimal(0))
    flows = [dataclasses.replace(row, target=hub) for row in sources]
    if out > into:
        flows.append(Row(short, out - into, target=hub))
    flows += [Row(hub, row.value, target=row.label, figure=row.figure) for row in uses]
    if into > out:
        flows.append(Row(hub, into - out, target=over))
    return flows
