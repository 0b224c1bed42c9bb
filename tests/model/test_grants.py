"""Grants: what they come to, what is said of wrong ones, whom nothing names, and the package that others can read."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from sphinx_impact.model.charts.groups import published_otherwise
from sphinx_impact.model.entities import Address
from sphinx_impact.model.export.csv_tables import to_tables
from sphinx_impact.model.export.threesixtygiving import to_package
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.grants import country_code
from sphinx_impact.model.numbers.format import Formats
from tests.model.export.sample import export
from tests.model.loading.filing import write
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report

REPORT = """\
organisation: Larkspur Foundation
url: https://larkspur.example/
org-id: US-EIN-043594598
currency: USD
reporting-period: "2023"
periods: {"2023": , "2022": }
"""
HEAD = "id,awarded,amount,currency,recipient,recipient-id,individual,country,program,title,description\n"
ROWS = """\
23-1,2023-03-14,"5,000",,PyCon Kenya,GB-CHC-1000001,,KE,Conferences,PyCon Kenya 2023,Venue
23-2,2023-04-01,700.50,,Nyokabi Wanjiru,X-4711,yes,Kenya,Travel,Travel to PyCon,
23-3,2023-05-01,900,EUR,Verein Python,,no,DE,Travel,A meeting,
22-1,2022-06-30,300,USD,Acme Labs,,,USA,Travel,Travel,
"""
SCHEMAS = ROOT / "tests" / "data" / "360giving"


def report_of(root: Path, rows: str = ROWS, **others: str) -> Report:
    return load_report(write(root, {"report.yaml": REPORT, "grants.csv": HEAD + rows, **others}))


def said(report: Report) -> list[str]:
    return [f"{problem.origin} {problem.code}: {problem.message}" for problem in report.problems if not problem.hint]


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("grants.total", "5700.50 USD"),
        ("grants.total@2022", "300 USD"),
        ("grants.total@2023/eur", "900 EUR"),
        ("grants.count", "3"),
        ("grants.program.travel", "700.50 USD"),
        ("grants.program.travel@2023/count", "2"),
        ("grants.country.ke", "5700.50 USD"),
        ("count(grants)", "3"),
        ("count(grants where program is travel)", "2"),
        ("count(grants where program is Travel and country is ke)@2023", "1"),
        ("count(grants where recipient is acme labs)", "0"),
        ("sum(grants where country is KE)", "5700.50 USD"),
        ("sum(grants where currency is EUR)", "900 EUR"),
        ("sum(grants where individual is yes)", "700.50 USD"),
    ],
)
def test_sums_and_counts_have_addresses(tmp_path: Path, address: str, value: str) -> None:
    report = report_of(tmp_path)
    assert said(report) == []
    figure = report.figure(address)
    assert figure is not None, report.explain(address)
    assert f"{figure.value:f} {figure.unit}".strip() == value
    assert report.files_of(address) == ("data/report.yaml", "data/grants.csv")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("count(grants where program is travle)", "no grant has the program “travle”; did you mean “Travel”?"),
        ("count(grants where amount is 3)", "grants cannot be told apart by “amount”"),
        ("count(grants of amount)", "count() names one list"),
        ("grants.program.travle", "did you mean “grants.program.travel”?"),
        ("grants.program.conferences@2022", "has no figure, but there is grants.program.conferences@2023"),
        ("grants.total@previous", "may have some of the grants of 2022 only; write grants.total@2022 for those"),
        ("sum(grants where recipient is Nyokabi Wanjiru)", "no grant has the recipient"),
    ],
)
def test_what_means_nothing_is_explained(tmp_path: Path, address: str, why: str) -> None:
    report = report_of(tmp_path)
    assert report.figure(address) is None
    assert why in report.explain(address)


def test_a_changed_grant_is_found_by_its_tie_out(tmp_path: Path) -> None:
    relations = """\
        - {that: "grants.total = activities.grants"}
        - {that: "count(grants where program is travel) = 2"}
        """
    statement = {
        "statements/activities.yaml": "title: Activities\nscale: units\nsource: x\n",
        "statements/activities.csv": "section,line,kind,id,2023\nCosts,Grants,item,grants,5700.50\n",
    }
    assert said(report_of(tmp_path / "right", **statement, **{"tieouts.yaml": relations})) == []
    assert [
        re.sub("; correct.*", "", each)
        for each in said(report_of(tmp_path / "amount", ROWS.replace("700.50", "770.50"), **statement, **{"tieouts.yaml": relations}))
    ] == ["data/tieouts.yaml:1 tie-out: grants.total is 5,770.50, and activities.grants is 5,700.50 (a difference of 70)"]
    assert (
        "should be 2"
        in said(report_of(tmp_path / "row", ROWS.replace("DE,Travel", "DE,Conferences"), **statement, **{"tieouts.yaml": relations}))[0]
    )


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("23-1,2023-01-01,5,,Again,,,,,,", "duplicate: the id “23-1” is that of row 2 already"),
        ("a,2023-01-01,-5,,B,,,,,,", "number: amount: a grant is not below zero"),
        ("a,2023-01-01,some,,B,,,,,,", "number: amount: “some” is not a number"),
        ("a,2023-01-01,€5,USD,B,,,,,,", "number: amount: it is no amount of USD"),
        ("a,2023-01-01,about 5,,B,,,,,,", "number: amount: a grant has an exact amount"),
        ("a,2023-01-01,,,B,,,,,,", "not-reported: amount: nothing stands here"),
        (
            "a,2023-01-01,5,DOLLARS,B,,,,,,",
            "value: currency: “DOLLARS” is no currency code: write three letters, such as EUR; did you mean “USD”?",
        ),
        ("a,2023-01-01,5,GBp,B,,,,,,", "value: currency: “GBp” is no currency code"),
        ("a,2023-13-01,5,,B,,,,,,", "value: awarded: “2023-13-01” is no day of the calendar"),
        ("a,1/2/2023,5,,B,,,,,,", "value: awarded: “1/2/2023” is no date"),
        ("a,,5,,B,,,,,,", "missing: awarded: write the day"),
        ("a,2021-01-01,5,,B,,,,,,", "period: awarded: 2021-01-01 lies in no period"),
        (
            "a,2023-01-01,5,,B,,,Kenia,,,",
            "value: country: “Kenia” is no country: write its code of two letters, such as KE; did you mean “Kenya”?",
        ),
        ("a,2023-01-01,5,,B,,,Scotland,,,", "value: country: “Scotland” has no code of its own: write GB"),
        ("a,2023-01-01,5,,B,,,Congo,,,", "value: country: “Congo” may be one of two countries: write CD or CG"),
        (
            "a,2023-01-01,5,,B,,,Deutschland,,,",
            "value: country: “Deutschland” is no country: write its code of two letters, such as KE; did you mean “Germany”?",
        ),
        (
            "a,2023-01-01,5,,B,,maybe,,,,",
            "value: individual: write yes, no, or nothing; or put the cell before it that has a comma in it into",
        ),
        ("a,2023-01-01,5,,B,,,,,,,", "csv: the cells of this row may stand in the wrong columns, since it has 12 cells and the header 11"),
        ("a,2023-01-01,5,,,,,,,,", "missing: the grant has no recipient"),
        (",2023-01-01,5,,B,,,,,,", "missing: the grant has no id"),
        ("a,2023-01-01,5,,B,,,,travel!,,", "value: program: this is “Travel” in row 3"),
        ("a,2023-01-01,5,,B", "csv: the row has 5 cells and the header 11"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, what: str) -> None:
    report = report_of(tmp_path, ROWS + row + "\n")
    (problem,) = said(report)
    assert problem.startswith(f"data/grants.csv:6 {what}")
    assert report.grants is not None
    number = report.figure("grants.count")
    assert number is not None
    assert (
        number.value
        == len(report.grants.within("2023"))
        == len(report.grants.grants) - 1
        == (3 if "left out" in problem or what.startswith("csv") else 4)
    )
    total = report.figure("grants.total")
    assert total is not None
    assert total.value == Decimal("5705.50" if what.startswith(("missing: the", "value: country", "value: program")) else "5700.50")


@pytest.mark.parametrize(
    ("text", "code"), [("U.S.", "US"), ("u.k.", "GB"), ("Palestine", "PS"), ("St. Lucia", "LC"), ("Europe", ""), ("X.", "")]
)
def test_countries_are_known_by_several_names(text: str, code: str) -> None:
    assert country_code(text) == code


def test_nobody_gives_to_themselves(tmp_path: Path) -> None:
    (hint,) = report_of(tmp_path, "a,2023-01-01,5,,A,US-EIN-043594598,,,P,T,\n").problems
    assert str(hint).startswith(
        "data/grants.csv:2: hint: recipient-id is that of this organisation itself, the org-id of report.yaml (row 2)"
    )


def test_a_grant_that_stands_twice_is_a_hint(tmp_path: Path) -> None:
    """To an individual only where the name is the same, which is not said; many of those without names are alike."""
    rows = """\
