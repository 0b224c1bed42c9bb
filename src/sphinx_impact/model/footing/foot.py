"""Footing: does a statement add up, down its columns and across its rows; and what is said where it does not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.addresses import Place, address_of, name_of
from sphinx_impact.model.entities import Amount, AmountKind, Column, Kind, Line, Period, Profile, Statement, Waiver
from sphinx_impact.model.footing.diagnosis import MOST_PARTS, Amounts, Fault, Part, Sum, explain, said, slip
from sphinx_impact.model.footing.rules import Rule, Rules, column_rules, line_rules
from sphinx_impact.model.footing.waivers import Waiving, is_small
from sphinx_impact.model.names import slug
from sphinx_impact.model.numbers.exact import EXACT, plain, total
from sphinx_impact.model.problems import Code, Origin, Problem

_FIRST: Final = frozenset({"beginning", "start", "opening"})
_LAST: Final = frozenset({"end", "ending", "closing"})
_SMALL: Final = frozenset({"at", "of", "the", "in"})
_BALANCES: Final = frozenset({"assets", "balance", "balances", "cash", "equity", "fund", "funds", "period", "year"})
"""One of these must stand in a label: opening and closing hours are no balances."""


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
            # Disagreement between row and column sums was reported at their parts.
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


MOST_EXPLAINED: Final = 25
"""For so many sums of a statement the mistake is looked for; where more differ, something else is wrong."""

MOST_NAMED: Final = 6
"""So many cells or rows are named in one message."""


class Discrepancies:
    """Writes the problems of one statement that was added up."""

    def __init__(self, statement: Statement, lines: Rules, columns: Rules, cells: Mapping[Place, FootedCell], waivers_path: str) -> None:
        self._statement = statement
        self._rules = {False: lines, True: columns}
        self._cells = cells
        self._waivers_path = waivers_path  # the file in which a difference can be accepted; empty where none can be
        self._off: dict[bool, dict[Place, Decimal]] = {False: {}, True: {}}
        self._sums: dict[tuple[bool, int, int], Sum] = {}
        self._faults: dict[tuple[bool, int, int], list[Fault]] = {}
        self._explained_sums: set[tuple[bool, int]] = set()
        self._known_rests: dict[tuple[bool, int, int, int], Decimal | None] = {}
        self._accepted: dict[tuple[str, Place], Decimal] = {  # what waivers accept, whether it is there or not
            (cell.waiver.check, place): cell.waiver.difference for place, cell in cells.items() if cell.waiver is not None
        }
        self._differing: dict[tuple[bool, int], Difference] = {}  # the first of each line, and of each column

    def problems(self, differences: Sequence[Difference], gaps: Sequence[Gap]) -> list[Problem]:
        """Return what is to be said of all differences, and of sums over what was not reported."""
        for found in differences:
            self._off[found.across].setdefault(found.place, found.difference)
            self._accepted.update(((waiver.check, found.place), waiver.difference) for waiver in found.standing)
            self._differing.setdefault((found.across, found.place[found.across]), found)
        return [*map(self._differs, differences), *map(self._gap, gaps)]

    # ---- one difference ----

    def _differs(self, found: Difference) -> Problem:
        line, column = found.place
        origin = self._statement.lines[line].cells[column].origin
        difference = found.difference
        more = f"{plain(found.amount)} is {plain(difference.copy_abs())} {'more' if difference > 0 else 'less'}"
        is_given = "is given as" if found.given else "comes to"
        what = f"{name_of(self._statement, found.place)} {is_given} {plain(found.amount)}, but {found.rule.gives} {plain(found.computed)}"
        explained = "" if found.rounded else self._explained(found)
        cure = explained or self._where_to_look(found)
        if found.rounded and self._waivers_path:
            cure += ", or write “rounding: allow” for the statement if that is due to rounding"
        if found.standing:
            accepted = " and ".join(f"{plain(waiver.difference)} (at {waiver.origin})" for waiver in found.standing)
            cure += f", or the waiver, which accepts {accepted} and nothing else"
        elif self._waivers_path and not explained and self._may_be_accepted(found):
            address = address_of(self._statement, self._statement.lines[line], self._statement.columns[column])
            entry = f'"check: {found.rule.check}, at: {address}, difference: {difference:f}"'
            cure += f", or accept the difference in {self._waivers_path} with {entry}"
        return Problem(origin, found.rule.check, f"{what} ({more}); {cure}")

    def _where_to_look(self, found: Difference) -> str:
        """Say what is to be corrected where no mistake is known."""
        confirmed = self._confirmed(found.place, found.difference) if found.rule.addends and found.given else None
        parts = "an amount" if found.across else "a row"
        if confirmed is None:
            return f"correct {parts}"
        if confirmed:
            return f"what is made of it needs {plain(found.amount)}, so correct {parts} that it is made of"
        return f"what is made of it needs {plain(found.computed)}, so correct it"

    def _may_be_accepted(self, found: Difference) -> bool:
        """Whether a waiver may be proposed: for a small difference, or in a sum that adds up elsewhere."""
        if is_small(found.difference, found.amount, found.computed):
            return True
        own = found.place[found.across]
        return bool(found.rule.addends) and self._given_in[found.across][own] > self._off_in[found.across][own]

    @functools.cached_property
    def _given_in(self) -> Mapping[bool, Counter[int]]:
        """How many amounts were given in each line, and in each column."""
        given = [place for place, cell in self._cells.items() if cell.given is not None]
        return {across: Counter(place[across] for place in given) for across in (False, True)}

    @functools.cached_property
    def _off_in(self) -> Mapping[bool, Counter[int]]:
        """How many amounts differ in each line, and in each column."""
        return {across: Counter(place[across] for place in off) for across, off in self._off.items()}

    def _explained(self, found: Difference) -> str:
        """Say which mistake explains a difference; empty where none does."""
        if not found.rule.addends:
            words = slip(found.amount, found.computed)[1]
            return f"it {words}: write {plain(found.computed)}" if words else ""
        self._explained_sums.add((found.across, found.place[found.across]))
        if len(self._explained_sums) > MOST_EXPLAINED:
            return ""
        if not found.across:
            words = self._merged(found) or self._over_subtotals(found)
            if words:
                return words
        crossing = self._crossing(found)
        if crossing:
            return crossing
        if not self._is_in(found):
            return ""
        key = (found.across, found.place[found.across], id(found.rule))
        if key not in self._faults:
            self._faults[key] = explain(self._sum(found))
        return said([self._told(found, fault) for fault in self._faults[key]])

    def _is_in(self, found: Difference) -> bool:
        """Whether the difference is one of those that are compared."""
        return self._place_name(found.place[not found.across], across=found.across) in self._sum(found).names

    def _told(self, found: Difference, fault: Fault) -> Fault:
        """Return a fault with what the other sums, and other rows, say of it."""
        if found.across or len(fault.parts) != 1:
            return fault
        (part,) = fault.parts
        rows = self._statement.lines
        if fault.what == "extra":
            if found.rule.written:
                return Fault(fault.what, f"{fault.text}: take that out of the formula", fault.parts)
            twice = next((other for other in self._sum(found).parts if other.number != part.number and _same(other, part)), None)
            if twice is not None:
                numbers = sorted(rows[number].origin.line for number in (part.number, twice.number))
                return Fault("twice", f"{part.label} stands in two rows, {numbers[0]} and {numbers[1]}: delete one", ())
            home = self._lacking(found, part)
            text = (
                f"write “{rows[home].section}” as its section" if home is not None else "it is counted twice, or belongs to another section"
            )
            return Fault(fault.what, f"{fault.text}: {text}", fault.parts)
        if fault.what == "absent":
            section = rows[found.place[0]].section
            cure = (
                "add it to the formula"
                if found.rule.written
                else f"write “{section}” as its section"
                if section
                else "give both one section"
            )
            return Fault(fault.what, f"{fault.text}: {cure}", fault.parts)
        return fault

    def _lacking(self, found: Difference, part: Part) -> int | None:
        """Return the sum without a formula that lacks just this row."""
        for (across, line), other in self._differing.items():
            if not across and line != found.place[0] and not other.rule.written and other.rule.addends:
                wanting = self._sum(other)
                if wanting.columns == self._sum(found).columns and wanting.difference == part.amounts:
                    return line
        return None

    # ---- how the parts of a statement stand to one another ----

    def _sum(self, found: Difference) -> Sum:
        """Return the numbers of a sum in all columns (or, of a column, in all rows) in which everything is known."""
        own = found.place[found.across]
        key = (found.across, own, id(found.rule))
        if key not in self._sums:
            self._sums[key] = self._make(found.rule, own, across=found.across)
        return self._sums[key]

    def _make(self, rule: Rule, own: int, *, across: bool) -> Sum:
        def at(number: int, place: int) -> FootedCell:
            return self._cells[(place, number) if across else (number, place)]

        addends = [number for _, number in rule.addends]
        count = len(self._statement.lines if across else self._statement.columns)
        places = [place for place in range(count) if at(own, place).given is not None and all(_is_known(at(one, place)) for one in addends)]

        def given(place: int) -> Decimal:
            """Return what was given, as if a difference that is accepted were none."""
            accepted = self._accepted.get((rule.check, (place, own) if across else (own, place)), Decimal(0))
            return EXACT.subtract(at(own, place).given or Decimal(0), accepted)

        def part(number: int, sign: int) -> Part:
            amounts = tuple(at(number, place).value or Decimal(0) for place in places)
            checked = number in self._rules[across].rules
            cleared = tuple(
                self._is_cleared((place, number) if across else (number, place), across=across, checked=checked) for place in places
            )
            return Part(number, self._part_name(number, across=across), self._label(number, across=across), sign, amounts, cleared)

        def confirmed(place: int) -> bool | None:
            cell = (place, own) if across else (own, place)
            difference = EXACT.subtract(
                at(own, place).given or Decimal(0), total((sign, at(one, place).value or Decimal(0)) for sign, one in rule.addends)
            )
            return self._confirmed(cell, difference) if difference else None

        return Sum(
            columns=tuple(self._place_name(place, across=across) for place in places),
            given=tuple(map(given, places)),
            parts=tuple(part(number, sign) for sign, number in rule.addends),
            others=tuple(part(number, 1) for number in itertools.islice(self._outside(rule, own, across=across), MOST_PARTS)),
            across=across,
            formula=rule.written,
            confirmed=tuple(map(confirmed, places)),
        )

    def _outside(self, rule: Rule, own: int, *, across: bool) -> Iterator[int]:
        """Give what a sum is not made of, and could be: without what is made of it."""
        inside = {own, *_made_of([own], self._rules[across].rules), *self._goes_into(own, across=across)}
        for number, line in enumerate(self._statement.lines) if not across else ():
            if number in inside or line.kind is Kind.HEADING or (not rule.written and line.kind is not Kind.ITEM):
                continue
            yield number

    def _is_cleared(self, place: Place, *, across: bool, checked: bool) -> bool:
        """Whether an amount cannot be the wrong one in a sum down (or across)."""
        cell = self._cells[place]
        if cell.given is None or (checked and cell.given == cell.computed):
            return True
        return any(rest == 0 for _, rest in self._rests(place, across=not across))

    def _rests(self, place: Place, *, across: bool) -> Iterator[tuple[int, Decimal]]:
        """Give the sign of a cell in each sum down (or across) that it goes into, and what is given there less what the parts give."""
        own, at = reversed(place) if across else place
        for user, rule, sign in self._users[across].get(own, ()):
            key = (across, user, id(rule), at)
            if key not in self._known_rests:
                self._known_rests[key] = self._rest(user, rule, at, across=across)
            rest = self._known_rests[key]
            if rest is not None:
                yield sign, rest

    def _rest(self, user: int, rule: Rule, at: int, *, across: bool) -> Decimal | None:
        """Return what is given less what the parts give; None where that is not known, or accepted."""
        whole = self._cells[(at, user) if across else (user, at)]
        cells = [(times, self._cells[(at, number) if across else (number, at)]) for times, number in rule.addends]
        if whole.given is None or whole.waiver is not None or not all(_is_known(cell) for _, cell in cells):
            return None
        return EXACT.subtract(whole.given, total((times, cell.value or Decimal(0)) for times, cell in cells))

    def _goes_into(self, own: int, *, across: bool) -> set[int]:
        """Return every sum that a line or column goes into, and what is made of that."""
        found: set[int] = set()
        waiting = [own]
        while waiting:
            for user, _, _ in self._users[across].get(waiting.pop(), ()):
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return found

    def _confirmed(self, place: Place, difference: Decimal) -> bool | None:
        """Whether what is made of a sum needs the amount that was given, or what its parts give; None where that is not to be told."""
        votes: set[bool] = set()
        for across in (False, True):
            for sign, rest in self._rests(place, across=across):
                if not rest or rest == -sign * difference:
                    votes.add(not rest)
        return votes.pop() if len(votes) == 1 else None

    @functools.cached_property
    def _users(self) -> Mapping[bool, Mapping[int, list[tuple[int, Rule, int]]]]:
        """The sums that each line, and each column, goes into: index, rule and sign; of the totals of a section the first."""
        found: dict[bool, dict[int, list[tuple[int, Rule, int]]]] = {False: {}, True: {}}
        seen: set[int] = set()
        for across, rules in self._rules.items():
            for user, own in (*rules.rules.items(), *rules.late.items()):
                for rule in own:
                    if id(rule.addends) not in seen:
                        seen.add(id(rule.addends))
                        for sign, number in rule.addends:
                            found[across].setdefault(number, []).append((user, rule, sign))
        return found

    def _crossing(self, found: Difference) -> str:
        """Say which amount is wrong where its row and its column differ by the same."""
        crossing: list[tuple[Place, Decimal]] = []
        for sign, number in found.rule.addends:
            place = (found.place[0], number) if found.across else (number, found.place[1])
            wrong = sign * found.difference
            for user, _, times in self._users[not found.across].get(place[not found.across], ()):
                other = self._off[not found.across].get((place[0], user) if not found.across else (user, place[1]))
                if other is not None and times * other == wrong:
                    crossing.append((place, wrong))
        if len(set(crossing)) != 1:
            return ""
        (place, wrong), *_ = crossing
        cell = self._cells[place]
        if cell.given is None:
            return ""
        right = EXACT.add(cell.given, wrong)
        row = self._statement.lines[place[0]].cells[place[1]].origin.line
        words = slip(cell.given, right)[1] or f"is {plain(wrong.copy_abs())} too {'low' if wrong > 0 else 'high'}"
        return f"{name_of(self._statement, place)} (row {row}) {words}, since its row and its column differ alike: write {plain(right)}"

    # ---- sections ----

    def _merged(self, found: Difference) -> str:
        """Say that the rows of a section do not name it, where the sum adds up with each of them in the section of the row above."""
        line = found.place[0]
        section = self._filled[line]
        blank = [number for number, name in enumerate(self._filled) if name == section and not self._statement.lines[number].section]
        if found.rule.written or not section or not blank or line not in self._filled_items:
            return ""
        if self._added(self._filled_items[line]) != self._given(line):
            return ""
        return f"the section is named in some of its rows only, as below a merged cell: write “{section}” in {self._rows(blank)}, too"

    @functools.cached_property
    def _filled(self) -> list[str]:
        """The section of each line, as that of the line above where it has none."""
        names: list[str] = []
        for line in self._statement.lines:
            names.append(line.section or (names[-1] if names else ""))
        return names

    @functools.cached_property
    def _filled_items(self) -> Mapping[int, Sequence[int]]:
        """The items of each sum without a formula, where each row without a section belongs to that of the row above."""
        items: dict[str, list[int]] = {}
        last: dict[str, int] = {}
        found: dict[int, Sequence[int]] = {}
        for number, (line, name) in enumerate(zip(self._statement.lines, self._filled, strict=True)):
            own = items.setdefault(name, [])
            if line.kind is Kind.ITEM:
                own.append(number)
            elif line.kind is Kind.SUBTOTAL and not line.formula:
                found[number] = own[last.get(name, 0) :]
                last[name] = len(own)
            elif line.kind is Kind.TOTAL and not line.formula:
                found[number] = own
        return found

    def _over_subtotals(self, found: Difference) -> str:
        """Say that a sum goes over subtotals, where that explains it in every column."""
        number = found.place[0]
        lines = self._statement.lines
        line = lines[number]
        if found.rule.written or not found.rule.addends:
            return ""
        section = [other for other in range(number) if lines[other].section == line.section]
        subtotals = [other for other in section if lines[other].kind is Kind.SUBTOTAL]
        given = self._given(number)
        if not subtotals or given is None:
            return ""
        items = [other for other in section if lines[other].kind is Kind.ITEM]
        if line.kind is Kind.SUBTOTAL and given == self._added(items):
            return "it is the sum of all items of its section, and not only of those since the subtotal before: write total as its kind"
        if given == self._added([*items, *subtotals]):
            return f"it counts subtotals and the items they are made of: leave out {self._rows(subtotals)}"
        last = max(subtotals)
        if line.kind is Kind.SUBTOTAL and given == self._added([*(item for item in items if item > last), last]):
            return (
                f"it counts the subtotal before it, too: give it a formula, or write total as its kind, or leave out {self._rows([last])}"
            )
        return ""

    def _given(self, line: int) -> Amounts | None:
        """Return the amounts of a line; None where one is not given."""
        amounts = [self._cells[line, column].given for column in range(len(self._statement.columns))]
        return tuple(amount for amount in amounts if amount is not None) if None not in amounts else None

    def _added(self, lines: Iterable[int]) -> Amounts | None:
        """Return the sums of some lines, in all columns; None where one has no number."""
        cells = (
            [[self._cells[line, column] for line in lines] for column in range(len(self._statement.columns))]
            if (lines := list(lines))
            else []
        )
        if not cells or not all(_is_known(cell) for column in cells for cell in column):
            return None
        return tuple(total((1, cell.value or Decimal(0)) for cell in column) for column in cells)

    # ---- names ----

    def _part_name(self, number: int, *, across: bool) -> str:
        if across:
            return self._statement.columns[number].id
        line = self._statement.lines[number]
        return f"{line.label} (row {line.origin.line})"

    def _label(self, number: int, *, across: bool) -> str:
        return self._statement.columns[number].id if across else self._statement.lines[number].label.text

    def _place_name(self, number: int, *, across: bool) -> str:
        return self._part_name(number, across=not across)

    def _rows(self, lines: Sequence[int]) -> str:
        """Name rows: ``row 3``, ``rows 3, 4 and 7``."""
        numbers = [str(self._statement.lines[line].origin.line) for line in lines]
        if len(numbers) == 1:
            return f"row {numbers[0]}"
        if len(numbers) > MOST_NAMED:
            numbers = [*numbers[:MOST_NAMED], f"{len(numbers) - MOST_NAMED} more"]
        return f"rows {', '.join(numbers[:-1])} and {numbers[-1]}"

    def _gap(self, gap: Gap) -> Problem:
        """Return the problem of a sum over cells that were not reported."""
        line, column = gap.place
        lines, columns = self._statement.lines, self._statement.columns
        if gap.across:
            names = [columns[cell].id for _, cell in gap.cells[:MOST_NAMED]]
        else:
            names = [f"{lines[cell].label} (row {lines[cell].cells[column].origin.line})" for cell, _ in gap.cells[:MOST_NAMED]]
        if len(gap.cells) > MOST_NAMED:
            names.append(f"{len(gap.cells) - MOST_NAMED} more")
        what = "an amount that is" if len(gap.cells) == 1 else "amounts that are"
        message = (
            f"{name_of(self._statement, gap.place)} goes over {what} not reported: {', '.join(names)}; write the number, or “-” for nil"
        )
        if gap.difference is not None:
            message += f" (what is there differs by {plain(gap.difference)} from the sum given)"
        return Problem(lines[line].cells[column].origin, Code.NOT_REPORTED, message)


def _is_known(cell: FootedCell) -> bool:
    return cell.value is not None or cell.amount_kind is AmountKind.NOT_APPLICABLE


def _same(one: Part, other: Part) -> bool:
    return one.label.casefold() == other.label.casefold() and one.amounts == other.amounts


def _made_of(numbers: Iterable[int], rules: Mapping[int, tuple[Rule, ...]]) -> set[int]:
    """Return everything that some lines or columns are made of."""
    found: set[int] = set()
    waiting = list(numbers)
    while waiting:
        for rule in rules.get(waiting.pop(), ()):
            new = {addend for _, addend in rule.addends} - found
            found |= new
            waiting += new
    return found


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
    def _by_id(self) -> Mapping[tuple[str, str], FootedCell]:
        lines, columns = self.statement.lines, self.statement.columns
        return {(lines[line].id, columns[column].id): cell for (line, column), cell in self.cells.items()}


def foot(statement: Statement, waivers: Sequence[Waiver] = (), profile: Profile | None = None, *, waivers_path: str = "") -> Footed:
    """Add a statement up.

    Args:
        statement: As it was loaded; its cells stand in the order of its columns.
        waivers: Those of the whole report; only the ones for cells of this statement are looked at.
        profile: Whose periods are meant; None where none are declared.
        waivers_path: The file in which a difference can be accepted; empty where none can be.
    """
    lines, columns = line_rules(statement), column_rules(statement)
    periods = profile.periods if profile is not None else {}
    fixed: dict[Place, Waiver] = {}
    while True:
        waiving = Waiving(statement, waivers, profile)
        adding = Adding(statement, lines=lines, columns=columns, waiving=waiving, fixed=fixed, periods=periods)
        adding.run()
        more = {place: waiver for place, waiver in adding.settled.items() if place not in fixed}
        if not more:
            break
        fixed.update(more)  # a waiver found late changes earlier sums: repeat
    cells = adding.cells
    found = Discrepancies(statement, lines, columns, cells, waivers_path).problems(adding.differences, adding.gaps)
    problems = {*lines.problems, *columns.problems, *found, *waiving.problems}
    return Footed(statement, cells, tuple(sorted(problems)))
