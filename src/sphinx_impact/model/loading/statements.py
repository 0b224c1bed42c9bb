"""``statements/NAME.csv`` with ``NAME.yaml`` beside it, and statements typed in a page: columns, lines, amounts."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from sphinx_impact.model.addresses import split_addresses
from sphinx_impact.model.entities import (
    Amount,
    AmountKind,
    Basis,
    Cell,
    Column,
    Kind,
    Line,
    Profile,
    RollForward,
    Scale,
    Statement,
    StatementType,
    Status,
    Text,
)
from sphinx_impact.model.footing.expressions import terms_of
from sphinx_impact.model.loading.csv import Row, Table, parse_csv
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings, exists, listing, read_text
from sphinx_impact.model.loading.records import Date, Item, Link, Record, checked, choice, one_of, one_or_more, read, read_file
from sphinx_impact.model.loading.yaml import Map, Scalar
from sphinx_impact.model.names import choices, hint, nearest, slug, suggestion, undeclared
from sphinx_impact.model.numbers.parse import (
    UNSAID,
    UNSAID_COMMA,
    NumberError,
    code_hint,
    code_of,
    doubtful_cells,
    is_code,
    notation,
    parse_amount,
    read_money,
    separator_of,
)
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

LABEL: Final = "line"
REQUIRED: Final = ("section", LABEL, "kind")
DESCRIPTION: Final = "description"
KNOWN: Final = (*REQUIRED, "id", "indent", "note", "formula", "source", DESCRIPTION, "formerly")


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a statement before its rows are read.

    Attributes:
        decimal: As `numbers.parse.parse_number` takes it.
        empty: What an item is whose cell is empty: not reported, or nil.
        period: Id of the period of columns that are no periods.
        definitions: Columns declared in the YAML beside the CSV, by name.
        notes: Note references that may be used; None where any may.
        strict: Whether each amount column must be declared.
    """

    profile: Profile
    decimal: str
    empty: AmountKind
    currency: str
    scale: Scale
    period: str | None
    definitions: Mapping[str, Column]
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
    periods = [column.period for column in columns]
    alternate = len([*itertools.groupby(periods)]) > len({*periods})
    for column in _computed(columns, frame, findings):
        beside = [at for at, other in enumerate(columns, 1) if "/" in column.id and other.period == column.period and not alternate]
        columns.insert(max(beside, default=len(columns)), column)
    return table, columns


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
        elif frame.strict and "/" not in header and re.search("[^0-9]", header) and (near := _near(header, left, frame)):
            findings.add(table.row, Code.KEY, f"the column {quoted(header)} is not known{hint(header, [near])}")
            meant[header] = near if near not in table.header else ""
    first = table.header[0]
    known = meant.get(first, first)
    if not frame.strict and LABEL not in table.header and LABEL not in meant.values() and known not in {*KNOWN} - {DESCRIPTION}:
        meant[first] = LABEL  # whatever it is called
    return meant


def _near(header: str, left: Iterable[str], frame: Frame) -> str | None:
    """The nearest known header or declared column; none where a period is nearer, which is no column of this name."""
    near = nearest(header, [*left, *frame.definitions, *frame.profile.periods])
    return None if near in frame.profile.periods else near


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
        name = name if joined else header
        return Column(header, period if joined else None, name, Text(name, origin), "", unit, origin)
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


def _defined(header: str, period: str | None, definition: Column, origin: Origin) -> Column:
    return dataclasses.replace(definition, id=header, period=period, origin=definition.origin if definition.formula else origin)


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
        names = {name for _sign, name in terms_of(definition.formula)}
        periods = {f"{column.period}/{name}": column.period for column in columns if column.name in names and "/" in column.id}
        periods = periods or {name: definition.period or frame.period}
        made += [_defined(header, period, definition, definition.origin) for header, period in periods.items()]
    return made


_MAX_INDENT: Final = 6
_ID: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


