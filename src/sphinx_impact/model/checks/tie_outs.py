"""Tie-outs: do the relations hold that were declared between figures."""

from __future__ import annotations

import dataclasses
import itertools
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.addresses import PREVIOUS
from sphinx_impact.model.checks.intervals import Interval
from sphinx_impact.model.checks.operands import Evidence, Known, OperandError, together
from sphinx_impact.model.entities import Address, Qualifier, Waiver
from sphinx_impact.model.footing.diagnosis import slip
from sphinx_impact.model.footing.expressions import Number, Operand, Side, Span, TieOut, Value
from sphinx_impact.model.footing.waivers import Waivers, is_small
from sphinx_impact.model.names import choices, hint
from sphinx_impact.model.numbers.exact import plain, plain_amount, plain_fraction
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.units import NUMBER

MOST_FIGURES: Final = 200_000
"""So many figures are gone through for all tie-outs of a report."""

MOST_EXPLAINED: Final = 50
"""For so many tie-outs that do not hold, or names that are not known, what was meant is looked for."""

MOST_BITS: Final = 4096
"""So long are the numbers that come out of a relation, at the most."""

_ZERO: Final = Known(Fraction(0), Interval.at(Fraction(0)), NUMBER)
_MOST_TRIES: Final = 64
_MOST_ROWS: Final = 6
_MOST_OPERANDS: Final = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """One tie-out, checked for one period and one item.

    Attributes:
        at: What a waiver names: ``ID``, ``ID@PERIOD``, ``ID@PERIOD/ITEM``.
        figures: Addresses of the figures in it.
        difference: Left less right, in full units; a percent as it is written.
        problem: What is said where it does not hold, also where that is accepted; None where it holds.
        waiver: What accepts it.
    """

    tie_out: TieOut
    at: Address
    figures: tuple[Address, ...]
    difference: Decimal
    problem: Problem | None
    waiver: Waiver | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Compared:
    """A tie-out that was worked out for one period and one item."""

    instance: _Instance
    known: Mapping[Operand, Known]
    left: Known
    right: Known
    holds: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Instance:
    """A tie-out for one period and one item; `item` is empty where it has no ``.*``."""

    tie_out: TieOut
    period: str
    item: str

    @property
    def at(self) -> Address:
        """What a waiver names."""
        return Address(self.tie_out.id, self.period if self.tie_out.dated else "", self.item)

    @property
    def name(self) -> str:
        """What a message begins with: its words, the period and the item; empty where there is none of them."""
        scope = ", ".join(filter(None, (self.period if self.tie_out.dated else "", self.item)))
        say = self.tie_out.say.text if self.tie_out.say is not None else ""
        return f"{say} ({scope})" if say and scope else say or scope

    def bound(self, operand: Operand) -> Operand:
        """Return an operand with ``.*`` replaced by the item."""
        if not isinstance(operand, Value) or not operand.each:
            return operand
        key = f"{operand.address.key.removesuffix('.*')}.{self.item}"
        return Value(dataclasses.replace(operand.address, key=key), each=False, summed=False)


def check_tie_outs(evidence: Evidence, tie_outs: Sequence[TieOut], waivers: Sequence[Waiver]) -> tuple[list[Outcome], list[Problem]]:
    """Check every tie-out; return what came out, and what is wrong.

    Args:
        waivers: Those of the whole report; only the ones for tie-outs are looked at.
    """
    checking = _Checking(evidence, tie_outs, waivers)
    outcomes = [outcome for tie_out in tie_outs for outcome in checking.check(tie_out)]
    return outcomes, checking.problems


