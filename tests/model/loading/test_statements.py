"""``statements/NAME.csv``: lines and amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.entities import AmountKind, Basis, Kind, Scale, StatementType
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code
from tests.model.loading.filing import HEAD, SHEET, activities, activities_with, only, rows, statements, write
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path


def test_all_of_it(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        """\
        section,line,kind,id,indent,note,formula,source,2023,2022
        Revenue,Revenue,heading,,,,,,,
        Revenue,"Gifts, <b>large</b>",item,,1,a,,,"2,859",2641
        Revenue,Travel,item,journeys,2,"a, b",,"survey2023, page 2",(152),–
        Revenue,Total Revenue,subtotal,total-revenue,,,,,,N/A
        ,Net income,result,,,,total-revenue - journeys,,−5,$ 5
        """,
        """\
        title: Statement of *activities*
        type: activities
        scale: thousands
        currency: USD
        basis: derived from audited statements
        basis-url: https://example.org/audit.pdf
        source: report, page 24
        rounding: allow
        notes:
          a: Includes travel grants.
          b: And more.
        roll-forward: {opening: journeys, change: net-income, closing: total-revenue}
        """,
    )
    assert problems == []
    assert statement is not None
    assert (statement.id, statement.title.text, str(statement.title.origin)) == (
        "activities",
        "Statement of *activities*",
        "data/statements/activities.yaml:1",
    )
    assert (statement.type, statement.scale, statement.currency) == (StatementType.ACTIVITIES, Scale.THOUSANDS, "USD")
    assert (statement.basis, statement.basis_url, statement.rounding) == (Basis.DERIVED, "https://example.org/audit.pdf", True)
    assert statement.source is not None
    assert (statement.source.document, statement.source.place) == ("report", "page 24")
    assert {name: (note.text, note.origin.line) for name, note in statement.notes.items()} == {
        "a": ("Includes travel grants.", 10),
        "b": ("And more.", 11),
    }
    assert statement.roll_forward is not None
    assert (statement.roll_forward.opening, statement.roll_forward.closing, statement.roll_forward.origin.line) == (
        "journeys",
        "total-revenue",
        12,
    )
    assert [(column.id, column.period, column.name, column.unit) for column in statement.columns] == [
        ("2023", "2023", "", "currency"),
        ("2022", "2022", "", "currency"),
    ]
    assert {name: (label.text, label.origin.line) for name, label in statement.sections.items()} == {"Revenue": ("Revenue", 2)}
    assert [(line.id, line.kind, line.indent, line.note, line.formula, line.origin.line) for line in statement.lines] == [
        ("revenue", Kind.HEADING, 0, "", "", 2),
        ("gifts-b-large-b", Kind.ITEM, 1, "a", "", 3),
        ("journeys", Kind.ITEM, 2, "a, b", "", 4),
        ("total-revenue", Kind.SUBTOTAL, 0, "", "", 5),
        ("net-income", Kind.RESULT, 0, "", "total-revenue - journeys", 6),
    ]
    assert statement.lines[1].label.text == "Gifts, <b>large</b>"
    assert statement.lines[2].source is not None
    assert statement.lines[2].source.document == "survey2023"
    assert [[(cell.amount.kind, cell.amount.value, cell.amount.text) for cell in line.cells] for line in statement.lines[1:]] == [
        [(AmountKind.NUMBER, Decimal(2859), "2,859"), (AmountKind.NUMBER, Decimal(2641), "2641")],
        [(AmountKind.NUMBER, Decimal(-152), "(152)"), (AmountKind.NIL, Decimal(0), "–")],
        [(AmountKind.NOT_REPORTED, None, ""), (AmountKind.NOT_APPLICABLE, None, "N/A")],
        [(AmountKind.NUMBER, Decimal(-5), "−5"), (AmountKind.NUMBER, Decimal(5), "$ 5")],
    ]
    assert all(cell.origin == line.origin for line in statement.lines for cell in line.cells)


def test_few_columns_and_nothing_beside(tmp_path: Path) -> None:
    write(tmp_path, {"statements/cash-flows.csv": "section,line,kind,source,2023\nCash,Gifts,item,report,5\n"})
    found, problems = statements(tmp_path)
    assert [(str(problem.origin), problem.code) for problem in problems] == [("data/statements/cash-flows.csv:1", Code.MISSING)]
    assert "scale:" in problems[0].message
    statement = found["cash-flows"]
    assert not statement.scale_given
    assert (statement.title.text, statement.type, statement.scale) == ("Cash flows", StatementType.CASH_FLOWS, Scale.UNITS)
    assert (statement.currency, statement.basis, statement.source, statement.rounding) == ("USD", None, None, False)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("many", "number: “many”"),
        ('"12,5"', "number: “12,5”"),
        ("NaN", "number: “NaN”"),
        ("1e5", "number: “1e5”"),
        ("9" * 40, "number: 28 digits"),
        ("45%", "number: “45%” … “%”"),
        ("=SUM(A1)", "number: “=SUM(A1)”"),
        ("€5", "number: “€5”"),
        ("1.349", "number: “1.349”"),
        ("<b>5</b>", "number: “<b>5</b>”"),
    ],
)
def test_amounts_that_cannot_be_read(tmp_path: Path, amount: str, message: str) -> None:
    statement, problems = activities_with(tmp_path, f"Revenue,Fees,item,,,,,,{amount},7")
    assert only(problems) == says(f"statements/activities.csv:3 {message}")
    assert only(problems).endswith(" [impact.number]")
    first, second = statement.lines[1].cells
    assert (first.amount.kind, first.amount.value, first.amount.text) == (AmountKind.UNREADABLE, None, amount.strip('"'))
    assert second.amount.value == Decimal(7)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "Revenue,Fees,itme,,,,,,5,6",
            "value: “itme” … “item”",
        ),
        ("Revenue,Fees,,,,,,,5,6", "missing: kind"),
        ("Revenue,,item,,,,,,5,6", "missing: label"),
        (
            "Revenue,Gifts,item,,,,,,5,6",
            "duplicate: “Gifts”",
        ),
        (
            "Revenue,Fees,item,gifts,,,,,5,6",
            "duplicate: “Fees”",
        ),
        ("Revenue,Fees,item,My Fees,,,,,5,6", "value: “My Fees”"),
        ("Revenue,Fees,item,,deep,,,,5,6", "value: “deep”"),
        ("Revenue,Fees,item,,-1,,,,5,6", "value: “-1”"),
        ("Revenue,Fees,item,,,x,,,5,6", "key: “x”"),
        (
            'Revenue,Fees,item,,,,,"reprot, page 5",5,6',
            "source: “reprot” … “report”",
        ),
        ("Revenue,Fees,heading,,,,,,5,", "value: “5”"),
        ("Revenue,Fees,item,,,,,,5", "csv: header"),
        (
            "Revenue,Fees,item,,,,,,2,859,6",
            'csv: 11 … 10 … "2,859"',
        ),
    ],
)
def test_one_mistake_in_a_row(tmp_path: Path, row: str, message: str) -> None:
    statement, problems = activities_with(tmp_path, row)
    assert only(problems) == says(f"statements/activities.csv:3 {message}")
    assert len({line.id for line in statement.lines}) == 3


def test_a_ragged_row_keeps_its_id_and_no_amount(tmp_path: Path) -> None:
    statement, _ = activities_with(tmp_path, "Revenue,Fees,item,,,,,,2,859,6")
    assert statement.lines[1].id == "fees"
    assert [cell.amount.kind for cell in statement.lines[1].cells] == [AmountKind.UNREADABLE, AmountKind.UNREADABLE]


def test_empty_cells_behind_the_last_column_do_not_matter(tmp_path: Path) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Fees,item,,,,,,5,6,,,")
    assert problems == []
    assert statement.lines[1].cells[1].amount.value == 6


def test_headings_may_be_called_like_lines(tmp_path: Path) -> None:
    statement, problems = activities_with(tmp_path, "Revenue,Gifts,heading,,,,,,,")
    assert problems == []
    assert [line.id for line in statement.lines] == ["gifts", "gifts-2", "dues"]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        HEAD + "Revenue,Gifts,itme,,,,,,x,y\nRevenue,Gifts,item,,,q,,,1\n,,,,,,,,,\nRevenue,Dues,item,,9,,,reports,5,NaN\n",
        "titel: x\nscale: thousand\nsource: raport\n",
    )
    assert rows(problems) == [
        "statements/activities.csv:2 number",
        "statements/activities.csv:2 number",
        "statements/activities.csv:2 value",
        "statements/activities.csv:3 csv",
        "statements/activities.csv:3 duplicate",
        "statements/activities.csv:3 key",
        "statements/activities.csv:5 number",
        "statements/activities.csv:5 source",
        "statements/activities.csv:5 value",
        "statements/activities.yaml:1 key",
        "statements/activities.yaml:1 missing",
        "statements/activities.yaml:2 value",
        "statements/activities.yaml:3 source",
    ]
    assert statement is not None
    assert statement.scale is Scale.THOUSANDS  # what was meant: nothing is worse than amounts off by a thousand
    assert [line.id for line in statement.lines] == ["gifts", "gifts-2", "dues"]
    assert statement.lines[2].cells[0].amount.value == 5


def test_formulas_are_checked_at_their_rows(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path, HEAD + "A,One,item,,,,,,1,2\nA,Two,total,,,,one + tow,,1,2\n,Three,result,,,,three + one,,1,2\nA,Four,item,,,,,,5,6\n"
    )
    assert problems == []
    assert statement is not None
    assert [str(problem) for problem in foot(statement).problems] == [
        says("data/statements/activities.csv:3 formula: “one + tow” … “tow” … “two”"),
        says("data/statements/activities.csv:4 formula: “three + one”"),
    ]


# ---- thousands, or a fraction? ----

TWO = "section,line,kind,2023\nA,One,item,{}\nA,Two,item,{}\nA,Three,item,{}\n"


@pytest.mark.parametrize(
    ("amounts", "sheet", "wrong"),
    [
        (("2859", "1.349", "148"), "", [3]),
        (("2.859", "1.349", "148"), "", [2, 3]),
        (("2.859", "1.349", "0.148"), "scale: thousands\n", []),
        (("2.859", "1.349", "0.148"), "scale: units\n", [2, 3]),
        (("2.859", "1.349", "148"), 'decimal: ","\n', []),
        (("2,5", "1,349", "148"), 'decimal: ","\n', []),
        (("2.859", "1.349", "148"), "currency: KWD\n", []),
    ],
)
def test_three_decimals(tmp_path: Path, amounts: tuple[str, ...], sheet: str, wrong: list[int]) -> None:
    quoted = [f'"{amount}"' for amount in amounts]
    statement, problems = activities(tmp_path, TWO.format(*quoted), SHEET + sheet)
    assert statement is not None
    assert rows(problems) == [f"statements/activities.csv:{row} number" for row in wrong]
    kinds = [line.cells[0].amount.kind for line in statement.lines]
    assert kinds == [AmountKind.UNREADABLE if row in wrong else AmountKind.NUMBER for row in (2, 3, 4)]


def test_comma_decimals(tmp_path: Path) -> None:
    statement, problems = activities(
        tmp_path,
        'section,line,kind,2023\nA,One,item,"1.234,50"\nA,Two,item,1.349\nA,Three,item,"-0,5 €"\n',
        SHEET + 'decimal: ","\ncurrency: EUR\n',
    )
    assert problems == []
    assert statement is not None
    assert [str(line.cells[0].amount.value) for line in statement.lines] == ["1234.50", "1349", "-0.5"]
