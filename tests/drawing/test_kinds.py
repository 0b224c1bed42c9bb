"""What drawings look like: honest heights and areas, labels at what they name, small clean SVG."""

from __future__ import annotations

import gzip
import re
from decimal import Decimal
from itertools import pairwise

import pytest

from sphinx_impact.drawing import chart_colours
from sphinx_impact.drawing.dispatch import draw
from sphinx_impact.drawing.layout import BOOK, NARROW, WIDE
from sphinx_impact.drawing.sparkline import sparkline
from sphinx_impact.model.charts import regions as geo
from sphinx_impact.model.charts.record import Chart, ChartKind, Mark, Tick, Trend
from tests.drawing.shapes import drawn, lines, rects, texts, words


def marks(*pairs: tuple[str, str], series: str = "") -> tuple[Mark, ...]:
    return tuple(Mark(label, Decimal(value), f"<{value}>", value, series=series) for label, value in pairs)


def ticks(*values: int) -> tuple[Tick, ...]:
    return tuple(Tick(Decimal(value), str(value)) for value in values)


def flows(*flows: tuple[str, str, str]) -> tuple[Mark, ...]:
    return tuple(Mark(start, Decimal(value), value, value, target=end) for start, end, value in flows)


COLUMNS = Chart(ChartKind.COLUMN, marks(("2021", "100"), ("2022", "50"), ("2023", "200")))
GROUPS = Chart(
    ChartKind.COLUMN,
    marks(("2022", "100"), ("2023", "40"), series="Books") + marks(("2022", "50"), ("2023", "-20"), series="Films"),
    ticks=ticks(-50, 0, 50, 100),
)


def test_columns_are_as_high_as_their_values_from_zero() -> None:
    first, half, high = (box.bottom - box.top for box in rects(drawn(COLUMNS)))
    assert half == pytest.approx(first / 2, abs=0.2)
    assert high == pytest.approx(first * 2, abs=0.2)
    assert len({box.bottom for box in rects(drawn(COLUMNS))}) == 1


def test_the_number_stands_on_its_column() -> None:
    root = drawn(COLUMNS)
    for box, word in zip(rects(root), [word for word in words(root) if word.fill == "ink"], strict=True):
        assert (word.box.left + word.box.right) / 2 == pytest.approx((box.left + box.right) / 2, abs=0.2)
        assert 0 < box.top - word.box.bottom < 10


def test_a_few_columns_do_not_become_fields() -> None:
    (only,) = rects(drawn(Chart(ChartKind.COLUMN, marks(("2023", "5")))))
    assert only.right - only.left <= 100


def test_columns_side_by_side_are_named_by_colour_and_number() -> None:
    root = drawn(GROUPS)
    books, films = rects(root, "series1")[1:], rects(root, "series2")[1:]  # the first is the swatch of the legend
    assert [box.bottom - box.top for box in books] == pytest.approx([2 * (box.bottom - box.top) for box in films], abs=0.3)
    assert all(one.right <= other.left for one, other in zip(books, films, strict=True))
    assert {"Books", "Films", "<100>", "<-20>"} <= set(texts(root))
    below = next(word for word in words(root) if word.text == "<-20>")
    assert below.box.top > films[1].bottom


def test_columns_side_by_side_without_room_for_numbers_have_an_axis() -> None:
    many = tuple(mark for name in "abcdef" for mark in marks(*((str(year), "12345678") for year in range(2010, 2020)), series=name))
    root = drawn(Chart(ChartKind.COLUMN, many, ticks=ticks(0, 5_000_000, 15_000_000)), NARROW)
    assert "<12345678>" not in texts(root)
    assert {"0", "5000000", "15000000"} <= set(texts(root))
    assert len(lines(root, "rule")) == 3


def test_years_are_left_out_where_they_are_many_but_names_are_not() -> None:
    years = Chart(ChartKind.COLUMN, marks(*((str(year), "5") for year in range(1980, 2024))))
    shown = [text for text in texts(drawn(years, NARROW)) if text.isdigit()]
    assert 3 < len(shown) < 20
    assert shown[-1] == "2023"
    named = Chart(
        ChartKind.COLUMN, marks(("Reading rooms and everything", "5"), ("Donaudampfschifffahrtsgesellschaft", "4"), ("Post", "3"))
    )
    assert (
        len([word for word in words(drawn(named, NARROW)) if word.fill == "quiet" and word.text.startswith(("Read", "Donau", "Post"))]) == 3
    )


