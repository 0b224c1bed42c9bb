"""``sponsors.yaml``, and sponsors typed in a page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.sponsors import load_sponsors, parse_sponsors
from sphinx_impact.model.problems import Origin
from tests.model.filing import only, profile, rows, write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import SponsorRoll
    from sphinx_impact.model.problems import Problem

PAGE = Origin("sponsors.md", 12)


def load(root: Path, text: str) -> tuple[SponsorRoll | None, list[Problem]]:
    """Load a ``sponsors.yaml``."""
    write(root, {"sponsors.yaml": text, "../images/acme.svg": "<svg/>", "../images/acme-light.svg": "<svg/>"})
    return load_sponsors(root, "data", profile(root))


def one(root: Path, sponsor: str) -> tuple[SponsorRoll, list[Problem]]:
    """Load one sponsor, in the fourth row, between two that are sound."""
    roll, problems = load(
        root, f"tiers:\n  - name: Gold\n    sponsors:\n      - {sponsor}\n      - Last\n  - {{name: Low, sponsors: [Lowest]}}\n"
    )
    assert roll is not None
    assert names(roll)[-1] == ("low", "Low", ["Lowest"])
    assert names(roll)[0][2][-1] == "Last"
    return roll, problems


def names(roll: SponsorRoll | None) -> list[tuple[str, str, list[str]]]:
    """Id, name and sponsors of each tier."""
    assert roll is not None
    return [(tier.id, tier.name.text, [sponsor.name.text for sponsor in tier.sponsors]) for tier in roll.tiers]


def test_all_of_it(tmp_path: Path) -> None:
    roll, problems = load(
        tmp_path,
        """\
        as-of: 2023-12-31
        disclaimer: Listed in *thanks*.
        tiers:
          - name: Visionary Sponsors
            id: visionary
            sponsors:
              - Acme, Inc.
              - {name: <b>Bold</b>, url: https://example.org/, logo: /images/acme.svg, logo-dark: images/acme-light.svg}
          - name: Maintaining
            sponsors: [007, NO]
        """,
    )
    assert problems == []
    assert roll is not None
    assert (roll.as_of, str(roll.disclaimer), roll.origin) == (
        dt.date(2023, 12, 31),
        "Listed in *thanks*.",
        Origin("data/sponsors.yaml", 1),
    )
    assert names(roll) == [
        ("visionary", "Visionary Sponsors", ["Acme, Inc.", "<b>Bold</b>"]),
        ("maintaining", "Maintaining", ["007", "NO"]),
    ]
    assert [tier.origin.line for tier in roll.tiers] == [4, 9]
    first, second = roll.tiers[0].sponsors
    assert (first.url, first.logo, first.logo_dark, first.origin.line) == ("", "", "", 7)
    assert (second.url, second.logo, second.logo_dark, second.origin.line) == (
        "https://example.org/",
        "images/acme.svg",
        "images/acme-light.svg",
        8,
    )


@pytest.mark.parametrize(
    ("sponsor", "message"),
    [
        (
            "{name: A, url: example.org}",
            "url: “example.org” would be a path within the report: write https://example.org for a web address",
        ),
        ("{name: A, url: 'https://exa mple.org'}", "url: “https://exa mple.org” is no link: it has a character that cannot stand in one"),
        ("{name: A, url: 'javascript:alert(1)'}", "url: “javascript:alert(1)” has the scheme javascript:, which is not allowed"),
        ("{name: A, url: ' JavaScript:alert(1)'}", "url: “JavaScript:alert(1)” has the scheme javascript:, which is not allowed"),
        ("{name: A, url: 'data:text/html,x'}", "url: “data:text/html,x” has the scheme data:, which is not allowed"),
        ("{name: A, logo: ../secret.svg}", "“../secret.svg” leads out of the source directory: move the picture into it [impact.path]"),
        ("{name: A, logo: /../secret.svg}", "“/../secret.svg” leads out of the source directory: move the picture into it [impact.path]"),
        ("{name: A, logo-dark: images/../../x.svg}", "“images/../../x.svg” leads out of the source directory: move the picture into it"),
        ("{name: A, logo: 'images\\acme.svg'}", "“images\\acme.svg” has backslashes: write the path with forward slashes [impact.path]"),
        ("{name: A, logo: https://example.org/x.svg}", "“https://example.org/x.svg” is not in the source directory: nothing is fetched"),
        ("{name: A, logo: //example.org/x.svg}", "“//example.org/x.svg” is not in the source directory"),
        ("{name: A, logo: /images/none.svg}", "there is no picture “/images/none.svg”; paths begin at the source directory [impact.file]"),
        ("{name: A, logo: /images}", "there is no picture “/images”; paths begin at the source directory [impact.file]"),
        ("{name: A, lgo: x.svg}", "the sponsor has no key “lgo”; did you mean “logo”? [impact.key]"),
        ("{name: A, url: [x]}", "url: a text is expected here, not a list [impact.value]"),
    ],
)
def test_the_sponsor_stays_without_what_is_wrong(tmp_path: Path, sponsor: str, message: str) -> None:
    roll, problems = one(tmp_path, sponsor)
    assert only(problems).startswith(f"sponsors.yaml:4: {message}")
    found = roll.tiers[0].sponsors[0]
    assert (found.name.text, found.url, found.logo, found.logo_dark) == ("A", "", "", "")


@pytest.mark.parametrize(
    ("sponsor", "message"),
    [
        ("", "a sponsor has no name: write one, or delete the row [impact.missing]"),
        ("[x]", "a sponsor must be a mapping, with key: value in each row, not a list [impact.value]"),
        ("{url: https://example.org/}", "the sponsor has no name: write name: and what it is [impact.missing]"),
    ],
)
def test_no_sponsor(tmp_path: Path, sponsor: str, message: str) -> None:
    roll, problems = one(tmp_path, sponsor)
    assert only(problems) == f"sponsors.yaml:4: {message}"
    assert names(roll)[0][2] == ["Last"]


def test_a_sponsor_twice_in_any_tier(tmp_path: Path) -> None:
    roll, problems = load(
        tmp_path,
        "tiers:\n  - name: Gold\n    sponsors: [Acme  Inc., Bold]\n  - name: Low\n    sponsors:\n      - {name: ACME inc.}\n      - STRASSE\n      - Straße\n",
    )
    assert [str(problem) for problem in problems] == [
        "data/sponsors.yaml:6: the sponsor “ACME inc.” stands here a second time (first in row 3): delete one [impact.duplicate]",
        "data/sponsors.yaml:8: the sponsor “Straße” stands here a second time (first in row 7): delete one [impact.duplicate]",
    ]
    assert names(roll) == [("gold", "Gold", ["Acme  Inc.", "Bold"]), ("low", "Low", ["STRASSE"])]


def test_tiers(tmp_path: Path) -> None:
    roll, problems = load(
        tmp_path,
        """\
        tires: []
        tiers:
          - name: Empty
            sponsors: []
          - name: Emptier
          - {name: Emptiest, sponsors: }
          - {name: Gold, id: My Gold, sponsors: [A]}
          - {name: my-gold, sponsors: [B]}
          - {name: 金, sponsors: [C]}
          - {sponsors: [D]}
          - Text
          - {name: Sixth, sponsors: A and B}
        """,
    )
    assert [str(problem).removeprefix("data/sponsors.yaml:") for problem in problems] == [
        "1: sponsors.yaml has no key “tires”; did you mean “tiers”? [impact.key]",
        "3: the tier “Empty” has no sponsors: add some, or delete it [impact.tier]",
        "5: the tier “Emptier” has no sponsors: add some, or delete it [impact.tier]",
        "6: the tier “Emptiest” has no sponsors: add some, or delete it [impact.tier]",
        "7: “My Gold” cannot be the id of a tier: write my-gold [impact.value]",
        "8: the tier “my-gold” stands here a second time (first in row 7): join them, or give one another id [impact.duplicate]",
        "10: the tier has no name: write name: and what it is [impact.missing]",
        "11: a tier must be a mapping, with key: value in each row, not a text [impact.value]",
        "12: sponsors: a list is expected here, not a text [impact.value]",
    ]
    assert [(name, sponsors) for _, name, sponsors in names(roll)] == [("Gold", ["A"]), ("金", ["C"])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("as-of: 2023-12-31\n", "sponsors.yaml:1: sponsors.yaml has no tiers: write tiers: and what it is [impact.missing]"),
        ("- Acme\n", "sponsors.yaml:1: sponsors.yaml must be a mapping, with key: value in each row, not a list [impact.value]"),
        ("tiers: Acme\n", "sponsors.yaml:1: tiers: a list is expected here, not a text [impact.value]"),
    ],
)
def test_no_tiers(tmp_path: Path, text: str, message: str) -> None:
    roll, problems = load(tmp_path, text)
    assert only(problems) == message
    assert roll is None


def test_an_empty_list_of_tiers(tmp_path: Path) -> None:
    roll, problems = load(tmp_path, "tiers: []\n")
    assert only(problems) == "sponsors.yaml:1: there are no tiers: add one, or delete the file [impact.tier]"
    assert names(roll) == []


# ---- typed in a page ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Visionary: Acme, Bold\nLow tier: Last\n", [("visionary", "Visionary", ["Acme", "Bold"]), ("low-tier", "Low tier", ["Last"])]),
        (
            'Gold: "Acme, Inc.", Bold\n\nLow: O’Neil & *Sons*',
            [("gold", "Gold", ["Acme, Inc.", "Bold"]), ("low", "Low", ["O’Neil & *Sons*"])],
        ),
        ("Gold: Yahoo!, C#, @home: the company", [("gold", "Gold", ["Yahoo!", "C#", "@home: the company"])]),
        ("Gold: Acme,\n  Bold\nLow: Last", [("gold", "Gold", ["Acme", "Bold"]), ("low", "Low", ["Last"])]),
        ("Gold:\n  - Acme\n  - {name: Bold}\nLow: [Last]", [("gold", "Gold", ["Acme", "Bold"]), ("low", "Low", ["Last"])]),
        ("tiers:\n  - name: Gold\n    sponsors: [Acme]", [("gold", "Gold", ["Acme"])]),
        ("- name: Gold\n  sponsors: [Acme]\n- {name: Low, sponsors: [Last]}", [("gold", "Gold", ["Acme"]), ("low", "Low", ["Last"])]),
        ("- Acme\n- {name: Bold, url: https://example.org/}", [("", "", ["Acme", "Bold"])]),
    ],
)
def test_typed_in_a_page(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    roll, problems = parse_sponsors(text, origin=PAGE)
    assert problems == []
    assert names(roll) == expected


def test_rows_of_the_page() -> None:
    roll, problems = parse_sponsors("Gold: Acme\n\nLow: acme, Last", origin=PAGE)
    assert only(problems) == "sponsors.md:14: the sponsor “acme” stands here a second time (first in row 12): delete one [impact.duplicate]"
    assert roll is not None
    assert [(tier.origin.line, sponsor.origin.line) for tier in roll.tiers for sponsor in tier.sponsors] == [(12, 12), (14, 14)]
    roll, problems = parse_sponsors("Gold:\n  - Acme\n  - {name: B, url: 'vbscript:x'}\nGold:\n  - C", origin=PAGE)
    assert rows(problems) == ["sponsors.md:14 url", "sponsors.md:15 duplicate"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "12: there are no sponsors: write Tier: name, name in a line for each tier, or a YAML list [impact.missing]"),
        ("Acme\nBold", "12: these are no sponsors: write Tier: name, name in a line for each tier, or a YAML list [impact.value]"),
        (
            "Gold:\n  Acme: https://example.org/",
            "12: the tier “Gold” must be a list of sponsors, not a mapping: write - before each sponsor",
        ),
        ("Gold: Acme\nLow:", "13: the tier “Low” has no sponsors: add some, or delete it [impact.tier]"),
        ("Gold: Acme\nLow: {name: x", "13: this is not YAML"),
        ("Gold: Acme\nLow: &a [B]", "13: the anchor &a is not allowed"),
        ('- "Acme', "12: this is not YAML"),
        ("- Acme\n- *b", "13: the alias *b is not allowed: write the value out here [impact.yaml]"),
        ("# nothing", "12: there is nothing here but comments [impact.file]"),
        ("tiers: []", "12: there are no tiers: add one, or delete the file [impact.tier]"),
    ],
)
def test_mistakes_in_a_page(text: str, message: str) -> None:
    roll, problems = parse_sponsors(text, origin=PAGE)
    assert only(problems).startswith(f"sponsors.md:{message}")
    assert roll is None or all(tier.sponsors for tier in roll.tiers)
    if "Acme\nLow" in text:
        assert names(roll)[0] == ("gold", "Gold", ["Acme"])


def test_pictures_of_a_page_are_looked_for_where_they_can_be(tmp_path: Path) -> None:
    text = "- {name: A, logo: /images/none.svg}\n- {name: B, logo: ../x.svg}"
    roll, problems = parse_sponsors(text, origin=PAGE)
    assert rows(problems) == ["sponsors.md:13 path"]
    assert roll is not None
    assert roll.tiers[0].sponsors[0].logo == "images/none.svg"
    assert rows(parse_sponsors(text, origin=PAGE, root=tmp_path)[1]) == ["sponsors.md:12 file", "sponsors.md:13 path"]
