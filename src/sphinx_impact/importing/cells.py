"""Cells, and why a file is refused."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

from sphinx_impact.model.problems import one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

_ERROR: Final = re.compile(r"#(?:[A-Z0-9/]+[!?]|N/A|#+)|Err:[0-9]+")


class RefusedError(Exception):
    """A file is not imported; the message says why and what to do.

    Attributes:
        row: Where it is wrong; 1 for the whole file.
    """

    def __init__(self, message: str, row: int = 1) -> None:
        super().__init__(message)
        self.row = row


@dataclasses.dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell of a source.

    Attributes:
        text: As it stands there, without blanks around it.
        value: The number or day, where the file knows it as one.
        indent: How far it is indented, in steps of the file's own.
        percent: Whether it is shown as a percentage.
        wrong: Why it has no value, as what was wrong and what to do; empty where nothing is.
    """

    text: str = ""
    value: Decimal | dt.date | None = None
    indent: int = 0
    percent: bool = False
    wrong: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.wrong)


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a source.

    Attributes:
        rows: Cells by the row that they stand in, counted from 1; rows without any are left out.
        notes: What is worth knowing of how it was read: hidden rows, an encoding that was guessed.
    """

    name: str
    rows: Mapping[int, tuple[SourceCell, ...]]
    notes: tuple[str, ...] = ()


def letter(column: int) -> str:
    """The name of a column in a spreadsheet: A for 0."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(ord("A") + rest) + name, column - 1
    return name


def wrong_text(text: str) -> str:
    """Why a text that a spreadsheet shows instead of a number is none; empty where it is nothing of the kind."""
    if _ERROR.fullmatch(text):
        return f"holds the error {text}: mend it in the spreadsheet, and export it again"
    if text.startswith("=") and len(text) > 1:
        return f"holds the formula {one_line(text, 60)} and no value: open the file in the spreadsheet, save it, and import it again"
    return ""
