"""The house stands as docs/architecture.md draws it: imports go down only, siblings are strangers, files stay short."""

from __future__ import annotations

import ast
import graphlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "src" / "sphinx_impact"

DRAWING = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("```text")[2].partition("```")[0]

NEIGHBOURS = {("", "extension"), ("__main__", ""), ("config", "messages")}
"""Who may use whom on the same floor: the package is what its wiring makes it; the command line says its version; a wrong setting must be
able to warn."""

REGISTERS = {"add_settings": "config", "add_nodes": "nodes"}
"""Functions outside extension.py that register something, with their file: a list of settings, a list of nodes."""

LONGEST = 400


def modules() -> dict[str, Path]:
    """Every file of the package by its name below ``sphinx_impact``."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imported(path: Path) -> Iterator[str]:
    """Everything a file imports, also for types only and inside functions: ``sphinx_impact.model.entities``, ``docutils.nodes``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports from '{'.' * node.level}': write the full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    """The module of the package that an import means; None for those of others."""
    if name != "sphinx_impact" and not name.startswith("sphinx_impact."):
        return None
    known = modules()
    inner = name.removeprefix("sphinx_impact").removeprefix(".")
    while inner not in known:
        inner = inner.rpartition(".")[0]
    return inner


def uses() -> dict[str, set[str]]:
    """Which modules of the package each one uses."""
    return {name: {used for found in imported(path) if (used := own(found)) is not None} - {name} for name, path in modules().items()}


def floors() -> dict[str, int]:
    """Floor of each file, and of each folder whose files are one room, as drawn; the empty name is the package itself."""
    found = {}
    for number, line in re.findall(r"^FLOOR (\d)   (.+)$", DRAWING, re.MULTILINE):
        rooms = re.split(r" {3,}", line)[0]  # what comes after a wide gap explains them
        found.update({room.replace("__init__", ""): int(number) for room in re.findall(r"[a-z_]+", rooms)})
    return found


def test_the_drawing_shows_every_room() -> None:
    assert set(floors()) == {module.partition(".")[0] for module in modules()}


def test_every_guard_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    assert "tests/test_layers.py" in named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_imports_go_down_only() -> None:
    wrong = [
        f"{module or '__init__'} imports {used or '__init__'}"
        for module, found in uses().items()
        for used in sorted(found)
        if not _allowed(module, used)
    ]
    assert wrong == []


def _allowed(module: str, used: str) -> bool:
    here, there = module.partition(".")[0], used.partition(".")[0]
    below = floors()
    return here == there != "" or below.get(there, 9) < below.get(here, 0) or (here, there) in NEIGHBOURS


def test_there_is_no_circle() -> None:
    graphlib.TopologicalSorter(uses()).prepare()


def test_the_model_has_never_heard_of_sphinx() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules().items()
        if module.partition(".")[0] == "model"
        for name in imported(path)
        if name.partition(".")[0] in {"sphinx", "docutils", "myst_parser", "sphinx_design"}
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", ["src", "tests", "tools"])
def test_no_file_is_too_long(folder: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert lengths
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > LONGEST} == {}


def test_only_the_wiring_registers() -> None:
    wrong = []
    for module, path in modules().items():
        if module == "extension":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
            if REGISTERS.get(function.name) == module:
                continue
            wrong += [f"{module}.{function.name} calls {call}" for call in _registrations(function)]
        wrong += [
            f"{module} calls {call}" for statement in tree.body if isinstance(statement, ast.Expr) for call in _registrations(statement)
        ]
    assert wrong == []


def _registrations(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            subject = ast.unparse(call.func.value)
            if subject.rpartition(".")[2] in {"app", "_app"} and (
                call.func.attr.startswith("add_") or call.func.attr in {"connect", "set_translator"}
            ):
                yield f"{subject}.{call.func.attr}"


def test_extension_registers() -> None:
    """The search for registrations finds those that are there."""
    tree = ast.parse((PACKAGE / "extension.py").read_text(encoding="utf-8"))
    assert "app.connect" in set(_registrations(tree))
