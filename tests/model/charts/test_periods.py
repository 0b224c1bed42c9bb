"""Values at addresses: of several lines in several periods or columns, each has its own place and its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.charts.record import ChartKind
from tests.model.charts.making import addressed, typed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

BAR, COLUMN, LINE = ChartKind.BAR, ChartKind.COLUMN, ChartKind.LINE
REPORT = "organisation: Lantern Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2021': , '2022': , '2023': }\n"
FILES: dict[str, str | bytes] = {
    "data/report.yaml": REPORT,
    "data/stats.yaml": (
        "loans.books: {label: '*Books*', unit: loans, values: {'2022': 5, '2023': 9}}\n"
        "loans.films: {label: Films, unit: loans, values: {'2021': 3, '2022': 4}}\n"
        "money.gifts: {label: Gifts, unit: USD, values: {'2023': 100}}\n"
        "loans.rough: {label: Rough, unit: loans, values: {'2022': at least 5, '2023': at least 7}}\n"
    ),
    "data/statements/programs.csv": "section,line,kind,2022,2023\n,Books,item,50,67\n,Films,item,40,32\n,Maps,item,2,1\n,All,total,92,100\n",
    "data/statements/programs.yaml": "title: Programs\ntype: schedule\nscale: thousands\n",
    "data/statements/funds.csv": (
        "section,line,kind,id,2022/free,2022/bound,2023/free,2023/bound\nIncome,Other,item,a,1,2,3,4\nCosts,Other,item,b,5,6,7,8\n"
    ),
    "data/statements/funds.yaml": "title: Funds\ntype: schedule\ncolumns:\n  free: {label: Free}\n  bound:\n",
    "data/loans.csv": "year,loans\n2021,5\n2022,6\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text), encoding="utf-8")
    return tmp_path


def places(root: Path, kind: ChartKind, words: str) -> list[tuple[str, str, int | None]]:
    """Label, series and value of every mark."""
    return [
        (mark.label, mark.series, None if mark.value is None else int(mark.value)) for mark in addressed(root, kind, words).listed.marks
    ]


FOUR = "programs.books@2022, programs.books@2023, programs.films@2022, programs.films@2023"


@pytest.mark.parametrize("words", [FOUR, "programs.books programs.films", "programs.books@*,programs.films@2023,programs.films@2022"])
@pytest.mark.parametrize("kind", [COLUMN, LINE, ChartKind.STACKED])
def test_two_lines_in_two_periods_are_grouped_by_period(root: Path, kind: ChartKind, words: str) -> None:
    found = places(root, kind, words)
    assert found == [("2022", "Books", 50000), ("2023", "Books", 67000), ("2022", "Films", 40000), ("2023", "Films", 32000)]
    said = addressed(root, kind, words).said
    assert said == "Books: from $50K in 2022 to $67K in 2023. Films: from $40K in 2022 to $32K in 2023."


def test_many_lines_in_two_periods_stand_beside_one_another(root: Path) -> None:
    found = addressed(root, COLUMN, "programs@2022 programs@2023")
    assert found.chart.labels == ("Books", "Films", "Maps")
    assert found.chart.series == ("2022", "2023")
    assert found.said.startswith("2022: Books with $50K, Films with $40K, and Maps with $2K. 2023: ")
    assert addressed(root, LINE, "programs@2022 programs@2023").chart.labels == ("2022", "2023")


@pytest.mark.parametrize("kind", [BAR, COLUMN])
def test_one_line_in_two_periods_is_named_by_them(root: Path, kind: ChartKind) -> None:
    labels = [label for label, _series, _value in places(root, kind, "programs.books@2023 programs.books@2022")]
    assert labels == (["2022", "2023"] if kind is COLUMN else ["2023", "2022"])


def test_bars_of_two_periods_name_them(root: Path) -> None:
    assert {series for _label, series, _value in places(root, BAR, "programs@2022 programs@2023")} == {"2022", "2023"}


def test_columns_of_a_statement_are_told_apart(root: Path) -> None:
    found = places(root, COLUMN, "funds@2023/free funds@2023/bound")
    assert found == [("Income: Other", "Free", 3), ("Costs: Other", "Free", 7), ("Income: Other", "bound", 4), ("Costs: Other", "bound", 8)]
    both = places(root, COLUMN, "funds@2022/free funds@2023/bound")
    assert {series for _label, series, _value in both} == {"2022, Free", "2023, bound"}
    assert [label for label, _series, _value in places(root, BAR, "funds.a@2023/free funds.a@2023/bound")] == ["Free", "bound"]


def test_lines_of_different_periods_have_all_of_them_in_order(root: Path) -> None:
    found = addressed(root, COLUMN, "loans.books loans.films", trend=True)
    assert found.chart.labels == ("2021", "2022", "2023")
    assert found.chart.series == ("*Books*", "Films")
    assert [mark.value for mark in found.chart.of("*Books*")] == [None, 5, 9]


def test_a_line_of_one_period_stands_in_it(root: Path) -> None:
    found = places(root, COLUMN, "loans.books loans.films@2022")
    assert found == [("2022", "*Books*", 5), ("2023", "*Books*", 9), ("2022", "Films", 4), ("2023", "Films", None)]


def test_one_value_twice_is_refused(root: Path) -> None:
    assert not addressed(root, COLUMN, "programs.books@2022 programs.books@2022").chart.marks
    assert not addressed(root, COLUMN, "loans.books loans.books").chart.marks


def test_a_trend_of_years_is_one_a_year(root: Path) -> None:
    found = addressed(root, COLUMN, "programs.books", trend=True)
    assert found.said.endswith("changes by +$17K a year.")
    assert found.chart.note == "Trend (least squares): +$17K a year"


def test_rough_figures_change_about(root: Path) -> None:
    assert addressed(root, COLUMN, "loans.rough").said == "From 5+ in 2022 to 7+ in 2023: up about 2\xa0loans."


@pytest.mark.parametrize(
    ("words", "unit", "code", "word"),
    [
        ("money.gifts loans.books@2023", "", "chart", "“USD” and “loans”"),
        ("money.gifts", "EUR", "chart", "the option unit is left out"),
        ("money.gifts loans.csv", "", "chart", "no unit"),
        ("programs@2019", "", "address", "2022, 2023"),
        ("programs@2022@3", "", "address", "KEY@PERIOD"),
        ("none@*", "", "address", "none"),
        ("none", "", "address", "none"),
        ("../../none.csv", "", "path", "leads out"),
        ("n" * 300 + ".csv", "", "file", "too long"),
    ],
)
def test_what_is_wrong_with_addresses_is_said(root: Path, words: str, unit: str, code: str, word: str) -> None:
    told = addressed(root, BAR, words, unit=unit).told
    assert any(f"[impact.{code}]" in line and word in line for line in told), told


def test_a_file_takes_the_unit_of_the_option(root: Path) -> None:
    found = addressed(root, COLUMN, "loans.csv", unit="€")
    assert found.texts == ["€5", "€6"]
    assert found.said == "From €5 in 2021 to €6 in 2022: up 20%."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what,n\nBooks,5\nFilms,3", "In order of size: Books with 5 and Films with 3."),
        ("Monat,n\nMai,5\nJuni,3", "From 5 in Mai to 3 in Juni: down 40%."),
        ("x,n\nFY 2021,5\nFY 2022,3", "From 5 in FY 2021 to 3 in FY 2022: down 40%."),
        ("year,n\n2021,5\n2022,5\n2023,5", "From 5 in 2021 to 5 in 2023: unchanged."),
        ("year,n\n2021,5\n2022,7\n2023,6", "From 5 in 2021 to 6 in 2023: up 20%. Highest: 7 in 2022; lowest: 5 in 2021."),
        ("year,n\n2021,5\n2022,", "In order of size: 2021 with 5."),
        ("year,a,b\n2021,5,\n2022,6,7", "a: from 5 in 2021 to 6 in 2022."),
        ("what,a,b\nu,1,2\nv,4,3", "a: v with 4 and u with 1. b: v with 3 and u with 2."),
        ("what,n\n" + "\n".join(f"p{at},{at}" for at in range(1, 12)), "and 3 others."),
    ],
)
def test_a_description_says_what_there_is(text: str, said: str) -> None:
    assert typed(COLUMN, text).said.endswith(said)


def test_a_flow_is_told_by_the_sums_at_its_ends() -> None:
    said = typed(ChartKind.FLOW, "from,to,n\nGifts,Books,30\nFees,Books,12\nGifts,Films,8\nFees,Maps,").said
    assert said == "It comes from: Gifts with 38 and Fees with 12. It goes to: Books with 42 and Films with 8."


def test_labels_are_words(make_project: MakeProject, build: Build) -> None:
    page = "# Page\n\n```{data-chart} Title\n:data: loans.books, loans.films\n:description: auto\n```\n"
    result = build(make_project({**FILES, "index.md": page}))
    heads = [cell.get_text() for cell in result.soup().select("figure table thead th")]
    assert heads == ["Period", "Books", "Films"]
    assert [cell.get_text() for cell in result.soup().select("figure table tbody tr:first-child td")] == ["not reported", "3"]


def test_flows_of_two_units_are_refused(make_project: MakeProject, build: Build) -> None:
    page = "# Page\n\n```{data-chart} Title\n:kind: flow\n:from: loans.books@2023\n:to: programs\n:description: auto\n```\n"
    result = build(make_project({**FILES, "index.md": page}))
    told = [line for line in result.warnings if "impact.chart" in line]
    assert len(told) == 1
    assert "index.md:3" in told[0]
    assert "“USD”" in told[0]
    assert not result.soup().select("svg.impact-drawing")


@pytest.mark.parametrize(
    ("options", "row"),
    [
        (":from: programs\n:to: programs.books", ["Total", "To reserves", "$33,000"]),
        (":from: programs.maps\n:to: programs.books\n:balance: Savings", ["Savings", "Total", "$66,000"]),
    ],
)
def test_the_difference_flows_too(make_project: MakeProject, build: Build, options: str, row: list[str]) -> None:
    page = f"# Page\n\n```{{data-chart}} Title\n:kind: flow\n{options}\n:description: x\n```\n"
    result = build(make_project({**FILES, "index.md": page}), "html")
    rows = [[cell.get_text() for cell in line.select("th, td")] for line in result.soup().select("figure table tbody tr")]
    assert row in rows
