"""A report moved on by a year: what stayed behind is named; and openings are held against last year's closings, column by column."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code, Problem
from tests.model.export.sample import export
from tests.model.lantern import LANTERN, rewrite, write
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report
    from tests.conftest import Build

PROFILE = """\
organisation: Example Foundation
currency: USD
reporting-period: "{year}"
previous: {previous}
periods:
  "2025":
  "2024":
  "2023":
sources: {{audit: {{title: Audit}}}}
"""
STATS = """\
books.lent: {label: books lent, unit: books, value: 1250, source: audit}
books.read: {label: books read, unit: books, value: 800, as-printed: "900", source: audit}
desks.open: {label: desks, unit: desks, value: 7, source: audit}
shelf.empty: {label: empty shelves, unit: shelves, value: 0, source: audit}
shelf.old: {label: old shelves, unit: shelves, value: 3, period: "2023", source: audit}
rooms.open: {label: rooms, unit: rooms, values: {"2024": 20}, source: audit}
"""
FUNDS = """\
section,line,kind,id,without,with
,"Net assets, beginning of year",item,beginning,1200,400
Changes,Gifts,item,,300,100
Changes,Costs,item,,-200,-50
Changes,Change,total,change,100,50
,"Net assets, end of year",result,end,1300,450
"""
FUNDS_YAML = """\
title: Changes in net assets
type: changes-in-net-assets
scale: thousands
source: audit
columns: {without: Without, with: With, total: {label: Total, formula: without + with}}
"""
ROLL = "roll-forward: {opening: beginning, change: change, closing: end}\n"
NEXT_FUNDS = FUNDS.replace("1200,400", "1300,450").replace("300,100", "250,40").replace("-200,-50", "-210,-60").replace("100,50", "40,-20")
NEXT_FUNDS = NEXT_FUNDS.replace("result,end,1300,450", "result,end,1340,430")


def files(year: str, previous: str = "", **more: str) -> dict[str, str | bytes]:
    return {
        "data/report.yaml": PROFILE.format(year=year, previous=previous),
        "data/stats.yaml": STATS,
        "data/statements/funds.csv": FUNDS,
        "data/statements/funds.yaml": FUNDS_YAML + ROLL,
        **{path.replace("_", "/", 1) if path.startswith("data_") else path: text for path, text in more.items()},
    }


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The report of 2024 with nothing changed but the reporting period, and the export of 2023 beside it."""
    last = export(write_project(tmp_path / "2023", files("2023")))["report.json"]
    now = write_project(tmp_path / "2024", files("2024", "data/last.json"))
    (now / "data" / "last.json").write_text(last, encoding="utf-8")
    return now


def of(report: Report, code: Code, *, hints: bool = False) -> list[Problem]:
    return [problem for problem in report.problems if problem.code is code and problem.hint is hints]


def serious(report: Report) -> list[Problem]:
    return [problem for problem in report.problems if not problem.hint]


# ---- figures ----


def test_figures_that_are_the_same_in_every_digit_are_one_problem(copied: Path) -> None:
    (problem,) = of(load_report(copied), Code.UNCHANGED)
    assert str(problem.origin) == "data/statements/funds.csv:1"
    for name in ("books.lent", "books.read", "desks.open", "the statement funds, column without", "5 places"):
        assert name in problem.message
    for name in ("shelf.empty", "shelf.old", "rooms.open"):
        assert name not in problem.message
    assert 'unchanged-in: "2024"' in problem.message
    assert len(str(problem).splitlines()) == 1


def test_without_last_years_report_nothing_is_said(copied: Path) -> None:
    rewrite(copied, "data/report.yaml", "previous: data/last.json\n", "")
    assert load_report(copied).problems == ()


