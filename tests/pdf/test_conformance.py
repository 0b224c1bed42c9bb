"""What validators say, and what they do not look at: the tags of a PDF."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pikepdf

from tests.pdf.conftest import file_of
from tests.support import ROOT, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STANDARD = set(
    """Document Part Art Sect Div BlockQuote Caption TOC TOCI P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot
    Span Quote Note Reference Code Link Figure Formula NonStruct""".split()
)


def tags(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, str, list[Any]]]:
    """Yield every tag, what it is, and what it holds."""

    def below(tag: Any) -> Iterator[tuple[Any, str, list[Any]]]:
        held = list(tag.K) if isinstance(tag.get("/K"), pikepdf.Array) else []
        yield tag, str(tag.S)[1:], held
        for each in held:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each:
                yield from below(each)

    yield from below(pdf.Root.StructTreeRoot.K[0])


def kinds(pdf: pikepdf.Pdf, *names: str) -> list[Any]:
    return [tag for tag, kind, _held in tags(pdf) if kind in names]


def test_verapdf_finds_nothing(java: Path, report_pdf: Path, german: Result, arabic: Result) -> None:
    files = [report_pdf, file_of(german), file_of(arabic)]
    command = [sys.executable, "-m", "tests.pdf.verapdf", str(java.parent.parent), *map(str, files)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == {str(path): [] for path in files}


def test_there_is_one_first_heading_and_no_level_is_left_out(report_tags: pikepdf.Pdf) -> None:
    levels = [int(kind[1]) for _tag, kind, _held in tags(report_tags) if re.fullmatch("H[1-6]", kind)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tags_are_those_of_the_standard_and_hold_something(report_tags: pikepdf.Pdf) -> None:
    found = list(tags(report_tags))
    assert {kind for _tag, kind, _held in found} <= STANDARD
    assert [kind for _tag, kind, held in found if not held and kind not in {"TD", "TH"}] == []
    assert all(tag.P.objgen == parent.objgen for parent, _kind, held in found for tag in held if hasattr(tag, "S"))


def test_every_header_has_a_scope_and_an_id_and_every_cell_its_headers(report_tags: pikepdf.Pdf) -> None:
    heads = kinds(report_tags, "TH")
    scopes = [str(head.A.Scope) for head in heads]
    assert {"/Row", "/Column"} == set(scopes)
    assert len({bytes(head.ID) for head in heads}) == len(heads) > 50
    cells = kinds(report_tags, "TD")
    assert sum("/Headers" in cell.A for cell in cells) >= len(cells) - 5  # but the empty corners


def test_every_figure_says_what_it_shows_and_where_it_is(report_tags: pikepdf.Pdf) -> None:
    figures = kinds(report_tags, "Figure")
    assert len(figures) == 6
    for figure in figures:
        assert len(str(figure.Alt)) > 60
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        assert 0 < left < right < 612
        assert 0 < bottom < top < 792


def test_notes_stand_where_they_are_called_and_lead_back(report_tags: pikepdf.Pdf) -> None:
    found = list(tags(report_tags))
    notes = [tag for tag, kind, _held in found if kind == "Note"]
    assert len(notes) == 7
    assert len({str(note.ID) for note in notes}) == 7
    for note in notes:
        place = next(held for _tag, _kind, held in found if any(getattr(each, "objgen", None) == note.objgen for each in held))
        before = place[[getattr(each, "objgen", None) for each in place].index(note.objgen) - 1]
        call = next(each.Obj for each in before.K if isinstance(each, pikepdf.Dictionary) and "/Obj" in each)
        back = next(each.Obj for tag in note.K if tag.S == "/Link" for each in tag.K if isinstance(each, pikepdf.Dictionary))
        assert str(call.Dest) == str(note.ID)
        assert str(back.Dest) == f"{note.ID}-call"


def test_signs_are_said_in_words(report_tags: pikepdf.Pdf, german: Result) -> None:
    said = {str(tag.ActualText) for tag in kinds(report_tags, "Span") if "/ActualText" in tag}
    assert "$minus 152" in said or "minus $152" in said or any("minus" in each and "152" in each for each in said)
    assert "at least 284 billion" in said
    with pikepdf.open(file_of(german)) as pdf:
        assert [str(tag.Alt) for tag in kinds(pdf, "Formula")] == ["a^2", "a + b"]
        assert [str(tag.Lang) for tag, _kind, _held in tags(pdf) if "/Lang" in tag] == ["en"]
        assert [str(tag.Alt) for tag in kinds(pdf, "Figure")] == ["Ein Regal", "Ein Verlauf", "Eine Firma"]  # the others are decoration


def test_all_content_is_in_the_tree_or_an_artifact(report_tags: pikepdf.Pdf) -> None:
    held = {(tag.Pg.objgen, each) for tag, _kind, kids in tags(report_tags) for each in kids if isinstance(each, int)}
    marked = 0
    for page in report_tags.pages:
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            assert isinstance(instruction, pikepdf.ContentStreamInstruction)
            operands, name = instruction.operands, str(instruction.operator)
            if name == "BDC" and "/MCID" in operands[1]:
                assert (page.objgen, int(operands[1].MCID)) in held
                marked += 1
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
            if name in {"Tj", "TJ"}:
                assert depth > 0
    assert marked == len(held) > 1000


def test_the_file_says_what_it_is(report_tags: pikepdf.Pdf) -> None:
    root = report_tags.Root
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(report_tags.docinfo.Title) == "PSF Annual Impact Report 2023"
    with report_tags.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:3] == ["Contents", "At a glance", "What the PSF is for"]
    assert titles[-2:] == ["Addresses on the web", "Colophon"]
    assert all(page.Tabs == "/S" for page in report_tags.pages if "/Annots" in page)
