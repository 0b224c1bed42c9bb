from __future__ import annotations

import pytest

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code
from tests.model.footing.writing import statement
from tests.saying import says


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("gift - rent", "“gift - rent” … “gift” … “gifts”"),
        ("gifts-rent", "“gifts-rent” … spaces … gifts - rent"),
        ("result + gifts", "“result + gifts” … itself"),
        ("gifts -", "“gifts -” … missing … “-”"),
        ("top", "“top” … “top”"),
        ("", "Result … without a formula"),
    ],
)
def test_a_formula_that_cannot_be_used(formula: str, message: str) -> None:
    table = f"2023\n| Headline of all | heading | top | |\n| Gifts | item | | | 9\n| Rent | item | | | 4\n| Result | result | | {formula} |"
    footed = foot(statement(table))
    assert [str(problem) for problem in footed.problems] == [says(f"data/statements/books.csv:5 formula: {message}")]
    assert footed.cell("result", "2023").amount_kind is AmountKind.UNREADABLE
    assert footed.cell("result", "2023").shown is None


def test_a_circle_is_named_once_at_its_first_row_and_what_was_given_stands() -> None:
    footed = foot(
        statement("""
            2023
            | One | result | | two + gifts | 5
            | Two | result | | three |
            | Three | result | | one |
            | Gifts | item | | | 9
            | Sum | result | | one + gifts | 14
        """)
    )
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.csv:2 formula: formula")]
    assert footed.cell("one", "2023").value == 5
    assert footed.cell("two", "2023").value is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "2023\nA | All | total | | | 9",
            "All has nothing to add up: its section “A” has no items; give it a formula over the ids of lines",
        ),
        (
            "2023\nA | One | item | | | 9\nA | Sub | subtotal | | | 9\nA | Again | subtotal | | | 8",
            "Again has nothing to add up: there are no items between it and the subtotal before; give it a formula over the ids of lines",
        ),
        (
            "2023\nA | Sub | subtotal | | | 9\nA | One | item | | | 9",
            "Sub has nothing to add up: there are no items before it in “A”; give it a formula over the ids of lines",
        ),
    ],
)
def test_a_sum_without_items(table: str, message: str) -> None:
    assert [problem.message for problem in foot(statement(table)).problems] == [message]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("gifts-5", "put spaces around a minus: gifts - 5"),
        ("gifts - 5", "takes no numbers"),
        ("gifts−rent", "names"),
    ],
)
def test_numbers_and_minuses(formula: str, words: str) -> None:
    footed = foot(statement(f"2023\n| Gifts | item | | | 9\n| Rent | item | | | 4\n| Result | result | | {formula} |"))
    if "−" in formula:
        assert footed.problems == ()  # no id has a minus sign in it
        return
    (problem,) = footed.problems
    assert (problem.code, problem.origin.line) == (Code.FORMULA, 4)
    assert words in problem.message


def test_circles_that_meet_are_broken_once() -> None:
    table = "2023\n" + "\n".join(
        f"| Line {number} | result | n{number} | n{(number + 1) % 6} + n{(number + 3) % 6} | 1" for number in range(6)
    )
    footed = foot(statement(table))
    assert footed.problems
    assert all(problem.code in {Code.FORMULA, Code.RESULT} for problem in footed.problems)
    assert [footed.cell(f"n{number}", "2023").value for number in range(6)] == [1] * 6


def test_totals_of_one_section_wait_for_its_items() -> None:
    table = (
        "2023\nA | First | total | first | | 5\nA | One | item | one | first | 5\nA | Two | item | two | | -\nA | Second | total | | | 5"
    )
    assert [problem.code for problem in foot(statement(table)).problems] == [Code.FORMULA]


def test_a_formula_of_many_terms_is_refused_by_name() -> None:
    table = f"2023\n| Gifts | item | | | 9\n| Result | result | | {' + '.join(['gifts'] * 10_001)} |"
    (problem,) = foot(statement(table)).problems
    assert problem.code == Code.FORMULA
    assert "more than 4,000 characters" in problem.message
    assert len(problem.message) < 300
