"""Numbers in a locale: digits, scale words, percent and currency signs, taken from CLDR through Babel.

Babel writes digits and knows the patterns; this file chooses between them, exactly, and fills what Babel leaves open:

- compact long forms are missing in many of its locales (Japanese, Chinese, Korean): the short ones stand in;
- there is no compact currency in the long form: scale word and currency sign are combined here, for both forms alike;
- compact patterns without a scale (``0``, as for thousands in German) lose their grouping: plain digits are printed instead;
- the plural form of a scale word is that of the number as it is printed, not as it was before rounding;
- the apostrophe that Switzerland groups digits by is lost, since Babel takes it for a quotation mark: it is written as ``’``;
- a currency sign that ends in a letter (``CHF``) is set off from the digits by a no-break space.

Digits are always ``0`` to ``9``, as everywhere in Babel. Rounding is half to even. Everything is computed with 100 digits.
"""

from __future__ import annotations

import contextlib
import dataclasses
import decimal
import functools
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

import babel
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import (
    NumberPattern,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
    get_plus_sign_symbol,
)

from sphinx_impact.model.names import nearest
from sphinx_impact.model.numbers.exact import WIDE
from sphinx_impact.model.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    _Table = Mapping[str, Mapping[str, NumberPattern]]
_SUCH_AS = "en, de, fr, es, ja or pt_BR"
_EXACT_DECIMALS = 3
"""A scaled number is printed exactly if it needs no more decimals than these."""


@dataclasses.dataclass(frozen=True, slots=True)
class Numeral:
    """A number without a sign, and what stands around it."""

    before: str
    digits: str
    after: str

    def within(self, before: str, after: str) -> Numeral:
        """Return it with more around it."""
        return Numeral(before + self.before, self.digits, self.after + after)


def is_tag(language: str) -> bool:
    """Return whether a text has the form of a language tag, as Sphinx or the web writes it: ``de``, ``pt_BR``, ``zh-Hans``, ``sr@latin``."""
    return re.fullmatch(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,8})*(\.[\w-]+)?(@\w+)?", language) is not None


def is_known(tag: str) -> bool:
    """Return whether a language tag is that of a language with a name."""
    return re.split(r"[_.@-]", tag.lower())[0] in babel.Locale.parse("en").languages


def tag_of(name: str) -> str:
    """Return the tag of a language by its name in English or in itself, or the nearest: ``es`` of ``español``. Empty where none is near."""
    names = {own: tag for tag in locale_identifiers() if "_" not in tag and (own := babel.Locale.parse(tag).language_name)}
    names |= {english: tag for tag, english in babel.Locale.parse("en").languages.items() if tag in names.values()}
    found = nearest(name, names, 0.75)
    return names[found] if found else ""


def language_fault(tag: str) -> str:
    """Say what is wrong with what was given for a language, and what to write; nothing where that is a language, or empty."""
    if not tag:
        return ""
    if is_tag(tag) and is_known(tag):
        country = re.search(r"[_-]([A-Za-z]{2})(?=[_.@-]|$)", tag)
        if country is None or country[1].upper() in babel.Locale.parse("en").territories:
            return ""
        cure = f'write language = "{re.split("[_-]", tag)[0]}_GB"' if country[1].upper() == "UK" else "write one that ISO 3166 has, or none"
        return f"language: {quoted(tag)}: there is no country {country[1].upper()}; {cure}"
    if is_tag(tag):
        return f"language: nobody knows a language {quoted(tag)}: its words, numbers and dates are English; write one such as {_SUCH_AS}"
    meant = tag_of(tag)
    cure = f'write language = "{meant}"' if meant else f"write one such as {_SUCH_AS}"
    return f"language: {quoted(tag)} is no language tag; {cure}"


def find_locale(language: str) -> babel.Locale:
    """Return the locale of a language tag of any spelling: ``de_AT``, else ``de``, else ``en``. Never raises."""
    name, _, modifier = language.partition("@")
    parts = re.split(r"[_-]", name.partition(".")[0])
    if modifier == "latin":  # the one modifier that is a script: Serbian in Latin letters
        parts.insert(1, "Latn")
    for length in range(len(parts), 0, -1):
        with contextlib.suppress(babel.UnknownLocaleError, ValueError):
            return babel.Locale.parse("_".join(parts[:length]))
    return babel.Locale.parse("en")


def is_leftwards(language: str) -> bool:
    """Return whether a language is written from right to left."""
    # For English, which most reports are in, what is known of a language need not be loaded in every build.
    return language not in {"", "en"} and bool(find_locale(language).text_direction == "rtl")


