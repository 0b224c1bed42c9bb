"""Contradictions that nobody declared: two places that call something by one name, for one period, and give it two values.

A false alarm is worse than a miss. One name may well mean two things, so a contradiction is sure only where something else shows that both
places speak of one thing: the same name agrees in another period, or another name in the same period. What is not sure is a
hint at most. A name that many carry, or that says little alone, is passed over.
"""

from __future__ import annotations

import dataclasses
import itertools
import posixpath
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Final, TypeAlias

from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.entities import Address, AmountKind, Column, Figure, Kind, Line, Qualifier, Stat, StatementType, Waiver
from sphinx_impact.model.footing.diagnosis import slip
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.footing.waivers import Accepted, Waivers, is_small
from sphinx_impact.model.numbers.exact import plain, plain_amount, plain_fraction
from sphinx_impact.model.problems import Code, Problem

_FEW: Final = 2
"""A name that more than so many places carry for one period is one that different things have."""

_LOOSE: Final = Fraction(11, 10)
"""How far above “at least” a number may lie before that says too little to be meant."""

_MANY: Final = 50
"""More places than these are not even compared."""

_MARKUP: Final = re.compile(r"\{[\w-]+\}(?=`)|\]\([^)]*\)")
_SIGNS: Final = re.compile(r"[\W_]+")

_TOTALS: Final = frozenset({Kind.SUBTOTAL, Kind.TOTAL, Kind.RESULT})


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """A figure, and what is compared of it.

    Attributes:
        source: Id of its statement, or the group of its key.
        section: Of its statement, in small letters.
        schedule: Whether its statement is none of the report's main ones.
    """

    name: str
    figure: Figure
    source: str
    section: str
    total: bool
    item: bool
    schedule: bool

    @property
    def stat(self) -> bool:
        """Whether it is a stat."""
        return not self.figure.statement

    @property
    def owner(self) -> tuple[bool, str]:
        """What it belongs to: a stat, or a statement."""
        return self.stat, self.figure.address.key if self.stat else self.source

    @property
    def scope(self) -> tuple[str, str]:
        """What two places must share: period and unit."""
        return (self.figure.period.id if self.figure.period else "", self.figure.unit.casefold())


def find_contradictions(
    evidence: Evidence, waivers: Sequence[Waiver], declared: Iterable[Iterable[Address]] = ()
) -> tuple[list[Accepted], list[Problem]]:
    """Find figures that contradict one another; return those that waivers accept, and what is to be said of the others.

    Args:
        waivers: Those of the whole report; only the ones for contradictions are looked at.
        declared: Figures that one tie-out names together: how they compare is checked there.
    """
    problems: list[Problem] = []
    accepted: list[Accepted] = []
    path = posixpath.join(evidence.data, "waivers.yaml")
    standing = Waivers(_meant(evidence, waivers, problems), of="a figure", path=path)
    known: dict[Address, set[int]] = defaultdict(set)
    for number, figures in enumerate(declared):
        for address in figures:
            known[address].add(number)
    for pair in _pairs(evidence):
        one, two = pair.one.figure, pair.two.figure
        if known[one.address] & known[two.address]:
            continue
        problem, waiver = _contradiction(one, two, sure=pair.sure, standing=standing)
        if waiver is None:
            problems.append(problem)
        else:
            accepted.append(Accepted(waiver, (one.address, two.address)))
    return accepted, [*problems, *standing.problems]


def _meant(evidence: Evidence, waivers: Iterable[Waiver], problems: list[Problem]) -> Iterator[tuple[Waiver, Address]]:
    """Give the waivers for contradictions with the full address of each."""
    for waiver in waivers:
        figure = evidence.lookup.figure(waiver.at) if waiver.check == Code.CONTRADICTION else None
        if figure is not None:
            yield waiver, figure.address
        elif waiver.check == Code.CONTRADICTION:
            problems.append(Problem(waiver.origin, Code.ADDRESS, f"the waiver is for no figure: {evidence.lookup.explain(waiver.at)}"))


def _contradiction(first: Figure, second: Figure, *, sure: bool, standing: Waivers[Address]) -> tuple[Problem, Waiver | None]:
    """Return what is said of two figures that disagree, also where it is accepted, and what accepts it."""
    assert first.value is not None
    assert second.value is not None
    difference = plain_fraction(Fraction(second.value) - Fraction(first.value))
    waiver = standing.accept(second.address, Code.CONTRADICTION, difference)
    slipped = slip(second.value, first.value)[1]
    propose = not slipped and (sure or is_small(difference, first.value, second.value))
    accept = standing.cure(second.address, Code.CONTRADICTION, difference, propose=propose)
    if slipped:
        accept = f": it seems that one of them {slipped}{accept}"
    period = f" {second.period.id}" if second.period else ""
    what = f"{second.label}{period} is {_said(second)} here ({second.address}), and {_said(first)} in {first.origin} ({first.address})"
    if sure:
        say = f"{what}; correct one of them{accept}"
    else:
        say = f"{what}: if both mean the same, correct one of them{accept}; if not, give them different labels"
    return Problem(second.origin, Code.CONTRADICTION, say, hint=not sure), waiver


