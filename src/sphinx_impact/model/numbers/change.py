"""The change between two figures: what may be said of it, and what may not.

A percentage is given only where both values are exact and positive, and below a thousand: beyond, it says more of the small base than
of the change. Two percentages differ by percentage points; in all
other cases the change is an amount. Figures that are not of a kind (in qualifier, unit or length of period) have no change
but a reason.
"""

from __future__ import annotations

import dataclasses
import decimal
import enum
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from sphinx_impact.model.addresses import alike
from sphinx_impact.model.entities import AmountKind, Form, Good, Qualifier
from sphinx_impact.model.limits import DIGITS
from sphinx_impact.model.marks import N_
from sphinx_impact.model.numbers.exact import WIDE

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Figure

_TELLING = 1000
"""Percents from which on a change is not meaningful as a percentage."""

_HUNDRED = Decimal(100)
_PRINTED = decimal.Context(prec=DIGITS)

NO_EARLIER = N_("not compared: there is no earlier figure")
QUALIFIERS = N_("not compared: the two figures are not equally exact")
UNITS = N_("not compared: the two figures are in different units")
LENGTHS = N_("not compared: the two periods differ in length")
NO_NUMBER = {
    AmountKind.NUMBER: N_("not compared: a figure cannot be read"),
    AmountKind.UNREADABLE: N_("not compared: a figure cannot be read"),
    AmountKind.NIL: N_("not compared: one of the two figures is nil"),
    AmountKind.NOT_REPORTED: N_("not compared: one of the two figures is not reported"),
    AmountKind.NOT_APPLICABLE: N_("not compared: one of the two figures does not apply"),
}


class Direction(enum.StrEnum):
    """Where a figure went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What became of a figure.

    Attributes:
        kind: ``percent``, ``points``, ``amount``, or ``none`` where the two cannot be compared.
        direction: None where the two cannot be compared.
        value: New less old, signed: in percent, in percentage points, or in full units; None where there is none.
        reason: Why there is no change, as a message to translate; empty where there is one.
        better: Whether the change is a good one; None where it is neither, or where nothing changed.
        unit: Unit of an amount.
        money: Whether that is a currency.
        form: How an amount is printed.
        qualifier: How exact an amount or a number of points is.
    """

    kind: Literal["percent", "points", "amount", "none"]
    direction: Direction | None
    value: Decimal | None
    reason: str = ""
    better: bool | None = None
    unit: str = ""
    money: bool = False
    form: Form = Form.FULL
    qualifier: Qualifier = Qualifier.EXACT


def change(new: Figure, old: Figure | None) -> Change:
    """Return the change from an old figure to a new one."""
    reason = _obstacle(new, old)
    if old is None or old.value is None or new.value is None or reason:
        return Change("none", None, None, reason)
    difference = WIDE.subtract(new.value, old.value)
    percent = _PRINTED.plus(WIDE.multiply(WIDE.divide(difference, old.value), _HUNDRED)) if old.value else None
    direction = Direction.SAME if not difference else Direction.UP if difference > 0 else Direction.DOWN
    better = None if direction is Direction.SAME or new.good is Good.NEITHER else direction.value == new.good.value
    exact = new.qualifier is Qualifier.EXACT
    rough = Qualifier.EXACT if exact else Qualifier.ABOUT  # a difference of two rough figures is only roughly known
    if new.unit == "percent":
        return Change("points", direction, difference, better=better, unit="percent", qualifier=rough)
    if percent is not None and exact and new.value > 0 and old.value > 0 and abs(percent) < _TELLING:
        return Change("percent", direction, percent, better=better)
    return Change(
        "amount",
        direction,
        difference,
        better=better,
        unit=new.unit,
        money=new.money,
        form=new.form,
        qualifier=rough,
    )


def _obstacle(new: Figure, old: Figure | None) -> str:
    """Return why two figures cannot be compared, or nothing."""
    if old is None:
        return NO_EARLIER
    for figure in (new, old):
        if figure.kind is not AmountKind.NUMBER or figure.value is None:
            return NO_NUMBER[figure.kind]
    if (new.unit, new.money) != (old.unit, old.money):
        return UNITS
    if new.period is not None and old.period is not None and not alike(new.period, old.period):
        return LENGTHS  # a period that is not declared is taken to fit
    if new.qualifier is not old.qualifier:
        return QUALIFIERS
    return ""
