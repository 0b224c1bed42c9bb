"""What a figure may stand for, as a range: “at least 284 billion”, “about 36K”, 4,356 in thousands that were rounded."""

from __future__ import annotations

import dataclasses
import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.entities import Qualifier

Bound = Fraction | float
"""An exact number; the only floats are the two infinities."""

_INFINITE: Final = math.inf


@dataclasses.dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included."""

    low: Bound
    high: Bound

    @classmethod
    def at(cls, value: Fraction) -> Interval:
        """Return the range of one number."""
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_plus(self.low, other.low), _plus(self.high, other.high))

    def __sub__(self, other: Interval) -> Interval:
        return Interval(_plus(self.low, -other.high), _plus(self.high, -other.low))

    def __mul__(self, other: Interval) -> Interval:
        if self.low == self.high and other.low == other.high:
            return Interval.at(_finite(self.low) * _finite(other.low))
        found = [_times(one, two) for one in (self.low, self.high) for two in (other.low, other.high)]
        return Interval(min(found), max(found))

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; by a range that goes over zero anything may come out.

        Raises:
            ZeroDivisionError: The divisor is zero and nothing else.
        """
        if other.low == other.high == 0:
            raise ZeroDivisionError
        if other.low <= 0 <= other.high:
            return Interval(-_INFINITE, _INFINITE)
        return self * Interval(_one_by(other.high), _one_by(other.low))

    def meets(self, other: Interval) -> bool:
        """Whether one number lies in both."""
        return self.low <= other.high and other.low <= self.high


def reach(value: Decimal, qualifier: Qualifier, *, unit: Fraction, digit: Fraction, rounded: bool = False) -> Interval:
    """Return what a number may stand for.

    Args:
        unit: One in the last place that was written; see `last_place`.
        digit: One in the last place that is no zero; see `last_digit`. A round number is no more exact than that where it is
            only about, or nearly, right.
        rounded: Whether an exact number may have been rounded to its last place.
    """
    number = Fraction(value)
    match qualifier:
        case Qualifier.AT_LEAST | Qualifier.OVER:
            return Interval(number, _INFINITE)
        case Qualifier.ABOUT:
            return Interval(number - digit / 2, number + digit / 2)
        case Qualifier.NEARLY:
            return Interval(number - digit, number)
        case Qualifier.EXACT:
            return Interval(number - unit / 2, number + unit / 2) if rounded else Interval.at(number)


def last_place(value: Decimal, text: str) -> Fraction:
    """Return one in the last place of a number as it was written: 1,000 for ``697K``, 0.1 for ``747.4``; 0 where that is not to be told."""
    return _place(value, _digits(text))


def last_digit(value: Decimal, text: str) -> Fraction:
    """Return one in the last place that is no zero: 100,000 for ``500,000``, 1,000 for ``36K``; 0 where that is not to be told."""
    return _place(value, _digits(text).rstrip("0"))


def _digits(text: str) -> str:
    """The digits of the first number in a text."""
    found = re.search(r"[0-9][0-9.,\u00a0\u202f\u2009]*", text)
    return re.sub("[^0-9]", "", found[0]) if found else ""


def _place(value: Decimal, digits: str) -> Fraction:
    return abs(Fraction(value)) / int(digits) if digits and int(digits) else Fraction(0)


def _plus(one: Bound, other: Bound) -> Bound:
    """Return the sum of two bounds; a number that is too long for a float never becomes one."""
    return one if _is_infinite(one) else other if _is_infinite(other) else _finite(one) + _finite(other)


def _times(one: Bound, other: Bound) -> Bound:
    if not one or not other:
        return Fraction(0)
    if _is_infinite(one) or _is_infinite(other):
        return _INFINITE if (one > 0) == (other > 0) else -_INFINITE
    return _finite(one) * _finite(other)


def _one_by(bound: Bound) -> Bound:
    return Fraction(0) if _is_infinite(bound) else 1 / _finite(bound)


def _is_infinite(bound: Bound) -> bool:
    return isinstance(bound, float)  # no other floats come up here


def _finite(bound: Bound) -> Fraction:
    assert isinstance(bound, Fraction)
    return bound
