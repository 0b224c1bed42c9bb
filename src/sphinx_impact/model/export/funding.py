"""The ``history`` of a ``funding.json`` with the years and amounts of the report; everything else in the file stays as it was written."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from sphinx_impact.model.checks.funding import period_of, told_of, years_of
from sphinx_impact.model.entities import Funding
from sphinx_impact.model.json_text import grouped, plain
from sphinx_impact.model.lookup import Lookup

_DECODER: Final = json.JSONDecoder()
_SPACE: Final = re.compile(r"[ \t\r\n]*")


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    """A value in the text, and the key before it."""

    key: str
    start: int
    value: int
    end: int


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _spans(text: str, at: int) -> Iterator[_Span]:
    """Give the members of the object, or the entries of the list, that begins at a place of a text that is known to be JSON."""
    named, at = text[at] == "{", _after_space(text, at + 1)
    while text[at] not in "}]":
        start, key = at, ""
        if named:
            key, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        value, (_, at) = at, _DECODER.raw_decode(text, at)
        yield _Span(key, start, value, at)
        at = _after_space(text, at)
        at = _after_space(text, at + 1) if text[at] == "," else at


def _members(text: str, at: int) -> dict[str, _Span]:
    return {span.key: span for span in _spans(text, at)}


def with_history(text: str, lookup: Lookup, funding: Funding) -> tuple[str, list[str]]:
    """Return the file with each amount as the report has it and the year of the report, and what is new in it, in words.

    An empty history gets each year that the report knows. Amounts that an entry leaves out stay out.

    Args:
        text: The file, in which `check_funding` finds nothing but years that are missing and amounts that differ.
    """
    text, said = _corrected(text, lookup, funding)
    known = {json.loads(text[entry.value : entry.end])["year"] for entry in _entries(text)}
    reporting = lookup.profile.reporting
    wanted = years_of(lookup) if not known else [reporting.end.year] if reporting is not None else []
    for year in wanted:
        figures = told_of(lookup, funding, period_of(lookup, year))
        units = {figure.unit for figure in figures.values()}
        if year in known or len(units) != 1:
            continue
        entry = {"year": str(year), **{name: plain(figure.value or Decimal(0)) for name, figure in figures.items()}}
        text = _with_entry(text, year, {**entry, "currency": json.dumps(units.pop())})
        said.append(f"{year} is new: {', '.join(f'{name} {grouped(figure.value or Decimal(0))}' for name, figure in figures.items())}")
    return text, said


def _corrected(text: str, lookup: Lookup, funding: Funding) -> tuple[str, list[str]]:
    said = []
    for entry in reversed(_entries(text)):
        members = _members(text, entry.value)
        written: dict[str, Any] = {name: json.loads(text[span.value : span.end], parse_float=Decimal) for name, span in members.items()}
        figures = told_of(lookup, funding, period_of(lookup, written["year"]))
        for name in sorted(
            members.keys() & figures.keys(), key=lambda name: -members[name].value
        ):  # what is before a change stays in its place
            figure = figures[name]
            if figure.value is not None and written["currency"] == figure.unit and Decimal(written[name]) != figure.value:
                text = text[: members[name].value] + plain(figure.value) + text[members[name].end :]
                said.append(f"{name} of {written['year']}: {grouped(Decimal(written[name]))} -> {grouped(figure.value)}")
    return text, said[::-1]


def _entries(text: str) -> list[_Span]:
    history = _members(text, _members(text, _after_space(text, 0))["funding"].value).get("history")
    return list(_spans(text, history.value)) if history is not None else []


def _with_entry(text: str, year: int, amounts: dict[str, str]) -> str:
    """Return the file with one more entry, set as those beside it, in their order of years."""
    entries = _entries(text)
    if not entries:
        return _with_first(text, amounts)
    years = [json.loads(text[entry.value : entry.end])["year"] for entry in entries]
    falling = len(years) > 1 and years == sorted(years, reverse=True)
    at = sum(known > year if falling else known < year for known in years) if years == sorted(years, reverse=falling) else len(years)
    beside = entries[max(0, at - 1)]
    opening = text.rindex("[", 0, entries[0].start)
    space = text[opening + 1 : entries[0].start]
    space = space if "\n" in space else " "
    new = _like(text, beside, amounts)
    if at == 0:
        return f"{text[: beside.start]}{new},{space}{text[beside.start :]}"
    return f"{text[: beside.end]},{space}{new}{text[beside.end :]}"


def _like(text: str, beside: _Span, amounts: dict[str, str]) -> str:
    """Return an entry with the order of keys, the spaces and the lines of another one."""
    members = list(_spans(text, beside.value))
    order = [span.key for span in members]
    first, last = members[0], members[-1]
    opening, closing = text[beside.value + 1 : first.start], text[last.end : beside.end - 1]
    between = text[first.end : members[1].start].partition(",")[2] if len(members) > 1 else " "
    colon = text[first.start : first.value].removeprefix(json.dumps(first.key))
    names = sorted(amounts, key=lambda name: order.index(name) if name in order else order.index("currency"))
    return "{" + opening + f",{between}".join(f"{json.dumps(name)}{colon}{amounts[name]}" for name in names) + closing + "}"


def _with_first(text: str, amounts: dict[str, str]) -> str:
    """Return the file with its first entry, in a history that is empty or not there."""
    funding = _members(text, _after_space(text, 0))["funding"]
    members = _members(text, funding.value)
    lines = re.search(r"(\r?\n)([ \t]+)", text)
    new, step = lines.groups() if lines is not None else ("", "")
    entry = "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in amounts.items()) + "}"
    history = f"[{new}{step * 3}{entry}{new}{step * 2}]"
    if "history" in members:
        return text[: members["history"].value] + history + text[members["history"].end :]
    last = list(members.values())[-1].end if members else funding.value + 1
    return f'{text[:last]}{"," if members else ""}{new}{step * 2}"history": {history}{text[last:] if members else new + step + text[last:].lstrip()}'
