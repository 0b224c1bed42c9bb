"""Real returns: what is read of each, that it adds up, and that one changed amount is found."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.filings.lines import FORMS
from sphinx_impact.model.filings.sums import added_up, differences
from tests.model.filings.filing import RETURNS, SAMPLES, filing, load, said
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

READ = {
    "990-2014": (240, 100, {"total-revenue": 2_726_672_619, "functional.program": 2_587_035_899, "with-restrictions": 1_544_134_115}),
    "990-2021": (276, 96, {"total-revenue": 327_310, "salaries": 234_921, "net-assets": 23_200}),
    "990-2022": (124, 73, {"total-revenue": 758_368, "net-assets": -1_828_665, "audited.expenses": 914_692}),
    "990-EZ": (20, 10, {"total-revenue": 2_470, "net-income": -2_266, "total-assets": 9_874}),
    "990-PF": (38, 20, {"total-revenue": 682_297_426, "grants": 662_647_955, "net-assets": 62_735_923}),
    "register": (12, 4, {"uk.total-revenue": 157_262_030, "uk.functional.program": 11_678_412}),
}
"""How many amounts each has that are read, how many of its sums can be added up, and some of its figures."""


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_read_and_adds_up(tmp_path: Path, name: str) -> None:
    report = load(tmp_path, SAMPLES[name])
    amounts, sums, figures = READ[name]
    found = filing(report)
    assert (len(found.amounts), added_up(found), differences(found)) == (amounts, sums, [])
    for key, value in figures.items():
        figure = report.figure(f"filed.{key}@2023")
        assert figure is not None
        assert figure.value == value
        assert (figure.unit, figure.money) == (SAMPLES[name].currency, True)
        assert figure.source is not None
        assert figure.source.place.startswith(found.form.name)
    assert all(problem.hint for problem in report.problems)


def test_places_are_those_of_the_year(tmp_path: Path) -> None:
    """Lines of the balance sheet were numbered anew in 2019."""
    old, new = (load(tmp_path / name, SAMPLES[name]) for name in ("990-2014", "990-2021"))
    assert filing(old).place(["X.32.B"]) == "Form 990, part X, line 33, column B"
    assert filing(new).place(["X.32.B"]) == "Form 990, part X, line 32, column B"
    assert (
        filing(old).place(["X.28.B", "X.28_2018.B", "X.29_2018.B"]) == "Form 990, part X, line 28, column B and part X, line 29, column B"
    )


def test_the_year_before_is_taken_from_a_return_that_has_it(tmp_path: Path) -> None:
    profile = """\
        organisation: American National Red Cross & Its Constituent Chapters and Branches
        currency: USD
        reporting-period: "2015"
        periods: {"2015": {start: 2014-07-01, end: 2015-06-30}, "2014": {start: 2013-07-01, end: 2014-06-30}}
        filings: {2015: filings/990-2014v6.0.xml}
        """
    report = load(tmp_path, SAMPLES["990-2014"], files={"report.yaml": profile})
    figure = report.figure("filed.total-revenue@2014")
    assert figure is not None
    assert figure.source is not None
    assert figure.value == 2_974_133_836
    assert figure.source.place == "Form 990, part I, line 12, prior year"
    assert report.figure("filed.functional.program@2014") is None
    typed = 'form: "990"\nsource: extract\namounts: {total-revenue: "2,974,133,835"}\n'
    more = {"report.yaml": profile.replace("xml}", 'xml, "2014": filings/2014.yaml}'), "filings/2014.yaml": typed}
    report = load(tmp_path, SAMPLES["990-2014"], files=more)
    (problem,) = report.problems
    row = 1 + (RETURNS / "990-2014v6.0.xml").read_bytes().partition(b"<PYTotalRevenueAmt>")[0].count(b"\n")
    assert str(problem.origin) == f"data/filings/990-2014v6.0.xml:{row}"
    assert problem.hint
    assert (
        "for the year before, 2014, it says otherwise than was filed then: Total revenue 2,974,133,836, filed as 2974133835"
        in problem.message
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_every_changed_amount_is_found(tmp_path: Path, name: str) -> None:
    found = filing(load(tmp_path, SAMPLES[name]))
    for line, amount in found.amounts.items():
        changed = {**found.amounts, line: dataclasses.replace(amount, value=amount.value + 1)}
        assert differences(dataclasses.replace(found, amounts=changed)), line


def test_several_sums_that_one_amount_breaks_are_said_once(tmp_path: Path) -> None:
    text = (RETURNS / "990-2014v6.0.xml").read_bytes()
    assert text.count(b"<CYTotalRevenueAmt>2726672619<") == 1
    report = load(tmp_path, SAMPLES["990-2014"], text.replace(b"<CYTotalRevenueAmt>2726672619<", b"<CYTotalRevenueAmt>2726672691<"))
    (problem,) = report.problems
    row = text[: text.index(b"<CYTotalRevenueAmt>")].count(b"\n") + 1
    assert str(problem) == says(f"filings/990-2014v6.0.xml:{row} filing: part I, line 12 is 2,726,672,691 … 4 sums … 2,726,672,619")
    assert not problem.hint


def test_what_schedule_i_lists_is_held_against_its_total_and_may_be_less(tmp_path: Path) -> None:
    text, sample = (RETURNS / "990-2014v6.0.xml").read_bytes(), SAMPLES["990-2014"]
    listed, paid = b"<CashGrantAmt>114762599<", b"<TotalAmt>114762599<"
    assert text.count(listed) == text.count(paid) == 1
    row = text[: text.index(paid)].count(b"\n") + 1
    less = load(tmp_path / "less", sample, text.replace(listed, b"<CashGrantAmt>114762499<"))
    expected = f"filings/{sample.file}:{row} filing: hint: Form 990, part IX, line 2, column A … schedule I, part III … 114,762,499 … of 100 … need not be listed"
    assert said(less) == [says(expected)]
    other = load(tmp_path / "other", sample, text.replace(paid, b"<TotalAmt>114762598<"))
    assert said(other) == [says(f"filings/{sample.file}:{row} filing: line 2, column A … 4 sums … with 114,762,599 alone")]
    both = said(load(tmp_path / "both", sample, text.replace(listed, b"<CashGrantAmt>114762499<").replace(paid, b"<TotalAmt>114762598<")))
    assert both == [
        says(f"filings/{sample.file}:{row} filing: line 2, column A … 3 sums … with 114,762,599 alone"),
        says(f"filings/{sample.file}:{row} filing: hint: Form 990, part IX, line 2, column A … comes to 114,762,499"),
    ]
    foundation = SAMPLES["990-PF"]
    text = (RETURNS / foundation.file).read_bytes().replace(b"<Amt>662647955<", b"<Amt>662647959<")
    (problem,) = load(tmp_path / "foundation", foundation, text).problems
    assert "the total of line 3a is 662,647,955, and supplementary information, the list of line 3a comes to 662,647,959" in problem.message
    assert not problem.hint


def test_a_sum_that_was_filed_wrong_is_accepted(tmp_path: Path) -> None:
    text = (RETURNS / "990EZ-2022v5.0.xml").read_bytes().replace(b"<TotalExpensesAmt>4736<", b"<TotalExpensesAmt>4737<")
    text = text.replace(b"<ExcessOrDeficitForYearAmt>-2266<", b"<ExcessOrDeficitForYearAmt>-2267<")
    text = text.replace(b"<OtherChangesInNetAssetsAmt>", b"<!-- none --><OtherChangesInNetAssetsAmt>")
    sample = SAMPLES["990-EZ"]
    first, second = said(load(tmp_path, sample, text))
    assert first == says(
        "filings/990EZ-2022v5.0.xml:89 filing: line 17 is 4,737 … 4,736 … a difference of 1 … at: filed.total-expenses@2023"
    )
    assert second == says("filings/990EZ-2022v5.0.xml:92 filing: line 21 is 9,874 … 9,873")
    waivers = """\
        - {check: filing, at: filed.total-expenses@2023, difference: 1, reason: so it was filed}
        - {check: filing, at: filed.net-assets@2023, difference: 1, reason: so it was filed}
        """
    assert said(load(tmp_path, sample, text, {"waivers.yaml": waivers})) == []
    stale = said(load(tmp_path, sample, files={"waivers.yaml": waivers}))
    assert stale == [says(f"waivers.yaml:{row} waiver: nothing differs there") for row in (1, 2)]


def test_prefixes_marks_and_encodings_make_no_difference(tmp_path: Path) -> None:
    sample = SAMPLES["990-EZ"]
    plain = (RETURNS / sample.file).read_text("utf-8-sig")
    figures = {figure.address: figure.value for figure in load(tmp_path / "plain", sample).figures()}
    prefixed = plain.replace("</", "</f:").replace("<", "<f:").replace("<f:/f:", "</f:").replace("<f:?", "<?").replace("<f:!", "<!")
    prefixed = prefixed.replace('xmlns="http://www.irs.gov/efile"', 'xmlns:f="http://www.irs.gov/efile"')
    assert "<f:Return " in prefixed
    utf16 = plain.replace('encoding="utf-8"', 'encoding="utf-16"', 1).replace('encoding="UTF-8"', 'encoding="utf-16"', 1)
    for number, content in enumerate((plain.encode(), b"\xef\xbb\xbf" + plain.encode(), prefixed.encode(), utf16.encode("utf-16"))):
        report = load(tmp_path / str(number), sample, content)
        assert said(report) == []
        assert {figure.address: figure.value for figure in report.figures()} == figures


def test_amounts_are_whole_and_exact(tmp_path: Path) -> None:
    assert all(amount.value == int(amount.value) for amount in filing(load(tmp_path, SAMPLES["register"])).amounts.values())
    assert str(filing(load(tmp_path, SAMPLES["register"])).amounts["inc_total"].value) == "157262030"
    assert filing(load(tmp_path / "b", SAMPLES["990-2014"])).amounts["IX.24a_24d.A"].value == Decimal(530_808_663)


def test_the_table_of_lines_fits_together() -> None:
    for form in FORMS.values():
        for each in form.sums:
            assert {each.total, *(line for _, line in each.terms), *each.needs} <= form.lines.keys(), each
        for key in form.keys:
            assert {*key.lines, *key.before} <= form.lines.keys(), key
        for bridge in form.bridges:
            assert {step.line for step in bridge.steps} <= form.lines.keys()
            assert any(key.name == bridge.end for key in form.keys)
        assert len(form.paths) == len(form.lines)


def test_the_manual_has_every_amount() -> None:
    text = (ROOT / "docs" / "filings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `filed\.([\w.-]+)` \| (.*) \|$", text, re.MULTILINE)
    table = {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in rows}
    for form, names in zip(FORMS.values(), zip(*(cells for cells in table.values()), strict=True), strict=True):
        assert {name for name, cell in zip(table, names, strict=True) if cell} == {key.name for key in form.keys}
        for key in form.keys:
            written = table[key.name][[*FORMS.values()].index(form)].strip("`").replace("schedule I", "SI").replace(" ", ".")
            assert written == (key.lines[0] if form.name else "yes")
