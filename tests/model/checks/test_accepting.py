"""Differences between figures that are hints, or that a waiver accepts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.model.checks.relating import load, one, said
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path


def test_a_hint_is_no_problem_of_a_build(tmp_path: Path) -> None:
    report = one(tmp_path, "people.all = 1", hint="true")
    assert [problem.hint for problem in report.problems] == [True]
    assert said(report)[0] == says("tieouts.yaml:2 tie-out: hint: … people.all … 2,650 … 1 … 2,649")


WRONG = "- id: it\n  that: people.all = people.here\n  for: each\n"


def waiver(at: str, difference: str, more: str = "") -> str:
    return f"- {{check: tie-out, at: {at}, difference: {difference}, reason: So it was printed., public: true{more}}}\n"


def test_a_waiver_covers_one_difference_of_one_period(tmp_path: Path) -> None:
    report = load(tmp_path, WRONG, waiver("it@2023", "491") + waiver("it@2022", "500"))
    assert report.problems == ()
    first, second = report.audit.accepted
    assert first.waiver.reason.text == "So it was printed."
    assert tuple(map(str, first.figures)) == ("people.all@2023", "people.here@2023")
    problem = report.audit.outcomes[0].problem
    assert problem is not None
    assert "(a difference of 491)" in problem.message
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
                "tieouts.yaml:2 tie-out: people.all … difference",
                "waivers.yaml:1 waiver: difference",
            ],
        ),
        ("itt", "1", ["waivers.yaml:1 address: “itt” … “it”"]),
        ("it@2023/x", "1", ["waivers.yaml:1 waiver: it@2023/x … nothing"]),
        ("a b", "1", ["waivers.yaml:1 address: “a b”"]),
    ],
)  # fmt: skip
def test_a_waiver_that_covers_nothing(tmp_path: Path, at: str, difference: str, messages: list[str]) -> None:
    found = said(load(tmp_path, WRONG, waiver(at, difference) + waiver("it@2022", "500")))
    for message in messages:
        assert says(message) in found


def test_a_stale_waiver_is_reported(tmp_path: Path) -> None:
    (found,) = said(load(tmp_path, "- {id: it, that: people.here <= people.all}\n", waiver("it", "5")))
    assert found == says("waivers.yaml:1 waiver: difference")


def test_two_waivers_for_one_place(tmp_path: Path) -> None:
    (found,) = said(load(tmp_path, "- {id: it, that: people.all = people.here}\n", waiver("it", "491") + waiver("it@2023", "491")))
    assert found == says("waivers.yaml:2 duplicate: waiver")


def test_use_has_no_place_in_it(tmp_path: Path) -> None:
    found = said(load(tmp_path, WRONG, waiver("it@2023", "491", ", use: 5") + waiver("it@2022", "500")))
    assert found == [says("waivers.yaml:1 value: later")]


def test_a_sum_that_was_reported_is_not_reported_again(tmp_path: Path) -> None:
    table = "section,line,kind,id,2023\n,Gifts,item,,1\n,Dues,item,,3\n,All,total,all,5\n"
    files = {"statements/income.csv": table, "statements/income.yaml": "title: Income\nscale: units\nsource: survey2023\n"}
    assert [problem.code for problem in load(tmp_path, "- that: income.all = 4\n", files=files).problems] == ["footing"]
    assert [problem.code for problem in load(tmp_path, "- that: income.all = 6\n", files=files).problems] == ["footing", "tie-out"]
