"""Stats out of a table with a name, a value and a period in each row."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Final

import yaml

from sphinx_impact.importing.cells import RefusedError, Sheet
from sphinx_impact.importing.files import Provenance, scalar, with_comment
from sphinx_impact.importing.heads import period_in
from sphinx_impact.importing.yaml_edit import Editing, entries, words
from sphinx_impact.model.names import slug
from sphinx_impact.model.numbers.parse import NumberError, Quantity, parse_quantity
from sphinx_impact.model.problems import quoted

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Profile

_HEADS: Final = {
    "name": ("name", "key", "stat", "metric", "figure", "indicator", "kennzahl", "bezeichnung", "indicateur"),
    "value": ("value", "amount", "number", "count", "wert", "anzahl", "valeur"),
    "period": ("period", "year", "date", "fiscal year", "periode", "jahr", "zeitraum", "période", "année"),
    "label": ("label", "title", "description"),
    "unit": ("unit", "einheit", "unité"),
    "source": ("source", "quelle"),
}


@dataclasses.dataclass(slots=True)
class Imported:
    """A stat.

    Attributes:
        values: By period, as they are written in the file.
    """

    key: str
    label: str
    unit: str
    source: str
    values: dict[str, str]


def looks_like_stats(sheet: Sheet) -> bool:
    """Whether the first row of a table names a name, a value and a period."""
    first = next(iter(sheet.rows.values()), ())
    return {"name", "value", "period"} <= set(_columns([cell.text for cell in first]))


def _columns(head: list[str]) -> dict[str, int]:
    return {field: place for field, names in _HEADS.items() for place, text in enumerate(head) if text.casefold().strip() in names}


def read_stats(sheet: Sheet, profile: Profile, group: str, decimal: str) -> tuple[dict[str, Imported], list[tuple[int, str]], int]:
    """Read stats by key; what is wrong, by row; and how many rows were understood.

    Args:
        group: What goes before the point of a key, where a name has none.

    Raises:
        RefusedError: The table has no such columns.
    """
    (first, head), *rows = sheet.rows.items()
    columns = _columns([cell.text for cell in head])
    missing = [name for name in ("name", "value") if name not in columns]
    if missing:
        raise RefusedError(f"the first row names no column {' and no column '.join(missing)}: stats have name, value and period", first)
    found: dict[str, Imported] = {}
    wrong: list[tuple[int, str]] = []
    right = 0
    for number, cells in rows:
        of = {field: cells[place].text if place < len(cells) else "" for field, place in columns.items()}
        name = of["name"]
        parts = [part for part in map(slug, name.split(".")) if part]
        key = ".".join(parts if len(parts) > 1 else [group, *parts]) if parts else ""
        period, said, line = period_in(of["period"], profile) if of.get("period") else (profile.reporting_period, "", "")
        if not key:
            wrong.append((number, "the row has no name"))
        elif period is None:
            wrong.append(
                (number, f"no period of report.yaml is {quoted(of.get('period', ''))}" + (f": write under periods: {line}" if said else ""))
            )
        else:
            try:
                quantity = parse_quantity(of["value"], decimal)
            except NumberError as error:
                wrong.append((number, str(error)))
                continue
            stat = found.setdefault(
                key, Imported(key, of.get("label") or _label(name), of.get("unit", "") or quantity.unit, of.get("source", ""), {})
            )
            if period in stat.values:
                wrong.append((number, f"{quoted(name)} has a second value for {period}"))
            else:
                stat.values[period] = _written(quantity)
                right += 1
    return found, wrong, right


def _label(name: str) -> str:
    return name if " " in name else re.sub(r"[._-]+", " ", name).strip()


def _written(quantity: Quantity) -> str:
    return f"{quantity.value:f}"


def _entry(stat: Imported, origin: Provenance) -> list[str]:
    values = ", ".join(f"{json.dumps(period)}: {value}" for period, value in stat.values.items())
    return [
        f"{stat.key}:",
        f"  label: {scalar(stat.label)}",
        *([f"  unit: {scalar(stat.unit)}"] if stat.unit else []),
        f"  source: {scalar(stat.source or origin.name)}",
        f"  values: {{{values}}}",
    ]


def to_yaml(stats: dict[str, Imported], origin: Provenance) -> str:
    """All of a file of stats."""
    return origin.comment() + "\n".join(row for stat in stats.values() for row in ["", *_entry(stat, origin)]).lstrip("\n") + "\n"


def merge(text: str, stats: dict[str, Imported], origin: Provenance, profile: Profile) -> tuple[str, list[str]]:
    """Bring values up to date in a file that may have been edited, and list what changed.

    Raises:
        RefusedError: The file cannot be read.
    """
    editing = Editing(text)
    known = entries(editing.root())
    changes: list[str] = []
    added: list[str] = []
    for stat in stats.values():
        if stat.key not in known:
            added += ["", *_entry(stat, origin)]
            changes.append(f"new stat {stat.key}")
            continue
        about = entries(known[stat.key])
        values = entries(about.get("values"))
        for period, value in stat.values.items():
            node = values.get(period)
            if node is None and "values" not in about and (words(about.get("period")) or profile.reporting_period) == period:
                node = about.get("value")
            node = entries(node).get("value") if isinstance(node, yaml.MappingNode) else node
            if node is not None:
                if not _same(words(node), value):
                    changes.append(f"{stat.key}@{period}: {words(node)} is now {value}")
                    editing.replace(node, value)
            elif isinstance(holder := about.get("values"), yaml.MappingNode):
                editing.append(holder, f"{json.dumps(period)}: {value}")
                changes.append(f"{stat.key}@{period}: {value} is new")
            else:
                changes.append(f"{stat.key}@{period} is {value}, and the file has one value alone: write values: by period for it")
    changes += [f"{key} is not in the export, and was kept" for key in known if key not in stats and key != "decimal"]
    done = editing.done().rstrip("\n") + "\n"
    return with_comment(done + "\n".join(added) + ("\n" if added else ""), origin), changes


def _same(one: str, other: str) -> bool:
    try:
        return parse_quantity(one).value == parse_quantity(other).value
    except NumberError:
        return False
