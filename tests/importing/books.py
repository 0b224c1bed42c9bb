"""Exports as bookkeepers send them, made here, and what becomes of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

import odfdo
import openpyxl
from openpyxl.styles import Alignment

from sphinx_impact import __main__ as command
from sphinx_impact.model.load import load_report
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest

SAMPLES: Final = ROOT / "tests" / "importing" / "samples"
REPORT: Final = """\
organisation: Lantern Library Trust
currency: USD
reporting-period: "2023"
periods:
  "2023": {start: 2023-01-01, end: 2023-12-31}
  "2022": {start: 2022-01-01, end: 2022-12-31}
"""
Rows = list[list[Any]]

FIVE: Final[Rows] = [
    ["LANTERN LIBRARY TRUST AND AFFILIATES"],
    ["Consolidated Statement of Activities"],
    ["For the Year Ended December 31, 2023 (with summarized comparative totals for 2022)"],
    ["(in thousands)"],
    [],
    [None, "Notes", "Without Donor", "With Donor", "Total", "Total"],
    [None, None, "Restrictions", "Restrictions", 2023, 2022],
    ["REVENUE AND SUPPORT"],
    ["Contributions and grants", "3", 8412, 3105, 11517, 10890],
    ["Membership dues", None, 1240, None, 1240, 1198],
    ["Investment return, net", "5", 611, 88, 699, -402],
    ["In-kind contributions", None, 75, None, 75, 61],
    ["Net assets released from restrictions", "8", 2967, -2967, 0, None],
    ["Total revenue and support", None, 13305, 226, 13531, 11747],
    ["EXPENSES"],
    ["Program services"],
    ["Library", None, 6120, None, 6120, 5870],
    ["Reading rooms", None, 2234, None, 2234, 2101],
    ["Total program services", None, 8354, None, 8354, 7971],
    ["Supporting services"],
    ["Management and general", None, 1875, None, 1875, 1733],
    ["Fundraising", None, 944, None, 944, 902],
    ["Total supporting services", None, 2819, None, 2819, 2635],
    ["Total expenses", None, 11173, None, 11173, 10606],
    ["CHANGE IN NET ASSETS", None, 2132, 226, 2358, 1141],
    ["NET ASSETS, beginning of year", None, 9310, 4120, 13430, 12289],
    ["NET ASSETS, end of year", None, 11442, 4346, 15788, 13430],
    [],
    ["The accompanying notes are an integral part of these statements."],
]
"""A statement of activities with and without restrictions, as foundations print it: two rows of heads, merged titles, notes, thousands."""

POSITION: Final[Rows] = [
    ["Balance sheet as of 31.12.2023"],
    [],
    ["", dt.date(2023, 12, 31), dt.date(2022, 12, 31)],
    ["Assets"],
    ["Cash", 5051.4, 5403.2],
    ["Receivables", 265.3, 237.1],
    ["Equipment", 900, 900],
    ["Less: accumulated depreciation", 300, 200],
    ["Net equipment", 600, 700],
    ["Total assets", 5916.7, 6340.3],
    ["Liabilities and net assets"],
    ["Deferred revenue", 559, 842],
    ["Accounts payable", 178.7, 130.3],
    ["Total liabilities", 737.7, 972.3],
    ["Net assets"],
    ["Without donor restrictions", 2979, 3721],
    ["With donor restrictions", 2200, 1647],
    ["Total net assets", 5179, 5368],
    ["Total liabilities and net assets", 5916.7, 6340.3],
]
FUNCTIONAL: Final[Rows] = [
    ["Foundation X"],
    ["Statement of functional expenses 2023"],
    [],
    [None, "2023", None, None, "2022"],
    ["", "Program", "Admin", "Total", "Total"],
    ["Salaries", 1200000.25, 300000.10, 1500000.35, 1400000.00],
    ["Rent", 50000, 25000, 75000, 70000],
    ["Travel", 12345.67, None, 12345.67, 9999.99],
    ["Total expenses", "=SUM(B6:B8)", "=SUM(C6:C8)", "=SUM(D6:D8)", "=SUM(E6:E8)"],
]
CASH: Final[Rows] = [
    ["Cash flow statement"],
    ["", "2023", "2022"],
    ["Operating activities"],
    ["Change in net assets", 151, -20],
    ["Adjustments to reconcile"],
    ["  Depreciation", 90, 80],
    ["  Receivables", -14, 33],
    ["  Payables", 22, -5],
    ["Net cash provided by operating activities", 249, 88],
    ["Investing activities"],
    ["Purchases of equipment", -120, -10],
    ["Net cash used in investing activities", -120, -10],
    ["Net increase in cash", 129, 78],
    ["Cash, beginning of year", 700, 622],
    ["Cash, end of year", 829, 700],
]
DESKTOP: Final[Rows] = [
    ["Profit and Loss"],
    ["January - December 2023"],
    [None, None, None, "Jan - Dec 23"],
    ["Income"],
    [None, "4000 Donations", None, 1000.5],
    [None, "4100 Events", None, 250.25],
    ["Total Income", None, None, 1250.75],
    ["Expense"],
    [None, "6000 Office"],
    [None, None, "6010 Rent", 400],
    [None, None, "6020 Supplies", 99.99],
    [None, "Total 6000 Office", None, 499.99],
    [None, "6200 Wages", None, 600.01],
    ["Total Expense", None, None, 1100],
    ["Net Income", None, None, 150.75],
]
BUDGET: Final[Rows] = [
    ["", "Budget 2023", "Actual 2023", "Variance"],
    ["Income"],
    ["Grants", 1000, 1100, 100],
    ["Gifts", 200, 150, -50],
    [None, 1200, 1250, 50],
    ["Spending"],
    ["Rent", 500, 510, -10],
    ["Wages", 600, 580, 20],
    [None, 1100, 1090, 10],
    ["Surplus", 100, 160, 60],
]
CHANGE: Final[Rows] = [
    ["", "2023", "2022", "Change", "% change"],
    ["Grants", 1000.5, 900, 100.5, 0.1117],
    ["Gifts", 200, 250, -50, -0.2],
    ["Total", 1200.5, 1150, 50.5, 0.0439],
]
ROUNDED: Final[Rows] = [
    ["", "2023"],
    ["Donations", 4208],
    ["Total income", 4209],
    ["Rent", 1000],
    ["Wages", 2000],
    ["Total expenses", 3001],
    ["Net income", 1208],
]
XERO: Final = """\
Profit and Loss
Lantern Library Trust
For the year ended 31 December 2023

