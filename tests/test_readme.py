"""What a reader of the repository sees: links lead to files and headings, pictures are small and show what is said today."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support import ROOT
from tools import readme_pictures

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


def _anchors(page: Path) -> set[str]:
    """The anchors that hosts of repositories give to headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1`*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\[[^\]]*\]\((?!\w+:|#)([^)#]+)(?:#([^)]+))?\)", re.sub(r"`[^`\n]*`", "", text))
    for path, anchor in links:
        target = (page.parent / path).resolve()
        assert target.is_file(), path
        assert not anchor or anchor in _anchors(target), f"{path}#{anchor}"
    assert not re.search(r"(?<!!)\[\]\(", text), "a link without words is not seen in the repository"


@pytest.mark.parametrize("scheme", readme_pictures.SCHEMES)
def test_the_picture_is_small_and_its_size_is_given(scheme: str) -> None:
    path = readme_pictures.FOLDER / f"readme-{scheme}.webp"
    assert f"docs/images/{path.name}" in README
    assert path.stat().st_size < 110_000
    with Image.open(path) as picture:
        width, height = picture.size
    given = re.search(r'width="(\d+)" height="(\d+)"', README)
    assert given is not None
    assert round(height * int(given[1]) / width) == pytest.approx(int(given[2]), abs=1)


def test_the_words_for_the_picture_are_those_of_the_check(tmp_path: Path) -> None:
    (said,) = re.findall(r"a message of the check: ([^\"]*)\"", README)
    shown = readme_pictures.message(tmp_path).split(": ", 1)[1]
    assert unescape(said) == re.sub(r" \(.*?\)(?=;)| \[.*\]$", "", shown)
