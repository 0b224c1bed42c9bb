"""Files of the data folder that nothing reads: each is named, with what was probably meant; what may have a reader is left in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.model.loading.filing import SHEET, rows, write

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "section,line,kind,source,2023\nA,One,item,words,5\n"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("stat.yaml", "stats.yaml"),
        ("Stats.yaml", "stats.yaml"),
        ("STATS.YAML", "stats.yaml"),
        ("stats.yml", "stats.yaml"),
        ("sponsors.yml", "sponsors.yaml"),
        ("stats.json", "stats.yaml"),
        ("stats.yaml.txt", "stats.yaml"),
        ("sponser.yaml", "sponsors.yaml"),
        ("tie-outs.yaml", "tieouts.yaml"),
        ("waiver.yaml", "waivers.yaml"),
        ("people.yaml.yaml", "people.yaml"),
        ("budget.yaml", "report.yaml, stats.yaml"),
        ("activities.csv", "statements/activities.csv"),
        ("visits.CSV", "visits.csv"),
        ("statement/activities.csv", "statements/activities.csv"),
        ("tables/activities.csv", "statements/activities.csv"),
        ("stats/activities.csv", "statements/activities.csv"),
        ("stats/notes.txt", "NAME.yaml"),
        ("stats/more/a.yaml", "one folder up"),
        ("statements/activities.CSV", "activities.csv"),
        ("statements/activities.YAML", "activities.yaml"),
        ("statements/activities.xlsx", "activities.csv"),
        ("statements/activities.tsv", "activities.csv"),
        ("statements/notes.json", "NAME.csv"),
        ("statements/2023/activities.csv", "one folder up"),
    ],
)
def test_named_with_what_was_meant(tmp_path: Path, name: str, meant: str) -> None:
    content = TABLE if name.lower().endswith(".csv") else "a.b: {label: x, source: y, value: 5}\n" if name == "stats.yml" else "a: b\n"
    (problem,) = load_report(write(tmp_path, {name: content})).problems
    assert problem.code is Code.FILE
    assert f"data/{name}".startswith(problem.origin.path)
    assert meant in problem.message


@pytest.mark.parametrize(("name", "meant"), [("stat/a.yaml", "stats"), ("Stats/a.yaml", "stats"), ("statement/a.yaml", "statements")])
def test_a_folder_of_nearly_the_name(tmp_path: Path, name: str, meant: str) -> None:
    (problem,) = load_report(write(tmp_path, {name: "a: b\n"})).problems
    assert (problem.code, problem.origin.path) == (Code.FILE, f"data/{name.partition('/')[0]}")
    assert f"“{meant}”" in problem.message


@pytest.mark.parametrize("name", ["a.yml", "a.yaml"])
def test_a_sheet_without_its_table(tmp_path: Path, name: str) -> None:
    problems = load_report(write(tmp_path, {f"statements/{name}": SHEET})).problems
    assert rows(problems) == [f"statements/{name}:1 file"]


def test_a_sheet_of_grants(tmp_path: Path) -> None:
    (problem,) = load_report(write(tmp_path, {"report.yaml": "organisation: Trust\ncurrency: EUR\n", "grants.xlsx": b"PK"})).problems
    assert str(problem) == "data/grants.xlsx:1: nothing reads “grants.xlsx”: save the table as grants.csv [impact.file]"


def test_both_suffixes(tmp_path: Path) -> None:
    stat = "a.b: {label: x, source: y, value: 5}\n"
    problems = load_report(
        write(tmp_path, {"stats.yaml": stat, "sponsors.yaml": "tiers: [{name: A, sponsors: [B]}]\n", "sponsors.yml": "x"})
    ).problems
    assert rows(problems) == ["sponsors.yml:1 file"]


def test_what_may_have_a_reader(tmp_path: Path) -> None:
    files = {
        "visits.csv": "year,visits\n2023,5\n",
        "states.csv": "region,value\nA,5\n",
        "states/north.csv": "region,value\nA,5\n",
        "charts/2023/visits.csv": "year,visits\n2023,5\n",
        "stats/visits.csv": "year,visits\n2023,5\n",
        "lists/members.csv": "name,joined\nA,2023\n",
        "previous/2022.json": "{}",
        "report.json": "{}",
        "archive/2022/stats.yaml": "a: b\n",
        "map.json": "{}",
        "README.md": "x",
        "README": "x",
        "LICENSE.txt": "x",
        "stats.yaml.bak": "x",
        "stats.yaml~": "x",
        ".gitkeep": "",
        "statements/.gitkeep": "",
        "statements/README.md": "x",
        "statements/.DS_Store": "",
        "statements/activities.csv": TABLE,
        "statements/activities.yaml": SHEET,
        "statements/activities.xlsx": "x",
        "accounts.pdf": "x",
    }
    assert load_report(write(tmp_path, files)).problems == ()


def test_beside_conf_py_lie_files_of_others(tmp_path: Path) -> None:
    write(tmp_path, {"environment.yml": "x", "mkdocs.yaml": "x", "stat.yaml": "x"})
    problems = load_report(tmp_path / "data", ".").problems
    assert [problem.origin.path for problem in problems] == ["./stat.yaml"]


# ---- no report.yaml ----

STATEMENT = "section,line,kind,2023,2022\n" + "".join(f"A,L{row},item,{row},5\n" for row in range(20)) + "A,All,total,1,2\n"
STATS = "".join(f'a.b{row}: {{label: x, unit: USD, source: report, values: {{"2023": 5, "2022": 6}}}}\n' for row in range(20))


def test_without_a_report_one_message(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"stats.yaml": STATS, "statements/a.csv": STATEMENT, "waivers.yaml": "- {check: footing, at: a.all, difference: 1, reason: x}\n"},
    )
    (tmp_path / "data" / "report.yaml").unlink()
    (problem,) = load_report(tmp_path).problems
    assert (str(problem.origin), problem.code) == ("data/report.yaml:1", Code.FILE)
    assert "periods:" in problem.message


@pytest.mark.parametrize(("content", "code"), [("[", Code.YAML), ("# nothing\n", Code.FILE), ("organisation: \x07\n", Code.YAML)])
def test_with_a_report_that_cannot_be_read_one_message(tmp_path: Path, content: str, code: Code) -> None:
    write(tmp_path, {"report.yaml": content, "stats.yaml": STATS, "statements/a.csv": STATEMENT})
    (problem,) = load_report(tmp_path).problems
    assert (problem.origin.path, problem.code) == ("data/report.yaml", code)


def test_with_a_report_of_the_other_suffix_one_message(tmp_path: Path) -> None:
    write(tmp_path, {"stats.yaml": STATS, "report.yml": "organisation: A\n"})
    (tmp_path / "data" / "report.yaml").unlink()
    assert rows(load_report(tmp_path).problems) == ["report.yml:1 file"]


def test_what_needs_no_report(tmp_path: Path) -> None:
    files = {"sponsors.yaml": "tiers: [{name: Gold, sponsors: [A]}]\n", "stats.yaml": "a.b: {label: x, source: y, value: 5}\n"}
    write(tmp_path, files)
    (tmp_path / "data" / "report.yaml").unlink()
    report = load_report(tmp_path)
    assert report.problems == ()
    assert report.figure("a.b") is not None
