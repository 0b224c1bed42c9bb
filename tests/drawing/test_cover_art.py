"""The generated cover: small, plain, repeatable, and another one for each title."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.drawing.colours import contrast
from sphinx_impact.drawing.cover_art import cover_art, night

if TYPE_CHECKING:
    from playwright.sync_api import Page

BRAND, ACCENT = "#4f46e5", "#ff6b35"
TITLES = [f"Annual Impact Report {year}" for year in range(2015, 2035)]


def test_a_title_always_gives_the_same_picture() -> None:
    assert cover_art(TITLES[0], BRAND, ACCENT) == cover_art(TITLES[0], BRAND, ACCENT)


def test_each_title_and_each_brand_gives_its_own() -> None:
    assert len({cover_art(title, BRAND, ACCENT) for title in TITLES}) == len(TITLES)
    assert cover_art(TITLES[0], "#0f766e", ACCENT) != cover_art(TITLES[0], BRAND, ACCENT)


@pytest.mark.parametrize("size", [(1600, 1000), (1600, 2560), (1200, 630), (400, 400)])
def test_it_is_small_and_plain(size: tuple[int, int]) -> None:
    for title in TITLES:
        art = cover_art(title, BRAND, ACCENT, *size)
        assert len(gzip.compress(art.encode(), 9, mtime=0)) < 2500
        tags = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in ET.fromstring(art).iter()}
        assert tags <= {"svg", "defs", "radialGradient", "stop", "path", "circle", "g"}
        assert not re.search(r"style=|var\(|class=|nan|inf", art)


def test_titles_may_hold_anything() -> None:
    for title in ("", "<&>\"'", "年次報告 2023", "x" * 10_000):
        ET.fromstring(cover_art(title, "#000", "#fff"))


def test_the_ground_takes_white_words() -> None:
    for brand in ("#4f46e5", "#ffd43b", "#000000", "#ffffff", "#00ff00"):
        assert contrast("#ffffff", night(brand)) > 18


def test_the_side_for_the_words_stays_dark(page: Page) -> None:
    """In a browser, the part on which the title stands is nearly black, and the other part is not."""
    script = """svg => new Promise(done => {
        const image = new Image();
        image.onload = () => {
            const canvas = document.createElement('canvas');
            canvas.width = 160; canvas.height = 100;
            const pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0, 160, 100);
            const bright = (x, width) => { const d = pen.getImageData(x, 0, width, 100).data; let sum = 0;
                for (let i = 0; i < d.length; i += 4) sum += Math.max(d[i], d[i + 1], d[i + 2]); return sum / (d.length / 4); };
            done([bright(0, 56), bright(96, 64)]);
        };
        image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
    })"""
    for title in TITLES[:8]:
        words, picture = page.evaluate(script, cover_art(title, BRAND, ACCENT))
        assert words < 30, title
        assert picture > 60, title
