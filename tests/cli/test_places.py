"""Messages as terminals and other programs read them: paths that can be opened, annotations, JSON, and one line for a wrong argument."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.cli.check import _annotation
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.problems import Code, Origin, Problem
from tests.model.export.sample import FILES
from tests.support import CONF, impact_command, sphinx_command, write_project

if TYPE_CHECKING:
    from tests.conftest import MakeProject

WRONG: dict[str, str | bytes] = {
    "data/people.yaml": "groups: 3\n",
    "data/stats/books.yaml": "books.lent: {label: books, value: 1, sourse: x, source: y}\n",
}


def paths(text: str) -> list[str]:
    return [line.partition(":")[0] for line in text.splitlines() if ".yaml:" in line]


@pytest.mark.parametrize(
    ("below", "argument", "shown"),
    [(".", ".", "data/people.yaml"), ("..", "source", "source/data/people.yaml"), ("data/stats", "../..", "../people.yaml")],
)
def test_check_prints_paths_that_lead_to_the_file(make_project: MakeProject, below: str, argument: str, shown: str) -> None:
    source = make_project(FILES | WRONG)
    found = impact_command("check", argument, cwd=source / below)
    assert found.returncode == 1
    assert shown in paths(found.stdout)
    assert all((source / below / path).is_file() for path in paths(found.stdout))


def test_a_build_does_so_too(make_project: MakeProject) -> None:
    source = make_project(FILES | WRONG | {"index.md": "# Report\n\n```{stat-card} books.none\n```\n"}, 'impact_state = "x"\n')
    found = sphinx_command("-q", "-b", "html", "source", "out", cwd=source.parent)
    ours = [line for line in found.stderr.splitlines() if "[impact." in line]
    assert {line.split(":")[0] for line in ours} >= {"source/data/people.yaml", "source/index.md", "source/conf.py"}
    assert all((source.parent / line.split(":")[0]).is_file() for line in ours)


def test_the_shorter_path_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = tmp_path / "a" / "b" / "c" / "d" / "e" / "f"
    far.mkdir(parents=True)
    monkeypatch.chdir(far)
    assert as_called(Path("/x"), "data/a.csv") == "/x/data/a.csv"
    assert as_called(Path(), "data/a.csv") == "data/a.csv"
    assert as_called(far.parent, "a.csv") == "../a.csv"
    assert as_called(Path("/x"), str(far / "y.csv")) == "y.csv"


def test_annotations_of_github(make_project: MakeProject) -> None:
    source = make_project(FILES | WRONG)
    found = impact_command("check", "source", "--format", "github", cwd=source.parent)
    *lines, last = found.stdout.splitlines()
    assert found.returncode == 1
    assert any(line.startswith("::error file=source/data/people.yaml,line=1,title=impact.value::") for line in lines)
    assert last.endswith(" hints")


def test_what_annotations_would_misread_is_escaped() -> None:
    problem = Problem(Origin("a", 3), Code.VALUE, "100% is,\nno: number", hint=True)
    assert _annotation(problem, "b,c:d%.csv") == "::notice file=b%2Cc%3Ad%25.csv,line=3,title=impact.value::100%25 is,\\x0ano: number"


def test_json(make_project: MakeProject) -> None:
    source = make_project(FILES | WRONG)
    found = impact_command("check", "source", "--format", "json", cwd=source.parent)
    read = json.loads(found.stdout)
    assert (found.returncode, read["format"]) == (1, 1)
    assert (read["problems"], read["hints"]) == (len(read["found"]) - read["hints"], 0)
    assert {"file", "row", "code", "hint", "message"} == set(read["found"][0])
    assert {"source/data/people.yaml", "impact.key"} <= {value for one in read["found"] for value in one.values() if isinstance(value, str)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere"], "no folder nowhere"),
        (["check", "conf.py"], "conf.py is a file"),
        (["check", "empty"], "no conf.py and no folder data in empty"),
        (["check", ".", "--data", "figures"], "no folder figures in ."),
        (["check", ".", "--data", "../data"], "inside"),
        (["check", ".", "--data", "index.md"], "index.md is a file"),
        (["check", "x" * 5000], "no folder xxx"),
        (["diff", ".", "x" * 300], "no revision"),
        (["diff", "conf.py", "."], "conf.py is no report.json"),
        (["diff", "HEAD", ".", "--source", "nowhere"], "no folder nowhere"),
    ],
)
def test_a_wrong_argument_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    write_project(tmp_path, {"index.md": "# Report\n"})
    (tmp_path / "empty").mkdir()
    (tmp_path / "data").mkdir()
    found = impact_command(*arguments, cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, "")
    (line,) = found.stderr.splitlines()
    assert line.startswith("sphinx-impact: ")
    assert said in line


def test_a_reader_that_stops_ends_it_without_a_traceback(tmp_path: Path) -> None:
    rows = "".join(f"a.b{row}: {{label: x, value: 1}}\n" for row in range(3000))
    write_project(tmp_path, {"conf.py": CONF, "data/stats.yaml": rows})
    command = f"{shlex.quote(sys.executable)} -m sphinx_impact check | head -n 1"
    found = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, env=dict(os.environ))  # noqa: S602
    assert found.stderr == ""
