"""Last year's report beside this one's: what it fills in, what must be marked, what is gone. With the published figures of 2022 and 2023."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.entities import Address
from sphinx_impact.model.history.last_year import with_comparatives
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code, Problem
from tests.model.export.sample import FILES, REPORT, export
from tests.saying import says
from tests.support import ROOT, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_impact.model.report import Report
    from tests.conftest import Build, MakeProject

STATEMENTS = ("activities", "position", "asset-trend", "grant-trend")
"""Those of the sample report that have a column for 2022."""


def one_year(folder: Path, year: str) -> Path:
    """Make a report of one year of the sample's statements, as published: the comparatives alone for 2022, this year's column for 2023."""
    data = folder / "data"
    (data / "statements").mkdir(parents=True)
    profile = (ROOT / "report" / "data" / "report.yaml").read_text(encoding="utf-8")
    profile = profile.replace('reporting-period: "2023"', f'reporting-period: "{year}"')
    profile = re.sub(r"^filings:\n(?: .*\n)+", "", profile, flags=re.MULTILINE)
    (data / "report.yaml").write_text(re.sub(rf'^  "(?!{year})[0-9]+":\n', "", profile, flags=re.MULTILINE), encoding="utf-8")
    for name in STATEMENTS:
        shutil.copy(ROOT / "report" / "data" / "statements" / f"{name}.yaml", data / "statements")
        with (ROOT / "report" / "data" / "statements" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        kept = [at for at, head in enumerate(rows[0]) if not re.fullmatch(r"\d{4}", head) or head == year]
        with (data / "statements" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([row[at] for at in kept] for row in rows)
    if year == "2022":
        shutil.copy(ROOT / "report" / "data" / "waivers.yaml", data)
    return folder


@pytest.fixture
def report_2023(tmp_path: Path) -> Path:
    """The report of 2023 with this year's figures only, and the export of 2022 beside them."""
    last = export(one_year(tmp_path / "2022", "2022"))["report.json"]
    folder = one_year(tmp_path / "2023", "2023")
    (folder / "data" / "previous").mkdir()
    (folder / "data" / "previous" / "2022.json").write_text(last, encoding="utf-8")
    return folder


def load(folder: Path) -> Report:
    return load_report(folder, previous="data/previous/2022.json")


def about_last_year(report: Report) -> list[Problem]:
    return [problem for problem in report.problems if problem.code is Code.RESTATED]


def change(folder: Path, at: str, **values: Any) -> None:
    """Change a figure of last year's export."""
    path = folder / "data" / "previous" / "2022.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    (figure,) = [known for known in read["figures"] if known["address"] == at]
    figure.update(values)
    text = json.dumps(read, indent=1)
    path.write_text(text, encoding="utf-8")


# ---- what it fills in ----


def test_the_figures_of_2022_come_from_its_export(report_2023: Path) -> None:
    alone, beside = load_report(report_2023), load(report_2023)
    revenue = alone.figure("activities.total-revenue")
    assert revenue is not None
    assert alone.previous(revenue) is None
    assert alone.figure("activities.total-revenue@previous") is None
    before = beside.previous(revenue)
    assert before is not None
    assert (before.value, before.unit, str(before.address)) == (Decimal(4083000), "USD", "activities.total-revenue@2022")
    assert beside.figure("activities.total-revenue@previous") == before
    assert beside.figure("activities.total-revenue@2022") == before
    assert str(before.origin).startswith("data/previous/2022.json:")
    assert about_last_year(beside) == []


def test_this_years_own_figures_are_never_taken_from_last_year(report_2023: Path) -> None:
    change(report_2023, "activities.staffing@2022", address="activities.gone@2023", key="activities.gone", period="2023")
    assert load(report_2023).figure("activities.gone") is None


@pytest.mark.parametrize("statement", ["activities", "position"])
def test_the_comparative_column_is_the_published_one(report_2023: Path, statement: str) -> None:
    published = load_report(ROOT / "report").statements[statement]
    report = load(report_2023)
    assert report.last is not None
    wider = with_comparatives(report.statements[statement], report.last, report.profile)
    assert wider is not None
    assert [column.id for column in wider.statement.columns] == ["2023", "2022"]
    for line in published.statement.lines:
        assert wider.cell(line.id, "2022").shown == published.cell(line.id, "2022").shown, line.id
    # What was printed, not what sums used.
    if statement == "position":
        assert wider.cell("total-net-assets", "2022").shown == Decimal(4769)