a,2023-01-01,5,,A,,,,P,T,
b,2023-01-01,5,,A,,,,P,T,
c,2023-01-01,5,,A,,,,P,U,
d,2023-01-01,5,,Zebulon Bark,,yes,,P,For Bark,
e,2023-01-01,5,,Clementine Bark,,yes,,P,For Bark,
f,2023-01-01,5,,"Bark, Zebulon",,yes,,P,For Bark,
g,2023-01-01,5,,,,yes,,P,T,
h,2023-01-01,5,,,,yes,,P,T,
"""
    assert [str(problem) for problem in report_of(tmp_path, rows).problems if problem.hint] == [
        "data/grants.csv:3: hint: the grant “b” is that of row 2, “a”, in all but its id: if it is one grant, delete a row [impact.duplicate]",
        "data/grants.csv:7: hint: the grant is that of row 5 in all but its id: if it is one grant, delete a row [impact.duplicate]",
    ]


def test_spellings_of_one_program_are_told(tmp_path: Path) -> None:
    """What differs in capitals, accents and signs is one; a plural may be another."""
    names = ("Research & Code", "research and code", "Code", " Códe ", "Codes")
    rows = "".join(f'{at},2023-01-01,5,,"A",,,,"{name}",,\n' for at, name in enumerate(names))
    assert said(report_of(tmp_path, rows)) == [
        "data/grants.csv:3 value: program: this is “Research & Code” in row 2: write it in the same way",
        "data/grants.csv:5 value: program: this is “Code” in row 4: write it in the same way",
    ]


def test_an_amount_that_can_be_read_in_two_ways_is_refused_whatever_the_others_show(tmp_path: Path) -> None:
    head, row = "id,awarded,amount,recipient,individual\n", "{at},2023-01-01,{amount},A,{who}\n"
    for folder, mark, amounts in (("point", ",", ("12,500.50", "25.000", "2,500")), ("comma", ";", ("12.500,50", "25,000", "2.500"))):
        rows = "".join(row.replace(",", ";").format(at=at, amount=amount, who="") for at, amount in enumerate(amounts))
        if mark == ",":
            rows = "".join(row.format(at=at, amount=f'"{amount}"', who="") for at, amount in enumerate(amounts))
        report = load_report(write(tmp_path / folder, {"report.yaml": REPORT, "grants.csv": head.replace(",", mark) + rows}))
        doubt = f"“{amounts[1]}” can be read in two ways: write 25000 for thousands, {amounts[1]}0 for a fraction"
        (problem,) = said(report)
        assert problem.startswith(f"data/grants.csv:3 number: amount: {doubt}; the grant is left out")
        figure = report.figure("grants.total")
        assert figure is not None
        assert figure.value == Decimal("15000.50")
    rows = row.format(at=1, amount=12.5, who="") + row.format(at=2, amount="25.000", who="yes")
    (problem,) = said(load_report(write(tmp_path / "private", {"report.yaml": REPORT, "grants.csv": head + rows})))
    assert "amount: this can be read in two ways" in problem
    assert "25" not in problem


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Nyokabi,Wanjiru,2023\n1,2,3\n", "csv: the header has no id and no awarded and no amount and no recipient"),
        ("id,awarded,amount,recipient,purpose,individual\na,2023-01-01,5,B,x,\n", "key: grants have no column “purpose”"),
        ("id,awarded,amount,recipient\na,2023-01-01,5,Nyokabi Wanjiru\n", "missing: no column says which grants went to individuals"),
        ("", "file: the file is empty"),
        ("\0", "file: the file is not text"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, what: str) -> None:
    report = load_report(write(tmp_path, {"report.yaml": REPORT, "grants.csv": text}))
    (problem,) = said(report)
    assert problem.startswith(f"data/grants.csv:1 {what}")
    assert "Nyokabi" not in problem
    assert report.grants is not None
    assert all(grant.recipient in {"", "B"} for grant in report.grants.grants)


def test_what_no_sum_holds_is_said(tmp_path: Path) -> None:
    assert [problem.message for problem in report_of(tmp_path).problems if problem.hint] == [
        "2 grants of 4 name no currency, and count in USD, while others name EUR and USD (rows 2, 3): write the currency",
        "1 grant of 4 in EUR: nothing is converted, so that grants.total leaves it out; grants.total/eur is the sum in EUR",
        "1 grant of 4 was awarded outside of the reporting period 2023 (row 5): no sum of 2023 holds it",
    ]


def test_a_grant_without_currency_among_others_with_one_is_a_hint(tmp_path: Path) -> None:
    """Not where those without one are the most, and none says that it is in the report's own."""
    row = "{0},2023-01-01,5,{1},A{0},,no,,,,\n".format

    def hints(folder: str, *currencies: str) -> list[str]:
        report = report_of(tmp_path / folder, "".join(row(at, code) for at, code in enumerate(currencies)))
        return [str(problem) for problem in report.problems if "currency" in problem.message]

    assert hints("few", "EUR", "", "EUR", "") == []
    assert hints("fewer", "EUR", "", "EUR") == [
        "data/grants.csv:3: hint: 1 grant of 3 names no currency, and counts in USD, while others name EUR (row 3): write the currency [impact.value]"
    ]
    assert hints("both", "EUR", "", "", "USD") == [
        "data/grants.csv:3: hint: 2 grants of 4 name no currency, and count in USD, while others name EUR and USD (rows 3, 4): write the currency [impact.value]"
    ]
    assert hints("own", "USD", "") == []


