"""Values that are counted or added up for a chart or a table: grants, a list as CSV, or a column of a statement, by what a column of them says."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.addresses import AddressError, parse_address, period_meant
from sphinx_impact.model.charts.data import ChartValue, Reading, Rows, column_meant, no_column, quantities_of, settle
from sphinx_impact.model.charts.regions import region_of
from sphinx_impact.model.entities import Address, AmountKind, Figure, Grant, Kind, Source, Text
from sphinx_impact.model.footing.expressions import FormulaError, Listed, parse_where
from sphinx_impact.model.grants import GROUPS, HEADS, NOTHING, PUBLISHED, GrantRoll, GrantWords, Group, is_grants, look_like_grants
from sphinx_impact.model.history.last_year import grants_otherwise
from sphinx_impact.model.loading.csv import load_list
from sphinx_impact.model.loading.grants import country_code
from sphinx_impact.model.marks import N_
from sphinx_impact.model.names import hint, slug
from sphinx_impact.model.numbers.exact import total
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Code, Problem, quoted
from sphinx_impact.model.report import Report

# L10n: below a map; {countries} is a list
TOO_SMALL: Final = N_("Not on the map: {countries}.")
INDIVIDUALS: Final = N_("Individuals")
NOTHING_SAID: Final = N_("not reported")

_COLUMNS: Final = 2
"""By which values are grouped at most."""

_TIME: Final = re.compile(r"(?:FY\s?)?\d{2,4}(?:[-/]\d{1,4})*", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Grouping:
    """What an author asks for.

    Attributes:
        by: The column whose words become the labels, and one whose words become rows of values of their own, if there are two.
        sum: The column whose numbers are added up; empty where rows are counted, and of grants the amount.
        count: Whether rows are counted, also of grants.
        where: A condition, as in ``count(… where program is travel)``.
        on_map: Whether the labels are regions of a map.
    """

    by: tuple[str, ...] = ()
    sum: str = ""
    count: bool = False
    where: str = ""
    on_map: bool = False

    @classmethod
    def of(cls, options: Mapping[str, str | None], *, on_map: bool = False) -> Grouping:
        """Return what options ask for: ``by``, two columns with a comma between them, ``sum``, ``count`` and ``where``."""
        by, column, where = ((options.get(name) or "").strip() for name in ("by", "sum", "where"))
        return cls(tuple(re.split(r"\s*,\s*", by)) if by else (), column, "count" in options, where, on_map)


class GroupingError(ValueError):
    """It cannot be done; the message says why.

    Attributes:
        code: Of the problem.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


def names_grants(report: Report, word: str) -> bool:
    """Whether a word in the place of an address means the grants: ``grants``, ``grants@2022``, ``grants@*``."""
    return report.grants is not None and word.partition("@")[0] == "grants"


def from_groups(report: Report, words: Sequence[str], grouping: Grouping, reading: Reading, formats: Formats) -> Rows:
    """Return values that are counted or added up, the largest first; times in their order.

    Args:
        words: The one thing that is counted: ``grants``, ``grants@2022``, ``lists/members.csv``, ``activities@2023``.
    """
    found = Rows()
    try:
        _group(report, words, grouping, Reader(reading, formats), found)
    except GroupingError as error:
        found.problems.append(Problem(reading.origin, error.code, str(error)))
    if found.rows:
        settle(found, reading)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """How values are read, and what is printed with them."""

    reading: Reading
    formats: Formats


def _group(report: Report, words: Sequence[str], grouping: Grouping, reader: Reader, found: Rows) -> None:
    if len(words) != 1:
        raise GroupingError(Code.CHART, "one thing alone can be grouped: name the grants, one list, or one statement")
    if len(grouping.by) > _COLUMNS:
        raise GroupingError(Code.KEY, "two columns are the most that values are grouped by")
    (word,) = words
    if names_grants(report, word):
        _Grants(report, word.partition("@")[2], grouping, reader.formats).put(found)
    elif word.endswith(".csv"):
        _list(report, word, grouping, reader, found)
    else:
        _statement(report, word, grouping, reader.reading, found)


def condition(text: str) -> tuple[tuple[str, str], ...]:
    """Return a condition.

    Raises:
        GroupingError: It cannot be read.
    """
    try:
        return parse_where(text)
    except FormulaError as error:
        raise GroupingError(Code.FORMULA, str(error)) from None


