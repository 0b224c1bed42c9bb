"""``report.yaml``: whose report it is, its periods and its sources."""

from __future__ import annotations

import calendar
import datetime as dt
import posixpath
import re
from pathlib import Path

from sphinx_impact.model.entities import Period, Profile, SourceDocument
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.yaml import (
    Date,
    Entry,
    Loaded,
    Map,
    Record,
    Refused,
    Scalar,
    Seq,
    as_map,
    declared,
    load_yaml,
    read_record,
    scalar_text,
)
from sphinx_impact.model.names import hint, suggestion
from sphinx_impact.model.numbers.parse import CODES
from sphinx_impact.model.paths import is_path
from sphinx_impact.model.problems import Code, Problem, quoted

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class ProfileRecord(Record):
    """What ``report.yaml`` holds."""

    organisation: str = ""
    short_name: str = ""
    title: str = ""
    url: str = ""
    currency: str = ""
    reporting_period: str = ""
    previous: str | Seq = ""
    periods: Map | None = None
    sources: Map | None = None


class PeriodRecord(Record):
    """What a period holds: start and end, or a date."""

    start: Date | None = None
    end: Date | None = None
    date: Date | None = None
    label: str = ""


class SourceRecord(Record):
    """What a source is described by."""

    title: str
    url: str = ""
    date: Date | None = None
    note: str = ""


def load_profile(root: Path, data: str) -> tuple[Profile, list[Problem]]:
    """Load ``report.yaml`` from the folder `data` under `root`. Without the file there is an empty profile and no problem."""
    path = posixpath.join(data, "report.yaml")
    findings = Findings(path)
    empty = Profile("", "", "", "", "", {}, None, {}, findings.origin(1))
    if absent(root, path, findings):
        return empty, findings.problems
    mapping = as_map(load_yaml(root, path, findings), findings, "report.yaml")
    loaded = read_record(mapping, ProfileRecord, findings, "report.yaml") if mapping else None
    if mapping is None or loaded is None:
        return empty, findings.sorted()
    if "organisation" not in mapping.entries and not findings.cut_off:
        findings.add(mapping.row, Code.MISSING, "report.yaml has no organisation: write organisation: and its name")
    record = loaded.record
    periods = _periods(record.periods, findings)
    profile = Profile(
        organisation=record.organisation,
        short_name=record.short_name,
        title=record.title,
        url=_url(record.url, loaded.row("url"), findings),
        currency=_currency(record.currency, loaded.row("currency"), findings),
        periods=periods,
        reporting_period=_reporting_period(loaded, periods, findings),
        sources=_sources(record.sources, findings),
        origin=findings.origin(1),
        previous=_previous(record.previous, loaded.row("previous"), findings),
    )
    return profile, findings.sorted()


def _previous(written: str | Seq, row: int, findings: Findings) -> tuple[str, ...]:
    items = written.items if isinstance(written, Seq) else [Scalar(written, row)] if written else []
    paths = [(item.text.strip() if isinstance(item, Scalar) else "", item.row) for item in items if not isinstance(item, Refused)]
    for path, at in paths:
        if not path or not is_path(path):
            findings.add(
                at,
                Code.PATH,
                "previous: this is no path of a file: write where last year's report.json lies, as in data/previous/2022.json",
            )
    return tuple(path for path, _ in paths if path and is_path(path))


def _url(url: str, row: int, findings: Findings) -> str:
    if url and (problem := link_problem(url, relative=False)):
        findings.add(row, Code.URL, f"url: {problem}")
        return ""
    return url


def _currency(code: str, row: int, findings: Findings) -> str:
    if not code or code in CODES:
        return code
    findings.add(
        row, Code.VALUE, f"currency: {quoted(code)} is no currency code: write three capitals, such as EUR or USD{hint(code, CODES)}"
    )
    # What looks like a code or a sign is printed as it is: statements without any currency would all be reported for it.
    return code.upper() if code.upper() in CODES else code if code.isalpha() and len(code) <= len("USD") else ""


def _periods(mapping: Map | None, findings: Findings) -> dict[str, Period]:
    periods: dict[str, Period] = {}
    for name, entry in declared(mapping, findings, "periods"):
        if not ID.fullmatch(name) or name == "previous":
            cure = "it has a meaning of its own" if name == "previous" else "use letters, digits, points and hyphens"
            findings.add(entry.row, Code.PERIOD, f"{quoted(name)} cannot be the id of a period: {cure}")
        elif (period := _period(name, entry, findings)) is not None:
            periods[name] = period
    return periods


