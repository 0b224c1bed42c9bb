"""Kinds of charts on a page: what their drawings, their tables and their words say is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import support

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import Tag

    from tests.support import Result

CHARTS = {
    "line": (":kind: line\n:unit: members\n:start: 7000", "year,members\n2021,8120\n2022,8040\n2023,8390"),
    "lines": (":kind: line", "year,Books,Films\n2021,5,9\n2022,,4\n2023,8,3"),
    "grouped": (":kind: column", "year,Books,Films\n2021,$500,$900\n2022,at least $700,$400"),
    "trend": (":kind: column\n:trend:", "year,n\n2021,10\n2022,20\n2023,33"),
    "flow": (":kind: flow", "from,to,n\nGifts,Income,30\nFees,Income,12\nIncome,Books,42\nGrants,Income,0"),
    "below": (":kind: column", "year,n\n2021,-5\n2022,3"),
    "zero": (":kind: flow", "from,to,n\nGifts,Books,0"),
    "circle": (":kind: flow", "from,to,n\nGifts,Books,5\nBooks,Gifts,5"),
    "none": (":kind: column", "year,Books,Films\n2021,,\n2022,,"),
}
DRAWN = ["line", "lines", "grouped", "trend", "flow", "below"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    body = "\n".join(
        f"```{{data-chart}} {name}\n{options}\n:description: auto\n\n{rows}\n```\n" for name, (options, rows) in CHARTS.items()
    )
    folder: Path = tmp_path_factory.mktemp("kinds")
    project = support.write_project(folder / "source", {"index.md": f"# Kinds\n\n{body}"}, 'html_theme = "sphinx_impact"\n')
    return support.sphinx_build(project, "html", out=folder / "html", doctrees=folder / "doctrees")


def figure(built: Result, name: str) -> Tag:
    return built.soup().select("figure.impact-chart")[list(CHARTS).index(name)]


def shown(built: Result, name: str) -> list[str]:
    """The words in the wide drawing."""
    return [" ".join(text.get_text(" ").split()) for text in figure(built, name).select("svg.impact-drawing-wide text")]


def said(built: Result, name: str) -> str:
    words = figure(built, name).select_one(".impact-chart-description")
    return words.get_text() if words is not None else ""


def test_only_what_cannot_be_drawn_is_told(built: Result) -> None:
    assert [line.rpartition(": WARNING: ")[2].partition(";")[0] for line in built.warnings] == [
        "the chart is not drawn: none of its values is above zero [impact.chart]",
        "the chart is not drawn: the flow goes in a circle, Gifts → Books → Gifts",
        "the chart is not drawn: none of its values is a number [impact.chart]",
    ]


@pytest.mark.parametrize("name", CHARTS)
def test_what_can_be_drawn_is_drawn_in_two_sizes(built: Result, name: str) -> None:
    assert len(figure(built, name).select("svg.impact-drawing")) == (2 if name in DRAWN else 0)
    assert figure(built, name).select("table tbody tr")
    assert bool(said(built, name)) == (name in DRAWN)


def test_a_line_says_where_its_axis_starts(built: Result) -> None:
    words = shown(built, "line")
    assert {"2021", "2022", "2023", "7,000"} <= set(words)
    assert any("8,390" in word for word in words)
    assert any("starts at 7,000" in word for word in words)
    assert said(built, "line") == "From 8,120 in 2021 to 8,390 in 2023: up 3.3%. Highest: 8,390 in 2023; lowest: 8,040 in 2022."


def test_lines_are_named_at_their_ends(built: Result) -> None:
    words = " ".join(shown(built, "lines"))
    assert "8 Books" in words
    assert "3 Films" in words
    assert said(built, "lines") == "Books: from 5 in 2021 to 8 in 2023. Films: from 9 in 2021 to 3 in 2023."


def test_grouped_columns_have_a_number_each_and_a_key(built: Result) -> None:
    words = shown(built, "grouped")
    assert all(words.count(word) == 1 for word in ("$500", "$900", "$700+", "$400", "Books", "Films", "2021", "2022"))
    assert said(built, "grouped") == "Books: from $500 in 2021 to $700+ in 2022. Films: from $900 in 2021 to $400 in 2022."


def test_a_flow_has_the_sums_of_its_ends(built: Result) -> None:
    words = shown(built, "flow")
    assert {"30", "12"} <= set(words)
    assert any("42" in word and "Income" in word for word in words)
    assert said(built, "flow") == "It comes from: Gifts with 30 and Fees with 12. It goes to: Books with 42."


def test_what_is_below_zero_has_its_sign(built: Result) -> None:
    assert "−5" in shown(built, "below")
    assert said(built, "below") == "From −5 in 2021 to 3 in 2022: up 8."
