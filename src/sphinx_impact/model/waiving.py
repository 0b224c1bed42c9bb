"""Differences that were accepted: which waiver covers which, and which covers none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.cells import Place, address_of, place_of
from sphinx_impact.model.entities import Profile, Statement, Waiver
from sphinx_impact.model.problems import Code, Problem


class Waiving:
    """The waivers for the cells of one statement, while it is added up."""

    def __init__(self, statement: Statement, waivers: Sequence[Waiver], profile: Profile | None) -> None:
        self._statement = statement
        self._waivers: list[tuple[Waiver, Place]] = []
        self._found: list[tuple[Place, str, Decimal]] = []
        self._unsure: set[Place] = set()
        self._used: list[Waiver] = []
        self._doubles: list[Problem] = []
        seen: dict[tuple[str, Place, Decimal], Waiver] = {}
        for waiver in waivers:
            try:
                place = place_of(statement, parse_address(waiver.at), profile)
            except AddressError:
                continue
            if place is None:
                continue
            first = seen.setdefault((waiver.check, place, waiver.difference), waiver)
            if first is waiver:
                self._waivers.append((waiver, place))
            else:
                message = f"the waiver at {first.origin} already accepts this difference; remove one of them"
                self._doubles.append(Problem(waiver.origin, Code.DUPLICATE, message))

    def accept(self, place: Place, check: str, difference: Decimal) -> Waiver | None:
        """Return the waiver that covers a difference, and note that the difference is there."""
        self._found.append((place, check, difference))
        for waiver in self.of(place, check):
            if waiver.difference == difference:
                if waiver not in self._used:
                    self._used.append(waiver)
                return waiver
        return None

    def of(self, place: Place, check: str) -> list[Waiver]:
        """Return the waivers for one check of one cell."""
        return [waiver for waiver, at in self._waivers if at == place and waiver.check == check]

    def unsure(self, place: Place) -> None:
        """Note that a cell cannot be checked, so that no waiver for it is called stale."""
        self._unsure.add(place)

    @property
    def used(self) -> tuple[Waiver, ...]:
        """The waivers that covered a difference, in their own order."""
        return tuple(waiver for waiver, _ in self._waivers if waiver in self._used)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the waivers themselves: each at its own row."""
        stale = [
            Problem(waiver.origin, Code.WAIVER, self._fault(waiver, place))
            for waiver, place in self._waivers
            if waiver not in self._used and place not in self._unsure
        ]
        return [*self._doubles, *stale]

    def _fault(self, waiver: Waiver, place: Place) -> str:
        """Say why a waiver covers nothing."""
        line, column = place
        address = address_of(self._statement, self._statement.lines[line], self._statement.columns[column])
        accepts = f"the waiver accepts a {waiver.check} difference of {plain(waiver.difference)} at {address}"
        found = [(check, difference) for at, check, difference in self._found if at == place]
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


def plain(number: Decimal) -> str:
    """Write a number for a message: grouped, with a point."""
    return f"{number or Decimal(0):,f}"
