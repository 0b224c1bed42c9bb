"""The reports of two years: comparatives that changed come first, figures are compared with those of the year before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.load import load_report
from tests.model.export.sample import export
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

FISCAL = {
    "fy22": "{start: 2021-07-01, end: 2022-06-30, label: 2021/22}",
    "fy23": "{start: 2022-07-01, end: 2023-06-30}",
    "fy24": "{start: 2023-07-01, end: 2024-06-30}",
    "long": "{start: 2023-07-01, end: 2024-09-30}",
}


def report(folder: Path, rows: str, *, stats: str = "", currency: str = "EUR", scale: str = "units", previous: str = "") -> Path:
    """Make a report on the first period among the columns of its statement; `previous` is an export."""
    periods = [name for name in rows.partition("\n")[0].split(",") if name in FISCAL]
    declared = "".join(f"  {id_}: {FISCAL[id_]}\n" for id_ in periods)
    files: dict[str, str | bytes] = {
        "data/report.yaml": (
            f"organisation: Lipa\ntitle: Report\ncurrency: {currency}\nreporting-period: {periods[0]}\nsources: {{books: {{title: Books}}}}\n"
            f"periods:\n{declared}{'previous: last.json' if previous else ''}\n"
        ),
        "data/statements/books.csv": rows,
        "data/statements/books.yaml": f"title: Books\ntype: activities\nscale: {scale}\nsource: books\n",
        "data/stats.yaml": stats,
        "last.json": previous,
    }
    return write_project(folder, {path: text for path, text in files.items() if text})


def say(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["diff", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


OLD = "section,line,kind,id,fy23\nIn,Gifts,item,gifts,150\nIn,Legacies,item,legacies,30\nIn,Lottery,item,lottery,20\nIn,Total,total,total,200\n"
NEW = (
    "section,line,kind,id,formerly,fy24,fy23\nIn,Gifts of people,item,people,,170,150\nIn,Legacies,item,legacies,,41,25\n"
    "In,Sales,item,sales,,2,\nIn,Total,total,total,,213,195\n"
)

EXPECTED = """\
The report on fy24 beside the report on fy23

  2 comparatives changed and not declared as restated
  2 figures of fy24 compared with fy23
  3 new
  3 gone
  2 keys may have been renamed

Comparatives that changed (! not declared as restated)

! books.legacies@fy23  Legacies
    was 30 EUR, is 25 EUR  (-5)
    data/statements/books.csv:3

! books.total@fy23  Total
    was 200 EUR, is 195 EUR  (-5)
    data/statements/books.csv:5

Looks renamed
  library.loans -> library.lent (12 books in both): write formerly:
      library.loans under library.lent
  books.gifts -> books.people (150 EUR in both): write gifts in a column
      formerly of its row

Gone since fy23
  library.loans@fy23  loans: 12 books
  books.gifts@fy23  Gifts: 150 EUR
  books.lottery@fy23  Lottery: 20 EUR

New in fy24
  library.lent@fy24  loans: 15 books
  books.people@fy24  Gifts of people: 170 EUR
  books.sales@fy24  Sales: 2 EUR

Books, fy23 and fy24, in EUR
  Legacies   *25   41  +16  +64.0%
  Total     *195  213  +18   +9.2%

* fy23 as restated
"""


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two years: a comparative changed, a stat and a line have other keys, a line is gone and another one is new."""
    stats = "library.{}: {{label: loans, unit: books, source: books, values: {{{}}}}}\n"
    old = report(tmp_path / "old", OLD, stats=stats.format("loans", "fy23: 12"))
    new = report(tmp_path / "new", NEW, stats=stats.format("lent", "fy24: 15, fy23: 12"), previous=export(old)["report.json"])
    return old, new


