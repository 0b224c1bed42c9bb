"""Tables that assistive technology can follow and phones can show.

Wide ones are divided by columns; each part repeats the labels of the rows.
"""

from __future__ import annotations

import copy
import itertools
import math
import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from sphinx_impact.epub.xhtml import add_class, classes, having, parents, remove, unwrap, words
from sphinx_impact.messages import _
from sphinx_impact.model.numbers.parse import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOM = 44
"""Characters that fit side by side on a phone of 360 pixels, gaps counted in. Where type is larger or the page narrower, the style sheet takes over."""

TIGHT = 52
"""The same with smaller type. Columns that take no more stay together."""

NEEDS = (22, 25, 28, 32, 36, 40, 44, 48, 52, 57)
"""The steps of characters that the style sheet knows tables by, to set them tighter, or cells below one another, where the page has less room."""

_LABEL = 12
_WORD = 14
_MANY = 5
_PAIR = 3
"""Labels and two columns stay together, whatever they cost."""

_GAP = 2
_HEAD, _SYLLABLES = 0.9, 10
"""The type of heads, as part of that of amounts, and how many characters of a word stay together in them."""

_COLUMNS = 200
"""A table of more columns is left as it is: no report has one, and nobody can read it in parts either."""

_SIGN = rf"(?:{'|'.join(map(re.escape, SIGNS))})?"
_NUMBER = re.compile(
    rf"[\s\u00a0]*[-−+(]?[\s\u00a0]*{_SIGN}[\s\u00a0]*[\d][\d.,\s\u00a0']*[)%‰+]?[\s\u00a0%]*(billion|million|[KMBT])?{_SIGN}\Z|[–—-]\Z|n/a\Z|N/A\Z"
)

Row = list[tuple[ET.Element, int, int]]
"""The cells of a row, each with its first column and the column after its last."""


def mend_tables(root: ET.Element) -> None:
    """Mend every table of a page."""
    # Sphinx sets a list in columns as a table, which would be read row by row.
    for table in [each for each in root.iter("table") if {"hlist", "genindextable"} & set(classes(each))]:
        for body in table.findall("tbody"):
            unwrap(table, body)
        for element in [*table.iter("tr"), *table.iter("td"), table]:
            element.tag = "div"
    for table in list(root.iter("table")):
        _mend(table)


def _cells(row: ET.Element) -> list[ET.Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: ET.Element, name: str) -> int:
    """Return how many columns or rows a cell takes, at most what browsers allow."""
    text = cell.get(name, "1")
    return min(max(1, int(text[:6])), 1000) if text.isdecimal() else 1


def _mend(table: ET.Element) -> None:
    for group in [each for each in table if each.tag in {"colgroup", "col"}]:
        remove(table, group)
    rules = [rule.strip() for rule in table.attrib.pop("style", "").split(";")]
    # a width in per cent or pixels is made for a wider page
    if kept := "; ".join(rule for rule in rules if rule and not rule.startswith("width")):
        table.set("style", kept)
    _group(table)
    for section in table:
        if section.tag in {"thead", "tbody", "tfoot"}:
            for row in section.iter("tr"):
                for position, cell in enumerate(_cells(row)):
                    _mend_cell(cell, section.tag, position)
    _mark_numbers(table)


def _group(table: ET.Element) -> None:
    """Put rows that stand in the table itself into a body, and a first one of headers only into a head."""
    rows = [each for each in table if each.tag == "tr"]
    if rows:
        body = ET.Element("tbody")
        table.insert(list(table).index(rows[0]), body)
        for row in rows:
            table.remove(row)
        body.extend(rows)
    first = table.find("tbody")
    if first is None or table.find("thead") is not None:
        return
    rows = first.findall("tr")
    if len(rows) > 1 and all(cell.tag == "th" for cell in _cells(rows[0])) and any(cell.tag == "td" for cell in _cells(rows[1])):
        head = ET.Element("thead")
        table.insert(list(table).index(first), head)
        first.remove(rows[0])
        head.append(rows[0])


