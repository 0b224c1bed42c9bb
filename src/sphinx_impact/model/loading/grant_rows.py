"""Rows of ``grants.csv`` whose cells may stand in the wrong columns, so that the name of a person might stand in one that is published.

That happens where a cell has a comma in it, as “Last, First”, and no quotation marks around: all that follows moves on by a column. It shows
in the number of the cells; where the two mistakes of a comma too many and of one left out at the end hide one another, in what the cells hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sphinx_impact.model.loading.csv import MARKS, Row, Table
from sphinx_impact.model.loading.grant_names import COMMON, PARTICLES, UNSPACED

FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False, "": False}
"""What may stand in the column individual."""

_YES_ELSEWHERE: Final = frozenset("y x ja oui si sí sim tak да 1 ✓ ✔ ☑ wahr vrai verdadero vero はい 是 예 네 نعم כן".split())
"""What else may have been written for yes."""

_WORDS: Final = (_YES_ELSEWHERE | {*FLAGS}) - {""}
_LONGEST: Final = max(map(len, _WORDS))

_MONEY: Final = frozenset({"awarded", "amount", "currency", "country"})
"""Columns that never hold yes or no."""

_TEXTS: Final = frozenset({"program", "title", "description"})
"""Columns that are published for individuals, too, as they are written."""

_COUNTRIES: Final = frozenset({"NO", "SI"})
"""Codes of countries that are words for yes or no as well."""

_NAMELESS: Final = COMMON | PARTICLES | frozenset("confidential fellow grant intern na name redacted scholar undisclosed withheld".split())
"""Words that stand for a name, or in one, and leave nothing open."""

_NEAR: Final = 2
"""Columns behind the flag, that nothing reads, in which it may have come to stand."""


class Suspects:
    """Tells which rows of a table may be shifted."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        """Look at a table.

        Args:
            columns: What we call each cell of the header; empty for one that is not read.
        """
        self._columns, self._mark, self.mark = columns, table.mark, MARKS[table.mark]
        self._has_flag = "individual" in columns
        self._flag = columns.index("individual") if self._has_flag else -1
        self._recipient = columns.index("recipient")
        self._last = max(at for at, name in enumerate(table.written) if name.strip())
        self._beside = [
            at for at in (self._recipient - 1, self._recipient + 1) if 0 <= at < len(columns) and columns[at] in _TEXTS | {"id"}
        ]
        self._shared = {at: self._shared_texts(table, at) for at in self._beside}

    def _shared_texts(self, table: Table, at: int) -> frozenset[str]:
        """What stands beside several recipients, and so is the name of none of them."""
        found: dict[str, set[str]] = {}
        for row in table.rows:
            if len(row.written) > max(at, self._recipient):
                found.setdefault(row.written[at].strip(), set()).add(row.written[self._recipient].strip())
        return frozenset(text for text, recipients in found.items() if len(recipients) > 1)

    def fault(self, row: Row) -> tuple[str, str]:
        """Return why the cells of a row may stand in the wrong columns, and what to do if they do not; two empty texts if nothing speaks for it."""
        written = row.written
        cells = [cell.strip() for cell in written]
        if len(written) > len(self._columns):
            return f"it has {len(written)} cells and the header {len(self._columns)}", "delete the blank cells behind the last column"
        if any(cells[self._last + 1 :]):
            return "it has a cell behind the last column", "write a name above it"
        flag = cells[self._flag].casefold() if self._has_flag else ""
        column = self._flag_elsewhere(cells, flag)
        if column:
            return f"{column} holds what individual should", "write yes or no into individual"
        person = FLAGS.get(flag, True) or not self._has_flag
        if (person or not flag) and (at := self._continues(written)):
            return f"{self._columns[at] or f'column {at + 1}'} begins with a blank, as the rest of a name does", "delete that blank"
        if person and (column := self._rest_of_name(cells)):
            return f"recipient is one word, and {column} may be the rest of the name", "write the whole name, or leave recipient empty"
        if self._mark == "," and self._splits_amount(cells):
            return "the cell behind amount may be the rest of the number", "write the amount with its cents, as in 1.00"
        return "", ""

    def _flag_elsewhere(self, cells: Sequence[str], flag: str) -> str:
        """The column that holds a yes or a no which is that of the column individual; empty if none does."""
        if _WORDS.isdisjoint(cell.casefold() for at, cell in enumerate(cells) if len(cell) <= _LONGEST and at != self._flag):
            return ""
        for at, (column, cell) in enumerate(zip(self._columns, cells, strict=False)):
            word = cell.casefold()
            if not word or at == self._flag or (column == "country" and cell in _COUNTRIES):
                continue
            is_flag = word in FLAGS or (word in _YES_ELSEWHERE and (column in _TEXTS or column == "country"))
            if not column:
                if not flag and FLAGS.get(word, False) and self._has_flag and self._flag < at <= self._flag + _NEAR:
                    return f"column {at + 1}"
            elif (is_flag and not flag) or (word in FLAGS and column in _MONEY and not (column == "country" and word == "no")):
                return column
        return ""

    def _continues(self, written: Sequence[str]) -> int:
        """The first cell at or beside the recipient that begins with a blank, where cells do not in general; 0 if none does."""
        near = [at for at in range(max(self._recipient - 1, 1), self._recipient + 2) if written[at : at + 1] and written[at][:1].isspace()]
        if not near:
            return 0
        led = [at for at, cell in enumerate(written) if at and cell.strip() and cell[0].isspace()]
        filled = sum(bool(cell.strip()) for cell in written[1:])
        near = [at for at in near if at in led and written[at - 1].strip()]
        return near[0] if near and 2 * len(led) <= filled else 0

    def _rest_of_name(self, cells: Sequence[str]) -> str:
        """The column beside the recipient that may hold the rest of a person's name; empty if none does."""
        name = [word for word in re.findall(r"[^\W\d_]+", cells[self._recipient]) if word.casefold() not in _NAMELESS]
        if len(name) == 1 and _is_capital(name[0]):
            for at in self._beside:
                words = re.findall(r"\w+", cells[at])
                if cells[at] not in self._shared[at] and 0 < len(words) <= 3 and all(map(_is_capital, words)):
                    return self._columns[at]
        return ""

    def _splits_amount(self, cells: Sequence[str]) -> bool:
        """Whether a comma between thousands has parted an amount."""
        at = self._columns.index("amount")
        behind = self._columns[at + 1] if at + 1 < len(self._columns) else "id"
        if behind in {"id", "recipient-id"} or at + 1 >= len(cells):
            return False
        return bool(re.fullmatch(r"\D{0,4}\d{1,3}", cells[at]) and re.fullmatch(r"\d{3}(\.\d+)?\D{0,4}", cells[at + 1]))

    def told(self, fault: tuple[str, str]) -> str:
        """Return the message about a row that may be shifted; it has no word of the row."""
        why, else_ = fault
        return (
            f"the cells of this row may stand in the wrong columns, since {why}: put each cell that has a {self.mark} in it into quotation marks, "
            f'as in "Last{self._mark} First"; if there is none, {else_}; the grant is left out until then'
        )

    def names(self, row: Row) -> list[str]:
        """Return what may be the name of a person in a row that is not read, so that it is left out elsewhere, too."""
        cells = [cell.strip() for cell in row.written]
        yes = any(FLAGS.get(cell.casefold(), False) or cell.casefold() in _YES_ELSEWHERE for cell in cells)
        at = self._recipient
        if not yes or at >= len(cells):
            return []
        near = [cells[at], " ".join(cells[at : at + 2]), *(cells[at - 1 : at] if at else [])]
        return [name for name in near if name and not re.search(r"\d", name)]


def _is_capital(word: str) -> bool:
    """Whether a word may be a name; in scripts without capitals each may, but where a whole name is one word."""
    return word.isalpha() and not word[0].islower() and not UNSPACED.match(word)
