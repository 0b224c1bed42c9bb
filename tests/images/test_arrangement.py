"""Galleries and walls of logos: what is reckoned from the sizes and the pixels of pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from sphinx_impact.images.logos import INK, PALE, TILE, content_of, ground_of, ground_of_drawing, is_lost_in_the_dark
from sphinx_impact.images.rows import MEDIUM, WIDE, shares
from sphinx_impact.images.sizes import size_of
from tests.images import photos

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Build, MakeProject


@given(st.lists(st.tuples(st.floats(0.3, 4), st.booleans()), max_size=24), st.sampled_from([WIDE, MEDIUM]))
def test_pictures_of_a_row_are_equally_high_and_none_is_left_out(pictures: list[tuple[float, bool]], aim: float) -> None:
    ratios, wide = [ratio for ratio, _ in pictures], [alone for _, alone in pictures]
    found = shares(ratios, wide, aim)
    assert len(found) == len(pictures)
    at = 0
    while at < len(found):
        row = slice(at, at + found[at].among)
        assert {share.among for share in found[row]} == {found[at].among}
        heights = [share.part / ratio for share, ratio in zip(found[row], ratios[row], strict=True)]
        assert max(heights) == pytest.approx(min(heights))
        assert sum(share.part for share in found[row]) <= 1 + 1e-9
        assert not any(wide[row]) or found[row] == [(1.0, 1)]
        at += found[at].among


def test_rows_are_full_and_no_portrait_is_higher_than_the_page_is_wide() -> None:
    landscape, portrait = 1.5, 0.66
    found = shares([landscape] * 4, [False] * 4, WIDE)
    assert [share.among for share in found] == [2, 2, 2, 2]
    assert sum(share.part for share in found) == pytest.approx(2)
    (alone,) = shares([portrait], [False], WIDE)
    assert alone.part / portrait < 1


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("upright.jpg", photos.photo(photos.scene(300, 200)), (300, 200)),
        ("turned.jpg", photos.photo(photos.scene(300, 200), orientation=6), (200, 300)),
        ("view.svg", b'<?xml version="1.0"?><svg width="100%" viewBox="0 0 40 10"><path d=""/></svg>', (40, 10)),
        ("sides.svg", b"<svg height='5px' width='20'/>", (20, 5)),
        ("none.svg", b"<svg/>", None),
        ("flat.svg", b'<svg viewBox="0 0 0 4"/>', None),
        ("broken.jpg", b"\xff\xd8\xff", None),
        ("broken.png", b"\x89PNG\r\n\x1a\n", None),
        ("other.webp", b"", None),
    ],
)
def test_sizes_are_read_from_the_head_of_a_file(tmp_path: Path, name: str, content: bytes, size: tuple[int, int] | None) -> None:
    (tmp_path / name).write_bytes(content)
    assert size_of(tmp_path / name) == size


def _logo(ground: str | None, ink: str) -> Image.Image:
    picture = Image.new("RGBA", (300, 200), ground or "#00000000")
    ImageDraw.Draw(picture).rectangle((60, 80, 239, 139), fill=ink)
    return picture


@pytest.mark.parametrize(
    ("ground", "ink", "wanted", "cut"),
    [
        (None, "#12324a", INK, True),
        (None, "#fff4dc", PALE, True),
        ("#ffffff", "#12324a", INK, True),
        ("#fefdfb", "#e63973", INK, True),
        ("#16181d", "#f4f1e8", TILE, False),
        ("#16181d", "#16181d", TILE, False),
    ],
)
def test_a_logo_gets_the_ground_it_needs_and_loses_its_margins(ground: str | None, ink: str, wanted: str, cut: bool) -> None:
    logo = _logo(ground, ink)
    assert ground_of(logo) == wanted
    assert content_of(logo) == ((60, 80, 240, 140) if cut else None)


def test_an_empty_logo_is_left_as_it_is() -> None:
    for picture in (Image.new("RGBA", (20, 10)), Image.new("RGB", (20, 10), "white")):
        assert (ground_of(picture), content_of(picture)) == (INK, None)


@pytest.mark.parametrize(
    ("drawing", "wanted"),
    [
        ('<path fill="#fff4dc"/><g stroke="white"/>', PALE),
        ('<path style="fill:#fff"/>', PALE),
        ('<path fill="#fff"/><path fill="#0a2540"/>', INK),
        ('<path d="M0 0"/>', INK),
        ('<path fill="none" stroke="#eee"/>', PALE),
        ('<path fill="tomato"/>', INK),
    ],
)
def test_a_drawing_is_pale_where_all_its_colours_are(drawing: str, wanted: str) -> None:
    assert ground_of_drawing(f"<svg>{drawing}</svg>") == wanted


def test_a_logo_that_is_dark_all_over_is_told_from_one_that_dark_pages_can_show(tmp_path: Path) -> None:
    drawings = {
        "black": "<path/>",
        "navy": '<path fill="#0a2540"/>',
        "two": '<path fill="#0a2540"/><path fill="#f80"/>',
        "named": '<path fill="tan"/>',
    }
    for name, drawing in drawings.items():
        (tmp_path / f"{name}.svg").write_text(f"<svg>{drawing}</svg>")
    for name, (ground, ink) in {"ink": (None, "#12324a"), "boxed": ("#ffffff", "#12324a"), "light": (None, "#fff4dc")}.items():
        (tmp_path / f"{name}.png").write_bytes(_png(_logo(ground, ink)))
    (tmp_path / "broken.png").write_bytes(b"")
    assert {path.stem for path in tmp_path.iterdir() if is_lost_in_the_dark(path)} == {"black", "navy", "ink"}


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


PAGE = """\
# Thanks