def test_what_a_treasurer_must_see_comes_first(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = say(capsys, *two)
    assert (status, out) == (1, EXPECTED)
    assert max(map(len, out.splitlines())) <= 80
    _, out, _ = say(capsys, *two, "--format", "markdown")
    assert "| `books.legacies@fy23`<br>Legacies | 30 EUR | 25 EUR | -5 | **not declared** |" in out.splitlines()
    _, out, _ = say(capsys, *two, "--format", "json")
    read = json.loads(out)
    assert [(found["address"], found["old"], found["new"], found["declared"]) for found in read["restated"]] == [
        ("books.legacies@fy23", 30, 25, False),
        ("books.total@fy23", 200, 195, False),
    ]
    assert [(found["old"], found["new"]) for found in read["renamed"]] == [
        ("library.loans", "library.lent"),
        ("books.gifts", "books.people"),
    ]
    assert [(found["address"], found["difference"]) for found in read["years"]] == [("books.legacies@fy24", 16), ("books.total@fy24", 18)]
    status, out, err = say(capsys, *reversed(two))
    assert (status, out) == (2, "")
    assert "the first report is on fy24, and the second on fy23, which is earlier: name the earlier one first" in err


def test_a_rename_is_suggested_until_it_is_written(two: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    def hints() -> list[str]:
        return [problem.message for problem in load_report(two[1]).problems if "renamed" in problem.message]

    assert len(hints()) == 2
    assert any(
        "books.gifts was in last year's report and is gone, and books.people, which is new, says the same of fy23 (150): "
        "if it was renamed, write gifts in a column formerly of its row" in said
        for said in hints()
    )
    csv = two[1] / "data" / "statements" / "books.csv"
    csv.write_text(csv.read_text(encoding="utf-8").replace("people,,170", "people,gifts,170"), encoding="utf-8")
    stats = two[1] / "data" / "stats.yaml"
    stats.write_text(stats.read_text(encoding="utf-8").replace("lent: {", "lent: {formerly: library.loans, "), encoding="utf-8")
    assert hints() == []
    _, out, _ = say(capsys, *two)
    assert "  4 figures of fy24 compared with fy23\n  1 new\n  1 gone\n\n" in out
    assert "  Gifts of people   150  170  +20  +13.3%\n" in out
    # Another value, another figure: nothing is guessed.
    csv.write_text(csv.read_text(encoding="utf-8").replace("people,gifts,170,150", "people,,170,151"), encoding="utf-8")
    assert hints() == []


def test_what_cannot_be_compared_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another currency, and a period of 15 months; lines that became one are added up, whatever the scale."""
    kuna = report(tmp_path / "kuna", OLD.replace("fy23", "fy22"), currency="HRK")
    rows = OLD.replace("fy23", "fy23,fy22").replace(",150", ",150,133").replace(",30", ",30,27").replace(",20\n", ",20,18\n")
    euro = report(tmp_path / "euro", rows.replace(",200", ",200,178"), previous=export(kuna)["report.json"])
    _, out, _ = say(capsys, kuna, euro)
    assert "Note: the currency was HRK and is EUR: amounts in the two are not compared\n" in out
    assert "  books.gifts@fy22  150 HRK -> 133 EUR\n" in out
    assert "  Gifts     133  150  +17  +12.8%\n" in out
    (hint,) = load_report(euro).problems
    assert hint.message == (
        "4 amounts, books.gifts@fy22 first, are in EUR here, and in HRK in last year's report: "
        "what differs between currencies is not found, so compare them by hand"
    )
    merged = (
        "section,line,kind,id,formerly,long,fy23\nIn,Gifts and legacies,item,giving,gifts; legacies,0.2,0.18\nIn,Lottery,item,lottery,,,0.02\n"
        "In,Total,total,total,,0.2,0.2\n"
    )
    long = report(tmp_path / "long", merged, scale="thousands", previous=export(euro)["report.json"])
    _, out, _ = say(capsys, euro, long)
    assert "  no comparative changed\n" in out
    assert "Note: the periods differ in length, 365 days and 458 days: amounts over them are" in out
    assert "  Gifts and legacies  180           200  other length\n" in out
    assert [str(problem.code) for problem in load_report(long).problems if "giving" in problem.message] == []


def test_stats_that_became_one_are_not_added_up(tmp_path: Path) -> None:
    stats = "".join(
        f"share.{name}: {{label: share of {name}, unit: percent, source: books, values: {{fy23: {value}}}}}\n"
        for name, value in (("a", 20), ("b", 30))
    )
    last = export(report(tmp_path / "old", OLD, stats=stats))["report.json"]
    one = "share.all: {label: share of all, unit: percent, source: books, formerly: [share.a, share.b], values: {fy24: 25}}\n"
    found = load_report(report(tmp_path / "new", NEW, stats=one, previous=last))
    assert [figure.value for figure in found.series("share.all")] == [25]
    assert any(
        str(each.origin) == "data/stats.yaml:1" and "only exact amounts of money are added up" in each.message for each in found.problems
    )


def test_earlier_reports_that_are_none(tmp_path: Path) -> None:
    """One of a later year, of another organisation, with other dates for the name of a period: each is said, and none is compared wrong."""

    def said(last: str, rows: str = OLD, old: str = "", new: str = "") -> list[str]:
        folder = report(tmp_path / "now", rows, previous=last)
        profile = folder / "data" / "report.yaml"
        profile.write_text(
            profile.read_text(encoding="utf-8").replace(old, new) if old else profile.read_text(encoding="utf-8"), encoding="utf-8"
        )
        return [problem.message.partition(":")[0] for problem in load_report(folder).problems]

    later = export(report(tmp_path / "later", OLD.replace("fy23", "fy24")))["report.json"]
    assert said(later) == ["this report is on fy24, which is later than fy23, the reporting period"]
    earlier = export(
        report(
            tmp_path / "earlier",
            OLD.replace("fy23", "fy22").replace("150", "141").replace("30", "29").replace(",20\n", ",19\n").replace("200", "189"),
        )
    )["report.json"]
    assert said(earlier) == []
    assert said(earlier, old="Lipa", new="Hrast") == ["this report is of “Lipa”, and report.yaml is of “Hrast”"]
    both = (
        OLD.replace("fy23", "fy23,fy22")
        .replace(",150", ",150,1")
        .replace(",30", ",30,2")
        .replace(",20\n", ",20,3\n")
        .replace(",200", ",200,6")
    )
    assert said(earlier, both, "2021-07-01, end: 2022-06-30", "2022-01-01, end: 2022-12-31")[0].startswith(
        "the period fy22 of this report is 2021-07-01 to"
    )


def test_a_long_report_is_short_in_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def rows(year: str, factor: int) -> str:
        items = [f"Out,Cost number {number},item,c{number},{number * factor}" for number in range(1, 201)]
        return "\n".join([f"section,line,kind,id,{year}", *items, f"Out,All costs,total,all,{sum(range(1, 201)) * factor}", ""])

    old, new = report(tmp_path / "old", rows("fy23", 2)), report(tmp_path / "new", rows("fy24", 3))
    _, out, _ = say(capsys, old, new)
    assert len(out.splitlines()) < 15
    assert "  All costs  40,200  60,300  +20,100  +50.0%\n" in out
    assert out.endswith("\n200 lines more; --all prints every one\n")
    _, out, _ = say(capsys, old, new, "--all")
    assert len(out.splitlines()) > 200
    assert "more; --all" not in out
