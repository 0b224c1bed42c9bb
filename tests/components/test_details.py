"""What is in a line of a statement: added up to it, addressed, and shown below it on demand."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.charts.data import Reading, from_addresses
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Origin
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from sphinx_impact.model.report import Report
    from tests.conftest import Axe, Build, MakeProject

REPORT = "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': , '2022': }\nsources: {report: {title: Report}}\n"
BOOKS = """\
section,line,kind,id,2023,2022,description
Costs,Legal,item,legal,"1,200.50",900,"What lawyers cost, *without* taxes."
Costs,Rent,item,rent,100,100,Of one house.
Costs,Total,total,,"1,300.50","1,000",
,Nothing,heading,nothing,,,
"""
LEGAL = 'what,2023,2022\nPatents,"1,000.25",700\nContracts,200.25,200\n'
FILES = {
    "data/report.yaml": REPORT,
    "data/statements/books.csv": BOOKS,
    "data/statements/books.yaml": "title: Books\ntype: activities\nscale: units\nsource: report\n",
    "data/details/books.legal.csv": LEGAL,
    "index.md": "# Books\n\n```{financial-table} books\n:change: amount\n```\n\n{stat}`books.legal.patents full`\n",
}


def load(folder: Path, **files: str) -> Report:
    return load_report(write_project(folder, {**FILES, **{f"data/{path}": text for path, text in files.items()}}))


def said(report: Report) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_rows_have_addresses_and_add_up(tmp_path: Path) -> None:
    report = load(tmp_path)
    assert said(report) == []
    patents = report.figure("books.legal.patents")
    assert patents is not None
    assert (patents.value, patents.unit, str(patents.origin)) == (Decimal("1000.25"), "USD", "data/details/books.legal.csv:2")
    assert "data/details/books.legal.csv" in report.files_of("books.total@2023")
    assert {"data/details/books.legal.csv", "data/statements/books.csv"} <= {*report.files_of("books.legal.contracts")}


def test_a_cent_off_is_said_with_both_places(tmp_path: Path) -> None:
    off = {"details/books.legal.csv": LEGAL.replace("200.25", "200.24")}
    (problem,) = said(load(tmp_path, **off))
    assert problem.startswith("data/details/books.legal.csv:1: What is in the line books.legal (2023): books.legal is 1,200.50, and")
    assert "sum(books.legal.*) is 1,200.49 (a difference of 0.01)" in problem
    assert "correct data/details/books.legal.csv:2-3 or data/statements/books.csv:2" in problem
    waiver = "- {check: tie-out, at: books.legal@2023, difference: 0.01, reason: A cent was rounded.}\n"
    assert said(load(tmp_path, **off, **{"waivers.yaml": waiver})) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "legal",
            LEGAL,
            "1: the file is called after no line of a statement: its name is STATEMENT.LINE.csv, like the address of the line; did you mean “books.legal.csv”?",
        ),
        ("box.legal", LEGAL, "1: the file is called after no line of a statement"),
        ("books.legl", LEGAL, "1: the statement books has no line “legl”; did you mean “books.legal”? [impact.address]"),
        ("books.nothing", LEGAL, "1: books.nothing is a heading (at data/statements/books.csv:5)"),
        ("books.rent", "line\nHouse\n", "1: there is no column of amounts: add one of those that the statement books has: 2023, 2022"),
        ("books.rent", "2023,2022\n100,100\n", "1: the column line is missing"),
        ("books.rent", "line,2032\nHouse,100\n", "1: the column “2032” is none of the statement books; it has 2023, 2022"),
        ("books.rent", "line,2023\n", "1: the table has a header and no rows"),
        ("books.rent", "line,2023\nHouse,1OO\n", "2: column 2023: “1OO”"),
        ("books.rent", "line,2023\nHouse,€100\n", "2: column 2023: “€100” is in EUR, and the statement in USD"),
        (
            "books.rent",
            "line,2023\nHouse,\n",
            "1: What is in the line books.rent (2023) cannot be checked: books.rent.house@2023 is not reported",
        ),
        ("books.rent", "line,2023\nA,50\nA,50\n", "3: the id a of “A” is that of row 2 too"),
        ("books.rent", "", "1: the file is empty"),
        (
            "books.rent",
            "line,2023\nA,60\nB,40\nTotal,100\n",
            "4: “Total” is the line itself, to which the other rows add up: delete this row",
        ),
        ("books.rent", 'line,2023\nA,"50,10"\n', "2: column 2023: “50,10” is not a number here: write 50.10 [impact.number]"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, text: str, message: str) -> None:
    found = said(load(tmp_path, **{f"details/{name}.csv": text}))
    assert any(problem.startswith(f"data/details/{name}.csv:{message}") for problem in found), found


def test_a_file_of_another_kind_is_read_as_it_shows_itself(tmp_path: Path) -> None:
    """As a spreadsheet saves it where commas separate decimals; and a row that is the sum of the others adds no second problem."""
    semicolons = "what;2023;2022\nPatents;1.000,25;700\nContracts;200,25;200\n"
    report = load(tmp_path / "one", **{"details/books.legal.csv": semicolons})
    assert said(report) == []
    patents = report.figure("books.legal.patents")
    assert patents is not None
    assert patents.value == Decimal("1000.25")
    assert len(said(load(tmp_path / "two", **{"details/books.legal.csv": f"{LEGAL}All,1200.50,900\n"}))) == 1


def test_files_that_nothing_reads_are_named(tmp_path: Path) -> None:
    found = said(load(tmp_path, **{"details/books.legal.yaml": "a: b\n", "detail/books.rent.csv": "line,2023\nA,1\n"}))
    assert any("nothing reads “books.legal.yaml” in this folder" in problem for problem in found)
    assert any("nothing reads the folder “detail”; did you mean “details”?" in problem for problem in found)


def test_everywhere_they_stand_below_their_line(make_project: MakeProject, build: Build) -> None:
    source = make_project(dict(FILES))
    text = build(source, "text", "-W").read("index.txt")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("| ")]
    at = next(number for number, row in enumerate(rows) if row[0] == "Legal")
    assert rows[at + 1] == ["– What lawyers cost, *without* taxes."]
    assert rows[at + 2 : at + 4] == [["– Patents", "1,000.25", "700.00", "300.25"], ["– Contracts", "200.25", "200.00", "0.25"]]
    result = build(source, "html", "-W")
    assert "$1,000.25" in result.soup().get_text()
    with (result.outdir / "data" / "statements" / "books-legal.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["id"], row["2023"]) for row in csv.DictReader(file)] == [("patents", "1000.25"), ("contracts", "200.25")]
    document = json.loads(result.read("data/report.json"))
    assert [statement["details_of"] for statement in document["statements"]] == [None, "books.legal"]
    (figure,) = [figure for figure in document["figures"] if figure["address"] == "books.legal.patents@2023"]
    assert [page["page"] for page in figure["pages"]] == ["index"]


def test_the_keyboard_opens_them_without_a_script(make_project: MakeProject, build: Build, browser: object, axe: Axe, page: Page) -> None:
    result = build(make_project(dict(FILES), 'html_theme = "sphinx_impact"\n'), "html", "-W")
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined] # a browser, which tests import for its type only
    plain: Page = context.new_page()
    plain.goto((result.outdir / "index.html").as_uri())
    patents, rent = plain.get_by_text("Patents"), plain.get_by_text("Of one house.")
    assert not patents.is_visible()
    plain.get_by_text("Legal", exact=True).focus()
    plain.keyboard.press("Enter")
    assert patents.is_visible()
    assert not rent.is_visible()
    plain.emulate_media(media="print")
    assert rent.is_visible()
    context.close()
    page.goto((result.outdir / "index.html").as_uri())
    page.get_by_text("Legal", exact=True).click()
    assert axe(page) == []


def test_a_chart_of_the_line_is_not_one_of_what_is_in_it(tmp_path: Path) -> None:
    report = load(tmp_path)
    reading = Reading(Origin("index.md", 1))

    def drawn(word: str) -> list[tuple[str, Decimal | None]]:
        found = from_addresses(report, [word], reading, spread=True)
        assert found.problems == []
        return [(row.words, row.value) for row in found.rows]

    assert drawn("books.legal") == [("2022", Decimal(900)), ("2023", Decimal("1200.50"))]
    assert drawn("books.legal.*") == [("Patents", Decimal("1000.25")), ("Contracts", Decimal("200.25"))]
    assert drawn("books.legal.*@2022") == [("Patents", Decimal(700)), ("Contracts", Decimal(200))]
