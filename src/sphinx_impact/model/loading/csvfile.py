"""CSV as header and rows that know their place in the file."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterator

from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.problems import Code
from sphinx_impact.model.quantities import quoted


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One record.

    Attributes:
        cells: By header; of a ragged row as far as they go.
        row: The row of the file on which it begins.
        ragged: Whether it has more or fewer cells than the header, so that nobody knows which cell belongs where.
    """

    cells: dict[str, str]
    row: int
    ragged: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows."""

    header: tuple[str, ...]
    row: int
    rows: tuple[Row, ...]


def parse_csv(text: str, findings: Findings) -> Table | None:
    """Read CSV that begins at the row `findings.first`; None where there is no usable header."""
    records = [(row, cells) for row, cells in _records(text, findings) if any(cell.strip() for cell in cells)]
    if not records:
        if not findings.problems:
            findings.add(findings.first, Code.CSV, "the table is empty: write a header row such as section,line,kind,2023")
        return None
    row, names = records[0]
    header = _header(names, [cells for _, cells in records[1:]], row, findings)
    if header is None:
        return None
    rows = tuple(_row(header, cells, row, findings) for row, cells in records[1:])
    return Table(tuple(name for name in header if name is not None), row, rows)


def _records(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Records with the row on which each begins. After a mistake reading goes on with the next row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        row = findings.first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.add(row, Code.CSV, _explain(error))
        else:
            yield row, cells


def _explain(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "the quotation mark that opens in this row is never closed"
    if "expected after" in str(error):
        return 'text follows a closing quotation mark: write "" for a quotation mark within quotation marks'
    return f"the row cannot be read: {error}"


def _header(names: list[str], rows: list[list[str]], row: int, findings: Findings) -> list[str | None] | None:
    """Names of the columns; None for one that is to be left out."""
    header: list[str | None] = [name.strip() for name in names]
    if len(header) == 1 and re.search(r"\w[;\t]\w", header[0] or ""):
        mark = "tabs" if "\t" in (header[0] or "") else "semicolons"
        findings.add(row, Code.CSV, f"the columns are separated by {mark}: write commas between them")
        return None
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


def _row(header: list[str | None], cells: list[str], row: int, findings: Findings) -> Row:
    while len(cells) > len(header) and not cells[-1].strip():
        cells = cells[:-1]
    ragged = len(cells) != len(header)
    if ragged:
        few = len(cells) < len(header)
        cure = "add the commas that are missing" if few else 'put cells with a comma into quotation marks, as in "2,859"'
        findings.add(row, Code.CSV, f"the row has {len(cells)} cells and the header {len(header)}: {cure}")
    named = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name is not None}
    return Row(named, row, ragged)
