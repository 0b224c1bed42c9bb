"""Photographs and logos of the manual in a browser: rows, words over pictures, enlargement without scripts, weight."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sphinx_impact.drawing.colours import contrast
from tests.images import photos
from tools.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Build, MakeProject, Site

ROWS = """list => {
    const all = list.getBoundingClientRect();
    return [...list.querySelectorAll("figure img")].map(image => {
        const box = image.getBoundingClientRect();
        return [Math.round(box.top + scrollY), box.height, box.width / box.height, image.width / image.height, all.right - box.right,
            image.getAttribute("width") / image.getAttribute("height")];
    });
}"""
WHITE = """
img { visibility: hidden !important }
figure { background: #fff !important }
.impact-over { color: transparent !important }
"""


@pytest.mark.parametrize("width", [1280, 800])
def test_rows_of_a_gallery_are_full_and_cut_nothing(browser: Browser, docs_site: Site, serve: Callable[[Path], str], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(serve(docs_site().outdir) + "pictures.html")
    found = page.locator("ul.impact-gallery").first.evaluate(ROWS)
    context.close()
    rows: dict[int, list[list[float]]] = {}
    for top, *rest in found:
        rows.setdefault(top, []).append(rest)
    assert len(rows) > 1
    assert max(len(row) for row in rows.values()) > 1
    for row in rows.values():
        heights = [height for height, *_ in row]
        assert max(heights) - min(heights) < 1
        assert min(right for *_, right, _ in row) == pytest.approx(0, abs=1)
        assert all(shown == pytest.approx(own, rel=0.01) for _, shown, _, _, own in row)


def test_a_photograph_is_enlarged_by_keyboard_without_scripts(browser: Browser, docs_site: Site, serve: Callable[[Path], str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(docs_site().outdir) + "pictures.html")
    opener, large = page.locator("button.impact-enlarge").first, page.locator(".impact-large").first
    assert not large.is_visible()
    opener.focus()
    page.keyboard.press("Enter")
    assert large.is_visible()
    box = large.locator("img").bounding_box()
    assert box is not None
    assert box["height"] > 400
    assert large.locator("button:focus").count() == 1
    page.keyboard.press("Escape")
    assert not large.is_visible()
    assert page.locator("button.impact-enlarge:focus").count() == 1
    opener.click()
    large.locator("button").click()
    assert not large.is_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_words_can_be_read_on_a_white_photograph(browser: Browser, docs_site: Site, serve: Callable[[Path], str], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(serve(docs_site().outdir) + "pictures.html")
    page.add_style_tag(content=WHITE)
    ground = _brightest_behind(page, "p.impact-over")
    context.close()
    assert contrast("#ffffff", ground) >= 4.5


def _brightest_behind(page: Page, words: str) -> str:
    """Return the brightest colour behind the lines of words."""
    brightest = [0, 0, 0]
    for element in page.locator(words).all():
        element.scroll_into_view_if_needed()
        box = element.evaluate(
            "node => { const range = document.createRange(); range.selectNodeContents(node); const {x, y, width, height} = "
            "range.getBoundingClientRect(); return {x, y, width, height}; }"
        )
        with Image.open(io.BytesIO(page.screenshot(clip=box))) as shot:
            # Of each channel: never darker than any pixel.
            lightest = [max(level for level, count in enumerate(band.histogram()) if count) for band in shot.convert("RGB").split()]
        brightest = [max(pair) for pair in zip(brightest, lightest, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*brightest)


def test_eight_logos_and_a_gallery_weigh_little_beside_the_pictures(make_project: MakeProject, build: Build, browser: Browser) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 20"><path fill="#123" d="M0 0h9v9z"/></svg>'
    sponsors = "\n".join(f"- {{name: Sponsor {at}, logo: logos/l{at}.svg, url: https://s{at}.example/}}" for at in range(8))
    pictures = "\n".join(f"- image: photos/p{at}.jpg\n  alt: What picture {at} shows\n  caption: Said of {at}" for at in range(8))
    page = f"# Thanks\n\n```{{sponsor-list}}\n{sponsors}\n```\n\n```{{photo-gallery}}\n{pictures}\n```\n"
    files: dict[str, str | bytes] = {"index.md": page}
    files |= {f"logos/l{at}.svg": svg.format(20 + 15 * at) for at in range(8)}
    files |= {f"photos/p{at}.jpg": photos.photo(photos.scene(700 + 100 * (at % 3), 600, seed=at)) for at in range(8)}
    result = build(make_project(files, 'html_theme = "sphinx_impact"\n'))
    assert result.warnings == []
    weight = weigh(browser, result.outdir, "index.html")
    own = {path: size for path, size in weight.files.items() if not path.startswith("_images/")}
    assert (weight.elsewhere, weight.missing) == ([], [])
    assert len(own) <= 5, own
    assert sum(own.values()) <= 16_000, own
    assert weight.shift < 0.02