Account,2023,2022

Trading Income,,
Donations,"12,000.00","10,000.00"
Sales,"3,500.50","2,000.00"
Total Trading Income,"15,500.50","12,000.00"

Cost of Sales,,
Purchases,"1,000.00",900.00
Total Cost of Sales,"1,000.00",900.00

Gross Profit,"14,500.50","11,100.00"

Operating Expenses,,
Rent,"6,000.00","6,000.00"
Wages,"9,000.00","4,000.00"
Total Operating Expenses,"15,000.00","10,000.00"

Net Profit,(499.50),"1,100.00"
"""
GERMAN: Final = """\
Verein Leuchtturm e.V.;;
Einnahmen-Überschuss-Rechnung 2023;;
;;
Bezeichnung;2023;2022
Einnahmen;;
Spenden;1.349,50;1.200,00
Mitgliedsbeiträge;859,00;900,00
Summe Einnahmen;2.208,50;2.100,00
Ausgaben;;
Miete;1.000,00-;1.000,00-
Personal;800,25-;700,00-
Summe Ausgaben;1.800,25-;1.700,00-
Jahresüberschuss;408,25;400,00
"""
GNUCASH: Final = """\
Account,,2023
Revenues,,
Donations,700.00,
Grants,300.00,
Total Revenues,,1000.00
Expenses,,
Rent,400.00,
Wages,350.00,
Total Expenses,,750.00
Net income for Period,,250.00
"""
JAPANESE: Final = """\
活動計算書
科目,2023年度,2022年度
経常収益,,
受取寄附金,"1,200,000","900,000"
受取会費,"300,500","250,000"
経常収益計,"1,500,500","1,150,000"
経常費用,,
事業費,"800,000","700,000"
管理費,"400,250","300,000"
経常費用計,"1,200,250","1,000,000"
当期正味財産増減額,"300,250","150,000"
前期繰越正味財産額,"500,000","350,000"
次期繰越正味財産額,"800,250","500,000"
"""
FLAT: Final = """\
Section,Line,2022,2023
Revenue,Grants,100.10,200.20
Revenue,Gifts,50.05,60.60
Revenue,Total revenue,150.15,260.80
Expenses,Rent,30.30,40.40
Expenses,Wages,70.70,80.80
Expenses,Total expenses,101.00,121.20
"""
SIGNS: Final = """\
LANTERN LIBRARY TRUST
STATEMENTS OF FINANCIAL POSITION
"December 31, 2023 and 2022"

,,,2023,,,2022,
ASSETS
Cash and cash equivalents,$,"5,051",,$,"5,403",
Investments,,"1,200",,,"1,100",
Property and equipment,,900,,,900,
Less accumulated depreciation,,(300,),,(200,)
Total assets,$,"6,851",,$,"7,203",
LIABILITIES AND NET ASSETS
Accounts payable,$,178,,$,130,
Total liabilities,,178,,,130,
Net assets:
  Without donor restrictions,,"4,473",,,"5,426",
  With donor restrictions,,"2,200",,,"1,647",
