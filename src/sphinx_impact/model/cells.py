"""Where an amount stands in a statement: from line and column to its address, and back."""

from __future__ import annotations

import re

from sphinx_impact.model.addresses import PREVIOUS, Address
from sphinx_impact.model.entities import Column, Line, Profile, Statement
from sphinx_impact.model.periods import before

_YEAR = re.compile("[0-9]{4}")

Place = tuple[int, int]
"""Index of a line and index of a column."""


def name_of(statement: Statement, place: Place) -> str:
    """Return what a cell is called: the label of its line and the header of its column."""
    line, column = place
    return f"{statement.lines[line].label} {statement.columns[column].id}"


def key_of(statement: Statement, line: Line) -> str:
    """Return the key of a line: ``statement.line-id``."""
    return f"{statement.id}.{line.id}" if statement.id else line.id


def address_of(statement: Statement, line: Line, column: Column) -> Address:
    """Return the full address of a cell."""
    period, _, name = column.id.partition("/")
    if column.period is None and _YEAR.fullmatch(period):
        # No periods are declared: the column's header stands for one.
        return Address(key_of(statement, line), period, name)
    return Address(key_of(statement, line), column.period or "", column.name)


def column_of(statement: Statement, period: str, name: str) -> int | None:
    """Return the index of the column for a period (empty: none) and a name (empty: none); without both, the only one."""
    for index, column in enumerate(statement.columns):
        if column.period is not None:
            if (column.period, column.name) == (period, name):
                return index
        elif column.id == "/".join(filter(None, (period, name))) or (column.name == name and not period):
            return index
    return 0 if len(statement.columns) == 1 and not period and not name else None


def period_meant(profile: Profile | None, written: str) -> str | None:
    """Return the id of the period that an address means.

    Args:
        profile: Whose periods are meant; None where none are declared.
        written: Id of a period, ``previous``, or empty.

    Returns:
        The id; empty where nothing was written and no period is declared; None where there is no period before.
    """
    reporting = (profile.reporting_period or "") if profile is not None else ""
    if written not in {"", PREVIOUS}:
        return written
    if not written:
        return reporting
    if profile is None or reporting not in profile.periods:
        return None
    found = before(profile.periods[reporting], profile.periods.values())
    return found.id if found is not None else None


def place_of(statement: Statement, address: Address, profile: Profile | None) -> Place | None:
    """Return the place of the cell that an address means, or None where this statement has none."""
    period = period_meant(profile, address.period)
    if period is None:
        return None
    for index, line in enumerate(statement.lines):
        if key_of(statement, line) == address.key:
            column = column_of(statement, period, address.column)
            return None if column is None else (index, column)
    return None
