"""What a figure may stand for, and what comes out when such ranges are worked with."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sphinx_impact.model.checks.intervals import Interval, last_digit, last_place, reach
from sphinx_impact.model.entities import Qualifier

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """A range, which may have no end, and a number in it."""
    low, number, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    end = draw(st.sampled_from(["none", "low", "high", "point"]))
    if end == "point":
        return Interval.at(number), number
    return Interval(-math.inf if end == "low" else low, math.inf if end == "high" else high), number


@pytest.mark.parametrize("operate", [operator.add, operator.sub, operator.mul, operator.truediv])
@given(ranges(), ranges())
def test_what_comes_out_of_numbers_lies_in_what_comes_out_of_their_ranges(
    operate: Callable[[Any, Any], Any], one: tuple[Interval, Fraction], two: tuple[Interval, Fraction]
) -> None:
    assume(operate is not operator.truediv or two[1] != 0)
    found = operate(one[0], two[0])
    number = operate(one[1], two[1])
    assert found.low <= number <= found.high


@given(ranges(), ranges())
def test_numbers_of_both_ranges_make_them_meet(one: tuple[Interval, Fraction], two: tuple[Interval, Fraction]) -> None:
    assert one[0].meets(two[0]) == two[0].meets(one[0])
    if two[0].low <= one[1] <= two[0].high:
        assert one[0].meets(two[0])


def test_points_stay_exact() -> None:
    third = Interval.at(Fraction(1)) / Interval.at(Fraction(3))
    assert third == Interval.at(Fraction(1, 3))
    assert third * Interval.at(Fraction(3)) == Interval.at(Fraction(1))


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.at(Fraction(1)) / Interval.at(Fraction(0))
    assert Interval.at(Fraction(1)) / Interval(Fraction(-1), Fraction(1)) == Interval(-math.inf, math.inf)


@pytest.mark.parametrize(
    ("value", "text", "place", "digit"),
    [
        ("697000", "697K", "1000", "1000"),
        ("747.4", "747.4", "0.1", "0.1"),
        ("500000", "500,000", "1", "100000"),
        ("500000", "500.000", "1", "100000"),
        ("36000", "~36K", "1000", "1000"),
        ("284000000000", "at least 284 billion", "1000000000", "1000000000"),
        ("1200000000000", "1.2 trillion", "100000000000", "100000000000"),
        ("-152", "(152)", "1", "1"),
        ("45.0", "45.0%", "0.1", "1"),
        ("0", "0", "0", "0"),
        ("5", "", "0", "0"),
    ],
)
def test_the_last_place_that_was_written(value: str, text: str, place: str, digit: str) -> None:
    assert last_place(Decimal(value), text) == Fraction(place)
    assert last_digit(Decimal(value), text) == Fraction(digit)


@pytest.mark.parametrize(
    ("qualifier", "rounded", "low", "high"),
    [
        (Qualifier.EXACT, False, 500, 500),
        (Qualifier.EXACT, True, Fraction("499.5"), Fraction("500.5")),
        (Qualifier.ABOUT, False, 450, 550),
        (Qualifier.NEARLY, False, 400, 500),
        (Qualifier.AT_LEAST, False, 500, math.inf),
        (Qualifier.OVER, True, 500, math.inf),
    ],
)
def test_what_a_figure_may_stand_for(qualifier: Qualifier, rounded: bool, low: Fraction, high: Fraction) -> None:
    assert reach(Decimal(500), qualifier, unit=Fraction(1), digit=Fraction(100), rounded=rounded) == Interval(low, high)
