from __future__ import annotations

import datetime as dt

import pytest

from sphinx_impact.model.entities import Period, Waiver
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code, Origin
from tests.model.footing.writing import profile, statement, waiver
from tests.saying import says

WRONG = "2023 | 2022\nA | One | item | | | 1 | 1\nA | All | total | | | 3 | 1"


@pytest.mark.parametrize(
    ("given_waiver", "message"),
    [
        (waiver("footing", "books.all@2022", "2"), "2 … books.all@2022 … nothing differs"),
        (waiver("result", "books.all@2023", "2"), "result … books.all@2023 … “check: footing”"),
        (waiver("footing", "books.all@2023", "-2"), "-2 … books.all@2023 … 2"),
        (waiver("cross-footing", "books.all@2023", "7"), "cross-footing … 7 … books.all@2023 … footing … 2"),
    ],
)
def test_a_waiver_that_matches_nothing(given_waiver: Waiver, message: str) -> None:
    problems = [problem for problem in foot(statement(WRONG), [given_waiver]).problems if problem.code is Code.WAIVER]
    assert [str(problem) for problem in problems] == [says(f"data/waivers.yaml:1 waiver: {message}")]


def test_a_waiver_for_a_cell_that_is_computed_is_stale() -> None:
    footed = foot(statement(WRONG.replace("| 3 | 1", "| | 1")), [waiver("footing", "books.all@2023", "2")])
    assert [problem.code for problem in footed.problems] == [Code.WAIVER]


def test_a_waiver_for_what_cannot_be_checked_is_not_called_stale() -> None:
    footed = foot(statement(WRONG.replace("| 1 | 1", "| ? | 1", 1)), [waiver("footing", "books.all@2023", "2")])
    assert footed.problems == ()


def test_a_waiver_without_a_period_is_for_the_reporting_period() -> None:
    years = [Period(year, dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), "", Origin("r", 1)) for year in ("2023", "2022")]
    for at, reporting in (("books.all", "2023"), ("books.all@2023", "2022")):
        assert foot(statement(WRONG), [waiver("footing", at, "2")], profile(*years, reporting=reporting)).problems == ()
    later = Period("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31), "", Origin("r", 1))
    assert foot(statement(WRONG), [waiver("footing", "books.all@previous", "2")], profile(later, *years, reporting="2024")).problems == ()


def test_the_same_waiver_twice() -> None:
    twice = [waiver("footing", "books.all@2023", "2", row=1), waiver("footing", "books.all@2023", "2", row=5)]
    footed = foot(statement(WRONG), twice)
    assert [str(problem) for problem in footed.problems] == [says("data/waivers.yaml:5 duplicate: waiver")]


def test_waivers_for_other_statements_are_left_alone() -> None:
    elsewhere = [waiver("footing", "other.all@2023", "2"), waiver("footing", "no-address", "2")]
    assert [problem.code for problem in foot(statement(WRONG), elsewhere).problems] == [Code.FOOTING]


def test_a_difference_over_what_was_not_reported_can_be_accepted() -> None:
    table = "2023\nA | One | item | | | 60\nA | Two | item | | |\nA | All | total | | | 100"
    footed = foot(statement(table), [waiver("footing", "books.all@2023", "40")])
    assert [str(problem) for problem in footed.problems] == [says("books.csv:4 not-reported: All 2023 … Two … row 3")]