def _mend_cell(cell: ET.Element, section: str, position: int) -> None:
    for name in ("colspan", "rowspan"):
        if cell.get(name) not in {None, str(_span(cell, name))}:
            cell.set(name, str(_span(cell, name)))
    if cell.tag == "th" and not words(cell) and cell.find(".//img") is None:
        cell.tag = "td"
        cell.attrib.pop("scope", None)
    if cell.tag == "th" and cell.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
        many = _span(cell, "colspan") > 1
        if section == "thead":
            cell.set("scope", "colgroup" if many else "col")
        else:
            cell.set("scope", "rowgroup" if many and position == 0 else "row")
    if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip() and not (cell[0].tail or "").strip():
        only = cell[0]
        if not set(only.attrib) - {"class"}:
            cell.remove(only)
            cell.text = (only.text or "").strip() if not len(only) else (only.text or "").lstrip()
            cell.extend(list(only))


def _mark_numbers(table: ET.Element) -> None:
    """Mark the cells that hold a number and nothing else, so that a column of them lines up."""
    rows = [_cells(row) for row in table.iter("tr")]
    if "impact-statement" in classes(table) or any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row):
        return
    columns: dict[int, list[ET.Element]] = {}
    heads: dict[int, list[ET.Element]] = {}
    for row in rows:
        of = columns if any(cell.tag == "td" for cell in row) else heads
        for position, cell in enumerate(row):
            of.setdefault(position, []).append(cell)
    for position, cells in columns.items():
        filled = [said for cell in cells if cell.tag == "td" and (said := words(cell))]
        if filled and all(map(_NUMBER.match, filled)):
            for cell in [*heads.get(position, ()), *cells]:
                if "impact-amount" not in classes(cell):
                    add_class(cell, "impact-amount")


# ---- wide tables ----


def split_wide(root: ET.Element) -> None:
    """Divide every table of a page that needs it."""
    up = parents(root)
    for table, _rows, _head in list(_tables(root)):
        divide(table, TIGHT, up[table])


def divide(table: ET.Element, room: int, parent: ET.Element) -> list[ET.Element]:
    """Divide a table by columns if it needs it, and return what it is now.

    Args:
        room: Characters that fit side by side, gaps counted in.
    """
    rows, head = _parts(table)
    if not head:
        return [table]
    labels, taken, amounts = _measured(rows, head)
    if amounts or len(taken) >= _MANY:
        parts = _packed(_groups(list(range(labels, len(taken))), head), taken, room - sum(taken[:labels]))
        if len(parts) > 1:
            return _divide(table, rows, parts, parent, labels)
    return [table]


def needs(table: ET.Element, most: int) -> list[tuple[int, int, bool]]:
    """Return of each column how many characters its texts and its longest word need, and whether it holds amounts.

    Args:
        most: Characters of texts, other than labels and amounts, from which on they may stand on several lines.

    Returns:
        Nothing where rows hang together by cells that span several.
    """
    rows = _rows(table)
    if not rows:
        return []
    found = []
    texts = [0] * _count(rows)
    for cells in rows.values():
        for cell, start, end in cells:
            if end == start + 1:
                texts[start] = max(texts[start], len(words(cell)))
    for column, ((least, amounts), longest) in enumerate(zip(_widths(rows), _longest(rows), strict=True)):
        wanted = least if amounts else max(least, texts[column] if column == 0 else min(texts[column], max(most, longest)))
        found.append((wanted, min(longest, most), amounts))
    return found


def fit_narrow(root: ET.Element) -> None:
    """Tell the style sheet how much room every table takes, and its cells what heads them, for pages that have less."""
    up = parents(root)
    for table, rows, head in _tables(root):
        labels, needs, amounts = _measured(rows, head)
        if sum(needs) > ROOM and amounts:
            add_class(table, "impact-tight")
        for cell in (cell for cells in rows.values() for cell, _start, _end in cells):
            if any(len(word) > _WORD for word in words(cell).split()):
                add_class(cell, "impact-breaks")
        _name_cells(rows, head, labels)
        _box(table, sum(needs), up[table])


def apart(root: ET.Element) -> list[ET.Element]:
    """Return the tables that neither stand in another nor hold one."""
    nested = {inner for table in root.iter("table") for inner in table.iter("table") if inner is not table}
    return [table for table in root.iter("table") if table not in nested and not nested.intersection(table.iter("table"))]


def _tables(root: ET.Element) -> Iterator[tuple[ET.Element, dict[ET.Element, Row], list[Row]]]:
    """Give such tables whose cells take one row each and have heads; with their rows, and those of the head."""
    for table in apart(root):
        rows, head = _parts(table)
        if head:
            yield table, rows, head


