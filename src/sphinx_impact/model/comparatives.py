"""The column of the year before, from last year's report, for a statement that has one period only."""

from __future__ import annotations

import dataclasses

from sphinx_impact.model.adding import FootedCell
from sphinx_impact.model.cells import key_of
from sphinx_impact.model.entities import Amount, AmountKind, Cell, Column, Figure, Kind, Line, Profile
from sphinx_impact.model.export.jsontext import plain
from sphinx_impact.model.footing import Footed
from sphinx_impact.model.lastyear import LastYear
from sphinx_impact.model.periods import before


def with_comparatives(footed: Footed, last: LastYear, profile: Profile) -> Footed | None:
    """Return a statement with a second column for each of its columns, as last year's report had them.

    The amounts are those that were printed. They are not added up again: last year's build did that. A line that is new has nothing there;
    one that is gone is not shown, as `sphinx_impact.model.lastyear.compare` says.

    Returns:
        None where the statement has several periods, or last year's report has nothing of it in the same unit.
    """
    statement = footed.statement
    ids = {column.period for column in statement.columns}
    period = profile.periods.get(next(iter(ids)) or "") if len(ids) == 1 else None
    earlier = before(period, profile.periods.values()) if period is not None else None
    if earlier is None:
        return None
    columns = tuple(_column(column, earlier.id, last) for column in statement.columns)
    found: dict[tuple[int, int], Figure] = {}
    for at, line in enumerate(statement.lines):
        for beside, column in enumerate(columns):
            figure = last.figure(key_of(statement, line), earlier.id, column.name)
            unit = statement.currency if column.unit == "currency" else column.unit
            if figure is not None and line.kind is not Kind.HEADING and figure.unit == unit:
                found[at, beside] = figure
    if not found:
        return None
    width = len(statement.columns)
    cells = dict(footed.cells)
    lines: list[Line] = []
    for at, line in enumerate(statement.lines):
        added: list[Cell] = []
        for beside, column in enumerate(columns):
            cell = _cell(found.get((at, beside)), column, footed)
            added.append(Cell(Amount(cell.amount_kind, cell.value, plain(cell.value) if cell.value is not None else ""), cell.origin))
            cells[at, width + beside] = cell
        lines.append(dataclasses.replace(line, cells=(*line.cells, *added)))
    wider = dataclasses.replace(statement, columns=(*statement.columns, *columns), lines=tuple(lines))
    return Footed(wider, cells, footed.problems)


def _column(column: Column, period: str, last: LastYear) -> Column:
    id_ = f"{period}/{column.name}" if column.name else period
    return dataclasses.replace(column, id=id_, period=period, formula="", origin=dataclasses.replace(column.origin, path=last.path, line=1))


def _cell(figure: Figure | None, column: Column, footed: Footed) -> FootedCell:
    if figure is None:
        return FootedCell(AmountKind.NOT_REPORTED, None, None, None, None, None, column.origin)
    full = figure.value if figure.shown is None else figure.shown
    factor = footed.statement.scale.factor if column.unit == "currency" else 1
    value = full / factor if full is not None else None
    return FootedCell(figure.kind, value, None, value, value, None, figure.origin)
