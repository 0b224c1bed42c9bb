"""The rows of a statement: from CSV to columns and lines."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Final

from sphinx_impact.model.currencies import code_of, is_code
from sphinx_impact.model.entities import (
    Amount,
    AmountKind,
    Cell,
    Column,
    Kind,
    Line,
    Profile,
    Scale,
    Text,
)
from sphinx_impact.model.formulas import FormulaError, parse_formula
from sphinx_impact.model.loading.csvfile import Row, Table
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.sources import read_source
from sphinx_impact.model.loading.words import choices, slug, suggestion
from sphinx_impact.model.nearest import hint, nearest
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.quantities import NumberError, doubtful_cells, parse_amount, quoted, read_money

REQUIRED: Final = ("section", "line", "kind")
OPTIONAL: Final = ("id", "indent", "note", "formula", "source")
KNOWN: Final = (*REQUIRED, *OPTIONAL)
_MAX_INDENT: Final = 6
_ID: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


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
        period: Id of the period of columns that are no periods.
        notes: Note references that may be used; None where any may.
        strict: Whether each amount column must be declared.
    """

    profile: Profile
    decimal: str
    currency: str
    scale: Scale
    period: str | None
    definitions: Mapping[str, Definition]
    notes: Iterable[str] | None
    strict: bool


def read_columns(table: Table, frame: Frame, findings: Findings) -> tuple[str, list[Column]]:
    """Which header holds the labels of the lines, and the amount columns: those of the CSV, then those only computed."""
    required: tuple[str, ...] = REQUIRED if frame.strict else ("line",)
    label = "line"
    if not frame.strict and "line" not in table.header and table.header[0] not in KNOWN:
        label, required = table.header[0], ()  # in a page the first column holds the labels, whatever it is called
    for name in required:
        if name not in table.header:
            findings.add(table.row, Code.CSV, f"the column {name} is missing: the header begins section,line,kind{_meant(name, table.header)}")
    columns = []
    for header in table.header:
        if header not in KNOWN and header != label:
            column = _column(header, table, frame, findings)
            if column is not None:
                columns.append(column)
    columns += _computed(columns, frame, findings)
    return label, columns


def _meant(name: str, header: Iterable[str]) -> str:
    found = nearest(name, [other for other in header if other not in KNOWN])
    return f"; is {quoted(found)} meant for it?" if found else ""


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
        if slash and period in periods and name:
            return Column(header, period, name, Text(name, origin), "", "currency", origin)
        return Column(header, None, header, Text(header, origin), "", "currency", origin)
    if any(_meant(known, [header]) for known in KNOWN if known not in table.header) and not hint(header, [*periods, *definitions]):
        findings.add(table.row, Code.KEY, f"the column {quoted(header)} is not known{hint(header, KNOWN)}")
    elif re.fullmatch("[0-9]{4}", period) and period not in periods:
        near = hint(period, periods)
        findings.add(table.row, Code.KEY, f'the column {quoted(header)} is no declared period: write "{period}": under periods in report.yaml{near}')
    else:
        near = suggestion(header, [*definitions, *periods, *KNOWN])
        findings.add(table.row, Code.KEY, f"the column {quoted(header)} is neither a period nor declared under columns{near}")
    return None


def _defined(id: str, period: str | None, definition: Definition, origin: Origin) -> Column:
    return Column(id, period, definition.name, definition.label, definition.formula, definition.unit, definition.origin if definition.formula else origin)


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


def read_lines(table: Table, label: str, columns: list[Column], frame: Frame, findings: Findings) -> tuple[list[Line], dict[str, Text]]:
    """The lines of a statement, and its sections by the words of their rows, in order."""
    kinds = [_kind(row, frame, findings) for row in table.rows]
    ids = _ids(table.rows, kinds, label, findings)
    amounts = [_amounts(row, kind, columns, frame, findings) for row, kind in zip(table.rows, kinds, strict=True)]
    _refuse_doubtful(amounts, table.rows, columns, frame, findings)
    lines: list[Line] = []
    sections: dict[str, Text] = {}
    for row, kind, id, written in zip(table.rows, kinds, ids, amounts, strict=True):
        origin = findings.origin(row.row)
        section = row.cells.get("section", "")
        if section:
            sections.setdefault(section, Text(section, origin))
        lines.append(
            Line(
                id=id,
                section=section,
                label=Text(row.cells.get(label, "") or section, origin),
                kind=kind,
                indent=_indent(row, findings),
                note=_note(row, frame, findings),
                formula=row.cells.get("formula", ""),
                source=read_source(row.cells.get("source", ""), row.row, frame.profile, findings),
                cells=tuple(Cell(amount, origin) for amount in written),
                origin=origin,
            )
        )
    return lines, sections


def _kind(row: Row, frame: Frame, findings: Findings) -> Kind:
    text = row.cells.get("kind", "").lower()
    words = [kind.value for kind in Kind]
    if text in words:
        return Kind(text)
    meant = nearest(text, words) if text else None
    if text:
        cure = f"; did you mean “{meant}”?" if meant else ""
        findings.add(row.row, Code.VALUE, f"kind: {quoted(text)} is none of {choices(words)}{cure}")
    elif frame.strict and not row.ragged:
        findings.add(row.row, Code.MISSING, f"the row has no kind: write {choices(words)}")
    return Kind(meant) if meant else Kind.ITEM


