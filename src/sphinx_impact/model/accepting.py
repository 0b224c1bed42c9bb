"""Differences outside of statements that were accepted: which waiver covers which, and which covers none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.addresses import Address
from sphinx_impact.model.entities import Waiver
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.model.waiving import plain


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
