"""Where two figures differ, the message names the mistake, and proposes a waiver for small differences only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.problems import Code
from tests.model.checks.relating import load, one

if TYPE_CHECKING:
    from pathlib import Path

STATS = """\
money.a: {label: money, unit: USD, source: survey2023, values: {"2023": "2,650", "2022": "1,999"}}
money.b: {label: same, unit: USD, source: survey2023, values: {"2023": "1,999", "2022": "1,999"}}
money.k: {label: same, unit: USD, source: survey2023, values: {"2023": "2,650,000", "2022": "1"}}
money.s: {label: same, unit: USD, source: survey2023, values: {"2023": "2,560", "2022": "1"}}
money.n: {label: same, unit: USD, source: survey2023, values: {"2023": "-2,650", "2022": "1"}}
money.x: {label: same, unit: USD, source: survey2023, values: {"2023": "7,777", "2022": "1,999"}}
money.y: {label: same, unit: USD, source: survey2023, values: {"2023": "7,777", "2022": "5"}}
money.z: {label: same, unit: USD, source: survey2023, values: {"2023": "9,999", "2022": "5"}}
money.near: {label: same, unit: USD, source: survey2023, values: {"2023": "2,641", "2022": "1"}}
"""


@pytest.mark.parametrize(
    ("that", "words", "waiver"),
    [
        ("money.k = money.a", "1,000 times too", False),
        ("money.s = money.a", "two digits swapped", False),
        ("money.n = money.a", "the wrong sign", False),
        ("money.n = money.a + 0", "it seems that money.n has the wrong sign", False),
        ("money.b = money.a", "it holds with money.a@2022: see whether two columns have changed places", False),
        ("money.x = money.a", "", False),
        ("money.near = money.a", "", True),
        ("money.x <= money.a", "", False),
    ],
)
def test_what_went_wrong(tmp_path: Path, that: str, words: str, *, waiver: bool) -> None:
    (problem,) = load(tmp_path, f"- id: it\n  that: {that}\n", files={"stats.yaml": STATS}).problems
    assert (problem.code, str(problem.origin)) == (Code.TIE_OUT, "data/tieouts.yaml:2")
    assert words in problem.message
    assert ("it seems" in problem.message or "it holds" in problem.message) is bool(words)
    assert ("accept the difference" in problem.message) is waiver


def test_where_it_holds_elsewhere_a_waiver_is_proposed(tmp_path: Path) -> None:
    report = load(tmp_path, "- id: it\n  that: money.y = money.z\n  for: each\n", files={"stats.yaml": STATS})
    assert ["accept the difference" in problem.message for problem in report.problems] == [True]


@pytest.mark.parametrize("that", ["people.all-people.here = 491", "people.all-5 = 491"])
def test_a_minus_without_spaces_is_recognised(tmp_path: Path, that: str) -> None:
    (problem,) = one(tmp_path, that).problems
    assert problem.code == Code.ADDRESS
    assert "a minus has spaces on both sides: people.all - " in problem.message
