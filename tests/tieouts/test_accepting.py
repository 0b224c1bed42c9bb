"""Differences between figures that are hints, or that a waiver accepts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tieouts.relating import load, one, said

if TYPE_CHECKING:
    from pathlib import Path


def test_a_hint_is_no_problem_of_a_build(tmp_path: Path) -> None:
    report = one(tmp_path, "people.all = 1", hint="true")
    assert [problem.hint for problem in report.problems] == [True]
    assert said(report)[0].startswith(
        "tieouts.yaml:2: hint: people.all is 2,650, and should be 1 (a difference of 2,649); if that is a mistake,"
    )


WRONG = "- id: it\n  that: people.all = people.here\n  for: each\n"


def waiver(at: str, difference: str, more: str = "") -> str:
    return f"- {{check: tie-out, at: {at}, difference: {difference}, reason: So it was printed., public: true{more}}}\n"


def test_a_waiver_covers_one_difference_of_one_period(tmp_path: Path) -> None:
    report = load(tmp_path, WRONG, waiver("it@2023", "491") + waiver("it@2022", "500"))
    assert report.problems == ()
    first, second = report.audit.accepted
    assert first.waiver.reason.text == "So it was printed."
    assert first.figures == ("people.all@2023", "people.here@2023")
    assert first.problem is not None
    assert "(a difference of 491)" in first.problem.message
    assert second.waiver is report.waivers[1]


def test_the_reporting_period_need_not_be_named(tmp_path: Path) -> None:
    assert load(tmp_path, WRONG, waiver("it", "491") + waiver("it@2022", "500")).problems == ()
    assert load(tmp_path, "- id: it\n  that: people.all = people.here\n", waiver("it@2023", "491")).problems == ()


def test_the_waiver_that_is_suggested_is_the_one_that_works(tmp_path: Path) -> None:
    wrong = "- {id: a, that: people.all = 2640}\n- {id: b, that: people.all / 3 = 880}\n- {id: c, that: grants.*/share = 30%}\n"
    problems = load(tmp_path, wrong).problems
    assert len(problems) == 4
    entries = [match[1] for problem in problems if (match := re.search(r'with "(check: [^"]+)"', problem.message))]
    report = load(tmp_path, wrong, "".join(f"- {{{entry}, reason: known}}\n" for entry in entries))
    assert report.problems == ()
    assert len(report.audit.accepted) == 4


@pytest.mark.parametrize(
    ("at", "difference", "messages"),
    [
        (
            "it@2023",
            "490",
            [
                "tieouts.yaml:2: 2023: people.all is 2,650, and people.here is 2,159 (a difference of 491); correct data/stats.yaml:1-2, "
                "or the waiver, which accepts 490 (at data/waivers.yaml:1) and nothing else [impact.tie-out]",
                "waivers.yaml:1: the waiver accepts a tie-out difference of 490 at it@2023, but the difference there is 491; "
                "correct the waiver or a figure [impact.waiver]",
            ],
        ),
        ("itt", "1", ["waivers.yaml:1: the waiver is for no tie-out: none has the id “itt”; did you mean “it”? [impact.address]"]),
        ("it@2023/x", "1", ["waivers.yaml:1: the waiver accepts a tie-out difference of 1 at it@2023/x, but nothing differs there; remove the waiver"]),
        ("a b", "1", ["waivers.yaml:1: at: “a b” is no address"]),
    ],
)  # fmt: skip
def test_a_waiver_that_covers_nothing(tmp_path: Path, at: str, difference: str, messages: list[str]) -> None:
    found = said(load(tmp_path, WRONG, waiver(at, difference) + waiver("it@2022", "500")))
    for message in messages:
        assert any(line.startswith(message) for line in found), found


def test_a_stale_waiver_is_reported(tmp_path: Path) -> None:
    (found,) = said(load(tmp_path, "- {id: it, that: people.here <= people.all}\n", waiver("it", "5")))
    assert (
        found
        == "waivers.yaml:1: the waiver accepts a tie-out difference of 5 at it, but nothing differs there; remove the waiver [impact.waiver]"
    )


def test_two_waivers_for_one_place(tmp_path: Path) -> None:
    (found,) = said(load(tmp_path, "- {id: it, that: people.all = people.here}\n", waiver("it", "491") + waiver("it@2023", "491")))
    assert found == "waivers.yaml:2: the waiver at data/waivers.yaml:1 is for the same place; remove one of them [impact.duplicate]"


def test_use_has_no_place_in_it(tmp_path: Path) -> None:
    found = said(load(tmp_path, WRONG, waiver("it@2023", "491", ", use: 5") + waiver("it@2022", "500")))
    assert found == ["waivers.yaml:1: use: a tie-out goes into no later sum: delete this key [impact.value]"]


def test_a_sum_that_was_reported_is_not_reported_again(tmp_path: Path) -> None:
    table = "section,line,kind,id,2023\n,Gifts,item,,1\n,Dues,item,,3\n,All,total,all,5\n"
    files = {"statements/income.csv": table, "statements/income.yaml": "title: Income\nsource: survey2023\n"}
    assert [problem.code for problem in load(tmp_path, "- that: income.all = 4\n", files=files).problems] == ["footing"]
    assert [problem.code for problem in load(tmp_path, "- that: income.all = 6\n", files=files).problems] == ["footing", "tie-out"]
