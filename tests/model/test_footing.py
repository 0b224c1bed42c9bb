from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.adding import FootedCell
from sphinx_impact.model.entities import AmountKind, Period, Waiver
from sphinx_impact.model.footing import Footed, foot
from sphinx_impact.model.problems import Code, Origin
from tests.model.writing import PATH, profile, statement, waiver

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
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:11: Total Net Assets 2022 is given as 4,769, but its items add up to 4,797 (4,769 is 28 less); "
        "correct a row, or accept the difference in data/waivers.yaml with "
        '"check: footing, at: position.total-net-assets@2022, difference: -28" [impact.footing]'
    ]
    cell = footed.cell("total-net-assets", "2022")
    assert (cell.given, cell.computed, cell.value, cell.shown, cell.waiver) == (4769, 4797, 4769, 4769, None)


def test_a_waiver_covers_that_difference() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28", use="4797")
    footed = foot(statement(POSITION, name="position"), [accepted])
    assert footed.problems == ()
    assert footed.used_waivers == (accepted,)
    cell = footed.cell("total-net-assets", "2022")
    assert (cell.given, cell.computed, cell.value, cell.shown, cell.waiver) == (4769, 4797, 4797, 4769, accepted)


def test_a_waiver_without_use_lets_the_given_amount_into_later_sums() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28")
    footed = foot(statement(POSITION, name="position"), [accepted])
    assert [problem.message.partition(";")[0] for problem in footed.problems] == [
        "Total Liabilities & Net Assets 2022 is given as 5,769, but “total-liabilities + total-net-assets” gives 5,741 (5,769 is 28 more)"
    ]


def test_another_difference_at_the_same_cell_is_reported_although_the_waiver_stands() -> None:
    accepted = waiver("footing", "position.total-net-assets@2022", "-28", use="4797", row=3)
    wrong = POSITION.replace("4769", "4768")
    footed = foot(statement(wrong, name="position"), [accepted], waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:11: Total Net Assets 2022 is given as 4,768, but its items add up to 4,797 (4,768 is 29 less); "
        "correct a row, or the waiver, which accepts -28 (at data/waivers.yaml:3) and nothing else [impact.footing]",
        "data/waivers.yaml:3: the waiver accepts a footing difference of -28 at position.total-net-assets@2022, but the difference there "
        "is -29; correct the waiver or the statement [impact.waiver]",
    ]
    assert footed.used_waivers == ()
    assert footed.cell("total-net-assets", "2022").value == Decimal(4768)


def messages(footed: Footed) -> list[str]:
    """Return the problems without the cures behind the semicolon."""
    return [f"{problem.origin.line} {problem.code}: {problem.message.partition(';')[0]}" for problem in footed.problems]


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
    assert footed.cell("fixed", "2023") == FootedCell(AmountKind.NUMBER, None, Decimal(40), Decimal(40), Decimal(40), None, Origin(PATH, 7))


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
    assert messages(footed) == ["5 result: Surplus of the year 2023 is given as 31, but “surplus” gives 30 (31 is 1 more)"]


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
        "3 footing: All 2023 is given as 11, but its items add up to 10 (11 is 1 more)",
        "5 footing: Costs 2022 is given as 6, but its items add up to 5 (6 is 1 more)",
    ]
    worse = foot(statement("2023\n| Gifts | item | | | 10\n| Result | result | | gifts - rent | 7\n| Rent | item | | | 4"))
    assert messages(worse) == ["3 result: Result 2023 is given as 7, but “gifts - rent” gives 6 (7 is 1 more)"]


def test_a_statement_typed_in_a_page_is_not_told_of_waivers() -> None:
    (problem,) = foot(statement("2023\nA | One | item | | | 1\nA | All | total | | | 2")).problems
    assert (
        str(problem)
        == "data/statements/books.csv:3: All 2023 is given as 2, but its items add up to 1 (2 is 1 more); correct a row [impact.footing]"
    )


def test_percents_foot_too() -> None:
    footed = foot(
        statement("share %\nA | One | item | | | 60.5\nA | Two | item | | | 39.4\nA | N | item | | | N/A\nA | All | total | | | 100.0")
    )
    assert messages(footed) == ["5 footing: All share is given as 100.0, but its items add up to 99.9 (100.0 is 0.1 more)"]


def test_large_numbers_stay_exact() -> None:
    footed = foot(statement(f"2023\nA | One | item | | | {'9' * 40}\nA | Two | item | | | 0.01\nA | All | total | | | {'9' * 40}.02"))
    assert messages(footed) == [
        f"4 footing: All 2023 is given as {int('9' * 40):,}.02, but its items add up to {int('9' * 40):,}.01 ({int('9' * 40):,}.02 is 0.01 more)"
    ]