def read_lines(table: Table, columns: list[Column], frame: Frame, findings: Findings) -> tuple[list[Line], dict[str, Text]]:
    """The lines of a statement, and its sections by the words of their rows, in order."""
    kinds = [_kind(row, frame, findings) for row in table.rows]
    ids = _ids(table.rows, kinds, findings)
    amounts = [_amounts(row, kind, columns, frame, findings) for row, kind in zip(table.rows, kinds, strict=True)]
    _refuse_doubtful(amounts, table.rows, columns, frame, findings)
    lines: list[Line] = []
    sections: dict[str, Text] = {}
    for row, kind, line_id, written in zip(table.rows, kinds, ids, amounts, strict=True):
        origin = findings.origin(row.row)
        section = row.cells.get("section", "")
        if section:
            sections.setdefault(section, Text(section, origin))
        lines.append(
            Line(
                id=line_id,
                section=section,
                label=Text(row.cells.get(LABEL, "") or section, origin),
                kind=kind,
                indent=_indent(row, findings),
                note=_note(row, frame, findings),
                formula=row.cells.get("formula", ""),
                source=read_source(row.cells.get("source", ""), row.row, frame.profile, findings),
                cells=tuple(Cell(amount, origin) for amount in written),
                origin=origin,
                description=Text(row.cells[DESCRIPTION], origin) if row.cells.get(DESCRIPTION) else None,
                formerly=_formerly(row, findings),
            )
        )
    return lines, sections


_KINDS: Final = {kind.value: kind for kind in Kind}


def _kind(row: Row, frame: Frame, findings: Findings) -> Kind:
    text = row.cells.get("kind", "").lower()
    known = _KINDS.get(text)
    if known is not None:
        return known
    meant = nearest(text, _KINDS) if text else None
    if text:
        findings.add(row.row, Code.VALUE, f"kind: {quoted(text)} is none of {choices(_KINDS)}{hint(text, _KINDS)}")
    elif frame.strict and not row.ragged and "kind" in row.cells:
        findings.add(row.row, Code.MISSING, f"the row has no kind: write {choices(_KINDS)}")
    return Kind(meant) if meant else Kind.ITEM


def _ids(rows: tuple[Row, ...], kinds: list[Kind], findings: Findings) -> list[str]:
    """An id for each line that no other line has; headings, which nobody addresses, take what is left."""
    taken: dict[str, int] = {}
    next_number: dict[str, int] = {}
    ids = [""] * len(rows)
    order = sorted(range(len(rows)), key=lambda place: kinds[place] is Kind.HEADING)
    for place in order:
        row, heading = rows[place], kinds[place] is Kind.HEADING
        words, given = row.cells.get(LABEL, "") or (row.cells.get("section", "") if heading else ""), row.cells.get("id", "")
        if given and not _ID.fullmatch(given):
            cure = f"write {slug(given)}" if slug(given) else "use small letters, digits and hyphens"
            findings.add(row.row, Code.VALUE, f"{quoted(given)} cannot be the id of a line: {cure}")
        line_id = given if _ID.fullmatch(given) else slug(given) or slug(words)
        if not words and not row.ragged:
            findings.add(row.row, Code.MISSING, "the row has no label: write one in the column line")
        if line_id in taken and (given or not heading):
            what = f"the id {line_id} of {quoted(words)} is that of row {taken[line_id]} too"
            findings.add(row.row, Code.DUPLICATE, f"{what}: write another one in the column id")
        ids[place] = _free(line_id or f"row-{row.row}", taken, next_number)
        taken[ids[place]] = row.row
    return ids


def _free(wanted: str, taken: Mapping[str, int], next_number: dict[str, int]) -> str:
    """An id that is not taken; numbers go on where they stopped for the same id, or thousands of one label would take forever."""
    free, number = wanted, next_number.get(wanted, 2)
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    next_number[wanted] = number
    return free


def _formerly(row: Row, findings: Findings) -> tuple[str, ...]:
    """The ids that a line had before, separated by spaces or commas."""
    ids = split_addresses(row.cells.get("formerly", ""))
    for wrong in [word for word in ids if not _ID.fullmatch(word)]:
        findings.add(
            row.row, Code.VALUE, f"formerly: {quoted(wrong)} cannot have been the id of a line: write ids alone, with spaces between"
        )
    return tuple(word for word in ids if _ID.fullmatch(word))


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
    if text and frame.notes is not None:
        for name in re.split(r"[\s,]+", text):
            if name and name not in frame.notes:
                findings.add(row.row, Code.KEY, functools.partial(_no_note, name, frame.notes))
    return text


