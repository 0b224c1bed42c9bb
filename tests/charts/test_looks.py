"""What drawings look like: colours that can be told apart, small clean SVG, honest heights and areas."""

from __future__ import annotations

import contextlib
import math
import re
import urllib.request
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from sphinx_impact.charting import drawing, inks
from sphinx_impact.charting.cleaning import clean, spelt_out
from sphinx_impact.charting.process import NoDrawingError, Pen
from sphinx_impact.charting.raw import addresses, is_cut
from sphinx_impact.charting.sheet import BOOK, NARROW, WIDE, Paper
from sphinx_impact.charting.sparkline import sparkline
from sphinx_impact.colours import contrast
from sphinx_impact.model import geo
from sphinx_impact.model.charts import Chart, ChartKind, Line, Mark, Tick
from tests.support import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BRANDS = [
    ("#4f46e5", "#ff6b35"),
    ("#c0392b", "#27ae60"),  # red and green
    ("#306998", "#ffd43b"),
    ("#111111", "#888888"),
    ("#d6336c", "#d6336c"),  # one colour twice
    ("#ffd43b", "#306998"),
]


@pytest.mark.parametrize(("brand", "accent"), BRANDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_stands_out_and_differs_for_every_eye(brand: str, accent: str, scheme: str) -> None:
    colours = inks.series_colours(brand, accent, scheme)
    grounds = {"light": ("#ffffff", "#fbfaf7"), "dark": ("#121019", "#1b1830")}[scheme]
    assert len(set(colours)) == 6
    assert all(contrast(colour, ground) >= 3 for colour in colours for ground in grounds)
    assert all(contrast(colours[0], ground) >= 4.5 for ground in grounds)
    assert inks.smallest_distance(colours) >= 0.07


def test_the_distance_knows_colour_blindness() -> None:
    """Red and green of one lightness are far apart for most, and near for the colour-blind."""
    assert inks.apart("#c85a50", "#7d8a3c") < inks.apart("#3b5bdb", "#e8590c") / 2


def marks(*pairs: tuple[str, str]) -> tuple[Mark, ...]:
    return tuple(Mark(label, Decimal(value), f"<{value}>", value) for label, value in pairs)


COLUMNS = Chart(ChartKind.COLUMN, marks(("2021", "100"), ("2022", "50"), ("2023", "200")))


@pytest.fixture(scope="module")
def pen() -> Iterator[Pen]:
    with Pen() as opened:
        yield opened


def drawn(pen: Pen, chart: Chart, paper: Paper = WIDE) -> ET.Element:
    return ET.fromstring(clean(pen.svg(drawing.specification(chart, paper)), drawing.grain(chart, paper)))


def heights(root: ET.Element, stand_in: str = inks.SERIES[0]) -> list[float]:
    """The heights of rectangles, as their paths draw them."""
    holders = [element for element in root.iter() if element.get("fill") == stand_in]
    paths = [path for holder in holders for path in holder.iter("path")]
    return [abs(float(found[1])) for path in paths if (found := re.search(r"h-?[\d.]+v(-?[\d.]+)", path.get("d", "")))]


def test_columns_are_as_high_as_their_values_from_zero(pen: Pen) -> None:
    low, half, high = sorted(heights(drawn(pen, COLUMNS)))
    assert half / low == pytest.approx(2, rel=0.01)
    assert high / low == pytest.approx(4, rel=0.01)


def test_a_wide_and_a_narrow_drawing_keep_their_type(pen: Pen) -> None:
    for paper, width in ((WIDE, 720), (NARROW, 340), (BOOK, 560)):
        root = drawn(pen, COLUMNS, paper)
        assert root.get("viewBox", "").split()[2] == str(width)
        sizes = {float(element.get("font-size", "13")) for element in root.iter() if "font-size" in element.attrib}
        assert min(sizes) >= 13


def test_the_circles_of_a_map_have_areas_in_proportion(pen: Pen) -> None:
    chart = Chart(
        ChartKind.SYMBOLS,
        tuple(Mark(name, Decimal(value), value, value, region=name) for name, value in (("europe", "40"), ("africa", "10"))),
    )
    root = drawn(pen, chart)
    radii = sorted(float(found[1]) for path in root.iter("path") if (found := re.match(r"M([\d.]+) 0a", path.get("d", ""))))
    assert len(radii) == 2
    assert (radii[1] / radii[0]) ** 2 == pytest.approx(4, rel=0.05)


def test_a_mosaic_draws_every_part(pen: Pen) -> None:
    chart = Chart(ChartKind.MOSAIC, marks(("a", "60"), ("b", "30"), ("c", "9"), ("tiny", "1")))
    root = drawn(pen, chart)
    assert len(heights(root)) == 4
    assert "tiny" in "".join(root.itertext())


def test_text_is_text_and_nothing_else_is_left(pen: Pen) -> None:
    text = clean(pen.svg(drawing.specification(COLUMNS, WIDE)))
    assert "&lt;200&gt;" in text
    assert "font-family" not in text
    assert not re.search(r"aria-|role=|class=|\d\.\d\d", text)
    assert len(text) < 2000


def test_text_says_its_looks_where_engines_are_small(pen: Pen) -> None:
    plain = ET.fromstring(spelt_out(clean(pen.svg(drawing.specification(COLUMNS, BOOK)))))
    assert all(element.get("text-anchor") == "middle" and element.get("fill") for element in plain.iter("text"))


def test_cleaning_keeps_the_shapes() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><g fill="none"><path d="M1.04,2 L3,2 L3,4 Z M5,5 h2 v2 z" fill="#000011"/>'
        '<script>alert(1)</script><path d="M0,0C1,1,2,1,3,0" stroke="#000011" onclick="x()"/></g></svg>'
    )
    assert clean(svg) == (
        '<svg viewBox="0 0 10 10"><path d="M1 2l2 0 0 2zm4 3h2v2z" fill="#000011"/>'
        '<path d="M0 0c1 1 2 1 3 0" stroke="#000011" fill="none"/></svg>'
    )


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="no SVG"):
        clean("<svg")


