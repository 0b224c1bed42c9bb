"""The columns of a statement: which header means what."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sphinx_impact.model.entities import AmountKind, Column, Profile, Scale, Text
from sphinx_impact.model.formulas import FormulaError, parse_formula
from sphinx_impact.model.loading.csvfile import Row, Table
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.words import suggestion, undeclared
from sphinx_impact.model.nearest import hint, nearest
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.quantities import quoted

LABEL: Final = "line"
REQUIRED: Final = ("section", LABEL, "kind")
KNOWN: Final = (*REQUIRED, "id", "indent", "note", "formula", "source")


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """A column declared in the YAML beside the CSV."""

    name: str
    label: Text | None
    formula: str
    unit: str
    period: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a statement before its rows are read.

    Attributes:
        decimal: As `quantities.parse_number` takes it.
        empty: What an item is whose cell is empty: not reported, or nil.
        period: Id of the period of columns that are no periods.
        notes: Note references that may be used; None where any may.
        strict: Whether each amount column must be declared.
    """

    profile: Profile
    decimal: str
    empty: AmountKind
    currency: str
    scale: Scale
    period: str | None
    definitions: Mapping[str, Definition]
    notes: Collection[str] | None
    strict: bool


def read_columns(table: Table, frame: Frame, findings: Findings) -> tuple[Table, list[Column]]:
    """The amount columns: those of the CSV, then those only computed; and the table with the header that is meant."""
    if frame.strict and not {name.casefold() for name in table.header} & {*REQUIRED}:
        what = f"this row is no header: write section,line,kind and the columns of amounts, such as {frame.period or '2023'}, above it"
        findings.add(table.row, Code.CSV, what)
        return table, []
    if frame.strict and not table.header[0]:
        findings.add(table.row, Code.CSV, "column 1 has no name: the header begins section,line,kind")
    table = _renamed(table, _meant(table, frame, findings))
    for name in REQUIRED if frame.strict else (LABEL,):
        if name not in table.header:
            findings.add(table.row, Code.CSV, f"the column {name} is missing: the header begins section,line,kind")
    columns: list[Column] = []
    for header in table.header:
        column = _column(header, table, frame, findings) if header not in KNOWN else None
        if column is None:
            continue
        twin = next((other for other in columns if (other.period, other.name) == (column.period, column.name)), None)
        if twin is not None:
            what = f"the columns {quoted(twin.id)} and {quoted(header)} are the same period and column: delete one"
            findings.add(table.row, Code.DUPLICATE, what)
        else:
            columns.append(column)
    return table, [*columns, *_computed(columns, frame, findings)]


def _meant(table: Table, frame: Frame, findings: Findings) -> dict[str, str]:
    """Which header stands for which known one: written with capitals, misspelt, or the first of a table in a page. Empty: for none."""
    declared = {*frame.profile.periods, *frame.definitions}
    meant: dict[str, str] = {}
    joined = (f"{period}/{name}" for period in frame.profile.periods for name in frame.definitions)
    declared_as = {name.casefold(): name for name in (*declared, *joined)}
    for header in table.header:
        left = [name for name in KNOWN if name not in table.header and name not in meant.values()]
        if header in KNOWN or header in declared or header.partition("/")[0] in declared:
            continue
        written = declared_as.get(header.casefold())
        if header.casefold() in left:
            meant[header] = header.casefold()
        elif frame.strict and written and written not in table.header:
            findings.add(table.row, Code.KEY, f"the column {quoted(header)} is not known{hint(header, [written])}")
            meant[header] = written
        elif frame.strict and "/" not in header and re.search("[^0-9]", header) and (near := nearest(header, [*left, *frame.definitions])):
            findings.add(table.row, Code.KEY, f"the column {quoted(header)} is not known{hint(header, [near])}")
            meant[header] = near if near not in table.header else ""
    first = table.header[0]
    if not frame.strict and LABEL not in table.header and LABEL not in meant.values() and meant.get(first, first) not in KNOWN:
        meant[first] = LABEL  # whatever it is called
    return meant


def _renamed(table: Table, names: Mapping[str, str]) -> Table:
    if not names:
        return table
    rows = (dataclasses.replace(row, cells={names.get(name, name): cell for name, cell in row.cells.items()}) for row in table.rows)
    return dataclasses.replace(table, header=tuple(names.get(name, name) for name in table.header), rows=tuple(rows))


def _column(header: str, table: Table, frame: Frame, findings: Findings) -> Column | None:
    """The column of a header: a period, a declared column, or both joined by a slash."""
    periods, definitions = frame.profile.periods, frame.definitions
    origin = findings.origin(table.row)
    if header in periods:
        return Column(header, header, "", None, "", "currency", origin)
    if header in definitions:
        return _defined(header, definitions[header].period or frame.period, definitions[header], origin)
    period, slash, name = header.partition("/")
    if slash and period in periods and name in definitions:
        return _defined(header, period, definitions[name], origin)
    if not frame.strict:
        unit = "percent" if _counts_percents(header, table.rows) else "currency"
        joined = bool(slash and name and period in periods)
        return Column(
            header, period if joined else None, name if joined else header, Text(name if joined else header, origin), "", unit, origin
        )
    if not header:
        return None  # put down already
    if re.fullmatch("[0-9]{4}", period) and period not in periods:
        findings.add(table.row, Code.KEY, f"the column {quoted(header)} is no amount column: {undeclared(period, periods)}")
    else:
        findings.add(table.row, Code.KEY, f"the column {quoted(header)} is {_why_unknown(header, table, frame)}")
    return None


def _why_unknown(header: str, table: Table, frame: Frame) -> str:
    """Say what a header lacks to be one of an amount column; names that have a column already are no cure."""
    periods, definitions = frame.profile.periods, frame.definitions
    period, slash, name = header.partition("/")
    if slash and period in periods:
        return f"no amount column: {quoted(name)} is not declared under columns in the YAML beside the CSV{suggestion(name, definitions)}"
    if slash and name in definitions:
        return f"no amount column: {undeclared(period, periods)}"
    return f"neither a period nor declared under columns{suggestion(header, [each for each in (*definitions, *periods) if each not in table.header])}"


def _counts_percents(header: str, rows: Iterable[Row]) -> bool:
    """Whether every number in a column is a percentage."""
    cells = [cell for row in rows if re.search("[0-9]", cell := row.cells.get(header, ""))]
    return bool(cells) and all("%" in cell for cell in cells)


def _defined(header: str, period: str | None, definition: Definition, origin: Origin) -> Column:
    return Column(
        header,
        period,
        definition.name,
        definition.label,
        definition.formula,
        definition.unit,
        definition.origin if definition.formula else origin,
    )


def _computed(columns: list[Column], frame: Frame, findings: Findings) -> list[Column]:
    """Declared columns that the CSV does not have: computed, where they have a formula, for each period that has others."""
    made: list[Column] = []
    for name, definition in frame.definitions.items():
        if any(column.name == name for column in columns):
            continue
        if not definition.formula:
            what = f"the column {quoted(name)} is declared, but not in the CSV: add it there, or give it a formula"
            findings.problems.append(Problem(definition.origin, Code.KEY, what))
            continue
        names = _names(definition.formula)
        joined = {column.period: column for column in columns if column.name in names and "/" in column.id}
        if joined:
            made += [_defined(f"{period}/{name}", period, definition, definition.origin) for period in joined]
        else:
            made.append(_defined(name, definition.period or frame.period, definition, definition.origin))
    return made


def _names(formula: str) -> tuple[str, ...]:
    try:
        return parse_formula(formula).names
    except FormulaError:
        return ()  # footing says what is wrong with it
