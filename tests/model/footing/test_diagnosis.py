"""What went wrong is named where one mistake explains a difference, and a waiver is proposed for small differences only."""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.footing.diagnosis import formula_for, mistyped, slip
from sphinx_impact.model.footing.foot import foot
from tests.model.footing.writing import statement, waiver
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOKS = """
2023 | 2022
Revenue | Gifts | item | gifts | | 2859 | 2641
Revenue | Grants | item | grants | | 1349 | 1430
Revenue | Dues | item | dues | | 148 | 12
Revenue | Total revenue | subtotal | revenue | | 4356 | 4083
Expenses | Programs | item | programs | | 2690 | 2207
Expenses | Staff | item | staff | | 1305 | 928
Expenses | Rent | item | rent | | 240 | 302
Expenses | Books | item | books | | 122 | 115
Expenses | Total expenses | subtotal | expenses | | 4357 | 3552
Net | Net income | result | net | revenue - expenses | -1 | 531
"""
ACROSS = """
without | with | total = without + with
Revenue | Gifts | item | gifts | | 412 | 260 | 672
Revenue | Grants | item | grants | | 180 | 145 | 325
Revenue | All | total | all | | 592 | 405 | 997
"""
ALONE = """
2023
Revenue | Gifts | item | gifts | | 2859
Revenue | Grants | item | grants | | 1349
Revenue | Dues | item | dues | | 148
Revenue | Total revenue | subtotal | revenue | | 4356
Expenses | Rent | item | rent | | 240
Expenses | Books | item | books | | 177
Expenses | Total expenses | subtotal | expenses | | 417
"""


def cures(table: str, *changes: tuple[str, str], period: str | None = None) -> list[str]:
    """Return the end of each message, by its row."""
    for before, after in changes:
        assert before in table, before
        table = table.replace(before, after)
    footed = foot(statement(table, period=period), waivers_path="data/waivers.yaml")
    return [f"{problem.origin.line}: {problem.message.partition('; ')[2]}" for problem in footed.problems]


@pytest.mark.parametrize("table", [BOOKS, ACROSS, ALONE])
def test_nothing_is_wrong_before(table: str) -> None:
    assert cures(table, period="2023" if table is ACROSS else None) == []


@pytest.mark.parametrize(
    ("changes", "row", "words"),
    [
        ([("148 | 12", "-148 | 12")], 5, "Dues (row 4) has the wrong sign: write 148 instead of -148"),
        ([("148 | 12", "-148 | -12")], 5, "Dues (row 4) has the wrong sign: write a minus"),
        ([("148 | 12", "148000 | 12")], 5, "Dues (row 4) is 1,000 times too large: write 148 instead of 148,000"),
        ([("148 | 12", "148000 | 12000")], 5, "Dues (row 4) is 1,000 times too large"),
        ([("148 | 12", "14800 | 12")], 5, "Dues (row 4) is 100 times too large"),
        ([("148 | 12", "184 | 12")], 5, "Dues (row 4) has two digits swapped: write 148 instead of 184"),
        ([("4356 | 4083", "4356 | 40083")], 5, "it has a digit typed twice: write 4,083"),
        ([("2859 | 2641", "28559 | 2641")], 5, "Gifts (row 2) has a digit typed twice: write 2,859 instead of 28,559"),
        ([("2859 | 2641", "259 | 2641")], 5, "Gifts (row 2) lacks a digit: write 2,859 instead of 259"),
        ([("4356 | 4083", "4365 | 4083")], 5, "it has two digits swapped: write 4,356"),
        ([("4356 | 4083", "-4356 | 4083")], 5, "it has the wrong sign: write 4,356"),
        ([("4356 | 4083", "4356000 | 4083000")], 5, "it is 1,000 times too large"),
        ([("148 | 12", "12 | 148")], 5, "in Dues (row 4) the amounts of 2023 and 2022 have changed places"),
        ([("4356 | 4083", "4083 | 4356")], 5, "its amounts of 2023 and 2022 have changed places"),
        ([("Revenue | Dues | item | dues | | 148 | 12\n", "")], 4, "a row may be missing: one with 148 in 2023, 12 in 2022"),
        (
            [("Revenue | Dues | item | dues | | 148 | 12\n", "Revenue | Dues | item | dues | | 148 | 12\n" * 2)],
            6,
            "Dues stands in two rows, 4 and 5: delete one",
        ),
        ([("Revenue | Dues", "Expenses | Dues")], 5, "Dues (row 4) is not counted in it: write “Revenue” as its section"),
        ([("Revenue | Dues", "Expenses | Dues")], 10, "it adds up without Dues (row 4): write “Revenue” as its section"),
        ([("revenue - expenses", "revenue + expenses")], 11, "the formula has to subtract Total expenses (row 10)"),
        ([("4357 | 3552", "-4357 | -3552"), ("| 240 | 302", "| -240 | -302")], 11, "Total expenses (row 10) is negative already: the formula has to add it"),
        ([("revenue - expenses", "revenue - expenses + rent")], 11, "it adds up without Rent (row 8): take that out of the formula"),
        ([("Revenue | Grants", " | Grants"), ("Revenue | Dues", " | Dues")], 5, "write “Revenue” in rows 3 and 4, too"),
        ([("148 | 12", "155 | 12")], 5, "what is made of it needs 4,356, so correct a row that it is made of, or accept the difference"),
        ([("4356 | 4083", "4357 | 4083")], 5, "what is made of it needs 4,356, so correct it, or"),
    ],
)  # fmt: skip
def test_the_one_mistake_that_explains_it(changes: list[tuple[str, str]], row: int, words: str) -> None:
    found = [cure for cure in cures(BOOKS, *changes) if cure.startswith(f"{row}: ")]
    assert found
    assert words in found[0]
    assert "or write “rounding" in found[0] or "what is made" in words or "accept" not in found[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("260 | 672", "206 | 672")], "Gifts with (row 2) has two digits swapped, since its row and its column differ alike: write 260"),
        ([("260 | 672", "333 | 672")], "Gifts with (row 2) is 73 too high, since its row and its column differ alike: write 260"),
        ([("325\n", "352\n")], "it has two digits swapped: write 325"),
        ([("180 | 145 | 325", "180 | 325 | 145")], "its amount and that of with have changed places"),
    ],
)
def test_rows_and_columns_together(changes: list[tuple[str, str]], words: str) -> None:
    assert any(words in cure for cure in cures(ACROSS, *changes, period="2023"))