# ---- grants ----


class _Grants:
    """The grants of a chart, in groups."""

    def __init__(self, report: Report, period: str, grouping: Grouping, formats: Formats) -> None:
        assert report.grants is not None
        self._report, self._roll, self._grouping, self._formats = report, report.grants, grouping, formats
        self._period = period
        self._by = grouping.by or ("country" if grouping.on_map else "program",)
        for column in self._by:
            if column not in GROUPS:
                known = ", ".join(GROUPS)
                raise GroupingError(Code.KEY, f"grants are grouped by {known}, not by {quoted(column)}{hint(column, GROUPS)}")
        if grouping.sum not in {"", "amount"}:
            raise GroupingError(Code.KEY, f"of grants the amount is added up, not {quoted(grouping.sum)}: write :sum: amount, or :count:")
        self._where = condition(grouping.where)
        self._code = next((word.upper() for column, word in self._where if column == "currency"), report.profile.currency)
        self._times = {known.id: known for known in self._roll.periods}

    def put(self, found: Rows) -> None:
        """Add the values, and what is to be said of them."""
        found.files += [*self._report.files_for("report"), *self._report.files_for("grants")]
        found.head = self._formats.wording.fill(HEADS[self._by[0]])
        grants = self._chosen()
        # What is all in other currencies is said below; an amount of nothing would be untrue.
        groups = [group for group in self._roll.grouped(grants, self._by[0]) if self._grouping.count or self._code in group.tally.sums]
        if self._by[0] == "recipient":
            groups.sort(key=self._value_of, reverse=True)
        if len(self._by) == 1:
            found.rows = [self._value(group, group, "") for group in groups]
        else:
            inside = [{(own.key, own.individuals): own for own in self._roll.grouped(group.grants, self._by[1])} for group in groups]
            for series in self._roll.grouped(grants, self._by[1]):
                nothing = Group(series.key, (), self._roll.tally(()))
                for group, own in zip(groups, inside, strict=True):
                    cell = own.get((series.key, series.individuals), nothing)
                    row = self._value(group, cell, self._name(self._by[1], series))
                    if not (
                        series.key or series.individuals or cell.grants
                    ):  # where each grant has its program, those without are no amount of nothing
                        row = dataclasses.replace(row, value=None, kind=AmountKind.NOT_APPLICABLE, text="–")
                    found.rows.append(row)
        found.over_time = self._by[0] == "year" and all(group.key in self._times for group in groups)
        if self._grouping.on_map:
            self._note_small(found)
        if "year" in self._by and not (self._where or self._grouping.count):
            found.files += self._report.previous_files
            found.notes += published_otherwise(self._report, self._formats)
        others = {code: value for code, value in self._roll.tally(grants).sums.items() if code != self._code}
        if others and not self._grouping.count:
            found.notes.append(GrantWords.of(self._formats).without(others))

    def _chosen(self) -> Sequence[Grant]:
        grants = _in_period(self._report, self._roll, self._period, every="year" in self._by)
        try:
            return self._roll.chosen(self._where, grants)
        except FormulaError as error:
            raise GroupingError(Code.FORMULA, str(error)) from None

    def _name(self, by: str, group: Group) -> str:
        """Return what a group is called."""
        if group.individuals:
            return self._formats.wording.fill(INDIVIDUALS)
        if not group.key:
            return self._formats.wording.fill(NOTHING.get(by, NOTHING_SAID))
        if by == "country":
            return self._formats.country(group.key)
        return self._formats.period(self._times[group.key]) if by == "year" and group.key in self._times else group.key

    def _value_of(self, group: Group) -> Decimal:
        return Decimal(group.tally.count) if self._grouping.count else group.tally.sums.get(self._code, Decimal(0))

    def _value(self, label: Group, group: Group, series: str) -> ChartValue:
        """Return the value of a group: the figure at its address, if there is one."""
        value, counts, by = self._value_of(group), self._grouping.count, self._by[0]
        address = self._address(label.key) if not series and not self._where and self._period != "*" else None
        figure = self._report.figure(address) if address is not None else None
        unit = self._roll.words.count if counts else self._code
        name = self._name(by, label)
        if figure is None or figure.value != value:
            figure = _figure(value, unit, Text(name, self._roll.origin), money=not counts and bool(unit))
        period = self._times.get(label.key) if by == "year" else figure.period
        figure = dataclasses.replace(figure, unit=unit, period=period)
        return ChartValue.of(figure, name, series, label.key if by == "country" else "")

    def _address(self, key: str) -> Address | None:
        """Return where the figure of a group stands, if it has an address."""
        column, by = "count" if self._grouping.count else "", self._by[0]
        if by == "year":
            return Address("grants.total", key, column)
        meant = period_meant(self._report.profile, self._period) or ""
        return Address(f"grants.{by}.{slug(key)}", meant, column) if by != "recipient" and slug(key) else None

    def _note_small(self, found: Rows) -> None:
        found.rows = [dataclasses.replace(row, off_map=region_of(row.name) is None) for row in found.rows]
        small = [row.words for row in found.rows if row.off_map]
        if small:
            found.notes.append(self._formats.wording.fill(TOO_SMALL, countries=self._formats.list(small)))


