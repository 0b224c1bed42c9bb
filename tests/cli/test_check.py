"""``sphinx-impact check``: the rules of every build, without Sphinx."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_impact import __main__ as command
from sphinx_impact.model.load import load_report
from tests.model.checks.relating import load, said
from tests.model.lantern import LANTERN, rewrite
from tests.model.loading.filing import write
from tests.saying import says
from tests.support import ROOT, impact_command, sphinx_build, sphinx_command

if TYPE_CHECKING:
    from tests.conftest import Build

PUBLISHED = ROOT / "tests" / "model" / "checks" / "published"
WRONG = "- {id: it, that: people.all = 1, say: Everybody}\n- {id: that, that: people.here = 1, say: Some, hint: true}\n"
SEES_WHAT_IS_LOADED = """
import sys
from sphinx_impact.__main__ import main
status = main(sys.argv[1:])
print(sorted(name for name in sys.modules if name.partition(".")[0] in {"sphinx", "docutils", "myst_parser", "sphinx_design", "jinja2"}))
sys.exit(status)
"""


@pytest.mark.parametrize(("folder", "hints"), [(ROOT / "report", 10), (LANTERN, 0)])
def test_nothing_is_wrong(folder: Path, hints: int) -> None:
    found = impact_command("check", str(folder))
    *said, last = found.stdout.splitlines()
    assert (found.returncode, last, found.stderr) == (0, f"0 problems, {hints} hints", "")
    assert [": hint: " in line for line in said] == [True] * hints


def test_what_is_wrong_is_printed_as_it_is_in_a_build() -> None:
    found = impact_command("check", str(PUBLISHED))
    *lines, last = found.stdout.splitlines()
    assert (found.returncode, found.stderr) == (1, "")
    where = os.path.relpath(PUBLISHED)
    assert lines == [f"{where}/{problem}" for problem in load_report(PUBLISHED).problems]
    assert lines[0] == says(f"{where}/data/statements/position.csv:5 contradiction: Total Assets 2022")
    assert last == "10 problems, 1 hint"


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ('x = 1\nlanguage = "Deutsch"\n', 'conf.py:2: language: “Deutsch” is no language tag; write language = "de" [impact.value]'),
        ('language: str = "xx"\n', "conf.py:1: language: nobody knows a language “xx”"),
        ('language = "Deutsch"\nlanguage = "de"\n', ""),
        ('language = open("/nowhere").read()\n', ""),
        ("language = (\n", ""),
        ("(" * 10_000, ""),
        ("language = 1\nx = '\\d'\n", ""),
    ],
)
def test_a_language_is_looked_at_and_nothing_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str], conf: str, said: str) -> None:
    write(tmp_path, {"report.yaml": "organisation: Trust\ncurrency: USD\n"})
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    assert command.main(["check", str(tmp_path)]) == (1 if said else 0)
    assert said in capsys.readouterr().out


MOVED_ON = (
    "organisation: Trust\ntitle: Impact 2022\ncurrency: USD\nreporting-period: {now}\n"
    "periods: {{{now}: {{start: 2023-01-01, end: 2023-12-31}}, {past}: {{start: 2022-01-01, end: 2022-12-31}}}}\n"
)
OF_LAST_YEAR = (
    'project = "Trust 2022"\nrelease = "2022.1"\nversion = "3.2"\nhtml_title = "From 2022 to 2023"\nepub_title = "Plan 2022-2027"\n'
    'html_baseurl = "https://impact2022.example.org/en/"\nepub_identifier = "https://example.org/FY22/"\n'
)


def test_settings_that_name_a_past_year_are_hints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"report.yaml": MOVED_ON.format(now="fy23", past="fy22")})
    (tmp_path / "conf.py").write_text(f'extensions = ["sphinx_impact"]\n{OF_LAST_YEAR}', encoding="utf-8")
    (tmp_path / "index.rst").write_text("Trust\n=====\n", encoding="utf-8")
    assert command.main(["check", str(tmp_path)]) == 0
    *found, last = capsys.readouterr().out.splitlines()
    rows = [("conf.py:2", "project", "2022"), ("conf.py:3", "release", "2022"), ("conf.py:7", "html_baseurl", "2022")]
    rows += [("conf.py:8", "epub_identifier", "FY22"), ("data/report.yaml:2", "title", "2022")]
    assert sorted(found) == [
        says(f"{place} unchanged: hint: {name} is … which names {year}, and the report is of fy23") for place, name, year in rows
    ]
    assert last == "0 problems, 5 hints"
    built = sphinx_build(tmp_path, "dummy", out=tmp_path / "out", doctrees=tmp_path / "doctrees", apart=True)
    assert built.warnings == []
    assert [f"{name} is “" in built.log for _, name, _ in rows] == [True] * 5
    assert "html_title is" not in built.log


@pytest.mark.parametrize(
    "conf",
    [
        'html_baseurl = "https://example.org/2023/2022/"\n',
        'html_baseurl = "https://example.org/12022/"\n',
        "release = '2024'",
        "project = 'Trust 2022/23'\n",
    ],
)
def test_settings_of_this_year_or_of_none_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], conf: str) -> None:
    write(tmp_path, {"report.yaml": MOVED_ON.format(now="'2023'", past="'2022'").replace("title: Impact 2022\n", "")})
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    assert command.main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "0 problems, 0 hints\n"


def test_hints_alone_are_no_problem(tmp_path: Path) -> None:
    load(tmp_path, WRONG.splitlines()[1] + "\n")
    found = impact_command("check", cwd=tmp_path)
    assert found.returncode == 0
    line, last = found.stdout.splitlines()
    assert line == says("data/tieouts.yaml:1 tie-out: hint: Some: people.here … 2,159 … 1")
    assert last == "0 problems, 1 hint"


def test_the_data_may_lie_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, {})
    shutil.move(tmp_path / "data", tmp_path / "figures")
    found = impact_command("check", ".", "--data", "figures/", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (0, "0 problems, 0 hints\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nowhere"], "sphinx-impact: there is no folder nowhere\n"),
        (["check", ".", "--data", "x"], "sphinx-impact: there is no conf.py and no folder x in .; name the folder of a report\n"),
        (["check", "site"], "sphinx-impact: site is a website that was built; name the folder with conf.py that it was built of\n"),
        (["chekc"], "invalid choice: 'chekc'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_nothing_to_check(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "site" / "data").mkdir(parents=True)
    for name in ("datapackage.json", "report.json"):
        (tmp_path / "site" / "data" / name).write_text("{}", encoding="utf-8")
    found = impact_command(*arguments, cwd=tmp_path)
    assert found.returncode == 2
    assert message in found.stderr
    assert found.stdout == ""


def test_sphinx_is_not_loaded() -> None:
    found = subprocess.run([sys.executable, "-c", SEES_WHAT_IS_LOADED, "check", str(LANTERN)], capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr, found.returncode) == ("0 problems, 0 hints\n[]\n", "", 0)


def test_the_command_has_a_name_of_its_own() -> None:
    script = Path(sys.executable).with_name("sphinx-impact")
    found = subprocess.run([script, "check", str(LANTERN)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "0 problems, 0 hints\n")


def test_any_terminal_can_print_it(tmp_path: Path) -> None:
    load(tmp_path, "- {that: people.all = 1, say: Tomás, hint: true}\n")
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    found = subprocess.run(
        [sys.executable, "-m", "sphinx_impact", "check"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert found.returncode == 0
    assert b"hint: Tom\\xe1s: people.all" in found.stdout


def test_it_can_be_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", str(LANTERN)]) == 0
    assert capsys.readouterr().out == "0 problems, 0 hints\n"
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    assert "check all data files without building" in capsys.readouterr().out


# ---- the same in a build ----


def test_every_build_says_it_whether_a_page_was_read_or_not(tmp_path: Path, build: Build) -> None:
    report = load(tmp_path, WRONG)
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "sphinx_impact"]\n', encoding="utf-8")
    (tmp_path / "index.md").write_text("# Title\n\nWords.\n", encoding="utf-8")
    out, doctrees = tmp_path / "_build", tmp_path / "_doctrees"
    wanted = [line for line in said(report) if "hint: " not in line]
    assert len(wanted) == 1
    for _ in range(2):  # the second time nothing has changed
        result = build(tmp_path, "text", "-W", "--keep-going", out=out, doctrees=doctrees)
        assert result.status == 1
        assert [line.removeprefix("data/").replace("WARNING: ", "") for line in result.warnings] == wanted
    rewrite(tmp_path, "data/tieouts.yaml", "people.all = 1", "people.all = 2")  # only the relations have changed
    (warning,) = build(tmp_path, "text", out=out, doctrees=doctrees).warnings
    assert warning == says("data/tieouts.yaml:1 tie-out: people.all … 2,650 … 2 … 2,648")
    rewrite(tmp_path, "data/tieouts.yaml", "people.all = 2", "people.all = 2650")
    result = build(tmp_path, "text", "-W", "--keep-going", out=out, doctrees=doctrees)
    assert (result.status, result.warnings) == (0, [])  # the hint fails no build


def test_a_hint_is_said_unless_it_is_suppressed(tmp_path: Path) -> None:
    load(tmp_path, WRONG.splitlines()[1] + "\n")
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "sphinx_impact"]\n', encoding="utf-8")
    (tmp_path / "index.md").write_text("# Title\n\nWords.\n", encoding="utf-8")
    command_ = ["-W", "-b", "text", "--no-color", ".", "_build"]
    hint = "data/tieouts.yaml:1: hint: Some: people.here is 2,159, and should be 1"
    first = sphinx_command(*command_, cwd=tmp_path)
    assert (first.returncode, first.stdout.count(hint)) == (0, 1), first.stdout + first.stderr
    quiet = sphinx_command(*command_, "-D", "suppress_warnings=impact.tie-out", cwd=tmp_path)
    assert (quiet.returncode, quiet.stdout.count(hint)) == (0, 0)


def test_gitlab_shows_problems_beside_their_rows() -> None:
    found = impact_command("check", str(PUBLISHED), "--format", "gitlab")
    assert found.returncode == 1
    shown = json.loads(found.stdout)
    problems = load_report(PUBLISHED).problems
    assert [(entry["description"], entry["check_name"], entry["severity"]) for entry in shown] == [
        (problem.message, f"impact.{problem.code}", "info" if problem.hint else "major") for problem in problems
    ]
    assert shown[0]["location"] == {"path": f"{os.path.relpath(PUBLISHED)}/data/statements/position.csv", "lines": {"begin": 5}}
    assert len({entry["fingerprint"] for entry in shown}) == len(shown)
