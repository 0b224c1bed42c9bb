"""Values as figures: everything that is known of one value, whatever file it comes from."""

from __future__ import annotations

import re

from babel.numbers import is_currency

from sphinx_impact.model.addresses import Address
from sphinx_impact.model.cells import address_of
from sphinx_impact.model.entities import (
    AmountKind,
    Column,
    Figure,
    Form,
    Good,
    Line,
    Profile,
    Qualifier,
    Scale,
    Stat,
    Statement,
    StatValue,
    Text,
)
from sphinx_impact.model.footing import Footed
from sphinx_impact.model.formulas import product

_CURRENCY = re.compile("[A-Z]{3}")


def stat_figure(stat: Stat, value: StatValue, profile: Profile) -> Figure:
    """Return one value of a stat as a figure."""
    return Figure(
        address=str(Address(stat.key, value.period or "")),
        value=value.value,
        kind=_kind_of(value),
        text=value.text,
        unit=stat.unit,
        money=bool(_CURRENCY.fullmatch(stat.unit)) and is_currency(stat.unit),
        label=stat.label,
        period=profile.periods.get(value.period) if value.period is not None else None,
        qualifier=value.qualifier,
        form=value.form,
        good=stat.good,
        scale=Scale.UNITS,
        source=value.source,
        as_of=value.as_of,
        status=value.status,
        as_printed=value.as_printed,
        note=value.note,
        statement="",
        shown=None,
        origin=value.origin,
    )


def cell_figure(footed: Footed, line: Line, column: Column, profile: Profile) -> Figure:
    """Return a cell of a statement as a figure, in full units.

    Raises:
        KeyError: The statement has no such line or column.
    """
    statement = footed.statement
    cell = footed.cell(line.id, column.id)
    money = column.unit == "currency"
    scale = statement.scale if money else Scale.UNITS
    value = None if cell.amount_kind is AmountKind.UNREADABLE or cell.value is None else product(cell.value, scale.factor)
    replaced = cell.shown is not None and cell.value is not None and cell.shown != cell.value
    return Figure(
        address=str(address_of(statement, line, column)),
        value=value,
        kind=cell.amount_kind,
        text=_text_of(statement, line, column),
        unit=statement.currency if money else column.unit,
        money=money,
        label=line.label,
        period=profile.periods.get(column.period) if column.period is not None else None,
        qualifier=Qualifier.EXACT,
        form=Form.FULL,
        good=Good.NEITHER,
        scale=scale,
        source=line.source or statement.source,
        as_of=statement.as_of,
        status=statement.status,
        as_printed="",
        note=_note_of(footed, line, column),
        statement=statement.id,
        shown=product(cell.shown, scale.factor) if replaced and cell.shown is not None else None,
        origin=cell.origin,
    )


def _kind_of(value: StatValue) -> AmountKind:
    """Return what a value's text says it is."""
    text = value.text.strip()
    if value.value is not None:
        return AmountKind.NIL if not value.value and text in {"-", "–", "—"} else AmountKind.NUMBER
    if text.casefold() == "n/a":
        return AmountKind.NOT_APPLICABLE
    return AmountKind.UNREADABLE if text else AmountKind.NOT_REPORTED


def _text_of(statement: Statement, line: Line, column: Column) -> str:
    """Return what was written in a cell."""
    return line.cells[statement.columns.index(column)].amount.text.strip()


def _note_of(footed: Footed, line: Line, column: Column) -> Text | None:
    """Return the reason of a public waiver, or else the first note that the line refers to."""
    waiver = footed.cell(line.id, column.id).waiver
    if waiver is not None and waiver.public:
        return waiver.reason
    marks = re.split(r"[\s,]+", line.note)
    return next((footed.statement.notes[mark] for mark in marks if mark in footed.statement.notes), None)
