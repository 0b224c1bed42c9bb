"""The lines of the forms, as data: where each stands in a return, what it is called, which address it has, and what adds up to what.

Names of elements are those of the IRS schemas from 2013 on; those of a line that was split or merged later are all listed, and a return has
the ones of its own year. Amounts of the register of England and Wales are those of its API.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Final

RECIPIENT: Final = "IRS990ScheduleI/RecipientTable"
"""The element of an organization that got grants, in schedule I, part II."""

_TO_INDIVIDUALS: Final = "IRS990ScheduleI/GrantsOtherAsstToIndivInUSGrp"
"""That of a kind of grants to individuals, in part III, which names none of them."""

LISTED: Final = "SI.II.listed"
"""The id of the line that is counted, not read: how many organizations part II of schedule I lists."""

LISTED_PUBLIC: Final = "SI.II.public"
"""The same of those under section 501(c)(3), or of governments, where each row says which it is."""

BEFORE: Final = "<"
"""What ends the id of a line's amount for the year before."""


@dataclasses.dataclass(frozen=True, slots=True)
class FormLine:
    """One amount of a form.

    Attributes:
        id: Part, line and column: ``IX.25.B``.
        path: The elements that lead to it, from that of the form on, with ``/`` between; the key of a register.
        place: Where a person finds it: ``part IX, line 25, column B``.
        old_place: The same in returns of years before the lines were numbered anew.
    """

    id: str
    path: str
    place: str
    old_place: str


