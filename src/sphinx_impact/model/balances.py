"""Which lines of a statement are its opening and its closing balance."""

from __future__ import annotations

from typing import Final

from sphinx_impact.model.entities import Line, Statement
from sphinx_impact.model.loading.words import slug

_FIRST: Final = frozenset({"beginning", "start", "opening"})
_LAST: Final = frozenset({"end", "ending", "closing"})
_SMALL: Final = frozenset({"at", "of", "the", "in"})
_BALANCES: Final = frozenset({"assets", "balance", "balances", "cash", "equity", "fund", "funds", "period", "year"})
"""One of these must stand in a label: opening and closing hours are no balances."""


def opening_and_closing(statement: Statement) -> tuple[Line, Line] | None:
    """Return the lines of the opening and the closing balance.

    They are those of the declared roll-forward, or else the only two lines whose labels differ in nothing but the beginning and the end.
    """
    lines = {line.id: line for line in reversed(statement.lines)}
    roll = statement.roll_forward
    if roll is not None:
        return (lines[roll.opening], lines[roll.closing]) if {roll.opening, roll.closing} <= lines.keys() else None
    first = [(name, line) for line in statement.lines if (name := _apart_from(line, _FIRST))]
    ends = [(name, line) for line in statement.lines if (name := _apart_from(line, _LAST))]
    pairs = [(one, two) for name, one in first for other, two in ends if name == other]
    return pairs[0] if len(pairs) == 1 else None


def _apart_from(line: Line, words: frozenset[str]) -> str:
    """Return a label without one of some words; empty where it has none of them."""
    label = slug(line.label.text).split("-")
    return " ".join(word for word in label if word not in words | _SMALL) if words & set(label) and _BALANCES & set(label) else ""
