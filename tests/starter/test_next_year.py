"""Next year's report from this year's: all of it but its figures, and a list of what is to be filled in that grows shorter."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.starter.next_year import RollError, write_next_year
from sphinx_impact.starter.project import write_new
from tests.model.lantern import LANTERN
from tests.saying import says
from tests.starter.test_new import answers
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


PROFILE = """\
# Whose report this is
organisation: Example
currency: USD
title: Report 2023/24   # printed on the cover
reporting-period: 2023-24   # the year
periods:
  2023-24: {start: 2023-07-01, end: 2024-06-30, label: 2023/24}
  2022-23: {start: 2022-07-01, end: 2023-06-30, label: 2022/23}
  "2024-06-30": {date: 2024-06-30}
sources: {a: {title: A}}
"""
STATS = """\
# Everything we counted.
books.lent: {label: "books, lent", unit: books, value: "1,250", source: a, as-printed: "900"}   # by hand
books.read:
  label: books read
  value: 800   # from the survey
  unit: books
  status: final
  as-printed: "900"
  note: >-
    Some were read
    twice.
  source: a
books.kept: {label: kept, unit: books, source: a, values: {2023-24: 20, 2022-23: 18}}
books.sold:
  label: sold
  unit: books
  source: a
  values:
    2023-24: {value: 7, qualifier: about}
    2022-23: 6
