"""The line of a card: a few values, small, without words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.charting.inks import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDTH, HEIGHT = 120, 32
_EDGE = 4


def sparkline(values: Sequence[Decimal | None]) -> str:
    """Return values as a small line with a dot at its end, from the smallest to the largest, with stand-ins for colours; empty for fewer than three."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 3:
        return ""
    low, high = min(value for _at, value in known), max(value for _at, value in known)
    last = len(values) - 1
    places = [
        (
            _EDGE + (WIDTH - 2 * _EDGE) * at / last,
            _EDGE + (HEIGHT - 2 * _EDGE) * (1 - (float((value - low) / (high - low)) if high > low else 0.5)),
        )
        for at, value in known
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}"><polyline points="{points}" fill="none" stroke="{SERIES[0]}" stroke-width="2" '
        f'stroke-linejoin="round" stroke-linecap="round"/><circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{SERIES[0]}"/></svg>'
    )
