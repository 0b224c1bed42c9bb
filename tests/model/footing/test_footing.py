from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.entities import AmountKind
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.problems import Code, Origin
from tests.model.footing.writing import PATH, messages, statement, waiver
from tests.saying import says

if TYPE_CHECKING:
    from collections.abc import Sequence

POSITION = """
2023 | 2022
Assets | Cash and Cash Equivalents | item | | | 5051 | 5403
Assets | Accounts Receivable - Net | item | receivable | | 265 | 237
Assets | Other Current Assets | item | | | 125 | 129
Assets | Total Assets | total | | | 5441 | 5769
Liabilities | Deferred Revenue | item | | | 559 | 842
Liabilities | Accounts Payable & Liabilities | item | payable | | 178 | 130
Liabilities | Total Liabilities | subtotal | | | 737 | 972
Net Assets | Net Assets without Donor Restrictions | item | | | 2502 | 3150
Net Assets | Net Assets with Donor Restrictions | item | | | 2202 | 1647
Net Assets | Total Net Assets | subtotal | | | 4704 | 4769
Total Liabilities & Net Assets | Total Liabilities & Net Assets | total | total | total-liabilities + total-net-assets | 5441 | 5769
"""

ACTIVITIES = """
2023 | 2022
Revenue | Program Service Revenue | item | | | 2859 | 2641
Revenue | Contributions, Membership Dues, & Grants | item | contributions | | 1349 | 1430
Revenue | Other Revenue | item | | | 148 | 12
Revenue | Total Revenue | subtotal | | | 4356 | 4083
Expenses | Program Service Expenses | item | | | 2690 | 2207
Expenses | Staffing | item | | | 1305 | 928
Expenses | Information Technology | item | | | 240 | 302
Expenses | Insurance | item | | | 122 | 102
Expenses | Legal | item | | | 42 | 90
Expenses | Other Expenses | item | | | 109 | 69
Expenses | Total Expenses | subtotal | | | 4508 | 3698
Net Income | Net Income | result | | total-revenue - total-expenses | -152 | 385
"""


def test_a_real_statement_of_activities_adds_up() -> None:
    assert foot(statement(ACTIVITIES)).problems == ()


