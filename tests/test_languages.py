"""Two reports in other languages, one of them written from right to left: whole, sound, and laid out as their readers expect."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build, MakeProject, Site

LANGUAGES = ("de", "ar")
PAGES = ["index.html", "lending.html", "finances.html", "thanks.html", "search.html"]
LATIN = {
    "Sphinx",
    "JavaScript",
    "CSV",
    "JSON",
    "Lantern",
    "Library",
    "Trust",
    "Northwind",
    "Shipping",
    "Okafor",
    "Daughters",
    "Tomás",
    "Lübeck",
    "Café",
    "Morgen",
}


def test_they_stand_in_the_manual() -> None:
    assert sorted(path.name for path in (ROOT / "docs" / "languages").iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_sound(language_sites: dict[str, Site], language: str, epubcheck: Callable[[Path], list[str]]) -> None:
    assert language_sites[language]("html").warnings == []
    assert epubcheck(language_sites[language]("epub").epub) == []


def test_no_english_word_is_left(language_sites: dict[str, Site]) -> None:
    site = language_sites["ar"]("html")
    left = {}
    for name in PAGES:
        soup = site.soup(name)
        for hidden in soup.select("script, style"):
            hidden.decompose()
        said = [soup.get_text(" "), *(str(tag[name]) for name in ("aria-label", "title", "alt") for tag in soup.select(f"[{name}]"))]
        words = set(re.findall(r"[^\W\d_]{3,}", " ".join(said)))
        left[name] = {word for word in words if word[0] < "\u0250"} - LATIN
    assert [*left.values()] == [set()] * len(PAGES), left


def test_axe_finds_nothing(axe_on_pages: Callable[..., list[str]], language_sites: dict[str, Site], serve: Callable[[Path], str]) -> None:
    found = axe_on_pages(serve(language_sites["ar"]("html").outdir), PAGES[:4], alike=True)
    assert not found, "\n".join(found)


def test_it_runs_from_right_to_left(page: Page, language_sites: dict[str, Site], serve: Callable[[Path], str]) -> None:
    page.goto(f"{serve(language_sites['ar']('html').outdir)}finances.html")
    edges = page.evaluate("""() => {
        const box = (element) => element.getBoundingClientRect();
        const rows = [...document.querySelectorAll("table.impact-statement")[0].querySelectorAll("tbody tr:not(.impact-section-head)")];
        const bars = document.querySelector(".impact-drawing-wide");
        return {
            digits: [...new Set(rows.map((row) => Math.round(box(row.cells[1].querySelector(".impact-digits, .impact-nil")).right)))],
            labels: rows.every((row) => box(row.cells[0]).left >= box(row.cells[1]).right - 1),
            bars: box(bars.querySelector("rect")).right <= box(bars.querySelector("text")).left,
            number: box(document.querySelector("h1 .impact-chapter-number, [data-chapter]") ?? document.querySelector("h1")).right,
            wide: document.documentElement.scrollWidth - innerWidth,
        };
    }""")
    assert len(edges["digits"]) == 1, "units stand below units"
    assert edges["labels"]
    assert edges["bars"]
    assert edges["wide"] <= 0


def test_its_book_runs_from_right_to_left(language_sites: dict[str, Site]) -> None:
    book = language_sites["ar"]("epub").outdir
    package = (book / "content.opf").read_text(encoding="utf-8")
    assert 'page-progression-direction="rtl"' in package
    for name in ("nav.xhtml", "index.xhtml", "epub-cover.xhtml"):
        assert BeautifulSoup((book / name).read_text(encoding="utf-8"), "html.parser").html["dir"] == "rtl"  # type: ignore[index]
    sheet = (book / "_static" / "impact-components.css").read_text(encoding="utf-8")
    assert re.search(r"table\.impact-statement caption \{ text-align: right;", sheet)
    assert re.search(r"\.impact-amount, table\.impact-statement th\.impact-spanner \{ text-align: right; \}", sheet)


@pytest.mark.parametrize("language", ["en_GB", "en-GB"])
def test_a_country_has_its_dates_and_the_words_of_its_language(make_project: MakeProject, build: Build, language: str) -> None:
    files: dict[str, str | bytes] = {
        "data/report.yaml": "organisation: Lantern Trust\ncurrency: GBP\nreporting-period: '2023'\nperiods: {'2023': }\nsources: {books: {title: Books}}\n",
        "data/statements/activities.csv": "section,line,kind,2023\n,Gifts,item,1234\n",
        "data/statements/activities.yaml": "title: Activities\nsource: books\nscale: thousands\n",
        "index.md": "# Report\n\n```{financial-table} activities\n```\n\n```{milestone-list}\n2023-05-04: A new room\n```\n",
    }
    project = make_project(files, conf=f'language = "{language}"\n')
    site, book = build(project, "html"), build(project, "epub")
    assert site.warnings == book.warnings == []
    with zipfile.ZipFile(book.epub) as inside:
        pages = site.read("index.html"), inside.read("index.xhtml").decode()
    for page in pages:
        assert ' lang="en-GB"' in page
        assert [
            words
            for words in ("4 May 2023", "Year ended 31 December 2023, in thousands of British pounds", "1,234", "Source:")
            if words not in page
        ] == []


def test_a_hyphen_in_a_tag_finds_the_words_of_its_language(make_project: MakeProject, build: Build) -> None:
    page = "# Bericht\n\n```{stat-card} 1234567.5\n:label: Bücher\n:source: books\n```\n\n```{note}\nEtwas\n```\n"
    result = build(
        make_project(
            {"data/report.yaml": "organisation: Verein\nsources: {books: {title: Bücher}}\n", "index.md": page}, conf='language = "de-CH"\n'
        ),
        "html",
    )
    assert result.warnings == []
    assert [words for words in ("Quelle:", "Bemerkung", ' lang="de-CH"', "1’234’567.5") if words not in result.read("index.html")] == []
