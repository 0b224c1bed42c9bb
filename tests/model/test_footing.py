from __future__ import annotations

from decimal import Decimal

from sphinx_impact.model.footing import foot
from tests.model.writing import statement, waiver

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
