"""How the numbers of a file are written: which separator, which decimal mark, what an empty cell means; and what can be read in two ways."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.statements import parse_statement
from sphinx_impact.model.numbers.parse import UNSAID, UNSAID_COMMA, NumberError, parse_amount, parse_number, parse_quantity
from sphinx_impact.model.problems import Code, Origin
from tests.model.loading.filing import REPORT, SHEET, activities, profile, rows, stats, write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.entities import Statement
    from sphinx_impact.model.problems import Problem

EUROS = SHEET + "currency: EUR\n"


def amounts(statement: Statement | None) -> list[str | None]:
    assert statement is not None
    return [None if cell.amount.value is None else str(cell.amount.value) for line in statement.lines for cell in line.cells]


# ---- one number ----


@pytest.mark.parametrize(
    "text", ["36.000", "576.881 people", "about 12.500", "approx. 12.500", "12.500 km2", "(1.349)", "-36.000", "€ 36.000"]
)
@pytest.mark.parametrize("decimal", [UNSAID, UNSAID_COMMA])
def test_a_point_before_three_digits(text: str, decimal: str) -> None:
    with pytest.raises(NumberError, match="two ways"):
        parse_quantity(text, decimal)
    assert parse_quantity(text, ".").value != parse_quantity(text, ",").value


@pytest.mark.parametrize("text", ["36,000", "12,500 km", "1,349 €", "1.250 million", "12.345 %"])
def test_only_where_a_comma_is_likely(text: str) -> None:
    assert parse_quantity(text, UNSAID).value > 1
    with pytest.raises(NumberError, match="two ways"):
        parse_quantity(text, UNSAID_COMMA)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("36000", "36000"),
        ("0,125", "0.125"),
        ("36,0000", "36.0000"),
    ],
)
def test_what_only_one_notation_has_is_read_where_a_comma_is_likely(text: str, value: str) -> None:
    assert parse_quantity(text, UNSAID_COMMA).value == parse_number(text, UNSAID_COMMA) == Decimal(value)
    assert parse_amount(text, UNSAID_COMMA).value == Decimal(value)


@pytest.mark.parametrize("text", ["1.349", "0.125", "36.0000"])
def test_who_says_the_separator_is_not_asked(text: str) -> None:
    assert parse_quantity(text, ".").value == Decimal(text)


# ---- stats ----


@pytest.mark.parametrize("unit", ["people", "USD", "kg", '""'])
def test_a_stat(tmp_path: Path, unit: str) -> None:
    found, problems = stats(write(tmp_path, {"stats.yaml": f"a.b:\n  label: x\n  unit: {unit}\n  source: words\n  value: 576.881\n"}))
    assert rows(problems) == ["stats.yaml:5 number"]
    assert found["a.b"].values[0].value is None


@pytest.mark.parametrize(("decimal", "value"), [(".", "576.881"), (",", "576881")])
def test_a_stat_in_a_file_that_says_it(tmp_path: Path, decimal: str, value: str) -> None:
    text = f'decimal: "{decimal}"\na.b: {{label: x, unit: people, source: words, value: 576.881}}\n'
    found, problems = stats(write(tmp_path, {"stats.yaml": text}))
    assert problems == []
    assert found["a.b"].values[0].value == Decimal(value)


@pytest.mark.parametrize(("unit", "value"), [("percent", "12.345"), ("KWD", "1.349"), ("people", "1.250 million")])
def test_three_decimals_that_mean_nothing_else(tmp_path: Path, unit: str, value: str) -> None:
    text = f"a.b: {{label: x, unit: {unit}, source: words, value: {value}}}\n"
    assert stats(write(tmp_path, {"stats.yaml": text}))[1] == []


def test_thresholds_and_counts(tmp_path: Path) -> None:
    files = {
        "stats.yaml": "a.b: {label: x, source: y, value: 5}\n",
        "tieouts.yaml": "- that: a.b = 1.349\n- that: a.b = total(x.csv of v)\n- {that: a.b = 6, about: 1.349}\n",
        "waivers.yaml": "- {check: footing, at: a.b, difference: 1.349, reason: x}\n",
        "x.csv": "k,v\na,1.349\n",
    }
    assert rows(load_report(write(tmp_path, files)).problems) == [
        "tieouts.yaml:1 formula",
        "tieouts.yaml:2 number",
        "tieouts.yaml:3 number",
        "tieouts.yaml:3 tie-out",
        "waivers.yaml:1 number",
    ]


def test_a_counted_column_shows_its_own_notation(tmp_path: Path) -> None:
    files = {
        "stats.yaml": "a.b: {label: x, source: y, value: 2.5}\n",
        "tieouts.yaml": "- that: a.b = total(x.csv of v)\n- that: a.b = total(y.csv of v)\n",
        "x.csv": "k,v\na,1.250\nb,1.25\n",
        "y.csv": "k;v\na;1,250\nb;1,25\n",
    }
    assert rows(load_report(write(tmp_path, files)).problems) == []


# ---- statements ----


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_european_export(tmp_path: Path, mark: str) -> None:
    table = "section,line,kind,2023\nA,One,item,1.234!56\nA,Two,item,12!5\nA,Three,item,1.000\nA,All,total,2.247!06\n"
    statement, problems = activities(tmp_path, "\ufeff" + table.replace(",", mark).replace("!", ",").replace("\n", "\r\n"), EUROS)
    assert problems == []
    assert amounts(statement) == ["1234.56", "12.5", "1000", "2247.06"]


def test_the_line_in_which_a_spreadsheet_names_the_separator(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "sep=;\nsection;line;kind;2023\nA;One;item;x\nA;Two;item;5,5\n", EUROS)
    assert rows(problems) == ["statements/activities.csv:3 number"]
    assert amounts(statement) == [None, "5.5"]


@pytest.mark.parametrize(("decimal", "expected"), [('decimal: ","\n', ["1234", "2345"]), ('decimal: "."\n', ["1.234", "2.345"])])
def test_semicolons_that_show_no_decimal_mark(tmp_path: Path, decimal: str, expected: list[str]) -> None:
    table = "section;line;kind;2023\nA;One;item;1.234\nA;Two;item;2.345\n"
    statement, problems = activities(tmp_path, table, EUROS)
    assert rows(problems) == ["statements/activities.csv:2 number"]  # once, though it is two amounts
    assert amounts(statement) == [None, None]
    statement, problems = activities(tmp_path, table, EUROS + decimal)
    assert problems == []
    assert amounts(statement) == expected


def test_semicolons_with_points_and_commas(tmp_path: Path) -> None:
    table = "section;line;kind;2023\nA;One;item;1.234,5\nA;Two;item;1,234.5\n"
    _, problems = activities(tmp_path, table, EUROS)
    assert rows(problems) == ["statements/activities.csv:2 number"]


def test_semicolons_with_whole_amounts(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "section;line;kind;2023\nA;One, two;item;1234\nA;Two;item;-\n")
    assert problems == []
    assert amounts(statement) == ["1234", "0"]


def test_a_semicolon_in_a_name_separates_nothing(tmp_path: Path) -> None:
    statement, problems = activities(tmp_path, "section,line,kind,2023\nA,One; two,item,5\nB,Three,item,6\n")
    assert problems == []
    assert statement is not None
    assert statement.lines[0].label.text == "One; two"


def test_a_header_with_both_is_decided_by_the_rows(tmp_path: Path) -> None:
    sheet = SHEET + 'columns:\n  "with; without": x\n'
    _, problems = activities(tmp_path, "section,line,kind,2023,with; without\nA,One,item,5,6\nB,Three,item,6,7\n", sheet)
    assert all(problem.code is not Code.CSV for problem in problems)


def test_a_table_of_two_readings(tmp_path: Path) -> None:
    _, problems = activities(tmp_path, "section;line,kind\nA;B,item\n")
    assert rows(problems) == ["statements/activities.csv:1 csv"]
    assert "commas or semicolons" in problems[0].message


# ---- empty cells ----


def test_blanks_that_are_declared_nil(tmp_path: Path) -> None:
    table = "section,line,kind,2023,2022\nA,One,item,5,\nA,Two,item,,6\nA,All,total,,\n"
    write(tmp_path, {"statements/activities.csv": table, "statements/activities.yaml": SHEET})
    assert {problem.code for problem in load_report(tmp_path).problems} == {Code.NOT_REPORTED}
    write(tmp_path, {"statements/activities.yaml": SHEET + "empty: nil\n"})
    report = load_report(tmp_path)
    assert report.problems == ()
    assert [report.figure(f"activities.{line}").value for line in ("one", "two", "all")] == [5, 0, 5]  # type: ignore[union-attr]


def test_no_other_word_for_blanks(tmp_path: Path) -> None:
    _, problems = activities(tmp_path, "section,line,kind,2023\nA,One,item,5\n", SHEET + "empty: zero\n")
    assert rows(problems) == ["statements/activities.yaml:3 value"]


# ---- one mistake, one message ----


@pytest.mark.parametrize(
    "table", ["Revenue,Gifts,item,100,90\nRevenue,Dues,item,5,6\n", "Abschnitt;Zeile;Art;2023\nA;B;item;5\n", "1,2,3\n"]
)
def test_a_header_that_is_missing(tmp_path: Path, table: str) -> None:
    _, problems = activities(tmp_path, table)
    assert rows(problems) == ["statements/activities.csv:1 csv"]
    assert "section,line,kind" in problems[0].message


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    _, problems = activities(tmp_path, "section,line,2023\nA,One,5\nA,Two,6\n")
    assert rows(problems) == ["statements/activities.csv:1 csv"]


# ---- typed ----


def _typed(root: Path, text: str, decimal: str) -> tuple[Statement | None, list[Problem]]:
    write(root, {"report.yaml": REPORT})
    return parse_statement(
        text, origin=Origin("page.md", 10), id="a", meta={}, profile=profile(root), strict_columns=False, decimal=decimal
    )


def test_a_typed_statement_where_a_comma_is_likely(tmp_path: Path) -> None:
    statement, problems = _typed(tmp_path, 'line,kind,2023\nOne,item,"1.234,5"\nTwo,item,1.000\n', UNSAID_COMMA)
    assert problems == []
    assert amounts(statement) == ["1234.5", "1000"]
    _, problems = _typed(tmp_path, "line,kind,2023\nOne,item,36.000\nTwo,item,5\n", UNSAID_COMMA)
    assert [(problem.origin.line, problem.code) for problem in problems] == [(11, Code.NUMBER)]