def test_one_bad_specification_does_not_end_the_process(pen: Pen) -> None:
    with pytest.raises(NoDrawingError):
        pen.svg({"mark": "no such mark", "data": {"values": []}, "encoding": 3})
    assert pen.alive
    assert pen.svg({"mark": "bar", "data": {"values": []}, "encoding": {}}).startswith("<svg")


def test_nothing_is_fetched(pen: Pen, tmp_path: Path) -> None:
    """Not even from this machine."""
    (tmp_path / "data.json").write_text('[{"a": 1}]', encoding="utf-8")
    with contextlib.closing(Server(tmp_path)) as server:
        address = f"{server.url}data.json"
        with contextlib.suppress(NoDrawingError):
            svg = pen.svg({"mark": "bar", "data": {"url": address}, "encoding": {"x": {"field": "a", "type": "nominal"}}})
            assert 'aria-roledescription="bar"' not in svg
        assert server.asked == []
        urllib.request.urlopen(address).close()
        assert server.asked == ["GET /data.json HTTP/1.1"]  # it does see who asks


def test_a_trend_is_the_line_it_says(pen: Pen) -> None:
    chart = Chart(ChartKind.COLUMN, COLUMNS.marks, trend=Line(Decimal(100), Decimal(50), "+50"), note="Trend")
    (path,) = [element for element in drawn(pen, chart).iter("path") if element.get("stroke") == inks.SERIES[1]]
    found = re.fullmatch(r"M[\d.]+ ([\d.]+)l[\d.]+(-[\d.]+)", path.get("d", ""))
    assert found is not None
    # From 100 to 200, where 200 is as high as the plot, which is 270.
    assert float(found[1]) == pytest.approx(135, abs=0.2)
    assert float(found[2]) == pytest.approx(-135, abs=0.2)


def test_what_misleads_is_found() -> None:
    y = {"field": "v", "type": "quantitative"}
    cut = {"mark": "bar", "encoding": {"y": {**y, "scale": {"domain": [50, 100]}}}}
    assert is_cut(cut)
    assert is_cut({"layer": [{"mark": {"type": "area"}, "encoding": {"y": {**y, "scale": {"zero": False}}}}]})
    assert is_cut({"mark": "bar", "encoding": {"x": {**y, "scale": {"type": "log"}}}})
    assert not is_cut({"mark": "line", "encoding": {"y": {**y, "scale": {"zero": False}}}})
    assert not is_cut({"mark": "bar", "encoding": {"y": {**y, "scale": {"domain": [0, 100]}}}})
    assert addresses({"layer": [{"data": {"url": "a.csv"}}], "data": {"values": [{"name": "url"}]}}) == ["a.csv"]


def test_a_sparkline_needs_three_values() -> None:
    assert sparkline([Decimal(1), None, Decimal(2)]) == ""
    svg = sparkline([Decimal(1), Decimal(3), None, Decimal(2)])
    points = [tuple(map(float, pair.split(","))) for pair in re.search(r'points="([^"]+)"', svg)[1].split()]  # type: ignore[index]
    assert len(points) == 3
    assert points[1][1] < points[2][1] < points[0][1]  # the largest value stands highest
    assert sparkline([Decimal(5)] * 4)


def test_regions_have_their_names() -> None:
    assert [geo.region_of(name) for name in ("North America", "DEU", "de", "Germany", "Côte d'Ivoire", "UK", "north-america")] == [
        "north-america", "DE", "DE", "DE", "CI", "GB", "north-america",
    ]  # fmt: skip
    assert geo.region_of("Atlantis") is None
    for shape in geo.world()["objects"]["countries"]["geometries"]:
        if shape["properties"]["id"]:
            longitude, latitude = geo.centre_of(shape["properties"]["id"])
            assert -180 <= longitude <= 180
            assert -60 <= latitude <= 84
    assert math.dist(geo.centre_of("FR"), (2.5, 46.5)) < 2


def test_totals_of_stacks_stand_above_them(pen: Pen) -> None:
    parts = tuple(Mark("2023", Decimal(value), value, value, series=name) for name, value in (("a", "1"), ("b", "3")))
    root = drawn(pen, Chart(ChartKind.STACKED, parts, ticks=(Tick(Decimal(4), "2023\tall 4"),)))
    assert "all 4" in "".join(root.itertext())
    one, three = heights(root, inks.SERIES[0]), heights(root, inks.SERIES[1])
    assert three[0] / one[0] == pytest.approx(3, rel=0.02)
