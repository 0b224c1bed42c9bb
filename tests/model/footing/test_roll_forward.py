from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from sphinx_impact.model.entities import Period
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code, Origin
from tests.model.footing.writing import messages, profile, statement, waiver
from tests.saying import says

ROLL = """
2023 | 2022
| Beginning | item | | | 100 | 80
Changes | Gifts | item | | | 30 | 50
Changes | Costs | item | | | -20 | -30
Changes | Change | total | | | 10 | 20
| End | item | | | 110 | 100
"""


def test_a_sound_roll_forward() -> None:
    assert foot(statement(ROLL, roll="beginning change end")).problems == ()


def test_an_end_that_does_not_follow() -> None:
    footed = foot(statement(ROLL.replace("110", "111"), roll="beginning change end", name="net"), waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        says("data/statements/books.csv:6 roll-forward: “beginning + change” … “rounding: allow”")
    ]


def test_a_beginning_that_is_not_the_end_before() -> None:
    footed = foot(statement(ROLL.replace("100 | 80", "101 | 80").replace("110", "111"), roll="beginning change end"))
    assert messages(footed) == [says("2 roll-forward: Beginning 2023 … 101 … End 2022 … 100 … 1 more")]


def test_an_accepted_beginning_enters_later_sums() -> None:
    accepted = waiver("roll-forward", "books.beginning@2023", "1", use="100")
    footed = foot(statement(ROLL.replace("100 | 80", "101 | 80"), roll="beginning change end"), [accepted])
    assert footed.problems == ()
    cell = footed.cell("beginning", "2023")
    assert (cell.given, cell.value, cell.shown, cell.waiver) == (*map(Decimal, (101, 100, 101)), accepted)


def test_years_are_compared_by_the_dates_of_their_periods() -> None:
    table = ROLL.replace("2023 | 2022", "late | early").replace("late", "2001").replace("early", "1999")
    late = Period("2001", dt.date(2023, 7, 1), dt.date(2024, 6, 30), "", Origin("data/report.yaml", 1))
    early = Period("1999", dt.date(2022, 7, 1), dt.date(2023, 6, 30), "", Origin("data/report.yaml", 1))
    gap = dataclasses.replace(early, end=dt.date(2023, 5, 31))
    books = statement(table.replace("100 | 80", "101 | 80").replace("110", "111"), roll="beginning change end")
    assert messages(foot(books, (), profile(late, early))) == [says("2 roll-forward: Beginning 2001 … 101 … End 1999 … 100 … 1 more")]
    assert messages(foot(books, (), profile(late, gap))) == []
    assert messages(foot(books)) == []


def test_the_closing_line_may_be_left_to_the_roll_forward() -> None:
    table = ROLL.replace("| End | item | | | 110 | 100", "| End | result | | | | 100")
    footed = foot(statement(table, roll="beginning change end"))
    assert footed.problems == ()
    assert footed.cell("end", "2023").value == 110


def test_a_roll_forward_that_names_an_unknown_line() -> None:
    footed = foot(statement(ROLL, roll="begining change end"))
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.yaml:9 formula: “begining” … “beginning”")]


def test_a_change_made_of_beginning_and_end_is_no_circle() -> None:
    table = "2023\n| Beginning | item | | | 100\n| Change | result | | end - beginning | 12\n| End | item | | | 110"
    footed = foot(statement(table, roll="beginning change end"))
    assert messages(footed) == [
        says("3 result: Change 2023 … 12 … “end - beginning” … 10 … 2 more"),
    ]
    other = "2023\n| Beginning | item | | | 100\n| Moved | item | | | 99\n| Change | result | | end - moved | 11\n| End | item | | | 110"
    assert messages(foot(statement(other, roll="beginning change end"))) == [
        says("5 roll-forward: End 2023 … 110 … “beginning + change” … 111 … 1 less"),
    ]


def test_one_difference_found_by_two_checks_is_said_once() -> None:
    table = "2023\nA | Beginning | item | | | 100\nA | Change | item | | | 10\nA | End | total | | | 111"
    assert [problem.code for problem in foot(statement(table, roll="beginning change end")).problems] == [Code.FOOTING]


def test_a_beginning_that_is_computed_is_not_called_given() -> None:
    table = """
        2023 | 2022
        Before | With | item | | | 60 | 50
        Before | Without | item | | | 41 | 30
        Before | Beginning | total | | | | 80
        Changes | Change | item | | | 10 | 20
        | End | result | | | 111 | 100
    """
    assert messages(foot(statement(table, roll="beginning change end"))) == [says("4 roll-forward: Beginning 2023 … 101 … End 2022 … 100")]
