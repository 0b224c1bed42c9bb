"""``details/STATEMENT.LINE.csv``: what is in one line of a statement.

The file is called like the address of its line, and has the columns of that statement, or some of them. It is read as a schedule of its own,
whose rows have addresses below the line's, ``expenses.legal.patents``, and a tie-out says that they add up to it.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from sphinx_impact.model.entities import AmountKind, Column, Kind, Line, Profile, Statement, StatementType, Text
from sphinx_impact.model.footing.expressions import TieOut, parse_relation, terms_of
from sphinx_impact.model.loading.csv import Table, parse_csv
from sphinx_impact.model.loading.files import Findings, listing, read_text
from sphinx_impact.model.loading.statements import LABEL, Frame, decimal_of, read_lines
from sphinx_impact.model.names import hint, some
from sphinx_impact.model.numbers.exact import total
from sphinx_impact.model.numbers.parse import UNSAID, UNSAID_COMMA
from sphinx_impact.model.problems import Code, Problem, quoted

FOLDER: Final = "details"

_KNOWN: Final = (LABEL, "id", "source", "formerly")
_FEW: Final = 6


def detail_files(root: Path, data: str) -> list[str]:
    """Paths of the detail files in the folder `data`, relative to `root`."""
    return listing(root, posixpath.join(data, FOLDER), ".csv")


def line_of(path: str) -> tuple[str, str]:
    """The statement and the line that a detail file is called after; of a name without a point, the line is empty."""
    statement, _, line = posixpath.basename(path).removesuffix(".csv").partition(".")
    return statement, line


def load_details(root: Path, path: str, statements: Mapping[str, Statement], profile: Profile) -> tuple[Statement | None, list[Problem]]:
    """Load one detail file.

    Args:
        statements: Those of the report, by id; the columns, the scale and the currency are those of the one that the file is called after.
    """
    findings = Findings(path)
    found = _whole(path, statements, findings)
    text = read_text(root, path, findings) if found is not None else None
    table = parse_csv(text, findings) if text is not None else None
    if found is None or table is None:
        return None, findings.sorted()
    whole, line = found
    table = _with_labels(table, whole)
    columns = _columns(table, whole, findings)
    if not table.rows and not findings.problems:
        findings.add(table.row, Code.CSV, "the table has a header and no rows: write what is in the line, or delete this file")
    if not columns or not table.rows or LABEL not in table.header:
        return None, findings.sorted()
    frame = Frame(
        profile=profile,
        decimal=_decimal(table, columns, whole, findings),
        empty=AmountKind.NOT_REPORTED,
        currency=whole.currency,
        scale=whole.scale,
        period=profile.reporting_period,
        definitions={},
        notes=None,
        strict=False,
    )
    lines, _ = read_lines(table, columns, frame, findings)
    # What cannot be read is written otherwise: this file has no place for “decimal:”.
    findings.problems = [dataclasses.replace(each, message=each.message.partition(", or set decimal:")[0]) for each in findings.problems]
    lines = _without_sum(lines, columns, whole, line, findings)
    key = f"{whole.id}.{line.id}"
    made = dataclasses.replace(
        whole,
        id=key,
        title=Text(f"{whole.title}: {line.label}", line.origin),
        type=StatementType.SCHEDULE,
        source=line.source or whole.source,
        formerly=(),  # those of its line are its own
        columns=tuple(columns),
        sections={},
        lines=tuple(lines),
        notes={},
        roll_forward=None,
        origin=findings.origin(table.row),
        details_of=key,
    )
    return made, findings.sorted()


def _whole(path: str, statements: Mapping[str, Statement], findings: Findings) -> tuple[Statement, Line] | None:
    """The statement and the line that a file is called after; None after saying why there is none."""
    name, line_id = line_of(path)
    keys = [f"{statement.id}.{line.id}" for statement in statements.values() for line in statement.lines if line.kind is not Kind.HEADING]
    written = f"{name}.{line_id}" if line_id else name
    moved = next((statement for statement in statements.values() if name in statement.formerly), None) if name not in statements else None
    if moved is not None and line_id:
        what = f"the statement {quoted(name)} is called {moved.id} now: rename this file to {moved.id}.{line_id}.csv"
        findings.add(1, Code.ADDRESS, what)
        return None
    if name not in statements or not line_id:
        same = [key for key in keys if key.rpartition(".")[2] == name]
        meant = f"; did you mean “{same[0]}.csv”?" if same else hint(written, keys)
        what = f"the file is called after no line of a statement: its name is STATEMENT.LINE.csv, like the address of the line{meant}"
        findings.add(1, Code.ADDRESS, what)
        return None
    line = next((line for line in statements[name].lines if line.id == line_id), None)
    renamed = next((line for line in statements[name].lines if line_id in line.formerly), None) if line is None else None
    if renamed is not None:
        findings.add(1, Code.ADDRESS, f"the line {quoted(line_id)} is called {renamed.id} now: rename this file to {name}.{renamed.id}.csv")
        return None
    if line is None:
        known = [key for key in keys if key.startswith(f"{name}.")]
        near = hint(written, known) or f"; it has {some([key.rpartition('.')[2] for key in known], _FEW)}"
        findings.add(1, Code.ADDRESS, f"the statement {name} has no line {quoted(line_id)}{near}")
        return None
    if line.kind is Kind.HEADING:
        what = f"{written} is a heading (at {line.origin}), which has no amount that these rows could add up to: delete this file, or rename it"
        findings.add(1, Code.ADDRESS, what)
        return None
    return statements[name], line


def _decimal(table: Table, columns: list[Column], whole: Statement, findings: Findings) -> str:
    """The decimal separator: that of the statement, but of a file of another kind, as with semicolons, what it shows itself."""
    own = decimal_of(table, columns, UNSAID if table.mark != "," else whole.decimal, findings)
    return whole.decimal if own == UNSAID_COMMA and whole.decimal in {".", ","} else own


def _without_sum(lines: list[Line], columns: list[Column], whole: Statement, line: Line, findings: Findings) -> list[Line]:
    """The rows without one that is the line itself, as a total that was left in the file: the others come to the same."""
    own = {column.id: cell.amount.value for column, cell in zip(whole.columns, line.cells, strict=True)}
    for row in reversed(lines if len(lines) > 1 else []):
        rest = [other for other in lines if other is not row]
        given = [(at, column.id, row.cells[at].amount.value) for at, column in enumerate(columns) if row.cells[at].amount.value is not None]
        if any(value for _at, _id, value in given) and all(
            value == own[id_] == total((1, other.cells[at].amount.value or Decimal(0)) for other in rest) for at, id_, value in given
        ):
            what = f"{quoted(str(row.label))} is the line itself, to which the other rows add up: delete this row; it is left out"
            findings.add(row.origin.line, Code.VALUE, what)
            return rest
    return lines


def _with_labels(table: Table, whole: Statement) -> Table:
    """The table, whose first column is that of the labels, whatever it is called."""
    first, ids = table.header[0], {column.id for column in whole.columns}
    if LABEL in table.header or first in ids or first in _KNOWN:
        return table
    rows = tuple(
        dataclasses.replace(row, cells={LABEL if name == first else name: cell for name, cell in row.cells.items()}) for row in table.rows
    )
    return dataclasses.replace(table, header=(LABEL, *table.header[1:]), rows=rows)


def _columns(table: Table, whole: Statement, findings: Findings) -> list[Column]:
    """The columns of the statement that the file gives, then those that follow from them."""
    known = {column.id: column for column in whole.columns}
    there = ", ".join(known)
    for name in table.header:
        if name not in known and name not in _KNOWN:
            near = (not name.isdecimal() and hint(name, [*known, *_KNOWN])) or f"; it has {there}"  # one year is no misspelling of another
            findings.add(table.row, Code.KEY, f"the column {quoted(name)} is none of the statement {whole.id}{near}")
    if LABEL not in table.header:
        findings.add(table.row, Code.CSV, f"the column {LABEL} is missing: the header begins {LABEL},{next(iter(known))}")
    origin = findings.origin(table.row)
    given = [dataclasses.replace(known[name], origin=origin) for name in table.header if name in known]
    if not given and not findings.problems:
        findings.add(table.row, Code.CSV, f"there is no column of amounts: add one of those that the statement {whole.id} has: {there}")
    computed = [column for column in whole.columns if column.formula and column.id not in table.header and _follows(column, given)]
    return [*given, *computed] if given else []


def _follows(column: Column, given: list[Column]) -> bool:
    """Whether a computed column can be worked out from those that are given."""
    names = {name for _sign, name in terms_of(column.formula)}
    there = {column.id for column in given} | {other.name for other in given if other.period == column.period}
    return bool(names) and there.issuperset(names)


def tie_outs_of(details: Statement) -> list[TieOut]:
    """The relations that must hold: in each period and column that is given, the rows add up to the line."""
    columns: dict[str, list[str]] = {}
    for column in details.columns:
        if not (column.formula and column.origin != details.origin):  # what is computed differs where its parts do
            columns.setdefault(column.name, []).append(column.period or "")
    key = details.details_of
    made = []
    for name, periods in columns.items():
        of = f"/{name}" if name else ""
        that = Text(f"{key}{of} = sum({key}.*{of})", details.origin)
        made.append(
            TieOut(
                id=f"{key}.{name}" if name else key,
                say=Text(f"What is in the line {key}", details.origin),
                that=that,
                relation=parse_relation(that.text),
                periods=tuple(period for period in periods if period),
                each=False,
                about=None,
                rounding=details.rounding,
                hint=False,
                origin=details.origin,
            )
        )
    return made