class _Checking:
    """One pass over all tie-outs."""

    def __init__(self, evidence: Evidence, tie_outs: Sequence[TieOut], waivers: Sequence[Waiver]) -> None:
        self._evidence = evidence
        self._problems: list[Problem] = []
        self._reporting = evidence.profile.reporting_period or ""
        path = posixpath.join(evidence.data, "waivers.yaml")
        self._waivers = Waivers(self._meant(waivers, {tie_out.id: tie_out for tie_out in tie_outs}), of="a figure", path=path)
        self._figures = 0
        self._explained = 0

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, stale waivers included."""
        return [*self._problems, *self._waivers.problems]

    def _meant(self, waivers: Iterable[Waiver], ids: Mapping[str, TieOut]) -> Iterator[tuple[Waiver, Address]]:
        """Give the waivers for tie-outs with what each is for."""
        for waiver in waivers:
            if waiver.check != Code.TIE_OUT:
                continue
            at = waiver.at
            if at.key not in ids:
                near = hint(at.key, ids) if len(self._problems) < MOST_EXPLAINED else ""
                what = f"the waiver is for no tie-out: none has the id “{at.key}”{near}"
                self._problems.append(Problem(waiver.origin, Code.ADDRESS, what))
                continue
            dated = ids[at.key].dated
            if not dated and at.period not in {"", self._reporting}:
                what = f"the waiver is for {at.period}, and {at.key} is checked for {self._reporting or 'no period'}: correct its period, or remove it"
                self._problems.append(Problem(waiver.origin, Code.WAIVER, what))
                continue
            yield waiver, Address(at.key, (at.period or self._reporting) if dated else "", at.column)

    def check(self, tie_out: TieOut) -> Iterator[Outcome]:
        """Give what comes out of a tie-out for each of its periods and items."""
        found = 0
        compared: list[_Compared] = []
        for instance in self._instances(tie_out):
            if self._figures > MOST_FIGURES:
                what = f"{tie_out.that.text} is not checked any more: the tie-outs before it go through more than {MOST_FIGURES:,} figures"
                self._problems.append(Problem(tie_out.that.origin, Code.TIE_OUT, what))
                return
            if tie_out.each and not self._answered(instance):
                continue
            found += 1
            one = self._compare(instance)
            if one is not None:
                compared.append(one)
        if tie_out.each and not found:
            what = f"{tie_out.that.text}: no period has a figure for each address; name the periods under “for” to see which are missing"
            self._problems.append(Problem(tie_out.that.origin, Code.ADDRESS, what))
        elsewhere = any(one.holds for one in compared)
        for one in compared:
            yield self._outcome(one, elsewhere=elsewhere)

    def _instances(self, tie_out: TieOut) -> Iterator[_Instance]:
        """Give the tie-out for each period and each item."""
        for period in self._periods(tie_out):
            try:
                items = self._items(tie_out, period)
            except OperandError as error:
                self._cannot(_Instance(tie_out, period, ""), error)
                continue
            for item in items:
                yield _Instance(tie_out, period, item)

    def _periods(self, tie_out: TieOut) -> Sequence[str]:
        if tie_out.each:
            return list(self._evidence.profile.periods) or [""]
        return tie_out.periods or [self._reporting]

    def _items(self, tie_out: TieOut, period: str) -> list[str]:
        """Items that the tie-out is checked for: those of the first address with ``.*``, by the last part of their keys."""
        for value in tie_out.relation.values:
            if value.each:
                return [item.key.rpartition(".")[2] for item in self._evidence.items(value.address, period)]
        return [""]

    def _answered(self, instance: _Instance) -> bool:
        """Whether every figure is there, so that a tie-out for each period is checked for this one."""
        operands = [instance.bound(operand) for operand in instance.tie_out.relation.operands]
        moving = [operand for operand in operands if _moves(operand)]
        if not moving:
            return instance.period == self._reporting  # it says its periods itself: once is enough
        for operand in moving:
            try:
                self._evidence.known(operand, instance.period, rounded=False)
            except OperandError:
                return False
        return True

    def _compare(self, instance: _Instance) -> _Compared | None:
        """Return how the two sides compare; None where they cannot be worked out."""
        tie_out = instance.tie_out
        relation = tie_out.relation
        rounded = tie_out.rounding and tie_out.about is None
        try:
            known = {
                operand: self._evidence.known(instance.bound(operand), instance.period, rounded=rounded) for operand in relation.operands
            }
            self._figures += 1 + sum(len(found.figures) for found in known.values())
            left, right = _work_out(relation.left, known), _work_out(relation.right, known)
        except OperandError as error:
            self._cannot(instance, error)
            return None
        except ZeroDivisionError:
            self._cannot(instance, OperandError(Code.TIE_OUT, "it divides by zero"))
            return None
        if not left.unit.agrees(right.unit):
            what = f"it compares {left.unit} with {right.unit}; both sides have one unit: correct the relation, or the unit of a figure"
            self._cannot(instance, OperandError(Code.TIE_OUT, what))
            return None
        return _Compared(instance, known, left, right, _holds(tie_out, left, right))

    def _outcome(self, found: _Compared, *, elsewhere: bool) -> Outcome:
        """Return what came out, and note what is wrong.

        Args:
            elsewhere: Whether the tie-out holds for another period or item.
        """
        instance, known = found.instance, found.known
        difference = _difference(found.left, found.right)
        several = [operand.figures for operand in known.values() if operand.figures]
        figures = several[0] if len(several) == 1 else tuple(dict.fromkeys(figure for one in several for figure in one))
        problem = waiver = None
        if not found.holds and not self._reported_before(instance, known):
            waiver = self._waivers.accept(instance.at, Code.TIE_OUT, difference)
            problem = self._tell(found, difference, elsewhere=elsewhere)
            if waiver is None:
                self._problems.append(problem)
        return Outcome(instance.tie_out, instance.at, figures, difference, problem, waiver)

    def _reported_before(self, instance: _Instance, known: Mapping[Operand, Known]) -> bool:
        """Whether it would hold, or differ as is accepted, with what a statement's sums come to: they were reported as given wrongly."""
        tie_out = instance.tie_out
        others = [operand for operand, found in known.items() if found.others]
        choices = itertools.product(*((known[operand].value, *known[operand].others) for operand in others))
        for values in itertools.islice(choices, 1, _MOST_TRIES):
            left, right = _tried(tie_out, known, dict(zip(others, values, strict=True)))
            if _holds(tie_out, left, right):
                self._waivers.unsure(instance.at)
                return True
            standing = self._waivers.standing(instance.at, Code.TIE_OUT)
            if standing is not None and standing.difference == (difference := _difference(left, right)):
                self._waivers.accept(instance.at, Code.TIE_OUT, difference)
                return True
        return False

    def _cannot(self, instance: _Instance, error: OperandError) -> None:
        """Report that a tie-out cannot be checked."""
        self._waivers.unsure(instance.at)
        if error.code is not None:
            self._explained += 1
            why = str(error) if self._explained <= MOST_EXPLAINED else error.brief
            what = f"{instance.name or f'“{instance.tie_out.that.text}”'} cannot be checked: {why}"
            self._problems.append(Problem(instance.tie_out.that.origin, error.code, what))

    def _mistake(self, found: _Compared) -> str:
        """Say which mistake explains that two sides are not equal; empty where none does."""
        tie_out = found.instance.tie_out
        self._explained += 1
        if tie_out.relation.sign != "=" or self._explained > MOST_EXPLAINED:
            return ""
        faults = []
        for side, result, other in ((tie_out.relation.left, found.left, found.right), (tie_out.relation.right, found.right, found.left)):
            words = slip(plain_fraction(result.value), plain_fraction(other.value))[1]
            if words:
                faults.append(f"it seems that {side.text} {words}")
        if len(faults) == 2:
            sides = (tie_out.relation.left, tie_out.relation.right)
            typed = [fault for fault, side in zip(faults, sides, strict=True) if len(side.steps) == 1 and isinstance(side.steps[0], Value)]
            return typed[0] if len(typed) == 1 else faults[0].replace(sides[0].text, "one side", 1)
        if faults:
            return faults[0]
        return self._other_period(found) if len(found.known) <= _MOST_OPERANDS else ""

    def _other_period(self, found: _Compared) -> str:
        """Say for which other period of one figure the relation holds: columns may have changed places."""
        fits = []
        for operand, known in found.known.items():
            if not isinstance(operand, Value) or operand.summed or not _moves(operand) or len(known.figures) != 1:
                continue
            address = known.figures[0]
            for period in itertools.islice(self._evidence.profile.periods, _MOST_OPERANDS):
                figure = self._evidence.lookup.figure(dataclasses.replace(address, period=period))
                if figure is None or figure.value is None or period == address.period:
                    continue
                value = Fraction(figure.value) / (100 if known.unit.percent else 1)
                tie_out = found.instance.tie_out
                if _holds(tie_out, *_tried(tie_out, found.known, {operand: value})):
                    fits.append(str(figure.address))
        return f"it holds with {fits[0]}: see whether two columns have changed places" if len(fits) == 1 else ""

    def _tell(self, found: _Compared, difference: Decimal, *, elsewhere: bool) -> Problem:
        """Return the problem of a relation that does not hold."""
        instance, known, sides = found.instance, found.known, (found.left, found.right)
        tie_out = instance.tie_out
        relation = tie_out.relation
        percent = any(side.unit.percent for side in sides)
        left, right = (_shown(side, percent=percent) for side in sides)
        must = {"=": "", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}[relation.sign]
        if len(relation.right.steps) == 1 and isinstance(relation.right.steps[0], Number):
            what = f"{relation.left.text} is {left}, and should be {must}{right}"
        elif must:
            what = f"{relation.left.text} is {left}, and should be {must}{relation.right.text}, which is {right}"
        else:
            what = f"{relation.left.text} is {left}, and {relation.right.text} is {right}"
        apart = f"a difference of {_written(difference, *sides)}{' points' if percent else ''}"
        if tie_out.about is not None:
            apart += f", more than {tie_out.about.text}"
        rows = _rows(origin for found in known.values() for origin in found.origins)
        small = is_small(difference, *(result.value * (100 if percent else 1) for result in sides))
        mistake = "" if small or tie_out.hint else self._mistake(found)
        propose = tie_out.hint or small or (elsewhere and not mistake)
        accept = self._waivers.cure(instance.at, Code.TIE_OUT, difference, propose=propose)
        correct = f"correct {rows}" if rows else "correct the relation"
        if tie_out.hint:
            correct = f"if that is a mistake, {correct}"
        begin = f"{instance.name}: " if instance.name else ""
        why = f"{mistake}; " if mistake else ""
        return Problem(tie_out.that.origin, Code.TIE_OUT, f"{begin}{what} ({apart}); {why}{correct}{accept}", tie_out.hint)


