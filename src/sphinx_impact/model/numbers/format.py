"""Figures, amounts, changes, dates and periods in the words and numbers of a language."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.units import format_unit

from sphinx_impact.model.entities import Form, Qualifier, Scale, StatementType
from sphinx_impact.model.numbers import patterns as wording
from sphinx_impact.model.numbers.change import Change, Direction
from sphinx_impact.model.numbers.cldr import Numeral, Numerals, round_if_long, rounded
from sphinx_impact.model.numbers.patterns import Wording

if TYPE_CHECKING:
    import gettext
    from collections.abc import Sequence

    from sphinx_impact.model.entities import Figure, Period

_SYMBOLS = {Qualifier.ABOUT: "~", Qualifier.OVER: ">", Qualifier.NEARLY: "<"}
_YEAR = range(360, 373)
"""Days of a year: calendar years, leap years, years of 52 or 53 weeks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Printed:
    """The pieces of a printed figure. One after the other they are its text.

    Attributes:
        before: Words or sign of a qualifier, a parenthesis or a minus sign, a currency sign: ``at least ``, ``~``, ``($``.
        number: The digits: ``284``, ``747.4``.
        after: A plus sign, a scale word or suffix, a percent or currency sign, a parenthesis: ``+ billion``, ``K``, `` €``.
        negative: Whether the figure is below zero, as a parenthesis or a minus sign in `before` shows.
        qualifier: How exact the figure is.
    """

    before: str
    number: str
    after: str
    negative: bool = False
    qualifier: Qualifier = Qualifier.EXACT

    def __str__(self) -> str:
        return self.before + self.number + self.after


