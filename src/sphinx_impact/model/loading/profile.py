"""``report.yaml``: whose report it is, its periods and its sources."""

from __future__ import annotations

import calendar
import datetime as dt
import posixpath
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sphinx_impact.model.entities import Funding, Period, Profile, SourceDocument, Text
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Date, Item, Record, WebAddress, checked, fault, one_or_more, read_file
from sphinx_impact.model.loading.yaml import Map, Refused, Scalar, Seq
from sphinx_impact.model.names import suggestion, undeclared
from sphinx_impact.model.numbers.parse import CODES, code_hint, meant_code
from sphinx_impact.model.past_years import past_years
from sphinx_impact.model.paths import is_path
from sphinx_impact.model.problems import Code, Origin, Problem, quoted
from sphinx_impact.model.registers import digits, ein_fault, id_fault

_ID = r"[A-Za-z0-9][A-Za-z0-9._-]*"


def _period_problem(name: str) -> str:
    if re.fullmatch(_ID, name) and name != "previous":
        return ""
    cure = "it has a meaning of its own" if name == "previous" else "use letters, digits, points and hyphens"
    return f"{quoted(name)} cannot be the id of a period: {cure}"


def _source_problem(name: str) -> str:
    return "" if re.fullmatch(_ID, name) else f"{quoted(name)} cannot be the id of a source: use letters, digits, points and hyphens"


ORG_ID = r"[A-Z]{2}-[A-Z0-9_]+-[A-Za-z0-9][A-Za-z0-9._/-]*"


def _org_id_problem(text: str) -> str:
    cure = "write the code of the register and the number in it, as org-id.guide has them: GB-CHC-1129409, US-EIN-043594598"
    return "" if re.fullmatch(ORG_ID, text) else f"{quoted(text)} is no identifier of an organisation: {cure}"


def _file_problem(path: str) -> str:
    return "" if is_path(path) else f"{quoted(path)} is no path of a file: write where funding.json lies, from the folder with conf.py"


def _paths(value: Any) -> Any:
    if not isinstance(value, Seq):
        return value
    paths = [item for item in value if not isinstance(item, Refused)]
    if not all(isinstance(path, str) and path and is_path(path) for path in paths):
        raise fault(Code.PATH, "this is no path of a file: write where last year's report.json lies, as in data/previous/2022.json")
    return paths


def _filing_paths(value: Any) -> Any:
    if isinstance(value, Seq) and not all(
        isinstance(path, Refused) or (isinstance(path, str) and path and is_path(path)) for path in value
    ):
        raise fault(Code.PATH, "this is no path of a file: write where the return lies in the data folder, as in filings/2023-990.xml")
    return value


class PeriodRecord(Record):
    """A year, or a span with start and end, or an instant with a date."""

    called = "the period “{0}”"
    alone = ("null",)

    start: Date | None = None
    """The first day: 2023-01-01."""
    end: Date | None = None
    """The last day: 2023-12-31."""
    date: Date | None = None
    """The day, of a period that is one: 2023-06-30."""
    label: str = ""
    """What readers call it: Fiscal year 2023."""

    def period(self, name: str) -> Period | None:
        """The period; None where nobody can say which days it has."""
        if not self.written:
            if re.fullmatch("[0-9]{4}", name) and name != "0000":
                return Period(name, dt.date(int(name), 1, 1), dt.date(int(name), 12, 31), "", self.origin)
            cure = "write {start: 2023-07-01, end: 2024-06-30} or {date: 2023-06-30}"
            self.add("", Code.PERIOD, f"the period {quoted(name)} has no dates: {cure}")
            return None
        given = self.written.keys() & {"start", "end", "date"}
        # A date that is wrong is said once. The period goes on with the day that was most likely meant, or else all that names it would be wrong.
        start = self.start or _meant(self.as_written("start"))
        end = self.end or self.date or _meant(self.as_written("end" if "end" in given else "date"))
        if given not in ({"start", "end"}, {"date"}) or end is None or (start is None and "start" in given):
            if len(given) > 2 or not any(isinstance(self.written[key], Refused) for key in given):
                self.add("", Code.PERIOD, f"the period {quoted(name)} needs a start and an end, or a date alone for an instant")
            return None
        if start is not None and end < start:
            what = f"the period {quoted(name)} ends on {end}, before it starts on {start}: swap or correct the dates"
            self.add("end", Code.PERIOD, what)
            start, end = end, start
        return Period(name, start, end, self.label, self.origin)


