"""What is on a drawing, read back from its SVG."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.drawing.chart_colours import Inks
from sphinx_impact.drawing.dispatch import draw
from sphinx_impact.drawing.layout import WIDE, Box, Size

if TYPE_CHECKING:
    from sphinx_impact.model.charts.record import Chart

INKS = Inks("ink", "quiet", "rule", "paper", "land", tuple(f"series{number}" for number in range(1, 7)))


@dataclasses.dataclass(frozen=True)
class Words:
    """A line of text and the place it takes."""

    text: str
    box: Box
    fill: str


def drawn(chart: Chart, size: Size = WIDE) -> ET.Element:
    """Return a drawing as XML; it must be one."""
    picture = draw(chart, size, INKS)
    assert picture is not None
    return ET.fromstring(picture.inline(size.name, "title", "description"))


def box_of(root: ET.Element) -> Box:
    return Box(*map(float, root.get("viewBox", "").split()))


def words(root: ET.Element, size: Size = WIDE) -> list[Words]:
    """Return the lines of text, as wide as they are estimated to be, and as high as capitals are."""
    found = []
    for element in root.iter("text"):
        text = "".join(element.itertext())
        strong = "".join(child.text or "" for child in element) if not element.get("font-weight") else text
        wide = size.room(strong, bold=True) + size.room(text.removeprefix(strong))
        x, y = float(element.get("x", "nan")), float(element.get("y", "nan"))
        left = x - {None: 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor")]
        found.append(Words(text, Box(left, y - size.font_size * 0.72, left + wide, y), element.get("fill", "")))
    return found


def rects(root: ET.Element, fill: str = "series1") -> list[Box]:
    """Return the rectangles of a colour."""
    found = []
    for element in root.iter("rect"):
        if element.get("fill") == fill:
            x, y, width, height = (float(element.get(name, "nan")) for name in ("x", "y", "width", "height"))
            found.append(Box(x, y, x + width, y + height))
    return found


def lines(root: ET.Element, stroke: str) -> list[list[tuple[float, float]]]:
    """Return the lines of a colour, as their points."""
    return [
        [(float(x), float(y)) for x, y in re.findall(r"[ML](\S+?) ([^ML]+)", element.get("d", ""))]
        for element in root.iter("path")
        if element.get("stroke") == stroke and element.get("fill") == "none" and "a" not in element.get("d", "")
    ]


def texts(root: ET.Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter("text")]
