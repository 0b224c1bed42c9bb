"""Sheets of cells out of any file that a bookkeeper may have: XLSX, ODS, and tables of text in any dialect."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from sphinx_impact.importing.cells import RefusedError, Sheet, SourceCell, wrong_text
from sphinx_impact.model.limits import CELL_LENGTH, COLUMNS, FILE_BYTES, ROWS, UNPACKED_BYTES
from sphinx_impact.model.problems import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How both the XLS of old and an encrypted XLSX begin."""

_MARKS: Final = ";\t,|"


def load(path: Path) -> bytes:
    """Read a source.

    Raises:
        RefusedError: There is no such file, or it is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except FileNotFoundError:
        raise RefusedError("the file does not exist") from None
    except (OSError, ValueError) as error:
        raise RefusedError(f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > FILE_BYTES:
        raise RefusedError(f"the file has more than {FILE_BYTES // 2**20} MB, which is the most that is read: save the sheet alone")
    if not data.strip():
        raise RefusedError("the file is empty")
    return data


def read_sheet(data: bytes, wanted: str = "") -> Sheet:
    """Read one sheet of a source.

    Args:
        wanted: Its name; without one, the only visible sheet that has something in it.

    Raises:
        RefusedError: It cannot be read, there is no such sheet, or several.
    """
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedError("the file is encrypted: open it in the spreadsheet, take its password off, and save it again")
        raise RefusedError("this is a file of Excel before 2007: open it in a spreadsheet, and save it as .xlsx or .ods")
    if data.startswith(b"PK"):
        return _chosen(_unzipped(data), wanted)
    return text_sheet(data)


def _unzipped(data: bytes) -> Callable[[], tuple[list[Sheet], list[str]]]:
    """Say by what a spreadsheet is read, after a look at how large it would become."""
    from sphinx_impact.importing import spreadsheets

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > UNPACKED_BYTES:
                raise RefusedError(f"the file has more than {UNPACKED_BYTES // 2**20} MB when unpacked: save the sheet alone")
            names = {info.filename for info in infos}
            if any(info.flag_bits & 1 for info in infos):
                raise RefusedError("the file is encrypted: save it again without a password")
            if "content.xml" in names:
                manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
                if b"encryption-data" in manifest:
                    raise RefusedError("the file is encrypted: open it in the spreadsheet, and save it again without a password")
                return lambda: spreadsheets.read_ods(data)
    except zipfile.BadZipFile:
        raise RefusedError("the file is damaged: open it in the spreadsheet, and save it again") from None
    if "xl/workbook.xml" in names:
        return lambda: spreadsheets.read_xlsx(data)
    if "xl/workbook.bin" in names:
        raise RefusedError("this is a binary workbook: open it in a spreadsheet, and save it as .xlsx or .ods")
    raise RefusedError("this is no spreadsheet: save it as .xlsx, .ods or .csv")


def _chosen(make: Callable[[], tuple[list[Sheet], list[str]]], wanted: str) -> Sheet:
    sheets, hidden = make()
    names = ", ".join(f"“{one_line(sheet.name, 60)}”" for sheet in sheets)
    if wanted:
        for sheet in sheets:
            if sheet.name.casefold() == wanted.casefold():
                return sheet
        raise RefusedError(f"there is no sheet “{one_line(wanted, 60)}”; there are {names}")
    found = [sheet for sheet in sheets if sheet.rows and sheet.name not in hidden]
    if not found:
        raise RefusedError("no visible sheet has anything in it: name a hidden one with --sheet" if hidden else "the sheet is empty")
    if len(found) > 1:
        raise RefusedError(f"there are several sheets: name one with --sheet: {', '.join(f'“{one_line(s.name, 60)}”' for s in found)}")
    notes = [f"the sheet “{one_line(name, 60)}” is hidden, and was not read" for name in hidden]
    return dataclasses.replace(found[0], notes=(*found[0].notes, *notes))


# ---- tables of text ----


def text_sheet(data: bytes) -> Sheet:
    """Read a table of text, whatever separates its cells and however it is encoded.

    Raises:
        RefusedError: It is no text, or no table.
    """
    text, notes = decoded(data)
    if found := re.search("[\x00-\x08\x0e-\x1f]", text):
        raise RefusedError("this is no table of text, and no spreadsheet that is known", text.count("\n", 0, found.start()) + 1)
    if not re.search(r"\w", text):
        raise RefusedError("the file is empty")
    rows: dict[int, tuple[SourceCell, ...]] = {}
    for row, cells in records(text):
        made = tuple(_written(cell) for cell in cells[:COLUMNS])
        if any(made):
            rows[row] = made
        if len(rows) > ROWS:
            raise RefusedError(f"the table has more than {ROWS:,} rows: split it", row)
    return Sheet("", rows, tuple(notes))


def decoded(data: bytes) -> tuple[str, list[str]]:
    """Return a text in whatever encoding it is, and a note where that was guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").removeprefix("\ufeff"), []
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), ["the file is not UTF-8, and was read as Windows-1252: look at its accents"]


def records(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a table of text with their numbers; the mark between cells is the one by which most rows are alike."""
    skip = 0
    marks: str = _MARKS
    if said := re.match(r"sep=(.)\r?\n", text):
        marks, skip = said[1], 1
        text = text[said.end() :]
    best: list[tuple[int, list[str]]] = []
    most = (-1, 0)
    for mark in marks:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=False)
        found: list[tuple[int, list[str]]] = []
        row = 1
        try:
            for cells in reader:
                found.append((row + skip, cells))
                row = reader.line_num + 1
        except csv.Error as error:
            raise RefusedError(f"the row cannot be read: {error}", row + skip) from None
        for row, cells in found:  # the limit of csv is one for the whole process, and may be any
            if any(len(cell) > CELL_LENGTH for cell in cells):
                raise RefusedError(f"the row cannot be read: a cell has more than {CELL_LENGTH:,} characters", row)
        widths = [len(cells) for _, cells in found if len(cells) > 1 and any(cells)]
        fit = (max((widths.count(width) for width in set(widths)), default=0), len(widths))
        if fit > most:
            best, most = found, fit
    return best


def _written(text: str) -> SourceCell:
    """A cell of a table of text, whose label is indented by blanks."""
    plain = text.strip().strip("\ufeff")
    indent = len(text.expandtabs(2)) - len(text.expandtabs(2).lstrip())
    return SourceCell(plain, None, indent if plain else 0, plain.endswith("%"), wrong_text(plain))
