"""Waivers: which one covers which difference, and which covers none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, Generic, TypeVar

from sphinx_impact.model.addresses import Place, column_of, key_of, period_meant
from sphinx_impact.model.entities import Address, Profile, Statement, Waiver
from sphinx_impact.model.numbers.exact import plain
from sphinx_impact.model.problems import Code, Problem

At = TypeVar("At", bound=Hashable)

SMALL: Final = Fraction(1, 100)
"""Up to this share of an amount a difference is small."""


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """A difference that a waiver covers.

    Attributes:
        figures: Addresses of the figures that it is about.
    """

    waiver: Waiver
    figures: tuple[Address, ...]


class Waivers(Generic[At]):
    """The waivers for what is being checked, and which of them are used: each covers one difference that one check finds at one place."""

    def __init__(self, waivers: Iterable[tuple[Waiver, At]], *, of: str, path: str, named: Callable[[At], object] = str) -> None:
        """Take waivers with the place that each is for.

        Args:
            of: What differs, and can be corrected: ``a figure``.
            path: The file in which differences are accepted; empty where none can be.
            named: Returns what a place is called in messages.
        """
        self._of, self.path, self._named = of, path, named
        self._waivers: dict[tuple[At, str], Waiver] = {}
        self._found: dict[At, list[tuple[str, Decimal]]] = {}
        self._unsure: set[At] = set()
        self._doubles: list[Problem] = []
        for waiver, at in waivers:
            first = self._waivers.setdefault((at, waiver.check), waiver)
            if first is not waiver:
                message = f"the waiver at {first.origin} is for the same place; remove one of them"
                self._doubles.append(Problem(waiver.origin, Code.DUPLICATE, message))

    def accept(self, at: At, check: str, difference: Decimal) -> Waiver | None:
        """Return the waiver that covers a difference, and note that the difference is there."""
        self._found.setdefault(at, []).append((check, difference))
        waiver = self.standing(at, check)
        return waiver if waiver is not None and waiver.difference == difference else None

    def standing(self, at: At, check: str) -> Waiver | None:
        """Return the waiver for a check of a place, whatever difference it accepts."""
        return self._waivers.get((at, check))

    def unsure(self, at: At) -> None:
        """Note that a place cannot be checked, so that no waiver for it is called stale."""
        self._unsure.add(at)

    def cure(self, at: At, check: str, difference: Decimal, *, propose: bool) -> str:
        """Say how a difference can be accepted: by correcting the waiver there is, or, where that is proposed, by a new one."""
        standing = self.standing(at, check)
        if standing is not None:
            return f", or the waiver, which accepts {plain(standing.difference)} (at {standing.origin}) and nothing else"
        if not propose or not self.path:
            return ""
        return f', or accept the difference in {self.path} with "check: {check}, at: {self._named(at)}, difference: {difference:f}"'

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the waivers themselves: each at its own row."""
        stale = (
            Problem(waiver.origin, Code.WAIVER, self._fault(waiver, at))
            for (at, check), waiver in self._waivers.items()
            if at not in self._unsure and (check, waiver.difference) not in self._found.get(at, ())
        )
        return [*self._doubles, *stale]

    def _fault(self, waiver: Waiver, at: At) -> str:
        """Say why a waiver covers nothing."""
        accepts = f"the waiver accepts a {waiver.check} difference of {plain(waiver.difference)} at {self._named(at)}"
        found = self._found.get(at, [])
        if not found:
            return f"{accepts}, but nothing differs there; remove the waiver"
        same = [difference for check, difference in found if check == waiver.check]
        other = [check for check, difference in found if difference == waiver.difference]
        check, difference = found[0]
        if same:
            return f"{accepts}, but the difference there is {plain(same[0])}; correct the waiver or {self._of}"
        if other:
            return f"{accepts}, but that difference was found by another check: write “check: {other[0]}”"
        return f"{accepts}, but what was found there is a {check} difference of {plain(difference)}; correct the waiver or {self._of}"


def waivers_in(statement: Statement, waivers: Iterable[Waiver], profile: Profile | None) -> Iterator[tuple[Waiver, Place]]:
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


def is_small(difference: Decimal | Fraction, *amounts: Decimal | Fraction) -> bool:
    """Whether a difference is one that a published report may well show: up to a hundredth, or one unit."""
    size = abs(Fraction(difference))
    return size <= 1 or size <= SMALL * max(abs(Fraction(amount)) for amount in amounts)