def test_a_column_that_last_years_report_had_not_is_not_shown_for_it(report_2023: Path) -> None:
    report = load(report_2023)
    footed = report.statements["activities"]
    (column,) = footed.statement.columns
    more = dataclasses.replace(footed.statement, columns=(column, dataclasses.replace(column, id="2023/total", name="total")))
    assert report.last is not None
    wider = with_comparatives(dataclasses.replace(footed, statement=more), report.last, report.profile)
    assert wider is not None
    assert [column.id for column in wider.statement.columns] == ["2023", "2023/total", "2022"]


def test_a_statement_with_both_years_is_left_as_it_is(report_2023: Path) -> None:
    report = load(report_2023)
    assert report.last is not None
    both = load_report(ROOT / "report")
    assert with_comparatives(both.statements["activities"], report.last, both.profile) is None


def test_a_page_shows_change_and_comparatives(report_2023: Path, build: Build) -> None:
    pages = {
        "index.md": (
            "# Report\n\n```{toctree}\nmoney\n```\n\n```{stat-card} activities.total-revenue\n:label: revenue\n```\n\n"
            "After {stat}`activities.net-income@previous` in 2022.\n"
        ),
        "money.md": "# Money\n\n```{financial-table} activities\n:change: percent\n```\n\n```{financial-table} position\n:columns: 2022, 2023\n```\n",
    }
    write_project(report_2023, dict(pages), conf='impact_previous = "data/previous/2022.json"\n')
    result = build(report_2023)
    assert [warning for warning in result.warnings if "restated" in warning or "needs two columns" in warning] == []
    front = result.soup().get_text(" ", strip=True)
    assert "up 6.7% on 2022" in " ".join(front.split())
    assert "$385,000 in 2022" in front
    first, second = result.soup("money.html").select("table.impact-statement")
    assert [head.get_text(strip=True) for head in first.select("thead th")] == ["2023", "2022", "Change"]
    staffing = next(row for row in first.select("tr") if row.th and row.th.get_text(strip=True) == "Staffing")
    assert [cell.get_text(strip=True) for cell in staffing.select("td")] == ["1,305", "928", "+40.6%"]
    assert [head.get_text(strip=True) for head in second.select("thead th")] == ["2022", "2023"]


def test_a_table_that_does_not_ask_stays_as_it_is(make_project: MakeProject, build: Build) -> None:
    last = export(make_project(FILES))["report.json"]
    one = "section,line,kind,2023\nRevenue,Gifts,item,10.5\nRevenue,Total revenue,total,10.5\n"
    files = FILES | {
        "data/statements/activities.csv": one,
        "money.md": "# Money\n\n```{financial-table} activities\n```\n",
        "data/last.json": last,
    }
    soup = build(make_project(files, conf='impact_previous = "data/last.json"\n')).soup("money.html")
    assert [head.get_text(strip=True) for head in soup.select("table.impact-statement thead th")] == ["2023"]


def test_a_new_export_has_the_pages_read_again(report_2023: Path, build: Build) -> None:
    write_project(
        report_2023,
        {"index.md": "# Report\n\n```{stat-card} activities.total-revenue\n:label: revenue\n```\n"},
        conf='impact_previous = "data/previous/2022.json"\n',
    )
    assert "up 6.7%" in build(report_2023).soup().get_text()
    change(report_2023, "activities.total-revenue@2022", value=4000000)
    assert "up 8.9%" in build(report_2023).soup().get_text()


