"""Amounts as other programs write them, made into those that data files hold."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.numbers.parse import NumberError, doubtful, is_code, notation, parse_amount, read_money, separator_of
from sphinx_impact.model.problems import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_impact.importing.cells import SourceCell

_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f"), " ")
_RULE: Final = re.compile(r"[-=_–—]{2,}")
_MOST_DIGITS: Final = 18
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")


class AmountError(Exception):
    """A cell holds no amount; the message says what, and what to do."""


def tidy(text: str) -> str:
    """Write an amount as data files do: the minus in front, no apostrophes, no blanks but no-break ones.

    `text` stays what it is where that is not possible.
    """
    plain = text.translate(_SPACES).replace("\u2212", "-").strip()
    if _RULE.fullmatch(plain) and len(plain) > 1:
        return ""  # a line drawn above a sum
    if plain.casefold() in {"nil", "none", "null"}:
        return "-"
    plain = re.sub(r"(?<=[0-9])[ '’](?=[0-9]{3}(?![0-9]))", "", plain)
    if found := re.fullmatch(r"[<\[](.*[0-9].*)[>\]]", plain):
        plain = f"({found[1]})"
    if found := re.fullmatch(r"([^-(]*[0-9][^-]*?)\s*-(\s*[^\s0-9-]*)", plain):
        plain = f"-{found[1]}{found[2]}"
    if re.fullmatch(r"[^()]*\([^()]*[0-9][^()]*", plain):
        plain += ")"  # it stands in a column of its own
    return re.sub(r"\(\s*|\s*\)", lambda found: found[0].strip(), plain)


def is_year(cell: SourceCell) -> bool:
    """Whether a cell may be a year, and so stand in a head."""
    return bool(_YEAR.fullmatch(cell.text))


def is_amount(cell: SourceCell) -> bool:
    """Whether a cell is an amount, or a dash for none, however it is written."""
    if isinstance(cell.value, Decimal):
        return True
    if cell.value is not None or not re.search(r"[0-9]", cell.text):
        return tidy(cell.text) in {"-", "–", "—"} or cell.text.casefold() == "n/a"
    plain = tidy(cell.text).rstrip("%").rstrip()
    for mark in ".,":
        try:
            read_money(plain, mark)
        except NumberError:
            continue
        return True
    return False


def decimal_mark(texts: Iterable[str], given: str) -> tuple[str, str]:
    """The decimal separator of all amounts of a file; and the text that can be read in two ways, where that was decided by likelihood alone.

    Money has no three decimals: of ``1.234`` alone, the point groups thousands.

    Raises:
        AmountError: Amounts contradict one another.
    """
    plain = [tidy(text) for text in texts if re.search("[0-9]", text)]
    if given:
        return given, ""
    shown, comma, point = notation(plain)
    if comma >= 0 and point >= 0:
        what = f"{quoted(plain[comma])} has a decimal comma and {quoted(plain[point])} a decimal point"
        raise AmountError(f"{what}: say which is right with --decimal")
    if shown:
        return shown, ""
    if odd := next((text for text in plain if doubtful(text, "", "")), ""):
        return ",", odd
    grouped = next((text for text in plain if re.search(r",[0-9]{3}(?![0-9])", text)), "")
    return ".", grouped and ""


def read_cell(cell: SourceCell, mark: str) -> tuple[Decimal | None, str]:
    """Read an amount, and the currency that stands with it.

    Raises:
        AmountError: It is none.
    """
    if cell.wrong:
        raise AmountError(cell.wrong)
    if isinstance(cell.value, dt.date):
        raise AmountError(f"holds the date {cell.text} instead of an amount: the spreadsheet took a number for a day")
    if isinstance(cell.value, Decimal):
        if not cell.value.is_finite() or cell.value.adjusted() > _MOST_DIGITS:
            raise AmountError(f"holds {one_line(cell.text, 40)}, which is no amount of money")
        return cell.value, ""
    plain = tidy(cell.text)
    if len({code for code in re.findall(r"\b[A-Z]{3}\b", plain) if is_code(code)}) > 1:
        raise AmountError(
            f"holds amounts of several currencies, {quoted(cell.text)}: export it again converted to one (of hledger, with --cost)"
        )
    try:
        amount = parse_amount(plain, separator_of(plain, mark))
        sign = read_money(plain, mark)[1] if amount.kind is AmountKind.NUMBER else ""
    except NumberError as error:
        raise AmountError(f"is no amount: {error}") from None
    if amount.value is not None and amount.value.adjusted() > _MOST_DIGITS:
        raise AmountError(f"holds {one_line(cell.text, 40)}, which is no amount of money")
    return amount.value, sign
