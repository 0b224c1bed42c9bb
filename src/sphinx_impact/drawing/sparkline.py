"""The line of a card: a few values, small, without words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.drawing.svg import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

WIDTH, HEIGHT = 120, 32
_EDGE = 4


def sparkline(values: Sequence[Decimal | None], ink: str) -> str:
    """Return values as a small line with a dot at its end, from the smallest to the largest; empty for fewer than three."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 3:
        return ""
    low, high = min(value for _at, value in known), max(value for _at, value in known)
    places = [
        (
            _EDGE + (WIDTH - 2 * _EDGE) * at / (len(values) - 1),
            _EDGE + (HEIGHT - 2 * _EDGE) * (1 - (float((value - low) / (high - low)) if high > low else 0.5)),
        )
        for at, value in known
    ]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in places)
    x, y = places[-1]
    return (
        f'<svg class="impact-sparkline" aria-hidden="true" focusable="false" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{number(x)}" cy="{number(y)}" r="3.5" fill="{ink}"/></svg>'
    )
