"""From values to a chart: what is printed, what is worked out, and what may not be drawn as it was asked for."""

from __future__ import annotations

import dataclasses
import decimal
import functools
import graphlib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.charts import regions as geo
from sphinx_impact.model.charts.data import ChartValue, Rows
from sphinx_impact.model.charts.describe import summary
from sphinx_impact.model.charts.geometry import largest_remainder, least_squares, round_ticks, shares, total_of
from sphinx_impact.model.charts.record import (
    ALONG_AN_AXIS,
    FROM_ZERO,
    MAPS,
    ONE_ROW,
    PARTS,
    Chart,
    ChartKind,
    Mark,
    Tick,
    Trend,
    percents_of_a_whole,
)
from sphinx_impact.model.entities import Address, AmountKind, Form, Qualifier, Scale
from sphinx_impact.model.marks import N_
from sphinx_impact.model.names import nearest, some
from sphinx_impact.model.numbers.change import change
from sphinx_impact.model.numbers.exact import WIDE
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.numbers.patterns import QUALIFIED, Wording
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_DOTS = 100
_DECIMALS = 6
"""Decimals of a percentage beyond which a share is next to nothing."""

_COLOURS = 6
"""Rows of values side by side that have a colour of their own."""

_NAMED = 4
"""Rows of values that a message names."""

_LONG = 8
"""Names of a circle beyond which a message leaves the others out."""

_LARGE = Decimal(10_000)

_TIME: Final = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)|(?:FY|Q[1-4]|H[12])(?![^\W\d])", re.IGNORECASE)
_TIMES: Final = frozenset(["fiscal year"]).union(
    """
    year quarter month week day date period season jahr quartal monat woche tag datum zeitraum année annee exercice trimestre
    mois semaine jour période periode año ano ejercicio mes semana día fecha periodo período 年 年度 月 週 日 期間 四半期
    anno esercizio mese settimana giorno data stagione jaar boekjaar kwartaal maand dag seizoen rok kwartał miesiąc tydzień dzień okres sezon
    exercício mês dia 季度 月份 周 日期 期间 년 연도 년도 분기 월 주 일 날짜 기간
    سنة السنة عام العام شهر الشهر ربع الربع أسبوع الأسبوع يوم اليوم تاريخ التاريخ فترة الفترة שנה רבעון חודש שבוע יום תאריך תקופה
    """.split()
)
"""Heads of columns of times, in the languages of the catalogues."""

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
class ChartOptions:
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


