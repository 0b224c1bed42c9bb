"""Footing: does a statement add up, down its columns and across its rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.addresses import Place, address_of, name_of
from sphinx_impact.model.entities import AmountKind, Column, Kind, Line, Period, Profile, Statement, Waiver
from sphinx_impact.model.footing.differences import Difference, FootedCell, Gap, problems_of
from sphinx_impact.model.footing.rules import Rule, Rules, column_rules, line_rules
from sphinx_impact.model.footing.waivers import Waivers, waivers_in
from sphinx_impact.model.names import slug
from sphinx_impact.model.numbers.exact import EXACT
from sphinx_impact.model.problems import Code, Problem

_FIRST: Final = frozenset({"beginning", "start", "opening"})
_LAST: Final = frozenset({"end", "ending", "closing"})
_SMALL: Final = frozenset({"at", "of", "the", "in"})
_BALANCES: Final = frozenset({"assets", "balance", "balances", "cash", "equity", "fund", "funds", "period", "year"})
"""One of these must stand in a label: opening and closing hours are no balances."""

MOST_OPTIONS = 64
"""For so many values a cell may stand, where sums that it is made of differ from what was given."""


@dataclasses.dataclass(frozen=True)
class Footed:
    """A statement that was added up.

    Attributes:
        cells: Every cell by index of its line and index of its column.
        problems: Everything that does not add up, sorted.
    """

    statement: Statement
    cells: Mapping[Place, FootedCell]
    problems: tuple[Problem, ...]

    def cell(self, line_id: str, column_id: str) -> FootedCell:
        """Return a cell by the id of its line and the id of its column.

        Raises:
            KeyError: There is no such line or column.
        """
        return self._by_id[line_id, column_id]

    @functools.cached_property
    def last_places(self) -> tuple[Decimal, ...]:
        """What the amounts of each column are rounded to, in the statement's scale; see `last_places`."""
        return last_places(self.statement)

    @functools.cached_property
    def _by_id(self) -> Mapping[tuple[str, str], FootedCell]:
        lines, columns = self.statement.lines, self.statement.columns
        return {(lines[line].id, columns[column].id): cell for (line, column), cell in self.cells.items()}


def last_places(statement: Statement) -> tuple[Decimal, ...]:
    """Return what the amounts of each column are rounded to: one unit of the scale, or the last decimal that any of them has."""
    found = []
    for column in range(len(statement.columns)):
        values = (line.cells[column].amount.value for line in statement.lines)
        exponents = (value.as_tuple().exponent for value in values if value is not None)
        found.append(Decimal(1).scaleb(min([0, *(exponent for exponent in exponents if isinstance(exponent, int))])))
    return tuple(found)


def foot(statement: Statement, waivers: Sequence[Waiver] = (), profile: Profile | None = None, *, waivers_path: str = "") -> Footed:
    """Add a statement up.

    Args:
        statement: As it was loaded; its cells stand in the order of its columns.
        waivers: Those of the whole report; only the ones for cells of this statement are looked at.
        profile: Whose periods are meant; None where none are declared.
        waivers_path: The file in which a difference can be accepted; empty where none can be.
    """

    def named(place: Place) -> object:
        return address_of(statement, statement.lines[place[0]], statement.columns[place[1]])

    own = list(waivers_in(statement, waivers, profile))
    lines, columns = line_rules(statement), column_rules(statement)
    periods = profile.periods if profile is not None else {}
    fixed: dict[Place, Waiver] = {}
    while True:
        standing = Waivers(own, of="the statement", path=waivers_path, named=named)
        adding = Adding(statement, lines, columns, waivers=standing, fixed=fixed, periods=periods)
        adding.run()
        if adding.settled.keys() <= fixed.keys():
            break
        fixed |= adding.settled  # a waiver found late changes earlier sums: repeat
    cells = dict(sorted(adding.cells.items()))
    found = problems_of(statement, lines, columns, cells, waivers=standing, differences=adding.differences, gaps=adding.gaps)
    return Footed(statement, cells, tuple(sorted({*lines.problems, *columns.problems, *found, *standing.problems})))