def has_other_script(language: str) -> bool:
    """Return whether a language is written in letters that are neither Latin nor of a kind with them, Greek and Cyrillic."""
    locale = find_locale(language)
    likely = str(get_global("likely_subtags").get(locale.language, "und_Latn"))
    return (locale.script or likely.split("_")[1]) not in {"Latn", "Grek", "Cyrl"}


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a number needs to be written exactly."""
    if value == value.to_integral_value():  # as most are
        return 0
    with decimal.localcontext(WIDE):
        exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a number rounded half to even."""
    with decimal.localcontext(WIDE):
        return value.quantize(Decimal(1).scaleb(-decimals))


def round_if_long(value: Decimal, otherwise: int) -> Decimal:
    """Return a number as it is if three decimals hold it, else rounded to `otherwise` decimals, without zeros at the end."""
    if decimals_of(value) <= _EXACT_DECIMALS:
        return value
    with decimal.localcontext(WIDE):
        return rounded(value, otherwise).normalize()


def _one_decimal(value: Decimal) -> Decimal:
    return round_if_long(value, 1)


def _two_decimals(value: Decimal) -> Decimal:
    return round_if_long(value, 2)


def _three_digits(value: Decimal) -> Decimal:
    """Return a number as it is if one decimal holds it, else rounded to three digits, without zeros at the end: 51.6 of 51.569."""
    if decimals_of(value) <= 1:
        return value
    with decimal.localcontext(WIDE):
        return rounded(value, max(0, 2 - max(0, value.adjusted()))).normalize()


_KEPT = 50_000
"""How many written numbers are remembered: one stands on a page, in the open data and in a table of them."""