def test_a_trend_is_the_line_it_says() -> None:
    root = drawn(Chart(ChartKind.COLUMN, COLUMNS.marks, trend=Trend(Decimal(100), Decimal(50), "+50"), note="Trend"))
    (start, end), _key = lines(root, "series2")
    # From 100 to 200, where 200 is as high as the plot, which is 270.
    assert start[1] - end[1] == pytest.approx(135, abs=0.2)
    assert "Trend" in texts(root)


def test_totals_of_stacks_stand_above_them_and_names_beside() -> None:
    parts = marks(("2023", "1"), series="a") + marks(("2023", "3"), series="b")
    root = drawn(Chart(ChartKind.STACKED, parts, totals=(Mark("2023", Decimal(4), "all 4", "4"),)))
    (one,), (three,) = rects(root, "series1"), rects(root, "series2")
    assert (three.bottom - three.top) / (one.bottom - one.top) == pytest.approx(3, rel=0.02)
    places = {word.text: word.box for word in words(root)}
    assert places["all 4"].bottom < three.top
    for name, box in (("a", one), ("b", three)):
        assert box.top < places[name].bottom
        assert places[name].top < box.bottom
        assert places[name].left > box.right


def test_names_of_thin_parts_are_led_to() -> None:
    parts = tuple(
        mark for name in ("most", "little", "less", "least") for mark in marks(("2023", "1000" if name == "most" else "1"), series=name)
    )
    root = drawn(Chart(ChartKind.STACKED, parts))
    assert len(lines(root, "quiet")) >= 2


def test_a_line_goes_through_its_values_and_is_named_at_its_end() -> None:
    chart = Chart(ChartKind.LINE, marks(("2021", "0"), ("2022", "100"), ("2023", "50")), ticks=ticks(0, 50, 100))
    root = drawn(chart)
    (points,) = lines(root, "series1")
    (x1, y1), (x2, y2), (x3, y3) = points
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y3 == pytest.approx((y1 - y2) / 2, abs=0.2)
    end = next(word for word in words(root) if word.text == "<50>")
    assert 0 < end.box.left - x3 < 24
    assert abs((end.box.top + end.box.bottom) / 2 - y3) < 3
    assert len(lines(root, "rule")) == 3


def test_a_line_is_broken_where_a_value_is_missing() -> None:
    row = marks(("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", "5"))
    gap = (*row[:2], Mark("c", None, "", ""), *row[3:])
    root = drawn(Chart(ChartKind.LINE, gap, ticks=ticks(0, 5)))
    assert [len(line) for line in lines(root, "series1")] == [2, 2]
    alone = (row[0], Mark("b", None, "", ""), row[2], Mark("d", None, "", ""), Mark("e", None, "", ""))
    root = drawn(Chart(ChartKind.LINE, alone, ticks=ticks(0, 5)))
    assert lines(root, "series1") == []
    assert len(re.findall("M", next(path.get("d", "") for path in root.iter("path") if path.get("fill") == "series1"))) == 2


def test_several_lines_are_told_apart_without_colour() -> None:
    several = tuple(
        mark for at, name in enumerate(("Books", "Films", "Maps")) for mark in marks(("1", str(at)), ("2", str(at)), series=name)
    )
    chart = Chart(ChartKind.LINE, several, ticks=ticks(0, 1, 2))
    root = drawn(chart)
    dashes = [path.get("stroke-dasharray") for path in root.iter("path") if (path.get("stroke") or "").startswith("series")]
    assert len(dashes) == len(set(dashes)) == 3
    assert {"<0> Books", "<1> Films", "<2> Maps"} <= set(texts(root))
    assert {"Books", "Films", "Maps", "<0>"} <= set(texts(drawn(chart, NARROW)))


def test_a_broken_axis_is_drawn_and_said() -> None:
    chart = Chart(
        ChartKind.LINE, marks(("1", "95"), ("2", "98")), ticks=ticks(90, 95, 100), truncated="The axis starts at 90, not at zero."
    )
    root = drawn(chart)
    assert "The axis starts at 90, not at zero." in texts(root)
    assert [len(line) for line in lines(root, "ink")] == [4]  # the zigzag, and no line at zero


