"""What is said of amounts that do not add up: each difference with its place, the mistake that explains it, and what to do."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.addresses import Place, name_of
from sphinx_impact.model.entities import AmountKind, Kind, Statement, Waiver
from sphinx_impact.model.footing.diagnosis import MOST_PARTS, Amounts, Fault, Part, Sum, explain, mistyped, said
from sphinx_impact.model.footing.rules import Rule, Rules, line_rules
from sphinx_impact.model.footing.waivers import Waivers, is_small
from sphinx_impact.model.names import choices
from sphinx_impact.model.numbers.exact import EXACT, plain, plain_amount, total
from sphinx_impact.model.numbers.parse import is_code
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.reach import reached

MOST_EXPLAINED: Final = 25
"""For so many sums of a statement the mistake is looked for; where more differ, something else is wrong."""

MOST_NAMED: Final = 6
"""So many cells or rows are named in one message."""


@dataclasses.dataclass(slots=True)
class FootedCell:
    """A cell that is, or was, added up. Amounts are in the statement's scale.

    Attributes:
        amount_kind: What stands there, a computed number included; unreadable where a sum could not be worked out.
        given: The amount as written; None where none was.
        computed: What the first of its rules gives; None where there is none, or it could not be worked out.
        waiver: What covers the difference between `given` and `computed`.
        options: All values the cell may stand for, the one to use first. A sum that differs from what was given stands for both, so
            that one mistake is reported once and not again in every later sum.
        slack: By how much rounding may have moved it.
        sure: Whether nothing unreported went into it.
        ruled: Whether it is a sum.
        differences: Differences found here, by any check.
    """

    amount_kind: AmountKind
    given: Decimal | None
    origin: Origin
    computed: Decimal | None = None
    waiver: Waiver | None = None
    options: tuple[Decimal, ...] = ()
    slack: Decimal = Decimal(0)
    sure: bool = True
    ruled: bool = False
    differences: frozenset[Decimal] = frozenset()

    @property
    def value(self) -> Decimal | None:
        """What later sums use."""
        return self.options[0] if self.options else None

    @property
    def shown(self) -> Decimal | None:
        """What the page prints."""
        if self.amount_kind is AmountKind.UNREADABLE:
            return None
        return self.value if self.given is None else self.given

    @property
    def known(self) -> bool:
        """Whether it can be added: a number, or nothing that could be one."""
        return bool(self.options) or self.amount_kind is AmountKind.NOT_APPLICABLE

    def accept(self, waiver: Waiver) -> None:
        """Let a waiver cover a difference, and say what later sums use."""
        self.waiver = self.waiver or waiver
        given = self.options[0] if self.given is None else self.given
        self.options = (given if self.waiver.use is None else self.waiver.use,)


Cells = Mapping[Place, FootedCell]


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """An amount that differs from what it should be, and that nothing accepts.

    Attributes:
        rule: What says what it should be. It has no addends where an opening balance is held against a closing one.
        across: Whether the addends are columns.
        amount: The amount.
        computed: What it should be.
        given: Whether the amount was written, and not computed.
        rounded: Whether rounding alone explains the difference.
    """

    place: Place
    rule: Rule
    across: bool
    amount: Decimal
    computed: Decimal
    given: bool
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


def problems_of(
    statement: Statement,
    lines: Rules,
    columns: Rules,
    cells: Cells,
    *,
    waivers: Waivers[Place],
    differences: Sequence[Difference],
    gaps: Sequence[Gap],
) -> list[Problem]:
    """Return what is to be said of all differences, and of sums over what was not reported."""
    ways = _Way(statement, cells, lines, across=False), _Way(statement, cells, columns, across=True)
    writer = _Writer(statement, cells, ways, waivers, differences)
    return [*map(writer.differs, differences), *(_gap(statement, ways[gap.across], gap) for gap in gaps)]


class _Way:
    """One of the two directions in which a statement is added up: lines down the columns, or columns across the rows.

    `own` is the index of a line (or, across, of a column), and `at` that of the column (or line) in which it is looked at.
    """

    def __init__(self, statement: Statement, cells: Cells, rules: Rules, *, across: bool) -> None:
        self.across, self.rules = across, rules
        self._lines, self._columns, self._cells = statement.lines, statement.columns, cells
        self._rests: dict[tuple[int, int, int], Decimal | None] = {}

    def place(self, own: int, at: int) -> Place:
        """Return a place in the statement."""
        return (at, own) if self.across else (own, at)

    def cell(self, own: int, at: int) -> FootedCell:
        """Return the cell there."""
        return self._cells[self.place(own, at)]

    def label(self, own: int) -> str:
        """Return what a line (or a column) is called."""
        return self._columns[own].id if self.across else self._lines[own].label.text

    def name(self, own: int) -> str:
        """Return the same with the row of a line."""
        return self.label(own) if self.across else f"{self.label(own)} (row {self._lines[own].origin.line})"

    @property
    def places(self) -> range:
        """Every `at`."""
        return range(len(self._lines if self.across else self._columns))

    @functools.cached_property
    def users(self) -> Mapping[int, list[tuple[int, Rule, int]]]:
        """The sums that each line (or column) goes into: index, rule and sign; of the totals of a section the first."""
        found: dict[int, list[tuple[int, Rule, int]]] = {}
        seen: set[int] = set()
        for user, own in (*self.rules.rules.items(), *self.rules.late.items()):
            for rule in own:
                if id(rule.addends) not in seen:
                    seen.add(id(rule.addends))
                    for sign, number in rule.addends:
                        found.setdefault(number, []).append((user, rule, sign))
        return found

    def kin(self, own: int) -> set[int]:
        """Return what a line (or column) is made of, and what is made of it, itself included."""
        made_of = reached([own], lambda number: [addend for rule in self.rules.rules.get(number, ()) for _, addend in rule.addends])
        return made_of | reached([own], lambda number: [user for user, _, _ in self.users.get(number, ())])

    def rests(self, place: Place) -> Iterator[tuple[int, Decimal]]:
        """Give the sign of a cell in each sum that it goes into, and what is given there less what the parts give."""
        own, at = place[self.across], place[not self.across]
        for user, rule, sign in self.users.get(own, ()):
            key = (user, id(rule), at)
            if key not in self._rests:
                self._rests[key] = self._rest(user, rule, at)
            rest = self._rests[key]
            if rest is not None:
                yield sign, rest

    def _rest(self, user: int, rule: Rule, at: int) -> Decimal | None:
        """Return what is given less what the parts give; None where that is not known, or accepted."""
        whole = self.cell(user, at)
        if whole.given is None or whole.waiver is not None or not all(self.cell(number, at).known for _, number in rule.addends):
            return None
        return EXACT.subtract(whole.given, self.added(rule, at))

    def added(self, rule: Rule, at: int) -> Decimal:
        """Return what the parts of a sum give."""
        return total((sign, self.cell(number, at).value or Decimal(0)) for sign, number in rule.addends)


class _Writer:
    """Writes the problems of one statement that was added up."""

    def __init__(
        self, statement: Statement, cells: Cells, ways: tuple[_Way, _Way], waivers: Waivers[Place], differences: Sequence[Difference]
    ) -> None:
        self._statement, self._cells, self._ways, self._waivers = statement, cells, ways, waivers
        self._sums: dict[tuple[bool, int, int], Sum] = {}
        self._faults: dict[tuple[bool, int, int], list[Fault]] = {}
        self._explained_sums: set[tuple[bool, int]] = set()
        self._off: tuple[dict[Place, Decimal], dict[Place, Decimal]] = ({}, {})  # the first difference of each cell, down and across
        self._differing: dict[tuple[bool, int], Difference] = {}  # the first of each line, and of each column
        for found in differences:
            self._off[found.across].setdefault(found.place, found.difference)
            self._differing.setdefault((found.across, found.place[found.across]), found)
        given = [place for place, cell in cells.items() if cell.given is not None]
        self._given_in = [Counter(place[across] for place in given) for across in (False, True)]
        self._off_in = [Counter(place[across] for place in self._off[across]) for across in (False, True)]

    # ---- one difference ----

    def _say(self, number: Decimal, place: Place) -> str:
        """Write a number of a cell."""
        return _written(self._statement, place)(number)

    def differs(self, found: Difference) -> Problem:
        """Return the problem of a difference."""
        difference, check = found.difference, found.rule.check
        more = f"{self._say(found.amount, found.place)} is {self._say(difference.copy_abs(), found.place)} {'more' if difference > 0 else 'less'}"
        is_given = "is given as" if found.given else "comes to"
        what = f"{name_of(self._statement, found.place)} {is_given} {self._say(found.amount, found.place)}, but {found.rule.gives} {self._say(found.computed, found.place)}"
        explained = "" if found.rounded else self._explained(found)
        cure = explained or self._where_to_look(found)
        if found.rounded and self._waivers.path:
            cure += ", or write “rounding: allow” for the statement if that is due to rounding"
        cure += self._waivers.cure(found.place, check, difference, propose=not explained and self._may_be_accepted(found))
        return Problem(self._cells[found.place].origin, check, f"{what} ({more}); {cure}")

    def _where_to_look(self, found: Difference) -> str:
        """Say what is to be corrected where no mistake is known."""
        confirmed = self._confirmed(found.place, found.difference) if found.rule.addends and found.given else None
        parts = "an amount" if found.across else "a row"
        if confirmed is None:
            return f"correct {parts}"
        if confirmed:
            return f"what is made of it needs {self._say(found.amount, found.place)}, so correct {parts} that it is made of"
        return f"what is made of it needs {self._say(found.computed, found.place)}, so correct it"

    def _confirmed(self, place: Place, difference: Decimal) -> bool | None:
        """Whether what is made of a sum needs the amount that was given, or what its parts give; None where that is not to be told."""
        rests = (each for way in self._ways for each in way.rests(place))
        votes = {not rest for sign, rest in rests if not rest or rest == -sign * difference}
        return votes.pop() if len(votes) == 1 else None

    def _may_be_accepted(self, found: Difference) -> bool:
        """Whether a waiver may be proposed: for a small difference, or in a sum that adds up elsewhere."""
        if is_small(found.difference, found.amount, found.computed):
            return True
        own = found.place[found.across]
        return bool(found.rule.addends) and self._given_in[found.across][own] > self._off_in[found.across][own]

    def _explained(self, found: Difference) -> str:
        """Say which mistake explains a difference; empty where none does."""
        if not found.rule.addends:
            words = mistyped(found.amount, found.computed)[1]
            return f"it {words}: write {self._say(found.computed, found.place)}" if words else ""
        own, at = found.place[found.across], found.place[not found.across]
        self._explained_sums.add((found.across, own))
        if len(self._explained_sums) > MOST_EXPLAINED:
            return ""
        words = "" if found.across else self._merged(found) or self._over_subtotals(found)
        words = words or self._crossing(found)
        if words or self._ways[not found.across].name(at) not in self._sum(found).names:
            return words
        key = (found.across, own, id(found.rule))
        if key not in self._faults:
            self._faults[key] = explain(self._sum(found))
        return said([self._told(found, fault) for fault in self._faults[key]])

    def _told(self, found: Difference, fault: Fault) -> Fault:
        """Return a fault with what the other sums, and other rows, say of it."""
        if found.across or len(fault.parts) != 1 or fault.what not in {"extra", "absent"}:
            return fault
        (part,) = fault.parts
        rows = self._statement.lines
        section = rows[found.place[0]].section
        if fault.what == "absent":
            elsewhere = f"write “{section}” as its section" if section else "give both one section"
            cure = "add it to the formula" if found.rule.written else elsewhere
        elif found.rule.written:
            cure = "take that out of the formula"
        else:
            twice = next((other for other in self._sum(found).parts if other.number != part.number and _same(other, part)), None)
            if twice is not None:
                numbers = sorted(rows[number].origin.line for number in (part.number, twice.number))
                return Fault("twice", f"{part.label} stands in two rows, {numbers[0]} and {numbers[1]}: delete one", ())
            home = self._lacking(found, part)
            cure = "it is counted twice, or belongs to another section" if home is None else f"write “{rows[home].section}” as its section"
        return Fault(fault.what, f"{fault.text}: {cure}", fault.parts)

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
            self._sums[key] = self._make(found.rule, own, self._ways[found.across], self._ways[not found.across])
        return self._sums[key]

    def _make(self, rule: Rule, own: int, way: _Way, other: _Way) -> Sum:
        addends = [number for _, number in rule.addends]
        places = [at for at in way.places if way.cell(own, at).given is not None and all(way.cell(one, at).known for one in addends)]
        given = [way.cell(own, at).given or Decimal(0) for at in places]
        accepted = [self._accepted(rule.check, way.place(own, at)) for at in places]

        def part(number: int, sign: int) -> Part:
            cells = [way.cell(number, at) for at in places]
            checked = number in way.rules.rules
            cleared = tuple(
                cell.given is None
                or (checked and cell.given == cell.computed)
                or any(rest == 0 for _, rest in other.rests(way.place(number, at)))
                for at, cell in zip(places, cells, strict=True)
            )
            return Part(number, way.name(number), way.label(number), sign, tuple(cell.value or Decimal(0) for cell in cells), cleared)

        differences = [EXACT.subtract(amount, way.added(rule, at)) for amount, at in zip(given, places, strict=True)]
        return Sum(
            columns=tuple(other.name(at) for at in places),
            given=tuple(map(EXACT.subtract, given, accepted)),  # as if a difference that is accepted were none
            parts=tuple(part(number, sign) for sign, number in rule.addends),
            others=tuple(part(number, 1) for number in itertools.islice(self._outside(rule, own, way), MOST_PARTS)),
            across=way.across,
            formula=rule.written,
            write=_written(self._statement, way.place(own, places[0])) if places else plain,
            confirmed=tuple(
                self._confirmed(way.place(own, at), difference) if difference else None
                for at, difference in zip(places, differences, strict=True)
            ),
        )

    def _accepted(self, check: Code, place: Place) -> Decimal:
        """Return the difference that a waiver accepts at a place, whether it is there or not."""
        waiver = self._cells[place].waiver
        if waiver is None or waiver.check != check:
            waiver = self._waivers.standing(place, check) if any(place in off for off in self._off) else None
        return waiver.difference if waiver is not None else Decimal(0)

    def _outside(self, rule: Rule, own: int, way: _Way) -> Iterator[int]:
        """Give the lines that a sum is not made of, and could be: without what is made of it."""
        inside = way.kin(own)
        for number, line in enumerate(self._statement.lines) if not way.across else ():
            if number not in inside and line.kind is not Kind.HEADING and (rule.written or line.kind is Kind.ITEM):
                yield number

    def _crossing(self, found: Difference) -> str:
        """Say which amount is wrong where its row and its column differ by the same."""
        way, other = self._ways[found.across], self._ways[not found.across]
        off = self._off[not found.across]
        crossing: set[tuple[Place, Decimal]] = set()
        for sign, number in found.rule.addends:
            place = way.place(number, found.place[not found.across])
            wrong = sign * found.difference
            for user, _, times in other.users.get(place[other.across], ()):
                if times * off.get(other.place(user, place[not other.across]), Decimal(0)) == wrong:
                    crossing.add((place, wrong))
        if len(crossing) != 1:
            return ""
        ((place, wrong),) = crossing
        cell = self._cells[place]
        if cell.given is None:
            return ""
        right = EXACT.add(cell.given, wrong)
        words = mistyped(cell.given, right)[1] or f"is {self._say(wrong.copy_abs(), place)} too {'low' if wrong > 0 else 'high'}"
        name = f"{name_of(self._statement, place)} (row {cell.origin.line})"
        return f"{name} {words}, since its row and its column differ alike: write {self._say(right, place)}"

    # ---- sections ----

    def _merged(self, found: Difference) -> str:
        """Say that the rows of a section do not name it, where the sum adds up with each of them in the section of the row above."""
        line = found.place[0]
        if found.rule.written or not any(line.section for line in self._statement.lines):
            return ""
        named, rules = self._filled
        section = named.lines[line].section
        rows = zip(named.lines, self._statement.lines, strict=True)
        blank = [number for number, (full, own) in enumerate(rows) if full.section == section and not own.section]
        if not section or not blank or line not in rules.rules:
            return ""
        if self._added([number for _, number in rules.rules[line][0].addends]) != self._given(line):
            return ""
        return f"the section is named in some of its rows only, as below a merged cell: write “{section}” in {self._rows(blank)}, too"

    @functools.cached_property
    def _filled(self) -> tuple[Statement, Rules]:
        """The statement with each row without a section in that of the row above, and its sums."""
        lines, section = [], ""
        for line in self._statement.lines:
            section = line.section or section
            lines.append(dataclasses.replace(line, section=section))
        filled = dataclasses.replace(self._statement, lines=tuple(lines))
        return filled, line_rules(filled)

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

    def _added(self, lines: Sequence[int]) -> Amounts | None:
        """Return the sums of some lines, in all columns; None where one has no number."""
        cells = [[self._cells[line, column] for line in lines] for column in range(len(self._statement.columns))] if lines else []
        if not cells or not all(cell.known for column in cells for cell in column):
            return None
        return tuple(total((1, cell.value or Decimal(0)) for cell in column) for column in cells)

    def _rows(self, lines: Sequence[int]) -> str:
        """Name rows: ``row 3``, ``rows 3, 4 and 7``."""
        numbers = [str(self._statement.lines[line].origin.line) for line in lines]
        if len(numbers) == 1:
            return f"row {numbers[0]}"
        if len(numbers) > MOST_NAMED:
            numbers = [*numbers[:MOST_NAMED], f"{len(numbers) - MOST_NAMED} more"]
        return f"rows {choices(numbers, 'and')}"


def _written(statement: Statement, place: Place) -> Callable[[Decimal], str]:
    """How a number of a cell is written in a message."""
    return plain_amount if is_code(statement.unit_of(statement.columns[place[1]])) else plain


def _gap(statement: Statement, way: _Way, gap: Gap) -> Problem:
    """Return the problem of a sum over cells that were not reported."""
    names = [way.name(cell[way.across]) for cell in gap.cells[:MOST_NAMED]]
    if len(gap.cells) > MOST_NAMED:
        names.append(f"{len(gap.cells) - MOST_NAMED} more")
    what = "an amount that is" if len(gap.cells) == 1 else "amounts that are"
    message = f"{name_of(statement, gap.place)} goes over {what} not reported: {', '.join(names)}; write the number, or “-” for nil"
    if gap.difference is not None:
        message += f" (what is there differs by {_written(statement, gap.place)(gap.difference)} from the sum given)"
    line, column = gap.place
    return Problem(statement.lines[line].cells[column].origin, Code.NOT_REPORTED, message)


def _same(one: Part, other: Part) -> bool:
    return one.label.casefold() == other.label.casefold() and one.amounts == other.amounts
