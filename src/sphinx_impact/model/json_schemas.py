"""JSON Schemas of the data files, made from the very records that read them: editors complete and check with them.

A schema says what a file may look like, and no more: whether a period is declared or a sum comes out, the checks say.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from sphinx_impact.model.footing.expressions import Nearness
from sphinx_impact.model.loading import checks as errata
from sphinx_impact.model.loading import checks as tieouts
from sphinx_impact.model.loading import checks as waivers
from sphinx_impact.model.loading import people, profile, sponsors, statements, stats
from sphinx_impact.model.loading.yaml import Reads, Record

if typing.TYPE_CHECKING:
    from pydantic.fields import FieldInfo

Schema: TypeAlias = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""What editors know best."""

_TEXT: Final[Schema] = {"type": ["string", "number"]}
_NUMBER: Final[Schema] = {"type": ["number", "string"]}
_VALUE: Final[Schema] = {"type": ["number", "string", "null"]}
_NOTHING: Final[Schema] = {"type": "null"}
_DATE: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_FLAG: Final[Schema] = {"enum": [True, False, "true", "false", "yes", "no"]}

_SAYS: Final = {
    "about": "How near the two sides must be: a share such as 0.5%, or a number.",
    "as-of": "The day that the figures are of: 2023-12-31.",
    "as-printed": "What a published report showed, where it differs.",
    "at": "Address of a figure, KEY[@PERIOD][/COLUMN], or id of a tie-out.",
    "basis": "Whether the statement was audited.",
    "basis-url": "Link to the audited statements.",
    "change": "Id of the line with the change.",
    "check": "The check that found the difference.",
    "closing": "Id of the line with the closing balance.",
    "columns": "Columns that are no periods, by the header in the CSV.",
    "currency": "Currency code: USD.",
    "date": "A day: 2024-05-03.",
    "decimal": "How numbers are written in this file: with a point or a comma before decimals.",
    "difference": "Given less computed, in the statement's scale; of a tie-out, left less right, in full units.",
    "disclaimer": "A sentence below the list.",
    "empty": "What an empty cell of an item is; not reported, if left out.",
    "end": "The last day: 2023-12-31.",
    "for": "Periods that the relation is checked for; each: all that have the figures.",
    "form": "How the figure is printed where the page does not say.",
    "formula": "What the column is the sum of: without + with.",
    "good": "Whether up is good.",
    "groups": "Groups in the order in which they are shown.",
    "hint": "A difference is only said, and counts as no problem.",
    "id": "What it is called in addresses and options; made from the name or the words, if left out.",
    "label": "The words that are printed with it; may carry inline markup.",
    "logo": "Path of a picture, from the folder of conf.py.",
    "logo-dark": "The logo for dark grounds.",
    "name": "The name that is printed.",
    "note": "A remark that is printed with it.",
    "notes": "Notes by the reference in the column note of the CSV.",
    "opening": "Id of the line with the opening balance.",
    "organisation": "Whose report it is.",
    "people": "A name, or more of a person.",
    "period": "Id of a period; the reporting period, if left out.",
    "periods": "Years, spans and dates that figures belong to, by id.",
    "previous": "Last year's exported data, or a list of those of several years.",
    "portrait": "Path of a picture, from the folder of conf.py.",
    "printed": "What was printed instead, in the scale of the statement.",
    "public": "The reason is printed, and the value is marked.",
    "qualifier": "How exact the figure is.",
    "reason": "Why, in a sentence.",
    "reporting-period": "The period that an address means where it names none.",
    "role": "What the person does.",
    "roll-forward": "Opening + change = closing, by the ids of three lines.",
    "rounding": "allow: sums and relations may be off by what rounding explains.",
    "say": "What the relation says, in words.",
    "scale": "What the amounts are counted in.",
    "short-name": "What people call the organisation.",
    "source": "A declared source and a place in it, a link, or words: report, page 16.",
    "sources": "Documents that figures come from, by id.",
    "sponsors": "A name, or more of a sponsor.",
    "start": "The first day: 2023-01-01.",
    "status": "How settled the figure is.",
    "that": "The relation: position.total-assets = position.total-liabilities + position.total-net-assets.",
    "tiers": "Levels of sponsorship, the highest first.",
    "title": "The title that is printed.",
    "type": "The kind of statement; taken from the name of the file, if left out.",
    "unchanged-in": "The period that is rightly, in every digit, what the one before was.",
    "unit": "A noun, a symbol, a currency code, or percent.",
    "url": "A web address.",
    "use": "What enters later sums; what was given, if left out.",
    "value": "The number, as in 2,650, 284 billion, 36K.",
    "values": "Values by period.",
    "where": "Where it had been printed.",
}
"""What editors show beside a key, by its name."""


