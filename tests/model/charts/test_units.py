"""Typed rows of a chart: qualifiers are kept, a chart has one unit, percentages differ by points."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.charts.data import declared_unit
from sphinx_impact.model.charts.record import ChartKind, percents_of_a_whole
from sphinx_impact.model.entities import Form, Qualifier, Scale
from tests.model.charts.making import typed

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

BAR, COLUMN, DOTS, LINE, STACKED = ChartKind.BAR, ChartKind.COLUMN, ChartKind.DOTS, ChartKind.LINE, ChartKind.STACKED


@pytest.mark.parametrize(
    ("rows", "unit", "row", "word"),
    [
        ("a,500 GB\nb,at least 2 TB", "", 9, "“TB”"),
        ("a,$500\nb,€600", "", 9, "“EUR”"),
        ("a,6\nb,5 apples", "books", 9, "“apples”"),
        ("a,$500\nb,5 books", "", 9, "“books”"),
        ("a,45%\nb,3", "", 9, "no unit"),
        ("a,500 GB\nb,300", "", 9, ":unit: GB"),
        ("a,5 MB\nb,5 Mb", "", 9, "“Mb”"),  # bytes and bits
        ("a,$500\nb,6", "EUR", 8, "“USD”"),
    ],
)
def test_a_chart_has_one_unit(rows: str, unit: str, row: int, word: str) -> None:
    found = typed(COLUMN, f"what,n\n{rows}", unit=unit)
    (told,) = found.told
    assert told.startswith(f"page.md:{row}: ")
    assert word in told
    assert told.endswith("[impact.chart]")
    assert not found.chart.marks
    assert len(found.listed.marks) == 2


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ("a,1 book\nb,5 books", ""),
        ("a,1 party\nb,5 Parties", ""),
        ("a,500 GB\nb,0", ""),  # nothing is nothing in every unit
        ("a,500 GB\nb,-\nc,\nd,N/A", ""),
        ("a,5 books\nb,6", "books"),
        ("a,$5\nb,6", "USD"),
        ("a,US$5\nb,$6", ""),
        ("a,5 %\nb,6", "%"),
    ],
)
def test_one_unit_is_one_unit(rows: str, unit: str) -> None:
    found = typed(COLUMN, f"what,n\n{rows}", unit=unit)
    assert found.told == []
    assert found.chart.marks == found.listed.marks


def test_values_of_several_units_are_listed_each_in_its_own() -> None:
    assert typed(COLUMN, "what,n\na,500 GB\nb,at least 2 TB\nc,~$5\nd,7").texts == ["500\xa0GB", "2+\xa0TB", "~$5", "7"]


def test_qualifiers_are_kept() -> None:
    found = typed(COLUMN, "year,n\n2021,at least 5\n2022,~7\n2023,over 9")
    assert found.told == []
    assert [mark.text for mark in found.chart.marks] == found.texts == ["5+", "~7", ">9"]
    assert [mark.qualifier for mark in found.chart.marks] == [Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.OVER]
    assert found.said == "From 5+ in 2021 to >9 in 2023: not compared: the two figures are not equally exact."


def test_qualifiers_are_kept_in_thousands() -> None:
    found = typed(COLUMN, "year,n\n2021,at least 5000\n2022,-7500", scale=Scale.THOUSANDS)
    assert found.texts == ["5+", "(7.5)"]


def test_sums_say_how_exact_they_are() -> None:
    found = typed(STACKED, "year,a,b\n2021,1,2\n2022,at least 3,4\n2023,at least 3,~4\n2024,,\n2025,,5")
    assert [(mark.label, mark.text) for mark in found.chart.totals] == [("2021", "3"), ("2022", "7+"), ("2023", "~7"), ("2025", "5")]


def test_shares_of_rough_values_are_rough() -> None:
    found = typed(DOTS, "what,n\na,at least 75\nb,25\nc,0")
    assert [mark.text for mark in found.chart.marks] == ["~75.0%", "~25.0%", "0.0%"]
    assert found.chart.note == "Each dot is 1% of 100+."


def test_a_share_of_next_to_nothing_is_not_nothing() -> None:
    assert [mark.text for mark in typed(DOTS, "what,n\na,1000000000000\nb,1").chart.marks] == ["100.0%", "<0.000001%"]


def test_percentages_differ_by_points() -> None:
    assert typed(COLUMN, "year,share\n2021,40%\n2022,45%").said == "From 40% in 2021 to 45% in 2022: up 5 percentage points."
    trend = typed(LINE, "year,share\n2021,40%\n2022,45%\n2023,50%", trend=True).said
    assert "changes by +5 percentage points from" in trend


def test_percentages_are_not_counted_in_thousands() -> None:
    found = typed(COLUMN, "year,share\n2021,40%\n2022,45%", scale=Scale.THOUSANDS)
    assert found.texts == ["40%", "45%"]
    assert "the option scale is left out" in found.told[0]


def test_changes_are_told_in_what_the_chart_counts_in() -> None:
    found = typed(COLUMN, "year,n\n2021,-5000\n2022,3000\n2023,2600", unit="USD", scale=Scale.THOUSANDS, trend=True)
    assert found.said.startswith("From (5.0) in 2021 to 2.6 in 2023: up 7.6.")
    assert "changes by +3.8 from" in found.said


def test_a_trend_of_rough_values_is_rough() -> None:
    assert "changes by about +2 from" in typed(COLUMN, "year,n\n2021,~5\n2022,7", trend=True).said


def test_forms_are_those_that_were_asked_for() -> None:
    found = typed(BAR, "what,n\na,$2 million", form=Form.WORDS)
    assert [mark.text for mark in found.chart.marks] == ["$2 million"]
    assert found.texts == ["$2,000,000"]


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("KWH", ("KWH", False)),
        ("USD", ("USD", True)),
        ("€", ("EUR", True)),
        ("$", ("CAD", True)),
        ("%", ("percent", False)),
        ("percent", ("percent", False)),
        ("books", ("books", False)),
    ],
)
def test_only_currencies_are_currencies(written: str, unit: tuple[str, bool]) -> None:
    assert declared_unit(written, "CAD") == unit


@pytest.mark.parametrize(
    ("values", "whole"),
    [
        ("33 33 33", True),
        ("33.3 33.3 33.3", True),
        ("33.3 33.3 33", True),
        ("30 27 15 13 12 4", True),
        ("12 12 12 12 12 12 12 12", True),  # an eighth each, rounded to the even number
        ("50 51", True),  # 49.5 and 50.5, rounded up
        ("50 49", False),
        ("50.0 49.0", False),
        ("33.30 33.30 33.30", False),
        ("50 40", False),
        ("100", True),
        ("99", False),
    ],
)
def test_shares_are_a_whole_as_far_as_rounding_goes(values: str, *, whole: bool) -> None:
    assert percents_of_a_whole([Decimal(value) for value in values.split()]) is whole


@pytest.mark.parametrize(("last", "count"), [("10%", 1), ("~10%", 0), ("20%", 0)])
def test_shares_that_are_none_are_told(last: str, count: int) -> None:
    told = typed(DOTS, f"what,n\na,50%\nb,30%\nc,{last}").told
    assert len(told) == count
    assert all("[impact.shares]" in line and "90%" in line for line in told)


def test_a_page_shows_qualifiers_and_speaks_them(make_project: MakeProject, build: Build) -> None:
    page = '# Page\n\n```{data-chart} Title\n:description: auto\n\nyear,n\n2021,at least $5\n2022,"($1,500)"\n```\n'
    result = build(make_project({"index.md": page}))
    assert result.warnings == []
    cells = [cell.get_text(" ", strip=True) for cell in result.soup().select("figure table td")]
    assert [" ".join(cell.split()) for cell in cells] == ["at least $5 +", "minus ( $1,500 )"]
    link = result.soup().select_one(".impact-chart-csv a")
    assert link is not None
    assert result.read(str(link["href"])) == 'label,value,qualifier,value as printed\n2021,5,at least,$5+\n2022,-1500,exact,"($1,500)"\n'


def test_rows_of_values_have_their_qualifiers_beside_them(make_project: MakeProject, build: Build) -> None:
    page = "# Page\n\n```{data-chart} Title\n:description: auto\n\nyear,a,b\n2021,at least 5,6\n2022,7,\n```\n"
    result = build(make_project({"index.md": page}))
    link = result.soup().select_one(".impact-chart-csv a")
    assert link is not None
    assert result.read(str(link["href"])) == (
        "label,series,value,qualifier,value as printed\n2021,a,5,at least,5+\n2021,b,6,exact,6\n2022,a,7,exact,7\n2022,b,,exact,\n"
    )


def test_what_separates_decimals_is_asked_once(make_project: MakeProject, build: Build) -> None:
    chart = '```{data-chart} Title\n:decimal: ";"\n:description: x\n\nyear,n\n2021,5\n```\n'
    card = '```{stat-card} 12.5\n:label: Books\n:previous: 11.5\n:decimal: ";"\n```\n'
    result = build(make_project({"index.md": f"# Page\n\n{chart}\n{card}"}), "text")
    told = [line.rpartition("index.md:")[2] for line in result.warnings]
    assert [line.partition(":")[0] for line in told] == ["4", "14"]
    assert all("“;”" in line and "[impact.value]" in line for line in told)
