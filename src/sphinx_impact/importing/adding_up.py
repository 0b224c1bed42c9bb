"""Which rows of a table are the sum of which others, found from the amounts, over all columns together.

Rows are read from top to bottom. What was read and is not yet part of a sum lies in the *frontier*; a sum takes its parts off it and lies there itself.
Where a row can be explained in several ways, readings go on side by side, the best `_BREADTH` of them: a row that is a sum by chance leaves
later sums without their parts, and so its reading falls behind.

A reading is as good as the digits that it explains, in bits: that two parts of six digits each add up to a row by chance is
unlikely; that 1 and 2 are 3 is not. From that is taken what it costs to say the explanation, and what speaks against it: labels that
name no sum, parts that stand deeper or higher. The work grows with the rows times the frontier: see `SumReading.looked`.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Final

from sphinx_impact.importing import wording
from sphinx_impact.model.reach import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Terms = tuple[tuple[int, int], ...]
"""Signs, 1 or -1, and indices of rows."""

_BREADTH: Final = 12
"""Readings that go on side by side."""

_HOPELESS: Final = 40.0
"""A reading that is worth so much less than the best one is given up."""

_CHOICES: Final = 4
"""Explanations of one row in one reading that are followed."""

_SIGNED: Final = 5
"""So many rows at the end of the frontier are tried with every combination of signs."""

_EARLIER: Final = 40
"""So many earlier sums are tried as parts of a row, alone and in pairs."""

_BITS: Final = 16.0
"""What the digits of one amount can count at most."""

_WRONG: Final = 12.0
"""What a column costs that does not agree."""

_TIE: Final = 2.0
"""Readings whose worth differs by no more than this are told apart by nobody."""


@dataclasses.dataclass(frozen=True, slots=True)
class SummedRow:
    """A row of the source.

    Attributes:
        depth: How far it is indented.
        amounts: In the smallest unit; None where the cell is empty. A heading has none at all.
        row: Where it stands in the source.
    """

    label: str
    depth: int
    amounts: tuple[int | None, ...]
    row: int


@dataclasses.dataclass(frozen=True, slots=True)
class Explanation:
    """What a row is the sum of.

    Attributes:
        off: By how much the row differs from its parts, by column; empty where it agrees.
        rounded: Whether rounding alone explains all differences.
        rivals: Other explanations that are as good.
    """

    terms: Terms
    off: Mapping[int, int] = dataclasses.field(default_factory=dict)
    rounded: bool = False
    rivals: tuple[Terms, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _State:
    """A reading of the rows so far."""

    score: float
    frontier: tuple[int, ...]
    sums: tuple[int, ...]
    meant: Mapping[int, tuple[int, ...]]  # what sums that are off should be
    starts: Mapping[int, int]  # the first row that a sum goes back to
    before: _State | None
    row: int
    choice: Explanation | None


class SumReading:
    """The best reading of a table.

    Attributes:
        found: What is a sum, by index.
        unexplained: Indices of rows that call themselves a total, and are the sum of nothing.
        looked: How many sums were compared with a row: the work that was done.
    """

    def __init__(self, entries: Sequence[SummedRow], answers: Mapping[int, Terms] | None = None) -> None:
        """Read a table.

        Args:
            answers: What somebody said that rows are the sum of; no terms where a row is none.
        """
        self.looked = 0
        self._entries = entries
        self._answers = answers or {}
        self._columns = max((len(entry.amounts) for entry in entries), default=0)
        self._values = [tuple(amount or 0 for amount in entry.amounts) for entry in entries]
        self._filled = [i for i, entry in enumerate(entries) if any(amount is not None for amount in entry.amounts)]
        self._heading = [all(amount is None for amount in entry.amounts) for entry in entries]
        self._total = [bool(wording.TOTAL.search(entry.label)) for entry in entries]
        self._result = [bool(wording.RESULT.search(entry.label)) for entry in entries]
        self._less = [bool(wording.LESS.search(entry.label)) for entry in entries]
        self._opening = [bool(wording.OPENING.search(entry.label)) for entry in entries]
        self._closing = [bool(wording.CLOSING.search(entry.label)) for entry in entries]
        self._sumlike = [
            self._total[i] or self._result[i] or self._closing[i] or not entry.label.strip() for i, entry in enumerate(entries)
        ]
        self._words = [wording.words(entry.label) for entry in entries]
        self._parents = self._first_totals()
        best, close = self._search()
        self.found = self._told(best, close)
        self.unexplained = [i for i in self._filled if self._total[i] and i not in self.found and i not in self._answers]

    def leaves(self, terms: Terms) -> dict[int, int]:
        """The items that a sum goes back to, and how often each counts."""
        return _leaves(terms, {i: found.terms for i, found in self.found.items()})

    # ---- totals above what they are made of, where indents show it ----

    def _first_totals(self) -> dict[int, Terms]:
        """Rows that are the sum of the deeper rows right below them, which no total closes."""
        entries = self._entries
        found: dict[int, Terms] = {}
        suspects: dict[int, Terms] = {}
        for index in self._filled:
            depth = entries[index].depth
            end = next((i for i in range(index + 1, len(entries)) if entries[i].depth <= depth), len(entries))
            block = range(index + 1, end)
            filled = [i for i in block if not self._heading[i]]
            level = min((entries[i].depth for i in filled), default=0)
            parts = tuple((1, i) for i in filled if entries[i].depth == level)
            closing = [*block[-1:], *range(end, len(entries))[:1]]
            closed = any(self._total[i] and entries[index].label in entries[i].label for i in closing)
            if not parts or closed or any(self._total[i] for i in filled):
                continue
            off = self._off(index, parts, self._values.__getitem__)
            if not off and (len(parts) > 1 or self._bits(index) > _BITS / 2):
                found[index] = parts
            elif off:
                suspects[index] = parts
        near = {index: parts for index, parts in suspects.items() if self._near(index, self._off(index, parts, self._values.__getitem__))}
        return (
            found | (suspects if 2 * len(found) >= len(suspects) else near) if found else {}
        )  # where some rows are made so, others are wrong

    # ---- the search ----

    def _search(self) -> tuple[_State, list[_State]]:
        states = [_State(0.0, (), (), {}, {}, None, -1, None)]
        inside = {i for terms in self._parents.values() for _, i in terms}
        for index in self._filled:
            if index in inside and index not in self._parents:
                continue
            grown: dict[tuple[int, ...], _State] = {}
            for state in states:
                for other in self._grow(index, state, inside=index in inside):
                    known = grown.get(other.frontier)
                    if known is None or other.score > known.score:
                        grown[other.frontier] = _with_rival(other, known)
                    else:
                        grown[other.frontier] = _with_rival(known, other)
            best = max(state.score for state in grown.values())
            states = sorted((state for state in grown.values() if state.score > best - _HOPELESS), key=lambda state: -state.score)[
                :_BREADTH
            ]
        for place, state in enumerate(states):  # an item that is part of no sum is odd, where there are sums
            left = sum(1 for i in state.frontier if i not in state.sums) if state.sums else 0
            states[place] = dataclasses.replace(state, score=state.score - 1.5 * left)
        states.sort(key=lambda state: -state.score)
        return states[0], [state for state in states[1:] if states[0].score - state.score <= _TIE]

    def _grow(self, index: int, state: _State, *, inside: bool) -> Iterator[_State]:
        """All ways on from a reading."""
        if index in self._parents:
            explained = self._explained(index, self._parents[index], state)
            frontier = state.frontier if inside else (*state.frontier, index)
            yield self._next(state, index, explained, frontier, 10.0)
            return
        answer = self._answers.get(index)
        if answer is not None and not answer:
            yield self._next(state, index, None, (*state.frontier, index), 0.0)
            return
        if answer:
            answer = self._apart(answer, state)
            yield self._next(state, index, self._explained(index, answer, state), self._after(index, answer, state), 0.0)
            return
        item = -8.0 if self._total[index] else -2.0 if self._result[index] and not self._opening[index] else 0.0
        yield self._next(state, index, None, (*state.frontier, index), item)
        ranked = sorted(self._ranked(index, state).items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))
        for terms, worth in ranked[:_CHOICES]:
            if worth > item - _WRONG:
                yield self._next(state, index, self._explained(index, terms, state), self._after(index, terms, state), worth)

    def _apart(self, terms: Terms, state: _State) -> Terms:
        """Terms without those that are parts of others among them, as where somebody named all rows from one to another."""
        sums = {i: choice.terms for i, choice in _choices(state).items() if choice}

        def inside(index: int) -> list[int]:
            return [part for _, part in sums.get(index, ())]

        parts = reached([i for _, part in terms for i in inside(part)], inside)
        return tuple(term for term in terms if term[1] not in parts)

    def _next(self, state: _State, index: int, choice: Explanation | None, frontier: tuple[int, ...], worth: float) -> _State:
        sums = (*state.sums, index)[-_EARLIER:] if choice else state.sums
        meant, starts = state.meant, state.starts
        if choice:
            starts = {**starts, index: min([index, *(starts.get(part, part) for _, part in choice.terms)])}
        if choice and choice.off:
            should = tuple(value - choice.off.get(column, 0) for column, value in enumerate(self._values[index]))
            meant = {**meant, index: should}
        return _State(state.score + worth, frontier, sums, meant, starts, state, index, choice)

    def _after(self, index: int, terms: Terms, state: _State) -> tuple[int, ...]:
        parts = {part for _, part in terms}
        return (*(i for i in state.frontier if i not in parts), index)

    # ---- what a row may be the sum of, and how good that is ----

    def _ranked(self, index: int, state: _State) -> dict[Terms, float]:
        """All explanations of a row, with what they are worth."""
        closes = self._closing[index] and any(self._opening[i] for i in state.frontier)
        named = self._total[index] or self._result[index] or closes or not self._entries[index].label.strip()
        columns = sorted((c for c in range(self._columns) if self._values[index][c]), key=lambda c: -_bits(self._values[index][c]))
        given = self._values.__getitem__
        found = dict.fromkeys(self._proposals(index, state, columns[0], given)) if columns else {}
        if not any(not self._off(index, terms, given) for terms in found):
            for column in columns[1:] if named else columns[1:2]:
                found.update(dict.fromkeys(self._proposals(index, state, column, given)))
            if state.meant and named:
                for column in columns:
                    found.update(dict.fromkeys(self._proposals(index, state, column, lambda i: state.meant.get(i, self._values[i]))))
            if named:
                for column in columns:
                    found.update(dict.fromkeys(self._proposals(index, state, column, given, rounded=True)))
        if named:
            exact = any(not self._off_best(index, terms, state) for terms in found)
            expected = {terms: sure and not exact for terms, sure in self._expected(index, state)}
            found.update(dict.fromkeys(expected))
            return {terms: self._worth(index, terms, state, sure=expected.get(terms, False)) for terms in found}
        return {terms: self._worth(index, terms, state) for terms in found}

    def _proposals(
        self, index: int, state: _State, column: int, value: Callable[[int], tuple[int, ...]], *, rounded: bool = False
    ) -> Iterator[Terms]:
        """Explanations by which one column agrees."""
        target, frontier = self._values[index][column], state.frontier[::-1]
        unit = int(rounded)  # what is shown may be rounded in its last place, and nowhere else
        amounts = [value(i)[column] for i in frontier]
        plain, signed = [0], 0
        seen: dict[int, int] = {}
        where: dict[int, int] = {0: 0}
        for count, amount in enumerate(amounts, 1):
            self.looked += 1
            plain.append(plain[-1] + amount)
            signed += -amount if self._less[frontier[count - 1]] else amount
            seen.setdefault(amount, count)
            slack = unit * (count + 1) // 2
            if abs(plain[-1] - target) <= slack:
                yield _terms(frontier[:count])
            if signed != plain[-1] and abs(signed - target) <= slack:
                yield tuple((-1 if self._less[i] else 1, i) for i in frontier[:count][::-1])
            half, odd = divmod(plain[-1] - target, 2)
            if half and not odd and half in seen:
                yield _terms(frontier[:count], {frontier[seen[half] - 1]})
            where.setdefault(plain[-1], count)
        for count in range(1, len(plain)):  # a block less the block behind it, or the other way round
            whole = where.get(target + 2 * plain[count], 0)
            if whole > count:
                yield _terms(frontier[:whole], set(frontier[:count]))
            whole = where.get(2 * plain[count] - target, 0)
            if whole > count:
                yield _terms(frontier[:whole], set(frontier[count:whole]))
        yield from self._turned(target, frontier, amounts[: _SIGNED if self._sumlike[index] else 3], unit)
        yield from self._earlier(target, state, column, value)

    def _turned(self, target: int, frontier: Sequence[int], amounts: Sequence[int], unit: int) -> Iterator[Terms]:
        """Explanations by the end of the frontier with any signs."""
        for count in range(2, len(amounts) + 1):
            for pattern in range(1, 1 << count):
                self.looked += 1
                turned = {frontier[i] for i in range(count) if pattern >> i & 1}
                added = sum(-amounts[i] if pattern >> i & 1 else amounts[i] for i in range(count))
                if abs(added - target) <= unit * (count + 1) // 2:
                    yield _terms(frontier[:count], turned)

    def _earlier(self, target: int, state: _State, column: int, value: Callable[[int], tuple[int, ...]]) -> Iterator[Terms]:
        """Explanations by earlier sums, alone and in pairs."""
        known: dict[int, int] = {}
        for other in state.sums:
            self.looked += 1
            amount = value(other)[column]
            if amount and abs(amount) == abs(target):
                yield ((1 if amount == target else -1, other),)
            for sign in (1, -1):
                for rest_sign in (1, -1):
                    rest = known.get((target - sign * amount) * rest_sign)
                    if rest is not None and rest != other:
                        yield tuple(sorted([(rest_sign, rest), (sign, other)], key=lambda term: term[1]))
            known.setdefault(amount, other)

    def _expected(self, index: int, state: _State) -> Iterator[tuple[Terms, bool]]:
        """What labels and headings say that a row should be made of, whatever the amounts say; and whether they leave no doubt."""
        frontier = state.frontier
        if self._closing[index] and any(self._opening[i] for i in frontier):
            at = max(place for place, i in enumerate(frontier) if self._opening[i])
            yield from ((_terms(frontier[first:][::-1]), True) for first in range(max(at - 1, 0), min(at + 1, len(frontier) - 1)))
        elif self._result[index] and not self._total[index]:
            sums = [i for i in frontier if i in state.sums][-2:]
            if len(sums) == 2:
                against = sum(map(sum, (self._values[i] for i in sums[:1]))) * sum(map(sum, (self._values[i] for i in sums[1:]))) < 0
                yield _terms(sums[::-1], set() if against else {sums[1]}), bool(wording.BOTTOM_LINE.search(self._entries[index].label))
            less = next((place for place in range(len(frontier) - 1, 0, -1) if self._less[frontier[place]]), 0)
            for first in range(max(less - _SIGNED, 0), less):
                yield (
                    tuple((-1 if self._less[i] else 1, i) for i in frontier[first:]),
                    self._begins(index, len(frontier) - first, state) > 0,
                )
        for count in range(1, len(frontier) + 1):
            first = frontier[-count]
            named = any(self._named(index, other) for other in self._above(state.starts.get(first, first)))
            if named or (self._total[index] and self._begins(index, count, state) > 0):
                yield tuple((-1 if self._less[i] else 1, i) for i in frontier[-count:]), named

    def _begins(self, index: int, count: int, state: _State) -> float:
        """How well a sum may begin with a row of the frontier."""
        frontier = state.frontier
        first = frontier[-count]
        above = self._above(state.starts.get(first, first))
        worth = 0.0
        if any(self._named(index, other) for other in (*above, first)):
            worth += 8.0
        if above or count == len(frontier) or frontier[-count - 1] in state.sums:
            worth += 3.0
        parts = frontier[-count:]
        if (
            count > 1
            and all(i in state.sums for i in parts)
            and all(self._words[i] and self._words[i] <= self._words[index] for i in parts)
        ):
            worth += 4.0
        return worth

    def _above(self, index: int) -> list[int]:
        """The headings right above a row."""
        found: list[int] = []
        while index > 0 and self._heading[index - 1]:
            index -= 1
            found.append(index)
        return found

    def _named(self, index: int, other: int) -> bool:
        """Whether the label of a sum names a heading, or a row that its items belong to."""
        return bool(self._words[other]) and self._words[other] <= self._words[index] and not self._total[other]

    def _worth(self, index: int, terms: Terms, state: _State, *, sure: bool = False) -> float:
        """What an explanation is worth, in bits.

        Args:
            sure: Whether labels and headings leave no doubt that it is what is meant.
        """
        entry, frontier = self._entries[index], state.frontier
        parts = [part for _, part in terms]
        count = len(parts)
        off = self._off_best(index, terms, state)
        rounded = bool(off) and self._rounded(terms, off)
        worth = sum(min(_bits(value), _BITS) for column, value in enumerate(self._values[index]) if column not in off)
        worth -= len(off) * (2.0 if rounded else _WRONG)
        log = math.log2(len(frontier) + 2)
        suffix = tuple(parts) == frontier[-count:]
        unlike = any(sign < 0 and not self._less[part] for sign, part in terms)
        rolls = self._closing[index] and any(self._opening[part] for part in parts)
        named = self._total[index] or self._result[index] or rolls
        blank = not entry.label.strip()
        worth -= log if suffix and not unlike else 3.0 + count if suffix and count <= _SIGNED else 4.0 + 2 * log
        if unlike and self._result[index] and not any(any(self._values[part]) for sign, part in terms if sign < 0):
            worth += 8.0  # nothing is taken off this time, and a result is a difference
        if not suffix or unlike:
            worth += 8.0 if self._result[index] else -8.0 if self._total[index] else -4.0 if blank else -14.0
        else:
            worth += 10.0 if self._total[index] or rolls else 6.0 if self._result[index] else 4.0 if blank else -10.0
            worth += self._begins(index, count, state)
        agreeing = any(value for column, value in enumerate(self._values[index]) if column not in off)
        near = bool(off) and self._near(index, off)
        if off and not agreeing and not near and not sure:
            worth -= _WRONG  # far off in every column
        if off and not self._total[index] and (sure or (near and self._result[index])):
            worth += 9.0
        if count == 1 and not named:
            worth -= 30.0
        if wording.OF_WHICH.search(entry.label) or self._less[index] or self._opening[index]:
            worth -= 20.0
        depths = [self._entries[part].depth for part in parts]
        if min(depths) < entry.depth:
            worth -= 6.0
        elif min(depths) > entry.depth and suffix:
            worth += 2.0
        return worth

    def _off(self, index: int, terms: Terms, value: Callable[[int], tuple[int, ...]]) -> dict[int, int]:
        """By how much a row differs from its parts, by column."""
        self.looked += 1
        off = {}
        for column, given in enumerate(self._entries[index].amounts):
            difference = 0 if given is None else given - sum(sign * value(part)[column] for sign, part in terms)
            if difference:
                off[column] = difference
        return off

    def _off_best(self, index: int, terms: Terms, state: _State) -> dict[int, int]:
        """The same, where a part that is off itself may count as what it should be."""
        off = self._off(index, terms, self._values.__getitem__)
        if off and any(part in state.meant for _, part in terms):
            other = self._off(index, terms, lambda i: state.meant.get(i, self._values[i]))
            return {column: difference for column, difference in off.items() if column in other}
        return off

    def _rounded(self, terms: Terms, off: Mapping[int, int]) -> bool:
        return all(2 * abs(by) <= len(terms) + 1 for by in off.values())

    def _near(self, index: int, off: Mapping[int, int]) -> bool:
        """Whether a row differs by so little that somebody may just have mistyped it."""
        return bool(off) and all(4 * abs(by) <= abs(self._values[index][column]) for column, by in off.items())

    def _explained(self, index: int, terms: Terms, state: _State) -> Explanation:
        off = self._off_best(index, terms, state)
        return Explanation(terms, off, bool(off) and self._rounded(terms, off))

    def _bits(self, index: int) -> float:
        return sum(min(_bits(value), _BITS) for value in self._values[index])

    # ---- what is told ----

    def _told(self, best: _State, close: Sequence[_State]) -> dict[int, Explanation]:
        choices = _choices(best)
        terms = {i: choice.terms for i, choice in choices.items() if choice}
        told: dict[int, Explanation] = {}
        for index, choice in choices.items():
            others = list(choice.rivals) if choice else []
            for state in close:
                other = _choices(state)[index]
                if choice is None or choice.off or not (other and other.off):
                    others.append(other.terms if other else ())
            mine = _leaves(choice.terms, terms) if choice else {index: 1}
            rivals = tuple(dict.fromkeys(o for o in others if (_leaves(o, terms) if o else {index: 1}) != mine))
            if choice:
                told[index] = dataclasses.replace(choice, rivals=rivals)
            elif rivals:
                told[index] = Explanation((), {}, rivals=rivals)
        return {i: choice for i, choice in told.items() if choice.terms or choice.rivals}


def _with_rival(state: _State, other: _State | None) -> _State:
    """A reading, and another one that leaves the same frontier: what it says of the last row may be as good."""
    if other is None or other.choice is None or state.choice is None or other.before is not state.before:
        return state
    if state.score - other.score > _TIE or other.choice.terms == state.choice.terms or (other.choice.off and not state.choice.off):
        return state
    rivals = (*state.choice.rivals, other.choice.terms)
    return dataclasses.replace(state, choice=dataclasses.replace(state.choice, rivals=rivals))


def _choices(state: _State) -> dict[int, Explanation | None]:
    found: dict[int, Explanation | None] = {}
    at: _State | None = state
    while at is not None and at.row >= 0:
        found[at.row] = at.choice
        at = at.before
    return dict(sorted(found.items()))


def _leaves(terms: Terms, sums: Mapping[int, Terms]) -> dict[int, int]:
    found: dict[int, int] = {}
    waiting = list(terms)
    while waiting:
        sign, index = waiting.pop()
        if sums.get(index):
            waiting += [(sign * inner, part) for inner, part in sums[index]]
        else:
            found[index] = found.get(index, 0) + sign
    return found


def _terms(backwards: Sequence[int], turned: set[int] | frozenset[int] = frozenset()) -> Terms:
    """Rows of the frontier, from its end, as terms in their order."""
    return tuple((-1 if i in turned else 1, i) for i in reversed(backwards))


def _bits(value: int) -> float:
    """How many bits the digits of an amount say; zeros at its end say nothing."""
    value = abs(value)
    while value and value % 10 == 0:
        value //= 10
    return math.log2(1 + value)