# ---- formulas that cannot be used ----


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (
            "gift - rent",
            "the formula “gift - rent” of Result names “gift”, which is no line of the statement; did you mean “gifts”?",
        ),
        (
            "gifts-rent",
            "the formula “gifts-rent” of Result names “gifts-rent”, which is no line of the statement; "
            "ids have hyphens in them, so put spaces around a minus: gifts - rent",
        ),
        ("result + gifts", "the formula “result + gifts” of Result names the line itself; name what it is made of"),
        ("gifts -", "the formula “gifts -” of Result cannot be read: something is missing after “-”"),
        ("top", "the formula “top” of Result names “top”, which is no line of the statement"),
        ("", "Result is a result without a formula; write one, such as “revenue - expenses”"),
    ],
)
def test_a_formula_that_cannot_be_used(formula: str, message: str) -> None:
    table = f"2023\n| Headline of all | heading | top | |\n| Gifts | item | | | 9\n| Rent | item | | | 4\n| Result | result | | {formula} |"
    footed = foot(statement(table))
    assert [str(problem) for problem in footed.problems] == [f"data/statements/books.csv:5: {message} [impact.formula]"]
    assert footed.cell("result", "2023").amount_kind is AmountKind.UNREADABLE
    assert footed.cell("result", "2023").shown is None


def test_a_circle_is_named_once_at_its_first_row_and_what_was_given_stands() -> None:
    footed = foot(
        statement("""
            2023
            | One | result | | two + gifts | 5
            | Two | result | | three |
            | Three | result | | one |
            | Gifts | item | | | 9
            | Sum | result | | one + gifts | 14
        """)
    )
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:2: the formula of One goes round in a circle: one → two → three → one; name what it is made of [impact.formula]"
    ]
    assert footed.cell("one", "2023").value == 5
    assert footed.cell("two", "2023").value is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "2023\nA | All | total | | | 9",
            "All has nothing to add up: its section “A” has no items; give it a formula over the ids of lines",
        ),
        (
            "2023\nA | One | item | | | 9\nA | Sub | subtotal | | | 9\nA | Again | subtotal | | | 9",
            "Again has nothing to add up: there are no items between it and the subtotal before; give it a formula over the ids of lines",
        ),
        (
            "2023\nA | Sub | subtotal | | | 9\nA | One | item | | | 9",
            "Sub has nothing to add up: there are no items before it in “A”; give it a formula over the ids of lines",
        ),
    ],
)
def test_a_sum_without_items(table: str, message: str) -> None:
    assert [problem.message for problem in foot(statement(table)).problems] == [message]


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
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:5: Sub 2023 goes over amounts that are not reported: Two (row 3), Three (row 4); "
        "write the number, or “-” for nil [impact.not-reported]"
    ]
    assert footed.cell("sub", "2023").value == 60


def test_a_given_sum_over_what_was_not_reported_says_by_what_it_differs() -> None:
    footed = foot(
        statement("2023\nA | One | item | | | 60\nA | Two | item | | |\nA | All | total | | | 100\n| R | result | | all - one | 40")
    )
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:4: All 2023 goes over an amount that is not reported: Two (row 3); "
        "write the number, or “-” for nil (what is there differs by 40 from the sum given) [impact.not-reported]"
    ]


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
    assert messages(footed) == ["4 result: R 2023 is given as 1, but “all - one” gives 0 (1 is 1 more)"]
    assert (footed.cell("all", "2023").value, footed.cell("all", "2023").shown) == (5, None)


# ---- across ----

RESTRICTED = """
without | with | total = without + with
Revenue | Gifts | item | | | 412 | 260 | 672
Revenue | Released | item | | | 231 | -231 | -
Revenue | All revenue | subtotal | | | 643 | 29 | 672
Expenses | Program | item | | | 500 | - |
Expenses | All expenses | subtotal | | | | |
Change | Change | result | | all-revenue - all-expenses | 143 | 29 | 172
"""


def test_releases_net_to_zero_and_empty_cells_are_computed_across() -> None:
    footed = foot(statement(RESTRICTED, period="2023"))
    assert footed.problems == ()
    assert footed.cell("program", "total").value == 500
    assert footed.cell("all-expenses", "total").value == 500