def _said(figure: Figure) -> str:
    qualifier = "" if figure.qualifier is Qualifier.EXACT else f"{figure.qualifier} "
    assert figure.value is not None
    return f"{qualifier}{plain_amount(figure.value) if figure.money else plain(figure.value)}"


# ---- which places may speak of one thing ----


@dataclasses.dataclass(frozen=True, slots=True)
class _Pair:
    """Two places of one name, period and unit that may be one thing, and disagree.

    Attributes:
        alike: How many places share their name, period and unit.
        sure: Whether it is sure that they contradict one another.
    """

    one: _Place
    two: _Place
    alike: int
    sure: bool = False

    @property
    def both(self) -> frozenset[tuple[bool, str]]:
        """What they belong to: two statements, a statement and a stat, two stats."""
        return frozenset((self.one.owner, self.two.owner))


def _pairs(evidence: Evidence) -> Iterator[_Pair]:
    """Give pairs that disagree, where that is sure or worth a hint."""
    shared = _shared(evidence)
    # What else two statements say of one another is looked up for the few pairs that something may be said of: there are very many others.
    pairs = [
        pair
        for name, owners in shared.items()
        if any(isinstance(owner, Stat) or owner[1].kind in _TOTALS for owner in owners)
        for alike in _alike(evidence, name, owners)
        for pair in _disagreeing(evidence, alike)
    ]
    if not pairs:
        return
    agreeing, apart = _elsewhere(evidence, shared, {pair.both for pair in pairs})
    names = _shared_names(evidence, shared)
    for pair in pairs:
        one, two = pair.one, pair.two
        if _may_be_sure(one, two) and agreeing[pair.both] >= max(1, apart[pair.both]):
            yield dataclasses.replace(pair, sure=True)
            continue
        alone = apart[pair.both] == 1 and (one.source == two.source or names[frozenset((one.source, two.source))] == 1)
        if pair.alike <= _FEW and alone and _worth_a_hint(one, two):
            yield pair


def _alike(evidence: Evidence, name: str, owners: Iterable[_Owner]) -> Iterator[list[_Place]]:
    """Give the places of one name that share a period and a unit, unless too many do."""
    by_scope: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for owner in owners:
        for place in _places_of(evidence, name, owner):
            by_scope[place.scope].append(place)
    return (alike for alike in by_scope.values() if 1 < len(alike) <= _MANY)


def _disagreeing(evidence: Evidence, alike: Sequence[_Place]) -> Iterator[_Pair]:
    """Give the pairs of places that disagree, if that may be sure or worth a hint."""
    for one, two in itertools.combinations(alike, 2):
        matters = (_may_be_sure(one, two) or _worth_a_hint(one, two)) and _comparable(one, two)
        if matters and not _agree(evidence, one.figure, two.figure):
            yield _Pair(one, two, len(alike))


def _elsewhere(
    evidence: Evidence, shared: Mapping[str, Sequence[_Owner]], asked: AbstractSet[frozenset[tuple[bool, str]]]
) -> tuple[Counter[frozenset[tuple[bool, str]]], Counter[frozenset[tuple[bool, str]]]]:
    """Count by two owners how many places of theirs agree, and how many do not.

    Args:
        asked: Pairs of owners; others are not counted.
    """
    agreeing: Counter[frozenset[tuple[bool, str]]] = Counter()
    apart: Counter[frozenset[tuple[bool, str]]] = Counter()
    owners = frozenset().union(*asked)
    for alike in (alike for name, some in shared.items() for alike in _alike(evidence, name, some)):
        for one, two in itertools.combinations([place for place in alike if place.owner in owners], 2):
            both = frozenset((one.owner, two.owner))
            if both in asked and _comparable(one, two):
                (agreeing if _agree(evidence, one.figure, two.figure) else apart)[both] += 1
    return agreeing, apart


_Owner: TypeAlias = Stat | tuple[Footed, Line]


def _shared(evidence: Evidence) -> Mapping[str, list[_Owner]]:
    """Return stats and lines by a name that several of them have."""
    lookup = evidence.lookup
    named: dict[str, list[_Owner]] = defaultdict(list)
    for stat in lookup.stats.values():
        named[folded(stat.label.text)].append(stat)
    for footed, line in lookup.lines.values():
        if line.kind is not Kind.HEADING:
            named[folded(line.label.text)].append((footed, line))
    return {name: owners for name, owners in named.items() if name and len(owners) > 1}


