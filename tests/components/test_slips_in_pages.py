"""Slips of somebody who writes pages for the first time: each is named at its row, and none ends the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.saying import says

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

REPORT = """\
organisation: Library Association
currency: CZK
reporting-period: fy24
periods:
  fy24: {start: 2023-04-01, end: 2024-03-31, label: Fiscal year 2023/24}
  fy23: {start: 2022-04-01, end: 2023-03-31, label: Fiscal year 2022/23}
"""
STATS = """\
desks.open: {label: desks, unit: desks, source: x, qualifier: about, value: 640, period: fy24}
desks.late: {label: came back late, unit: percent, source: x, value: 4.5, period: fy24}
desks.gifts: {label: gifts, unit: CZK, source: x, value: 2450, period: fy24}
"""
DATA = {"data/report.yaml": REPORT, "data/stats.yaml": STATS}
CARD = "```{stat-card} 17\n:label: reading corners\n```\n"


def ours(warnings: list[str]) -> list[str]:
    """What this package said; of an unknown name, the markup has words of its own as well."""
    return [warning for warning in warnings if "[impact." in warning]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # options that ended in the content
        ("```{stat-card} 17\nlabel: corners\n```\n", "index.md:4 directive: “label: corners” … :label:"),
        ("```{stat-card} 17\n- label: corners\n```\n", "index.md:4 directive: :label:"),
        ("```{stat-card} 17\n\n:label: corners\n```\n", "index.md:5 directive: :label:"),
        # fences
        ("‘‘‘{stat-card} 17\n", "index.md:3 markup: three backticks"),
        ("``{stat-card} 17\n:label: x\n", "index.md:3 markup: three backticks"),
        ("```{stat-card} 17\n:label: x\n\n```{note}\nA note.\n```\n", "index.md:3 markup: not closed before {note} in row 6"),
        (f"```{{stat-card}} 16\n:label: x\n\n{CARD}", "index.md:3 markup: not closed before {stat-card} in row 6"),
        (f"```{{stat-grid}}\n{CARD}```\n", "index.md:4 markup: ends {stat-grid} … more backticks"),
        # names
        ("```{statcard} 17\n:label: x\n```\n", "index.md:3 markup: {stat-card}"),
        ("We have {stats}`desks.open` desks.\n", "index.md:3 markup: {stat}"),
        # pictures
        ("![A room](images/reading room.svg)\n", "index.md:3 markup: images/reading-room.svg"),
        # a sign that the figure prints itself
        ("Late came {stat}`desks.late`%.\n", "index.md:3 markup: “%”"),
        ("Late came {stat}`desks.late` %.\n", "index.md:3 markup: “%”"),
        ("We got {stat}`desks.gifts` CZK.\n", "index.md:3 markup: “CZK”"),
        ("We got CZK {stat}`desks.gifts`.\n", "index.md:3 markup: “CZK”"),
        ("We have about {stat}`desks.open` desks.\n", "index.md:3 markup: “about”"),
    ],
)
def test_one_slip(make_project: MakeProject, build: Build, page: str, expected: str) -> None:
    found = ours(build(make_project({"index.md": f"# Year\n\n{page}", **DATA})).warnings)
    assert says(expected) in found, found
    assert len([warning for warning in found if "has no label" not in warning]) == 1


@pytest.mark.parametrize(
    "page",
    [
        CARD,
        CARD.replace("stat-card", "Stat-Card"),
        "````{stat-grid}\n" + CARD + "````\n",
        "````{note}\n" + CARD + "````\n",
        "````markdown\n" + CARD + "````\n",
        "We have {stat}`desks.open` desks, {stat}`desks.late` of them (about) late, and got {stat}`desks.gifts` in CZK.\n",
        "He wrote [sic] (see below) and [so](https://example.org).\n",
        "```{signed-letter}\n:author: Jana\n\nDear readers: this is the year.\n```\n",
        "```{data-chart} Long visits\n:kind: vega-lite\n:description: Short.\n\ntitle: Visits\nmark: bar\ndata: {values: [{a: 1}]}\nencoding: {}\n```\n",
    ],
)
def test_nothing_is_said_of_what_is_right(make_project: MakeProject, build: Build, page: str) -> None:
    found = [
        warning
        for warning in build(make_project({"index.md": f"# Year\n\n{page}", **DATA})).warnings
        if "directive" in warning or "markup" in warning
    ]
    assert found == []


@pytest.mark.parametrize("encoding", ["utf-16", "cp1250"])
def test_a_page_that_is_not_utf_8_is_left_out(make_project: MakeProject, build: Build, encoding: str) -> None:
    pages: dict[str, str | bytes] = {
        "index.md": "# Year\n\n```{toctree}\nthanks\n```\n",
        "thanks.md": "# Thanks\n\nJana Dvořáková\n".encode(encoding),
    }
    result = build(make_project(pages))
    assert any("thanks.md:" in warning and "[impact.file]" in warning for warning in result.warnings)
    assert result.soup().find("h1") is not None


def test_a_column_without_a_period_is_that_of_the_reporting_period(make_project: MakeProject, build: Build) -> None:
    files = {
        "data/statements/gifts.csv": "section,line,kind,fy24/with,fy24/free,fy23/with,fy23/free\n,Gifts,item,11,22,33,44\n",
        "data/statements/gifts.yaml": "title: Gifts\nscale: units\nsource: x\ncolumns: {with: Restricted, free: Free}\n",
    }
    page = "# Year\n\n```{financial-table} gifts\n:columns: free, with\n```\n"
    result = build(make_project({"index.md": page, **DATA, **files}))
    assert result.warnings == []
    assert [cell.get_text(strip=True)[-2:] for cell in result.soup().select("tbody td.impact-amount")] == ["22", "11"]


def test_sponsors_that_cannot_be_read_are_not_called_missing(make_project: MakeProject, build: Build) -> None:
    page = "# Year\n\n```{sponsor-list}\n```\n"
    result = build(make_project({"index.md": page, **DATA, "data/sponsors.yaml": "tiers:\n  - name: Zlatý\n".encode("cp1250")}))
    assert says("index.md:3 missing: data/sponsors.yaml could not be read") in result.warnings


def test_the_cover_shows_the_years_of_a_fiscal_year(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": "# Report\n\n```{report-cover}\n```\n", **DATA}))
    year = result.soup().select_one(".impact-cover-year")
    assert year is not None
    assert year.get_text() == "2023/24"


def test_a_report_is_no_documentation_and_owes_nobody_an_empty_copyright(make_project: MakeProject, build: Build) -> None:
    conf = 'project = "Annual Report"\nhtml_theme = "sphinx_impact"\ncopyright = ""\n'
    result = build(make_project({"index.md": "# Report\n"}, conf))
    assert "documentation" not in str(result.soup().title)
    assert "Copyright" not in result.soup().select_one(".impact-foot").get_text()  # type: ignore[union-attr]
