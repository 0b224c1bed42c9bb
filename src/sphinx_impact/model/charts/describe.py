"""A chart in plain sentences, made from its values: what a reader who does not see it would ask for first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from sphinx_impact.model.charts.record import ALONG_AN_AXIS, MAPS, Chart, ChartKind, Mark
from sphinx_impact.model.marks import N_, P_
from sphinx_impact.model.numbers.patterns import Wording

# L10n: the first part of a sentence about a chart over time; {change} is a phrase such as "up 79.2%"
FROM_TO = N_("From {first} in {start} to {last} in {end}: {change}.")
# L10n: the same for one of several rows of values, which {series} names
FROM_TO_OF = N_("{series}: from {first} in {start} to {last} in {end}.")
# L10n: {most} and {least} are values such as "$697K", {high} and {low} years
EXTREMES = N_("Highest: {most} in {high}; lowest: {least} in {low}.")
# L10n: {slope} is an amount with a sign, such as "+$11.8K"
TREND = N_("The trend, a least-squares line, changes by {slope} a year.")
TREND_STEP = N_("The trend, a least-squares line, changes by {slope} from one value to the next.")
# L10n: {list} is a list such as "PyCon US with 60.5%, Grants with 22.8%, and Awards with 0.1%"
PARTS = N_("In order of size: {list}.")
# L10n: one entry of that list
PART = N_("{label} with {value}")
# L10n: the end of a list of which only the largest are named
AND_OTHERS = P_("{number} other", "{number} others")
# L10n: of a chart of money that flows from sources to uses
FLOW_IN = N_("It comes from: {list}.")
FLOW_OUT = N_("It goes to: {list}.")

_NAMED = 8


def summary(
    chart: Chart,
    wording: Wording,
    listed: Callable[[Sequence[str]], str],
    change: Callable[[Mark, Mark], str],
    *,
    in_order: bool,
    yearly: bool,
) -> str:
    """Return what a chart shows, in sentences.

    Args:
        listed: Joins words to a list in the document's language.
        change: Returns the change from an earlier mark to a later one in words.
        in_order: Whether the labels follow one another in time, so that there is a first and a last.
        yearly: Whether the marks are a year apart.
    """
    drawn = [mark for mark in chart.marks if mark.value is not None]
    if not drawn:
        return ""
    if chart.kind is ChartKind.FLOW:
        return _flow(chart, wording, listed)
    told = (
        _over_time(chart, drawn, wording, change, yearly=yearly)
        if in_order and chart.kind in ALONG_AN_AXIS and len(chart.labels) > 1
        else ""
    )
    if told:
        return told
    if chart.kind in MAPS or len(chart.series) == 1:
        return wording.fill(PARTS, list=listed(_parts(drawn, wording)))
    rows = {name: [mark for mark in drawn if mark.series == name] for name in chart.series}
    return " ".join(f"{name}: {listed(_parts(row, wording))}." for name, row in rows.items())


def _over_time(chart: Chart, drawn: Sequence[Mark], wording: Wording, change: Callable[[Mark, Mark], str], *, yearly: bool) -> str:
    sentences = []
    several = len(chart.series) > 1
    for name in chart.series:
        row = [mark for mark in drawn if mark.series == name]
        if len(row) < 2:
            continue
        first, last = row[0], row[-1]
        places = {"first": first.text, "start": first.label, "last": last.text, "end": last.label}
        if several:
            sentences.append(wording.fill(FROM_TO_OF, series=name, **places))
            continue
        sentences.append(wording.fill(FROM_TO, change=change(first, last), **places))
        if len(row) > 2:
            high, low = max(row, key=_value), min(row, key=_value)
            if low.value == high.value or len({mark.qualifier for mark in row}) > 1:
                continue
            sentences.append(wording.fill(EXTREMES, most=high.text, high=high.label, least=low.text, low=low.label))
    if chart.trend is not None:
        sentences.append(wording.fill(TREND if yearly else TREND_STEP, slope=chart.trend.text))
    return " ".join(sentences)


def _value(mark: Mark) -> Decimal:
    return mark.value or Decimal(0)


def _parts(marks: Sequence[Mark], wording: Wording) -> list[str]:
    ordered = sorted(marks, key=_value, reverse=True)
    named = ordered if len(ordered) <= _NAMED + 1 else ordered[:_NAMED]
    words = [wording.fill(PART, label=mark.label, value=mark.text) for mark in named]
    if len(named) < len(ordered):
        others = len(ordered) - len(named)
        words.append(wording.count(AND_OTHERS, Decimal(others), number=str(others)))
    return words


def _flow(chart: Chart, wording: Wording, listed: Callable[[Sequence[str]], str]) -> str:
    """Name the ends of a flow with the sum of what leaves or reaches each, not with each flow."""
    flows = [mark for mark in chart.marks if mark.value]
    sources, targets = {mark.label for mark in flows}, {mark.target for mark in flows}
    first = [mark for mark in chart.totals if mark.label in sources and mark.label not in targets]
    last = [mark for mark in chart.totals if mark.label in targets and mark.label not in sources]
    return f"{wording.fill(FLOW_IN, list=listed(_parts(first, wording)))} {wording.fill(FLOW_OUT, list=listed(_parts(last, wording)))}"
