"""The sample report's own books: one sum that was printed wrong, found at its row, accepted with its reason."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from tests.model.lantern import rewrite
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ACCEPTED = '"check: footing, at: position.total-net-assets@2022, difference: -28"'


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample report's data to change."""
    shutil.copytree(ROOT / "report" / "data", tmp_path / "data")
    return tmp_path


def test_it_adds_up_with_its_waiver(sample: Path) -> None:
    report = load_report(sample)
    assert all(problem.hint for problem in report.problems)  # what was filed differs, as returns do
    figure = report.figure("position.total-net-assets@2022")
    assert figure is not None
    assert (figure.value, figure.shown) == (Decimal(4_797_000), Decimal(4_769_000))


def test_without_the_waiver_the_sum_is_reported_and_nothing_else(sample: Path) -> None:
    waivers = (sample / "data/waivers.yaml").read_text(encoding="utf-8")
    first, _, others = waivers.partition("- check: tie-out")
    assert "at: position.total-net-assets@2022" in first
    (sample / "data/waivers.yaml").write_text(f"- check: tie-out{others}", encoding="utf-8")
    assert [str(problem) for problem in load_report(sample).problems if not problem.hint] == [
        says("data/statements/position.csv:11 footing: assets")
    ]


def test_another_difference_is_reported_although_the_waiver_stands(sample: Path) -> None:
    rewrite(sample, "data/statements/position.csv", "4704,4769", "4704,4768")
    first, second = (str(problem) for problem in load_report(sample).problems if not problem.hint)
    assert first.startswith(
        "data/statements/position.csv:11: Total net assets 2022 is given as 4,768, but its items add up to 4,797 (4,768 is 29 less);"
    )
    assert "or the waiver, which accepts -28 (at data/waivers.yaml:" in first
    assert first.endswith(") and nothing else [impact.footing]")
    assert second.startswith("data/waivers.yaml:")
    assert "accepts a footing difference of -28 at position.total-net-assets@2022, but the difference there is -29" in second
    assert second.endswith("[impact.waiver]")
