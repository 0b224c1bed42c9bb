"""Vega-Lite as an author writes it: fitted to the paper, with our looks where it names none, and checked for what misleads."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from sphinx_impact.charting.sheet import SCHEMA, config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_impact.charting.sheet import Paper
    from sphinx_impact.model.charts import Chart

_SIDES = 12


def written(chart: Chart, paper: Paper) -> dict[str, Any]:
    """Return the author's specification, as wide as the paper where it names no width."""
    made: dict[str, Any] = json.loads(chart.spec)
    made.setdefault("$schema", SCHEMA)
    if not {"hconcat", "vconcat", "concat", "facet", "repeat"} & made.keys() and made.get("width", "container") == "container":
        made["width"] = paper.width - _SIDES
        made.setdefault("height", 240)
        made.setdefault("autosize", {"type": "fit", "contains": "padding"})
    made["config"] = _joined(config(paper), made.get("config", {}))
    return made


def _joined(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Return both, the author's word last."""
    result = copy.deepcopy(ours)
    for name, value in theirs.items():
        both = isinstance(value, dict) and isinstance(result.get(name), dict)
        result[name] = _joined(result[name], value) if both else value
    return result


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
    if mark not in {"bar", "area"} or not isinstance(encoding, dict):
        return False
    for channel in ("x", "y"):
        place = encoding.get(channel)
        if not isinstance(place, dict) or place.get("type") != "quantitative" or f"{channel}2" in encoding or place.get("bin"):
            continue
        scale = place.get("scale")
        if not isinstance(scale, dict):
            continue
        domain = scale.get("domain")
        if scale.get("zero") is False or scale.get("type") in {"log", "pow", "sqrt", "symlog"} or _above_zero(scale.get("domainMin")):
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
