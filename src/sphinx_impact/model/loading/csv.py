"""CSV as header and rows that know their line in the file."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sphinx_impact.model.footing.expressions import Listed
from sphinx_impact.model.limits import CELL_LENGTH, COLUMNS, ROWS
from sphinx_impact.model.loading.files import Findings, exists, has_forbidden, leads_out, listing, read_text
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

MARKS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
"""What may separate the cells."""

_ALIKE: Final = 3
"""Rows, the header among them, that are too few to tell a wrong header from wrong rows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One record.

    Attributes:
        cells: By header; of a ragged row as far as they go.
        row: The row of the file on which it begins.
        ragged: Whether it has more or fewer cells than the header, so that nobody knows which cell belongs where.
        written: All cells as they stand in the file, also blank ones behind the last column.
    """

    cells: dict[str, str]
    row: int
    ragged: bool
    written: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows.

    Attributes:
        mark: What separates the cells: a comma, a semicolon or a tab.
        written: The cells of the header as they stand in the file, also those of columns that are left out.
    """

    header: tuple[str, ...]
    row: int
    rows: tuple[Row, ...]
    mark: str
    written: tuple[str, ...]


def parse_csv(text: str, findings: Findings, most: int = ROWS) -> Table | None:
    """Read CSV that begins at the row `findings.first`, and at most so many rows of it; None where there is no usable header."""
    if has_forbidden(text, Code.CSV, "a table", findings):
        return None
    mark, skipped = _mark(text, findings)
    if mark is None:
        return None
    records: list[tuple[int, list[str]]] = []
    for row, cells in _records(text, mark, findings):
        if row < findings.first + skipped or not any(cell.strip() for cell in cells):
            continue
        if len(cells) > COLUMNS and any(cell.strip() for cell in cells[COLUMNS:]):
            what = f"the row has more than {COLUMNS} cells, which is the most that is read: take out what no page needs"
            findings.add(row, Code.CSV, what)
            return None
        if len(records) > most:
            findings.add(row, Code.CSV, f"the table has more than {most:,} rows, and is read to here: split it")
            break
        records.append((row, cells))
    if not records:
        if not findings.problems:
            findings.add(findings.first, Code.CSV, "the table is empty: write a header row such as section,line,kind,2023")
        return None
    row, names = records[0]
    lengths = {len(_written(cells, len(names))) for _, cells in records[1:]}
    if len(records) > _ALIKE and len(lengths) == 1 and lengths != {len(names)}:  # then it is not the rows that are wrong
        each = next(iter(lengths))
        more = f"the header lacks a name: write one for every column, or put cells with a {MARKS[mark]} into quotation marks"
        cure = more if each > len(names) else "the header has a name too many: delete it"
        findings.add(row, Code.CSV, f"each row has {each} cells and the header {len(names)}; {cure}")
        return None
    header = _header(names, [cells for _, cells in records[1:]], row, findings)
    rows = tuple(_row(header, cells, row, mark, findings) for row, cells in records[1:])
    return Table(tuple(name for name in header if name is not None), row, rows, mark, tuple(names))


def _mark(text: str, findings: Findings) -> tuple[str | None, int]:
    """What separates the cells, and how many rows stand before the table; None after putting down that it cannot be told.

    It is what the header has. Of several marks, it is the one by which most rows have as many cells as the header.
    """
    said = re.match(r"sep=([,;\t])[ \t]*\r?\n", text)  # the first line of what some spreadsheets write
    if said:
        return said[1], 1
    head = re.search(r"[^\r\n]*\S[^\r\n]*", text)
    marks = [mark for mark in MARKS if head and mark in head[0].strip(" ")]
    fits = {mark: _fitting(text, mark) for mark in marks} if len(marks) > 1 else {}
    best = [mark for mark, found in fits.items() if found and found == max(fits.values())] or marks[:1]
    if len(best) > 1:
        names = " or ".join(f"{MARKS[mark]}s" for mark in best)
        cure = "put cells that have one of them inside into quotation marks"
        findings.add(findings.first, Code.CSV, f"the cells can be separated by {names}, which gives two different tables: {cure}")
        return None, 0
    return (best[0] if best else ","), 0


