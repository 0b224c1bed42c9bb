"""``people.yaml``, and people typed in a page."""

from __future__ import annotations

import posixpath
from pathlib import Path

from sphinx_impact.model.entities import PeopleGroup, Person, Text
from sphinx_impact.model.loading.fields import link_problem, read_picture
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.yaml import (
    Date,
    Map,
    Node,
    Record,
    Refused,
    Scalar,
    Seq,
    as_list,
    as_map,
    load_yaml,
    parse_yaml,
    read_record,
)
from sphinx_impact.model.names import slug
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


class FileRecord(Record):
    """What ``people.yaml`` holds."""

    groups: Seq


class GroupRecord(Record):
    """What a group of people holds."""

    name: str
    people: Seq
    id: str = ""
    as_of: Date | None = None


class PersonRecord(Record):
    """What a person is described by."""

    name: str
    role: str = ""
    url: str = ""
    portrait: str = ""


def load_people(root: Path, data: str) -> tuple[dict[str, PeopleGroup], list[Problem]]:
    """Load ``people.yaml`` from the folder `data` under `root`: groups by id, in order. Without the file there are none."""
    findings = Findings(posixpath.join(data, "people.yaml"))
    if absent(root, findings.path, findings):
        return {}, findings.problems
    groups: dict[str, PeopleGroup] = {}
    mapping = as_map(load_yaml(root, findings.path, findings), findings, "people.yaml")
    loaded = read_record(mapping, FileRecord, findings, "people.yaml") if mapping else None
    for node in loaded.record.groups.items if loaded else []:
        group = _group(node, root, findings)
        if group is not None and group.id in groups:
            what = (
                f"the group {quoted(group.id)} stands here a second time (first in row {groups[group.id].origin.line}): give one another id"
            )
            findings.add(group.origin.line, Code.DUPLICATE, what)
        elif group is not None:
            groups[group.id] = group
    return groups, findings.sorted()


def parse_people(text: str, *, origin: Origin, root: Path | None = None) -> tuple[dict[str, PeopleGroup], list[Problem]]:
    """Read people typed in a page: a YAML list of people, or a line ``Name, role`` for each. They are one group without id and name.

    Args:
        root: The source directory, in which portraits are looked for; None where they cannot be.
    """
    findings = Findings(origin.path, origin.line)
    if not text.strip():
        findings.add(origin.line, Code.MISSING, "there are no people: write a line such as Ada Example, Executive Director for each")
    elif text.lstrip().startswith(("- ", "-\n", "[")):
        people = _people(as_list(parse_yaml(text, findings), findings, "people"), root, findings)
        return {"": PeopleGroup("", Text("", origin), people, None, origin)}, findings.sorted()
    else:
        nodes: list[Node] = [Scalar(line.strip(), row) for row, line in enumerate(text.splitlines(), origin.line) if line.strip()]
        return {"": PeopleGroup("", Text("", origin), _people(nodes, root, findings), None, origin)}, findings.sorted()
    return {}, findings.sorted()


def _group(node: Node, root: Path, findings: Findings) -> PeopleGroup | None:
    mapping = as_map(node, findings, "a group")
    loaded = read_record(mapping, GroupRecord, findings, "the group") if mapping else None
    if mapping is None or loaded is None:
        return None
    record = loaded.record
    slugged = slug(record.id or record.name)
    if slugged != record.id and record.id:
        cure = f"write {slugged}" if slugged else "use small letters, digits and hyphens"
        findings.add(loaded.row("id"), Code.VALUE, f"{quoted(record.id)} cannot be the id of a group: {cure}")
    if not record.people.items:
        findings.add(loaded.row("people"), Code.MISSING, f"the group {quoted(record.name)} has no people: add some, or delete it")
    people = _people(record.people.items, root, findings)
    return PeopleGroup(slugged or f"row-{mapping.row}", loaded.words("name"), people, record.as_of, findings.origin(mapping.row))


def _people(nodes: list[Node], root: Path | None, findings: Findings) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    for node in nodes:
        person = _person(node, root, findings)
        if person is None:
            continue
        key = " ".join(person.name.text.casefold().split())
        if key in people:
            what = f"{quoted(person.name.text)} stands here a second time (first in row {people[key].origin.line}): delete one"
            findings.add(person.origin.line, Code.DUPLICATE, what)
        else:
            people[key] = person
    return tuple(people.values())


def _person(node: Node, root: Path | None, findings: Findings) -> Person | None:
    if isinstance(node, Refused):
        return None
    origin = findings.origin(node.row)
    if isinstance(node, Scalar):
        name, _, role = (part.strip() for part in node.text.partition(","))
        if not name:
            findings.add(node.row, Code.MISSING, "a person has no name: write Name, role")
            return None
        return Person(Text(name, origin), Text(role, origin) if role else None, "", "", origin)
    mapping = as_map(node, findings, "a person")
    return _mapped(mapping, root, findings) if mapping else None


def _mapped(mapping: Map, root: Path | None, findings: Findings) -> Person | None:
    loaded = read_record(mapping, PersonRecord, findings, "the person")
    if loaded is None:
        return None
    url = loaded.record.url
    if url and (problem := link_problem(url)):
        findings.add(loaded.row("url"), Code.URL, f"url: {problem}")
        url = ""
    portrait = read_picture(loaded.record.portrait, loaded.row("portrait"), root, findings)
    return Person(loaded.words("name"), loaded.text("role"), url, portrait, findings.origin(mapping.row))
