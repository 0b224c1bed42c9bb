"""The sample report, whole: every builder, the e-book, its figures in every place, and the difference it waives."""

from __future__ import annotations

import re
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Build, Site

HEADING = "A year of at least 284 billion downloads"


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "xml"])
def test_every_builder_finishes_without_a_warning(report_site: Site, builder: str) -> None:
    assert report_site(builder).warnings == []


def test_gettext_finishes_without_a_warning(build: Build, tmp_path: Path) -> None:
    result = build(ROOT / "report", "gettext", "-W", "--keep-going", out=tmp_path / "gettext", doctrees=tmp_path / "doctrees")
    assert (result.status, result.warnings) == (0, [])


def test_epubcheck_finds_nothing(report_site: Site, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(report_site("epub").epub) == []


def test_a_figure_in_a_heading_stands_wherever_the_heading_does(report_site: Site) -> None:
    site = report_site("html")
    assert HEADING in site.soup("pypi.html").get_text()
    assert '"A year of at least 284 billion downloads"' in site.read("searchindex.js")
    home = " ".join(site.soup("fiscal-sponsorees.html").title.get_text().split())  # type: ignore[union-attr]
    assert home.startswith("A home for 20 communities")
    assert "A home for 20 communities" in site.soup("index.html").get_text()
    with zipfile.ZipFile(report_site("epub").epub) as book:
        names = book.namelist()
        for kind in ("nav.xhtml", "toc.ncx"):
            (name,) = [name for name in names if name.endswith(kind)]
            assert "A home for 20 communities" in re.sub(r"<[^>]+>", "", book.read(name).decode())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The report in a place where it may be spoilt."""
    return shutil.copytree(ROOT / "report", tmp_path / "source", ignore=shutil.ignore_patterns("_build"))


def row_of(path: Path, words: str) -> int:
    """Return the row on which some words stand."""
    return next(number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def test_the_difference_is_reported_at_its_row_without_the_waiver(copy: Path, build: Build) -> None:
    waivers = copy / "data" / "waivers.yaml"
    before, _footing, after = waivers.read_text(encoding="utf-8").partition("- check: footing")
    assert "- check: footing" not in after
    waivers.write_text(before + after[after.index("- check:") :], encoding="utf-8")
    warnings = [warning for warning in build(copy, "text").warnings if "[impact.footing]" in warning]
    row = row_of(copy / "data/statements/position.csv", "Total net assets")
    assert len(warnings) == 1, warnings
    assert warnings[0].startswith(f"data/statements/position.csv:{row}: WARNING: ")
    assert "4,769" in warnings[0]
    assert "4,797" in warnings[0]


def test_another_difference_at_the_same_cell_is_reported_although_the_waiver_stands(copy: Path, build: Build) -> None:
    position = copy / "data/statements/position.csv"
    position.write_text(position.read_text(encoding="utf-8").replace("4769", "4768"), encoding="utf-8")
    row = row_of(position, "4768")
    warnings = build(copy, "text").warnings
    assert any(warning.startswith(f"data/statements/position.csv:{row}: ") and "[impact.footing]" in warning for warning in warnings)
    assert any(warning.startswith("data/waivers.yaml:") and "[impact.waiver]" in warning for warning in warnings)


def test_what_was_printed_is_shown_and_marked_with_its_reason(report_site: Site) -> None:
    soup = report_site("html").soup("financials.html")
    cell = soup.select_one("td.impact-as-printed")
    assert cell is not None
    assert "4,769" in cell.get_text()
    mark = cell.select_one("a.impact-note-ref")
    assert mark is not None
    note = soup.select_one(str(mark["href"]))
    assert note is not None
    text = " ".join(soup.select(".impact-notes")[-1].get_text().split())
    assert "Printed as 4,769; the parts give 4,797." in text


def test_nothing_is_fetched_and_nothing_of_this_machine_is_left(report_site: Site) -> None:
    site = report_site("html")
    for page in site.outdir.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert str(ROOT) not in html
        assert not re.search(r"<(script|img|link rel=\"stylesheet\"|iframe)[^>]+(src|href)=\"(https?:)?//", html), page.name
