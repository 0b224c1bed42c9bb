"""The package that is released: it works in an environment of its own, without this repository, and holds what a user needs."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import sphinx_impact
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_600_000
"""Bytes of the wheel."""


def test_the_wheel_of_the_sdist_makes_checks_and_builds_a_report(tmp_path: Path) -> None:
    def run(*command: str | Path) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        done = subprocess.run(list(map(str, command)), cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    uv = (sys.executable, "-m", "uv")
    locked = ("--build-constraints", ROOT / "constraints" / "locked.txt")
    run(*uv, "build", "--quiet", *locked, "--out-dir", tmp_path, ROOT)  # the wheel is made of what is in the sdist
    (wheel,) = tmp_path.glob("*.whl")
    (sdist,) = tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
        about = package.read(f"sphinx_impact-{sphinx_impact.__version__}.dist-info/METADATA").decode()
    assert not [name for name in names if not name.startswith("sphinx_impact") or name.endswith((".po", ".pot", ".pyc"))]
    assert {
        "sphinx_impact/py.typed",
        "sphinx_impact/starter/files/conf.py.jinja",
        "sphinx_impact/locale/de/LC_MESSAGES/sphinx_impact.mo",
    } < {*names}
    assert wheel.stat().st_size < LARGEST
    assert [line.partition(",")[0] for line in about.splitlines() if line.startswith("Project-URL: ")] == [
        f"Project-URL: {name}" for name in ("Homepage", "Documentation", "Source", "Issues", "Changelog")
    ]
    with tarfile.open(sdist) as archive:
        top = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"src", "docs", "tests", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"} <= top

    run(*uv, "venv", "--quiet", "--python", sys.executable, "own")
    tools = tmp_path / "own" / ("Scripts" if os.name == "nt" else "bin")
    run(*uv, "pip", "install", "--quiet", "--python", tools / "python", "--constraint", ROOT / "constraints" / "locked.txt", wheel)
    run(tools / "sphinx-impact", "new", "report", "--yes")
    assert run(tools / "sphinx-impact", "check", "report").splitlines()[-1].startswith("0 problems, ")
    assert "; 0 problems, " in run(tools / "sphinx-impact", "build", "report")