def opening_and_closing(statement: Statement) -> tuple[Line, Line] | None:
    """Return the lines of the opening and the closing balance.

    They are those of the declared roll-forward, or else the only two lines whose labels differ in nothing but the beginning and the end.
    """
    lines = {line.id: line for line in reversed(statement.lines)}
    roll = statement.roll_forward
    if roll is not None:
        return (lines[roll.opening], lines[roll.closing]) if {roll.opening, roll.closing} <= lines.keys() else None
    first = [(name, line) for line in statement.lines if (name := _apart_from(line, _FIRST))]
    ends = [(name, line) for line in statement.lines if (name := _apart_from(line, _LAST))]
    pairs = [(one, two) for name, one in first for other, two in ends if name == other]
    return pairs[0] if len(pairs) == 1 else None


def _apart_from(line: Line, words: frozenset[str]) -> str:
    """Return a label without one of some words; empty where it has none of them."""
    label = slug(line.label.text).split("-")
    return " ".join(word for word in label if word not in words | _SMALL) if words & set(label) and _BALANCES & set(label) else ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Sum:
    """What a rule gives for one cell.

    Attributes:
        across: Whether its addends are columns.
        options: All values it may have, the one to use first; empty where it cannot be had.
        gaps: The cells in it that were not reported.
        kind: A number, nil where all is nil, or why there is none.
    """

    rule: Rule
    across: bool
    options: tuple[Decimal, ...]
    slack: Decimal
    gaps: tuple[Place, ...]
    sure: bool
    kind: AmountKind


