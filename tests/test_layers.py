"""The house itself: imports run in no circle, the model is free of Sphinx, one file registers."""

from __future__ import annotations

import ast
import functools
import graphlib
import re
from typing import TYPE_CHECKING

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "src" / "sphinx_impact"

REGISTERS = {"add_settings": "config", "add_nodes": "nodes"}
"""Functions outside extension.py that register something, with their file: a list of settings, a list of nodes."""


@functools.cache
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


def test_every_guard_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    assert "tests/test_layers.py" in named
    assert {name for name in named if not (ROOT / name).exists()} == set()


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
