"""The values a chart is fed with: addresses of the report, a CSV file, or rows typed in a page."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import Address, AddressError, parse_address
from sphinx_impact.model.cells import period_meant
from sphinx_impact.model.entities import Column, Figure, Kind, Period, Source, Statement
from sphinx_impact.model.loading.csvfile import parse_csv
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.quantities import UNSAID, UNSAID_COMMA, NumberError, decided, parse_amount, parse_quantity, quoted
from sphinx_impact.model.report import Report


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One value, not yet printed.

    Attributes:
        label: What it is of; of a flow, where it comes from.
        name: What its region is called, on a map.
        period: The period that the label names, where it names one.
    """

    label: str
    value: Decimal | None
    series: str = ""
    target: str = ""
    name: str = ""
    figure: Figure | None = None
    period: Period | None = None


@dataclasses.dataclass(slots=True)
class Rows:
    """Everything that was found.

    Attributes:
        rows: In order.
        unit: A currency code, ``percent``, a noun, or nothing.
        money: Whether the unit is a currency.
        head: What the labels are, where the data say so: the header of a CSV's first column.
        files: The data files that they depend on.
        faults: What is wrong with the options, as code and message.
        problems: What is wrong in a file or in typed rows.
    """

    rows: list[Row] = dataclasses.field(default_factory=list)
    unit: str = ""
    money: bool = False
    head: str = ""
    files: list[str] = dataclasses.field(default_factory=list)
    faults: list[tuple[Code, str]] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)

    @property
    def over_time(self) -> bool:
        """Whether the labels are periods, one after the other."""
        return bool(self.rows) and all(row.period is not None for row in self.rows)

    @property
    def sources(self) -> list[Source]:
        """Where the values come from, each once."""
        found = {row.figure.source: None for row in self.rows if row.figure is not None and row.figure.source is not None}
        return list({(source.document, source.place, source.url): source for source in found}.values())


def split_words(text: str) -> list[str]:
    """Return the addresses in an option."""
    return [word for word in re.split(r"[\s,]+", text.strip()) if word]


def from_addresses(
    report: Report, words: Sequence[str], period_name: Callable[[Period], str], *, spread: bool, decimal: str = UNSAID
) -> Rows:
    """Return the values at addresses.

    An address is that of a figure, ``KEY@*`` for a key in all its periods, ``STATEMENT[@PERIOD][/COLUMN]`` for the items of a
    statement, or the name of a CSV file among the data. A key without a period means all its periods where these are what the
    chart is about, and else the reporting period.

    Args:
        period_name: What a period is called.
        spread: Whether the kind of chart shows values over time.
        decimal: The decimal separator of a CSV file.
    """
    found = Rows()
    several = len(words) > 1
    for word in words:
        if word.endswith(".csv"):
            _file(report, word, decimal, found)
            continue
        head = re.split("[@/]", word)[0]
        if head in report.statements:
            try:
                _statement(report, word, found)
            except AddressError as error:
                found.faults.append((Code.ADDRESS, str(error)))
            continue
        found.files += report.files_of(word)
        every = word.endswith("@*")
        series = report.series(word.removesuffix("@*")) if every or "@" not in word else ()
        if every and not series:
            found.faults.append((Code.ADDRESS, report.explain(word.removesuffix("@*"))))
        elif every or (spread and len(series) > 1):
            found.rows += [_over_time(figure, period_name, several=several) for figure in series]
        else:
            figure = report.figure(word)
            if figure is None:
                found.faults.append((Code.ADDRESS, report.explain(word)))
            else:
                found.rows.append(Row(str(figure.label), figure.value, figure=figure, name=_name(figure)))
    if spread:
        found.rows = _by_period(found.rows, period_name)
    _unit(found)
    return found


def _by_period(rows: list[Row], period_name: Callable[[Period], str]) -> list[Row]:
    """Name values of one thing that stand at several addresses, each in a period of its own, by these periods."""
    periods = [row.figure.period if row.figure is not None else None for row in rows]
    alike = len({row.label for row in rows}) == 1 and len({period.id for period in periods if period is not None}) == len(rows)
    if len(rows) < 2 or not alike:
        return rows
    return [dataclasses.replace(row, label=period_name(period), period=period) for row, period in zip(rows, periods, strict=True) if period]


def _over_time(figure: Figure, period_name: Callable[[Period], str], *, several: bool) -> Row:
    label = period_name(figure.period) if figure.period is not None else figure.address.partition("@")[2].partition("/")[0]
    return Row(label, figure.value, str(figure.label) if several else "", figure=figure, period=figure.period)