Total net assets,,"6,673",,,"7,073",
TOTAL LIABILITIES AND NET ASSETS,$,"6,851",,$,"7,203",
"""
RELEASED: Final[Rows] = [
    ["Statement of Activities"],
    ["Year ended December 31, 2023"],
    ["", "Without donor restrictions", "With donor restrictions", "Total"],
    ["Support and revenue:"],
    ["Contributions", 500, 300, 800],
    ["Special events", 120, None, 120],
    ["Less: direct cost of events", -45, None, -45],
    ["Investment income", 33, 12, 45],
    ["Net assets released from"],
    ["restrictions:"],
    ["Satisfaction of program restrictions", 210, -210, None],
    ["Expiration of time restrictions", 40, -40, None],
    ["Total support and revenue", 858, 62, 920],
    ["Expenses:"],
    ["Program", 610, None, 610],
    ["Management", 140, None, 140],
    ["Fundraising and", None, None, None],
    ["membership", 60, None, 60],
    ["Total expenses", 810, None, 810],
    ["Change in net assets", 48, 62, 110],
    ["Net assets, beginning", 1000, 400, 1400],
    ["Net assets, ending", 1048, 462, 1510],
]
TREE: Final = """\
Account,2023,2022,Average
Income,900,800,850
  Gifts,500,450,475
  Sales,400,350,375
Expenses,700,690,695
  Staff,600,590,595
    Wages,500,495,497.5
    Tax,100,95,97.5
  Rent,100,100,100
Net income,200,110,155
"""


def book(rows: Rows, *, name: str = "Sheet1", merges: Sequence[str] = (), formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet, as openpyxl writes it: formulas have no values."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def indented(cell: Any, steps: int) -> None:
    """Indent a cell as QuickBooks does."""
    cell.alignment = Alignment(indent=steps)


def open_document(rows: Sequence[tuple[int, Sequence[Any]]], *, hidden: Sequence[str] = ()) -> bytes:
    """An OpenDocument spreadsheet; each row with how far its first cell is indented, in centimetres."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Activities")
    for steps in {steps for steps, _ in rows if steps}:
        style = odfdo.Style("table-cell", name=f"in{steps}")
        style.set_properties({"fo:margin-left": f"{steps}cm"}, area="paragraph")
        document.insert_style(style, automatic=True)
    for at, (steps, cells) in enumerate(rows):
        for place, value in enumerate(cells):
            cell = odfdo.Cell(formula=value) if isinstance(value, str) and value.startswith("of:") else odfdo.Cell(value)
            if steps and place == 0:
                cell.style = f"in{steps}"
            if value is not None:
                table.set_cell((place, at), cell)
    document.body.append(table)
    for name in hidden:
        style = odfdo.Style("table", name=f"hide{name}")
        style.set_properties({"table:display": "false"}, area="table")
        document.insert_style(style, automatic=True)
        other = odfdo.Table(name, style=f"hide{name}")
        other.set_value("A1", "secret")
        document.body.append(other)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@dataclasses.dataclass(frozen=True)
class Said:
    """What an import left and printed.

    Attributes:
        lines: The rows of the CSV, without its header.
    """

    status: int
    out: str
    err: str
    lines: list[str]
    yaml: str

    def counted(self) -> tuple[int, int, int, int]:
        """Rows understood, rows refused, what was asked or assumed, problems that the check found."""
        found = re.search(r"(\d+) rows understood, (\d+) refused, (\d+) questions?, (\d+) assumed; check: (\d+) problems?", self.out)
        assert found, self.out + self.err
        understood, refused, asked, assumed, wrong = map(int, found.groups())
        assert (asked, assumed) == tuple(len(re.findall(rf"^{word}: ", self.out, re.MULTILINE)) for word in ("question", "assumed"))
        return understood, refused, asked + assumed, wrong


class Desk:
    """A report into which files are imported."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capsys = capsys
        (root / "data").mkdir()
        (root / "conf.py").write_text("", encoding="utf-8")
        (root / "data" / "report.yaml").write_text(REPORT, encoding="utf-8")

    def put(self, name: str, content: bytes | str) -> Path:
        """Put an export beside the report."""
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def data(self, name: str) -> Path:
        """A data file."""
        return self.root / "data" / name

    def take(self, name: str, content: bytes | str, *flags: str) -> Said:
        """Import an export, and return what became of it."""
        return self.run(str(self.put(name, content)), str(self.root), *flags)

    def run(self, *arguments: str) -> Said:
        """Run ``sphinx-impact import``."""
        self._capsys.readouterr()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            status = command.main(["import", *arguments])
        printed = self._capsys.readouterr()
        assert "mistake of sphinx-impact" not in printed.err
        written = re.search(r"wrote .*?(\w[\w-]*)\.csv", printed.out)
        csv = self.data(f"statements/{written[1]}.csv") if written else None
        lines = csv.read_text(encoding="utf-8").splitlines()[1:] if csv and csv.is_file() else []
        yaml = csv.with_suffix(".yaml").read_text(encoding="utf-8") if csv and csv.is_file() else ""
        return Said(status, printed.out, printed.err, lines, yaml)

    def problems(self) -> list[str]:
        """What ``sphinx-impact check`` says of the report."""
        return [str(problem) for problem in load_report(self.root).problems if not problem.hint]
