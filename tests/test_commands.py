"""The commands of the README: what they run, and what the report command says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sphinx_impact
from tests.support import ROOT
from tools import provide
from tools.report import problems

if TYPE_CHECKING:
    from tests.conftest import MakeProject

PAGE = "# Report\n\nText.\n"


def report(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run what ``tox run -e report`` runs, here on a folder, which comes last."""
    command = [sys.executable, str(ROOT / "tools" / "report.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=Path(arguments[-1]).parent, capture_output=True, text=True, check=False)


def tox() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    return parser


def readme_commands() -> list[str]:
    """The lines of the README that install tox and run it."""
    return re.findall(r"^(python3 -m venv .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_report_command_builds_all_and_counts_what_is_wrong(make_project: MakeProject) -> None:
    """Three runs on one folder: a clean one with the PDF, one with problems under another name, and the same again."""
    source = make_project({"index.md": PAGE}, 'version = "1"\ncopyright = "Example Foundation"\n')
    run = report("--pdf", source)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-4:] == [
        "Website: source/_build/html/index.html",
        "E-book:  source/_build/epub/Example.epub",
        "PDF:     source/_build/impactpdf/Example.pdf",
        "0 problems",
    ]
    assert "tools/report.py --pdf" in tox()["testenv:report"]["commands"]
    assert (source / "_build" / "html" / "index.html").exists()
    assert (source / "_build" / "doctrees" / "index.doctree").exists()
    with zipfile.ZipFile(source / "_build" / "epub" / "Example.epub") as book:
        assert "index.xhtml" in book.namelist()

    (source / "index.md").write_text(PAGE + "\n{nothing}`x`\n\n{neither}`y`\n", encoding="utf-8")
    (source / "conf.py").write_text((source / "conf.py").read_text() + 'project = "Renamed"\n')
    for again in (report(source), report(source)):
        assert again.returncode == 0, again.stderr
        last = again.stdout.splitlines()
        assert last[-1] == "2 problems"
        assert all("index.md" in line for line in last[-3:-1])
    assert [book.name for book in (source / "_build" / "epub").glob("*.epub")] == ["Renamed.epub"]


def test_a_build_that_fails_fails_the_command(make_project: MakeProject) -> None:
    run = report(make_project({"index.md": PAGE}, "extensions = ['no_such_extension']\n"))
    assert run.returncode == 1
    assert "The build failed (status 2)." in run.stderr
    assert "problems" not in run.stdout


def test_the_lines_of_one_problem_are_one_problem() -> None:
    text = "\x1b[91ma.md:1: WARNING: first [x.y]\x1b[39;49;00m\nmore of it\n\nb.rst:2: ERROR: second.\nWARNING: third\n"
    assert problems(text) == ["a.md:1: WARNING: first [x.y]\nmore of it", "b.rst:2: ERROR: second.", "WARNING: third"]
    assert problems("") == []


def test_ci_runs_the_second_command_of_the_readme_and_nothing_else() -> None:
    first, second = readme_commands()
    assert first == "python3 -m venv .venv && .venv/bin/pip install tox && .venv/bin/tox run -e report"
    assert second == "python3 -m venv .venv && .venv/bin/pip install tox && .venv/bin/tox run"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.startswith("#!/usr/bin/env bash\n")
    said = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert said == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', second]
    assert subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=False).returncode == 0


def test_tox_runs_style_types_and_tests_on_both_sphinxes() -> None:
    """The full tests come last, so that their closing line ends the output."""
    config = tox()
    assert config["tox"]["env_list"] == "lint, types, sphinx82, tests"
    assert "{posargs}" in config["testenv:tests"]["commands"]
    assert "constraints/locked.txt" in config["testenv"]["set_env"]
    assert "constraints/oldest.txt" in config["testenv:sphinx82"]["set_env"]
    assert "newest" not in config["tox"]["env_list"]
    for name in ("report", "live", "docs", "changelog"):
        assert f"testenv:{name}" in config


def test_a_dependency_is_declared_for_everything_tox_installs() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for section in tox().values():
        if "dependency_groups" in section:
            assert section["dependency_groups"] in declared["dependency-groups"]
        for extra in filter(None, section.get("extras", "").split(", ")):
            assert extra in declared["project"]["optional-dependencies"]


def test_no_registry_is_named() -> None:
    """Packages come from wherever the machine gets them."""
    lock = (ROOT / "tests" / "npm" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
    for name in ("pyproject.toml", "tox.ini", ".ci/run", "tests/npm/.npmrc", "tests/npm/package.json", "tools/provide.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.findall(r"registry\.|index-url|pypi\.org|npmjs", text) == [], name


def test_the_installed_package_is_whole() -> None:
    """What tox tests is a wheel: every file of the source has to have come with it, but for those that catalogues are compiled from."""
    source, installed = ROOT / "src" / "sphinx_impact", Path(sphinx_impact.__file__).parent
    files = {path.relative_to(source) for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    wanted = {path for path in files if path.suffix not in {".po", ".pot"}}
    assert {Path("py.typed"), Path("static/impact.css")} <= wanted
    assert sorted(str(path) for path in wanted if not (installed / path).exists()) == []


def test_a_missing_tool_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(provide.MissingToolError, match="no-such-browser, which is no program"):
        provide.chromium()
    with pytest.raises(provide.MissingToolError, match="no-such-browser"):
        provide.provide_chromium()
    monkeypatch.setenv("SPHINX_IMPACT_TOOLS", str(tmp_path))
    with pytest.raises(provide.MissingToolError, match="tox run -e tests"):
        provide.npm_dir()


def test_a_browser_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert str(provide.provide_chromium()) == sys.executable


def test_the_tools_are_there(chromium: Path, java: Path, node: Path, npm_dir: Path) -> None:
    for tool in (java, node):
        assert subprocess.run([str(tool), "--version"], capture_output=True, check=False).returncode == 0
    assert chromium.exists()
    for package in ("axe-core", "html-validate", "lighthouse", "@daisy/ace-cli"):
        assert (npm_dir / package / "package.json").exists()
