"""What holds for all numbers, however they are written."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_impact.model.numbers.parse import NumberError, parse_amount, parse_number, parse_quantity

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)


def written(number: Decimal, decimal: str, group: str) -> str:
    """Write a number in a notation."""
    return f"{number:,f}".replace(",", "\0").replace(".", decimal).replace("\0", group)


@given(numbers, st.sampled_from([(".", ","), (",", "."), (".", "\u00a0"), (",", "\u202f"), (".", ""), (",", "")]))
@example(Decimal("0.0000"), (",", "."))
def test_numbers_come_back_in_both_notations(number: Decimal, notation: tuple[str, str]) -> None:
    decimal, group = notation
    assert parse_number(written(number, decimal, group), decimal) == number


@given(numbers, st.sampled_from([".", ","]), st.sampled_from(["({})", "($ {})", "$({})", "({} €)", "-{}", "−{}", "-${}", "USD -{}"]))
def test_negatives_come_back(number: Decimal, decimal: str, pattern: str) -> None:
    text = pattern.format(written(abs(number), decimal, "," if decimal == "." else "."))
    assert parse_number(text, decimal) == -abs(number)


@given(st.integers(0, 10**9), st.sampled_from([("thousand", 3), ("K", 3), ("million", 6), ("bn", 9), ("trillion", 12)]))
def test_scaled_values_are_exact(number: int, scale: tuple[str, int]) -> None:
    word, power = scale
    text = f"{number / 100:.2f}" if number % 100 else str(number // 100)
    assert parse_quantity(f"{text} {word} things").value == Decimal(number) * 10**power / 100


@given(st.text(max_size=30))
@example("1" * 30)
def test_nothing_else_is_raised_whatever_the_text(text: str) -> None:
    for parse in (parse_number, parse_amount, parse_quantity):
        with contextlib.suppress(NumberError):
            parse(text)


@given(st.text(alphabet="0123456789.,- ()$€%KM+~\u00a0eEx_'", max_size=14), st.sampled_from([".", ","]))
def test_what_is_read_has_the_digits_that_were_written(text: str, decimal: str) -> None:
    try:
        number = parse_number(text, decimal)
    except NumberError:
        return
    digits = "".join(mark for mark in text if mark.isdigit() or mark == decimal)
    assert abs(number) == Decimal(digits.replace(decimal, "."))
    assert number.is_signed() == (bool(number) and any(mark in text for mark in "-("))


@pytest.mark.parametrize("text", ["9," * 50_000, "1" * 100_000, "(" * 100_000, "about " * 20_000, "5 " + "x" * 100_000])
def test_what_is_longer_than_any_number_is_not_even_looked_at(text: str) -> None:
    with pytest.raises(NumberError, match="too long for a number"):
        parse_quantity(text)
    with pytest.raises(NumberError, match="too long for a number"):
        parse_amount(text)
