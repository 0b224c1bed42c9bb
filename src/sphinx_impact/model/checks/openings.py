"""Opening balances held against last year's closing balances, column by column."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import AddressError, address_of, follows, key_of, parse_address, place_of
from sphinx_impact.model.entities import Column, Figure, Line, Profile, Status, Waiver
from sphinx_impact.model.footing.foot import Footed, opening_and_closing
from sphinx_impact.model.footing.formulas import total
from sphinx_impact.model.footing.waivers import plain
from sphinx_impact.model.history.last_year import LastYear
from sphinx_impact.model.problems import Code, Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Openings:
    """What came out.

    Attributes:
        used: Waivers that accept a difference found here.
    """

    problems: tuple[Problem, ...]
    used: tuple[Waiver, ...]


def check_openings(
    statements: Iterable[Footed],
    last: LastYear,
    profile: Profile,
    *,
    waivers: Sequence[Waiver],
    corrected: Iterable[str],
    waivers_path: str,
) -> Openings:
    """Hold each opening balance against the closing balance that last year's report had in the same column.

    A statement that is marked as restated is not looked at, nor is a balance that has an erratum.

    Args:
        corrected: Addresses of figures whose errata say what was printed before.
    """
    marked = set(corrected)
    problems: list[Problem] = []
    used: list[Waiver] = []
    for footed in statements:
        statement = footed.statement
        pair = opening_and_closing(statement)
        if pair is None or statement.status is Status.RESTATED:
            continue
        found = [one for column in statement.columns if (one := _difference(footed, pair, column, last, profile)) is not None]
        parts = [one for one in found if not one.column.formula]
        for difference in parts or found:  # a total differs where its parts do
            if difference.at in marked:
                continue
            waiver = next((one for one in waivers if _covers(one, difference, footed, profile)), None)
            if waiver is not None:
                used.append(waiver)
            else:
                problems.append(difference.problem(footed, waivers_path))
    return Openings(tuple(problems), tuple(used))


@dataclasses.dataclass(frozen=True, slots=True)
class _Difference:
    opening: Line
    column: Column
    at: str
    given: Decimal
    closing: Decimal
    old: Figure

    @property
    def amount(self) -> Decimal:
        return total([(1, self.given), (-1, self.closing)])

    def problem(self, footed: Footed, waivers_path: str) -> Problem:
        number = footed.statement.columns.index(self.column)
        what = f"{plain(abs(self.amount))} {'more' if self.amount > 0 else 'less'}"
        entry = f'"check: {Code.ROLL_FORWARD}, at: {self.at}, difference: {self.amount:f}"'
        message = (
            f"{self.opening.label} {self.column.id} is {plain(self.given)}, but last year's report closed with {plain(self.closing)} "
            f"({self.old.address} at {self.old.origin}), which is {what}; correct it, or mark the statement with “status: restated”, or accept "
            f"the difference in {waivers_path} with {entry}"
        )
        line = footed.statement.lines.index(self.opening)
        return Problem(footed.statement.lines[line].cells[number].origin, Code.ROLL_FORWARD, message)


def _difference(footed: Footed, pair: tuple[Line, Line], column: Column, last: LastYear, profile: Profile) -> _Difference | None:
    """Return by how much the opening balance of a column is not last year's closing, in the statement's scale; None where it is, or nothing is known."""
    statement = footed.statement
    opening, closing = pair
    period = profile.periods.get(column.period or "")
    cell = footed.cell(opening.id, column.id)
    if period is None or column.unit == "percent" or cell.shown is None or (cell.given is None and column.formula):
        return None
    ends = [known for known in last.periods.values() if follows(period, known)]
    found = (last.figure(key_of(statement, closing), end.id, column.name) for end in ends)
    old = next((figure for figure in found if figure is not None and figure.value is not None), None)
    unit = statement.currency if column.unit == "currency" else column.unit
    if old is None or old.value is None or old.unit != unit:
        return None
    factor = statement.scale.factor if column.unit == "currency" else Decimal(1)
    values = [value / factor for value in (old.value, old.shown) if value is not None]
    if {cell.shown, cell.value} & set(values):
        return None
    return _Difference(opening, column, str(address_of(statement, opening, column)), cell.shown, values[-1], old)


def _covers(waiver: Waiver, difference: _Difference, footed: Footed, profile: Profile) -> bool:
    if waiver.check != Code.ROLL_FORWARD or waiver.difference != difference.amount:
        return False
    try:
        place = place_of(footed.statement, parse_address(waiver.at), profile)
    except AddressError:
        return False
    statement = footed.statement
    return place == (statement.lines.index(difference.opening), statement.columns.index(difference.column))