def _parts(table: ET.Element) -> tuple[dict[ET.Element, Row], list[Row]]:
    """Return the rows of a table, and those of its head; none where its cells take several rows each, or are too many."""
    rows = _rows(table)
    if not rows or not 0 < _count(rows) <= _COLUMNS:
        return {}, []
    return rows, [rows[row] for section in table.findall("thead") for row in section.iter("tr") if row in rows]


def _measured(rows: dict[ET.Element, Row], head: Sequence[Row]) -> tuple[int, list[int], bool]:
    """Return how many columns hold labels, how many characters each column takes, a gap counted in, and whether the others hold amounts alone."""
    widths = _widths(rows)
    labels = _labels(rows, head, len(widths))
    taken = [min(width.need, _LABEL) if at < labels else width.need + _GAP for at, width in enumerate(widths)]
    return labels, taken, all(width.amounts for width in widths[labels:])


def _name_cells(rows: dict[ET.Element, Row], head: Sequence[Row], labels: int) -> None:
    """Write the heads of its column at each cell, for pages so narrow that cells stand below one another. A head of all columns stays above."""
    body = [cells for cells in rows.values() if cells not in head]
    names: dict[int, list[str]] = {}
    for cells in head:
        for cell, start, end in cells:
            said = words(cell)
            if said and start == labels and end == _count(rows) and cells is not head[-1]:
                add_class(cell, "impact-over")
                continue
            for column in range(start, end):
                if said and said not in names.setdefault(column, []):
                    names[column].append(said)
    for cell, start, end in itertools.chain.from_iterable(body):
        if names.get(start) and end == start + 1 and (cell.tag == "td" or start):
            cell.set("data-head", ", ".join(names[start]))


def _box(table: ET.Element, need: int, parent: ET.Element) -> None:
    """Put a table into a box that says what room it takes: the style sheet compares that with the width of the box."""
    index, step = list(parent).index(table), next((step for step in NEEDS if need <= step), NEEDS[-1])
    box = ET.Element("div", {"class": f"impact-fit impact-fit-{step}"})
    box.tail, table.tail = table.tail, "\n"
    inside = ET.SubElement(box, "div", {"class": "impact-fit-table"})
    parent[index] = box
    inside.append(table)


def _rows(table: ET.Element) -> dict[ET.Element, Row]:
    """Return where the cells of each row stand; nothing where rows hang together."""
    found: dict[ET.Element, Row] = {}
    for row in table.iter("tr"):
        at, cells = 0, []
        for cell in row:
            if _span(cell, "rowspan") > 1:
                return {}
            cells.append((cell, at, at + _span(cell, "colspan")))
            at = cells[-1][2]
        if cells:
            found[row] = cells
    return found if len({cells[-1][2] for cells in found.values()}) == 1 else {}


def _count(rows: dict[ET.Element, Row]) -> int:
    return next(iter(rows.values()))[-1][2]


def _is_amount(cell: ET.Element) -> bool:
    return "impact-amount" in classes(cell)


def _labels(rows: dict[ET.Element, Row], head: Sequence[Row], count: int) -> int:
    """Return how many columns at the left hold labels: those that are headers in every row of the body, at least one."""
    body = [cells for cells in rows.values() if cells not in head]
    labels = 0
    while body and labels < count and all(cell.tag == "th" for cells in body for cell, start, end in cells if start <= labels < end):
        labels += 1
    return labels or 1


