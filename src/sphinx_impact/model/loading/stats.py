"""``stats.yaml`` and ``stats/*.yaml``: stats by dotted key."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, WithJsonSchema

from sphinx_impact.model.entities import Amount, AmountKind, Form, Good, Profile, Qualifier, Source, Stat, Status, StatValue
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings, exists, listing, misnamed
from sphinx_impact.model.loading.records import Date, Item, Record, checked, one_of, one_or_more, read
from sphinx_impact.model.loading.yaml import Map, Node, Refused, Scalar, load_yaml
from sphinx_impact.model.names import suggestion, undeclared
from sphinx_impact.model.numbers.parse import (
    NumberError,
    Quantity,
    code_hint,
    code_of,
    is_code,
    is_coin,
    minor_digits,
    parse_amount,
    parse_quantity,
)
from sphinx_impact.model.problems import Code, Problem, quoted

KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")


_SUFFIXES: Final = (".yaml", ".yml")
"""The second is wrong, and better said than passed over."""


def _key_problem(key: str) -> str:
    if KEY.fullmatch(key):
        return ""
    near = suggestion(key, ["decimal"]) if key.startswith("dec") else ""
    what = "keys of stats are lower case, with a point between group and name, as in pypi.downloads"
    return f"{quoted(key)} cannot be the key of a stat: {what}{near}"


class _Properties(Record):
    qualifier: Annotated[Qualifier | None, one_of(Qualifier)] = None
    """How exact the figure is; exact, if left out."""
    source: str = ""
    """A declared source and a place in it, a link, or words: report, page 16."""
    as_of: Date | None = None
    """The day that the figure is of: 2023-12-31."""
    status: Annotated[Status | None, one_of(Status)] = None
    """How settled the figure is; final, if left out."""
    as_printed: str = ""
    """What a published report showed, where it differs."""
    note: str = ""
    """A remark that is printed with the figure."""
    value: Annotated[str, WithJsonSchema({"type": ["number", "string", "null"]})] = ""
    """The number, as in 2,650, 284 billion, 36K."""


class ValueRecord(_Properties):
    """One of several values of a stat; the number alone will do."""

    called = "the value of {2} in {0}"
    short = "value"
    alone = ("number", "string", "null")


class StatRecord(_Properties):
    """A stat."""

    called = "the stat {0}"

    label: str
    """What the figure is; may carry inline markup."""
    unit: str = ""
    """A noun, a symbol, a currency code, or percent."""
    period: str = ""
    """The period that the value is of; the reporting period, if left out."""
    values: dict[str, ValueRecord] = Field(default_factory=dict)
    """Values by period."""
    unchanged_in: str = ""
    """The period that is rightly, in every digit, what the one before was."""
    good: Annotated[Good, one_of(Good)] = Good.NEITHER
    """Which direction is good news; neither, if left out."""
    form: Annotated[Form | None, one_of(Form)] = None
    """How the figure is printed where the page does not say; as it is written, if left out."""
    formerly: Annotated[list[Item], one_or_more()] = Field(default_factory=list)
    """Keys that the stat had before: addresses of its page that others have still lead to it."""


STATS: Final = dict[Annotated[str, checked(Code.KEY, _key_problem, KEY.pattern)], StatRecord]
"""What a file of stats holds beside ``decimal``."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Shared:
    """What the values of a stat have in common."""

    record: StatRecord
    unit: str
    decimal: str
    profile: Profile
    source: Source | None
    findings: Findings


def stat_files(root: Path, data: str) -> list[str]:
    """Paths of the files with stats in the folder `data`, relative to `root`: ``stats.yaml`` first."""
    single = [posixpath.join(data, f"stats{suffix}") for suffix in _SUFFIXES]
    folder = posixpath.join(data, "stats")
    return [
        *(path for path in single if exists(root, path)),
        *sorted(path for suffix in _SUFFIXES for path in listing(root, folder, suffix)),
    ]


def load_stats(root: Path, path: str, profile: Profile) -> tuple[dict[str, Stat], list[Problem]]:
    """Load one file of stats by key, in the order of the file."""
    findings = Findings(path)
    if path.endswith(".yml"):
        findings.add(1, Code.FILE, misnamed(path))
    node = load_yaml(root, path, findings)
    decimal = _decimal(node.pop("decimal", None) if isinstance(node, Map) else None, findings)
    records = read(STATS, node, findings) or {}
    return {key: _stat(key, record, decimal, profile, findings) for key, record in records.items()}, findings.sorted()


def _decimal(node: Node | None, findings: Findings) -> str:
    """The decimal separator that the file names; empty where it names none."""
    if node is None or isinstance(node, Refused):
        return ""
    if isinstance(node, Scalar) and node in {".", ","}:
        return str(node)
    findings.add(node.row, Code.VALUE, 'decimal: the decimal separator is "." or ",", in quotation marks')
    return ""