@dataclasses.dataclass(frozen=True, slots=True)
class Sum:
    """What adds up to what on a form.

    Attributes:
        total: Id of the line that is the sum.
        terms: Sign and id of each line that goes into it; lines that a return does not have count as nil.
        needs: Only checked where the return has one of these; where it is empty, where it has one of the terms.
        unless: Why a return that was filed right may have a difference, which then is a hint; empty where it may not.
    """

    total: str
    terms: tuple[tuple[int, str], ...]
    needs: tuple[str, ...] = ()
    unless: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """What can be addressed: ``filed.NAME``.

    Attributes:
        name: Behind ``filed.``.
        lines: Ids of the lines that it is the sum of; a return has those of its own year.
        caption: What the form calls it.
        before: Ids of the lines that have the same for the year before; none where the form has none.
    """

    name: str
    lines: tuple[str, ...]
    caption: str
    before: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step of a bridge from a report's total to the filed one.

    Attributes:
        sign: With which it is added.
        subtotal: Whether it is the sum of the steps before it.
    """

    sign: int
    line: str
    caption: str
    subtotal: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Bridge:
    """How a form leads from one total to another.

    Attributes:
        start: Id of the line with the total of the audited statements; empty where the form has none.
        end: Name of the filed total.
    """

    start: str
    steps: tuple[Step, ...]
    end: str


@dataclasses.dataclass(frozen=True)
class Form:
    """A form.

    Attributes:
        name: ``Form 990``; empty where the form may be that of any authority.
        lead: What addresses begin with: ``filed.``.
        currency: What its amounts are in; empty where that is the currency of the report.
        renumbered: The first year whose returns have the newer numbers of lines.
    """

    name: str
    lead: str
    currency: str
    renumbered: int
    lines: Mapping[str, FormLine]
    keys: tuple[Key, ...]
    sums: tuple[Sum, ...]
    bridges: tuple[Bridge, ...] = ()

    @functools.cached_property
    def paths(self) -> Mapping[str, FormLine]:
        """The lines by their paths."""
        return {line.path: line for line in self.lines.values()}

    def place(self, line: str, year: int) -> str:
        """Where a line is found in the form of a year: ``Form 990, part I, line 12``; empty where nothing is known of the form."""
        found = self.lines[line]
        return ", ".join(filter(None, (self.name, found.place if year >= self.renumbered else found.old_place)))


# ---- how the tables below are read ----


def _rows(table: str) -> Iterator[list[str]]:
    for row in table.strip().splitlines():
        yield row.split()


def _made(part: str, number: str, column: str, path: str, where: str = "") -> FormLine:
    """One amount; `number` is that of its line, or ``new|old``."""
    new, _, old = number.partition("|")
    behind = f", column {column}" if column else ""
    line = f"{part}.{new}{f'.{column}' if column else ''}"
    begin = where or f"part {part}"
    places = (f"{begin}, line {each.replace('_', ' to ')}{behind}" for each in (new, old or new))
    return FormLine(line, path, *places)


def _single(root: str, part: str, table: str, where: str = "", within: str = "") -> list[FormLine]:
    """Lines of one amount: number, element, and that of the year before."""
    made = []
    for number, element, *before in _rows(table):
        line = _made(part, number, "", f"{root}/{within}{element}", where)
        made.append(line)
        made += [dataclasses.replace(line, id=line.id + BEFORE, path=f"{root}/{within}{each}") for each in before]
    return made


def _columns(root: str, part: str, columns: Mapping[str, str], table: str, *, apart: str = "/") -> list[FormLine]:
    """Lines of several amounts: number and group of elements; or, where nothing stands apart, what their names begin with."""
    return [
        _made(part, number, column, f"{root}/{group}{apart}{element}")
        for number, group in _rows(table)
        for column, element in columns.items()
    ]


def _by_id(*groups: list[FormLine]) -> Mapping[str, FormLine]:
    return {line.id: line for group in groups for line in group}


_TERM: Final = re.compile(r"(?P<sign>[-+]?)\s*(?P<id>[\w.<]+(?:-\w+)*)")


def _sums(table: str) -> tuple[Sum, ...]:
    """Sums, ``total = a + b - c``, and behind ``if`` the lines one of which must be there."""
    made = []
    for row in table.strip().splitlines():
        relation, _, needs = row.partition(" if ")
        total, _, terms = relation.partition("=")
        found = tuple((-1 if term["sign"] == "-" else 1, term["id"]) for term in _TERM.finditer(terms))
        made.append(Sum(total.strip(), found, tuple(needs.split())))
    return tuple(made)


def _down(part: str, total: str, lines: str, columns: str) -> list[Sum]:
    """The sums of columns."""
    return [Sum(f"{part}.{total}.{column}", tuple((1, f"{part}.{line}.{column}") for line in lines.split())) for column in columns]


def _keys(table: str) -> tuple[Key, ...]:
    """Keys: name, line or lines, those of the year before or ``-``, caption."""
    made = []
    for row in table.strip().splitlines():
        name, lines, before, caption = row.split(maxsplit=3)
        made.append(Key(name, tuple(lines.split("+")), caption, () if before == "-" else tuple(before.split("+"))))
    return tuple(made)


def _steps(table: str) -> tuple[Step, ...]:
    """Steps: sign, line, ``=`` where it is a subtotal, caption."""
    made = []
    for row in table.strip().splitlines():
        mark, line, caption = row.split(maxsplit=2)
        made.append(Step(-1 if mark.startswith("-") else 1, line, caption, mark.endswith("=")))
    return tuple(made)


# ---- Form 990 ----

_SUMMARY = """
8 CYContributionsGrantsAmt PYContributionsGrantsAmt
9 CYProgramServiceRevenueAmt PYProgramServiceRevenueAmt
10 CYInvestmentIncomeAmt PYInvestmentIncomeAmt
11 CYOtherRevenueAmt PYOtherRevenueAmt
12 CYTotalRevenueAmt PYTotalRevenueAmt
13 CYGrantsAndSimilarPaidAmt PYGrantsAndSimilarPaidAmt
14 CYBenefitsPaidToMembersAmt PYBenefitsPaidToMembersAmt
15 CYSalariesCompEmpBnftPaidAmt PYSalariesCompEmpBnftPaidAmt
16a CYTotalProfFndrsngExpnsAmt PYTotalProfFndrsngExpnsAmt
16b CYTotalFundraisingExpenseAmt
17 CYOtherExpensesAmt PYOtherExpensesAmt
18 CYTotalExpensesAmt PYTotalExpensesAmt
19 CYRevenuesLessExpensesAmt PYRevenuesLessExpensesAmt
20 TotalAssetsEOYAmt TotalAssetsBOYAmt
21 TotalLiabilitiesEOYAmt TotalLiabilitiesBOYAmt
22 NetAssetsOrFundBalancesEOYAmt NetAssetsOrFundBalancesBOYAmt
"""

_REVENUE = """
1a FederatedCampaignsAmt
1b MembershipDuesAmt
1c FundraisingAmt
1d RelatedOrganizationsAmt
1e GovernmentGrantsAmt
1f AllOtherContributionsAmt
1h TotalContributionsAmt
2g TotalProgramServiceRevenueAmt
11e OtherRevenueTotalAmt
"""

_REVENUE_COLUMNS: Final = {
    "A": "TotalRevenueColumnAmt",
    "B": "RelatedOrExemptFuncIncomeAmt",
    "C": "UnrelatedBusinessRevenueAmt",
    "D": "ExclusionAmt",
}

_REVENUE_GROUPS = """
2a_2e ProgramServiceRevenueGrp
2f TotalOthProgramServiceRevGrp
3 InvestmentIncomeGrp
4 IncmFromInvestBondProceedsGrp
5 RoyaltiesRevenueGrp
6d NetRentalIncomeOrLossGrp
7d NetGainOrLossInvestmentsGrp
8c NetIncmFromFundraisingEvtGrp
9c NetIncomeFromGamingGrp
10c NetIncomeOrLossGrp
11a_11c OtherRevenueMiscGrp
11d MiscellaneousRevenueGrp
12 TotalRevenueGrp
"""

_EXPENSE_COLUMNS: Final = {"A": "TotalAmt", "B": "ProgramServicesAmt", "C": "ManagementAndGeneralAmt", "D": "FundraisingAmt"}

_EXPENSES = """
1 GrantsToDomesticOrgsGrp
2 GrantsToDomesticIndividualsGrp
3 ForeignGrantsGrp
4 BenefitsToMembersGrp
5 CompCurrentOfcrDirectorsGrp
6 CompDisqualPersonsGrp
7 OtherSalariesAndWagesGrp
8 PensionPlanContributionsGrp
9 OtherEmployeeBenefitsGrp
10 PayrollTaxesGrp
11a FeesForServicesManagementGrp
11b FeesForServicesLegalGrp
11c FeesForServicesAccountingGrp
11d FeesForServicesLobbyingGrp
11e FeesForServicesProfFundraising
11f FeesForSrvcInvstMgmntFeesGrp
11g FeesForServicesOtherGrp
12 AdvertisingGrp
13 OfficeExpensesGrp
14 InformationTechnologyGrp
15 RoyaltiesGrp
16 OccupancyGrp
17 TravelGrp
18 PymtTravelEntrtnmntPubOfclGrp
19 ConferencesMeetingsGrp
20 InterestGrp
21 PaymentsToAffiliatesGrp
22 DepreciationDepletionGrp
23 InsuranceGrp
24a_24d OtherExpensesGrp
24e AllOtherExpensesGrp
25 TotalFunctionalExpensesGrp
"""

_YEAR_COLUMNS: Final = {"A": "BOYAmt", "B": "EOYAmt"}

_BALANCE = """
1 CashNonInterestBearingGrp
2 SavingsAndTempCashInvstGrp
3 PledgesAndGrantsReceivableGrp
4 AccountsReceivableGrp
5 ReceivablesFromOfficersEtcGrp
6 RcvblFromDisqualifiedPrsnGrp
7 OthNotesLoansReceivableNetGrp
8 InventoriesForSaleOrUseGrp
9 PrepaidExpensesDefrdChargesGrp
10c LandBldgEquipBasisNetGrp
11 InvestmentsPubTradedSecGrp
12 InvestmentsOtherSecuritiesGrp
13 InvestmentsProgramRelatedGrp
14 IntangibleAssetsGrp
15 OtherAssetsTotalGrp
16 TotalAssetsGrp
17 AccountsPayableAccrExpnssGrp
18 GrantsPayableGrp
19 DeferredRevenueGrp
20 TaxExemptBondLiabilitiesGrp
21 EscrowAccountLiabilityGrp
22 LoansFromOfficersDirectorsGrp
23 MortgNotesPyblScrdInvstPropGrp
24 UnsecuredNotesLoansPayableGrp
25 OtherLiabilitiesGrp
26 TotalLiabilitiesGrp
27 NoDonorRestrictionNetAssetsGrp
28 DonorRestrictionNetAssetsGrp
27_2018|27 UnrestrictedNetAssetsGrp
28_2018|28 TemporarilyRstrNetAssetsGrp
29_2018|29 PermanentlyRstrNetAssetsGrp
29|30 CapStkTrPrinCurrentFundsGrp
30|31 PdInCapSrplsLandBldgEqpFundGrp
31|32 RtnEarnEndowmentIncmOthFndsGrp
32|33 TotalNetAssetsFundBalanceGrp
33|34 TotLiabNetAssetsFundBalanceGrp
"""

_CHANGES = """
3 ReconcilationRevenueExpnssAmt
5 NetUnrlzdGainsLossesInvstAmt
6 DonatedServicesAndUseFcltsAmt
7 InvestmentExpenseAmt
8 PriorPeriodAdjustmentsAmt
9 OtherChangesInNetAssetsAmt
"""

_AUDITED_REVENUE = """
1 TotalRevEtcAuditedFinclStmtAmt
2a NetUnrealizedGainsInvstAmt
2b DonatedServicesAndUseFcltsAmt
2c RecoveriesPriorYearGrantsAmt
2d OtherRevenueAmt
2e RevenueNotReportedAmt
3 RevenueSubtotalAmt
4a InvestmentExpensesNotIncldAmt
4b OtherRevenuesNotIncludedAmt
4c RevenueNotReportedFinclStmtAmt
5 TotalRevenuePerForm990Amt
"""

_AUDITED_EXPENSES = """
1 TotExpnsEtcAuditedFinclStmtAmt
2a DonatedServicesUseFcltsAmt
2b PriorYearAdjustmentsAmt
2c LossesReportedAmt
2d OtherExpensesIncludedAmt
2e ExpensesNotReportedAmt
3 ExpensesSubtotalAmt
4a InvestmentExpensesNotIncld2Amt
4b OtherExpensesNotIncludedAmt
4c ExpensesNotRptFinclStmtAmt
5 TotalExpensesPerForm990Amt
"""

_REVENUE_LINES: Final = " ".join(row[0] for row in _rows(_REVENUE_GROUPS) if row[0] != "12")
_EXPENSE_LINES: Final = " ".join(row[0] for row in _rows(_EXPENSES) if row[0] != "25")
_NET_ASSETS: Final = "27 28 27_2018 28_2018 29_2018 29 30 31"

_SUMS_990 = """
I.12 = I.8 + I.9 + I.10 + I.11
I.18 = I.13 + I.14 + I.15 + I.16a + I.17
I.19 = I.12 - I.18
I.22 = I.20 - I.21
I.12< = I.8< + I.9< + I.10< + I.11<
I.18< = I.13< + I.14< + I.15< + I.16a< + I.17<
I.19< = I.12< - I.18<
I.22< = I.20< - I.21<
VIII.1h = VIII.1a + VIII.1b + VIII.1c + VIII.1d + VIII.1e + VIII.1f
VIII.2g = VIII.2a_2e.A + VIII.2f.A
VIII.11e = VIII.11a_11c.A + VIII.11d.A
VIII.12.A = VIII.1h + VIII.2g + VIII.3.A + VIII.4.A + VIII.5.A + VIII.6d.A + VIII.7d.A + VIII.8c.A + VIII.9c.A + VIII.10c.A + VIII.11e
VIII.12.A = VIII.1h + VIII.12.B + VIII.12.C + VIII.12.D if VIII.12.B VIII.12.C VIII.12.D
I.8 = VIII.1h
I.9 = VIII.2g
I.10 = VIII.3.A + VIII.4.A + VIII.7d.A
I.11 = VIII.5.A + VIII.6d.A + VIII.8c.A + VIII.9c.A + VIII.10c.A + VIII.11e
I.12 = VIII.12.A
I.13 = IX.1.A + IX.2.A + IX.3.A
I.14 = IX.4.A
I.15 = IX.5.A + IX.6.A + IX.7.A + IX.8.A + IX.9.A + IX.10.A
I.16a = IX.11e.A
I.16b = IX.25.D
I.18 = IX.25.A
I.18 = IX.25.B + IX.25.C + IX.25.D if IX.25.B IX.25.C IX.25.D
III.4e = IX.25.B
I.20 = X.16.B
I.21 = X.26.B
I.22 = X.32.B
I.20< = X.16.A
I.21< = X.26.A
I.22< = X.32.A
X.33.A = X.26.A + X.32.A
X.33.B = X.26.B + X.32.B
X.33.A = X.16.A
X.33.B = X.16.B
X.32.B = X.32.A + XI.3 + XI.5 + XI.6 + XI.7 + XI.8 + XI.9 if XI.3
I.19 = XI.3
D.XI.2e = D.XI.2a + D.XI.2b + D.XI.2c + D.XI.2d
D.XI.3 = D.XI.1 - D.XI.2e if D.XI.1
D.XI.4c = D.XI.4a + D.XI.4b
D.XI.5 = D.XI.3 + D.XI.4c if D.XI.3
I.12 = D.XI.5
D.XII.2e = D.XII.2a + D.XII.2b + D.XII.2c + D.XII.2d
D.XII.3 = D.XII.1 - D.XII.2e if D.XII.1
D.XII.4c = D.XII.4a + D.XII.4b
D.XII.5 = D.XII.3 + D.XII.4c if D.XII.3
I.18 = D.XII.5
"""

_KEYS_990 = """
total-revenue I.12 I.12< Total revenue
contributions I.8 I.8< Contributions and grants
program-revenue I.9 I.9< Program service revenue
investment-income I.10 I.10< Investment income
other-revenue I.11 I.11< Other revenue
total-expenses I.18 I.18< Total expenses
grants I.13 I.13< Grants and similar amounts paid
benefits-to-members I.14 I.14< Benefits paid to or for members
salaries I.15 I.15< Salaries, other compensation, employee benefits
fundraising-fees I.16a I.16a< Professional fundraising fees
other-expenses I.17 I.17< Other expenses
functional.program IX.25.B - Program service expenses
functional.management IX.25.C - Management and general expenses
functional.fundraising IX.25.D - Fundraising expenses
net-income I.19 I.19< Revenue less expenses
total-assets I.20 I.20< Total assets
total-liabilities I.21 I.21< Total liabilities
net-assets I.22 I.22< Net assets or fund balances
without-restrictions X.27.B+X.27_2018.B X.27.A+X.27_2018.A Net assets without donor restrictions
with-restrictions X.28.B+X.28_2018.B+X.29_2018.B X.28.A+X.28_2018.A+X.29_2018.A Net assets with donor restrictions
grants-listed SI.II.d - Cash grants to domestic organizations that are listed
audited.revenue D.XI.1 - Total revenue per audited financial statements
audited.expenses D.XII.1 - Total expenses per audited financial statements
"""

_BRIDGES_990 = (
    Bridge(
        "D.XI.1",
        _steps("""
