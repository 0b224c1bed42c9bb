"""The table of a chart: the same values, for those who do not see the drawing, and for everybody who wants the numbers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.figures import in_chart, plain
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Qualifier
from sphinx_impact.nodes import impact_cell_text, impact_chart_table, impact_entry, impact_row

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    if any(mark.target for mark in chart.marks):
        rows = [[_words(mark.label), _words(mark.target), _value(mark)] for mark in chart.marks]
        return _table([str(_("From")), str(_("To")), heads.value], rows, labels=2)
    names = chart.series
    several = len(names) > 1
    if several and (by_place := _by_place(chart)):
        rows = [[_words(label), *(_value(by_place.get((label, name))) for name in names)] for label in chart.labels]
        return _table([heads.label, *names], rows)
    rows = []
    for mark in chart.marks:
        row = [_words(_named(mark, several=several)), _value(mark)]
        row += [_words(mark.text if mark.share is not None else "")] if share else []
        row += [_words(str(mark.dots))] if dots else []
        rows.append(row)
    return _table([heads.label, heads.value, *filter(None, (share, dots))], rows)


def _by_place(chart: Chart) -> dict[tuple[str, str], Mark]:
    """Return the marks by label and series; nothing where two stand in one place."""
    found = {(mark.label, mark.series): mark for mark in chart.marks}
    return found if len(found) == len(chart.marks) else {}


def _named(mark: Mark, *, several: bool) -> str:
    return ", ".join(filter(None, (mark.label, mark.series))) if several else mark.label


def plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> impact_chart_table:
    """Return a table of texts."""
    return _table(list(columns), [[_words(text) for text in row] for row in rows])


def as_csv(chart: Chart) -> list[list[str]]:
    """Return the same values as rows for machines: full amounts, with a point; how exact they are, where some are not."""
    rough = any(mark.qualifier is not Qualifier.EXACT for mark in chart.marks)

    def cells(mark: Mark | None) -> list[str]:
        qualifier = [mark.qualifier.value if mark is not None and mark.value is not None else ""] if rough else []
        return [plain(mark.value if mark is not None else None), *qualifier]

    names = chart.series
    several = len(names) > 1
    if several and (by_place := _by_place(chart)) and not any(mark.target for mark in chart.marks):
        heads = [head for name in names for head in ([name, f"{name} qualifier"] if rough else [name])]
        rows = [[label, *(cell for name in names for cell in cells(by_place.get((label, name))))] for label in chart.labels]
        return [["label", *heads], *rows]
    ends = ["from", "to"] if any(mark.target for mark in chart.marks) else ["label"]
    rows = [
        [mark.label, mark.target, *cells(mark)] if len(ends) > 1 else [_named(mark, several=several), *cells(mark)] for mark in chart.marks
    ]
    return [[*ends, "value", *(["qualifier"] if rough else [])], *rows]


def _words(text: str) -> nodes.Node:
    return nodes.Text(text)


def _value(mark: Mark | None) -> nodes.Node:
    if mark is None or mark.value is None:
        return nodes.Text((mark.full if mark is not None else "") or str(_("not reported")))
    return in_chart(mark.full, mark.value, mark.qualifier)


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