def schemas() -> Mapping[str, Schema]:
    """Return the schema of each kind of file, by the name of the file; ``statement`` is the YAML beside a statement's CSV."""
    return {
        "report": _file("data/report.yaml: whose report it is, its periods and its sources", _profile()),
        "stats": _file("data/stats.yaml and data/stats/*.yaml: single figures", _stats()),
        "statement": _file("data/statements/NAME.yaml: title, scale and columns of a statement", _statement()),
        "sponsors": _file("data/sponsors.yaml: tiers and who gave", _sponsors()),
        "people": _file("data/people.yaml: groups of people", _people()),
        "waivers": _file("data/waivers.yaml: differences that are accepted", _list(_record(waivers.WaiverRecord))),
        "tieouts": _file("data/tieouts.yaml: relations that must hold", _tie_outs()),
        "errata": _file("data/errata.yaml: what was printed wrong", _list(_record(errata.CorrectionRecord))),
    }


def _file(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **schema}


def _profile() -> Schema:
    period = _any(_NOTHING, _record(profile.PeriodRecord))
    return _record(
        profile.ProfileRecord,
        required=["organisation"],
        previous=_any(_TEXT, _list(_TEXT)),
        periods=_by(profile.ID.pattern, period),
        sources=_by(profile.ID.pattern, _record(profile.SourceRecord)),
    )


def _stats() -> Schema:
    value = _any(_VALUE, _record(stats.ValueRecord, value=_VALUE))
    stat = _record(stats.StatRecord, value=_VALUE, values=_map(value))
    return _by(stats.KEY.pattern, stat, decimal=_read({".", ","}, "decimal"))


def _statement() -> Schema:
    column = _any(_TEXT, _NOTHING, _record(statements.ColumnRecord))
    return _record(
        statements.StatementRecord,
        required=["title"],
        columns=_by(statements.ID.pattern, column),
        notes=_map(_TEXT),
        roll_forward=_record(statements.RollForwardRecord),
    )


def _sponsors() -> Schema:
    sponsor = _any(_TEXT, _record(sponsors.SponsorRecord))
    return _record(sponsors.RollRecord, tiers=_list(_record(sponsors.TierRecord, sponsors=_list(sponsor))))


def _people() -> Schema:
    person = _any(_TEXT, _record(people.PersonRecord))
    return _record(people.FileRecord, groups=_list(_record(people.GroupRecord, people=_list(person))))


def _tie_outs() -> Schema:
    return _list(_record(tieouts.TieOutRecord, for_=_any(_TEXT, {**_list(_TEXT), "minItems": 1})))


# ---- records and their fields ----


def _record(record: type[Record], *, required: Sequence[str] = (), **nested: Schema) -> Schema:
    """Return the schema of a mapping.

    Args:
        required: Keys without which the check complains, though the file can be read.
        nested: Schemas of the fields that hold lists and mappings, by their names in the record.

    Raises:
        ValueError: The record has a list or mapping of which nothing is said, or lacks one of those named.
    """
    fields = record.model_fields
    if unknown := nested.keys() - fields.keys():
        raise ValueError(f"{record.__name__} has no {', '.join(sorted(unknown))}")
    properties = {
        field.alias or name: _said(field.alias or name, nested[name] if name in nested else _field(record, name, field))
        for name, field in fields.items()
    }
    needed = [field.alias or name for name, field in fields.items() if field.is_required()]
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": [*needed, *required]} if needed or required else schema


def _field(record: type[Record], name: str, field: FieldInfo) -> Schema:
    for reads in field.metadata:
        if isinstance(reads, Reads) and reads.words:
            return {"enum": list(reads.words)}
    kinds = _kinds(field.annotation)
    for kind, schema in ((bool, _FLAG), (dt.date, _DATE), (Decimal, _NUMBER), (Nearness, _NUMBER)):
        if kind in kinds:
            return schema
    if kinds - {type(None)} == {str}:
        return _TEXT
    raise ValueError(f"nothing says what {record.__name__}.{name} holds")


def _kinds(annotation: Any) -> set[Any]:
    """The types in an annotation: of ``Annotated[date, …] | None``, date and None."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    inner = typing.get_args(annotation)
    return {kind for one in inner for kind in _kinds(one)} if inner else {annotation}


def _said(name: str, schema: Schema) -> Schema:
    return {"description": _SAYS[name], **schema} if name in _SAYS else schema


def _read(words: set[str], name: str) -> Schema:
    return _said(name, {"enum": sorted(words)})


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _map(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _by(pattern: str, value: Schema, **others: Schema) -> Schema:
    """A mapping whose keys have a form, and some with a name of their own."""
    return {"type": "object", "properties": others, "patternProperties": {f"^(?:{pattern})$": value}, "additionalProperties": False}


def _any(*choices: Schema) -> Schema:
    return {"anyOf": list(choices)}
