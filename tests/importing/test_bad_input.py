"""What cannot be imported is said in one message with a place, and never a traceback."""

from __future__ import annotations

import datetime as dt
import io
import struct
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.importing.books import FIVE, REPORT, SAMPLES, book, open_document, saved
from tests.saying import says
from tests.test_extras import HIDE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.importing.books import Desk, Rows

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
GOOD: Final = "Line,2023\nA,1.5\nB,2.5\nTotal,4\n"


def bomb() -> bytes:
    """A workbook whose directory says that a part of it takes two gigabytes."""
    data = bytearray(book(FIVE))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 2**31 - 1)
    return bytes(data)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def several() -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book(FIVE, name="SOA")))
    other = made.create_sheet("Notes & more")
    other["A1"] = "x"
    return saved(made)


REFUSED: Final[dict[str, tuple[bytes | str, str]]] = {
    "encrypted.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted.xlsx:1 file: encrypted … password off"),
    "old.xls": (OLE, "old.xls:1 file: Excel before 2007 … save it as .xlsx or .ods"),
    "bomb.xlsx": (bomb(), "bomb.xlsx:1 file: more than 128 MB when unpacked"),
    "damaged.xlsx": (book(FIVE)[:900], "damaged.xlsx:1 file: damaged"),
    "hollow.xlsx": (archive(**{"xl__workbook.xml": b"<x/>"}), "hollow.xlsx:1 file: cannot be read"),
    "hollow.ods": (archive(**{"content.xml": b"<x"}), "hollow.ods:1 file: cannot be read"),
    "locked.ods": (
        archive(**{"content.xml": b"", "META-INF__manifest.xml": b"<manifest:encryption-data/>"}),
        "locked.ods:1 file: encrypted",
    ),
    "binary.xlsb": (archive(**{"xl__workbook.bin": b""}), "binary.xlsb:1 file: binary workbook"),
    "letter.docx": (archive(**{"word__document.xml": b""}), "letter.docx:1 file: no spreadsheet"),
    "empty.xlsx": (book([]), "empty.xlsx:1 file: the sheet is empty"),
    "empty.csv": ("", "empty.csv:1 file: the file is empty"),
    "blank.csv": (",,\n,,\n", "blank.csv:1 file: the file is empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\x01", "picture.csv:2 file: no table of text"),
    "several.xlsx": (several(), "several.xlsx:1 file: several sheets … --sheet … “SOA”, “Notes & more”"),
    "awards.csv": (
        "Our grants\nGrantee,Award date,Amount,Country\nA,2023-01-02,100,KE\n",
        "awards.csv:2 file: a list of grants is no statement … grants.csv, and name its columns id, awarded, amount, … individual are required",
    ),
    "words.csv": ("Line,2023\nA,x\nB,y\n", "words.csv:1 file: there are no amounts"),
    "labels.csv": ("A\nB\nC\n", "labels.csv:1 file: there are no amounts"),
    "numbers.csv": ("1.5,2.5\n3.5,4.5\n", "numbers.csv:1 file: no column has labels"),
    "two.csv": (
        "Line,2023\nA,1.5\nB,2.5\nTotal,4\nOther,\n,2022\nC,1.5\n",
        "two.csv:6 file: second table … “2022” … --rows 1:5 and --rows 6:7",
    ),
    "mixed.csv": ('Line;2023\nA;1.234,50\nB;"1,234.50"\n', "mixed.csv:2 file: decimal comma … decimal point … --decimal"),
    "long.csv": ("Line,2023\n" + "A,1.5\n" * 2_100, "long.csv:1 file: more than 2,000 rows"),
    "endless.csv": ("a,b\n" * 20_002, "endless.csv:20001 file: more than 20,000 rows"),
    "quote.csv": ('A,"' + "x" * 200_000 + '"\n', "quote.csv:1 file: cannot be read"),
    "broken.json": ("[{", "broken.json:1 file: no JSON"),
    "other.json": ('[{"a": 1}]', "other.json:1 file: no export that is known"),
    "list.json": ("[1]", "list.json:1 file: no list of sponsors"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line(desk: Desk, name: str) -> None:
    content, wanted = REFUSED[name]
    said = desk.take(name, content)
    assert (said.status, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line == says(wanted)


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        (["--sheet", "SAO"], "soa.xlsx:1 file: no sheet “SAO” … “SOA”"),
        (["--as", "../x"], "--as ../x cannot be the name of a statement"),
        (["--as", "stats/../x"], "--as stats/../x is no file of stats"),
        (["--rows", "1-4"], "--rows 1-4 is no range of rows"),
        (["--rows", "900:999"], "soa.xlsx:1 file: no column has labels"),
        (["--column", "B"], "--column B is not of the form"),
        (["--row", "x=item"], "--row x is no row of the sheet"),
        (["--row", "9=total"], "--row total is no sum of rows"),
        (["--data", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_wrong_flags(desk: Desk, flags: list[str], wanted: str) -> None:
    said = desk.take("soa.xlsx", book(FIVE, name="SOA"), *flags)
    assert said.status == 2
    (line,) = said.err.splitlines()
    assert wanted in line or line == says(wanted)


def test_what_is_not_there(desk: Desk, tmp_path: Path) -> None:
    assert desk.run(str(tmp_path / "no.csv"), str(tmp_path)).err.splitlines() == [says("no.csv:1 file: the file does not exist")]
    assert "there is no folder" in desk.run("x.csv", str(tmp_path / "nowhere")).err
    desk.data("report.yaml").unlink()
    assert "there is no data/report.yaml" in desk.take("good.csv", GOOD).err


def test_cells_that_hold_no_amount_are_refused_at_their_rows(desk: Desk) -> None:
    rows: Rows = [
        ["", "2023", "2022"],
        ["A", 1.5, "#REF!"],
        ["B", dt.date(2023, 3, 4), 2],
        ["C", "see note 4", 3],
        ["D", "=VLOOKUP(A1,B:C,2)", 4],
        ["E", 2.5, 5],
        ["F", "12,34,5", "n/a"],
    ]
    said = desk.take("cells.xlsx", book(rows))
    assert said.status == 1
    found = [line for line in said.out.splitlines() if "[impact.number]" in line]
    assert found == [
        says("cells.xlsx:2 number: column C holds the error #REF!: mend it in the spreadsheet"),
        says("cells.xlsx:3 number: column B holds the date 2023-03-04 instead of an amount"),
        says("cells.xlsx:4 number: column B is no amount … “see note 4”"),
        says("cells.xlsx:5 number: column B holds the formula =VLOOKUP … and no value: open the file in the spreadsheet, save it"),
        says("cells.xlsx:7 number: column B is no amount … “12,34,5”"),
    ]
    assert "5 rows understood, 5 refused" in said.out


@pytest.mark.parametrize("formula", ["=B2+B99*2", "=B3", "=SUM(B1:ZZZ9999999)", "=(B2", "=B4", '="x"', "=SUM(", "=1/0", "=-" * 2_000 + "1"])
def test_formulas_that_do_more_than_add_up_are_not_worked_out(desk: Desk, formula: str) -> None:
    said = desk.take("formulas.xlsx", book([["", "2023"], ["A", 1.5], ["B", formula], ["C", "=B3"], ["D", 3]]))
    assert said.status == 1
    assert "formulas.xlsx:3: column B holds the formula" in said.out


def test_flags_that_name_nothing_are_told(desk: Desk) -> None:
    said = desk.take(
        "a.csv", GOOD, "--row", "5=2:9999999", "--row", "9=item", "--row", "4=90+91", "--column", "Z=2023", "--column", "B=2021"
    )
    assert said.status == 1
    for wrong in (
        "a.csv:9: --row 9: this row has no amounts",
        "a.csv:4: --row 4=90+91: row 90 has no amounts",
        "a.csv:1: --column Z=2023: there are no amounts in column Z",
        "a.csv:1: --column B=2021: the period “2021” is not declared",
    ):
        assert wrong in said.out


def test_numbers_that_are_no_money(desk: Desk) -> None:
    said = desk.take("huge.xlsx", book([["", "2023"], ["A", 1e300], ["B", 2.5], ["C", "1" * 27], ["D", 3.5]]))
    assert [line.rpartition(",")[2] for line in said.lines] == ["2.5", "3.5"]
    assert said.out.count("which is no amount of money") == 2


def test_amounts_of_another_currency_are_named(desk: Desk) -> None:
    said = desk.take("euro.csv", "Line;2023\nA;1,50 €\nB;2,50 €\n")
    assert said.status == 1
    assert "amounts are in EUR, and the report in USD" in said.out


@pytest.mark.parametrize("file", sorted(path.name for path in SAMPLES.iterdir()))
def test_no_piece_of_a_sample_is_a_traceback(desk: Desk, file: str) -> None:
    content = (SAMPLES / file).read_bytes()
    for share in (1, 2, 3):
        said = desk.take(file, content[: len(content) * share // 4], "--dry-run")
        assert said.status in {0, 1, 2}


def test_without_the_extra_one_message_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "report.yaml").write_text(REPORT, encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(book(FIVE))
    (tmp_path / "a.ods").write_bytes(open_document([(0, ["A", 1])]))
    hide = HIDE.replace('"PIL", "resvg_py", "vl_convert"', '"openpyxl", "odfdo"')
    script = f"{hide}\nfrom sphinx_impact.__main__ import main\nprint(main(['import', 'a.xlsx']), main(['import', 'a.ods']))\nprint('sphinx' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.stdout == "2 2\nFalse\n"
    one, other = found.stderr.splitlines()
    assert one == says('a.xlsx:1 file: pip install "sphinx-impact[import]"')
    assert other == says('a.ods:1 file: pip install "sphinx-impact[import]"')
