"""``people.yaml``, and people typed in a page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from sphinx_impact.model.entities import PeopleGroup, Person, Text
from sphinx_impact.model.loading.fields import read_picture
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Date, Focus, Link, Many, Record, fault, read, read_file
from sphinx_impact.model.loading.yaml import Map, Scalar, Seq, is_list, parse_yaml
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


class PersonRecord(Record):
    """A person; ``Name, role`` alone will do."""

    called = "the person"
    alone = ("string", "number")

    name: str
    """The name that is printed."""
    role: str = ""
    """What the person does."""
    url: Link = ""
    """Where the name leads."""
    portrait: str = ""
    """Path of a picture, from the folder of conf.py."""
    focus: Focus = ""
    """Where the face is in it: ``30% 20%``, from the left and from the top, or words such as ``top``."""
    biography: str = ""
    """Who the person is: a paragraph, or several with an empty line between them."""

    @classmethod
    def from_text(cls, text: Scalar) -> Map:
        """Read ``Name, role``."""
        name, _, role = (Scalar(part, text.row) for part in text.partition(","))
        if not name:
            raise fault(Code.MISSING, "a person has no name: write Name, role")
        return Map(text.row, {"name": name, "role": role})


class GroupRecord(Record):
    """A group of people."""

    called = "the group"

    name: str
    """The name of the group."""
    people: Annotated[list[PersonRecord], Many]
    """Names, or mappings with more of each."""
    id: str = ""
    """What the directive calls it; made from the name, if left out."""
    as_of: Date | None = None
    """The day that the group is of: 2023-12-31."""


class FileRecord(Record):
    """What ``people.yaml`` holds."""

    called = "people.yaml"

    groups: Annotated[list[GroupRecord], Many]
    """Groups of people: staff, a board, thanks."""


def load_people(root: Path, data: str) -> tuple[dict[str, PeopleGroup], list[Problem]]:
    """Load ``people.yaml`` from the folder `data` under `root`: groups by id, in order. Without the file there are none."""
    findings = Findings(posixpath.join(data, "people.yaml"))
    record = read_file(FileRecord, root, findings)
    groups: dict[str, PeopleGroup] = {}
    for group in (_group(each, root, findings) for each in (record.groups if record else ())):
        if (first := groups.setdefault(group.id, group)) is not group:
            what = f"the group {quoted(group.id)} stands here a second time (first in row {first.origin.line}): give one another id"
            findings.add(group.origin.line, Code.DUPLICATE, what)
    return groups, findings.sorted()


def parse_people(text: str, *, origin: Origin, root: Path | None = None) -> tuple[dict[str, PeopleGroup], list[Problem]]:
    """Read people typed in a page: a YAML list of people, or a line ``Name, role`` for each. They are one group without id and name.

    Args:
        root: The source directory, in which portraits are looked for; None where they cannot be.
    """
    findings = Findings(origin.path, origin.line)
    if not text.strip():
        findings.add(origin.line, Code.MISSING, "there are no people: write a line such as Ada Example, Executive Director for each")
        return {}, findings.sorted()
    lines = (Scalar(line, row) for row, line in enumerate(text.splitlines(), origin.line) if line.strip())
    node = parse_yaml(text, findings) if is_list(text) else Seq(origin.line, lines)
    people = _people(read(list[PersonRecord], node, findings, "people") or (), root, findings)
    return {"": PeopleGroup("", Text("", origin), people, None, origin)}, findings.sorted()


def _group(record: GroupRecord, root: Path, findings: Findings) -> PeopleGroup:
    if not record.written["people"]:
        record.add("people", Code.MISSING, f"the group {quoted(record.name)} has no people: add some, or delete it")
    people = _people(record.people, root, findings)
    return PeopleGroup(
        record.own_id("a group", record.name) or f"row-{record.origin.line}", record.words("name"), people, record.as_of, record.origin
    )


def _people(records: Iterable[PersonRecord], root: Path | None, findings: Findings) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    for record in records:
        portrait = read_picture(record.portrait, record.row("portrait"), root, findings)
        role, biography = record.text("role"), record.text("biography")
        person = Person(record.words("name"), role, record.url, portrait, record.focus, biography, record.origin)
        if (first := people.setdefault(" ".join(record.name.casefold().split()), person)) is not person:
            what = f"{quoted(record.name)} stands here a second time (first in row {first.origin.line}): delete one"
            findings.add(person.origin.line, Code.DUPLICATE, what)
    return tuple(people.values())