```{sponsor-list}
- {name: Harbour *Bank*, logo: boxed.png, url: https://harbour.example/}
- {name: Night, logo-dark: pale.svg}
- Nobody
```

```{sponsor-list}
:names:
- {name: Harbour, logo: boxed.png}
```

![The whole file](boxed.png)
"""


def test_logos_say_the_name_and_cover_the_same_area(
    make_project: MakeProject, build: Build, epubcheck: Callable[[Path], list[str]]
) -> None:
    files: dict[str, str | bytes] = {
        "index.md": PAGE,
        "boxed.png": _png(_logo("#ffffff", "#12324a")),
        "pale.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path fill="#fff" d="M0 0h9v9z"/></svg>',
    }
    source = make_project(files, 'html_theme = "sphinx_impact"\n')
    result = build(source)
    assert result.warnings == []
    first, night, nobody, shown = result.soup().select("li.impact-sponsor")
    boxed, pale = first.select_one("a img"), night.select_one("img")
    assert boxed is not None
    assert pale is not None
    assert (boxed["alt"], first.get_text(strip=True)) == ("Harbour Bank", "")
    # The white margins are gone, and the file for raw HTML and for text is another one than that of the logo.
    assert (boxed["width"], boxed["height"]) == ("180", "60")
    # A strict policy refuses styles in a page: classes say the root of 3, digit by digit.
    assert "style" not in first.attrs
    assert [each for each in first["class"] if "-s" in each] == ["impact-sponsor", "impact-s0-1", "impact-s1-7", "impact-s2-3"]
    assert (pale["width"], pale["height"]) == ("320", "80")
    assert {"impact-logo-ink"} <= set(boxed["class"])
    whole = result.soup().select_one('img[alt="The whole file"]')
    assert whole is not None
    assert (whole["width"], whole["height"]) == ("300", "200")
    assert whole["src"] != boxed["src"]
    # One that is only there for dark grounds is shown on light ones as well, on a plate.
    assert {"impact-logo-pale", "impact-logo-alone"} <= set(pale["class"])
    assert "impact-logo-dark" not in pale["class"]
    assert nobody.get_text(strip=True) == "Nobody"
    (logo,) = shown.select("img")
    assert (logo["alt"], shown.get_text(strip=True)) == ("", "Harbour")
    book = build(source, "epub")
    assert book.warnings == []
    assert epubcheck(book.epub) == []
    assert "Night" in build(source, "text").read("index.txt")