def test_one_column_says_less() -> None:
    (cure,) = cures(ALONE, ("| 148\n", "| 1480\n"))
    assert cure == "5: correct a row"  # no waiver for what is large, and no guess


def test_merged_cells_are_said_once_more_where_nothing_is_left_to_add() -> None:
    table = "2023\nRevenue | Gifts | item | | | 5\n | Total | subtotal | | | 5"
    (cure,) = cures(table)
    assert "it has no section" in foot(statement(table)).problems[0].message
    assert "below “Revenue”" in foot(statement(table)).problems[0].message
    assert cure == "3: "


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("subtotal", "19", "write total as its kind"),
        ("total", "31", "it counts subtotals and the items they are made of: leave out row 4"),
    ],
)
def test_subtotals_of_subtotals(kind: str, given: str, words: str) -> None:
    table = f"2023\nA | One | item | | | 5\nA | Two | item | | | 7\nA | Sub | subtotal | | | 12\nA | Three | item | | | 7\nA | All | {kind} | | | {given}"
    (cure,) = cures(table)
    assert words in cure


def test_a_formula_is_proposed() -> None:
    table = "2023 | 2022\nA | One | item | | | 5 | 4\nA | A | total | a | | 5 | 4\nB | Two | item | | | 7 | 9\nB | B | total | b | | 7 | 9\nC | All | total | all | | 12 | 13"
    (problem,) = foot(statement(table)).problems
    assert "“a + b” gives its amounts" in problem.message
    assert formula_for((Decimal(2),), [("a", (Decimal(1),)), ("b", (Decimal(1),)), ("c", (Decimal(1),))]) == ""


def test_an_accepted_difference_does_not_hide_a_mistake() -> None:
    table = BOOKS.replace("4356 | 4083", "4356 | 4080").replace("148 | 12", "-148 | -12")
    accepted = waiver("footing", "books.revenue@2022", "-3", use="4083")
    found = [problem.message for problem in foot(statement(table), [accepted]).problems if problem.origin.line == 5]
    assert len(found) == 2
    assert all("Dues (row 4) has the wrong sign" in message for message in found)


@pytest.mark.parametrize(
    ("written", "right", "what"),
    [
        ("1124", "1142", "swapped digits"),
        ("21", "12", "swapped digits"),
        ("10.5", "1.05", ""),
        ("1.05", "1.50", "swapped digits"),
        ("90", "9", ""),
        ("-12", "-21", "swapped digits"),
        ("-12", "21", ""),
        ("5", "-5", "sign"),
        ("5", "5000", "scale"),
        ("500", "5", "scale"),
        ("5", "5", ""),
        ("0", "5", ""),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.21", "swapped digits"),
    ],
)
def test_slips(written: str, right: str, what: str) -> None:
    assert slip(Decimal(written), Decimal(right))[0] == what


@pytest.mark.parametrize(
    ("written", "right", "words"),
    [
        ("1148", "148", "has a digit typed twice"),
        ("1488", "148", "has a digit typed twice"),
        ("-1148", "-148", "has a digit typed twice"),
        ("12.55", "1.55", ""),
        ("14.80", "14.8", ""),
        ("148", "1480", "lacks a digit"),
        ("148", "1948", "lacks a digit"),
        ("1.48", "19.48", "lacks a digit"),
        ("-1148", "148", ""),
        ("1480", "148", ""),
        ("148", "1984", ""),
        ("14", "114", ""),
        ("114", "14", ""),
        ("1142", "1124", "has two digits swapped"),
    ],
)
def test_digits(written: str, right: str, words: str) -> None:
    assert mistyped(Decimal(written), Decimal(right))[1] == words


