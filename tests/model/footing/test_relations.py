"""Relations are read as they are meant, and nothing else is."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.footing.expressions import Count, FormulaError, Number, Operator, Span, Value, parse_nearness, parse_relation
from sphinx_impact.model.numbers.exact import plain_fraction
from sphinx_impact.model.numbers.parse import NumberError


def shown(text: str) -> str:
    """The steps of a relation: ``a.b c.d + = e.f``."""
    relation = parse_relation(text)
    sides = []
    for side in (relation.left, relation.right):
        words = []
        for step in side.steps:
            match step:
                case Operator():
                    words.append(step.mark)
                case Value():
                    words.append(f"{step.address}{'[each]' if step.each else ''}{'[sum]' if step.summed else ''}")
                case Number():
                    words.append(f"{step.value}{'%' if step.percent else ''}")
                case Span():
                    words.append(f"{step.unit}:{step.period}")
                case Count():
                    words.append("|".join(filter(None, (step.what, step.of, *chain.from_iterable(step.where)))))
        sides.append(" ".join(words))
    return f" {relation.sign} ".join(sides)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a.b = c.d + e.f", "a.b = c.d e.f +"),
        ("a.b = c.d - e.f - g.h", "a.b = c.d e.f - g.h -"),
        ("a.b=c.d", "a.b = c.d"),
        ("a.b - c.d * 2 <= 3 / (e.f + 1)", "a.b c.d 2 * - <= 3 e.f 1 + /"),
        ("a.b − c.d × 2 ≥ e.f ÷ 4", "a.b c.d 2 * - >= e.f 4 /"),
        ("-a.b < -(c.d)", "a.b minus < c.d minus"),
        ("a.b > - 2 * c.d", "a.b > 2 minus c.d *"),
        ("a-b.c-d@2022/with-e = x.y@previous", "a-b.c-d@2022/with-e = x.y@previous"),
        ("count(l.csv where a is b and c and c is d) = 1", "l.csv|a|b and c|c|d = 1"),
        ("count( grants  where program is b-c )@2022 = grants.count", "count(grants where program is b-c)@2022 = grants.count"),
        ("sum(grants where country is KE) + 1 = 2", "sum(grants where country is KE) 1 + = 2"),
        ("sum(a.b, c.d - e.f, 3) = 1", "a.b c.d + e.f - 3 + = 1"),
        ("sum(grants.*/share) = 100%", "grants.*/share[sum] = 1%"),
        ("sum(grants.*@2016-2023/share) = 1", "grants.*@2016-2023/share[sum] = 1"),
        ("grants.*/dots = 100 * grants.*/share", "grants.*/dots[each] = 100 grants.*/share[each] *"),
        ("a.b = 2,650", "a.b = 2650"),
        ("a.b = 0.5% + 1.2 trillion + 36K + 8 million", "a.b = 1/200% 1200000000000 + 36000 + 8000000 +"),
        ("a.b = count(sponsors)", "a.b = sponsors"),
        ("a.b = count(lists/members.csv where joined is 2023)", "a.b = lists/members.csv|joined|2023"),
        ("a.b = total(charts/visits.csv of number)", "a.b = charts/visits.csv|number"),
        ("a.b = total(charts/visits.csv of number where month is May)", "a.b = charts/visits.csv|number|month|May"),
        ("a.b = c.d * seconds() / days(2016-2023)", "a.b = c.d seconds: * days:2016-2023 /"),
        ("2023.people = 5", "2023.people = 5"),
        ("((a.b)) = (((c.d)))", "a.b = c.d"),
    ],
)
def test_it_is_read(text: str, steps: str) -> None:
    assert shown(text) == steps


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it compares nothing"),
        ("a.b + c.d", "it compares nothing: write = (or <=, >=) between its two sides"),
        ("a.b = c.d = e.f", "it has “=” twice: write it once, or split it into two relations"),
        ("a.b ==  c.d", "it has “=” twice"),
        ("a.b =", "something is missing beside “=”"),
        ("= a.b", "something is missing beside “=”"),
        ("a.b + = c.d", "something is missing after “+”"),
        ("* a.b = c.d", "it starts with “*”"),
        ("a.b = (c.d", "a parenthesis is not closed"),
        ("a.b = c.d)", "a parenthesis is closed that was never opened"),
        ("a.b = c.d e.f", "an operator is missing between “c.d” and “e.f”"),
        ("a.b = 3 (c.d)", "an operator is missing between “3” and “(”"),
        ("a.b = c.d, e.f", "a comma stands only inside sum(a, b)"),
        ("a.b = (c.d, e.f)", "a comma stands only inside sum(a, b)"),
        ("a.b = total", "“total” is no address: the key of a figure has a point in it"),
        ("a.b = c.d-", "“c.d-” ends with “-”: put a space on both sides of an operator"),
        ("a.b = 5-3", "“5-3” is no address"),
        ("a.b = c.d ; e.f = 2", "“;” has no place in it: a relation is made of addresses"),
        ("a.b = __import__(os)", "“__import__” is no address"),
        ("a.b = 'x'", "“'x'” has no place in it"),
        ("a.b = count()", "count() names one list"),
        ("a.b = count(x y)", "count() names one list"),
        ("a.b = total(x.csv)", "total() adds up a column: FILE.csv of COLUMN"),
        ("a.b = 1e9", "“1e9” is no address"),
        ("a.b = " + "(" * 5000, "it is too long"),
    ],
)
def test_it_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse_relation(text)
    assert message in str(error.value)


def test_depth_exhausts_nothing() -> None:
    assert shown("a.b = " + "(" * 1900 + "c.d" + ")" * 1900) == "a.b = c.d"
    assert shown("a.b = " + "-" * 3000 + "c.d").count("minus") == 3000


@given(st.text(alphabet="ab.*/@-+()=<>, 0123456789%sumcountdayswhere", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(FormulaError):
        relation = parse_relation(text)
        assert relation.left.steps
        assert relation.right.steps


@pytest.mark.parametrize(("text", "value", "relative"), [("0.5%", "1/200", True), ("1", "1", False), ("2 million", "2000000", False)])
def test_nearness(text: str, value: str, relative: bool) -> None:
    near = parse_nearness(text)
    assert (near.value, near.relative) == (Fraction(value), relative)


@pytest.mark.parametrize("text", ["near", "-1", "5 people", "$3"])
def test_no_nearness(text: str) -> None:
    with pytest.raises(NumberError):
        parse_nearness(text)


@pytest.mark.parametrize(
    ("number", "decimal"),
    [("5/2", "2.5"), ("-59000", "-59000"), ("1/3", "0.3333333333"), ("38051.75", "38051.75"), ("2000000/3", "666666.6667"), ("0", "0")],
)
def test_fractions_as_decimals(number: str, decimal: str) -> None:
    assert str(plain_fraction(Fraction(number))) == decimal


@given(st.fractions())
def test_any_fraction_is_near_its_decimal(number: Fraction) -> None:
    decimal = plain_fraction(number)
    assert abs(Fraction(decimal) - number) <= abs(number) / 10**8
    assert "E" not in f"{decimal:f}"
