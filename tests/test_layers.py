"""The house itself: rooms and files import in no circle, the model is free of Sphinx, one file registers."""

from __future__ import annotations

import ast
import graphlib
import re
from typing import TYPE_CHECKING

from tests.support import ROOT
from tools import rooms

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTERS = {"add_settings": "config", "add_nodes": "components.nodes"}
"""Functions outside extension.py that register something, with their file: a list of settings, a list of nodes."""


def test_files_import_in_no_circle() -> None:
    graphlib.TopologicalSorter(rooms.uses()).prepare()


def test_rooms_import_in_no_circle() -> None:
    graphlib.TopologicalSorter(rooms.room_uses()).prepare()


def test_the_picture_shows_the_rooms_as_they_are() -> None:
    assert rooms.PICTURE.read_text(encoding="utf-8") == rooms.drawing(), "docs/rooms.svg is stale: run python tools/rooms.py"


def test_every_place_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|tools|docs)/[\w/.]+)`", text))
    inner = re.findall(r"`([a-z_]+(?:/[\w/]*)?(?:\.py)?)`", text)
    named |= {
        f"src/sphinx_impact/{name}" for name in inner if name.endswith((".py", "/")) and not name.startswith(("tests", "tools", "src"))
    }
    assert "tests/test_layers.py" in named
    assert "src/sphinx_impact/extension.py" in named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_model_has_never_heard_of_sphinx() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in rooms.modules().items()
        if module.partition(".")[0] == "model"
        for name in rooms.imported(path)
        if name.partition(".")[0] in {"sphinx", "docutils", "myst_parser", "sphinx_design"}
    ]
    assert wrong == []


def test_only_the_wiring_registers() -> None:
    wrong = []
    for module, path in rooms.modules().items():
        if module == "extension":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
            if REGISTERS.get(function.name) != module:
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
    tree = ast.parse((rooms.PACKAGE / "extension.py").read_text(encoding="utf-8"))
    assert "app.connect" in set(_registrations(tree))
