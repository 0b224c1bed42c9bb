"""The words of the field, each a closed choice."""

from __future__ import annotations

import enum
from decimal import Decimal


class Qualifier(enum.StrEnum):
    """How exact a figure is."""

    EXACT = "exact"
    AT_LEAST = "at least"
    ABOUT = "about"
    OVER = "over"
    NEARLY = "nearly"


class Form(enum.StrEnum):
    """How a figure is printed: ``284,000,000,000``, ``284B``, ``284 billion``."""

    FULL = "full"
    COMPACT = "compact"
    WORDS = "words"


class Good(enum.StrEnum):
    """Which direction of a figure is good."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Status(enum.StrEnum):
    """How settled a figure is."""

    DRAFT = "draft"
    FINAL = "final"
    RESTATED = "restated"


class Scale(enum.StrEnum):
    """What the amounts of a statement are counted in."""

    UNITS = "units"
    THOUSANDS = "thousands"
    MILLIONS = "millions"

    @property
    def factor(self) -> Decimal:
        """One unit of the scale, in full units."""
        return {"units": Decimal(1), "thousands": Decimal(1000), "millions": Decimal(1_000_000)}[self.value]


class AmountKind(enum.StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    NIL = "nil"
    NOT_REPORTED = "not reported"
    NOT_APPLICABLE = "not applicable"
    UNREADABLE = "unreadable"


class StatementType(enum.StrEnum):
    """The kinds of statements; ``position`` is dated "as of", all others "for the year ended"."""

    ACTIVITIES = "activities"
    POSITION = "position"
    FUNCTIONAL_EXPENSES = "functional-expenses"
    CASH_FLOWS = "cash-flows"
    CHANGES_IN_NET_ASSETS = "changes-in-net-assets"
    SCHEDULE = "schedule"


class Basis(enum.StrEnum):
    """What stands behind a statement."""

    AUDITED = "audited"
    UNAUDITED = "unaudited"
    DERIVED = "derived from audited statements"


class Kind(enum.StrEnum):
    """The kinds of rows of a statement."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    RESULT = "result"
    HEADING = "heading"
