"""What is counted and added up for charts and tables, by what a column says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.addresses import split_addresses
from sphinx_impact.model.charts.data import Reading, from_addresses
from sphinx_impact.model.charts.groups import Grouping, from_groups
from sphinx_impact.model.charts.record import ChartKind
from sphinx_impact.model.load import load_report
from sphinx_impact.model.numbers.format import Formats
from tests.model.charts.making import PLACE, made
from tests.model.loading.filing import write
from tests.model.test_grants import HEAD, REPORT, ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.charts.data import Rows

FILES = {
    "report.yaml": REPORT,
    "grants.csv": HEAD + ROWS + "23-4,2023-06-01,50,,Isla,,,SG,,,\n",
    "lists/members.csv": "name,country,kind,fee,joined\nA,KE,Library,$300,2022\nB,KE,School,$20,2023\nC,DE,Library,$50,2023\nD,,Library,,2023\n",
    "lists/old.csv": HEAD + "1,2021-01-01,5,,Nyokabi Wanjiru,,yes,KE,,,\n",
    "statements/activities.csv": "section,line,kind,2023\nRevenue,Gifts,item,100\nRevenue,Fees,item,50\nCosts,Rent,item,70\nCosts,Total,total,70\n",
    "statements/activities.yaml": "title: Activities\nscale: thousands\nsource: books\n",
}


def grouped(root: Path, word: str, by: str = "", **wishes: object) -> Rows:
    columns = tuple(filter(None, by.split(",")))
    grouping = Grouping(columns, **wishes)  # type: ignore[arg-type]  # they are of several types
    return from_groups(load_report(write(root, FILES)), split_addresses(word), grouping, Reading(PLACE, "USD"), Formats("en"))


def values(found: Rows) -> list[str]:
    return [
        " ".join(filter(None, (row.words, row.series, row.text if row.value is None else f"{row.value:f}", row.unit, str(row.address.key))))
        for row in found.rows
    ]


def test_grants_are_added_up_and_counted(tmp_path: Path) -> None:
    found = grouped(tmp_path, "grants")
    assert values(found) == [
        "Conferences 5000 USD grants.program.conferences",
        "Travel 700.50 USD grants.program.travel",
        "No program 50 USD",
    ]
    assert found.notes == ["Without grants in other currencies: €900."]
    assert found.problems == []
    assert found.files == ["data/report.yaml", "data/grants.csv"]
    assert values(grouped(tmp_path, "grants@2022", "recipient", count=True)) == ["Acme Labs 1 Number of grants"]
    assert values(grouped(tmp_path, "grants", "year", where="program is travel")) == ["2022 300 USD", "2023 700.50 USD"]
    assert values(grouped(tmp_path, "grants", "year,program", count=True))[:2] == [
        "2022 Conferences 0 Number of grants",
        "2023 Conferences 1 Number of grants",
    ]
    assert "2022 No program – USD" in values(grouped(tmp_path, "grants", "year,program"))
    assert values(grouped(tmp_path, "grants", "country", where="currency is EUR")) == ["Germany 900 EUR"]


def test_a_map_says_which_countries_it_does_not_have(tmp_path: Path) -> None:
    found = grouped(tmp_path, "grants", on_map=True)
    assert [row.words for row in found.rows] == ["Kenya", "Singapore"]
    assert found.notes == ["Not on the map: Singapore.", "Without grants in other currencies: €900."]
    chart = made(found, ChartKind.SYMBOLS)
    assert [mark.region for mark in chart.chart.marks] == ["KE", ""]
    assert chart.told == []


def test_lists_and_statements_are_grouped_as_well(tmp_path: Path) -> None:
    assert values(grouped(tmp_path, "lists/members.csv", "kind")) == ["Library 3", "School 1"]
    assert values(grouped(tmp_path, "lists/members.csv", "kind", sum="fee")) == ["Library 350 USD", "School 20 USD"]
    assert values(grouped(tmp_path, "lists/members.csv", "joined", where="kind is library")) == ["2022 1", "2023 2"]
    assert values(grouped(tmp_path, "lists/members.csv", "country,kind"))[3:] == ["KE School 1", "DE School 0", "not reported School 0"]
    assert [row.words for row in grouped(tmp_path, "lists/members.csv", "country", on_map=True).rows] == [
        "Kenya",
        "Germany",
        "not reported",
    ]
    assert values(grouped(tmp_path, "activities", "section")) == ["Revenue 150000 USD", "Costs 70000 USD"]


@pytest.mark.parametrize(
    ("word", "by", "wishes", "what"),
    [
        ("grants", "colour", {}, "[impact.key]"),
        ("grants", "program,year,country", {}, "two columns are the most"),
        ("grants@1999", "", {}, "no grants are awarded in “1999”; there is 2023, 2022"),
        ("grants", "", {"where": "program is travle"}, "no grant has the program “travle”; did you mean “Travel”?"),
        ("grants", "", {"where": "travel"}, "is no condition"),
        ("grants", "", {"sum": "id"}, "of grants the amount is added up"),
        ("grants.csv", "recipient", {}, "since the file may name individuals"),
        ("./lists/../grants.csv", "recipient", {}, "since the file may name individuals"),
        ("lists/old.csv", "recipient", {}, "has the columns of grants, and may name individuals"),
        ("lists/members.csv", "", {}, "nothing says by which column"),
        ("lists/members.csv", "kinds", {}, "has no column “kinds”; did you mean “kind”?"),
        ("lists/members.csv", "kind", {"sum": "name"}, "[impact.number]"),
        ("lists/members.csv", "kind", {"where": "kind is museum"}, "no row of data/lists/members.csv says “museum” in kind"),
        ("lists/member.csv", "kind", {}, "did you mean “lists/members.csv”?"),
        ("../x.csv", "kind", {}, "leads out of data"),
        ("activities", "line", {}, "write :by: section"),
        ("position", "section", {}, "has no rows to group"),
        ("activities@2022", "section", {}, "the statement has no such column"),
        ("grants, lists/members.csv", "kind", {}, "one thing alone can be grouped"),
    ],
)
def test_what_cannot_be_grouped_is_explained(tmp_path: Path, word: str, by: str, wishes: dict[str, str], what: str) -> None:
    found = grouped(tmp_path, word, by, **wishes)
    assert what in "\n".join(map(str, found.problems))


def test_a_file_like_that_of_the_grants_is_read_by_nothing(tmp_path: Path) -> None:
    report = load_report(write(tmp_path, FILES))
    assert [
        problem.origin.path for problem in report.problems if "this is a list of grants, and nothing reads it here" in problem.message
    ] == ["data/lists/old.csv"]
    made = from_addresses(report, ["lists/old.csv"], Reading(PLACE, "USD"), spread=False)
    assert "may name individuals" in str(made.problems[0])
    assert made.rows == []
