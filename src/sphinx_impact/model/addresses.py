"""Addresses of values, ``KEY[@PERIOD][/COLUMN]``: parsed, and found in a statement; and which period is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sphinx_impact.model.entities import Address, Column, Line, Period, Profile, Statement
from sphinx_impact.model.problems import one_line, quoted

PREVIOUS = "previous"
"""The period that means: the one before the reporting period."""

KEY = r"\w[\w-]*(?:\.\w[\w-]*)+"
"""A pattern of all keys that data files can give: ``GROUP.NAME`` of a stat, ``STATEMENT.LINE`` of a line."""

WITHIN = r"(?:@\w[\w.-]*)?(?:/\w[\w-]*)?"
"""A pattern of what may follow a key."""

CALL = r"(?:count|sum)\s*\(\s*grants\b(?![.@/-])[^()]*\)"
"""A pattern of what asks for some of the grants, and stands for a key: ``count(grants where program is travel)``."""

_FULL = re.compile(KEY + WITHIN)
_ASKED = re.compile(rf"(?P<key>{CALL})(?:@(?P<period>[^@/\s]+))?")
_WORD = re.compile(rf"{CALL}(?:@[^@/\s,;]+)?|[^\s,;]+")
_FORM = re.compile(r"(?P<key>[^@/\s]+)(?:@(?P<period>[^@/\s]+))?(?:/(?P<column>[^@/\s]+))?")
_SWAPPED = re.compile(r"(?P<key>[^@/\s]+)/(?P<column>[^@/\s]+)@(?P<period>[^@/\s]+)")
_LONGEST: Final = 200
"""Characters of an address in a message."""


class AddressError(ValueError):
    """A text is no address; the message says why."""


def is_address(text: str) -> bool:
    """Whether a text that may be a number, or anything else, has the form of an address: ``pypi.downloads``, and not ``36.000``, ``1.2bn``."""
    return (_FULL.fullmatch(text) is not None and not text[0].isdigit()) or _ASKED.fullmatch(text) is not None


def is_asked(key: str) -> bool:
    """Whether a key asks for some of the grants: ``count(grants where program is travel)``."""
    return _ASKED.fullmatch(key) is not None


def split_addresses(text: str) -> list[str]:
    """Return the addresses in an option, which commas, semicolons or spaces separate."""
    return _WORD.findall(text)


def parse_address(text: str) -> Address:
    """Parse an address.

    Raises:
        AddressError: The text is no address.
    """
    text = text.strip()
    asked = _ASKED.fullmatch(text)
    if asked is not None:
        name, inside = asked["key"].rstrip(")").split("(")
        return Address(f"{name.strip()}({' '.join(inside.split())})", asked["period"] or "")
    found = _FORM.fullmatch(text)
    if found is not None:
        return Address(found["key"], found["period"] or "", found["column"] or "")
    if not text:
        raise AddressError("an address is empty; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN")
    swapped = _SWAPPED.fullmatch(text)
    if swapped is not None:
        meant = one_line(str(Address(**swapped.groupdict())), _LONGEST)
        raise AddressError(f"in {quoted(text)} the period comes before the column: write {meant}")
    raise AddressError(f"{quoted(text)} is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces")


def as_address(address: str | Address) -> Address:
    """Return an address that may have to be parsed.

    Raises:
        AddressError: It is a text that is none.
    """
    return parse_address(address) if isinstance(address, str) else address


def alike(one: Period, other: Period) -> bool:
    """Whether two periods are of about the same length.

    Months of 28 and 31 days, years of 365 and 366 days and years of 52 and 53 weeks are; instants are; a month and a year are not.
    """
    if (one.start is None) != (other.start is None):
        return False
    return abs(one.days - other.days) <= max(3, max(one.days, other.days) // 20)


def follows(later: Period, earlier: Period) -> bool:
    """Whether a duration starts the day after another period ends."""
    return later.start is not None and (later.start - earlier.end).days == 1


def before(period: Period, candidates: Iterable[Period]) -> Period | None:
    """Return the candidate of about the same length that ends last before `period` starts; the first of several."""
    start = period.start or period.end
    earlier = [candidate for candidate in candidates if candidate.end < start and alike(candidate, period)]
    return max(earlier, key=lambda candidate: candidate.end, default=None)


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
