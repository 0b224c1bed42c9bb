"""Areas in proportion: the tiles of a mosaic, the ribbons of a flow."""

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


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a column: where it begins and ends."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Halfway between its ends."""
        return (self.start + self.end) / 2


def stacked(sizes: Sequence[float], scale: float, gap: float, height: float) -> list[Band]:
    """Stack bands of sizes times scale, with gaps between them, in the middle of a height."""
    at = (height - sum(sizes) * scale - gap * (len(sizes) - 1)) / 2
    bands = []
    for size in sizes:
        bands.append(Band(at, at + size * scale))
        at += size * scale + gap
    return bands


def spread(middles: Sequence[float], least: Sequence[float], height: float) -> list[float]:
    """Move labels apart that stand too near to one another, each as little as it takes.

    Args:
        middles: Where the labels would like to stand, in order.
        least: How high each label is.
        height: Where the last one has to end at the latest, if there is room for all.
    """
    placed: list[float] = []
    edge = 0.0
    for middle, size in zip(middles, least, strict=True):
        placed.append(max(middle, edge + size / 2))
        edge = placed[-1] + size / 2
    limit = max(height, sum(least))
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit - least[at] / 2)
        limit = placed[at] - least[at] / 2
    return placed