def test_report_yaml_can_name_it_for_checks_without_a_build(report_2023: Path) -> None:
    path = report_2023 / "data" / "report.yaml"
    path.write_text("previous: data/previous/2022.json\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    report = load_report(report_2023)
    assert report.last is not None
    assert "data/previous/2022.json" in report.files
    assert "data/previous/2022.json" in report.files_of("activities.staffing")


# ---- what must be marked ----


def test_a_changed_comparative_is_a_warning_at_its_row(tmp_path: Path) -> None:
    """What the chart of 2023 says of 2022 is not what the statement of 2022 said: the published difference between pages 24 and 25."""
    last = one_year(tmp_path / "2022", "2022")
    trend = last / "data" / "statements" / "asset-trend.csv"
    trend.write_text(trend.read_text(encoding="utf-8").replace("5764", "5769"), encoding="utf-8")
    now = tmp_path / "2023"
    shutil.copytree(ROOT / "report" / "data", now / "data")
    (now / "data" / "previous").mkdir()
    (now / "data" / "previous" / "2022.json").write_text(export(last)["report.json"], encoding="utf-8")
    (problem,) = [problem for problem in about_last_year(load(now)) if not problem.hint]
    where = "asset-trend.total-assets@2022 … 5,764,000 … 5,769,000 … data/previous/2022.json:"
    assert str(problem) == says(f"data/statements/asset-trend.csv:2 restated: {where}")
    # Said to be restated, it is none.
    yaml = now / "data" / "statements" / "asset-trend.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8") + "status: restated\n", encoding="utf-8")
    assert [problem for problem in about_last_year(load(now)) if not problem.hint] == []


def test_the_published_comparatives_agree_with_themselves(tmp_path: Path) -> None:
    now = tmp_path / "2023"
    shutil.copytree(ROOT / "report" / "data", now / "data")
    (now / "data" / "previous").mkdir()
    (now / "data" / "previous" / "2022.json").write_text(export(one_year(tmp_path / "2022", "2022"))["report.json"], encoding="utf-8")
    assert about_last_year(load(now)) == []


@pytest.mark.parametrize("mark", ["status: restated", "as-printed: 1,100", ""])
def test_a_stat_is_marked_by_status_or_by_what_was_printed(tmp_path: Path, mark: str) -> None:
    last = export(write_project(tmp_path / "last", FILES))["report.json"]
    stat = f"books.lent: {{label: books lent, unit: books, source: audit, values: {{'2023': 1200, '2022': {{value: 1111, {mark}}}}}}}\n"
    files = FILES | {"data/stats/books.yaml": stat, "data/previous/2022.json": last}
    found = [problem for problem in about_last_year(load(write_project(tmp_path / "now", files))) if not problem.hint]
    assert bool(found) is not bool(mark)
    if found:
        assert found[0].origin.path == "data/stats/books.yaml"
        assert 'mark it with "status: restated"' in found[0].message


def test_another_unit_is_a_hint(tmp_path: Path) -> None:
    last = export(write_project(tmp_path / "last", FILES))["report.json"]
    stat = "books.lent: {label: books lent, unit: volumes, source: audit, values: {'2023': 1200, '2022': 1100}}\n"
    files = FILES | {"data/stats/books.yaml": stat, "data/previous/2022.json": last}
    found = [problem for problem in about_last_year(load(write_project(tmp_path / "now", files))) if "counted in" in problem.message]
    assert [problem.hint for problem in found] == [True, True]


# ---- what is gone ----


def test_series_that_are_gone_are_listed_once(report_2023: Path) -> None:
    folder = report_2023 / "data" / "statements"
    (folder / "grant-trend.csv").unlink()
    (folder / "grant-trend.yaml").unlink()
    text = (folder / "activities.csv").read_text(encoding="utf-8")
    (folder / "activities.csv").write_text(text.replace("Legal,item", "Law,item"), encoding="utf-8")
    found = about_last_year(load(report_2023))
    assert all(problem.hint for problem in found)
    assert sorted(problem.message.partition(" was ")[0] for problem in found) == [
        "activities.legal (Legal)",
        "the statement grant-trend (Grants per year)",
    ]
    rows = (report_2023 / "data" / "previous" / "2022.json").read_text(encoding="utf-8").splitlines()
    legal = next(problem for problem in found if "legal" in problem.message)
    assert '"address": "activities.legal@2022"' in rows[legal.origin.line - 1]