def _no_note(name: str, known: Collection[str]) -> str:
    return f"there is no note {quoted(name)}{suggestion(name, known) or '; declare it under notes in the YAML beside the CSV'}"


def _amounts(row: Row, kind: Kind, columns: list[Column], frame: Frame, findings: Findings) -> list[Amount]:
    amounts = []
    for column in columns:
        text = row.cells.get(column.id, "")
        if row.ragged and kind is not Kind.HEADING:
            amounts.append(Amount(AmountKind.UNREADABLE, None, text))
        elif kind is Kind.HEADING:
            if text and not row.ragged:
                findings.add(row.row, Code.VALUE, f"column {column.id}: a heading has no amount: delete {quoted(text)}, or change the kind")
            amounts.append(Amount(AmountKind.NOT_REPORTED, None, ""))
        elif not text and frame.empty is AmountKind.NIL and kind is Kind.ITEM and not row.cells.get("formula"):
            amounts.append(Amount(AmountKind.NIL, Decimal(0), ""))
        else:
            amounts.append(_amount(text, column, row.row, frame, findings))
    return amounts


def _amount(text: str, column: Column, row: int, frame: Frame, findings: Findings) -> Amount:
    plain = text
    if column.unit == "percent" and (match := re.fullmatch(r"(.*[0-9]\)?)\s?%(\)?)", text)):
        plain = match[1] + match[2]
    try:
        amount = parse_amount(plain, separator_of(plain, frame.decimal))  # doubts are looked for when all are read
        if amount.kind is AmountKind.NUMBER:
            _check_currency(plain, text, column, frame)
    except NumberError as error:
        findings.add(row, Code.NUMBER, f"column {column.id}: {error}")
        return Amount(AmountKind.UNREADABLE, None, text)
    return amount if amount.text == text else dataclasses.replace(amount, text=text)


def _check_currency(plain: str, text: str, column: Column, frame: Frame) -> None:
    if plain[:1].isdigit() and plain[-1:].isdigit():
        return
    sign = read_money(plain, frame.decimal)[1]
    if sign and column.unit != "currency":
        raise NumberError(f"{quoted(text)} has a currency sign, and the column counts {column.unit}: delete the sign")
    if sign and frame.currency and code_of(sign, frame.currency) != frame.currency:
        raise NumberError(
            f"{quoted(text)} is in {code_of(sign, frame.currency)}, and the statement in {frame.currency}: delete the sign, or correct one of them"
        )


def _refuse_doubtful(amounts: list[list[Amount]], rows: tuple[Row, ...], columns: list[Column], frame: Frame, findings: Findings) -> None:
    """Make amounts such as ``1.349`` unreadable where they can be read in two ways."""
    money = [at for at, column in enumerate(columns) if column.unit == "currency"]
    others = [at for at, column in enumerate(columns) if column.unit not in {"currency", "percent"}]
    currency = frame.currency if frame.currency and is_code(frame.currency) else ""
    for kinds, code, scale in ((money, currency, frame.scale), (others, "", Scale.UNITS)):
        places = [(line, at) for line, written in enumerate(amounts) for at in kinds if written[at].kind is AmountKind.NUMBER]
        doubts = doubtful_cells([amounts[line][at].text for line, at in places], frame.decimal, code, scale)
        for number, doubt in doubts.items():
            line, at = places[number]
            if frame.decimal == UNSAID:
                findings.add(rows[line].row, Code.NUMBER, f"column {columns[at].id}: {doubt}")
            amounts[line][at] = Amount(AmountKind.UNREADABLE, None, amounts[line][at].text)
        if doubts and frame.decimal == UNSAID_COMMA:  # one word in the YAML is the cure for all of them
            first = min(doubts)
            line, at = places[first]
            others_too = f" (as can {len(doubts) - 1} more here)" if len(doubts) > 1 else ""
            findings.add(rows[line].row, Code.NUMBER, f"column {columns[at].id}{others_too}: {doubts[first]}")


ID: Final = re.compile(r"\w+(-\w+)*", re.ASCII)


