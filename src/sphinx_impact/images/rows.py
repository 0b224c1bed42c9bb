"""Rows of a gallery: all pictures of a row are equally high and keep their proportions, and the rows are as full as can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE, MEDIUM = 3.4, 2.1
"""How many times as wide as high a row should be where there is room, and where there is less."""

_LEAST = 1.1
"""A row is at most so high that a picture of these proportions fills it; a lone portrait is narrower than the page."""


_MOST = 9
"""Pictures of a row."""


class Share(NamedTuple):
    """How wide a picture is: its part of the width that a row of some pictures leaves beside the gaps."""

    part: float
    among: int


def shares(ratios: Sequence[float], wide: Sequence[bool], aim: float) -> list[Share]:
    """Return how wide each picture is.

    Args:
        ratios: Width by height of each picture.
        wide: Whether a picture has a row of its own.
        aim: Width by height that a row should have.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(ratios) + 1):
        choices = []
        total = 0.0
        for start in range(end - 1, -1, -1):
            alone = end - start == 1
            if not alone and any(wide[start:end]):
                break
            total += ratios[start]
            cost = 0.0 if alone and wide[start] else math.log(total / aim) ** 2 + (0.15 if alone else 0)
            choices.append((best[start][0] + cost, start))
            if (total > 2 * aim and not alone) or end - start == _MOST:
                break
        best.append(min(choices))
    found: list[Share] = []
    end = len(ratios)
    while end:
        start = best[end][1]
        row = ratios[start:end]
        full = sum(row) if wide[start] else max(sum(row), _LEAST)
        found[:0] = [Share(1.0 if wide[start] else ratio / full, len(row)) for ratio in row]
        end = start
    return found
