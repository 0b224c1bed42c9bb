"""Exact arithmetic: sums of amounts are never rounded, and quotients far behind what is printed."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

EXACT = decimal.Context(prec=1000, traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow])
"""Wide enough that no sum of amounts is ever rounded."""

WIDE = decimal.Context(prec=120, rounding=decimal.ROUND_HALF_EVEN)
"""For quotients, and for what is printed: wide enough for sums of the largest and the smallest numbers that can be typed."""


def total(addends: Iterable[tuple[int, Decimal]]) -> Decimal:
    """Return the exact sum of the numbers, each taken as often as the integer before it says."""
    with decimal.localcontext(EXACT):
        return sum((times * value for times, value in addends), Decimal(0))


def product(value: Decimal, factor: Decimal) -> Decimal:
    """Return the exact product of two numbers."""
    return EXACT.multiply(value, factor)


def plain(number: Decimal) -> str:
    """Write a number for a message: grouped, with a point."""
    return f"{number or Decimal(0):,f}"


def plain_amount(number: Decimal) -> str:
    """Write an amount of money for a message: like `plain`, and with two digits behind the point where there is one."""
    return f"{number:,.2f}" if number.as_tuple().exponent == -1 else plain(number)


def plain_fraction(number: Fraction) -> Decimal:
    """Return a number as a decimal: exact where it ends, or else with ten significant digits."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        places = 0
        while (number * 10**places).denominator != 1:
            places += 1
        return Decimal(int(number * 10**places)).scaleb(-places, EXACT)
    whole = len(str(abs(int(number)))) if abs(number) >= 1 else 0
    places = max(0, 10 - whole)
    while abs(number) < 1 and number and abs(number) * 10 ** (places - 9) < 1:
        places += 1
    return Decimal(round(number * 10**places)).scaleb(-places, EXACT)
