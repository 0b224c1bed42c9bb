"""What a ``funding.json`` tells funders of each year, held against the statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.load import load_report
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """\
organisation: Trust
currency: USD
reporting-period: fy24
periods: {fy24: {start: 2023-07-01, end: 2024-06-30}, fy23: {start: 2022-07-01, end: 2023-06-30}, "2023": }
sources: {books: {title: Books}}
funding: {file: funding.json, income: books.income, expenses: books.costs/total}
"""
FILES = {
    "data/report.yaml": REPORT,
    "data/statements/books.csv": "section,line,kind,fy24/total,fy23/total\n,Costs,item,90.5,80\n",
    "data/statements/books.yaml": "title: Books\nscale: thousands\nsource: books\ncolumns: {total: Total}\n",
    "data/stats.yaml": "books.income: {label: income, unit: USD, source: books, values: {fy24: 100000, fy23: 85000}}\n",
}
ENTRIES = """\
      {"year": 2024, "income": 100000, "expenses": 90500.00, "taxes": 0, "currency": "USD", "description": "A good year."},
      {"year": 2023, "income": 85000, "currency": "USD"},
      {"year": 1999, "income": 1, "currency": "EUR"}
"""


def said(folder: Path, entries: str = ENTRIES, report: str = REPORT) -> list[str]:
    funding = f'{{\n  "version": "v1.1.0",\n  "funding": {{\n    "history": [\n{entries}    ]\n  }}\n}}\n'
    write_project(folder, {**FILES, "data/report.yaml": report, "funding.json": funding})
    return [str(problem) for problem in load_report(folder).problems]


def test_what_agrees_is_left_alone(tmp_path: Path) -> None:
    assert said(tmp_path) == []


def test_what_differs_is_said_with_both_places(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, ENTRIES.replace("90500.00", "90499.99"))
    assert problem.startswith(
        "funding.json:5: expenses of 2024 is 90,499.99 here, and books.costs@fy24/total is 90,500 (data/statements/books.csv:2)"
    )
    assert "a difference of -0.01: correct one of them [impact.contradiction]" in problem


def test_a_year_that_is_missing_is_a_hint_with_what_to_write(tmp_path: Path) -> None:
    (hint,) = said(tmp_path, '      {"year": 2023, "income": 85000, "expenses": 80000, "currency": "USD"}\n')
    assert (
        'hint: the history does not have the year of this report; add {"year": 2024, "income": 100000, "expenses": 90500, "currency": "USD"}'
        in hint
    )


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ('{"year": "2024"}', "an entry of the history needs a year from 1970 to 2075"),
        ('{"year": 2024, "income": 1}', "the entry of 2024 needs a currency"),
        ('{"year": 2024, "income": -1, "currency": "USD"}', "income of 2024 is no amount"),
        ('{"year": 2024, "income": true, "currency": "USD"}', "income of 2024 is no amount"),
        ('{"year": 2024, "income": 1, "currency": "EUR"}', "2024 is in EUR here, and books.income@fy24 in USD"),
        ('{"year": 2023, "currency": "USD"}, {"year": 2023, "currency": "USD"}', "the history has the year 2023 twice"),
        ('{"year": 2023, "currency": "USD"},\n', ":5: the file is no JSON: a comma stands behind the last entry: delete it"),
        ('{"year": 2023, "currency": "USD"}\n{"year": 2024}', ":5: the file is no JSON: a comma is missing behind this entry"),
        ("{'year': 2023}", ":5: the file is no JSON: here must stand the name of a field in straight double quotation marks"),
        ('{"year": 2023', ":5: the file is no JSON: a comma is missing"),
        ('{"year": 2023, "income": 1, "income": 2}', ":1: the file cannot be read: “income” stands twice in one object, as 1 and as 2"),
        ('{"year": 2042, "currency": "USD"}', ":5: the history has the year 2042, which lies after that of this report"),
        ('{"year": 2024, "incomes": 1, "currency": "USD"}', "an entry of the history has no field “incomes”; did you mean “income”?"),
        ('{"year": 1e999999}', "too many digits"),
        ("2024", "an entry of the history needs a year"),
    ],
)
def test_what_is_no_history(tmp_path: Path, entries: str, message: str) -> None:
    assert any(problem.startswith("funding.json:") and message in problem for problem in said(tmp_path, entries))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("funding.json", "../funding.json", "leads out of the source directory"),
        ("funding.json", "fund.json", "fund.json:1: the file does not exist"),
        ("books.income", "books.incme", "income: no figure has the address “books.incme”; did you mean “books.income”?"),
        ("books.income", "books.income@fy24", "income: “books.income@fy24” names a period"),
        ("income: books.income, expenses: books.costs/total", "taxes: ", "funding: name the figures that the file must agree with"),
        ("{file: funding.json, income", "{income", "funding has no file: write file: and what it is"),
    ],
)
def test_what_is_declared_wrongly(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert any(message in problem for problem in said(tmp_path, report=REPORT.replace(old, new)))


def told(folder: Path, *arguments: str) -> tuple[int, str]:
    """Return the history of the file afterwards."""
    status = main(["funding", str(folder), *arguments])
    return status, (folder / "funding.json").read_bytes().decode()


def test_the_history_is_written_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (
        '\ufeff{ "z": 1.50,\r\n\t"funding": {"plans": [{"year": 1}],\r\n\t\t"history": [\r\n\t\t\t{\r\n\t\t\t\t"currency" : "USD",\r\n\t\t\t\t"year" : 2023,'
        '\r\n\t\t\t\t"income" : 85000.5, "expenses" : 8e4, "description" : "A \\u00e9 year"\r\n\t\t\t}\r\n\t\t] } }\r\n'
    )
    write_project(tmp_path, {**FILES, "funding.json": before.encode()})
    assert told(tmp_path) == (1, before)
    assert "funding.json: income of 2023: 85,000.5 -> 85,000\n" in (said := capsys.readouterr().out)
    assert "funding.json: 2024 is new: income 100,000, expenses 90,500\n2 changes to write with --write\n" in said
    status, after = told(tmp_path, "--write")
    assert status == 0
    new = ',\r\n\t\t\t{\r\n\t\t\t\t"currency" : "USD",\r\n\t\t\t\t"year" : 2024,\r\n\t\t\t\t"income" : 100000,\r\n\t\t\t\t"expenses" : 90500\r\n\t\t\t}'
    assert after == before.replace("85000.5", "85000").replace("\r\n\t\t] }", f"{new}\r\n\t\t] }}")
    assert load_report(tmp_path).problems == ()
    capsys.readouterr()
    assert told(tmp_path, "--write") == (0, after)
    assert capsys.readouterr().out.endswith("funding.json says what the report says\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"funding":{"history":[]}}', '{"funding":{"history":[23, 24]}}'),
        ('{"funding":{}}', '{"funding":{"history": [23, 24]}}'),
        (
            '{\n  "funding": {\n    "plans": []\n  }\n}\n',
            '{\n  "funding": {\n    "plans": [],\n    "history": [\n      23,\n      24\n    ]\n  }\n}\n',
        ),
        (
            '{"funding": {"history": [{"year": 2025, "currency": "USD"}]}}',
            '{"funding": {"history": [24, {"year": 2025, "currency": "USD"}]}}',
        ),
        (
            '{"funding": {"history": [{"year": 2025, "currency": "USD"}, {"year": 2022, "currency": "USD"}]}}',
            '{"funding": {"history": [{"year": 2025, "currency": "USD"}, 24, {"year": 2022, "currency": "USD"}]}}',
        ),
    ],
)
def test_where_a_year_is_written(tmp_path: Path, before: str, after: str) -> None:
    years = {
        "23": '{"year": 2023, "income": 85000, "expenses": 80000, "currency": "USD"}',
        "24": '{"year": 2024, "income": 100000, "expenses": 90500, "currency": "USD"}',
    }
    write_project(tmp_path, {**FILES, "funding.json": before})
    status, text = told(tmp_path, "--write")
    assert (status, text) == (0, re.sub(r"\b2[34]\b", lambda found: years[found[0]], after))


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"funding.json": '{"funding": {"history": [{"year": 2023}]}}'}, 1, "the entry of 2023 needs a currency"),
        ({"funding.json": '{"funding": {"history": [{"year": 2024, "currency": "EUR"}]}}'}, 1, "2024 is in EUR here"),
        (  # at its row as it is, not as it would be below the new year's
            {"funding.json": '{"funding": {"history": [\n  {"year": 2023, "currency": "EUR"},\n  {"year": 2022, "currency": "USD"}\n]}}'},
            1,
            "funding.json:2: 2023 is in EUR here",
        ),
        ({"data/stats.yaml": FILES["data/stats.yaml"].replace("100000", "-5")}, 1, "income of 2024 is no amount"),
        ({"data/report.yaml": REPORT.replace("funding:", "# funding:")}, 2, "report.yaml says nothing of funding.json"),
        (
            {"data/report.yaml": REPORT.replace("funding.json", "fund.json")},
            2,
            "the file does not exist; the command writes its history only",
        ),
        ({"data/stats.yaml": FILES["data/stats.yaml"].replace(", source: books", "")}, 0, "the report itself has 1 problem, which"),
    ],
)
def test_what_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], status: int, message: str) -> None:
    files: dict[str, str | bytes] = {**FILES, "funding.json": '{"funding": {"history": []}}', **change}
    write_project(tmp_path, files)
    assert told(tmp_path, "--write")[0] == status
    said = capsys.readouterr()
    assert message in said.out + said.err
    assert ((tmp_path / "funding.json").read_text() == files["funding.json"]) is (status > 0)
