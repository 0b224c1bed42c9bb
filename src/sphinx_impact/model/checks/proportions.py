"""Amounts that are out of all proportion: written in another scale than those beside them, or as a share instead of a percentage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from sphinx_impact.model.entities import AmountKind, Column, Kind, Profile, Scale, Stat, Statement
from sphinx_impact.model.problems import Code, Problem, quoted

_FEWEST: Final = 3
"""So many lines have to grow alike before a column is in another scale."""

_TIMES: Final = (Decimal(100), Decimal(10_000))
"""Between these lies what an amount is multiplied by where units are written for thousands, and the year was a good or a bad one."""

_SHARE: Final = (Decimal(30), Decimal(300))
"""The same where 0.45 is written for 45 percent."""


def out_of_proportion(stats: Iterable[Stat], statements: Iterable[Statement], profile: Profile) -> list[Problem]:
    """Find columns that are all about a thousand times another year's, scales left out, and percentages that were written as shares."""
    every = list(statements)
    found = [problem for statement in every for problem in _columns(statement)]
    return [*found, *_left_out(every), *(problem for stat in stats if stat.unit == "percent" for problem in _shares(stat, profile))]


def _left_out(statements: list[Statement]) -> Iterator[Problem]:
    """Find statements of money that leave their scale out, where all that name theirs are in thousands or millions."""
    money = [statement for statement in statements if statement.currency and any(column.unit == "currency" for column in statement.columns)]
    said = {statement.scale for statement in money if not statement.scale_by_default}
    if len(said) != 1 or Scale.UNITS in said:
        return
    (scale,) = said
    for statement in money:
        if statement.scale_by_default and statement.scale_given:
            what = (
                f"the statement says no scale, and its amounts are taken for {statement.currency} as they stand, while the others are in "
                f"{scale.value}: write scale: {scale.value}, or scale: units, in the YAML beside this file"
            )
            yield Problem(statement.origin, Code.MISSING, what)


def _columns(statement: Statement) -> Iterator[Problem]:
    money = [column for column in statement.columns if column.unit == "currency"]
    alike = itertools.groupby(sorted(money, key=lambda column: column.name), key=lambda column: column.name)
    for one, other in itertools.chain.from_iterable(itertools.pairwise(list(columns)) for _, columns in alike):
        if one.period == other.period:
            continue
        small, large = (one, other) if _are_multiples(statement, one, other) else (other, one)
        if _are_multiples(statement, small, large):
            what = (
                f"the amounts of {large.id} are all hundreds or thousands of times those of {small.id}: "
                f"write both in one scale (the statement is in {statement.scale.value})"
            )
            yield Problem(large.origin, Code.NUMBER, what)
            return  # the third column differs from one of the two, and that is no other mistake


def _are_multiples(statement: Statement, small: Column, large: Column) -> bool:
    """Whether the amounts in one column are, line by line, of another scale than in the other one."""
    places = [statement.columns.index(column) for column in (small, large)]
    pairs = [
        (abs(line.cells[places[0]].amount.value or Decimal(0)), abs(line.cells[places[1]].amount.value or Decimal(0)))
        for line in statement.lines
        if line.kind is not Kind.HEADING and all(line.cells[at].amount.kind is AmountKind.NUMBER for at in places)
    ]
    told = [(one, other) for one, other in pairs if one and other]
    return len(told) >= _FEWEST and all(_TIMES[0] <= other / one <= _TIMES[1] for one, other in told)


def _shares(stat: Stat, profile: Profile) -> Iterator[Problem]:
    dated = [value for value in stat.values if value.period in profile.periods and value.value]
    for value in dated:
        if value.value is None or not 0 < abs(value.value) < 1 or "%" in value.text:
            continue
        others = [abs(other.value) for other in dated if other is not value and other.value]
        if others and all(other >= 1 and _SHARE[0] <= other / abs(value.value) <= _SHARE[1] for other in others):
            what = (
                f"{stat.key}@{value.period}: {quoted(value.text)} is {value.text}%, and about a hundredth of what other periods have: "
                f"write a share such as 0.45 as 45, or a sign behind it, {value.text}%, if it is right"
            )
            yield Problem(value.origin, Code.NUMBER, what)