@dataclasses.dataclass
class ChartBuilder:
    """Makes one chart.

    Attributes:
        origin: Where the chart is written.
        listed: The chart as its table shows it: with the values that no drawing can hold.
        problems: What is wrong, and what is done about it.
    """

    found: Rows
    options: ChartOptions
    formats: Formats
    wording: Wording
    origin: Origin
    listed: Chart = dataclasses.field(init=False)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    _rows: dict[Mark, ChartValue] = dataclasses.field(default_factory=dict)

    def chart(self) -> Chart:
        """Return the chart; without marks where its values cannot be drawn as they were asked for."""
        if self.found.unit == "percent" and self.options.scale is not Scale.UNITS:
            self._fault(Code.CHART, f"the option scale is left out: percentages are not counted in {self.options.scale}")
            self.options = dataclasses.replace(self.options, scale=Scale.UNITS)
        with decimal.localcontext(WIDE):
            return self._chart()

    def description(self, chart: Chart) -> str:
        """Return the chart in sentences."""
        labels = chart.labels
        times = bool(labels) and all(_TIME.search(label) for label in labels)
        in_order = times or self.found.over_time or chart.trend is not None or chart.kind is ChartKind.LINE
        in_order = in_order or self.found.head.casefold().strip() in _TIMES
        with decimal.localcontext(WIDE):
            return summary(chart, self.wording, self.formats.list, self._change, in_order=in_order, yearly=self.yearly)

    @property
    def yearly(self) -> bool:
        """Whether the values are a year apart, so that a slope is one a year."""
        ends = list(dict.fromkeys(row.period.end for row in self.found.rows if row.period is not None))
        return self.found.over_time and all(360 <= (later - earlier).days <= 373 for earlier, later in itertools.pairwise(ends))

    def _chart(self) -> Chart:
        kind = self.options.kind
        drawable = [self._is_drawable(row) for row in self.found.rows]
        rows = [row for row, is_drawable in zip(self.found.rows, drawable, strict=True) if is_drawable]
        refusal = self._refusal(rows)
        parts = iter(self._shares(rows) if not refusal else [(None, 0)] * len(rows))
        regions = {} if refusal else self._regions()
        marks = [
            self._mark(row, *(next(parts) if is_drawable else (None, 0)), regions.get(at, ""))
            for at, (row, is_drawable) in enumerate(zip(self.found.rows, drawable, strict=True))
        ]
        self._rows = dict(zip(marks, self.found.rows, strict=True))
        self.listed = Chart(kind, tuple(marks))
        drawn = tuple(mark for mark, is_drawable in zip(marks, drawable, strict=True) if is_drawable)
        if not refusal and kind in MAPS and not any(mark.region and mark.value for mark in drawn):
            refusal = "no region of the map has a value above zero"
        if refusal:
            if refusal is not _SAID:
                self._fault(Code.CHART, f"the chart is not drawn: {refusal}")
            return Chart(kind)
        return self._finished(Chart(kind, drawn), rows)

    def _finished(self, made: Chart, rows: Sequence[ChartValue]) -> Chart:
        """Return a chart with what belongs to its kind, and with the trend that was asked for."""
        kind = made.kind
        if kind is ChartKind.DOTS:
            made = dataclasses.replace(made, note=self._one_dot(rows))
        if kind is ChartKind.LINE:
            made = self._with_axis(made)
        if (kind is ChartKind.COLUMN and len(made.series) > 1) or kind is ChartKind.SHADES:
            made = dataclasses.replace(made, ticks=self._ticks(made))
        if kind in {ChartKind.STACKED, ChartKind.FLOW}:
            totals = self._totals(made) if kind is ChartKind.STACKED else self._through(made.marks)
            made = dataclasses.replace(made, totals=totals)
        if self.options.trend:
            made = self._with_trend(made)
        if kind is ChartKind.COLUMN and len(made.series) > _COLOURS:
            why = f"{len(made.series)} rows of values are more than the {_COLOURS} colours that can be told apart; use kind bar, or leave some out"
            self._fault(Code.CHART, why)
        if self.options.start is not None and kind is not ChartKind.LINE:
            why = "a length says the value, so it starts at zero" if kind in FROM_ZERO else "only the axis of a line can"
            self._fault(Code.CHART, f"the option start is left out: {why}")
        return made

    # ---- numbers ----

    def text(self, value: Decimal, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return a value as the drawing shows it."""
        if self.options.scale is not Scale.UNITS:
            scaled = value / self.options.scale.factor
            if qualifier is Qualifier.EXACT:
                return str(self.formats.amount(scaled, decimals=self._decimals))
            return str(self.formats.figure(scaled, qualifier=qualifier, symbols=True))
        form = self.options.form or (Form.COMPACT if self.found.money or abs(value) >= _LARGE else Form.FULL)
        return str(
            self.formats.figure(
                value, unit=self.found.unit, money=self.found.money, form=form, qualifier=qualifier, symbols=True, short=True
            )
        )

    def full(self, value: Decimal, qualifier: Qualifier = Qualifier.EXACT) -> str:
        """Return a value as the table shows it."""
        if self.options.scale is not Scale.UNITS:
            return self.text(value, qualifier)
        return str(self.formats.figure(value, unit=self.found.unit, money=self.found.money, qualifier=qualifier, symbols=True))

    @functools.cached_property
    def _rough(self) -> bool:
        """Whether some value is not exact, so that no share is."""
        return any(row.qualifier is not Qualifier.EXACT for row in self.found.rows)

    @functools.cached_property
    def _decimals(self) -> int:
        """Decimals that all values have in what the chart counts in."""
        factor = self.options.scale.factor
        places = [(row.value / factor).normalize().as_tuple().exponent for row in self.found.rows if row.value is not None]
        return max(0, -min((place for place in places if isinstance(place, int)), default=0))

    def _with_own_unit(self, row: ChartValue, value: Decimal) -> str:
        """Return a value of a chart whose values are of several units."""
        printed = str(self.formats.figure(value, unit=row.unit, money=row.money, qualifier=row.qualifier, symbols=True))
        noun = row.unit if not row.money and row.unit != "percent" else ""
        return f"{printed}\N{NO-BREAK SPACE}{noun}" if noun else printed

    def _share(self, value: Decimal) -> str:
        """Return a share in percent, with one decimal, or as many as it takes not to be nothing."""
        needed = max(1, -value.adjusted()) if value else 1
        if needed > _DECIMALS:
            return "<" + self.formats.percent(Decimal(1).scaleb(-_DECIMALS), _DECIMALS)
        return ("~" if value and self._rough else "") + self.formats.percent(value, needed)

    def _change(self, first: Mark, last: Mark) -> str:
        """Return the change between two marks in words, an amount in what the chart counts in."""
        found = change(self._rows[last], self._rows[first])
        if found.kind == "amount" and found.value is not None and self.options.scale is not Scale.UNITS:
            found = dataclasses.replace(found, value=found.value / self.options.scale.factor, unit="", money=False, form=Form.FULL)
        return self.formats.change_words(found, None)

    # ---- marks ----

    def _mark(self, row: ChartValue, share: Decimal | None, dots: int, region: str) -> Mark:
        text, full = "", row.text if row.kind in {AmountKind.UNREADABLE, AmountKind.NOT_APPLICABLE} else ""
        if row.value is not None:
            text, full = self.text(row.value, row.qualifier), self.full(row.value, row.qualifier)
            if self.found.mixed:
                text = full = self._with_own_unit(row, row.value)
        if share is not None and self.found.unit != "percent":
            text = self._share(share)
        return Mark(row.words, row.value, text, full, row.series, row.target, region, share, dots, row.qualifier)

    def _is_drawable(self, row: ChartValue) -> bool:
        """Whether the kind of chart can show a value."""
        if self.options.kind not in ONE_ROW | {ChartKind.STACKED} or row.value is None or row.value >= 0:
            return True
        why = f"{quoted(row.words)} stands in the table only: an area cannot show {self.full(row.value)}, which is below zero; use kind bar"
        self._fault(Code.CHART, why, row)
        return False

    def _refusal(self, rows: Sequence[ChartValue]) -> str:
        """Return why nothing can be drawn, or nothing where it can."""
        kind = self.options.kind
        values = [row.value for row in rows if row.value is not None]
        if self.found.mixed or (not values and any(row.kind is AmountKind.UNREADABLE for row in self.found.rows)):
            return _SAID
        if not values:
            return "none of its values is a number" if len(rows) == len(self.found.rows) else _SAID
        if kind in ONE_ROW and not any(values):
            return "none of its values is above zero"
        series = list(dict.fromkeys(row.series for row in rows))
        if kind in ONE_ROW and len(series) > 1:
            cure = "use data-chart with the kind bar" if kind in MAPS else "use kind bar"
            return f"the kind {kind} shows one row of values, and these are {len(series)}: {some([quoted(name) for name in series], _NAMED)}; {cure}, or leave one"
        if kind in ALONG_AN_AXIS and (twice := _twice(rows)):
            return f"{twice}; give each a label of its own, or use kind bar"
        if kind is ChartKind.FLOW and (circle := _circle([(row.words, row.target) for row in rows if row.value])):
            return f"the flow goes in a circle, {' → '.join(circle[:_LONG] + ['…'] * (len(circle) > _LONG))}; give one of the two another name, or leave out what flows back"
        return ""

    def _regions(self) -> dict[int, str]:
        """Return the region of each row of a map, by the row's index: one region has one value, and all are of one kind."""
        if self.options.kind not in MAPS:
            return {}
        found = {at: region for at, row in enumerate(self.found.rows) if (region := self._region(row))}
        continents = geo.world().continents
        kinds = Counter(region in continents for region in found.values())
        taken: dict[str, str] = {}
        for at, region in list(found.items()):
            row = self.found.rows[at]
            why = ""
            if len(kinds) > 1 and region in continents:
                why = "a map shows countries or continents, not both"
            elif region in taken:
                why = f"{quoted(taken[region])} is the same region; add the two values up, or delete one"
            if why:
                self._fault(Code.CHART, f"{quoted(row.words)} stands in the table only: {why}", row)
                del found[at]
            else:
                taken[region] = row.words
        return found

    def _region(self, row: ChartValue) -> str | None:
        region = geo.region_of(row.name) or geo.region_of(row.words)
        if region is None and not row.off_map:
            name = row.name or row.words
            # Many countries look alike: only a slip of a letter or two is one.
            near = nearest(name, geo.names(), cutoff=0.85)
            cure = f"; did you mean “{near}”?" if near else "; write a country’s English name or its code of two letters"
            self._fault(Code.CHART, f"the map has no region {quoted(name)}, so that it stands in the table only{cure}", row)
        return region

    def _shares(self, rows: Sequence[ChartValue]) -> list[tuple[Decimal | None, int]]:
        if self.options.kind in MAPS or self.options.kind in PARTS:
            self._check_percents(rows)
        if self.options.kind not in PARTS:
            return [(None, 0)] * len(rows)
        values = [row.value for row in rows]
        return list(zip(shares(values), largest_remainder(values, _DOTS), strict=True))

    def _check_percents(self, rows: Sequence[ChartValue]) -> None:
        known = [row.value for row in rows if row.value is not None]
        exact = all(row.qualifier is Qualifier.EXACT for row in rows)
        if self.found.unit == "percent" and known and exact and not percents_of_a_whole(known):
            whole = self.full(total_of(known))
            self._fault(
                Code.SHARES, f"the shares add up to {whole}, not to {self.full(Decimal(100))}; add what is missing, or correct them"
            )

    def _one_dot(self, rows: Sequence[ChartValue]) -> str:
        whole = total_of(row.value for row in rows)
        if self.found.unit == "percent" or not whole:
            return self.wording.fill(ONE_DOT_OF_ALL)
        return self.wording.fill(ONE_DOT, whole=self.full(whole, _of_sum(rows)))

    # ---- axes and lines ----

    def _with_axis(self, chart: Chart) -> Chart:
        values = chart.values()
        start = self.options.start
        if start is not None and start > min(values):
            self._fault(Code.CHART, f"the option start is left out: the value {self.full(min(values))} lies below {self.full(start)}")
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
        """Return the sum of each column that has a value."""
        columns = _grouped((mark for mark in chart.marks if mark.value is not None), lambda mark: mark.label)
        return tuple(self._sum(label, marks) for label, marks in columns.items())

    def _sum(self, name: str, marks: Sequence[Mark]) -> Mark:
        value, qualifier = total_of(mark.value for mark in marks), _of_sum(marks)
        return Mark(name, value, self.text(value, qualifier), self.full(value, qualifier), qualifier=qualifier)

    def _through(self, marks: Sequence[Mark]) -> tuple[Mark, ...]:
        """Return what comes in or goes out of each name of a flow."""
        sums = []
        sources, targets = _grouped(marks, lambda mark: mark.label), _grouped(marks, lambda mark: mark.target)
        for name in dict.fromkeys([*sources, *targets]):
            leaving, coming = sources.get(name, []), targets.get(name, [])
            out, into = total_of(mark.value for mark in leaving), total_of(mark.value for mark in coming)
            exact = _of_sum([*leaving, *coming]) is Qualifier.EXACT
            if out and into and out != into and exact:
                why = f"{self.full(into)} flows to {quoted(name)} and {self.full(out)} from it; name what becomes of the difference"
                self._fault(Code.CHART, why)
            sums.append(self._sum(name, leaving if out >= into else coming))
        return tuple(sums)

    def _with_trend(self, chart: Chart) -> Chart:
        fits = chart.kind in {ChartKind.COLUMN, ChartKind.LINE} and len(chart.series) == 1
        line = least_squares([mark.value for mark in chart.marks]) if fits else None
        if line is None:
            self._fault(Code.CHART, "a trend needs columns or a line, of one row of values, two of them at least; it is left out")
            return chart
        start, slope = line
        text = self._slope(slope)
        if any(mark.qualifier is not Qualifier.EXACT for mark in chart.marks):
            text = self.wording.fill(QUALIFIED[Qualifier.ABOUT], figure=text)
        note = self.wording.fill(TREND_YEARLY, slope=text) if self.yearly else self.wording.fill(TREND)
        return dataclasses.replace(chart, trend=Trend(start, slope, text), note=note)

    def _slope(self, slope: Decimal) -> str:
        """Return a slope with three digits, in thousands or millions with one decimal at least."""
        slope /= self.options.scale.factor
        digits = max(2 - slope.adjusted(), 0) if slope else 0
        if self.options.scale is not Scale.UNITS:
            return self.formats.signed_amount(round(slope, max(digits, 1)))
        rounded = +(round(slope, digits) if digits else Decimal(round(slope, 2 - slope.adjusted())))
        if self.found.unit == "percent":
            return self.formats.points(rounded)
        form = self.options.form or (Form.COMPACT if self.found.money or abs(slope) >= _LARGE else Form.FULL)
        return self.formats.signed_amount(rounded, unit=self.found.unit, money=self.found.money, form=form)

    def _fault(self, code: Code, message: str, row: ChartValue | None = None) -> None:
        """Put a problem down, at the row of a value where it has one."""
        self.problems.append(Problem(row.origin if row is not None and row.typed else self.origin, code, message))


_SAID: Final = "what is wrong has been said"


def _grouped(marks: Iterable[Mark], name: Callable[[Mark], str]) -> dict[str, list[Mark]]:
    """Return marks by a name of each."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(name(mark), []).append(mark)
    return found


def _of_sum(values: Iterable[ChartValue | Mark]) -> Qualifier:
    """Return how exact a sum is: of exact values and of some that are at least so much, at least so much."""
    inexact = {value.qualifier for value in values if value.value is not None} - {Qualifier.EXACT}
    if not inexact:
        return Qualifier.EXACT
    return inexact.pop() if len(inexact) == 1 else Qualifier.ABOUT


def _twice(rows: Sequence[ChartValue]) -> str:
    """Return what is wrong with values that would stand in one place, or nothing where each has its own."""
    places: dict[tuple[str, str], list[ChartValue]] = {}
    for row in rows:
        places.setdefault((row.words, row.series), []).append(row)
    several = {place: own for place, own in places.items() if len(own) > 1}
    if not several:
        return ""
    (label, series), own = next(iter(several.items()))
    lines = [str(row.origin.line) for row in own if row.typed]
    at = f" (rows {some(lines, _NAMED)})" if lines else ""
    more = f", and {len(several) - 1} other labels more than once" if len(several) > 1 else ""
    return f"{quoted(', '.join(filter(None, (label, series))))} has {len(own)} values{at}{more}"


def _circle(flows: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names of a circle, the first one again at its end; nothing where there is none."""
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for start, end in flows:
        sorter.add(end, start)
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        circle: list[str] = error.args[1][:-1]
        at = next(circle.index(start) for start, _ in flows if start in circle)
        return [*circle[at:], *circle[: at + 1]]
    return []


def balanced(sources: Sequence[ChartValue], uses: Sequence[ChartValue], hub: str, short: str, over: str) -> list[ChartValue]:
    """Return the flows from sources to a hub and on to uses; where the two sums differ, the difference flows too.

    Args:
        short: What the difference is called where more is used than comes in.
        over: What it is called where more comes in.
    """
    into, out = total_of(row.value for row in sources), total_of(row.value for row in uses)
    rough = _of_sum([*sources, *uses]) is not Qualifier.EXACT
    with decimal.localcontext(WIDE):
        rest = abs(out - into)
    qualifier = Qualifier.ABOUT if rough else Qualifier.EXACT
    flows = [dataclasses.replace(row, target=hub) for row in sources]
    flows += [dataclasses.replace(row, words=hub, target=row.words) for row in uses]
    if rest:
        made = dataclasses.replace(
            flows[0],
            address=Address(""),
            value=rest,
            kind=AmountKind.NUMBER,
            text="",
            qualifier=qualifier,
            source=None,
            period=None,
            name="",
        )
        at, words, target = (len(sources), short, hub) if out > into else (len(flows), hub, over)
        flows.insert(at, dataclasses.replace(made, words=words, target=target))
    return flows