class Adding:
    """One pass over a statement: `run` fills `cells`, `differences`, `gaps` and `settled`.

    Attributes:
        gaps: Sums over cells that were not reported, each cell at the first sum over it, those down the columns first.
        settled: Waivers that let another value into sums which had been worked out before the waiver was found to apply.
    """

    def __init__(
        self,
        statement: Statement,
        lines: Rules,
        columns: Rules,
        *,
        waivers: Waivers[Place],
        fixed: Mapping[Place, Waiver],
        periods: Mapping[str, Period],
    ) -> None:
        self.cells: dict[Place, FootedCell] = {}
        self.differences: list[Difference] = []
        self.gaps: list[Gap] = []
        self.settled: dict[Place, Waiver] = {}
        self._statement, self._lines, self._columns = statement, lines, columns
        self._waivers, self._fixed, self._periods = waivers, fixed, periods
        self._gaps: list[Gap] = []
        self._shared: dict[tuple[int, int], _Sum] = {}
        self._slacks = [place / 2 for place in last_places(statement)]

    def run(self) -> None:
        """Work out and check every cell."""
        for line in self._lines.order:
            for column in self._columns.order:
                self.cells[line, column] = self._work_out((line, column))
        for line, rules in self._lines.late.items():
            for column in self._columns.order:
                cell = self.cells[line, column]
                for found in self._sums((line, column), rules):
                    if cell.given is not None:
                        self._check((line, column), cell, found)
        self._compare_years()
        self._report_gaps()

    def _work_out(self, place: Place) -> FootedCell:
        """Return a cell, checked where it was given, computed where it was left empty."""
        line, column = place
        written = self._statement.lines[line].cells[column]
        amount = written.amount
        cell = FootedCell(amount.kind, amount.value, written.origin)
        if self._statement.lines[line].kind is Kind.HEADING:
            return cell
        sums = self._sums(place, self._lines.rules.get(line, ()))
        sums += [self._sum(place, rule, across=True) for rule in self._columns.rules.get(column, ())]
        cell.ruled = bool(sums)
        if amount.value is not None:
            cell.options = (amount.value,)
            cell.slack = self._slacks[column] if amount.kind is AmountKind.NUMBER else Decimal(0)
            for found in sums:
                self._check(place, cell, found)
        elif amount.kind is not AmountKind.NOT_APPLICABLE:
            self._fill(place, cell, sums)
        if place in self._fixed:
            cell.waiver = None
            cell.accept(self._fixed[place])
        return cell

    def _fill(self, place: Place, cell: FootedCell, sums: Sequence[_Sum]) -> None:
        """Compute a cell that was left empty, or could not be read, from the first rule that can be worked out."""
        for found in sums:
            if found.gaps and (found.options or not found.across):
                self._gaps.append(Gap(found.across, place, found.gaps, None))
            if found.options and cell.computed is None:
                cell.computed, cell.slack, cell.sure = found.options[0], found.slack, found.sure
                if cell.amount_kind is AmountKind.NOT_REPORTED:
                    cell.amount_kind = found.kind
            # Disagreement between row and column sums was reported at their parts.
            cell.options = _few((*cell.options, *found.options))
        if cell.options:
            return
        self._waivers.unsure(place)
        if cell.amount_kind is AmountKind.NOT_REPORTED:
            kinds = {found.kind for found in sums}
            if place[0] in self._lines.broken or place[1] in self._columns.broken or AmountKind.UNREADABLE in kinds:
                cell.amount_kind = AmountKind.UNREADABLE
            elif kinds == {AmountKind.NOT_APPLICABLE}:
                cell.amount_kind = AmountKind.NOT_APPLICABLE

    def _sums(self, place: Place, rules: Iterable[Rule]) -> list[_Sum]:
        """Return what each rule gives for a cell, down its column. Shares and other percents do not roll forward."""
        percent = self._statement.columns[place[1]].unit == "percent"
        return [self._sum_down(place, rule) for rule in rules if not (percent and rule.check is Code.ROLL_FORWARD)]

    def _sum_down(self, place: Place, rule: Rule) -> _Sum:
        """Return what a rule gives for a cell; what all totals of a section have in common is worked out once."""
        if rule.written:
            return self._sum(place, rule)
        key = (id(rule.addends), place[1])
        if key not in self._shared:
            self._shared[key] = self._sum(place, rule)
        return self._shared[key]

    def _sum(self, place: Place, rule: Rule, *, across: bool = False) -> _Sum:
        """Return what a rule gives for a cell."""
        options: tuple[Decimal, ...] = (Decimal(0),)
        slack = Decimal(0)
        gaps: list[Place] = []
        sure, unknown = True, False
        kinds: set[AmountKind] = set()
        for times, number in rule.addends:
            at = (place[0], number) if across else (number, place[1])
            cell = self.cells[at]
            if cell.options:
                kinds.add(cell.amount_kind)
                sure = sure and cell.sure
                slack += cell.slack
                options = _plus(options, times, cell.options)
            elif cell.amount_kind is AmountKind.NOT_REPORTED:
                gaps.append(at)
                sure = False
            elif cell.amount_kind is not AmountKind.NOT_APPLICABLE:
                unknown = True
        if unknown:
            kind = AmountKind.UNREADABLE
        elif kinds:
            kind = AmountKind.NIL if kinds == {AmountKind.NIL} else AmountKind.NUMBER
        else:
            kind = AmountKind.NOT_REPORTED if gaps else AmountKind.NOT_APPLICABLE
        return _Sum(rule, across, options if kinds and not unknown else (), slack, tuple(gaps), sure, kind)

    def _check(self, place: Place, cell: FootedCell, found: _Sum) -> None:
        """Check a given amount against a sum."""
        difference = self._compared(place, cell, found) if found.options else None
        if not found.options:
            self._waivers.unsure(place)
        if found.gaps:
            self._gaps.append(Gap(found.across, place, found.gaps, difference))

    def _compared(self, place: Place, cell: FootedCell, found: _Sum) -> Decimal | None:
        """Return by how much an amount differs from a sum, and put it down; None where it does not, or where that is accepted."""
        check, computed = found.rule.check, found.options[0]
        given = cell.options[0] if cell.given is None else cell.given
        cell.computed = computed if cell.computed is None else cell.computed
        slack = found.slack + cell.slack
        if _agrees(given, found.options, slack if self._statement.rounding else Decimal(0)):
            return None
        difference = EXACT.subtract(given, computed)
        waiver = self._waivers.accept(place, check, difference)
        if waiver is not None:
            cell.accept(waiver)
        elif not found.sure:
            self._waivers.unsure(place)
        elif difference not in cell.differences:
            rounded = difference.copy_abs() <= slack
            self.differences.append(Difference(place, found.rule, found.across, given, computed, cell.given is not None, rounded))
            cell.options = _few((*cell.options, *found.options))
        cell.differences |= {difference}
        return None if waiver is not None else difference

    def _compare_years(self) -> None:
        """Check that each opening is the closing of the period before, where both are columns."""
        pair = opening_and_closing(self._statement)
        if pair is None:
            return
        first, end = (self._statement.lines.index(line) for line in pair)
        ends: dict[tuple[str, dt.date | int | None], list[int]] = {}
        for number, column in enumerate(self._statement.columns):
            ends.setdefault((column.name, self._days(column)[1]), []).append(number)
        for number, column in enumerate(self._statement.columns):
            day = self._days(column)[0]
            for earlier in ends.get((column.name, day), ()) if day is not None and column.unit != "percent" else ():
                place, before = (first, number), (end, earlier)
                opening, closing = self.cells[place], self.cells[before]
                across = opening.given is None and number in self._columns.rules  # its parts are compared instead
                if opening.options and closing.options and not across:
                    rule = Rule((), Code.ROLL_FORWARD, f"{name_of(self._statement, before)} is")
                    sure = closing.sure and opening.sure
                    self._check(place, opening, _Sum(rule, False, closing.options, closing.slack, (), sure, AmountKind.NUMBER))
                    if opening.waiver is not None and opening.waiver.use is not None:
                        self.settled[place] = opening.waiver

    def _days(self, column: Column) -> tuple[dt.date | int | None, dt.date | int | None]:
        """Return where the period must end that comes right before a column's own, and where that ends; years, of undeclared periods."""
        name = column.period or ""
        period = self._periods.get(name)
        if period is None:
            year = int(name) if len(name) == 4 and name.isascii() and name.isdigit() else None
            return (None if year is None else year - 1), year
        start = period.start
        return (start - dt.timedelta(days=1) if start is not None and start > dt.date.min else None), period.end

    def _report_gaps(self) -> None:
        """Report each cell that was not reported once: at the first sum over it, those down the columns first."""
        named: set[Place] = set()
        for gap in sorted(self._gaps, key=lambda gap: (gap.across, gap.place)):
            cells = [cell for cell in gap.cells if cell not in named and not self.cells[cell].ruled]
            if cells:
                self.gaps.append(dataclasses.replace(gap, cells=tuple(cells)))
            named.update(cells)


def _agrees(given: Decimal, options: Iterable[Decimal], slack: Decimal) -> bool:
    """Whether an amount is one of the options, or comes as close to one as rounding explains."""
    return any(given == option or (slack and EXACT.subtract(given, option).copy_abs() <= slack) for option in options)


def _few(options: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(options))[:MOST_OPTIONS]


def _plus(options: tuple[Decimal, ...], times: int, more: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Return the sums that two numbers may have, each of which may stand for several; the first of both is the first."""
    add = EXACT.add if times > 0 else EXACT.subtract
    if len(options) == len(more) == 1:
        return (add(options[0], more[0]),)
    return _few(itertools.islice((add(so_far, option) for option in more for so_far in options), MOST_OPTIONS))