def _groups(columns: Sequence[int], head: Sequence[Row]) -> list[list[int]]:
    """Return the columns that belong together: those under a header that spans several, and changes; every other column by itself."""
    spans = [(start, end) for cells in head for _cell, start, end in cells if 1 < end - start < len(columns)]
    changes = {start for cells in head for cell, start, _end in cells if "impact-change" in classes(cell)}
    groups: list[list[int]] = []
    for column in columns:
        around = next((span for span in spans if span[0] <= column < span[1]), None)
        follows = around and groups and around[0] <= groups[-1][0] < around[1]
        if follows or (column in changes and groups and groups[-1][0] in changes):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _packed(groups: Sequence[list[int]], needs: Sequence[int], room: int) -> list[list[int]]:
    """Divide columns into as few parts as fit, these as alike as they can be; a group that is too wide alone is divided.

    Args:
        needs: Characters that each column takes.
        room: Characters that fit side by side.
    """
    wide = [sum(needs[column] for column in group) for group in groups]
    if sum(wide) <= room or len(needs) <= _PAIR:
        return [[column for group in groups for column in group]]
    pieces: list[list[int]] = []
    for group, need in zip(groups, wide, strict=True):
        pieces += [group] if need <= room or len(group) == 1 else _packed([[column] for column in group], needs, room)
    wide = [sum(needs[column] for column in piece) for piece in pieces]
    room = max(room, *wide)
    count = len(_filled(pieces, wide, room))
    tries = (_filled(pieces, wide, less) for less in range(-(-sum(wide) // count), room + 1))
    return next(parts for parts in tries if len(parts) == count)


def _filled(pieces: Sequence[list[int]], wide: Sequence[int], room: int) -> list[list[int]]:
    """Put pieces side by side while they fit."""
    parts: list[list[int]] = []
    used = room
    for piece, need in zip(pieces, wide, strict=True):
        if used + need > room or not parts:
            parts.append([])
            used = 0
        parts[-1] += piece
        used += need
    return parts


class _Width(NamedTuple):
    """What a column needs.

    Attributes:
        need: Characters.
        amounts: Whether all its cells hold amounts.
    """

    need: int
    amounts: bool


def _widths(rows: dict[ET.Element, Row]) -> list[_Width]:
    """Return what each column needs."""
    needs, amounts = [0] * _count(rows), [True] * _count(rows)
    for cells in rows.values():
        for cell, start, end in cells:
            if end > start + 1:
                continue
            text = words(cell)
            longest = min(max(map(len, text.split()), default=0), _WORD)
            if _is_amount(cell):
                hidden = sum(len(words(each)) for each in having(cell, "impact-vh"))
                needs[start] = max(needs[start], len(text) - hidden if cell.tag == "td" else min(math.ceil(longest * _HEAD), _SYLLABLES))
            else:
                amounts[start] = amounts[start] and not text
                needs[start] = max(needs[start], longest)
    return [_Width(*each) for each in zip(needs, amounts, strict=True)]


def _longest(rows: dict[ET.Element, Row]) -> list[int]:
    """Return the length of the longest piece of each column that no line should break."""
    longest = [0] * _count(rows)
    for cells in rows.values():
        for cell, start, end in cells:
            if end == start + 1:
                text = words(cell)
                pieces = [text] if cell.tag == "td" and _is_amount(cell) else text.split()
                longest[start] = max([longest[start], *map(len, pieces)])
    return longest


def _divide(table: ET.Element, rows: dict[ET.Element, Row], parts: list[list[int]], parent: ET.Element, labels: int) -> list[ET.Element]:
    kept = set(range(labels))
    index, tail = list(parent).index(table), table.tail
    spans = [[(start, end) for _cell, start, end in rows.get(row, ())] for row in table.iter("tr")]
    divided: list[ET.Element] = []
    for offset, part in reversed(list(enumerate(parts))):
        made = table if offset == 0 else copy.deepcopy(table)
        if offset:
            _as_continued(made)
        for number, row in enumerate(made.iter("tr")):
            _keep(row, spans[number], kept | set(part))
        add_class(made, "impact-part")
        made.tail = tail if offset == len(parts) - 1 else "\n"
        if offset:
            parent.insert(index + 1, made)
        divided.insert(0, made)
    return divided


def _keep(row: ET.Element, spans: list[tuple[int, int]], kept: set[int]) -> None:
    for cell, (start, end) in zip(list(row), spans, strict=True):
        width = len(kept & set(range(start, end)))
        if not width:
            row.remove(cell)
        elif width > 1:
            cell.set("colspan", str(width))
        else:
            cell.attrib.pop("colspan", None)
            if cell.get("scope") == "colgroup":
                cell.set("scope", "col")


def _as_continued(table: ET.Element) -> None:
    for element in table.iter():
        element.attrib.pop("id", None)
    caption = table.find("caption")
    if caption is None:
        return
    for holder in caption.iter():
        for child in [each for each in holder if "impact-caption-scope" in classes(each) or "caption-number" in classes(each)]:
            holder.remove(child)
    note = ET.SubElement(caption, "span", {"class": "impact-continued"})
    continued = _("continued")
    note.text = f" ({continued})"
