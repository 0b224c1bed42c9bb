"""Where words fit: how wide they are, where lines break, and which places on a drawing are still free."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The face of drawings that are files. In a page they have the page's own."""

_ADVANCES = {
    char: width / 100
    for width, chars in {
        22: "'",
        24: "ijl",
        28: " !,.:;I’‘·",
        33: "|",
        36: "()/[\\]ft{}",
        38: "r",
        40: '"“”',
        46: "-^",
        50: "*`",
        52: "s",
        54: "Jkxz",
        56: "1?L_acvy–",
        58: "7enu",
        60: "25ghopq",
        62: "0689FZbd",
        64: "#$34T€£",
        66: "&+<=>BEKPSXY~−",
        68: "AV",
        72: "CDR",
        74: "HU",
        76: "N",
        78: "GOQ",
        82: "w",
        86: "m",
        88: "%M",
        94: "W",
        100: "@—…",
    }.items()
    for char in chars
}
"""Widths in sizes of the type: the larger of Liberation Sans (as wide as Arial and Helvetica) and Inter."""

_BOLD = 1.05


@dataclasses.dataclass(frozen=True, slots=True)
class Size:
    """A size that every chart is drawn in.

    Attributes:
        name: ``wide``, ``narrow``, or ``book``.
        width: Of the whole drawing, in pixels.
        font_size: Of text, in pixels.
        leftwards: Whether its words are of a language that is written from right to left.
    """

    name: str
    width: int
    font_size: int
    leftwards: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for labels beside what they name."""
        return self.width < 400

    @property
    def leading(self) -> float:
        """From one line of text to the next."""
        return round(self.font_size * 1.3, 1)

    def room(self, text: str, *, bold: bool = False) -> float:
        """Return how wide a line of text is, in pixels."""
        return text_width(text) * self.font_size * (_BOLD if bold else 1.0)

    def widest(self, texts: Sequence[str], *, bold: bool = False) -> float:
        """Return how wide the widest of some lines is; 0 for none."""
        return max((self.room(text, bold=bold) for text in texts), default=0.0)

    def wrapped(self, text: str, width: float, most: int = 3) -> list[str]:
        """Divide a text into lines between words. What is too long or too much ends in an ellipsis."""
        em = width / self.font_size
        lines = broken(text, em, inside=False)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
        return [cut(line, em) for line in lines] or [""]


WIDE, NARROW, BOOK = Size("wide", 720, 14), Size("narrow", 340, 13), Size("book", 560, 14)


def text_width(text: str) -> float:
    """Return how wide a line of text is, in sizes of its type, or a little more; bold text is 5 % wider."""
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    known = _ADVANCES.get(char)
    if known is not None:
        return known
    plain = unicodedata.normalize("NFD", char)[0]
    if plain in _ADVANCES:
        return _ADVANCES[plain]
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    return 0.72 if char.isupper() else 0.62


def cut(text: str, width: float) -> str:
    """Return a text on one line, cut to a width in sizes of its type."""
    if text_width(text) <= width:
        return text
    while text and text_width(f"{text}…") > width:
        text = text[:-1]
    return text.rstrip(" ,;:–—…") + "…"


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return what may not be broken, each with what stands before it on the same line: a space, or nothing after a hyphen."""
    return [("" if at else " ", piece) for word in text.split() for at, piece in enumerate(re.findall(r"[^-]+-*|-+", word))]


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def broken(text: str, width: float, *, inside: bool = True) -> list[str]:
    """Break a text into lines of a width in sizes of its type: between words, and between the characters of scripts without spaces.

    Args:
        inside: Whether words that are too long are broken, too.
    """
    lines: list[str] = []
    for glue, piece in _pieces(text):
        if lines and text_width(lines[-1] + glue + piece) <= width:
            lines[-1] += glue + piece
            continue
        lines.append("")
        for char in piece:
            if lines[-1] and (inside or _is_wide(char)) and text_width(lines[-1] + char) > width:
                lines.append("")
            lines[-1] += char
    return lines


def fitted(text: str, sizes: Sequence[int], width: float, height: float, most: int) -> tuple[int, list[str]]:
    """Return the largest size in which a text fits with no word broken, and its lines; cut in the smallest size if it does not fit.

    Args:
        sizes: In pixels, the largest first.
        width: In pixels.
        height: In pixels, of lines that are 1.1 sizes apart.
        most: The most lines.
    """
    longest = max((text_width(piece) for _glue, piece in _pieces(text) if not any(map(_is_wide, piece))), default=0.0)
    for size in sizes:
        lines = broken(text, width / size)
        if len(lines) <= min(most, height // (size * 1.1)) and longest * size <= width:
            return size, lines or [""]
    size = sizes[-1]
    lines, most = broken(text, width / size), max(1, min(most, int(height // (size * 1.1))))
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width / size)]
    return size, lines


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles have a place in common."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def spread(middles: Sequence[float], heights: Sequence[float], limit: float) -> list[float]:
    """Move labels apart that stand too near to one another, each as little as it takes.

    Args:
        middles: Where the labels would like to stand, in order.
        heights: How high each label is.
        limit: Where the last one has to end at the latest, if there is room for all.
    """
    placed: list[float] = []
    edge = 0.0
    for middle, size in zip(middles, heights, strict=True):
        placed.append(max(middle, edge + size / 2))
        edge = placed[-1] + size / 2
    limit = max(limit, sum(heights))
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit - heights[at] / 2)
        limit = placed[at] - heights[at] / 2
    return placed
