"""The records of a report: frozen, without behaviour, exact; and the closed choices they use."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping
from decimal import Decimal

from sphinx_impact.model.problems import Origin


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
        return _FACTORS[self]


_FACTORS = {Scale.UNITS: Decimal(1), Scale.THOUSANDS: Decimal(1000), Scale.MILLIONS: Decimal(1_000_000)}


class AmountKind(enum.StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    NIL = "nil"
    NOT_REPORTED = "not reported"
    NOT_APPLICABLE = "not applicable"
    UNREADABLE = "unreadable"


class StatementType(enum.StrEnum):
    """The kinds of statements."""

    ACTIVITIES = "activities"
    POSITION = "position"
    FUNCTIONAL_EXPENSES = "functional-expenses"
    CASH_FLOWS = "cash-flows"
    CHANGES_IN_NET_ASSETS = "changes-in-net-assets"
    SCHEDULE = "schedule"

    @property
    def is_dated(self) -> bool:
        """Whether it says what there was on a day, and not what happened in a time."""
        return self is StatementType.POSITION


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


@dataclasses.dataclass(frozen=True, order=True, slots=True)
class Address:
    """Where a value stands: ``KEY[@PERIOD][/COLUMN]``. `sphinx_impact.model.addresses.parse_address` reads one.

    Attributes:
        key: Key of a stat, or ``statement.line-id``; empty of what was typed in a page, which has no address.
        period: Id of a period, ``previous``, or empty for the reporting period.
        column: Name of a column of a statement, or empty.
    """

    key: str
    period: str = ""
    column: str = ""

    def __str__(self) -> str:
        return self.key + (f"@{self.period}" if self.period else "") + (f"/{self.column}" if self.column else "")

    @property
    def group(self) -> str:
        """What stands before the last point of the key: the id of a statement, or the group of a stat."""
        return self.key.rpartition(".")[0]


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """Words from a data file, which may carry inline markup and can be translated."""

    text: str
    origin: Origin

    def __str__(self) -> str:
        return self.text


@dataclasses.dataclass(frozen=True, slots=True)
class Amount:
    """A cell as it was written.

    Attributes:
        kind: What stands there.
        value: The number; zero where nil; None otherwise.
        text: The text as written.
    """

    kind: AmountKind
    value: Decimal | None
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """An instant or a duration.

    Attributes:
        id: As used in addresses: ``2023``.
        start: First day; None for an instant.
        end: Last day of a duration, or the instant.
        label: How the period is called, where its id is not enough.
    """

    id: str
    start: dt.date | None
    end: dt.date
    label: str
    origin: Origin

    @property
    def days(self) -> int:
        """Length in days; 0 for an instant."""
        return (self.end - self.start).days + 1 if self.start else 0


@dataclasses.dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that figures come from, declared once in ``report.yaml``."""

    id: str
    title: Text
    url: str
    date: dt.date | None
    note: Text | None
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: a declared document and a place in it, a URL, or free text.

    Attributes:
        document: Id of a declared document, or empty.
        place: Place in the document (``page 16``), or the free text.
        url: An address, or empty.
    """

    document: str
    place: str
    url: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class StatValue:
    """A stat's value in one period.

    Attributes:
        value: The exact number in full units; a percent as it is written (45 for 45 %); None where unreadable.
        period: Id of the period; None where the project declares none.
        as_printed: What a published report showed, where it differs.
        undated: Whether the file names no period, so that the value is one of the reporting period, whichever that is.
    """

    value: Decimal | None
    kind: AmountKind
    text: str
    period: str | None
    qualifier: Qualifier
    form: Form
    source: Source | None
    as_of: dt.date | None
    status: Status
    as_printed: str
    note: Text | None
    origin: Origin
    undated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Stat:
    """One figure, in one or several periods, in the order they were written.

    Attributes:
        unchanged_in: Id of the period whose value is rightly that of the period before; empty for none.
        formerly: Keys that it had before.
    """

    key: str
    label: Text
    unit: str
    good: Good
    values: tuple[StatValue, ...]
    origin: Origin
    unchanged_in: str = ""
    formerly: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """An amount column.

    Attributes:
        id: The header: ``2023``, ``with``, ``2022/with``.
        period: Id of its period; None where the project declares none.
        name: The part of an address after the slash; empty where the column is a period only.
        label: What its header says; empty for a period, whose own label stands there.
        formula: Over ids of columns; empty where there is none.
        unit: ``currency`` or ``percent``, or another unit.
    """

    id: str
    period: str | None
    name: str
    label: Text | None
    formula: str
    unit: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One amount of a line as it was written."""

    amount: Amount
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row of a statement. Cells stand in the order of the statement's columns.

    Attributes:
        description: What is in the line, in a sentence or two.
        formerly: Ids that it had before.
    """

    id: str
    section: str
    label: Text
    kind: Kind
    indent: int
    note: str
    formula: str
    source: Source | None
    cells: tuple[Cell, ...]
    origin: Origin
    description: Text | None = None
    formerly: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class RollForward:
    """Opening + change = closing, by the ids of three lines."""

    opening: str
    change: str
    closing: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """A financial statement as it was written.

    Attributes:
        sections: Label of each section by the words its rows carry, in order.
        rounding: Whether sums may differ by what rounding to the scale explains.
        as_of: Day on which the amounts were known; None where that is not said.
        unchanged_in: Id of the period whose amounts are rightly those of the period before; empty for none.
        scale_given: Whether anybody said what the amounts are counted in; if not, they are taken for units.
        scale_by_default: Whether it is in units since its data file does not say otherwise.
        decimal: How the numbers in its file are written, as `numbers.parse.parse_number` takes it.
        details_of: Key of the line, ``statement.line-id``, that its rows add up to; empty for a statement of its own.
        formerly: Ids that it had before.
    """

    id: str
    title: Text
    type: StatementType
    scale: Scale
    currency: str
    basis: Basis | None
    basis_url: str
    source: Source | None
    rounding: bool
    columns: tuple[Column, ...]
    sections: Mapping[str, Text]
    lines: tuple[Line, ...]
    notes: Mapping[str, Text]
    roll_forward: RollForward | None
    origin: Origin
    as_of: dt.date | None = None
    status: Status = Status.FINAL
    unchanged_in: str = ""
    scale_given: bool = True
    scale_by_default: bool = False
    decimal: str = ""
    details_of: str = ""
    formerly: tuple[str, ...] = ()

    def unit_of(self, column: Column) -> str:
        """What the amounts of a column are counted in: the code of a currency, ``percent``, or a noun."""
        return self.currency if column.unit == "currency" else column.unit


@dataclasses.dataclass(frozen=True, slots=True)
class Waiver:
    """One exact difference accepted.

    Attributes:
        check: Code of the check: ``footing``.
        at: Of the cell, of the second figure, or the id of a tie-out with period and item, as written.
        difference: Given less computed, in the statement's scale.
        use: What enters later sums, in the statement's scale; None: what was given.
        public: Whether the reason is printed.
    """

    check: str
    at: Address
    difference: Decimal
    use: Decimal | None
    reason: Text
    public: bool
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Sponsor:
    """Who gave. Paths of logos are relative to the source directory."""

    name: Text
    url: str
    logo: str
    logo_dark: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Tier:
    """A sponsorship level, with its sponsors in order."""

    id: str
    name: Text
    sponsors: tuple[Sponsor, ...]
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class SponsorRoll:
    """All tiers, the highest first."""

    tiers: tuple[Tier, ...]
    as_of: dt.date | None
    disclaimer: Text | None
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, of a board, or anybody else the report names.

    Attributes:
        focus: What of the portrait is in sight where it is cut, as it was written.
        biography: Paragraphs with an empty line between them.
    """

    name: Text
    role: Text | None
    url: str
    portrait: str
    focus: str
    biography: Text | None
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class PeopleGroup:
    """People who belong together, in order."""

    id: str
    name: Text
    people: tuple[Person, ...]
    as_of: dt.date | None
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Grant:
    """What was given to somebody. Of an individual there is no name, and no id: they are never kept.

    Attributes:
        amount: In full units of its currency.
        recipient: Name of an organisation; empty of an individual.
        recipient_id: Of an organisation, such as ``GB-CHC-1129409``; may be empty.
        country: ISO code of two letters; may be empty.
    """

    id: str
    awarded: dt.date
    amount: Decimal
    currency: str
    recipient: str
    recipient_id: str
    individual: bool
    country: str
    program: str
    title: str
    description: str
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Funding:
    """A ``funding.json`` whose history is held against the statements.

    Attributes:
        path: Relative to the source directory.
        addresses: Of the figures, without periods, by what the file calls them: ``income``, ``expenses``, ``taxes``.
    """

    path: str
    addresses: Mapping[str, str]
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """``report.yaml``: whose report it is, its periods and its sources.

    Attributes:
        reporting_period: Id of the period that an address means where it names none; None where none is declared.
        previous: Paths of the exported data of earlier years, relative to the source directory.
        standards: Ids of the standards that the report says it follows, and where they are named.
        funding: The file for funders that must agree with the report; None where there is none.
        filings: Paths of what was filed, relative to the data folder, by the id of the period, which may be one that is not declared.
        registration: Numbers by which authorities know the organisation, as written.
        org_id: What registers know the organisation by, such as ``US-EIN-043594598``; may be empty.
    """

    organisation: str
    short_name: str
    title: str
    url: str
    currency: str
    periods: Mapping[str, Period]
    reporting_period: str | None
    sources: Mapping[str, SourceDocument]
    origin: Origin
    previous: tuple[str, ...] = ()
    standards: Mapping[str, Origin] = dataclasses.field(default_factory=dict)
    funding: Funding | None = None
    filings: Mapping[str, tuple[Text, ...]] = dataclasses.field(default_factory=dict)
    registration: tuple[str, ...] = ()
    org_id: str = ""

    @property
    def reporting(self) -> Period | None:
        """The reporting period, where it is declared."""
        return self.periods.get(self.reporting_period or "")


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """The answer to an address: one value and everything that is known of it.

    Attributes:
        address: With its period: ``position.total-net-assets@2022``.
        value: In full units (thousands are multiplied out); a percent as it is written; None where there is no number.
        kind: What stands at the address.
        unit: A currency code where `money` is true; ``percent``; or a noun or symbol.
        scale: What a statement counts it in; units for a stat.
        statement: Id of its statement; empty for a stat.
        shown: The number as the statement gave it, in full units, where a waiver uses another one.
    """

    address: Address
    value: Decimal | None
    kind: AmountKind
    text: str
    unit: str
    money: bool
    label: Text
    period: Period | None
    origin: Origin
    qualifier: Qualifier = Qualifier.EXACT
    form: Form = Form.FULL
    good: Good = Good.NEITHER
    scale: Scale = Scale.UNITS
    source: Source | None = None
    as_of: dt.date | None = None
    status: Status = Status.FINAL
    as_printed: str = ""
    note: Text | None = None
    statement: str = ""
    shown: Decimal | None = None