def test_one_slip_of_digits_is_reported_once() -> None:
    footed = foot(statement(POSITION, name="position"), waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.csv:11 footing: Assets")]
    cell = footed.cell("total-net-assets", "2022")
    assert (cell.given, cell.computed, cell.value, cell.shown, cell.waiver) == (*map(Decimal, (4769, 4797, 4769, 4769)), None)


def test_a_waiver_covers_that_difference() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28", use="4797")
    footed = foot(statement(POSITION, name="position"), [accepted])
    assert footed.problems == ()
    cell = footed.cell("total-net-assets", "2022")
    assert (cell.given, cell.computed, cell.value, cell.shown, cell.waiver) == (*map(Decimal, (4769, 4797, 4797, 4769)), accepted)


def test_a_waiver_without_use_lets_the_given_amount_into_later_sums() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28")
    footed = foot(statement(POSITION, name="position"), [accepted])
    sums = "Total Liabilities & Net Assets 2022 … 5,769 … “total-liabilities + total-net-assets” … 5,741 … 28 more"
    (message,) = messages(footed)
    row, _, rest = message.partition(" ")
    assert rest == says(f"footing: {sums}"), row


def test_another_difference_at_the_same_cell_is_reported_although_the_waiver_stands() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28", use="4797", row=3)
    wrong = POSITION.replace("4769", "4768")
    footed = foot(statement(wrong, name="position"), [accepted], waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        says("data/statements/books.csv:11 footing: Assets"),
        says("data/waivers.yaml:3 waiver: difference"),
    ]
    assert footed.cell("total-net-assets", "2022").value == Decimal(4768)


# ---- what adds up to what ----


def test_a_subtotal_counts_from_the_subtotal_before_and_a_total_counts_all() -> None:
    footed = foot(
        statement("""
            2023
            Assets | Cash | item | | | 5
            Assets | Pledges | item | | | 7
            Assets | Current | subtotal | | |
            Assets | Buildings | item | | | 60
            Assets | Less depreciation | item | | | -20
            Assets | Fixed | subtotal | | |
            Assets | All | total | | |
            Other | Elsewhere | item | | | 1000
        """)
    )
    assert footed.problems == ()
    assert [footed.cell(line, "2023").value for line in ("current", "fixed", "all")] == [12, 40, 52]
    cell = footed.cell("fixed", "2023")
    assert (cell.amount_kind, cell.given, cell.waiver, cell.origin) == (AmountKind.NUMBER, None, None, Origin(PATH, 7))
    assert cell.computed == cell.value == cell.shown == Decimal(40)


def test_a_total_may_stand_above_its_items() -> None:
    footed = foot(statement("2023\nA | All | total | | | 9\nA | One | item | | | 4\nA | Two | item | | | 5"))
    assert footed.problems == ()


def test_a_formula_may_name_later_lines_and_chains_are_worked_out_in_order() -> None:
    footed = foot(
        statement("""
            2023
            | Bottom line | result | | surplus - tax |
            | Surplus | result | | income - costs |
            | Income | item | | | 100
            | Costs | item | | | 70
            | Tax | item | | | 6
        """)
    )
    assert footed.problems == ()
    assert footed.cell("bottom-line", "2023").value == 24


def test_an_item_may_carry_a_formula_and_counts_in_its_section() -> None:
    footed = foot(
        statement("""
            2023
            Result | Surplus | result | | income |
            Income | Income | item | | | 30
            Net assets | Beginning | item | | | 100
            Net assets | Surplus of the year | item | | surplus | 31
            Net assets | End | total | | | 131
        """)
    )
    assert messages(footed) == [says("5 result: Surplus of the year 2023 … 31 … “surplus” … 30 … 31")]


def test_every_wrong_sum_is_reported_at_its_row_with_its_code() -> None:
    footed = foot(
        statement("""
            2023 | 2022
            Income | Gifts | item | | | 10 | 20
            Income | All | subtotal | | | 11 | 20
            Costs | Rent | item | | | 4 | 5
            Costs | Costs | total | | | 4 | 6
            Result | Result | result | | all - costs | 7 | 15
        """)
    )
    assert messages(footed) == [
        says("3 footing: All 2023 … 11 … 10 … 11 … 1"),
        says("5 footing: Costs 2022 … 6 … 5 … 6 … 1"),
    ]
    worse = foot(statement("2023\n| Gifts | item | | | 10\n| Result | result | | gifts - rent | 7\n| Rent | item | | | 4"))
    assert messages(worse) == [says("3 result: Result 2023 … 7 … “gifts - rent” … 6 … 7")]


def test_a_statement_typed_in_a_page_is_not_told_of_waivers() -> None:
    (problem,) = foot(statement("2023\nA | One | item | | | 1\nA | All | total | | | 2")).problems
    assert str(problem) == says("data/statements/books.csv:3 footing: given")


def test_amounts_of_money_are_said_with_two_digits_of_cents() -> None:
    footed = foot(statement("2025\nA | One | item | | | 60.5\nA | Two | item | | | 39.4\nA | All | total | | | 100.0"))
    assert messages(footed) == [says("4 footing: All 2025 … 100.00 … 99.90 (100.00 is 0.10 more)")]


def test_percents_foot_too() -> None:
    footed = foot(
        statement("share %\nA | One | item | | | 60.5\nA | Two | item | | | 39.4\nA | N | item | | | N/A\nA | All | total | | | 100.0")
    )
    assert messages(footed) == [says("5 footing: All share … 100.0 … 99.9 … 0.1 more")]


def test_large_numbers_stay_exact() -> None:
    footed = foot(statement(f"2023\nA | One | item | | | {'9' * 40}\nA | Two | item | | | 0.01\nA | All | total | | | {'9' * 40}.02"))
    nines = f"{int('9' * 40):,}"
    assert messages(footed) == [says(f"4 footing: All 2023 … {nines}.02 … {nines}.01 … 0.01 more")]


# ---- cells without a number ----


def test_a_sum_over_what_was_not_reported_warns_once_and_names_the_rows() -> None:
    footed = foot(
        statement("""
            2023
            A | One | item | | | 60
            A | Two | item | | |
            A | Three | item | | |
            A | Sub | subtotal | | |
            A | All | total | | | 60
            | Result | result | | sub |
        """)
    )
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.csv:5 not-reported: “-”")]
    assert footed.cell("sub", "2023").value == 60


def test_a_given_sum_over_what_was_not_reported_says_by_what_it_differs() -> None:
    footed = foot(
        statement("2023\nA | One | item | | | 60\nA | Two | item | | |\nA | All | total | | | 100\n| R | result | | all - one | 40")
    )
    assert [str(problem) for problem in footed.problems] == [says("data/statements/books.csv:4 not-reported: “-”")]


def test_a_sum_over_nothing_reported_is_not_reported_itself() -> None:
    footed = foot(statement("2023\nA | One | item | | |\nA | All | total | | |\n| R | result | | all |"))
    assert [problem.code for problem in footed.problems] == [Code.NOT_REPORTED]
    assert footed.cell("all", "2023").amount_kind is AmountKind.NOT_REPORTED
    assert footed.cell("all", "2023").shown is None


def test_nil_counts_as_nothing_and_a_sum_of_nils_is_nil() -> None:
    footed = foot(statement("2023 | 2022\nA | One | item | | | - | 4\nA | Two | item | | | - | -\nA | All | total | | | | "))
    assert footed.problems == ()
    assert (footed.cell("all", "2023").amount_kind, footed.cell("all", "2023").value) == (AmountKind.NIL, Decimal(0))
    assert (footed.cell("all", "2022").amount_kind, footed.cell("all", "2022").value) == (AmountKind.NUMBER, Decimal(4))


def test_what_does_not_apply_is_left_out_without_a_word() -> None:
    footed = foot(statement("2023 | 2022\nA | One | item | | | N/A | 4\nA | Two | item | | | N/A | N/A\nA | All | total | | | | 4"))
    assert footed.problems == ()
    assert footed.cell("all", "2023").amount_kind is AmountKind.NOT_APPLICABLE


def test_a_sum_over_what_cannot_be_read_is_not_checked_and_nothing_is_said_twice() -> None:
    footed = foot(
        statement("""
            2023
            A | One | item | | | ?
            A | Two | item | | | 5
            A | All | total | | | 100
            A | Also | total | | |
            | Result | result | | all - two | 95
            | Wrong | result | | also - two |
        """)
    )
    assert footed.problems == ()
    assert footed.cell("all", "2023").value == 100
    assert [footed.cell(line, "2023").amount_kind for line in ("also", "wrong")] == [AmountKind.UNREADABLE] * 2


def test_a_sum_that_cannot_be_read_is_worked_out_for_later_sums_but_not_shown() -> None:
    footed = foot(statement("2023\nA | One | item | | | 5\nA | All | total | | | ?\n| R | result | | all - one | 1"))
    assert messages(footed) == [says("4 result: R 2023 … 1 … “all - one” … 0 … 1")]
    assert (footed.cell("all", "2023").value, footed.cell("all", "2023").shown) == (Decimal(5), None)


# ---- any statement ----


@st.composite
def books(draw: st.DrawFn) -> list[list[str]]:
    """Rows of a sound statement with two sections, a result, and two columns with their sum."""
    decimals = draw(st.integers(0, 2))
    amounts = st.integers(-(10**6), 10**6).map(lambda number: Decimal(number).scaleb(-decimals))

    def row(section: str, label: str, kind: str, formula: str, amounts: Sequence[Decimal]) -> list[str]:
        return [section, label, kind, "", formula, *(f"{amount:f}" for amount in (*amounts, sum(amounts)))]

    rows, totals = [], []
    for section in ("In", "Out"):
        items = [(draw(amounts), draw(amounts)) for _ in range(draw(st.integers(1, 5)))]
        rows += [row(section, f"{section} {number}", "item", "", item) for number, item in enumerate(items)]
        totals.append([sum(column, Decimal(0)) for column in zip(*items, strict=True)])
        rows.append(row(section, f"All {section}", draw(st.sampled_from(["subtotal", "total"])), "", totals[-1]))
    rows.append(row("Net", "Net", "result", "all-in - all-out", [one - other for one, other in zip(*totals, strict=True)]))
    return rows


def table_of(rows: list[list[str]]) -> str:
    return "\n".join(["a | b | sum = a + b", *(" | ".join(row) for row in rows)])


@given(books())
def test_sound_books_foot(rows: list[list[str]]) -> None:
    assert foot(statement(table_of(rows), period="2023")).problems == ()


@given(books(), st.data())
def test_a_changed_digit_in_a_given_sum_is_caught_at_its_row(rows: list[list[str]], data: st.DataObject) -> None:
    number = data.draw(st.sampled_from([number for number, row in enumerate(rows) if row[2] != "item"]))
    column = data.draw(st.sampled_from([5, 6, 7]))
    text = rows[number][column]
    at = data.draw(st.sampled_from([place for place, mark in enumerate(text) if mark.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[at]]))
    rows[number][column] = text[:at] + digit + text[at + 1 :]
    problems = foot(statement(table_of(rows), period="2023")).problems
    expected = Code.RESULT if rows[number][2] == "result" else Code.FOOTING
    assert (number + 2, expected) in [(problem.origin.line, problem.code) for problem in problems]


@given(books(), st.data())
def test_sums_left_empty_are_computed(rows: list[list[str]], data: st.DataObject) -> None:
    whole = foot(statement(table_of(rows), period="2023"))
    for row in rows:
        for column in (5, 6, 7):
            if (row[2] != "item" or column == 7) and data.draw(st.booleans()):
                row[column] = ""
    footed = foot(statement(table_of(rows), period="2023"))
    assert footed.problems == ()
    assert {place: cell.value for place, cell in footed.cells.items()} == {place: cell.value for place, cell in whole.cells.items()}
