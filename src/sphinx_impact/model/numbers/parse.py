"""What an author types for a number: ``607+ PB``, ``~36K``, ``($152)``, ``1.234,50 €``; and the signs of currencies."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from babel.core import get_global
from babel.numbers import get_currency_precision

from sphinx_impact.model.entities import Amount, AmountKind, Form, Qualifier, Scale
from sphinx_impact.model.limits import DIGITS, NUMBER_LENGTH, QUOTED_LENGTH
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.exact import WIDE
from sphinx_impact.model.problems import one_line, quoted

CODES: Final = frozenset(get_global("all_currencies"))
"""All codes of ISO 4217, present and past."""

_DOLLARS: Final = (
    *("USD", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "DOP", "FJD", "GYD", "HKD"),
    *("JMD", "KYD", "LRD", "MXN", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "UYU", "XCD"),
)
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "$": _DOLLARS,
    "US$": ("USD",),
    "CA$": ("CAD",),
    "C$": ("CAD",),
    "A$": ("AUD",),
    "AU$": ("AUD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "S$": ("SGD",),
    "NT$": ("TWD",),
    "MX$": ("MXN",),
    "R$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "FKP", "GIP", "SHP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW", "KPW"),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "₫": ("VND",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "₡": ("CRC",),
    "₲": ("PYG",),
    "₵": ("GHS",),
    "₸": ("KZT",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "kr": ("SEK", "DKK", "NOK", "ISK"),
}
"""Currencies by sign. The first is meant where the report's own currency is none of them."""

SIGNS: Final = tuple(sorted(_SIGNS, key=len, reverse=True))
"""Every sign, the longest first."""

SYMBOLS: Final = "".join(sign for sign in SIGNS if len(sign) == 1)
"""Those of one character."""

_SIGN_PATTERN: Final = "|".join(re.escape(sign) for sign in SIGNS)
_SIGN_BEFORE: Final = re.compile(rf"(?P<sign>{_SIGN_PATTERN})|(?P<code>[A-Z]{{3}})(?=[\s0-9.,(+-])")
_SIGN_AFTER: Final = re.compile(rf"\s?(?:(?P<sign>{_SIGN_PATTERN})|(?P<code>[A-Z]{{3}}))(?=\s*[)+]*\s*\Z)")


_COINS: Final = {
    **dict.fromkeys(("GBX", "GBp"), ("pence sterling", "pounds", "GBP")),
    **dict.fromkeys(("ZAC", "ZAc"), ("cents of the rand", "rand", "ZAR")),
    "ILA": ("agorot", "shekels", "ILS"),
}
"""What prices of shares are quoted in, which is no currency: what it is, what amounts are in, and the code of that."""

_CALLED: Final = {
    **dict.fromkeys(("EURO", "EUROS"), "EUR"),
    **dict.fromkeys(("DOLLAR", "DOLLARS"), "USD"),
    **dict.fromkeys(("POUND", "POUNDS", "STERLING", "STG"), "GBP"),
    "RMB": "CNY",
    "SFR": "CHF",
    "NIS": "ILS",
    "YEN": "JPY",
}
"""What currencies are called instead of their codes, in capitals."""


def is_coin(text: str) -> bool:
    """Whether a text stands for the smaller coin of a currency, a hundred of which make one: ``GBX``."""
    return text in _COINS


def code_hint(text: str) -> str:
    """Return what to write instead of a text that is no code of a currency; nothing where that is not known."""
    if text in _COINS:
        coin, money, code = _COINS[text]
        return f"; {text} are {coin}: write amounts in {money}, and {code}"
    named = meant_code(text)
    return f"; did you mean “{named}”?" if named else hint(text.upper(), CODES)


def meant_code(text: str) -> str:
    """Return the code that the name or the sign of a currency stands for; empty where it is neither."""
    return _CALLED.get(text.upper()) or (codes_of(text)[0] if is_sign(text) else "")


def is_code(text: str) -> bool:
    """Whether `text` is the code of a currency."""
    return text in CODES


def is_sign(text: str) -> bool:
    """Whether `text` is the sign of a currency."""
    return text in _SIGNS


