"""``people.yaml``, and people typed in a page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.people import load_people, parse_people
from sphinx_impact.model.problems import Origin
from tests.model.loading.filing import only, rows, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import PeopleGroup
    from sphinx_impact.model.problems import Problem

PAGE = Origin("people.md", 7)


def load(root: Path, text: str) -> tuple[dict[str, PeopleGroup], list[Problem]]:
    """Load a ``people.yaml``."""
    return load_people(write(root, {"people.yaml": text, "../images/ada.jpg": b"\xff"}), "data")


def test_all_of_it(tmp_path: Path) -> None:
    groups, problems = load(
        tmp_path,
        """\
        groups:
          - id: staff
            name: Our *staff*
            as-of: 2023-12-31
            people:
              - {name: Ada Example, role: "Director, <i>Research</i>", url: mailto:ada@example.org, portrait: /images/ada.jpg}
              - Ben Example, Treasurer
              - Cleo
          - name: Board
            people: [Ada Example]
        """,
    )
    assert problems == []
    staff, board = groups.values()
    assert (staff.id, staff.name.text, staff.as_of, staff.origin) == (
        "staff",
        "Our *staff*",
        dt.date(2023, 12, 31),
        Origin("data/people.yaml", 2),
    )
    assert [(person.name.text, str(person.role), person.url, person.portrait, person.origin.line) for person in staff.people] == [
        ("Ada Example", "Director, <i>Research</i>", "mailto:ada@example.org", "images/ada.jpg", 6),
        ("Ben Example", "Treasurer", "", "", 7),
        ("Cleo", "None", "", "", 8),
    ]
    assert (list(groups), board.id, len(board.people)) == (["staff", "board"], "board", 1)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    groups, problems = load(
        tmp_path,
        """\
        grops: []
        groups:
          - name: Staff
            people:
              - {name: Ada, rolle: x, url: "javascript:x", portrait: /../x.jpg}
              - ADA
              - {role: Nobody}
              -
              - {name: Ben, portrait: /images/ben.jpg}
              - [Cleo]
              - *cleo
          - {name: Staff, people: [Dan]}
          - {name: Nobody, people: []}
          - {name: 理事, people: [Eve]}
          - {name: Lost}
          - Text
        """,
    )
    assert rows(problems) == [
        "people.yaml:1 key",
        "people.yaml:5 key",
        "people.yaml:5 path",
        "people.yaml:5 url",
        "people.yaml:6 duplicate",
        "people.yaml:7 missing",
        "people.yaml:8 missing",
        "people.yaml:9 file",
        "people.yaml:10 value",
        "people.yaml:11 yaml",
        "people.yaml:12 duplicate",
        "people.yaml:13 missing",
        "people.yaml:15 missing",
        "people.yaml:16 value",
    ]
    assert [[person.name.text for person in group.people] for group in groups.values()] == [["Ada", "Ben"], [], ["Eve"]]
    assert [(person.url, person.portrait) for person in groups["staff"].people] == [("", ""), ("", "")]


def test_no_groups(tmp_path: Path) -> None:
    groups, problems = load(tmp_path, "people: [Ada]\n")
    assert groups == {}
    assert rows(problems) == ["people.yaml:1 key", "people.yaml:1 missing"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Example, Director, Research\n\nBen\n", [("Ada Example", "Director, Research", 7), ("Ben", "", 9)]),
        ("- Ada, Director\n- {name: Ben, role: Treasurer}", [("Ada", "Director", 7), ("Ben", "Treasurer", 8)]),
        ("- name: Ada\n  role: Director\n\n- name: Ben", [("Ada", "Director", 7), ("Ben", "", 10)]),
        ("Ada: the first, Director", [("Ada: the first", "Director", 7)]),
        ("Ada <b>x</b>, #1", [("Ada <b>x</b>", "#1", 7)]),
    ],
)
def test_typed_in_a_page(text: str, expected: list[tuple[str, str, int]]) -> None:
    groups, problems = parse_people(text, origin=PAGE)
    assert problems == []
    (group,) = groups.values()
    assert (group.id, group.name.text) == ("", "")
    assert [(person.name.text, person.role.text if person.role else "", person.origin.line) for person in group.people] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "7 missing: people"),
        (", Director\nBen", "7 missing: person"),
        ("Ben\nben, Treasurer", "8 duplicate: “ben”"),
        ("- Ben\n- {nmae: Ada, name: Ada}", "8 key: “nmae” … “name”"),
        ("- Ben\n- {name: [Ada]}", "8 value: name: … text … list"),
        ('- Ben\n- "Ada', "8 yaml: YAML"),
    ],
)
def test_mistakes_in_a_page(text: str, message: str) -> None:
    groups, problems = parse_people(text, origin=PAGE)
    assert only(problems) == says(f"people.md:{message}")
    assert all("Ben" in [person.name.text for person in group.people] for group in groups.values())
    assert bool(groups) == ("Ben" in text)