def _places_of(evidence: Evidence, name: str, owner: _Owner) -> Iterator[_Place]:
    """Give the figures of a stat, or of a line, that have a value."""
    if isinstance(owner, Stat):
        for figure in evidence.lookup.values_of(Address(owner.key)):
            if figure.value is not None:
                yield _Place(name, figure, owner.key.rpartition(".")[0], "", total=False, item=False, schedule=False)
        return
    footed, line = owner
    for column in footed.statement.columns:
        place = _cell(evidence, name, footed, line, column)
        if place is not None:
            yield place


def _cell(evidence: Evidence, name: str, footed: Footed, line: Line, column: Column) -> _Place | None:
    statement = footed.statement
    if column.unit != "currency" or (column.name and column.name != "total"):
        return None  # shares, and parts of what the total is
    if footed.problems and footed.cell(line.id, column.id).given is None:
        return None  # worked out from what does not add up, which was reported
    figure = evidence.lookup.cell_figure(footed, line, column)
    if figure.value is None:
        return None
    return _Place(
        name,
        figure,
        statement.id,
        folded(line.section),
        total=line.kind in _TOTALS,
        item=line.kind is Kind.ITEM,
        schedule=statement.type is StatementType.SCHEDULE,
    )


def _comparable(one: _Place, two: _Place) -> bool:
    """Whether two places of one name, period and unit may be the same thing at all."""
    if one.stat and two.stat:
        return one.figure.address != two.figure.address
    if one.source == two.source and one.stat == two.stat:
        return False  # two rows of one statement
    if not one.stat and not two.stat:
        return one.total or two.total or one.section == two.section
    return True


def _may_be_sure(one: _Place, two: _Place) -> bool:
    """Whether two places can be one thing for sure, given that they agree elsewhere."""
    several = " " in one.name
    if one.stat or two.stat:
        return several and not (one.item or two.item)
    return several and (one.total or two.total)


def _worth_a_hint(one: _Place, two: _Place) -> bool:
    """Whether a pair that is not sure is worth a word, where nothing else of the two places disagrees."""
    several = " " in one.name
    if one.stat and two.stat:
        return several or one.source == two.source
    if one.stat or two.stat:
        return several and not (one.item or two.item)
    return several and one.total and two.total and not (one.schedule or two.schedule)


def _shared_names(evidence: Evidence, shared: Mapping[str, Sequence[_Owner]]) -> Counter[frozenset[str]]:
    """Count how many names two statements or groups of stats share: those that share several are alike, and tell of two things."""
    found: Counter[frozenset[str]] = Counter()
    for name, owners in shared.items():
        sources = sorted({place.source for owner in owners for place in _places_of(evidence, name, owner)})
        if len(sources) <= _MANY:
            found.update(frozenset(pair) for pair in itertools.combinations(sources, 2))
    return found


def folded(text: str) -> str:
    """Return a label as it is compared: small letters, digits and single spaces; markup and punctuation left out."""
    plain_text = text.casefold()
    if not plain_text.isascii():
        plain_text = "".join(mark for mark in unicodedata.normalize("NFKD", plain_text) if not unicodedata.combining(mark))
    return " ".join(_SIGNS.sub(" ", _MARKUP.sub(" ", plain_text).replace("&", " and ")).split())


# ---- whether two values agree ----


def _agree(evidence: Evidence, one: Figure, two: Figure) -> bool:
    """Whether two figures can both be right: exact ones are equal, or one is the other, rounded; others as far as they are exact."""
    assert one.value is not None
    assert two.value is not None
    if one.value == two.value or two.value in evidence.others(one) or one.value in evidence.others(two):
        return True
    exact = one.qualifier is two.qualifier is Qualifier.EXACT
    if not exact:
        rounded = evidence.reach(one, rounded=True), evidence.reach(two, rounded=True)
        return rounded[0].meets(rounded[1]) and not _says_little(one, two)
    # A number that is exact is nothing but itself; only nil stands for another one, zero.
    if AmountKind.NIL in {one.kind, two.kind} and evidence.reach(one, rounded=False).meets(evidence.reach(two, rounded=False)):
        return True
    units = evidence.unit_of(one), evidence.unit_of(two)
    return units[0] != units[1] and abs(Fraction(one.value) - Fraction(two.value)) <= max(units) / 2


def _says_little(one: Figure, two: Figure) -> bool:
    """Whether “at least” is true of the other number, and yet far below it."""
    for low, other in ((one, two), (two, one)):
        if low.qualifier in {Qualifier.AT_LEAST, Qualifier.OVER} and other.qualifier in {Qualifier.EXACT, Qualifier.ABOUT}:
            assert low.value is not None
            assert other.value is not None
            if low.value > 0 and Fraction(other.value) > Fraction(low.value) * _LOOSE:
                return True
    return False
