"""What readers see on the pages of a PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf

from tests.pdf.conftest import file_of

if TYPE_CHECKING:
    from pathlib import Path

    import pypdfium2

    from tests.conftest import Site
    from tests.support import Result

OWN = ("Impact-Sans", "Impact-Serif", "Impact-Display", "Impact-Mono")


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """The text of each page, in one line."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def bare(text: str) -> str:
    return re.sub(r"[\s\u00a0\u200b\ufffe\u2060-]+", "", text)


def test_every_figure_of_the_website_stands_on_the_pages(report_pages: pypdfium2.PdfDocument, report_site: Site) -> None:
    soup = report_site("singlehtml").soup()
    for hidden in soup.select(".impact-vh"):
        hidden.extract()
    figures = {bare(each.get_text()) for each in soup.select("main data")} - {""}
    text = bare("".join(texts(report_pages)))
    assert len(figures) > 150
    assert {figure for figure in figures if figure not in text} == set()


def test_numbers_in_contents_and_references_are_the_pages(report_pages: pypdfium2.PdfDocument, report_tags: pikepdf.Pdf) -> None:
    places = {}
    names = report_tags.Root.Names.Dests.Names
    pages: dict[object, int] = {page.objgen: number for number, page in enumerate(report_tags.pages, 1)}
    for name, place in zip(names[::2], names[1::2], strict=True):
        places[str(name)] = pages[(place.D if isinstance(place, pikepdf.Dictionary) else place)[0].objgen]
    said = texts(report_pages)
    contents = said[1] + " " + said[2]
    for title, anchor in (("Financial statements", "document-financials"), ("Errata", "document-errata"), ("Grants", "document-grants")):
        assert re.search(rf"{title} {places[anchor]}\b", contents), (title, places[anchor], contents)
    (reference,) = set(re.findall(r"statement of activities \(p\. (\d+)\)", " ".join(said)))
    assert int(reference) == places["document-financials"]


def test_hyphens_are_found_as_they_are_typed(report_pages: pypdfium2.PdfDocument) -> None:
    """One sign of a font stands for the hyphen of a word and for that at the end of a line: what it is copied as is that of the word."""
    text = " ".join(texts(report_pages))
    assert "re-creation from public facts" in text
    assert "\N{HYPHEN}" not in text


def test_nothing_stands_outside_the_text_block(report_pages: pypdfium2.PdfDocument) -> None:
    left, right, slack = 22 * 72 / 25.4, 612 - 22 * 72 / 25.4, 1.5
    wide = []
    for number, page in enumerate(list(report_pages)[1:], 2):
        text = page.get_textpage()
        for index in range(text.count_rects()):
            x1, _y1, x2, _y2 = text.get_rect(index)
            if x1 < left - slack or x2 > right + slack:
                wide.append((number, text.get_text_bounded(*text.get_rect(index))))
    assert wide == []


def test_a_statement_stands_on_one_page(report_pages: pypdfium2.PdfDocument) -> None:
    said = texts(report_pages)
    for first, last in (("Program service revenue", "Net income"), ("Cash and cash equivalents", "Total liabilities and net assets")):
        assert any(first in page and last in page for page in said)


def test_faces_are_our_own_embedded_and_can_be_searched(report_tags: pikepdf.Pdf, german: Result) -> None:
    def faces(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
        return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0"]

    with pikepdf.open(file_of(german)) as other:
        for pdf in (report_tags, other):
            assert len(faces(pdf)) >= 4
            for face in faces(pdf):
                assert re.fullmatch(rf"/[A-Z]{{6}}\+({'|'.join(OWN)})(-Bold|-Italic)?", str(face.BaseFont))
                assert "/ToUnicode" in face
                descriptor = face.DescendantFonts[0].FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_charts_are_vectors_and_photographs_are_sharp(report_tags: pikepdf.Pdf, german: Result) -> None:
    def pictures(pdf: pikepdf.Pdf) -> list[tuple[int, int]]:
        return [
            (int(each.Width), int(each.Height))
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]

    assert pictures(report_tags) == []
    with pikepdf.open(file_of(german)) as pdf:
        assert set(pictures(pdf)) == {(1200, 800)}


def test_paper_bleed_and_draft(german: Result, report_tags: pikepdf.Pdf) -> None:
    assert [float(side) for side in report_tags.pages[0].MediaBox] == [0, 0, 612, 792]  # dollars, and English: Letter
    with pikepdf.open(file_of(german)) as pdf:
        page = pdf.pages[0]
        trim, media = ([float(side) for side in box] for box in (page.TrimBox, page.MediaBox))
        assert [round((trim[i + 2] - trim[i]) * 25.4 / 72) for i in (0, 1)] == [210, 297]
        assert [round((media[i + 2] - media[i]) * 25.4 / 72) for i in (0, 1)] == [216, 303]
    import pypdfium2

    document = pypdfium2.PdfDocument(file_of(german))
    said = texts(document)
    document.close()
    assert all("Entwurf. Die Zahlen können sich noch ändern." in page for page in said[1:])
    assert ["Eine Stiftung" in page for page in said if "Am Ende." in page] == [False], "the further titles of a page stand with it"
    assert sum(page.count("(1.1)") for page in said) == 2, "a formula has the number by which it is called"
    assert "Inhalt" in said[1]
    assert "Anhang" in said[1]
    assert not german.warnings


def test_a_long_statement_begins_where_there_is_room(arabic: Result) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(file_of(arabic))
    said = texts(document)
    document.close()
    (begins,) = [number for number, page in enumerate(said) if "بند أول" in page]
    assert "بند 0" in said[begins]
    assert "بند 59" in said[begins + 1]
    assert "14814804" in said[begins + 2]
    assert [page for page in said[1:] if len(page) < 25] == [], "a page on its side at the end of a chapter leaves no empty one"


def test_the_report_weighs_little(report_pdf: Path) -> None:
    assert report_pdf.stat().st_size <= 430_000


def test_links_lead_to_pages_by_name(report_tags: pikepdf.Pdf) -> None:
    links = [each for page in report_tags.pages for each in page.get("/Annots", [])]
    assert len(links) > 200
    assert all(int(each.F) == 4 for each in links)
    assert all(re.fullmatch(r"Page \d+", str(each.Contents)) for each in links if "/Dest" in each)
