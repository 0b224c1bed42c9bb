"""Sponsors out of four exports: tiers by name or by amount, and nobody named who did not ask for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.importing.books import SAMPLES

if TYPE_CHECKING:
    from tests.importing.books import Desk, Said

GITHUB = (SAMPLES / "github-sponsors-layout.csv").read_bytes()
MEMBERS = (SAMPLES / "opencollective-members-layout.json").read_bytes()
PLACEMENT = (SAMPLES / "python-org-logo-placement-layout.json").read_bytes()


def sponsorship(name: str, dollars: int, tier: str, kind: str = "Organization", privacy: str = "PUBLIC", url: str = "") -> dict[str, Any]:
    """One of sponsorkit's sponsors.json."""
    about = {
        "login": name.lower().replace(" ", "-"),
        "name": name,
        "type": kind,
        "websiteUrl": url,
        "linkUrl": f"https://github.com/{name[0]}",
    }
    return {"sponsor": about, "monthlyDollars": dollars, "privacyLevel": privacy, "tierName": tier, "provider": "github"}


KIT = [
    sponsorship("Hive", 500, "$500 a month", url="https://hive.example"),
    sponsorship("Snyder, Inc.", 50, "$50 a month", url="javascript:alert(1)"),
    sponsorship("Ada", 50, "$50 a month", kind="User"),
    sponsorship("Shy Ltd", 50, "$50 a month", privacy="PRIVATE"),
    sponsorship("Gone Ltd", -1, "$5 a month"),
    sponsorship("Small Ltd", 5, "☕ Backer"),
    sponsorship("Hive", 5, "☕ Backer"),
    {"sponsor": {"type": "Organization"}, "monthlyDollars": 5, "privacyLevel": "PUBLIC", "tierName": "x"},
]


def roll(desk: Desk) -> str:
    return desk.data("sponsors.yaml").read_text(encoding="utf-8").partition("tiers:\n")[2]


def take(desk: Desk, members: list[dict[str, Any]], *flags: str) -> Said:
    return desk.take("sponsors.json", json.dumps(members), *flags)


def test_sponsorkit(desk: Desk) -> None:
    said = take(desk, KIT)
    assert (said.status, desk.problems()) == (0, [])
    assert roll(desk) == (
        '  - name: "$500 a month"\n    sponsors:\n      - {name: "Hive", url: "https://hive.example"}\n'
        '  - name: "$50 a month"\n    sponsors:\n      - {name: "Snyder, Inc."}\n'
        '  - name: "☕ Backer"\n    sponsors:\n      - {name: "Small Ltd", url: "https://github.com/S"}\n'
    )
    for left in ("1, is a person", "1, wants no publicity", "1, is a sponsor of the past", "1, stands there twice", "1, has no name"):
        assert f"left out: {left}\n" in said.out
    assert "3 sponsors in 3 tiers, 5 left out; wrote " in said.out


def test_tiers_by_amount_and_those_who_are_asked_for(desk: Desk) -> None:
    said = take(desk, KIT, "--tier", "Silver=20", "--tier", "Gold=500", "--individuals", "--keep", "shy ltd")
    assert said.status == 0
    assert "Gold: Hive\nSilver: Ada, Shy Ltd, Snyder, Inc.\n" in said.out
    assert "left out: 1, gave less than the lowest tier asks, or nobody knows how much\n" in said.out
    assert next(line for line in roll(desk).splitlines() if "name:" in line) == "  - name: Gold"


def test_open_collective(desk: Desk) -> None:
    members = json.loads(MEMBERS)
    members += [
        {**members[0], "name": "GitHub Sponsors", "profile": "https://opencollective.com/github-sponsors"},
        {**members[0], "name": "Host", "role": "HOST", "profile": "https://opencollective.com/host"},
        {**members[0], "name": "Bo", "type": "USER", "profile": "https://opencollective.com/bo", "website": None, "tier": None},
        {**members[0], "totalAmountDonated": 5, "tier": "Backer"},
    ]
    said = take(desk, members)
    assert roll(desk) == '  - name: Gold Sponsor\n    sponsors:\n      - {name: "Example Organisation", url: "https://example.org"}\n'
    assert "note: “GitHub Sponsors” is the payout of GitHub Sponsors: import GitHub's own export for those behind it\n" in said.out
    assert "left out: 1, wants no publicity\n" in said.out
    assert "left out: 1, runs the collective\n" in said.out
    assert take(desk, members, "--individuals").status == 0
    assert '- name: Backers\n    sponsors:\n      - {name: "Bo"' in roll(desk)


def test_nothing_and_other_currencies_make_no_tier(desk: Desk) -> None:
    one = json.loads(MEMBERS)[0]
    members = [
        one,
        {**one, "name": "Nil Ltd", "profile": "https://opencollective.com/nil", "totalAmountDonated": 0},
        {**one, "name": "Euro AG", "profile": "https://opencollective.com/euro", "totalAmountDonated": 9000, "currency": "EUR"},
    ]
    said = take(desk, members, "--tier", "Gold=5000", "--tier", "Silver=1")
    assert "Gold: Example Organisation\n" in said.out
    assert "left out: 1, gave nothing\nleft out: 1, gave in another currency than USD\n" in said.out
    asked = (
        "question: tiers are in USD, and in another currency gave “Euro AG” 9,000 EUR; --keep euro for the lowest tier, or leave out --tier"
    )
    assert asked in said.out
    assert "Silver: Euro AG\n" in take(desk, members, "--tier", "Gold=5000", "--tier", "Silver=1", "--keep", "euro").out
    assert "Gold Sponsor: Example Organisation, Euro AG\n" in take(desk, members, "--dry-run").out
    report = desk.data("report.yaml")
    report.write_text(report.read_text(encoding="utf-8").replace("currency: USD", "currency: EUR"), encoding="utf-8")
    said = take(desk, KIT, "--tier", "Gold=500", "--tier", "Silver=5")
    assert "question: tiers are in EUR, and in another currency gave “Hive” 500 USD, “Snyder, Inc.” 50 USD, “Small Ltd” 5 USD; " in said.out
    assert "0 sponsors in 0 tiers, 8 left out; nothing was written" in said.out