- D.XI.2a Net unrealized gains (losses) on investments
- D.XI.2b Donated services and use of facilities
- D.XI.2c Recoveries of prior year grants
- D.XI.2d Other revenue not reported
-= D.XI.2e In the statements, not on the return
+ D.XI.4a Investment expenses not included
+ D.XI.4b Other revenue not included
+= D.XI.4c On the return, not in the statements
"""),
        "total-revenue",
    ),
    Bridge(
        "D.XII.1",
        _steps("""
- D.XII.2a Donated services and use of facilities
- D.XII.2b Prior year adjustments
- D.XII.2c Other losses
- D.XII.2d Other expenses not reported
-= D.XII.2e In the statements, not on the return
+ D.XII.4a Investment expenses not included
+ D.XII.4b Other expenses not included
+= D.XII.4c On the return, not in the statements
"""),
        "total-expenses",
    ),
    Bridge(
        "",
        _steps("""
- XI.5 Net unrealized gains (losses) on investments
- XI.6 Donated services and use of facilities
- XI.7 Investment expenses
- XI.8 Prior period adjustments
- XI.9 Other changes in net assets
"""),
        "net-income",
    ),
    Bridge(
        "",
        _steps("""
+ X.32.A Net assets at the beginning of the year
+ I.19 Revenue less expenses
+ XI.5 Net unrealized gains (losses) on investments
+ XI.6 Donated services and use of facilities
+ XI.7 Investment expenses
+ XI.8 Prior period adjustments
+ XI.9 Other changes in net assets
"""),
        "net-assets",
    ),
)

_FORM_990 = Form(
    name="Form 990",
    lead="filed.",
    currency="USD",
    renumbered=2019,
    lines=_by_id(
        _single("IRS990", "I", _SUMMARY),
        _single("IRS990", "III", "4e TotalProgramServiceExpensesAmt"),
        _single("IRS990", "VIII", _REVENUE),
        _columns("IRS990", "VIII", _REVENUE_COLUMNS, _REVENUE_GROUPS),
        _columns("IRS990", "IX", _EXPENSE_COLUMNS, _EXPENSES),
        _columns("IRS990", "X", _YEAR_COLUMNS, _BALANCE),
        _single("IRS990", "XI", _CHANGES),
        [FormLine("SI.II.d", f"{RECIPIENT}/CashGrantAmt", *["schedule I, part II, column d"] * 2)],
        [FormLine("SI.II.e", f"{RECIPIENT}/NonCashAssistanceAmt", *["schedule I, part II, column e"] * 2)],
        [FormLine("SI.II.2", "IRS990ScheduleI/Total501c3OrgCnt", *["schedule I, part II, line 2"] * 2)],
        [FormLine("SI.II.3", "IRS990ScheduleI/TotalOtherOrgCnt", *["schedule I, part II, line 3"] * 2)],
        [FormLine(LISTED, LISTED, *["schedule I, part II, the number of organizations in line 1"] * 2)],
        [FormLine(LISTED_PUBLIC, LISTED_PUBLIC, *["the number of 501(c)(3) or government by column c"] * 2)],
        [FormLine("SI.III.c", f"{_TO_INDIVIDUALS}/CashGrantAmt", *["schedule I, part III, column c"] * 2)],
        [FormLine("SI.III.d", f"{_TO_INDIVIDUALS}/NonCashAssistanceAmt", *["schedule I, part III, column d"] * 2)],
        _single("IRS990ScheduleD", "D.XI", _AUDITED_REVENUE, "schedule D, part XI"),
        _single("IRS990ScheduleD", "D.XII", _AUDITED_EXPENSES, "schedule D, part XII"),
    ),
    keys=_keys(_KEYS_990),
    sums=(
        *_sums(_SUMS_990),
        Sum("IX.1.A", ((1, "SI.II.d"), (1, "SI.II.e")), unless="organizations that got 5,000 or less need not be listed"),
        Sum(LISTED, ((1, "SI.II.2"), (1, "SI.II.3")), unless="one that has several rows may count once"),
        Sum("SI.II.2", ((1, LISTED_PUBLIC),), unless="column c may not say all of an organization"),
        Sum("IX.2.A", ((1, "SI.III.c"), (1, "SI.III.d")), unless="5,000 or less to individuals need not be listed"),
        Sum("I.22", ((1, "X.27.B"), (1, "X.28.B")), unless="who follows other rules has lines 29 to 31 as well"),
        *_down("VIII", "12", _REVENUE_LINES, "BCD"),
        *(Sum(f"VIII.{line}.A", tuple((1, f"VIII.{line}.{column}") for column in "BCD")) for line in _REVENUE_LINES.split()),
        *_down("IX", "25", _EXPENSE_LINES, "ABCD"),
        *(
            Sum(f"IX.{line}.A", tuple((1, f"IX.{line}.{column}") for column in "BCD"), tuple(f"IX.25.{column}" for column in "BCD"))
            for line in (*_EXPENSE_LINES.split(), "25")
        ),
        *_down("X", "16", "1 2 3 4 5 6 7 8 9 10c 11 12 13 14 15", "AB"),
        *_down("X", "26", "17 18 19 20 21 22 23 24 25", "AB"),
        *_down("X", "32", _NET_ASSETS, "AB"),
    ),
    bridges=_BRIDGES_990,
)

# ---- Form 990-EZ ----

_SHORT = """
1 ContributionsGiftsGrantsEtcAmt
2 ProgramServiceRevenueAmt
3 MembershipDuesAmt
4 InvestmentIncomeAmt
5c GainOrLossFromSaleOfAssetsAmt
6d SpecialEventsNetIncomeLossAmt
7c GrossProfitLossSlsOfInvntryAmt
8 OtherRevenueTotalAmt
9 TotalRevenueAmt
10 GrantsAndSimilarAmountsPaidAmt
11 BenefitsPaidToOrForMembersAmt
12 SalariesOtherCompEmplBnftAmt
13 FeesAndOtherPymtToIndCntrctAmt
14 OccupancyRentUtltsAndMaintAmt
15 PrintingPublicationsPostageAmt
16 OtherExpensesTotalAmt
17 TotalExpensesAmt
18 ExcessOrDeficitForYearAmt
19 NetAssetsOrFundBalancesBOYAmt
20 OtherChangesInNetAssetsAmt
21 NetAssetsOrFundBalancesEOYAmt
"""

_SHORT_BALANCE = """
22 CashSavingsAndInvestmentsGrp
23 LandAndBuildingsGrp
24 OtherAssetsTotalDetail
25 Form990TotalAssetsGrp
26 SumOfTotalLiabilitiesGrp
27 NetAssetsOrFundBalancesGrp
"""

_SUMS_EZ = """
I.9 = I.1 + I.2 + I.3 + I.4 + I.5c + I.6d + I.7c + I.8
I.17 = I.10 + I.11 + I.12 + I.13 + I.14 + I.15 + I.16
I.18 = I.9 - I.17
I.21 = I.18 + I.19 + I.20
II.25.A = II.22.A + II.23.A + II.24.A
II.25.B = II.22.B + II.23.B + II.24.B
II.27.A = II.25.A - II.26.A
II.27.B = II.25.B - II.26.B
I.19 = II.27.A
I.21 = II.27.B
"""

_KEYS_EZ = """
total-revenue I.9 - Total revenue
contributions I.1 - Contributions, gifts, grants, and similar amounts received
program-revenue I.2 - Program service revenue
membership-dues I.3 - Membership dues and assessments
investment-income I.4 - Investment income
other-revenue I.8 - Other revenue
total-expenses I.17 - Total expenses
grants I.10 - Grants and similar amounts paid
benefits-to-members I.11 - Benefits paid to or for members
salaries I.12 - Salaries, other compensation, and employee benefits
other-expenses I.16 - Other expenses
net-income I.18 - Excess or (deficit) for the year
total-assets II.25.B II.25.A Total assets
total-liabilities II.26.B II.26.A Total liabilities
net-assets I.21 I.19 Net assets or fund balances
"""

_FORM_EZ = Form(
    name="Form 990-EZ",
    lead="filed.",
    currency="USD",
    renumbered=0,
    lines=_by_id(_single("IRS990EZ", "I", _SHORT), _columns("IRS990EZ", "II", _YEAR_COLUMNS, _SHORT_BALANCE)),
    keys=_keys(_KEYS_EZ),
    sums=_sums(_SUMS_EZ),
    bridges=(
        Bridge("", (), "total-revenue"),
        Bridge("", (), "total-expenses"),
        Bridge(
            "",
            _steps("""
