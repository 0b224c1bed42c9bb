"""Vega-Lite as an author writes it: fitted to the paper, with our looks where it names none, and checked for what misleads."""

from __future__ import annotations

import copy
import json
import math
import re
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_impact.charting.sheet import SCHEMA, config
from sphinx_impact.model.quantities import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_impact.charting.sheet import Paper
    from sphinx_impact.model.charts import Chart

_SIDES = 12
_DEEPEST = 50
"""No chart nests lists and mappings deeper."""

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class SpecificationError(ValueError):
    """A specification cannot be read; the message says why.

    Attributes:
        row: Row of the text, counted from 0.
    """

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row


def parse(text: str) -> dict[str, Any]:
    """Read a specification, as JSON or as YAML, of which dates, times and ``NO`` stay the words they are.

    Raises:
        SpecificationError: It is neither, or no mapping, or has what JSON has not.
    """
    spec = _from_json(text) if text.lstrip().startswith("{") else None
    if spec is None:
        spec = _from_yaml(text)
    if not isinstance(spec, dict):
        raise SpecificationError("it is no mapping; it begins with mark: and encoding:")
    return spec


def _from_json(text: str) -> Any:
    """Return what a text is as JSON; None where it is none, which YAML may be."""
    try:
        spec = json.loads(text)
        json.dumps(spec, allow_nan=False, ensure_ascii=False).encode()
    except RecursionError:
        raise SpecificationError(_TOO_DEEP) from None
    except ValueError:
        return None
    level = [spec]
    for _depth in range(_DEEPEST + 1):
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())]
    if level:
        raise SpecificationError(_TOO_DEEP)
    return spec


_TOO_DEEP = f"its lists and mappings are nested deeper than {_DEEPEST} levels"


def _from_yaml(text: str) -> Any:
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            row = event.start_mark.line if event.start_mark is not None else 0
            if depth > _DEEPEST:
                raise SpecificationError(_TOO_DEEP, row)
            if isinstance(event, yaml.AliasEvent):
                raise SpecificationError(f"the alias *{event.anchor} is not allowed; write the value out", row)
            tag = getattr(event, "tag", None)
            if tag and tag != "!":
                raise SpecificationError(f"the tag {tag} is not allowed; delete it", row)
        return _value(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML").split())
        row = mark.line if mark is not None else text.count("\n", 0, getattr(error, "position", 0))
        raise SpecificationError(why, row) from None


def _value(node: yaml.Node | None) -> Any:
    """Return a node as JSON has it."""
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise SpecificationError("a key is a list or a mapping; write a word", key.start_mark.line)
            if key.value in made:
                raise SpecificationError(f"the key {quoted(key.value)} stands here twice; delete one", key.start_mark.line)
            made[key.value] = _value(value)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_value(value) for value in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.style is not None:
        return node.value
    if node.value.lower() in _WORDS:
        return _WORDS[node.value.lower()]
    if _WHOLE.fullmatch(node.value):
        return int(node.value)
    number = float(node.value) if _NUMBER.fullmatch(node.value) else math.inf
    return node.value if math.isinf(number) else number


def written(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return the author's specification, as wide as the paper where it names no width."""
    made: dict[str, Any] = json.loads(chart.spec)
    made.setdefault("$schema", SCHEMA)
    if not {"hconcat", "vconcat", "concat", "facet", "repeat"} & made.keys() and made.get("width", "container") == "container":
        made["width"] = paper.width - _SIDES
        made.setdefault("height", 240)
        made.setdefault("autosize", {"type": "fit", "contains": "padding"})
    theirs = made.get("config")
    made["config"] = _joined(config(paper), theirs if isinstance(theirs, dict) else {})
    return made


def _joined(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return both, the author's word last."""
    result = copy.deepcopy(ours)
    for name, value in theirs.items():
        both = isinstance(value, dict) and isinstance(result.get(name), dict)
        result[name] = _joined(result[name], value) if both else value
    return result


def has_odd_config(spec: dict[str, Any]) -> bool:
    """Return whether the looks are no mapping, so that they are left out."""
    return not isinstance(spec.get("config", {}), dict)


def odd_marks(spec: dict[str, Any]) -> list[str]:
    """Return the marks that are neither a word nor a mapping with one, and so nothing to draw."""
    marks = [view["mark"] for view, own in _walk(spec) if view is own and "mark" in view]
    return [str(mark) for mark in marks if not isinstance(mark.get("type") if isinstance(mark, dict) else mark, str)]


def _walk(node: Any, inside: dict[str, Any] | None = None) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give every mapping of a specification, with the view it belongs to."""
    if isinstance(node, dict):
        view = node if "mark" in node or inside is None else inside
        yield node, view
        for child in node.values():
            yield from _walk(child, view)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child, inside)


def addresses(spec: dict[str, Any]) -> list[str]:
    """Return the addresses that a specification asks for data or pictures from: a build opens none of them."""
    return [str(node["url"]) for node, _view in _walk(spec) if isinstance(node.get("url"), str)]


def is_cut(spec: dict[str, Any]) -> bool:
    """Return whether bars or areas do not start at zero, so that their lengths lie."""
    return any(_cut(view, view.get("encoding", {})) for view, own in _walk(spec) if view is own and "mark" in view)


def _cut(view: dict[str, Any], encoding: Any) -> bool:
    mark = view["mark"].get("type") if isinstance(view["mark"], dict) else view["mark"]
    if mark not in ("bar", "area") or not isinstance(encoding, dict):
        return False
    for channel in ("x", "y"):
        place = encoding.get(channel)
        if not isinstance(place, dict) or place.get("type") != "quantitative" or f"{channel}2" in encoding or place.get("bin"):
            continue
        scale = place.get("scale")
        if not isinstance(scale, dict):
            continue
        domain = scale.get("domain")
        if scale.get("zero") is False or scale.get("type") in ("log", "pow", "sqrt", "symlog") or _above_zero(scale.get("domainMin")):
            return True
        if (
            isinstance(domain, list)
            and domain
            and all(isinstance(end, int | float) for end in domain)
            and not min(domain) <= 0 <= max(domain)
        ):
            return True
    return False


def _above_zero(value: Any) -> bool:
    return isinstance(value, int | float) and value > 0
