"""``sponsors.yaml``, and sponsors typed in a page."""

from __future__ import annotations

import csv
import dataclasses
import posixpath
import re
from pathlib import Path
from typing import Final

from sphinx_impact.model.entities import Profile, Sponsor, SponsorRoll, Text, Tier
from sphinx_impact.model.loading.fields import link_problem, read_picture
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.yaml import Date, Map, Node, Record, Refused, Scalar, Seq, as_map, load_yaml, parse_yaml, read_record
from sphinx_impact.model.names import slug
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_LINE: Final = re.compile(r"(?P<tier>[^\s:#\-\[{\"'&*!|>%@`][^:]*):[ \t]+(?P<names>[^\s\[{|>&*!].*)")
_LEGAL_FORMS: Final = frozenset(
    "inc inc. ltd ltd. llc llp plc corp. co. gmbh ag kg e.v. s.a. s.p.a. s.r.l. b.v. n.v. a.s. s.r.o. z.s. o.p.s. kft. d.o.o. oy".split()
)
"""What stands behind a comma in the names of companies, and is no sponsor of its own."""

_HOW: Final = "write Tier: name, name in a line for each tier, or a YAML list"


class RollRecord(Record):
    """What ``sponsors.yaml`` holds."""

    tiers: Seq
    as_of: Date | None = None
    disclaimer: str = ""


class TierRecord(Record):
    """What a tier holds."""

    name: str
    id: str = ""
    sponsors: Seq | None = None


class SponsorRecord(Record):
    """What a sponsor is described by."""

    name: str
    url: str = ""
    logo: str = ""
    logo_dark: str = ""


@dataclasses.dataclass(slots=True)
class _Reader:
    """Makes tiers of nodes, and knows which sponsors it has seen."""

    findings: Findings
    root: Path | None
    tiers: dict[str, Tier] = dataclasses.field(default_factory=dict)
    seen: dict[str, int] = dataclasses.field(default_factory=dict)

    def add(self, name: Text, tier: str, nodes: list[Node], row: int) -> None:
        """Add a tier, unless it has no sponsors."""
        if not nodes:
            self.findings.add(row, Code.TIER, f"the tier {quoted(name.text)} has no sponsors: add some, or delete it")
            return
        if tier in self.tiers:
            first = self.tiers[tier].origin.line
            self.findings.add(
                row,
                Code.DUPLICATE,
                f"the tier {quoted(tier)} stands here a second time (first in row {first}): join them, or give one another id",
            )
            return
        sponsors = [sponsor for node in nodes if (sponsor := self._sponsor(node)) is not None]
        if sponsors:
            self.tiers[tier] = Tier(tier, name, tuple(sponsors), self.findings.origin(row))

    def _sponsor(self, node: Node) -> Sponsor | None:
        sponsor = self._read(node)
        if sponsor is None:
            return None
        key = " ".join(sponsor.name.text.casefold().split())
        if key in self.seen:
            what = f"the sponsor {quoted(sponsor.name.text)} stands here a second time (first in row {self.seen[key]}): delete one"
            self.findings.add(sponsor.origin.line, Code.DUPLICATE, what)
            return None
        self.seen[key] = sponsor.origin.line
        if key.replace(" ", "") in _LEGAL_FORMS:
            what = f"{quoted(sponsor.name.text)} is the end of a company's name: put a name with a comma into quotation marks"
            self.findings.add(sponsor.origin.line, Code.VALUE, what)
        return sponsor

    def _read(self, node: Node) -> Sponsor | None:
        findings = self.findings
        if isinstance(node, Refused):
            return None
        origin = findings.origin(node.row)
        if isinstance(node, Scalar):
            if node.empty or not node.text.strip():
                findings.add(node.row, Code.MISSING, "a sponsor has no name: write one, or delete the row")
                return None
            return Sponsor(Text(node.text.strip(), origin), "", "", "", origin)
        mapping = as_map(node, findings, "a sponsor")
        loaded = read_record(mapping, SponsorRecord, findings, "the sponsor") if mapping else None
        if loaded is None:
            return None
        url = loaded.record.url
        if url and (problem := link_problem(url)):
            findings.add(loaded.row("url"), Code.URL, f"url: {problem}")
            url = ""
        logo = read_picture(loaded.record.logo, loaded.row("logo"), self.root, findings)
        dark = read_picture(loaded.record.logo_dark, loaded.row("logo-dark"), self.root, findings)
        return Sponsor(loaded.words("name"), url, logo, dark, origin)

    def add_node(self, node: Node) -> None:
        """Add a tier that is written as a mapping of name and sponsors."""
        mapping = as_map(node, self.findings, "a tier")
        loaded = read_record(mapping, TierRecord, self.findings, "the tier") if mapping else None
        if mapping is None or loaded is None:
            return
        record = loaded.record
        slugged = slug(record.id or record.name)
        if slugged != record.id and record.id:
            cure = f"write {slugged}" if slugged else "write an id of small letters, digits and hyphens"
            self.findings.add(loaded.row("id"), Code.VALUE, f"{quoted(record.id)} cannot be the id of a tier: {cure}")
        entry = mapping.entries.get("sponsors")
        if entry is None or isinstance(entry.value, Seq) or (isinstance(entry.value, Scalar) and entry.value.empty):
            self.add(loaded.words("name"), slugged or f"row-{mapping.row}", record.sponsors.items if record.sponsors else [], mapping.row)

    def add_short(self, key: str, node: Node, row: int) -> None:
        """Add a tier that is written as its name and a list, or names with commas between them."""
        name = Text(key, self.findings.origin(row))
        if isinstance(node, Seq):
            self.add(name, slug(key) or f"row-{row}", node.items, row)
        elif isinstance(node, Scalar):
            names = "" if node.empty else node.text
            self.add(name, slug(key) or f"row-{row}", _split(names, node.row), row)
        elif isinstance(node, Map):
            self.findings.add(
                row, Code.VALUE, f"the tier {quoted(key)} must be a list of sponsors, not a mapping: write - before each sponsor"
            )

    def roll(self, as_of: Date | None, disclaimer: Text | None) -> SponsorRoll:
        """All tiers."""
        return SponsorRoll(tuple(self.tiers.values()), as_of, disclaimer, self.findings.origin(self.findings.first))


