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


def test_some_lines_rounded_amounts_and_a_budget(make_project: MakeProject, build: Build) -> None:
    table = (
        "section,line,kind,id,budget,actual\nIncome,Gifts,item,,1499400,1500600\nIncome,Total income,total,,1499400,1500600\n"
        "Costs,Rent,item,,-,2600\nCosts,Total costs,total,,-,2600\n"
    )
    columns = "columns:\n  budget: {label: Budget}\n  actual: {label: Actual}\n"
    options = {
        "some": ":lines: income, total-costs\n:shown-in: thousands\n:compare: actual, budget\n",
        "wrong": ":lines: incomes\n:shown-in: dozens\n:compare: actual\n",
    }
    pages: dict[str, str | bytes] = {
        f"{name}.md": f"# {name}\n\n```{{financial-table}} books\n{each}```\n" for name, each in options.items()
    }
    files = {
        "data/report.yaml": REPORT.replace("USD", "EUR"),
        "data/statements/books.csv": table,
        "data/statements/books.yaml": "title: Books\nscale: units\nsource: report\n" + columns,
        "index.md": "# Books\n\n```{toctree}\nsome\nwrong\n```\n",
        **pages,
    }
    result = build(make_project(files, "language = 'de'\n"))
    soup = result.soup("some.html")
    rows = [[cell.get_text("|", strip=True) for cell in row.select("th, td")] for row in soup.select("table tr")]
    assert rows == [
        ["", "Budget", "Actual", "Abweichung", "Abweichung in %"],
        ["Income"],
        ["Gifts", "1.499|€", "1.501|€", "1", "+0,08\N{NO-BREAK SPACE}%"],
        ["Total income", "1.499|€", "1.501|€", "1", "+0,08\N{NO-BREAK SPACE}%"],
        ["Total costs", "null|–", "3|€", "3", "n.\N{NO-BREAK SPACE}m."],
    ]
    assert [data["value"] for data in soup.select("table tr:nth-child(2) data")][:3] == ["1499400", "1500600", "1200"]
    assert all(cell.select_one(".impact-behind") for cell in soup.select("td.impact-amount:not(.impact-change)"))
    words = soup.select(".impact-source")[0].get_text(" ", strip=True)
    assert "nicht alle Zeilen" in words
    assert "gerundet" in words
    warned = "\n".join(result.warnings)
    for expected in (
        "no line or section “incomes”; did you mean “Income”?",
        "“dozens” is no value of the option shown-in",
        "compare takes two columns",
    ):
        assert expected in warned
