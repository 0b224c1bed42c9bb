"""Where in a sheet the statement stands: its titles, heads, labels and amounts, whatever was put around them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sphinx_impact.importing.amounts import AmountError, decimal_mark, is_amount, is_year, read_cell, tidy
from sphinx_impact.importing.cells import RefusedError, Sheet, SourceCell, letter
from sphinx_impact.importing.wording import TOTAL
from sphinx_impact.model.limits import IMPORTED_ROWS
from sphinx_impact.model.numbers.parse import SYMBOLS, is_sign
from sphinx_impact.model.problems import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LABEL_HEADS: Final = re.compile(
    r"accounts?|line|item|description|name|category|konto|bezeichnung|posten|compte|libell[ée]|cuenta|科目|.*thousand.*|.*tausend.*|.*\b000.*|.*:",
    re.IGNORECASE,
)
_NOTE_HEADS: Final = re.compile(
    r"(?:notes?|not[ae]s?|ref(?:erence|er[eê]ncia|[eé]rence)?s?|anh(?:ang)?(?:angaben?)?|anm(?:erkung(?:en)?)?|erl(?:äuterung(?:en)?)?|annexes?|anexos?|allegat[oi]|"
    r"comments?|remarks?|備考|注記)\.?(?:\s*\(?(?:n\s?[.º°]+|n[or]s?|num(?:ber)?s?|ziff(?:er)?)\s?[.º°]*\)?)?",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"[0-9][0-9.\-]*|[A-Z]{1,3}[0-9]{2,}")
_SCALES: Final = (
    (
        "thousands",
        re.compile(
            rf"\bthousands?\b|[{re.escape(SYMBOLS)}]\s?'?000|\b000['’]?s\b|\bTEUR\b|\bT€|\bTsd|in tausend|milliers|en miles|migliaia|千円",
            re.IGNORECASE,
        ),
    ),
    ("millions", re.compile(r"\bmillions?\b|\bMEUR\b|\bMio\b|百万円", re.IGNORECASE)),
)
_PATH: Final = re.compile(r"[^\W\d][\w &'.,/-]*(?::[\w &'.,/-]+)+")


@dataclasses.dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of amounts: its place, counted from 0, and its head, all rows of it in one."""

    place: int
    head: str

    @property
    def letter(self) -> str:
        """Its name in the spreadsheet."""
        return letter(self.place)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the statement; a heading has no amounts but None."""

    row: int
    label: str
    depth: int
    amounts: tuple[Decimal | None, ...]

    @property
    def heading(self) -> bool:
        """Whether it has no amounts at all."""
        return all(amount is None for amount in self.amounts)


@dataclasses.dataclass(slots=True)
class Layout:
    """What was found in a sheet.

    Attributes:
        titles: The rows above the heads.
        mark: The decimal separator.
        doubtful: An amount by which that is not sure; empty where it is.
        wrong: What could not be read, by row.
        notes: What was left out, and why.
        accounts: Whether it is a bare list of accounts, without any sum.
    """

    titles: list[str]
    columns: list[SourceColumn]
    rows: list[SourceRow]
    scale: str
    currencies: set[str]
    mark: str
    doubtful: str
    wrong: list[tuple[int, str]]
    notes: list[str]
    accounts: bool = False


def find_layout(sheet: Sheet, *, rows: tuple[int, int] | None = None, decimal: str = "") -> Layout:
    """Find the statement in a sheet.

    Args:
        rows: The first and the last row to look at.
        decimal: The decimal separator, where somebody said it.

    Raises:
        RefusedError: There is none, or there are several.
    """
    found = [(number, cells) for number, cells in sheet.rows.items() if rows is None or rows[0] <= number <= rows[1]]
    if len(found) > IMPORTED_ROWS:
        raise RefusedError(f"the sheet has more than {IMPORTED_ROWS:,} rows, which no statement has: say which with --rows 1:100")
    return _Finder(found, decimal, list(sheet.notes)).layout()


class _Finder:
    """Looks for one statement."""

    def __init__(self, rows: list[tuple[int, tuple[SourceCell, ...]]], decimal: str, notes: list[str]) -> None:
        signs = _sign_columns(rows)
        self._rows = [
            (number, tuple(SourceCell() if at in signs and _is_mark(cell) else cell for at, cell in enumerate(cells)))
            for number, cells in rows
        ]
        self._given = decimal
        self._notes = notes
        self._wrong: list[tuple[int, str]] = []
        self._width = max((len(cells) for _, cells in rows), default=0)

    def layout(self) -> Layout:
        places = self._amount_places()
        heads, first = self._heads(places)
        self._stray_heads(heads, first, places)
        label_places, section_place = self._label_places(places, first)
        places = self._without_notes(places, heads, first)
        written = [(at, self._cell(at, place)) for at in range(first, len(self._rows)) for place in places]
        last = max(at for at, cell in written if is_amount(cell) or cell.wrong or re.search("[0-9]", cell.text))
        header = max(heads, default=-1)
        titles = [text for at in range(min(heads, default=self._title_end(first))) if (text := self._title(at))]
        texts = [text for at in heads for cell in self._rows[at][1] if (text := cell.text)]
        scale = next((name for name, pattern in _SCALES if any(pattern.search(text) for text in (*titles, *texts))), "units")
        amounts_text = [
            cell.text for at in range(first, last + 1) for place in places if (cell := self._cell(at, place)) and cell.value is None
        ]
        try:
            mark, doubt = decimal_mark([text for text in amounts_text if is_amount(SourceCell(text))], self._given)
        except AmountError as error:
            raise RefusedError(str(error), self._rows[first][0]) from None
        columns = [SourceColumn(place, self._head(place, heads, places)) for place in places]
        start = header + 1 if heads else self._title_end(first)
        table = _Table(places, label_places, section_place, mark, frozenset(self._key(at, places) for at in heads))
        read, currencies = self._read(range(start, last + 1), table)
        columns, read = _without_percents(columns, read, self._percents(places, first, last), self._notes)
        columns, read = _one_column(columns, read, self._notes)
        for at in range(last + 1, len(self._rows)):
            self._notes.append(f"row {self._rows[at][0]}, below the table, was left out: {quoted(self._title(at))}")
        read = _in_cents(_levels(_unwrapped(read)), scale, self._notes)
        accounts = not any(row.heading for row in read) and all(_PATH.fullmatch(row.label) for row in read)
        read = list(_grouped(read, self._notes)) if accounts else _with_paths(read)
        return Layout(titles, columns, read, scale, currencies, mark, doubt, self._wrong, self._notes, accounts)

    # ---- where things stand ----

    def _cell(self, at: int, place: int) -> SourceCell:
        cells = self._rows[at][1]
        return cells[place] if place < len(cells) else SourceCell()

    def _amount_places(self) -> list[int]:
        """The columns of amounts: those right of the labels in which most cells are amounts."""
        texts = Counter[int]()
        amounts = Counter[int]()
        for _, cells in self._rows:
            for place, cell in enumerate(cells):
                if cell and is_amount(cell) and not is_year(cell):
                    amounts[place] += 1
                elif cell and not is_year(cell):
                    texts[place] += 1
        if not texts:
            raise RefusedError("no column has labels, so that nobody knows what the amounts are")
        labels = min(place for place, count in texts.items() if 2 * count >= max(texts.values()))
        found = []
        for place in range(labels + 1, self._width):
            years = sum(1 for at in range(len(self._rows)) if is_year(self._cell(at, place)))
            several = amounts[place] + years > 1 and 2 * (amounts[place] + years) >= texts[place]
            if several or (amounts[place] and amounts[place] >= texts[place] - 2):
                found.append(place)
        if not found:
            raise RefusedError("there are no amounts: no column right of the labels has numbers in it")
        return found

    def _heads(self, places: Sequence[int]) -> tuple[list[int], int]:
        """The rows of the heads, and the first row of amounts."""
        heads: list[int] = []
        for at in range(len(self._rows)):
            cells = [cell for place in places if (cell := self._cell(at, place)) and tidy(cell.text)]
            if not cells:
                beside = [cell for cell in self._rows[at][1][1:] if cell]
                if beside and not self._cell(at, 0) and any(map(is_year, beside)):
                    heads.append(at)  # they stand between the columns
                continue
            label = next((cell.text for cell in self._rows[at][1][: places[0]] if cell), "")
            is_head = all(is_year(cell) or isinstance(cell.value, dt.date) or not (is_amount(cell) or cell.wrong) for cell in cells)
            named = not label or _LABEL_HEADS.fullmatch(label) or not any(map(is_year, cells)) or not heads
            if is_head and named:
                heads.append(at)
            elif any(is_amount(cell) or cell.wrong or cell.value for cell in cells):
                return heads, at
        raise RefusedError("there are no amounts: no row below the heads has a number in it")

    def _title_end(self, first: int) -> int:
        """Without heads: where the titles end, which is at the last row that is empty in the source."""
        return next((at for at in range(first, 0, -1) if self._rows[at][0] - self._rows[at - 1][0] > 1), 0)

    def _label_places(self, places: Sequence[int], first: int) -> tuple[list[int], int | None]:
        """The columns of labels, and the one that holds a section in each row, where one does."""
        data = range(first, len(self._rows))
        filled = {place: [at for at in data if self._cell(at, place)] for place in range(places[0])}
        used = [place for place, ats in filled.items() if ats]
        codes = [place for place in used if len(used) > 1 and all(_CODE.fullmatch(self._cell(at, place).text) for at in filled[place])]
        for place in codes:
            self._notes.append(f"column {letter(place)}, which holds account numbers, was left out")
        used = [place for place in used if place not in codes] or used or [0]
        if len(used) == 2 and sum(1 for at in filled[used[0]] if self._cell(at, used[1])) * 2 > len(filled[used[0]]):
            return [used[1]], used[0]
        return used, None

    def _without_notes(self, places: list[int], heads: list[int], first: int) -> list[int]:
        kept = []
        for place in range(places[0], self._width):
            head = self._head(place, heads, [place])
            if place in places and not _NOTE_HEADS.fullmatch(head):
                kept.append(place)
            elif any(self._cell(at, place) for at in range(first, len(self._rows))):
                self._notes.append(f"column {letter(place)}{f' {quoted(head)}' if head else ''} holds no amounts, and was left out")
        if not kept:
            raise RefusedError("there are no amounts: the only column of numbers holds references to notes")
        return kept

    def _stray_heads(self, heads: Sequence[int], first: int, places: Sequence[int]) -> None:
        """Put heads that stand above empty columns, as between two columns that they were spread over, above the nearest amounts."""
        for at in heads:
            number, cells = self._rows[at]
            made = list(cells)
            for place, cell in enumerate(cells):
                if cell and place > 0 and place not in places and not any(self._cell(i, place) for i in range(first, len(self._rows))):
                    open_ = [other for other in places if other < len(made) and not made[other] and abs(other - place) < 3]
                    if open_:
                        nearest = min(open_, key=lambda other: (abs(other - place), other))
                        made[nearest], made[place] = cell, SourceCell()
            self._rows[at] = (number, tuple(made))

    def _head(self, place: int, heads: Sequence[int], places: Sequence[int]) -> str:
        """The head of a column, from all rows; what stands above several columns counts for those right of it, too."""
        parts: list[str] = []
        for at in heads:
            text = self._cell(at, place).text
            if not text and at != heads[-1] and place in places:
                row = [self._cell(at, other).text for other in places]
                spread = [t for t in row[: places.index(place)] if t]
                below = all(self._cell(heads[-1], other) for other in places)
                text = spread[-1] if spread and below else ""
            if text and text not in parts:
                parts.append(text)
        return " ".join(parts)

    def _title(self, at: int) -> str:
        return " ".join(dict.fromkeys(cell.text for cell in self._rows[at][1] if cell))

    def _key(self, at: int, places: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._cell(at, place).text for place in places)

    def _percents(self, places: Sequence[int], first: int, last: int) -> set[int]:
        return {
            place
            for place in places
            if (cells := [cell for at in range(first, last + 1) if (cell := self._cell(at, place)) and re.search("[0-9]", cell.text)])
            and all(cell.percent for cell in cells)
        }

    # ---- rows ----

    def _read(self, ats: range, table: _Table) -> tuple[list[SourceRow], set[str]]:
        currencies: set[str] = set()
        rows: list[SourceRow] = []
        now = ""
        for at in ats:
            number = self._rows[at][0]
            key = self._key(at, table.places)
            if any(key) and key in table.heads:
                self._notes.append(f"row {number} repeats the heads, and was left out")
                continue
            labels = [(place, cell) for place in table.labels if (cell := self._cell(at, place))]
            self._refuse_second(at, table, labelled=bool(labels))
            refused = len(self._wrong)
            amounts = self._amounts(at, table, currencies)
            empty = (None,) * len(amounts)
            if table.section is not None and (words := self._cell(at, table.section).text) and words != now:
                now = words
                rows.append(SourceRow(number, one_line(words), 0, empty))
            if amounts == empty and (not labels or len(self._wrong) > refused):
                continue
            place, cell = labels[0] if labels else (table.labels[0], SourceCell())
            label = " ".join(cell.text for _, cell in labels)
            depth = int(bool(now)) if table.section is not None else table.labels.index(place) * 100
            rows.append(SourceRow(number, one_line(label.strip()), depth + cell.indent, amounts))
        if all(row.heading for row in rows):
            raise RefusedError(f"there are no amounts that can be read: {self._wrong[0][1]}" if self._wrong else "there are no amounts")
        return rows, currencies

    def _refuse_second(self, at: int, table: _Table, *, labelled: bool) -> None:
        """Refuse a sheet in which other heads stand between the rows."""
        cells = [cell for place in table.places if (cell := self._cell(at, place))]
        texts = [cell for cell in cells if not is_amount(cell) and not cell.wrong and cell.value is None and tidy(cell.text)]
        years = bool(cells) and not labelled and all(map(is_year, cells))
        if years or (len(texts) > 1 and len(texts) == len(cells)):
            number = self._rows[at][0]
            how = f"--rows {self._rows[0][0]}:{number - 1} and --rows {number}:{self._rows[-1][0]}"
            heads = quoted(" ".join(cell.text for cell in cells))
            raise RefusedError(f"a second table begins with the heads {heads}: import each by itself, with {how}", number)

    def _amounts(self, at: int, table: _Table, currencies: set[str]) -> tuple[Decimal | None, ...]:
        """The amounts of a row; what cannot be read is put down."""
        amounts: list[Decimal | None] = []
        for place in table.places:
            cell = self._cell(at, place)
            amount, sign = None, ""
            if not cell.percent and (tidy(cell.text) or cell.wrong):
                try:
                    amount, sign = read_cell(cell, table.mark)
                except AmountError as error:
                    self._wrong.append((self._rows[at][0], f"column {letter(place)} {error}"))
            amounts.append(amount)
            currencies |= {sign} - {""}
        return tuple(amounts)


@dataclasses.dataclass(frozen=True, slots=True)
class _Table:
    """Where things stand in the rows.

    Attributes:
        places: Columns of amounts.
        labels: Columns of labels.
        section: The column that names a section in each row.
        mark: The decimal separator.
        heads: What stands in the rows of heads, should they be repeated.
    """

    places: list[int]
    labels: list[int]
    section: int | None
    mark: str
    heads: frozenset[tuple[str, ...]]


def _sign_columns(rows: list[tuple[int, tuple[SourceCell, ...]]]) -> set[int]:
    """The columns that hold nothing, below their heads, but signs of currencies, or brackets that close, of the amounts beside them."""
    signs, others = Counter[int](), Counter[int]()
    for _, cells in rows:
        for place, cell in enumerate(cells):
            if place and cell:
                (signs if _is_mark(cell) else others)[place] += 1
    return {place for place, count in signs.items() if count and others[place] <= _MOST_HEADS}


_MOST_HEADS: Final = 2


def _is_mark(cell: SourceCell) -> bool:
    return is_sign(cell.text) or cell.text in {")", ")%"}


def _levels(rows: list[SourceRow]) -> list[SourceRow]:
    """Rows with indents counted in steps from 0, whatever they are measured in."""
    steps = {depth: step for step, depth in enumerate(sorted({row.depth for row in rows}))}
    return [dataclasses.replace(row, depth=steps[row.depth]) for row in rows]


def _unwrapped(rows: list[SourceRow]) -> list[SourceRow]:
    """Rows with labels in one, where the rest of one stands in the next row and begins with a small letter."""
    made: list[SourceRow] = []
    for row in rows:
        before = made[-1] if made else None
        rest = row.label[:1].islower() and ":" not in row.label.rstrip(":") and not TOTAL.search(row.label)
        if before and before.heading and rest and before.label[-1:] not in {":", ""} and before.depth <= row.depth:
            made[-1] = dataclasses.replace(row, label=f"{before.label} {row.label}", depth=before.depth)
        else:
            made.append(row)
    return made


def _kept(rows: list[SourceRow], places: Sequence[int]) -> list[SourceRow]:
    return [dataclasses.replace(row, amounts=tuple(row.amounts[place] for place in places)) for row in rows]


def _without_percents(
    columns: list[SourceColumn], rows: list[SourceRow], percents: set[int], notes: list[str]
) -> tuple[list[SourceColumn], list[SourceRow]]:
    keep = [at for at, column in enumerate(columns) if column.place not in percents]
    if len(keep) < len(columns) and keep:
        left = [column for column in columns if column.place in percents]
        notes += [f"column {column.letter} {quoted(column.head)} counts percents, and was left out" for column in left]
        return [columns[at] for at in keep], _kept(rows, keep)
    return columns, rows


def _one_column(columns: list[SourceColumn], rows: list[SourceRow], notes: list[str]) -> tuple[list[SourceColumn], list[SourceRow]]:
    """Join columns in which items stand further in and their sums further out, so that no row has amounts in two of them."""
    if len(columns) < 2 or len({column.head for column in columns if column.head}) > 1:
        return columns, rows
    if any(sum(amount is not None for amount in row.amounts) > 1 for row in rows):
        return columns, rows
    notes.append(f"columns {', '.join(column.letter for column in columns)} are one: items stand further in than their sums")
    joined = [dataclasses.replace(row, amounts=(next((a for a in row.amounts if a is not None), None),)) for row in rows]
    head = next((column.head for column in columns if column.head), "")
    return [SourceColumn(columns[-1].place, head)], joined


def _with_paths(rows: list[SourceRow]) -> list[SourceRow]:
    """Accounts that are paths, ``expenses:program:travel``, without their first parts, which the headings say."""
    items = [row for row in rows if not row.heading and _PATH.fullmatch(row.label)]
    if 2 * len(items) < sum(1 for row in rows if not row.heading):
        return rows
    return [dataclasses.replace(row, label=_last_parts(row.label), depth=row.depth + 1) if row in items else row for row in rows]


def _last_parts(path: str) -> str:
    rest = path.split(":")[1:]
    return ": ".join([part if any(map(str.isupper, part)) else part.capitalize() for part in rest[:1]] + rest[1:])


_ROOTS: Final = ("income", "revenues", "revenue", "expenses", "assets", "liabilities", "equity")


def _grouped(rows: list[SourceRow], notes: list[str]) -> Iterator[SourceRow]:
    """A bare list of accounts by their roots. Credits are negative in ledgers, and positive in statements."""
    roots = list(dict.fromkeys(row.label.partition(":")[0] for row in rows))
    roots.sort(key=lambda root: _ROOTS.index(root.casefold()) if root.casefold() in _ROOTS else len(_ROOTS))
    width = len(rows[0].amounts)
    for root in roots:
        own = [row for row in rows if row.label.partition(":")[0] == root]
        yield SourceRow(own[0].row, root, 0, (None,) * width)
        is_credit = root.casefold() in {"income", "revenue", "revenues", "liabilities", "equity"}
        turned = is_credit and sum((amount or Decimal(0) for row in own for amount in row.amounts), Decimal(0)) < 0
        if turned:
            notes.append(f"the amounts of {root} were turned: a ledger writes credits with a minus")
        for row in own:
            amounts = tuple(None if amount is None else -amount if turned else amount for amount in row.amounts)
            yield SourceRow(row.row, _last_parts(row.label), 1, amounts)


def _in_cents(rows: list[SourceRow], scale: str, notes: list[str]) -> list[SourceRow]:
    """Amounts with no more decimals than a statement has."""
    digits = 2 if scale == "units" else 3
    step = Decimal(1).scaleb(-digits)
    odd = sum(1 for row in rows for amount in row.amounts if amount is not None and amount != amount.quantize(step))
    if odd:
        notes.append(f"{odd} amounts have more than {digits} decimals, and were rounded to {digits}")
    short = [tuple(a if a is None or int(a.as_tuple().exponent) >= -digits else a.quantize(step) for a in row.amounts) for row in rows]
    return [dataclasses.replace(row, amounts=amounts) for row, amounts in zip(rows, short, strict=True)]
