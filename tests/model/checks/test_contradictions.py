"""Contradictions that nobody declared: sure ones are said, doubtful ones hinted at, and what is right is left in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.checks.contradictions import folded
from sphinx_impact.model.load import load_report
from tests.model.lantern import LANTERN
from tests.model.loading.filing import write
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "section,line,kind,id,2023,2022\n"


def stat(key: str, label: str, value: str, unit: str = "people", qualifier: str = "exact") -> str:
    return f"{key}: {{label: {label}, unit: {unit}, source: survey2023, qualifier: {qualifier}, values: {{{value}}}}}\n"


def said(root: Path, stats: str = "", waivers: str = "", **statements: str) -> list[str]:
    """What is said of contradictions in a report; nothing else may be wrong. A statement is ``type|rows``."""
    files = {"stats.yaml": stats or "decimal: .\n"}
    for name, written in statements.items():
        kind, _, rows = written.partition("|")
        files[f"statements/{name}.csv"] = HEAD + rows
        files[f"statements/{name}.yaml"] = f"title: {name}\ntype: {kind}\nscale: thousands\nsource: survey2023\n"
    if waivers:
        files["waivers.yaml"] = waivers
    problems = load_report(write(root, files)).problems
    assert {problem.code for problem in problems} <= {"contradiction", "waiver", "address"}, problems
    return [str(problem).removeprefix("data/") for problem in problems]


@pytest.mark.parametrize("folder", [ROOT / "report", LANTERN])
def test_silence_where_all_is_right(folder: Path) -> None:
    assert load_report(folder).audit.problems == ()


def test_what_agrees_elsewhere_is_sure(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        position="position|Assets,Cash,item,,5,6\nAssets,Total assets,total,,5,6\n",
        trend="schedule|,Total Assets,item,assets,5,7\n",
    ) == [says("statements/trend.csv:2 contradiction: Assets")]


SURE = {
    "position": "position|Assets,Cash,item,,5,6\nAssets,Total assets,total,,5,6\n",
    "trend": "schedule|,Total Assets,item,assets,5,7\n",
}


def test_a_waiver_accepts_it(tmp_path: Path) -> None:
    waiver = "- {check: contradiction, at: trend.assets@2022, difference: 1000, reason: so}\n"
    assert said(tmp_path, waivers=waiver, **SURE) == []
    (accepted,) = load_report(tmp_path).audit.accepted
    assert tuple(map(str, accepted.figures)) == ("position.total-assets@2022", "trend.assets@2022")


@pytest.mark.parametrize(
    ("waiver", "messages"),
    [
        (
            "at: trend.assets@2022, difference: 999",
            ["statements/trend.csv:2 contradiction: 999 … data/waivers.yaml:1", "waivers.yaml:1 waiver: 999 … 1,000"],
        ),
        ("at: trend.assets, difference: 1", ["waivers.yaml:1 waiver: trend.assets@2023 … nothing differs"]),
        ("at: trend.asset, difference: 1", ["waivers.yaml:1 address: “trend.asset” … did you mean"]),
        ("at: x y, difference: 1", ["waivers.yaml:1 address: “x y”"]),
    ],
)
def test_a_waiver_that_covers_nothing(tmp_path: Path, waiver: str, messages: list[str]) -> None:
    found = said(tmp_path, waivers=f"- {{check: contradiction, {waiver}, reason: so}}\n", **SURE)
    for message in messages:
        assert says(message) in found


def test_what_a_tie_out_names_is_checked_there(tmp_path: Path) -> None:
    assert len(said(tmp_path, **SURE)) == 1
    (tmp_path / "data/tieouts.yaml").write_text("- {that: position.total-assets <= trend.assets, for: each}\n", encoding="utf-8")
    assert load_report(tmp_path).problems == ()


def test_a_stat_and_a_total(tmp_path: Path) -> None:
    revenue = "activities|Income,Gifts,item,,5,6\nIncome,Total revenue,total,,5,6\n"
    agrees = stat("money.revenue", "total revenue", '"2023": "5,000", "2022": 6 thousand', "USD")
    assert said(tmp_path, agrees, activities=revenue) == []
    slips = stat("money.revenue", "total revenue", '"2023": "5,000", "2022": 7 thousand', "USD")
    (sure,) = said(tmp_path, slips, activities=revenue)
    where = "Total revenue 2022 … 6,000 … activities.total-revenue@2022 … 7,000 … data/stats.yaml:1"
    assert sure == says(f"statements/activities.csv:3 contradiction: {where}")
    alone = stat("money.revenue", "total revenue", '"2022": 7 thousand', "USD")
    (doubtful,) = said(tmp_path, alone, activities=revenue)
    assert doubtful == says("statements/activities.csv:3 contradiction: hint: … Total revenue 2022 … 6,000 … different labels")


def test_two_stats_with_one_label(tmp_path: Path) -> None:
    (found,) = said(tmp_path, stat("web.downloads", "downloads", '"2023": 500') + stat("web.fetches", "Downloads", '"2023": 400'))
    assert found == says("stats.yaml:2 contradiction: hint: … Downloads 2023 … 400 … web.fetches@2023 … 500 … web.downloads@2023")


@pytest.mark.parametrize(
    ("one", "two", "silent"),
    [
        (("500", "exact"), ("500", "exact"), True),
        (("500", "exact"), ("501", "exact"), False),
        (("1,000", "exact"), ("1K", "exact"), True),
        (("1,234", "exact"), ("1.2K", "exact"), True),  # one is the other, rounded
        (("1,250", "exact"), ("1.2K", "exact"), True),
        (("1,251", "exact"), ("1.2K", "exact"), False),
        (("500,000", "about"), ("516,402", "exact"), True),
        (("500,000", "about"), ("596,402", "exact"), False),
        (("36K", "about"), ("37K", "about"), True),
        (("36K", "about"), ("39K", "about"), False),
        (("600", "at least"), ("610", "exact"), True),
        (("600", "at least"), ("599", "exact"), False),
        (("600", "at least"), ("747.4", "exact"), False),  # true, and too little to be meant
        (("10 million", "over"), ("10.2 million", "exact"), True),
        (("500", "nearly"), ("490", "exact"), True),
        (("500", "nearly"), ("510", "exact"), False),
        (("600", "at least"), ("700", "at least"), True),
    ],
)
def test_as_exactly_as_they_are_meant(tmp_path: Path, one: tuple[str, str], two: tuple[str, str], silent: bool) -> None:
    stats = "".join(
        stat(key, "people who came", f'"2023": "{value}"', qualifier=qualifier)
        for key, (value, qualifier) in (("a.one", one), ("a.two", two))
    )
    assert (said(tmp_path, stats) == []) is silent


@pytest.mark.parametrize(
    "stats",
    [
        stat("a.visitors", "visitors", '"2023": 5') + stat("b.visitors", "visitors", '"2023": 6'),  # two places, one word
        "".join(stat(f"{place}.visitors", "people who came", f'"2023": {number}') for number, place in enumerate("abc")),  # what many carry
        stat("a.visitors", "people who came", '"2023": 5') + stat("a.others", "people who came", '"2022": 6'),  # another period
        stat("a.visitors", "people who came", '"2023": 5') + stat("a.others", "people who came", '"2023": 6', unit="loans"),
        stat("a.x", "people who came", '"2023": 5') + stat("b.x", "people who came", '"2023": 6')  # two conferences, told alike
        + stat("a.y", "people who spoke", '"2023": 1') + stat("b.y", "people who spoke", '"2023": 2'),
    ],
)  # fmt: skip
def test_one_name_may_mean_two_things(tmp_path: Path, stats: str) -> None:
    assert said(tmp_path, stats) == []


@pytest.mark.parametrize(
    "statements",
    [
        # revenue and expenses may have a line of the same name, and so may two lists
        {"one": "activities|Income,Grants,item,,5,6\n", "two": "schedule|Costs,Grants,item,,7,8\n"},
        {"one": "schedule|,North America,item,,5,6\n", "two": "schedule|,North America,item,,7,8\n"},
        # the books of two branches
        {
            "one": "activities|Income,Gifts,item,,5,6\nIncome,Total income,total,,5,6\nCosts,Rent,item,,1,1\nCosts,Total costs,total,,1,1\n",
            "two": "activities|Income,Gifts,item,,7,8\nIncome,Total income,total,,7,8\nCosts,Rent,item,,2,2\nCosts,Total costs,total,,2,2\n",
        },
        {
            "one": "activities|Income,Gifts,item,,5,6\nIncome,Total income,total,,5,6\nCosts,Rent,item,,1,1\nCosts,Total costs,total,,1,1\n",
            "two": "schedule|Income,Gifts,item,,7,8\nIncome,Total income,total,,7,8\nCosts,Rent,item,,2,1\nCosts,Total costs,total,,2,1\n",
        },
    ],
)
def test_statements_may_be_of_two_things(tmp_path: Path, statements: dict[str, str]) -> None:
    assert said(tmp_path, **statements) == []


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Accounts Receivable - Net", "accounts receivable, net"),
        ("Liabilities & Net Assets", "liabilities and net assets"),
        ("*Total* **assets**", "total assets"),
        ("[Total assets](https://example.org/)", "total assets"),
        ("Trésorerie", "tresorerie"),
        ("  Two\twords ", "two words"),
    ],
)
def test_labels_are_compared_by_their_words(text: str, same: str) -> None:
    assert folded(text) == folded(same)
