"""``year-archive``: the reports of all years with a few figures of each, as each of them said it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, missing, texts
from sphinx_impact.components.nodes import paragraph, table_of
from sphinx_impact.components.values import column_words, value_words
from sphinx_impact.domain import label_of
from sphinx_impact.messages import _
from sphinx_impact.model.addresses import AddressError, parse_address, split_addresses
from sphinx_impact.model.entities import Address, Kind, StatementType
from sphinx_impact.model.filings.bridge import totals_by_name
from sphinx_impact.model.history.last_year import differs
from sphinx_impact.model.loading.typed_lists import parse_reports
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.entities import Figure, Period
    from sphinx_impact.model.history.last_year import LastYear
    from sphinx_impact.model.loading.typed_lists import EarlierReport


_MOST: Final = 3
"""So many figures are told of each year where none are named: a phone has room for them."""


class _Row(NamedTuple):
    """A report: its year, its period where that is known, a link or nothing, its title or nothing, and what it said."""

    year: str
    period: Period | None
    url: str
    title: str
    said: Callable[[Address], Figure | None]


class YearArchive(ImpactDirective):
    """The reports of all years, the newest first, with a few figures of each, as that report said it.

    Content: A line ``2022: https://…`` for each report whose address its export does not know, or that has no export; or a YAML list of ``year``,
    ``url`` and ``title``.

    Options:
        figures (addresses, ``none``): The figures, without periods, separated by commas: ``activities.total-revenue, library.loans``. Default: up to three
            that every report has which is known as data, first total revenue, expenses and net assets, then the first stats.
    """

    option_spec: ClassVar[OptionSpec] = texts("figures")

    def build(self) -> list[nodes.Node]:
        """Return the table."""
        self.depend(*self.report.files_for("report"), *self.report.previous_files)
        given = "\n".join(self.content)
        typed, problems = parse_reports(given, origin=self.origin(self.content_line), profile=self.report.profile) if given else ([], [])
        self.warn_all(problems)
        rows = self._rows(typed)
        if len(rows) < 2:
            what = "no earlier report is known: name its report.json under previous in report.yaml, or write a line such as 2022: https://example.org/2022/"
            self.warn(Code.MISSING, what)
            return [paragraph(missing("year-archive"), classes="impact-reports-missing")]
        figures = self._figures() if self.options.get("figures", "").strip() else self._headlines(rows)
        heads = [[nodes.Text(_("Report"))], *([self._head(figure)] for figure in figures.values())]
        lines: list[list[list[nodes.Node]]] = [[[self._name(row)], *(self._cell(row, address) for address in figures)] for row in rows]
        widths, numbers = [24, *[16 for _figure in figures]], range(1, len(heads))
        table = table_of(heads, lines, widths=widths, classes="impact-year-archive colwidths-given", numbers=numbers, stub=True)
        self.set_source_info(table)
        return [table]

    def _rows(self, typed: list[EarlierReport]) -> list[_Row]:
        """Return all reports, the newest first: this one, those with an export, and those that are only typed."""
        profile, last = self.report.profile, self.report.last
        now = profile.reporting
        rows = []
        if now is not None:
            rows.append(_Row(now.id, now, "", profile.title, lambda wanted: self.report.figure(_at(wanted, now))))
        for report in last.reports if last is not None else ():
            of = report.period
            if of is not None and of != now:
                rows.append(_Row(of.id, of, report.url, report.title, functools.partial(_said, report, of)))
        declared = {known: period for period in profile.periods.values() for known in (period.label, period.id)}
        for entry in typed:
            year = str(entry.year)
            at = next(
                (at for at, row in enumerate(rows) if row.period and year in {row.year, str(row.period.end.year), row.period.label}), None
            )
            if at is not None:
                rows[at] = rows[at]._replace(url=entry.url, title=str(entry.title or "") or rows[at].title)
            else:
                rows.append(_Row(year, declared.get(year), entry.url, str(entry.title or ""), _nothing))
        return sorted(rows, key=lambda row: row.period.end.toordinal() if row.period else 0, reverse=True)

    def _figures(self) -> dict[Address, Figure]:
        """Return the figures to be told of each year, as this report or the newest that has them says them."""
        found: dict[Address, Figure] = {}
        written = self.options.get("figures", "")
        for word in split_addresses(written) if written.strip() != "none" else ():
            try:
                wanted = parse_address(word)
            except AddressError as error:
                self.warn(Code.ADDRESS, str(error), line=self._option_line("figures"))
                continue
            self.depend(*self.report.files_of(wanted))
            series = self.report.series(wanted)
            if wanted.period:
                what = f"the option figures: {quoted(word)} names a period, and every report is asked for its own: write {_without_period(wanted)}"
                self.warn(Code.ADDRESS, what, line=self._option_line("figures"))
            elif not series:
                self.warn(Code.ADDRESS, self.report.explain(wanted), line=self._option_line("figures"))
            else:
                found[wanted] = series[-1]
        return found

    def _headlines(self, rows: list[_Row]) -> dict[Address, Figure]:
        """Return the figures that are told where none are named; none where no earlier report is known as data."""
        self.depend(*self.report.files_for("statements"), *self.report.files_for("stats"))
        known = [row.said for row in rows if row.said is not _nothing]
        found: dict[Address, Figure] = {}
        stats = [Address(key) for key in self.report.stats if key not in self.report.filings.stats]
        for wanted in (*self._totals(), *stats) if len(known) > 1 else ():
            said = [says(wanted) for says in known]
            if len(found) < _MOST and all(figure is not None and figure.value is not None for figure in said):
                found[wanted] = self.report.series(wanted)[-1]
        return found

    def _totals(self) -> list[Address]:
        """Return the main totals by their names, or else all of the statement of activities."""
        named = totals_by_name(self.report)
        if named:
            return [named[name] for name in ("total-revenue", "total-expenses", "net-assets") if name in named]
        lines = [(key, *pair) for key, pair in self.report.lines.items() if pair[0].statement.type is StatementType.ACTIVITIES]
        return [
            Address(key, "", "total" if any(column.name == "total" for column in footed.statement.columns) else "")
            for key, footed, line in lines
            if line.kind in {Kind.TOTAL, Kind.RESULT}
        ]

    def _head(self, figure: Figure) -> nodes.Text:
        return nodes.Text(", ".join(filter(None, (label_of(figure), column_words(self.report, figure)))))

    def _name(self, row: _Row) -> nodes.paragraph:
        """Return the title of a report, which leads to it, with its year where the title does not say it."""
        year = self.formats.period(row.period) if row.period is not None else row.year
        title = row.title or str(_("Report %s") % year)
        line = paragraph(nodes.reference("", title, refuri=row.url) if row.url else nodes.Text(title))
        known = {row.year, year, str(row.period.end.year) if row.period is not None else year}
        if not any(words in title for words in known):
            line.insert(0, nodes.Text(_("%(year)s:") % {"year": year} + " "))
        return line

    def _cell(self, row: _Row, address: Address) -> list[nodes.Node]:
        """Return what a report said, and below it what is said of the same year now, where that is something else."""
        said = row.said(address)
        lines: list[nodes.Node] = [paragraph(nodes.Text(value_words(self.formats, said) if said is not None else ""))]
        now = self.report.figure(said.address) if said is not None else None
        if said is not None and now is not None and differs(now, said):
            restated = str(_("restated: %s")) % value_words(self.formats, now)
            lines.append(paragraph(nodes.Text(restated), classes="impact-archive-restated"))
        return lines


def _nothing(_wanted: Address) -> Figure | None:
    return None


def _said(report: LastYear, period: Period, wanted: Address) -> Figure | None:
    return report.figures.get(_at(wanted, period))


def _at(wanted: Address, period: Period) -> Address:
    return dataclasses.replace(wanted, period=period.id)


def _without_period(wanted: Address) -> Address:
    return dataclasses.replace(wanted, period="")