def test_github(desk: Desk) -> None:
    said = desk.take("export.csv", GITHUB)
    assert said.status == 1
    assert (
        "question: the export does not say who of these is a person; --keep example-person --keep example-org, or --individuals for all"
        in said.out
    )
    assert not desk.data("sponsors.yaml").exists()
    said = desk.take("export.csv", GITHUB, "--keep", "example-org")
    assert said.status == 0
    assert (
        roll(desk)
        == '  - name: "$1,000 a month"\n    sponsors:\n      - {name: "Example Organisation", url: "https://github.com/example-org"}\n'
    )
    given_back = GITHUB.replace(b",settled,", b",refunded,")
    assert "paid nothing that was not given back" in desk.take("export.csv", given_back, "--individuals").out
    assert "Hidden Donor" in desk.take("export.csv", GITHUB, "--individuals", "--private", "--tier", "All=0.01", "--dry-run").out


def test_python_org(desk: Desk) -> None:
    placed = json.loads(PLACEMENT)
    placed.append({**placed[0], "sponsor": "Second", "sponsor_slug": "second", "level_name": "Maintaining", "level_order": 0})
    placed.append({**placed[0], "flight": "footer"})
    assert take(desk, placed).status == 0
    assert [line.strip() for line in roll(desk).splitlines() if "- name:" in line] == ["- name: Maintaining", "- name: Visionary"]


def test_logos_are_those_that_are_there(desk: Desk) -> None:
    folder = desk.root / "images" / "sponsors"
    folder.mkdir(parents=True)
    for name in ("hive.svg", "hive-dark.svg", "small-ltd.txt"):
        (folder / name).write_text("<svg/>", encoding="utf-8")
    take(desk, KIT, "--logos", "images/sponsors/")
    assert (
        '{name: "Hive", url: "https://hive.example", logo: "/images/sponsors/hive.svg", logo-dark: "/images/sponsors/hive-dark.svg"}'
        in roll(desk)
    )
    assert "small-ltd.txt" not in roll(desk)
    assert desk.problems() == []


@pytest.mark.parametrize("written", ["block", "flow"])
def test_a_second_import_adds_what_is_new_and_lists_the_rest(desk: Desk, written: str) -> None:
    take(desk, KIT, "--tier", "Gold=500", "--tier", "Silver=20")
    path = desk.data("sponsors.yaml")
    text = path.read_text(encoding="utf-8")
    text = text.replace('{name: "Hive"', '{name: "Hive Group"').replace("tiers:", "disclaimer: In thanks.  # ours\ntiers:", 1)
    if written == "flow":
        text = text.replace('\n      - {name: "Snyder, Inc."}', ' [{name: "Snyder, Inc."}]')
    path.write_text(text, encoding="utf-8")
    newer = [
        KIT[0],
        sponsorship("Fresh", 60, "x", url="https://fresh.example"),
        sponsorship("Tiny", 6, "x"),
        {**KIT[1], "monthlyDollars": 900},
    ]
    said = take(desk, newer, "--tier", "Gold=500", "--tier", "Silver=20", "--tier", "Bronze=1")
    changes = said.out.partition("changes:\n")[2].splitlines()[:-1]
    assert changes == [
        "  “Snyder, Inc.” is in “Gold” now, and stays in “Silver” here: move it if that is right",
        "  “Hive Group” is called “Hive” in the export, and keeps its name here: correct it if it changed",
        "  new sponsor “Fresh” in “Silver”",
        "  new sponsor “Tiny” in “Bronze”",
    ]
    now = path.read_text(encoding="utf-8")
    assert "disclaimer: In thanks.  # ours\n" in now
    assert '{name: "Hive Group", url: "https://hive.example"}' in now
    assert now.index("Snyder") < now.index("Fresh") < now.index("Bronze") < now.index("Tiny")
    assert desk.problems() == []
    said = take(desk, [KIT[0]])
    assert "  “Fresh” is not in the export, or was left out: delete it if it is gone\n" in said.out


def test_a_file_of_ones_own_is_left_alone(desk: Desk) -> None:
    mine = "tiers:\n  - name: Gold\n    sponsors: [Hive]\n"
    desk.data("sponsors.yaml").write_text(mine, encoding="utf-8")
    assert "written by no import" in take(desk, KIT).err
    assert desk.data("sponsors.yaml").read_text(encoding="utf-8") == mine
    assert take(desk, KIT, "--update", "--tier", "Gold=20").status == 0
    assert '    sponsors: [Hive, {name: "Snyder, Inc."}]\n' in roll(desk)
    desk.data("sponsors.yaml").write_text("tiers: [\n", encoding="utf-8")
    assert "cannot be read as YAML" in take(desk, KIT, "--update").err


@pytest.mark.parametrize("flags", [["--tier", "Gold"], ["--tier", "Gold=much"]])
def test_wrong_tiers(desk: Desk, flags: list[str]) -> None:
    said = take(desk, KIT, *flags)
    assert said.status == 2
    assert said.err.startswith("sphinx-impact: --tier Gold")
