"""What was filed for a period: the amounts of a return, each with its place, and who filed it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sphinx_impact.model.entities import Source, Stat
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from sphinx_impact.model.filings.lines import Form, Key

YEAR_UNKNOWN: Final = 9999
"""The year of typed totals until it is known of which period they are: later than any whose lines are numbered otherwise."""


@dataclasses.dataclass(frozen=True, slots=True)
class Filed:
    """One amount as it was filed, in full units."""

    value: Decimal
    origin: Origin


@dataclasses.dataclass(slots=True)
class Recipient:
    """An organization that got grants, as schedule I lists it: by its number, without its name.

    Attributes:
        number: Digits only; empty where none is given.
        cash: What it got in money.
        other: What it got otherwise.
        public: Whether it is a government, or under section 501(c)(3); None where that cannot be told.
    """

    number: str = ""
    cash: Decimal = Decimal(0)
    other: Decimal = Decimal(0)
    public: bool | None = None


def distinct(recipients: Iterable[Recipient]) -> int:
    """How many organizations they are: of those with one number one."""
    return len({recipient.number or str(at) for at, recipient in enumerate(recipients)})


@dataclasses.dataclass(frozen=True, slots=True)
class Filing:
    """A return, or an entry of a register.

    Attributes:
        year: The tax year by which the form's lines are numbered.
        start: First day; None where the filing does not say it.
        end: Last day; None where it is that of the period that it is declared for.
        number: By which the authority knows who filed; digits only, empty where unknown.
        name: Of the organisation that filed; empty where unknown.
        amended: Whether it takes the place of an earlier one.
        amounts: By the id of the line; of typed totals only those that were typed.
        source: Where typed totals come from.
        unread: Lines whose amounts could not be read.
        recipients: Organizations that got grants, in the order of the return.
    """

    form: Form
    year: int
    start: dt.date | None
    end: dt.date | None
    number: str
    name: str
    amended: bool
    amounts: Mapping[str, Filed]
    origin: Origin
    source: Source | None = None
    unread: frozenset[str] = frozenset()
    recipients: tuple[Recipient, ...] = ()

    @property
    def listed(self) -> int:
        """How many organizations got grants: one that stands in several rows, and has a number, counts once."""
        return distinct(self.recipients)

    def total(self, lines: Iterable[str]) -> Filed | None:
        """The sum of lines; None where the filing has none of them."""
        there = [self.amounts[line] for line in lines if line in self.amounts]
        return Filed(sum((filed.value for filed in there), Decimal(0)), there[0].origin) if there else None

    def place(self, lines: Iterable[str]) -> str:
        """Where the lines that it has are found: ``Form 990, part I, line 12``; empty where nothing is known of the form."""
        there = [line for line in lines if line in self.amounts]
        return " and ".join(
            self.form.place(line, self.year).removeprefix(f"{self.form.name}, " if at else "") for at, line in enumerate(there)
        )

    def key(self, name: str) -> Key | None:
        """The key of a name, without what addresses begin with."""
        return next((key for key in self.form.keys if key.name == name), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Filings:
    """What was filed.

    Attributes:
        periods: The filings of each period, by its id.
        stats: What can be addressed, by key.
    """

    periods: Mapping[str, tuple[Filing, ...]] = dataclasses.field(default_factory=dict)
    stats: Mapping[str, Stat] = dataclasses.field(default_factory=dict)
