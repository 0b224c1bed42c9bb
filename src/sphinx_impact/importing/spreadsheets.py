"""XLSX by openpyxl, ODS by odfdo: both keep how far a cell is indented, which says what belongs to what."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import warnings
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sphinx_impact.importing.cells import RefusedError, Sheet, SourceCell, wrong_text
from sphinx_impact.model.limits import COLUMNS, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.cell.cell import Cell as Written

_MISSING: Final = 'spreadsheets need the extra “import”: pip install "sphinx-impact[import]"; or export the sheet as CSV'
_DAMAGED: Final = "the file cannot be read; open it in the spreadsheet, and save it again"


def read_xlsx(data: bytes) -> tuple[list[Sheet], list[str]]:
    """Read all sheets of a workbook, and the names of those that are hidden.

    Raises:
        RefusedError: It cannot be read.
    """
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise RefusedError(_MISSING) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that nobody needs here
            book = openpyxl.load_workbook(io.BytesIO(data))
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # noqa: BLE001 - of a damaged workbook openpyxl raises anything
        raise RefusedError(f"{_DAMAGED} ({type(error).__name__})") from None
    sheets = [_xlsx_sheet(sheet, values[sheet.title]) for sheet in book.worksheets]
    return sheets, [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]


def _xlsx_sheet(sheet: Any, values: Any) -> Sheet:
    height, width = min(sheet.max_row, ROWS), min(sheet.max_column, COLUMNS)
    known = {
        (cell.row, cell.column): cell.value
        for row in values.iter_rows(max_row=height, max_col=width)
        for cell in row
        if cell.value is not None
    }
    formulas = _Formulas(known, {})
    rows: dict[int, tuple[SourceCell, ...]] = {}
    for row in sheet.iter_rows(max_row=height, max_col=width):
        for cell in row:
            if cell.data_type == "f" and (cell.row, cell.column) not in known:
                formulas.open[cell.row, cell.column] = str(cell.value)
    for number, row in enumerate(sheet.iter_rows(max_row=height, max_col=width), 1):
        cells = tuple(_xlsx_cell(cell, formulas) for cell in row)
        if any(cells):
            rows[number] = cells
    for area in sheet.merged_cells.ranges:  # what spans several columns stands above each of them
        if area.min_row in rows and area.max_col <= width and area.min_col > 1:
            spread = list(rows[area.min_row])
            spread[area.min_col : area.max_col] = [spread[area.min_col - 1]] * (area.max_col - area.min_col)
            rows[area.min_row] = tuple(spread)
    hidden = [number for number, about in sheet.row_dimensions.items() if about.hidden and number in rows]
    return Sheet(sheet.title, rows, (*_hidden(hidden), *formulas.notes()))


def _hidden(rows: list[int]) -> tuple[str, ...]:
    some = ", ".join(map(str, sorted(rows)[:6]))
    return (f"{'rows are' if len(rows) > 1 else 'a row is'} hidden in the sheet, and read as all others: {some}",) if rows else ()


def _xlsx_cell(cell: Written, formulas: _Formulas) -> SourceCell:
    indent = int(cell.alignment.indent or 0) if cell.value is not None else 0
    value = formulas.value((cell.row, cell.column)) if cell.value is not None else None
    if cell.value is not None and value is None:
        return SourceCell(str(cell.value), None, indent, wrong=wrong_text(str(cell.value)))
    return _cell(value, indent, percent="%" in (cell.number_format or ""))


def _cell(value: Any, indent: int, *, percent: bool) -> SourceCell:
    """A cell by what the file says that it holds."""
    if value is None or isinstance(value, bool):
        return SourceCell("" if value is None else str(value))
    if isinstance(value, dt.datetime | dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return SourceCell(day.isoformat(), day)
    if isinstance(value, int | float | Decimal):
        number = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))  # what a spreadsheet shows of a binary number
        if percent:
            number *= 100
        plain = format(number.normalize() if number else Decimal(0), "f")
        return SourceCell(f"{plain}%" if percent else plain, number, indent, percent)
    text = str(value)
    plain = text.strip()
    blanks = len(text) - len(text.lstrip())
    return SourceCell(plain, None, indent or blanks, False, wrong_text(plain))


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<area>\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7})|(?P<cell>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?![A-Z0-9(])|"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sum>SUM\(|SUBTOTAL\(\s*(?:9|109)\s*[,;])|(?P<mark>[-+(),;]))"
)
_DEEPEST: Final = 60


@dataclasses.dataclass(slots=True)
class _Formulas:
    """Works out the formulas that no program has: sums, plus and minus of cells of the same sheet, and nothing else.

    Attributes:
        known: What each cell holds.
        open: Formulas whose values the file does not hold.
    """

    known: dict[tuple[int, int], Any]
    open: dict[tuple[int, int], str]
    worked: int = 0

    def value(self, place: tuple[int, int]) -> Any:
        """What a cell holds; None where that is not known."""
        try:
            return self._value(place, ())
        except _UnknownError:
            return None

    def _value(self, place: tuple[int, int], inside: tuple[tuple[int, int], ...]) -> Any:
        if place not in self.open:
            return self.known.get(place)
        if place in inside or len(inside) > _DEEPEST:
            raise _UnknownError
        value = _SumFormula(self.open[place], lambda other: self._value(other, (*inside, place))).value()
        self.known[place] = value
        del self.open[place]
        self.worked += 1
        return value

    def notes(self) -> tuple[str, ...]:
        if not self.worked:
            return ()
        return (f"{self.worked} formulas have no value in the file: those that only add up were worked out here",)


class _UnknownError(Exception):
    """A formula does more than add up."""


class _SumFormula:
    """Reads one formula."""

    def __init__(self, text: str, of: Callable[[tuple[int, int]], Any]) -> None:
        self._of = of
        self._tokens: list[tuple[str, str]] = []
        at, text = 1, text.upper().strip().removeprefix("OF:").replace("[.", "").replace(":.", ":").replace("]", "")
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or len(text) > 4000:
                raise _UnknownError
            self._tokens.append((str(found.lastgroup), found[0].strip()))
            at = found.end()
        self._tokens.append(("end", ""))

    def value(self) -> Decimal:
        total = self._added()
        if self._tokens[0][0] != "end":
            raise _UnknownError
        return total

    def _added(self) -> Decimal:
        total, sign = Decimal(0), 1
        while True:
            while self._tokens[0][1] in {"+", "-"}:
                sign = -sign if self._tokens.pop(0)[1] == "-" else sign
            total += sign * self._one()
            sign = 1
            if self._tokens[0][1] not in {"+", "-"}:
                return total

    def _one(self) -> Decimal:
        kind, text = self._tokens.pop(0)
        if kind == "cell":
            return self._number(_place(text))
        if kind == "number":
            return Decimal(text)
        if kind == "sum" or text == "(":
            total = self._listed()
            while kind == "sum" and self._tokens[0][1] in {",", ";"}:
                self._tokens.pop(0)
                total += self._listed()
            if self._tokens.pop(0)[1] != ")":
                raise _UnknownError
            return total
        raise _UnknownError

    def _listed(self) -> Decimal:
        if self._tokens[0][0] != "area":
            return self._added()
        first, _, last = self._tokens.pop(0)[1].partition(":")
        (top, left), (bottom, right) = _place(first), _place(last)
        if not (0 <= bottom - top <= ROWS and 0 <= right - left <= COLUMNS):
            raise _UnknownError
        return sum((self._number((row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1)), Decimal(0))

    def _number(self, place: tuple[int, int]) -> Decimal:
        value = self._of(place)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
        return Decimal(0)


def _place(name: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", name.replace("$", ""))
    assert found
    column = 0
    for mark in found[1]:
        column = column * 26 + ord(mark) - ord("A") + 1
    return int(found[2]), column


# ---- ODS ----


def read_ods(data: bytes) -> tuple[list[Sheet], list[str]]:
    """Read all sheets of an OpenDocument spreadsheet, and the names of those that are hidden.

    Raises:
        RefusedError: It cannot be read.
    """
    try:
        import odfdo
    except ModuleNotFoundError:
        raise RefusedError(_MISSING) from None
    try:
        document = odfdo.Document(io.BytesIO(data))
        indents = _Indents(document)
        sheets = [_ods_sheet(table, indents) for table in document.body.tables]
        hidden = [str(table.name) for table in document.body.tables if indents.is_hidden(table.style)]
    except RefusedError:
        raise
    except Exception as error:  # noqa: BLE001 - of a damaged document odfdo raises anything
        raise RefusedError(f"{_DAMAGED} ({type(error).__name__})") from None
    return sheets, hidden


class _Indents:
    """What styles say of cells: they are looked up once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[str, int] = {}

    def of(self, style: str | None) -> int:
        """By how much a style indents a cell, in hundredths of a centimetre."""
        if not style:
            return 0
        if style not in self._known:
            found = self._document.get_style("table-cell", style)
            margin = (found.get_properties("paragraph") or {}).get("fo:margin-left", "") if found is not None else ""
            length = re.fullmatch(r"([0-9.]+)(cm|mm|in|pt)", str(margin))
            unit = {"cm": 100.0, "mm": 10.0, "in": 254.0, "pt": 3.53}
            self._known[style] = round(float(length[1]) * unit[length[2]]) if length else 0
        return self._known[style]

    def is_hidden(self, style: str | None) -> bool:
        """Whether a style hides a sheet."""
        found = self._document.get_style("table", style) if style else None
        return found is not None and (found.get_properties("table") or {}).get("table:display") == "false"


