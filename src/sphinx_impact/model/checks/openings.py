"""Opening balances held against last year's closing balances, column by column."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import follows, key_of
from sphinx_impact.model.entities import Address, Column, Figure, Line, Status, Waiver
from sphinx_impact.model.footing.foot import Footed, opening_and_closing
from sphinx_impact.model.history.last_year import LastYear, differs
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.numbers.exact import plain, plain_amount, total
from sphinx_impact.model.problems import Code, Origin, Problem


def check_openings(
    lookup: Lookup, last: LastYear, *, waivers: Sequence[Waiver], corrected: Container[Address], waivers_path: str
) -> tuple[list[Problem], set[Origin]]:
    """Hold each opening balance against the closing balance that last year's report had in the same column.

    A statement that is marked as restated is not looked at, nor is a balance that has an erratum.

    Args:
        corrected: Addresses of figures whose errata say what was printed before.

    Returns:
        What is wrong, and where the waivers stand that accept a difference found here.
    """
    problems: list[Problem] = []
    used: set[Origin] = set()
    for footed in lookup.statements.values():
        pair = opening_and_closing(footed.statement)
        if pair is None or footed.statement.status is Status.RESTATED:
            continue
        found = [one for column in footed.statement.columns if (one := _difference(lookup, footed, pair, column, last)) is not None]
        parts = [one for one in found if not one.column.formula]
        for difference in parts or found:  # a total differs where its parts do
            if difference.opening.address in corrected:
                continue
            accepting = [
                waiver.origin
                for waiver in waivers
                if (waiver.check, waiver.difference) == (Code.ROLL_FORWARD, difference.amount)
                and lookup.figure(waiver.at) is difference.opening
            ]
            used.update(accepting)
            if not accepting:
                problems.append(difference.problem(waivers_path))
    return problems, used


@dataclasses.dataclass(frozen=True, slots=True)
class _Difference:
    """An opening balance, in the statement's scale, that is not what last year's report closed with."""

    column: Column
    opening: Figure
    given: Decimal
    old: Figure
    closing: Decimal

    @property
    def amount(self) -> Decimal:
        return total([(1, self.given), (-1, self.closing)])

    def problem(self, waivers_path: str) -> Problem:
        write = plain_amount if self.old.money else plain
        what = f"{write(abs(self.amount))} {'more' if self.amount > 0 else 'less'}"
        entry = f'"check: {Code.ROLL_FORWARD}, at: {self.opening.address}, difference: {self.amount:f}"'
        message = (
            f"{self.opening.label} {self.column.id} is {write(self.given)}, but last year's report closed with {write(self.closing)} "
            f"({self.old.address} at {self.old.origin}), which is {what}; correct it, or mark the statement with “status: restated”, or accept "
            f"the difference in {waivers_path} with {entry}"
        )
        return Problem(self.opening.origin, Code.ROLL_FORWARD, message)


def _difference(lookup: Lookup, footed: Footed, pair: tuple[Line, Line], column: Column, last: LastYear) -> _Difference | None:
    """Return how the opening balance of a column differs from last year's closing; None where it does not, or nothing is known."""
    opening, closing = pair
    period = lookup.profile.periods.get(column.period or "")
    cell = footed.cell(opening.id, column.id)
    if period is None or column.unit == "percent" or cell.shown is None or (cell.given is None and column.formula):
        return None
    figure = lookup.cell_figure(footed, opening, column)
    ends = [known for known in last.periods.values() if follows(period, known)]
    found = (last.figure(key_of(footed.statement, closing), end.id, column.name) for end in ends)
    old = next((old for old in found if old is not None and old.value is not None), None)
    if old is None or not differs(figure, old):
        return None
    closing_value = old.value if old.shown is None else old.shown
    assert closing_value is not None
    return _Difference(column, figure, cell.shown, old, closing_value / figure.scale.factor)