+ I.19 Net assets at the beginning of the year
+ I.18 Excess or (deficit) for the year
+ I.20 Other changes in net assets
"""),
            "net-assets",
        ),
    ),
)

# ---- Form 990-PF ----

_FOUNDATION = """
1 ContriRcvdRevAndExpnssAmt
3 InterestOnSavRevAndExpnssAmt
4 DividendsRevAndExpnssAmt
5a GrossRentsRevAndExpnssAmt
6a NetGainSaleAstRevAndExpnssAmt
10c GrossProfitRevAndExpnssAmt
11 OtherIncomeRevAndExpnssAmt
12 TotalRevAndExpnssAmt
13 CompOfcrDirTrstRevAndExpnssAmt
14 OthEmplSlrsWgsRevAndExpnssAmt
15 PensionEmplBnftRevAndExpnssAmt
16a LegalFeesRevAndExpnssAmt
16b AccountingFeesRevAndExpnssAmt
16c OtherProfFeesRevAndExpnssAmt
17 InterestRevAndExpnssAmt
18 TaxesRevAndExpnssAmt
19 DeprecAndDpltnRevAndExpnssAmt
20 OccupancyRevAndExpnssAmt
21 TravConfMeetingRevAndExpnssAmt
22 PrintingAndPubRevAndExpnssAmt
23 OtherExpensesRevAndExpnssAmt
24 TotOprExpensesRevAndExpnssAmt
25 ContriPaidRevAndExpnssAmt
26 TotalExpensesRevAndExpnssAmt
27a ExcessRevenueOverExpensesAmt
"""

_FOUNDATION_BALANCE = """
1 Cash
2 SavAndTempCashInvst
3 AcctRcvbl
4 PledgesRcvbl
5 GrantsReceivable
6 RcvblFromOfficers
7 OtherNtsAndLoansRcvbl
8 Inventories
9 PrepaidExpenses
10a USGovernmentObligations
10b CorporateStock
10c CorporateBonds
11 LandBldgInvestments
12 MortgageLoans
13 OtherInvestments
14 Land
15 OtherAssets
16 TotalAssets
17 AccountsPayable
18 GrantsPayable
19 DeferredRevenue
20 LoansFromOfficers
21 MortgagesAndNotesPayable
22 OtherLiabilities
23 TotalLiabilities
24 NoDonorRstrNetAssests
25 DonorRstrNetAssets
24_2018|24 Unrestricted
25_2018|25 TemporarilyRestricted
26_2018|26 PermanentlyRestricted
26|27 CapitalStock
27|28 AdditionalPaidInCapital
28|29 RetainedEarning
29|30 TotNetAstOrFundBalances
30|31 TotalLiabilitiesNetAst
"""

_FOUNDATION_CHANGES = """
1 TotNetAstOrFundBalancesBOYAmt
2 ExcessRevenueOverExpensesAmt
3 OtherIncreasesAmt
4 SubtotalAmt
5 OtherDecreasesAmt
6 TotNetAstOrFundBalancesEOYAmt
"""

_PAID: Final = "IRS990PF/SupplementaryInformationGrp"
"""The element with the grants that a foundation paid."""

_SUMS_PF = """
SI.3a.sum = SI.3a
I.12 = I.1 + I.3 + I.4 + I.5a + I.6a + I.10c + I.11
I.24 = I.13 + I.14 + I.15 + I.16a + I.16b + I.16c + I.17 + I.18 + I.19 + I.20 + I.21 + I.22 + I.23
I.26 = I.24 + I.25
I.27a = I.12 - I.26
II.29.A = II.16.A - II.23.A
II.29.B = II.16.B - II.23.B
II.30.A = II.16.A
II.30.B = II.16.B
III.2 = I.27a
III.4 = III.1 + III.2 + III.3
III.6 = III.4 - III.5
III.1 = II.29.A
III.6 = II.29.B
"""

_KEYS_PF = """
total-revenue I.12 - Total revenue
contributions I.1 - Contributions, gifts, grants, etc., received
other-revenue I.11 - Other income
total-expenses I.26 - Total expenses and disbursements
grants I.25 - Contributions, gifts, grants paid
operating-expenses I.24 - Total operating and administrative expenses
other-expenses I.23 - Other expenses
net-income I.27a - Excess of revenue over expenses and disbursements
total-assets II.16.B II.16.A Total assets
total-liabilities II.23.B II.23.A Total liabilities
net-assets II.29.B II.29.A Net assets or fund balances
without-restrictions II.24.B+II.24_2018.B II.24.A+II.24_2018.A Net assets without donor restrictions
with-restrictions II.25.B+II.25_2018.B+II.26_2018.B II.25.A+II.25_2018.A+II.26_2018.A Net assets with donor restrictions
"""

_FORM_PF = Form(
    name="Form 990-PF",
    lead="filed.",
    currency="USD",
    renumbered=2019,
    lines=_by_id(
        _single("IRS990PF", "I", _FOUNDATION, within="AnalysisOfRevenueAndExpenses/"),
        _columns("IRS990PF/Form990PFBalanceSheetsGrp", "II", _YEAR_COLUMNS, _FOUNDATION_BALANCE, apart=""),
        _single("IRS990PF", "III", _FOUNDATION_CHANGES, within="ChgInNetAssetsFundBalancesGrp/"),
        [FormLine("SI.3a", f"{_PAID}/GrantOrContributionPdDurYrGrp/Amt", *["supplementary information, the list of line 3a"] * 2)],
        [FormLine("SI.3a.sum", f"{_PAID}/TotalGrantOrContriPdDurYrAmt", *["supplementary information, the total of line 3a"] * 2)],
    ),
    keys=_keys(_KEYS_PF),
    sums=(
        *_sums(_SUMS_PF),
        *_down("II", "16", "1 2 3 4 5 6 7 8 9 10a 10b 10c 11 12 13 14 15", "AB"),
        *_down("II", "23", "17 18 19 20 21 22", "AB"),
        *_down("II", "29", "24 25 24_2018 25_2018 26_2018 26 27 28", "AB"),
    ),
    bridges=(
        Bridge("", (), "total-revenue"),
        Bridge("", (), "total-expenses"),
        Bridge(
            "",
            _steps("""