class SourceRecord(Record):
    """A document that figures come from."""

    called = "the source “{0}”"

    title: str
    """What the document is called."""
    url: WebAddress = ""
    """Where it can be read."""
    date: Date | None = None
    """When it was published: 2024-05-03."""
    note: str = ""
    """A remark that is printed with it."""

    @classmethod
    def from_text(cls, text: Scalar) -> Map | None:
        """Say what is missing where nothing is written."""
        if not text:
            raise fault(Code.MISSING, "the source has no title: write {title: …}")
        return None


class FundingRecord(Record):
    """A funding.json whose history must agree with the report."""

    called = "funding"

    file: Annotated[str, checked(Code.PATH, _file_problem)]
    """Where it lies, from the folder with conf.py: funding.json."""
    income: str = ""
    """Address of the year's income, without a period: activities.total-revenue."""
    expenses: str = ""
    """Address of the year's expenses, without a period."""
    taxes: str = ""
    """Address of the year's taxes, without a period."""


class ProfileRecord(Record):
    """What ``report.yaml`` holds."""

    called = "report.yaml"

    organisation: str = ""
    """Whose report it is."""
    short_name: str = ""
    """What people call the organisation."""
    title: str = ""
    """The title of the report."""
    url: WebAddress = ""
    """The address of the organisation."""
    org_id: Annotated[str, checked(Code.VALUE, _org_id_problem, ORG_ID)] = ""
    """What registers know the organisation by, as org-id.guide has it: GB-CHC-1129409; needed where there are grants."""
    currency: str = ""
    """Currency code: USD; required as soon as there is money."""
    reporting_period: str = ""
    """The period that an address means where it names none."""
    previous: Annotated[list[str], BeforeValidator(_paths), one_or_more()] = Field(default_factory=list)
    """Last year's exported data, or a list of those of several years."""
    standards: Annotated[list[Item], one_or_more()] = Field(default_factory=list)
    """Standards that the report says it follows: bbb-16, candid-gold, itz-10."""
    funding: FundingRecord | None = None
    """A funding.json whose history must agree with the report."""
    registration: Annotated[list[Item], one_or_more()] = Field(default_factory=list)
    """The number by which an authority knows the organisation, or several: 04-3594598."""
    filings: dict[str, Annotated[list[Item], BeforeValidator(_filing_paths), one_or_more(1)]] = Field(default_factory=dict)
    """What was filed, by period: a path in the data folder, or a list of those with several authorities."""
    periods: dict[Annotated[str, checked(Code.PERIOD, _period_problem, _ID)], PeriodRecord] = Field(default_factory=dict)
    """Years, spans and dates that figures belong to, by id."""
    sources: dict[Annotated[str, checked(Code.VALUE, _source_problem, _ID)], SourceRecord] = Field(default_factory=dict)
    """Documents that figures come from, by id."""


