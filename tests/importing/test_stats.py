"""Stats out of a table of name, value and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.importing.books import book
from tests.saying import says

if TYPE_CHECKING:
    from tests.importing.books import Desk, Rows

TABLE = """\
Name,Value,Year,Unit,Label
library.books,"1,234",2023,books,
library.books,1100,2022,books,
Visitors per day,36,2023,people,
share,45%,2023,,Share of members
bad,x,2023,,
old,3,2019,,
library.books,7,2023,books,
,5,2023,,
"""


def test_a_table(desk: Desk) -> None:
    said = desk.take("figures.csv", TABLE)
    assert said.status == 1
    assert "4 rows understood, 4 refused" in said.out
    text = desk.data("stats.yaml").read_text(encoding="utf-8")
    assert text.partition("\n")[2].partition("\n")[2] == (
        "library.books:\n  label: library books\n  unit: books\n  source: figures.csv\n"
        '  values: {"2023": 1234, "2022": 1100}\n\n'
        "figures.visitors-per-day:\n  label: Visitors per day\n  unit: people\n  source: figures.csv\n"
        '  values: {"2023": 36}\n\n'
        "figures.share:\n  label: Share of members\n  unit: percent\n  source: figures.csv\n"
        '  values: {"2023": 45}\n'
    )
    assert [line for line in said.out.splitlines() if "[impact.number]" in line] == [
        says("figures.csv:6 number: “x” is not a number"),
        says("figures.csv:7 number: no period of report.yaml is “2019”: write under periods … 2019-01-01"),
        says("figures.csv:8 number: “library.books” has a second value for 2023"),
        says("figures.csv:9 number: the row has no name"),
    ]
    assert desk.problems() == []


def test_a_newer_table(desk: Desk) -> None:
    table = "name,value,period\nlibrary.books,1234,2023\nlibrary.films,5,2023\nlibrary.one,3,2023\n"
    desk.take("figures.csv", table, "--as", "stats/library")
    path = desk.data("stats/library.yaml")
    text = path.read_text(encoding="utf-8").replace("label: library books", "label: books we lent  # ours\n  good: up")
    text = text.replace('values: {"2023": 5}', 'values:\n    "2023": {value: 5, note: counted by hand}').replace(
        'values: {"2023": 3}', "value: 3"
    )
    path.write_text(text, encoding="utf-8")
    newer = "name,value,period\nlibrary.books,1240,2023\nlibrary.books,1100,2022\nlibrary.films,6,2023\nlibrary.films,4,2022\nlibrary.one,3,2022\nlibrary.new,1,2023\n"
    said = desk.take("figures.csv", newer, "--as", "stats/library")
    assert said.out.partition("changes:\n")[2].splitlines()[:-1] == [
        "  library.books@2023: 1234 is now 1240",
        "  library.books@2022: 1100 is new",
        "  library.films@2023: 5 is now 6",
        "  library.films@2022: 4 is new",
        "  library.one@2022 is 3, and the file has one value alone: write values: by period for it",
        "  new stat library.new",
    ]
    now = path.read_text(encoding="utf-8")
    assert '  label: books we lent  # ours\n  good: up\n  source: figures.csv\n  values: {"2023": 1240, "2022": 1100}\n' in now
    assert '  values:\n    "2023": {value: 6, note: counted by hand}\n    "2022": 4\n' in now
    assert now.endswith('library.new:\n  label: library new\n  source: figures.csv\n  values: {"2023": 1}\n')
    assert desk.problems() == []


def test_a_sheet_and_heads_in_other_words(desk: Desk) -> None:
    rows: Rows = [["Kennzahl", "Wert", "Jahr"], ["Bücher", 1234.5, 2023]]
    assert desk.take("zahlen.xlsx", book(rows)).status == 0
    assert "zahlen.bucher:\n  label: Bücher\n" in desk.data("stats.yaml").read_text(encoding="utf-8")
    assert "names no column value" in desk.take("else.csv", "name,worth\na,1\n", "--as", "stats").err
    nothing = desk.take("none.csv", "name,value,period\na,x,2023\n", "--as", "stats/none")
    assert (nothing.status, desk.data("stats").exists()) == (1, False)