+ III.1 Net assets at the beginning of the year
+ III.2 Excess of revenue over expenses and disbursements
+ III.3 Other increases
- III.5 Decreases
"""),
            "net-assets",
        ),
    ),
)

# ---- the register of England and Wales ----

_REGISTER = """
inc_donations_and_legacies
inc_charitable_activities
inc_other_trading_activities
inc_investment
inc_other
inc_total
exp_raising_funds
exp_charitable_activities
exp_other
exp_total
income
expenditure
"""

_KEYS_REGISTER = """
total-revenue inc_total - Total income
contributions inc_donations_and_legacies - Donations and legacies
program-revenue inc_charitable_activities - Income from charitable activities
trading-income inc_other_trading_activities - Income from other trading activities
investment-income inc_investment - Income from investments
other-revenue inc_other - Other income
total-expenses exp_total - Total expenditure
functional.program exp_charitable_activities - Expenditure on charitable activities
functional.fundraising exp_raising_funds - Expenditure on raising funds
other-expenses exp_other - Other expenditure
"""

_CHARITY = Form(
    name="Register of charities, England and Wales",
    lead="filed.uk.",
    currency="GBP",
    renumbered=0,
    lines={element: FormLine(element, element, element, element) for (element,) in _rows(_REGISTER)},
    keys=_keys(_KEYS_REGISTER),
    sums=_sums("""