def load_sponsors(root: Path, data: str, profile: Profile) -> tuple[SponsorRoll | None, list[Problem]]:  # noqa: ARG001
    """Load ``sponsors.yaml`` from the folder `data` under `root`; None where there is no such file."""
    findings = Findings(posixpath.join(data, "sponsors.yaml"))
    if absent(root, findings.path, findings):
        return None, findings.problems
    mapping = as_map(load_yaml(root, findings.path, findings), findings, "sponsors.yaml")
    roll = _roll(mapping, _Reader(findings, root)) if mapping else None
    return roll, findings.sorted()


def parse_sponsors(text: str, *, origin: Origin, root: Path | None = None) -> tuple[SponsorRoll | None, list[Problem]]:
    """Read sponsors typed in a page.

    They are lines of ``Tier: name, name``; a YAML mapping of tiers to lists; what ``sponsors.yaml`` holds; a YAML list of tiers; or a
    YAML list of sponsors, which are one tier without id and name.

    Args:
        origin: Where the first row stands.
        root: The source directory, in which logos are looked for; None where they cannot be.
    """
    findings = Findings(origin.path, origin.line)
    reader = _Reader(findings, root)
    if not text.strip():
        findings.add(origin.line, Code.MISSING, f"there are no sponsors: {_HOW}")
        return None, findings.problems
    rows = [(row, line.strip(), _LINE.fullmatch(line.rstrip())) for row, line in enumerate(text.splitlines(), origin.line) if line.strip()]
    if all(match for _, _, match in rows):
        for row, _, match in rows:
            if match:
                reader.add_short(match["tier"].strip(), Scalar(match["names"], row), row)
        return reader.roll(None, None), findings.sorted()
    roll = _typed(parse_yaml(text, findings), reader, origin)
    return roll, findings.sorted()


def _typed(node: Node | None, reader: _Reader, origin: Origin) -> SponsorRoll | None:
    """Sponsors typed as YAML, in any of its forms."""
    if isinstance(node, Seq) and not node.items and reader.findings.problems:
        return None  # it broke off before the first: that is said already
    if isinstance(node, Map) and "tiers" in node.entries:
        return _roll(node, reader)
    if isinstance(node, Map):
        for key, entry in node.entries.items():
            reader.add_short(key, entry.value, entry.row)
    elif isinstance(node, Seq) and any(isinstance(item, Map) and "sponsors" in item.entries for item in node.items):
        for item in node.items:
            reader.add_node(item)
    elif isinstance(node, Seq):
        reader.add(Text("", origin), "", node.items, origin.line)
    elif node is not None and not reader.findings.problems:
        reader.findings.add(origin.line, Code.VALUE, f"these are no sponsors: {_HOW}")
    return reader.roll(None, None) if reader.tiers else None


def _split(names: str, row: int) -> list[Node]:
    """Names between commas; one with a comma stands in quotation marks."""
    try:
        cells = next(csv.reader([names.replace("\n", " ")], skipinitialspace=True), [])
    except csv.Error:  # a name that is longer than a CSV file may have one
        cells = names.split(",")
    return [Scalar(cell.strip(), row) for cell in cells if cell.strip()]


def _roll(mapping: Map, reader: _Reader) -> SponsorRoll | None:
    loaded = read_record(mapping, RollRecord, reader.findings, "sponsors.yaml")
    if loaded is None:
        return None
    for node in loaded.record.tiers.items:
        reader.add_node(node)
    if not loaded.record.tiers.items:
        reader.findings.add(loaded.row("tiers"), Code.TIER, "there are no tiers: add one, or delete the file")
    return reader.roll(loaded.record.as_of, loaded.text("disclaimer"))