def code_of(sign: str, currency: str = "") -> str:
    """The code that a currency sign means in a report in `currency`; a code stays as it is."""
    codes = codes_of(sign)
    return currency if currency in codes else codes[0]


def codes_of(sign: str) -> tuple[str, ...]:
    """All codes that a sign can mean; the code itself of a code."""
    return _SIGNS.get(sign, (sign,))


def minor_digits(currency: str) -> int:
    """Decimals of the smallest coin; 2 where no currency is known."""
    return get_currency_precision(currency) if currency else 2


def sign_before(text: str) -> re.Match[str] | None:
    """The currency sign or code that begins a text, in front of a number."""
    match = _SIGN_BEFORE.match(text)
    return match if match and (match["sign"] or is_code(match["code"])) else None


def sign_after(text: str) -> re.Match[str] | None:
    """The currency sign or code that ends a text, behind a number; other capitals may be a unit."""
    match = _SIGN_AFTER.match(text)
    return match if match and (match["sign"] or is_code(match["code"])) else None


_QUALIFIERS: Final[dict[str, Qualifier]] = {
    "at least": Qualifier.AT_LEAST,
    "≥": Qualifier.AT_LEAST,
    ">=": Qualifier.AT_LEAST,
    "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "approximately": Qualifier.ABOUT,
    "approx.": Qualifier.ABOUT,
    "circa": Qualifier.ABOUT,
    "ca.": Qualifier.ABOUT,
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "over": Qualifier.OVER,
    "more than": Qualifier.OVER,
    ">": Qualifier.OVER,
    "nearly": Qualifier.NEARLY,
    "almost": Qualifier.NEARLY,
    "close to": Qualifier.NEARLY,
}
_QUALIFIER: Final = re.compile(
    "(?P<word>" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(_QUALIFIERS, key=len, reverse=True)) + r")\s*(?P<rest>.*)",
    re.IGNORECASE,
)

_WORDS: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SUFFIXES: Final = {"K": 3, "k": 3, "M": 6, "mn": 6, "B": 9, "bn": 9, "T": 12, "tn": 12}
_MONEY_SUFFIXES: Final = {"m": 6, "b": 9, "t": 12}
"""Small letters count only behind money: £5m; 5m are metres."""
_SCALE: Final = re.compile(
    rf"\s?(?:(?P<word>(?i:{'|'.join(_WORDS)}))s?|(?P<suffix>{'|'.join((*_SUFFIXES, *_MONEY_SUFFIXES))}))(?=\Z|[^\w.²³]|\.\Z)"
)
_OTHER_WORDS: Final = {
    word: power
    for power, words in {
        3: "tausend milliers millier mille mila duizend tysiąc tysiące tysięcy tysiąca ألف آلاف אלף אלפים",
        5: "lakh lakhs",
        6: "millionen millones millón milioni milione milhões milhão miljoen milion miliony milionów miliona مليون ملايين מיליון מיליונים",
        7: "crore crores",
        9: "milliarde milliarden milliard milliards miliardi miliardo bilhões bilhão miljard miliard miliardy miliardów miliarda مليار مليارات "
        "מיליארד מיליארדים",
        12: "billionen billón billones bilioni bilione biljoen bilion biliony bilionów biliões trilhões",
    }.items()
    for word in words.split()
} | {"mil millones": 9, "mil milhões": 9, "mila miliardi": 12}
"""Scale words that mean the same in every language that has them; not so "billion", which is the English one here."""
_SHORT_WORDS: Final = {"tsd": 3, "tys": 3, "тыс": 3, "mio": 6, "mln": 6, "млн": 6, "mrd": 9, "mld": 9, "млрд": 9}
_SQUARE: Final = {
    "千": 3,
    "천": 3,
    "万": 4,
    "萬": 4,
    "만": 4,
    "百万": 6,
    "백만": 6,
    "億": 8,
    "亿": 8,
    "억": 8,
    "十億": 9,
    "万亿": 12,
    "조": 12,
}
"""Those of scripts that put no blanks between words."""
_OTHER_SCALE: Final = re.compile(
    rf"\s?(?:(?P<word>{'|'.join(sorted(_OTHER_WORDS, key=len, reverse=True))})(?![^\W_])|(?P<short>{'|'.join(_SHORT_WORDS)})(?![^\W_])\.?"
    rf"|(?P<square>{'|'.join(sorted(_SQUARE, key=len, reverse=True))}))",
    re.IGNORECASE,
)
_TWO_MEANINGS: Final = {"mil": ("thousand", "million"), "兆": ("million", "trillion")}
_TWO_SCALES: Final = re.compile(r"\s?(?P<word>mil(?!\s+mil[lh])(?![^\W_])|兆)", re.IGNORECASE)
_PERCENT: Final = re.compile(r"\s?(?:%|(?i:per\s?cent|percent)\b)")
_UNIT: Final = re.compile(r"[^\W\d_/][^\d]?|[/°×‰µ]")
_RUN: Final = re.compile(r"[.,]?[0-9][0-9.,\u00a0]*")
"""Digits, and what may stand between them."""
_BLANKS: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f"), "\u00a0")
_DASHES: Final = frozenset("-–—−")


