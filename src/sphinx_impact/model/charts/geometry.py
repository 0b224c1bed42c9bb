"""Geometry of charts: round ticks, trend lines, shares in whole dots, tiles and ribbons. All exact."""

from __future__ import annotations

import dataclasses
import decimal
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sphinx_impact.model.numbers.exact import WIDE


def total_of(values: Iterable[Decimal | None]) -> Decimal:
    """Return the exact sum of the values that there are."""
    with decimal.localcontext(WIDE):
        return sum((value for value in values if value is not None), Decimal(0))


def least_squares(values: Sequence[Decimal | None]) -> tuple[Decimal, Decimal] | None:
    """Return start and slope of the line nearest to values at 0, 1, 2, …, or None where fewer than two are known."""
    points = [(Decimal(x), value) for x, value in enumerate(values) if value is not None]
    if len(points) < 2:
        return None
    with decimal.localcontext(WIDE):
        number = len(points)
        middle_x = sum((x for x, _y in points), Decimal(0)) / number
        middle_y = sum((y for _x, y in points), Decimal(0)) / number
        spread = sum(((x - middle_x) ** 2 for x, _y in points), Decimal(0))
        slope = sum(((x - middle_x) * (y - middle_y) for x, y in points), Decimal(0)) / spread
        return middle_y - slope * middle_x, slope


def largest_remainder(values: Sequence[Decimal | None], total: int) -> list[int]:
    """Share `total` whole things out in proportion to the values, so that they sum up.

    Each gets the whole part of its quota; what is left goes one by one to the largest remainders, of equal ones to the earlier.

    Raises:
        ValueError: A value is below zero, or all are nothing.
    """
    known = [value or Decimal(0) for value in values]
    whole = total_of(known)
    if whole <= 0 or min(known) < 0:
        raise ValueError("parts of a whole must not be below zero, nor all be nothing")
    with decimal.localcontext(WIDE):
        quotas = [value * total / whole for value in known]
    given = [int(quota) for quota in quotas]
    order = sorted(range(len(known)), key=lambda at: (given[at] - quotas[at], at))
    for at in order[: total - sum(given)]:
        given[at] += 1
    return given


def shares(values: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Return each value's part of their sum in percent; None for all where the sum is nothing."""
    whole = total_of(values)
    with decimal.localcontext(WIDE):
        return [value * 100 / whole if value is not None and whole else None for value in values]


def round_ticks(low: Decimal, high: Decimal, most: int = 5) -> list[Decimal]:
    """Return round values from at or below `low` to at or above `high`, no more than `most` steps apart: 0, 200, 400, 600."""
    with decimal.localcontext(WIDE):
        if high <= low:
            high = low + 1
        rough = (high - low) / most
        power = Decimal(1).scaleb(rough.adjusted())
        step = next(power * factor for factor in (1, 2, Decimal("2.5"), 5, 10) if power * factor >= rough)
        first = (low / step).to_integral_value(decimal.ROUND_FLOOR)
        last = (high / step).to_integral_value(decimal.ROUND_CEILING)
        return [step * number for number in range(int(first), int(last) + 1)]


_LEAST = 1e-9


@dataclasses.dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle with its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


def squarified(sizes: Sequence[float], width: float, height: float) -> list[Tile]:
    """Divide a rectangle into tiles whose areas are in proportion to sizes above zero, as square as they can be, in order.

    Rows are filled along the shorter side as long as that makes their tiles squarer (Bruls, Huizing and van Wijk, 2000). Largest
    first gives the best tiles.
    """
    scale = width * height / sum(sizes)
    areas = [size * scale for size in sizes]
    tiles: list[Tile] = []
    x = y = 0.0
    while areas:
        side = max(min(width, height), _LEAST)  # beside a huge tile nothing may be left of the rectangle
        row = 1
        while row < len(areas) and _worst(areas[: row + 1], side) <= _worst(areas[:row], side):
            row += 1
        depth = sum(areas[:row]) / side
        at = 0.0
        for area in areas[:row]:
            length = area / depth
            tiles.append(Tile(x, y + at, depth, length) if width >= height else Tile(x + at, y, length, depth))
            at += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
        areas = areas[row:]
    return tiles


def _worst(areas: Sequence[float], side: float) -> float:
    """Return how far from a square the worst tile of a row is: 1 for a square."""
    depth = sum(areas) / side
    return max(max(depth * depth / area, area / (depth * depth)) for area in areas)
