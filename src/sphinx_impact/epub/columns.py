"""Tables wider than a phone, divided by columns: each part repeats the labels of the rows."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub.markup import classes, parents, words
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOM = 30
"""Characters that fit side by side on a phone with large type (360 pixels, 150 per cent), gaps counted in."""

TIGHT = 35
"""The same with smaller type, which keeps the last column beside the others."""

_LABEL = 10
_WORD = 12
_MANY = 5

Row = list[tuple[ET.Element, int, int]]
"""The cells of a row, each with its first column and the column after its last."""


def split_wide(root: ET.Element) -> None:
    """Divide every table of a page that needs it."""
    up = parents(root)
    for table in list(root.iter("table")):
        if any(each.tag == "table" for each in _ancestors(table, up)) or any(each is not table for each in table.iter("table")):
            continue
        rows = _rows(table)
        parts = _parts(table, rows) if rows else []
        if len(parts) > 1:
            _divide(table, rows, parts, up[table])
        elif rows and sum(_longest(column, rows) + 1 for column in range(1 + max(parts[0]))) <= ROOM:
            table.set("class", f"{table.get('class', '')} impact-whole-words".strip())


def _ancestors(element: ET.Element, up: dict[ET.Element, ET.Element]) -> Iterator[ET.Element]:
    while element in up:
        element = up[element]
        yield element


def _span(cell: ET.Element, name: str) -> int:
    text = cell.get(name, "1")
    return max(1, int(text)) if text.isdecimal() else 1


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
        found[row] = cells
    widths = {cells[-1][2] for cells in found.values() if cells}
    return found if len(widths) == 1 else {}


def _is_amount(cell: ET.Element) -> bool:
    return "impact-amount" in classes(cell)


def _labels(rows: dict[ET.Element, Row], head: set[ET.Element], count: int) -> int:
    """Return how many columns at the left hold labels: those that are headers in every row of the body, at least one."""
    body = [cells for row, cells in rows.items() if row not in head]
    labels = 0
    while body and labels < count and all(cell.tag == "th" for cells in body for cell, start, end in cells if start <= labels < end):
        labels += 1
    return labels or 1


def _parts(table: ET.Element, rows: dict[ET.Element, Row]) -> list[list[int]]:
    """Return the columns of each part, those of the labels left out; one part where the table fits."""
    count = next(iter(rows.values()))[-1][2]
    head = {row for section in table.findall("thead") for row in section.iter("tr")}
    labels = _labels(rows, head, count)
    columns = list(range(labels, count))
    widths = {column: _width(column, rows) for column in range(count)}
    amounts = all(widths[column][1] for column in columns)
    label = sum(min(widths[column][0], _LABEL) for column in range(labels))
    needs = {column: widths[column][0] + 1 for column in columns}
    whole = label + sum(needs.values())
    if not head or whole <= ROOM or not (amounts or count >= _MANY):
        return [columns]
    if amounts and (whole <= TIGHT or len(columns) <= 2):
        table.set("class", f"{table.get('class', '')} impact-tight".strip())
        return [columns]
    return _packed(_groups(columns, [rows[row] for row in rows if row in head]), needs, ROOM - label)


def _groups(columns: Sequence[int], head: Sequence[Row]) -> list[list[int]]:
    """Return the columns under each header that spans several; every other column by itself."""
    spans = [(start, end) for cells in head for _cell, start, end in cells if 1 < end - start < len(columns)]
    groups: list[list[int]] = []
    for column in columns:
        around = next((span for span in spans if span[0] <= column < span[1]), None)
        if around and groups and around[0] <= groups[-1][0] < around[1]:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _packed(groups: Sequence[list[int]], needs: dict[int, int], room: int) -> list[list[int]]:
    """Put groups side by side while they fit; a group that is too wide alone is divided."""
    parts: list[list[int]] = [[]]
    used = 0
    for group in groups:
        need = sum(needs[column] for column in group)
        if parts[-1] and used + need > room:
            parts.append([])
            used = 0
        if need <= room or len(group) == 1:
            parts[-1] += group
            used += need
            continue
        pieces = _packed([[column] for column in group], needs, room)
        parts[-1:] = [*([parts[-1]] if parts[-1] else []), *pieces]
        used = room
    columns = [column for group in groups for column in group]
    if all(len(group) == 1 for group in groups) and len({needs[column] for column in columns}) <= 2:
        return _even(columns, len(parts))
    return parts


def _even(columns: Sequence[int], count: int) -> list[list[int]]:
    """Divide columns that are alike into parts as long as each other."""
    size, rest = divmod(len(columns), count)
    parts, at = [], 0
    for number in range(count):
        end = at + size + (number < rest)
        parts.append(list(columns[at:end]))
        at = end
    return parts


def _width(column: int, rows: dict[ET.Element, Row]) -> tuple[int, bool]:
    """Return how many characters a column needs, and whether it holds amounts."""
    need, amounts = 0, True
    for cells in rows.values():
        for cell, start, end in cells:
            if start == column and end == column + 1:
                text = words(cell)
                if _is_amount(cell):
                    hidden = sum(len(words(each)) for each in cell.iter() if "impact-vh" in classes(each))
                    need = max(need, len(text) - hidden if cell.tag == "td" else max(map(len, text.split()), default=0))
                else:
                    amounts = amounts and not text
                    need = max(need, min(_WORD, max(map(len, text.split()), default=0)))
    return need, amounts


def _longest(column: int, rows: dict[ET.Element, Row]) -> int:
    """Return the length of the longest piece of a column that no line should break."""
    pieces = [0]
    for cells in rows.values():
        for cell, start, end in cells:
            if start == column and end == column + 1:
                text = words(cell)
                pieces += [len(text)] if cell.tag == "td" and _is_amount(cell) else [len(each) for each in text.split()]
    return max(pieces)


def _divide(table: ET.Element, rows: dict[ET.Element, Row], parts: list[list[int]], parent: ET.Element) -> None:
    labels = set(range(parts[0][0]))
    index, tail = list(parent).index(table), table.tail
    positions = {row: number for number, row in enumerate(table.iter("tr"))}
    spans = {positions[row]: [(start, end) for _cell, start, end in cells] for row, cells in rows.items()}
    for offset, part in reversed(list(enumerate(parts))):
        made = table if offset == 0 else copy.deepcopy(table)
        if offset:
            _as_continued(made)
        for number, row in enumerate(made.iter("tr")):
            _keep(row, spans[number], labels | set(part))
        made.set("class", f"{made.get('class', '')} impact-part".strip())
        made.tail = tail if offset == len(parts) - 1 else "\n"
        if offset:
            parent.insert(index + 1, made)


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
    note.text = f" ({_('continued')})"
