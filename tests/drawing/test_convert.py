"""One process turns drawings into PNG, JPEG and PDF."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sphinx_impact.drawing import convert
from sphinx_impact.drawing.cache import FileCache

if TYPE_CHECKING:
    from pathlib import Path

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><rect width="40" height="20" fill="#f00"/>{}</svg>'
)
RED = SVG.format("")


@pytest.mark.parametrize(("to", "start"), [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8"), ("pdf", b"%PDF")])
def test_each_format_is_made_the_same_twice(to: str, start: bytes) -> None:
    with convert.Converter() as one, convert.Converter() as other:
        made = one.picture(RED, to)
        assert made.startswith(start)
        assert other.picture(RED, to) == made


def test_a_zoom_makes_more_pixels() -> None:
    with convert.Converter() as converter:
        assert Image.open(io.BytesIO(converter.picture(RED, "png", 3))).size == (120, 60)


def test_words_are_drawn_in_the_face_of_the_cover() -> None:
    text = '<text y="18" font-size="20" font-family="Impact Cover" fill="#000">MMM</text>'
    with convert.Converter() as converter:
        plain, lettered = (Image.open(io.BytesIO(converter.picture(SVG.format(more), "png"))).convert("L") for more in ("", text))
    assert len(plain.getcolors() or ()) == 1
    assert len(lettered.getcolors() or ()) > 1


def test_one_bad_drawing_does_not_end_the_process(tmp_path: Path) -> None:
    made, failed = convert.convert([RED, "<svg", SVG.format("<g/>")], "png", FileCache(tmp_path))
    assert set(made) == {RED, SVG.format("<g/>")}
    assert list(failed) == ["<svg"]
    assert all(failed.values())


def test_what_is_kept_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = FileCache(tmp_path)
    (path,) = convert.convert([RED], "png", cache)[0].values()
    monkeypatch.setattr(subprocess, "Popen", None)
    assert convert.convert([RED], "png", cache) == ({RED: path}, {})
    (tmp_path / "old.png").touch()
    cache.keep([path])
    assert list(tmp_path.iterdir()) == [path]


def test_a_process_that_ends_says_its_last_words() -> None:
    with convert.Converter() as converter:
        converter._process.kill()
        with pytest.raises(convert.ConversionError, match="ended with"):
            converter.picture(RED, "png")
        assert not converter.alive
