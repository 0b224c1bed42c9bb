"""The manual: clean in every builder, its links lead somewhere, and what it says of the code is so."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from sphinx_impact.components.vocabulary import DIRECTIVES
from sphinx_impact.config import SETTINGS
from sphinx_impact.messages import LOCALE_DIR
from sphinx_impact.model.problems import Code
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bs4 import BeautifulSoup
    from playwright.sync_api import Browser

    from tests.conftest import Build, MakeProject, Site

BUILDERS = ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "xml"]
DOCS = ROOT / "docs"
PAGES = {
    "stat-card": "figures",
    "stat-grid": "figures",
    "financial-table": "statements",
    "sponsor-list": "sponsors",
    "people-grid": "people",
    "signed-letter": "letters",
    "report-cover": "cover",
    "call-to-action": "actions",
    "source-list": "sources",
    "errata-list": "sources",
    "exhibit-list": "sources",
    "data-chart": "charts",
    "data-map": "charts",
    "photo-gallery": "pictures",
    "milestone-list": "pictures",
    "previous-reports": "pictures",
}
"""The page that explains each directive."""


@pytest.mark.parametrize("builder", BUILDERS)
def test_it_builds_without_a_warning(docs_site: Site, builder: str) -> None:
    assert docs_site(builder).warnings == []


def test_its_catalogues_are_written_without_a_warning(build: Build, tmp_path: Path) -> None:
    result = build(DOCS, "gettext", "-W", "--keep-going", "-j", "1", out=tmp_path / "out", doctrees=tmp_path / "doctrees")
    assert (result.status, result.warnings) == (0, [])


def test_its_book_is_sound(docs_site: Site, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(docs_site("epub").epub) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_links_lead_to_pages_and_anchors(docs_site: Site, builder: str) -> None:
    site = docs_site(builder)
    pages = {path: site.soup(str(path.relative_to(site.outdir))) for path in site.outdir.rglob("*.html") if "_static" not in path.parts}
    anchors = {path: {str(tag["id"]) for tag in soup.select("[id]")} for path, soup in pages.items()}
    assert pages
    astray = [
        f"{path.relative_to(site.outdir)}: {link}"
        for path, soup in pages.items()
        for link in _links(soup)
        if not _leads_somewhere(link, path, anchors)
    ]
    assert astray == []


def _links(soup: BeautifulSoup) -> list[str]:
    tags = [(tag, name) for name in ("href", "src") for tag in soup.select(f"[{name}]")]
    links = {str(tag[name]) for tag, name in tags}
    return sorted(link for link in links if not urlsplit(link).scheme and not link.startswith("//"))


def _leads_somewhere(link: str, page: Path, anchors: dict[Path, set[str]]) -> bool:
    parts = urlsplit(link)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return False
    return not parts.fragment or target not in anchors or unquote(parts.fragment) in anchors[target]


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(
    axe_on_pages: Callable[[str, list[str], int], list[str]], docs_site: Site, serve: Callable[[Path], str], width: int
) -> None:
    site = docs_site()
    found = axe_on_pages(serve(site.outdir), sorted(path.name for path in site.outdir.glob("*.html")), width)
    assert not found, "\n".join(found)


def test_nothing_scrolls_sideways_on_a_small_phone(browser: Browser, docs_site: Site, serve: Callable[[Path], str]) -> None:
    site = docs_site()
    context = browser.new_context(viewport={"width": 320, "height": 740})
    page = context.new_page()
    wide = []
    for name in sorted(path.name for path in site.outdir.glob("*.html")):
        page.goto(serve(site.outdir) + name)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    context.close()
    assert wide == []


def test_every_directive_has_its_page() -> None:
    assert sorted(PAGES) == sorted(DIRECTIVES), "write a page in docs/ with a table of its options, and name it in PAGES"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_option_stands_in_a_table(docs_site: Site, name: str) -> None:
    explained = {cell.get_text() for cell in docs_site().soup(f"{PAGES[name]}.html").select("tr > :first-child code")}
    assert set(DIRECTIVES[name].option_spec or {}) <= explained


def test_every_snippet_is_shown_in_both_languages() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    snippets = {path.stem for path in (DOCS / "snippets").iterdir()}
    shown = set(re.findall(r"^`{3,}\{example\} ([\w-]+)$", pages, re.MULTILINE))
    assert snippets - shown == {"three-directives"}  # of the first page, which is Markdown
    assert shown <= snippets


def test_every_setting_and_every_option_of_the_theme_is_listed(docs_site: Site) -> None:
    settings = {code.get_text() for code in docs_site().soup("settings.html").select("td code")}
    assert {setting.name for setting in SETTINGS} <= settings
    theme = (ROOT / "src" / "sphinx_impact" / "theme" / "sphinx_impact" / "theme.toml").read_text(encoding="utf-8")
    options = set(re.findall(r"^(\w+) =", theme.partition("[options]")[2], re.MULTILINE))
    assert options
    rows = docs_site().soup("theme.html").select("tbody tr")
    said = {row.select("td")[0].get_text(strip=True): row.select("td")[-1].get_text(strip=True) for row in rows}
    assert options == set(said)
    assert all(said.values())


def test_the_first_page_counts_right(docs_site: Site) -> None:
    figures = [int(str(figure["value"])) for figure in docs_site().soup().select(".impact-stats data")]
    languages = [path for path in LOCALE_DIR.iterdir() if path.is_dir()]
    assert figures == [len(DIRECTIVES), len(Code), len(languages) + 1, 0]  # English needs no catalogue


def test_the_first_page_needs_no_script(docs_site: Site) -> None:
    """A reader without scripts sees every word: nothing of the text is written by one, and nothing is hidden until one runs."""
    page = copy.copy(docs_site().soup())
    for tag in page.select("script"):
        tag.decompose()
    assert page.h1 is not None
    assert page.h1.get_text().startswith("Reports that add up")
    assert [button for button in page.select("button") if not button.has_attr("hidden")] == []


def test_the_waived_difference_is_shown_and_marked(docs_site: Site) -> None:
    statement = docs_site().soup("statements.html").select_one("#statement-position")
    assert statement is not None
    table = statement if statement.name == "table" else statement.find_next("table")
    assert table is not None
    (marked,) = table.select("td.impact-as-printed data")
    assert marked.get_text() == "1,345"


def test_the_wrong_sum_of_the_tutorial_is_reported_as_it_says(make_project: MakeProject, build: Build) -> None:
    tutorial = (DOCS / "first-page.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^report/index\.md:(.*)$", tutorial, re.MULTILINE)
    page = (DOCS / "snippets" / "three-directives.md").read_text(encoding="utf-8")
    assert page.count("4208") == 1
    project = make_project({"index.md": page.replace("4208", "4218")})
    (warning,) = build(project).warnings
    assert warning.endswith(f"index.md:{said}")


def test_columns_of_one_name_say_which_period_they_are_of(docs_site: Site) -> None:
    statement = docs_site().soup("statements.html").select_one("#statement-branches")
    assert statement is not None
    table = statement if statement.name == "table" else statement.find_next("table")
    assert table is not None
    heads = [[cell.get_text(strip=True) for cell in row.select("th")] for row in table.select("thead tr")]
    assert heads == [["Fiscal year 2024", "Fiscal year 2023"], ["Share", "Share"]]
