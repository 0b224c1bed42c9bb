"""The figures of a real report as they were published: what does not fit is found, what fits is left in peace."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from tests.support import ROOT

if TYPE_CHECKING:
    from sphinx_impact.model.report import Report

PUBLISHED = ROOT / "tests" / "model" / "checks" / "published"

FOUND = {
    "total net assets 2022": (
        "data/statements/position.csv:11: Total Net Assets 2022 is given as 4,769, but its items add up to 4,797 (4,769 is 28 less);",
        "footing",
    ),
    "total assets 2022, which no tie-out names": (
        "data/statements/position.csv:5: Total Assets 2022 is 5,769,000 here (position.total-assets@2022), "
        "and 5,764,000 in data/statements/asset-trend.csv:2 (asset-trend.total-assets@2022);",
        "contradiction",
    ),
    "program expenses": (
        "data/tieouts.yaml:7: sum(program-expenses.*) is 2,973,000, and activities.program-service-expenses is 2,690,000 "
        "(a difference of 283,000); correct data/statements/activities.csv:6 or data/statements/program-expenses.csv:2-7",
        "tie-out",
    ),
    "dots of PyCon US": (
        "data/tieouts.yaml:10: pycon-us: program-expenses.*/dots is 67, and 100 * program-expenses.*/share is 60.5 "
        "(a difference of 6.5, more than 1); correct data/statements/program-expenses.csv:2,",
        "tie-out",
    ),
    "dots of grants": (
        "data/tieouts.yaml:10: grants: program-expenses.*/dots is 14, and 100 * program-expenses.*/share is 22.8 "
        "(a difference of -8.8, more than 1); correct data/statements/program-expenses.csv:3,",
        "tie-out",
    ),
    "grants in the letter": (
        "data/tieouts.yaml:11: grants.letter + grants.travel is 654,000, and grants.distributed is 697,000 (a difference of -43,000);",
        "tie-out",
    ),
    "grants in the list": (
        "data/tieouts.yaml:12: program-expenses.grants is 677,000, and grants.distributed is 697,000 (a difference of -20,000);",
        "tie-out",
    ),
    "data volume": (
        "data/tieouts.yaml:20: pypi.packages-served is at least 607, and infrastructure.transfer is 747.4 (a difference of -140.4, more than 5%);",
        "tie-out",
    ),
    "downloads": (
        "data/tieouts.yaml:22: pypi.downloads is at least 284,000,000,000, and infrastructure.downloads is 603,378,275 "
        "(a difference of 283,396,621,725);",
        "tie-out",
    ),
    "requests": (
        "data/tieouts.yaml:23: pypi.requests is at least 1,200,000,000,000, and pypi.request-rate * seconds(2023) is 1,135,296,000,000 "
        "(a difference of 64,704,000,000);",
        "tie-out",
    ),
    "net income, as a hint": (
        "data/tieouts.yaml:5: hint: Net income is the change in net assets: activities.net-income is -152,000, and "
        "position.total-net-assets - position.total-net-assets@previous is -65,000 (a difference of -87,000); if that is a mistake,",
        "tie-out",
    ),
}

HOLDS = [
    "balance@2023",
    "balance@2022",  # the total that is printed wrong was reported where it stands
    "shares/pycon-us",
    "shares/code-of-conduct",
    "hundred-dots",
    "dots/packaging",
    "dots/fiscal-sponsorees",
    "dots/code-of-conduct",
    "grants-in-chart",
    "travel-grants",
    "categories",
    "continents",
    "attendees",
    "sponsorees",
    "new-sponsorees",
    "volume-at-bandwidth",
    "projects",
]


@functools.cache
def published() -> Report:
    return load_report(PUBLISHED)


@pytest.mark.parametrize("name", FOUND)
def test_what_does_not_fit_is_found(name: str) -> None:
    begin, code = FOUND[name]
    found = [str(problem) for problem in published().problems if str(problem).startswith(begin)]
    assert len(found) == 1, "\n".join(map(str, published().problems))
    assert found[0].endswith(f"[impact.{code}]")


def test_nothing_else_is_said() -> None:
    assert len(published().problems) == len(FOUND)
    assert [problem.message.partition(":")[0] for problem in published().problems if problem.hint] == [
        "Net income is the change in net assets"
    ]


@pytest.mark.parametrize("name", HOLDS)
def test_what_fits_was_checked_and_holds(name: str) -> None:
    (outcome,) = [outcome for outcome in published().audit.outcomes if str(outcome.at) == name]
    assert outcome.problem is None


@pytest.mark.parametrize("period", ["2023", "2022"])
@pytest.mark.parametrize(
    "total", ["activities.total-revenue", "activities.total-expenses", "activities.net-income", "position.total-assets"]
)
def test_sums_that_are_right_were_added_up(total: str, period: str) -> None:
    """They are silent because they were checked, and not because nobody looked."""
    statement, _, line = total.partition(".")
    cell = published().statements[statement].cell(line, period)
    assert cell.given is not None
    assert cell.given == cell.computed


def test_the_sample_report_accepts_each_of_them_with_a_reason_to_print() -> None:
    sample = load_report(ROOT / "report")
    assert all(problem.hint for problem in sample.problems)
    accepted = sample.audit.accepted
    inside = {cell.waiver for footed in sample.statements.values() for cell in footed.cells.values() if cell.waiver is not None}
    assert len(accepted) + len(inside) == len(FOUND)
    assert all(waiver.public and waiver.reason.text for waiver in sample.waivers)
    assert {*inside, *(found.waiver for found in accepted)} == set(sample.waivers)
    assert [tuple(map(str, found.figures)) for found in accepted if str(found.waiver.at) == "asset-chart@2022"] == [
        ("asset-trend.total-assets@2022", "position.total-assets@2022")
    ]