def _name(figure: Figure) -> str:
    """Return what a map may look a figure's region up by: the id of its line."""
    return figure.address.partition("@")[0].partition("/")[0].rpartition(".")[2]


def _statement(report: Report, word: str, found: Rows) -> None:
    """Take the items of a statement, in one of its columns."""
    wanted = parse_address(word)
    footed = report.statements[wanted.key]
    found.files += report.files_of(f"{wanted.key}.-")
    column = _column(report, footed.statement, wanted)
    if column is None:
        known = ", ".join(column.id for column in footed.statement.columns)
        why = f"{word}: the statement has no such column; write {wanted.key}@PERIOD or {wanted.key}/COLUMN (it has {known})"
        found.faults.append((Code.ADDRESS, why))
        return
    for line in footed.statement.lines:
        if line.kind is Kind.ITEM:
            figure = report.cell_figure(footed, line, column)
            found.rows.append(Row(str(line.label), figure.value, figure=figure, name=line.id))


def _column(report: Report, statement: Statement, wanted: Address) -> Column | None:
    """Return the column that is meant: without a period that of the reporting period, or else the only one of that name."""
    named = [column for column in statement.columns if column.name == wanted.column]
    period = period_meant(report.profile, wanted.period)
    own = [column for column in named if column.period == period]
    if not own and not wanted.period:
        lone = list(statement.columns) if not wanted.column else []
        own = next((found for found in (named, lone) if len(found) == 1), [])
    return own[0] if own else None


def _unit(found: Rows) -> None:
    """Find the unit all values have; values of different units cannot stand in one chart."""
    units = {(row.figure.unit, row.figure.money): row.figure for row in found.rows if row.figure is not None}
    if not units:
        return
    (found.unit, found.money), *others = units
    if others:
        names = " and ".join(quoted(unit or "no unit") for unit, _money in units)
        found.faults.append((Code.CHART, f"the values of a chart must be of one unit; these are in {names}"))


def _file(report: Report, word: str, decimal: str, found: Rows) -> None:
    path = posixpath.normpath(posixpath.join(report.data, word))
    found.files.append(path)
    findings = Findings(path)
    text = read_text(report.root, path, findings)
    if text is not None:
        # a file is not written in the language of the page
        _table(text, findings, UNSAID if decimal == UNSAID_COMMA else decimal, report.profile.currency, found)
    found.problems += findings.sorted()


def from_text(text: str, origin: Origin, currency: str, decimal: str = UNSAID) -> Rows:
    """Return the values of rows typed in a page: CSV whose header names the columns."""
    found = Rows()
    findings = Findings(origin.path, origin.line)
    _table(text, findings, decimal, currency, found)
    found.problems += findings.sorted()
    return found


def _table(text: str, findings: Findings, decimal: str, currency: str, found: Rows) -> None:
    table = parse_csv(text, findings)
    if table is None:
        return
    header = table.header
    lower = [name.casefold() for name in header]
    if len(header) < 2:
        findings.add(table.row, Code.CSV, "a chart needs two columns at least: a label and a value, as in year,grants")
        return
    found.head = header[0]
    flows = lower[:2] == ["from", "to"] and len(header) > 2
    named = lower[0] in {"region", "country", "continent"} and lower[1] == "label" and len(header) > 2
    values = header[2:] if flows or named else header[1:]
    cells = [row.cells.get(name, "") for row in table.rows for name in values]
    decimal = decided(cells, UNSAID_COMMA if decimal == UNSAID and table.mark != "," else decimal)
    for row in table.rows:
        if row.ragged:
            continue
        for name in values:
            value, unit, money = _number(row.cells.get(name, ""), decimal, currency, findings, row.row)
            if unit and not found.unit:
                found.unit, found.money = unit, money
            found.rows.append(
                Row(
                    row.cells[header[1]] if named else row.cells[header[0]],
                    value,
                    series=name if len(values) > 1 else "",
                    target=row.cells[header[1]] if flows else "",
                    name=row.cells[header[0]],
                )
            )


def _number(text: str, decimal: str, currency: str, findings: Findings, row: int) -> tuple[Decimal | None, str, bool]:
    """Return the number in a cell and its unit; of none, or of one that cannot be read, nothing."""
    try:
        return parse_amount(text, decimal).value, "", False
    except NumberError as error:
        try:
            quantity = parse_quantity(text, decimal, currency)
        except NumberError:
            findings.add(row, Code.NUMBER, str(error))
            return None, "", False
        return quantity.value, quantity.unit, quantity.money
