"""An author's own Vega-Lite: fitted, checked, drawn by another process, and cleaned of all but what is seen."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.drawing.author_vega import AuthorDrawings, addresses, is_cut, tidy
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.drawing.convert import ConversionError, Converter
from sphinx_impact.drawing.layout import NARROW, WIDE
from sphinx_impact.model.charts.record import Chart, ChartKind
from tests.drawing.shapes import INKS
from tests.support import Server

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {"values": [{"a": "one <", "b": 3}, {"a": "two", "b": 5}]}
SPEC = {"mark": "bar", "data": VALUES, "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}}}


def chart(**changed: object) -> Chart:
    return Chart(ChartKind.VEGA_LITE, spec=json.dumps({**SPEC, **changed}))


def test_a_specification_is_drawn_in_our_paints_and_to_our_size(tmp_path: Path) -> None:
    kept = AuthorDrawings(FileCache(tmp_path))
    wide, narrow = (kept.picture(chart(), size, INKS, "anchor") for size in (WIDE, NARROW))
    assert wide is not None
    assert narrow is not None
    assert 700 <= wide.width <= 720
    assert 320 <= narrow.width <= 340
    assert "one &lt;" in wide.shapes
    assert 'fill="series1"' in wide.shapes
    assert "font-family" not in wide.shapes
    assert "aria-" not in wide.shapes
    assert "role=" not in wide.shapes


def test_many_are_drawn_and_one_that_fails_says_why(tmp_path: Path) -> None:
    kept = AuthorDrawings(FileCache(tmp_path))
    bad = chart(mark="no such mark", encoding=3)
    kept.draw([(bad, WIDE), (chart(), WIDE), (chart(height=99), WIDE)])
    assert list(kept.failed) == [kept.path(bad, WIDE)]
    assert len(list(tmp_path.glob("*.svg"))) == 2


def test_tidying_keeps_what_is_seen() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="20"><g fill="none" class="x">'
        '<path d="M1.04,2 L3,2" fill="#000011" onclick="x()"/><path d=""/><path d="M0 0" display="none"/><script>alert(1)</script>'
        '<a xlink:href="javascript:x()"><text font-family="x" aria-label="y">A &lt; b</text></a>'
        '<image xlink:href="https://example.org/x.png"/><image xlink:href="data:image/png;base64,AA"/></g></svg>'
    )
    assert tidy(svg) == (
        '<svg viewBox="0 0 10 20"><g fill="none"><path d="M1.04,2 L3,2" fill="#000011" /><a><text>A &lt; b</text></a>'
        '<image /><image href="data:image/png;base64,AA" /></g></svg>'
    )


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="no SVG"):
        tidy("<svg")


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Not even from this machine."""
    (tmp_path / "data.json").write_text('[{"a": 1}]', encoding="utf-8")
    (tmp_path / "data.png").write_bytes(b"")
    with contextlib.closing(Server(tmp_path)) as server, Converter() as converter:
        url = f"{server.url}data"
        x = {"field": "a", "type": "nominal"}
        for spec in (
            {"mark": "bar", "data": {"url": f"{url}.json"}, "encoding": {"x": x}},
            {"mark": {"type": "image", "url": f"{url}.png"}, "data": VALUES, "encoding": {"x": x}},
        ):
            with contextlib.suppress(ConversionError):
                converter.vega(spec)
        for to in ("png", "pdf"):
            with contextlib.suppress(ConversionError):
                converter.picture(
                    f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="{url}.png"/></svg>', to
                )
        assert server.asked == []
        urllib.request.urlopen(f"{url}.json").close()
        assert server.asked == ["GET /data.json HTTP/1.1"]  # it does see who asks


def test_what_misleads_is_found() -> None:
    y = {"field": "v", "type": "quantitative"}
    cut = {"mark": "bar", "encoding": {"y": {**y, "scale": {"domain": [50, 100]}}}}
    assert is_cut(cut)
    assert is_cut({"layer": [{"mark": {"type": "area"}, "encoding": {"y": {**y, "scale": {"zero": False}}}}]})
    assert is_cut({"mark": "bar", "encoding": {"x": {**y, "scale": {"type": "log"}}}})
    assert not is_cut({"mark": "line", "encoding": {"y": {**y, "scale": {"zero": False}}}})
    assert not is_cut({"mark": "bar", "encoding": {"y": {**y, "scale": {"domain": [0, 100]}}}})
    assert addresses({"layer": [{"data": {"url": "a.csv"}}], "data": {"values": [{"name": "url"}]}}) == ["a.csv"]
