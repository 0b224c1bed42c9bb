"""Vega-Lite that an author writes: read as JSON has it, and never trusted."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_impact.drawing.author_vega import SpecificationError, addresses, has_odd_config, is_cut, odd_marks, parse, written
from sphinx_impact.drawing.layout import WIDE
from sphinx_impact.model.charts.record import Chart, ChartKind

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("a: 2023-01-01", {"a": "2023-01-01"}),
        ("a: 2023-01-99", {"a": "2023-01-99"}),
        ("2023-01-01: 1", {"2023-01-01": 1}),
        ("a: [NO, no, yes, on, 12:30, 0x1f, 1_000]", {"a": ["NO", "no", "yes", "on", "12:30", "0x1f", "1_000"]}),
        ("a: [1, -2, 1.5, .5, 1e3, true, False, null, ~, ]", {"a": [1, -2, 1.5, 0.5, 1000.0, True, False, None, None]}),
        ("a:\nb: '5'\nc: \"true\"", {"a": None, "b": "5", "c": "true"}),
        ("a: 1e999", {"a": "1e999"}),
        ("a: .nan", {"a": ".nan"}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ('{"a": 1,\t"b": [true, null]}', {"a": 1, "b": [True, None]}),
        ("{a: 1}", {"a": 1}),
        ("? a\n: 1", {"a": 1}),
    ],
)
def test_words_stay_words(text: str, spec: dict[str, Any]) -> None:
    assert parse(text) == spec
    json.dumps(parse(text), allow_nan=False)


@pytest.mark.parametrize(
    ("text", "row", "word"),
    [
        ("mark: [bar", 0, "expected"),
        ("a: 1\n[b]: 2", 1, "key"),
        ("a: 1\na: 2", 1, "twice"),
        ("a: &x 1\nb: *x", 1, "alias"),
        ("a: &x [*x]", 0, "alias"),
        ("a: !!python/name:os.system ''", 0, "tag"),
        ("a: !!timestamp 2023-01-99", 0, "tag"),
        ("[]", 0, "no mapping"),
        ("5", 0, "no mapping"),
        ("# nothing", 0, "no mapping"),
        ("a: " + "[" * 100 + "]" * 100, 0, "50"),
        ('{"a": ' + "[" * 100 + "]" * 100 + "}", 0, "50"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", 0, "50"),
        ("b: 1\na: \x07", 1, "special characters"),
    ],
)
def test_what_json_has_not_is_refused_at_its_row(text: str, row: int, word: str) -> None:
    with pytest.raises(SpecificationError, match=word) as caught:
        parse(text)
    assert caught.value.row == row
    assert "\n" not in str(caught.value)


WORDS = st.sampled_from(
    ["mark", "config", "encoding", "x", "y", "scale", "type", "domain", "zero", "layer", "url", "data", "values", "bar"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(WORDS, VALUES, max_size=5))
def test_whatever_a_specification_holds_nothing_raises(spec: dict[str, Any]) -> None:
    read = parse(json.dumps(spec))
    addresses(read)
    odd_marks(read)
    has_odd_config(read)
    assert is_cut(read) in {True, False}
    written(Chart(ChartKind.VEGA_LITE, spec=json.dumps(read)), WIDE)


@settings(max_examples=400, deadline=None)
@given(st.text("{}[]:-,'\"&*!?|>%#@ \n\tab1.~", max_size=40))
def test_whatever_is_typed_nothing_else_is_raised(text: str) -> None:
    with contextlib.suppress(SpecificationError):
        json.dumps(parse(text), allow_nan=False).encode()


@pytest.mark.parametrize(
    ("view", "cut"),
    [
        ({"mark": "bar", "encoding": {"y": {"type": "quantitative", "scale": {"type": ["log"]}}}}, False),
        ({"mark": "bar", "encoding": {"y": {"type": "quantitative", "scale": {"type": "log"}}}}, True),
        ({"mark": {"type": "area"}, "encoding": {"x": {"type": "quantitative", "scale": {"domainMin": 5}}}}, True),
        ({"mark": ["bar"], "encoding": {"y": {"type": "quantitative", "scale": {"zero": False}}}}, False),
        ({"mark": "bar", "encoding": []}, False),
    ],
)
def test_cut_bars_are_found_whatever_else_is_odd(view: dict[str, Any], cut: bool) -> None:
    assert is_cut(view) is cut


BODIES = [
    ("mark: [bar]", "chart", 3, "“['bar']”"),
    ("mark: {a: b}\ndata: {values: [{a: 1}]}", "chart", 3, "mark: bar"),
    ("mark: bar\ndata: {values: [{a: 1}]}\nconfig:", "chart", 3, "config"),
    ("mark: bar\ndata: {values: [{a: 1}]}\nconfig: [a]", "chart", 3, "config"),
    ("mark: bar\ndata: {values: [{a: 1}]}\na: &b 1", "", 0, ""),
    ("mark: bar\ndata: {values: [{2023-01-01: 2023-01-99}]}", "", 0, ""),
    ("mark: bar\nx: " + "[" * 100 + "]" * 100, "yaml", 8, "nested"),
    ("mark: bar\na: 1\na: 2", "yaml", 9, "twice"),
    ("mark: bar\ndata: {values: [{}]}", "chart", 3, "no table"),
    ("", "missing", 3, "no specification"),
]


def test_odd_specifications_are_told_at_their_rows(make_project: MakeProject, build: Build) -> None:
    pages: dict[str, str | bytes] = {
        f"page{at}.md": f"# Page\n\n```{{data-chart}} Title\n:kind: vega-lite\n:description: x\n\n{body}\n```\n"
        for at, (body, *_rest) in enumerate(BODIES)
    }
    index = "# Pages\n\n```{toctree}\n" + "\n".join(name.removesuffix(".md") for name in pages) + "\n```\n"
    result = build(make_project({"index.md": index, **pages}))
    assert result.status == 0
    for at, (_body, code, row, word) in enumerate(BODIES):
        told = [line for line in result.warnings if f"page{at}.md:" in line and "is not drawn" not in line]
        assert len(told) == bool(code), told
        if code:
            assert f"page{at}.md:{row}: " in told[0]
            assert f"[impact.{code}]" in told[0]
            assert word in told[0]


def test_values_of_the_data_take_the_place_of_its_own(make_project: MakeProject, build: Build) -> None:
    chart = "```{data-chart} Title\n:kind: vega-lite\n:data: loans.csv\n:description: x\n\nmark: bar\nencoding: {y: {field: value, type: quantitative}}\n```\n"
    result = build(make_project({"data/loans.csv": "year,Books,Films\n2021,5,\n", "index.md": f"# Page\n\n{chart}"}))
    assert result.warnings == []
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in result.soup().select("figure table tr")]
    assert rows == [["label", "series", "value"], ["2021", "Books", "5.0"], ["2021", "Films", ""]]
