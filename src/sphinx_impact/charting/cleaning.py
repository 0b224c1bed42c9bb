"""A drawing as Vega writes it, made small and clean: only what is seen, numbers with one decimal, text that is text.

The result has neither width nor height nor fonts: where it is used, these are added.
"""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d*\.?\d+(?:[eE][-+]?\d+)?")
_TRANSLATE = re.compile(r"translate\(([^,()]+),([^,()]+)\)")
_STEP = re.compile(r"([MLHVCSQTAZmlhvcsqtaz])([^MLHVCSQTAZmlhvcsqtaz]*)")
_SHARED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "text-anchor", "font-weight", "font-size")
_INHERITED = frozenset(_SHARED) - {"opacity"}
_DROPPED = frozenset({"class", "role", "pointer-events", "font-family", "version", "stroke-miterlimit", "width", "height"})
_NEUTRAL = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "text-anchor": "start", "display": "inline"}
_ACTIVE = frozenset({"script", "foreignObject", "metadata"})


def clean(drawing: str, grain: int = 1) -> str:
    """Return the drawing, small and clean.

    Args:
        grain: What places on paths are rounded to, in tenths of a pixel.

    Raises:
        ValueError: It is no SVG.
    """
    try:
        root = ET.fromstring(drawing)  # noqa: S314 - our own process drew it
    except ET.ParseError as error:
        raise ValueError(f"the drawing is no SVG: {error}") from error
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        if element.tag not in {"text", "tspan"}:
            element.text = None
        element.tail = None
    width, height = root.get("width", "0"), root.get("height", "0")
    _prune(root)
    for element in root.iter():
        _attributes(element, grain)
    for child in list(root):
        if child.tag == "g" and child.get("fill") == "none":  # what Vega sets for all, each mark sets for itself
            _fill_none(child)
    _flatten(root)
    _share(root)
    _flatten(root)
    root.attrib = {"viewBox": f"0 0 {_short(width)} {_short(height)}"}
    return ET.tostring(root, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def spelt_out(drawing: str) -> str:
    """Return a clean drawing in which each text says its own looks: small engines do not look for them on groups."""
    root = ET.fromstring(drawing)  # noqa: S314 - our own process drew it
    _hand_down(root, {})
    return ET.tostring(root, encoding="unicode", short_empty_elements=True).replace(" />", "/>")


def _hand_down(element: ET.Element, looks: dict[str, str]) -> None:
    if element.tag == "text":
        for name, value in looks.items():
            element.attrib.setdefault(name, value)
        return
    own = {name: value for name, value in element.attrib.items() if name in _INHERITED}
    for child in element:
        _hand_down(child, looks | own)


def _prune(parent: ET.Element) -> None:
    for child in list(parent):
        _prune(child)
        unseen = child.tag in _ACTIVE or child.get("display") == "none"
        empty = (child.tag == "g" and not len(child)) or (child.tag == "path" and not child.get("d"))
        bare = "background" in child.get("class", "").split() and not child.get("stroke") and child.get("fill", "none") == "none"
        ground = parent.tag == "svg" and child.tag == "rect"
        if unseen or empty or bare or ground:
            parent.remove(child)


def _attributes(element: ET.Element, grain: int) -> None:
    for name, value in list(element.attrib.items()):
        dropped = name in _DROPPED and not (name in {"width", "height"} and element.tag in {"rect", "image"})
        if dropped or name.startswith(("aria-", "on")) or _NEUTRAL.get(name) == value:
            del element.attrib[name]
        elif name == "d":
            element.set(name, _path(value, grain))
        elif name in {"x", "y", "x1", "x2", "y1", "y2", "width", "height", "stroke-width", "font-size", "stroke-dasharray", "rx", "r"}:
            element.set(name, _NUMBER.sub(lambda found: _short(found.group()), value).replace("px", ""))
    if "transform" in element.attrib:
        _place(element, element.attrib["transform"])
    if element.tag == "line" and element.get("x2") == "0":
        del element.attrib["x2"]
    if element.tag == "line" and element.get("y2") == "0":
        del element.attrib["y2"]
    if element.get("stroke-width") == "0":
        del element.attrib["stroke-width"]
        element.attrib.pop("stroke", None)


def _place(element: ET.Element, transform: str) -> None:
    """Write where a mark stands in the shortest way."""
    moves = _TRANSLATE.findall(transform)
    if not moves or _TRANSLATE.sub("", transform).strip():
        element.set("transform", _NUMBER.sub(lambda found: _short(found.group()), transform))
        return
    x, y = (sum(float(move[axis]) for move in moves) for axis in (0, 1))
    del element.attrib["transform"]
    if element.tag in {"text", "tspan"}:
        element.set("x", _short(x))
        element.set("y", _short(y))
        for line in element:  # further lines begin where the first does
            line.set("x", _short(x))
    elif element.tag == "line":
        x2, y2 = float(element.get("x2", 0)), float(element.get("y2", 0))
        for name, value in (("x1", x), ("y1", y), ("x2", x + x2), ("y2", y + y2)):
            element.set(name, _short(value))
    elif abs(x) >= 0.05 or abs(y) >= 0.05:
        element.set("transform", f"translate({_short(x)},{_short(y)})")


def _short(value: str | float) -> str:
    """Return a number with one decimal at most."""
    text = f"{float(value):.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _path(path: str, grain: int) -> str:
    """Return a path as steps from point to point, which are shorter than places, rounded so that errors do not add up."""
    out: list[str] = []
    x = y = start_x = start_y = 0
    last = ""
    for letter, rest in _STEP.findall(path):
        numbers = [float(text) for text in _NUMBER.findall(rest)]
        upper = letter.upper()
        size = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}[upper]
        if not size:
            out.append("z")
            x, y, last = start_x, start_y, ""
            continue
        for at in range(0, len(numbers), size):
            group = numbers[at : at + size]
            if len(group) < size:
                break
            steps, end_x, end_y = _steps(upper, group, (x, y), grain, relative=letter.islower())
            command = {"M": "M" if not out else "m"}.get(upper, upper.lower())
            if upper == "L" and not steps[0] and not steps[1]:
                continue
            words = "".join(_tenths(step, first=number == 0) for number, step in enumerate(steps))
            out.append(words if command == last and words[0] == "-" else (f" {words}" if command == last else command + words))
            last = command
            if upper == "M":
                start_x, start_y, last = end_x, end_y, ""
            x, y = end_x, end_y
    return "".join(out)


