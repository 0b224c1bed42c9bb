"""Units take part in the arithmetic of tie-outs: what has two units is neither added nor compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.problems import Code
from sphinx_impact.model.units import Unit, unit_of
from tests.model.checks.relating import load

if TYPE_CHECKING:
    from pathlib import Path

STATS = """\
money.a: {label: dollars, unit: USD, source: survey2023, value: 100}
money.b: {label: more dollars, unit: USD, source: survey2023, value: 50}
money.c: {label: all dollars, unit: USD, source: survey2023, value: 150}
money.mean: {label: dollars a person, unit: USD, source: survey2023, value: 2}
money.fee: {label: fee, unit: USD per person, source: survey2023, value: 2}
money.rate: {label: rate, unit: EUR per USD, source: survey2023, value: 0.9}
euro.a: {label: euros, unit: EUR, source: survey2023, value: 90}
people.p: {label: persons, unit: persons, source: survey2023, value: 50}
people.q: {label: guests, unit: person, source: survey2023, value: 50}
people.all: {label: all of them, unit: persons, source: survey2023, value: 100}
books.b: {label: books, unit: books, source: survey2023, value: 50}
net.volume: {label: volume, unit: TB, source: survey2023, value: 50}
net.small: {label: small volume, unit: GB, source: survey2023, value: 50000}
share.half: {label: half, unit: percent, source: survey2023, value: 50}
bare.number: {label: bare, source: survey2023, value: 100}
mixed.a: {label: mixed dollars, unit: USD, source: survey2023, value: 1}
mixed.b: {label: mixed books, unit: books, source: survey2023, value: 1}
"""
SHEET = "amount,note\n$3,x\n50%,y\n"


def problems(root: Path, that: str) -> list[tuple[str, Code, str]]:
    report = load(root, f"- id: it\n  that: {that}\n", files={"stats.yaml": STATS, "lists/mixed.csv": SHEET})
    return [(str(problem.origin), problem.code, problem.message) for problem in report.problems]


@pytest.mark.parametrize(
    ("that", "units"),
    [
        ("money.a + people.p = money.c", ("persons", "USD")),
        ("people.p + money.a = money.c", ("persons", "USD")),
        ("money.c - people.p = money.a", ("persons", "USD")),
        ("sum(money.a, people.p) = money.c", ("persons", "USD")),
        ("money.a = people.all", ("persons", "USD")),
        ("money.a <= people.all", ("persons", "USD")),
        ("money.a + euro.a = money.c", ("EUR", "USD")),
        ("money.a * 0.9 = euro.a", ("EUR", "USD")),
        ("money.a / euro.a = money.c", ("USD / EUR", "USD")),
        ("money.a / money.b = money.mean", ("a ratio", "USD")),
        ("count(people.staff) = money.a", ("a count", "USD")),
        ("count(people.staff) = share.half", ("a count", "percent")),
        ("money.a + share.half = money.c", ("percent", "USD")),
        ("people.p = books.b", ("persons", "books")),
        ("people.p = share.half", ("persons", "percent")),
        ("net.volume = net.small", ("TB", "GB")),
        ("days() = seconds()", ("days", "seconds")),
        ("sum(mixed.*) = 2", ("books", "USD")),
        ("total(lists/mixed.csv of amount) = 3", ("percent", "USD")),
    ],
)
def test_two_units_are_refused_and_named(tmp_path: Path, that: str, units: tuple[str, str]) -> None:
    ((origin, code, message),) = problems(tmp_path, that)
    assert (origin, code) == ("data/tieouts.yaml:2", Code.TIE_OUT)
    assert "cannot be checked" in message
    assert all(unit in message for unit in units)


@pytest.mark.parametrize(
    "that",
    [
        "money.a + money.b = money.c",
        "people.p + people.q = people.all",  # persons and person are one unit
        "people.p + 50 = people.all",
        "money.a = bare.number",
        "people.p / people.all = share.half",
        "books.b / people.all = share.half",
        "share.half * money.a = money.b",
        "100 * share.half = books.b",
        "money.a / people.p = money.mean",
        "money.a / people.p = money.fee",
        "people.p * money.fee = money.a",
        "money.a * money.rate = euro.a",
        "net.volume * 1,000 = net.small",
        "2 * people.p = people.all",
        "count(people.staff) = 3",
        "count(people.staff) + 47 = people.p",
        "count(people.staff) * money.fee = 6",
        "1 / people.p <= 1",
        "days(2022) * 24 * 60 * 60 = seconds(2022)",
        "people.p * days() <= seconds()",
    ],
)
def test_what_can_be_right_is_worked_out(tmp_path: Path, that: str) -> None:
    assert problems(tmp_path, that) == []


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("", "USD", True),
        ("books", "Book", True),
        ("requests per second", "requests / second", True),
        ("USD", "EUR", False),
        ("USD", "books", False),
        ("books", "visits per book", True),
        ("USD per book", "visits per book", False),
        ("percent", "visits per book", True),
        ("percent", "percent", True),
        ("/", "USD", False),
    ],
)
def test_units_by_name(one: str, other: str, *, agree: bool) -> None:
    assert unit_of(one).agrees(unit_of(other)) is agree
    assert unit_of(other).agrees(unit_of(one)) is agree


def test_powers_cancel() -> None:
    speed, time = unit_of("requests per second"), unit_of("seconds")
    assert speed.times(time) == unit_of("requests")
    assert unit_of("requests").by(time) == speed
    assert isinstance(speed.by(speed), Unit)
    assert not speed.by(speed).powers
