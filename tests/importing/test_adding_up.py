"""What adds up to what, found from the amounts: statements that were made at random, and the ways bookkeepers write them."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_impact.importing.adding_up import SummedRow, SumReading, Terms

if TYPE_CHECKING:
    from collections.abc import Callable

Amounts = tuple[int | None, ...]


def table(text: str) -> list[SummedRow]:
    """Rows of ``label | amount | amount``, indented by two blanks for each step; amounts in cents."""
    rows = [line.split("|") for line in text.strip("\n").split("\n")]
    width = max(len(cells) for cells in rows) - 1
    entries = []
    for number, (label, *cells) in enumerate(rows, 1):
        amounts = [None if not cell.strip() else round(float(cell) * 100) for cell in cells]
        depth = (len(label) - len(label.lstrip())) // 2
        entries.append(SummedRow(label.strip(), depth, (*amounts, *(None,) * (width - len(amounts))), number))
    return entries


def told(entries: list[SummedRow], answers: dict[int, Terms] | None = None) -> dict[int, str]:
    """What each row is the sum of, by rows."""
    found = SumReading(entries, answers).found
    return {i + 1: " ".join(f"{'-' if sign < 0 else '+'}{part + 1}" for sign, part in one.terms) for i, one in found.items() if one.terms}


CASES = {
    "a parent with an amount of its own": (
        "Revenue\n  Donors|500|300\n    Gifts|1000|600\n  Total for Donors|1500|900\n  Fees|2000.5|2100.25\nTotal for Revenue|3500.5|3000.25",
        {4: "+2 +3", 6: "+4 +5"},
    ),
    "a result, and balances": (
        "Gifts|1349.5\nSales|2859.2\nTotal revenue|4208.7\nRent|1800.1\nWages|677.3\nTotal expenses|2477.4\n"
        "Excess of revenue over expenses|1731.3\nNet assets, beginning of year|5000\nNet assets, end of year|6731.3",
        {3: "+1 +2", 6: "+4 +5", 7: "+3 -6", 9: "+7 +8"},
    ),
    "contra rows that are written without a minus": (
        "Buildings|5000\nVehicles|812\nLess: depreciation|1200\nNet property|4612\nCash|333\nTotal assets|4945",
        {4: "+1 +2 -3", 6: "+4 +5"},
    ),
    "totals without a label": ("Rent|1800.1|1700\nWages|677.3|650.5\n|2477.4|2350.5", {3: "+1 +2"}),
    "totals above their parts": (
        "Income|900\n  Gifts|500\n  Sales|400\nExpenses|700\n  Staff|600\n    Wages|500\n    Tax|100\n  Rent|100\nNet|200",
        {1: "+2 +3", 4: "+5 +8", 5: "+6 +7", 9: "+1 -4"},
    ),
    "an item that is a sum by chance": ("One|100\nTwo|200\nThree|300\nTotal|600", {4: "+1 +2 +3"}),
    "blanks as nil": ("Gifts|100.5|\nReleased|-20|20\nTotal|80.5|20", {3: "+1 +2"}),
    "two headings in a row": (
        "Expenses\nPrograms\nA|12.34\nB|2.22\nTotal programs|14.56\nSupport\nC|4\nD|0.99\nTotal support|4.99\nTotal expenses|19.55",
        {5: "+3 +4", 9: "+7 +8", 10: "+5 +9"},
    ),
    "sections that add up to a result with a minus": (
        "In|\nA|1234.56\nB|432.1\nTotal in|1666.66\nOut|\nC|-1000.11\nD|-99.5\nTotal out|-1099.61\nSurplus|567.05",
        {4: "+2 +3", 8: "+6 +7", 9: "+4 +8"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_as_bookkeepers_write_it(name: str) -> None:
    text, wanted = CASES[name]
    assert told(table(text)) == wanted


@pytest.mark.parametrize("name", [name for name in CASES if name not in {"totals without a label", "an item that is a sum by chance"}])
def test_a_wrong_amount_changes_no_structure_and_is_told_by_how_much(name: str) -> None:
    """Whatever cell is wrong: the sums stay what they are, and one of those that it takes part in is off."""
    entries, wanted = table(CASES[name][0]), CASES[name][1]
    for at, entry in enumerate(entries):
        for column, amount in enumerate(entry.amounts):
            if amount:
                wrong = list(entries)
                amounts = (*entry.amounts[:column], amount + 4, *entry.amounts[column + 1 :])
                wrong[at] = dataclasses.replace(entry, amounts=amounts)
                off = {i + 1 for i, found in SumReading(wrong).found.items() if found.off}
                near = {at + 1} | {row for row, terms in wanted.items() if str(at + 1) in terms.replace("+", "").replace("-", "").split()}
                assert told(wrong) == wanted, (entry.label, column)
                assert off & near, (entry.label, column)


def slips(amount: int) -> set[int]:
    """An amount as somebody may have mistyped it: a digit too many or too few, two digits that changed places."""
    text = str(abs(amount))
    made = {amount * 10, amount // 10, int(text[1] + text[0] + text[2:]) if len(text) > 2 else amount + 1}
    return made - {amount}


@pytest.mark.parametrize("name", CASES)
def test_no_slip_goes_unsaid(name: str) -> None:
    """Whatever is mistyped: some sum is off, or is the sum of nothing, or can be read in two ways."""
    entries = table(CASES[name][0])
    for at, entry in enumerate(entries):
        for column, amount in enumerate(entry.amounts):
            for slip in slips(amount) if amount and amount > 0 else ():
                wrong = list(entries)
                wrong[at] = dataclasses.replace(entry, amounts=(*entry.amounts[:column], slip, *entry.amounts[column + 1 :]))
                reading = SumReading(wrong)
                assert reading.unexplained or any(found.off or found.rivals for found in reading.found.values()), (entry.label, slip)


def test_two_explanations_that_agree_equally_well_are_named() -> None:
    sections = "Gifts|6.25\nSales|4\nTotal income|10.25\nRent|3.5\nWages|1\nTotal programs|4.5\nFees|2.5\nOther|2\nTotal support|4.5"
    entries = table(f"{sections}\nNet result|5.75")
    found = SumReading(entries).found[9]
    assert {found.terms, *found.rivals} == {((1, 2), (-1, 5)), ((1, 2), (-1, 8))}
    answered = SumReading(entries, {9: ((1, 2), (-1, 8))}).found[9]
    assert (answered.terms, answered.rivals) == (((1, 2), (-1, 8)), ())


def test_what_somebody_said_counts() -> None:
    entries = table("A|1\nB|2\nTotal|3\nC|4\nTotal of it|7")
    assert told(entries) == {3: "+1 +2", 5: "+3 +4"}
    assert told(entries, {2: ()}) == {5: "+3 +4"}
    assert told(entries, {4: ((1, 0), (1, 1), (1, 3))}) == {3: "+1 +2", 5: "+1 +2 +4"}
    assert told(entries, {4: ((1, 0), (1, 1), (1, 2), (1, 3))}) == {3: "+1 +2", 5: "+3 +4"}  # all rows from one to another


def test_a_total_of_nothing_is_named() -> None:
    entries = table("Gifts|123.45\nSales|20\nTotal revenue|143.45\nTotal volunteers|77")
    assert SumReading(entries).unexplained == [3]


# ---- at random ----


def chance(seed: int) -> random.Random:
    """Made-up amounts, the same each time."""
    return random.Random(seed)  # noqa: S311 - nobody's secret


@dataclasses.dataclass
class _Making:
    """A statement that is being made: its rows, and what is the sum of what."""

    draw: Callable[[st.SearchStrategy[int]], int]
    width: int
    labels: bool
    chance: random.Random
    entries: list[SummedRow] = dataclasses.field(default_factory=list)
    sums: dict[int, Terms] = dataclasses.field(default_factory=dict)

    def amount(self) -> int:
        """Any amount; without labels one with digits in it, for no two zeros can be told apart."""
        return self.draw(st.integers(-300_000, 2_000_000)) if self.labels else self.chance.randrange(1_000, 2_000_000)

    def row(self, label: str, depth: int, amounts: Amounts) -> int:
        self.entries.append(SummedRow(label, depth, amounts, len(self.entries) + 1))
        return len(self.entries) - 1

    def group(self, name: str, depth: int, levels: int) -> tuple[int, tuple[int, ...]]:
        """A heading, its items and groups, and their total; returns the row of the total, and its amounts."""
        self.row(f"Section {name}", depth if self.labels else 0, (None,) * self.width)
        parts: list[int] = []
        total = (0,) * self.width
        for number in range(self.draw(st.integers(2, 4))):
            if levels and self.draw(st.integers(0, 2)) == 0:
                at, amounts = self.group(f"{name}{'pqrs'[number]}", depth + 1, levels - 1)
            else:
                amounts = tuple(self.amount() for _ in range(self.width))
                at = self.row(f"Line {name}{number}", depth + 1 if self.labels else 0, amounts)
            parts.append(at)
            total = tuple(one + other for one, other in zip(total, amounts, strict=True))
        at = self.row(f"Total section {name}" if self.labels else "", depth if self.labels else 0, total)
        self.sums[at] = tuple((1, part) for part in parts)
        return at, total


@st.composite
def statements(draw: Callable[[st.SearchStrategy[int]], int], *, labels: bool, width: int) -> _Making:
    """Two groups, nested at random, and what is left of the first after the second."""
    making = _Making(draw, width, labels, chance(draw(st.integers(0, 10_000))))
    (first, one), (second, two) = making.group("a", 0, 2), making.group("b", 0, 2)
    result = making.row("Net result" if labels else "Excess", 0, tuple(x - y for x, y in zip(one, two, strict=True)))
    making.sums[result] = ((1, first), (-1, second))
    return making


@settings(max_examples=40)
@given(statements(labels=True, width=1))
def test_statements_at_random_are_found_again(made: _Making) -> None:
    reading = SumReading(made.entries)
    assert {at: sorted(found.terms) for at, found in reading.found.items() if found.terms} == {at: sorted(t) for at, t in made.sums.items()}
    assert all(not found.off for found in reading.found.values())


@settings(max_examples=20)
@given(statements(labels=False, width=3))
def test_so_they_are_by_their_amounts_alone(made: _Making) -> None:
    """Without labels that say so, and without indents: what each row goes back to is the same."""
    reading = SumReading(made.entries)
    for at, terms in made.sums.items():
        wanted = {}
        waiting = list(terms)
        while waiting:
            sign, part = waiting.pop()
            if part in made.sums:
                waiting += [(sign * inner, leaf) for inner, leaf in made.sums[part]]
            else:
                wanted[part] = sign
        assert at in reading.found
        assert reading.leaves(reading.found[at].terms) == wanted


# ---- what it costs ----


def long(rows: int) -> list[SummedRow]:
    """A statement of so many rows, in sections of twenty, with three columns."""
    by = chance(rows)
    entries: list[SummedRow] = []
    for section in range(rows // 20):
        entries.append(SummedRow(f"Section {section}", 0, (None,) * 3, len(entries) + 1))
        items = [tuple(by.randrange(100, 900_000) for _ in range(3)) for _ in range(18)]
        entries += [SummedRow(f"Line {section}-{number}", 1, item, len(entries) + number + 1) for number, item in enumerate(items)]
        entries.append(SummedRow(f"Total section {section}", 0, tuple(map(sum, zip(*items, strict=True))), len(entries) + 1))
    return entries


def test_the_work_is_bounded() -> None:
    """Counted in comparisons of a sum with a row, not in seconds: some thousands for each row, and twice the rows is four times the work at most."""
    work = {rows: SumReading(long(rows)).looked for rows in (200, 400)}
    assert work[400] < 400 * 5_000
    assert work[400] <= 4 * work[200]
    flat = [SummedRow(f"Line {i}", 0, (chance(i).randrange(100, 900_000),), i + 1) for i in range(400)]
    assert SumReading(flat).looked < 400 * 5_000
