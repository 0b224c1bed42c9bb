"""Pictures take the place that their author gave them, whether Pillow is installed or not, and tell nothing of where they were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.images import photos
from tests.images.test_exif import noted, tells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Build, MakeProject

WITHOUT_PILLOW = 'import sys\nsys.modules["PIL"] = None\n'
SIZES = [
    "",
    ":width: 100",
    ":width: 100px",
    ":width: 50%",
    ":width: 20em",
    ":height: 80",
    ":height: 80px",
    ":width: 120px\n:height: 200px",
    ":width: 120\n:height: 200",
    ":scale: 10",
    ":scale: 50\n:width: 300px",
    ":align: center\n:width: 200px",
    ":align: right\n:height: 90px",
    ":align: left",
]
PICTURES = ["wide.jpg", "small.png", "middle.webp"]
PAGE = "# Year\n\n" + "\n".join(
    f"```{{image}} {name}\n:alt: x\n{options}\n```\n\n<div style='clear: both'></div>\n" for name in PICTURES for options in SIZES
)
FIGURE = (
    "\n```{figure} wide.jpg\n:alt: x\n:height: 100px\n\nA caption\n```\n\nA line with ![x](small.png) in it.\n\n```{sponsor-list}\n- name: Harbour\n  logo: small.png\n```\n\n```{people-grid}\n- name: Ada\n  portrait: wide.jpg\n```\n\n"
    "```{signed-letter}\n:author: Ada\n:portrait: middle.webp\n:signature: wide.jpg\n\nDear all\n```\n"
)


def files() -> dict[str, str | bytes]:
    return {
        "index.md": PAGE + FIGURE,
        "wide.jpg": noted("JPEG", picture=photos.scene(1500, 1000), orientation=1),
        "small.png": noted("PNG", picture=photos.scene(300, 200), orientation=1),
        "middle.webp": noted("WEBP", picture=photos.scene(900, 700), orientation=1),
    }


DECODE = """() => Promise.all([...document.images].map(async image => {
  image.loading = 'eager';
  for (;;) {
    try { return await image.decode(); }
    catch (error) { if (image.complete && !image.naturalWidth) throw error; }
    await new Promise(requestAnimationFrame);
  }
}))"""
"""Waits for all pictures. A window that changes its size has other files loaded, and decoding those before them fails; a picture that is broken fails for good."""


def boxes(browser: Browser, url: str) -> list[list[tuple[int, int, int, int]]]:
    """Where the pictures of a page stand, in a wide window and in a narrow one: left, top, width, height."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    found = []
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(DECODE)
        places = page.evaluate(
            "[...document.querySelectorAll('main img, article img, .body img')].map(image => image.getBoundingClientRect())"
            ".map(box => [box.left, box.top + scrollY, box.width, box.height].map(Math.round))"
        )
        found.append([tuple(box) for box in places])
    context.close()
    return found


@pytest.mark.parametrize("theme", ["sphinx_impact", "furo"])
def test_an_optional_package_changes_no_layout(
    make_project: MakeProject, build: Build, browser: Browser, serve: Callable[[Path], str], theme: str
) -> None:
    conf = f'html_theme = "{theme}"\n'
    able, plain = build(make_project(files(), conf)), build(make_project(files(), conf + WITHOUT_PILLOW), "html", "-j1")
    assert able.warnings == plain.warnings == []
    assert (len(able.soup().select("picture")), len(plain.soup().select("picture"))) == (len(PICTURES) * len(SIZES) + 6, 0)
    for with_pillow, without in zip(*(boxes(browser, serve(result.outdir)) for result in (able, plain)), strict=True):
        assert len(with_pillow) == len(PICTURES) * len(SIZES) + 6
        # What a browser rounds adds up along a long page.
        room = (1, 5, 1, 1)
        pairs = zip(with_pillow, without, strict=True)
        apart = [pair for pair in pairs if any(abs(a - b) > most for a, b, most in zip(*pair, room, strict=True))]
        assert apart == []


