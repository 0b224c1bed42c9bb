from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sphinx_impact.drawing.brand import Brand
from sphinx_impact.epub import cover
from sphinx_impact.epub.metadata import identifier
from sphinx_impact.model.names import without_year

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

LOOK = Brand("#4f46e5", "#ff6b35", art="lights")
WORDS = cover.Words("Annual Impact Report 2023", "Example Foundation", "2023", "By the community")


def test_the_cover_is_a_picture_and_always_the_same(tmp_path: Path) -> None:
    svg = cover.draw(WORDS, LOOK)
    (tmp_path / "other").mkdir()
    assert cover.save(svg, tmp_path) == "impact-cover.jpg"
    cover.save(svg, tmp_path / "other")
    picture = (tmp_path / "impact-cover.jpg").read_bytes()
    assert picture == (tmp_path / "other" / "impact-cover.jpg").read_bytes()
    assert Image.open(io.BytesIO(picture)).size == (cover.WIDTH, cover.HEIGHT)
    assert len(picture) < 220_000


def test_the_words_are_on_the_picture(tmp_path: Path) -> None:
    """White letters on the dark upper part, which has none without words."""
    bright = []
    for number, words in enumerate((WORDS, cover.Words(" ", "", "", ""))):
        folder = tmp_path / str(number)
        folder.mkdir()
        cover.save(cover.draw(words, LOOK), folder)
        upper = Image.open(folder / "impact-cover.jpg").convert("L").crop((0, 0, cover.WIDTH, 500))
        bright.append(sum(upper.histogram()[240:]))
    assert bright[0] > 20 * bright[1] + 20_000


def test_a_title_of_any_length_stays_on_the_cover() -> None:
    for title in ("A", "Word " * 30, "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente", "<&>"):
        svg = cover.draw(cover.Words(title, "", "", ""), LOOK)
        baselines = [int(each.partition('"')[0]) for each in svg.split('<text x="76" y="')[1:]]
        assert baselines
        assert max(baselines) < cover.HEIGHT * 0.62


@pytest.mark.parametrize(
    ("title", "year", "shown"),
    [
        ("Annual Report 2024", "2024", "Annual Report"),
        ("2024 Annual Report", "2024", "Annual Report"),
        ("Jahresbericht (2023/24)", "2023/24", "Jahresbericht"),
        ("年度报告 2024", "2024", "年度报告"),
        ("Rapport 2024", "", "Rapport 2024"),
        ("2024", "2024", "2024"),
        ("What we did in 2024", "2024", "What we did in 2024"),
        ("Отчёт за 2024", "2024", "Отчёт за 2024"),
        ("2024 in numbers", "2024", "2024 in numbers"),
        ("FY2024", "2024", "FY2024"),
    ],
)
def test_a_cover_with_a_year_of_its_own_leaves_it_out_of_the_title(title: str, year: str, shown: str) -> None:
    assert without_year(title, year) == shown


def test_without_a_converter_the_cover_is_a_drawing(
    make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resvg_py.py").write_text("raise ImportError('not for this machine')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    result = build(make_project({"index.md": "# Impact 2023\n"}), "epub", "-j2")
    assert result.status == 0
    assert any("the cover stays an SVG drawing" in each and "not for this machine" in each for each in result.warnings)
    assert 'href="_static/impact-cover.svg" media-type="image/svg+xml" properties="cover-image"' in result.read("content.opf")


@pytest.mark.parametrize(
    ("given", "scheme", "expected"),
    [
        ("978-3-16-148410-0", "ISBN", "urn:isbn:9783161484100"),
        ("https://example.org/2023", "URL", "https://example.org/2023"),
        ("1B4E28BA-2FA1-11D2-883F-0016D3CCA427", "unknown", "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        ("unknown", "unknown", "urn:uuid:55eb2c6d-ff0a-52b9-b5f5-dd4b1f5a6e19"),
    ],
)
def test_the_identifier(given: str, scheme: str, expected: str) -> None:
    made = identifier(given, scheme, ("https://example.org/", "Impact", "2023"))
    if given == "unknown":
        assert made.startswith("urn:uuid:")
        assert made == identifier("", "", ("https://example.org/", "Impact", "2023"))
        assert made != identifier("", "", ("https://example.org/", "Impact", "2022"))
    else:
        assert made == expected
