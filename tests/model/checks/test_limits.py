"""What no real report reaches is refused by name, and ends no check."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from sphinx_impact.model.checks import tie_outs as tieouts
from sphinx_impact.model.checks.intervals import Interval, reach
from sphinx_impact.model.entities import Qualifier
from sphinx_impact.model.numbers.exact import plain_fraction
from sphinx_impact.model.problems import Code
from tests.model.checks.relating import load, one

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_numbers_that_become_too_long(tmp_path: Path) -> None:
    (problem,) = one(tmp_path, f"{' * '.join(['9T'] * 700)} = people.all").problems
    assert (problem.code, str(problem.origin)) == (Code.TIE_OUT, "data/tieouts.yaml:2")
    assert "too long" in problem.message


def test_too_many_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tieouts, "MOST_FIGURES", 3)
    report = load(tmp_path, "- that: sum(people.*) = 5,300\n- that: sum(grants.*) = 700,000\n- that: people.all = 2,650\n")
    assert [(problem.code, problem.origin.line) for problem in report.problems] == [(Code.TIE_OUT, 2), (Code.TIE_OUT, 3)]
    assert all("more than 3 figures" in problem.message for problem in report.problems)


def test_long_numbers_never_become_floats() -> None:
    huge = Fraction(10**400)
    above = reach(Decimal(10) ** 400, Qualifier.AT_LEAST, unit=Fraction(1), digit=Fraction(1))
    assert (above + Interval.at(huge)).low == 2 * huge
    assert (above - above).low == -float("inf")
    assert (above * Interval.at(-huge)).high == -huge * huge
    assert plain_fraction(Fraction(12345678901234567890123456789012345, 100)) == Decimal("123456789012345678901234567890123.45")
