"""``financial-table``: a statement from the data, or from CSV typed in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx import addnodes

from sphinx_impact.components.base import ImpactDirective, missing, slug, texts
from sphinx_impact.components.folding import folds
from sphinx_impact.components.nodes import impact_box, impact_exhibit, paragraph
from sphinx_impact.components.statement_table import StatementTable, compared, totals
from sphinx_impact.components.values import basis_words, correction_words, scope_words, source_nodes, standing, value_words
from sphinx_impact.domain import Use
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Scale
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.history.last_year import gone_lines, in_other_units, with_columns, with_comparatives, years_before
from sphinx_impact.model.loading.statements import parse_statement
from sphinx_impact.model.names import suggestion
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.entities import Column, Figure, Line, Statement
    from sphinx_impact.model.footing.foot import Footed

_CHANGES = {"none": (), "percent": ("percent",), "amount": ("amount",), "both": ("amount", "percent")}
_FEWEST_YEARS, _MOST_YEARS = 2, 10
_TYPED_OPTIONS = "scale currency type period decimal rounding source basis"


class StatementExhibit(ImpactDirective):
    """A statement as an exhibit: its table, with its scope, notes and source."""

    _folds = True
    """Whether plain rows may be kept as values; not where the rows are changed afterwards."""
    _shown_years: Sequence[str] = ()
    _left_out: Collection[str] = ()
    """Headers of columns that are told of already."""

    def _exhibit(self, footed: Footed) -> list[nodes.Node]:
        statement = footed.statement
        target = self.target(f"statement-{slug(statement.id)}")
        anchor = target["ids"][0]
        columns = self._columns(statement.columns)
        pair = self._pair(statement.columns)
        lines = self._lines(statement)
        scale = self._scale(statement)
        details = self._details(footed)
        builder = StatementTable(
            footed=footed,
            columns=columns,
            lines=lines,
            scale=scale,
            changes=_CHANGES[self.choice("change", _CHANGES, "both" if pair else "none")]
            if pair or self._comparable(columns, statement)
            else (),
            compared=pair,
            periods=dict(self.report.profile.periods),
            anchor=anchor,
            formats=self.formats,
            text=self.text,
            figure=self._figure,
            printed=self._printed,
            root=self.domain.root,
            folds=folds(self.env) and self._folds,
            details=details,
        )
        table = self._table(builder)
        table.insert(0, self.text(nodes.title, self.option("title") or statement.title))
        if "name" in self.options:
            self.add_name(table)
        self.set_source_info(table)
        exhibit = impact_exhibit("", classes=["impact-exhibit", "impact-statement-exhibit"])
        if self._is_data:
            exhibit["export"] = f"statement:{statement.id}"
        scope = scope_words(self.formats, statement, columns, self.report.profile.periods, scale)
        if scope:
            unsure = not statement.scale_given and any(column.unit == "currency" for column in columns)
            doubt = [nodes.Text(" "), missing(_("scale not declared"))] if unsure else []
            exhibit += paragraph(nodes.Text(scope), *doubt, classes="impact-scope")
        exhibit += addnodes.tabular_col_spec(
            "", spec=rf"\X{{{6}}}{{{6 + 2 * (len(columns) + len(builder.changes))}}}" + "r" * (len(columns) + len(builder.changes))
        )
        exhibit += table
        notes = self._notes(footed, builder, anchor)
        if notes.children:
            exhibit += notes
        if self._is_data:
            self.domain.note_use(self.env.docname, Use(statement.id, "statement", anchor))
            shown = [statement.id, *(inside.statement.id for id_, inside in details.items() if any(line.id == id_ for line in lines))]
            for id_ in shown[1:]:
                self.domain.note_use(self.env.docname, Use(id_, "statement", anchor))
            self.domain.columns.setdefault(self.env.docname, []).extend(
                (id_, column.period or "", column.name) for id_ in shown for column in columns
            )
        return [target, exhibit]

    @property
    def _is_data(self) -> bool:
        """Whether it is one of the data's statements, whose figures have addresses."""
        return not self.content

    def _table(self, builder: StatementTable) -> nodes.table:
        return builder.build()

    def _columns(self, columns: Sequence[Column]) -> list[Column]:
        return self._named(columns, self._wanted() or self._shown_years) or list(columns)

    def _named(self, columns: Sequence[Column], wanted: Sequence[str]) -> list[Column]:
        """Return columns by their headers, with a warning of each that there is not."""
        by_id = {column.id: column for column in columns}
        # As in an address, a column without a period is that of the reporting period.
        for column in columns:
            if column.name and column.period == self.report.profile.reporting_period:
                by_id.setdefault(column.name, column)
        for name in wanted:
            if name not in by_id and name not in self._left_out:
                self.warn(Code.KEY, f"the statement has no column “{name}”; it has {', '.join(column.id for column in columns)}")
        return [by_id[name] for name in wanted if name in by_id]

    def _wanted(self, option: str = "columns") -> list[str]:
        return [name for name in re.split(r"\s*,\s*", self.option(option)) if name]

    def _pair(self, columns: Sequence[Column]) -> tuple[Column, Column] | None:
        """Return the two columns of the option ``compare``."""
        wanted = self._wanted("compare")
        found = self._named(columns, wanted)
        if wanted and len(wanted) != 2:
            self.warn(Code.VALUE, "the option compare takes two columns: actual, budget", line=self._option_line("compare"))
        elif len(found) == 2 and found[0].unit != found[1].unit:
            self.warn(
                Code.VALUE, f"the option compare: {wanted[0]} and {wanted[1]} have different units", line=self._option_line("compare")
            )
        elif len(found) == 2:
            return found[0], found[1]
        return None

    def _lines(self, statement: Statement) -> list[Line]:
        """Return the lines that the option ``lines`` names, by their ids or their sections, in the order of the statement; all without it."""
        wanted = self._wanted("lines")
        sections = {key.casefold(): key for key in statement.sections} | {
            str(text).casefold(): key for key, text in statement.sections.items()
        }
        ids = {line.id for line in statement.lines}
        known = [*ids, *(str(text) for text in statement.sections.values())]
        for name in wanted:
            if name not in ids and name.casefold() not in sections:
                what = f"the statement has no line or section {quoted(name)}{suggestion(name, known)}"
                self.warn(Code.KEY, what, line=self._option_line("lines"))
        chosen = {sections.get(name.casefold(), "") for name in wanted if name not in ids}
        return [line for line in statement.lines if line.id in wanted or line.section in chosen] or list(statement.lines)

    def _scale(self, statement: Statement) -> Scale:
        """Return what the amounts are shown in."""
        shown = self.choice("shown-in", ["thousands", "millions"], "") if self.option("shown-in") else ""
        if not shown:
            return statement.scale
        if Scale(shown).factor < statement.scale.factor:
            what = f"the option shown-in: amounts are in {statement.scale.value} already, so nothing is known of their {shown}"
            self.warn(Code.VALUE, what, line=self._option_line("shown-in"))
            return statement.scale
        return Scale(shown)

    def _comparable(self, columns: Sequence[Column], statement: Statement) -> bool:
        if self.option("change") in {"", "none"}:
            return True
        if compared(columns, self.report.profile.periods, statement.columns):
            return True
        shown = ", ".join(column.id for column in columns)
        if len({column.period for column in columns}) > 1 and len(columns) > 2:
            cure = "leave out change, add the total of the other period, or show one column of each period with columns"
            self.warn(Code.DIRECTIVE, f"the option change finds no total of two periods to compare; this table shows {shown}: {cure}")
        else:
            self.warn(Code.DIRECTIVE, f"the option change needs a column in two periods to compare; this table shows {shown}")
        return False

    def _details(self, footed: Footed) -> dict[str, Footed]:
        """Return what is in the lines of a statement of the data, by their ids."""
        statement = footed.statement
        found = {line.id: self.report.statements.get(f"{statement.id}.{line.id}") for line in statement.lines} if self._is_data else {}
        details = {id_: inside for id_, inside in found.items() if inside is not None and inside.statement.details_of}
        last = self.report.last
        if last is None or footed is self.report.statements.get(statement.id):
            return details
        headers = [column.id for column in footed.statement.columns]
        return {id_: with_columns(inside, last, headers) or inside for id_, inside in details.items()}

    def _figure(self, footed: Footed, line: Line, column: Column) -> Figure | None:
        return self.report.cell_figure(footed, line, column)

    def _printed(self, footed: Footed, line: Line, column: Column) -> list[str]:
        """Return what is said of a cell that has been corrected or restated; a waiver has its own note."""
        if not self._is_data:
            return []
        return correction_words(self.formats, self.report.errata_of(self.report.cell_figure(footed, line, column).address))

    def _notes(self, footed: Footed, builder: StatementTable, anchor: str) -> impact_box:
        statement = footed.statement
        box = impact_box("", classes=["impact-notes"])
        for number, note in enumerate(builder.notes, 1):
            box += nodes.target("", "", ids=[f"{anchor}-note-{number}"])
            # The mark and what was printed are generated, and would be lost with a translation of the words: a paragraph of their own.
            lead = paragraph(nodes.inline("", note.mark, classes=["impact-note-mark"]), classes="impact-note-lead")
            if note.before:
                lead += nodes.Text(f" {note.before}")
            words = [self.text(nodes.paragraph, note.words)] if note.words is not None else []
            box += impact_box("", lead, *words, classes=["impact-note"])
        remarks = self._taken_over(footed, builder.columns)
        if len(builder.lines) == len(statement.lines):
            remarks += self._gone(footed, builder.columns)
        else:
            remarks.append(nodes.Text(_("Not all lines are shown.") + " "))
        if builder.is_rounded:
            remarks.append(nodes.Text(_("Amounts are rounded, so that parts may not add up to their sums.") + " "))
        if statement.basis is not None:
            basis = basis_words(statement.basis)
            remarks.append(nodes.reference("", basis, refuri=statement.basis_url) if statement.basis_url else nodes.Text(basis))
            remarks.append(nodes.Text(". "))
        if statement.source is not None:
            remarks += [nodes.Text(_("Source: ")), *source_nodes(self.report, statement.source)]
        for word in standing(self.formats, statement.as_of, statement.status):
            remarks.append(nodes.Text(f" · {word}" if statement.source is not None else f"{word}. "))
        if remarks:
            box += paragraph(*remarks, classes="impact-source")
        return box

    def _taken_over(self, footed: Footed, columns: Sequence[Column]) -> list[nodes.Node]:
        """Say which columns are as an earlier report had them, and which."""
        last = self.report.last
        if last is None or not self._is_data:
            return []
        of: dict[str, dict[str, None]] = {}
        for at, column in enumerate(footed.statement.columns):
            if column in columns and column.origin.path in last.paths:
                paths = {cell.origin.path for (_line, place), cell in footed.cells.items() if place == at and cell.value is not None}
                for path in sorted(paths):
                    of.setdefault(path, {})[self._period_words(column)] = None
        made: list[nodes.Node] = []
        for report in last.reports:
            if report.path in of:
                on = self.formats.period(report.period) if report.period is not None else report.title or report.path
                words = str(_("%(years)s: as in the report on %(report)s.")) % {"years": ", ".join(of[report.path]), "report": on}
                made += [nodes.reference("", words, refuri=report.url) if report.url else nodes.Text(words), nodes.Text(" ")]
        return made

    def _gone(self, footed: Footed, columns: Sequence[Column]) -> list[nodes.Node]:
        """Say what columns of earlier reports had in lines that are gone: without it, their totals do not come out."""
        last = self.report.last
        rows = gone_lines(footed, last, columns) if last is not None and self._is_data else []
        if not rows:
            return []
        made: list[nodes.Node] = [nodes.Text(_("Lines of earlier reports that this one does not have:"))]
        for at, row in enumerate(rows):
            periods = [(self.report.profile.periods.get(figure.address.period), figure) for figure in row]
            said = [
                f"{self.formats.period(period) if period else figure.address.period}: {value_words(self.formats, figure)}"
                for period, figure in periods
            ]
            made += [nodes.Text("; " if at else " "), *self.words(row[0].label), nodes.Text(f" ({', '.join(said)})")]
        return [*made, nodes.Text(". ")]

    def _period_words(self, column: Column) -> str:
        period = self.report.profile.periods.get(column.period or "")
        return self.formats.period(period) if period is not None else column.id


