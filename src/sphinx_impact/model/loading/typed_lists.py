"""Lists that are typed in pages only: photographs, milestones, earlier reports."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TypeVar

from sphinx_impact.model.entities import Text
from sphinx_impact.model.loading.fields import link_problem, parse_date, read_picture
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Flag, Focus, Record, read
from sphinx_impact.model.loading.yaml import parse_yaml
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_LINE = re.compile(r"\s*(?P<when>[^:]+?)\s*:\s+(?P<words>\S.*?)\s*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


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
    milestones = []
    if text.lstrip().startswith(("- ", "-\n", "[")):
        records = _records(text, list[MilestoneRecord], findings, "- when: 2023-05")
        return [_milestone(record.words("when"), record.words("what"), findings) for record in records], findings.sorted()
    for row, line in enumerate(text.splitlines(), origin.line):
        found = _LINE.fullmatch(line)
        if found:
            place = findings.origin(row)
            milestones.append(_milestone(Text(found["when"], place), Text(found["words"], place), findings))
        elif line.strip():
            findings.add(
                row,
                Code.VALUE,
                f"{quoted(line.strip())} is no milestone: write a date, a colon and what happened, as in 2023-05: Library opened",
            )
    return milestones, findings.sorted()


def _milestone(when: Text, words: Text, findings: Findings) -> Milestone:
    machine = when.text if _DATE.fullmatch(when.text) else ""
    if machine:
        try:
            parse_date((machine + "-01-01")[:10])
        except ValueError as error:
            findings.add(when.origin.line, Code.VALUE, str(error))
            machine = ""
    return Milestone(when, machine, words, when.origin)


def parse_reports(text: str, *, origin: Origin) -> tuple[list[EarlierReport], list[Problem]]:
    """Read earlier reports: a line ``2022: https://…`` for each, or a YAML list of ``year``, ``url`` and ``title``."""
    findings = Findings(origin.path, origin.line)
    reports = []
    if text.lstrip().startswith(("- ", "-\n", "[")):
        records = _records(text, list[ReportRecord], findings, "- year: 2022")
        reports = [EarlierReport(record.words("year"), record.url, record.text("title"), record.words("year").origin) for record in records]
    else:
        for row, line in enumerate(text.splitlines(), origin.line):
            found = _LINE.fullmatch(line)
            if found:
                reports.append(EarlierReport(Text(found["when"], findings.origin(row)), found["words"], None, findings.origin(row)))
            elif line.strip():
                findings.add(
                    row,
                    Code.VALUE,
                    f"{quoted(line.strip())} is no earlier report: write its year, a colon and its address, as in 2022: https://example.org/2022/",
                )
    sound = []
    for report in reports:
        fault = link_problem(report.url)
        if fault:
            findings.add(report.origin.line, Code.URL, fault)
        sound.append(dataclasses.replace(report, url="") if fault else report)
    return sound, findings.sorted()


def _records(text: str, kind: type[list[R]], findings: Findings, example: str) -> list[R]:
    if not text.strip():
        findings.add(findings.first, Code.MISSING, f"the list is empty: write entries such as {example}")
        return []
    return read(kind, parse_yaml(text, findings), findings, "the content") or []