def _column_problem(name: str) -> str:
    if ID.fullmatch(name) and name not in KNOWN:
        return ""
    reason = "that is another column's" if name in KNOWN else "use letters, digits and hyphens"
    return f"{quoted(name)} cannot be the name of an amount column: {reason}"


class ColumnRecord(Record):
    """An amount column; a label alone will do."""

    called = "the column “{0}”"
    short = "label"
    alone = ("string", "number", "null")

    label: str = ""
    """What is printed above the amounts."""
    formula: str = ""
    """What the column is the sum of: without + with."""
    unit: str = "currency"
    """A noun, a symbol, a currency code, or percent."""
    period: str = ""
    """The period that the amounts are of; that of the statement, if left out."""


class RollForwardRecord(Record):
    """Opening + change = closing, by the ids of three lines."""

    called = "the roll-forward"

    opening: str
    """Id of the line with the opening balance."""
    change: str
    """Id of the line with the change."""
    closing: str
    """Id of the line with the closing balance."""


class StatementRecord(Record):
    """What the YAML beside a statement's CSV holds."""

    called = "the statement"

    title: str = ""
    """The title above the table."""
    type: Annotated[StatementType | None, one_of(StatementType)] = None
    """What kind of statement it is; taken from the name of the file, if left out."""
    scale: Annotated[Scale | None, one_of(Scale)] = None
    """What the amounts are counted in; units, if left out."""
    currency: str = ""
    """Currency code: USD; that of the report, if left out."""
    period: str = ""
    """The period of columns that are no periods; the reporting period, if left out."""
    basis: Annotated[Basis | None, one_of(Basis)] = None
    """Whether the statement was audited."""
    basis_url: Link = ""
    """Link to the audited statements."""
    source: str = ""
    """A declared source and a place in it, a link, or words: report, page 16."""
    as_of: Date | None = None
    """The day that the figures are of: 2023-12-31."""
    status: Annotated[Status | None, one_of(Status)] = None
    """How settled the figures are; final, if left out."""
    unchanged_in: str = ""
    """The period that is rightly, in every digit, what the one before was."""
    rounding: Annotated[str, choice("exact", "allow")] = "exact"
    """allow: sums may be off by what rounding explains; exact, if left out."""
    decimal: Annotated[str, choice(".", ",")] = UNSAID
    """How numbers are written in this file: with a point or a comma before decimals."""
    empty: Annotated[str, choice("not reported", "nil")] = "not reported"
    """What an empty cell of an item is; not reported, if left out."""
    columns: dict[Annotated[str, checked(Code.VALUE, _column_problem, ID.pattern)], ColumnRecord] = Field(default_factory=dict)
    """Columns that are no periods, by the header in the CSV."""
    notes: dict[str, Item] = Field(default_factory=dict)
    """Notes by the reference in the column note of the CSV."""
    roll_forward: RollForwardRecord | None = None
    """Opening + change = closing, by the ids of three lines."""
    formerly: Annotated[list[Item], one_or_more()] = Field(default_factory=list)
    """Names that the statement's files had before: addresses of its pages that others have still lead to it."""


def statement_files(root: Path, data: str) -> list[str]:
    """Paths of the statements' CSV files in the folder `data`, relative to `root`; also one that a lone YAML file asks for."""
    folder = posixpath.join(data, "statements")
    alone = [path.removesuffix(".yaml") + ".csv" for path in listing(root, folder, ".yaml")]
    return sorted({*listing(root, folder, ".csv"), *alone})


def id_of(csv_path: str) -> str:
    """The id of the statement in a CSV file: its name, or what comes nearest to it and can stand in an address."""
    name = posixpath.basename(csv_path).removesuffix(".csv")
    return name if ID.fullmatch(name) else slug(name) or "statement"


