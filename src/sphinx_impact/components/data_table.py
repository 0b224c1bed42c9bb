"""``data-table``: a list of the data as a table, row by row, or counted and added up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_impact.components.base import ImpactDirective, missing, slug, texts
from sphinx_impact.components.nodes import paragraph, table_of
from sphinx_impact.components.values import in_prose
from sphinx_impact.messages import _
from sphinx_impact.model.addresses import split_addresses
from sphinx_impact.model.charts.data import Reading, Rows, quantities_of
from sphinx_impact.model.charts.groups import Grouping, GroupingError, check_column, from_groups, names_grants, read_list
from sphinx_impact.model.entities import AmountKind, Qualifier, Text
from sphinx_impact.model.numbers.exact import total
from sphinx_impact.model.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.charts.data import ChartValue
    from sphinx_impact.model.footing.expressions import Listed

_LARGE: Final = 10_000
"""From here on a number is no year, and its digits are grouped."""

_WIDEST: Final = 40


class DataTable(ImpactDirective):
    """A list of the data as a table: its rows, or what they come to.

    Argument: The title.

    Options:
        data (name): A CSV file below the data folder, such as ``lists/members.csv``; or ``grants``; or a statement.
        columns (columns): Of a list that is printed row by row: which to print, in this order, separated by commas. Default: all.
        by (columns): What the rows are grouped by, as in ``data-chart``. Default: each row of a list is printed, and grants are grouped
            by their program; ``grant-list`` lists each of them.
        sum (column): The column whose numbers are added up: at the foot of the table, or for each group. Default: groups are counted.
        count (flag): Grants are counted. Default: their amounts are added up.
        where (condition): Only some of the rows: ``country is KE and kind is library``.
        source (text): Where the list comes from.
        name (name): A name, for references to the table.
    """

    has_content = False
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = {**texts("data columns by sum where source name"), "count": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the target, the table, and where it comes from."""
        words = split_addresses(self.options.get("data", ""))
        found = Rows()
        made = None
        reading = Reading(self.origin(), self.report.profile.currency, self.notation, "", self.formats.period, str)
        try:
            if len(words) != 1:
                raise GroupingError(Code.MISSING, "data-table prints one list: write :data: and its name, such as lists/members.csv")  # noqa: TRY301
            if "by" in self.options or names_grants(self.report, words[0]):
                if "columns" in self.options:
                    each = "grant-list lists each grant" if names_grants(self.report, words[0]) else "without by, each row is printed"
                    what = f"the option columns is of lists that are printed row by row, and is not read: what is in groups has the columns of by ({each})"
                    self.warn(Code.DIRECTIVE, what, line=self._option_line("columns"))
                found = from_groups(self.report, words, Grouping.of(self.options), reading, self.formats)
                made = self._grouped(found)
            else:
                made = self._listed(words[0], reading, found)
        except GroupingError as error:
            found.problems.append(Problem(self.origin(), error.code, str(error)))
        self.depend(*dict.fromkeys(found.files))
        self.warn_all(found.problems)
        if made is None:
            return [paragraph(missing("data-table"))]
        title = self.arguments[0].strip() if self.arguments else ""
        if title:
            made.insert(0, self.text(nodes.title, title))
        self.set_source_info(made)
        if "name" in self.options:
            self.add_name(made)
        notes = [paragraph(nodes.Text(note), classes="impact-source") for note in found.notes]
        source = self.source_line(found.sources)
        return [self.target(f"table-{slug(title) or 'list'}"), made, *notes, *([source] if source else [])]

    # ---- what rows come to ----

    def _grouped(self, found: Rows) -> nodes.table | None:
        if not found.rows:
            return None
        series = list(dict.fromkeys(row.series for row in found.rows))
        by_label: dict[str, dict[str, ChartValue]] = {}
        for row in found.rows:
            by_label.setdefault(row.words, {})[row.series] = row
        unit = found.unit[:1].upper() + found.unit[1:] if found.unit and not found.money else ""
        value = str(_("Amount")) if found.money else unit or self.option("sum") or str(_("Number"))
        heads = [found.head or str(_("Item")), *(series if len(series) > 1 else [value])]
        rows = [[nodes.Text(label), *(self._number(own[name]) for name in series)] for label, own in by_label.items()]
        return _table(heads, rows, {*range(1, len(heads))})

    def _number(self, row: ChartValue) -> nodes.Node:
        if row.value is None:
            return nodes.Text(row.text if row.kind is AmountKind.NOT_APPLICABLE else str(_("not reported")))
        return in_prose(self.formats.figure(row.value, unit=row.unit, money=row.money, qualifier=row.qualifier), row.value)

    # ---- the rows themselves ----

    def _listed(self, word: str, reading: Reading, found: Rows) -> nodes.table | None:
        if not word.endswith(".csv"):
            why = "a statement is printed by financial-table, and a figure by stat-card; data-table takes lists such as lists/members.csv"
            raise GroupingError(
                Code.CHART, why if self.report.knows(word) or word in self.report.statements else f"there is no list {word}: {why}"
            )
        table = read_list(self.report, word, self.options.get("where", ""), reading, found)
        if table is None:
            return None
        named = self.option("columns")
        columns = re.split(r"\s*,\s*", named) if named else [name for name in table.header if name]
        summed = self.option("sum")
        for column in (*columns, *([summed] if summed else [])):
            check_column(table, column)
        if summed and summed not in columns:
            raise GroupingError(Code.KEY, f"the sum of {summed} has no column to stand in: name it in :columns:")
        values = {column: found_ for column in columns if (found_ := self._numbers(table, column, reading, found, wanted=column == summed))}
        rows = []
        for at, (row, origin) in enumerate(table.rows):
            rows.append(
                [
                    self._cell(
                        Text(row.get(column, ""), origin), values[column][at] if column in values else None, grouped=column == summed
                    )
                    for column in columns
                ]
            )
        foot = self._foot(columns, summed, values.get(summed, [])) if summed else None
        return _table(columns, rows, {at for at, column in enumerate(columns) if column in values}, foot)

    def _numbers(self, table: Listed, column: str, reading: Reading, found: Rows, *, wanted: bool) -> list[ChartValue]:
        """Return the numbers of a column; none where it has words, unless a sum is wanted: then what is no number is said."""
        trial = Rows()
        values = quantities_of(table, column, reading, trial)
        if wanted:
            found.problems += trial.problems
            return values
        plain = all(value.unit in {"", "percent"} or value.money for value in values)
        return values if plain and not trial.problems and any(value.value is not None for value in values) else []

    def _cell(self, text: Text, value: ChartValue | None, *, grouped: bool) -> nodes.Node:
        number = value.value if value is not None else None
        if value is None or number is None:
            return self.text(nodes.paragraph, text) if str(text) else nodes.Text("")
        if (
            not grouped
            and not value.money
            and not value.unit
            and value.qualifier is Qualifier.EXACT
            and abs(number) < _LARGE
            and str(text).isdigit()
        ):
            return nodes.Text(str(text))  # it may be a year
        return self._number(value)

    def _foot(self, columns: Sequence[str], summed: str, values: Sequence[ChartValue]) -> list[nodes.Node]:
        units = {(value.unit, value.money) for value in values if value.value}
        if len(units) > 1:
            raise GroupingError(Code.CHART, f"the numbers in {summed} are in several units, and cannot be added: choose rows with :where:")
        unit, money = next(iter(units), ("", False))
        whole = total((1, value.value) for value in values if value.value is not None)
        printed = in_prose(self.formats.figure(whole, unit=unit, money=money), whole)
        cells: list[nodes.Node] = [nodes.strong("", "", printed) if column == summed else nodes.Text("") for column in columns]
        if columns[0] != summed:
            cells[0] = nodes.strong("", str(_("Total")))
        return cells


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[nodes.Node]], numbers: set[int], foot: Sequence[nodes.Node] | None = None
) -> nodes.table:
    widths = [min(_WIDEST, max([len(head), 3, *(len(row[at].astext()) for row in rows)])) for at, head in enumerate(heads)]
    titles = [[nodes.Text(head[:1].upper() + head[1:])] for head in heads]
    lines = [[[cell] for cell in row] for row in (*rows, *([foot] if foot is not None else []))]
    return table_of(titles, lines, widths=widths, classes="impact-data-table colwidths-auto", numbers=numbers)
