"""The rows of a statement: from CSV to lines."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from sphinx_impact.model.currencies import code_of, is_code
from sphinx_impact.model.entities import (
    Amount,
    AmountKind,
    Cell,
    Column,
    Kind,
    Line,
    Scale,
    Text,
)
from sphinx_impact.model.loading.columns import LABEL, Frame
from sphinx_impact.model.loading.csvfile import Row, Table
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.sources import read_source
from sphinx_impact.model.loading.words import choices, slug, suggestion
from sphinx_impact.model.nearest import nearest
from sphinx_impact.model.problems import Code
from sphinx_impact.model.quantities import UNSAID, UNSAID_COMMA, NumberError, doubtful_cells, parse_amount, quoted, read_money, separator_of

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
    elif frame.strict and not row.ragged and "kind" in row.cells:
        findings.add(row.row, Code.MISSING, f"the row has no kind: write {choices(words)}")
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
        if row.ragged:
            amounts.append(
                Amount(AmountKind.UNREADABLE, None, text) if kind is not Kind.HEADING else Amount(AmountKind.NOT_REPORTED, None, "")
            )
        elif kind is Kind.HEADING:
            if text:
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
    return dataclasses.replace(amount, text=text)


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