class Numerals:
    """Writes numbers in one locale. All numbers given are zero or positive."""

    def __init__(self, language: str) -> None:
        self.locale = find_locale(language)
        self._digits = functools.lru_cache(_KEPT)(self._write_digits)
        self._affixes = functools.cache(self._currency_affixes)
        self.decimal: str = get_decimal_symbol(self.locale)
        self._group: str = get_group_symbol(self.locale).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
        # a sign may come with a mark of direction, for scripts that run from right to left
        self.minus: str = get_minus_sign_symbol(self.locale).replace("-", "\N{MINUS SIGN}")
        self.plus: str = get_plus_sign_symbol(self.locale)

    def digits(self, value: Decimal, *, decimals: int | None = None, group: bool = True) -> str:
        """Return grouped digits: exactly, or with so many decimals."""
        places = decimals_of(value) if decimals is None else decimals
        if group and not value.is_signed() and self._by_three is not None:
            if not places and decimals_of(value) == 0:
                return f"{int(value):,}".translate(self._by_three)
            if places:
                return f"{value:,.{places}f}".translate(self._by_three)
        return self._digits(value, self._pattern(places), group)

    def _pattern(self, places: int) -> str:
        return f"{self._whole}.{'0' * places}" if places else self._whole

    @functools.cached_property
    def _by_three(self) -> dict[int, str] | None:
        """What comma and point become, where numbers are written in groups of three digits and with nothing else: a shorter way for most of them."""
        marks = str.maketrans({",": self._group, ".": self.decimal})
        samples = ("0", "12", "999", "1,000", "12,345", "678,901", "1,234,567", "89,012,345,678,901,234", "0.5", "1,234.56", "12,345.678")
        numbers = [Decimal(sample.replace(",", "")) for sample in samples]
        written = [self._digits(number, self._pattern(decimals_of(number)), True) for number in numbers]
        return marks if written == [sample.translate(marks) for sample in samples] else None

    @functools.cached_property
    def _whole(self) -> str:
        """The pattern of a number without decimals."""
        return str(self.locale.decimal_formats[None].pattern).split(";")[0].split(".")[0]

    def _write_digits(self, value: Decimal, pattern: str, group: bool) -> str:
        with decimal.localcontext(WIDE):
            if self._group == get_group_symbol(self.locale):
                return str(format_decimal(value, format=pattern, locale=self.locale, group_separator=group))
            plain = str(format_decimal(value, format=pattern, locale="en", group_separator=group))
            return plain.translate({ord(","): self._group, ord("."): self.decimal})

    def number(self, value: Decimal, *, decimals: int | None = None) -> Numeral:
        """Return a plain number."""
        return Numeral("", self.digits(value, decimals=decimals), "")

    def percent(self, value: Decimal, *, decimals: int | None = None) -> Numeral:
        """Return a percentage, where 45 is 45 %."""
        pattern = self.locale.percent_formats[None]
        return self.number(value, decimals=decimals).within(_unquoted(pattern.prefix[0]), _unquoted(pattern.suffix[0]))

    def compact(self, value: Decimal, *, short: bool = False) -> Numeral | None:
        """Return a number with a scale suffix, ``603.4M``, or None if it is too small for one.

        What three decimals do not hold is rounded to one; where it shall be short, what one decimal does not hold to three digits.
        """
        return self._scaled(value, self._table("short"), _three_digits if short else _one_decimal)

    def words(self, value: Decimal) -> Numeral | None:
        """Return a number with a scale word, ``1.2 trillion``, or None if it is too small for one.

        What three decimals do not hold is rounded to two. Thousands are a word only if they are whole: ``36 thousand``, but
        ``2,650``.
        """
        table = self._table("long")
        step = _step(value, table)
        in_thousands = step is not None and step[1] == 1000
        return None if in_thousands and value % 1000 else self._scaled(value, table, _two_decimals)

    def money(self, numeral: Numeral, code: str) -> Numeral:
        """Return a number with the sign of a currency."""
        before, after = self._affixes(code)
        return numeral.within(before, after)

    def money_decimals(self, value: Decimal, code: str) -> int:
        """Return the decimals of an amount of money: none if it is whole, else at least those of its currency."""
        needed = decimals_of(value)
        return max(needed, get_currency_precision(code.upper())) if needed else 0

    def currency_sign(self, code: str) -> tuple[str, bool]:
        """Return the sign of a currency, and whether it stands before the number."""
        return self._symbol(code), "¤" in self._currency_pattern().prefix[0]

    def currency_name(self, code: str, *, counted: bool = True) -> str:
        """Return the name of a currency in the plural that thousands of it take, or in the plain one: ``US dollars``, ``dolarów``, ``dolary``."""
        name = str(get_currency_name(code.upper(), count=1000 if counted else 3, locale=self.locale))
        # Portuguese of Brazil has its names as they stand in a list, with a capital
        return name[:1].lower() + name[1:] if self.locale.language == "pt" else name

    # ---- scales ----

    def _table(self, length: str) -> _Table:
        tables = self.locale.compact_decimal_formats
        table: _Table = tables[length] if length in tables else tables["short"]
        return table

    def _scaled(self, value: Decimal, table: _Table, shortened: Callable[[Decimal], Decimal]) -> Numeral | None:
        step = _step(value, table)
        if step is None:
            return None
        size, divisor = step
        with decimal.localcontext(WIDE):
            scaled = shortened(value / divisor)
            carried = scaled * divisor
        if any(carried >= Decimal(higher) > size for higher in table["other"]):
            return self._scaled(carried, table, shortened)
        # as CLDR has it, a scaled number has groups from five digits on
        digits = self.digits(scaled, group=scaled >= 10_000)
        pattern = self._plural(table, str(size), scaled)
        return Numeral(_unquoted(pattern.prefix[0]), digits, _unquoted(pattern.suffix[0]))

    def _plural(self, table: _Table, size: str, scaled: Decimal) -> NumberPattern:
        with decimal.localcontext(WIDE):
            form = self.locale.plural_form(scaled.normalize() if decimals_of(scaled) else scaled.quantize(Decimal(1)))
        pattern = table[form].get(size) if form in table else None
        if pattern is None or "0" not in pattern.pattern:  # "mille" alone, for 1000 in Italian: we print the number, too
            pattern = table["other"][size]
        return pattern

    # ---- currencies ----

    def _currency_pattern(self) -> NumberPattern:
        pattern: NumberPattern = self.locale.currency_formats["standard"]
        return pattern

    def _symbol(self, code: str) -> str:
        return str(get_currency_symbol(code.upper(), self.locale)) if code else ""

    def _currency_affixes(self, code: str) -> tuple[str, str]:
        pattern, sign = self._currency_pattern(), self._symbol(code)
        before = _unquoted(pattern.prefix[0]).replace("¤", sign)
        after = _unquoted(pattern.suffix[0]).replace("¤", sign)
        if before and unicodedata.category(before[-1]).startswith("L"):
            before += "\N{NO-BREAK SPACE}"
        if after and unicodedata.category(after[0]).startswith("L"):
            after = "\N{NO-BREAK SPACE}" + after
        return before, after


def _step(value: Decimal, table: _Table) -> tuple[Decimal, Decimal] | None:
    """Return the largest scale step that a number reaches and what it is divided by; None where nothing is scaled.

    ``00 million`` at ten million divides by a million.
    """
    size = max((Decimal(step) for step in table["other"] if Decimal(step) <= value), default=None)
    if size is None:
        return None
    pattern = table["other"][str(size)]
    if not re.sub(r"[\s\u200e\u200f]", "", pattern.prefix[0] + pattern.suffix[0]):
        return None
    return size, size.scaleb(1 - pattern.pattern.split(";")[0].count("0"))


def _unquoted(affix: str) -> str:
    """Return a prefix or suffix of a pattern without the quotes that keep its full stops apart."""
    return re.sub(r"'([^']*)'", lambda found: found[1] or "'", affix)