def test_bars_are_grouped_under_one_name() -> None:
    chart = Chart(
        ChartKind.BAR, marks(("Europe", "10"), ("Asia", "5"), series="2022") + marks(("Europe", "20"), ("Asia", "-5"), series="2023")
    )
    root = drawn(chart)
    assert texts(root).count("Europe") == 1
    old, new = rects(root, "series1")[1:], rects(root, "series2")[1:]
    assert (new[0].right - new[0].left) / (old[0].right - old[0].left) == pytest.approx(2, abs=0.02)
    assert 0 < new[0].top - old[0].bottom < 5 < old[1].top - new[0].bottom
    assert new[1].right == pytest.approx(old[1].left, abs=0.2)


def test_dots_of_more_parts_than_colours_differ() -> None:
    chart = Chart(ChartKind.DOTS, tuple(Mark(str(at), Decimal(1), "1%", "1", share=Decimal(1), dots=8) for at in range(12)))
    looks = [(path.get("fill"), path.get("stroke")) for path in drawn(chart).iter("path") if path.get("d", "").count("M") > 1]
    assert len(looks) == len(set(looks)) == 12


def test_a_mosaic_draws_every_part() -> None:
    root = drawn(Chart(ChartKind.MOSAIC, marks(("a", "60"), ("b", "30"), ("c", "9"), ("tiny", "1"))))
    tiles = rects(root)
    areas = [(box.right - box.left + 2) * (box.bottom - box.top + 2) for box in tiles]
    assert areas[0] / areas[1] == pytest.approx(2, rel=0.02)
    assert len(tiles) == 4
    assert "tiny" in "".join(texts(root))


def test_the_total_of_a_flow_stands_above_its_own_post() -> None:
    """Also where the posts beside it are higher."""
    sources = flows(*((f"Source {at}", "Total", "1") for at in range(9)), ("Total", "Use", "9"))
    root = drawn(Chart(ChartKind.FLOW, sources, totals=(Mark("Total", Decimal(9), "all 9", "9"),)))
    total = next(word for word in words(root) if word.text == "all 9 Total")
    post = sorted(rects(root, "ink"), key=lambda box: box.left)[9]
    assert (total.box.left + total.box.right) / 2 == pytest.approx(post.left + 5, abs=1)
    assert 0 < post.top - total.box.bottom < 14


def test_a_flow_past_a_column_has_its_own_place_there() -> None:
    chart = Chart(ChartKind.FLOW, flows(("a", "b", "5"), ("a", "d", "5"), ("b", "c", "5"), ("c", "d", "5")))
    root = drawn(chart)
    posts = rects(root, "ink")
    for path in root.iter("path"):
        places = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[CVh])", path.get("d", ""))]
        x, y = places[-1]
        crossed = [post for post in posts if post.left < x + 0.1 < post.right and post.top + 0.2 < y + 1 < post.bottom - 0.2]
        assert all(abs(post.left - x) < 0.2 for post in crossed)


def test_what_cannot_flow_is_left_out() -> None:
    """A circle, a flow to itself, nothing, and less than nothing."""
    chart = Chart(
        ChartKind.FLOW, flows(("a", "b", "5"), ("b", "a", "5"), ("a", "a", "3"), ("b", "c", "0"), ("b", "d", "-2"), ("c", "a", "1"))
    )
    assert {text.split()[-1] for text in texts(drawn(chart))} == {"a", "b", "c", "5", "1"}
    assert (
        draw(Chart(ChartKind.FLOW, flows(("a", "a", "3"), ("a", "b", "0"))), WIDE, chart_colours.paper_inks("#4f46e5", "#ff6b35")) is None
    )


@pytest.mark.parametrize("kind", [ChartKind.MOSAIC, ChartKind.DOTS, ChartKind.STACKED, ChartKind.FLOW])
def test_parts_of_nothing_are_no_drawing(kind: ChartKind) -> None:
    chart = Chart(kind, (Mark("a", Decimal(0), "0", "0", target="b"), Mark("b", None, "", "", target="c")))
    assert draw(chart, WIDE, chart_colours.paper_inks("#4f46e5", "#ff6b35")) is None


def test_the_circles_of_a_map_have_areas_in_proportion() -> None:
    chart = Chart(
        ChartKind.SYMBOLS,
        tuple(Mark(name, Decimal(value), value, value, region=name) for name, value in (("europe", "40"), ("africa", "10"))),
    )
    large, small = (float(circle.get("r", 0)) for circle in drawn(chart).iter("circle"))
    assert (large / small) ** 2 == pytest.approx(4, rel=0.03)