books.first: {label: first, unit: books, value: 3, period: 2022-23, source: a}
books.due: {label: due, unit: books, value: 5, period: "2024-06-30", source: a}
"""
AMOUNTS = {
    "donations": 90000,
    "grants": 60000,
    "fees": 19000,
    "other": 3000,
    "staff": 90000,
    "courses": 45000,
    "rooms": 16000,
    "administration": 10000,
    "cash": 100000,
    "receivables": 6000,
    "equipment": 4000,
    "payables": 9000,
    "deferred": 7500,
    "reserve": 40000,
    "general": 53500,
}
"""Of 2026, by line: they add up, and so do the two statements."""


def old_report(folder: Path) -> Path:
    (folder / "data" / "statements").mkdir(parents=True)
    (folder / "conf.py").write_text(
        'project = "Report 2023/24"\nextensions = ["myst_parser", "sphinx_impact"]\nimpact_state = "final"\nimpact_embargo = "2024-12-01"\n',
        encoding="utf-8",
    )
    (folder / "index.md").write_text("# Report\n\nIn 2024 we lent {stat}`books.lent` books.\n", encoding="utf-8")
    (folder / "data" / "report.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "data" / "stats.yaml").write_text(STATS, encoding="utf-8")
    (folder / "data" / "errata.yaml").write_text('- {at: books.read, printed: "900"}\n', encoding="utf-8")
    (folder / "_build").mkdir()
    return folder


def test_a_file_keeps_its_comments_and_its_order(tmp_path: Path) -> None:
    made = write_next_year(old_report(tmp_path / "old"), tmp_path / "new")
    new = tmp_path / "new"
    assert (made.period, made.before, made.removed) == ("2024-25", "2023-24", ["data/errata.yaml"])
    profile = (new / "data" / "report.yaml").read_text(encoding="utf-8")
    assert profile.startswith("# Whose report this is\norganisation: Example\n")
    assert (
        'title: Report 2024/25   # printed on the cover\nreporting-period: "2024-25"   # the year\nprevious: data/previous/2023-24.json\n'
        in profile
    )
    assert "  \"2024-25\": {start: 2024-07-01, end: 2025-06-30, label: '2024/25'}\n" in profile
    assert '  "2025-06-30": {date: 2025-06-30}\n' in profile
    assert (new / "conf.py").read_text(encoding="utf-8").splitlines()[::2] == ['project = "Report 2024/25"', 'impact_state = "draft"']
    assert not (new / "_build").exists()
    stats = (new / "data" / "stats.yaml").read_text(encoding="utf-8")
    assert "# Everything we counted." in stats
    assert '  value:  # 2023-24: 800; from the survey\n  period: "2024-25"\n  unit: books\n  note: >-\n' in stats
    assert 'values: {"2024-25": , 2023-24: 20, 2022-23: 18}' in stats
    assert '  values:\n    "2024-25":\n    2023-24: {value: 7, qualifier: about}\n' in stats
    assert "books.first: {label: first, unit: books, value: 3, period: 2022-23, source: a}" in stats
    assert "as-printed" not in stats
    assert "index.md:3: In 2024 we lent {stat}`books.lent` books." in made.look_at
    assert [str(problem) for problem in made.left] == [
        says("data/stats.yaml:2 missing: books.lent is empty (2024-25); last year's report had 1,250"),
        says("data/stats.yaml:5 missing: books.read is empty"),
        says("data/stats.yaml:12 missing: books.kept is empty"),
        says("data/stats.yaml:18 missing: books.sold is empty"),
        says("data/stats.yaml:22 missing: books.due is empty (2025-06-30)"),
    ]


NAMES = "2024|2023|2023-24|2023/24|2023–24|2023--24|2023-2024|2023 / 2024|23/24|2022/2023|FY24|FY 2024|fy2023-24|FY’24|Lantern  Year|2024年度|30.06.2024"


@pytest.mark.parametrize("name", NAMES.split("|"))
def test_a_row_names_the_old_year_however_it_is_spelled(tmp_path: Path, name: str) -> None:
    old = old_report(tmp_path / "old")
    (old / "data" / "report.yaml").write_text(PROFILE.replace("label: 2023/24", "label: Lantern Year"), encoding="utf-8")
    row = f"With {name}: {{stat}}`books.lent` books, 2021/22, 1923-24, fy240, 12023/24."
    (old / "index.md").write_text(f"# Report\n\n{row}\n\n{row.replace(name, 'it')}\n", encoding="utf-8")
    look_at = write_next_year(old, tmp_path / "new").look_at
    assert [said for said in look_at if said.startswith("index.md")] == [f"index.md:3: {row}"]


def test_rows_of_the_profile_the_settings_and_the_readme_that_name_the_old_year(tmp_path: Path) -> None:
    old = old_report(tmp_path / "old")
    (old / "README.md").write_text("# Report 2023/24, Example\n", encoding="utf-8")
    sources = (
        'sources:\n  a:\n    title: "Annual accounts 2023–24"   # audited\n    date: 2024-11-03\n  b: {title: "Records of each year"}\n'
    )
    profile = PROFILE.replace("sources: {a: {title: A}}\n", sources).replace("USD\n", "USD   # since 2020\n")
    (old / "data" / "report.yaml").write_text(profile, encoding="utf-8")
    with (old / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write('html_theme_options = {"announcement": "The report of FY24"}\n')
    first = write_next_year(old, tmp_path / "new")
    pages = [row for row in first.look_at if not row.startswith("index.md")]
    assert pages == [
        'conf.py:4: html_theme_options = {"announcement": "The report of FY24"}',
        'data/report.yaml:15: title: "Annual accounts 2023–24"   # audited',
        "data/report.yaml:16: date: 2024-11-03",
    ]
    again = write_next_year(tmp_path / "new", tmp_path / "newer").look_at
    assert [row.partition(": ")[2] for row in again if "report.yaml" in row] == [row.partition(": ")[2] for row in pages[1:3]]


def test_what_is_counted_by_quarters_or_other_years_is_listed(tmp_path: Path) -> None:
    old = old_report(tmp_path / "old")
    parts = "  Q4: {start: 2024-04-01, end: 2024-06-30}\n  Q3: {start: 2024-01-01, end: 2024-03-31}\n  '2023':\n"
    (old / "data" / "report.yaml").write_text(PROFILE.replace("sources:", f"{parts}sources:"), encoding="utf-8")
    with (old / "data" / "stats.yaml").open("a", encoding="utf-8") as stats:
        stats.write("books.lost: {label: lost, unit: books, source: a, values: {2023: 9, 2022-23: 8}}\n")
    (old / "data" / "statements" / "quarters.csv").write_text("section,line,kind,Q4,Q3\nIn,Gifts,item,2,1\n", encoding="utf-8")
    (old / "data" / "statements" / "quarters.yaml").write_text("title: Quarters\nscale: units\nsource: a\n", encoding="utf-8")
    row = len((old / "data" / "stats.yaml").read_text(encoding="utf-8").splitlines())
    cure = "declare those of the new year in report.yaml, and add them"
    listed = [each for each in write_next_year(old, tmp_path / "new").look_at if each.endswith(cure)]
    assert listed == [
        f"data/stats.yaml:{row}: books.lost has 2023: {cure}",
        f"data/statements/quarters.csv:1: quarters has Q4, Q3: {cure}",
    ]


def test_the_old_year_answers_from_its_export(tmp_path: Path) -> None:
    old = old_report(tmp_path / "old")
    with (old / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('html_baseurl = "https://lantern.example/2024"\nlanguage = "en_GB"\n')
    write_next_year(old, tmp_path / "new")
    report = load_report(tmp_path / "new")
    before = report.figure("books.lent@previous")
    assert before is not None
    assert before.value == 1250
    said = json.loads((tmp_path / "new" / report.profile.previous[0]).read_text(encoding="utf-8"))
    assert (said["site"], said["language"]) == ("https://lantern.example/2024/", "en_GB")


def test_what_a_draft_said_is_no_more_final_than_it_was(tmp_path: Path) -> None:
    old = old_report(tmp_path / "old")
    conf = old / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8").replace('"final"', '"under review"'), encoding="utf-8")
    made = write_next_year(old, tmp_path / "new")
    assert made.look_at[0] == (
        f'{made.previous}:1: {old}/conf.py says impact_state = "under review": if the report was published since, take data/report.json of its website'
    )
    assert [str(problem) for problem in load_report(tmp_path / "new").problems if problem.code is Code.STATE] == [
        says("data/previous/2023-24.json:1 state: the export is of a report that was not final (under review)")
    ]


def test_a_year_of_whole_weeks_ends_on_the_same_day_of_the_week(tmp_path: Path) -> None:
    """And last year's column is the comparative, be that a year of 52 weeks or one of 53."""
    data = tmp_path / "22" / "data"
    (data / "statements").mkdir(parents=True)
    weeks = "FY22: {start: 2021-06-27, end: 2022-06-25}\n  FY21: {start: 2020-06-28, end: 2021-06-26}\n  '2022-06-25': {date: 2022-06-25}\n"
    (data / "report.yaml").write_text(
        f"organisation: E\ncurrency: USD\nreporting-period: FY22\nperiods:\n  {weeks}sources: {{a: {{title: A}}}}\n", encoding="utf-8"
    )
    (data / "statements" / "books.csv").write_text("section,line,kind,FY22,FY21\nIn,Gifts,item,20,10\n", encoding="utf-8")
    (data / "statements" / "books.yaml").write_text("title: Books\nsource: a\n", encoding="utf-8")
    (data / "statements" / "box.csv").write_text("section,line,kind,2022-06-25\nCash,Cash,item,5\n", encoding="utf-8")
    (data / "statements" / "box.yaml").write_text("title: Box\ntype: position\nsource: a\n", encoding="utf-8")
    for year, end, header in (("23", "2023-06-24", "FY23,FY22"), ("24", "2024-06-22", "FY24,FY23"), ("25", "2025-06-28", "FY25,FY24")):
        made = write_next_year(tmp_path / f"{int(year) - 1}", tmp_path / year)
        profile = tmp_path / year / "data" / "report.yaml"
        text = profile.read_text(encoding="utf-8")
        row = 1 + next(number for number, row in enumerate(text.splitlines()) if f"FY{year}" in row and "start" in row)
        assert f"data/report.yaml:{row}: FY{year} ends on {end}, after 52 weeks: write its last day, if it has 53" in made.look_at
        for name, columns in (("books", header), ("box", end)):
            path = tmp_path / year / "data" / "statements" / f"{name}.csv"
            head, *rows = path.read_text(encoding="utf-8").splitlines()
            assert head.startswith(f"section,line,kind,{columns}")
            assert rows[0].split(",")[3] == ""
        books = tmp_path / year / "data" / "statements" / "books.csv"
        books.write_text(books.read_text(encoding="utf-8").replace("item,,", f"item,{year},"), encoding="utf-8")
        if year == "24":  # it has 53, as the one who writes the report says
            profile.write_text(text.replace("2024-06-22", "2024-06-29"), encoding="utf-8")
            box = tmp_path / year / "data" / "statements" / "box.csv"
            box.write_text(box.read_text(encoding="utf-8").replace("2024-06-22", "2024-06-29"), encoding="utf-8")
    series = load_report(tmp_path / "25").series("books.gifts")
    assert [(figure.period.id, int(figure.value or 0)) for figure in series if figure.period] == [
        ("FY21", 10),
        ("FY22", 20),
        ("FY23", 23),
        ("FY24", 24),
        ("FY25", 25),
    ]


