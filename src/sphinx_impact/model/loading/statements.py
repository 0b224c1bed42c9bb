"""``statements/NAME.csv`` with ``NAME.yaml`` beside it, and statements typed in a page."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from sphinx_impact.model.currencies import is_code
from sphinx_impact.model.entities import AmountKind, Basis, Column, Profile, RollForward, Scale, Statement, StatementType, Status, Text
from sphinx_impact.model.loading.columns import KNOWN, LABEL, Definition, Frame, read_columns
from sphinx_impact.model.loading.csvfile import Table, parse_csv
from sphinx_impact.model.loading.files import Findings, absent, exists, listing, read_text
from sphinx_impact.model.loading.lines import read_lines
from sphinx_impact.model.loading.links import link_problem
from sphinx_impact.model.loading.records import Date, Loaded, Record, as_map, choice, declared, one_of, read_record, scalar_text
from sphinx_impact.model.loading.sources import read_source
from sphinx_impact.model.loading.unchanged import unchanged_in
from sphinx_impact.model.loading.words import slug, undeclared
from sphinx_impact.model.loading.yamlfile import Entry, Map, Scalar, load_yaml
from sphinx_impact.model.nearest import nearest
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.quantities import UNSAID, UNSAID_COMMA, notation, quoted

_FOLDER: Final = "statements"
ID: Final = re.compile(r"\w+(-\w+)*", re.ASCII)


class StatementRecord(Record):
    """What the YAML beside a statement's CSV holds."""

    title: str = ""
    type: Annotated[StatementType | None, one_of(StatementType)] = None
    scale: Annotated[Scale | None, one_of(Scale)] = None
    currency: str = ""
    period: str = ""
    basis: Annotated[Basis | None, one_of(Basis)] = None
    basis_url: str = ""
    source: str = ""
    as_of: Date | None = None
    status: Annotated[Status | None, one_of(Status)] = None
    unchanged_in: str = ""
    rounding: Annotated[str, choice("exact", "allow")] = "exact"
    decimal: Annotated[str, choice(".", ",")] = UNSAID
    empty: Annotated[str, choice("not reported", "nil")] = "not reported"
    columns: Map | None = None
    notes: Map | None = None
    roll_forward: Map | None = None


class ColumnRecord(Record):
    """What an amount column is described by."""

    label: str = ""
    formula: str = ""
    unit: str = "currency"
    period: str = ""


class RollForwardRecord(Record):
    """The three lines of a roll-forward."""

    opening: str
    change: str
    closing: str


def statement_files(root: Path, data: str) -> list[str]:
    """Paths of the statements' CSV files in the folder `data`, relative to `root`; also one that a lone YAML file asks for."""
    folder = posixpath.join(data, _FOLDER)
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
    mapping: Map | None = None
    if not absent(root, yaml_path, beside):
        mapping = as_map(load_yaml(root, yaml_path, beside), beside, "the YAML beside a statement")
    name, stem = id_of(csv_path), posixpath.basename(csv_path).removesuffix(".csv")
    if name != stem:
        table.add(1, Code.VALUE, f"the file's name {quoted(stem)} cannot be the id of a statement: rename it to {name}.csv")
    if mapping is not None and "title" not in mapping.entries and not beside.cut_off:
        beside.add(mapping.row, Code.MISSING, "the statement has no title: write title: and what stands above it")
    meta = read_record(mapping or Map({}, 1), StatementRecord, beside, "the statement")
    text = read_text(root, csv_path, table)
    if text is None and not exists(root, csv_path):
        table.problems[:] = [
            Problem(
                beside.origin(1), Code.FILE, f"there is no {posixpath.basename(csv_path)} beside this file: add it, or delete this file"
            )
        ]
    statement = _build(text, name, meta, table, profile, strict=True) if text is not None and meta is not None else None
    if statement is not None and (mapping is not None or not beside.problems):  # what a YAML file says that is not read is not missing
        _check_whole(statement, beside if mapping or beside.cut_off else table, mapping)
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
    entries = {key: Entry(origin.line, Scalar(value, origin.line)) for key, value in meta.items()}
    loaded = read_record(Map(entries, origin.line), StatementRecord, findings, "the statement")
    statement = (
        _build(text.removeprefix("\ufeff"), id, loaded, findings, profile, strict=strict_columns, decimal=decimal) if loaded else None
    )
    return statement, findings.sorted()