def test_a_release_that_does_not_net_to_zero() -> None:
    footed = foot(statement(RESTRICTED.replace("-231 | -", "-231 | 5"), period="2023"))
    assert messages(footed) == [
        "3 cross-footing: Released total is given as 5, but “without + with” gives 0 (5 is 5 more)",
    ]


def test_one_wrong_cell_is_found_by_its_row_and_by_its_column_and_nowhere_else() -> None:
    footed = foot(statement(RESTRICTED.replace("260", "250"), period="2023"), waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:2: Gifts total is given as 672, but “without + with” gives 662 (672 is 10 more); correct an amount, "
        'or accept the difference in data/waivers.yaml with "check: cross-footing, at: books.gifts@2023/total, difference: 10" '
        "[impact.cross-footing]",
        "data/statements/books.csv:4: All revenue with is given as 29, but its items add up to 19 (29 is 10 more); correct a row, "
        'or accept the difference in data/waivers.yaml with "check: footing, at: books.all-revenue@2023/with, difference: 10" '
        "[impact.footing]",
    ]


def test_a_wrong_grand_total_is_said_once() -> None:
    footed = foot(statement(RESTRICTED.replace("29 | 172", "29 | 173"), period="2023"))
    assert messages(footed) == [
        "7 result: Change total is given as 173, but “all-revenue - all-expenses” gives 172 (173 is 1 more)",
    ]


def test_a_row_over_what_was_not_reported() -> None:
    footed = foot(statement("a | b | c = a + b\n| One | item | | | 4 | | 9\n| Two | item | | | | |", period="2023"))
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:2: One c goes over an amount that is not reported: b; write the number, or “-” for nil "
        "(what is there differs by 5 from the sum given) [impact.not-reported]"
    ]
    assert footed.cell("two", "c").amount_kind is AmountKind.NOT_REPORTED


def test_columns_of_two_periods_are_not_mixed() -> None:
    table = """
        2023/a | 2023/b | 2023/sum = a + b | 2022/a | 2022/b | 2022/sum = a + b
        | One | item | | | 1 | 2 | 3 | 10 | 20 | 31
    """
    assert messages(foot(statement(table))) == ["2 cross-footing: One 2022/sum is given as 31, but “a + b” gives 30 (31 is 1 more)"]


def test_a_comparative_total_stands_alone() -> None:
    table = "program | admin | total = program + admin | 2022/total = program + admin\n| One | item | | | 1 | 2 | 3 | 9"
    footed = foot(statement(table, period="2023"))
    assert footed.problems == ()
    assert footed.cell("one", "2022/total").computed is None


def test_a_column_may_compare_two_periods() -> None:
    footed = foot(statement("2023 | 2022 | more = 2023 - 2022\n| One | item | | | 9 | 4 |", period="2023"))
    assert footed.cell("one", "more").value == 5


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("a + bb", "the formula “a + bb” of sum names “bb”, which is no column of the statement; did you mean “b”?"),
        ("a + sum", "the formula “a + sum” of sum names the column itself; name what it is made of"),
    ],
)
def test_a_column_formula_that_cannot_be_used(formula: str, message: str) -> None:
    footed = foot(statement(f"a | b | sum = {formula}\n| One | item | | | 1 | 2 |\n| Two | item | | | 1 | 2 | 7", period="2023"))
    assert [str(problem) for problem in footed.problems] == [f"data/statements/books.yaml:3: {message} [impact.formula]"]
    assert (footed.cell("one", "sum").amount_kind, footed.cell("two", "sum").value) == (AmountKind.UNREADABLE, Decimal(7))


# ---- rounding ----

ROUNDED = "2023\nA | One | item | | | 33\nA | Two | item | | | 33\nA | Three | item | | | 33\nA | All | total | | | {}"


@pytest.mark.parametrize(("given_total", "sound"), [("97", True), ("101", True), ("96", False), ("102", False), ("100.99", True)])
def test_rounding_allows_half_a_unit_for_each_addend_and_the_total(given_total: str, sound: bool) -> None:
    footed = foot(statement(ROUNDED.format(given_total).replace("100.99", "100"), rounding=True))
    assert (footed.problems == ()) is sound


def test_without_leave_rounding_is_no_excuse_but_is_named() -> None:
    (problem,) = foot(statement(ROUNDED.format("100")), waivers_path="data/waivers.yaml").problems
    assert problem.message == (
        "All 2023 is given as 100, but its items add up to 99 (100 is 1 more); correct a row, or write “rounding: allow” for the "
        'statement if that is due to rounding, or accept the difference in data/waivers.yaml with "check: footing, at: books.all@2023, '
        'difference: 1"'
    )


