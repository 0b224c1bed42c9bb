"""The YAML beside a statement, and the files of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Scale, StatementType
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.statements import load_statement, statement_files
from tests.model.filing import SHEET, activities_with, only, rows, statements, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("tpye: position", "the statement has no key “tpye”; did you mean “type”? [impact.key]"),
        ("type: balance", "type: “balance” is none of activities, position, functional-expenses, cash-flows,"),
        ("scale: thousand", "scale: “thousand” is none of units, thousands or millions; did you mean “thousands”? [impact.value]"),
        ("currency: dollars", "currency: “dollars” is no currency code: write three capitals, such as EUR or USD [impact.value]"),
        ('period: "2024"', 'the period “2024” is not declared: write "2024": under periods in report.yaml [impact.period]'),
        ("basis: checked", "basis: “checked” is none of audited, unaudited or derived from audited statements"),
        ("basis-url: javascript:x", "basis-url: “javascript:x” has the scheme javascript:, which is not allowed"),
        ("rounding: yes", "rounding: “yes” is none of “exact” or “allow” [impact.value]"),
        ("decimal: comma", "decimal: “comma” is none of “.” or “,” [impact.value]"),
        ("notes: [x]", "notes: a mapping is expected here, not a list [impact.value]"),
        ("notes: {a: }", "the note “a” is empty: write its text [impact.missing]"),
        ("notes: {a: [b]}", "the note “a” must be a text [impact.value]"),
        ("roll-forward: {opening: a, closing: b}", "the roll-forward has no change: write change: and what it is [impact.missing]"),
        ("columns: {kind: x}", "“kind” cannot be the name of an amount column: that is another column's [impact.value]"),
        ('columns: {"2023": x}', "“2023” cannot be the name of an amount column: that is a period's [impact.value]"),
        ("columns: {a/b: x}", "“a/b” cannot be the name of an amount column: use letters, digits and hyphens [impact.value]"),
        ("columns: {x: [gifts]}", "the column “x” must be a mapping, with key: value in each row, not a list [impact.value]"),
        ("columns: {x: {formula: gifts, lable: y}}", "the column “x” has no key “lable”; did you mean “label”? [impact.key]"),
        ("columns: {x: {formula: gifts, period: fy}}", "the column “x”: the period “fy” is not declared under periods in report.yaml"),
    ],
)
def test_one_mistake_beside_the_table(tmp_path: Path, line: str, message: str) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", f"{SHEET}{line}\n")
    assert only(problems).startswith(f"statements/activities.yaml:3: {message}")
    assert statement.title.text == "Statement of activities"


def test_the_notes_that_there_are(tmp_path: Path) -> None:
    _, problems = activities_with(tmp_path, "Revenue,Fees,item,,,aa,,,5,6", SHEET + "notes: {a: x, b: y}\n")
    assert only(problems) == "statements/activities.csv:3: there is no note “aa”; did you mean “a”? [impact.key]"


def test_no_title(tmp_path: Path) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", "source: report\n")
    assert (
        only(problems) == "statements/activities.yaml:1: the statement has no title: write title: and what stands above it [impact.missing]"
    )
    assert statement.title.text == "Activities"


def test_broken_yaml_beside_the_table(tmp_path: Path) -> None:
    statement, problems = activities_with(
        tmp_path, "Revenue,Fees,item,,,,,,x,6", 'title: T\nsource: report\nscale: thousands\nbasis: "open\n'
    )
    assert rows(problems) == ["statements/activities.csv:3 number", "statements/activities.yaml:4 yaml"]
    assert statement.scale is Scale.THOUSANDS


def test_no_source(tmp_path: Path) -> None:
    message = "the statement has no source: write source: and a document, a link, or words in the YAML beside the CSV [impact.source]"
    assert only(activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", "title: T\n")[1]) == f"statements/activities.yaml:1: {message}"
    (tmp_path / "data" / "statements" / "activities.yaml").unlink()
    assert only(statements(tmp_path)[1]) == f"statements/activities.csv:1: {message}"


def test_money_needs_a_currency(tmp_path: Path) -> None:
    (tmp_path / "data" / "statements").mkdir(parents=True)
    (tmp_path / "data" / "report.yaml").write_text('organisation: X\nreporting-period: "2023"\nperiods:\n  "2023":\n')
    (tmp_path / "data" / "statements" / "a.csv").write_text("section,line,kind,source,2023\nA,One,item,words,5\n")
    found, problems = statements(tmp_path)
    assert only(problems) == "statements/a.csv:1: amounts of money need a currency: write currency: in report.yaml [impact.missing]"
    assert found["a"].currency == ""
    (tmp_path / "data" / "statements" / "a.yaml").write_text("title: A\ncurrency: EUR\n")
    assert statements(tmp_path)[1] == []
    (tmp_path / "data" / "statements" / "a.yaml").write_text("title: A\ncolumns: {share: {unit: percent}}\n")
    (tmp_path / "data" / "statements" / "a.csv").write_text("section,line,kind,source,share\nA,One,item,words,5\n")
    assert statements(tmp_path)[1] == []


def test_a_statement_without_a_report(tmp_path: Path) -> None:
    (tmp_path / "data" / "statements").mkdir(parents=True)
    (tmp_path / "data" / "statements" / "a.csv").write_text("section,line,kind,source,2023\nA,One,item,words,5\n")
    found, problems = load_profile(tmp_path, "data")
    statement, more = load_statement(tmp_path, "data/statements/a.csv", found)
    assert statement is None
    assert rows([*problems, *more]) == ["statements/a.csv:1 key"]


# ---- files ----


def test_a_sheet_without_a_table(tmp_path: Path) -> None:
    write(tmp_path, {"statements/position.yaml": SHEET})
    assert statement_files(tmp_path, "data") == ["data/statements/position.csv"]
    found, problems = statements(tmp_path)
    assert found == {}
    assert (
        only(problems) == "statements/position.yaml:1: there is no position.csv beside this file: add it, or delete this file [impact.file]"
    )


def test_a_sheet_with_the_other_suffix(tmp_path: Path) -> None:
    write(tmp_path, {"statements/a.csv": "section,line,kind,source,2023\nA,One,item,words,5\n", "statements/a.yml": SHEET})
    assert only(statements(tmp_path)[1]) == "statements/a.yml:1: data files end in .yaml: rename this one to a.yaml [impact.file]"


def test_names_of_files(tmp_path: Path) -> None:
    table = "section,line,kind,source,2023\nA,One,item,words,5\n"
    write(tmp_path, {"statements/statement_of_activities.csv": table, "statements/my books.csv": table, "statements/.#a.csv": table})
    found, problems = statements(tmp_path)
    assert (
        only(problems)
        == "statements/my books.csv:1: the file's name “my books” cannot be the id of a statement: rename it to my-books.csv [impact.value]"
    )
    assert found["statement_of_activities"].type is StatementType.ACTIVITIES