def test_sources_of_last_year_are_told(tmp_path: Path) -> None:
    """By the year in their names, or by a date; not where they say nothing of a year, have another name, or stand beside other years only."""
    sources = (
        "sources: {audit: {title: Audit 2023}, count: {title: Count, date: 2024-02-01}, census: {title: Census, date: 2020-01-01}, "
        "survey: {title: Survey 2023}}\n"
    )
    stats = (
        "a.audited: {label: a, unit: a, source: audit, values: {'2024': 1, '2023': 2}}\n"
        "a.counted: {label: a, unit: a, source: count, values: {'2024': 1, '2023': 2}}\n"
        "a.people: {label: a, unit: a, source: census, values: {'2024': 1, '2023': 2}}\n"
        "a.asked: {label: a, unit: a, source: survey, values: {'2024': {value: 1, source: audit}, '2023': 2}}\n"
        "a.typed: {label: a, unit: a, source: 'Members in 2023, our own list', values: {'2024': 1, '2023': 2}}\n"
    )
    before = PROFILE.replace("sources: {{audit: {{title: Audit}}}}\n", sources.replace("{", "{{").replace("}", "}}"))
    last = write_project(tmp_path / "last", {"data/report.yaml": before.format(year="2023", previous=""), "data/stats.yaml": stats})
    now = write_project(
        tmp_path / "now", {"data/report.yaml": before.format(year="2024", previous="data/last.json"), "data/stats.yaml": stats}
    )
    (now / "data" / "last.json").write_text(export(last)["report.json"], encoding="utf-8")
    first, second, third = of(load_report(now), Code.UNCHANGED, hints=True)
    assert first.message.startswith(
        "the source audit, “Audit 2023”, is that of last year's report and names 2023, and 2 figures of 2024 name it"
    )
    assert second.message.startswith("the source count, “Count”, is that of last year's report and is dated 2024-02-01, before 2024 ended")
    assert third.message.startswith(
        "the source “Members in 2023, our own list” is that of last year's report, and so it is of 1 figure of 2024"
    )
    for old, new in (("Audit 2023", "Audit 2024"), ("2024-02-01", "2025-02-01")):
        rewrite(now, "data/report.yaml", old, new)
    rewrite(now, "data/stats.yaml", "in 2023", "in 2024")
    assert load_report(now).problems == ()


def test_a_report_that_was_moved_on_is_left_in_peace(copied: Path) -> None:
    dated = STATS.replace("value: 1250", "value: 1310, period: '2024'").replace(
        'value: 800, as-printed: "900"', "value: 900, period: '2024'"
    )
    dated = dated.replace("value: 7", "value: 7, period: '2024', unchanged-in: '2024'").replace("value: 0", "value: 0, period: '2024'")
    write(copied, {"data/stats.yaml": dated, "data/statements/funds.csv": NEXT_FUNDS})
    assert load_report(copied).problems == ()


def test_the_mark_names_a_period_so_that_it_does_not_move_on(copied: Path) -> None:
    write(
        copied,
        {
            "data/statements/funds.csv": NEXT_FUNDS,
            "data/stats.yaml": "desks.open: {label: d, value: 7, unit: desks, source: x, unchanged-in: '2024'}\n",
        },
    )
    assert of(load_report(copied), Code.UNCHANGED) == []
    rewrite(copied, "data/stats.yaml", "'2024'", "'2023'")
    (problem,) = of(load_report(copied), Code.UNCHANGED)
    assert "desks.open" in problem.message
    rewrite(copied, "data/stats.yaml", "'2023'", "'2031'")
    assert [str(problem.origin) for problem in of(load_report(copied), Code.PERIOD)] == ["data/stats.yaml:1"]


def test_a_mark_that_is_not_true_is_named(copied: Path) -> None:
    write(
        copied,
        {
            "data/statements/funds.csv": NEXT_FUNDS,
            "data/stats.yaml": "desks.open: {label: d, value: 8, unit: desks, source: x, unchanged-in: '2024'}\n",
        },
    )
    (problem,) = of(load_report(copied), Code.UNCHANGED)
    assert (str(problem.origin), "delete the mark" in problem.message) == ("data/stats.yaml:1", True)


