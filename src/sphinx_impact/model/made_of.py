"""What a figure is made of: the sums that a statement's cell is, down to amounts that were written."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from decimal import Decimal

from sphinx_impact.model.addresses import Place
from sphinx_impact.model.entities import AmountKind, Figure, Kind, Waiver
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.footing.rules import Rule, Rules, column_rules, line_rules
from sphinx_impact.model.numbers.exact import EXACT, total
from sphinx_impact.model.problems import Code
from sphinx_impact.model.report import Report

MOST_PARTS = 40
"""So many parts of one sum are listed."""

MOST_ROWS = 80
"""So many rows has a tree of sums, all levels together."""


@dataclasses.dataclass(slots=True)
class Part:
    """A figure that goes into a sum.

    Attributes:
        times: How often it counts: 1 or -1.
        parts: What it is made of itself; empty where it was written, or where there is no room to say.
        left: How many of its parts are not listed.
    """

    times: int
    figure: Figure
    parts: list[Part] = dataclasses.field(default_factory=list)
    left: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Sum:
    """A sum that a cell is held against, or is computed from.

    Attributes:
        across: Whether its parts are columns of the same line.
        check: Code of the check.
        difference: The cell less what all its parts come to, in full units.
        holds: Whether there is no difference, or one that rounding explains or that is accepted.
        waiver: What accepts it.
    """

    across: bool
    check: Code
    whole: Part
    difference: Decimal
    holds: bool
    waiver: Waiver | None


class Making:
    """Answers what the figures of a report are made of. The rules of each statement are worked out once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rules: dict[str, tuple[Rules, Rules]] = {}

    def of(self, figure: Figure) -> list[Sum]:
        """Return the sums of a cell, down its column first; none of what was written, and of stats."""
        place = self._places.get(figure.address)
        if place is None:
            return []
        footed, line, column = place
        down, across = self._rules_of(footed)
        cell = footed.cells[line, column]
        made = []
        rules = [(False, rule) for rule in (*down.rules.get(line, ()), *down.late.get(line, ()))]
        rules += [(True, rule) for rule in across.rules.get(column, ())]
        for is_across, rule in rules:
            if not is_across and rule.check is Code.ROLL_FORWARD and footed.statement.columns[column].unit == "percent":
                continue
            whole = Part(1, figure)
            self._fill(whole, footed, line, column, rule, across=is_across)
            if whole.parts:
                difference = self._difference(figure, footed, (line, column), rule, across=is_across)
                waiver = cell.waiver if cell.waiver is not None and cell.waiver.check == rule.check else None
                holds = not difference or waiver is not None or footed.statement.rounding
                made.append(Sum(is_across, rule.check, whole, difference, holds, waiver))
        return made

    def grants_in(self, figure: Figure) -> int | None:
        """Return how many grants a figure counts or adds up; None where it is made of something else."""
        roll = self._report.grants
        return roll.numbers.get(figure.address) if roll is not None and figure.origin == roll.origin else None

    @functools.cached_property
    def _places(self) -> Mapping[object, tuple[Footed, int, int]]:
        found: dict[object, tuple[Footed, int, int]] = {}
        for footed in self._report.statements.values():
            for number, line in enumerate(footed.statement.lines):
                if line.kind is not Kind.HEADING:
                    for at, figure in enumerate(self._report.row(footed, line)):
                        found.setdefault(figure.address, (footed, number, at))
        return found

    def _rules_of(self, footed: Footed) -> tuple[Rules, Rules]:
        statement = footed.statement
        if statement.id not in self._rules:
            self._rules[statement.id] = line_rules(statement), column_rules(statement)
        return self._rules[statement.id]

    def _difference(self, figure: Figure, footed: Footed, place: Place, rule: Rule, *, across: bool) -> Decimal:
        """Return a cell less what a rule gives for it."""
        line, column = place
        parts = (
            (times, self._report.row(footed, footed.statement.lines[line if across else at])[at if across else column].value)
            for times, at in rule.addends
        )
        sums = total((times, value) for times, value in parts if value is not None)
        return Decimal(0) if figure.value is None else EXACT.subtract(figure.value, sums)

    def _fill(self, whole: Part, footed: Footed, line: int, column: int, rule: Rule, *, across: bool) -> None:
        """Add the parts, level by level, as long as there is room. Below the first level, sums run down columns."""
        down = self._rules_of(footed)[0]
        room = MOST_ROWS
        waiting: list[tuple[Part, int, int, Rule, bool]] = [(whole, line, column, rule, across)]
        while waiting:
            part, row, at, how, sideways = waiting.pop(0)
            places = [(times, row if sideways else number, number if sideways else at) for times, number in how.addends]
            parts = [
                (Part(times, self._report.row(footed, footed.statement.lines[to])[of]), to, of)
                for times, to, of in places
                if footed.cells[to, of].amount_kind is not AmountKind.NOT_APPLICABLE
            ]
            if part is not whole and len(parts) > room:
                part.left = len(parts)
                continue
            shown = parts[:MOST_PARTS]
            room -= len(shown)
            part.parts, part.left = [each for each, _row, _column in shown], len(parts) - len(shown)
            for each, to, of in shown:
                own = next(iter(down.rules.get(to, ())), None)
                if own is not None and not across:  # what a column adds up to stands on the page of its own cell
                    waiting.append((each, to, of, own, False))
