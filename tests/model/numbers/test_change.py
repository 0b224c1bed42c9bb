from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.entities import Address, AmountKind, Figure, Form, Good, Period, Qualifier, Scale, Status, Text
from sphinx_impact.model.numbers import change as changes
from sphinx_impact.model.numbers.change import Change, Direction, change
from sphinx_impact.model.problems import Origin

HERE = Origin("data/stats.yaml", 1)


def period(start: str, end: str) -> Period:
    return Period(end[:4], dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(end), "", HERE)


Y2022 = period("2022-01-01", "2022-12-31")
Y2023 = period("2023-01-01", "2023-12-31")
Y2024 = period("2024-01-01", "2024-12-31")


def figure(value: str | None, when: Period | None = Y2023, **more: object) -> Figure:
    blank = Figure(
        address=Address("pycon.attendees"),
        value=None if value is None else Decimal(value),
        kind=AmountKind.NUMBER,
        text=value or "",
        unit="people",
        money=False,
        label=Text("attendees", HERE),
        period=when,
        qualifier=Qualifier.EXACT,
        form=Form.FULL,
        good=Good.NEITHER,
        scale=Scale.UNITS,
        source=None,
        as_of=None,
        status=Status.FINAL,
        as_printed="",
        note=None,
        statement="",
        shown=None,
        origin=HERE,
    )
    return dataclasses.replace(blank, **more)  # type: ignore[arg-type]


def test_percent_of_exact_positive_values() -> None:
    found = change(figure("4356000"), figure("4083000", Y2022))
    assert (found.kind, found.direction, found.reason) == ("percent", Direction.UP, "")
    assert found.value is not None
    assert found.value * 4083000 == pytest.approx(Decimal(27300000), rel=Decimal("1e-90"))


def test_percent_down() -> None:
    assert change(figure("90"), figure("100", Y2022)) == Change("percent", Direction.DOWN, Decimal(-10))


def test_no_change() -> None:
    assert change(figure("100", good=Good.UP), figure("100.0", Y2022)) == Change("percent", Direction.SAME, Decimal(0))


@pytest.mark.parametrize(
    ("new", "old", "difference", "direction"),
    [
        ("-152000", "385000", "-537000", Direction.DOWN),
        ("385000", "-152000", "537000", Direction.UP),
        ("-1", "-2", "1", Direction.UP),
        ("5", "0", "5", Direction.UP),
        ("0", "5", "-5", Direction.DOWN),
        ("0", "0", "0", Direction.SAME),
    ],
)
def test_amount_where_a_percentage_means_nothing(new: str, old: str, difference: str, direction: Direction) -> None:
    found = change(figure(new, unit="USD", money=True, form=Form.WORDS), figure(old, Y2022, unit="USD", money=True))
    assert found == Change("amount", direction, Decimal(difference), unit="USD", money=True, form=Form.WORDS)


def test_percentages_differ_by_points() -> None:
    found = change(figure("46.5", unit="percent"), figure("45", Y2022, unit="percent"))
    assert found == Change("points", Direction.UP, Decimal("1.5"), unit="percent")


@pytest.mark.parametrize(("unit", "kind"), [("people", "amount"), ("percent", "points")])
def test_the_difference_of_two_rough_figures_is_rough(unit: str, kind: str) -> None:
    found = change(figure("46", unit=unit, qualifier=Qualifier.ABOUT), figure("45", Y2022, unit=unit, qualifier=Qualifier.ABOUT))
    assert (found.kind, found.value, found.qualifier) == (kind, Decimal(1), Qualifier.ABOUT)


@pytest.mark.parametrize(
    ("new", "old", "reason"),
    [
        (figure("1"), None, changes.NO_EARLIER),
        (figure("1", qualifier=Qualifier.AT_LEAST), figure("1", Y2022), changes.QUALIFIERS),
        (figure("1", qualifier=Qualifier.ABOUT), figure("1", Y2022, qualifier=Qualifier.OVER), changes.QUALIFIERS),
        (figure("1", unit="TB"), figure("1", Y2022, unit="PB"), changes.UNITS),
        (figure("1", unit="USD", money=True), figure("1", Y2022, unit="USD"), changes.UNITS),
        (figure("1"), figure("1", period("2022-07-01", "2022-12-31")), changes.LENGTHS),
        (figure("1"), figure("1", period("", "2022-12-31")), changes.LENGTHS),
        (figure("1"), figure("1", period("2022-01-30", "2022-12-31")), changes.LENGTHS),
        (figure("1"), figure("0", Y2022, kind=AmountKind.NIL), changes.NO_NUMBER[AmountKind.NIL]),
        (figure(None, kind=AmountKind.NOT_REPORTED), figure("1", Y2022), changes.NO_NUMBER[AmountKind.NOT_REPORTED]),
        (figure("1"), figure(None, Y2022, kind=AmountKind.NOT_APPLICABLE), changes.NO_NUMBER[AmountKind.NOT_APPLICABLE]),
        (figure(None, kind=AmountKind.UNREADABLE), figure("1", Y2022), changes.NO_NUMBER[AmountKind.UNREADABLE]),
        (figure(None), figure("1", Y2022), changes.NO_NUMBER[AmountKind.NUMBER]),
    ],
)
def test_reasons_for_no_change(new: Figure, old: Figure | None, reason: str) -> None:
    assert reason
    assert change(new, old) == Change("none", None, None, reason)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (Y2024, Y2023),  # 366 and 365 days
        (period("2023-01-02", "2023-12-31"), period("2021-12-27", "2023-01-01")),  # 52 and 53 weeks
        (period("", "2023-12-31"), period("", "2022-06-30")),  # two instants
        (None, Y2022),  # typed in place
        (Y2023, None),
        (None, None),
    ],
)
def test_periods_that_compare(new: Period | None, old: Period | None) -> None:
    assert change(figure("2", new), figure("1", old)).kind == "percent"


@pytest.mark.parametrize(
    ("good", "new", "better"),
    [
        (Good.UP, "2", True),
        (Good.UP, "0.5", False),
        (Good.DOWN, "2", False),
        (Good.DOWN, "0.5", True),
        (Good.NEITHER, "2", None),
        (Good.UP, "1", None),
        (Good.DOWN, "1", None),
    ],
)
def test_better_or_worse(good: Good, new: str, better: bool | None) -> None:
    assert change(figure(new, good=good), figure("1", Y2022)).better is better


LARGE = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**25), max_value=10**25)


@given(LARGE, LARGE)
def test_direction_and_value_agree(new: Decimal, old: Decimal) -> None:
    found = change(figure(str(new)), figure(str(old), Y2022))
    assert found.value is not None
    sign = (found.value > 0) - (found.value < 0)
    assert {1: Direction.UP, 0: Direction.SAME, -1: Direction.DOWN}[sign] is found.direction is not None
    assert (found.kind == "percent") == (new > 0 and old > 0 and new < 11 * old)
    if found.kind == "amount":
        assert found.value == Decimal(str(int(new * 1000) - int(old * 1000))).scaleb(-3) or abs(found.value) >= 10**25


def test_a_thousand_percent_says_more_of_the_small_base() -> None:
    assert change(figure("109"), figure("10", Y2022)).kind == "percent"
    assert change(figure("148"), figure("12", Y2022)).kind == "amount"
