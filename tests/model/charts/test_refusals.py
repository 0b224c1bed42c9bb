"""Values that no drawing can hold are refused before anything is drawn, and stand in the table."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_impact.model.charts.data import Reading, from_text
from sphinx_impact.model.charts.geometry import round_ticks, squarified
from sphinx_impact.model.charts.record import KINDS, MAPS, PARTS, ChartKind
from sphinx_impact.model.entities import Scale
from sphinx_impact.model.problems import Origin
from tests.model.charts.making import Made, typed

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

FLOW, SHADES, SYMBOLS = ChartKind.FLOW, ChartKind.SHADES, ChartKind.SYMBOLS
DRAWN = [kind for kind in (*KINDS, *MAPS) if kind is not ChartKind.VEGA_LITE]


@pytest.mark.parametrize(
    ("kind", "text", "row", "word"),
    [
        (FLOW, "from,to,n\na,b,5\nb,c,4\nc,a,3", 3, "a → b → c → a"),
        (FLOW, "from,to,n\na,a,5", 3, "a → a"),
        (FLOW, "from,to,n\na,b,1\na,c,1\nb,d,1\nc,d,1\nd,b,1", 3, "b → d → b"),
        (FLOW, "from,to,n\n" + "".join(f"n{at},n{(at + 1) % 40},1\n" for at in range(40)), 3, "n7 → …"),
        (FLOW, "from,to,n\na,b,0\nb,c,0", 3, "above zero"),
        (FLOW, "from,to,n\na,b,-\nb,c,—", 3, "above zero"),
        (FLOW, "from,to,n\na,b,", 3, "is a number"),
        (FLOW, "from,to,n,m\na,b,5,6", 3, "one row of values"),
        (ChartKind.COLUMN, "x,a,b\n1,,\n2,,", 3, "is a number"),
        (ChartKind.COLUMN, "x,a,b\n1,one,two", 8, "“one”"),
        (ChartKind.COLUMN, "x,a\n1,2\n1,3", 3, "rows 8, 9"),
        (ChartKind.LINE, "x,a,b\n1,2,3\n1,3,4\n2,5,6", 3, "1 other"),
        (ChartKind.STACKED, "x,a\n" + "1,2\n" * 6, 3, "6 values"),
        (ChartKind.MOSAIC, "x,a\n1,\n2,", 3, "is a number"),
        (ChartKind.MOSAIC, "x,a\n1,one\n2,two", 8, "“one”"),
        (ChartKind.MOSAIC, "x,a\n1,0\n2,0", 3, "above zero"),
        (ChartKind.DOTS, "x,a,b,c,d,e\n1,2,3,4,5,6", 3, "“d” and 1 more"),
        (ChartKind.DOTS, "x,a\n1,-2", 8, "below zero"),
        (SHADES, "country,n\nAtlantis,5\nMordor,4", 8, "“Atlantis”"),
        (SHADES, "country,n\nDE,\nFR,", 3, "is a number"),
        (SHADES, "country,n\nDE,0\nFR,0", 3, "above zero"),
        (SHADES, "country,n\nDE,0\nAtlantis,5", 9, "“Atlantis”"),
        (SYMBOLS, "country,n,m\nDE,1,2", 3, "data-chart"),
        (SYMBOLS, "country,n\nDE,-1", 8, "below zero"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_listed(kind: ChartKind, text: str, row: int, word: str) -> None:
    found = typed(kind, text)
    assert not found.chart.marks
    assert found.said == ""
    assert found.listed.marks
    assert any(line.startswith(f"page.md:{row}: ") and word in line for line in found.told), found.told
    assert all("\n" not in line for line in found.told)


@pytest.mark.parametrize(
    ("kind", "text", "row", "word"),
    [
        (ChartKind.MOSAIC, "x,a\n1,5\n2,-3", 9, "below zero"),
        (ChartKind.STACKED, "x,a\n1,5\n2,-3", 9, "below zero"),
        (FLOW, "from,to,n\na,b,5\nc,b,-3", 9, "below zero"),
        (SYMBOLS, "country,n\nUSA,5\nUnited States,4", 9, "the same region"),
        (SYMBOLS, "country,n\nUSA,5\nAfrica,4", 9, "countries or continents"),
        (SHADES, "country,label,n\nDE,Germany,5\nXX,Somewhere,4", 9, "no region “XX”"),
        (FLOW, "from,to,n\na,b,5\nb,c,4", 3, "5 flows to “b” and 4 from it"),
        (ChartKind.COLUMN, "x,a,b,c,d,e,f,g\n1,1,2,3,4,5,6,7", 3, "6 colours"),
        (ChartKind.BAR, "x,a\n,5\nb,6", 8, "no “x”"),
        (FLOW, "from,to,n\n,b,5\nc,,5", 8, "no “from”"),
        (FLOW, "from,to,n\n,b,5\nc,,5", 9, "no “to”"),
        (ChartKind.BAR, "x,a\n1,5\n2,5,6", 9, "cells"),
    ],
)
def test_the_rest_is_drawn(kind: ChartKind, text: str, row: int, word: str) -> None:
    found = typed(kind, text)
    assert found.chart.marks
    assert any(line.startswith(f"page.md:{row}: ") and word in line for line in found.told), found.told


def test_rough_flows_need_not_be_even() -> None:
    assert typed(FLOW, "from,to,n\na,b,at least 5\nb,c,4").told == []


@pytest.mark.parametrize(("text", "row"), [("", 7), ("x", 7), ("x,a\n", 7), ("x,a\n1,2,3", 8)])
def test_a_table_without_values_says_what_to_write(text: str, row: int) -> None:
    found = from_text(text, Origin("page.md", 7), Reading(Origin("page.md", 3)))
    assert not found.rows
    assert [str(problem.origin) for problem in found.problems] == [f"page.md:{row}"]


CELLS = [
    "",
    "-",
    "0",
    "1",
    "-7",
    "45%",
    "$5",
    "€6",
    "5 GB",
    "at least 3",
    "~2",
    "word",
    "N/A",
    "1 trillion",
    "0." + "0" * 26 + "1",
    "9" * 28,
]
LABELS = ["2021", "2022", "DE", "FR", "USA", "Africa", "", "<b>&", "مكتبة", "*a* `b`", "two  words", "L" * 300]
cells, labels = st.sampled_from(CELLS), st.sampled_from(LABELS)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """CSV of odd labels and values."""
    ends = draw(st.sampled_from([["x"], ["from", "to"], ["country", "label"]]))
    names = ["n", "m", "o"][: draw(st.integers(1, 3))]
    rows = draw(st.lists(st.tuples(labels, labels, cells, cells, cells), max_size=6))
    lines = [",".join([*ends, *names])]
    lines += [",".join([*row[: len(ends)], *row[2 : 2 + len(names)]]) for row in rows]
    return "\n".join(lines)


def sound(found: Made, kind: ChartKind) -> None:
    """Hold a chart against what those who draw it rely on."""
    marks = found.chart.marks
    assert all("\n" not in line and ": " in line for line in found.told)
    if not marks:
        return
    values = found.chart.values()
    assert values
    if kind in PARTS | {FLOW, *MAPS}:
        assert min(values) >= 0
        assert max(values) > 0
        assert len(found.chart.series) == 1
    if kind in MAPS:
        assert any(mark.region and mark.value for mark in marks)
        regions = [mark.region for mark in marks if mark.region]
        assert len(regions) == len(set(regions))
    if kind in {ChartKind.COLUMN, ChartKind.LINE, ChartKind.STACKED}:
        assert len({(mark.label, mark.series) for mark in marks}) == len(marks)
    if kind is ChartKind.LINE:
        assert found.chart.ticks[0].value < found.chart.ticks[-1].value
    if kind is FLOW:
        follows = {(mark.label, mark.target) for mark in marks if mark.value}
        while True:
            last = {pair for pair in follows if pair[1] not in {start for start, _end in follows}}
            if not last:
                break
            follows -= last
        assert not follows


@settings(max_examples=600, deadline=None)
@given(tables(), st.sampled_from(DRAWN), st.sampled_from(["", "%", "USD", "books"]), st.booleans(), st.sampled_from(list(Scale)))
def test_nothing_that_is_typed_raises(text: str, kind: ChartKind, unit: str, trend: bool, scale: Scale) -> None:
    sound(typed(kind, text, unit=unit, trend=trend, scale=scale), kind)


def test_all_kinds_take_sixty_rows() -> None:
    rows = [f"place {at},{(at * 37) % 91}" for at in range(60)]
    for kind in [kind for kind in DRAWN if kind is not FLOW]:
        sound(typed(kind, "x,n\n" + "\n".join(rows)), kind)
    sound(typed(FLOW, "from,to,n\n" + "\n".join(f"source {at},use {at % 7},{at}" for at in range(60))), FLOW)


@pytest.mark.parametrize("sizes", [[1e40, 1e-28], [1e40, 1e40, 1e-28, 1e-28], [1e-28, 2e-28], [1.0] * 500])
def test_tiles_of_the_greatest_differences(sizes: list[float]) -> None:
    assert len(squarified(sizes, 720, 340)) == len(sizes)


def test_ticks_of_the_largest_numbers() -> None:
    large = Decimal("9999999999999999999999999999e12")
    ticks = round_ticks(large, large)
    assert all(early < late for early, late in itertools.pairwise(ticks))


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_nothing_of_a_refused_chart_is_drawn(make_project: MakeProject, build: Build, builder: str) -> None:
    bodies = [
        ("data-chart", ":kind: flow", "from,to,n\na,b,1\nb,a,1"),
        ("data-chart", ":kind: mosaic", "x,n\na,\nb,word"),
        ("data-chart", ":kind: column", "x,n,m\na,,"),
        ("data-map", ":mark: shades", "country,n\nAtlantis,5"),
    ]
    charts = [f"```{{{name}}} Title {at}\n{options}\n\n{body}\n```" for at, (name, options, body) in enumerate(bodies)]
    result = build(make_project({"index.md": "# Page\n\n" + "\n\n".join(charts) + "\n"}), builder)
    assert result.status == 0
    assert not any("impact.description" in line for line in result.warnings)
    if builder == "html":
        assert not result.soup().select("svg.impact-drawing")
        assert len(result.soup().select("table.impact-chart-table")) == 4
        cells = [cell.get_text() for cell in result.soup().select("table.impact-chart-table")[1].select("td")]
        assert cells == ["not reported", "word"]


def test_what_fails_is_not_also_without_a_description(make_project: MakeProject, build: Build) -> None:
    options = [":data: no.such", ":data: none.csv", "", ":kind: vega-lite", ":data: " + "n" * 300 + ".csv"]
    pages = "\n\n".join(f"```{{data-chart}} Title {at}\n{option}\n```" for at, option in enumerate(options))
    result = build(make_project({"index.md": f"# Page\n\n{pages}\n"}), "text")
    assert len(result.warnings) == len(options)
    assert not any("impact.description" in line for line in result.warnings)
