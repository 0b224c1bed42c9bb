"""What differs between the reports of two years, in words: what counts most first, in lines of 80 characters."""

from __future__ import annotations

import dataclasses
import decimal
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sphinx_impact.model.entities import Figure
from sphinx_impact.model.export.diff import escaped, said_renamed, value_of
from sphinx_impact.model.export.year_diff import Grown, Restated, Years
from sphinx_impact.model.json_text import grouped
from sphinx_impact.model.names import counted
from sphinx_impact.model.numbers import change as reasons
from sphinx_impact.model.numbers.exact import WIDE
from sphinx_impact.model.problems import one_line

_WIDTH: Final = 80
_NARROWEST: Final = 16
"""Characters that a label has at least, however long the numbers are."""
_MANY: Final = 40
"""Lines from which on a terminal gets totals only."""
_SOME: Final = 12
"""Figures of a list, likewise."""

_REASONS: Final = {
    reasons.NO_EARLIER: "no figure",
    reasons.QUALIFIERS: "not as exact",
    reasons.UNITS: "other unit",
    reasons.LENGTHS: "other length",
    **dict.fromkeys(reasons.NO_NUMBER.values(), "no number"),
}
"""Why there is no change, as short as a column is."""

_Row = tuple[str, str, str, str, str]
"""Label, then, now, change, and change in percent, or why there is none."""


def summary(years: Years) -> list[str]:
    """Return how much differs, in a few lines."""
    silent = sum(not found.declared for found in years.restated)
    declared = len(years.restated) - silent
    compared = [found for found in years.grown if found.change is not None and not found.change.reason]
    lines = [f"{counted(silent, 'comparative')} changed and not declared as restated"] if silent else []
    lines += [f"{counted(declared, 'comparative')} changed and declared as restated"] if declared else []
    lines += [] if years.restated else ["no comparative changed"]
    lines += [f"{counted(len(years.recounted), 'comparative')} in another unit"] if years.recounted else []
    lines += [f"{counted(len(compared), 'figure')} of {years.now.id} compared with {years.before.id}"]
    lines += [f"{counted(len(years.grown) - len(compared), 'figure')} cannot be compared"] if len(years.grown) > len(compared) else []
    lines += [f"{len(years.new)} new"] if years.new else []
    lines += [f"{len(years.gone)} gone"] if years.gone else []
    lines += [f"{counted(len(years.renamed), 'key')} may have been renamed"] if years.renamed else []
    return lines


def to_text(years: Years, *, every: bool = False) -> str:
    """Return what differs, for a terminal.

    Args:
        every: Whether all lines are wanted, however many there are.
    """
    lines = [f"The report on {years.now.id} beside the report on {years.before.id}", "", *(f"  {line}" for line in summary(years))]
    lines += ["", *(_wrapped(f"Note: {note}") for note in years.notes)] if years.notes else []
    if years.restated:
        lines += ["", "Comparatives that changed (! not declared as restated)"]
        for found in years.restated:
            lines += ["", *_restated(found)]
    if years.recounted:
        lines += ["", "Comparatives in another unit, which are not compared"]
        pairs = [f"  {new.address}  {value_of(old)} -> {value_of(new)}" for old, new in years.recounted]
        lines += _cut(pairs, _SOME, every=every)
    if years.renamed:
        lines += ["", "Looks renamed", *(_wrapped(f"  {said}") for said in said_renamed(years.renamed))]
    for title, figures in ((f"Gone since {years.before.id}", years.gone), (f"New in {years.now.id}", years.new)):
        if figures:
            lines += ["", f"{title}", *_cut(list(map(_single, figures)), _SOME, every=every)]
    short = len(years.grown) > _MANY and not every
    left = 0
    for title, all_of_it in _groups(years):
        shown = [found for found in all_of_it if not short or found.total or not found.known.statement]
        shown = shown[:_MANY] if short else shown
        left += len(all_of_it) - len(shown)
        if shown:
            money = _in_money(all_of_it)
            rows = [_row(found, years, in_money=bool(money)) for found in shown]
            lines += ["", f"{title}, {years.before.id} and {years.now.id}{money}", *_table(rows)]
    lines += (
        ["", f"* {years.before.id} as restated"] if any(found.old is pair.new for found in years.grown for pair in years.restated) else []
    )
    lines += ["", f"{counted(left, 'line')} more; --all prints every one"] if left else []
    return "\n".join(lines) + "\n"