@pytest.mark.parametrize(("conf", "builders"), [("", ["html", "epub", "latex"]), (WITHOUT_PILLOW, ["html", "epub", "texinfo"])])
def test_no_picture_leaves_the_build_with_a_place_in_it(make_project: MakeProject, build: Build, conf: str, builders: list[str]) -> None:
    page = (
        "# Year\n\n```{report-cover}\n:picture: photos/cover.jpg\n:alt: x\n```\n\n![x](photos/a.jpg)\n\n```{figure} photos/b.png\n:alt: x\n\nY\n```\n\n"
        "```{image} photos/c.webp\n:alt: x\n:class: original\n```\n\n```{image} photos/e.gif\n:alt: x\n```\n\n"
        "```{photo-gallery}\n- image: photos/d.jpg\n  alt: x\n```\n\n```{sponsor-list}\n```\n\n{download}`photos/press.jpg` {download}`photos/f.tif`\n"
    )
    made: dict[str, str | bytes] = {
        "index.md": page,
        "data/sponsors.yaml": "tiers:\n  - id: gold\n    name: Gold\n    sponsors:\n      - name: Harbour\n        logo: photos/logo.png\n",
        **{f"photos/{name}.jpg": noted("JPEG") for name in ("cover", "a", "d", "press")},
        **{f"photos/{name}.png": noted("PNG") for name in ("b", "logo")},
        "photos/c.webp": noted("WEBP"),
        "photos/e.gif": noted("GIF"),
        "photos/f.tif": noted("TIFF"),
        "static/own.jpg": noted("JPEG"),
        "extra/press/own.jpg": noted("JPEG"),
        "brand.png": noted("PNG"),
    }
    conf = (
        'html_theme = "sphinx_impact"\nhtml_logo = html_favicon = "brand.png"\nhtml_static_path = ["static"]\nhtml_extra_path = ["extra"]\n'
        'html_theme_options = {"logo_dark": "brand.png"}\nlatex_additional_files = ["brand.png"]\n' + conf
    )
    source = make_project(made, conf)
    for builder in builders:
        result = build(source, builder, *(["-j1"] if WITHOUT_PILLOW in conf else []))
        assert result.status == 0
        told = [path.name for path in _pictures(result.outdir) if tells(path.read_bytes())]
        assert told == [], builder
        if builder == "epub":
            with ZipFile(result.epub) as book:
                names = [name for name in book.namelist() if _is_picture(name)]
                assert names
                assert [name for name in names if tells(book.read(name))] == []
    assert all((source / name).read_bytes() == content for name, content in made.items() if isinstance(content, bytes))


def _is_picture(name: str) -> bool:
    return name.endswith((".jpg", ".png", ".webp", ".gif", ".tif"))


def _pictures(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if _is_picture(path.name) and path.is_file()]


def test_the_picture_of_a_cover_is_made_small(make_project: MakeProject, build: Build) -> None:
    hero = noted("JPEG", picture=photos.scene(4000, 3000), quality=98)
    page = "# Year\n\n```{report-cover}\n:picture: hero.jpg\n:alt: A river\n```\n"
    result = build(make_project({"index.md": page, "hero.jpg": hero}, 'html_theme = "sphinx_impact"\n'))
    standing, whole = result.soup().select(".impact-cover > picture > source")
    widest = result.outdir / str(whole["srcset"]).rpartition(", ")[2].partition(" ")[0]
    assert photos.opened(widest).width == 1600
    assert widest.stat().st_size < len(hero) / 4
    # A phone gets the part that it can show.
    assert standing["media"] == "(max-aspect-ratio: 2/3)"
    part = result.outdir / str(standing["srcset"]).rpartition(", ")[2].partition(" ")[0]
    assert photos.opened(part).width == 853
    assert part.stat().st_size < widest.stat().st_size


def test_a_picture_that_cannot_be_cleaned_is_left_out(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Year\n\n![A quay](quay.jpg)\n", "quay.jpg": noted("JPEG")[:600]}
    result = build(make_project(files, WITHOUT_PILLOW), "html", "-j1")
    (warning,) = result.warnings
    assert "quay.jpg:1: " in warning
    assert "left out" in warning
    assert "[impact.file]" in warning
    assert not (result.outdir / "_images" / "quay.jpg").exists()