def _period(name: str, entry: Entry, findings: Findings) -> Period | None:
    origin = findings.origin(entry.row)
    if isinstance(entry.value, Refused):
        return None
    if isinstance(entry.value, Scalar) and entry.value.empty:
        if re.fullmatch("[0-9]{4}", name) and name != "0000":
            return Period(name, dt.date(int(name), 1, 1), dt.date(int(name), 12, 31), "", origin)
        findings.add(
            entry.row,
            Code.PERIOD,
            f"the period {quoted(name)} has no dates: write {{start: 2023-07-01, end: 2024-06-30}} or {{date: 2023-06-30}}",
        )
        return None
    what = f"the period {quoted(name)}"
    mapping = as_map(entry.value, findings, what)
    loaded = read_record(mapping, PeriodRecord, findings, what) if mapping else None
    if mapping is None or loaded is None:
        return None
    record = loaded.record
    given = {key for key in ("start", "end", "date") if key in mapping.entries}
    if given not in ({"start", "end"}, {"date"}):
        findings.add(entry.row, Code.PERIOD, f"{what} needs a start and an end, or a date alone for an instant")
        return None
    # A date that is wrong is said once. The period goes on with the day that was most likely meant, or else all that names it would be wrong.
    start = record.start or _meant(mapping, "start")
    end = record.end or record.date or _meant(mapping, "end" if "end" in given else "date")
    if end is None or (start is None and "start" in given):
        if not any(
            problem.code is Code.VALUE and problem.origin.line in {loaded.row(key) for key in given} for problem in findings.problems
        ):
            findings.add(entry.row, Code.PERIOD, f"{what} needs a start and an end, or a date alone for an instant")
        return None
    if start is not None and end < start:
        findings.add(loaded.row("end"), Code.PERIOD, f"{what} ends on {end}, before it starts on {start}: swap or correct the dates")
        start, end = end, start
    return Period(name, start, end, record.label, origin)


def _meant(mapping: Map, key: str) -> dt.date | None:
    """Return the day that a text means which is no date as one is written: days before months or after, or a day that no month has."""
    text = scalar_text(mapping.entries.get(key))
    found = re.fullmatch(r"(?P<y>[0-9]{4})[-./ ]+(?P<a>[0-9]{1,2})[-./ ]+(?P<b>[0-9]{1,2})", text) or re.fullmatch(
        r"(?P<b>[0-9]{1,2})[-./ ]+(?P<a>[0-9]{1,2})[-./ ]+(?P<y>[0-9]{4})", text
    )
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in "yab")
    if month > 12 >= day:
        month, day = day, month
    if not (year and 1 <= month <= 12 and 1 <= day <= 32):
        return None
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _reporting_period(loaded: Loaded[ProfileRecord], periods: dict[str, Period], findings: Findings) -> str | None:
    name, row = loaded.record.reporting_period, loaded.row("reporting-period")
    if not name:
        durations = [period.id for period in periods.values() if period.start]
        if durations and "reporting-period" not in loaded.map.entries:
            what = f'write reporting-period: "{durations[0]}", or another of them'
            findings.add(loaded.row("periods"), Code.MISSING, f"there are periods, and none of them is the reporting period: {what}")
        return None
    if name not in periods:
        entry = loaded.map.entries.get("periods")
        if entry is None or not (isinstance(entry.value, Map) and name in entry.value.entries):
            findings.add(row, Code.PERIOD, f"the reporting period {quoted(name)} is not declared under periods{suggestion(name, periods)}")
        return None
    if periods[name].start is None:
        findings.add(row, Code.PERIOD, f"the reporting period {quoted(name)} is an instant: name one with a start and an end")
        return None
    return name


def _sources(mapping: Map | None, findings: Findings) -> dict[str, SourceDocument]:
    documents: dict[str, SourceDocument] = {}
    for name, entry in declared(mapping, findings, "sources"):
        if not ID.fullmatch(name):
            findings.add(entry.row, Code.VALUE, f"{quoted(name)} cannot be the id of a source: use letters, digits, points and hyphens")
            continue
        what = f"the source {quoted(name)}"
        if scalar_text(entry) == "" and isinstance(entry.value, Scalar):
            findings.add(entry.row, Code.MISSING, f"{what} has no title: write {{title: …}}")
            continue
        document = as_map(entry.value, findings, what)
        loaded = read_record(document, SourceRecord, findings, what, row=entry.row) if document else None
        if loaded is not None:
            record = loaded.record
            url = _url(record.url, loaded.row("url"), findings)
            documents[name] = SourceDocument(name, loaded.words("title"), url, record.date, loaded.text("note"), findings.origin(entry.row))
    return documents
