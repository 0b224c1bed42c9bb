"""Currencies: their signs, their codes, their minor digits."""

from __future__ import annotations

import re
from typing import Final

from babel.core import get_global
from babel.numbers import get_currency_precision

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

_SIGN_PATTERN: Final = "|".join(re.escape(sign) for sign in SIGNS)
_SIGN_BEFORE: Final = re.compile(rf"(?P<sign>{_SIGN_PATTERN})|(?P<code>[A-Z]{{3}})(?=[\s0-9.,(+-])")
_SIGN_AFTER: Final = re.compile(rf"\s?(?:(?P<sign>{_SIGN_PATTERN})|(?P<code>[A-Z]{{3}}))(?=\s*[)+]*\s*\Z)")


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