def load_statement(root: Path, csv_path: str, profile: Profile) -> tuple[Statement | None, list[Problem]]:
    """Load one statement: its CSV, and the YAML beside it where there is one."""
    table = Findings(csv_path)
    yaml_path = csv_path.removesuffix(".csv") + ".yaml"
    beside = Findings(yaml_path)
    given = read_file(StatementRecord, root, beside)
    name, stem = id_of(csv_path), posixpath.basename(csv_path).removesuffix(".csv")
    if name != stem:
        table.add(1, Code.VALUE, f"the file's name {quoted(stem)} cannot be the id of a statement: rename it to {name}.csv")
    if given is not None and "title" not in given.written and not beside.cut_off:
        given.add("title", Code.MISSING, "the statement has no title: write title: and what stands above it")
    text = read_text(root, csv_path, table)
    if text is None and not exists(root, csv_path):
        what = f"there is no {posixpath.basename(csv_path)} beside this file: add it, or delete this file"
        table.problems[:] = [Problem(beside.origin(1), Code.FILE, what)]
    statement = _build(text, name, given or StatementRecord.of_nothing(beside), table, profile, strict=True) if text is not None else None
    if statement is not None and (given or not beside.problems):  # what a YAML file says that is not read is not missing
        _check_whole(statement, given, beside if given or beside.cut_off else table)
    return statement, sorted([*table.problems, *beside.problems])


def parse_statement(
    text: str,
    *,
    origin: Origin,
    id: str,  # noqa: A002 - what an id is called everywhere
    meta: Mapping[str, str],
    profile: Profile,
    strict_columns: bool,
    decimal: str = UNSAID,
) -> tuple[Statement | None, list[Problem]]:
    """Read a statement typed in a page.

    Args:
        text: CSV.
        origin: Where its first row stands.
        meta: What the YAML of a file would say, by the same keys.
        strict_columns: Whether each amount column must be a declared period. If not, every header that is no known one is an amount column.
        decimal: What is known of the decimal separator where `meta` does not name it: `UNSAID` or `UNSAID_COMMA`.
    """
    findings = Findings(origin.path, origin.line)
    given = Map(origin.line, {key: Scalar(value, origin.line) for key, value in meta.items()})
    record = read(StatementRecord, given, findings) or StatementRecord.of_nothing(findings)
    statement = _build(text.removeprefix("\ufeff"), id, record, findings, profile, strict=strict_columns, decimal=decimal)
    return statement, findings.sorted()


def _build(
    text: str,
    name: str,
    record: StatementRecord,
    table: Findings,
    profile: Profile,
    *,
    strict: bool,
    decimal: str = UNSAID,
) -> Statement | None:
    parsed = parse_csv(text, table)
    notes = _notes(record)
    frame = Frame(
        profile=profile,
        decimal=record.decimal or decimal,
        empty=AmountKind(record.empty),
        currency=_currency(record, profile),
        scale=_scale(record),
        period=record.declared_period("period", profile) or profile.reporting_period,
        definitions=_definitions(record, profile),
        notes=notes if strict and not record.findings.cut_off else None,
        strict=strict,
    )
    if parsed is None:
        return None
    parsed, columns = read_columns(parsed, frame, table)
    frame = dataclasses.replace(frame, decimal=decimal_of(parsed, columns, frame.decimal, table))
    if not columns and all(problem.origin.line != parsed.row for problem in table.problems):
        table.add(parsed.row, Code.CSV, "there is no column of amounts: add one whose header is a declared period, such as 2023")
    if not parsed.rows and not table.problems:
        table.add(parsed.row, Code.CSV, "the table has a header and no rows")
    if not columns or not parsed.rows or LABEL not in parsed.header:
        return None
    lines, sections = read_lines(parsed, columns, frame, table)
    moved = record.roll_forward
    return Statement(
        id=name,
        title=record.text("title") or Text(re.sub(r"[\s_-]+", " ", name).strip().capitalize(), table.origin(parsed.row)),
        type=record.type or _type(name),
        scale=frame.scale,
        currency=frame.currency,
        basis=record.basis,
        basis_url=record.basis_url,
        source=read_source(record.source, record.row("source"), profile, record.findings),
        rounding=record.rounding == "allow",
        columns=tuple(columns),
        sections=sections,
        lines=tuple(lines),
        notes=notes,
        roll_forward=RollForward(moved.opening, moved.change, moved.closing, moved.origin) if moved else None,
        origin=table.origin(parsed.row),
        as_of=record.as_of,
        status=record.status or Status.FINAL,
        unchanged_in=record.declared_period("unchanged-in", profile),
        scale_given=not strict or bool(record.written),
        scale_by_default=strict and "scale" not in record.written,
        decimal=frame.decimal,
        formerly=_old_names(record),
    )