UNSAID: Final = ""
"""In place of a decimal separator: nobody has said which. It is a point, and ``36.000`` is refused, since it may group thousands."""

UNSAID_COMMA: Final = "?,"
"""The same, where a comma is likely, as on a German page: ``12,5`` is read, and both ``36.000`` and ``36,000`` are refused."""


class NumberError(ValueError):
    """A text is no number, or could be two different ones; says what to write instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as an author typed it.

    Attributes:
        value: In full units; 45 for 45 %.
        unit: A currency code where `money` is true; ``percent``; the words after the number; or empty.
        text: As typed.
    """

    value: Decimal
    unit: str
    money: bool
    qualifier: Qualifier
    form: Form
    text: str


_WHOLE = re.compile("0|[1-9][0-9]{0,14}")
"""Digits alone, which are in no notation."""

_GROUPED = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3}){1,8}")
"""Digits in groups; nothing is doubtful unless a comma may separate decimals."""


class _Scan(NamedTuple):
    """The front of a quantity: what its number says, and the text behind the digits."""

    number: Decimal
    negative: bool
    bracket: bool
    currency: str
    rest: str


def parse_number(text: str, decimal: str = UNSAID) -> Decimal:
    """Read a plain number, with a currency sign or without: ``2,859``, ``(152)``, ``-$152``, ``747.4``.

    Args:
        decimal: The decimal separator, ``.`` or ``,``, `UNSAID` or `UNSAID_COMMA`.

    Raises:
        NumberError: It is none, the notation is not that of `decimal`, or it can be read in two ways.
    """
    number, sign = read_money(text, decimal)
    refuse_doubtful(text, decimal, code_of(sign) if sign else "")
    return number


def read_money(text: str, decimal: str = UNSAID) -> tuple[Decimal, str]:
    """Read a number as :func:`parse_number` does, and the currency sign or code that stands with it, if any; never doubt it."""
    scan = _scan(_clean(text), text, separator_of(text, decimal))
    sign, rest = scan.currency, scan.rest
    if match := sign_after(rest):
        sign, rest = _one_sign(sign, match, text), rest[match.end() :]
    rest = _close(scan, rest, text)
    if not sign and (match := sign_after(rest)):
        sign, rest = _one_sign(sign, match, text), rest[match.end() :]
    if rest:
        raise NumberError(_left_over(rest, text))
    return _signed(scan.number, negative=scan.negative), sign


def _digits_alone(text: str, decimal: str) -> str | None:
    """The digits of most numbers, which carry no sign and leave no doubt; None of others."""
    if _WHOLE.fullmatch(text):
        return text
    return text.replace(",", "") if decimal in {UNSAID, "."} and _GROUPED.fullmatch(text) else None


