"""Where figures come from: the line below them, and the list of sources with everything taken from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import words

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix

FILES: dict[str, str | bytes] = {
    "data/report.yaml": (
        "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n"
        "sources:\n  report: {title: Annual report, url: 'https://example.org/', date: 2024-05-03}\n  audit: {title: Audit}\n  none: {title: Nothing}\n"
    ),
    "data/stats.yaml": (
        "books.lent:\n  label: books *lent*\n  unit: books\n  source: report, page 3\n  as-of: 2023-12-31\n"
        "  values: {'2023': {value: 1200, status: restated}, '2022': 1000}\n"
        "people.members: {label: members, unit: people, value: 300, source: audit}\n"
        "people.unused: {label: nobody, unit: people, value: 1, source: audit}\n"
        "own.sum: {label: own sum, value: 7, source: own sum over page 3}\n"
    ),
    "data/statements/position.csv": 'section,line,kind,source,2023\nAssets,Cash,item,,10\nAssets,Loans,item,"audit, note 4",20\n',
    "data/statements/position.yaml": "title: Statement of position\nsource: report, page 6\nstatus: draft\nas-of: 2024-03-01\n",
    "index.md": "# Report\n\n```{stat-card} books.lent\n```\n\n{stat}`people.members` members.\n\n```{toctree}\nmoney\nsources\n```\n",
    "money.md": "# Money\n\n```{financial-table} position\n```\n\nWith {stat}`position.cash` in cash.\n",
    "sources.md": "# Sources\n\n```{source-list}\n:figures:\n```\n",
}


def test_date_and_status_stand_below_a_figure(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES), "html", "-W")
    assert words(result.soup().select_one(".impact-stat .impact-source")) == (
        "Source: Annual report, page 3 · As of December 31, 2023 · Restated"
    )
    assert words(result.soup("money.html").select_one(".impact-notes .impact-source")).startswith(
        "Source: Annual report, page 6 · As of March 1, 2024 · Draft"
    )


def test_a_source_has_its_figures_and_each_statement_once(make_project: MakeProject, build: Build) -> None:
    listing = build(make_project(FILES), "html", "-W").soup("sources.html").select_one("dl.impact-sources")
    assert listing is not None
    rows = {words(term): [words(item) for item in term.find_next_sibling("dd").select("li")] for term in listing.select("dt")}  # type: ignore[union-attr]
    assert rows == {
        "Annual report": [
            "books lent, 2023: 1,200 (page 3, As of December 31, 2023, Restated) – Report",
            "Cash, 2023: $10 (page 6, As of March 1, 2024, Draft) – Money",
            "Statement of position (page 6, As of March 1, 2024, Draft) – Money",
        ],
        "Audit": ["members, 2023: 300 – Report", "Statement of position (note 4, As of March 1, 2024, Draft) – Money"],
        "Nothing": [],
    }
    assert words(listing.select("dd")[-1]) == "No figure of this report is taken from it."


@pytest.mark.parametrize(("builder", "folder"), [("html", "{}.html"), ("dirhtml", "{}/"), ("singlehtml", "")])
def test_links_lead_to_the_card_the_table_or_the_page(make_project: MakeProject, build: Build, builder: str, folder: str) -> None:
    result = build(make_project(FILES), builder, "-W")
    soup = result.soup({"html": "sources.html", "dirhtml": "sources/index.html", "singlehtml": "index.html"}[builder])
    links = [str(link["href"]) for link in soup.select(".impact-source-list a")]
    if builder == "singlehtml":
        assert len(links) == 5
        assert [link for link in links if soup.select_one(f'[id="{link[1:]}"]') is None] == []
        return
    index, money = folder.format("index"), folder.format("money")
    index = "../" if builder == "dirhtml" else index
    money = "../money/" if builder == "dirhtml" else money
    assert links == [f"{index}#stat-books-lent", f"{money}", f"{money}#statement-position", index, f"{money}#statement-position"]


@pytest.mark.parametrize("builder", ["epub", "latex", "text", "man", "xml"])
def test_other_builders_have_it_without_a_warning(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder, "-W", "--keep-going")
    assert (result.status, result.warnings) == (0, [])


def test_a_missing_source_can_be_silenced(make_project: MakeProject, build: Build) -> None:
    stats = str(FILES["data/stats.yaml"]).replace(", source: audit", "", 1)
    (warning,) = build(make_project(FILES | {"data/stats.yaml": stats})).warnings
    assert "people.members has no source" in warning
    assert warning.endswith("[impact.source]")
    assert build(make_project(FILES | {"data/stats.yaml": stats}, 'suppress_warnings = ["impact.source"]\n')).warnings == []
