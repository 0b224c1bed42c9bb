"""Lists that are typed in pages only: photographs, milestones, earlier reports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from sphinx_impact.model.entities import Profile, Text
from sphinx_impact.model.loading.fields import link_problem, parse_date, read_picture
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Flag, Focus, Record, read
from sphinx_impact.model.loading.yaml import Map, Scalar, Seq, is_list, parse_yaml
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_LINE = re.compile(r"\s*(?P<when>[^:]+?)\s*:\s+(?P<words>\S.*?)\s*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|FY\s?['’]?\d\d(?!\d)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of a gallery.

    Attributes:
        image: Path relative to the source directory.
        alt: What it shows; empty where it is decorative.
        credit: Who took it.
        focus: What of it stays in sight where it is cut, as it was written.
        wide: Whether it has a row of its own.
        over: Words that stand over it.
    """

    image: str
    alt: str
    caption: Text | None
    credit: Text | None
    focus: str
    wide: bool
    over: Text | None
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened.

    Attributes:
        when: As it was written: a date, or words such as ``Spring``.
        machine: The date as ``2023``, ``2023-05`` or ``2023-05-31``; empty where it is none.
    """

    when: Text
    machine: str
    words: Text
    origin: Origin


@dataclasses.dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report of another year."""

    year: Text
    url: str
    title: Text | None
    origin: Origin


class PhotoRecord(Record):
    """What a photograph of a gallery is described by."""

    called = "the photograph"

    image: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    focus: Focus = ""
    wide: Flag = False
    over: str = ""


class MilestoneRecord(Record):
    """What a milestone is described by."""

    called = "the milestone"

    when: str
    what: str


class ReportRecord(Record):
    """What an earlier report is described by."""

    called = "the report"

    year: str
    url: str
    title: str = ""


R = TypeVar("R", bound=Record)


def parse_photos(text: str, *, origin: Origin, root: Path | None = None) -> tuple[list[Photo], list[Problem]]:
    """Read a YAML list of photographs: ``image``, ``alt``, ``caption``, ``credit``, ``focus``, ``wide``, ``over``.

    Without ``alt`` there is a problem; ``alt: ""`` says that a photograph is decorative.
    """
    findings = Findings(origin.path, origin.line)
    photos = []
    for record in _records(text, list[PhotoRecord], findings, "- image: photos/meetup.jpg"):
        image = read_picture(record.image, record.row("image"), root, findings)
        if "alt" not in record.written:
            what = f'{quoted(record.image)} has no alt: say what it shows, or write alt: "" where it is decorative'
            record.add("image", Code.ALT, what)
        if image:
            caption, credit, over = (record.text(key) for key in ("caption", "credit", "over"))
            photos.append(Photo(image, record.alt, caption, credit, record.focus, record.wide, over, record.words("image").origin))
    return photos, findings.sorted()


def parse_milestones(text: str, *, origin: Origin) -> tuple[list[Milestone], list[Problem]]:
    """Read milestones: a line ``2023-05: What happened`` for each, or a YAML list of ``when`` and ``what``."""
    findings = Findings(origin.path, origin.line)
    how = "is no milestone: write a date, a colon and what happened, as in 2023-05: Library opened"
    milestones = []
    for record in _records(text, list[MilestoneRecord], findings, "- when: 2023-05", how=how, keys=("when", "what")):
        machine = ""
        if _DATE.fullmatch(record.when):
            try:
                parse_date((record.when + "-01-01")[:10])
                machine = record.when
            except ValueError as error:
                record.add("when", Code.VALUE, str(error))
        milestones.append(Milestone(record.words("when"), machine, record.words("what"), record.words("when").origin))
    return milestones, findings.sorted()


def parse_reports(text: str, *, origin: Origin, profile: Profile) -> tuple[list[EarlierReport], list[Problem]]:
    """Read earlier reports: a line ``2022: https://…`` for each, or a YAML list of ``year``, ``url`` and ``title``; each year once."""
    names = {name for period in profile.periods.values() for name in (period.id, period.label)}
    last = profile.reporting.end.year + 1 if profile.reporting is not None else dt.MAXYEAR  # in which it may have been published
    rows: dict[str, int] = {}
    findings = Findings(origin.path, origin.line)
    how = "is no earlier report: write its year, a colon and its address, as in 2022: https://example.org/2022/"
    reports = []
    for record in _records(text, list[ReportRecord], findings, "- year: 2022", how=how, keys=("year", "url")):
        year = record.year
        if year not in names and not _YEAR.search(year):
            what = (
                f"{quoted(year)} is no year, and no period of report.yaml: write the year of the report, as in 2022, or the id of a period"
            )
            record.add("year", Code.PERIOD, what)
            continue
        if year not in names and re.fullmatch("[0-9]{4}", year) and int(year) > last:
            record.add(
                "year", Code.PERIOD, f"{quoted(year)} lies after the year of this report: correct it, or declare the period in report.yaml"
            )
            continue
        if rows.setdefault(year, record.row("year")) != record.row("year"):
            record.add("year", Code.DUPLICATE, f"the report of {year} stands in row {rows[year]} already: delete one")
            continue
        fault = link_problem(record.url)
        if fault:
            record.add("year", Code.URL, fault)
        reports.append(EarlierReport(record.words("year"), "" if fault else record.url, record.text("title"), record.words("year").origin))
    return reports, findings.sorted()


def _records(text: str, kind: type[list[R]], findings: Findings, example: str, *, how: str = "", keys: Sequence[str] = ()) -> list[R]:
    """Read a YAML list, or lines.

    Args:
        how: What is said of a line that is none.
        keys: What stands before the colon of a line, and behind it; without them there are no lines.
    """
    if keys and not is_list(text):
        node = Seq(findings.first)
        for row, line in enumerate(text.splitlines(), findings.first):
            if found := _LINE.fullmatch(line):
                node.append(Map(row, {key: Scalar(words, row) for key, words in zip(keys, found.groups(), strict=True)}))
            elif line.strip():
                findings.add(row, Code.VALUE, f"{quoted(line.strip())} {how}")
        return read(kind, node, findings) or []
    if not text.strip():
        findings.add(findings.first, Code.MISSING, f"the list is empty: write entries such as {example}")
        return []
    return read(kind, parse_yaml(text, findings), findings, "the content") or []
