from __future__ import annotations

import hashlib
import re
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.epub.book import LANG, OPF, TYPE, Book, X
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject
    from tests.support import Result

pytestmark = pytest.mark.matrix

STATEMENT = """\
```{financial-table} Statement of activities
section,line,kind,2023,2022
Revenue,Grants,item,2859,2641
```
"""

PROJECT: dict[str, str | bytes] = {
    "index.md": "# Impact 2023\n\n```{toctree}\n:hidden:\n:caption: The work\nletter\nnumbers\n```\n\n{ref}`Index <genindex>`\n",
    "letter.md": "# A letter\n\n```{signed-letter}\n:author: Ada Example\n\nThank you.\n```\n",
    "numbers.md": f"# Numbers\n\n## In detail\n\n{STATEMENT}\n[file](data.csv) {{download}}`data.csv`\n",
    "data.csv": "a,b\n",
    "stray.md": "---\norphan: true\n---\n\n# Stray\n",
}


@pytest.fixture
def epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714737601")
    monkeypatch.delenv("READTHEDOCS_CANONICAL_URL", raising=False)


def made(result: Result) -> Book:
    assert result.status == 0, result.log
    return Book(result.epub)


def test_a_book_with_nothing_set_but_title_and_author(make_project: MakeProject, build: Build, epoch: None) -> None:
    del epoch
    result = build(make_project(PROJECT), "epub", "-W", "--keep-going")
    book = made(result)
    assert result.warnings == []
    assert book.spine == ["epub-cover.xhtml", "index.xhtml", "nav.xhtml", "letter.xhtml", "numbers.xhtml"]
    assert book.meta("title") == ["Example"]
    assert book.meta("creator") == ["Example Foundation"]
    assert book.meta("language") == ["en"]
    assert book.meta("dcterms:modified") == ["2024-05-03T12:00:01Z"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", book.meta("identifier")[0])
    assert f'content="{book.meta("identifier")[0]}"' in book.text("toc.ncx")
    assert "unknown" not in book.text("content.opf")
    assert book.meta("schema:accessMode") == ["textual", "visual"]
    assert book.meta("schema:accessibilityHazard") == ["none"]
    assert "conformsTo" not in book.text("content.opf")
    assert book.broken_links() == []


def test_navigation(make_project: MakeProject, build: Build) -> None:
    book = made(build(make_project(PROJECT), "epub"))
    assert book.nav("toc") == [
        ("Impact 2023", "index.xhtml"),
        ("A letter", "letter.xhtml"),
        ("Numbers", "numbers.xhtml"),
        ("In detail", "numbers.xhtml#in-detail"),
    ]
    assert [each.text for each in book.page("nav.xhtml").iter(f"{X}span")] == ["The work"]
    assert [words for words, _target in book.nav("lot")] == ["Statement of activities"]
    assert book.nav("loi") == []
    assert [(each.get(TYPE), each.get("href")) for each in book.page("nav.xhtml").iter(f"{X}a") if each.get(TYPE)] == [
        ("cover", "epub-cover.xhtml"),
        ("toc", "nav.xhtml#toc"),
        ("bodymatter", "numbers.xhtml"),
        ("lot", "nav.xhtml#lot"),
        ("foreword", "letter.xhtml"),
    ]
    ncx = ET.fromstring(book.files["toc.ncx"])
    assert [each.get("src") for each in ncx.iter("{http://www.daisy.org/z3986/2005/ncx/}content")] == [
        "index.xhtml",
        "letter.xhtml",
        "numbers.xhtml",
        "numbers.xhtml#in-detail",
    ]


def test_a_page_that_nobody_links_to_stays_out(make_project: MakeProject, build: Build) -> None:
    linked: dict[str, str | bytes] = {**PROJECT, "numbers.md": "# Numbers\n\n{doc}`stray`\n"}
    assert "stray.xhtml" not in Book(build(make_project(PROJECT), "epub").epub).files
    assert made(build(make_project(linked), "epub")).spine[-1] == "stray.xhtml*"


def test_what_the_author_sets_wins(make_project: MakeProject, build: Build) -> None:
    conf = """
epub_title = "A title"
epub_author = "An author"
epub_publisher = "A publisher"
epub_language = "de"
epub_identifier = "978-3-16-148410-0"
epub_scheme = "ISBN"
epub_uid = "MyId"
epub_description = "About & about"
epub_copyright = "Mine"
epub_contributor = "Somebody"
epub_theme = "epub"
epub_show_urls = "inline"
epub_use_index = True
epub_tocdepth = 1
epub_basename = "mine"
epub_cover = ("_static/own.svg", "epub-cover.html")
epub_exclude_files = ["letter.xhtml"]
html_static_path = ["own"]
impact_epub_date = "2024-02-29"
impact_epub_summary = "Read it aloud."
impact_epub_conforms_to = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
impact_epub_certified_by = "A person"
"""
    files: dict[str, str | bytes] = {
        **PROJECT,
        "letter.md": "# A letter\n\n{index}`word`\n",
        "numbers.md": f"# Numbers\n\n## In detail\n\n{STATEMENT}\n[there](https://example.org/)\n",
        "own/own.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    }
    book = made(build(make_project(files, conf), "epub"))
    assert book.path.name == "mine.epub"
    wanted = {
        "title": ["A title"],
        "creator": ["An author"],
        "publisher": ["A publisher"],
        "language": ["de"],
        "identifier": ["urn:isbn:9783161484100"],
        "description": ["About & about"],
        "rights": ["Mine"],
        "contributor": ["Somebody"],
        "date": ["2024-02-29"],
        "schema:accessibilitySummary": ["Read it aloud."],
        "dcterms:conformsTo": ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"],
        "a11y:certifiedBy": ["A person"],
    }
    assert {name: book.meta(name) for name in wanted} == wanted
    assert book.opf.get("unique-identifier") == "MyId"
    assert "[https://example.org/]" in book.text("numbers.xhtml")
    assert "_static/epub.css" in book.text("numbers.xhtml")
    assert "letter.xhtml" not in book.files
    assert "genindex.xhtml" in book.spine
    assert [item.get("href") for item in book.items.values() if item.get("properties") == "cover-image"] == ["_static/own.svg"]
    assert "In detail" not in [words for words, _target in book.nav("toc")]
    assert {(page.get("lang"), page.get(LANG)) for page in book.pages.values()} == {("de", "de")}


def test_no_cover_where_the_author_wants_none(make_project: MakeProject, build: Build) -> None:
    book = made(build(make_project(PROJECT, "epub_cover = ()\n"), "epub"))
    assert not [name for name in book.files if "cover" in name]


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_any_theme_of_the_website_gives_the_same_book(theme: str, make_project: MakeProject, build: Build, epoch: None) -> None:
    del epoch
    first = build(make_project(PROJECT), "epub")
    other = build(make_project(PROJECT, f'html_theme = "{theme}"\nhtml_css_files = ["https://example.org/a.css"]\n'), "epub")
    assert made(first).files == made(other).files


def test_downloads_lead_to_the_website_or_nowhere(make_project: MakeProject, build: Build) -> None:
    alone = made(build(make_project(PROJECT), "epub")).page("numbers.xhtml")
    assert [each for each in alone.iter(f"{X}a") if "download" in each.get("href", "")] == []
    book = made(build(make_project(PROJECT, 'html_baseurl = "https://example.org/report"\n'), "epub"))
    links = [each.get("href", "") for each in book.page("numbers.xhtml").iter(f"{X}a")]
    assert len([link for link in links if re.fullmatch(r"https://example\.org/report/_downloads/[0-9a-f]+/data\.csv", link)]) == 2


def test_the_same_bytes_from_the_same_source(kitchen_source: Path, tmp_path: Path, build: Build, epoch: None) -> None:
    del epoch
    digests = set()
    for name, options in (("one", ()), ("another/folder", ("-j2",)), ("one", ())):
        source = tmp_path / name / "source"
        shutil.copytree(kitchen_source, source, dirs_exist_ok=True)
        digests.add(hashlib.sha256(build(source, "epub", *options).epub.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_archive(kitchen_book: Book) -> None:
    first = kitchen_book.infos[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert kitchen_book.files["mimetype"] == b"application/epub+zip"
    assert len({info.date_time for info in kitchen_book.infos}) == 1
    names = [info.filename for info in kitchen_book.infos[3:]]
    assert names == sorted(names)
    listed = {"content.opf", "mimetype", "META-INF/container.xml"} | {item.get("href") for item in kitchen_book.opf.iter(f"{OPF}item")}
    assert listed == set(kitchen_book.files)


def test_a_broken_page_of_the_authors_own_stops_the_build_with_its_line(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {**PROJECT, "extra/before.xhtml": "<html>\n<body><p>x</body>\n</html>"}
    conf = 'html_extra_path = ["extra"]\nepub_pre_files = [("before.xhtml", "Before")]\n'
    result = build(make_project(files, conf), "epub", "-j2")
    assert result.status != 0
    assert re.search(r"before\.xhtml: .*not well-formed.*line 2, column 13", result.log)


def test_wrong_html_is_told_with_its_line_and_mended(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {**PROJECT, "numbers.md": "# Numbers\n\ntext\n\n<div><b>bold</div>\n\nmore\n"}
    result = build(make_project(files), "epub")
    book = made(result)
    (warning,) = result.warnings
    assert warning == says("numbers.md:5 epub: <b> … not closed")
    assert "<div><b>bold</b></div>" in book.text("numbers.xhtml")
