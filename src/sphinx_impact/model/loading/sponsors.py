"""``sponsors.yaml``, and sponsors typed in a page."""

from __future__ import annotations

import csv
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from sphinx_impact.model.entities import Sponsor, SponsorRoll, Text, Tier
from sphinx_impact.model.loading.fields import read_picture
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Date, Link, Many, Record, fault, read, read_file
from sphinx_impact.model.loading.yaml import Map, Node, Refused, Scalar, Seq, parse_yaml
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_LINE: Final = re.compile(r"(?P<tier>[^\s:#\-\[{\"'&*!|>%@`][^:]*):[ \t]+(?P<names>[^\s\[{|>&*!].*)")
_LEGAL_FORMS: Final = frozenset(
    "inc inc. ltd ltd. llc llp plc corp. co. gmbh ag kg e.v. s.a. s.p.a. s.r.l. b.v. n.v. a.s. s.r.o. z.s. o.p.s. kft. d.o.o. oy".split()
)
"""What stands behind a comma in the names of companies, and is no sponsor of its own."""

_HOW: Final = "write Tier: name, name in a line for each tier, or a YAML list"


class SponsorRecord(Record):
    """A sponsor; a name alone will do."""

    called = "the sponsor"
    short = "name"
    alone = ("string", "number")

    name: str
    """The name that is printed."""
    url: Link = ""
    """Where the name leads."""
    logo: str = ""
    """Path of a picture, from the folder of conf.py."""
    logo_dark: str = ""
    """A logo for dark grounds."""

    @classmethod
    def from_text(cls, text: Scalar) -> Map | None:
        """Read a name."""
        if not text:
            raise fault(Code.MISSING, "a sponsor has no name: write one, or delete the row")
        return super().from_text(text)


class TierRecord(Record):
    """A tier, and who is in it."""

    called = "the tier"

    name: str
    """The name that is printed."""
    id: str = ""
    """What options and counts call it; made from the name, if left out."""
    sponsors: Annotated[list[SponsorRecord], Many] = Field(default_factory=list)
    """Names, or mappings with more of each."""


class RollRecord(Record):
    """What ``sponsors.yaml`` holds."""

    called = "sponsors.yaml"

    tiers: Annotated[list[TierRecord], Many]
    """Levels of sponsorship, the highest first."""
    as_of: Date | None = None
    """The day that the list is of: 2023-12-31."""
    disclaimer: str = ""
    """A sentence below the list."""


def load_sponsors(root: Path, data: str) -> tuple[SponsorRoll | None, list[Problem]]:
    """Load ``sponsors.yaml`` from the folder `data` under `root`; None where there is no such file."""
    findings = Findings(posixpath.join(data, "sponsors.yaml"))
    record = read_file(RollRecord, root, findings)
    return _roll(record, root, findings) if record else None, findings.sorted()


def parse_sponsors(text: str, *, origin: Origin, root: Path | None = None) -> tuple[SponsorRoll | None, list[Problem]]:
    """Read sponsors typed in a page.

    They are lines of ``Tier: name, name``; a YAML mapping of tiers to lists; what ``sponsors.yaml`` holds; a YAML list of tiers; or a
    YAML list of sponsors, which are one tier without id and name.

    Args:
        origin: Where the first row stands.
        root: The source directory, in which logos are looked for; None where they cannot be.
    """
    findings = Findings(origin.path, origin.line)
    if not text.strip():
        findings.add(origin.line, Code.MISSING, f"there are no sponsors: {_HOW}")
        return None, findings.problems
    rows = [(row, _LINE.fullmatch(line.rstrip())) for row, line in enumerate(text.splitlines(), origin.line) if line.strip()]
    lines = {row: match for row, match in rows if match}
    if len(lines) == len(rows):
        tiers = Seq(origin.line, (_tier(Scalar(match["tier"], row), _split(match["names"], row)) for row, match in lines.items()))
        return SponsorRoll(_tiers(read(list[TierRecord], tiers, findings), root, findings), None, None, origin), findings.sorted()
    roll = _typed(parse_yaml(text, findings), root, findings)
    return roll, findings.sorted()