class Formats:
    """Prints the values of a report in one language.

    A figure says what is known and no more: in full it is exact; with a scale it is exact as long as three decimals hold
    it, and is else rounded, half to even, to one decimal (compact) or two (words). Where nobody wrote it compact, three digits do.
    """

    def __init__(self, language: str, words: gettext.NullTranslations | None = None) -> None:
        """Take a language tag such as ``de_AT`` (else ``de``, else ``en``) and the catalogue of our messages in it."""
        self._numerals = Numerals(language)
        self._locale = self._numerals.locale
        self._leftwards = self._locale.text_direction == "rtl"
        self.wording = Wording(self._locale, words)

    @property
    def decimal(self) -> str:
        """What separates decimals in this language."""
        return self._numerals.decimal

    # ---- figures ----

    def printed(self, figure: Figure, form: Form | None = None, *, symbols: bool = False) -> Printed:
        """Return a figure of the data that has a number.

        Args:
            form: Another form than its own, in which three digits do for a compact number.
            symbols: As for `figure`.
        """
        assert figure.value is not None
        return self.figure(
            figure.value,
            unit=figure.unit,
            money=figure.money,
            qualifier=figure.qualifier,
            form=form or figure.form,
            symbols=symbols,
            short=form not in {None, figure.form},
        )

    def figure(
        self,
        value: Decimal,
        *,
        unit: str = "",
        money: bool = False,
        qualifier: Qualifier = Qualifier.EXACT,
        form: Form = Form.FULL,
        symbols: bool = False,
        short: bool = False,
    ) -> Printed:
        """Return a figure, without a noun for its unit.

        Money below zero stands in parentheses, any other figure below zero behind a minus sign.

        Args:
            value: In full units; a percent as it is written.
            unit: ``percent``, or the code of a currency where `money` is true; any other is not printed.
            money: Whether to print the unit as a currency.
            qualifier: Printed in words, ``at least 284 billion``, or as a sign.
            form: How large numbers are printed; percents are always printed in full.
            symbols: Whether the qualifier is a sign: ``284+ billion``, ``~36K``, ``>10 million``, ``<500``.
            short: Whether three digits do for a compact number: ``51.6K`` for 51,569.
        """
        numeral = self._numeral(abs(value), unit, form, money=money, short=short)
        negative = value < 0
        if negative:
            numeral = numeral.within("(", ")") if money else numeral.within(self._numerals.minus, "")
        if not symbols:
            before, after = self.wording.around(wording.QUALIFIED[qualifier], "figure")
            numeral = numeral.within(before, after)
        elif qualifier is Qualifier.AT_LEAST:
            mark = "\N{LEFT-TO-RIGHT MARK}" if self._leftwards else ""
            numeral = dataclasses.replace(numeral, before=numeral.before + mark, after=_with_plus(numeral.after, mark))
        else:
            numeral = numeral.within(_SYMBOLS.get(qualifier, ""), "")
        return Printed(numeral.before, numeral.digits, numeral.after, negative, qualifier)

    def amount(self, value: Decimal, *, decimals: int = 0) -> Printed:
        """Return a cell of a statement: grouped, below zero in parentheses in every language, without a currency sign."""
        value = rounded(value, decimals)
        negative = value < 0
        digits = self._numerals.digits(abs(value), decimals=decimals)
        return Printed("(" if negative else "", digits, ")" if negative else "", negative)

    def currency_sign(self, code: str) -> tuple[str, bool]:
        """Return the sign of a currency, and whether it stands before the number."""
        return self._numerals.currency_sign(code)

    def currency(self, code: str) -> str:
        """Return the name of a currency, as it is counted: ``US dollars``."""
        return self._numerals.currency_name(code, counted=True)

    def percent(self, value: Decimal, decimals: int | None = None) -> str:
        """Return a percentage, where 45 is 45 %: ``45%``; exactly, or with so many decimals."""
        value = value if decimals is None else rounded(value, decimals)
        return _signed("" if value >= 0 else self._numerals.minus, self._numerals.percent(abs(value), decimals=decimals))

    # ---- differences ----

    def points(self, value: Decimal) -> str:
        """Return a difference of two percentages: ``+1.5 percentage points``."""
        return self._sign(value) + self._points(abs(value))

    def signed_percent(self, value: Decimal, decimals: int = 1) -> str:
        """Return a change in percent: ``+6.7%``. What would round to nothing gets as many decimals as it needs."""
        value, decimals = _visible(value, decimals)
        return _signed(self._sign(value), self._numerals.percent(abs(value), decimals=decimals))

    def signed_amount(self, value: Decimal, *, unit: str = "", money: bool = False, form: Form = Form.FULL) -> str:
        """Return a difference in full units: ``+450``, ``−$152,000``."""
        return _signed(self._sign(value), self._numeral(abs(value), unit, form, money=money))

    def change_sign(self, change: Change) -> str:
        """Return a change as a sign and a number: ``+6.7%``, ``−5.7%``, ``+1.5 percentage points``, ``−$537,000``; or ``n/m``."""
        if change.value is None:
            return self.wording.fill(wording.NOT_MEANINGFUL)
        if change.kind == "percent":
            return self.signed_percent(change.value)
        if change.kind == "points":
            return self.wording.fill(wording.QUALIFIED[change.qualifier], figure=self.points(change.value))
        amount = self.signed_amount(change.value, unit=change.unit, money=change.money, form=change.form)
        return self.wording.fill(wording.QUALIFIED[change.qualifier], figure=amount)

    def change_words(self, change: Change, previous: Period | None) -> str:
        """Return a change in words, ``up 6.7% on 2022``, or the reason why there is none."""
        say = self.wording.fill
        if change.value is None:
            return say(change.reason)
        instant = previous is not None and previous.start is None and not previous.label
        place = {"date" if instant else "period": self.period(previous)} if previous else {}
        if change.direction is Direction.SAME:
            return say(
                wording.UNCHANGED if not previous else wording.UNCHANGED_SINCE if instant else wording.UNCHANGED_FROM,
                **place,
            )
        words = self._moved(change, abs(change.value), up=change.direction is Direction.UP)
        if not previous:
            return words
        return say(wording.CHANGE_SINCE if instant else wording.CHANGE_ON, change=words, **place)

    def _moved(self, change: Change, value: Decimal, *, up: bool) -> str:
        say = self.wording.fill
        if change.kind == "percent":
            percent = _text(self._numerals.percent(_visible(value, 1)[0].normalize()))
            return say(wording.UP_PERCENT if up else wording.DOWN_PERCENT, percent=percent)
        if change.kind == "points":
            points = say(wording.QUALIFIED[change.qualifier], figure=self._points(value))
            return say(wording.UP_POINTS if up else wording.DOWN_POINTS, points=points)
        amount = str(self.figure(value, unit=change.unit, money=change.money, qualifier=change.qualifier, form=change.form))
        if change.unit and not change.money:
            amount = f"{amount}\N{NO-BREAK SPACE}{change.unit}"
        return say(wording.UP_AMOUNT if up else wording.DOWN_AMOUNT, amount=amount)

    def _points(self, value: Decimal) -> str:
        value = round_if_long(value, 1)
        return self.wording.count(wording.POINTS, value, number=self._numerals.digits(value))

    # ---- dates and periods ----

    def date(self, day: dt.date) -> str:
        """Return a day with its year: ``June 15, 2023``."""
        return format_date(day, "long", locale=self._locale)

    def month(self, day: dt.date) -> str:
        """Return the month of a day with its year: ``June 2023``."""
        return self._skeleton("yMMMM", day)

    def period(self, period: Period) -> str:
        """Return what a period is called: its label, else ``2023``, ``June 15, 2023``, ``July 2023 – June 2024``."""
        if period.label:
            return period.label
        return self._interval(period.start, period.end) if period.start else self.date(period.end)

    def _interval(self, start: dt.date, end: dt.date) -> str:
        if start == dt.date(end.year, 1, 1) and end == dt.date(end.year, 12, 31):
            return self._skeleton("y", end)
        if not (start.day == 1 and _is_month_end(end)):
            return self._span(self.date(start), self.date(end))
        if (start.year, start.month) == (end.year, end.month):
            return self._skeleton("yMMMM", end)
        return self._span(self._skeleton("yMMMM", start), self._skeleton("yMMMM", end))

    def scope(
        self,
        statement_type: StatementType,
        period_ends: Sequence[dt.date],
        starts: Sequence[dt.date | None] = (),
        scale: Scale = Scale.UNITS,
        currency: str = "",
    ) -> str:
        """Return what a statement's amounts are of: ``Years ended December 31, in thousands of US dollars``.

        Args:
            statement_type: A position is "as of" its dates; any other type, too, where its periods are instants.
            period_ends: Last days of the periods of the columns; a day may come more than once.
            starts: First days, in the same order; None for an instant. May be left out: then the periods are years.
            scale: What amounts are counted in.
            currency: A code; empty where the amounts are no money.
        """
        dates, units = self._dates(statement_type, period_ends, starts), self._units(scale, currency)
        if not dates or not units:
            text = dates or units
            return text[:1].upper() + text[1:]
        return self.wording.fill(wording.SCOPE, dates=dates, units=units)

    def _dates(self, statement_type: StatementType, ends: Sequence[dt.date], starts: Sequence[dt.date | None]) -> str:
        days = [*dict.fromkeys(ends)]
        if not days:
            return ""
        when = self._days(days)
        if statement_type.is_dated or (starts and all(start is None for start in starts)):
            return self.wording.fill(wording.AS_OF, date=when)
        spans = dict.fromkeys((start, end) for start, end in zip(starts, ends, strict=False) if start)
        if all((end - start).days + 1 in _YEAR for start, end in spans):
            return self.wording.fill(wording.YEAR_ENDED if len(days) == 1 else wording.YEARS_ENDED, date=when)
        months = {_months(start, end) for start, end in spans}
        if len(months) == 1 and 1 < (number := months.pop()) < 24:  # nobody counts eight years in months
            return self.wording.count(wording.MONTHS_ENDED, Decimal(number), number=str(number), date=when)
        return self.list([self._interval(start, end) for start, end in spans])

    def _days(self, days: Sequence[dt.date]) -> str:
        """Return one day with its year; several that are the same day of their years without one; else each with its year."""
        if len(days) > 1 and len({(day.month, day.day) for day in days}) == 1:
            return self._skeleton("MMMMd", days[0])
        return self.list([self.date(day) for day in days])

    def _units(self, scale: Scale, currency: str) -> str:
        if not currency:
            return self.wording.fill(wording.IN_SCALE[scale]) if wording.IN_SCALE[scale] else ""
        return self.wording.fill(
            wording.IN_CURRENCY[scale], currency=self._numerals.currency_name(currency, counted=scale is not Scale.UNITS)
        )

    def country(self, code: str) -> str:
        """Return the name of a country from its ISO code of two letters."""
        return str(self._locale.territories.get(code, code))

    def list(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence: ``2021, 2022, and 2023``."""
        return format_list([*items], locale=self._locale)

    def size(self, count: int) -> str:
        """Return the size of a file of some bytes: ``385 kB``, ``1.2 MB``."""
        kilo = max(1, round(count / 1000))
        number, unit = (kilo, "digital-kilobyte") if kilo < 1000 else (round(count / 1e6, 1), "digital-megabyte")
        return format_unit(number, unit, length="short", locale=self._locale)

    # ---- pieces ----

    def _numeral(self, value: Decimal, unit: str, form: Form, *, money: bool, short: bool = False) -> Numeral:
        numerals = self._numerals
        if unit == "percent" and not money:
            return numerals.percent(value)
        scaled = numerals.compact(value, short=short) if form is Form.COMPACT else numerals.words(value) if form is Form.WORDS else None
        if not money:
            return scaled or numerals.number(value)
        return numerals.money(scaled or numerals.number(value, decimals=numerals.money_decimals(value, unit)), unit)

    def _sign(self, value: Decimal) -> str:
        return self._numerals.plus if value > 0 else self._numerals.minus if value < 0 else ""

    def _skeleton(self, skeleton: str, day: dt.date) -> str:
        return format_skeleton(skeleton, day, locale=self._locale)

    def _span(self, start: str, end: str) -> str:
        pattern: str = self._locale.interval_formats[None]
        # CLDR sets the dash between thin spaces, which many fonts of e-readers do not have
        return pattern.replace("\N{THIN SPACE}", " ").format(start, end)


def _text(numeral: Numeral) -> str:
    return numeral.before + numeral.digits + numeral.after


def _with_plus(after: str, mark: str) -> str:
    """Return what stands behind a number with a plus sign behind all that is glued to it, ``K+``, ``+ billion``, and a mark of direction."""
    glued = re.match(r"\S*", after)
    end = glued.end() if glued else 0
    return f"{after[:end]}+{mark}{after[end:]}"


def _signed(sign: str, numeral: Numeral) -> str:
    """Return a number behind a sign, which stands behind a mark of direction: before it, it would stray from its number."""
    plain = numeral.before.lstrip("\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}")
    return numeral.before[: len(numeral.before) - len(plain)] + sign + plain + numeral.digits + numeral.after


def _visible(value: Decimal, decimals: int) -> tuple[Decimal, int]:
    """Return a number rounded to so many decimals, or to as many as it needs not to vanish, and how many these are."""
    needed = max(decimals, -value.adjusted()) if value else decimals
    return rounded(value, needed), needed


def _is_month_end(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _months(start: dt.date, end: dt.date) -> int:
    """Return how many whole months a period has; 0 where it is not made of such."""
    if start.day != 1 or not _is_month_end(end):
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1
