"""Which lines of a table get the double rule, and what its notes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

REPORT = "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\nsources: {report: {title: Report}}\n"
TABLE = "section,line,kind,id,formula,2023,2022\n"


def page(make_project: MakeProject, build: Build, table: str, sheet: str = "", waivers: str = "") -> object:
    files: dict[str, str | bytes] = {
        "data/report.yaml": REPORT,
        "data/statements/books.csv": TABLE + table,
        "data/statements/books.yaml": "title: Books\ntype: activities\nscale: thousands\nsource: report\n" + sheet,
        "index.md": "# Books\n\n```{financial-table} books\n```\n",
    }
    if waivers:
        files["data/waivers.yaml"] = waivers
    result = build(make_project(files), "html", "-W", "--keep-going")
    assert result.warnings == []
    return result.soup("index.html")


@pytest.mark.parametrize("formula", ["revenue - expenses", "revenue -expenses", "revenue −expenses", "sum(revenue,-expenses)"])
def test_what_a_formula_names_gets_no_double_rule(make_project: MakeProject, build: Build, formula: str) -> None:
    table = (
        "Revenue,Gifts,item,,,5,4\nRevenue,Revenue,total,revenue,,5,4\nExpenses,Rent,item,,,3,3\nExpenses,Expenses,total,expenses,,3,3\n"
        f'Net,Net,result,net,"{formula}",2,1\n'
    )
    soup = page(make_project, build, table)
    rows = soup.select("tr.impact-double")  # type: ignore[attr-defined]
    assert [row.get_text(" ", strip=True).split()[0] for row in rows] == ["Net"]


def test_a_sum_that_was_left_empty_was_not_printed(make_project: MakeProject, build: Build) -> None:
    table = ",Ours,item,,,4,3\n,Theirs,item,,,6,5\n,Opening,result,opening,ours + theirs,,\n,Change,item,change,,5,1\n,Closing,result,closing,opening + change,,\n"
    waivers = "- {check: roll-forward, at: books.opening, difference: 1, reason: A pledge was moved., public: true}\n"
    soup = page(make_project, build, table, "roll-forward: {opening: opening, change: change, closing: closing}\n", waivers)
    notes = soup.select_one(".impact-notes").get_text(" ", strip=True)  # type: ignore[attr-defined]
    assert "A pledge was moved." in notes
    assert "Printed as" not in notes
