"""The report against what was filed: hints where they differ, and the way from one to the other, which says what it cannot explain."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sphinx_impact.model.filings.bridge import sections
from sphinx_impact.model.load import load_report
from tests.model.filings.filing import SAMPLES, filing, load, said
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.filings.bridge import Section
    from sphinx_impact.model.report import Report

RED_CROSS = SAMPLES["990-2014"]
ACTIVITIES = """\
section,line,kind,formula,2023
Revenue,Contributions,item,,660035659
Revenue,Everything else,item,,1870433070
Revenue,Total revenue,total,,
Expenses,Programs,item,,2896841674
Expenses,Total expenses,total,,
,Change in net assets,result,total-revenue - total-expenses,
"""
STATEMENTS = {
    "statements/activities.csv": ACTIVITIES,
    "statements/activities.yaml": "title: Statement of activities\nsource: audited statements\nscale: units\n",
}


def walked(report: Report, *periods: str) -> dict[str, Section]:
    """The sections for the filings of periods, by their names."""
    found = sections(report, [(period, filing(report, period)) for period in periods or ("2023",)], report.tie_outs)
    return {section.name: section for section in found}


def rows(section: Section, period: str = "2023") -> list[tuple[str, str, int]]:
    """Kind, place and amount of each row."""
    return [(row.kind, row.place, int(row.amounts[period])) for row in section.rows if period in row.amounts]


def test_schedule_d_leads_from_the_audited_total_to_the_filed_one(tmp_path: Path) -> None:
    report = load(tmp_path, RED_CROSS, files=STATEMENTS)
    revenue = walked(report)["total-revenue"]
    assert str(revenue.title) == "Total revenue"
    assert rows(revenue) == [
        ("report", "", 2_530_468_729),
        ("step", "schedule D, part XI, line 2a", 55_005_271),
        ("step", "schedule D, part XI, line 2b", -6_919_119),
        ("step", "schedule D, part XI, line 2d", 152_036_925),
        ("subtotal", "schedule D, part XI, line 2e", 200_123_077),
        ("step", "schedule D, part XI, line 4b", -3_919_187),
        ("subtotal", "schedule D, part XI, line 4c", -3_919_187),
        ("unexplained", "", 0),
        ("filed", "Form 990, part I, line 12", 2_726_672_619),
    ]
    assert 2_530_468_729 + 200_123_077 - 3_919_187 == 2_726_672_619
    assert rows(walked(report)["net-assets-rolled"])[-2:] == [("unexplained", "", 0), ("filed", "Form 990, part I, line 22", 1_593_810_329)]


def test_a_report_that_says_what_was_audited_gets_no_hint_on_its_revenue(tmp_path: Path) -> None:
    report = load(tmp_path, RED_CROSS, files=STATEMENTS)
    (problem,) = report.problems  # the result of the audited statements is on no line of the return
    assert problem.hint
    assert str(problem).endswith("[impact.filing]")
    assert "Revenue less expenses, as filed for 2023, is -159,330,749 (Form 990, part I, line 19)" in problem.message
    assert "activities.change-in-net-assets@2023 is -366,372,945" in problem.message


def test_what_no_line_explains_stays_unexplained(tmp_path: Path) -> None:
    less = {**STATEMENTS, "statements/activities.csv": ACTIVITIES.replace("1870433070", "1870433000")}
    report = load(tmp_path, RED_CROSS, files=less)
    assert ("unexplained", "", 70) in rows(walked(report)["total-revenue"])
    _, first = said(report)
    assert (
        "Total revenue per audited financial statements, as filed for 2023, is 2,530,468,729 (Form 990, schedule D, part XI, line 1)"
        in first
    )
    assert "activities.total-revenue@2023 is 2,530,468,659" in first
    assert "write activities.total-revenue = filed.audited.revenue in tieouts.yaml" in first


def test_a_tie_out_turns_the_hint_into_a_problem(tmp_path: Path) -> None:
    less = {**STATEMENTS, "statements/activities.csv": ACTIVITIES.replace("1870433070", "1870433000")}
    tie = "- that: activities.total-revenue = filed.audited.revenue\n- {that: activities.change-in-net-assets = filed.net-income, hint: true}\n"
    report = load(tmp_path, RED_CROSS, files={**less, "tieouts.yaml": tie})
    first, second = report.problems
    assert str(first) == says("tieouts.yaml:1 tie-out: is 2,530,468,659 … 2,530,468,729 … a difference of -70")
    assert not first.hint
    assert second.hint
    assert str(second).startswith("data/tieouts.yaml:2")


def test_lines_of_any_name_are_met_by_a_tie_out(tmp_path: Path) -> None:
    named = {
        **STATEMENTS,
        "statements/activities.csv": ACTIVITIES.replace("Total revenue,total", "Erträge,total").replace("total-revenue -", "ertrage -"),
    }
    report = load(tmp_path / "a", RED_CROSS, files=named)
    assert rows(walked(report)["total-revenue"])[0][0] == "step"  # begins with what the return says was audited
    (found,) = [str(problem) for problem in report.problems if "compared with nothing" in problem.message]
    assert found == says(
        f"data/filings/{RED_CROSS.file}:82 filing: hint: filed.total-revenue is compared … write activities.LINE = filed.total-revenue"
    )
    named["tieouts.yaml"] = "- that: activities.ertrage = filed.audited.revenue\n"
    report = load(tmp_path / "b", RED_CROSS, files=named)
    assert str(walked(report)["total-revenue"].title) == "Erträge"
    assert rows(walked(report)["total-revenue"])[0] == ("report", "", 2_530_468_729)
    assert not any("compared with nothing" in problem.message for problem in report.problems)
    named["tieouts.yaml"] = ""
    with_id = (
        ACTIVITIES.replace("kind,formula", "kind,id,formula")
        .replace(",,", ",,,")
        .replace("Total revenue,total,", "Erträge,total,total-revenue")
    )
    named["statements/activities.csv"] = with_id.replace("result,total", "result,,total")
    assert rows(walked(load(tmp_path / "c", RED_CROSS, files=named))["total-revenue"])[0] == ("report", "", 2_530_468_729)


def test_the_sample_report_differs_in_ten_places_and_says_so(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "report" / "data", tmp_path / "data")
    report = load_report(tmp_path)
    assert len(report.problems) == 10
    assert all(problem.hint and problem.code == "filing" for problem in report.problems)
    found = walked(report, "2023", "2022")
    apart = {
        name: [int(next(row for row in section.rows if row.kind == "unexplained").amounts[year]) for year in ("2023", "2022")]
        for name, section in found.items()
    }
    assert apart == {
        "total-revenue": [-182_977, -226_970],
        "total-expenses": [-171_522, -256_966],
        "total-assets": [7_874, -2_997],
        "total-liabilities": [10_099, 699],
        "net-assets": [-2_225, -3_696],
    }
