"""``filing-reconciliation``: the way from the report's totals to those that were filed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_impact.components.base import missing, texts
from sphinx_impact.components.nodes import impact_cell_text, impact_row, paragraph
from sphinx_impact.components.statement import StatementExhibit
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Amount, AmountKind, Cell, Column, Kind, Line, Scale, Source, Statement, StatementType, Text
from sphinx_impact.model.filings.bridge import sections
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.names import undeclared
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.components.statement_table import StatementTable
    from sphinx_impact.model.filings.bridge import Row, Section
    from sphinx_impact.model.filings.filing import Filing

_KINDS = {
    "report": Kind.ITEM,
    "step": Kind.ITEM,
    "subtotal": Kind.SUBTOTAL,
    "rounding": Kind.ITEM,
    "unexplained": Kind.ITEM,
    "filed": Kind.TOTAL,
}


class FilingReconciliation(StatementExhibit):
    """The way from each total of the report to the one that was filed, with the lines of the form, and what remains unexplained.

    Argument: The periods to show, separated by commas. Default: the reporting period.

    Options:
        title (text): Another title than the one that is made.
        name (name): A name, for references to the table.
    """

    has_content = False
    _folds = False
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("title name")

    def build(self) -> list[nodes.Node]:
        """Return a target and an exhibit for each authority with which something was filed."""
        self.depend(*self.report.files)
        made: list[nodes.Node] = []
        by_authority: dict[str, list[tuple[str, Filing]]] = {}
        for period in self._periods():
            for filing in self.report.filings.periods.get(period, ()):
                by_authority.setdefault(filing.form.name, []).append((period, filing))
        for filings in by_authority.values():
            found = sections(self.report, filings, self.report.tie_outs)
            if found:
                self._marks: list[tuple[str, str]] = []
                made += self._exhibit(foot(self._statement(filings, found), (), self.report.profile))
        if not made:
            if by_authority:
                what = (
                    "there is nothing to reconcile: no statement has a line of the name of a filed total; "
                    "write in tieouts.yaml what is the same, as in activities.income = filed.total-revenue, with hint: true if it may differ"
                )
                self.warn(Code.FILING, what)
            return [paragraph(missing("filing-reconciliation"), classes="impact-statement-missing")]
        return made

    def _periods(self) -> list[str]:
        """Return the periods that are asked for and declared."""
        profile = self.report.profile
        wanted = [name for name in re.split(r"[\s,]+", self.arguments[0].strip()) if name] if self.arguments else []
        for name in wanted:
            if name not in profile.periods:
                self.warn(Code.PERIOD, undeclared(name, profile.periods))
        found = [name for name in wanted or [profile.reporting_period or ""] if name in profile.periods]
        for name in found:
            if name not in self.report.filings.periods:
                files = [f"{self.report.data}/{path.text}" for path in profile.filings.get(name, ())]
                cure = f"declare it in {self.report.data}/report.yaml, under filings"
                if files:
                    cure = f"it is declared, and not used: see what is said of {' and '.join(files)}"
                what = f"nothing that was filed for {name} can be read: {cure}"
                self.warn(Code.FILING, what)
        return found

    @property
    def _is_data(self) -> bool:
        return False

    def _statement(self, filings: Sequence[tuple[str, Filing]], found: Sequence[Section]) -> Statement:
        """Return the bridges as a statement, of which each is a section."""
        origin = filings[0][1].origin
        periods = [period for period, _filing in filings]
        lines = [self._line(section, number, row, periods) for section in found for number, row in enumerate(section.rows)]
        return Statement(
            id="filed",
            title=Text(str(_("From this report to what was filed")), self.origin()),
            type=StatementType.SCHEDULE,
            scale=Scale.UNITS,
            currency=filings[0][1].form.currency,
            basis=None,
            basis_url="",
            source=filings[0][1].source or self._source(filings),
            rounding=False,
            columns=tuple(Column(period, period, "", None, "", "currency", origin) for period in periods),
            sections={section.name: section.title for section in found},
            lines=tuple(lines),
            notes={},
            roll_forward=None,
            origin=origin,
        )

    def _source(self, filings: Sequence[tuple[str, Filing]]) -> Source:
        """Return the filing itself, which is nowhere declared."""
        periods = ", ".join(self.formats.period(self.report.profile.periods[period]) for period, _filing in filings)
        return Source("", f"{filings[0][1].form.name}, {periods}", "", filings[0][1].origin)

    def _line(self, section: Section, number: int, row: Row, periods: Sequence[str]) -> Line:
        words = {"report": _("In this report"), "rounding": _("Rounding"), "unexplained": _("Not explained"), "filed": _("As filed")}
        origin = section.title.origin
        amounts = [row.amounts.get(period) or Decimal(0) for period in periods]
        cells = [Cell(Amount(AmountKind.NUMBER if value else AmountKind.NIL, value, f"{value:f}"), origin) for value in amounts]
        self._marks.append((row.kind, row.place))
        return Line(
            id=f"{section.name}-{number}",
            section=section.name,
            label=Text(row.caption or str(words[row.kind]), origin),
            kind=_KINDS[row.kind],
            indent=1 if row.kind == "step" and number else 0,
            note="",
            formula="",
            source=None,
            cells=tuple(cells),
            origin=origin,
        )

    def _table(self, builder: StatementTable) -> nodes.table:
        """Name behind each step the line of the form, and mark what sort of step it is."""
        table = builder.build()
        rows = [row for body in table.findall(nodes.tbody) for row in body.findall(impact_row) if row["kind"] != "section"]
        columns = [[len(entry.astext()) + 1 for entry in entries] for entries in zip(*(row.children for row in rows), strict=True)]
        for spec, widths in list(zip(table.findall(nodes.colspec), columns, strict=True))[1:]:
            spec["colwidth"] = max([spec["colwidth"], *widths])
        # The words of a form are English; docutils makes a language of such a class.
        english = [] if (self.config.language or "en").startswith("en") else ["language-en"]
        for row, (kind, place) in zip(rows, self._marks, strict=True):
            row["classes"].append(f"impact-{kind}")
            label = row.next_node(impact_cell_text)
            if label is None:
                continue
            if kind in {"step", "subtotal"}:
                label.parent["classes"] += english
            if place:
                label += nodes.inline("", f" ({place})", classes=["impact-form-line", *english])
        return table
