"""The values a chart is fed with: addresses of the report, a CSV file, or rows typed in a page."""

from __future__ import annotations

import contextlib
import dataclasses
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import AddressError, parse_address, period_meant
from sphinx_impact.model.entities import Address, AmountKind, Column, Figure, Kind, Period, Source, Statement, Text
from sphinx_impact.model.footing.expressions import Listed
from sphinx_impact.model.grants import is_grants, look_like_grants
from sphinx_impact.model.loading.csv import parse_csv
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.numbers.parse import (
    UNSAID,
    UNSAID_COMMA,
    NumberError,
    Quantity,
    code_of,
    decided,
    is_code,
    is_sign,
    parse_amount,
    parse_quantity,
)
from sphinx_impact.model.problems import Code, Origin, Problem, quoted
from sphinx_impact.model.report import Report

_LONGEST_NAME = 255
"""Bytes of a file's name that every file system takes."""

_SYMBOL = 3
"""Longer units are words; small and large letters are not the same in symbols: Mb are not MB."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChartValue(Figure):
    """One value, not yet printed: a figure of the report, or one that was typed, without an address.

    Attributes:
        words: What the chart says that it is of; of a flow, where it comes from.
        name: What its region is called, on a map.
        off_map: Whether it is a country that is too small for the map, or none, which is no mistake.
    """

    words: str = ""
    series: str = ""
    target: str = ""
    name: str = ""
    off_map: bool = False

    @classmethod
    def of(cls, figure: Figure, words: str, series: str = "", name: str = "") -> ChartValue:
        """Return a figure as a value."""
        known = {field.name: getattr(figure, field.name) for field in dataclasses.fields(Figure)}
        return cls(**known, words=words, series=series, name=name)

    @property
    def typed(self) -> bool:
        """Whether it was typed."""
        return not self.address.key


@dataclasses.dataclass(slots=True)
class Rows:
    """Everything that was found.

    Attributes:
        rows: In order.
        unit: A currency code, ``percent``, a noun, or nothing.
        money: Whether the unit is a currency.
        head: What the labels are, where the data say so: the header of a CSV's first column.
        over_time: Whether the labels are periods, one after the other.
        mixed: Whether the values are of several units, so that no drawing can hold them.
        files: The data files that they depend on.
        problems: What is wrong.
        notes: What readers are to know: what is not drawn.
    """

    rows: list[ChartValue] = dataclasses.field(default_factory=list)
    unit: str = ""
    money: bool = False
    head: str = ""
    over_time: bool = False
    mixed: bool = False
    files: list[str] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)

    @property
    def sources(self) -> list[Source]:
        """Where the values come from, each once."""
        found = [row.source for row in self.rows if row.source is not None]
        return list({(source.document, source.place, source.url): source for source in found}.values())


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """How values are read.

    Attributes:
        origin: Where the chart is written.
        currency: The report's, which a sign of several currencies, such as ``$``, then means.
        decimal: The decimal separator of typed values, as `quantities` takes it.
        unit: The unit of values that are typed without one.
        period_name: What a period is called.
        words: The words of a label, without their markup.
    """

    origin: Origin
    currency: str = ""
    decimal: str = UNSAID
    unit: str = ""
    period_name: Callable[[Period], str] = dataclasses.field(default=lambda period: period.label or period.id)
    words: Callable[[Text], str] = str


def declared_unit(text: str, currency: str = "") -> tuple[str, bool]:
    """Return the unit that an option names, and whether it is a currency: ``%``, ``USD``, ``€``, ``KWH``, ``books``."""
    unit = " ".join(text.split())
    if unit == "%":
        return "percent", False
    if is_sign(unit):
        return code_of(unit, currency), True
    return unit, is_code(unit)


# ---- addresses ----


def from_addresses(report: Report, words: Sequence[str], reading: Reading, *, spread: bool, sequence: bool = False) -> Rows:
    """Return the values at addresses.

    An address is that of a figure, ``KEY@*`` for a key in all its periods, ``STATEMENT[@PERIOD][/COLUMN]`` for the items of a
    statement, ``LINE.*[@PERIOD][/COLUMN]`` for what is in one line, or the name of a CSV file among the data. A key without a period means all its periods where these are what the
    chart is about, and else the reporting period.

    Args:
        spread: Whether the kind of chart shows values over time.
        sequence: Whether it shows nothing else, as a line does.
    """
    found = Rows()
    several = len(words) > 1
    for word in words:
        if word.endswith(".csv"):
            _file(report, word, reading, found)
            continue
        try:
            wanted = parse_address(word)
        except AddressError as error:
            found.problems.append(Problem(reading.origin, Code.ADDRESS, str(error)))
            continue
        of = wanted.key.removesuffix(".*")
        if of in report.statements and (of != wanted.key or of not in report.lines):
            _statement(report, dataclasses.replace(wanted, key=of), reading, found)
            continue
        found.files += report.files_of(word)
        every = wanted.period == "*"
        all_periods = dataclasses.replace(wanted, period="")
        series = report.series(all_periods) if every or not wanted.period else ()
        if every and not series:
            found.problems.append(Problem(reading.origin, Code.ADDRESS, report.explain(all_periods)))
        elif every or (spread and len(series) > 1):
            found.rows += [_over_time(figure, reading, several=several) for figure in series]
        else:
            figure = report.figure(wanted)
            if figure is None:
                found.problems.append(Problem(reading.origin, Code.ADDRESS, report.explain(wanted)))
            else:
                # what a map may look a figure's region up by is the id of its line
                found.rows.append(_row(figure, reading.words(figure.label), name=figure.address.key.rpartition(".")[2]))
    found.rows = _told_apart(report, found.rows, reading, spread=spread, sequence=sequence)
    found.over_time = bool(found.rows) and all(
        row.period is not None and row.words == reading.period_name(row.period) for row in found.rows
    )
    settle(found, reading)
    return found


def _row(figure: Figure, label: str, *, series: str = "", name: str = "") -> ChartValue:
    return ChartValue.of(figure, " ".join(label.split()), series, name)


def _over_time(figure: Figure, reading: Reading, *, several: bool) -> ChartValue:
    label = reading.period_name(figure.period) if figure.period is not None else figure.address.period
    return _row(figure, label, series=reading.words(figure.label) if several else "")


def _told_apart(report: Report, rows: list[ChartValue], reading: Reading, *, spread: bool, sequence: bool) -> list[ChartValue]:
    """Tell values of one label apart by what they differ in: period, column, or both.

    Periods of one thing become labels. Of several things in several periods, the fewer of the two become rows of values of their own,
    so that two lines in five periods are two rows, and so are twenty lines in two periods.

    Args:
        spread: Whether the kind of chart shows values over time.
        sequence: Whether the labels have to be periods.
    """
    if not rows or any(row.typed for row in rows):
        return rows
    if any(row.series for row in rows):
        # A key in all its periods stands beside a figure of one period.
        return _in_time(
            [
                dataclasses.replace(row, words=reading.period_name(row.period), series=row.words) if row.period and not row.series else row
                for row in rows
            ]
        )
    things = Counter(row.words for row in rows)
    if len(things) == len(rows):
        return rows
    times = [reading.period_name(row.period) if row.period is not None else row.address.period for row in rows]
    columns = [_column_name(report, row, reading) for row in rows]
    by_time, by_column = len(set(times)) > 1, len(set(columns)) > 1
    marks = times
    if by_column:
        marks = [", ".join(filter(None, pair)) for pair in zip(times, columns, strict=True)] if by_time else columns
    if len(set(marks)) < 2:
        return rows
    if len(things) == 1:
        alone = [dataclasses.replace(row, words=mark) for row, mark in zip(rows, marks, strict=True)]
        return sorted(alone, key=_when) if spread and not by_column else alone
    if by_time and not by_column and spread and (sequence or len(things) <= len(set(marks))):
        return _in_time([dataclasses.replace(row, words=mark, series=row.words) for row, mark in zip(rows, marks, strict=True)])
    return [dataclasses.replace(row, series=mark) for row, mark in zip(rows, marks, strict=True)]


def _in_time(rows: list[ChartValue]) -> list[ChartValue]:
    """Return rows of values whose labels are periods, each in all the periods there are, in their order."""
    order = {row.words: row for row in sorted(rows, key=_when)}
    there = Counter((row.words, row.series) for row in rows)
    if any(number > 1 for number in there.values()):
        return rows  # two things of one name: nobody knows which is which
    by_place = {(row.words, row.series): row for row in rows}
    return [
        by_place.get((label, series))
        or dataclasses.replace(one, address=Address(""), value=None, kind=AmountKind.NOT_REPORTED, text="", series=series)
        for series in dict.fromkeys(row.series for row in rows)
        for label, one in order.items()
    ]


def _when(row: ChartValue) -> tuple[bool, int]:
    """Return a key that sorts by the ends of periods, those that are not declared first, as they stand."""
    return (row.period is not None, row.period.end.toordinal() if row.period is not None else 0)


def _column_name(report: Report, row: ChartValue, reading: Reading) -> str:
    """Return what the column of a statement is called that a value stands in."""
    name = row.address.column
    footed = report.statements.get(row.statement)
    labels = [column.label for column in footed.statement.columns if column.name == name and column.label] if footed and name else []
    return reading.words(labels[0]) if labels else name


def _statement(report: Report, wanted: Address, reading: Reading, found: Rows) -> None:
    """Take the items of a statement, in one of its columns."""
    footed = report.statements[wanted.key]
    found.files += report.files_of_statement(wanted.key)
    column = column_meant(report, footed.statement, wanted)
    if column is None:
        found.problems.append(Problem(reading.origin, Code.ADDRESS, no_column(str(wanted), footed.statement)))
        return
    items = [line for line in footed.statement.lines if line.kind is Kind.ITEM]
    times = Counter(str(line.label) for line in items)
    for line in items:
        label = reading.words(line.label)
        if times[str(line.label)] > 1 and line.section:  # “Other” stands in many sections
            label = f"{reading.words(footed.statement.sections.get(line.section, Text(line.section, line.origin)))}: {label}"
        found.rows.append(_row(report.cell_figure(footed, line, column), label, name=line.id))


def column_meant(report: Report, statement: Statement, wanted: Address) -> Column | None:
    """Return the column that is meant: without a period that of the reporting period, or else the only one of that name."""
    named = [column for column in statement.columns if column.name == wanted.column]
    period = period_meant(report.profile, wanted.period)
    own = [column for column in named if column.period == period]
    if not own and not wanted.period:
        lone = list(statement.columns) if not wanted.column else []
        own = next((found for found in (named, lone) if len(found) == 1), [])
    return own[0] if own else None


def no_column(written: str, statement: Statement) -> str:
    """Say that a statement has no column that is meant by an address."""
    known = ", ".join(column.id for column in statement.columns)
    return f"{written}: the statement has no such column; write {statement.id}@PERIOD or {statement.id}/COLUMN (it has {known})"


# ---- units ----


def settle(found: Rows, reading: Reading) -> None:
    """Find the unit that all values have, and name each that has another one: a chart has one scale."""
    valued = [row for row in found.rows if row.value is not None]
    figures = [row for row in valued if not row.typed]
    declared = declared_unit(reading.unit, reading.currency) if reading.unit.strip() else None
    if declared and figures and not _is_in(figures[0], *declared):
        why = f"the option unit is left out: the values are in {_unit_name(figures[0].unit)}, as the data say"
        found.problems.append(Problem(reading.origin, Code.CHART, why))
        declared = None
    own = [row for row in valued if row.unit or not row.typed]
    found.unit, found.money = declared or ((own[0].unit, own[0].money) if own else ("", False))
    others = [row for row in own if not _is_in(row, found.unit, money=found.money)]
    bare = [] if declared or not found.unit else [row for row in valued if row.value and not row.unit and row.typed]
    name = _unit_name(found.unit)
    if any(not row.typed for row in others):
        names = " and ".join(dict.fromkeys(_unit_name(row.unit) for row in figures))
        why = f"the values of a chart must be of one unit; these are in {names}: make a chart of each"
        found.problems.append(Problem(reading.origin, Code.CHART, why))
    for row in [row for row in others if row.typed]:
        why = f"{quoted(row.text)} is in {_unit_name(row.unit)}, and the chart in {name}: write it in {name}, or make a chart of its own"
        found.problems.append(Problem(row.origin, Code.CHART, why if found.unit else f"{why}, or give the others their unit"))
    for row in bare:
        why = f"{quoted(row.text)} has no unit, and the chart is in {name}: write the unit behind it, or once for all with :unit: {found.unit}"
        found.problems.append(Problem(row.origin, Code.CHART, why))
    found.mixed = bool(others or bare)
    if not found.mixed:
        found.rows = [dataclasses.replace(row, unit=found.unit, money=found.money) for row in found.rows]


def _is_in(row: ChartValue, unit: str, money: bool) -> bool:
    """Whether a value is in a unit. One book is in books, and words, unlike symbols, may begin with a capital."""
    if (row.unit, row.money) == (unit, money):
        return True
    if row.money or money or not min(len(row.unit), len(unit)):
        return False
    one, many = sorted((row.unit.casefold(), unit.casefold()), key=len)
    return len(one) > _SYMBOL and (one == many or many in {f"{one}s", f"{one}es", f"{one[:-1]}ies"})


def _unit_name(unit: str) -> str:
    return quoted(unit) if unit else "no unit"


# ---- tables ----


def _file(report: Report, word: str, reading: Reading, found: Rows) -> None:
    if is_grants(word):
        why = "grants are drawn by their own name, since the file may name individuals: write :data: grants"
        found.problems.append(Problem(reading.origin, Code.CHART, why))
        return
    path = posixpath.normpath(posixpath.join(report.data, word))
    if any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
        found.problems.append(Problem(reading.origin, Code.FILE, f"{quoted(word)} is too long for the name of a file"))
        return
    found.files.append(path)
    findings = Findings(path)
    text = read_text(report.root, path, findings)
    if text is not None and look_like_grants(re.split("[,;\t]", text.lstrip().split("\n", 1)[0])):
        why = f"this file has the columns of grants, and may name individuals: make it {report.data}/grants.csv, and write :data: grants"
        findings.add(1, Code.CHART, why)
    elif text is not None:
        # a file is not written in the language of the page
        decimal = UNSAID if reading.decimal == UNSAID_COMMA else reading.decimal
        _table(text, findings, dataclasses.replace(reading, decimal=decimal), found)
    found.problems += findings.sorted()


def from_text(text: str, origin: Origin, reading: Reading) -> Rows:
    """Return the values of rows typed in a page: CSV whose header names the columns.

    Args:
        origin: Where the header stands.
    """
    found = Rows()
    findings = Findings(origin.path, origin.line)
    _table(text, findings, reading, found)
    found.problems += findings.sorted()
    settle(found, reading)
    return found


def _table(text: str, findings: Findings, reading: Reading, found: Rows) -> None:
    table = parse_csv(text, findings)
    if table is None:
        return
    header = table.header
    lower = [name.casefold() for name in header]
    if len(header) < 2:
        findings.add(table.row, Code.CSV, "a chart needs two columns at least: a label and a value, as in year,grants")
        return
    if not table.rows:
        findings.add(table.row, Code.MISSING, "below the header stand no rows: write a label and a value in each")
    if value := next((name for name in header[1:] if _is_value(name, reading)), ""):
        what = f"{quoted(value)} stands in the header, and is not drawn: write a row above it that names the columns, as in year,grants"
        findings.add(table.row, Code.CSV, what)
    flows = lower[:2] == ["from", "to"] and len(header) > 2
    named = lower[0] in {"region", "country", "continent"} and lower[1] == "label" and len(header) > 2
    found.head = "" if named else header[0]  # a word of ours, which no reader is to see
    values = header[2:] if flows or named else header[1:]
    cells = [row.cells.get(name, "") for row in table.rows for name in values]
    decimal = UNSAID_COMMA if reading.decimal == UNSAID and table.mark != "," else reading.decimal
    reading = dataclasses.replace(reading, decimal=decided(cells, decimal))
    for row in table.rows:
        if row.ragged:
            continue
        ends = [" ".join(row.cells[name].split()) for name in header[:2]]
        for at in (0, 1) if flows else (1,) if named else (0,):
            if not ends[at]:
                findings.add(row.row, Code.MISSING, f"the row has no {quoted(header[at])}: write what the value is of")
                ends[at] = f"⟨{row.row}⟩"
        for name in values:
            typed = _typed(row.cells[name], reading, findings, row.row)
            found.rows.append(
                dataclasses.replace(
                    typed,
                    words=ends[1] if named else ends[0],
                    series=name if len(values) > 1 else "",
                    target=ends[1] if flows else "",
                    name=ends[0],
                )
            )


def quantities_of(table: Listed, column: str, reading: Reading, found: Rows) -> list[ChartValue]:
    """Return the numbers in a column of a list, one for each row; what is wrong with them is put down."""
    cells = [row.get(column, "") for row, _ in table.rows]
    likely = UNSAID if table.mark == "," else UNSAID_COMMA
    own = dataclasses.replace(reading, decimal=decided(cells, likely))
    findings = Findings(table.origin.path)
    values = [_typed(cell, own, findings, origin.line) for cell, (_, origin) in zip(cells, table.rows, strict=True)]
    found.problems += findings.sorted()
    return values


def _is_value(header: str, reading: Reading) -> bool:
    """Whether a header is a number that is no year: the first row of a table that has no header."""
    if re.fullmatch("[12][0-9]{3}", header):
        return False
    try:
        return (
            isinstance(_quantity(header, reading), Quantity)
            and bool(re.match(r"\W*[0-9]", header))
            and not re.search("[^\\W\\d_]{3}", header)
        )
    except NumberError:
        return False


def _typed(text: str, reading: Reading, findings: Findings, row: int) -> ChartValue:
    """Return a number with its qualifier and its unit, as on a card; of what cannot be read, a row without a value."""
    origin = findings.origin(row)
    nothing = ChartValue(
        Address(""), None, AmountKind.UNREADABLE, text, "", money=False, label=Text("", origin), period=None, origin=origin
    )
    try:
        quantity = _quantity(text, reading)
    except NumberError as error:
        findings.add(row, Code.NUMBER, str(error))
        return nothing
    if isinstance(quantity, AmountKind):
        return dataclasses.replace(nothing, value=Decimal(0) if quantity is AmountKind.NIL else None, kind=quantity)
    known = {field.name: getattr(quantity, field.name) for field in dataclasses.fields(Quantity)}
    return dataclasses.replace(nothing, kind=AmountKind.NUMBER, **known)


def _quantity(text: str, reading: Reading) -> Quantity | AmountKind:
    """Return a quantity, or what stands there instead of one."""
    with contextlib.suppress(NumberError):
        amount = parse_amount(text, reading.decimal)
        if amount.kind is not AmountKind.NUMBER:
            return amount.kind
    return parse_quantity(text, reading.decimal, reading.currency)