def load_profile(root: Path, data: str) -> tuple[Profile, list[Problem]]:
    """Load ``report.yaml`` from the folder `data` under `root`. Without the file there is an empty profile and no problem."""
    findings = Findings(posixpath.join(data, "report.yaml"))
    record = read_file(ProfileRecord, root, findings)
    if record is None:
        return Profile("", "", "", "", "", {}, None, {}, findings.origin(1)), findings.sorted()
    if "organisation" not in record.written and not findings.cut_off:
        record.add("organisation", Code.MISSING, "report.yaml has no organisation: write organisation: and its name")
    if wrong := id_fault(record.org_id):
        record.add("org-id", Code.VALUE, f"org-id: {quoted(record.org_id)} is no number of its register: {wrong}")
    for number in record.registration:
        if re.fullmatch("[0-9]{2}-[0-9]+", number) and (wrong := ein_fault(number)):
            record.add("registration", Code.VALUE, f"registration: {wrong}")
    eins = [number for number in record.registration if re.fullmatch("[0-9]{2}-?[0-9]{7}", number)]
    if eins and re.fullmatch("US-EIN-[0-9]{2}-?[0-9]{7}", record.org_id) and digits(record.org_id) not in map(digits, eins):
        what = f"org-id has the EIN {digits(record.org_id)}, and registration {eins[0]}: correct one of them"
        record.add("registration", Code.CONTRADICTION, what)
    periods = {name: period for name, each in record.periods.items() if (period := each.period(name)) is not None}
    profile = Profile(
        organisation=record.organisation,
        short_name=record.short_name,
        title=record.title,
        url=record.url,
        currency=_currency(record),
        periods=periods,
        reporting_period=_reporting_period(record, periods),
        sources={
            name: SourceDocument(name, each.words("title"), each.url, each.date, each.text("note"), each.origin)
            for name, each in record.sources.items()
        },
        origin=findings.origin(1),
        previous=tuple(record.previous),
        standards=_standards(record),
        funding=_funding(record.funding),
        filings=_filings(record, periods, findings),
        registration=tuple(record.registration),
        org_id=record.org_id,
    )
    findings.problems += past_years({"title": (record.title, findings.origin(record.row("title")))}, profile)
    return profile, findings.sorted()


def _currency(record: ProfileRecord) -> str:
    code = record.currency
    if not code or code in CODES:
        return code
    what = f"currency: {quoted(code)} is no currency code: write three capitals, such as EUR or USD{code_hint(code)}"
    record.add("currency", Code.VALUE, what)
    # What looks like a code or a sign is printed as it is: statements without any currency would all be reported for it.
    if code.upper() in CODES:
        return code.upper()
    return meant_code(code) or (code if code.isalpha() and len(code) <= len("USD") else "")


def _funding(record: FundingRecord | None) -> Funding | None:
    if record is None:
        return None
    addresses = {"income": record.income, "expenses": record.expenses, "taxes": record.taxes}
    given = {name: address for name, address in addresses.items() if address}
    if not given:
        record.add(
            "file", Code.MISSING, "funding: name the figures that the file must agree with: income: activities.total-revenue, expenses: …"
        )
    return Funding(posixpath.normpath(record.file), given, record.origin)


def _standards(record: ProfileRecord) -> dict[str, Origin]:
    """The standards that are named, each with its row."""
    rows = record.rows("standards")
    return {name: record.findings.origin(rows.get(name, record.row("standards"))) for name in record.standards if name}


def _filings(record: ProfileRecord, periods: dict[str, Period], findings: Findings) -> dict[str, tuple[Text, ...]]:
    """Paths of filings by period, be that declared or not, with their places."""
    written, rows = record.written.get("filings"), record.rows("filings")
    found = {}
    for name in record.filings:
        if name not in periods:
            declared = record.written.get("periods")
            if not (isinstance(declared, Map) and name in declared):
                findings.add(rows[name], Code.PERIOD, f"filings: {undeclared(name, periods)}")
        node = written[name] if isinstance(written, Map) else None
        paths = [node] if isinstance(node, Scalar) else node if isinstance(node, Seq) else []
        found[name] = tuple(Text(str(path), findings.origin(path.row)) for path in paths if isinstance(path, Scalar) and path)
    return found


def _meant(text: str) -> dt.date | None:
    """Return the day that a text means which is no date as one is written: days before months or after, or a day that no month has."""
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


def _reporting_period(record: ProfileRecord, periods: dict[str, Period]) -> str | None:
    name = record.reporting_period
    if not name:
        durations = [period.id for period in periods.values() if period.start]
        if durations and "reporting-period" not in record.written:
            what = f'write reporting-period: "{durations[0]}", or another of them'
            record.add("periods", Code.MISSING, f"there are periods, and none of them is the reporting period: {what}")
    elif name not in periods:
        declared = record.written.get("periods")
        if not (isinstance(declared, Map) and name in declared) and not _period_problem(name):
            what = f"the reporting period {quoted(name)} is not declared under periods{suggestion(name, periods)}"
            record.add("reporting-period", Code.PERIOD, what)
    elif periods[name].start is None:
        what = f"the reporting period {quoted(name)} is an instant: name one with a start and an end"
        record.add("reporting-period", Code.PERIOD, what)
    else:
        return name
    return None
