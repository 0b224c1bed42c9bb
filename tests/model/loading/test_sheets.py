"""The YAML beside a statement, and the files of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import Scale, StatementType
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.statements import load_statement, statement_files
from tests.model.loading.filing import SHEET, activities_with, only, rows, statements, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("tpye: position", "key: “tpye” … “type”"),
        ("type: balance", "value: “balance”"),
        ("scale: thousand", "value: “thousand” … “thousands”"),
        ("currency: dollars", "value: “dollars”"),
        ('period: "2024"', "period: “2024”"),
        ("basis: checked", "value: “checked”"),
        ("basis-url: javascript:x", "url: “javascript:x”"),
        ("rounding: yes", "value: “yes” … “exact” … “allow”"),
        ("decimal: comma", "value: “comma” … “.” … “,”"),
        ("notes: [x]", "value: notes: … mapping … list"),
        ("notes: {a: }", "missing: “a”"),
        ("notes: {a: [b]}", "value: “a”"),
        ("roll-forward: {opening: a, closing: b}", "missing: change"),
        ("columns: {kind: x}", "value: “kind”"),
        ('columns: {"2023": x}', "value: “2023”"),
        ("columns: {a/b: x}", "value: “a/b”"),
        ("columns: {x: [gifts]}", "value: “x”"),
        ("columns: {x: {formula: gifts, lable: y}}", "key: “x” … “lable” … “label”"),
        ("columns: {x: {formula: gifts, period: fy}}", "period: “x” … “fy”"),
    ],
)
def test_one_mistake_beside_the_table(tmp_path: Path, line: str, message: str) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", f"{SHEET}{line}\n")
    assert only(problems) == says(f"statements/activities.yaml:3 {message}")
    assert statement.title.text == "Statement of activities"


def test_the_notes_that_there_are(tmp_path: Path) -> None:
    _, problems = activities_with(tmp_path, "Revenue,Fees,item,,,aa,,,5,6", SHEET + "notes: {a: x, b: y}\n")
    assert only(problems) == says("statements/activities.csv:3 key: “aa” … “a”")


def test_no_title(tmp_path: Path) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", "source: report\n")
    assert only(problems) == says("statements/activities.yaml:1 missing: statement")
    assert statement.title.text == "Activities"


def test_broken_yaml_beside_the_table(tmp_path: Path) -> None:
    statement, problems = activities_with(
        tmp_path, "Revenue,Fees,item,,,,,,x,6", 'title: T\nsource: report\nscale: thousands\nbasis: "open\n'
    )
    assert rows(problems) == ["statements/activities.csv:3 number", "statements/activities.yaml:4 yaml"]
    assert statement.scale is Scale.THOUSANDS


def test_no_source(tmp_path: Path) -> None:
    message = "source: statement"
    assert only(activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6", "title: T\n")[1]) == says(f"statements/activities.yaml:1 {message}")
    (tmp_path / "data" / "statements" / "activities.yaml").unlink()
    scale, source = statements(tmp_path)[1]
    assert str(scale) == says("statements/activities.csv:1 missing: scale")
    assert str(source) == says(f"statements/activities.csv:1 {message}")


def test_money_needs_a_currency(tmp_path: Path) -> None:
    (tmp_path / "data" / "statements").mkdir(parents=True)
    (tmp_path / "data" / "report.yaml").write_text('organisation: X\nreporting-period: "2023"\nperiods:\n  "2023":\n')
    (tmp_path / "data" / "statements" / "a.csv").write_text("section,line,kind,source,2023\nA,One,item,words,5\n")
    found, problems = statements(tmp_path)
    assert only(problems) == says("statements/a.csv:1 missing: currency")
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
    assert only(problems) == says("statements/position.yaml:1 file: position.csv … file")


def test_a_sheet_with_the_other_suffix(tmp_path: Path) -> None:
    write(tmp_path, {"statements/a.csv": "section,line,kind,source,2023\nA,One,item,words,5\n", "statements/a.yml": SHEET})
    assert only(statements(tmp_path)[1]) == says("statements/a.yml:1 file: files")


def test_names_of_files(tmp_path: Path) -> None:
    table = "section,line,kind,source,2023\nA,One,item,words,5\n"
    write(tmp_path, {"statements/statement_of_activities.csv": table, "statements/my books.csv": table, "statements/.#a.csv": table})
    write(tmp_path, {"statements/statement_of_activities.yaml": SHEET, "statements/my books.yaml": SHEET})
    found, problems = statements(tmp_path)
    assert only(problems) == says("statements/my books.csv:1 value: “my books” … my-books.csv")
    assert found["statement_of_activities"].type is StatementType.ACTIVITIES