def published_otherwise(report: Report, formats: Formats) -> list[str]:
    """Return what is said of years whose grants come to something else than an earlier report published."""
    if report.grants is None or report.last is None:
        return []
    return [
        formats.wording.fill(
            PUBLISHED, year=formats.period(figure.period), amount=str(formats.figure(old.value, unit=old.unit, money=True))
        )
        for figure, old, _said in grants_otherwise(report.grants, report.last.reports)
        if figure.period is not None and old.value is not None and figure.unit == report.profile.currency
    ]


def _in_period(report: Report, roll: GrantRoll, written: str, *, every: bool) -> Sequence[Grant]:
    """Return the grants of a period: of the reporting period where none is written; of all, where they are shown year by year."""
    if written == "*" or (not written and every):
        return roll.grants
    period = period_meant(report.profile, written)
    if period is None or (period and period not in {known.id for known in roll.periods}):
        known = [known.id for known in roll.periods]
        raise GroupingError(Code.PERIOD, f"no grants are awarded in {quoted(written)}{hint(written, known)}; there is {', '.join(known)}")
    return roll.within(period)


def _figure(value: Decimal, unit: str, label: Text, *, money: bool) -> Figure:
    """Return a figure without an address: what some rows come to."""
    return Figure(Address(""), value, AmountKind.NUMBER, "", unit, money=money, label=label, period=None, origin=label.origin)


# ---- lists ----


def read_list(report: Report, word: str, where: str, reading: Reading, found: Rows) -> Listed | None:
    """Return the rows of a list that a condition names; None after putting down why there are none.

    Raises:
        GroupingError: The condition cannot be read, or names a column that the list has not.
    """
    if is_grants(word):
        raise GroupingError(
            Code.CHART, "grants are drawn and listed by their own name, since the file may name individuals: write :data: grants"
        )
    path = posixpath.normpath(posixpath.join(report.data, word))
    found.files.append(path)
    table, problems = load_list(report.root, report.data, word, reading.origin)
    found.problems += problems
    if table is None:
        return None
    if look_like_grants(table.header):
        raise GroupingError(
            Code.CHART,
            f"{path} has the columns of grants, and may name individuals: make it {report.data}/grants.csv, and write :data: grants",
        )
    wanted = condition(where)
    for column, _ in wanted:
        check_column(table, column)
    rows = tuple(
        (row, origin) for row, origin in table.rows if all(row.get(column, "").casefold() == text.casefold() for column, text in wanted)
    )
    if wanted and not rows and not problems:
        raise GroupingError(Code.FORMULA, f"no row of {path} says {' and '.join(f'“{text}” in {column}' for column, text in wanted)}")
    return dataclasses.replace(table, rows=rows)


def check_column(table: Listed, column: str) -> None:
    """Refuse a column that a list has not.

    Raises:
        GroupingError: It has not.
    """
    if column not in table.header:
        known = [name for name in table.header if name]
        raise GroupingError(
            Code.KEY, f"{table.origin.path} has no column {quoted(column)}{hint(column, known) or '; it has ' + ', '.join(known)}"
        )


