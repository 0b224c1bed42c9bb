"""A return added up: what its own lines say of one another."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.entities import Address, Waiver
from sphinx_impact.model.filings.filing import Filing, Filings
from sphinx_impact.model.filings.lines import Form, Sum
from sphinx_impact.model.footing.waivers import Accepted, Waivers, is_small
from sphinx_impact.model.numbers.exact import plain_amount
from sphinx_impact.model.problems import Code, Problem

_MOST_TERMS: Final = 8
"""So many lines of a sum are named."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Difference:
    """A sum that does not come out."""

    sum: Sum
    given: Decimal
    computed: Decimal

    @property
    def apart(self) -> Decimal:
        return self.given - self.computed


def differences(filing: Filing) -> list[_Difference]:
    """Return the sums of a filing that do not come out."""
    return [found for each in filing.form.sums if (found := _add_up(filing, each)) is not None and found.apart]


def added_up(filing: Filing) -> int:
    """How many sums of a filing can be checked."""
    return sum(_add_up(filing, each) is not None for each in filing.form.sums)


def _add_up(filing: Filing, each: Sum) -> _Difference | None:
    """Add one sum up; None where the filing does not have what it needs."""
    lines = [line for _, line in each.terms]
    if filing.source is not None:  # of typed totals, most lines are not there: only what is there in full can be added up
        if any(line not in filing.amounts for line in lines):
            return None
    elif not any(line in filing.amounts for line in each.needs or lines):
        return None
    if each.total not in filing.amounts or filing.unread.intersection([each.total, *lines]):
        return None
    computed = sum((sign * filing.amounts[line].value for sign, line in each.terms if line in filing.amounts), Decimal(0))
    return _Difference(each, filing.amounts[each.total].value, computed)


def check_sums(filings: Filings, waivers: Sequence[Waiver], data: str) -> tuple[list[Accepted], list[Problem]]:
    """Add all filings up; return the differences that waivers accept, and what is to be said of the others."""
    path = posixpath.join(data, "waivers.yaml")
    mine = [(waiver, waiver.at) for waiver in waivers if waiver.check == Code.FILING]
    standing: Waivers[Address] = Waivers(mine, of="the file", path=path)
    accepted: list[Accepted] = []
    problems: list[Problem] = []
    for period, filing in ((period, filing) for period, found in filings.periods.items() for filing in found):
        left = []
        for found in differences(filing):
            at = _address(filing.form, found.sum.total, period)
            waiver = standing.accept(at, Code.FILING, found.apart)
            if waiver is None:
                left.append((at, found))
            else:
                accepted.append(Accepted(waiver, (at,)))
        problems += _said(filing, left, standing)
    return accepted, [*problems, *standing.problems]


def _address(form: Form, line: str, period: str) -> Address:
    """By what a waiver names a line: its own address, or else the id that the form's table has for it."""
    name = next((key.name for key in form.keys if key.lines == (line,)), line)
    return Address(form.lead + name, period)


def _said(filing: Filing, found: list[tuple[Address, _Difference]], standing: Waivers[Address]) -> Iterator[Problem]:
    """Say what does not come out: of several sums that one amount explains, that amount alone."""
    every = [difference for _, difference in found]
    for explained in (every, [difference for difference in every if not difference.sum.unless]):
        one = _one_cause(filing, explained, every)
        if one is not None:
            line, right = one
            filed = filing.amounts[line]
            what = (
                f"{_place(filing, line)} is {plain_amount(filed.value)}, and {len(explained)} sums of the filing come out with {plain_amount(right)} "
                f"alone: see whether the file is as it was filed"
            )
            yield Problem(filed.origin, Code.FILING, what)
            found = [pair for pair in found if pair[1] not in explained]
            break
    for at, difference in found:
        given, computed, apart = plain_amount(difference.given), plain_amount(difference.computed), plain_amount(difference.apart)
        propose = is_small(difference.apart, difference.given, difference.computed)
        accept = standing.cure(at, Code.FILING, difference.apart, propose=propose)
        unless = difference.sum.unless
        what = (
            f"{_place(filing, difference.sum.total)} is {given}, and {_terms(filing, difference.sum)} {computed} (a difference of {apart}): "
            f"see whether the file is as it was filed{f' ({unless})' if unless else ''}{accept}"
        )
        yield Problem(filing.amounts[difference.sum.total].origin, Code.FILING, what, hint=bool(unless))


def _place(filing: Filing, line: str) -> str:
    """Where a line is found, or its name, where nothing is known of the form."""
    return filing.place([line]) or line


def _terms(filing: Filing, each: Sum) -> str:
    """Name the lines of a sum, and say that they come to something."""
    added, taken = ([line for sign, line in each.terms if line in filing.amounts and sign == wanted] for wanted in (1, -1))
    what = _listed(filing, added) or "nothing"
    if taken:
        what = f"{what}, less {_listed(filing, taken)},"
    return f"{what} {'come' if len(added) > 1 or (added and taken) else 'comes'} to"


def _listed(filing: Filing, lines: Sequence[str]) -> str:
    """Return lines as a list in words; of many only the first."""
    names = [_place(filing, line).removeprefix(f"{filing.form.name}, ") for line in lines[:_MOST_TERMS]]
    if len(lines) > _MOST_TERMS:
        names.append(f"{len(lines) - _MOST_TERMS} more lines")
    if len(names) < 3:
        return " and ".join(names)
    return f"{'; '.join(names[:-1])}; and {names[-1]}"


def _one_cause(filing: Filing, found: Sequence[_Difference], every: Sequence[_Difference]) -> tuple[str, Decimal] | None:
    """The one amount, and what it would have to be, that makes several sums come out and breaks none; None where there is no such amount.

    Args:
        found: The sums.
        every: All that do not come out.
    """
    if len(found) < 2:
        return None
    common: dict[str, Decimal] | None = None
    for difference in found:
        moves = {difference.sum.total: -difference.apart}
        moves.update({line: sign * difference.apart for sign, line in difference.sum.terms if line in filing.amounts})
        common = moves if common is None else {line: move for line, move in common.items() if moves.get(line) == move}
    broken = {id(difference.sum) for difference in every}
    fits = []
    for line, move in (common or {}).items():
        touched = [each for each in filing.form.sums if line in (each.total, *(term for _, term in each.terms))]
        if all(id(each) in broken or _add_up(filing, each) is None for each in touched):
            fits.append((line, filing.amounts[line].value + move))
    return fits[0] if len(fits) == 1 else None