def test_the_rounding_unit_is_the_last_decimal_written() -> None:
    shares = "share %\nA | One | item | | | 33.3\nA | Two | item | | | 33.3\nA | Three | item | | | 33.3\nA | All | total | | | {}"
    assert foot(statement(shares.format("100"), rounding=True, period="2023")).problems == ()
    assert messages(foot(statement(shares.format("100.2"), rounding=True, period="2023"))) == [
        "5 footing: All share is given as 100.2, but its items add up to 99.9 (100.2 is 0.3 more)"
    ]


def test_rounding_adds_up_through_computed_sums_and_nil_is_exact() -> None:
    table = """
        2023
        A | One | item | | | 33
        A | Two | item | | | 33
        A | None | item | | | -
        A | Sub | subtotal | | |
        | Double | result | | sub + sub | {}
    """
    assert foot(statement(table.format("134"), rounding=True)).problems == ()
    assert len(foot(statement(table.format("135"), rounding=True)).problems) == 1


# ---- roll-forward ----

ROLL = """
2023 | 2022
| Beginning | item | | | 100 | 80
Changes | Gifts | item | | | 30 | 50
Changes | Costs | item | | | -20 | -30
Changes | Change | total | | | 10 | 20
| End | item | | | 110 | 100
"""


def test_a_sound_roll_forward() -> None:
    assert foot(statement(ROLL, roll="beginning change end")).problems == ()


def test_an_end_that_does_not_follow() -> None:
    footed = foot(statement(ROLL.replace("110", "111"), roll="beginning change end", name="net"), waivers_path="data/waivers.yaml")
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.csv:6: End 2023 is given as 111, but “beginning + change” gives 110 (111 is 1 more); correct a row, or "
        "write “rounding: allow” for the statement if that is due to rounding, or accept the difference in data/waivers.yaml with "
        '"check: roll-forward, at: net.end@2023, difference: 1" [impact.roll-forward]'
    ]


def test_a_beginning_that_is_not_the_end_before() -> None:
    footed = foot(statement(ROLL.replace("100 | 80", "101 | 80").replace("110", "111"), roll="beginning change end"))
    assert messages(footed) == ["2 roll-forward: Beginning 2023 is given as 101, but End 2022 is 100 (101 is 1 more)"]


def test_an_accepted_beginning_enters_later_sums() -> None:
    accepted = waiver("roll-forward", "books.beginning@2023", "1", use="100")
    footed = foot(statement(ROLL.replace("100 | 80", "101 | 80"), roll="beginning change end"), [accepted])
    assert footed.problems == ()
    cell = footed.cell("beginning", "2023")
    assert (cell.given, cell.value, cell.shown, cell.waiver) == (101, 100, 101, accepted)


def test_years_are_compared_by_the_dates_of_their_periods() -> None:
    table = ROLL.replace("2023 | 2022", "late | early").replace("late", "2001").replace("early", "1999")
    late = Period("2001", dt.date(2023, 7, 1), dt.date(2024, 6, 30), "", Origin("data/report.yaml", 1))
    early = Period("1999", dt.date(2022, 7, 1), dt.date(2023, 6, 30), "", Origin("data/report.yaml", 1))
    gap = dataclasses.replace(early, end=dt.date(2023, 5, 31))
    books = statement(table.replace("100 | 80", "101 | 80").replace("110", "111"), roll="beginning change end")
    assert messages(foot(books, (), profile(late, early))) == [
        "2 roll-forward: Beginning 2001 is given as 101, but End 1999 is 100 (101 is 1 more)"
    ]
    assert messages(foot(books, (), profile(late, gap))) == []
    assert messages(foot(books)) == []


def test_the_closing_line_may_be_left_to_the_roll_forward() -> None:
    table = ROLL.replace("| End | item | | | 110 | 100", "| End | result | | | | 100")
    footed = foot(statement(table, roll="beginning change end"))
    assert footed.problems == ()
    assert footed.cell("end", "2023").value == 110


def test_a_roll_forward_that_names_an_unknown_line() -> None:
    footed = foot(statement(ROLL, roll="begining change end"))
    assert [str(problem) for problem in footed.problems] == [
        "data/statements/books.yaml:9: the roll-forward names “begining”, which is no line of the statement; did you mean “beginning”? "
        "[impact.formula]"
    ]


