"""The house itself: rooms and files import in no circle, the model is free of Sphinx, only functions ``setup`` register."""

from __future__ import annotations

import ast
import graphlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_impact import extension
from tests.support import ROOT
from tools import rooms

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def test_only_setup_registers() -> None:
    """What is connected is said beside the code that is connected, in a function ``setup``, and nowhere else."""
    wrong = []
    for module, path in rooms.modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guards = next((node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "GuardedApp"), None)
        allowed = [call for node in (*_setups(tree), *([guards] if guards else [])) for call in _registrations(node)]
        if found := (Counter(_registrations(tree)) - Counter(allowed)):
            wrong.append(f"{module} calls {', '.join(found)}")
    assert wrong == []


def test_the_wiring_sets_up_every_part() -> None:
    with_setup = {module for module, path in rooms.modules().items() if _setups(ast.parse(path.read_text(encoding="utf-8")))}
    named = [part.__name__.removeprefix("sphinx_impact.") for part in extension.PARTS]
    assert {*named, "extension", ""} == with_setup
    assert len(named) == len(set(named))


def _setups(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "setup"]


def _registrations(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            subject = ast.unparse(call.func.value)
            if subject.rpartition(".")[2] in {"app", "_app"} and (
                call.func.attr.startswith("add_") or call.func.attr in {"connect", "set_translator"}
            ):
                yield f"{subject}.{call.func.attr}"


def test_registrations_are_found() -> None:
    """The search for registrations finds those that are there."""
    tree = ast.parse((rooms.PACKAGE / "markup_check.py").read_text(encoding="utf-8"))
    assert set(_registrations(tree)) == {"app.connect"}