def _typed(node: Node | None, root: Path | None, findings: Findings) -> SponsorRoll | None:
    """Sponsors typed as YAML, in any of its forms."""
    origin = findings.origin(findings.first)
    if isinstance(node, Seq) and not node and findings.problems:
        return None  # it broke off before the first: that is said already
    if isinstance(node, Map) and "tiers" in node:
        record = read(RollRecord, node, findings)
        return _roll(record, root, findings) if record else None
    if isinstance(node, Map):
        tiers = (tier for key, inside in node.items() if (tier := _short_tier(Scalar(key, inside.row), inside, findings)))
        made = _tiers(read(list[TierRecord], Seq(node.row, tiers), findings), root, findings)
    elif isinstance(node, Seq) and any(isinstance(item, Map) and "sponsors" in item for item in node):
        made = _tiers(read(list[TierRecord], node, findings), root, findings)
    elif isinstance(node, Seq):
        if not node:
            findings.add(origin.line, Code.TIER, "the tier “” has no sponsors: add some, or delete it")
        sponsors = _sponsors(read(list[SponsorRecord], node, findings) or (), {}, root, findings)
        made = (Tier("", Text("", origin), sponsors, origin),) if sponsors else ()
    else:
        if node is not None and not findings.problems:
            findings.add(origin.line, Code.VALUE, f"these are no sponsors: {_HOW}")
        return None
    return SponsorRoll(made, None, None, origin) if made else None


def _tier(name: Scalar, sponsors: Seq) -> Map:
    return Map(name.row, {"name": name, "sponsors": sponsors})


def _short_tier(name: Scalar, node: Node, findings: Findings) -> Map | None:
    """A tier that is written as its name and a list, or names with commas between them."""
    if isinstance(node, Map):
        what = f"the tier {quoted(name)} must be a list of sponsors, not a mapping: write - before each sponsor"
        findings.add(name.row, Code.VALUE, what)
    if isinstance(node, Map | Refused):
        return None
    return _tier(name, node if isinstance(node, Seq) else _split(node, node.row))


def _split(names: str, row: int) -> Seq:
    """Names between commas; one with a comma stands in quotation marks."""
    try:
        cells = next(csv.reader([names.replace("\n", " ")], skipinitialspace=True), [])
    except csv.Error:  # a name that is longer than a CSV file may have one
        cells = names.split(",")
    return Seq(row, (Scalar(cell, row) for cell in cells if cell.strip()))


def _roll(record: RollRecord, root: Path | None, findings: Findings) -> SponsorRoll:
    if not record.written["tiers"]:
        record.add("tiers", Code.TIER, "there are no tiers: add one, or delete the file")
    tiers = _tiers(record.tiers, root, findings)
    return SponsorRoll(tiers, record.as_of, record.text("disclaimer"), findings.origin(findings.first))


def _tiers(records: Iterable[TierRecord] | None, root: Path | None, findings: Findings) -> tuple[Tier, ...]:
    """The tiers that have sponsors."""
    tiers: dict[str, Tier] = {}
    seen: dict[str, int] = {}
    for record in records or ():
        tier, row = record.own_id("a tier", record.name) or f"row-{record.origin.line}", record.origin.line
        if not record.written.get("sponsors"):
            findings.add(row, Code.TIER, f"the tier {quoted(record.name)} has no sponsors: add some, or delete it")
        elif tier in tiers:
            what = f"the tier {quoted(tier)} stands here a second time (first in row {tiers[tier].origin.line})"
            findings.add(row, Code.DUPLICATE, f"{what}: join them, or give one another id")
        elif sponsors := _sponsors(record.sponsors, seen, root, findings):
            tiers[tier] = Tier(tier, record.words("name"), sponsors, record.origin)
    return tuple(tiers.values())


def _sponsors(records: Iterable[SponsorRecord], seen: dict[str, int], root: Path | None, findings: Findings) -> tuple[Sponsor, ...]:
    """The sponsors of a tier.

    Args:
        seen: Rows of those before, by name; these are added.
    """
    sponsors = []
    for record in records:
        key, row = " ".join(record.name.casefold().split()), record.origin.line
        logo = read_picture(record.logo, record.row("logo"), root, findings)
        dark = read_picture(record.logo_dark, record.row("logo-dark"), root, findings)
        if key in seen:
            what = f"the sponsor {quoted(record.name)} stands here a second time (first in row {seen[key]}): delete one"
            findings.add(row, Code.DUPLICATE, what)
            continue
        seen[key] = row
        if key.replace(" ", "") in _LEGAL_FORMS:
            what = f"{quoted(record.name)} is the end of a company's name: put a name with a comma into quotation marks"
            findings.add(row, Code.VALUE, what)
        sponsors.append(Sponsor(record.words("name"), record.url, logo, dark, record.origin))
    return tuple(sponsors)