def test_a_fiscal_year_with_every_kind_of_statement(tmp_path: Path) -> None:
    """Columns without a period in their name, columns with one, instants, shares, decimal commas."""
    made = write_next_year(LANTERN, tmp_path / "new")
    assert (made.period, len(made.left)) == ("fy25", 43)
    assert {problem.code for problem in made.left} == {Code.MISSING}
    for name, was, now in (
        ("activities", "without,with,total,fy23/total", "without,with,total,fy24/total"),
        ("net-assets", "fy24/without,fy24/with,fy23/without,fy23/with", "fy25/without,fy25/with,fy24/without,fy24/with"),
        ("position", "2024-06-30,2023-06-30", "2025-06-30,2024-06-30"),
        ("branches", "share,fy23/share", "share,fy24/share"),
    ):
        old, new = (
            list(csv.DictReader((folder / "data" / "statements" / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
            for folder in (LANTERN, tmp_path / "new")
        )
        assert [row["line"] for row in new] == [row["line"] for row in old]
        for before, after in zip(was.split(","), now.split(","), strict=True):
            this_year = after == before or after.startswith(("fy25", "2025"))
            source = after if after in was.split(",") else after.removeprefix("fy24/")
            assert [row[after] for row in new] == ["" if this_year else row[source] for row in old], (name, after)


def test_the_foundation_of_the_manual(tmp_path: Path) -> None:
    made = write_next_year(ROOT / "docs", tmp_path / "new")
    assert (made.period, made.removed, len(made.left)) == ("fy25", ["data/waivers.yaml"], 54)
    relations = (tmp_path / "new" / "data" / "tieouts.yaml").read_text(encoding="utf-8")
    assert '  for: ["2025-06-30", "2024-06-30"]\n' in relations
    assert "that: position.total-net-assets@2025-06-30 = activities.end/total\n" in relations


def test_the_sample_report(tmp_path: Path) -> None:
    made = write_next_year(ROOT / "report", tmp_path / "2024")
    assert (made.period, made.removed) == ("2024", ["data/waivers.yaml"])
    assert len(made.left) == 80
    series = (tmp_path / "2024" / "data" / "statements" / "grant-trend.csv").read_text(encoding="utf-8")
    assert series == "section,line,kind,2024,2023,2022,2021,2020,2019,2018,2017,2016\n,Grants,item,,697,393,123,151,472,450,366,389\n"
    shares = (tmp_path / "2024" / "data" / "statements" / "grant-disbursement.csv").read_bytes()
    assert shares == (ROOT / "report" / "data" / "statements" / "grant-disbursement.csv").read_bytes()  # of a span of years that is over


def test_what_is_left_grows_shorter_until_nothing_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_new(tmp_path / "2025", answers(organisation="Example"), empty=False)
    new, conf = tmp_path / "2026", tmp_path / "2025" / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8").replace('impact_state = "draft"', 'impact_state = "final"'), encoding="utf-8")
    assert main(["new", str(new), "--from", str(tmp_path / "2025")]) == 0
    said = capsys.readouterr().out
    assert (new / "README.md").read_text(encoding="utf-8").startswith("# Annual Report 2026, Example\n")
    assert "README" not in said
    assert "To fill in (22 rows):\n  data/statements/activities.csv: 8\n  data/statements/position.csv: 7\n  data/stats.yaml: 7\n" in said
    assert "Left behind" not in said
    for left in range(22, 0, -1):
        missing = [problem for problem in load_report(new).problems if problem.code is Code.MISSING]
        assert len(missing) == left
        _fill(new, missing[0])
    left_over = load_report(new).problems
    assert {problem.code for problem in left_over} == {Code.STARTER, Code.UNCHANGED}
    assert [problem.message[:53] for problem in left_over if problem.code is Code.UNCHANGED] == [
        "the source accounts, “Annual accounts 2025”, is that ",
        "the source records, “Course records 2025”, is that of",
    ]
    profile = new / "data" / "report.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("s 2025", "s 2026"), encoding="utf-8")
    assert says("data/people.yaml:6 starter: “Alex Example” is a name that the starter invented") in [str(problem) for problem in left_over]
    assert says("data/stats.yaml:10 starter: courses.people@2025 is still 1,240") in [str(problem) for problem in left_over]
    (new / "data" / "starter.yaml").unlink()
    assert main(["check", str(new)]) == 0
    assert capsys.readouterr().out == "0 problems, 0 hints\n"


@pytest.mark.parametrize(
    ("invented", "removed"),
    [
        ("names: [Example]", []),
        ('figures: {"books.kept@2023-24": "20"}', []),
        ("names: [", []),
        ('names: [Nobody]\nfigures: {"books.kept@2023-24": "21"}', ["data/starter.yaml"]),
    ],
)
def test_what_the_starter_invented_is_known_as_long_as_any_of_it_is_there(tmp_path: Path, invented: str, removed: list[str]) -> None:
    old = old_report(tmp_path / "old")
    (old / "data" / "starter.yaml").write_text(f"{invented}\n", encoding="utf-8")
    assert write_next_year(old, tmp_path / "new").removed == ["data/errata.yaml", *removed]
    assert (tmp_path / "new" / "data" / "starter.yaml").exists() != bool(removed)


def _fill(report: Path, empty: Problem) -> None:
    """Write a plausible amount into a row that is said to be empty."""
    path = report / empty.origin.path
    rows = path.read_text(encoding="utf-8").splitlines()
    row = rows[empty.origin.line - 1]
    if path.suffix == ".csv":
        cells = row.split(",")
        cells[5] = str(AMOUNTS[cells[3]])
        row = ",".join(cells)
    else:
        row += f" {1301 + empty.origin.line if 'people' in empty.message else 480 + empty.origin.line}"
    rows[empty.origin.line - 1] = row
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("reporting-period: 2023-24   # the year\n", ""), "names no reporting period"),
        (
            ("reporting-period: 2023-24   # the year\n", "reporting-period: 2023-24\nreporting-period: 2022-23\n"),
            "cannot be edited by a program",
        ),
    ],
)
def test_a_report_that_cannot_be_moved_on(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    old = old_report(tmp_path / "old")
    profile = old / "data" / "report.yaml"
    profile.write_text(PROFILE.replace(*change), encoding="utf-8")
    with pytest.raises(RollError, match=words):
        write_next_year(old, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(RollError, match=r"name a folder beside it|names no"):
        write_next_year(old, old / "new")


def test_values_on_rows_of_their_own_and_several_keys_in_one_row(tmp_path: Path) -> None:
    old = old_report(tmp_path / "old")
    profile = PROFILE.replace("reporting-period: 2023-24   # the year\n", "reporting-period: |\n  2023-24\n")
    (old / "data" / "report.yaml").write_text(profile, encoding="utf-8")
    stats = "books.due: {status: final, as-of: 2024-07-01, label: due,\n  unit: books, value: 5, source: a, as-printed: '4'}\n"
    (old / "data" / "stats.yaml").write_text(stats, encoding="utf-8")
    assert write_next_year(old, tmp_path / "new").period == "2024-25"
    assert 'reporting-period: "2024-25"\nprevious:' in (tmp_path / "new" / "data" / "report.yaml").read_text(encoding="utf-8")
    written = (tmp_path / "new" / "data" / "stats.yaml").read_text(encoding="utf-8")
    assert written == 'books.due: {label: due,\n  unit: books, value: , period: "2024-25", source: a}  # 2023-24: 5\n'


def test_options_that_mean_nothing_beside_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "new"), "--from", str(LANTERN), "--year", "2026", "--brand", "#123"]) == 2
    assert "leave out --year, --brand" in capsys.readouterr().err


