"""The table of a chart: the same values, for those who do not see the drawing, and for everybody who wants the numbers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.figures import plain
from sphinx_impact.messages import _
from sphinx_impact.model.charts import ChartKind
from sphinx_impact.nodes import impact_cell_text, impact_chart_table, impact_entry, impact_figure, impact_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sphinx_impact.model.charts import Chart, Mark


@dataclasses.dataclass(frozen=True, slots=True)
class Heads:
    """What stands above the columns.

    Attributes:
        label: Above the labels.
        value: Above the values, where these are of one row only.
    """

    label: str
    value: str


def chart_table(chart: Chart, heads: Heads, share: str = "", dots: str = "") -> impact_chart_table:
    """Return the table of a chart.

    Args:
        share: What stands above the shares, where the table shows them; their texts are the drawing's.
        dots: What stands above the numbers of dots, where the table shows them.
    """
    if chart.kind is ChartKind.FLOW:
        rows = [[_words(mark.label), _words(mark.target), _value(mark)] for mark in chart.marks]
        return _table([str(_("From")), str(_("To")), heads.value], rows, labels=2)
    if len(chart.series) > 1:
        by_place = {(mark.label, mark.series): mark for mark in chart.marks}
        rows = [[_words(label), *(_value(by_place.get((label, name))) for name in chart.series)] for label in chart.labels]
        return _table([heads.label, *chart.series], rows)
    rows = []
    for mark in chart.marks:
        row = [_words(mark.label), _value(mark)]
        row += [_words(mark.text)] if share else []
        row += [_words(str(mark.dots))] if dots else []
        rows.append(row)
    return _table([heads.label, heads.value, *filter(None, (share, dots))], rows)


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> impact_chart_table:
    """Return a table of texts."""
    return _table(list(columns), [[_words(text) for text in row] for row in rows])


def as_csv(chart: Chart) -> list[list[str]]:
    """Return the same values as rows for machines: full amounts, with a point."""
    if chart.kind is ChartKind.FLOW:
        return [["from", "to", "value"], *([mark.label, mark.target, plain(mark.value)] for mark in chart.marks)]
    if len(chart.series) > 1:
        by_place: dict[tuple[str, str], Decimal | None] = {(mark.label, mark.series): mark.value for mark in chart.marks}
        rows = [[label, *(plain(by_place.get((label, name))) for name in chart.series)] for label in chart.labels]
        return [["label", *chart.series], *rows]
    return [["label", "value"], *([mark.label, plain(mark.value)] for mark in chart.marks)]


def _words(text: str) -> nodes.Node:
    return nodes.Text(text)


def _value(mark: Mark | None) -> nodes.Node:
    if mark is None or mark.value is None:
        return nodes.Text(str(_("not reported")))
    return impact_figure(mark.full, mark.full, value=plain(mark.value), parts=[("text", mark.full)], classes=["impact-figure"])


def _table(heads: list[str], rows: list[list[nodes.Node]], labels: int = 1) -> impact_chart_table:
    table = impact_chart_table("", classes=["impact-chart-table", "colwidths-auto"])
    group = nodes.tgroup("", cols=len(heads))
    widths = [max([len(head), *(len(row[at].astext()) for row in rows)]) for at, head in enumerate(heads)]
    group += [nodes.colspec("", colwidth=min(max(width, 8), 44)) for width in widths]
    head = nodes.thead()
    line = impact_row("", opens=False)
    for at, text in enumerate(heads):
        line += _entry(nodes.Text(text), scope="col", number=at >= labels)
    head += line
    body = nodes.tbody()
    for row in rows:
        line = impact_row("", opens=False)
        for at, child in enumerate(row):
            line += _entry(child, scope="row" if at == 0 else "", number=at >= labels)
        body += line
    group += [head, body]
    table += group
    return table


def _entry(child: nodes.Node, *, scope: str, number: bool) -> impact_entry:
    text = impact_cell_text("", "", child)
    text["translatable"] = False
    return impact_entry("", text, scope=scope, classes=["impact-amount"] if number else [])
