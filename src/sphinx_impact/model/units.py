"""Units in the arithmetic of tie-outs: what may be added and compared, and what a product or a quotient is counted in.

Only what is known to be wrong is refused. A number in the relation itself, and a figure without a unit, go with any unit.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from typing import Final

from sphinx_impact.model.numbers.parse import is_code

_PER: Final = re.compile(r"\s+per\s+|\s*/\s*")
_SHORT: Final = 3  # of letters; no shorter word loses its s: it may be a sign


class UnitForm(enum.Enum):
    """What kind of number it is."""

    NUMBER = "a plain number"
    """Nothing is known of it: it goes with any unit."""

    COUNT = "a count"
    """How many there are: it goes with any unit but money and percent."""

    RATIO = "a ratio"
    """One amount divided by another of its unit: it goes with percent, and with any unit but money."""

    PERCENT = "percent"
    UNIT = "unit"


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """What a number is counted in.

    Attributes:
        form: What kind of number it is.
        powers: How often each unit is multiplied in (negative: divided by), by its singular in small letters; of `UnitForm.UNIT` only.
        converted: Whether a plain number was multiplied in: ``petabytes * 1,000`` may well be terabytes. Money stays money.
        text: As it is said in messages.
    """

    form: UnitForm
    powers: frozenset[tuple[str, int]] = frozenset()
    converted: bool = False
    text: str = dataclasses.field(default="", compare=False)

    def __str__(self) -> str:
        return self.text or self.form.value

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.form is UnitForm.PERCENT

    @property
    def money(self) -> frozenset[tuple[str, int]]:
        """The currencies in it."""
        return frozenset((name, power) for name, power in self.powers if is_code(name))

    @property
    def derived(self) -> bool:
        """Whether it is a product or a quotient, which an author may call by a name of its own: ``visits a day``."""
        return self.converted or len(self.powers) > 1 or any(power != 1 for _, power in self.powers)

    @property
    def even(self) -> bool:
        """Whether as much is multiplied in as is divided by: ``members / visitors`` may be a percentage."""
        return not sum(power for _, power in self.powers)

    def agrees(self, other: Unit) -> bool:
        """Whether the two can be added and compared."""
        if UnitForm.NUMBER in {self.form, other.form}:
            return True
        if self.money != other.money:
            return False
        forms = {self.form, other.form}
        if forms == {UnitForm.UNIT}:
            return self.powers == other.powers or self.derived or other.derived
        if forms == {UnitForm.PERCENT, UnitForm.COUNT}:
            return False
        if forms == {UnitForm.PERCENT, UnitForm.UNIT}:
            return (self if self.form is UnitForm.UNIT else other).even
        return True

    def plus(self, other: Unit) -> Unit:
        """Return the unit of a sum of two that agree: of both, that of which more is known."""
        rank = [UnitForm.NUMBER, UnitForm.RATIO, UnitForm.COUNT, UnitForm.PERCENT, UnitForm.UNIT]
        return max(self, other, key=lambda unit: (rank.index(unit.form), not unit.derived))

    def times(self, other: Unit) -> Unit:
        """Return the unit of a product."""
        return self._joined(other, "×")

    def by(self, other: Unit) -> Unit:
        """Return the unit of a quotient."""
        inverse = frozenset((name, -power) for name, power in other.powers)
        return self._joined(dataclasses.replace(other, powers=inverse), "/")

    def _joined(self, other: Unit, sign: str) -> Unit:
        units = [unit for unit in (self, other) if unit.form is UnitForm.UNIT]
        if not units:
            return self._without_units(other, divided=sign == "/")
        powers: dict[str, int] = {}
        for name, power in (pair for unit in units for pair in unit.powers):
            powers[name] = powers.get(name, 0) + power
        left = frozenset((name, power) for name, power in powers.items() if power)
        if not left:
            return RATIO
        inverse = len(units) == 1 and sign == "/" and other.form is UnitForm.UNIT
        text = f"{self} {sign} {other}" if len(units) > 1 or inverse else str(units[0])
        converted = any(unit.converted for unit in units) or UnitForm.NUMBER in {self.form, other.form}
        return Unit(UnitForm.UNIT, left, converted, text)

    def _without_units(self, other: Unit, *, divided: bool) -> Unit:
        """Return the unit of a product or a quotient of numbers, counts, ratios and percentages."""
        forms = {self.form, other.form}
        if divided and other.form is UnitForm.NUMBER:
            return self
        if UnitForm.COUNT in forms:
            return RATIO if divided and other.form is UnitForm.COUNT else COUNT
        return NUMBER if UnitForm.NUMBER in forms and UnitForm.PERCENT not in forms else RATIO


NUMBER: Final = Unit(UnitForm.NUMBER)
COUNT: Final = Unit(UnitForm.COUNT)
RATIO: Final = Unit(UnitForm.RATIO)
PERCENT: Final = Unit(UnitForm.PERCENT)


def unit_of(text: str) -> Unit:
    """Return the unit that a figure names: a currency, ``percent``, a noun, ``USD per visitor``; empty where it names none."""
    text = " ".join(text.split())
    if not text:
        return NUMBER
    if text == "percent":
        return PERCENT
    powers: dict[str, int] = {}
    for number, part in enumerate(_PER.split(text)):
        name = part if is_code(part) else part.casefold()
        if len(name) > _SHORT and name.endswith("s") and not name.endswith("ss"):
            name = name[:-1]  # the s of the plural, so that “1 book” and “2 books” are one unit
        powers[name] = powers.get(name, 0) + (-1 if number else 1)
    return Unit(UnitForm.UNIT, frozenset((name, power) for name, power in powers.items() if name and power), text=text)
