"""The JSON Schemas say what the loaders take: those of the package are fresh, right files pass, wrong ones do not."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

import sphinx_impact.model.loading
from sphinx_impact.model.json_schemas import schemas
from sphinx_impact.model.loading.records import Record
from tests.model.lantern import LANTERN
from tests.support import ROOT
from tools.schemas import DOCUMENT, texts

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "src" / "sphinx_impact" / "schemas"
IN_PAGES = {"typed_lists"}
"""Files of loaders whose records are typed in pages only."""

PROJECTS = [ROOT / "report", LANTERN, ROOT / "tests" / "model" / "checks" / "published"]


class Editor(yaml.SafeLoader):
    """YAML as editors read it: dates are texts, and only true and false are flags."""


Editor.yaml_implicit_resolvers = {
    mark: [(tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}]
    for mark, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def texts_for_keys(node: Any) -> Any:
    """The same with texts for keys, as JSON has them: an editor sees ``2023:`` so."""
    if isinstance(node, dict):
        return {str(key): texts_for_keys(value) for key, value in node.items()}
    return [texts_for_keys(item) for item in node] if isinstance(node, list) else node


def as_an_editor(text: str) -> Any:
    return texts_for_keys(yaml.load(text, Loader=Editor))  # noqa: S506 - a safe loader with fewer types


def kind_of(path: Path) -> str:
    """Which schema a data file has."""
    return {"stats": "stats", "statements": "statement", "filings": "filing"}.get(path.parent.name, path.stem)


def faults(kind: str, text: str) -> list[str]:
    schema = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(as_an_editor(text))]


def test_they_are_fresh() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in [*FOLDER.glob("*.json"), DOCUMENT]}
    assert there == texts(), "the schemas are stale: run python tools/schemas.py"


@pytest.mark.parametrize("kind", schemas())
def test_they_are_schemas(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8")))


def data_files() -> list[Path]:
    return sorted(path for project in PROJECTS for path in (project / "data").rglob("*.yaml"))


@pytest.mark.parametrize("path", data_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_data_file_passes(path: Path) -> None:
    assert faults(kind_of(path), path.read_text(encoding="utf-8")) == []


def test_every_kind_of_file_was_seen() -> None:
    assert {kind_of(path) for path in data_files()} | {"errata", "standards"} == set(schemas())


def test_every_record_has_a_place_in_them() -> None:
    """A key that a loader knows is a key that an editor offers."""
    names = {found.name for found in pkgutil.iter_modules(sphinx_impact.model.loading.__path__)} - IN_PAGES
    modules = [importlib.import_module(f"sphinx_impact.model.loading.{name}") for name in sorted(names)]
    records = {
        record
        for module in modules
        for record in vars(module).values()
        if inspect.isclass(record) and issubclass(record, Record) and record is not Record and not record.__name__.startswith("_")
    }
    assert len(records) > 12
    known = json.dumps(dict(schemas()))
    for record in records:
        for name, field in record.model_fields.items():
            assert f'"{field.alias or name}": ' in known, f"{record.__name__}.{name}"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("report", "organization: X\n"),
        ("report", "organisation: X\nperiods: {'2023': {begin: 2023-01-01}}\n"),
        ("report", "organisation: X\nperiods: {'2023': {start: January 1}}\n"),
        ("report", "organisation: X\nsources: {a: {url: https://example.org/}}\n"),
        ("stats", "a.b: {unit: people}\n"),
        ("stats", "a.b: {label: people, value: 5, qualifier: roughly}\n"),
        ("stats", "a.b: {label: people, values: [5]}\n"),
        ("stats", "a.b: {label: people, values: {'2023': {value: 5, qualifer: about}}}\n"),
        ("stats", "A B: {label: people, value: 5}\n"),
        ("stats", "decimal: ';'\n"),
        ("statement", "type: activities\n"),
        ("statement", "title: X\nscale: thousand\n"),
        ("statement", "title: X\ncolumns: {a: {colour: red}}\n"),
        ("statement", "title: X\nroll-forward: {opening: a, closing: b}\n"),
        ("sponsors", "tiers: {Gold: [A]}\n"),
        ("sponsors", "tiers: [{sponsors: [A]}]\n"),
        ("sponsors", "tiers: [{name: Gold, sponsors: [{name: A, link: x}]}]\n"),
        ("people", "groups: [{name: Staff, people: [{role: Cook}]}]\n"),
        ("filing", "form: 1040\nsource: x\n"),
        ("filing", "form: 990\namounts: {total-revenue: 5}\n"),
        ("waivers", "[{check: footing, at: a.b, difference: 5}]\n"),
        ("waivers", "[{check: foot, at: a.b, difference: 5, reason: x}]\n"),
        ("waivers", "[{check: footing, at: a.b, difference: 5, reason: x, public: maybe}]\n"),
        ("tieouts", "[{say: x}]\n"),
        ("tieouts", "[{that: a.b = 1, rounding: true}]\n"),
        ("tieouts", "[{that: a.b = 1, for: []}]\n"),
        ("errata", "[{printed: 5}]\n"),
        ("standards", "bbb-16: [mission]\n"),
        ("standards", "bbb-16: {mission: {on: index}}\n"),
    ],
)
def test_a_wrong_file_does_not(kind: str, text: str) -> None:
    assert faults(kind, text) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("report", "organisation: X\nperiods:\n  2023:\n  now: {date: 2023-06-30}\n"),
        (
            "stats",
            "decimal: ','\na.b: {label: people, values: {2023: 5, 2022: 284 billion, 2021: {value: 36K, as-of: 2021-12-31}, 2020: }}\n",
        ),
        ("statement", "title: X\ncolumns: {with: With restrictions, share: {label: Share, unit: percent}, rest: }\nnotes: {1: One}\n"),
        ("sponsors", "tiers: [{name: Gold, sponsors: [A, {name: 3M}]}]\n"),
        ("filing", "form: 990\nsource: x\namounts: {total-revenue: '2,470', net-income: -5}\n"),
        ("waivers", "[{check: tie-out, at: it@2023, difference: -5.5, reason: x, public: yes}]\n"),
        ("tieouts", "[{that: a.b = 1, for: each, about: 5%}, {that: a.b = 1, for: [2023], about: 5, hint: true}]\n"),
        ("errata", "[{at: a.b, printed: 5, date: 2024-05-03, where: 'report, page 5', reason: x}]\n"),
    ],
)
def test_a_right_one_does(kind: str, text: str) -> None:
    assert faults(kind, text) == []