def _build(
    text: str,
    name: str,
    meta: Loaded[StatementRecord],
    table: Findings,
    profile: Profile,
    *,
    strict: bool,
    decimal: str = UNSAID,
) -> Statement | None:
    record, findings = meta.record, meta.findings
    parsed = parse_csv(text, table)
    notes = _notes(record.notes, findings)
    frame = Frame(
        profile=profile,
        decimal=record.decimal or decimal,
        empty=AmountKind(record.empty),
        currency=_currency(meta, profile),
        scale=_scale(meta),
        period=_period(meta, profile),
        definitions=_definitions(record.columns, profile, findings),
        notes=notes if strict and not findings.cut_off else None,
        strict=strict,
    )
    if parsed is None:
        return None
    parsed, columns = read_columns(parsed, frame, table)
    frame = dataclasses.replace(frame, decimal=_decimal(parsed, columns, frame.decimal, table))
    if not columns and all(problem.origin.line != parsed.row for problem in table.problems):
        table.add(parsed.row, Code.CSV, "there is no column of amounts: add one whose header is a declared period, such as 2023")
    if not parsed.rows and not table.problems:
        table.add(parsed.row, Code.CSV, "the table has a header and no rows")
    if not columns or not parsed.rows or LABEL not in parsed.header:
        return None
    lines, sections = read_lines(parsed, columns, frame, table)
    return Statement(
        id=name,
        title=meta.text("title") or Text(re.sub(r"[\s_-]+", " ", name).strip().capitalize(), table.origin(parsed.row)),
        type=record.type or _type(name),
        scale=frame.scale,
        currency=frame.currency,
        basis=record.basis,
        basis_url=_basis_url(meta),
        source=read_source(record.source, meta.row("source"), profile, findings),
        rounding=record.rounding == "allow",
        columns=tuple(columns),
        sections=sections,
        lines=tuple(lines),
        notes=notes,
        roll_forward=_roll_forward(meta),
        origin=table.origin(parsed.row),
        as_of=record.as_of,
        status=record.status or Status.FINAL,
        unchanged_in=unchanged_in(meta, profile, findings),
        scale_given=not strict or bool(meta.map.entries),
        scale_by_default=strict and "scale" not in meta.map.entries,
    )


def _decimal(table: Table, columns: Sequence[Column], decimal: str, findings: Findings) -> str:
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


def _check_whole(statement: Statement, findings: Findings, mapping: Map | None) -> None:
    """Look for what a statement in a file must have, and one in a page need not."""
    if findings.cut_off:
        return
    row = mapping.row if mapping else statement.origin.line
    if (
        not statement.currency
        and not (mapping and "currency" in mapping.entries)
        and any(column.unit == "currency" for column in statement.columns)
    ):
        findings.add(row, Code.MISSING, "amounts of money need a currency: write currency: in report.yaml")
    if not statement.scale_given and statement.currency and any(column.unit == "currency" for column in statement.columns):
        beside = posixpath.basename(statement.origin.path).removesuffix(".csv")
        findings.add(
            row,
            Code.MISSING,
            f"nothing says what the amounts are counted in, and they are taken for {statement.currency} as they stand: write "
            f"scale: units, thousands or millions in {beside}.yaml beside this file",
        )
    given = mapping is not None and "source" in mapping.entries
    if statement.source is None and not given and not all(line.source for line in statement.lines if line.kind != "heading"):
        findings.add(
            row, Code.SOURCE, "the statement has no source: write source: and a document, a link, or words in the YAML beside the CSV"
        )


