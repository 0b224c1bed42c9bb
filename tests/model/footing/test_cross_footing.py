from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code
from tests.model.footing.writing import messages, statement
from tests.saying import says

RESTRICTED = """
without | with | total = without + with
Revenue | Gifts | item | | | 412 | 260 | 672
Revenue | Released | item | | | 231 | -231 | -
Revenue | All revenue | subtotal | | | 643 | 29 | 672
Expenses | Program | item | | | 500 | - |
Expenses | All expenses | subtotal | | | | |
Change | Change | result | | all-revenue - all-expenses | 143 | 29 | 172
"""


def test_releases_net_to_zero_and_empty_cells_are_computed_across() -> None:
    footed = foot(statement(RESTRICTED, period="2023"))
    assert footed.problems == ()
    assert footed.cell("program", "total").value == 500
    assert footed.cell("all-expenses", "total").value == 500


def test_a_release_that_does_not_net_to_zero() -> None:
    footed = foot(statement(RESTRICTED.replace("-231 | -", "-231 | 5"), period="2023"))
    assert messages(footed) == [
        says("3 cross-footing: Released total … 5 … “without + with” … 0 … 5"),
    ]


def test_one_wrong_cell_is_found_by_its_row_and_by_its_column_and_nowhere_else() -> None:
    footed = foot(statement(RESTRICTED.replace("260", "250"), period="2023"), waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        says("data/statements/books.csv:2 cross-footing: “without + with”"),
        says("data/statements/books.csv:4 footing: revenue"),
    ]


def test_a_wrong_grand_total_is_said_once() -> None:
    footed = foot(statement(RESTRICTED.replace("29 | 172", "29 | 173"), period="2023"))
    assert messages(footed) == [
        says("7 result: Change total … 173 … “all-revenue - all-expenses” … 172 … 173"),
    ]


def test_a_row_over_what_was_not_reported() -> None:
    footed = foot(statement("a | b | c = a + b\n| One | item | | | 4 | | 9\n| Two | item | | | | |", period="2023"))
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.csv:2 not-reported: “-”")]
    assert footed.cell("two", "c").amount_kind is AmountKind.NOT_REPORTED


def test_columns_of_two_periods_are_not_mixed() -> None:
    table = """
        2023/a | 2023/b | 2023/sum = a + b | 2022/a | 2022/b | 2022/sum = a + b
        | One | item | | | 1 | 2 | 3 | 10 | 20 | 31
    """
    assert messages(foot(statement(table))) == [says("2 cross-footing: One 2022/sum … 31 … “a + b” … 30 … 31")]


def test_a_comparative_total_stands_alone() -> None:
    table = "program | admin | total = program + admin | 2022/total = program + admin\n| One | item | | | 1 | 2 | 3 | 9"
    footed = foot(statement(table, period="2023"))
    assert footed.problems == ()
    assert footed.cell("one", "2022/total").computed is None


def test_a_column_may_compare_two_periods() -> None:
    footed = foot(statement("2023 | 2022 | more = 2023 - 2022\n| One | item | | | 9 | 4 |", period="2023"))
    assert footed.cell("one", "more").value == 5


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("a + bb", "“a + bb” … “bb” … “b”"),
        ("a + sum", "“a + sum” … itself"),
    ],
)
def test_a_column_formula_that_cannot_be_used(formula: str, message: str) -> None:
    footed = foot(statement(f"a | b | sum = {formula}\n| One | item | | | 1 | 2 |\n| Two | item | | | 1 | 2 | 7", period="2023"))
    assert [str(problem) for problem in footed.problems] == [says(f"data/statements/books.yaml:3 formula: {message}")]
    assert (footed.cell("one", "sum").amount_kind, footed.cell("two", "sum").value) == (AmountKind.UNREADABLE, Decimal(7))


def test_a_column_is_no_sum_of_other_units() -> None:
    footed = foot(statement("2023 | share % | all = 2023 + share\n | Gifts | item | | | 5 | 50 | 55"))
    (problem,) = footed.problems
    assert (problem.code, str(problem.origin)) == (Code.FORMULA, "data/statements/books.yaml:3")
    assert "currency" in problem.message
    assert "percent" in problem.message
    assert footed.cell("gifts", "all").computed is None
