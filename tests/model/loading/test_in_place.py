"""Statements typed in a page: as lenient as can be without guessing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import AmountKind, Kind, Period, Profile, Scale
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.loading.statements import parse_statement
from sphinx_impact.model.problems import Origin
from tests.model.loading.filing import only, rows
from tests.saying import says

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Statement
    from sphinx_impact.model.problems import Problem

PAGE = Origin("finances.md", 30)
YEAR = Period("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "", PAGE)
NOTHING = Profile("", "", "", "", "", {}, None, {}, PAGE)
DECLARED = Profile("", "", "", "", "EUR", {"2023": YEAR}, "2023", {}, PAGE)


def parse(text: str, *, profile: Profile = NOTHING, **meta: str) -> tuple[Statement | None, list[Problem]]:
    """Read a statement typed in a page."""
    meta = {"title": "Where it went", **meta}
    return parse_statement(text, origin=PAGE, id="where-it-went", meta=meta, profile=profile, strict_columns=False)


def test_without_any_data() -> None:
    statement, problems = parse("section,line,kind,2023,2022\nRevenue,Gifts,item,5,4\nRevenue,Dues,item,2,(1)\nRevenue,Total,total,7,\n")
    assert problems == []
    assert statement is not None
    assert (statement.id, statement.title.text, statement.currency, statement.source) == ("where-it-went", "Where it went", "", None)
    assert [(column.id, column.period, str(column.label)) for column in statement.columns] == [
        ("2023", None, "2023"),
        ("2022", None, "2022"),
    ]
    assert [line.origin.line for line in statement.lines] == [31, 32, 33]
    footed = foot(statement)
    assert footed.problems == ()
    assert footed.cell("total", "2022").value == 3


@pytest.mark.parametrize("header", ["Item,2023,Share", ",2023,Share", "line,2023,Share", "Line,2023,Share"])
def test_label_and_amounts_are_enough(header: str) -> None:
    statement, problems = parse(f"{header}\nGifts,5,45%\nDues,2,55 %\n", profile=DECLARED)
    assert problems == []
    assert statement is not None
    assert [(line.label.text, line.kind, line.section) for line in statement.lines] == [("Gifts", Kind.ITEM, ""), ("Dues", Kind.ITEM, "")]
    assert [(column.id, column.period, column.unit) for column in statement.columns] == [
        ("2023", "2023", "currency"),
        ("Share", None, "percent"),
    ]
    assert statement.columns[0].label is None
    assert statement.currency == "EUR"
    assert [[str(cell.amount.value) for cell in line.cells] for line in statement.lines] == [["5", "45"], ["2", "55"]]


def test_options() -> None:
    statement, problems = parse(
        'line,a\nx,"1.234,5"\n', scale="thousands", currency="CHF", type="position", decimal=",", rounding="allow", source="words"
    )
    assert problems == []
    assert statement is not None
    assert (statement.scale, statement.currency, statement.type, statement.rounding) == (Scale.THOUSANDS, "CHF", "position", True)
    assert str(statement.lines[0].cells[0].amount.value) == "1234.5"


def test_mistakes() -> None:
    statement, problems = parse(
        'section,line,kind,2023\nA,Gifts,item,many\nA,Gifts,item,"12,5"\nA,Dues,itme,NaN,6\nA,"Fees, <b>x</b>",item,7\n',
        scale="thousand",
        tpye="x",
        profile=DECLARED,
    )
    assert rows(problems) == [
        "finances.md:30 key",
        "finances.md:30 value",
        "finances.md:31 number",
        "finances.md:32 duplicate",
        "finances.md:32 number",
        "finances.md:33 csv",
        "finances.md:33 value",
    ]
    assert statement is not None
    assert statement.lines[3].label.text == "Fees, <b>x</b>"
    assert [line.cells[0].amount.kind for line in statement.lines] == [AmountKind.UNREADABLE] * 3 + [AmountKind.NUMBER]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "30 csv: table"),
        ("section,kind,2023\nA,item,5\n", "30 csv: missing"),
        ("line,2023\n", "30 csv: header"),
        ("Gifts\nDues\n", "30 csv: amounts"),
    ],
)
def test_no_statement_at_all(text: str, message: str) -> None:
    statement, problems = parse(text)
    assert only(problems) == says(f"finances.md:{message}")
    assert statement is None


def test_strict_columns() -> None:
    meta = {"title": "T"}
    text = "section,line,kind,2023,2021\nA,Gifts,item,5,6\n"
    statement, problems = parse_statement(text, origin=PAGE, id="t", meta=meta, profile=DECLARED, strict_columns=True)
    assert rows(problems) == ["finances.md:30 key"]
    assert statement is not None
    assert [column.id for column in statement.columns] == ["2023"]


def test_thousands_or_a_fraction() -> None:
    statement, problems = parse("line,2023\nGifts,1.349\nDues,12\n", profile=DECLARED)
    assert rows(problems) == ["finances.md:31 number"]
    assert statement is not None
    assert statement.lines[0].cells[0].amount.text == "1.349"
