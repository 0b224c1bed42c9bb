"""A newer export: amounts are brought up to date, what somebody wrote by hand stays, and all that changed is listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from tests.importing.books import Desk

FIRST = """\
Line,2023,2022
Income,,
Donations,100.50,90.25
Grants,50.25,40.75
Total income,150.75,131.00
Costs,,
Rent,60.10,50.10
Wages,70.20,60.20
Total costs,130.30,110.30
Net income,20.45,20.70
"""
NEWER = """\
Line,2023,2022
Income,,
Donations,110.50,90.25
Grants,50.25,40.75
Bequests,9.10,
Total income,169.85,131.00
Costs,,
Rent,60.10,50.10
Wages,75.20,60.20
Total costs,135.30,110.30
Net income,34.55,20.70
"""


def edit(desk: Desk, name: str, *pairs: tuple[str, str]) -> None:
    path = desk.data(name)
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_what_is_by_hand_stays(desk: Desk) -> None:
    assert desk.take("books.csv", FIRST).counted() == (7, 0, 0, 0)
    edit(
        desk,
        "statements/books.csv",
        ("Income,Donations,item,donations,", "Income,Gifts of friends,item,donations,"),
        ("Costs,Rent,item,rent,", "Costs,Rent of the house,item,house,"),
        ("section,line,kind,id,formula,2023,2022", "section,line,kind,id,formula,note,2023,2022"),
        (",,60.10", ",,a,60.10"),
        (",,100.50", ",,,100.50"),
        (",,50.25", ",,,50.25"),
        (",,150.75", ",,,150.75"),
        (",,70.20", ",,,70.20"),
        (",,130.30", ",,,130.30"),
        ("total-costs,20.45", "total-costs,,20.45"),
    )
    edit(desk, "statements/books.yaml", ("title: Books", "title: What we did with it  # ours\nnotes: {a: Heated.}"))
    assert desk.problems() == []
    said = desk.take("books.csv", NEWER)
    assert said.status == 0
    assert said.lines == [
        "Income,Gifts of friends,item,donations,,,110.50,90.25",
        "Income,Grants,item,grants,,,50.25,40.75",
        "Income,Bequests,item,bequests,,,9.10,",
        "Income,Total income,total,total-income,,,169.85,131.00",
        "Costs,Rent of the house,item,house,,a,60.10,50.10",
        "Costs,Wages,item,wages,,,75.20,60.20",
        "Costs,Total costs,total,total-costs,,,135.30,110.30",
        ",Net income,result,net-income,total-income - total-costs,,34.55,20.70",
    ]
    assert "title: What we did with it  # ours\nnotes: {a: Heated.}\n" in said.yaml
    changes = re.findall(r"^  (\S.*)$", said.out.partition("changes:\n")[2], re.MULTILINE)
    assert changes == [
        "“Gifts of friends”, 2023: 100.50 is now 110.50",
        "“Total income”, 2023: 150.75 is now 169.85",
        "“Wages”, 2023: 70.20 is now 75.20",
        "“Total costs”, 2023: 130.30 is now 135.30",
        "“Net income”, 2023: 20.45 is now 34.55",
        "new line “Bequests”",
        "new in the YAML: empty: nil",
    ]
    assert desk.problems() == []


def test_rows_that_are_gone_are_kept_and_named(desk: Desk) -> None:
    desk.take("books.csv", NEWER)
    said = desk.take("books.csv", FIRST)
    assert "“Bequests” is not in the export: delete the row if it is gone; it was kept as it is" in said.out
    assert said.lines[2].startswith("Income,Bequests,item,bequests,")
    assert said.status == 1
    assert "Total income 2023 is given as 150.75, but its items add up to 159.85" in said.out


def test_formulas_take_in_what_is_new_unless_somebody_wrote_them(desk: Desk) -> None:
    lines = ["Line,2023", "A,10.5", "B,20.25", "Total ab,30.75", "C,4.5", "D,5.25", "Total cd,9.75", "Total,40.5"]
    assert desk.take("sums.csv", "\n".join(lines)).lines[-1] == ",Total,total,total,40.50"
    lines[5:7] = ["D,5.25", "E,1.1", "Total cd,10.85"]
    lines[-1] = "Total,41.6"
    said = desk.take("sums.csv", "\n".join(lines))
    assert said.counted()[3] == 0
    assert ",E,item,e,1.10" in said.lines
    lines = ["Line,2023", "A,10.5", "B,20.25", "C,30", "Total,60.75", "Less: D,5.25", "Net,55.5"]
    assert desk.take("net.csv", "\n".join(lines)).lines[-1] == ",Net,total,net,total - less-d,55.50"
    lines[6:] = ["Less: E,1.5", "Net,54"]
    assert desk.take("net.csv", "\n".join(lines)).lines[-1] == ",Net,total,net,total - less-d - less-e,54.00"
    edit(desk, "statements/net.csv", ("total - less-d - less-e", "total - less-e"))
    assert desk.take("net.csv", "\n".join(lines)).lines[-1] == ",Net,total,net,total - less-e,54.00"


def test_columns_of_a_newer_export_are_added(desk: Desk) -> None:
    desk.take("two.csv", "Line,2023\nA,1.5\nB,2.5\nTotal,4\n")
    said = desk.take("two.csv", "Line,2023,2022,2022 budget\nA,1.5,1,2\nB,2.5,2,3\nTotal,4,3,5\n")
    assert "  new column 2022\n" in said.out
    assert '  new in the YAML: budget: {label: "budget"}\n' in said.out
    assert said.yaml.endswith('columns:\n  budget: {label: "budget"}\n')
    assert said.counted()[3] == 0
    assert said.lines[0] == ",A,item,a,1.5,1.0,2.0"


def test_nothing_is_overwritten_silently(desk: Desk) -> None:
    desk.take("a.csv", FIRST, "--as", "activities")
    other = desk.take("b.csv", FIRST, "--as", "activities")
    assert (other.status, other.out) == (2, "")
    assert "activities.yaml is there already, and was imported from a.csv: take another name with --as" in other.err
    assert desk.take("b.csv", FIRST, "--as", "activities", "--update").status == 0
    mine = desk.data("statements/mine.csv")
    mine.write_text("section,line,kind,2023\n,A,item,1\n", encoding="utf-8")
    said = desk.take("a.csv", FIRST, "--as", "mine")
    assert said.status == 2
    assert "mine.csv is there already, and was written by no import" in said.err
    assert mine.read_text(encoding="utf-8") == "section,line,kind,2023\n,A,item,1\n"
    mine.write_text("a;b\n", encoding="utf-8")
    assert "does not begin section,line,kind" in desk.take("a.csv", FIRST, "--as", "mine", "--update").err


def test_another_statement_is_not_mixed_in(desk: Desk) -> None:
    desk.take("a.csv", FIRST, "--as", "activities")
    there = desk.data("statements/activities.csv").read_text(encoding="utf-8")
    other = "Line,2023,2022\nBoats,1.5,2.5\nOars,2.25,3.75\nNet income,3.75,6.25\n"
    said = desk.take("b.csv", other, "--as", "activities", "--update")
    assert said.status == 2
    assert "of the 7 lines of " in said.err
    assert ", 1 are in this table, so that it is another statement: take another name with --as, or delete " in said.err
    assert desk.data("statements/activities.csv").read_text(encoding="utf-8") == there
    for suffix in ("csv", "yaml"):
        desk.data(f"statements/activities.{suffix}").unlink()
    assert desk.take("b.csv", other, "--as", "activities").counted() == (3, 0, 0, 0)


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    said = desk.take("books.csv", FIRST, "--dry-run")
    assert (said.status, said.counted()) == (0, (7, 0, 0, 0))
    assert "nothing was written: this was a dry run" in said.out
    assert not desk.data("statements").exists()
    desk.take("books.csv", FIRST)
    assert "100.50 is now 110.50" in desk.take("books.csv", NEWER, "--dry-run").out
    assert "100.50" in desk.data("statements/books.csv").read_text(encoding="utf-8")


def test_the_origin_is_written_down_and_repeatable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")
    said = desk.take("books.csv", FIRST)
    head = said.yaml.splitlines()[:2]
    assert re.fullmatch(r"# Imported by sphinx-impact \S+ from books\.csv, on 2024-01-01", head[0])
    assert re.fullmatch(r"# SHA-256 of that file: [0-9a-f]{64}", head[1])
    again = desk.take("books.csv", FIRST)
    assert (again.lines, again.yaml) == (said.lines, said.yaml)
    assert "changes:" not in again.out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1706745600")
    newer = desk.take("books.csv", NEWER)
    assert newer.yaml.splitlines()[0].endswith("on 2024-02-01")
    assert newer.yaml.count("# Imported") == newer.yaml.count("# SHA-256") == 1
