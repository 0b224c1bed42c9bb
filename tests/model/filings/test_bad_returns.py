"""Returns that cannot be read, or are of somebody or some time else: one message each, where it is, and nothing of them published."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.filings.bridge import sections
from sphinx_impact.model.limits import FILING_BYTES
from sphinx_impact.model.load import load_report
from tests.model.filings.filing import RETURNS, SAMPLES, filing, load, profile_of, said
from tests.model.loading.filing import write
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EZ = SAMPLES["990-EZ"]
WHOLE = (RETURNS / EZ.file).read_bytes()
BOMB = b"""\
<?xml version="1.0"?>
<!DOCTYPE Return [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Return><ReturnHeader>&b;</ReturnHeader></Return>
"""


def changed(old: bytes, new: bytes) -> bytes:
    """The return with one change."""
    assert WHOLE.count(old) == 1
    return WHOLE.replace(old, new)


BAD = {
    "empty": (b"", "1 filing: the file is empty … take the file as the IRS gives it, or type its totals"),
    "zip": (b"PK\x03\x04\x14\0\x08\0", "1 filing: this is a ZIP file … unpack it"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "1 filing: this is a PDF … type its totals"),
    "utf-16": (WHOLE.decode().encode("utf-16"), "1 filing: this is UTF-16 text: save it with the encoding UTF-8"),
    "web page": (b"<!-- saved -->\n<!DOCTYPE html>\n<html><p>990", "1 filing: this is a web page, as a browser saves it … download that"),
    "cut": (WHOLE[:5000], f"{1 + WHOLE[:5000].count(b'%c' % 10)} filing: no well-formed XML"),
    "crossed": (changed(b"</TaxPeriodEndDt>", b"</TaxPeriod>"), "5 filing: no well-formed XML (mismatched tag)"),
    "no return": (b"<form><body/></form>", "1 filing: its first element is “form”"),
    "deep": (b"<Return>" + b"<a>" * 100, "1 filing: nested too deep"),
    "entities": (BOMB, "2 filing: document type or entities"),
    "outside": (b'<!DOCTYPE Return SYSTEM "http://127.0.0.1/x.dtd"><Return/>', "1 filing: document type or entities"),
    "encoding": (b'<?xml version="1.0" encoding="x-none"?><Return/>', "1 filing: encoding"),
    "other kind": (changed(b"<ReturnTypeCd>990EZ<", b"<ReturnTypeCd>990T<"), "1 filing: “990T” is no kind … 990, 990EZ and 990PF"),
    "no kind": (changed(b"<ReturnTypeCd>990EZ</ReturnTypeCd>", b""), "1 filing: no ReturnTypeCd"),
    "old": (changed(b'returnVersion="2022v5.0"', b'returnVersion="2012v2.1"'), "1 filing: “2012v2.1” … type its totals"),
    "no version": (changed(b'returnVersion="2022v5.0"', b""), "1 filing: says no year"),
    "no period": (changed(b"<TaxPeriodEndDt>2023-05-31<", b"<TaxPeriodEndDt>2023-13-31<"), "1 filing: does not say its period"),
    "other form": (changed(b"<ReturnTypeCd>990EZ<", b"<ReturnTypeCd>990<"), "1 filing: nothing … no amount that is known of “Form 990”"),
    "word": (changed(b"<TotalRevenueAmt>2470<", b"<TotalRevenueAmt>about 2,470<"), "86 number: part I, line 9: the amount is no number"),
    "blank": (changed(b"<TotalRevenueAmt>2470</TotalRevenueAmt>", b"<TotalRevenueAmt/>"), "86 number: part I, line 9: the amount is empty"),
    "gone": (changed(b"<TotalRevenueAmt>2470</TotalRevenueAmt>", b""), "90 filing: and nothing, less part I, line 17, comes to -4,736"),
    "long": (changed(b"<TotalRevenueAmt>2470<", b"<TotalRevenueAmt>" + b"9" * 5000 + b"<"), "86 number: the amount is no number"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_return_is_one_problem_at_its_row(tmp_path: Path, name: str) -> None:
    content, expected = BAD[name]
    report = load(tmp_path, EZ, content)
    assert said(report) == [says(f"filings/{EZ.file}:{expected}")]
    assert not report.problems[0].hint
    assert report.figure("filed.total-revenue") is None


def test_one_too_large_is_not_even_read(tmp_path: Path) -> None:
    root = write(tmp_path, {"report.yaml": profile_of(EZ), f"filings/{EZ.file}": b""})
    with (root / "data/filings" / EZ.file).open("r+b") as file:
        file.truncate(100 * 2**20)  # sparse: no disk is filled
    assert FILING_BYTES < 100 * 2**20
    assert said(load_report(root)) == [says(f"filings/{EZ.file}:1 file: 100 MB … 64 MB is the most")]


def test_one_that_is_not_there(tmp_path: Path) -> None:
    root = write(tmp_path, {"report.yaml": profile_of(EZ)})
    assert said(load_report(root)) == [says(f"filings/{EZ.file}:1 file: does not exist")]


def test_negative_amounts_that_may_be_wrong_are_a_hint(tmp_path: Path) -> None:
    report = load(tmp_path, SAMPLES["990-PF"], (RETURNS / "990PF-2015v2.1.xml").read_bytes().replace(b">-6031700<", b">-6031700<"))
    assert said(report) == []  # a loss is none
    text = WHOLE.replace(b">2470<", b">-2470<").replace(b">-2266<", b">-7206<").replace(b">9874<", b">4934<")
    problems = load(tmp_path / "b", EZ, text).problems
    assert [str(problem) for problem in problems if problem.hint] == [
        says(f"filings/{EZ.file}:75 number: received is -2,470 … hardly ever")
    ]


def test_the_return_of_another_year_is_refused(tmp_path: Path) -> None:
    profile = profile_of(EZ).replace("2022-06-01, end: 2023-05-31", "2023-01-01, end: 2023-12-31")
    report = load(tmp_path, EZ, files={"report.yaml": profile})
    assert said(report) == [
        says("report.yaml:7 filing: declared under 2023, which is 2023-01-01 to 2023-12-31 … of 2022-06-01 to 2023-05-31")
    ]
    assert report.figure("filed.total-revenue") is None
    other = profile.replace("filings:", "  fiscal: {start: 2022-06-01, end: 2023-05-31}\nfilings:")
    assert said(load(tmp_path, EZ, files={"report.yaml": other})) == [says("report.yaml:8 filing: declare it under fiscal")]
    day = profile_of(EZ).replace('filings:\n  "2023"', "  day: {date: 2023-05-31}\nfilings:\n  day")
    assert said(load(tmp_path, EZ, files={"report.yaml": day})) == [says("report.yaml:8 filing: which is 2023-05-31 alone")]
    weeks = profile_of(EZ).replace("2022-06-01, end: 2023-05-31", "2022-05-29, end: 2023-06-03")
    assert said(load(tmp_path, EZ, files={"report.yaml": weeks})) == []  # a year of whole weeks


def test_the_return_of_another_organisation_is_refused(tmp_path: Path) -> None:
    own = profile_of(EZ, 'registration: "85-1348032"\n').replace("Mind Body Soul Children's Society", "The Mindful")
    assert said(load(tmp_path, EZ, files={"report.yaml": own})) == []
    short = load(tmp_path, EZ, changed(b"<EIN>851348032<", b"<EIN>85134803<"), {"report.yaml": own.replace("1348032", "134803")})
    assert said(short) == [
        says(f"filings/{EZ.file}:1 value: “85134803” is no EIN … see whether the file is the return"),
        says("report.yaml:8 value: registration: “85-134803” is no EIN, which has nine digits, as in 12-3456789"),
    ]
    other = own.replace("85-1348032", "85-1348033")
    report = load(tmp_path, EZ, files={"report.yaml": other})
    assert said(report) == [says(f"filings/{EZ.file}:1 filing: another organisation: it has the number 851348032 … 85-1348033")]
    assert not report.problems[0].hint
    assert report.figure("filed.total-revenue") is None
    unknown = load(tmp_path, EZ, files={"report.yaml": own.replace('registration: "85-1348032"\n', "")})
    assert said(unknown) == [says(f'filings/{EZ.file}:1 filing: “MIND BODY SOUL … The Mindful … nothing … registration: "851348032"')]
    assert not unknown.problems[0].hint
    assert unknown.figure("filed.total-revenue") is None
    by_id = load(tmp_path, EZ, files={"report.yaml": profile_of(EZ, 'org-id: "US-EIN-851348033"\n')})
    assert said(by_id) == [says(f"filings/{EZ.file}:1 filing: another organisation: it has the number 851348032 … US-EIN-851348033")]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("The Mind, Body & Soul Childrens Society Ltd.", False),
        ("The Mind Body Soul Children's Society, Inc.", True),
        ("Mind Body Soil Children's Society", False),
        ("Society", False),
        ("Mind Body Soul Children's Society of Texas", False),
    ],
)
def test_a_name_with_another_word_is_that_of_another_organisation(tmp_path: Path, name: str, ours: bool) -> None:
    own = profile_of(EZ).replace(EZ.organisation, name)
    report = load(tmp_path, EZ, files={"report.yaml": own})
    assert (report.figure("filed.total-revenue") is not None) is ours
    assert len(report.problems) == (0 if ours else 1)


def test_of_two_returns_of_a_year_the_amended_one_counts(tmp_path: Path) -> None:
    amended = changed(b"<GrossReceiptsAmt>2470</GrossReceiptsAmt>", b"<AmendedReturnInd>X</AmendedReturnInd>")
    amended = (
        amended.replace(b">1736<", b">1737<").replace(b">4736<", b">4737<").replace(b">-2266<", b">-2267<").replace(b">9874<", b">9873<")
    )
    both = profile_of(EZ).replace(f"filings/{EZ.file}", f"[filings/{EZ.file}, filings/second.xml]")
    report = load(tmp_path, EZ, files={"report.yaml": both, "filings/second.xml": amended})
    assert said(report) == [
        says(f"filings/second.xml:1 filing: in place of data/filings/{EZ.file}; it changes … Total expenses 4,736 before, 4,737 now")
    ]
    assert report.problems[0].hint
    figure = report.figure("filed.total-expenses")
    assert figure is not None
    assert figure.value == 4737
    twice = load(tmp_path, EZ, files={"report.yaml": both, "filings/second.xml": WHOLE})
    assert said(twice) == [says("filings/second.xml:1 duplicate: two returns of 2023 … delete the other")]


def test_what_report_yaml_may_say(tmp_path: Path) -> None:
    wrong = profile_of(EZ).replace('filings:\n  "2023"', 'filings:\n  "2024"')
    report = load(tmp_path, EZ, files={"report.yaml": wrong, "filings/forgotten.xml": WHOLE})
    assert said(report) == [
        says("filings/forgotten.xml:1 file: nothing reads … declare it under filings"),
        says("report.yaml:7 period: filings: the period “2024” is not declared"),
    ]
    away = profile_of(EZ).replace(f"filings/{EZ.file}", "../../return.xml")
    assert says("../return.xml:1 path: leads out of the source directory") in said(load(tmp_path / "b", EZ, files={"report.yaml": away}))
    kind = profile_of(EZ).replace(f"filings/{EZ.file}", "filings/return.pdf")
    assert says("report.yaml:7 filing: “filings/return.pdf” is no filing") in said(load(tmp_path / "c", EZ, files={"report.yaml": kind}))
    taken = 'filed.total-revenue: {label: revenue, unit: USD, source: extract, value: "2,471"}\n'
    report = load(tmp_path / "d", EZ, files={"stats.yaml": taken})
    assert said(report) == [says("stats.yaml:1 duplicate: filed.total-revenue … which was filed")]


TYPED = """\
form: 990-ez
source: the paper copy
amounts:
  total-revenue: "2,470"
  total-expenses: "4,736"
  net-income: (2,266)
"""
ELSEWHERE = """\
form: annual-return
source: OSCR annual return 2025
amounts: {total-revenue: "1,021,400", total-assets: 900, total-liabilities: 300, net-assets: 600}
"""
BAD_TYPED = {
    "form": (TYPED.replace("990-ez", "1040"), ["1 value: form: “1040” is none of"]),
    "no source": (TYPED.replace("source: the paper copy\n", ""), ["1 missing: has no source"]),
    "name": (TYPED.replace("total-revenue", "total-revenues"), ["4 key: Form 990-EZ has no amount … did you mean “total-revenue”?"]),
    "number": (TYPED.replace("2,470", "24,70"), ["4 number: 24,70"]),
    "nothing": (TYPED.partition("amounts")[0], ["1 missing: has no amounts"]),
    "currency": (TYPED.replace("2,470", "£2,470"), ["4 number: “£2,470” is in GBP, and Form 990-EZ in USD: see what was filed"]),
    "number of who filed": (
        TYPED.replace("amounts:", "registration: 85-134803\namounts:"),
        ["3 value: “85-134803” is no EIN, which has nine"],
    ),
    "start": (
        TYPED.replace("amounts:", "start: 2021-06-01\namounts:"),
        ["report.yaml:7 filing: of a period from 2021-06-01: declare the file"],
    ),
    "end": (TYPED.replace("amounts:", "end: 2022-05-31\namounts:"), ["report.yaml:7 filing: of a period to 2022-05-31: declare the file"]),
    "sum": (TYPED.replace("2,470", "2,407"), ["6 filing: line 18 is -2,266 … come to -2,329"]),
}


@pytest.mark.parametrize("name", BAD_TYPED)
def test_typed_totals_are_checked_like_all_data(tmp_path: Path, name: str) -> None:
    profile = profile_of(EZ).replace(EZ.file, "2023.yaml")
    good = load_report(write(tmp_path / "good", {"report.yaml": profile, "filings/2023.yaml": TYPED}))
    assert said(good) == []
    figure = good.figure("filed.total-expenses")
    assert figure is not None
    assert figure.source is not None
    assert figure.value == 4736
    assert figure.source.place == "Form 990-EZ, part I, line 17 (the paper copy)"
    content, expected = BAD_TYPED[name]
    report = load_report(write(tmp_path, {"report.yaml": profile, "filings/2023.yaml": content}))
    assert said(report) == [says(each if each.startswith("report") else f"filings/2023.yaml:{each}") for each in expected]


def test_a_return_to_any_authority_prints_only_what_its_author_wrote(tmp_path: Path) -> None:
    profile = profile_of(SAMPLES["register"]).replace(SAMPLES["register"].file, "oscr.yaml")
    own = {"statements/activities.csv": 'section,line,kind,2023\n,Total income,item,"1,021,300.5"\n'}
    own["statements/activities.yaml"] = "title: Activities\nsource: accounts\nscale: units\n"
    report = load_report(write(tmp_path, {"report.yaml": profile, "filings/oscr.yaml": ELSEWHERE, **own}))
    assert said(report) == [
        says(
            "filings/oscr.yaml:3 filing: is 1,021,400 (OSCR annual return 2025), and … is 1,021,300.50 at … a difference of 99.50. Returns"
        )
    ]
    figure = report.figure("filed.return.total-revenue")
    assert figure is not None
    assert figure.source is not None
    assert (figure.unit, figure.source.place) == ("GBP", "OSCR annual return 2025")
    (section,) = sections(report, [("2023", filing(report))], ())
    assert [row.place for row in section.rows] == ["", "", ""]
    wrong = load_report(write(tmp_path / "b", {"report.yaml": profile, "filings/oscr.yaml": ELSEWHERE.replace("600", "700")}))
    assert said(wrong) == [says("filings/oscr.yaml:3 filing: net-assets is 700, and total-assets, less total-liabilities, come to 600")]
    result = ELSEWHERE.replace("net-assets: 600", 'total-expenses: "1,000,000", net-income: 21_500').replace("_", "")
    less = load_report(write(tmp_path / "c", {"report.yaml": profile, "filings/oscr.yaml": result}))
    assert said(less) == [says("filings/oscr.yaml:3 filing: net-income is 21,500, and total-revenue, less total-expenses, come to 21,400")]
    kinds = ELSEWHERE.replace(
        "net-assets: 600", "total-expenses: 90, functional.program: 60, functional.management: 20, functional.fundraising: 9"
    )
    parts = load_report(write(tmp_path / "e", {"report.yaml": profile, "filings/oscr.yaml": kinds}))
    assert said(parts) == [says("filings/oscr.yaml:3 filing: hint: total-expenses is 90, and … come to 89 … there may be other kinds")]
    form = kinds.replace("annual-return", "990").replace("total-assets: 900, total-liabilities: 300, ", "")
    printed = load_report(write(tmp_path / "f", {"report.yaml": profile, "filings/oscr.yaml": form}))
    assert said(printed) == [
        says("filings/oscr.yaml:3 filing: Form 990, part I, line 18 is 90, and part IX, line 25, column B … come to 89")
    ]
    years = profile.replace("filings:", '  "2022":\nfilings:\n  "2022": filings/oscr.yaml')
    twice = load_report(write(tmp_path / "d", {"report.yaml": years, "filings/oscr.yaml": ELSEWHERE}))
    assert said(twice) == [says("report.yaml:9 filing: is declared under 2022 as well … write a file for each")]


def test_no_damage_to_a_file_is_unforeseen(tmp_path: Path) -> None:
    """Whatever becomes of a file, something is said of it, nothing is raised, and nobody in it is named."""
    choose = random.Random(15)  # noqa: S311 - the same in every run
    typed = (ROOT / "report/data/filings/2023-990.yaml").read_bytes()
    for number in range(60):
        sample = SAMPLES[choose.choice(["990-EZ", "990-PF", "register"])]
        name, content = choose.choice([(sample.file, (RETURNS / sample.file).read_bytes()), ("typed.yaml", typed)])
        data = bytearray(content)
        for _ in range(choose.choice([1, 3, 20])):
            at = choose.randrange(len(data))
            data[at : at + choose.randrange(150)] = data[choose.randrange(len(data)) :][: choose.randrange(150)]
        profile = profile_of(sample).replace(sample.file, name)
        report = load_report(write(tmp_path / str(number), {"report.yaml": profile, f"filings/{name}": bytes(data)}))
        assert [str(problem) for problem in report.problems if problem.code == "internal"] == []
        assert not [problem for problem in report.problems if "Zzyx" in problem.message or "70707" in problem.message]


BAD_ENTRIES = {
    "cut": ('{"filings": [', "1 filing: no JSON"),
    "none": ("[]", "1 filing: its list is empty: ask for it by the number of the charity"),
    "none filed": ('{"filings": []}', "1 filing: its list is empty"),
    "page": ("<html><p>Register", "1 file: this is a web page"),
    "nested": ("[" * 100_000, "1 filing: no JSON"),
    "other": ('{"filings": {"2023": 1}}', "1 filing: no entries of the register"),
    "no date": ('{"filings": [{"financial_period_end_date": null}]}', "1 filing: financial_period_end_date is no date"),
    "word": ('[{"financial_period_end_date": "2022-12-31",\n"inc_total": "many"}]', "2 number: inc_total is no number"),
    "infinite": ('[{"financial_period_end_date": "2022-12-31",\n"inc_total": Infinity}]', "1 filing: Infinity is no number"),
    "sum": (
        '[{"financial_period_end_date": "2022-12-31",\n"inc_total": 12.0,\n"inc_other": 11.0}]',
        "2 filing: inc_total is 12, and inc_other comes to 11",
    ),
    "income": (
        '[{"financial_period_end_date": "2022-12-31",\n"income": 1012400.0,\n"inc_total": 1021400.0}]',
        "2 filing: income is 1,012,400, and inc_total comes to 1,021,400 (a difference of -9,000)",
    ),
    "two": (
        '[{"financial_period_end_date": "2022-12-31", "inc_total": 12},\n{"financial_period_end_date": "2022-12-31", "inc_total": 13}]',
        "2 duplicate: several entries of the period to 2022-12-31; the first counts, in row 1",
    ),
    "nothing": ('[{"financial_period_end_date": "2022-12-31", "total": 1}]', "1 filing: nothing of this filing can be read"),
    "year": ('[{"financial_period_end_date": "2021-12-31"}, {"financial_period_end_date": "2020-12-31"}]', "none of its 2 entries"),
}


@pytest.mark.parametrize("name", BAD_ENTRIES)
def test_bad_entries_of_the_register_are_one_problem(tmp_path: Path, name: str) -> None:
    content, expected = BAD_ENTRIES[name]
    sample = SAMPLES["register"]
    place = f"filings/{sample.file}:" if expected[0].isdigit() else "report.yaml:7 filing: "
    found = said(load(tmp_path, sample, content.encode()))
    assert [problem for problem in found if "neither number nor name" not in problem] == [says(place + expected)]


@pytest.mark.parametrize(
    ("entry", "more", "expected"),
    [
        ("", "", "1 filing: hint: the file has neither number nor name of who filed, so that nothing could be compared with report.yaml"),
        (
            '"reg_charity_number": 1129409,',
            "",
            '1 filing: hint: the file has only the number 1129409 … write registration: "1129409" in report.yaml',
        ),
        ('"registered_charity_number": 1129409,', 'registration: "1129409"\n', ""),
        ('"registered_charity_number": 1129408,', 'registration: "1129409"\n', "1 filing: another organisation: it has the number 1129408"),
    ],
)
def test_entries_alone_are_compared_by_number_or_it_is_said(tmp_path: Path, entry: str, more: str, expected: str) -> None:
    sample = SAMPLES["register"]
    content = f'[{{{entry}"financial_period_end_date": "2022-12-31", "inc_total": 12.0}}]'
    report = load(tmp_path, sample, content.encode(), {"report.yaml": profile_of(sample, more)})
    assert said(report) == ([says(f"filings/{sample.file}:{expected}")] if expected else [])
    assert (report.figure("filed.uk.total-revenue@2023") is None) is ("another" in expected)