def _moves(operand: Operand) -> bool:
    """Whether an operand means something else in each period."""
    if isinstance(operand, Value):
        return operand.address.period in {"", PREVIOUS}
    return isinstance(operand, Span) and not operand.period


def _work_out(side: Side[Operand], known: Mapping[Operand, Known]) -> Known:
    """Work a side out.

    Raises:
        ZeroDivisionError: It divides by zero.
        OperandError: It adds what has two units, or its numbers become too long.
    """
    return side.work_out(lambda operand: _not_too_long(known[operand]), _operate, _ZERO)


def _tried(tie_out: TieOut, known: Mapping[Operand, Known], values: Mapping[Operand, Fraction]) -> tuple[Known, Known]:
    """Work both sides out with other values of some operands."""
    other = {operand: dataclasses.replace(known[operand], value=value, range=Interval.at(value)) for operand, value in values.items()}
    tried = {**known, **other}
    return _work_out(tie_out.relation.left, tried), _work_out(tie_out.relation.right, tried)


def _operate(mark: str, left: Known, right: Known) -> Known:
    match mark:
        case "+":
            made = Known(left.value + right.value, left.range + right.range, together(left.unit, right.unit, "it adds"))
        case "-":
            made = Known(left.value - right.value, left.range - right.range, together(left.unit, right.unit, "it adds"))
        case "*":
            made = Known(left.value * right.value, left.range * right.range, left.unit.times(right.unit))
        case _:
            made = Known(left.value / right.value, left.range / right.range, left.unit.by(right.unit))
    return _not_too_long(made)


