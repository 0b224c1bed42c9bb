"""From a chart to its specification, in each size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_impact.charting import columns, flows, maps, parts, raw
from sphinx_impact.model.charts import MAPS, Chart, ChartKind

if TYPE_CHECKING:
    from sphinx_impact.charting.sheet import Paper

_KINDS = {
    **columns.kinds(),
    **parts.kinds(),
    **maps.kinds(),
    ChartKind.FLOW: flows.flow,
    ChartKind.VEGA_LITE: raw.written,
}


def specification(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return what Vega-Lite draws."""
    made: dict[str, Any] = _KINDS[chart.kind](chart, paper)
    return made


def grain(chart: Chart, paper: Paper) -> int:
    """Return what places on a drawing are rounded to, in tenths of a pixel: coasts need less than columns."""
    if chart.kind not in MAPS:
        return 1
    return 10 if paper.is_narrow else 5


def canonical(specification: dict[str, Any]) -> str:
    """Return a specification as text that is the same whenever the specification is."""
    return json.dumps(specification, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