def to_markdown(years: Years) -> str:
    """Return what differs, for a comment on a pull request."""
    lines = [f"**The report on {escaped(years.now.id)} beside the report on {escaped(years.before.id)}**", ""]
    lines += [f"- {escaped(line)}" for line in summary(years)]
    lines += [f"- Note: {escaped(note)}" for note in years.notes]
    if years.restated:
        lines += ["", "| Comparative | Was | Is | Change | |", "|---|--:|--:|--:|---|"]
        lines += [
            f"| `{found.new.address}`<br>{escaped(str(found.new.label))} | {escaped(value_of(found.old))} | {escaped(value_of(found.new))} "
            f"| {escaped(_step(found.old, found.new))} | {'restated' if found.declared else '**not declared**'} |"
            for found in years.restated
        ]
    for title, told in (
        (
            "Comparatives in another unit",
            [f"`{new.address}`: {escaped(f'{value_of(old)} -> {value_of(new)}')}" for old, new in years.recounted],
        ),
        ("Looks renamed", [escaped(said) for said in said_renamed(years.renamed)]),
        (
            f"Gone since {years.before.id}",
            [f"`{figure.address}` {escaped(f'{figure.label}: {value_of(figure)}')}" for figure in years.gone],
        ),
        (f"New in {years.now.id}", [f"`{figure.address}` {escaped(f'{figure.label}: {value_of(figure)}')}" for figure in years.new]),
    ):
        lines += ["", f"**{escaped(title)}**", "", *(f"- {each}" for each in told)] if told else []
    for title, grown in _groups(years):
        lines += ["", f"<details><summary>{escaped(title)}</summary>", ""]
        lines += [f"| | {escaped(years.before.id)} | {escaped(years.now.id)} | Change | |", "|---|--:|--:|--:|--:|"]
        lines += [f"| {' | '.join(map(escaped, _row(found, years, in_money=False)))} |" for found in grown]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def to_data(years: Years) -> dict[str, Any]:
    """Return what differs, for a program."""
    return {
        "before": years.before.id,
        "now": years.now.id,
        "notes": list(years.notes),
        "restated": [
            {"address": str(found.new.address), "label": str(found.new.label), "declared": found.declared, **_numbers(found.old, found.new)}
            for found in years.restated
        ],
        "recounted": [{"address": str(new.address), "label": str(new.label), **_numbers(old, new)} for old, new in years.recounted],
        "renamed": [{"old": found.old, "new": found.new, "lines": found.lines or None} for found in years.renamed],
        "gone": [_entry(figure) for figure in years.gone],
        "new": [_entry(figure) for figure in years.new],
        "years": [
            {
                "address": str(found.known.address),
                "label": str(found.known.label),
                "statement": found.known.statement or None,
                **_numbers(found.old, found.new),
                "reason": found.change.reason or None if found.change is not None else f"there is no figure for {years.now.id}",
            }
            for found in years.grown
        ],
    }


def _entry(figure: Figure) -> dict[str, Any]:
    return {
        "address": str(figure.address),
        "label": str(figure.label),
        "value": figure.value,
        "unit": figure.unit,
        "file": str(figure.origin),
    }


def _numbers(old: Figure | None, new: Figure | None) -> dict[str, Any]:
    known = new or old
    assert known is not None
    return {
        "old": old.value if old is not None else None,
        "new": new.value if new is not None else None,
        "difference": _difference(old, new),
        "unit": known.unit,
        "oldUnit": old.unit if old is not None else None,
        "file": str(known.origin),
    }


def _difference(old: Figure | None, new: Figure | None) -> Decimal | None:
    """Return the later number less the earlier one, where they are counted alike."""
    if old is None or new is None or old.value is None or new.value is None or (old.unit, old.money) != (new.unit, new.money):
        return None
    with decimal.localcontext(WIDE):
        return new.value - old.value


def _step(old: Figure | None, new: Figure | None) -> str:
    difference = _difference(old, new)
    return "" if difference is None else _signed(difference)


def _signed(number: Decimal) -> str:
    return f"{'+' if number > 0 else ''}{grouped(number)}"


def _restated(found: Restated) -> Iterator[str]:
    step = _step(found.old, found.new)
    yield f"{'~' if found.declared else '!'} {found.new.address}  {one_line(str(found.new.label), 100)}"
    yield f"    was {value_of(found.old)}, is {value_of(found.new)}{f'  ({step})' if step else ''}"
    yield f"    {found.new.origin}"


def _single(figure: Figure) -> str:
    return f"  {figure.address}  {one_line(str(figure.label), 100)}: {value_of(figure)}"


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)


def _cut(lines: Sequence[str], most: int, *, every: bool) -> list[str]:
    if every or len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"  and {len(lines) - most} more; --all prints every one"]


def _groups(years: Years) -> list[tuple[str, list[Grown]]]:
    """Return the figures that grew, those of a statement together, under its title; stats come last."""
    groups: dict[str, list[Grown]] = {}
    for found in years.grown:
        groups.setdefault(found.known.statement, []).append(found)
    stats = groups.pop("", None)
    titled = [(one_line(years.titles.get(id_) or id_, _WIDTH), found) for id_, found in groups.items()]
    return titled + ([("Other figures", stats)] if stats else [])


def _in_money(grown: Sequence[Grown]) -> str:
    """Return the currency of the numbers that stand without one."""
    units = {found.known.unit for found in grown if found.known.money}
    return f", in {min(units)}" if len(units) == 1 else ""


def _row(found: Grown, years: Years, *, in_money: bool) -> _Row:
    known = found.known
    column = f" / {known.address.column}" if known.address.column else ""
    restated = "*" if any(pair.new is found.old for pair in years.restated) else ""
    units = [found.old.unit if found.old else known.unit, found.new.unit if found.new else known.unit]
    unit = units[0] != units[1] or not known.money or not in_money
    then, now = (_number(figure, unit=unit) for figure in (found.old, found.new))
    told = "no figure" if found.change is None else _REASONS.get(found.change.reason, "")
    step = "" if told else _step(found.old, found.new)
    if found.change is not None and found.change.kind == "percent" and found.change.value is not None:
        told = f"{found.change.value.quantize(Decimal('0.1')):+,f}%"
    return f"{one_line(str(known.label), 100)}{column}", f"{restated}{then}", now, step, told


def _number(figure: Figure | None, *, unit: bool) -> str:
    if figure is None:
        return "-"
    return value_of(figure if unit else dataclasses.replace(figure, unit=""))


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    """Give rows with their columns below one another, in so many characters if the numbers let them."""
    widths = [max(len(row[at]) for row in rows) for at in range(1, len(rows[0]))]
    label = max(_NARROWEST, _WIDTH - 2 - sum(width + 2 for width in widths if width))
    label = min(label, max(len(row[0]) for row in rows))
    for name, *cells in rows:
        beside = "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True) if width)
        yield f"  {one_line(name, label):<{label}}{beside}".rstrip()
