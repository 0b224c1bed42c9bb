"""Typed numbers held against figures: equal and near, of the same unit, and nothing that only looks alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.prose.match import Matcher
from sphinx_impact.model.prose.numbers import Reader
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report

STATS = """\
grants.total: {label: grants around the world, unit: USD, value: 697K, source: x}
grants.fees: {label: fees of speakers, unit: USD, value: '50,000', source: x}
pycon.attendees: {label: people at PyCon US, unit: people, value: '2,650', source: x}
pycon.days: {label: days of conference, unit: days, value: 9, source: x}
pypi.projects: {label: projects, unit: projects, value: '500,000', source: x}
pypi.files: {label: files, unit: files, value: '1,234', source: x}
residence.pulls: {label: pull requests merged, unit: pull requests, value: 512, source: x}
growth.downloads: {label: growth in downloads, unit: percent, value: 45, source: x}
share.mosaic: {label: share of travel, unit: percent, value: 70.9, source: x}
"""


@pytest.fixture
def report(tmp_path: Path) -> Report:
    files: dict[str, str | bytes] = {
        "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': }\n",
        "data/stats.yaml": STATS,
        "data/statements/activities.csv": "section,line,kind,2023\nRevenue,Total revenue,item,4356\nRevenue,Staffing costs,item,1305\n",
        "data/statements/activities.yaml": "title: Activities\nscale: thousands\nsource: x\n",
    }
    return load_report(write_project(tmp_path, files))


def matched(report: Report, text: str, *, near: bool = False, language: str = "en") -> list[tuple[str, str]]:
    """Return number and address of each that is matched."""
    matcher = Matcher(report.figures(), language, report.profile.currency)
    numbers = Reader(language).numbers(text)
    found = []
    for typed in numbers:
        match = matcher.exact(typed) or (matcher.near(typed, numbers) if near else None)
        if match is not None:
            found.append((typed.text, str(match.figures[0].address)))
    return found


@pytest.mark.parametrize(
    ("text", "number", "address"),
    [
        ("We gave $697K to everybody.", "$697K", "grants.total@2023"),
        ("We gave 697,000 dollars to everybody.", "697,000", "grants.total@2023"),
        ("We gave US$697,000 to everybody.", "US$697,000", "grants.total@2023"),
        ("Fees came to $50,000.", "$50,000", "grants.fees@2023"),
        ("There were 2,650 of us.", "2,650", "pycon.attendees@2023"),
        ("There were 2650 people.", "2650", "pycon.attendees@2023"),
        ("The conference took 9 days.", "9", "pycon.days@2023"),
        ("They merged 512 pull requests.", "512", "residence.pulls@2023"),
        ("Downloads grew by 45%.", "45%", "growth.downloads@2023"),
        ("In all, 70.9 percent went there.", "70.9 percent", "share.mosaic@2023"),
        ("Revenue was $4.356 million.", "$4.356 million", "activities.total-revenue@2023"),
        ("There are 500,000 projects on PyPI.", "500,000", "pypi.projects@2023"),
    ],
)
def test_a_figure_is_known_again(report: Report, text: str, number: str, address: str) -> None:
    assert matched(report, text) == [(number, address)]


@pytest.mark.parametrize(
    "text",
    [
        "We gave 697 books, and €697K, and 697% more.",  # other units
        "A seat costs $50,000 a year.",  # round, and no fees
        "It takes 9 days to walk there.",  # small, and no conference
        "Some 500,000 of them left.",  # round, and no projects
        "Prices rose by 45%.",  # round, and no downloads
        "Read 2,650 files, please.",  # counted in another unit that is known
        "We had 512 guests.",
        "We had 2,651 people.",  # near, which is not asked for
    ],
)
def test_a_number_that_is_only_like_one_is_left_alone(report: Report, text: str) -> None:
    assert matched(report, text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Revenue was $4.4 million.", "activities.total-revenue@2023"),  # rounded
        ("Grants came to $679K.", "grants.total@2023"),  # two digits that changed places
        ("Grants came to $698K.", "grants.total@2023"),  # one digit wrong
        ("Some 2,560 people came to PyCon.", "pycon.attendees@2023"),
        ("The grants around the world came to $374K.", "grants.total@2023"),  # everything the label says, and another number
    ],
)
def test_a_number_near_a_figure_is_found_where_that_is_asked_for(report: Report, text: str, address: str) -> None:
    assert [found for _, found in matched(report, text, near=True)] == [address]
    assert matched(report, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Somebody paid $698K for a house.",  # near, and nothing is said of grants
        "Some 2,560 birds came to PyCon.",  # another unit
        "Grants were $300K in one place.",  # far from all, and not what the label says
        "The grants around the world were $374K then and $400K later.",  # two numbers: which of them?
        "The conference of 2,023 days.",
    ],
)
def test_a_number_near_nothing_is_left_alone(report: Report, text: str) -> None:
    assert matched(report, text, near=True) == []


def test_an_equal_figure_comes_before_a_near_one(report: Report) -> None:
    assert matched(report, "Grants of $697K went around the world.", near=True) == [("$697K", "grants.total@2023")]


def test_the_figure_whose_words_are_said_comes_first(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "data/stats.yaml": "a.trees: {label: trees planted, unit: trees, value: 1234, source: x}\nb.birds: {label: birds counted, unit: birds, value: 1234, source: x}\n"
    }
    report = load_report(write_project(tmp_path, files))
    assert matched(report, "The birds were 1,234 in all.")[0] == ("1,234", "b.birds")
    assert matched(report, "There were 1,234 trees.")[0] == ("1,234", "a.trees")


def test_numbers_are_read_as_in_the_language_of_the_page(report: Report) -> None:
    assert matched(report, "Es waren 2.650 Leute.", language="de") == [("2.650", "pycon.attendees@2023")]
    assert matched(report, "Wir gaben 697.000 Dollar.", language="de") == [("697.000", "grants.total@2023")]
    assert matched(report, "Es waren 2.650 Leute.") == []