def parse_amount(text: str, decimal: str = UNSAID) -> Amount:
    """Read what stands in a cell: a number, nothing, a dash, or ``N/A``.

    Raises:
        NumberError: It is none of these.
    """
    if (digits := _digits_alone(text, decimal)) is not None:
        return Amount(AmountKind.NUMBER, Decimal(digits), str(text))
    plain = _clean(text)
    if not plain:
        return Amount(AmountKind.NOT_REPORTED, None, "")
    if plain.casefold() == "n/a":
        return Amount(AmountKind.NOT_APPLICABLE, None, text.strip())
    sign = sign_before(plain)
    if (plain[sign.end() :] if sign else plain).strip() in _DASHES:
        return Amount(AmountKind.NIL, Decimal(0), text.strip())
    return Amount(AmountKind.NUMBER, parse_number(text, decimal), text.strip())


def parse_quantity(text: str, decimal: str = UNSAID, currency: str = "") -> Quantity:
    """Read a figure with its qualifier, scale word, and unit.

    Args:
        decimal: The decimal separator, ``.`` or ``,``, `UNSAID` or `UNSAID_COMMA`.
        currency: The report's currency, which a sign of several currencies, such as ``$``, then means.

    Raises:
        NumberError: It is none, or could be two different ones.
    """
    if (digits := _digits_alone(text, decimal)) is not None:
        return Quantity(Decimal(digits), "", False, Qualifier.EXACT, Form.FULL, str(text))
    plain = _clean(text)
    qualifier = Qualifier.EXACT
    if match := _QUALIFIER.fullmatch(plain):
        qualifier = _QUALIFIERS[_lower(match["word"])]
        plain = match["rest"]
    scan = _scan(plain, text, separator_of(text, decimal))
    sign, rest = scan.currency, scan.rest
    rest, plus = _plus(rest)
    power, form, rest = _scale(rest, text, money=bool(sign or sign_after(rest[1:])))
    rest, more = _plus(rest)
    plus = plus or more
    percent = _PERCENT.match(rest)
    if percent:
        rest = rest[percent.end() :]
    elif match := sign_after(rest):
        sign, rest = _one_sign(sign, match, text), rest[match.end() :]
    rest = _close(scan, rest, text)
    rest, more = _plus(rest)
    if plus or more:
        if qualifier not in {Qualifier.EXACT, Qualifier.AT_LEAST}:
            raise NumberError(f"{quoted(text)} says both “{qualifier}” and “+”: keep one of them")
        qualifier = Qualifier.AT_LEAST
    if rest and (sign or percent):
        raise NumberError(
            f"{quoted(text)}: after {'an amount of money' if sign else 'a percentage'} no unit can follow; put {quoted(rest)} into the label"
        )
    if sign and percent:
        raise NumberError(f"{quoted(text)} is both money and a percentage: keep one sign")
    unit = code_of(sign, currency) if sign else "percent" if percent else _unit(rest, text)
    if decimal == UNSAID_COMMA or not (power or percent):
        refuse_doubtful(text, decimal, unit if sign else "")
    value = _signed(_scaled(scan.number, power, text), negative=scan.negative)
    return Quantity(value, unit, bool(sign), qualifier, form, text.strip())


def separator_of(text: str, decimal: str) -> str:
    """The decimal separator of one number: of those of which nobody has said it, a comma where that is likely and fits."""
    if decimal != UNSAID_COMMA:
        return decimal or "."
    run = _RUN.search(text.translate(_BLANKS))
    return "," if run and _match_run(run[0].rstrip("\u00a0"), ",") else "."


def doubtful(text: str, decimal: str, currency: str) -> str:
    """What is doubtful about a number such as ``1.349``, or an empty text; nothing is where somebody has said the separator.

    A lone separator before exactly three digits may group thousands in the other notation; a currency with three minor
    digits allows it.
    """
    if decimal in {".", ","} or not ("." in text or "," in text):
        return ""
    found = _RUN.search(text)
    if found is None or minor_digits(currency) >= 3:
        return ""
    number = found[0]
    if decimal == UNSAID_COMMA and (_looks_grouped(number, ",") or _looks_grouped(number, ".")):
        means = "thousands" if "." in number else "a fraction"
        return (
            f"{quoted(text)} can be read in two ways, here probably as {means}: write {re.sub('[.,]', '', number)} for thousands, "
            f'{number.replace(".", ",")}0 for a fraction, or set decimal: "," or "."'
        )
    if not _looks_grouped(number, "."):
        return ""
    return (
        f"{quoted(text)} can be read in two ways: write {number.replace('.', ',')} for thousands, "
        f'{number}0 for a fraction, or set decimal: "," if that separates decimals'
    )