def decimal_of(table: Table, columns: Sequence[Column], decimal: str, findings: Findings) -> str:
    """The decimal separator: as declared, or else, where a comma is likely, as the amounts show it."""
    if decimal == UNSAID and table.mark != ",":
        decimal = UNSAID_COMMA
    if decimal != UNSAID_COMMA:
        return decimal
    cells = [(row.row, row.cells.get(column.id, "")) for row in table.rows for column in columns]
    shown, comma, point = notation([text for _, text in cells])
    if comma >= 0 and point >= 0:
        (row, one), (there, other) = cells[comma], cells[point]
        what = f"{quoted(one)} has a decimal comma and {quoted(other)} in row {there} a decimal point: write all amounts alike"
        findings.add(row, Code.NUMBER, what)
    return shown or decimal


def _check_whole(statement: Statement, record: StatementRecord | None, findings: Findings) -> None:
    """Look for what a statement in a file must have, and one in a page need not."""
    if findings.cut_off:
        return
    given = record.written if record else Map(statement.origin.line)
    money = any(column.unit == "currency" for column in statement.columns)
    if money and not statement.currency and "currency" not in given:
        findings.add(given.row, Code.MISSING, "amounts of money need a currency: write currency: in report.yaml")
    if money and statement.currency and not statement.scale_given:
        beside = posixpath.basename(statement.origin.path).removesuffix(".csv")
        what = f"nothing says what the amounts are counted in, and they are taken for {statement.currency} as they stand"
        cure = f"write scale: units, thousands or millions in {beside}.yaml beside this file"
        findings.add(given.row, Code.MISSING, f"{what}: {cure}")
    if statement.source is None and "source" not in given and not all(line.source for line in statement.lines if line.kind != "heading"):
        what = "the statement has no source: write source: and a document, a link, or words in the YAML beside the CSV"
        findings.add(given.row, Code.SOURCE, what)


def _type(name: str) -> StatementType:
    """The type that a file's name says."""
    named = [known for known in StatementType if known.value in slug(name)]
    return max(named, key=lambda known: len(known.value), default=StatementType.SCHEDULE)


def _scale(record: StatementRecord) -> Scale:
    """The scale; where it is misspelt, the one that was meant: nothing is worse than amounts off by a thousand."""
    meant = nearest(record.as_written("scale"), [scale.value for scale in Scale])
    return record.scale or (Scale(meant) if meant else Scale.UNITS)


def _currency(record: StatementRecord, profile: Profile) -> str:
    code = record.currency
    if not code or is_code(code):
        return code or profile.currency
    record.add(
        "currency", Code.VALUE, f"currency: {quoted(code)} is no currency code: write three capitals, such as EUR or USD{code_hint(code)}"
    )
    return profile.currency


def _definitions(record: StatementRecord, profile: Profile) -> dict[str, Column]:
    definitions: dict[str, Column] = {}
    for name, column in record.columns.items():
        if name in profile.periods:
            column.add("", Code.VALUE, f"{quoted(name)} cannot be the name of an amount column: that is a period's")
            continue
        period = column.declared_period("period", profile, f"the column {quoted(name)}")
        unit = "percent" if column.unit == "%" else column.unit
        label = column.text("label") or Text(name, column.origin)
        definitions[name] = Column(name, period or None, name, label, column.formula, unit, column.origin)
    return definitions


def _old_names(record: StatementRecord) -> tuple[str, ...]:
    for wrong in [name for name in record.formerly if not ID.fullmatch(name)]:
        what = f"formerly: {quoted(wrong)} cannot have been the name of a statement: write it without its folder and its ending"
        record.add("formerly", Code.VALUE, what)
    return tuple(name for name in record.formerly if ID.fullmatch(name))


def _notes(record: StatementRecord) -> dict[str, Text]:
    notes = {name: Text(text, record.findings.origin(record.rows("notes")[name])) for name, text in record.notes.items()}
    for name in [name for name, note in notes.items() if not note.text]:
        record.findings.add(notes.pop(name).origin.line, Code.MISSING, f"the note {quoted(name)} is empty: write its text")
    return notes
