"""Charts as their makers give them, from what an author types or names; no page is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_impact.model.addresses import split_addresses
from sphinx_impact.model.charts.build import ChartBuilder, ChartOptions
from sphinx_impact.model.charts.data import Reading, Rows, from_addresses, from_text
from sphinx_impact.model.charts.record import ALONG_AN_AXIS, Chart, ChartKind
from sphinx_impact.model.load import load_report
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.problems import Problem

PLACE = Origin("page.md", 3)
FIRST = Origin("page.md", 7)
"""Where the header of typed rows stands."""


class Made(NamedTuple):
    """A chart and all that is said of it."""

    chart: Chart
    listed: Chart
    said: str
    problems: list[Problem]

    @property
    def told(self) -> list[str]:
        """The problems as lines."""
        return [str(problem) for problem in self.problems]

    @property
    def texts(self) -> list[str]:
        """The values as the table shows them."""
        return [mark.full for mark in self.listed.marks]


def made(found: Rows, kind: ChartKind, **wishes: Any) -> Made:
    """Make a chart of values."""
    formats = Formats("en")
    making = ChartBuilder(found, ChartOptions(kind, **wishes), formats, formats.wording, PLACE)
    chart = making.chart()
    return Made(chart, making.listed, making.description(chart), [*found.problems, *making.problems])


def typed(kind: ChartKind, text: str, *, unit: str = "", decimal: str = ".", currency: str = "USD", **wishes: Any) -> Made:
    """Make a chart of rows that are typed in a page."""
    return made(from_text(text, FIRST, Reading(PLACE, currency, decimal, unit)), kind, **wishes)


def addressed(root: Path, kind: ChartKind, words: str, *, unit: str = "", **wishes: Any) -> Made:
    """Make a chart of the figures at addresses."""
    sequence = kind in {ChartKind.LINE, ChartKind.STACKED}
    reading = Reading(PLACE, "USD", unit=unit)
    found = from_addresses(load_report(root), split_addresses(words), reading, spread=kind in ALONG_AN_AXIS, sequence=sequence)
    return made(found, kind, **wishes)
