"""``sponsors.yaml``, and sponsors typed in a page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.loading.sponsors import load_sponsors, parse_sponsors
from sphinx_impact.model.problems import Origin
from tests.model.loading.filing import only, rows, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import SponsorRoll
    from sphinx_impact.model.problems import Problem

PAGE = Origin("sponsors.md", 12)


def load(root: Path, text: str) -> tuple[SponsorRoll | None, list[Problem]]:
    """Load a ``sponsors.yaml``."""
    write(root, {"sponsors.yaml": text, "../images/acme.svg": "<svg/>", "../images/acme-light.svg": "<svg/>"})
    return load_sponsors(root, "data")


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
        ("{name: A, logo: ../secret.svg}", "path: “../secret.svg”"),
        ("{name: A, logo: /../secret.svg}", "path: “/../secret.svg”"),
        ("{name: A, logo-dark: images/../../x.svg}", "path: “images/../../x.svg”"),
        ("{name: A, logo: 'images\\acme.svg'}", "path: “images\\acme.svg”"),
        ("{name: A, logo: https://example.org/x.svg}", "path: “https://example.org/x.svg”"),
        ("{name: A, logo: //example.org/x.svg}", "path: “//example.org/x.svg”"),
        ("{name: A, logo: /images/none.svg}", "file: “/images/none.svg”"),
        ("{name: A, logo: /images}", "file: “/images”"),
        ("{name: A, lgo: x.svg}", "key: “lgo” … “logo”"),
        ("{name: A, url: [x]}", "value: url: … text … list"),
    ],
)
def test_the_sponsor_stays_without_what_is_wrong(tmp_path: Path, sponsor: str, message: str) -> None:
    roll, problems = one(tmp_path, sponsor)
    assert only(problems) == says(f"sponsors.yaml:4 {message}")
    found = roll.tiers[0].sponsors[0]
    assert (found.name.text, found.url, found.logo, found.logo_dark) == ("A", "", "", "")


@pytest.mark.parametrize(
    ("sponsor", "message"),
    [
        ("", "missing: sponsor"),
        ("[x]", "value: sponsor"),
        ("{url: https://example.org/}", "missing: sponsor"),
    ],
)
def test_no_sponsor(tmp_path: Path, sponsor: str, message: str) -> None:
    roll, problems = one(tmp_path, sponsor)
    assert only(problems) == says(f"sponsors.yaml:4 {message}")
    assert names(roll)[0][2] == ["Last"]


def test_a_sponsor_twice_in_any_tier(tmp_path: Path) -> None:
    roll, problems = load(
        tmp_path,
        "tiers:\n  - name: Gold\n    sponsors: [Acme  Inc., Bold]\n  - name: Low\n    sponsors:\n      - {name: ACME inc.}\n      - STRASSE\n      - Straße\n",
    )
    assert [str(problem) for problem in problems] == [
        says("data/sponsors.yaml:6 duplicate: “ACME inc.”"),
        says("data/sponsors.yaml:8 duplicate: “Straße”"),
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
        says("1 key: “tires” … “tiers”"),
        says("3 tier: “Empty”"),
        says("5 tier: “Emptier”"),
        says("6 tier: “Emptiest”"),
        says("7 value: “My Gold”"),
        says("8 duplicate: “my-gold”"),
        says("10 missing: tier"),
        says("11 value: mapping"),
        says("12 value: sponsors: … list … text"),
    ]
    assert [(name, sponsors) for _, name, sponsors in names(roll)] == [("Gold", ["A"]), ("金", ["C"])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("as-of: 2023-12-31\n", "sponsors.yaml:1 missing: sponsors.yaml … tiers"),
        ("- Acme\n", "sponsors.yaml:1 value: sponsors.yaml … mapping"),
        ("tiers: Acme\n", "sponsors.yaml:1 value: tiers: … list … text"),
    ],
)
def test_no_tiers(tmp_path: Path, text: str, message: str) -> None:
    roll, problems = load(tmp_path, text)
    assert only(problems) == says(message)
    assert roll is None


def test_an_empty_list_of_tiers(tmp_path: Path) -> None:
    roll, problems = load(tmp_path, "tiers: []\n")
    assert only(problems) == says("sponsors.yaml:1 tier: tiers")
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
    assert only(problems) == says("sponsors.md:14 duplicate: “acme”")
    assert roll is not None
    assert [(tier.origin.line, sponsor.origin.line) for tier in roll.tiers for sponsor in tier.sponsors] == [(12, 12), (14, 14)]
    roll, problems = parse_sponsors("Gold:\n  - Acme\n  - {name: B, url: 'vbscript:x'}\nGold:\n  - C", origin=PAGE)
    assert rows(problems) == ["sponsors.md:14 url", "sponsors.md:15 duplicate"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "12 missing: sponsors"),
        ("Acme\nBold", "12 value: sponsors"),
        (
            "Gold:\n  Acme: https://example.org/",
            "12 value: “Gold”",
        ),
        ("Gold: Acme\nLow:", "13 tier: “Low”"),
        ("Gold: Acme\nLow: {name: x", "13 yaml: YAML"),
        ("Gold: Acme\nLow: &a [B]", "13 yaml: allowed"),
        ('- "Acme', "12 yaml: YAML"),
        ("- Acme\n- *b", "13 yaml: allowed"),
        ("# nothing", "12 file: comments"),
        ("tiers: []", "12 tier: tiers"),
    ],
)
def test_mistakes_in_a_page(text: str, message: str) -> None:
    roll, problems = parse_sponsors(text, origin=PAGE)
    assert only(problems) == says(f"sponsors.md:{message}")
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
