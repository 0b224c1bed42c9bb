"""The generated cover: small, plain, repeatable, and another one for each title."""

from __future__ import annotations

import dataclasses
import gzip
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.drawing.brand import ARTS, CHOICES, Brand, night
from sphinx_impact.drawing.colours import contrast, to_rgb
from sphinx_impact.drawing.cover_art import art_of, cover_art

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOOK = Brand("#4f46e5", "#ff6b35", art="lights")
LOOKS = [dataclasses.replace(LOOK, art=art, cover=cover) for art in ARTS for cover in CHOICES["cover"]]
NAME = "River Trust"
TITLES = [f"Annual Impact Report {year}" for year in range(2015, 2035)]


def test_a_title_always_gives_the_same_picture() -> None:
    for look in LOOKS:
        assert cover_art(TITLES[0], look, NAME) == cover_art(TITLES[0], look, NAME)


def test_each_title_and_each_look_gives_its_own() -> None:
    for look in LOOKS:
        assert len({cover_art(title, look, NAME) for title in TITLES}) == len(TITLES)
    assert len({cover_art(TITLES[0], look, NAME) for look in LOOKS}) == len(LOOKS)
    assert cover_art(TITLES[0], dataclasses.replace(LOOK, colour="#0f766e"), NAME) != cover_art(TITLES[0], LOOK, NAME)


def test_the_name_decides_the_kind_and_every_kind_comes_up() -> None:
    look = dataclasses.replace(LOOK, art="auto")
    assert {art_of(look, f"Organisation {number}") for number in range(60)} == set(ARTS)
    assert art_of(look, "River  trust") == art_of(look, NAME)
    assert art_of(LOOK, NAME) == "lights"


@pytest.mark.parametrize("size", [(1600, 1000), (1600, 2560), (1200, 630), (400, 400)])
def test_it_is_small_and_plain(size: tuple[int, int]) -> None:
    for look in LOOKS:
        for title in TITLES[: 20 if look.art == "lights" else 6]:
            art = cover_art(title, look, NAME, *size)
            assert len(gzip.compress(art.encode(), 9, mtime=0)) < 2500
            tags = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in ET.fromstring(art).iter()}
            assert tags <= {"svg", "defs", "radialGradient", "stop", "path", "circle", "g"}
            assert not re.search(r"style=|var\(|class=|nan|inf", art)


def test_titles_may_hold_anything() -> None:
    for title in ("", "<&>\"'", "年次報告 2023", "x" * 10_000):
        for look in LOOKS:
            ET.fromstring(cover_art(title, dataclasses.replace(look, colour="#000", accent="#fff"), title))


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
        words, picture = page.evaluate(script, cover_art(title, LOOK, NAME))
        assert words < 30, title
        assert picture > 60, title


def test_flat_drawings_leave_the_side_of_the_words_alone(page: Page) -> None:
    """In a browser, that part has the colour of the ground and no other."""
    script = """([svg, width, height, across, down]) => new Promise(done => {
        const image = new Image();
        image.onload = () => {
            const canvas = document.createElement('canvas');
            canvas.width = width; canvas.height = height;
            const pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0, width, height);
            const data = pen.getImageData(0, 0, across, down).data;
            done([...new Set(Array.from({ length: data.length / 4 }, (_, at) => [...data.slice(4 * at, 4 * at + 3)].join()))]);
        };
        image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
    })"""
    for look in LOOKS:
        ground = ",".join(str(round(255 * channel)) for channel in to_rgb(look.ground))
        for title in TITLES[:3] if look.art != "lights" else ():
            assert page.evaluate(script, [cover_art(title, look, NAME), 160, 100, 97, 100]) == [ground], (title, look)
            assert page.evaluate(script, [cover_art(title, look, NAME, 1000, 1500), 100, 150, 100, 72]) == [ground], (title, look)
