"""Tables that are wider than the page: set smaller down to what can be read, else turned, and divided only as the last way out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import tables
from sphinx_impact.epub.xhtml import add_class, classes, parents, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZES = (8.0, 7.4)
_TURNED = (8.6, 8.0, 7.4, 7.0)
"""Sizes of type in points that a wide table is tried in, upright and turned. The last one is the floor."""

_SIGN = 0.6 * 25.4 / 72
"""Width of a sign in millimetres for each point of the size of type: that of a figure, which is wider than most letters."""

_LABEL, _TEXT = 26, 22
"""Characters of the label of a row, and of a text in another column, that should stand on one line."""

_GAP, _CLOSE = 7.0, 2.8
"""Millimetres between columns, and between those of a table that is set smaller."""

_LEAST = 17.0
"""Millimetres of the narrowest column of amounts in a statement."""

_LEAD = 200
"""Characters of the longest paragraph that goes with the heading before a table to the table's page."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_IN_TEXT = frozenset("li td th aside blockquote".split())
"""What a table inside cannot leave for a page of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Divided:
    """A table that had to be divided.

    Attributes:
        docname: The report's page that it stands on; may be empty, as its caption.
        parts: Into how many.
    """

    docname: str
    caption: str
    columns: int
    parts: int


def fit(main: ET.Element, across: float, turned: float) -> list[Divided]:
    """Make every table fit its page, and return those that had to be divided.

    Args:
        across: Width of the text in millimetres.
        turned: The same on a page that is turned.
    """
    up = parents(main)
    divided = []
    for table in tables.apart(main):
        needs = _needs(table)
        if not needs or _fits(table, needs, across):
            continue
        above = _above(table, up)
        can_turn = not any(each.tag in _IN_TEXT or "admonition" in classes(each) for each in above)
        if can_turn and (size := next((each for each in _TURNED if _width(needs, each) <= turned), 0.0)):
            _set(table, size)
            _turn(table, above, up)
            continue
        room = int(across / (_SIGN * _TURNED[-1])) - len(needs)
        parts = tables.divide(table, room, up[table])
        if len(parts) == 1:  # of texts, which stand on more lines
            continue
        for part in parts:
            if not _fits(part, _needs(part), across):
                _set(part, _TURNED[-1])
        caption = table.find("caption")
        docname = next((each.get("data-docname", "") for each in above if each.get("data-docname")), "")
        divided.append(Divided(docname, words(caption) if caption is not None else "", len(needs), len(parts)))
    return divided


def _needs(table: ET.Element) -> list[tuple[int, bool]]:
    """Return how many characters each column needs, and whether it holds amounts; nothing where rows hang together."""
    found = tables.needs(table, _TEXT)
    return [
        (min(max(first, word), max(_LABEL, word)) if number == 0 else first, amounts) for number, (first, word, amounts) in enumerate(found)
    ]


def _fits(table: ET.Element, needs: Sequence[tuple[int, bool]], across: float) -> bool:
    """Return whether a table fits upright, and set it smaller where that makes it fit."""
    statement = "impact-statement" in classes(table)
    own = 9.0 if statement else 8.6
    width = sum(max(count * _SIGN * own, _LEAST if statement and amounts else 0) + _GAP for count, amounts in needs) - _GAP
    if width <= across:
        return True
    size = next((each for each in (own, *_SIZES) if _width(needs, each) <= across), 0.0)
    if size:
        _set(table, size)
    return bool(size)


def _width(needs: Sequence[tuple[int, bool]], size: float) -> float:
    return sum(count * _SIGN * size + _CLOSE for count, _amounts in needs)


def _set(table: ET.Element, size: float) -> None:
    add_class(table, "fitted")
    table.set("style", f"font-size: {size}pt")


def _above(element: ET.Element, up: dict[ET.Element, ET.Element]) -> list[ET.Element]:
    found = []
    while element in up:
        element = up[element]
        found.append(element)
    return found


def _turn(table: ET.Element, above: Sequence[ET.Element], up: dict[ET.Element, ET.Element]) -> None:
    """Give a table, with what belongs to it and the heading right before it, a page of its own that lies on its side."""
    whole = next((each for each in above if "impact-exhibit" in classes(each) or "appendix-table" in classes(each)), table)
    parent = up[whole]
    first = last = list(parent).index(whole)
    while first and parent[first - 1].tag in {"p", *HEADINGS} and len(words(parent[first - 1])) < _LEAD:
        first -= 1
        if parent[first].tag in HEADINGS:
            break
    else:
        first = last
    holder = ET.Element("div", {"class": "turned"})
    holder.extend(parent[first : last + 1])
    parent[first : last + 1] = [holder]
    holder.tail, whole.tail = whole.tail, None
    for each in holder:
        up[each] = holder
    up[holder] = parent
