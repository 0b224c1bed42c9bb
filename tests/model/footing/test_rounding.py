from __future__ import annotations

import pytest

from sphinx_impact.model.footing.foot import foot
from tests.model.footing.writing import messages, statement
from tests.saying import says

ROUNDED = "2023\nA | One | item | | | 33\nA | Two | item | | | 33\nA | Three | item | | | 33\nA | All | total | | | {}"


@pytest.mark.parametrize(("given_total", "sound"), [("97", True), ("101", True), ("96", False), ("102", False), ("100.99", True)])
def test_rounding_allows_half_a_unit_for_each_addend_and_the_total(given_total: str, sound: bool) -> None:
    footed = foot(statement(ROUNDED.format(given_total).replace("100.99", "100"), rounding=True))
    assert (footed.problems == ()) is sound


def test_without_leave_rounding_is_no_excuse_but_is_named() -> None:
    (problem,) = foot(statement(ROUNDED.format("100")), waivers_path="data/waivers.yaml").problems
    waiver = "check: footing, at: books.all@2023, difference: 1"
    assert f"{problem.code}: {problem.message}" == says(f"footing: All 2023 … 100 … 99 … “rounding: allow” … {waiver}")


def test_the_rounding_unit_is_the_last_decimal_written() -> None:
    shares = "share %\nA | One | item | | | 33.3\nA | Two | item | | | 33.3\nA | Three | item | | | 33.3\nA | All | total | | | {}"
    assert foot(statement(shares.format("100"), rounding=True, period="2023")).problems == ()
    assert messages(foot(statement(shares.format("100.2"), rounding=True, period="2023"))) == [
        says("5 footing: All share … 100.2 … 99.9 … 0.3")
    ]


def test_rounding_adds_up_through_computed_sums_and_nil_is_exact() -> None:
    table = """
        2023
        A | One | item | | | 33
        A | Two | item | | | 33
        A | None | item | | | -
        A | Sub | subtotal | | |
        | Double | result | | sub + sub | {}
    """
    assert foot(statement(table.format("134"), rounding=True)).problems == ()
    assert len(foot(statement(table.format("135"), rounding=True)).problems) == 1
