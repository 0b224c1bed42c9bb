"""``report.json``: the classes its JSON Schema is made from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sphinx_impact.model.docstrings import describe
from sphinx_impact.model.entities import AmountKind, Basis, Form, Good, Kind, Qualifier, Scale, StatementType, Status

FORMAT: Literal[1] = 1
"""Raised when a key is taken away or changes its meaning; keys may be added without."""

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""An exact number: written from its decimal digits, never from a binary fraction."""


def _described(schema: dict[str, Any], entry: type[BaseModel]) -> None:
    describe(schema, entry)
    schema["additionalProperties"] = False


class _Entry(BaseModel):
    """Read with tolerance for what a later version adds; written and described strictly."""

    model_config = ConfigDict(
        extra="ignore",
        defer_build=True,
        frozen=True,
        json_schema_serialization_defaults_required=True,
        json_schema_extra=_described,
    )


class PeriodEntry(_Entry):
    """An instant or a duration."""

    id: str
    start: dt.date | None
    """First day; null for an instant."""
    end: dt.date
    """Last day of a duration, or the instant."""
    label: str | None


class DocumentEntry(_Entry):
    """A document that figures come from."""

    id: str
    title: str
    url: str | None
    date: dt.date | None
    note: str | None


class SourceEntry(_Entry):
    """Where a figure comes from."""

    document: str | None
    """Id of one of the sources."""
    title: str | None
    """Title of that document, or the source in words."""
    place: str | None
    """Place in the document: a page."""
    url: str | None


class PageEntry(_Entry):
    """A page on which a figure or an exhibit stands."""

    page: str
    """Name of the page."""
    title: str
    path: str
    """Address relative to the report's first page."""
    url: str | None
    """Full address, where the report's own is known."""


class FigureEntry(_Entry):
    """One figure: a stat in one period, or a cell of a statement."""

    address: str
    """``KEY[@PERIOD][/COLUMN]``: what the report's own pages call it."""
    key: str
    period: str | None
    """Id of one of the periods."""
    column: str | None
    label: str
    value: Number | None
    """The exact number in full units, also where a statement is in thousands; a percentage as it is written: 45 for 45 %."""
    kind: AmountKind
    display: str | None
    """The value as a sentence of the report prints it."""
    text: str
    """The value as its data file has it."""
    shown: Number | None
    """The value that a statement shows, in full units, where an accepted difference makes sums use another one."""
    unit: str
    """Code of a currency if ``money`` is true; ``percent``; or a noun or symbol."""
    money: bool
    scale: Scale
    qualifier: Qualifier
    form: Form
    good: Good
    status: Status
    as_of: dt.date | None
    as_printed: str | None
    """What a published report showed before, where it differs."""
    note: str | None
    source: SourceEntry | None
    statement: str | None
    """Id of its statement; null for a stat."""
    file: str
    """Data file, relative to the source directory of the report."""
    row: int
    pages: tuple[PageEntry, ...]


class ColumnEntry(_Entry):
    """An amount column of a statement."""

    id: str
    period: str | None
    name: str | None
    label: str | None
    formula: str | None
    unit: str


class LineEntry(_Entry):
    """A row of a statement; its amounts are among the figures."""

    id: str
    section: str | None
    label: str
    kind: Kind
    indent: int
    note: str | None
    """Marks of the notes it refers to."""
    formula: str | None
    description: str | None = None
    """What is in the line."""


class StatementEntry(_Entry):
    """A financial statement."""

    id: str
    title: str
    type: StatementType
    scale: Scale
    """What the statement is printed in; the figures here are in full units."""
    currency: str | None
    basis: Basis | None
    basis_url: str | None
    source: SourceEntry | None
    as_of: dt.date | None
    status: Status
    table: str
    """The CSV table that holds it."""
    details_of: str | None = None
    """``STATEMENT.LINE`` of the line that its rows add up to; null for a statement of its own."""
    columns: tuple[ColumnEntry, ...]
    lines: tuple[LineEntry, ...]
    notes: dict[str, str]
    pages: tuple[PageEntry, ...]


class SponsorEntry(_Entry):
    """Who gave."""

    name: str
    url: str | None


class TierEntry(_Entry):
    """A sponsorship level."""

    id: str
    name: str
    sponsors: tuple[SponsorEntry, ...]


class SponsorsEntry(_Entry):
    """All levels, the highest first."""

    as_of: dt.date | None
    disclaimer: str | None
    tiers: tuple[TierEntry, ...]


class PersonEntry(_Entry):
    """A person whom the report names."""

    name: str
    role: str | None
    url: str | None


class GroupEntry(_Entry):
    """People who belong together."""

    id: str
    name: str
    as_of: dt.date | None
    people: tuple[PersonEntry, ...]


class WaiverEntry(_Entry):
    """A difference that is accepted, with the reason that the report prints."""

    check: str
    at: str
    difference: Number
    """Given less computed, in the statement's scale."""
    use: Number | None
    """What enters later sums, in the statement's scale."""
    reason: str


class ErratumEntry(_Entry):
    """What was printed wrong, or a difference between published figures that is accepted as it stands."""

    figures: tuple[str, ...]
    """Address of the figure that is right; of a difference, all addresses."""
    printed: str | None
    """What was printed; null for a difference."""
    date: dt.date | None
    where: SourceEntry | None
    reason: str | None
    said_in: tuple[str, ...] = ()
    """Ids of the periods of the earlier reports that said so, the newest first; none where this report itself was printed wrong."""


class ProblemEntry(_Entry):
    """What the checks found."""

    file: str
    row: int
    code: str
    message: str
    hint: bool
    """Whether it may be no problem at all."""


class Document(_Entry):
    """An annual report as data."""

    schema_: Annotated[str, Field(alias="$schema")] = "report.schema.json"
    format: Literal[1] = 1
    organisation: str | None
    short_name: str | None
    title: str | None
    url: str | None
    """The organisation's address, or that of the report, as its data have it."""
    site: str | None
    """Address of the report's first page."""
    language: str
    currency: str | None
    reporting_period: str | None
    state: str = ""
    """How far the report was, where it was not final: draft, under review, embargoed."""
    note: str | None = None
    """How the document came about, where it was not written by a build."""
    periods: tuple[PeriodEntry, ...]
    sources: tuple[DocumentEntry, ...]
    figures: tuple[FigureEntry, ...]
    renamed: dict[str, str] = {}
    """The key of figures by each that they had before."""
    statements: tuple[StatementEntry, ...]
    sponsors: SponsorsEntry | None
    people: tuple[GroupEntry, ...]
    waivers: tuple[WaiverEntry, ...]
    errata: tuple[ErratumEntry, ...]
    problems: tuple[ProblemEntry, ...]
