"""Fuzzing target: what is typed for a number. It is a number, or a NumberError says in one line why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.limits import DIGITS
from sphinx_impact.model.loading.fields import parse_date
from sphinx_impact.model.numbers.parse import (
    UNSAID,
    UNSAID_COMMA,
    NumberError,
    decided,
    notation,
    parse_amount,
    parse_number,
    parse_quantity,
)
from sphinx_impact.model.units import unit_of
from tests.fuzz.parts import ODD, mistaken, pick, unfit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from random import Random

_BEFORE = ["", "", "about ", "at least ", "over ", "~", "≈", ">", ">=", "≥ ", "nearly ", "more  than ", "ca. ", "close to ", "<", "up to "]
_SIGNS = ["", "$", "€", "£", "US$", "USD ", "EUR ", "kr ", "XYZ ", "CA$", "¥", "-", "+", "−", "(", "($", "-$", "$-", "(-", "₹", "zł "]
_BEHIND = ["", "%", " %", " percent", " per cent", "K", "M", "bn", " million", " thousand", " billions", "m", " Mio", " crore", "+", " +"]
_UNITS = [
    "",
    " books",
    " PB",
    " €",
    " USD",
    " GB/s",
    "°C",
    " members per visitor",
    "km²",
    ")",
    " )",
    ")%",
    "+)",
    " 5",
    " a/b",
    "/7",
    " x:y",
]
_NUMBERS = [
    "0",
    "36.000",
    "36,000",
    "1.234,50",
    "1,234.50",
    "12,5",
    ".5",
    "5.",
    "1,23,456",
    "007",
    "1_000",
    "1 000",
    "1e5",
    "0x1F",
    "½",
    "٣",
]


def _digits(rng: Random) -> str:
    number = str(rng.randrange(10 ** rng.choice([1, 2, 3, 4, 6, 9, 15, 27, 28, 29, 40])))
    if rng.random() < 0.4:
        mark = rng.choice([",", ".", "\u00a0", " ", "'"])
        number = mark.join([number[: len(number) % 3 or 3], *(number[at : at + 3] for at in range(len(number) % 3 or 3, len(number), 3))])
    return number + (rng.choice([".", ","]) + str(rng.randrange(10 ** rng.choice([1, 2, 3, 5, 20]))) if rng.random() < 0.3 else "")


def make(rng: Random) -> str:
    """Return what might be a number."""
    if rng.random() < 0.05:
        return "".join(rng.choice(ODD) for _ in range(rng.randrange(8)))
    number = _digits(rng) if rng.random() < 0.8 else rng.choice(_NUMBERS)
    behind = pick(rng, (3, [""]), (2, _BEHIND)) + pick(rng, (2, [""]), (1, _UNITS)) + pick(rng, (3, [""]), (1, _BEHIND))
    text = pick(rng, (2, [""]), (1, _BEFORE)) + pick(rng, (2, [""]), (1, _SIGNS)) + number + behind
    return mistaken(rng, text, [*ODD, *_SIGNS, *_BEHIND]) if rng.random() < 0.6 else text


def _tried(wrong: Iterator[str]) -> Iterator[str]:
    """Give what is wrong with a reading, or with the message that refuses it."""
    try:
        yield from wrong
    except NumberError as error:
        yield from unfit(str(error), 500)


def check(text: str) -> list[str]:
    """Return what is wrong with how a number is read."""
    wrong: list[str] = []
    for decimal in (UNSAID, ".", ",", UNSAID_COMMA):
        wrong += _tried(_number(text, decimal))
        wrong += _tried(_amount(text, decimal))
        for currency in ("", "SEK"):
            wrong += _tried(_quantity(text, decimal, currency))
    decided([text, "1.5"], UNSAID)
    notation([text])
    try:
        parse_date(text)
    except ValueError as error:
        wrong += unfit(str(error))
    return wrong


def _number(text: str, decimal: str) -> Iterator[str]:
    value = parse_number(text, decimal)
    yield from _sound(value)
    if decimal == UNSAID and parse_number(text, ".") != value:
        yield "read otherwise where the separator is said"
    if parse_number(f"{value:f}", ".") != value:
        yield f"printed as {value:f}, it is another number"


def _amount(text: str, decimal: str) -> Iterator[str]:
    amount = parse_amount(text, decimal)
    if (amount.kind is AmountKind.NUMBER) is not (amount.value is not None and amount.kind is not AmountKind.NIL):
        yield f"{amount.kind} with the value {amount.value}"
    if amount.kind is AmountKind.NUMBER and amount.value != parse_number(text, decimal):
        yield "a cell is read otherwise"


def _quantity(text: str, decimal: str, currency: str) -> Iterator[str]:
    quantity = parse_quantity(text, decimal, currency)
    yield from _sound(quantity.value)
    if len(quantity.unit.splitlines()) > 1 or quantity.unit != quantity.unit.strip():
        yield f"a unit that is not one line: {quantity.unit!r}"
    if quantity.money and not (len(quantity.unit) == 3 and quantity.unit.isupper()):
        yield f"money in {quantity.unit!r}"
    unit = unit_of(quantity.unit)
    if not unit.agrees(unit):
        yield f"{quantity.unit!r} is no unit of its own"


def _sound(value: Decimal) -> Iterator[str]:
    if not value.is_finite() or len(value.as_tuple().digits) > DIGITS:
        yield f"no number that can be added up: {value}"
    if value.is_signed() and not value:
        yield "minus zero"
