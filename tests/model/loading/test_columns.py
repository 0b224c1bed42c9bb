"""The columns of a statement, and what its YAML says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.footing.foot import foot
from tests.model.loading.filing import SHEET, activities, only, profile
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = """\
title: Expenses
source: report
columns:
  program: {label: Program}
  support: Support
  total: {label: Total, formula: program + support}
  share: {label: Share, unit: percent}
"""


def test_declared_columns(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        "section,line,kind,program,support,total,share\nExpenses,Wages,item,5,6,11,45.0%\nExpenses,Rent,item,1,2,3,(5) %\n",
        COLUMNS,
    )
    assert problems == []
    assert statement is not None
    assert [(column.id, column.period, column.name, str(column.label), column.formula, column.unit) for column in statement.columns] == [
        ("program", "2023", "program", "Program", "", "currency"),
        ("support", "2023", "support", "Support", "", "currency"),
        ("total", "2023", "total", "Total", "program + support", "currency"),
        ("share", "2023", "share", "Share", "", "percent"),
    ]
    assert str(statement.columns[2].origin) == "data/statements/activities.yaml:6"
    assert str(statement.columns[3].origin) == "data/statements/activities.csv:1"
    assert [str(line.cells[3].amount.value) for line in statement.lines] == ["45.0", "-5"]
    assert [line.cells[3].amount.text for line in statement.lines] == ["45.0%", "(5) %"]


def test_percents_are_no_money(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "section,line,kind,2023,share\nA,One,item,5,$5\n", SHEET + "columns: {share: {unit: '%'}}\n")
    assert only(problems) == says("statements/activities.csv:2 number: “$5”")
    assert statement is not None
    assert statement.lines[0].cells[1].amount.kind is AmountKind.UNREADABLE


def test_a_formula_that_cannot_be_read(tmp_path: Path) -> None:
    sheet = SHEET + "columns: {a: A, sum: {formula: a * 2}}\n"
    statement, problems = activities(tmp_path, "section,line,kind,a\nA,One,item,5\n", sheet)
    assert problems == []
    assert statement is not None
    assert [str(problem.origin) for problem in foot(statement).problems] == ["data/statements/activities.yaml:3"]


def test_columns_by_period(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        "section,line,kind,2023/program,2023/support,2022/program,2022/support\nExpenses,Wages,item,5,6,7,8\n",
        COLUMNS.replace("  share: {label: Share, unit: percent}\n", ""),
    )
    assert problems == []
    assert statement is not None
    assert [(column.id, column.period, column.name) for column in statement.columns] == [
        ("2023/program", "2023", "program"),
        ("2023/support", "2023", "support"),
        ("2023/total", "2023", "total"),  # beside what it is the total of
        ("2022/program", "2022", "program"),
        ("2022/support", "2022", "support"),
        ("2022/total", "2022", "total"),
    ]
    footed = foot(statement, (), profile(tmp_path))
    assert footed.problems == ()
    assert [footed.cell("wages", column).value for column in ("2023/total", "2022/total")] == [11, 15]


def test_totals_of_columns_that_alternate_come_last(tmp_path: Path) -> None:
    rows = "section,line,kind,2023/program,2022/program,2023/support,2022/support\nExpenses,Wages,item,5,6,7,8\n"
    statement, _problems = activities(tmp_path, rows, COLUMNS.replace("  share: {label: Share, unit: percent}\n", ""))
    assert statement is not None
    assert [column.id for column in statement.columns][2:] == ["2023/support", "2022/support", "2023/total", "2022/total"]


def test_a_column_that_is_only_computed(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        "section,line,kind,program,support\nExpenses,Wages,item,5,6\n",
        COLUMNS.replace("  share: {label: Share, unit: percent}\n", ""),
    )
    assert problems == []
    assert statement is not None
    assert [column.id for column in statement.columns] == ["program", "support", "total"]
    assert statement.lines[0].cells[2].amount.kind is AmountKind.NOT_REPORTED
    assert foot(statement, (), profile(tmp_path)).cell("wages", "total").value == 11


def test_columns_of_another_period(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path, "section,line,kind,gifts\nA,One,item,5\n", SHEET + 'period: "2022"\ncolumns:\n  gifts: Gifts\n'
    )
    assert problems == []
    assert statement is not None
    assert statement.columns[0].period == "2022"


def test_headers_in_capitals(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "Section,LINE,Kind,Note,2023\nA,One,Item,,5\n")
    assert problems == []
    assert statement is not None
    assert (statement.lines[0].section, statement.lines[0].label.text, statement.lines[0].cells[0].amount.text) == ("A", "One", "5")


@pytest.mark.parametrize(
    ("header", "message", "amounts"),
    [
        (
            "section,line,kind,2023,2021",
            "key: “2021”",
            1,
        ),
        ("section,lines,kind,2023,2022", "key: “lines” … “line”", 2),
        (
            "section,line,kind,2023,elections",
            "key: “elections” … “election”",
            1,
        ),
        ("section,line,kind,2023,2023/gifts", "key: “2023/gifts”", 1),
        ("section,line,kind,2023,2023", "duplicate: “2023”", 1),
        ("section,line,kind,2023,", "csv: column", 1),
        (",line,kind,2023,2022", "csv: column", 2),
    ],
)
def test_headers(tmp_path: Path, header: str, message: str, amounts: int) -> None:
    statement, problems = activities(tmp_path, f"{header}\nA,One,item,5,6\nA,Two,item,7,8\n")
    assert str(problems[0]) == says(f"data/statements/activities.csv:1 {message}")
    assert {problem.origin.line for problem in problems} == {1}
    assert len(problems) == (2 if header.startswith(",") else 1)
    assert statement is not None
    assert [len(line.cells) for line in statement.lines] == [amounts, amounts]
    assert [line.label.text for line in statement.lines] == ["One", "Two"]


def test_a_misspelt_declared_column(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "section,line,kind,progam,support,total,share\nA,One,item,5,6,11,1\n", COLUMNS)
    assert only(problems) == says("statements/activities.csv:1 key: “progam” … “program”")
    assert statement is not None
    assert [column.id for column in statement.columns] == ["program", "support", "total", "share"]


def test_a_declared_column_that_is_nowhere(tmp_path: Path) -> None:
    _, problems = activities(tmp_path, "section,line,kind,program,support,total\nA,One,item,5,6,11\n", COLUMNS)
    assert only(problems) == says("statements/activities.yaml:7 key: “share”")


def test_the_same_column_twice(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "section,line,kind,gifts,2023/gifts\nA,One,item,5,5\n", SHEET + "columns:\n  gifts: Gifts\n")
    assert only(problems) == says("statements/activities.csv:1 duplicate: “gifts” … “2023/gifts”")
    assert statement is not None
    assert len(statement.columns) == 1


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("section,line,kind,note\nA,One,item,\n", "amounts … 2023"),
        ("section,line,kind,2023\n", "no rows"),
        ("section,kind,2023\nA,item,5\n", "column line is missing"),
    ],
)
def test_no_statement_at_all(tmp_path: Path, table: str, message: str) -> None:
    statement, problems = activities(tmp_path, table)
    assert statement is None
    assert only(problems) == says(f"statements/activities.csv:1 csv: {message}")
