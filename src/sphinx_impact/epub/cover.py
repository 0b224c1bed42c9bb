"""The book's cover: the generated art with the title on it, as a picture that library shelves can show."""

from __future__ import annotations

import dataclasses
import functools
from html import escape
from typing import TYPE_CHECKING

from sphinx_impact import extras
from sphinx_impact.drawing.colours import Oklch, to_hex, to_oklch
from sphinx_impact.drawing.convert import ConversionError, Converter
from sphinx_impact.drawing.cover_art import cover_art, words_at
from sphinx_impact.drawing.layout import fitted, text_width
from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 1000, 1500
MARGIN = 76
ROOM = WIDTH - 2 * MARGIN
PAGE = "epub-cover.xhtml"


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """What stands on the cover."""

    title: str
    organisation: str
    year: str
    line: str

    @property
    def spoken(self) -> str:
        """The same as one sentence, for those who do not see it."""
        rest = [each for each in (self.organisation, self.line) if each and each not in self.title]
        title = self.title if self.year in self.title else f"{self.title} {self.year}"
        return ". ".join([title.strip(), *rest])


def for_lines(colour: str) -> str:
    """Return a colour of the same hue that shows on white, on black, and on the grey screen of an e-ink reader."""
    own = to_oklch(colour)
    return to_hex(Oklch(min(max(own.lightness, 0.55), 0.66), own.chroma, own.hue))


def draw(words: Words, brand: str, accent: str, *, leftwards: bool = False) -> str:
    """Return the cover as an SVG document.

    Args:
        brand: Brand colour, as ``#rrggbb``.
        accent: Second colour, the same.
        leftwards: Whether the words are written from right to left.
    """
    line_at = functools.partial(words_at, MARGIN, edge=WIDTH if leftwards else 0)
    art = cover_art(f"{words.title} {words.year}" if words.year not in words.title else words.title, brand, accent, WIDTH, HEIGHT)
    title = " ".join(words.title.replace(words.year, " ").split()).strip(" ,:–—-") if words.year else words.title
    texts: list[str] = []
    top = 132.0
    if words.organisation:
        texts.append(line_at(words.organisation, top, 33, "0.9"))
        top += 40
    if words.year:
        size = min(352, int(ROOM / max(text_width(words.year), 0.1)))
        top += size * 0.86
        texts.append(line_at(words.year, top, size, "1", spacing=-0.035))
        top += 26
    size, lines = fitted(title or words.title, (112, 98, 86, 74, 64, 54, 46), ROOM, HEIGHT, 5 if not words.year else 4)
    for line in lines:
        top += size * 1.08
        texts.append(line_at(line, top, size, "1", spacing=-0.022))
    if words.line:
        size, lines = fitted(words.line, (36, 32, 28), ROOM, HEIGHT, 3)
        top += 34
        for line in lines:
            top += size * 1.34
            texts.append(line_at(line, top, size, "0.9"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<title>{escape(words.spoken)}</title>{art.strip()}{''.join(texts)}</svg>\n"
    )


def save(svg: str, folder: Path) -> str:
    """Write the cover into a folder, as JPEG where sphinx-impact[raster] is installed, else as SVG; return the file's name."""
    if extras.installed("raster"):
        try:
            with Converter() as converter:
                picture = converter.picture(svg, "jpeg")
        except ConversionError as error:
            warn(f"the cover stays an SVG drawing, since it could not be turned into a picture: {error}", code="epub", location=None)
        else:
            (folder / "impact-cover.jpg").write_bytes(picture)
            return "impact-cover.jpg"
    (folder / "impact-cover.svg").write_text(svg, encoding="utf-8")
    return "impact-cover.svg"
