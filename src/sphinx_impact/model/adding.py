"""Adding one statement up, cell by cell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sphinx_impact.model.balances import opening_and_closing
from sphinx_impact.model.cells import Place, name_of
from sphinx_impact.model.entities import Amount, AmountKind, Column, Kind, Period, Statement, Waiver
from sphinx_impact.model.formulas import EXACT
from sphinx_impact.model.problems import Code, Origin
from sphinx_impact.model.rules import Rule, Rules
from sphinx_impact.model.waiving import Waiving

MOST_OPTIONS = 64
"""For so many values a cell may stand, where sums that it is made of differ from what was given."""


@dataclasses.dataclass(frozen=True, slots=True)
class FootedCell:
    """A cell after adding up. Amounts are in the statement's scale.

    Attributes:
        amount_kind: What stands there, a computed number included; unreadable where a sum could not be worked out.
        given: The amount as written; None where none was.
        computed: What the first of its rules gives; None where there is none, or it could not be worked out.
        value: What later sums use.
        shown: What the page prints.
        waiver: What covers the difference between `given` and `computed`.
    """

    amount_kind: AmountKind
    given: Decimal | None
    computed: Decimal | None
    value: Decimal | None
    shown: Decimal | None
    waiver: Waiver | None
    origin: Origin


@dataclasses.dataclass(slots=True)
class _Cell:
    """A cell while it is worked out.

    Attributes:
        options: All values the cell may stand for, the one to use first. A sum that differs from what was given stands for both, so
            that one mistake is reported once and not again in every later sum.
        slack: By how much rounding may have moved it.
        sure: Whether nothing unreported went into it.
        ruled: Whether it is a sum.
        differences: Differences found here, by any check.
    """

    kind: AmountKind
    given: Decimal | None
    origin: Origin
    computed: Decimal | None = None
    waiver: Waiver | None = None
    options: tuple[Decimal, ...] = ()
    slack: Decimal = Decimal(0)
    sure: bool = True
    ruled: bool = False
    differences: set[Decimal] = dataclasses.field(default_factory=set)

    def freeze(self) -> FootedCell:
        """Return the cell as others see it."""
        value = self.options[0] if self.options else None
        shown = None if self.kind is AmountKind.UNREADABLE else value if self.given is None else self.given
        return FootedCell(self.kind, self.given, self.computed, value, shown, self.waiver, self.origin)


@dataclasses.dataclass(frozen=True, slots=True)
class _Sum:
    """What a rule gives for one cell.

    Attributes:
        options: All values it may have, the one to use first; empty where it cannot be had.
        gaps: The cells in it that were not reported.
        kind: A number, nil where all is nil, or why there is none.
    """

    rule: Rule
    options: tuple[Decimal, ...]
    slack: Decimal
    gaps: tuple[Place, ...]
    sure: bool
    kind: AmountKind


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """An amount that differs from what it should be, and that nothing accepts.

    Attributes:
        rule: What says what it should be. It has no addends where an opening balance is held against a closing one.
        across: Whether the addends are columns.
        amount: The amount.
        computed: What it should be.
        given: Whether the amount was written, and not computed.
        standing: Waivers for this check of this cell, which accept other differences.
        rounded: Whether rounding alone explains the difference.
    """

    place: Place
    rule: Rule
    across: bool
    amount: Decimal
    computed: Decimal
    given: bool
    standing: tuple[Waiver, ...]
    rounded: bool

    @property
    def difference(self) -> Decimal:
        """Amount less what it should be."""
        return EXACT.subtract(self.amount, self.computed)


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A sum over cells that were not reported, and what it differs by, where it was given."""

    across: bool
    place: Place
    cells: tuple[Place, ...]
    difference: Decimal | None


