"""Waivers: which one covers which difference, and which covers none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.addresses import Place, address_of, column_of, key_of, period_meant
from sphinx_impact.model.entities import Address, Profile, Statement, Waiver
from sphinx_impact.model.numbers.exact import plain
from sphinx_impact.model.problems import Code, Problem


class Waiving:
    """The waivers for the cells of one statement, while it is added up."""

    def __init__(self, statement: Statement, waivers: Sequence[Waiver], profile: Profile | None) -> None:
        self._statement = statement
        self._waivers: dict[tuple[Place, str, Decimal], Waiver] = {}
        self._standing: dict[tuple[Place, str], list[Waiver]] = {}
        self._found: dict[Place, list[tuple[str, Decimal]]] = {}
        self._unsure: set[Place] = set()
        self._used: set[tuple[Place, str, Decimal]] = set()
        self._doubles: list[Problem] = []
        for waiver, place in _meant(statement, waivers, profile):
            first = self._waivers.setdefault((place, waiver.check, waiver.difference), waiver)
            if first is waiver:
                self._standing.setdefault((place, waiver.check), []).append(waiver)
            else:
                message = f"the waiver at {first.origin} already accepts this difference; remove one of them"
                self._doubles.append(Problem(waiver.origin, Code.DUPLICATE, message))

    def accept(self, place: Place, check: str, difference: Decimal) -> Waiver | None:
        """Return the waiver that covers a difference, and note that the difference is there."""
        self._found.setdefault(place, []).append((check, difference))
        key = (place, check, difference)
        if key in self._waivers:
            self._used.add(key)
        return self._waivers.get(key)

    def of(self, place: Place, check: str) -> list[Waiver]:
        """Return the waivers for one check of one cell."""
        return self._standing.get((place, check), [])

    def unsure(self, place: Place) -> None:
        """Note that a cell cannot be checked, so that no waiver for it is called stale."""
        self._unsure.add(place)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the waivers themselves: each at its own row."""
        stale = [
            Problem(waiver.origin, Code.WAIVER, self._fault(waiver, key[0]))
            for key, waiver in self._waivers.items()
            if key not in self._used and key[0] not in self._unsure
        ]
        return [*self._doubles, *stale]

    def _fault(self, waiver: Waiver, place: Place) -> str:
        """Say why a waiver covers nothing."""
        line, column = place
        address = address_of(self._statement, self._statement.lines[line], self._statement.columns[column])
        accepts = f"the waiver accepts a {waiver.check} difference of {plain(waiver.difference)} at {address}"
        found = self._found.get(place, [])
        same = [difference for check, difference in found if check == waiver.check]
        other = [check for check, difference in found if difference == waiver.difference]
        if same:
            return f"{accepts}, but the difference there is {plain(same[0])}; correct the waiver or the statement"
        if other:
            return f"{accepts}, but that difference was found by another check: write “check: {other[0]}”"
        if found:
            check, difference = found[0]
            return (
                f"{accepts}, but what was found there is a {check} difference of {plain(difference)}; correct the waiver or the statement"
            )
        return f"{accepts}, but nothing differs there; remove the waiver"


def _meant(statement: Statement, waivers: Iterable[Waiver], profile: Profile | None) -> Iterator[tuple[Waiver, Place]]:
    """Give the waivers for cells of a statement with the place of each."""
    before = f"{statement.id}." if statement.id else ""
    lines: dict[str, int] = {}
    for waiver in waivers:
        address = waiver.at
        if not address.key.startswith(before):
            continue
        if not lines:
            lines = {key_of(statement, line): number for number, line in reversed([*enumerate(statement.lines)])}
        period = period_meant(profile, address.period)
        column = column_of(statement, period, address.column) if period is not None else None
        if address.key in lines and column is not None:
            yield waiver, (lines[address.key], column)


class Accepting:
    """The waivers of one check, while it is made."""

    def __init__(self, waivers: Iterable[tuple[Waiver, Address]], check: Code) -> None:
        self._check = check
        self._waivers: dict[Address, Waiver] = {}
        self._found: dict[Address, Decimal] = {}
        self._unsure: set[Address] = set()
        self._doubles: list[Problem] = []
        for waiver, at in waivers:
            first = self._waivers.setdefault(at, waiver)
            if first is not waiver:
                message = f"the waiver at {first.origin} is for the same place; remove one of them"
                self._doubles.append(Problem(waiver.origin, Code.DUPLICATE, message))

    def accept(self, at: Address, difference: Decimal) -> Waiver | None:
        """Return the waiver that covers a difference, and note that the difference is there."""
        self._found[at] = difference
        waiver = self._waivers.get(at)
        return waiver if waiver is not None and waiver.difference == difference else None

    def standing(self, at: Address) -> Waiver | None:
        """Return the waiver for a place, whatever difference it accepts."""
        return self._waivers.get(at)

    def unsure(self, at: Address) -> None:
        """Note that a place cannot be checked, so that no waiver for it is called stale."""
        self._unsure.add(at)

    @property
    def problems(self) -> list[Problem]:
        """Waivers that cover nothing, each at its own row."""
        found = list(self._doubles)
        for at, waiver in self._waivers.items():
            accepts = f"the waiver accepts a {self._check} difference of {plain(waiver.difference)} at {at}"
            if at in self._unsure or self._found.get(at) == waiver.difference:
                continue
            if at in self._found:
                message = f"{accepts}, but the difference there is {plain(self._found[at])}; correct the waiver or a figure"
            else:
                message = f"{accepts}, but nothing differs there; remove the waiver"
            found.append(Problem(waiver.origin, Code.WAIVER, message))
        return found


SMALL: Final = Fraction(1, 100)
"""Up to this share of an amount a difference is small."""


def is_small(difference: Decimal | Fraction, *amounts: Decimal | Fraction) -> bool:
    """Whether a difference is one that a published report may well show: up to a hundredth, or one unit."""
    size = abs(Fraction(difference))
    return size <= 1 or size <= SMALL * max(abs(Fraction(amount)) for amount in amounts)


def cure(accepting: Accepting, at: Address, difference: Decimal, *, check: Code, path: str, propose: bool) -> str:
    """Say how to accept a difference.

    Args:
        propose: Whether to propose a waiver where there is none.
    """
    standing = accepting.standing(at)
    if standing is not None:
        return f", or the waiver, which accepts {plain(standing.difference)} (at {standing.origin}) and nothing else"
    return "" if not propose else f', or accept the difference in {path} with "check: {check}, at: {at}, difference: {difference:f}"'
