"""What a new report is about, and what is wrong with an answer to that."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from typing import Final

import babel

from sphinx_impact.drawing.colours import is_colour
from sphinx_impact.model.history.publication import today
from sphinx_impact.model.numbers.parse import CODES, code_hint, is_coin
from sphinx_impact.model.problems import quoted

_YEARS: Final = range(1900, 2201)
_CURRENCIES: Final = dict(
    pair.split(":")
    for pair in "en:USD ja:JPY de_CH:CHF fr_CH:CHF en_GB:GBP pl:PLN zh:CNY ko:KRW he:ILS pt_BR:BRL ar_EG:EGP ar_SA:SAR ar:AED it_CH:CHF".split()
)
"""What is usual where a language is written; EUR for all others."""


@dataclasses.dataclass(frozen=True, slots=True)
class Year:
    """A year that a report covers.

    Attributes:
        plain: Whether it is a calendar year, which report.yaml needs no dates for.
    """

    start: dt.date
    end: dt.date

    @property
    def plain(self) -> bool:
        """Whether it is a calendar year."""
        return (self.start.month, self.start.day) == (1, 1)

    @property
    def id(self) -> str:
        """Its id in report.yaml."""
        return str(self.end.year) if self.plain else f"{self.start.year}-{self.end.year % 100:02}"

    @property
    def label(self) -> str:
        """What readers call it."""
        return str(self.end.year) if self.plain else f"{self.start.year}/{self.end.year % 100:02}"

    @property
    def before(self) -> Year:
        """The year before."""
        return Year(_a_year_earlier(self.start), self.start - dt.timedelta(days=1))


def _a_year_earlier(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What a new report is about."""

    organisation: str
    short_name: str
    year: Year
    currency: str
    language: str
    brand: str


class AnswerError(ValueError):
    """An answer that cannot be taken; the message says why, and what to answer."""


def name(text: str) -> str:
    """Return a name, however strange.

    Raises:
        AnswerError: There is none, or it cannot be printed.
    """
    plain = " ".join(text.split())
    if not plain:
        raise AnswerError("the name is empty: write whose report it is")
    if any(unicodedata.category(mark) in {"Cc", "Cs", "Cn"} for mark in plain):
        raise AnswerError(f"{quoted(plain)} has characters that cannot be printed: leave them out")
    return plain


def short_name(text: str) -> str:
    """Return what people call an organisation; nothing where it has no other name.

    Raises:
        AnswerError: It cannot be printed.
    """
    return name(text) if text.strip() else ""


def calendar_year(text: str) -> Year:
    """Return a calendar year.

    Raises:
        AnswerError: It is none.
    """
    plain = unicodedata.normalize("NFKC", text.strip())
    if not re.fullmatch("[0-9]{4}", plain) or int(plain) not in _YEARS:
        raise AnswerError(
            f"{quoted(text)} is no year: write one of four digits, such as 2025; of a fiscal year, write its last day, such as 2025-06-30"
        )
    return Year(dt.date(int(plain), 1, 1), dt.date(int(plain), 12, 31))


def fiscal_year(text: str) -> Year:
    """Return the year that ends on a day.

    Raises:
        AnswerError: It is no day.
    """
    try:
        end = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise AnswerError(f"{quoted(text)} is no date: write year, month and day, such as 2025-06-30") from None
    if end.year not in _YEARS:
        raise AnswerError(f"{quoted(text)} is no year that a report covers: write a day between {_YEARS[0]} and {_YEARS[-1]}")
    return Year(_a_year_earlier(end + dt.timedelta(days=1)), end)


def year(text: str) -> Year:
    """Return a calendar year, or the year that ends on a day.

    Raises:
        AnswerError: It is neither.
    """
    return fiscal_year(text) if "-" in text.strip() else calendar_year(text)


def currency(text: str) -> str:
    """Return the code of a currency.

    Raises:
        AnswerError: There is no such currency.
    """
    code = text.strip().upper()
    if code not in CODES or is_coin(text.strip()):
        raise AnswerError(f"{quoted(text)} is no currency code: write three letters, such as EUR or USD{code_hint(text.strip())}")
    return code


def language(text: str) -> str:
    """Return the code of a language as Sphinx writes it: ``de``, ``pt_BR``.

    Raises:
        AnswerError: There is no such language.
    """
    plain = text.strip().replace("-", "_")
    try:
        locale = babel.Locale.parse(plain)
    except (ValueError, babel.UnknownLocaleError):
        raise AnswerError(f"{quoted(text)} is no code of a language: write one such as en, de, fr, es, ja or pt-BR") from None
    script = locale.script if locale.script and locale.script.casefold() in plain.casefold() else None  # Babel adds Hans to zh_CN
    return "_".join(filter(None, (locale.language, script, locale.territory)))


def last_year() -> int:
    """Return the year that a report is most likely to cover."""
    return today().year - 1


def usual_currency(code: str) -> str:
    """Return the currency that is usual for a language."""
    return _CURRENCIES.get(code) or _CURRENCIES.get(code.partition("_")[0], "EUR")


def colour(text: str) -> str:
    """Return a colour as ``#rrggbb``.

    Raises:
        AnswerError: It is none.
    """
    plain = "#" + text.strip().lstrip("#").lower()
    if re.fullmatch("#[0-9a-f]{3}", plain):
        plain = "#" + "".join(digit * 2 for digit in plain[1:])
    if not is_colour(plain):
        raise AnswerError(f"{quoted(text)} is no colour: write # and six digits from 0 to f, such as #0b6b62")
    return plain
