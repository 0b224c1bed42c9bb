"""The HTML of the components: what a screen reader, a script and a browser without our style sheet get from it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest

from tests.support import LOOKS, words

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import BeautifulSoup
    from playwright.sync_api import Page

    from tests.conftest import Axe
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="{}"/></svg>'
FILES: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\nsources: {report: {title: Annual report, url: 'https://example.org/'}}\n",
    "data/stats.yaml": (
        "books.lent: {label: books lent, unit: books, good: up, source: 'report, page 3', values: {'2023': 1200, '2022': 1000}}\n"
        "waste.paper: {label: paper, unit: tonnes, good: down, source: report, values: {'2023': {value: 5, qualifier: about}, '2022': {value: 4, qualifier: about}}}\n"
    ),
    "data/statements/activities.csv": (
        "section,line,kind,id,note,formula,2023,2022\nRevenue,Gifts,item,,a,,1349,-8\nRevenue,Fees,item,,,,-,3\nRevenue,Total revenue,subtotal,,,,1349,-5\n"
        "Expenses,Staff,item,,,,1501,10\nExpenses,Total expenses,subtotal,,,,1501,10\nNet income,Net income,result,,,total-revenue - total-expenses,-152,-15\n"
    ),
    "data/statements/activities.yaml": "title: Statement of activities\ntype: activities\nscale: thousands\nsource: report, page 4\nnotes: {a: Mostly small ones.}\n",
    "data/sponsors.yaml": "tiers:\n- {name: Gold, sponsors: [{name: Ada, url: 'https://ada.example/', logo: logo.svg, logo-dark: light.svg}, Grace]}\n",
    "data/people.yaml": "groups:\n- {id: staff, name: Staff, people: [{name: Ada Lovelace Example, role: Director}, {name: Grace}]}\n",
    "logo.svg": LOGO.format("black"),
    "light.svg": LOGO.format("white"),
    "index.md": (
        "# Report\n\n````{stat-grid}\n```{stat-card} books.lent\n```\n```{stat-card} waste.paper\n```\n```{stat-card} 284+ billion\n:label: loans\n```\n````\n\n"
        "```{financial-table} activities\n:name: statement\n:change: both\n```\n\nSee {numref}`statement` and {ref}`statement`.\n\n"
        "```{sponsor-list}\n```\n\n```{people-grid} staff\n```\n\n```{call-to-action} Give\n:url: https://example.org/give\n\nEvery gift counts.\n```\n\n"
        "```{signed-letter}\n:author: Ada Example\n:role: Director\n:closing: With thanks\n:date: 2024-05-03\n\nDear reader.\n```\n\n"
        "```{previous-reports}\n2022: https://example.org/2022/\n```\n"
    ),
    "cover.md": "# Annual Report\n\n```{report-cover}\n:line: For all\n```\n\nWords.\n",
}
CONF = "numfig = True\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests import support

    base = tmp_path_factory.mktemp("components")
    files = FILES | {"index.md": str(FILES["index.md"]) + "\n```{toctree}\ncover\n```\n"}
    source = support.write_project(base / "source", files, CONF)
    for theme in ("alabaster", "furo"):
        result = support.sphinx_build(
            source, "html", "-W", "--keep-going", "-D", f"html_theme={theme}", out=base / theme, doctrees=base / f"{theme}-trees"
        )
        assert (result.status, result.warnings) == (0, [])
    return base


@pytest.fixture
def soup(pages: Path) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup((pages / "alabaster" / "index.html").read_text(encoding="utf-8"), "html5lib")


def test_cards_are_a_list_whose_values_are_data(soup: BeautifulSoup) -> None:
    cards = soup.select("ul.impact-stats > li > .impact-stat")
    assert [card.select_one("data")["value"] for card in cards] == ["1200", "5", "284000000000"]  # type: ignore[index]
    assert "up 20% on 2022" in words(cards[0])
    assert cards[0].select_one(".impact-better") is not None
    assert "Source: Annual report, page 3" in words(cards[0])
    cites = [card.select_one("details.impact-cite") for card in cards]
    assert (
        words(cites[0])
        == "Cite: books lent 1,200 books lent, 2023. Trust, Example. Source: Annual report, page 3. Evidence, data, embedding Embed"
    )
    # What is typed in a page has no page of its own.
    own = ["figures/books.lent--2023.html", "figures/waste.paper--2023.html", f"#{cards[2]['id']}"]
    assert [cite.a["href"] for cite in cites] == own  # type: ignore[union-attr,index]
    assert cards[0]["id"] == "stat-books-lent"
    assert cards[1].select_one(".impact-worse") is not None
    assert "up about 1 tonnes on 2022" in words(cards[1])
    assert "about" in words(cards[1].select_one(".impact-vh"))
    assert words(cards[2].select_one(".impact-vh")) == "at least"
    assert cards[2].select_one(".impact-number [aria-hidden]").get_text() == "+"  # type: ignore[union-attr]


def test_a_statement_is_a_table_with_caption_scopes_and_row_groups(soup: BeautifulSoup) -> None:
    table = soup.select_one("table.impact-statement")
    assert table is not None
    assert "Statement of activities" in words(table.caption)
    assert "Years ended December 31, in thousands of US dollars" in words(table.caption)
    assert [header["scope"] for header in table.select("thead th")] == ["col"] * 4
    assert len(table.select("tbody")) == 3
    assert [words(header) for header in table.select('tbody th[scope="rowgroup"]')] == ["Revenue", "Expenses"]
    assert all(row.select_one('th[scope="row"]') for row in table.select("tbody tr:not(.impact-section-head)"))
    net = table.select("tbody tr")[-1]
    assert [data["value"] for data in net.select("td data")][:2] == ["-152000", "-15000"]
    assert words(net.select_one("td")).replace("$ ", "$").startswith("$minus (152)")
    nil = table.select_one(".impact-nil")
    assert nil is not None
    assert words(nil) == "nil–"
    assert not table.select("td p, th p, colgroup")
    signs = [bool(row.select(".impact-sign")) for row in table.select("tbody tr:not(.impact-section-head)")]
    assert signs == [True, False, False, False, False, True]


def test_a_statement_is_numbered_and_referred_to(soup: BeautifulSoup) -> None:
    assert "See Table 1 and Statement of activities." in words(soup)


def test_plain_text_keeps_marks_apart_and_addresses(pages: Path, tmp_path: Path) -> None:
    from tests import support

    text = support.sphinx_build(pages / "source", "text", "-W", out=tmp_path, doctrees=pages / "alabaster-trees").read("index.txt")
    for said in ("Gifts [a]", "[a]\n\nMostly", "Give <https://example.org/give>", "Report 2022 <https://example.org/2022/>", "May 3, 2024"):
        assert said in text


def test_the_inventory_and_so_the_search_name_figures_by_their_labels(pages: Path) -> None:
    rows = zlib.decompress((pages / "alabaster" / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode().splitlines()
    names = {row.split()[0]: row.split(maxsplit=4)[4] for row in rows if " impact:" in row}
    assert names["activities"] == "Statement of activities"
    assert names["waste.paper@2023"] == "paper, 2023"


def test_a_note_is_reached_from_its_mark(soup: BeautifulSoup) -> None:
    mark = soup.select_one("a.impact-note-ref")
    assert mark is not None
    assert mark["aria-label"] == "note a"
    assert soup.select_one(str(mark["href"])) is not None
    assert "Mostly small ones." in words(soup.select_one(".impact-notes"))


def test_sponsors_are_named_once_by_text_or_logo_and_their_links_are_marked_as_paid(soup: BeautifulSoup) -> None:
    names = soup.select_one("ul.impact-tier-sponsors")
    assert names is not None
    assert soup.select_one(f"#{names['aria-labelledby']}") is not None
    link = names.select_one("a")
    assert link is not None
    assert link["rel"] == ["sponsored", "noopener"]
    # Of the two logos, for light and for dark grounds, a page shows one.
    assert [image["alt"] for image in link.select("img")] == ["Ada", "Ada"]
    assert [words(item) for item in names.select("li")] == ["", "Grace"]


def test_people_have_initials_that_are_not_read_out(soup: BeautifulSoup) -> None:
    initials = soup.select("ul.impact-people .impact-initials")
    assert [(mark.get_text(), mark["aria-hidden"]) for mark in initials] == [("AE", "true"), ("G", "true")]


def test_ids_are_unique(soup: BeautifulSoup) -> None:
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_cover_holds_the_heading(pages: Path) -> None:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup((pages / "alabaster" / "cover.html").read_text(encoding="utf-8"), "html5lib")
    (heading,) = soup.select(".body h1")
    assert heading.parent is not None
    assert "impact-cover" in heading.parent["class"]
    assert words(soup.select_one(".impact-cover")).startswith("Trust 2023 Annual Report")


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_components_are_accessible_in_themes_of_others(pages: Path, page: Page, axe: Axe, theme: str) -> None:
    page.goto((pages / theme / "index.html").as_uri())
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        ours = [violation for violation in axe(page, rules=rules) if "impact" in violation.split(":", 1)[0]]
        assert (width, scheme, ours) == (width, scheme, [])
        assert page.evaluate("document.querySelector('.impact-scroll').scrollWidth") > 0
