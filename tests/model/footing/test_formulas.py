from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.footing.expressions import FormulaError, parse_formula
from sphinx_impact.model.numbers.exact import total

VALUES = {"a": Decimal(1), "b": Decimal(20), "c": Decimal(300), "net-income": Decimal(-152), "2023/with": Decimal("0.5"), "sum": Decimal(7)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "1"),
        ("a + b", "21"),
        ("a+b", "21"),
        ("a - b", "-19"),
        ("a − b", "-19"),
        ("-a", "-1"),
        ("- a + b", "19"),
        ("a - -b", "21"),
        ("a - (b - c)", "281"),
        ("a - (b - (c - a))", "280"),
        ("-(a + b)", "-21"),
        ("sum(a, b, c)", "321"),
        ("c - sum(a, b)", "279"),
        ("c - sum( a , -b )", "319"),
        ("sum(a)", "1"),
        ("sum (sum(a, b), (c))", "321"),
        ("sum + a", "8"),
        ("net-income - a", "-153"),
        ("2023/with + a", "1.5"),
        ("a + a - a", "1"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert total((sign, VALUES[name]) for sign, name in parse_formula(text).terms) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("a +", "something is missing after “+”"),
        ("+ a", "it starts with “+”"),
        ("a + + b", "something is missing before “+”"),
        ("a b", "+ or - is missing between “a” and “b”"),
        ("a (b)", "+ or - is missing between “a” and “(”"),
        ("a sum(b)", "+ or - is missing between “a” and “sum(”"),
        ("(a", "a parenthesis is not closed"),
        ("sum(a, b", "a parenthesis is not closed"),
        ("a)", "a parenthesis is closed that was never opened"),
        ("()", "something is missing before “)”"),
        ("sum(a,,b)", "something is missing before “,”"),
        ("a, b", "a comma stands only inside sum(a, b)"),
        ("(a, b)", "a comma stands only inside sum(a, b)"),
        ("a * b", "“*” has no place in it: a formula is made of ids, +, -, sum(a, b) and parentheses"),
        ("a / b", "“/” has no place in it: a formula is made of ids, +, -, sum(a, b) and parentheses"),
        (
            "a- b",
            "“a-” ends with “-”: put a space on both sides of a minus; a formula is made of ids, +, -, sum(a, b) and parentheses",
        ),
        ("__import__('os')", "+ or - is missing between “__import__” and “(”"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert str(caught.value) == message


def test_names_stand_in_order_and_once() -> None:
    assert parse_formula("c - sum(a, c) + a").names == ("c", "a")


def test_a_hyphen_without_spaces_is_part_of_a_name() -> None:
    assert parse_formula("a-b").names == ("a-b",)


def test_sums_are_exact() -> None:
    huge = Decimal("1234567890123456789012345678901234567890")
    assert total([(1, huge), (1, Decimal("0.01"))]) == Decimal(f"{huge}.01")


def test_depth_exhausts_nothing() -> None:
    depth = 1_900
    assert parse_formula("(" * depth + "a" + ")" * depth).names == ("a",)


def test_length_is_limited() -> None:
    with pytest.raises(FormulaError, match="4,000 characters"):
        parse_formula(" + ".join(["a"] * 2_000))


@given(st.text(alphabet="ab-+(), sum*", max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    assert formula.names
    assert total((sign, Decimal(1)) for sign, _ in formula.terms) == sum(sign for sign, _ in formula.terms)
