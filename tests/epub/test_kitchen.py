"""The book with everything in it, and the project's own books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.epub.book import MATH, SVG, TYPE, Book, X

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Site
    from tests.support import Result


@pytest.fixture(params=["kitchen", "report", "docs"])
def any_book(request: pytest.FixtureRequest, kitchen: Result, report_site: Site, docs_site: Site) -> Path:
    if request.param == "kitchen":
        return kitchen.epub
    return (report_site if request.param == "report" else docs_site)("epub").epub


def test_epubcheck_finds_nothing(any_book: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(any_book) == []


def test_ace_finds_nothing(any_book: Path, ace: Callable[[Path], list[str]]) -> None:
    assert ace(any_book) == []


def test_every_link_leads_somewhere(any_book: Path) -> None:
    assert Book(any_book).broken_links() == []


def test_no_page_needs_a_script_or_a_network(any_book: Path) -> None:
    for name, page in Book(any_book).pages.items():
        for element in page.iter():
            assert element.tag not in {f"{X}script", f"{X}iframe", f"{X}input", f"{X}button", f"{X}form", f"{X}details"}, name
            assert not (element.get("src") or "").startswith(("http", "//")), name
            assert not [key for key in element.attrib if key.startswith("on")], name


def test_nothing_is_wider_than_a_phone_with_large_type(any_book: Path, tmp_path: Path, browser: Browser) -> None:
    book = Book(any_book)
    for name, content in book.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    # What a reading system's margins leave of 360 pixels.
    context = browser.new_context(viewport={"width": 309, "height": 600})
    page = context.new_page()
    wide = []
    for name in book.pages:
        if name == "epub-cover.xhtml":
            continue
        page.goto((tmp_path / name).as_uri())
        page.add_style_tag(content="html { font-size: 150% } body { margin: 0 }")
        wide += [
            f"{name}: {found}"
            for found in page.evaluate(
                "() => [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > innerWidth + 1"
                " && each.textContent.trim() && !each.closest('.impact-vh, math')).map(each => each.outerHTML.slice(0, 90))"
            )
        ]
    context.close()
    assert wide == []


def test_the_report_weighs_little(report_site: Site) -> None:
    assert report_site("epub").epub.stat().st_size <= 400_000


def test_what_the_kitchen_sink_says_is_wrong(kitchen: Result) -> None:
    said = [warning.partition("WARNING: ")[2] for warning in kitchen.warnings]
    assert all("[impact.epub]" in each for each in said)
    assert len([each for each in said if each.startswith("the book links to")]) == 6
    assert len([each for each in said if each.startswith("the link to 'javascript:alert(1)'")]) == 1
    assert len(said) == 7


def test_pictures_are_ones_that_every_reader_shows(kitchen_book: Book) -> None:
    kinds = {item.get("media-type") for item in kitchen_book.items.values() if (item.get("media-type") or "").startswith("image/")}
    assert kinds == {"image/png", "image/jpeg", "image/gif", "image/svg+xml"}
    assert [name for name in kitchen_book.files if " " in name] == []
    drawing = kitchen_book.text("_images/drawing.svg")
    for gone in ("script", "onload", "tracker", "inkscape", "sodipodi", "fonts.example.org", "metadata"):
        assert gone not in drawing
    assert "<path" in drawing


def test_formulas_and_drawings_are_declared(kitchen_book: Book) -> None:
    properties = {item.get("href"): (item.get("properties") or "").split() for item in kitchen_book.items.values()}
    for name, page in kitchen_book.pages.items():
        assert ("mathml" in properties[name]) is any(True for _ in page.iter(f"{MATH}math")), name
        assert ("svg" in properties[name]) is any(True for _ in page.iter(f"{SVG}svg")), name
    formulas = [each for page in kitchen_book.pages.values() for each in page.iter(f"{MATH}math")]
    assert len(formulas) >= 6
    assert all(each.get("alttext") for each in formulas)


def test_tabs_folds_and_cards_lie_open(kitchen_book: Book) -> None:
    page = kitchen_book.page("design.xhtml")
    text = " ".join("".join(page.itertext()).split())
    for part in ("First tab In the first.", 'Second print("in the second")', "PYTHON a = 1", "Folded away Inside.", "Inside again."):
        assert part in text
    assert "wants-to-read" not in text
    assert "".join(next(each for each in page.iter(f"{X}a") if "wants-to-read" in each.get("href", "")).itertext()) == "Linked card"


def test_every_header_has_a_scope_and_every_language_two_names(kitchen_book: Book) -> None:
    pages = kitchen_book.pages.values()
    headers = [each for page in pages for each in page.iter(f"{X}th")]
    assert len(headers) > 20
    assert all(each.get("scope") for each in headers)
    assert all(each.get("{http://www.w3.org/XML/1998/namespace}lang") == each.get("lang") for page in pages for each in page.iter())


def test_the_wide_table_is_divided(kitchen_book: Book) -> None:
    tables = [each for each in kitchen_book.page("tables.xhtml").iter(f"{X}table") if "impact-part" in (each.get("class") or "")]
    assert len(tables) == 2
    assert sum(len(list(each.iter(f"{X}td"))) for each in tables) >= 16
    assert [words for words, _target in kitchen_book.nav("lot")][:3] == [
        "Table 1 A list table",
        "Table 2 A wide one",
        "Table 3 Cells that hang together",
    ]


def test_notes_quotations_and_hints_are_named(kitchen_book: Book) -> None:
    found = {(each.get(TYPE), each.get("role")) for page in kitchen_book.pages.values() for each in page.iter() if each.get(TYPE)}
    for kind in ("noteref", "footnote", "backlink", "pullquote", "epigraph", "tip", "chapter", "glossary", "appendix"):
        assert (kind, f"doc-{kind}") in found


def test_hazards_and_modes_come_from_the_content(kitchen_book: Book) -> None:
    assert kitchen_book.meta("schema:accessibilityHazard") == ["unknown"]  # one picture moves
    assert "MathML" in kitchen_book.meta("schema:accessibilityFeature")
    assert kitchen_book.meta("description") == ["Everything at once."]
    assert kitchen_book.meta("subject") == ["example", "test"]


def test_charts_are_listed_and_described(kitchen_book: Book) -> None:
    page = kitchen_book.page("report.xhtml")
    drawings = [each for each in page.iter(f"{X}img") if each.get("aria-describedby")]
    assert [each.get("alt") for each in drawings] == ["Revenue has grown every year", "Grants by continent"]
    said = {each.get("id"): "".join(each.itertext()) for each in page.iter(f"{X}p")}
    assert said[drawings[1].get("aria-describedby")] == "Europe got the most."
    assert "longDescription" in kitchen_book.meta("schema:accessibilityFeature")
    assert {"Fig. 1 A caption with emphasis.", "Fig. 2 A photograph"} < {words for words, _target in kitchen_book.nav("loi")}
    assert any(words.endswith("Revenue has grown every year") for words, _target in kitchen_book.nav("loi"))
