"""Covers and bands: whatever photograph, ground and drawing, every line of words can be read, measured from what Chromium paints."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sphinx_impact.drawing.colours import blend, contrast, luminance
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Axe, Build, MakeProject

PHOTOGRAPHS = {"citrus": "light", "bridge": "dark", "brook": "of low contrast"}
WINDOWS = ((1440, 900), (1024, 768), (390, 844))
LOOKS = {
    "dark": ({"brand": "#4f46e5", "accent": "#ff6b35"}, {*PHOTOGRAPHS, "beside", "type", "art"}),
    "light": ({"brand": "#0b6b62", "accent": "#e07a1f", "cover": "light", "typefaces": "book"}, {"bridge", "beside", "art"}),
    "brand": ({"brand": "#856b00", "accent": "#2563eb", "cover": "brand", "typefaces": "slab"}, {"citrus", "type", "art"}),
}
"""Options with a ground each, and the covers that are looked at on it."""

LINES = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!element.closest('.impact-cover, .impact-band, .impact-has-cover .impact-bar summary') || !walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (element.closest('.headerlink')) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const opacity = element.closest('.impact-cover-body') ? Number(getComputedStyle(element.closest('.impact-cover-body')).opacity) : 1;
        for (const box of range.getClientRects())
            if (box.top < innerHeight && box.bottom > 0) found.push([element.className, walker.currentNode.data, getComputedStyle(element).color, opacity, [box.left, box.top, box.right, box.bottom]]);
    }
    return found;
}"""
"""Every line of words on covers, on their bar, and on bands: class, words, colour, opacity, box."""


def _hex(colour: str) -> str:
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _small(picture: Path) -> bytes:
    """Return a photograph with the same light and dark, and fewer pixels to wait for."""
    with Image.open(picture) as opened:
        opened.thumbnail((640, 640))
        made = io.BytesIO()
        opened.save(made, "JPEG", quality=90)
    return made.getvalue()


def _worst(page: Page) -> list[tuple[float, str]]:
    """Return the lines that are harder to read than allowed, with their contrast."""
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    lines = page.evaluate(LINES)
    assert len(lines) > 3
    page.add_style_tag(
        content=".impact-cover *, .impact-band *, .impact-bar * { color: transparent !important } .impact-bar svg { visibility: hidden }"
    )
    painted = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    faint = []
    for name, words, colour, opacity, box in lines:
        left, top, right, bottom = (round(side) for side in box)
        ink = _hex(colour)
        behind = painted.crop((max(left, 0), max(top, 0), min(right, painted.width), min(bottom, painted.height)))
        colours = [pixel for _count, pixel in behind.getcolors(behind.width * behind.height) or () if isinstance(pixel, tuple)]
        colours.sort(key=lambda pixel: 2 * pixel[0] + 7 * pixel[1] + pixel[2], reverse=luminance(ink) > 0.5)
        grounds = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours[:100])
        worst = min(contrast(blend(ground, ink, opacity), ground) for ground in grounds)
        if worst < (3.0 if "impact-cover-year" in name else 4.5):
            faint.append((round(worst, 2), words.strip()))
    return faint


@pytest.mark.parametrize("look", LOOKS)
def test_every_line_on_a_cover_can_be_read(
    make_project: MakeProject, build: Build, page: Page, serve: Callable[[Path], str], axe: Axe, look: str
) -> None:
    folder = ROOT / "docs" / "images"
    cover = "# {title}\n\n```{{report-cover}}\n:organisation: Lantern Library Trust\n:year: 2024\n:line: A light left on\n{options}\n\nMore came than ever.\n```\n"
    pictures = {name: f":picture: {name}.jpg\n:alt: A picture" for name in PHOTOGRAPHS}
    options = pictures | {"beside": f"{pictures['citrus']}\n:layout: beside\n:focus: 30% 60%", "type": ":layout: type", "art": ""}
    options = {name: text for name, text in options.items() if name in LOOKS[look][1]}
    pages: dict[str, str | bytes] = {
        f"{name}.md": cover.format(title="A Report on the Year", options=text) for name, text in options.items()
    }
    pages["band.md"] = (
        f"# Bands\n\n```{{page-band}} On a photograph\n{pictures['citrus']}\n\nWords, and [a link](https://example.org).\n```\n\n"
        "````{page-band}\n:ground: dark\n\n```{stat-card} 64%\n:label: came again\n```\n````\n"
    )
    files: dict[str, str | bytes] = {f"{name}.jpg": _small(folder / "photographs" / f"{name}.jpg") for name in PHOTOGRAPHS}
    files |= {name: (folder / "logos" / name).read_bytes() for name in ("lantern.svg", "lantern-on-dark.svg")}
    conf = 'html_theme = "sphinx_impact"\nhtml_logo = "lantern.svg"\n'
    conf += f"html_theme_options = { ({'logo_dark': 'lantern-on-dark.svg', 'organisation': 'Lantern Library Trust'} | LOOKS[look][0])!r}\n"
    index = f"{cover.format(title='Report', options='')}\n```{{toctree}}\n{chr(10).join((*options, 'band'))}\n```\n"
    result = build(make_project(pages | files | {"index.md": index}, conf), "html", "-W")
    url = serve(result.outdir)
    faint = {}
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        for name in (*options, "band"):
            if width == 1024 and name != "art":
                continue
            page.goto(f"{url}{name}.html")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            logo = "lantern.svg" if look == "light" else "lantern-on-dark.svg"  # of the cover's ground, whatever the scheme of the page
            if name != "band":
                shown = page.locator(".impact-home img").evaluate_all(
                    "all => all.filter(each => each.checkVisibility()).map(each => each.src)"
                )
                assert [source.rpartition("/")[2] for source in shown] == [logo]
            if look == "light" and width == 390:
                assert axe(page) == []
            # The line of giant figures is higher than they are, and lies below the logo.
            page.add_style_tag(content=".impact-home img { visibility: hidden }")
            if found := _worst(page):
                faint[f"{name} {width}x{height}"] = found
    assert faint == {}