def test_commands_take_it_from_conf_py_as_well(report_2023: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As text: nothing is run. The next report keeps it, and a path that is no text is said to be unknown."""
    change(report_2023, "activities.staffing@2022", address="activities.gone@2022", key="activities.gone")
    conf = report_2023 / "conf.py"
    conf.write_text('import nowhere\nimpact_previous = "data/previous/2022.json"\n', encoding="utf-8")
    main(["check", str(report_2023)])
    said = capsys.readouterr().out
    assert "activities.gone (Staffing) was in last year's report and is not in this one" in said
    assert main(["new", str(tmp_path / "next"), "--from", str(report_2023)]) == 0
    profile = (tmp_path / "next" / "data" / "report.yaml").read_text(encoding="utf-8")
    assert "previous:\n  - data/previous/2023.json\n  - data/previous/2022.json\n" in profile
    capsys.readouterr()
    path = report_2023 / "data" / "report.yaml"
    row = 1 + path.read_text(encoding="utf-8").count("\n")
    with path.open("a", encoding="utf-8") as text:
        text.write("previous: [data/previous/2021.json, data/previous/2022.json]\n")
    main(["check", str(report_2023)])
    assert (
        f"report.yaml:{row}: hint: previous: data/previous/2021.json is not read, since impact_previous in conf.py"
        in capsys.readouterr().out
    )
    path.write_text(path.read_text(encoding="utf-8").replace("previous: [", "# ["), encoding="utf-8")
    conf.write_text('import nowhere\nimpact_previous = nowhere.FOLDER + "2022.json"\n', encoding="utf-8")
    main(["check", str(report_2023)])
    unknown, *_others = capsys.readouterr().out.splitlines()
    assert "conf.py:2: hint: impact_previous is no plain text of a path here" in unknown
    assert "write previous: and the path into report.yaml" in unknown
    conf.write_text('impact_previous = ""\n', encoding="utf-8")  # it names none, and says so
    main(["check", str(report_2023)])
    assert "impact_previous" not in capsys.readouterr().out


def test_hints_fail_no_build(report_2023: Path, build: Build) -> None:
    text = (report_2023 / "data" / "statements" / "activities.csv").read_text(encoding="utf-8")
    (report_2023 / "data" / "statements" / "activities.csv").write_text(text.replace("Legal,item", "Law,item"), encoding="utf-8")
    write_project(report_2023, {"index.md": "# Report\n"}, conf='impact_previous = "data/previous/2022.json"\n')
    result = build(report_2023, "html", "-j1", "-W")
    assert result.status == 0
    assert [warning for warning in result.warnings if "restated" in warning] == []
    assert "activities.legal (Legal) was in last year's report" in result.log


# ---- files that are none ----


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{\n nothing", "data/last.json:2: the file is no JSON"),
        ('{"format": 1}', "data/last.json:1: the file is no exported report: "),
        ('{"format": 99}', "data/last.json:1: the file has format 99, of a later version"),
        ("[]", "data/last.json:1: the file is no exported report: "),
        ('{"format": NaN}', "data/last.json:1: the file cannot be read: NaN is no number"),
        ("", "data/last.json:1: the file is empty"),
        (None, "data/last.json:1: the file does not exist"),
    ],
)
def test_a_file_that_is_no_export_is_a_problem_and_no_more(tmp_path: Path, text: str | None, said: str) -> None:
    files = {"data/report.yaml": REPORT} | ({"data/last.json": text} if text is not None else {})
    report = load_report(write_project(tmp_path, dict(files)), previous="data/last.json")
    (problem,) = report.problems
    assert str(problem).startswith(said)
    assert problem.code is Code.FILE
    assert report.last is None


def test_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    report = load_report(write_project(tmp_path, {"data/report.yaml": REPORT}), previous="../last.json")
    assert [problem.code for problem in report.problems] == [Code.PATH]


def test_what_a_later_version_adds_is_passed_over(report_2023: Path) -> None:
    change(report_2023, "activities.staffing@2022", confidence="high")
    report = load(report_2023)
    assert report.last is not None
    assert report.last.figures[Address("activities.staffing", "2022")].value == Decimal(928000)