def test_ids_of_recipients_are_looked_at(tmp_path: Path) -> None:
    rows = "".join(
        f"{at},2023-01-01,5,,{name},{id_},,,,,\n"
        for at, (name, id_) in enumerate(
            (("A", "SC012345"), ("B", "GB-SC-SC000001"), ("b.", "GB-SC-SC000001"), ("C", "360G-x-ORG:c"), ("D", "77"))
        )
    )
    assert [str(problem) for problem in report_of(tmp_path, rows).problems] == [
        "data/grants.csv:2: hint: recipient-id: “SC012345” does not say of which register it is (rows 2, 6): 360Giving wants the code of the "
        "register before the number, as org-id.guide has it, such as GB-SC-SC012345 [impact.value]",
        "data/grants.csv:4: hint: recipient-id: “GB-SC-SC000001” is that of “B” in row 3, and here of “b.”: write the name in the same way, "
        "or correct an id [impact.value]",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("US-EIN-12-3456789", "US-EIN-1234567", "an EIN has nine digits"),
        ("US-EIN-123456789", "US-EIN-1234567890", "an EIN has nine digits"),
        ("GB-CHC-202918", "GB-CHC-20291", "England and Wales have numbers of six or seven digits"),
        ("GB-SC-SC012345", "GB-SC-012345", "charities in Scotland have SC and six digits"),
        ("GB-COH-SC123456", "GB-COH-1234567", "eight digits or capitals, with the noughts they begin with"),
        ("GB-NIC-NIC100012", "GB-NIC-10001", "charities in Northern Ireland"),
    ],
)
def test_numbers_of_known_registers_have_the_right_length(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    rows = f"1,2023-01-01,5,,A,{right},,,,,\n2,2023-01-01,5,,B,{wrong},,,,,\n3,2023-01-01,5,,C,{wrong}9,,,,,\n"
    (hint, *_) = report_of(tmp_path, rows).problems
    assert str(hint).startswith(f"data/grants.csv:3: hint: recipient-id: “{wrong}” is no number of its register (row")
    assert said in hint.message
    (problem,) = report_of(tmp_path / "own", "", **{"report.yaml": REPORT.replace("US-EIN-043594598", wrong)}).problems
    assert str(problem).startswith(f"data/report.yaml:3: org-id: “{wrong}” is no number of its register: ")
    assert not report_of(tmp_path / "right", "", **{"report.yaml": REPORT.replace("US-EIN-043594598", right)}).problems


def test_a_stray_grant_is_not_last_year(tmp_path: Path) -> None:
    alone = report_of(tmp_path / "alone")
    total = alone.figure("grants.total")
    assert total is not None
    assert alone.previous(total) is None
    assert alone.series("grants.total") == (total,)
    assert not alone.is_own(Address("grants.total", "2022"))
    assert all(figure.address.period == "2023" for figure in alone.figures())

    before = REPORT.replace('reporting-period: "2023"', 'reporting-period: "2022"')
    last = export(
        write(tmp_path / "last", {"report.yaml": before, "grants.csv": HEAD + "22-1,2022-06-30,9000,USD,Acme Labs,,,US,Travel,,\n"})
    )
    now = report_of(tmp_path / "now", **{"report.yaml": REPORT + "previous: data/last.json\n", "last.json": last["report.json"]})
    for address in ("grants.total@previous", "grants.total@2022"):
        figure = now.figure(address)
        assert figure is not None
        assert figure.value == 9000
    assert [figure.value for figure in now.series("grants.total")] == [9000, Decimal("5700.50")]
    assert published_otherwise(now, Formats("en")) == ["2022: an earlier report said $9,000."]
    assert published_otherwise(alone, Formats("en")) == []
    restated = [str(problem) for problem in now.problems if "9,000" in problem.message or problem.code == "restated"]
    assert len(restated) == 1
    assert restated[0].startswith(
        "data/grants.csv:5: hint: the grants of 2022 in this file come to 300, and in the report on 2022 to 9,000"
    )


FISCAL = ('"2021-22": {start: 2021-07-01, end: 2022-06-30}', '"2022-23": {start: 2022-07-01, end: 2023-06-30}')


@pytest.mark.parametrize(
    "periods", [('"2023": ', '"2022": ', *FISCAL), (*FISCAL, '"2023": ', '"2022": '), (FISCAL[1], '"2022": ', FISCAL[0])]
)
def test_grants_by_year_are_those_of_years_like_the_reporting_period(tmp_path: Path, periods: tuple[str, ...]) -> None:
    """Whatever other years are declared, in whatever order."""
    profile = REPORT.partition("reporting-period")[0] + f"reporting-period: 2022-23\nperiods: {{{', '.join(periods)}}}\n"
    days = {"2022-07-01": 100, "2023-06-30": 50, "2023-06-01": 70, "2022-06-30": 30, "2022-02-01": 10}
    rows = "".join(f"{at},{day},{amount},,A{at},,no,,,,\n" for at, (day, amount) in enumerate(days.items()))
    roll = report_of(tmp_path, rows, **{"report.yaml": profile}).grants
    assert roll is not None
    assert {group.key: str(group.tally.sums["USD"]) for group in roll.grouped(roll.grants, "year")} == {"2021-22": "40", "2022-23": "220"}


def test_the_key_of_a_sum_is_taken(tmp_path: Path) -> None:
    stats = "grants.total: {label: Grants, unit: USD, value: 5, source: x}\n"
    (problem,) = said(report_of(tmp_path, **{"stats.yaml": stats}))
    assert problem.startswith("data/stats.yaml:1 duplicate: the address grants.total is that of a sum of grants.csv")


# ---- individuals ----

PRIVATE = """\
nyokabi-1,2023-04-01,700,,Nyokabi Wanjiru,X-4711,yes,KE,Travel,Travel of Nyokabi,Given to Wanjiru for a talk
p-2,Wanjiru,Wanjiru,Wanjiru,Nyokabi Wanjiru,X-4711,yes,Wanjiru,Wanjiru,,
p-3,2023-04-01,5,,Wanjiru Nyokabi,,,KE,Nyokabi Wanjiru Fund,,
p-4,2023-04-01,6,,Acme Labs,,no,KE,Travel,A visit,With NYOKABI  WANJIRU as a guest
p-5,2023-04-01,7,,Nyokabi Wanjiru,X-4711,perhaps,KE,Travel,Talk,
p-1,2023-04-01,8,,Zoë Ågård,,yes,KE,Travel,For Zoe Agard,
p-1,2023-04-01,8,,Zoë Ågård,,yes,KE,Travel,x,
王小明,2023-04-01,8,,王小明,,yes,TW,Travel,王小明的旅行,
"""
NAMES = ("nyokabi", "wanjiru", "x-4711", "zoe", "zoë", "agard", "ågård", "王小明")


def test_nothing_names_an_individual(tmp_path: Path) -> None:
    files = {"tieouts.yaml": "- {that: count(grants.csv where recipient is a) = 1}\n- {that: total(./grants.csv of recipient) = 1}\n"}
    report = report_of(tmp_path, PRIVATE, **files)
    assert report.grants is not None
    assert len(report.grants.grants) == 5
    tables = "".join(map(str, to_tables(report, Formats("en"))))
    everything = "\n".join(
        [*said(report), repr(report.grants), tables, to_package(report), *(str(figure) for figure in report.figures())]
    ).casefold()
    assert [name for name in NAMES if name in everything] == []
    assert "acme labs" in everything
    assert sum("the name of an individual is in it" in each for each in said(report)) == 9


# ---- the package ----


def validator() -> jsonschema.Draft202012Validator:
    """The schema of a package, with formats asserted: of a day alone both branches would be true if they were not."""
    grant, package = (
        json.loads((SCHEMAS / name).read_text(encoding="utf-8")) for name in ("360-giving-schema.json", "360-giving-package-schema.json")
    )
    inside = package["properties"]["grants"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resources(
        [(inside, DRAFT202012.create_resource(grant)), (grant["$id"], DRAFT202012.create_resource(grant))]
    )
    formats = jsonschema.FormatChecker()
    formats.checks("date-time")(lambda text: bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", str(text))))
    formats.checks("uri")(lambda text: bool(re.fullmatch(r"[a-z][a-z+.-]*:[^\s<>]+", str(text))))
    return jsonschema.Draft202012Validator(package, registry=registry, format_checker=formats)


def test_the_package_is_valid(tmp_path: Path) -> None:
    report = report_of(
        tmp_path, ROWS + "23-9,2023-01-01,0.10,XCG,Isla,,,XK,,,\n23-8,2023-01-01,0.1,,Isla,,,XK,,,\n23-7,2023-01-01,,,Isla,,,,,,\n"
    )
    text = to_package(report)
    package = json.loads(text)
    check = validator()
    assert list(check.iter_errors(package)) == []
    grants = {grant["id"]: grant for grant in package["grants"]}
    assert list(grants) == [f"US-EIN-043594598-{name}" for name in ("23-1", "23-2", "23-3", "22-1", "23-8")]
    assert '"amountAwarded": 700.5,' in text
    assert grants["US-EIN-043594598-23-2"]["recipientIndividual"] == {"id": "US-EIN-043594598-IND:23-2", "name": "Individual"}
    assert grants["US-EIN-043594598-23-1"]["recipientOrganization"] == [{"id": "GB-CHC-1000001", "name": "PyCon Kenya"}]
    assert list(check.iter_errors(json.loads((SCHEMAS / "example-minimal.json").read_text(encoding="utf-8")))) == []
    for name, wrong in {"awardDate": "14 March", "currency": "XCG", "amountAwarded": "5000"}.items():
        assert list(check.iter_errors({"grants": [package["grants"][0] | {name: wrong}]})), name


def test_a_funder_without_an_identifier_has_no_package(tmp_path: Path) -> None:
    report = report_of(tmp_path, **{"report.yaml": REPORT.replace("org-id: US-EIN-043594598\n", "")})
    (problem,) = said(report)
    assert problem.startswith("data/report.yaml:1 missing: there are grants, and nothing says what registers know the organisation by")
    assert not to_package(report)
    wrong = report_of(tmp_path / "wrong", **{"report.yaml": REPORT.replace("US-EIN-043594598", "04 3594598")})
    assert "is no identifier of an organisation" in said(wrong)[1]


def test_fifty_thousand_grants_are_read(tmp_path: Path) -> None:
    rows = "".join(
        f"g{number},2023-{number % 12 + 1:02}-01,{number}.01,,Library {number},,,KE,P{number % 9},Title,\n" for number in range(50_000)
    )
    report = report_of(tmp_path, rows)
    assert said(report) == []
    total = report.figure("grants.total")
    assert total is not None
    assert total.value == Decimal(sum(range(50_000))) + Decimal("500.00")


def test_spellings_of_one_recipient_are_told(tmp_path: Path) -> None:
    """Not where ids tell two apart, and not where the names differ in more than their form."""
    names = (
        ("Acme Labs", ""),
        ("ACME  labs, Inc.", ""),
        ("The Acmé Labs Ltd", "US-EIN-000000001"),
        ("Acme", ""),
        ("Bücher e.V.", "DE-CR-1"),
        ("Bucher", "DE-CR-2"),
        ("Ink & Paper", ""),
        ("Ink and Paper", ""),
    )
    rows = "".join(f'{at},2023-01-01,5,,"{name}",{id_},,,,,\n' for at, (name, id_) in enumerate(names))
    assert [str(problem) for problem in report_of(tmp_path, rows).problems] == [
        "data/grants.csv:3: hint: recipient: “ACME labs, Inc.” is written “Acme Labs” in row 2, and counts as another recipient: "
        "write the name in the same way, or give each its recipient-id (so in rows 3, 4, 9) [impact.value]"
    ]