inc_total = inc_donations_and_legacies + inc_charitable_activities + inc_other_trading_activities + inc_investment + inc_other
exp_total = exp_raising_funds + exp_charitable_activities + exp_other
income = inc_total
expenditure = exp_total
"""),
    bridges=(Bridge("", (), "total-revenue"), Bridge("", (), "total-expenses")),
)

# ---- what any authority asks for ----

_KEYS_ANY = """
total-revenue total-revenue - Total revenue
contributions contributions - Contributions
program-revenue program-revenue - Revenue from programs
investment-income investment-income - Investment income
other-revenue other-revenue - Other revenue
total-expenses total-expenses - Total expenses
grants grants - Grants paid
salaries salaries - Salaries and other employment costs
other-expenses other-expenses - Other expenses
functional.program functional.program - Program expenses
functional.management functional.management - Management and general expenses
functional.fundraising functional.fundraising - Fundraising expenses
net-income net-income - Revenue less expenses
total-assets total-assets - Total assets
total-liabilities total-liabilities - Total liabilities
net-assets net-assets - Net assets
"""

_ANY = Form(
    name="",
    lead="filed.return.",
    currency="",
    renumbered=0,
    lines={key.name: FormLine(key.name, key.name, "", "") for key in _keys(_KEYS_ANY)},
    keys=_keys(_KEYS_ANY),
    sums=(
        *_sums("""
net-income = total-revenue - total-expenses
net-assets = total-assets - total-liabilities
"""),
        *(
            dataclasses.replace(each, unless="there may be other kinds of them")
            for each in _sums("""
total-revenue = contributions + program-revenue + investment-income + other-revenue
total-expenses = functional.program + functional.management + functional.fundraising
""")
        ),
    ),
)

FORMS: Final[Mapping[str, Form]] = {
    "990": _FORM_990,
    "990-EZ": _FORM_EZ,
    "990-PF": _FORM_PF,
    "charity-register": _CHARITY,
    "annual-return": _ANY,
}
"""By the names that a file of typed totals has for them."""