def _fitting(text: str, mark: str) -> int:
    """How many rows have as many cells as the first, which has several, where `mark` separates them."""
    lengths: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    with contextlib.suppress(csv.Error):
        lengths.extend(len(cells) for cells in reader if any(cell.strip() for cell in cells))
    return lengths.count(lengths[0]) if lengths and lengths[0] > 1 else 0


def _records(text: str, mark: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Records with the row on which each begins. After a mistake reading goes on with the next row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        row = findings.first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.add(row, Code.CSV, _explain(error))
        else:
            if any(len(cell) > CELL_LENGTH for cell in cells):
                findings.add(row, Code.CSV, _TOO_LONG)
            else:
                yield row, cells


_TOO_LONG: Final = f"the row cannot be read: a cell of it has more than {CELL_LENGTH:,} characters; a quotation mark may be missing"


def _explain(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "the quotation mark that opens in this row is never closed"
    if "expected after" in str(error):
        return 'text follows a closing quotation mark: write "" for a quotation mark within quotation marks'
    # The limit of `csv` is one for the whole process, and other packages change it.
    return _TOO_LONG if "field larger" in str(error) else f"the row cannot be read: {error}"


def _header(names: list[str], rows: list[list[str]], row: int, findings: Findings) -> list[str | None]:
    """Names of the columns; None for one that is to be left out."""
    header: list[str | None] = [name.strip() for name in names]
    seen: set[str] = set()
    for place, name in enumerate(header):
        if not name and place:
            if any(cells[place].strip() for cells in rows if place < len(cells)):
                findings.add(row, Code.CSV, f"column {place + 1} has no name: write one, or delete the column")
            header[place] = None
        elif name in seen:
            findings.add(row, Code.DUPLICATE, f"the column {quoted(name or '')} stands here twice: rename or delete one")
            header[place] = None
        else:
            seen.add(name or "")
    return header


def _written(cells: list[str], columns: int) -> list[str]:
    """Return the cells of a row without blank ones behind the last column."""
    if len(cells) <= columns:
        return cells
    written = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[: max(written, columns)]


def _row(header: list[str | None], written: list[str], row: int, mark: str, findings: Findings) -> Row:
    cells = _written(written, len(header))
    ragged = len(cells) != len(header)
    if ragged:
        few = len(cells) < len(header)
        name = MARKS[mark]
        cure = f"add the {name}s that are missing" if few else f'put cells with a {name} into quotation marks, as in "2{mark}859"'
        if not few and any(re.match(r'\s+"', cell) for cell in written):
            cure = f"delete the blank between a {name} and the quotation mark behind it, which so is none"
        findings.add(row, Code.CSV, f"the row has {len(cells)} cells and the header {len(header)}: {cure}")
    named = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name is not None}
    return Row(named, row, ragged, tuple(written))


def load_list(root: Path, data: str, name: str, origin: Origin) -> tuple[Listed | None, list[Problem]]:
    """Load a CSV file.

    Args:
        name: Its path below the folder `data`.
        origin: Where it is named.
    """
    path = posixpath.normpath(posixpath.join(data, name))
    findings = Findings(path)
    if leads_out(name):
        return None, [Problem(origin, Code.PATH, f"{quoted(name)} leads out of {data}: keep data files inside it")]
    if not exists(root, path):
        beside = [posixpath.relpath(other, data) for other in listing(root, posixpath.dirname(path), ".csv")]
        return None, [Problem(origin, Code.FILE, f"there is no file {path} to count rows of{hint(name, beside)}")]
    text = read_text(root, path, findings)
    table = parse_csv(text, findings) if text is not None else None
    if table is None:
        return None, findings.sorted()
    rows = tuple((row.cells, findings.origin(row.row)) for row in table.rows)
    return Listed(table.header, rows, findings.origin(table.row), table.mark), findings.sorted()
