"""Adding one statement up, cell by cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sphinx_impact.model.cells import Place
from sphinx_impact.model.discrepancies import Discrepancies
from sphinx_impact.model.entities import Amount, AmountKind, Kind, Period, Statement, Waiver
from sphinx_impact.model.formulas import total
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.rules import Rule, Rules
from sphinx_impact.model.waiving import Waiving, plain

_MOST_OPTIONS = 64


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
class _Gap:
    """A sum over cells that were not reported, and what it differs by, where it was given."""

    across: bool
    place: Place
    cells: tuple[Place, ...]
    difference: Decimal | None


class Adding:
    """One pass over a statement: `run` fills `cells`, `problems` and `settled`.

    Attributes:
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
        tell: Discrepancies,
    ) -> None:
        self.problems: list[Problem] = []
        self.settled: dict[Place, Waiver] = {}
        self._statement = statement
        self._lines, self._columns = lines, columns
        self._waiving = waiving
        self._periods = periods
        self._tell = tell
        self._fixed = fixed
        self._cells: dict[Place, _Cell] = {}
        self._gaps: list[_Gap] = []
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
                self._gaps.append(_Gap(number >= down, place, found.gaps, None))
            if found.options and cell.computed is None:
                cell.computed, cell.slack, cell.sure = found.options[0], found.slack, found.sure
                if cell.kind is AmountKind.NOT_REPORTED:
                    cell.kind = found.kind
            # Where down and across disagree, that was reported at the amounts they are made of.
            cell.options = tuple(dict.fromkeys((*cell.options, *found.options)))[:_MOST_OPTIONS]
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
        return [self._sum(place, rule, across=across) for rule in rules if not (percent and rule.check is Code.ROLL_FORWARD)]

    def _sum(self, place: Place, rule: Rule, *, across: bool) -> _Sum:
        """Return what a rule gives for a cell."""
        options: list[Decimal] = [Decimal(0)]
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
                sums = dict.fromkeys(total([(1, so_far), (times, option)]) for option in cell.options for so_far in options)
                options = [*sums][:_MOST_OPTIONS]
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
        return _Sum(rule, tuple(options) if known else (), slack, tuple(gaps), sure, kind)

    def _check(self, place: Place, cell: _Cell, found: _Sum, *, across: bool) -> None:
        """Check a given amount against a sum."""
        given = cell.options[0] if cell.given is None else cell.given
        if not found.options:
            self._waiving.unsure(place)
            if found.gaps:
                self._gaps.append(_Gap(across, place, found.gaps, None))
            return
        computed = found.options[0]
        if cell.computed is None:
            cell.computed = computed
        difference = total([(1, given), (-1, computed)])
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
                problem = self._tell.differs(
                    place,
                    found.rule.check,
                    given,
                    f"{found.rule.gives} {plain(computed)}",
                    difference=difference,
                    given=cell.given is not None,
                    standing=self._waiving.of(place, found.rule.check),
                    rounded=abs(difference) <= slack,
                )
                self.problems.append(problem)
                cell.options = tuple(dict.fromkeys((*cell.options, *found.options)))[:_MOST_OPTIONS]
            cell.differences.add(difference)
        else:
            difference = Decimal(0)
        if found.gaps:
            self._gaps.append(_Gap(across, place, found.gaps, difference if difference and not waived else None))

    def _compare_years(self) -> None:
        """Check that each opening is the closing of the period before, where both are columns."""
        roll = self._statement.roll_forward
        ids = {line.id: number for number, line in reversed([*enumerate(self._statement.lines)])}
        if roll is None or not {roll.opening, roll.closing} <= ids.keys():
            return
        columns = self._statement.columns
        for number, column in enumerate(columns):
            for earlier, other in enumerate(columns):
                if column.unit == "percent" or other.name != column.name or not self._follows(column.period, other.period):
                    continue
                place, before = (ids[roll.opening], number), (ids[roll.closing], earlier)
                opening, closing = self._cells[place], self._cells[before]
                across = opening.given is None and number in self._columns.rules  # its parts are compared instead
                if opening.options and closing.options and not across:
                    rule = Rule((), Code.ROLL_FORWARD, f"{self._tell.name(before)} is")
                    found = _Sum(rule, closing.options, closing.slack, (), closing.sure and opening.sure, AmountKind.NUMBER)
                    self._check(place, opening, found, across=False)
                    if opening.waiver is not None and opening.waiver.use is not None:
                        self.settled[place] = opening.waiver

    def _follows(self, later: str | None, earlier: str | None) -> bool:
        """Whether one period starts the day after another one ends; of undeclared periods, whether they are years in a row."""
        if later is None or earlier is None:
            return False
        if later in self._periods and earlier in self._periods:
            start = self._periods[later].start
            return start is not None and (start - self._periods[earlier].end).days == 1
        years = [text for text in (later, earlier) if len(text) == 4 and text.isascii() and text.isdigit()]
        return len(years) == 2 and int(later) == int(earlier) + 1

    def _report_gaps(self) -> None:
        """Report each cell that was not reported once: at the first sum over it, those down the columns first."""
        named: set[Place] = set()
        for gap in sorted(self._gaps, key=lambda gap: (gap.across, gap.place)):
            cells = [cell for cell in gap.cells if cell not in named and not self._cells[cell].ruled]
            if cells:
                self.problems.append(self._tell.gap(gap.place, cells, across=gap.across, difference=gap.difference))
            named.update(cells)


def _agrees(given: Decimal, options: Iterable[Decimal], slack: Decimal) -> bool:
    """Whether an amount is one of the options, or comes as close to one as rounding explains."""
    return any(abs(total([(1, given), (-1, option)])) <= slack for option in options)


def _rounding(amounts: Iterable[Amount]) -> Decimal:
    """Return what the amounts of a column are rounded to: one unit of the scale, or the last decimal that any of them has."""
    exponents = (amount.value.as_tuple().exponent for amount in amounts if amount.value is not None)
    return Decimal(1).scaleb(min([0, *(exponent for exponent in exponents if isinstance(exponent, int))]))
