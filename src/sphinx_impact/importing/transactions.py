"""The transactions of an Open Collective as a statement: what came in and went out in each period, by kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sphinx_impact.importing.amounts import AmountError, read_cell
from sphinx_impact.importing.cells import RefusedError, SourceCell
from sphinx_impact.importing.layout import Layout, SourceColumn, SourceRow

if TYPE_CHECKING:
    from sphinx_impact.importing.cells import Sheet
    from sphinx_impact.model.entities import Profile

_HEADS: Final = {
    "day": ("effective date & time", "effectivedate", "date & time", "datetime", "date"),
    "kind": ("kind",),
    "amount": ("amount single column", "netamount"),
    "currency": ("currency",),
}
"""Heads of Open Collective's CSV as they are today, and as they were; the first that is there counts."""


def transactions_layout(sheet: Sheet, profile: Profile) -> Layout | None:
    """Add up a list of transactions by kind and period; None for any other sheet.

    Raises:
        RefusedError: No transaction falls into a declared period.
    """
    (_, head), *rows = sheet.rows.items()
    names = [cell.text.casefold() for cell in head]
    places = {field: names.index(known[0]) for field, heads in _HEADS.items() if (known := [name for name in heads if name in names])}
    if len(places) < len(_HEADS):
        return None
    periods = [period for period in profile.periods.values() if period.start]
    sums: dict[str, list[Decimal]] = {}
    first: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    currencies: set[str] = set()
    outside = 0
    for number, cells in rows:
        of = {field: cells[place] if place < len(cells) else SourceCell() for field, place in places.items()}
        try:
            day = dt.date.fromisoformat(of["day"].text[:10])
            amount = read_cell(of["amount"], ".")[0] or Decimal(0)
        except (AmountError, ValueError) as error:
            wrong.append((number, f"the transaction has no day or no amount that can be read: {error}"))
            continue
        within = [at for at, period in enumerate(periods) if period.start and period.start <= day <= period.end]
        outside += not within
        kind = of["kind"].text or "OTHER"
        for at in within:
            currencies.add(of["currency"].text)
            first.setdefault(kind, number)
            sums.setdefault(kind, [Decimal(0)] * len(periods))[at] += amount
    if not sums:
        raise RefusedError("no transaction falls into a period of report.yaml: write its year under periods")
    used = [at for at in range(len(periods)) if any(amounts[at] for amounts in sums.values())]
    made: list[SourceRow] = []
    for section, sign in (("Income", 1), ("Expenses", -1)):
        own = [kind for kind, amounts in sums.items() if (sum(amounts) >= 0) == (sign > 0)]
        if own:
            made.append(SourceRow(first[own[0]], section, 0, (None,) * len(used)))
        made += [SourceRow(first[kind], _label(kind), 1, tuple(sign * sums[kind][at] for at in used)) for kind in own]
    notes = ["transactions were added up by kind, fees and refunds by themselves"]
    notes += [f"{outside} transactions fall into no period of report.yaml, and were left out"] if outside else []
    columns = [SourceColumn(at, periods[at].id) for at in used]
    return Layout(["Statement of activities"], columns, made, "units", currencies - {""}, ".", "", wrong, notes, accounts=True)


def _label(kind: str) -> str:
    return kind.replace("_", " ").strip().capitalize()