def refuse_doubtful(text: str, decimal: str, currency: str) -> None:
    """Refuse a number that is doubtful.

    Raises:
        NumberError: It is.
    """
    if doubt := doubtful(text, decimal, currency):
        raise NumberError(doubt)


def in_two_ways(text: str, decimal: str, currency: str) -> str:
    """Say why an amount of money such as ``25.000`` can be read in two ways, or nothing: cents have two digits, whatever the others show.

    Args:
        decimal: As :func:`decided` gives it.
    """
    found = _RUN.search(text)
    marks = {UNSAID: ".", UNSAID_COMMA: ".,"}.get(decimal, decimal)
    if found is None or minor_digits(currency) >= 3 or not any(_looks_grouped(found[0], mark) for mark in marks):
        return ""
    return f"{quoted(text)} can be read in two ways: write {re.sub('[.,]', '', found[0])} for thousands, {found[0]}0 for a fraction"


def doubtful_cells(texts: Sequence[str], decimal: str, currency: str, scale: Scale) -> dict[int, str]:
    """What :func:`doubtful` says of the amounts of one statement, by their place in `texts`.

    Thousands and millions may well be given with three decimals: nothing is doubtful where every amount but zero has them.
    """
    found = {place: doubt for place, text in enumerate(texts) if (doubt := doubtful(text, decimal, currency))}
    if not found or scale is Scale.UNITS:
        return found
    others = [text for place, text in enumerate(texts) if place not in found and re.search("[1-9]", text)]
    three = re.compile(rf"{re.escape(separator_of('', decimal))}[0-9]{{3}}(?![0-9])")
    return {} if others and all(three.search(text) for text in others) else found


def _looks_grouped(run: str, decimal: str) -> bool:
    """Whether the other notation would read a run of digits as a grouped number: one to three digits, separator, three digits."""
    return bool(re.fullmatch(rf"[1-9][0-9]{{0,2}}{re.escape(decimal)}[0-9]{{3}}", run))


def _clean(text: str) -> str:
    """`text` with one kind of minus and one kind of no-break space, and nothing around it."""
    if len(text) > NUMBER_LENGTH:
        raise NumberError(f"{quoted(text[:NUMBER_LENGTH])} is too long for a number")
    return text.strip().strip("\ufeff").strip().translate(_BLANKS).replace("\u2212", "-")


def _scan(plain: str, text: str, decimal: str) -> _Scan:
    """Read sign, bracket, currency, and digits off the front of `plain`, in any sensible order."""
    if decimal not in {".", ","}:
        raise ValueError(f"the decimal separator is . or , and not {decimal!r}")
    if not plain:
        raise NumberError("a number is missing")
    rest, sign, negative, bracket = plain, "", False, False
    while rest:
        if not sign and (match := sign_before(rest)):
            sign, rest = match[0], rest[match.end() :].lstrip()
        elif rest[0] == "(" and not bracket and not negative:
            bracket, rest = True, rest[1:].lstrip()
        elif rest[0] in "+-" and not negative and not bracket:
            negative, rest = rest[0] == "-", rest[1:].lstrip()
        else:
            break
    match = _RUN.match(rest)
    if not match:
        raise NumberError(_no_number(text))
    run = match[0].rstrip("\u00a0")
    rest = rest[len(run) :]
    _refuse_odd_notation(run, rest, text)
    return _Scan(_digits(run, text, decimal), negative or bracket, bracket, sign, rest)


