"""The values of charts and maps as tables."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx_impact.model.charts import Chart, Mark
from sphinx_impact.model.export.names import free
from sphinx_impact.model.export.tables import Field, Table, Value
from sphinx_impact.model.loading.words import slug


def chart_tables(charts: Iterable[tuple[str, str, Chart]]) -> list[Table]:
    """Return a table for each chart that has values of its own; not for one that an author wrote in Vega-Lite.

    Args:
        charts: Page, title and chart, in a fixed order.
    """
    tables: list[Table] = []
    taken: set[str] = set()
    for page, title, chart in charts:
        if not chart.marks:
            continue
        name = free("-".join(filter(None, (slug(page), slug(title)))) or "chart", taken)
        tables.append(_table(name, title, chart))
    return tables


def _table(name: str, title: str, chart: Chart) -> Table:
    flows, rows, shares = (any(getattr(mark, what) for mark in chart.marks) for what in ("target", "series", "share"))
    fields = [Field("label", "string")]
    fields += [Field("to", "string", description="Where it goes")] if flows else []
    fields += [Field("series", "string")] if rows else []
    fields += [Field("value", "number", description="In full units"), Field("value as printed", "string")]
    fields += [Field("share", "number", description="Part of the whole", unit="percent")] if shares else []

    def row(mark: Mark) -> tuple[Value, ...]:
        cells: list[Value] = [mark.label]
        cells += [mark.target] if flows else []
        cells += [mark.series] if rows else []
        cells += [mark.value, mark.full]
        cells += [mark.share] if shares else []
        return tuple(cells)

    made = tuple(row(mark) for mark in chart.marks)
    return Table(f"chart-{name}", f"charts/{name}.csv", title or name, tuple(fields), made)