def test_a_statement_may_say_so_too(copied: Path) -> None:
    write(copied, {"data/stats.yaml": "a.b: {label: x, value: 1, period: '2024', source: x}\n"})
    assert [problem.code for problem in of(load_report(copied), Code.UNCHANGED)] == [Code.UNCHANGED]
    rewrite(copied, "data/statements/funds.yaml", "source: audit\n", 'source: audit\nunchanged-in: "2024"\n')
    assert of(load_report(copied), Code.UNCHANGED) == []


def test_half_a_statement_is_enough_and_a_single_amount_is_not(copied: Path) -> None:
    write(copied, {"data/stats.yaml": "a.b: {label: x, value: 1, period: '2024', source: x}\n"})
    half = FUNDS.replace("300,100", "301,101").replace("100,50", "101,51").replace("result,end,1300,450", "result,end,1301,451")
    write(copied, {"data/statements/funds.csv": half})
    assert of(load_report(copied), Code.UNCHANGED) == []  # 2 of 5, and these are the opening and the costs
    write(copied, {"data/statements/funds.csv": FUNDS.replace("300,100", "301,101")})
    assert "(4 of 5 amounts)" in of(load_report(copied), Code.UNCHANGED)[0].message


def test_a_long_list_is_cut(copied: Path) -> None:
    stats = "".join(f"a.b{number}: {{label: l{number}, value: {number}, source: x}}\n" for number in range(1, 41))
    last = export(write_project(copied.parent / "many", files("2023") | {"data/stats.yaml": stats}))["report.json"]
    write(copied, {"data/stats.yaml": stats, "data/last.json": last})
    (problem,) = of(load_report(copied), Code.UNCHANGED)
    assert "42 places" in problem.message
    assert "and 32 more" in problem.message


def test_a_value_without_a_period_is_asked_to_name_one(copied: Path) -> None:
    (problem,) = of(load_report(copied), Code.UNCHANGED, hints=True)
    assert str(problem.origin) == "data/stats.yaml:1"
    assert 'period: "2024"' in problem.message
    assert "shelf.old" not in problem.message
    assert "books.lent" in problem.message


def test_the_report_of_this_year_is_not_last_years(copied: Path) -> None:
    rewrite(copied, "data/report.yaml", 'reporting-period: "2024"', 'reporting-period: "2023"')
    report = load_report(copied)
    assert of(report, Code.UNCHANGED) == []
    (problem,) = of(report, Code.PERIOD, hints=True)
    assert str(problem.origin) == "data/last.json:1"


def test_the_sample_moved_on_by_a_year(tmp_path: Path, build: Build) -> None:
    """The library's report, of which a treasurer changed the reporting period alone."""
    last = export(LANTERN)["report.json"]
    shutil.copytree(LANTERN, tmp_path / "source")
    source = tmp_path / "source"
    write(source, {"data/last.json": last})
    rewrite(source, "data/report.yaml", "reporting-period: fy24\n", "reporting-period: fy25\nprevious: data/last.json\n")
    rewrite(source, "data/report.yaml", "periods:\n", "periods:\n  fy25: {start: 2024-07-01, end: 2025-06-30}\n")
    result = build(source)
    found = [warning for warning in result.warnings if "[impact.unchanged]" in warning]
    assert len(found) == 1
    assert "the statement activities, column without" in found[0]


# ---- what was accepted and corrected ----


