"""Vega-Lite as an author writes it: fitted to the size, with our looks where it names none, checked for what misleads, and drawn."""

from __future__ import annotations

import copy
import json
import math
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import yaml

from sphinx_impact.drawing import convert
from sphinx_impact.drawing.chart_colours import COUNT
from sphinx_impact.drawing.layout import FONT
from sphinx_impact.drawing.svg import NAMESPACE, Picture
from sphinx_impact.model.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sphinx_impact.drawing.cache import FileCache
    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.model.charts.record import Chart

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

_SIDES = 12
_INK, _QUIET, _RULE = "#000001", "#000002", "#000003"
_SERIES = tuple(f"#00001{number}" for number in range(1, COUNT + 1))
"""Vega needs colours that it can calculate with: these stand in for our paints until a drawing is used."""

_STAND_IN = re.compile("#0000(?:0[1-3]|1[1-6])")
_ID = re.compile(r'\bid="|url\(#|href="#')
_DROPPED = frozenset({"class", "role", "pointer-events", "font-family", "version"})
_ACTIVE = frozenset({"script", "foreignObject", "metadata"})

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


def written(chart: Chart, size: Size) -> dict[str, Any]:
    """Return the author's specification, as wide as the size where it names no width."""
    made: dict[str, Any] = json.loads(chart.spec)
    made.setdefault("$schema", SCHEMA)
    if not {"hconcat", "vconcat", "concat", "facet", "repeat"} & made.keys() and made.get("width", "container") == "container":
        made["width"] = size.width - _SIDES
        made.setdefault("height", 240)
        made.setdefault("autosize", {"type": "fit", "contains": "padding"})
    theirs = made.get("config")
    made["config"] = _joined(config(size), theirs if isinstance(theirs, dict) else {})
    return made


def config(size: Size) -> dict[str, Any]:
    """Return the looks that all charts share."""
    label = {
        "labelColor": _QUIET,
        "labelFontSize": size.font_size - 1,
        "titleColor": _QUIET,
        "titleFontSize": size.font_size - 1,
        "titleFontWeight": "normal",
    }
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "text": {"color": _INK, "fontSize": size.font_size, "lineHeight": size.leading},
        "mark": {"color": _SERIES[0], "aria": False},
        "rule": {"color": _RULE},
        "axis": {**label, "domainColor": _RULE, "tickColor": _RULE, "gridColor": _RULE, "aria": False},
        "legend": {**label, "orient": "top", "title": None, "aria": False},
        "title": {"color": _INK, "fontSize": size.font_size + 1, "anchor": "start", "aria": False},
        "header": label,
        "range": {"category": list(_SERIES), "ordinal": list(_SERIES), "ramp": [_RULE, _SERIES[0]], "heatmap": [_RULE, _SERIES[0]]},
    }


class AuthorDrawings:
    """The drawings of authors' specifications, kept between builds.

    Attributes:
        failed: Why drawings failed, by their files.
    """

    def __init__(self, cache: FileCache) -> None:
        self.cache = cache
        self.failed: dict[Path, str] = {}

    def path(self, chart: Chart, size: Size) -> Path:
        """Return where a drawing is kept."""
        return self.cache.path("svg", convert.made_by("svg"), "1", json.dumps(config(size)), str(size), chart.spec)

    def draw(self, wanted: Iterable[tuple[Chart, Size]], follow: convert.Following[Path] = iter) -> None:
        """Draw what has not been drawn, in one process, which has ended when this returns; nothing without sphinx-impact[vega].

        Args:
            follow: Gives the files that are not there, and may say how far the work is.
        """
        if not convert.made_by("svg"):
            return
        missing = {path: pair for pair in wanted if (path := self.path(*pair)) not in self.failed and not path.is_file()}
        self.failed |= convert.each(
            missing, lambda converter, path: self.cache.write(path, tidy(converter.vega(written(*missing[path]))).encode()), follow
        )

    def picture(self, chart: Chart, size: Size, inks: Inks, anchor: str = "") -> Picture | None:
        """Return a drawing, drawn on a miss; None where that fails.

        Args:
            anchor: Id of the exhibit, which makes ids in the drawing those of the page.
        """
        path = self.path(chart, size)
        if not path.is_file():
            self.draw([(chart, size)])
        if not path.is_file():
            return None
        root = re.fullmatch(r'<svg viewBox="0 0 (\S+) (\S+)">(.*)</svg>', path.read_text(encoding="utf-8"), re.DOTALL)
        assert root is not None
        paints: Mapping[str, str] = {_INK: inks.ink, _QUIET: inks.quiet, _RULE: inks.rule, **dict(zip(_SERIES, inks.series, strict=True))}
        shapes = _STAND_IN.sub(lambda found: paints[found.group()], root[3])
        return Picture(float(root[1]), float(root[2]), _ID.sub(rf"\g<0>{anchor}-{size.name}-", shapes) if anchor else shapes)


def tidy(drawing: str) -> str:
    """Return a drawing of Vega's without what speaks to other readers than eyes, or does anything. Its words keep the page's face.

    Raises:
        ValueError: It is no SVG.
    """
    try:
        root = ET.fromstring(drawing)  # noqa: S314 - our own process drew it
    except ET.ParseError as error:
        raise ValueError(f"the drawing is no SVG: {error}") from error
    width, height = root.get("width", "0"), root.get("height", "0")
    for element in list(root.iter()):
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        element.tail = None
        for child in list(element):
            unseen = child.get("display") == "none" or (child.tag.endswith("}path") and not child.get("d"))
            if child.tag.removeprefix(f"{{{NAMESPACE}}}") in _ACTIVE or unseen:
                element.remove(child)
        for name in list(element.attrib):
            if name in _DROPPED or name.startswith(("aria-", "on", "{")):
                value = element.attrib.pop(name)
                if name.endswith("}href") and value.startswith("data:image/"):
                    element.set("href", value)
    root.attrib = {"viewBox": f"0 0 {width} {height}"}
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


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


def has_odd_config(spec: dict[str, Any]) -> bool:
    """Return whether the looks are no mapping, so that they are left out."""
    return not isinstance(spec.get("config", {}), dict)


def odd_marks(spec: dict[str, Any]) -> list[str]:
    """Return the marks that are neither a word nor a mapping with one, and so nothing to draw."""
    marks = [view["mark"] for view, own in _walk(spec) if view is own and "mark" in view]
    return [str(mark) for mark in marks if not isinstance(mark.get("type") if isinstance(mark, dict) else mark, str)]


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
