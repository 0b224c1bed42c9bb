"""Each layout that people have: how many rows were understood, what was asked, and that the statement adds up; wrong cells are named."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from sphinx_impact.importing import files
from sphinx_impact.importing.layout import find_layout
from sphinx_impact.importing.sheets import read_sheet
from sphinx_impact.importing.statement import Flags, understand
from sphinx_impact.model.loading.profile import load_profile
from tests.importing.books import (
    BUDGET,
    CASH,
    CHANGE,
    DESKTOP,
    FIVE,
    FLAT,
    FUNCTIONAL,
    GERMAN,
    GNUCASH,
    JAPANESE,
    POSITION,
    RELEASED,
    ROUNDED,
    SAMPLES,
    SIGNS,
    TREE,
    XERO,
    Desk,
    book,
    indented,
    open_document,
    saved,
)
from tests.saying import says

QUICKBOOKS: Final = "statement-of-activity-layout"
CENTS: Final = (SAMPLES / f"{QUICKBOOKS}.csv").read_bytes()
ODS: Final = open_document(
    [
        (0, ["Statement of activities"]),
        (0, [None, "2023", "2022"]),
        (0, ["Revenue"]),
        (1, ["Gifts", Decimal("100.25"), Decimal("90.5")]),
        (1, ["Grants"]),
        (2, ["Public", 50, 40]),
        (2, ["Private", Decimal("20.75"), 10]),
        (1, ["Total grants", "of:=SUM([.B6:.B7])", "of:=[.C6]+[.C7]"]),
        (0, ["Total revenue", Decimal("171.00"), Decimal("140.5")]),
    ]
)

COLLECTIVE: Final = """\
"Effective Date & Time","Transaction ID","Description","Credit/Debit","Kind","Amount Single Column","Currency","Is Reverse"
"2023-01-05T10:00:00","1","Monthly gift","CREDIT","CONTRIBUTION",100.5,"USD",""
"2023-01-05T10:00:00","2","Fee","DEBIT","HOST_FEE",-10.05,"USD",""
"2023-02-01T10:00:00","3","Given back","DEBIT","CONTRIBUTION",-20,"USD","REVERSE"
"2023-03-01T10:00:00","4","Servers","DEBIT","EXPENSE",-40.25,"USD",""
"2022-12-31T23:59:59","5","Monthly gift","CREDIT","CONTRIBUTION",50,"USD",""
"2019-01-01T00:00:00","6","Old","CREDIT","CONTRIBUTION",1,"USD",""
"yesterday","7","Odd","CREDIT","CONTRIBUTION",1,"USD",""
"""
LAYOUTS: Final[dict[str, tuple[str, bytes | str, tuple[int, int, int, int]]]] = {
    "QuickBooks Online, XLSX": (f"{QUICKBOOKS}.xlsx", (SAMPLES / f"{QUICKBOOKS}.xlsx").read_bytes(), (20, 0, 0, 0)),
    "QuickBooks Online, CSV": (f"{QUICKBOOKS}.csv", CENTS, (20, 0, 0, 0)),
    "QuickBooks Desktop, labels in three columns": ("pl.xlsx", book(DESKTOP), (10, 0, 0, 0)),
    "Xero": ("xero.csv", XERO, (10, 0, 0, 0)),
    "GnuCash, sums in a column of their own": ("gnucash.csv", GNUCASH, (7, 0, 0, 0)),
    "hledger, two years": ("is.csv", (SAMPLES / "is-yearly-cost.csv").read_bytes(), (9, 0, 0, 0)),
    "hledger, balance sheet": ("bs.csv", (SAMPLES / "bs-2023.csv").read_bytes(), (6, 0, 0, 0)),
    "hledger, two currencies": ("two.csv", (SAMPLES / "is-2023.csv").read_bytes(), (7, 2, 0, 0)),
    "Beancount, bean-query": ("bean.csv", (SAMPLES / "bean-query-2023.csv").read_bytes(), (6, 0, 1, 0)),
    "Open Collective, transactions": ("transactions.csv", COLLECTIVE, (6, 1, 0, 0)),
    "five columns, with and without restrictions": ("five.xlsx", book(FIVE, merges=["A1:F1", "A2:F2", "A3:F3"]), (18, 0, 0, 0)),
    "signs and brackets in columns of their own": ("signs.csv", SIGNS, (12, 0, 0, 0)),
    "labels over two rows": ("released.xlsx", book(RELEASED), (15, 0, 0, 0)),
    "sums above their parts": ("tree.csv", TREE, (9, 0, 0, 0)),
    "functional expenses, merged heads": ("functional.xlsx", book(FUNCTIONAL, merges=["B4:D4"]), (4, 0, 0, 0)),
    "position, days as heads": ("position.xlsx", book(POSITION), (14, 0, 0, 0)),
    "cash flows": ("cash.xlsx", book(CASH), (11, 0, 0, 0)),
    "budget, sums without labels": ("budget.xlsx", book(BUDGET), (7, 0, 0, 0)),
    "years and their change": ("change.xlsx", book(CHANGE, formats={f"E{row}": "0.0%" for row in (2, 3, 4)}), (3, 0, 0, 0)),
    "sums that were rounded": ("rounded.xlsx", book(ROUNDED), (6, 0, 1, 2)),
    "sections in a column": ("flat.csv", FLAT, (6, 0, 0, 0)),
    "German, semicolons and minuses behind": ("eur.csv", GERMAN.encode("cp1252"), (7, 0, 0, 0)),
    "Japanese": ("npo.csv", JAPANESE, (9, 0, 0, 0)),
    "tabs, UTF-16": ("utf16.tsv", "Income\t2023\nGifts\t100\nSales\t20\nTotal\t120\n".encode("utf-16"), (3, 0, 0, 0)),
    "OpenDocument, indents and formulas": ("soa.ods", ODS, (6, 0, 0, 0)),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_is_understood_and_adds_up(desk: Desk, name: str) -> None:
    file, content, wanted = LAYOUTS[name]
    said = desk.take(file, content)
    assert said.counted() == wanted
    assert said.status == int(bool(wanted[1] or wanted[3]))
    assert len(desk.problems()) == wanted[3]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        (
            "QuickBooks Online, XLSX",
            [
                "Revenue,40 Donor income,item,40-donor-income,,,500.00,300.00",
                "Revenue,40085 Individual gifts,item,40085-individual-gifts,1,,1000.00,600.00",
                "Revenue,Total for 40 Donor income,subtotal,total-for-40-donor-income,,,1500.00,900.00",
                ",Gross Profit,result,gross-profit,,total-for-revenue,3500.50,3000.25",
                "Expenditures,51 Staff,heading,,,,,",
                "Expenditures,Total for 51 Staff,subtotal,total-for-51-staff,,5101-wages + 5102-payroll-tax,1950.10,2060.20",
                ",Net Operating Revenue,result,net-operating-revenue,,gross-profit - total-for-expenditures,1270.40,740.05",
                ",Net Revenue,result,net-revenue,,net-operating-revenue + net-other-revenue,1570.40,740.05",
            ],
        ),
        (
            "five columns, with and without restrictions",
            [
                "REVENUE AND SUPPORT,Membership dues,item,membership-dues,,,1240,,1240,1198",
                "EXPENSES,Program services,heading,,,,,,,",
                "EXPENSES,Library,item,library,1,,6120,,6120,5870",
                "EXPENSES,Total expenses,total,total-expenses,,,11173,,11173,10606",
                ',"NET ASSETS, end of year",result,net-assets-end-of-year,,change-in-net-assets + net-assets-beginning-of-year,11442,4346,15788,13430',
            ],
        ),
        ("signs and brackets in columns of their own", ["ASSETS,Less accumulated depreciation,item,less-accumulated-depreciation,-300,-200"]),
        (
            "labels over two rows",
            [
                "Support and revenue,Net assets released from restrictions,heading,,,,,,",
                "Support and revenue,Expiration of time restrictions,item,expiration-of-time-restrictions,1,,40,-40,",
                "Expenses,Fundraising and membership,item,fundraising-and-membership,,,60,,60",
            ],
        ),
        ("sums above their parts", [",Staff,subtotal,staff,1,wages + tax,600,590"]),
        ("position, days as heads", ["Assets,Net equipment,subtotal,net-equipment,,equipment - less-accumulated-depreciation,600.0,700.0"]),
        ("hledger, two years", ["Expenses,Program: travel,item,program-travel,,0.00,108.00", ",Net,result,net,revenues-total - expenses-total,0.00,318.00"]),
        ("Beancount, bean-query", ["Income,Contributions,item,contributions,,1349", ",Net income,result,net-income,total-income - total-expenses,"]),
        ("OpenDocument, indents and formulas", ["Revenue,Private,item,private,1,,20.75,10.00", "Revenue,Total grants,subtotal,total-grants,,public + private,70.75,50.00"]),
        (
            "Open Collective, transactions",
            [
                "Income,Contribution,item,contribution,,80.50,50.00",
                "Expenses,Host fee,item,host-fee,,10.05,0.00",
                ",Net income,result,net-income,total-income - total-expenses,,",
            ],
        ),
        ("Japanese", ["経常収益,経常収益計,total,u7d4cu5e38u53ceu76cau8a08,,1500500,1150000"]),
    ],
)  # fmt: skip
def test_lines_are_what_they_are_in_the_source(desk: Desk, name: str, rows: list[str]) -> None:
    file, content, _ = LAYOUTS[name]
    said = desk.take(file, content)
    assert [row for row in rows if row not in said.lines] == [], said.lines


def test_columns_are_declared(desk: Desk) -> None:
    file, content, _ = LAYOUTS["five columns, with and without restrictions"]
    said = desk.take(file, content)
    assert (
        'title: Consolidated Statement of Activities\ntype: activities\nscale: thousands\nsource: "five.xlsx, sheet “Sheet1”"\n'
        in said.yaml
    )
    assert '  without: {label: "Without Donor Restrictions"}\n' in said.yaml
    assert '  total: {label: "Total", formula: without + with}\n' in said.yaml
    assert (
        "roll-forward: {opening: net-assets-beginning-of-year, change: change-in-net-assets, closing: net-assets-end-of-year}\n"
        in said.yaml
    )
    file, content, _ = LAYOUTS["years and their change"]
    assert '  change: {label: "Change", formula: 2023 - 2022}\n' in desk.take(file, content).yaml


# ---- wrong cells of the source ----

MUTATED: Final = [
    name
    for name in LAYOUTS
    if name not in {"hledger, two currencies", "Beancount, bean-query", "Open Collective, transactions", "sums that were rounded"}
]


@pytest.mark.parametrize("name", MUTATED)
def test_a_wrong_cell_is_named(desk: Desk, name: str) -> None:
    """Every amount in turn is made wrong: the lines stay what they are, and the check names the row, or a sum that it goes into."""
    profile = load_profile(desk.root, "data")[0]
    content = LAYOUTS[name][1]
    layout = find_layout(read_sheet(content.encode() if isinstance(content, str) else content))
    right = understand(layout, profile, "x", Flags())
    lines = [(line.row, line.kind) for line in right.lines]
    written = [column.place for column in right.columns]
    cells = [(at, place) for at, row in enumerate(layout.rows) for place in written if row.amounts[place]]
    sums = {line.row for line in right.lines if line.kind not in {"item", "heading"}}
    for at, place in cells[:: max(1, len(cells) // 8)]:
        row = layout.rows[at]
        amount = row.amounts[place]
        assert amount is not None
        wrong = dataclasses.replace(row, amounts=(*row.amounts[:place], amount + Decimal("7"), *row.amounts[place + 1 :]))
        rows = [wrong if other is row else other for other in layout.rows]
        found = understand(dataclasses.replace(layout, rows=rows, notes=[], wrong=[]), profile, "x", Flags())
        assert [(line.row, line.kind) for line in found.lines] == lines, (row.label, place)
        origin = files.Provenance("x.xlsx", "0")
        problems = files.checked(desk.root, "data", "x", files.to_csv(found), files.to_yaml(found, origin))
        named = {found.lines[problem.origin.line - 2].row for problem in problems}
        assert named & ({row.row} | sums), (row.label, place)


def test_a_wrong_cell_of_five_columns_is_named_at_its_row(desk: Desk) -> None:
    rows = [[*row] for row in FIVE]
    rows[20][2] = 1885  # Management and general, without restrictions
    said = desk.take("five.xlsx", book(rows))
    assert said.status == 1
    assert "data/statements/activities.csv:13: Management and general 2023/total" in said.out
    assert "Management and general 2023/without (row 13) is 10 too high, since its row and its column differ alike: write 1,875" in said.out
    assert "(row 21 of five.xlsx)" in said.out


def test_a_sum_over_years_that_is_left_out_is_checked(desk: Desk) -> None:
    said = desk.take("soa.csv", CENTS.replace(b"160.20", b"166.20"))
    assert said.status == 1
    (line,) = [line for line in said.out.splitlines() if "[impact.cross-footing]" in line]
    assert line == says("soa.csv:17 cross-footing: “5102 Payroll tax”: column D “Total” is 310.30 … gives 316.30")
    assert "data/statements/activities.csv:12: Total for 51 Staff 2023 is given as 2,060.20, but" in said.out


# ---- how a sheet is read ----


def test_heads_above_several_columns_hidden_rows_and_sheets(desk: Desk) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(FUNCTIONAL, merges=["B4:D4"])))
    made.create_sheet("Old").sheet_state = "hidden"
    assert made.active is not None
    made.active.row_dimensions[7].hidden = True
    said = desk.take("functional.xlsx", saved(made))
    assert "a row is hidden in the sheet, and read as all others: 7" in said.out
    assert "the sheet “Old” is hidden, and was not read" in said.out
    assert "2023/program  2023/admin" in said.out
    assert (
        "no visible sheet"
        not in desk.take("hidden.ods", open_document([(0, ["", "2023"]), (0, ["A", 1]), (0, ["B", 2])], hidden=["Old"])).out
    )


def test_indents_of_cells_say_what_belongs_to_what(desk: Desk) -> None:
    made = openpyxl.load_workbook(
        io.BytesIO(book([["", "2023"], ["Income", 900], ["Gifts", 500], ["Sales", 400], ["Costs", 250], ["Rent", 50], ["Wages", 200]]))
    )
    assert made.active is not None
    for row in (3, 4, 6, 7):
        indented(made.active.cell(row, 1), 1)
    said = desk.take("above.xlsx", saved(made))
    assert said.lines[0] == ",Income,subtotal,income,,gifts + sales,900"
    assert said.counted()[3] == 0


def test_a_page_break_repeats_the_heads(desk: Desk) -> None:
    said = desk.take("pages.csv", "Line,2023,2022\nA,1.5,2.25\nLine,2023,2022\nB,2.5,3.5\nTotal,4,5.75\n")
    assert "row 3 repeats the heads" in said.out
    assert said.counted() == (3, 0, 0, 0)


def test_percents_account_numbers_and_notes_are_left_out(desk: Desk) -> None:
    text = "No.,Account,Notes,2023,Share,Remarks\n4000,Gifts,3,100.5,40%,restated\n4100,Sales,,150.75,60%,\n,Total,,251.25,100%,\n"
    said = desk.take("codes.csv", text)
    assert said.lines[-1] == ",Total,total,total,251.25"
    for left in ("column A, which holds account numbers", "column C “Notes”", "column E “Share” counts percents", "column F “Remarks”"):
        assert left in said.out


@pytest.mark.parametrize(
    "head", ["Nota", "Notas", "Nota n.º", "Note no.", "Note n°", "Anexo", "Annexe", "Anhang", "Anmerkung", "Anm.", "Ref.", "Anhang Nr."]
)
def test_notes_in_other_languages_are_left_out(head: str) -> None:
    layout = find_layout(read_sheet(f"Line;{head};2023;2022\nA;3;10.5;4\nB;4;20.5;5\nTotal;;31;9\n".encode(), ""))
    assert [column.letter for column in layout.columns] == ["C", "D"]


def test_small_whole_numbers_without_a_period_are_asked_for(desk: Desk) -> None:
    text = "Line,Bilag,2023\nGifts,3,100.5\nSales,4,150.75\nTotal,5,251.25\n"
    said = desk.take("bilag.csv", text)
    assert (
        "question: column B “Bilag” says no period, and holds small whole numbers, as of notes; --column B=PERIOD, or --column B=skip\n"
        in said.out
    )
    assert (said.status, said.lines) == (1, [])
    said = desk.take("bilag.csv", text, "--column", "B=skip")
    assert (said.counted(), said.lines[-1]) == ((3, 0, 0, 0), ",Total,total,total,251.25")


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        (["1,234.50", "(34.50)", "1,200.00"], ["1234.50", "-34.50", "1200.00"]),
        (["$ 1,234.50", "- 34.50", "$1,200"], ["1234.50", "-34.50", "1200.00"]),
        (["1'234.50", "34.50-", "1’200"], ["1234.50", "-34.50", "1200.00"]),
        (["1 234,50", "−34,50", "1\u202f200,00 $"], ["1234.50", "-34.50", "1200.00"]),
        (["1.234,50", "<34,50>", "USD 1.200,00"], ["1234.50", "-34.50", "1200.00"]),
        (["1234.5", "-34.5 USD", "1200"], ["1234.5", "-34.5", "1200.0"]),
        (["1.200", "–", "1.200"], ["1200", "0", "1200"]),
    ],
)
def test_amounts_in_any_notation(desk: Desk, amounts: list[str], wanted: list[str]) -> None:
    text = "Line\t2023\n" + "".join(f"{label}\t{amount}\n" for label, amount in zip(("A", "B", "Total"), amounts, strict=True))
    said = desk.take("notation.tsv", text)
    assert [line.rpartition(",")[2] for line in said.lines] == wanted
    assert said.counted()[3] == 0


def test_what_decides_by_likelihood_is_said(desk: Desk) -> None:
    said = desk.take("doubt.tsv", "Line\t2023\nA\t1.200\nB\t2.300\nTotal\t3.500\n")
    assert "assumed: “1.200” was read with groups of thousands" in said.out
    assert "--decimal ." in said.out
    assert (
        desk.take("doubt.tsv", "Line\t2023\nA\t1.200\nB\t2.300\nTotal\t3.500\n", "--decimal", ".", "--as", "other").lines[0]
        == ",A,item,a,1.20"
    )


def test_periods_that_are_not_declared_are_named(desk: Desk) -> None:
    said = desk.take("years.csv", "Line,2023,2021,FY20\nA,1.5,2.5,3\nB,2.5,3.5,4\nTotal,4,6,7\n")
    assert (
        'column C “2021” was left out: no period of report.yaml is 2021; write under periods: "2021": {start: 2021-01-01, end: 2021-12-31}'
        in said.out
    )
    assert "column D “FY20” was left out" in said.out
    assert said.lines[-1] == ",Total,total,total,4.0"
    nothing = desk.take("old.csv", "Line,2019\nA,1.5\nB,2.5\n")
    assert (nothing.status, nothing.lines) == (1, [])
    assert "nothing was written: no column of amounts has a period" in nothing.out
    assert desk.take("old.csv", "Line,2019\nA,1.5\nB,2.5\n", "--column", "B=2022").lines == [",A,item,a,1.5", ",B,item,b,2.5"]


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("2023", "2023"),
        ("December 31, 2023", "2023"),
        ("31 Dec 2023", "2023"),
        ("31.12.2022", "2022"),
        ("12/31/2022", "2022"),
        ("Jan - Dec 2023", "2023"),
        ("FY2022", "2022"),
        ("Year ended 31 December 2022", "2022"),
        ("2022/23", "2023"),
        ("31 décembre 2023", "2023"),
        ("2023年12月31日", "2023"),
        ("Budget 2023", "2023/budget"),
        ("2023 Without donor restrictions", "2023/without"),
    ],
)
def test_heads_that_name_a_period(desk: Desk, head: str, wanted: str) -> None:
    desk.take("head.csv", f'Line,"{head}"\nA,1.5\nB,2.5\nTotal,4\n')
    assert desk.data("statements/head.csv").read_text(encoding="utf-8").splitlines()[0] == f"section,line,kind,id,{wanted}"


def test_rows_and_columns_can_be_said(desk: Desk) -> None:
    text = "Line,2023,Else\nA,1,10\nB,2,20\nTotal,3,30\nC,4,40\nTotal of it,7,70\n"
    said = desk.take("said.csv", text, "--row", "4=item", "--row", "6=4+5", "--column", "C=2022/actual", "--best")
    assert (
        said.lines[-1] == ",Total of it,total,total-of-it,total + c,7,70"
        or said.lines[-1] == ",Total of it,subtotal,total-of-it,total + c,7,70"
    )
    assert desk.take("said.csv", text, "--column", "C=skip", "--rows", "1:4", "--as", "part").lines == [
        ",A,item,a,1",
        ",B,item,b,2",
        ",Total,total,total,3",
    ]


def test_ties_are_asked_for(desk: Desk) -> None:
    text = (
        "Line,2023\nGifts,6.25\nSales,4\nTotal income,10.25\nRent,3.5\nWages,1\nTotal programs,4.5\n"
        "Fees,2.5\nOther,2\nTotal support,4.5\nNet result,5.75\n"
    )
    said = desk.take("tie.csv", text)
    assert (said.status, said.lines) == (1, [])
    assert "question: row 11: “Net result” is " in said.out
    assert "--row 11=4-7" in said.out
    assert "--row 11=4-10" in said.out
    assert desk.take("tie.csv", text, "--row", "11=4-10").lines[-1] == ",Net result,result,net-result,total-income - total-support,5.75"
    assert desk.take("tie.csv", text, "--best", "--as", "best").counted()[3] == 0


def test_rounding_is_asked_for(desk: Desk) -> None:
    said = desk.take("rounded.xlsx", book(ROUNDED))
    assert "--rounding allow" in said.out
    allowed = desk.take("rounded.xlsx", book(ROUNDED), "--rounding", "allow", "--as", "allowed")
    assert allowed.counted() == (6, 0, 0, 0)
    assert "rounding: allow\n" in allowed.yaml
    thousands = "In thousands,2023\nGifts,4200\nGrants,1000\nFees,2300\nTotal income,7600\n"
    off = desk.take("off.csv", thousands)
    assert (off.counted(), "rounding explains" in off.out) == ((4, 0, 0, 1), False)


def test_the_folder_of_the_data_may_be_another(desk: Desk) -> None:
    desk.data("").rename(desk.root / "figures")
    said = desk.run(str(desk.put("a.csv", FLAT)), str(desk.root), "--data", "figures")
    assert said.status == 0
    assert Path(desk.root / "figures" / "statements" / "a.csv").is_file()


def test_a_sign_that_may_be_wrong_is_said(desk: Desk) -> None:
    said = desk.take("sign.csv", "Line,2023\nGifts,1349.5\nSales,-2859.2\nTotal income,4208.7\n")
    assert (
        "assumed: row 4: “Total income” adds up only if “Sales” in row 3 is taken off, and was read so; --row 4=2+3 if a sign is wrong"
        in said.out
    )
    again = desk.take("sign.csv", "Line,2023\nGifts,1349.5\nSales,-2859.2\nTotal income,4208.7\n", "--row", "4=2+3", "--as", "plain")
    assert again.status == 1
    assert "Sales" in again.out.partition("plain.csv:4")[2]