class Adding:
    """One pass over a statement: `run` fills `cells`, `differences`, `gaps` and `settled`.

    Attributes:
        gaps: Sums over cells that were not reported, each cell at the first sum over it, those down the columns first.
        settled: Waivers that let another value into sums which had been worked out before the waiver was found to apply.
    """

    def __init__(
        self,
        statement: Statement,
        *,
        lines: Rules,
        columns: Rules,
        waiving: Waiving,
        fixed: Mapping[Place, Waiver],
        periods: Mapping[str, Period],
    ) -> None:
        self.differences: list[Difference] = []
        self.gaps: list[Gap] = []
        self.settled: dict[Place, Waiver] = {}
        self._statement = statement
        self._lines, self._columns = lines, columns
        self._waiving = waiving
        self._periods = periods
        self._fixed = fixed
        self._cells: dict[Place, _Cell] = {}
        self._gaps: list[Gap] = []
        self._shared: dict[tuple[int, int], _Sum] = {}
        self._slacks = [_rounding(line.cells[number].amount for line in statement.lines) / 2 for number in range(len(statement.columns))]

    @property
    def cells(self) -> dict[Place, FootedCell]:
        """Every cell, by line and column."""
        return {place: cell.freeze() for place, cell in sorted(self._cells.items())}

    def run(self) -> None:
        """Work out and check every cell."""
        for line in self._lines.order:
            for column in self._columns.order:
                self._cells[line, column] = self._work_out((line, column))
        for line, rules in self._lines.late.items():
            for column in self._columns.order:
                cell = self._cells[line, column]
                for found in self._sums((line, column), rules):
                    if cell.given is not None:
                        self._check((line, column), cell, found, across=False)
        self._compare_years()
        self._report_gaps()

    def _work_out(self, place: Place) -> _Cell:
        """Return a cell, checked where it was given, computed where it was left empty."""
        line, column = place
        written = self._statement.lines[line].cells[column]
        amount = written.amount
        cell = _Cell(amount.kind, amount.value, written.origin)
        if self._statement.lines[line].kind is Kind.HEADING:
            return cell
        down = self._sums(place, self._lines.rules.get(line, ()))
        across = self._sums(place, self._columns.rules.get(column, ()), across=True)
        cell.ruled = bool(down or across)
        if amount.value is not None:
            cell.options = (amount.value,)
            cell.slack = self._slacks[column] if amount.kind is AmountKind.NUMBER else Decimal(0)
            for found in down:
                self._check(place, cell, found, across=False)
            for found in across:
                self._check(place, cell, found, across=True)
        elif amount.kind is not AmountKind.NOT_APPLICABLE:
            self._fill(place, cell, [*down, *across], len(down))
        if place in self._fixed:
            cell.waiver = self._fixed[place]
            cell.options = (cell.options[0] if cell.waiver.use is None else cell.waiver.use,)
        return cell

    def _fill(self, place: Place, cell: _Cell, sums: Sequence[_Sum], down: int) -> None:
        """Compute a cell that was left empty, or could not be read, from the first rule that can be worked out."""
        broken = place[0] in self._lines.broken or place[1] in self._columns.broken
        for number, found in enumerate(sums):
            if found.gaps and (found.options or number < down):
                self._gaps.append(Gap(number >= down, place, found.gaps, None))
            if found.options and cell.computed is None:
                cell.computed, cell.slack, cell.sure = found.options[0], found.slack, found.sure
                if cell.kind is AmountKind.NOT_REPORTED:
                    cell.kind = found.kind
            # Where down and across disagree, that was reported at the amounts they are made of.
            cell.options = tuple(dict.fromkeys((*cell.options, *found.options)))[:MOST_OPTIONS]
        if cell.options:
            return
        self._waiving.unsure(place)
        if cell.kind is AmountKind.NOT_REPORTED:
            if broken or any(found.kind is AmountKind.UNREADABLE for found in sums):
                cell.kind = AmountKind.UNREADABLE
            elif sums and all(found.kind is AmountKind.NOT_APPLICABLE for found in sums):
                cell.kind = AmountKind.NOT_APPLICABLE

    def _sums(self, place: Place, rules: Iterable[Rule], *, across: bool = False) -> list[_Sum]:
        """Return what each rule gives for a cell. Shares and other percents do not roll forward."""
        percent = self._statement.columns[place[1]].unit == "percent"
        return [self._once(place, rule, across=across) for rule in rules if not (percent and rule.check is Code.ROLL_FORWARD)]

    def _once(self, place: Place, rule: Rule, *, across: bool) -> _Sum:
        """Return what a rule gives for a cell; what all totals of a section have in common is worked out once."""
        if rule.written:
            return self._sum(place, rule, across=across)
        key = (id(rule.addends), place[1])
        if key not in self._shared:
            self._shared[key] = self._sum(place, rule, across=across)
        return self._shared[key]

    def _sum(self, place: Place, rule: Rule, *, across: bool) -> _Sum:
        """Return what a rule gives for a cell."""
        options: tuple[Decimal, ...] = (Decimal(0),)
        slack = Decimal(0)
        gaps: list[Place] = []
        sure, unknown = True, False
        kinds: set[AmountKind] = set()
        for times, number in rule.addends:
            at = (place[0], number) if across else (number, place[1])
            cell = self._cells[at]
            if cell.options:
                kinds.add(cell.kind)
                sure = sure and cell.sure
                slack += cell.slack
                options = _plus(options, times, cell.options)
            elif cell.kind is AmountKind.NOT_REPORTED:
                gaps.append(at)
                sure = False
            elif cell.kind is not AmountKind.NOT_APPLICABLE:
                unknown = True
        if unknown:
            kind = AmountKind.UNREADABLE
        elif kinds:
            kind = AmountKind.NIL if kinds == {AmountKind.NIL} else AmountKind.NUMBER
        else:
            kind = AmountKind.NOT_REPORTED if gaps else AmountKind.NOT_APPLICABLE
        known = kinds and not unknown
        return _Sum(rule, options if known else (), slack, tuple(gaps), sure, kind)

    def _check(self, place: Place, cell: _Cell, found: _Sum, *, across: bool) -> None:
        """Check a given amount against a sum."""
        given = cell.options[0] if cell.given is None else cell.given
        if not found.options:
            self._waiving.unsure(place)
            if found.gaps:
                self._gaps.append(Gap(across, place, found.gaps, None))
            return
        computed = found.options[0]
        if cell.computed is None:
            cell.computed = computed
        difference = EXACT.subtract(given, computed)
        slack = found.slack + cell.slack
        waived = False
        if not _agrees(given, found.options, slack if self._statement.rounding else Decimal(0)):
            waiver = self._waiving.accept(place, found.rule.check, difference)
            waived = waiver is not None
            if waiver is not None:
                cell.waiver = cell.waiver or waiver
                cell.options = (given if cell.waiver.use is None else cell.waiver.use,)
            elif not found.sure:
                self._waiving.unsure(place)
            elif difference not in cell.differences:
                standing = tuple(self._waiving.of(place, found.rule.check))
                rounded = difference.copy_abs() <= slack
                self.differences.append(Difference(place, found.rule, across, given, computed, cell.given is not None, standing, rounded))
                cell.options = tuple(dict.fromkeys((*cell.options, *found.options)))[:MOST_OPTIONS]
            cell.differences.add(difference)
        else:
            difference = Decimal(0)
        if found.gaps:
            self._gaps.append(Gap(across, place, found.gaps, difference if difference and not waived else None))

    def _compare_years(self) -> None:
        """Check that each opening is the closing of the period before, where both are columns."""
        pair = opening_and_closing(self._statement)
        if pair is None:
            return
        first, end = (self._statement.lines.index(line) for line in pair)
        columns = self._statement.columns
        ends: dict[tuple[str, dt.date | int | None], list[int]] = {}
        for number, column in enumerate(columns):
            ends.setdefault((column.name, self._end(column)), []).append(number)
        for number, column in enumerate(columns):
            day = self._before(column)
            for earlier in ends.get((column.name, day), ()) if day is not None and column.unit != "percent" else ():
                place, before = (first, number), (end, earlier)
                opening, closing = self._cells[place], self._cells[before]
                across = opening.given is None and number in self._columns.rules  # its parts are compared instead
                if opening.options and closing.options and not across:
                    rule = Rule((), Code.ROLL_FORWARD, f"{name_of(self._statement, before)} is")
                    found = _Sum(rule, closing.options, closing.slack, (), closing.sure and opening.sure, AmountKind.NUMBER)
                    self._check(place, opening, found, across=False)
                    if opening.waiver is not None and opening.waiver.use is not None:
                        self.settled[place] = opening.waiver

    def _end(self, column: Column) -> dt.date | int | None:
        """Return the last day of a column's period; of an undeclared one the year, where it is one."""
        period = self._periods.get(column.period or "")
        return period.end if period is not None else _year(column.period)

    def _before(self, column: Column) -> dt.date | int | None:
        """Return where the period must end that comes right before a column's own."""
        period = self._periods.get(column.period or "")
        if period is not None:
            return period.start - dt.timedelta(days=1) if period.start is not None and period.start > dt.date.min else None
        year = _year(column.period)
        return None if year is None else year - 1

    def _report_gaps(self) -> None:
        """Report each cell that was not reported once: at the first sum over it, those down the columns first."""
        named: set[Place] = set()
        for gap in sorted(self._gaps, key=lambda gap: (gap.across, gap.place)):
            cells = [cell for cell in gap.cells if cell not in named and not self._cells[cell].ruled]
            if cells:
                self.gaps.append(dataclasses.replace(gap, cells=tuple(cells)))
            named.update(cells)


def _year(period: str | None) -> int | None:
    return int(period) if period is not None and len(period) == 4 and period.isascii() and period.isdigit() else None


def _agrees(given: Decimal, options: Iterable[Decimal], slack: Decimal) -> bool:
    """Whether an amount is one of the options, or comes as close to one as rounding explains."""
    return any(given == option or (slack and EXACT.subtract(given, option).copy_abs() <= slack) for option in options)


def _plus(options: tuple[Decimal, ...], times: int, more: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Return the sums that two numbers may have, each of which may stand for several; the first of both is the first."""
    add = EXACT.add if times > 0 else EXACT.subtract
    if len(options) == len(more) == 1:
        return (add(options[0], more[0]),)
    sums = (add(so_far, option) for option in more for so_far in options)
    return tuple(dict.fromkeys(itertools.islice(sums, MOST_OPTIONS)))


def _rounding(amounts: Iterable[Amount]) -> Decimal:
    """Return what the amounts of a column are rounded to: one unit of the scale, or the last decimal that any of them has."""
    exponents = (amount.value.as_tuple().exponent for amount in amounts if amount.value is not None)
    return Decimal(1).scaleb(min([0, *(exponent for exponent in exponents if isinstance(exponent, int))]))
