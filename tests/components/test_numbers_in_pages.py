"""Numbers typed in a page: the page's language says what is likely, ``:decimal:`` what is sure, and what is in doubt is said and shown as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject
    from tests.support import Result

CARD = "# Title\n\n```{{stat-card}} {value}\n:label: people\n{options}```\n"
GERMAN = 'language = "de"\n'


def card(make_project: MakeProject, build: Build, value: str, *options: str, conf: str = GERMAN) -> Result:
    written = "".join(f"{option}\n" for option in options)
    return build(make_project({"index.md": CARD.format(value=value, options=written)}, conf))


def ours(result: Result) -> list[str]:
    return [warning for warning in result.warnings if "[impact." in warning]


def shown(result: Result) -> str:
    return result.soup("index.html").select(".impact-stat-value")[0].get_text(strip=True)


@pytest.mark.parametrize("value", ["36.000", "12.500", "36,000"])
def test_in_doubt_on_a_german_page(make_project: MakeProject, build: Build, value: str) -> None:
    result = card(make_project, build, value)
    (warning,) = ours(result)
    assert "index.md:3:" in warning
    assert "two ways" in warning
    assert warning.endswith("[impact.number]")
    assert shown(result) == value


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        ("36.000", (':decimal: ","',), "36.000"),
        ("36.000", (':decimal: "."',), "36"),
        ("12,5", (), "12,5"),
        ("1.234,56", (), "1.234,56"),
        ("1.234.567", (), "1.234.567"),
        ("36000", (), "36.000"),
    ],
)
def test_sure_on_a_german_page(make_project: MakeProject, build: Build, value: str, options: tuple[str, ...], text: str) -> None:
    result = card(make_project, build, value, *options)
    assert ours(result) == []
    assert shown(result) == text


def test_in_doubt_on_an_english_page(make_project: MakeProject, build: Build) -> None:
    assert "[impact.number]" in ours(card(make_project, build, "36.000", conf=""))[0]
    assert ours(card(make_project, build, "36,000", conf="")) == []


def test_the_value_before(make_project: MakeProject, build: Build) -> None:
    (warning,) = ours(card(make_project, build, "40000", ":previous: 36.000"))
    assert "“36.000”" in warning


def test_a_decimal_separator_that_is_none(make_project: MakeProject, build: Build) -> None:
    (warning,) = ours(card(make_project, build, "5", ':decimal: ";"'))
    assert "index.md:5:" in warning
    assert warning.endswith("[impact.value]")


def test_charts_and_statements(make_project: MakeProject, build: Build) -> None:
    page = (
        "# Title\n\n```{data-chart} Visits\n:kind: bar\n:description: Visits.\n\nplace,visits\nNorth,36.000\nSouth,5\n```\n\n"
        "```{financial-table} Books\n:currency: EUR\n\nsection,line,kind,2023\nA,Gifts,item,36.000\nA,Dues,item,5\n```\n"
    )
    warnings = ours(build(make_project({"index.md": page}, GERMAN)))
    assert [warning.partition("index.md:")[2].partition(":")[0] for warning in warnings] == ["8", "16"]
    assert all("two ways" in warning and warning.endswith("[impact.number]") for warning in warnings)


@pytest.mark.parametrize("header", ["share,2022,2023", "share,2023,2022"])
def test_a_change_between_two_periods_that_are_not_first(make_project: MakeProject, build: Build, header: str) -> None:
    rows = "A,Gifts,item,10,{}\n"
    amounts = ("4,6", "6,4")[header.endswith("2022")]
    files: dict[str, str | bytes] = {
        "index.md": "# Title\n\n```{financial-table} books\n:change: amount\n```\n",
        "data/report.yaml": 'organisation: A\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n',
        "data/statements/books.csv": f"section,line,kind,{header}\n" + rows.format(amounts),
        "data/statements/books.yaml": "title: Books\nsource: x\ncolumns:\n  share: {label: Share, unit: percent}\n",
    }
    result = build(make_project(files))
    assert ours(result) == []
    assert result.soup("index.html").select("td.impact-change")[-1].get_text(strip=True) == "2"


def test_a_change_of_one_period(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Title\n\n```{financial-table} books\n:change: amount\n```\n",
        "data/report.yaml": 'organisation: A\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n',
        "data/statements/books.csv": "section,line,kind,2023\nA,Gifts,item,10\n",
        "data/statements/books.yaml": "title: Books\nsource: x\n",
    }
    (warning,) = ours(build(make_project(files)))
    assert "two periods" in warning
    assert warning.endswith("[impact.directive]")


PARTS = "columns:\n  without: {label: Without}\n  with: {label: With}\n"
TOTAL = "  total: {label: Total}\n"
SUM = "  whole: {label: Whole, formula: without + with}\n"


@pytest.mark.parametrize(
    ("header", "cells", "columns", "option", "change"),
    [
        ("2023/without,2023/with,2023/total,2022/without,2022/with,2022/total", "5,6,11,3,1,4", PARTS + TOTAL, "", "7"),
        ("2022/without,2022/with,2023/without,2023/with", "3,1,5,6", PARTS + SUM, "", "7"),
        ("2022/without,2022/with,2023/without,2023/with", "3,1,5,6", PARTS + SUM, "2023/whole, 2022/without", "7"),
        ("2022/without,2022/with,2023/without,2023/with", "3,1,5,6", PARTS + SUM, "2023/without, 2022/without", "2"),
        ("2023/without,2023/with,2023/total,2022/without,2022/with", "5,6,11,3,1", PARTS + TOTAL, "", ""),
        ("2023/without,2023/with,2022/without,2022/with", "5,6,3,1", PARTS, "", ""),
    ],
)
def test_a_change_is_that_of_the_total(
    make_project: MakeProject, build: Build, header: str, cells: str, columns: str, option: str, change: str
) -> None:
    """Without a total in both periods there is no column, and one message."""
    shown = f":columns: {option}\n" if option else ""
    files: dict[str, str | bytes] = {
        "index.md": f"# Title\n\n```{{financial-table}} books\n:change: amount\n{shown}```\n",
        "data/report.yaml": 'organisation: A\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n',
        "data/statements/books.csv": f"section,line,kind,{header}\nA,Gifts,item,{cells}\n",
        "data/statements/books.yaml": f"title: Books\nsource: x\nscale: units\n{columns}",
    }
    result = build(make_project(files))
    assert [cell.get_text(strip=True) for cell in result.soup().select("td.impact-change")] == ([change] if change else [])
    said = f"no total of two periods to compare; this table shows {header.replace(',', ', ')}: leave out change, add the total"
    assert [said in warning for warning in ours(result)] == ([] if change else [True])


def test_labels_in_other_scripts_have_anchors(make_project: MakeProject, build: Build) -> None:
    page = "# Title\n\n```{stat-card} 5\n:label: الأعضاء\n```\n\n```{stat-card} 6\n:label: المتطوعون\n```\n"
    result = build(make_project({"index.md": page}, 'language = "ar"\n'))
    ids = {found["id"] for found in result.soup("index.html").select('[id^="stat-"]')}
    assert len(ids) == 2
    assert "stat-value" not in ids