def _list(report: Report, word: str, grouping: Grouping, reader: Reader, found: Rows) -> None:
    table = read_list(report, word, grouping.where, reader.reading, found)
    if table is None:
        return
    by = grouping.by
    if not by:
        raise GroupingError(Code.KEY, f"nothing says by which column the rows of {word} are grouped: write :by: and its name")
    for column in (*by, *filter(None, [grouping.sum])):
        check_column(table, column)
    nothing = reader.formats.wording.fill(NOTHING_SAID)
    places = [(*(" ".join(row.get(column, "").split()) or nothing for column in by), "")[:_COLUMNS] for row, _ in table.rows]
    sums, unit, money = _sums(table, grouping.sum, places, reader.reading, found)
    series = list(dict.fromkeys(name for _, name in places))
    whole = {label: total((1, sums.get((label, name), Decimal(0))) for name in series) for label, _ in places}
    origin = table.origin
    found.head = by[0]
    for name in series:
        for label in _ordered(list(whole), whole.__getitem__):
            figure = _figure(sums.get((label, name), Decimal(0)), unit, Text(label, origin), money=money)
            code = country_code(label) if grouping.on_map else ""
            found.rows.append(ChartValue.of(figure, reader.formats.country(code) if code else label, name, label))


def _sums(
    table: Listed, column: str, places: Sequence[tuple[str, ...]], reading: Reading, found: Rows
) -> tuple[dict[tuple[str, ...], Decimal], str, bool]:
    """Return what stands at each place, and its unit: how many rows there are, or the sum of their numbers."""
    counts = Counter(places)
    if not column:
        return {place: Decimal(number) for place, number in counts.items()}, "", False
    numbers = quantities_of(table, column, reading, found)
    units = {(number.unit, number.money) for number in numbers if number.value}
    if len(units) > 1:
        listed = " and ".join(quoted(unit) if unit else "no unit" for unit, _ in sorted(units))
        raise GroupingError(Code.CHART, f"the numbers in {quoted(column)} are in {listed}, and cannot be added: choose rows with :where:")
    unit, money = next(iter(units), ("", False))
    addends: dict[tuple[str, ...], list[Decimal]] = {}
    for place, number in zip(places, numbers, strict=True):
        addends.setdefault(place, []).extend([number.value] if number.value is not None else [])
    return {place: total((1, value) for value in own) for place, own in addends.items()}, unit, money


def _ordered(labels: list[str], size: Callable[[str], Decimal]) -> list[str]:
    """Return labels by the size of their values, the largest first; times in their order."""
    if all(_TIME.fullmatch(label) for label in labels):
        return sorted(labels)
    return sorted(labels, key=size, reverse=True)


# ---- statements ----


def _statement(report: Report, word: str, grouping: Grouping, reading: Reading, found: Rows) -> None:
    """Add up the items of each section of a statement, in one of its columns."""
    try:
        wanted = parse_address(word)
    except AddressError as error:
        raise GroupingError(Code.ADDRESS, str(error)) from None
    footed = report.statements.get(wanted.key)
    if footed is None:
        raise GroupingError(
            Code.CHART, f"{quoted(word)} has no rows to group: name the grants, a list such as lists/members.csv, or a statement"
        )
    if grouping.by != ("section",) or grouping.count or grouping.where or grouping.sum:
        raise GroupingError(
            Code.KEY, "the items of a statement are added up by their sections: write :by: section, and neither sum, count nor where"
        )
    found.files += report.files_of_statement(wanted.key)
    statement = footed.statement
    column = column_meant(report, statement, wanted)
    if column is None:
        raise GroupingError(Code.ADDRESS, no_column(word, statement))
    figures: dict[str, list[Figure]] = {}
    for line in statement.lines:
        if line.kind is Kind.ITEM:
            figures.setdefault(line.section, []).append(report.cell_figure(footed, line, column))
    for section, own in figures.items():
        first = own[0]
        label = reading.words(statement.sections.get(section, Text(section, first.origin)))
        value = total((1, figure.value) for figure in own if figure.value is not None)
        source: Source | None = first.source if len({figure.source for figure in own}) == 1 else statement.source
        made = dataclasses.replace(
            first, address=Address(""), value=value, kind=AmountKind.NUMBER, text="", source=source, statement="", note=None
        )
        found.rows.append(ChartValue.of(made, label, name=section))
