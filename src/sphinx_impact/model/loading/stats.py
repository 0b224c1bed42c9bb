"""``stats.yaml`` and ``stats/*.yaml``: stats by dotted key."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from sphinx_impact.model.entities import AmountKind, Form, Good, Profile, Qualifier, Source, Stat, Status, StatValue, Text
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings, exists, listing, misnamed
from sphinx_impact.model.loading.unchanged import unchanged_in
from sphinx_impact.model.loading.yaml import (
    Date,
    Entry,
    Loaded,
    Map,
    Node,
    Record,
    Refused,
    Scalar,
    as_map,
    load_yaml,
    one_of,
    read_record,
    scalar_text,
)
from sphinx_impact.model.names import suggestion, undeclared
from sphinx_impact.model.numbers.parse import NumberError, Quantity, code_of, is_code, minor_digits, parse_amount, parse_quantity
from sphinx_impact.model.problems import Code, Problem, quoted

KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")


_SUFFIXES: Final = (".yaml", ".yml")
"""The second is wrong, and better said than passed over."""


class _Properties(Record):
    qualifier: Annotated[Qualifier | None, one_of(Qualifier)] = None
    source: str = ""
    as_of: Date | None = None
    status: Annotated[Status | None, one_of(Status)] = None
    as_printed: str = ""
    note: str = ""


class ValueRecord(_Properties):
    """What one of several values of a stat holds."""

    value: str = ""


class StatRecord(_Properties):
    """What a stat holds."""

    label: str
    unit: str = ""
    value: str = ""
    period: str = ""
    values: Map | None = None
    unchanged_in: str = ""
    good: Annotated[Good, one_of(Good)] = Good.NEITHER
    form: Annotated[Form | None, one_of(Form)] = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Shared:
    """What the values of a stat have in common."""

    loaded: Loaded[StatRecord]
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
    mapping = as_map(load_yaml(root, path, findings), findings, "a file of stats")
    stats: dict[str, Stat] = {}
    entries = dict(mapping.entries) if mapping else {}
    decimal = _decimal(entries.pop("decimal", None), findings)
    for key, entry in entries.items():
        stat = _stat(key, entry, decimal, profile, findings)
        if stat is not None:
            stats[key] = stat
    return stats, findings.sorted()


def _decimal(entry: Entry | None, findings: Findings) -> str:
    """The decimal separator that the file names; empty where it names none."""
    if entry is None or isinstance(entry.value, Refused):
        return ""
    mark = scalar_text(entry)
    if mark in {".", ","}:
        return mark
    findings.add(entry.row, Code.VALUE, 'decimal: the decimal separator is "." or ",", in quotation marks')
    return ""


def _stat(key: str, entry: Entry, decimal: str, profile: Profile, findings: Findings) -> Stat | None:
    if not KEY.fullmatch(key):
        near = suggestion(key, ["decimal"]) if key.startswith("dec") else ""
        what = "keys of stats are lower case, with a point between group and name, as in pypi.downloads"
        findings.add(entry.row, Code.KEY, f"{quoted(key)} cannot be the key of a stat: {what}{near}")
        return None
    mapping = as_map(entry.value, findings, f"the stat {key}")
    loaded = read_record(mapping, StatRecord, findings, f"the stat {key}", row=entry.row) if mapping else None
    if loaded is None:
        return None
    record = loaded.record
    unit = code_of(record.unit, profile.currency) if record.unit != "%" else "percent"
    source = read_source(record.source, loaded.row("source"), profile, findings)
    shared = _Shared(loaded, unit, decimal, profile, source, findings)
    pairs = _values(key, entry.row, shared)
    units = {quantity.unit for _, quantity in pairs if quantity is not None and quantity.unit}
    if not unit and units:
        unit = next(quantity.unit for _, quantity in pairs if quantity is not None and quantity.unit)
        if len(units) > 1:
            findings.add(
                entry.row, Code.VALUE, f"the values of {key} are in different units, {' and '.join(sorted(units))}: make a stat of each"
            )
            pairs = [
                (value if quantity is None or quantity.unit in {"", unit} else _unreadable(value), quantity) for value, quantity in pairs
            ]
    values = tuple(value for value, _ in pairs)
    _check_sources(key, entry.row, values, findings)
    unchanged = unchanged_in(loaded, profile, findings)
    return Stat(key, loaded.words("label"), unit, record.good, values, findings.origin(entry.row), unchanged)


def _unreadable(value: StatValue) -> StatValue:
    return dataclasses.replace(value, value=None)


def _check_sources(key: str, row: int, values: tuple[StatValue, ...], findings: Findings) -> None:
    lacking = [value for value in values if value.source is None]
    rows = [row] if len(lacking) == len(values) else [value.origin.line for value in lacking]
    for at in rows if lacking else ():
        findings.add(at, Code.SOURCE, f"{key} has no source: write source: and a document, a link, or words")


def _values(key: str, row: int, shared: _Shared) -> list[tuple[StatValue, Quantity | None]]:
    loaded, findings = shared.loaded, shared.findings
    entries = loaded.map.entries
    if "value" in entries and "values" in entries:
        findings.add(loaded.row("values"), Code.VALUE, f"{key} has both value and values: move the single one under its period")
    if "values" in entries:
        if "period" in entries:
            findings.add(loaded.row("period"), Code.VALUE, f"{key} has values by period, and so no period of its own: delete it")
        given = loaded.record.values
        if _is_empty(entries["values"].value) or (given is not None and not given.entries):
            findings.add(loaded.row("values"), Code.MISSING, f'{key} has no values: write them below, as in "2023": 2,650')
        pairs = [_by_period(key, period, entry, shared) for period, entry in (given.entries if given else {}).items()]
        return [pair for pair in pairs if pair is not None]
    written = entries.get("value")
    if written is None or _is_empty(written.value):
        findings.add(written.row if written else row, Code.MISSING, f"{key} has no value: write value:, or values: by period")
    period = loaded.record.period or shared.profile.reporting_period
    if loaded.record.period and not _declared(key, loaded.record.period, loaded.row("period"), shared):
        return []
    value, quantity = _value(loaded.record.value, loaded.row("value"), period, None, shared)
    return [(dataclasses.replace(value, undated=not loaded.record.period), quantity)]


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.empty or not node.text.strip())


def _declared(key: str, period: str, row: int, shared: _Shared) -> bool:
    periods = shared.profile.periods
    if period in periods:
        return True
    shared.findings.add(row, Code.PERIOD, f"{key}: {undeclared(period, periods)}")
    return False


def _by_period(key: str, period: str, entry: Entry, shared: _Shared) -> tuple[StatValue, Quantity | None] | None:
    if not _declared(key, period, entry.row, shared) or isinstance(entry.value, Refused):
        return None
    if isinstance(entry.value, Scalar):
        return _value("" if entry.value.empty else entry.value.text.strip(), entry.row, period, None, shared)
    what = f"the value of {key} in {period}"
    mapping = as_map(entry.value, shared.findings, what)
    own = read_record(mapping, ValueRecord, shared.findings, what) if mapping else None
    if own is None:
        return None
    if "value" not in own.map.entries:
        shared.findings.add(entry.row, Code.MISSING, f"{what} is missing: write value: and the number")
    return _value(own.record.value, own.row("value") if "value" in own.map.entries else entry.row, period, own, shared)


def _value(text: str, row: int, period: str | None, own: Loaded[ValueRecord] | None, shared: _Shared) -> tuple[StatValue, Quantity | None]:
    """One value with its properties: its own, or those of its stat."""
    stat, findings = shared.loaded.record, shared.findings
    number, quantity = _number(text, row, shared)
    given = own.record.qualifier if own else None
    written = quantity.qualifier if quantity and quantity.qualifier is not Qualifier.EXACT else None
    if written and (said := given or (None if own else stat.qualifier)) and said is not written:
        findings.add(row, Code.VALUE, f"{quoted(text)} means {written.value}, and the qualifier says {said.value}: keep one of them")
    source = read_source(own.record.source, own.row("source"), shared.profile, findings) if own else None
    value = StatValue(
        value=number,
        text=text,
        period=period,
        qualifier=given or written or stat.qualifier or Qualifier.EXACT,
        form=stat.form or (quantity.form if quantity else Form.FULL),
        source=source or shared.source,
        as_of=(own.record.as_of if own else None) or stat.as_of,
        status=(own.record.status if own else None) or stat.status or Status.FINAL,
        as_printed=(own.record.as_printed if own else "") or stat.as_printed,
        note=_note(own) or _note(shared.loaded),
        origin=findings.origin(row),
    )
    return value, quantity


def _note(loaded: Loaded[ValueRecord] | Loaded[StatRecord] | None) -> Text | None:
    return loaded.text("note") if loaded else None


def _number(text: str, row: int, shared: _Shared) -> tuple[Decimal | None, Quantity | None]:
    """The number that a value says, in the stat's unit; None where it says none or cannot be read."""
    try:
        if text.strip("-–—−").casefold() in {"", "n/a"}:
            amount = parse_amount(text, shared.decimal)
            return (amount.value if amount.kind is AmountKind.NIL else None), None
        money = bool(re.fullmatch("[A-Z]{3}", shared.unit)) and is_code(shared.unit)
        fractions = shared.unit == "percent" or (money and minor_digits(shared.unit) >= 3)  # three decimals mean nothing else there
        quantity = parse_quantity(text, shared.decimal or ("." if fractions else ""), shared.unit if money else shared.profile.currency)
    except NumberError as error:
        shared.findings.add(row, Code.NUMBER, str(error))
        return None, None
    if shared.unit and quantity.unit and quantity.unit.casefold() != shared.unit.casefold():
        what = f"{quoted(text)} is in {quantity.unit}, and the unit of the stat is {shared.unit}: keep one of them"
        shared.findings.add(row, Code.VALUE, what)
        return None, quantity
    return quantity.value, quantity
