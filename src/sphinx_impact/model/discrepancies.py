"""What is said where a statement does not add up."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from sphinx_impact.model.cells import Place, address_of
from sphinx_impact.model.entities import Statement, Waiver
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.model.waiving import plain


@dataclasses.dataclass(frozen=True, slots=True)
class Discrepancies:
    """Writes the problems of one statement.

    Attributes:
        waivers_path: The file in which a difference can be accepted; empty where none can be.
    """

    statement: Statement
    waivers_path: str

    def name(self, place: Place) -> str:
        """Return what a cell is called: the label of its line and the header of its column."""
        line, column = place
        return f"{self.statement.lines[line].label} {self.statement.columns[column].id}"

    def differs(
        self,
        place: Place,
        check: Code,
        amount: Decimal,
        but: str,
        *,
        difference: Decimal,
        given: bool,
        standing: Sequence[Waiver],
        rounded: bool,
    ) -> Problem:
        """Return the problem of an amount that differs from what it should be.

        Args:
            place: Where the amount stands.
            check: What found the difference.
            amount: The amount.
            but: What it should be: ``its items add up to 4,797``.
            difference: Amount less what it should be.
            given: Whether the amount was written, and not computed.
            standing: Waivers for this check of this cell, which accept other differences.
            rounded: Whether rounding alone explains the difference.
        """
        line, column = place
        origin = self.statement.lines[line].cells[column].origin
        more = f"{plain(amount)} is {plain(abs(difference))} {'more' if difference > 0 else 'less'}"
        cure = "correct an amount" if check is Code.CROSS_FOOTING else "correct a row"
        if rounded and self.waivers_path:
            cure += ", or write “rounding: allow” for the statement if that is due to rounding"
        if standing:
            accepted = " and ".join(f"{plain(waiver.difference)} (at {waiver.origin})" for waiver in standing)
            cure += f", or the waiver, which accepts {accepted} and nothing else"
        elif self.waivers_path:
            address = address_of(self.statement, self.statement.lines[line], self.statement.columns[column])
            entry = f'"check: {check}, at: {address}, difference: {difference:f}"'
            cure += f", or accept the difference in {self.waivers_path} with {entry}"
        return Problem(
            origin, check, f"{self.name(place)} {'is given as' if given else 'comes to'} {plain(amount)}, but {but} ({more}); {cure}"
        )

    def gap(self, place: Place, gaps: Sequence[Place], *, across: bool, difference: Decimal | None) -> Problem:
        """Return the problem of a sum over cells that were not reported."""
        line, column = place
        lines, columns = self.statement.lines, self.statement.columns
        if across:
            names = ", ".join(columns[gap].id for _, gap in gaps)
        else:
            names = ", ".join(f"{lines[gap].label} (row {lines[gap].cells[column].origin.line})" for gap, _ in gaps)
        what = "an amount that is" if len(gaps) == 1 else "amounts that are"
        message = f"{self.name(place)} goes over {what} not reported: {names}; write the number, or “-” for nil"
        if difference is not None:
            message += f" (what is there differs by {plain(difference)} from the sum given)"
        return Problem(lines[line].cells[column].origin, Code.NOT_REPORTED, message)