def _stat(key: str, record: StatRecord, decimal: str, profile: Profile, findings: Findings) -> Stat:
    unit = code_of(record.unit, profile.currency) if record.unit != "%" else "percent"
    source = read_source(record.source, record.row("source"), profile, findings)
    if is_coin(unit):
        what = f"unit: {quoted(unit)} is no currency code, and the values are printed as numbers of {unit}{code_hint(unit)}"
        findings.problems.append(Problem(record.origin, Code.VALUE, what, hint=True))
    pairs = _values(key, _Shared(record, unit, decimal, profile, source, findings))
    units = {quantity.unit for _, quantity in pairs if quantity is not None and quantity.unit}
    if not unit and units:
        unit = next(quantity.unit for _, quantity in pairs if quantity is not None and quantity.unit)
        if len(units) > 1:
            what = f"the values of {key} are in different units, {' and '.join(sorted(units))}: make a stat of each"
            record.add("", Code.VALUE, what)
            pairs = [
                (
                    value
                    if quantity is None or quantity.unit in {"", unit}
                    else dataclasses.replace(value, value=None, kind=AmountKind.UNREADABLE),
                    quantity,
                )
                for value, quantity in pairs
            ]
    values = tuple(value for value, _ in pairs)
    _check_sources(key, record.written.row, values, findings)
    for wrong in filter(None, map(_key_problem, record.formerly)):
        record.add("formerly", Code.KEY, f"formerly: {wrong}")
    formerly = tuple(old for old in record.formerly if KEY.fullmatch(old))
    unchanged_in = record.declared_period("unchanged-in", profile)
    return Stat(key, record.words("label"), unit, record.good, values, record.origin, unchanged_in, formerly)


def _check_sources(key: str, row: int, values: tuple[StatValue, ...], findings: Findings) -> None:
    lacking = [value for value in values if value.source is None]
    if not lacking:
        return
    for at in [row] if len(lacking) == len(values) else [value.origin.line for value in lacking]:
        findings.add(at, Code.SOURCE, f"{key} has no source: write source: and a document, a link, or words")


def _values(key: str, shared: _Shared) -> list[tuple[StatValue, Quantity | None]]:
    record, written = shared.record, shared.record.written
    if "value" in written and "values" in written:
        record.add("values", Code.VALUE, f"{key} has both value and values: move the single one under its period")
    if "values" in written:
        if "period" in written:
            record.add("period", Code.VALUE, f"{key} has values by period, and so no period of its own: delete it")
        if not written["values"]:
            record.add("values", Code.MISSING, f'{key} has no values: write them below, as in "2023": 2,650')
        found = []
        for period, own in record.values.items():
            if _is_declared(key, period, own.written.row, shared):
                if own.written and "value" not in own.written:
                    own.add("", Code.MISSING, f"the value of {key} in {period} is missing: write value: and the number")
                found.append(_value(own, period, shared))
        return found
    if not written.get("value"):
        record.add("value", Code.MISSING, f"{key} has no value: write value:, or values: by period")
    if record.period and not _is_declared(key, record.period, record.row("period"), shared):
        return []
    value, quantity = _value(record, record.period or shared.profile.reporting_period, shared)
    return [(dataclasses.replace(value, undated=not record.period), quantity)]


def _is_declared(key: str, period: str, row: int, shared: _Shared) -> bool:
    periods = shared.profile.periods
    if period not in periods:
        shared.findings.add(row, Code.PERIOD, f"{key}: {undeclared(period, periods)}")
    return period in periods


def _value(own: ValueRecord | StatRecord, period: str | None, shared: _Shared) -> tuple[StatValue, Quantity | None]:
    """One value with its properties: its own, or those of its stat."""
    stat, findings, text, row = shared.record, shared.findings, own.value, own.row("value")
    amount, quantity = _number(text, row, shared)
    written = quantity.qualifier if quantity and quantity.qualifier is not Qualifier.EXACT else None
    alone = own is not stat and own.written.keys() <= {"value"}  # as most are
    said = own.qualifier or (stat.qualifier if alone or not own.written.keys() - {"value"} else None)
    if written and said and said is not written:
        findings.add(row, Code.VALUE, f"{quoted(text)} means {written.value}, and the qualifier says {said.value}: keep one of them")
    source = None if alone or own is stat else read_source(own.source, own.row("source"), shared.profile, findings)
    value = StatValue(
        value=amount.value,
        kind=amount.kind,
        text=text,
        period=period,
        qualifier=(None if alone or own is stat else own.qualifier) or written or stat.qualifier or Qualifier.EXACT,
        form=stat.form or (quantity.form if quantity else Form.FULL),
        source=source or shared.source,
        as_of=(None if alone else own.as_of) or stat.as_of,
        status=(None if alone else own.status) or stat.status or Status.FINAL,
        as_printed=("" if alone else own.as_printed) or stat.as_printed,
        note=(None if alone else own.text("note")) or stat.text("note"),
        origin=findings.origin(row),
    )
    return value, quantity


def _number(text: str, row: int, shared: _Shared) -> tuple[Amount, Quantity | None]:
    """What a value says, in the stat's unit."""
    unreadable = Amount(AmountKind.UNREADABLE, None, text)
    try:
        if text.strip("-–—−").casefold() in {"", "n/a"}:
            return parse_amount(text, shared.decimal), None
        money = is_code(shared.unit)
        fractions = shared.unit == "percent" or (money and minor_digits(shared.unit) >= 3)  # three decimals mean nothing else there
        quantity = parse_quantity(text, shared.decimal or ("." if fractions else ""), shared.unit if money else shared.profile.currency)
    except NumberError as error:
        shared.findings.add(row, Code.NUMBER, str(error))
        return unreadable, None
    if shared.unit and quantity.unit and quantity.unit.casefold() != shared.unit.casefold():
        what = f"{quoted(text)} is in {quantity.unit}, and the unit of the stat is {shared.unit}: keep one of them"
        shared.findings.add(row, Code.VALUE, what)
        return unreadable, quantity
    return Amount(AmountKind.NUMBER, quantity.value, text), quantity
