"""Plates: a figure or a chart as a picture that stands alone on other sites, with its title, its source and its address on it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from sphinx_impact.drawing.layout import FONT, broken, cut, fitted
from sphinx_impact.drawing.svg import NAMESPACE, escape, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_impact.drawing.svg import Picture

WIDTH = 640
"""Of the plate of a figure, in pixels; that of a chart is as wide as its drawing."""

_MARGIN = 40
_FONTS = FONT.replace("sans-serif", "Impact Cover, sans-serif")
"""The last but one comes with this package, so that words never lack a face where PNG are made."""

_LABEL, _BODY, _SMALL = 24, 20, 15


@dataclasses.dataclass(frozen=True, slots=True)
class Plate:
    """What stands on a plate; all plain text, empty where there is nothing.

    Attributes:
        title: What the figure or the chart is called.
        below: Below the title: a column, a period, how settled it is; of a chart its subtitle.
        description: For those who do not see it.
        state: What is said on top of a report that is not final.
        source: Where it comes from, as a sentence says it.
        publication: Whose report it stands in, and what that is called.
        address: That of its page.
        value: The number in full, and what is said before and behind it.
    """

    title: str
    below: str
    description: str
    state: str
    source: str
    publication: str
    address: str
    value: tuple[str, str, str] = ("", "", "")


@dataclasses.dataclass(frozen=True, slots=True)
class Paints:
    """The colours of plates, as ``#rrggbb``: those of the report on light ground."""

    paper: str
    ink: str
    quiet: str
    rule: str
    brand: str
    mark: str


class _Setter:
    """Sets lines one below the other."""

    def __init__(self, width: int, paints: Paints, *, leftwards: bool) -> None:
        self.width, self.room, self.paints, self._leftwards = width, width - 2 * _MARGIN, paints, leftwards
        self.shapes: list[str] = []
        self.at = 0.0

    def lines(
        self, words: Sequence[str], size: int, colour: str, *, bold: bool = False, leading: float = 1.3, spacing: float = 0.0
    ) -> None:
        """Set some lines."""
        look = f'font-size="{size}" fill="{colour}"' + (' font-weight="700"' if bold else "")
        look += f' letter-spacing="{number(spacing * size)}"' if spacing and not self._leftwards else ""
        for line in words:
            self.at += size * leading
            text, x = escape(line), _MARGIN
            if self._leftwards:
                text, x = f"\N{RIGHT-TO-LEFT EMBEDDING}{text}\N{POP DIRECTIONAL FORMATTING}", self.width - _MARGIN
                look += "" if "text-anchor" in look else ' text-anchor="end"'
            self.shapes.append(f'<text x="{x}" y="{number(self.at)}" {look}>{text}</text>')

    def wrapped(self, words: str, size: int, colour: str, most: int, *, bold: bool = False) -> None:
        """Set words in so many lines at most."""
        em = self.room / size / (1.05 if bold else 1)
        lines = [*_broken(words, em)] if words else []
        if len(lines) > most:
            lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), em)]
        self.lines(lines, size, colour, bold=bold)

    def foot(self, plate: Plate) -> None:
        """Set what stands below."""
        self.at += 26
        self.shapes.append(f'<path stroke="{self.paints.rule}" d="M{_MARGIN} {number(self.at)}h{self.room}"/>')
        self.at += 6
        self.wrapped(plate.source, _SMALL, self.paints.quiet, 2)
        self.wrapped(plate.publication, _SMALL, self.paints.quiet, 2)
        self.wrapped(plate.address, _SMALL, self.paints.brand, 2)

    def document(self, plate: Plate) -> str:
        """Return everything as SVG."""
        width, height = self.width, round(self.at + _MARGIN * 0.9)
        paints, words = self.paints, ", ".join(filter(None, (plate.title, " ".join(filter(None, plate.value)))))
        return (
            f'<svg xmlns="{NAMESPACE}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{_FONTS}" role="img">'
            f"<title>{escape(words)}</title><desc>{escape(plate.description)}</desc>"
            f'<path fill="{paints.paper}" d="M0 0h{width}v{height}H0z"/><path fill="{paints.brand}" d="M0 0h{width}v6H0z"/>'
            f'<path fill="none" stroke="{paints.rule}" d="M.5 6v{height - 6.5}h{width - 1}V6"/>'
            f"{''.join(self.shapes)}</svg>\n"
        )


@functools.lru_cache(1024)
def _broken(words: str, em: float) -> tuple[str, ...]:
    """Return words in lines: one source stands on many plates."""
    return tuple(broken(words, em))


def size_of(svg: str) -> tuple[int, int]:
    """Return width and height of a plate, in pixels."""
    width, height = (int(svg.partition(f' {side}="')[2].partition('"')[0]) for side in ("width", "height"))
    return width, height


def figure(plate: Plate, paints: Paints, *, leftwards: bool) -> str:
    """Return a figure as an SVG document.

    Args:
        leftwards: Whether its words are written from right to left.
    """
    setter = _start(plate, WIDTH, paints, leftwards=leftwards)
    before, value, behind = plate.value
    size, lines = fitted(value, (128, 112, 96, 82, 70, 58, 48, 40, 34), setter.room, 150, 2)
    if before:
        setter.wrapped(before, _LABEL, paints.quiet, 1, bold=True)
        setter.at -= size * 0.12
    setter.lines(lines, size, paints.ink, bold=True, leading=1.02, spacing=-0.03)
    setter.at += 6 + size * 0.12  # a comma hangs below the line
    setter.wrapped(behind, _LABEL, paints.quiet, 1, bold=True)
    setter.wrapped(plate.title, _LABEL, paints.ink, 3, bold=True)
    setter.wrapped(plate.below, _BODY, paints.quiet, 2)
    setter.foot(plate)
    return setter.document(plate)


def chart(plate: Plate, drawn: Picture, paints: Paints, *, leftwards: bool) -> str:
    """Return a chart as an SVG document."""
    setter = _start(plate, round(drawn.width) + 2 * _MARGIN, paints, leftwards=leftwards)
    setter.wrapped(plate.title, 26, paints.ink, 3, bold=True)
    setter.wrapped(plate.below, 17, paints.quiet, 2)
    setter.at += 22
    setter.shapes.append(f'<g transform="translate({_MARGIN} {number(setter.at)})">{drawn.still}</g>')
    setter.at += drawn.height
    setter.foot(plate)
    return setter.document(plate)


def _start(plate: Plate, width: int, paints: Paints, *, leftwards: bool) -> _Setter:
    setter = _Setter(width, paints, leftwards=leftwards)
    setter.at = 30.0
    if plate.state:
        setter.shapes.append(f'<path fill="{paints.mark}" d="M0 6h{width}v36H0z"/>')
        setter.at = 11.0
        setter.lines([cut(plate.state, setter.room / _SMALL)], _SMALL, paints.ink, bold=True)
        setter.at = 58.0
    return setter