def test_waivers_and_corrections_that_moved_on_are_named(tmp_path: Path) -> None:
    wrong = FUNDS.replace("total,change,100,50", "total,change,101,50")
    more: dict[str, str | bytes] = {
        "data/statements/funds.csv": wrong,
        "data/statements/funds.yaml": FUNDS_YAML,
        "data/waivers.yaml": "- {check: footing, at: funds.change/without, difference: 1, reason: Printed so, public: true}\n",
        "data/errata.yaml": "- {at: books.lent, printed: '1,205', date: 2023-12-01, reason: Swapped}\n",
    }
    last = export(write_project(tmp_path / "2023", files("2023") | more))["report.json"]
    report = load_report(write_project(tmp_path / "2024", files("2024", "data/last.json") | more | {"data/last.json": last}))
    assert [str(problem.origin) for problem in of(report, Code.WAIVER)] == ["data/waivers.yaml:1"]
    assert sorted(str(problem.origin) for problem in of(report, Code.ERRATUM)) == ["data/errata.yaml:1", "data/stats.yaml:2"]
    dated = {
        "data/waivers.yaml": "- {check: footing, at: funds.change@2024/without, difference: 1, reason: Printed so, public: true}\n",
        "data/errata.yaml": "- {at: books.lent@2024, printed: '1,206', date: 2025-02-01, reason: Swapped}\n",
    }
    report = load_report(write(tmp_path / "2024", dated))
    assert of(report, Code.WAIVER) == []
    assert [str(problem.origin) for problem in of(report, Code.ERRATUM)] == ["data/stats.yaml:2"]


@pytest.mark.parametrize(("period", "named"), [("", False), ("@2024", False), ("@2023", True)])
def test_a_waiver_of_a_relation_keeps_to_its_year(copied: Path, period: str, named: bool) -> None:
    write(
        copied,
        {
            "data/tieouts.yaml": "- {id: it, that: books.lent = 1251}\n",
            "data/waivers.yaml": f"- {{check: tie-out, at: 'it{period}', difference: -1, reason: Counted later}}\n",
        },
    )
    report = load_report(copied)
    assert [str(problem.origin) for problem in of(report, Code.WAIVER)] == (["data/waivers.yaml:1"] if named else [])
    assert len(of(report, Code.TIE_OUT)) == named


def test_a_waiver_of_a_year_that_is_not_reported_any_more_is_named(copied: Path) -> None:
    write(copied, {"data/waivers.yaml": "- {check: footing, at: funds.change@2023/without, difference: 1, reason: Old}\n"})
    assert [str(problem.origin) for problem in of(load_report(copied), Code.ADDRESS)] == ["data/waivers.yaml:1"]


# ---- openings ----


@pytest.fixture
def moved(copied: Path) -> Path:
    """100,000 moved from one column to the other, in opening and closing alike."""
    table = NEXT_FUNDS.replace("beginning,1300,450", "beginning,1200,550").replace("end,1340,430", "end,1240,530")
    return write(copied, {"data/stats.yaml": "a.b: {label: x, value: 1, period: '2024', source: x}\n", "data/statements/funds.csv": table})


@pytest.mark.parametrize("roll", [ROLL, ""])
def test_an_opening_that_is_not_last_years_closing_is_named_in_each_column(moved: Path, roll: str) -> None:
    write(moved, {"data/statements/funds.yaml": FUNDS_YAML + roll})
    found = of(load_report(moved), Code.ROLL_FORWARD)
    assert [str(problem.origin) for problem in found] == ["data/statements/funds.csv:2"] * 2
    rows = (moved / "data" / "last.json").read_text(encoding="utf-8").splitlines()
    for problem, column, words in zip(found, ("with", "without"), ("100 more", "100 less"), strict=True):
        assert words in problem.message
        row = int(problem.message.partition("data/last.json:")[2].partition(")")[0])
        assert f'"address": "funds.end@2023/{column}"' in rows[row - 1]


def test_openings_that_follow_are_left_in_peace(moved: Path) -> None:
    write(moved, {"data/statements/funds.csv": NEXT_FUNDS})
    assert serious(load_report(moved)) == []


