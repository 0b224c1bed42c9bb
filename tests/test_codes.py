"""Every kind of problem is raised by a test (see also ``raising.py``), and explained in the manual."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.raising import ALL, faults
from tests.support import ROOT
from tools import reference

if TYPE_CHECKING:
    from pathlib import Path

ONE = """
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.yaml import parse_yaml

def test_one() -> None:
    assert parse_yaml("a: 'b", Findings("x.yaml")) is not None
"""


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_run_of_all_tests_fails_where_a_code_was_never_raised(tmp_path: Path, workers: str) -> None:
    """What ``tests/raising.py`` does at the end of every run of all tests, here of a suite with one test."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_one.py").write_text(ONE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-p", "tests.raising", "-p", "no:cacheprovider", "-n", workers, *arguments]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    whole = run()
    assert whole.returncode == pytest.ExitCode.TESTS_FAILED
    missing = set(re.findall(r"no test raised impact\.([\w-]+)", whole.stdout))
    assert missing == ALL - {"yaml"}
    if workers == "0":
        assert run("tests/test_one.py").returncode == pytest.ExitCode.OK  # a part has no need to raise all


def test_a_code_that_is_not_listed_is_told() -> None:
    assert faults(ALL | {"new"}) == ["impact.new was raised, but it is neither in Code nor in tests/raising.py"]


def test_the_manual_explains_all() -> None:
    said = dict(re.findall(r"^\| `impact\.([\w-]+)` \| (.*) \|$", reference.pages()["messages.md"], re.MULTILINE))
    assert set(said) == ALL
    assert all(said.values())
