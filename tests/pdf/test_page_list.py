"""The e-book says where the pages of the PDF begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tests import support
from tests.pdf.conftest import file_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


WORDS = [f"Word{number} of a chapter that is longer than a page, and goes on." for number in range(300)]
LONG: dict[str, str | bytes] = {
    "index.md": "# Report\n\nHello, reader of this report.\n\n```{toctree}\nlong\n```\n",
    "long.md": f"# Long\n\n{' '.join(WORDS[:150])}\n\n- [{WORDS[150]}](https://example.org/)\n\n{' '.join(WORDS[151:])}\n",
}


def pages_in(book: Path) -> tuple[dict[str, str], str]:
    """The page list of a book: address by number; and its package document."""
    with ZipFile(book) as archive:
        nav, opf = (archive.read(name).decode() for name in ("nav.xhtml", "content.opf"))
    listed = nav.partition('epub:type="page-list"')[2].partition("</nav>")[0]
    return {number: href for href, number in re.findall(r'href="([^"]+)">(\d+)<', listed)}, opf


def test_pages_of_the_pdf_are_found_in_the_book(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    import pypdfium2

    source = support.write_project(tmp_path / "source", LONG)
    trees = tmp_path / "trees"
    pdf = file_of(support.sphinx_build(source, "impactpdf", out=tmp_path / "pdf", doctrees=trees, apart=True))
    made = support.sphinx_build(source, "epub", out=tmp_path / "epub", doctrees=trees)
    (book,) = (tmp_path / "epub").glob("*.epub")
    assert epubcheck(book) == []
    listed, opf = pages_in(book)
    assert "pageBreakSource" in opf
    assert "pageNavigation" in opf
    assert listed["1"].startswith("epub-cover.xhtml#")
    document = pypdfium2.PdfDocument(pdf)
    long = {number: href for number, href in listed.items() if href.startswith("long.xhtml#")}
    assert len(long) >= 3
    with ZipFile(book) as archive:
        text = archive.read("long.xhtml").decode()
    for number, href in list(long.items())[1:]:
        after = re.sub(r"<[^>]+>", "", text.partition(f'id="{href.partition("#")[2]}"')[2].partition(">")[2])
        first = document[int(number) - 1].get_textpage().get_text_range()
        assert re.sub(r"\W", "", after)[:40] == re.sub(r"\W|\ufffe", "", first)[:40]
    document.close()
    (source / "long.md").write_text("# Long\n\nShorter now.\n", encoding="utf-8")
    made = support.sphinx_build(source, "epub", out=tmp_path / "epub", doctrees=trees)
    assert made.warnings == []
    listed, opf = pages_in(book)
    assert listed == {}
    assert "pageBreakSource" not in opf
