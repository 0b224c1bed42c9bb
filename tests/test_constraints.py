"""What tox installs is held in constraints/: all that pyproject.toml asks for, from wherever it comes."""

from __future__ import annotations

import configparser
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support import ROOT
from tools.lock import FOLDER, wanted

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11.9", "3.12.9", "3.13.9")


def pins(name: str, python: str) -> dict[str, Version]:
    """Return the versions that a file holds for a Python; each line is one name with one version."""
    found: dict[str, Version] = {}
    environment = {"python_version": python.rpartition(".")[0], "python_full_version": python}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(environment):
            (only,) = pin.specifier
            assert only.operator == "==", line
            assert pin.name not in found, line
            found[pin.name] = Version(only.version)
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("name", "groups"), [("locked.txt", tuple(PROJECT["dependency-groups"])), ("oldest.txt", ("matrix",))])
def test_they_hold_what_is_asked_for(name: str, groups: tuple[str, ...], python: str) -> None:
    held = pins(name, python)
    wrong = [
        asked
        for asked in wanted(PROJECT, *groups)
        if (version := held.get(canonicalize_name(Requirement(asked).name))) is None or version not in Requirement(asked).specifier
    ]
    assert wrong == [], "run: tox run -e lock"


def test_the_oldest_are_the_lowest_allowed() -> None:
    """But for sphinx-design, whose 0.6.0 knows no Sphinx 8."""
    held = pins("oldest.txt", PYTHONS[0])
    for asked in map(Requirement, PROJECT["project"]["dependencies"]):
        (lowest,) = asked.specifier
        version = held[canonicalize_name(asked.name)]
        assert version.release[: len(Version(lowest.version).release)] == Version(lowest.version).release, asked


def test_they_name_no_place_to_load_from() -> None:
    for path in FOLDER.iterdir():
        assert not re.search(r"://|--|@", path.read_text(encoding="utf-8").partition("\n")[2]), path.name


def test_every_environment_has_them_but_the_newest() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    held = {
        name.removeprefix("testenv:"): tox[name].get("constraints", tox["testenv"]["constraints"])
        for name in tox.sections()
        if name.startswith("testenv:")
    }
    assert {name for name, file in held.items() if file != "constraints/locked.txt"} == {"sphinx82", "newest"}
    assert held["sphinx82"] == "constraints/oldest.txt"
    assert held["newest"] == ""
    assert "newest" not in tox["tox"]["env_list"]
    for section in [tox["testenv"], tox["pkgenv"], tox["testenv:sphinx82"]]:
        assert section["set_env"] == f"PIP_CONSTRAINT = {section.get('constraints', 'constraints/locked.txt')}"
    assert all((ROOT / file).is_file() for file in held.values() if file)