def _steps(upper: str, group: list[float], pen: tuple[int, int], grain: int, *, relative: bool) -> tuple[list[int | str], int, int]:
    """Return the numbers of one command in tenths, relative to where the pen is, and where it then is."""
    x, y = pen
    base_x, base_y = (x / 10, y / 10) if relative else (0.0, 0.0)
    if upper == "H":
        end = round((group[0] + base_x) * 10)
        return [end - x], end, y
    if upper == "V":
        end = round((group[0] + base_y) * 10)
        return [end - y], x, end
    if upper == "A":
        end_x, end_y = round((group[5] + base_x) * 10), round((group[6] + base_y) * 10)
        radii = [round(group[0] * 10), round(group[1] * 10)]
        flags = [_short(group[2]), _short(group[3]), _short(group[4])]
        return [*radii, *flags, end_x - x, end_y - y], end_x, end_y
    places = [round((value + (base_y if index % 2 else base_x)) * 10 / grain) * grain for index, value in enumerate(group)]
    return [place - (y if index % 2 else x) for index, place in enumerate(places)], places[-2], places[-1]


def _tenths(step: int | str, *, first: bool) -> str:
    if isinstance(step, str):
        return f" {step}"
    text = _short(step / 10)
    return text if first or text.startswith("-") else f" {text}"


def _fill_none(group: ET.Element) -> None:
    """Take ``fill="none"`` from the outer group, and write it on the marks that rely on it."""
    del group.attrib["fill"]
    for element in group.iter():
        if element.tag in {"path", "rect", "circle", "polygon"} and "fill" not in element.attrib:
            element.set("fill", "none")


def _flatten(parent: ET.Element) -> None:
    """Unwrap groups that say nothing."""
    for child in list(parent):
        _flatten(child)
    at = 0
    while at < len(parent):
        child = parent[at]
        if child.tag == "g" and (not child.attrib or (len(child) == 1 and _mergeable(child, child[0]))):
            inner = list(child)
            if child.attrib:
                inner[0].attrib = {**child.attrib, **inner[0].attrib}
            parent.remove(child)
            for offset, each in enumerate(inner):
                parent.insert(at + offset, each)
            at += len(inner)
        else:
            at += 1


def _mergeable(outer: ET.Element, inner: ET.Element) -> bool:
    return not ({"transform", "opacity", "clip-path"} & outer.attrib.keys()) or not (outer.attrib.keys() & inner.attrib.keys())


def _share(parent: ET.Element) -> None:
    """Put what neighbours have in common on a group around them."""
    for child in parent:
        if child.tag == "g":
            _share(child)
    runs = [(looks, list(run)) for looks, run in itertools.groupby(list(parent), _looks)]
    if len(runs) == len(parent):
        return
    for child in list(parent):
        parent.remove(child)
    for looks, run in runs:
        holder = parent
        if looks and len(run) > 1:
            holder = ET.SubElement(parent, "g", {name: value for name, value in looks.items() if name in _INHERITED})
            for child in run:
                for name in holder.attrib:
                    del child.attrib[name]
        holder.extend(run)


def _looks(element: ET.Element) -> dict[str, str]:
    if element.tag == "g":
        return {}
    return {name: element.attrib[name] for name in _SHARED if name in element.attrib}
