"""SVG as text: shapes and words are written as they are drawn, in plain attributes that small reading engines understand."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import TYPE_CHECKING

from sphinx_impact.drawing.layout import FONT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size

NAMESPACE = "http://www.w3.org/2000/svg"
_TIP = re.compile(r"><title>[^<]*</title></\w+>")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_SPOTS = 60
_CAPITALS = 0.36
"""Half the height of a capital, in sizes of the type: how far the base line stands below the middle of a line."""


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing: its size in pixels, and its shapes as SVG elements."""

    width: float
    height: float
    shapes: str

    @property
    def _box(self) -> str:
        return f'viewBox="0 0 {number(self.width)} {number(self.height)}"'

    def inline(self, name: str, label: str, description: str) -> str:
        """Return the drawing as part of a page. On pages from right to left, too, places are counted from the left.

        Args:
            name: Which size it is: ``wide`` or ``narrow``; part of its class.
            label: The title.
            description: Id of the element with the description.
        """
        return (
            f'<svg class="impact-drawing impact-drawing-{name}" role="img" aria-label="{escape(label)}" '
            f'aria-describedby="{escape(description)}" direction="ltr" {self._box}>{self.shapes}</svg>'
        )

    @property
    def still(self) -> str:
        """The shapes as they are in a file, where nothing is pointed at."""
        return _TIP.sub("/>", self.shapes)

    def file(self, title: str) -> str:
        """Return the drawing as a file of its own, on white, with a title."""
        width, height = number(self.width), number(self.height)
        return (
            f'<svg xmlns="{NAMESPACE}" width="{width}" height="{height}" {self._box} font-family="{FONT}">'
            f'<title>{escape(title)}</title><rect width="{width}" height="{height}" fill="#fff"/>{self.still}</svg>\n'
        )


def escape(text: str) -> str:
    """Return a text as it stands in XML, in an attribute, too; characters that XML does not allow are left out."""
    return html.escape(_NOT_XML.sub("", text))


def number(value: float) -> str:
    """Return a number with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


class Canvas:
    """Collects the shapes of one drawing, from back to front. Places and sizes are in pixels from the upper left corner.

    Attributes:
        turned: Whether the drawing begins on the right, and what is put at a place stands as far from the other edge.
    """

    def __init__(self, size: Size, inks: Inks, *, turned: bool = False) -> None:
        self.size = size
        self.inks = inks
        self.turned = turned
        self._shapes: list[str] = []

    def picture(self, height: float) -> Picture:
        """Return what has been drawn."""
        return Picture(self.size.width, round(height, 1), "".join(self._shapes))

    @property
    def has_tips(self) -> bool:
        """Whether shapes say their values where one points at them: on the drawing for wide places, which are those with a mouse."""
        return self.size.name == "wide"

    def _x(self, x: float, width: float = 0) -> float:
        """Return where something of a width begins."""
        return self.size.width - x - width if self.turned else x

    def path(self, d: str, *, tip: str = "", **attributes: str | float | None) -> None:
        """Draw a shape of any form."""
        turn = f"matrix(-1 0 0 1 {self.size.width} 0)" if self.turned else None
        self.add("path", tip=tip, d=d, **attributes, transform=turn)

    def add(self, tag: str, *, tip: str = "", **attributes: str | float | None) -> None:
        """Draw any element; attributes that are None are left out, and ``_`` in their names is ``-``.

        Args:
            tip: What it says where one points at it. The keyboard has the same values in the table.
        """
        words = "".join(
            f' {name.strip("_").replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        self._shapes.append(f"<{tag}{words}><title>{escape(tip)}</title></{tag}>" if tip and self.has_tips else f"<{tag}{words}/>")

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, opacity: str | None = None, tip: str = "") -> None:
        """Draw a rectangle; one without a length is left out."""
        if width > 0 and height > 0:
            self.add("rect", x=self._x(x, width), y=y, width=width, height=height, fill=fill, fill_opacity=opacity, tip=tip)

    def line(self, points: Sequence[tuple[float, float]], stroke: str, width: float = 1, dash: str | None = None) -> None:
        """Draw a line from point to point."""
        steps = "L".join(f"{number(self._x(x))} {number(y)}" for x, y in points)
        self.add("path", d=f"M{steps}", fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash, stroke_linejoin="round")

    def dots(self, centres: Iterable[tuple[float, float]], radius: float, ink: str, *, ring: bool = False, tip: str = "") -> None:
        """Draw dots of one size as one path; as rings, so that colour is not all that tells them apart."""
        r = round(radius - 1.25 if ring else radius, 1)
        arc = f"a{number(r)} {number(r)} 0 0 0"
        d = "".join(f"M{number(self._x(x) - r)} {number(y)}{arc} {number(2 * r)} 0{arc} {number(-2 * r)} 0z" for x, y in centres)
        if d:
            self.add("path", d=d, fill="none" if ring else ink, stroke=ink if ring else None, stroke_width=2.5 if ring else None, tip=tip)

    def spots(self, tips: Sequence[tuple[float, float, str]]) -> None:
        """Let places that are too small to be pointed at say their values, where they are not too many."""
        if self.has_tips and len(tips) <= _MOST_SPOTS:
            self._shapes.append('<g fill="none" pointer-events="all">')
            for x, y, tip in tips:
                self.add("circle", cx=self._x(x), cy=y, r=10.0, tip=tip)
            self._shapes.append("</g>")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: str = "",
        anchor: str | None = None,
        ink: str | None = None,
        middle: bool = False,
        halo: bool = False,
    ) -> None:
        """Write one line.

        Args:
            y: The base line, or with `middle` the middle of the line.
            bold: What stands before the text, in bold.
            anchor: ``middle`` or ``end`` if the line does not start at `x`.
            ink: Its paint, if it is not that of text.
            halo: Whether something may pass behind the words, so that a page's style sheet gives them an edge.
        """
        if not (bold or text):
            return
        looks = ' class="impact-halo"' if halo else ""
        looks += f' font-size="{self.size.font_size}" fill="{ink or self.inks.ink}"'
        words = escape(bold)
        if bold and text:
            words = f'<tspan font-weight="bold">{words}</tspan> '
        elif bold:
            looks += ' font-weight="bold"'
        words += escape(text)
        if self.size.leftwards:
            words = f"\N{RIGHT-TO-LEFT EMBEDDING}{words}\N{POP DIRECTIONAL FORMATTING}"
        if self.turned:
            anchor = {"middle": "middle", "end": None}.get(anchor or "", "end")
        if anchor:
            looks += f' text-anchor="{anchor}"'
        baseline = y + self.size.font_size * _CAPITALS if middle else y
        self._shapes.append(f'<text x="{number(self._x(x))}" y="{number(baseline)}"{looks}>{words}</text>')

    def lines(self, x: float, top: float, lines: Sequence[str], *, anchor: str | None = None, ink: str | None = None) -> None:
        """Write several lines, the first of which begins at a height."""
        for at, line in enumerate(lines):
            self.text(x, top + self.size.leading * (at + 0.5), line, anchor=anchor, ink=ink, middle=True)

    def clamped(self, x: float, text: str, *, bold: bool = False, left: float = 0, right: float | None = None) -> float:
        """Return where the middle of a line stands so that the whole line stays on the drawing, or between two edges."""
        half = self.size.room(text, bold=bold) / 2
        return max(min(x, (self.size.width if right is None else right) - half), left + half)