def _no_number(text: str) -> str:
    if re.search(r"\([\s]*[-\u2212]|[-\u2212]\s*\(", text):
        return f"{quoted(text)} is negative twice: write -152 or (152) for minus 152"
    if re.search(r"(?i)\b(nan|inf(inity)?)\b", text):
        return f"{quoted(text)} is not a number: leave the place empty for not reported, or write N/A for not applicable"
    if any(unicodedata.decimal(mark, None) is not None and not mark.isascii() for mark in text):
        return f"{quoted(text)} is not a number: write it with the digits 0 to 9"
    if text.startswith("="):
        return (
            f"{quoted(text)} is a formula of a spreadsheet, which nobody works out here: write its value, or leave the cell of a sum empty"
        )
    if re.fullmatch(r"#([A-Z0-9/]+[!?]|N/A|#+)", text.strip()):
        return f"{quoted(text)} is what a spreadsheet shows instead of a number: mend it there, and export the table again"
    return f"{quoted(text)} is not a number"


def _refuse_odd_notation(run: str, rest: str, text: str) -> None:
    if re.match(r"[eE][+-]?[0-9]", rest):
        raise NumberError(f"{quoted(text)} has an exponent: write the number in full, or with a word such as million")
    if run == "0" and re.match(r"[xXoObB][0-9a-fA-F]", rest):
        raise NumberError(f"{quoted(text)} is not a decimal number: write it with the digits 0 to 9 alone")
    if rest.startswith("_"):
        raise NumberError(f"{quoted(text)} groups digits with underscores: use commas or points, no-break spaces, or nothing")
    if run[-1] in ".,":
        raise NumberError(
            f"{quoted(text)} ends with a separator: write {one_line(run[:-1], QUOTED_LENGTH)}, or the digits that are missing"
        )
    if re.match(r"[ '’][0-9]{3}(?![0-9])", rest):
        mark = "spaces" if rest[0] == " " else "apostrophes"
        raise NumberError(f"{quoted(text)} groups digits with {mark}: use commas or points, no-break spaces, or nothing")
    if rest.rstrip() == "-":
        raise NumberError(f"{quoted(text)} has the minus behind the number: write -{one_line(run, QUOTED_LENGTH)}")


def notation(texts: Iterable[str]) -> tuple[str, int, int]:
    """The decimal separator that the numbers of one table show, of which nobody has said it.

    Returns:
        The separator, empty where they show none; the places in `texts` of a number that can be read with a comma only, and of one that can be
        read with a point only, each -1 where there is none. If there are both, the numbers contradict one another.
    """
    found = {",": -1, ".": -1}
    for place, text in enumerate(texts):
        run = _RUN.search(text.translate(_BLANKS))
        if run is None:
            continue
        comma, point = (_match_run(run[0].rstrip("\u00a0"), mark) is not None for mark in ",.")
        if comma != point and found["," if comma else "."] < 0:
            found["," if comma else "."] = place
    shown = [mark for mark, place in found.items() if place >= 0]
    return shown[0] if len(shown) == 1 else "", found[","], found["."]


def decided(texts: Iterable[str], decimal: str) -> str:
    """The decimal separator of the numbers of one table: as it was said, or else as they show it, or else as little known as before."""
    if decimal in {".", ","}:
        return decimal
    shown = notation(texts)[0]
    return shown if shown == "." or (shown and decimal == UNSAID_COMMA) else decimal


def _digits(run: str, text: str, decimal: str) -> Decimal:
    """The number that a run of digits and separators means."""
    parts = _match_run(run, decimal)
    if parts is None:
        group = "," if decimal == "." else "."
        if other := _match_run(run, group):
            whole = run[: len(run) - len(other[1]) - 1] if other[1] else run
            cure = whole.replace(decimal, group) + (decimal + other[1] if other[1] else "")
            raise NumberError(f'{quoted(text)} is not a number here: write {one_line(cure, QUOTED_LENGTH)}, or set decimal: "{group}"')
        raise NumberError(f"{quoted(text)} is not a number: groups have exactly three digits, as in 1{group}234{group}567{decimal}5")
    whole, fraction = parts
    if len(whole.lstrip("0")) + len(fraction) > DIGITS:
        raise NumberError(f"{quoted(text)} has more than {DIGITS} digits, more than can be added up exactly: round it")
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole)


