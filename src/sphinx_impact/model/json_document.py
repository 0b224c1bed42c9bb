"""``report.json``: the classes its JSON Schema is made from, and JSON that is exact and stable."""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sphinx_impact.model.entities import AmountKind, Basis, Form, Good, Kind, Qualifier, Scale, StatementType, Status
from sphinx_impact.model.limits import DIGITS
from sphinx_impact.model.loading.files import FORBIDDEN

_STEP = "  "
_quoted = json.encoder.encode_basestring
"""A text as JSON has it, without the escapes that only ASCII needs."""

_WIDEST = 3 * DIGITS
"""Digits of a number that is read, before the point or behind it: those that are written fit in, whatever their scale."""


def plain(value: Decimal) -> str:
    """Return a number as JSON and CSV write it: plain digits with a point, without zeros at the end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def grouped(value: Decimal) -> str:
    """Return a number as a message has it: ``1,305,000``."""
    return f"{Decimal(plain(value)):,f}"


def write_json(value: object, *, depth: int) -> str:
    """Return JSON that ends in a line feed.

    Args:
        value: Mappings, sequences, texts, numbers, dates, flags, None, and what documents are made of.
        depth: How many levels are spread over lines; deeper ones stand in one line each.
    """
    return _write(value, depth, "") + "\n"


def write_pieces(entries: Mapping[str, object]) -> Iterator[str]:
    """Give JSON as `write_json` has it of two levels, record by record; an iterator is asked for a record when that is its turn."""
    before = "{\n"
    for key, value in entries.items():
        yield f"{before}{_STEP}{_quoted(key)}: "
        before = ",\n"
        if isinstance(value, Iterator):
            opening = f"[\n{_STEP}{_STEP}"
            for record in value:
                yield opening + _write(record, 0, "")
                opening = f",\n{_STEP}{_STEP}"
            yield "[]" if opening.startswith("[") else f"\n{_STEP}]"
        else:
            yield _write(value, 1, _STEP)
    yield "\n}\n"


def _write(value: object, depth: int, indent: str) -> str:
    if type(value) is str:  # most of a document: looked at first
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, enum.Enum):
        return _write(value.value, depth, indent)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, dt.date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping | _Entry):
        inside = indent + _STEP if depth > 0 else ""
        entries = value if isinstance(value, Mapping) else value.__dict__
        items = [f"{_quoted(str(key))}: {_write(inner, depth - 1, inside)}" for key, inner in entries.items()]
        return _bracket("{", items, "}", depth, indent)
    if isinstance(value, Sequence):
        return _bracket("[", [_write(inner, depth - 1, indent + _STEP) for inner in value], "]", depth, indent)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _bracket(opening: str, items: list[str], closing: str, depth: int, indent: str) -> str:
    if not items or depth <= 0:
        return opening + ", ".join(items) + closing
    lines = f",\n{indent}{_STEP}".join(items)
    return f"{opening}\n{indent}{_STEP}{lines}\n{indent}{closing}"


def read_json(text: str) -> Any:
    """Return what JSON holds, numbers with a point as Decimal.

    Raises:
        ValueError: It is no JSON; the message has the row.
    """
    read = json.loads(text, parse_float=_decimal, parse_int=lambda text: int(_decimal(text)), parse_constant=_refuse)
    if "\\u" in text and (found := next(filter(None, map(FORBIDDEN.search, _texts(read))), None)):
        raise ValueError(f"the character U+{ord(found[0]):04X} is not allowed in a text")
    return read


def _texts(read: Any) -> Iterator[str]:
    """Every text in what JSON held."""
    waiting = [read]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            waiting += [*node.keys(), *node.values()]
        elif isinstance(node, list):
            waiting += node


def is_sane(value: Decimal) -> bool:
    """Whether a number can be written out: finite, and not of thousands of digits."""
    return value.is_finite() and abs(value.adjusted()) <= _WIDEST and len(value.as_tuple().digits) <= _WIDEST


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:  # its exponent is more than a machine can count
        value = Decimal("Infinity")
    if not is_sane(value):
        raise ValueError(f"{text[:20]}… has too many digits")
    return value


def _refuse(word: str) -> Decimal:
    raise ValueError(f"{word} is no number")


FORMAT: Literal[1] = 1
"""Raised when a key is taken away or changes its meaning; keys may be added without."""

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""An exact number: written from its decimal digits, never from a binary fraction."""


class _Entry(BaseModel):
    """Read with tolerance for what a later version adds; written and described strictly."""

    model_config = ConfigDict(
        extra="ignore",
        defer_build=True,
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
        json_schema_extra={"additionalProperties": False},
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