def _ids(rows: tuple[Row, ...], kinds: list[Kind], label: str, findings: Findings) -> list[str]:
    """An id for each line that no other line has; headings, which nobody addresses, take what is left."""
    taken: dict[str, int] = {}
    ids = [""] * len(rows)
    order = sorted(range(len(rows)), key=lambda place: kinds[place] is Kind.HEADING)
    for place in order:
        row, heading = rows[place], kinds[place] is Kind.HEADING
        words, given = row.cells.get(label, "") or (row.cells.get("section", "") if heading else ""), row.cells.get("id", "")
        if given and not _ID.fullmatch(given):
            cure = f"write {slug(given)}" if slug(given) else "use small letters, digits and hyphens"
            findings.add(row.row, Code.VALUE, f"{quoted(given)} cannot be the id of a line: {cure}")
        id = slug(given) or slug(words)
        if not words and not row.ragged:
            findings.add(row.row, Code.MISSING, "the row has no label: write one in the column line")
        elif not id and not heading and not row.ragged:
            findings.add(row.row, Code.MISSING, f"no id can be made from {quoted(words)}: write one in the column id")
        if id in taken and (given or not heading):
            what = f"the id {id} of {quoted(words)} is that of row {taken[id]} too"
            findings.add(row.row, Code.DUPLICATE, f"{what}: write another one in the column id")
        ids[place] = _free(id or f"row-{row.row}", taken)
        taken[ids[place]] = row.row
    return ids


def _free(id: str, taken: Mapping[str, int]) -> str:
    number = 2
    free = id
    while free in taken:
        free, number = f"{id}-{number}", number + 1
    return free


def _indent(row: Row, findings: Findings) -> int:
    text = row.cells.get("indent", "")
    if not text:
        return 0
    if re.fullmatch("[0-9]", text) and int(text) <= _MAX_INDENT:
        return int(text)
    findings.add(row.row, Code.VALUE, f"indent: {quoted(text)} is no step from 0 to {_MAX_INDENT}")
    return 0


def _note(row: Row, frame: Frame, findings: Findings) -> str:
    text = row.cells.get("note", "")
    if frame.notes is not None:
        known = list(frame.notes)
        for name in re.split(r"[\s,]+", text):
            if name and name not in known:
                cure = suggestion(name, known) or "; declare it under notes in the YAML beside the CSV"
                findings.add(row.row, Code.KEY, f"there is no note {quoted(name)}{cure}")
    return text


def _amounts(row: Row, kind: Kind, columns: list[Column], frame: Frame, findings: Findings) -> list[Amount]:
    amounts = []
    for column in columns:
        text = row.cells.get(column.id, "")
        if row.ragged:
            amounts.append(Amount(AmountKind.UNREADABLE, None, text) if kind is not Kind.HEADING else Amount(AmountKind.NOT_REPORTED, None, ""))
        elif kind is Kind.HEADING:
            if text:
                findings.add(row.row, Code.VALUE, f"column {column.id}: a heading has no amount: delete {quoted(text)}, or change the kind")
            amounts.append(Amount(AmountKind.NOT_REPORTED, None, ""))
        else:
            amounts.append(_amount(text, column, row.row, frame, findings))
    return amounts


def _amount(text: str, column: Column, row: int, frame: Frame, findings: Findings) -> Amount:
    plain = text
    if column.unit == "percent" and (match := re.fullmatch(r"(.*[0-9])\s?%(\)?)", text)):
        plain = match[1] + match[2]
    try:
        amount = parse_amount(plain, frame.decimal)
        if amount.kind is AmountKind.NUMBER:
            _check_currency(plain, text, column, frame)
    except NumberError as error:
        findings.add(row, Code.NUMBER, f"column {column.id}: {error}")
        return Amount(AmountKind.UNREADABLE, None, text)
    return dataclasses.replace(amount, text=text)


def _check_currency(plain: str, text: str, column: Column, frame: Frame) -> None:
    if plain[:1].isdigit() and plain[-1:].isdigit():
        return
    sign = read_money(plain, frame.decimal)[1]
    if sign and column.unit != "currency":
        raise NumberError(f"{quoted(text)} has a currency sign, and the column counts {column.unit}: delete the sign")
    if sign and frame.currency and code_of(sign, frame.currency) != frame.currency:
        raise NumberError(f"{quoted(text)} is in {code_of(sign, frame.currency)}, and the statement in {frame.currency}: delete the sign, or correct one of them")


def _refuse_doubtful(amounts: list[list[Amount]], rows: tuple[Row, ...], columns: list[Column], frame: Frame, findings: Findings) -> None:
    """Make amounts such as ``1.349`` unreadable where they can be read in two ways."""
    places = [
        (line, at)
        for line, written in enumerate(amounts)
        for at, amount in enumerate(written)
        if amount.kind is AmountKind.NUMBER and columns[at].unit == "currency"
    ]
    currency = frame.currency if frame.currency and is_code(frame.currency) else ""
    doubts = doubtful_cells([amounts[line][at].text for line, at in places], frame.decimal, currency, frame.scale)
    for number, doubt in doubts.items():
        line, at = places[number]
        findings.add(rows[line].row, Code.NUMBER, f"column {columns[at].id}: {doubt}")
        amounts[line][at] = Amount(AmountKind.UNREADABLE, None, amounts[line][at].text)

