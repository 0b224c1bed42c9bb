"""What is said where a statement does not add up: which mistake explains it, and where to look."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.accepting import is_small
from sphinx_impact.model.adding import Difference, FootedCell, Gap
from sphinx_impact.model.cells import Place, address_of, name_of
from sphinx_impact.model.diagnosis import MOST_PARTS, Amounts, Fault, Part, Sum, explain, said, slip
from sphinx_impact.model.entities import AmountKind, Kind, Statement
from sphinx_impact.model.formulas import EXACT, total
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.model.rules import Rule, Rules
from sphinx_impact.model.waiving import plain

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