def _not_too_long(made: Known) -> Known:
    """Return what something comes to, unless its longest number is too long."""
    for bound in (made.value, made.range.low, made.range.high):
        if isinstance(bound, Fraction) and max(bound.numerator.bit_length(), bound.denominator.bit_length()) > MOST_BITS:
            raise OperandError(Code.TIE_OUT, "its numbers become too long")
    return made


def _difference(left: Known, right: Known) -> Decimal:
    """Left less right; of percents as they are written."""
    return plain_fraction((left.value - right.value) * (100 if left.unit.percent or right.unit.percent else 1))


def _holds(tie_out: TieOut, left: Known, right: Known) -> bool:
    """Whether a relation holds, or may hold, as far as its figures are exact."""
    sign, about = tie_out.relation.sign, tie_out.about
    if about is None:
        one, two = left.range, right.range
    else:
        slack = about.value * max(abs(left.value), abs(right.value)) if about.relative else about.value
        one, two = Interval(left.value - slack, left.value + slack), Interval.at(right.value)
    return {
        "=": one.meets(two),
        "<=": one.low <= two.high,
        ">=": one.high >= two.low,
        "<": one.low < two.high,
        ">": one.high > two.low,
    }[sign]


def _written(number: Decimal, *sides: Known) -> str:
    """Write a number that one side, or all, are money with."""
    return plain_amount(number) if any(side.unit.money for side in sides) else plain(number)


def _shown(side: Known, *, percent: bool) -> str:
    """Write what a side comes to, and how exact it is where it is one figure that is not exact: ``at least 1,000``."""
    qualifier = "" if side.qualifier is Qualifier.EXACT else f"{side.qualifier} "
    return qualifier + (f"{plain(plain_fraction(side.value * 100))}%" if percent else _written(plain_fraction(side.value), side))


def _rows(origins: Iterable[Origin]) -> str:
    """Name rows, those that follow one another in one file together: ``a.csv:2-15 or b.yaml:3``."""
    runs: list[tuple[str, int, int]] = []
    for origin in sorted(set(origins)):
        if runs and runs[-1][0] == origin.path and origin.line <= runs[-1][2] + 1:
            runs[-1] = (origin.path, runs[-1][1], origin.line)
        else:
            runs.append((origin.path, origin.line, origin.line))
    names = [f"{path}:{first}" + (f"-{last}" if last > first else "") for path, first, last in runs]
    if len(names) > _MOST_ROWS:
        names = [*names[:_MOST_ROWS], f"{len(names) - _MOST_ROWS} more places"]
    return choices(names)
