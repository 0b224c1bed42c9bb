"""A typed card whose period is named compares it with the period before, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

REPORT = """\
organisation: Library Association
reporting-period: fy24
periods:
  fy24: {start: 2023-04-01, end: 2024-03-31, label: Fiscal year 2024}
  fy23: {start: 2022-04-01, end: 2023-03-31, label: Fiscal year 2023}
"""
PAGE = "# Year\n\n```{stat-card} 17\n:label: reading corners\n:previous: 12\n:period: fy24\n```\n"


def test_the_value_before_is_of_the_period_before(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": PAGE, "data/report.yaml": REPORT}))
    assert result.warnings == []
    change = result.soup().select_one(".impact-stat-change")
    assert change is not None
    assert "Fiscal year 2023" in change.get_text()
    assert "Fiscal year 2024" not in change.get_text()


def test_without_a_period_before_the_change_names_none(make_project: MakeProject, build: Build) -> None:
    report = "\n".join(line for line in REPORT.splitlines() if "fy23" not in line)
    result = build(make_project({"index.md": PAGE, "data/report.yaml": report}))
    change = result.soup().select_one(".impact-stat-change")
    assert change is not None
    assert "41.7%" in change.get_text()
    assert "Fiscal year" not in change.get_text()


def test_addresses_of_a_grid_may_stand_between_semicolons(make_project: MakeProject, build: Build) -> None:
    stats = "".join(f"desks.{name}: {{label: {name}, source: x, value: 7, period: fy24}}\n" for name in ("open", "shut"))
    page = "# Year\n\n```{stat-grid}\n:keys: desks.open; desks.shut\n```\n"
    result = build(make_project({"index.md": page, "data/report.yaml": REPORT, "data/stats.yaml": stats}))
    assert result.warnings == []
    assert len(result.soup().select(".impact-stats-item")) == 2
