"""Numbers that charts need, held against cases worked out by hand and against rules that hold for all."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.drawing.layout import spread
from sphinx_impact.model.charts.geometry import largest_remainder, least_squares, round_ticks, shares, squarified

amounts = st.decimals(min_value=0, max_value=10**9, places=2)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_a_straight_line_is_its_own_trend() -> None:
    assert least_squares(decimals("3", "5", "7", "9")) == (Decimal(3), Decimal(2))


def test_the_trend_of_the_published_grants() -> None:
    found = least_squares(decimals("389", "366", "450", "472", "151", "123", "393", "697"))
    assert found is not None
    start, slope = found
    assert (round(start, 1), round(slope, 2), round(start + 7 * slope, 1)) == (Decimal("338.9"), Decimal("11.77"), Decimal("421.3"))


def test_the_trend_passes_over_what_is_missing() -> None:
    assert least_squares([Decimal(1), None, Decimal(5)]) == (Decimal(1), Decimal(2))
    assert least_squares([Decimal(1), None]) is None


@given(st.lists(amounts, min_size=1, max_size=30).filter(any), st.integers(1, 500))
def test_dots_sum_up_and_keep_to_their_quota(values: list[Decimal], total: int) -> None:
    given_out = largest_remainder(values, total)
    assert sum(given_out) == total
    whole = sum(values)
    for value, dots in zip(values, given_out, strict=True):
        assert abs(dots - value * total / whole) < 1
        assert dots == 0 or value


def test_the_dots_of_the_published_list() -> None:
    assert largest_remainder(decimals("1800", "677", "286", "204", "5", "1"), 100) == [60, 23, 10, 7, 0, 0]


@pytest.mark.parametrize("values", [["0", "0"], ["-1", "5"]])
def test_what_cannot_be_divided_is_refused(values: list[str]) -> None:
    with pytest.raises(ValueError, match="parts of a whole"):
        largest_remainder(decimals(*values), 100)


def test_shares_of_nothing_are_none() -> None:
    assert shares(decimals("0", "0")) == [None, None]
    assert shares([Decimal(1), None, Decimal(3)]) == [Decimal(25), None, Decimal(75)]


@given(amounts, st.decimals(min_value="0.01", max_value=10**6, places=2))
def test_ticks_are_round_and_hold_everything(low: Decimal, size: Decimal) -> None:
    ticks = round_ticks(low, low + size)
    assert ticks[0] <= low
    assert ticks[-1] >= low + size
    assert len(ticks) <= 7
    assert len({later - earlier for earlier, later in itertools.pairwise(ticks)}) == 1


@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=25))
def test_tiles_have_areas_in_proportion_and_fill_the_field(sizes: list[float]) -> None:
    tiles = squarified(sorted(sizes, reverse=True), 700, 300)
    scale = 700 * 300 / sum(sizes)
    for size, tile in zip(sorted(sizes, reverse=True), tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(size * scale, rel=1e-6)
        assert tile.x >= 0
        assert tile.y >= 0
        assert tile.x + tile.width <= 700 + 1e-6
        assert tile.y + tile.height <= 300 + 1e-6


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_never_overlap(wanted: list[float]) -> None:
    placed = spread(sorted(wanted), [20.0] * len(wanted), 300)
    assert all(later - earlier >= 20 - 1e-9 for earlier, later in itertools.pairwise(placed))
    assert placed[0] >= 10 - 1e-9
