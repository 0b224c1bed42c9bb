"""A statement with many columns scrolls in its own box; the page never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Build, MakeProject

REPORT = """\
organisation: Library Association
currency: CZK
reporting-period: fy24
periods:
  fy24: {start: 2023-04-01, end: 2024-03-31, label: Fiscal year 2023/24}
  fy23: {start: 2022-04-01, end: 2023-03-31, label: Fiscal year 2022/23}
"""
SHEET = """\
title: Statement of activities
scale: thousands
source: audit
columns:
  without: {label: Without donor restrictions}
  with: {label: With donor restrictions}
  total: {label: Total}
"""

FREE = """() => {
  const mark = document.querySelector("td .impact-note-ref"), next = mark.closest("td").nextElementSibling.querySelector("data")
  return next.getBoundingClientRect().left - mark.getBoundingClientRect().right
}"""
"""The room between the mark of a note and the next column."""


@pytest.mark.parametrize("columns", [2, 3, 4, 5, 6])
def test_no_page_scrolls_sideways(make_project: MakeProject, build: Build, page: Page, columns: int) -> None:
    names = ["fy24/without", "fy24/with", "fy24/total", "fy23/without", "fy23/with", "fy23/total"][:columns]
    sheet = SHEET if columns > 2 else SHEET.replace("  total: {label: Total}\n", "")
    table = f"section,line,kind,{','.join(names)}\nRevenue,Membership fees,item{',3120' * columns}\nRevenue,All,total{',3120' * columns}\n"
    files: dict[str, str | bytes] = {
        "index.md": "# Money\n\n```{financial-table} activities\n```\n",
        "data/report.yaml": REPORT,
        "data/statements/activities.csv": table,
        "data/statements/activities.yaml": sheet,
        "data/errata.yaml": "- {at: activities.all/without, printed: '3,100'}\n",
    }
    result = build(make_project(files, 'html_theme = "sphinx_impact"'))
    assert result.warnings == []
    page.goto((result.outdir / "index.html").as_uri())
    for width in (360, 800, 1000, 1200, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(FREE) > 0, width