class FinancialTable(StatementExhibit):
    """A financial statement, added up while it is built.

    Argument: The name of a file in ``data/statements/``, without its ending; with content, the title.

    Content: The statement as CSV. Leave it out for a statement of the data.

    Options:
        columns (headers): The amount columns to show, in this order, separated by commas. Default: all.
        years (number): Of the statement's total, so many years, from 2 to 10, the newest first; what this report does not hold is taken from earlier
            ones. Default: none.
        lines (ids, sections): The lines to show, by their ids or as whole sections, separated by commas. Default: all.
        change (``none``, ``percent``, ``amount``, ``both``): A further column with the change between two periods. Default: ``none``.
        compare (two headers): The columns that the change is between: ``actual, budget`` gives by how much the first differs from the second.
        shown-in (``thousands``, ``millions``): Round the amounts, for reading; what is checked, and what programs read, stays exact.
        title (text): Another title than that of the statement.
        name (name): A name, for references to the table.
        scale (``units``, ``thousands``, ``millions``): What a typed statement's amounts are counted in. Default: ``units``.
        currency (code): Currency of a typed statement: ``USD``. Default: that of the report.
        type (word): ``activities``, ``position``, ``functional-expenses``, ``cash-flows``, ``changes-in-net-assets`` or ``schedule``, for a typed
            statement. Default: taken from the title.
        period (id of a period): The period of columns that are no periods, for a typed statement. Default: the reporting period.
        decimal (``"."``, ``","``): The decimal separator of a typed statement. Default: decided by the page's language.
        rounding (``allow``): Sums of a typed statement may be off by what rounding explains. Default: they must be exact.
        basis (``audited``, ``unaudited``, ``derived from audited statements``): Whether a typed statement was audited.
        source (text): Where a typed statement comes from.
    """

    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = {**texts("name columns years lines change compare shown-in title"), **texts(_TYPED_OPTIONS)}

    def build(self) -> list[nodes.Node]:
        """Return the target and the exhibit."""
        argument = self.arguments[0].strip() if self.arguments else ""
        footed = self._typed(argument) if self.content else self._from_data(argument)
        if footed is None:
            return [paragraph(missing(argument or "financial-table"), classes="impact-statement-missing")]
        return self._exhibit(footed)

    # ---- where it comes from ----

    def _from_data(self, wanted: str) -> Footed | None:
        self.depend(*self.report.files_of_statement(wanted))
        footed = self.report.statements.get(wanted)
        if footed is None:
            if not wanted:
                self.warn(Code.DIRECTIVE, "financial-table has neither the id of a statement nor CSV as its content")
            else:
                self.warn(Code.ADDRESS, self.report.explain_statement(wanted))
            return None
        self._compare_options(footed.statement)
        self._shown_years = self._years(footed)
        return self._compared(footed)

    def _compare_options(self, statement: Statement) -> None:
        """Warn of options that say otherwise than the data, which are what is shown, added up and quoted everywhere."""
        beside = f"{self.report.data}/statements/{statement.id}.yaml"
        held = {
            "scale": statement.scale.value if statement.scale_given else "",
            "currency": statement.currency,
            "type": statement.type.value,
            "basis": statement.basis.value if statement.basis else "",
        }
        for option in (option for option in _TYPED_OPTIONS.split() if option in self.options):
            here = self.option(option)
            if option in held and here.lower() == held[option].lower():
                continue
            there = f"says {held[option]}" if held.get(option) else "does not say it" if option in held else "is where it belongs"
            self.warn(
                Code.DIRECTIVE,
                f"“{option}: {here}” has no effect on a statement of the data, and {beside} {there}: write {option}: there, and take it out here",
                line=self._option_line(option),
            )

    def _compared(self, footed: Footed) -> Footed:
        """Return the statement with the column of the year before from last year's report, where this table asks for one."""
        if self.report.last is None:
            return footed
        last, profile = self.report.last, self.report.profile
        known = {column.id for column in footed.statement.columns}
        wanted = [*self._wanted(), *self._wanted("compare"), *self._shown_years]
        self._left_out = in_other_units(footed, last, wanted)
        for header, figure in self._left_out.items():
            here = f"{footed.statement.id} is in {footed.statement.currency}"
            what = (
                f"{header} is in {figure.unit} at {figure.origin}, and {here}: the column is left out; year-archive shows it as it was said"
            )
            self.warn(Code.ADDRESS, what, line=self._option_line("years" if header in self._shown_years else "columns"))
        asks = self.option("change") not in {"", "none"} and not {"columns", "compare", "years"} & self.options.keys()
        if asks or not known.issuperset(wanted):
            footed = with_comparatives(footed, last, profile) or footed
        return with_columns(footed, last, [header for header in wanted if header not in self._left_out]) or footed

    def _years(self, footed: Footed) -> list[str]:
        """Return the headers of the columns that the option ``years`` means; of several columns of a year, that of the total."""
        written = self.option("years")
        if not written:
            return []
        if not (written.isdecimal() and _FEWEST_YEARS <= int(written) <= _MOST_YEARS):
            what = f"the option years: {quoted(written)} is no number from {_FEWEST_YEARS} to {_MOST_YEARS}"
            self.warn(Code.VALUE, what, line=self._option_line("years"))
            return []
        columns = footed.statement.columns
        names = [column.name for column in columns]
        name = next((name for name in [*totals(columns), *names] if name in names), "")
        headers = years_before(footed, self.report.last, self.report.profile, name, int(written))
        if len(headers) < int(written):
            what = f"the option years asks for {written} years, and there are {len(headers)}: name the reports before under previous in report.yaml"
            self.warn(Code.ADDRESS, what, line=self._option_line("years"))
        return headers

    def _typed(self, title: str) -> Footed | None:
        if not title:
            self.warn(Code.MISSING, "financial-table has no title; write one behind its name")
        meta = {name: given for name in _TYPED_OPTIONS.split() if (given := self.option(name))}
        self.without_effect(("years",), "earlier reports have no figures of what is typed in place")
        meta.pop("decimal", None)  # `notation` says it
        meta["title"] = title or _("Statement")
        statement, problems = parse_statement(
            "\n".join(self.content),
            origin=self.origin(self.content_line),
            id=slug(title) or "statement",
            meta=meta,
            profile=self.report.profile,
            strict_columns=False,
            decimal=self.notation,
        )
        self.warn_all(problems)
        if statement is None:
            return None
        footed = foot(statement, (), self.report.profile)
        self.warn_all(footed.problems)
        return footed