def _type(name: str) -> StatementType:
    """The type that a file's name says."""
    named = [known for known in StatementType if known.value in slug(name)]
    return max(named, key=lambda known: len(known.value), default=StatementType.SCHEDULE)


def _scale(meta: Loaded[StatementRecord]) -> Scale:
    """The scale; where it is misspelt, the one that was meant: nothing is worse than amounts off by a thousand."""
    words = [scale.value for scale in Scale]
    meant = nearest(scalar_text(meta.map.entries.get("scale")), words)
    return meta.record.scale or (Scale(meant) if meant else Scale.UNITS)


def _currency(meta: Loaded[StatementRecord], profile: Profile) -> str:
    code = meta.record.currency
    if code and not is_code(code):
        meta.findings.add(
            meta.row("currency"), Code.VALUE, f"currency: {quoted(code)} is no currency code: write three capitals, such as EUR or USD"
        )
        code = ""
    return code or profile.currency


def _period(meta: Loaded[StatementRecord], profile: Profile) -> str | None:
    period = meta.record.period
    if period and period not in profile.periods:
        meta.findings.add(meta.row("period"), Code.PERIOD, undeclared(period, profile.periods))
        period = ""
    return period or profile.reporting_period


def _basis_url(meta: Loaded[StatementRecord]) -> str:
    url = meta.record.basis_url
    if url and (problem := link_problem(url)):
        meta.findings.add(meta.row("basis-url"), Code.URL, f"basis-url: {problem}")
        return ""
    return url


def _definitions(mapping: Map | None, profile: Profile, findings: Findings) -> dict[str, Definition]:
    definitions: dict[str, Definition] = {}
    for name, entry in declared(mapping, findings, "columns"):
        if not ID.fullmatch(name) or name in KNOWN or name in profile.periods:
            reason = (
                "that is another column's"
                if name in KNOWN
                else "that is a period's"
                if name in profile.periods
                else "use letters, digits and hyphens"
            )
            findings.add(entry.row, Code.VALUE, f"{quoted(name)} cannot be the name of an amount column: {reason}")
            continue
        origin = findings.origin(entry.row)
        if isinstance(entry.value, Scalar):
            label = "" if entry.value.empty else entry.value.text.strip()
            definitions[name] = Definition(name, Text(label or name, origin), "", "currency", "", origin)
            continue
        what = f"the column {quoted(name)}"
        own = as_map(entry.value, findings, what)
        loaded = read_record(own, ColumnRecord, findings, what) if own else None
        if loaded is None:
            continue
        period = loaded.record.period
        if period and period not in profile.periods:
            findings.add(loaded.row("period"), Code.PERIOD, f"{what}: {undeclared(period, profile.periods)}")
            period = ""
        unit = "percent" if loaded.record.unit == "%" else loaded.record.unit
        definitions[name] = Definition(name, loaded.text("label") or Text(name, origin), loaded.record.formula, unit, period, origin)
    return definitions


def _notes(mapping: Map | None, findings: Findings) -> dict[str, Text]:
    notes: dict[str, Text] = {}
    for name, entry in declared(mapping, findings, "notes"):
        if isinstance(entry.value, Scalar) and entry.value.text.strip() and not entry.value.empty:
            notes[name] = Text(entry.value.text.strip(), findings.origin(entry.row))
        elif isinstance(entry.value, Scalar):
            findings.add(entry.row, Code.MISSING, f"the note {quoted(name)} is empty: write its text")
        else:
            findings.add(entry.row, Code.VALUE, f"the note {quoted(name)} must be a text")
    return notes


def _roll_forward(meta: Loaded[StatementRecord]) -> RollForward | None:
    mapping = meta.record.roll_forward
    row = meta.row("roll-forward")
    loaded = read_record(mapping, RollForwardRecord, meta.findings, "the roll-forward", row=row) if mapping else None
    if loaded is None:
        return None
    record = loaded.record
    return RollForward(record.opening, record.change, record.closing, meta.findings.origin(row))