# ---- every mistake of a kind, in statements that are true ----

KINDS = {
    "sign": "wrong sign",
    "scale": "times too",
    "swapped digits": "swapped",
    "swapped columns": "changed places",
    "twice": "stands in two rows",
    "moved": "as its section",
    "missing": "may be missing",
    "digit twice": "typed twice",
    "digit left out": "lacks a digit",
    "other digit": "differ alike",
}
SAID = (
    "wrong sign",
    "times too",
    "swapped",
    "typed twice",
    "lacks a digit",
    "changed places",
    "stands in two rows",
    "as its section",
    "may be missing",
    "adds up without",
    "not counted",
)


@dataclasses.dataclass
class Table:
    """A statement as rows of texts; what was written with commas has none."""

    head: str
    period: str | None
    rows: list[list[str]]

    def text(self, rows: list[list[str]]) -> str:
        return "\n".join([self.head, *(" | ".join(row) for row in rows)])


def read(path: str, columns: list[str], head: str, period: str | None) -> Table:
    with (ROOT / path).open(encoding="utf-8") as file:
        rows = [
            [
                row["section"],
                row["line"],
                row["kind"],
                row.get("id") or "",
                row.get("formula") or "",
                *(number(row[name]) for name in columns),
            ]
            for row in csv.DictReader(file)
        ]
    return Table(head, period, rows)


def number(text: str) -> str:
    plain = text.replace(",", "").replace("–", "0").replace("(", "-").replace(")", "")
    return plain or "0"


TABLES = [
    read("report/data/statements/activities.csv", ["2023", "2022"], "2023 | 2022", None),
    read("report/data/statements/position.csv", ["2023", "2022"], "2023 | 2022", None),
    read(
        "docs/data/statements/functional-expenses.csv",
        ["program", "administration", "fundraising", "total"],
        "program | administration | fundraising | total = program + administration + fundraising",
        "2024",
    ),
]
TABLES[1].rows[9][6] = "4797"  # as the report's waiver has it
TABLES[1].rows[10][3:] = ["", "total-liabilities + total-net-assets", "5441", "5769"]


def mistakes(table: Table) -> Iterator[tuple[str, list[list[str]]]]:
    """Give every mistake of each kind, with the rows that have it."""
    for at, row in enumerate(table.rows):
        others = sorted({other[0] for other in table.rows} - {row[0]})
        if row[2] == "item":
            yield "twice", [*table.rows[: at + 1], [*row[:3], "copy", *row[4:]], *table.rows[at + 1 :]]
            yield "missing", [*table.rows[:at], *table.rows[at + 1 :]]
            yield from (("moved", changed(table, at, 0, section)) for section in others)
            if row[5] != row[6]:
                yield "swapped columns", [*table.rows[:at], [*row[:5], row[6], row[5], *row[7:]], *table.rows[at + 1 :]]
        for column in range(5, len(row)):
            text = row[column]
            if text == "0":
                continue
            yield "sign", changed(table, at, column, str(-int(text)))
            yield "scale", changed(table, at, column, f"{text}000")
            for place in range(len(text) - 1):
                if text[place] != text[place + 1] and "-" not in text[: place + 1] and (place or text[1] != "0"):
                    yield "swapped digits", changed(table, at, column, text[:place] + text[place + 1] + text[place] + text[place + 2 :])
            yield from ((kind, changed(table, at, column, other)) for kind, other in digits(text))
            yield from (("other digit", changed(table, at, column, text[:-1] + digit)) for digit in "0123456789" if digit != text[-1])


def digits(text: str) -> Iterator[tuple[str, str]]:
    """Give a number with each of its digits typed twice, and without each, where enough are left."""
    plain = text.removeprefix("-")
    minus = text.removesuffix(plain)
    for place in range(len(plain) if len(plain) >= 3 else 0):
        yield "digit twice", minus + plain[: place + 1] + plain[place:]
        if place and len(plain) > 3 and plain[place] != plain[place - 1]:
            yield "digit left out", minus + plain[:place] + plain[place + 1 :]


def changed(table: Table, at: int, column: int, text: str) -> list[list[str]]:
    return [[text if (number, place) == (at, column) else old for place, old in enumerate(row)] for number, row in enumerate(table.rows)]


def test_how_often_the_right_mistake_is_named() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for table in TABLES:
        assert foot(statement(table.text(table.rows), period=table.period)).problems == ()
        for kind, rows in mistakes(table):
            said = [problem.message.partition("; ")[2] for problem in foot(statement(table.text(rows), period=table.period)).problems]
            tried[kind] += 1
            if any(KINDS[kind] in words for words in said):
                right[kind] += 1
            elif any(sign in words for words in said for sign in SAID):
                wrong[kind] += 1
    shares = {kind: (right[kind] / tried[kind], wrong[kind] / tried[kind]) for kind in KINDS}
    assert all(share >= 0.85 for kind, (share, _) in shares.items() if kind != "other digit"), shares
    assert all(share <= 0.01 for _, share in shares.values()), shares
