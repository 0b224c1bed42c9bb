"""Slips that people make in data files: each is said once, in words that name the cure, and changes nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report

REPORT = """\
organisation: Library Association
currency: CZK
reporting-period: fy24
periods:
  fy24: {start: 2023-04-01, end: 2024-03-31}
  fy23: {start: 2022-04-01, end: 2023-03-31}
"""
STATS = "lending.late: {label: came back late, unit: percent, source: counts, values: {fy24: 4.5, fy23: 5.1}}\n"
TABLE = "section,line,kind,formula,fy24,fy23\nIncome,Gifts,item,,40,30\nIncome,Fees,item,,50,45\nIncome,Total income,total,,90,75\n"
SHEET = "title: Accounts\nscale: thousands\nsource: audit of 2024\n"
FILES = {"report.yaml": REPORT, "stats.yaml": STATS, "statements/accounts.csv": TABLE, "statements/accounts.yaml": SHEET}


def load(root: Path, path: str = "", old: str = "", new: str = "", **more: str) -> Report:
    """The report of an association with one slip in it."""
    files = {**FILES, **{name.replace("__", "/") + ".yaml": text for name, text in more.items()}}
    if path:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    for name, text in files.items():
        file = root / "data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_report(root)


def said(report: Report) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_the_report_itself_is_sound(tmp_path: Path) -> None:
    assert said(load(tmp_path)) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        # amounts
        ("statements/accounts.csv", "40", "#REF!", "accounts.csv:2 number: “#REF!” … spreadsheet"),
        ("statements/accounts.csv", "40", "#####", "accounts.csv:2 number: “#####” … spreadsheet"),
        ("statements/accounts.csv", "90,", "=SUM(E2:E3),", "accounts.csv:4 number: formula of a spreadsheet"),
        # headers
        ("statements/accounts.csv", "fy24,fy23", "fy24,fy22", "accounts.csv:1 key: “fy22” … “fy23”"),
        ("statements/accounts.csv", "fy24,fy23", "fy24,fy23/gifts", "accounts.csv:1 key: “gifts” is not declared under columns"),
        ("statements/accounts.csv", ",kind", "", "accounts.csv:1 csv: each row has 6 cells and the header 5 … lacks a name"),
        ("statements/accounts.csv", ",fy23", ",fy23,note", "accounts.csv:1 csv: each row has 6 cells and the header 7 … a name too many"),
        ("report.yaml", "CZK", "CZX", "report.yaml:2 value: “CZX” is no currency code"),
        ("report.yaml", "CZK", "Kč", "report.yaml:2 value: “Kč” is no currency code … did you mean “CZK”"),
        ("report.yaml", "CZK", "US$", "report.yaml:2 value: “US$” is no currency code … did you mean “USD”"),
        ("report.yaml", "CZK", "Euros", "report.yaml:2 value: “Euros” is no currency code … did you mean “EUR”"),
        (
            "report.yaml",
            "CZK",
            "GBX",
            "report.yaml:2 value: “GBX” is no currency code … GBX are pence sterling: write amounts in pounds, and GBP",
        ),
        ("stats.yaml", "unit: percent", "unit: GBX", "stats.yaml:1 value: unit: “GBX” is no currency code … GBX are pence sterling"),
        # texts that a # cuts
        ("statements/accounts.yaml", "audit of 2024", "audit, page #3", "accounts.yaml:3 yaml: “#3” … quotation marks"),
        # syntax
        (
            "statements/accounts.yaml",
            "scale: thousands",
            "scale:thousands",
            "accounts.yaml:2 yaml: space after the colon … scale: thousands",
        ),
        ("statements/accounts.yaml", "scale: thousands", "scale = thousands", "accounts.yaml:2 yaml: colon … scale: thousands"),
        ("statements/accounts.yaml", "source: audit", "notes:\n\ta: audit", "accounts.yaml:4 yaml: spaces, not tabs"),
        ("statements/accounts.yaml", "title: Accounts", "title: *Accounts*", 'accounts.yaml:1 yaml: quotation marks … "*Accounts*"'),
        ("statements/accounts.yaml", "title: Accounts", "title: Accounts: all", "accounts.yaml:1 yaml: quotation marks"),
        # dates
        ("report.yaml", "end: 2024-03-31", "end: 31/03/2024", "report.yaml:5 value: 31/03/2024"),
        ("report.yaml", "end: 2024-03-31", "end: 2024-03-32", "report.yaml:5 value: 2024-03-32"),
        ("report.yaml", "start: 2023-04-01, end: 2024-03-31", "start: 2024-03-31, end: 2023-04-01", "report.yaml:5 period: swap"),
        # proportions
        ("stats.yaml", "fy24: 4.5", "fy24: 0.045", "stats.yaml:1 number: lending.late@fy24 … 0.045%"),
        ("statements/accounts.csv", ",30\n", ",30000\n", "accounts.csv:4 footing: 1,000 times"),
    ],
)
def test_one_slip(tmp_path: Path, path: str, old: str, new: str, expected: str) -> None:
    assert said(load(tmp_path, path, old, new)) == [says(expected)]


def test_a_period_whose_date_is_wrong_is_the_one_that_was_meant(tmp_path: Path) -> None:
    for written in ("31/03/2024", "31.3.2024", "2024/03/31", "2024-03-32"):
        assert load(tmp_path, "report.yaml", "end: 2024-03-31", f"end: {written}").profile.periods["fy24"].end == dt.date(2024, 3, 31)


def test_a_header_in_capitals_is_the_column_that_was_meant(tmp_path: Path) -> None:
    sheet = SHEET + "columns: {gifts: Gifts, fees: Fees}\n"
    table = "section,line,kind,FY24/gifts,fy24/fees\nIncome,All,item,1,2\n"
    (tmp_path / "data" / "statements").mkdir(parents=True)
    report = load(tmp_path, statements__accounts=sheet)
    (tmp_path / "data" / "statements" / "accounts.csv").write_text(table, encoding="utf-8")
    report = load_report(tmp_path)
    assert said(report) == [says("accounts.csv:1 key: “FY24/gifts” … “fy24/gifts”")]
    assert [column.id for column in report.statements["accounts"].statement.columns] == ["fy24/gifts", "fy24/fees"]


@pytest.mark.parametrize("formula", ["Total income - Total costs", "total-income – total-costs", "=total-income - total-costs"])
def test_a_formula_as_people_write_it(tmp_path: Path, formula: str) -> None:
    more = f"Costs,Rent,item,,10,10\nCosts,Total costs,total,,10,10\nResult,Surplus,result,{formula},80,65\n"
    found = said(load(tmp_path, "statements/accounts.csv", "90,75\n", "90,75\n" + more))
    assert found == [says("accounts.csv:7 formula: write total-income - total-costs")]


def test_two_equal_rows_are_one_mistake(tmp_path: Path) -> None:
    found = said(load(tmp_path, "statements/accounts.csv", "Income,Fees", "Income,Gifts,item,,40,30\nIncome,Fees"))
    assert all("either" not in message for message in found)
    assert any("2 and 3: delete one" in message for message in found)


def test_a_column_in_another_scale(tmp_path: Path) -> None:
    table = TABLE.replace(",30\n", ",30000\n").replace(",45\n", ",45000\n").replace(",75\n", ",75000\n")
    assert said(load(tmp_path, "statements/accounts.csv", TABLE, table)) == [says("accounts.csv:1 number: fy23 … fy24 … one scale")]


def test_a_year_that_was_ten_times_as_good_is_no_mistake(tmp_path: Path) -> None:
    table = TABLE.replace(",30\n", ",300\n").replace(",45\n", ",450\n").replace(",75\n", ",750\n")
    assert said(load(tmp_path, "statements/accounts.csv", TABLE, table)) == []


def test_a_percentage_with_its_sign_is_what_it_says(tmp_path: Path) -> None:
    assert said(load(tmp_path, "stats.yaml", "fy24: 4.5", "fy24: 0.045%")) == []


def test_a_scale_that_only_one_statement_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "data" / "statements").mkdir(parents=True)
    (tmp_path / "data" / "statements" / "gifts.csv").write_text("section,line,kind,fy24\n,Gifts,item,40\n", encoding="utf-8")
    assert said(load(tmp_path, statements__gifts="title: Gifts\nsource: audit\n")) == [says("gifts.csv:1 missing: scale: thousands")]
    assert said(load(tmp_path, statements__gifts="title: Gifts\nscale: units\nsource: audit\n")) == []
    found = said(load(tmp_path, "statements/accounts.yaml", "scale: thousands\n", "", statements__gifts="title: Gifts\nsource: audit\n"))
    assert found == []  # the default is that of all


def test_the_end_of_a_company_s_name_is_no_sponsor(tmp_path: Path) -> None:
    report = load(tmp_path, sponsors="tiers:\n  - name: Gold\n    sponsors: [Mill, a.s., Ltd. Edition]\n")
    assert said(report) == [says("sponsors.yaml:3 value: “a.s.” … quotation marks")]


def test_what_stands_behind_a_mistake_of_syntax_is_not_missing(tmp_path: Path) -> None:
    report = load(tmp_path, sponsors="as-of: 2024-03-31\ntiers:\n  - name: Gold\n    sponsors:\n      - {name: Bank}\n      -Mill\n")
    assert said(report) == [says("sponsors.yaml:6 yaml: - Mill")]


def test_a_statement_that_cannot_be_read_is_not_called_unknown(tmp_path: Path) -> None:
    report = load(tmp_path, "statements/accounts.csv", "fy24,fy23", "2024,2023")
    assert "accounts.csv could not be read" in report.explain_statement("accounts")
    assert "did you mean “accounts”" in report.explain_statement("acounts") or "there is" in report.explain_statement("acounts")