def _ods_sheet(table: Any, indents: _Indents) -> Sheet:
    rows: dict[int, tuple[SourceCell, ...]] = {}
    hidden: list[int] = []
    written: list[tuple[int, list[Any]]] = []
    for number, row in enumerate(islice(table.traverse(), ROWS), 1):
        cells = list(islice(row.traverse(), COLUMNS))
        if any(cell.type or cell.formula for cell in cells):
            written.append((number, cells))
            if row.get_attribute("table:visibility") in {"collapse", "filter"}:
                hidden.append(number)
    known = {(number, at): cell.value for number, cells in written for at, cell in enumerate(cells, 1) if cell.type}
    open_ = {(number, at): cell.formula for number, cells in written for at, cell in enumerate(cells, 1) if cell.formula and not cell.type}
    formulas = _Formulas(known, open_)
    for number, cells in written:
        made = []
        for at, cell in enumerate(cells, 1):
            value = formulas.value((number, at))
            if value is None and cell.formula:
                made.append(SourceCell(cell.formula, wrong=wrong_text("=" + cell.formula.partition("=")[2])))
            elif cell.is_covered() or cell.type == "boolean":
                made.append(SourceCell())
            else:
                made.append(_cell(value, indents.of(cell.style), percent=cell.type == "percentage"))
        rows[number] = tuple(made)
        for at, cell in enumerate(cells):
            span = cell.get_attribute_integer("table:number-columns-spanned") or 1
            if span > 1 and at:
                made[at : at + span] = [made[at]] * len(made[at : at + span])
                rows[number] = tuple(made)
    return Sheet(str(table.name), rows, (*_hidden(hidden), *formulas.notes()))
