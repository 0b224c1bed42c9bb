"""Whatever a chart holds, its drawing is XML with numbers in it; and with numbers as reports print them, all words are on it and apart."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_impact.drawing.dispatch import draw
from sphinx_impact.drawing.layout import BOOK, NARROW, WIDE, Size
from sphinx_impact.model.charts.geometry import round_ticks
from sphinx_impact.model.charts.record import Chart, ChartKind, Mark, Tick, Trend
from tests.drawing.shapes import INKS, box_of, drawn, rects, words

KINDS = [kind for kind in ChartKind if kind is not ChartKind.VEGA_LITE]
REGIONS = ["", "europe", "africa", "DE", "FR", "BE", "LU", "US", "NZ", "FJ", "RU", "nowhere"]
SIZES = st.sampled_from([WIDE, NARROW, BOOK])
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

anything = st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-1000, 1000, places=2) | st.just(Decimal(0))
wild_marks = st.lists(
    st.builds(
        Mark,
        label=st.text(max_size=40),
        value=st.none() | anything,
        text=st.text(max_size=30),
        full=st.just(""),
        series=st.sampled_from(["", "a", "b"]) | st.text(max_size=20),
        target=st.text(max_size=8),
        region=st.sampled_from(REGIONS),
        dots=st.integers(-3, 120),
    ),
    max_size=12,
).map(tuple)


def wild(kind: ChartKind) -> st.SearchStrategy[Chart]:
    return st.builds(
        Chart,
        kind=st.just(kind),
        marks=wild_marks,
        trend=st.none() | st.builds(Trend, anything, anything, st.just("")),
        ticks=st.lists(st.builds(Tick, anything, st.text(max_size=12)), max_size=6).map(tuple),
        totals=wild_marks,
        truncated=st.text(max_size=60),
        note=st.text(max_size=60),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_ends_in_an_exception_or_in_no_number(kind: ChartKind) -> None:
    @FEW
    @given(wild(kind), SIZES)
    def check(chart: Chart, size: Size) -> None:
        picture = draw(chart, size, INKS)
        if picture is not None:
            root = ET.fromstring(picture.file("title"))
            for element in root.iter():
                assert not any(
                    re.search(r"nan|inf|e[+-]\d", value) for name, value in element.attrib.items() if name not in {"fill", "stroke"}
                )

    check()


names = st.sampled_from(
    ["2019", "Reading rooms", "Administration and general management", "Donaudampfschifffahrtsgesellschaft", "A", "図書館と読書室", "Post"]
)
PRINTED = {
    Decimal(12): "12",
    Decimal(0): "0",
    Decimal(-5): "−5",
    Decimal(1234567): "$1.23M",
    Decimal("0.4"): "0.4",
    Decimal(98765): "$98.8K",
}


@st.composite
def tame(draw_: st.DrawFn, kind: ChartKind) -> Chart:
    """Charts as reports have them: distinct labels, and numbers as they are printed."""
    labels = (
        draw_(st.lists(names, min_size=1, max_size=7, unique=True))
        if kind is not ChartKind.LINE
        else [str(y) for y in range(2010, 2010 + draw_(st.integers(1, 30)))]
    )
    several = (
        draw_(st.lists(names, min_size=1, max_size=4, unique=True))
        if kind in {ChartKind.COLUMN, ChartKind.LINE, ChartKind.STACKED, ChartKind.BAR}
        else [""]
    )
    values = st.sampled_from([value for value in PRINTED if value >= 0 or kind in {ChartKind.COLUMN, ChartKind.BAR, ChartKind.LINE}])
    marks = []
    for at, label in enumerate(labels):
        for name in several:
            value = draw_(values)
            region = REGIONS[1:-1][at] if kind in {ChartKind.SYMBOLS, ChartKind.SHADES} else ""
            target = "Total" if kind is ChartKind.FLOW else ""
            marks.append(Mark(label, value, PRINTED[value], "", series=name, target=target, region=region, dots=100 // len(labels)))
    if kind is ChartKind.FLOW:
        marks += [
            Mark("Total", Decimal(40), "40", "", target=name)
            for name in draw_(st.lists(names, max_size=4, unique=True))
            if name not in labels
        ]
    low, high = min(Decimal(0), *(mark.value or 0 for mark in marks)), max(Decimal(0), *(mark.value or 0 for mark in marks))
    ticks = tuple(Tick(value, f"{value:,}") for value in round_ticks(Decimal(low), Decimal(high)))
    totals = tuple(Mark(label, Decimal(1), "$1.5M", "") for label in [*labels, "Total"])
    return Chart(
        kind,
        tuple(marks),
        ticks=ticks if kind in {ChartKind.LINE, ChartKind.COLUMN} else (),
        totals=totals if kind in {ChartKind.FLOW, ChartKind.STACKED} else (),
        note="Each dot is 1% of the whole.",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_on_the_drawing_and_apart(kind: ChartKind) -> None:
    @FEW
    @given(tame(kind), SIZES)
    def check(chart: Chart, size: Size) -> None:
        if draw(chart, size, INKS) is None:
            return
        root = drawn(chart, size)
        page, lines = box_of(root), words(root, size)
        for line in lines:
            assert page.left - 1 <= line.box.left, line
            assert line.box.right <= page.right + 1, line
            assert page.top <= line.box.top, line
            assert line.box.bottom <= page.bottom, line
        for box in [box for number in range(1, 7) for box in rects(root, f"series{number}")]:
            assert page.left - 0.2 <= box.left <= box.right <= page.right + 0.2
            assert page.top <= box.top <= box.bottom <= page.bottom
        for at, one in enumerate(lines):
            for other in lines[at + 1 :]:
                assert not one.box.meets(other.box), (one, other)

    check()
