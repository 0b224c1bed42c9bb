"""Tables that assistive technology can follow and that small engines can draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub.markup import classes, remove, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(
    r"[\s\u00a0]*[-−+(]?[\s\u00a0]*[$€£¥]?[\s\u00a0]*[\d][\d.,\s\u00a0']*[)%‰+]?[\s\u00a0%]*(billion|million|[KMBT])?\Z|[–—-]\Z|n/a\Z|N/A\Z"
)


def mend_tables(root: ET.Element) -> None:
    """Mend every table of a page."""
    _columns_of_lists(root)
    for table in list(root.iter("table")):
        _mend(table)


def _columns_of_lists(root: ET.Element) -> None:
    """Sphinx sets a list in columns as a table, which is then read row by row."""
    for table in [each for each in root.iter("table") if {"hlist", "genindextable"} & set(classes(each))]:
        for row in table.iter("tr"):
            row.tag = "div"
        for cell in table.iter("td"):
            cell.tag = "div"
        for body in table.iter("tbody"):
            body.tag = "div"
        table.tag = "div"


def _cells(row: ET.Element) -> Iterator[ET.Element]:
    return (cell for cell in row if cell.tag in {"td", "th"})


def _mend(table: ET.Element) -> None:
    for group in [each for each in table if each.tag in {"colgroup", "col"}]:
        remove(table, group)
    style = table.get("style", "")
    if style:  # a width in per cent or pixels is made for a wider page
        kept = "; ".join(rule.strip() for rule in style.split(";") if rule.strip() and not rule.strip().startswith("width"))
        table.attrib.pop("style")
        if kept:
            table.set("style", kept)
    direct = [each for each in table if each.tag == "tr"]
    if direct:
        _group(table, direct)
    for section in table:
        if section.tag not in {"thead", "tbody", "tfoot"}:
            continue
        for row in section.iter("tr"):
            for position, cell in enumerate(_cells(row)):
                _cell(cell, section.tag, position)
    _numbers(table)


def _group(table: ET.Element, rows: list[ET.Element]) -> None:
    """Put rows that stand in the table itself into a body, or a head where they hold headers only."""
    head = [row for row in rows[:1] if all(cell.tag == "th" for cell in _cells(row))]
    for name, members in (("thead", head), ("tbody", rows[len(head) :])):
        if members and len(rows) > len(head):
            section = ET.Element(name)
            table.insert(list(table).index(members[0]), section)
            for row in members:
                table.remove(row)
                section.append(row)
    if len(rows) == len(head):
        section = ET.Element("tbody")
        table.insert(list(table).index(rows[0]), section)
        for row in rows:
            table.remove(row)
            section.append(row)


def _cell(cell: ET.Element, section: str, position: int) -> None:
    if cell.tag == "th" and not words(cell) and not list(cell.iter("img")):
        cell.tag = "td"
        cell.attrib.pop("scope", None)
    if cell.tag == "th" and cell.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
        many = int(cell.get("colspan", "1") if cell.get("colspan", "1").isdecimal() else "1") > 1
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


def _numbers(table: ET.Element) -> None:
    """Mark the cells that hold a number and nothing else, so that a column of them lines up."""
    if "impact-statement" in classes(table):
        return
    body = [row for row in table.iter("tr") if any(cell.tag == "td" for cell in _cells(row))]
    if any(cell.get("colspan") or cell.get("rowspan") for row in table.iter("tr") for cell in _cells(row)):
        return
    columns: dict[int, list[ET.Element]] = {}
    for row in body:
        for position, cell in enumerate(_cells(row)):
            columns.setdefault(position, []).append(cell)
    for position, cells in columns.items():
        filled = [cell for cell in cells if words(cell) and cell.tag == "td"]
        if filled and all(_NUMBER.match(words(cell)) for cell in filled):
            head = [list(_cells(row))[position] for row in table.iter("tr") if row not in body and len(list(_cells(row))) > position]
            for cell in [*head, *cells]:
                if "impact-amount" not in classes(cell):
                    cell.set("class", f"{cell.get('class', '')} impact-amount".strip())