def test_circles_do_not_lie_on_one_another() -> None:
    crowded = tuple(
        Mark(name, Decimal(20 + at), str(at), str(at), region=name)
        for at, name in enumerate(["DE", "FR", "NL", "BE", "CH", "AT", "CZ", "PL", "IT", "LU", "DK"])
    )
    for size in (WIDE, NARROW, BOOK):
        root = drawn(Chart(ChartKind.SYMBOLS, crowded), size)
        circles = [tuple(float(circle.get(name, 0)) for name in ("cx", "cy", "r")) for circle in root.iter("circle")]
        assert len(circles) == 11
        for at, (x1, y1, r1) in enumerate(circles):
            for x2, y2, r2 in circles[at + 1 :]:
                assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 > (r1 + r2) * 0.9


def test_shades_have_a_key_from_nothing_to_the_most() -> None:
    chart = Chart(
        ChartKind.SHADES,
        tuple(Mark(name, Decimal(value), value, value, region=name) for name, value in (("DE", "40"), ("FR", "10"))),
        ticks=ticks(0, 40),
    )
    root = drawn(chart)
    assert texts(root) == ["0", "40"]
    assert [path.get("fill-opacity") for path in root.iter("path")][1:] == ["0.45", "1"]


def test_a_map_without_a_known_region_is_land_alone() -> None:
    for kind in (ChartKind.SYMBOLS, ChartKind.SHADES):
        root = drawn(Chart(kind, (Mark("Atlantis", Decimal(3), "3", "3"), Mark("Europe", Decimal(0), "0", "0", region="europe"))))
        assert len(list(root.iter("path"))) == 1
        assert texts(root) == []


def test_regions_have_their_names() -> None:
    assert [geo.region_of(name) for name in ("North America", "DEU", "de", "Germany", "Côte d'Ivoire", "UK", "north-america")] == [
        "north-america", "DE", "DE", "DE", "CI", "GB", "north-america",
    ]  # fmt: skip
    assert geo.region_of("Atlantis") is None
    earth = geo.world()
    for region in (*earth.countries.values(), *earth.continents.values()):
        assert 0 <= region.x <= earth.width
        assert 0 <= region.y <= earth.height
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", region.path)


@pytest.mark.parametrize("size", [WIDE, NARROW, BOOK], ids=lambda size: size.name)
def test_a_drawing_keeps_its_type_in_every_size(size: object) -> None:
    assert isinstance(size, type(WIDE))
    root = drawn(COLUMNS, size)
    assert root.get("viewBox", "").split()[2] == str(size.width)
    assert {element.get("font-size") for element in root.iter("text")} == {str(size.font_size)}
    assert size.font_size >= 13


def test_each_text_says_its_own_looks() -> None:
    """Small reading engines do not look for them on groups."""
    for chart in (COLUMNS, GROUPS):
        for element in drawn(chart, BOOK).iter("text"):
            assert element.get("fill")
            assert element.get("font-size")


def test_a_drawing_is_small_and_says_nothing_twice() -> None:
    picture = draw(COLUMNS, WIDE, chart_colours.web_inks("#4f46e5", "#ff6b35"))
    assert picture is not None
    svg = picture.inline("wide", "A & <title>", "described")
    assert 'aria-label="A &amp; &lt;title&gt;"' in svg
    assert "&lt;200&gt;" in svg
    assert not re.search(r"font-family|id=|\d\.\d\d", svg)
    assert len(svg) < 2000
    assert len(gzip.compress(svg.encode())) < 700


def test_a_file_stands_on_its_own_ground_in_plain_colours() -> None:
    picture = draw(COLUMNS, BOOK, chart_colours.paper_inks("#4f46e5", "#ff6b35"))
    assert picture is not None
    svg = picture.file("A & <title>")
    assert "<title>A &amp; &lt;title&gt;</title>" in svg
    assert 'fill="#fff"' in svg
    assert "var(" not in svg
    assert "currentColor" not in svg


def test_a_sparkline_needs_three_values() -> None:
    assert sparkline([Decimal(1), None, Decimal(2)], "red") == ""
    svg = sparkline([Decimal(1), Decimal(3), None, Decimal(2)], "red")
    points = [tuple(map(float, pair.split(","))) for pair in re.search(r'points="([^"]+)"', svg)[1].split()]  # type: ignore[index]
    assert len(points) == 3
    assert points[1][1] < points[2][1] < points[0][1]  # the largest value stands highest
    assert all(one[0] < other[0] for one, other in pairwise(points))
    assert sparkline([Decimal(5)] * 4, "red")