def _match_run(run: str, decimal: str) -> tuple[str, str] | None:
    """Digits before and after the separator, where `run` keeps to the notation."""
    whole, found, fraction = run.partition(decimal)
    if found and not (fraction.isascii() and fraction.isdigit()):
        return None
    if whole.isdigit() or (found and not whole):
        return whole, fraction
    group = "," if decimal == "." else "."
    if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:(?:{re.escape(group)}[0-9]{{3}})+|(?:\u00a0[0-9]{{3}})+)", whole):
        return re.sub("[^0-9]", "", whole), fraction
    return None


def _one_sign(before: str, after: re.Match[str], text: str) -> str:
    """The sign after the number, which must not contradict one before it."""
    code = after["code"]
    sign = code or after["sign"]
    if before and not set(codes_of(before)) & set(codes_of(sign)):
        raise NumberError(f"{quoted(text)} names two currencies: keep one of them")
    return sign if code or not before else before


def _close(scan: _Scan, rest: str, text: str) -> str:
    rest = rest.lstrip()
    if scan.bracket:
        if not rest.startswith(")"):
            raise NumberError(f"{quoted(text)} has a bracket that is not closed after the amount: write (152) for minus 152")
        rest = rest[1:]
    return rest.strip() if not scan.bracket else rest.rstrip()


def _lower(word: str) -> str:
    """A word that a pattern has matched whatever its case, which takes İ and ı for an i, as it stands in a table."""
    return " ".join(word.lower().replace("i\u0307", "i").replace("ı", "i").casefold().split())


def _plus(rest: str) -> tuple[str, bool]:
    return (rest[1:], True) if rest.startswith("+") else (rest, False)


def _scale(rest: str, text: str, *, money: bool) -> tuple[int, Form, str]:
    """The power of ten that a word or suffix after the digits means, and the rest."""
    match = _SCALE.match(rest)
    if match and match["word"]:
        return _WORDS[_lower(match["word"])], Form.WORDS, rest[match.end() :]
    if match and match["suffix"] in _SUFFIXES:
        return _SUFFIXES[match["suffix"]], Form.COMPACT, rest[match.end() :]
    if match and money:
        return _MONEY_SUFFIXES[match["suffix"]], Form.COMPACT, rest[match.end() :]
    if match and match[0] == "m":
        raise NumberError(f"{quoted(text)} can be read in two ways: write M for million, or a space before m for metres")
    if match := _TWO_SCALES.match(rest):
        this, that = _TWO_MEANINGS[_lower(match["word"])]
        raise NumberError(f"{quoted(text)} can be read in two ways: write {this} or {that} for {quoted(match['word'])}")
    if other := _OTHER_SCALE.match(rest):
        behind = rest[other.end() :]
        if other["word"]:
            return _OTHER_WORDS[_lower(other["word"])], Form.WORDS, behind
        if other["short"]:
            return _SHORT_WORDS[_lower(other["short"])], Form.COMPACT, behind
        return _SQUARE[other["square"]], Form.COMPACT, behind
    return 0, Form.FULL, rest


def _scaled(number: Decimal, power: int, text: str) -> Decimal:
    if not power:
        return number
    value = WIDE.multiply(number, Decimal(10**power))
    whole = value.to_integral_value(context=WIDE)
    value = whole if whole == value else value.normalize(WIDE)
    if len(value.as_tuple().digits) > DIGITS:
        raise NumberError(f"{quoted(text)} has more than {DIGITS} digits, more than can be added up exactly: round it")
    return value


def _signed(number: Decimal, *, negative: bool) -> Decimal:
    return number.copy_negate() if negative and number else number


def _unit(rest: str, text: str) -> str:
    """The words after the number, if they can be a unit."""
    unit = " ".join(rest.split())
    if unit and (not _UNIT.match(unit) or re.search(r"(?:^|[\s/–—-])[0-9]", unit) or re.search(r"[\[\]{}<>=;:\"_+]", unit)):
        raise NumberError(_left_over(rest, text))
    return unit


def _left_over(rest: str, text: str) -> str:
    return f"{quoted(text)} is not a number: {quoted(rest)} is left over"
