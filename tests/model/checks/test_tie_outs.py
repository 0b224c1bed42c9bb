"""Tie-outs hold or do not, for the right period, as exactly as their figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.checks.relating import load, one, said
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path


def differs(root: Path, that: str, **options: str) -> bool:
    """Whether a tie-out does not hold; nothing else may be wrong."""
    report = one(root, that, **options)
    (outcome,) = report.audit.outcomes
    assert [problem for problem in report.problems if problem.code != "tie-out"] == []
    assert bool(report.problems) == (outcome.problem is not None)
    return bool(report.problems)


@pytest.mark.parametrize(
    "that",
    [
        "people.all = people.here + people.there",
        "people.all@2022 = sum(people.here@2022, people.there@2022)",
        "people.all@2022 = people.here@previous + people.there@previous",
        "people.all - people.all@previous = 650",
        "grants.all = 700 thousand",
        "grants.all = sum(grants.*)",
        "grants.all@2022 = sum(grants.*@2022)",  # what is not applicable is left out, and nil is nothing
        "sum(grants.*/share) = 100%",
        "sum(grants.*/share) = grants.all/share",
        "grants.all * grants.conferences/share = grants.conferences",
        "grants.all * share.half = 350,000",
        "money.given = 697,000",
        "people.here <= people.all",
        "people.all >= people.here",
        "people.there < people.here",
        "people.here > people.there",
        "count(sponsors) = 3",
        "count(sponsors.gold) + count(people.staff) = 5",
        "count(grants) = 3",
        "count(lists/members.csv) = 4",
        "count(lists/members.csv where joined is 2023) = 2",
        "count(lists/members.csv where name is ada) = 1",
        "total(charts/visits.csv of number) = 2,000",
        "total(charts/visits.csv of share) = 100%",
        "total(charts/visits.csv of number where month is may) = 750",
        "total(charts/visits.csv of dollars where month is May) = 4,000",
        "days() = 365",
        "days(2022) * 24 * 60 * 60 = seconds(2022)",
        "sum(people.*) = 2 * people.all",
        "net.downloads = 284 billion",
        "net.downloads = 300 billion",  # at least
        "net.files = 10,000,001",  # over
        "net.requests = 36,200",  # about, to the last digit that is no zero
        "net.requests = 35,500",
        "net.reviews = 480",  # nearly: at most one in the last digit less
        "net.downloads >= 284 billion",
        "net.downloads * 2 = 600 billion",
        "1 / net.downloads <= 1",
    ],
)
def test_it_holds(tmp_path: Path, that: str) -> None:
    assert not differs(tmp_path, that)


@pytest.mark.parametrize(
    "that",
    [
        "people.all = people.here + people.there + 1",
        "people.all = people.here@previous + people.there",
        "grants.all = 700",
        "sum(grants.*/share) = 100",
        "money.given = 697,001",
        "people.all <= people.here",
        "people.here < people.here",
        "count(sponsors) = 4",
        "count(lists/members.csv where joined is 2024) = 1",
        "net.downloads = 283 billion",
        "net.requests = 36,501",
        "net.reviews = 501",
        "net.reviews = 399",
        "net.downloads < 284 billion",
        "0 - net.downloads = 0",
        "net.volume * 8 million = net.rate * seconds()",
    ],
)
def test_it_does_not_hold(tmp_path: Path, that: str) -> None:
    assert differs(tmp_path, that)


@pytest.mark.parametrize(
    ("that", "options", "wrong"),
    [
        ("net.volume * 8 million = net.rate * seconds()", {"rounding": "allow"}, False),
        ("net.volume * 8 million = net.rate * seconds()", {"about": "0.001%"}, False),
        ("net.volume * 8 million = net.rate * seconds()", {"about": "0.0001%"}, True),
        ("net.volume * 8 million = net.rate * seconds(2022)", {"rounding": "allow", "for": '"2022"'}, None),
        ("net.volume = 747.45", {"rounding": "allow"}, False),
        ("net.volume = 747.46", {"rounding": "allow"}, True),
        ("money.given = 697,499", {"rounding": "allow"}, False),
        ("money.given = 697,501", {"rounding": "allow"}, True),
        ("grants.travel = 210,500", {"rounding": "allow"}, False),
        ("grants.travel = 210,501", {"rounding": "allow"}, True),
        ("grants.travel/share = 0.305", {"rounding": "allow"}, False),
        ("net.downloads = 300 billion", {"about": "1%"}, True),  # the number as it was written
        ("net.downloads = 286 billion", {"about": "1%"}, False),
        ("people.there = 500", {"about": "9"}, False),
        ("people.there = 500", {"about": "8.9"}, True),
        ("people.there >= 500", {"about": "9"}, False),
        ("people.there > 500", {"about": "9"}, True),
        ("people.there < 491", {"about": "9"}, False),
        ("people.all <= 2,645", {"about": "4"}, True),
    ],
)
def test_how_near(tmp_path: Path, that: str, options: dict[str, str], wrong: bool | None) -> None:
    if wrong is None:
        assert said(one(tmp_path, that, **options)) != []
    else:
        assert differs(tmp_path, that, **options) is wrong


def test_the_message(tmp_path: Path) -> None:
    assert said(load(tmp_path, "- say: Both places\n  that: people.all = people.here + 490\n  for: [2023]\n")) == [
        says("tieouts.yaml:2 tie-out: places")
    ]


@pytest.mark.parametrize(
    ("that", "message"),
    [
        (
            "net.downloads = 2",
            "tie-out: net.downloads … 284,000,000,000 … 2 … 283,999,999,998",
        ),
        ("people.there >= 492", "tie-out: people.there … 491 … 492 … -1"),
        ("people.there > people.all", "tie-out: people.there … 491 … people.all … 2,650"),
        ("share.half = grants.travel/share", "tie-out: share.half … 50% … grants.travel/share … 30%"),
        (
            "grants.travel / grants.all = share.half",
            "tie-out: grants.travel … grants.all … 30% … share.half",
        ),
        ("grants.*/share = 30%", "tie-out: 10% … 30% … -20"),
        ("count(sponsors) = 4", "tie-out: 3 … 4 … -1"),
        (
            "total(charts/visits.csv of number) = 1",
            "tie-out: charts/visits.csv … 2,000 … 1 … 1,999",
        ),
        ("days() = 366", "tie-out: 365 … 366 … -1"),
        ("people.all / 3 = 883", "tie-out: people.all … 3 … 883.3333333 … 883"),
    ],
)
def test_what_is_said(tmp_path: Path, that: str, message: str) -> None:
    assert said(one(tmp_path, that))[0] == says(f"tieouts.yaml:2 {message}")


@pytest.mark.parametrize(
    ("that", "message"),
    [
        ("people.al = 1", "address: “people.al = 1” … “people.al@2023” … “people.all@2023”"),
        ("net.volume@2022 = 1", "address: checked"),
        ("people.all@2015 = 1", "address: “2015”"),
        ("sum(grant.*) = 1", "address: “grant” … “grants”"),
        ("sum(grants.*/part) = 1", "address: grants.conferences@2023/part"),
        ("count(sponsor) = 1", "address: “sponsor” … “sponsors”"),
        ("count(sponsors where name is Ada) = 1", "formula: “where”"),
        ("total(sponsors of number) = 1", "formula: “of”"),
        ("total(charts/visits.csv of numbers) = 1", "key: “numbers” … “number”"),
        ("total(charts/visits.csv of dollars) = 1", "number: “few”"),
        ("total(charts/visits.csv of share where month is July) = 1", "not-reported: “share”"),
        ("count(lists/members.csv where join is x) = 1", "key: “join” … “joined”"),
        ("count(lists/member.csv) = 1", "file: “lists/members.csv”"),
        ("count(../conf.csv) = 1", "path: “../conf.csv”"),
        ("days(2021) = 1", "period: 2021"),
        ("seconds(election) = 1", "period: election"),
        ("people.all / share.nil = 1", "tie-out: checked"),
        ("money.given = money.euro", "tie-out: checked"),
        ("people.all", "formula: “people.all”"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_said_once(tmp_path: Path, that: str, message: str) -> None:
    (found,) = said(one(tmp_path, that))
    assert found == says(f"tieouts.yaml:2 {message}")


def test_what_is_not_applicable_is_passed_over(tmp_path: Path) -> None:
    assert said(one(tmp_path, "share.absent = 5")) == []
    assert said(one(tmp_path, "grants.books@2022 = 5")) == []


def test_what_is_not_reported_is_said(tmp_path: Path) -> None:
    table = "section,line,kind,2023\n,Gifts,item,\n,Dues,item,3\n"
    sheet = "title: Income\nscale: units\nsource: survey2023\n"
    report = load(tmp_path, "- that: income.gifts = 3\n", files={"statements/income.csv": table, "statements/income.yaml": sheet})
    assert said(report) == [says("tieouts.yaml:1 not-reported: “income.gifts = 3”")]


def test_a_number_that_cannot_be_read_is_reported_once(tmp_path: Path) -> None:
    table = "section,line,kind,2023\n,Gifts,item,many\n,Dues,item,3\n"
    sheet = "title: Income\nscale: units\nsource: survey2023\n"
    report = load(tmp_path, "- that: sum(income.*) = 3\n", files={"statements/income.csv": table, "statements/income.yaml": sheet})
    assert [problem.code for problem in report.problems] == ["number"]


def test_a_statement_that_cannot_be_loaded_is_reported_once(tmp_path: Path) -> None:
    report = load(tmp_path, "- that: income.gifts = 3\n- that: sum(income.*) = 3\n", files={"statements/income.csv": "a;b\n1;2\n"})
    assert {problem.origin.path for problem in report.problems} == {"data/statements/income.csv"}


# ---- periods ----


@pytest.mark.parametrize(
    ("for_", "checked"),
    [
        ("", ["it"]),
        ("each", ["it@2023", "it@2022"]),
        ('"2022"', ["it@2022"]),
        ("2022", ["it@2022"]),
        ("[2022, 2023, 2022]", ["it@2022", "it@2023"]),
    ],
)
def test_for_which_periods(tmp_path: Path, for_: str, checked: list[str]) -> None:
    report = one(tmp_path, "people.all = people.here + people.there", **{"for": for_} if for_ else {})
    assert [str(outcome.at) for outcome in report.audit.outcomes] == checked


def test_each_period_has_its_own_period_before(tmp_path: Path) -> None:
    report = one(tmp_path, "people.all - people.all@previous = 650", **{"for": "each"})
    assert [str(outcome.at) for outcome in report.audit.outcomes] == ["it@2023"]  # nothing comes before 2022
    assert report.problems == ()


def test_each_item_and_each_period(tmp_path: Path) -> None:
    report = one(tmp_path, "grants.* <= grants.all", **{"for": "each"})
    assert [str(outcome.at) for outcome in report.audit.outcomes] == [
        "it@2023/conferences",
        "it@2023/travel",
        "it@2023/books",
        "it@2022/conferences",
        "it@2022/travel",
    ]


def test_each_where_the_relation_says_its_periods_itself_is_checked_once(tmp_path: Path) -> None:
    assert len(one(tmp_path, "people.all@2022 = 2,000", **{"for": "each"}).audit.outcomes) == 1


def test_each_of_none_is_said(tmp_path: Path) -> None:
    (found,) = said(one(tmp_path, "people.al = 2,000", **{"for": "each"}))
    assert found == says("tieouts.yaml:2 address: people.al = 2,000 … no period")


@pytest.mark.parametrize("for_", ["2015", "[2023, 2015]", "every"])
def test_a_period_that_is_not_declared(tmp_path: Path, for_: str) -> None:
    (found,) = said(one(tmp_path, "people.all = 1", **{"for": for_}))
    assert found == says("tieouts.yaml:3 period: for: the period")


def test_instants_have_the_instant_before(tmp_path: Path) -> None:
    profile = "organisation: L\ncurrency: USD\nreporting-period: fy\nperiods:\n  fy: {start: 2023-07-01, end: 2024-06-30}\n  now: {date: 2024-06-30}\n  then: {date: 2023-06-30}\nsources:\n  survey2023: {title: S}\n"  # fmt: skip
    files = {
        "report.yaml": profile,
        "stats.yaml": "x.cash: {label: cash, unit: USD, source: survey2023, values: {now: 5, then: 3}}\nx.change: {label: change, unit: USD, source: survey2023, value: 2}\n",
        "statements/grants.csv": "section,line,kind,id,fy\n,All,item,all,1\n",
        "statements/grants.yaml": "title: Grants\nsource: survey2023\n",
    }
    assert said(load(tmp_path, "- that: x.cash - x.cash@previous = x.change@fy\n  for: now\n", files=files)) == []


# ---- the file ----


@pytest.mark.parametrize(
    ("tie_outs", "message"),
    [
        ("that: a.b = 1\n", "tieouts.yaml:1 value: tieouts.yaml … mapping"),
        ("- people.all = 1\n", "tieouts.yaml:1 value: mapping"),
        ("- say: nothing\n", "tieouts.yaml:1 missing: has"),
        ("- {that: people.all = 2650, sey: x}\n", "tieouts.yaml:1 key: “sey” … “say”"),
        ("- {that: people.all = 2650, about: near}\n", "tieouts.yaml:1 number: “near”"),
        ("- {that: people.all = 2650, rounding: some}\n", "tieouts.yaml:1 value: “some” … “exact” … “allow”"),
        ("- {that: people.all = 2650, hint: maybe}\n", "tieouts.yaml:1 value: “maybe”"),
        ("- {that: people.all = 2650, id: A b}\n", "tieouts.yaml:1 value: “A b”"),
        (
            "- {that: people.all = 2650, id: it}\n- {that: people.all = 2650, id: it}\n",
            "tieouts.yaml:2 duplicate: “it”",
        ),
        ("- {that: people.all = 2650, for: [{a: b}]}\n", "tieouts.yaml:1 value: periods"),
    ],
)
def test_a_mistake_in_the_file(tmp_path: Path, tie_outs: str, message: str) -> None:
    assert said(load(tmp_path, tie_outs)) == [says(message)]


def test_ids_come_from_the_words(tmp_path: Path) -> None:
    report = load(tmp_path, "- {that: people.all = 2650, say: Everybody came!}\n- {that: people.all = 2650}\n")
    assert [tie_out.id for tie_out in report.tie_outs] == ["everybody-came", "people-all-2650"]
    assert report.files_for("tie-outs") == ("data/tieouts.yaml",)
    assert "data/tieouts.yaml" in report.files
