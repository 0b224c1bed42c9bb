"""Areas in proportion: the tiles of a mosaic."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

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