def test_several_years_before(tmp_path: Path) -> None:
    """Each year's export is kept; the newest is the one compared with, the others make series longer."""
    write_next_year(old_report(tmp_path / "24"), tmp_path / "25")
    stats = tmp_path / "25" / "data" / "stats.yaml"
    text = stats.read_text(encoding="utf-8")
    stats.write_text(re.sub(r"value:(?=  # 2023-24: 800)", "value: 900", text), encoding="utf-8")
    write_next_year(tmp_path / "25", tmp_path / "26")
    profile = (tmp_path / "26" / "data" / "report.yaml").read_text(encoding="utf-8")
    assert "previous:\n  - data/previous/2024-25.json\n  - data/previous/2023-24.json\n" in profile
    report = load_report(tmp_path / "26")
    assert report.profile.previous == ("data/previous/2024-25.json", "data/previous/2023-24.json")
    assert [(figure.period.id, figure.value) for figure in report.series("books.read") if figure.period] == [
        ("2023-24", 800),
        ("2024-25", 900),
        ("2025-26", None),
    ]
    path = tmp_path / "26" / "data" / "report.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  - data/previous/2024-25.json", "  - {a: b}"), encoding="utf-8")
    assert [str(problem) for problem in load_report(tmp_path / "26").problems if problem.code is Code.PATH] == [
        says("data/report.yaml:6 path: previous")
    ]