def test_a_single_column_names_itself_and_not_the_total(moved: Path) -> None:
    write(moved, {"data/statements/funds.csv": NEXT_FUNDS.replace("1300,450", "1300,451").replace("1340,430", "1340,431")})
    (problem,) = of(load_report(moved), Code.ROLL_FORWARD)
    assert "funds.end@2023/with " in problem.message


@pytest.mark.parametrize(
    "more",
    [
        {"data/statements/funds.yaml": FUNDS_YAML + ROLL + "status: restated\n"},
        {
            "data/waivers.yaml": (
                "- {check: roll-forward, at: funds.beginning/without, difference: -100, reason: Moved}\n"
                "- {check: roll-forward, at: funds.beginning@2024/with, difference: 100, reason: Moved}\n"
            )
        },
        {
            "data/errata.yaml": (
                "- {at: funds.beginning@2024/without, printed: '1,300', date: 2025-03-01, reason: Moved}\n"
                "- {at: funds.beginning@2024/with, printed: '450', date: 2025-03-01, reason: Moved}\n"
            )
        },
    ],
)
def test_a_restatement_can_be_said(moved: Path, more: dict[str, str]) -> None:
    assert serious(load_report(write(moved, more))) == []


def test_a_waiver_for_another_difference_is_stale(moved: Path) -> None:
    write(moved, {"data/waivers.yaml": "- {check: roll-forward, at: funds.beginning/without, difference: -99, reason: Moved}\n"})
    report = load_report(moved)
    assert len(of(report, Code.ROLL_FORWARD)) == 2
    assert len(of(report, Code.WAIVER)) == 1


@pytest.mark.parametrize("roll", [ROLL, ""])
@pytest.mark.parametrize("opening", ["Opening balance", "Cash at the beginning of the year", "Fund balance: start of period"])
def test_the_years_of_one_file_are_compared_by_column(tmp_path: Path, roll: str, opening: str) -> None:
    closing = opening.replace("Opening", "Closing").replace("beginning", "end").replace("start", "end")
    table = (
        "section,line,kind,id,2024/without,2024/with,2023/without,2023/with\n"
        f",{opening},item,beginning,1100,500,1100,300\nChanges,Gifts,item,,50,50,100,100\nChanges,Change,total,change,50,50,100,100\n"
        f",{closing},item,end,1150,550,1200,400\n"
    )
    more: dict[str, str | bytes] = {"data/statements/funds.csv": table, "data/statements/funds.yaml": FUNDS_YAML + roll}
    found = of(load_report(write_project(tmp_path, files("2024") | more)), Code.ROLL_FORWARD)
    assert [str(problem.origin) for problem in found] == ["data/statements/funds.csv:2"] * 2
    assert all("2024/with" in problem.message and "2023/with" in problem.message for problem in found)


@pytest.mark.parametrize(("first", "second"), [("Opening hours", "Closing hours"), ("Tickets opened", "Tickets closed"), ("Start", "End")])
def test_what_is_no_balance_is_left_in_peace(tmp_path: Path, first: str, second: str) -> None:
    table = f"section,line,kind,2024,2023\n,{first},item,9,8\n,{second},item,17,18\n"
    more: dict[str, str | bytes] = {"data/statements/funds.csv": table, "data/statements/funds.yaml": "title: Hours\nsource: audit\n"}
    assert load_report(write_project(tmp_path, files("2024") | more)).problems == ()


def test_last_years_scale_does_not_matter(moved: Path) -> None:
    table = NEXT_FUNDS.replace("1300,450", "1300000,450000")
    rows = [row.split(",") for row in table.splitlines()]
    big = "\n".join(
        ",".join(f"{Decimal(cell) * 1000}" if cell.lstrip("-").isdigit() and len(cell) < 6 else cell for cell in row) for row in rows
    )
    write(
        moved, {"data/statements/funds.csv": big + "\n", "data/statements/funds.yaml": FUNDS_YAML.replace("scale: thousands\n", "") + ROLL}
    )
    assert of(load_report(moved), Code.ROLL_FORWARD) == []