def test_a_change_made_of_beginning_and_end_is_no_circle() -> None:
    table = "2023\n| Beginning | item | | | 100\n| Change | result | | end - beginning | 12\n| End | item | | | 110"
    footed = foot(statement(table, roll="beginning change end"))
    assert messages(footed) == [
        "3 result: Change 2023 is given as 12, but “end - beginning” gives 10 (12 is 2 more)",
    ]
    other = "2023\n| Beginning | item | | | 100\n| Moved | item | | | 99\n| Change | result | | end - moved | 11\n| End | item | | | 110"
    assert messages(foot(statement(other, roll="beginning change end"))) == [
        "5 roll-forward: End 2023 is given as 110, but “beginning + change” gives 111 (110 is 1 less)",
    ]


def test_one_difference_found_by_two_checks_is_said_once() -> None:
    table = "2023\nA | Beginning | item | | | 100\nA | Change | item | | | 10\nA | End | total | | | 111"
    assert [problem.code for problem in foot(statement(table, roll="beginning change end")).problems] == [Code.FOOTING]


# ---- waivers ----

WRONG = "2023 | 2022\nA | One | item | | | 1 | 1\nA | All | total | | | 3 | 1"


@pytest.mark.parametrize(
    ("given_waiver", "message"),
    [
        (
            waiver("footing", "books.all@2022", "2"),
            "the waiver accepts a footing difference of 2 at books.all@2022, but nothing differs there; remove the waiver",
        ),
        (
            waiver("result", "books.all@2023", "2"),
            "the waiver accepts a result difference of 2 at books.all@2023, but that difference was found by another check: "
            "write “check: footing”",
        ),
        (
            waiver("footing", "books.all@2023", "-2"),
            "the waiver accepts a footing difference of -2 at books.all@2023, but the difference there is 2; "
            "correct the waiver or the statement",
        ),
        (
            waiver("cross-footing", "books.all@2023", "7"),
            "the waiver accepts a cross-footing difference of 7 at books.all@2023, but what was found there is a footing difference of 2; "
            "correct the waiver or the statement",
        ),
    ],
)
def test_a_waiver_that_matches_nothing(given_waiver: Waiver, message: str) -> None:
    problems = [problem for problem in foot(statement(WRONG), [given_waiver]).problems if problem.code is Code.WAIVER]
    assert [str(problem) for problem in problems] == [f"data/waivers.yaml:1: {message} [impact.waiver]"]


def test_a_waiver_for_a_cell_that_is_computed_is_stale() -> None:
    footed = foot(statement(WRONG.replace("| 3 | 1", "| | 1")), [waiver("footing", "books.all@2023", "2")])
    assert [problem.code for problem in footed.problems] == [Code.WAIVER]


def test_a_waiver_for_what_cannot_be_checked_is_not_called_stale() -> None:
    footed = foot(statement(WRONG.replace("| 1 | 1", "| ? | 1", 1)), [waiver("footing", "books.all@2023", "2")])
    assert footed.problems == ()


def test_a_waiver_without_a_period_is_for_the_reporting_period() -> None:
    years = [Period(year, dt.date(int(year), 1, 1), dt.date(int(year), 12, 31), "", Origin("r", 1)) for year in ("2023", "2022")]
    for at, reporting in (("books.all", "2023"), ("books.all@2023", "2022")):
        assert foot(statement(WRONG), [waiver("footing", at, "2")], profile(*years, reporting=reporting)).problems == ()
    later = Period("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31), "", Origin("r", 1))
    assert foot(statement(WRONG), [waiver("footing", "books.all@previous", "2")], profile(later, *years, reporting="2024")).problems == ()


def test_the_same_waiver_twice() -> None:
    twice = [waiver("footing", "books.all@2023", "2", row=1), waiver("footing", "books.all@2023", "2", row=5)]
    footed = foot(statement(WRONG), twice)
    assert [str(problem) for problem in footed.problems] == [
        "data/waivers.yaml:5: the waiver at data/waivers.yaml:1 already accepts this difference; remove one of them [impact.duplicate]"
    ]


def test_waivers_for_other_statements_are_left_alone() -> None:
    elsewhere = [waiver("footing", "other.all@2023", "2"), waiver("footing", "no address", "2")]
    assert [problem.code for problem in foot(statement(WRONG), elsewhere).problems] == [Code.FOOTING]


def test_a_difference_over_what_was_not_reported_can_be_accepted() -> None:
    table = "2023\nA | One | item | | | 60\nA | Two | item | | |\nA | All | total | | | 100"
    footed = foot(statement(table), [waiver("footing", "books.all@2023", "40")])
    assert [problem.message for problem in footed.problems] == [
        "All 2023 goes over an amount that is not reported: Two (row 3); write the number, or “-” for nil"
    ]


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
