"""Days at the ends of the calendar, and settings that are days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

PROFILE = """\
organisation: Example Foundation
currency: USD
reporting-period: "{last}"
periods:
  "{last}":
  "{first}":
  first: {{date: 0001-01-01}}
  last: {{date: 9999-12-31}}
"""
NET_ASSETS = """\
section,line,kind,{last},{first}
Net assets,Opening,item,10,5
Net assets,Change,item,5,5
Net assets,Closing,total,15,10
"""
ROLL = "title: Net assets\nsource: audit\nroll-forward: {opening: opening, change: change, closing: closing}\n"


@pytest.mark.parametrize(("first", "last"), [("9998", "9999"), ("0001", "0002"), ("0001", "9999")])
def test_the_first_and_the_last_year(tmp_path: Path, build: Build, first: str, last: str) -> None:
    files: dict[str, str | bytes] = {
        "data/report.yaml": PROFILE.format(first=first, last=last),
        "data/statements/net-assets.csv": NET_ASSETS.format(first=first, last=last),
        "data/statements/net-assets.yaml": ROLL,
        "data/stats.yaml": f"books.lent: {{label: books, source: x, values: {{'{last}': 3, '{first}': 2}}}}\n",
        "index.md": (
            "# Report\n\n```{stat-card} books.lent\n```\n\n```{financial-table} net-assets\n:change: percent\n```\n\n{stat}`books.lent@last`\n"
        ),
    }
    source = write_project(tmp_path / "source", files)
    assert load_report(source).problems == ()
    result = build(source)
    assert result.status == 0
    assert [warning for warning in result.warnings if "impact.address" not in warning] == []


@pytest.mark.parametrize("day", ["datetime.date(2024, 5, 3)", '"2024-05-03"', '"20240503"'])
def test_an_embargo_may_be_a_date_of_python(make_project: MakeProject, build: Build, day: str) -> None:
    conf = f'import datetime\nimpact_state = "embargoed"\nimpact_embargo = {day}\nimpact_epub_date = {day}\ndel datetime\n'
    source = make_project({"index.md": "# Report\n\nWords.\n"}, conf)
    result = build(source)
    assert (result.status, result.warnings) == (0, [])
    book = build(source, "epub")
    assert (book.status, book.warnings) == (0, [])


@pytest.mark.parametrize("day", ["datetime.datetime(2024, 5, 3)", "2024", "[]", '"soon"', "True"])
def test_what_is_no_day_is_refused(make_project: MakeProject, build: Build, day: str) -> None:
    conf = f"import datetime\nimpact_embargo = {day}\ndel datetime\n"
    result = build(make_project({"index.md": "# Report\n\nWords.\n"}, conf))
    assert result.status == 0
    assert all("impact_embargo" in warning for warning in result.warnings)
    assert Code.INTERNAL.value not in "".join(result.warnings)
    assert any("[impact.config]" in warning for warning in result.warnings)
