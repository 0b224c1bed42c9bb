"""The book's cover: the generated art with the title on it, as a picture that library shelves can show."""

from __future__ import annotations

import base64
import dataclasses
import functools
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_impact import extras
from sphinx_impact.drawing.colours import Oklch, to_hex, to_oklch
from sphinx_impact.drawing.convert import ConversionError, Converter
from sphinx_impact.drawing.cover_art import cover_art, words_at
from sphinx_impact.drawing.layout import fitted, text_width
from sphinx_impact.epub import metadata
from sphinx_impact.epub.xhtml import having, words_of
from sphinx_impact.images.veil import veil_of
from sphinx_impact.messages import warn
from sphinx_impact.model.names import with_year, without_year

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

    from sphinx_impact.drawing.brand import Brand
    from sphinx_impact.epub.page import Page
    from sphinx_impact.model.entities import Profile

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
        return ". ".join([with_year(self.title, self.year).strip(), *rest])


def words_for(config: Config, profile: Profile, front: Page | None) -> Words:
    """Return what stands on the cover: what the first page's own cover says, else what is known of the report."""
    year, organisation, line = (words_of(front.root, f"impact-cover-{part}") if front else "" for part in ("year", "organisation", "line"))
    name, period = metadata.title(config, profile), profile.reporting_period or ""
    year = year or _year(name) or (period if _year(period) else "")
    return Words(name, organisation or profile.organisation or metadata.said(config.epub_author), year if len(year) <= 9 else "", line)


def picture_of(front: Page, folder: Path) -> Path | None:
    """Return the file of the picture on the first page's cover, where it is one that can be drawn with.

    Args:
        folder: That of the book's files.
    """
    source = next((unquote(element.get("src", "")) for element in having(front.root, "impact-cover-picture")), "")
    path = (folder / front.href).parent / source
    return path if source and path.suffix.lower() in {".jpg", ".jpeg", ".png"} and path.is_file() else None


def is_plain(front: Page) -> bool:
    """Whether the first page's cover is of type alone."""
    return bool(having(front.root, "impact-layout-type"))


def _year(text: str) -> str:
    found = re.search(r"\b(?:19|20)\d\d\b", text)
    return found.group() if found else ""


def for_lines(colour: str) -> str:
    """Return a colour of the same hue that shows on white, on black, and on the grey screen of an e-ink reader."""
    own = to_oklch(colour)
    return to_hex(Oklch(min(max(own.lightness, 0.55), 0.66), own.chroma, own.hue))


def draw(words: Words, look: Brand, picture: Path | None = None, *, plain: bool = False, leftwards: bool = False) -> str:
    """Return the cover as an SVG document.

    Args:
        words: What stands on it.
        look: Colours, ground, and kind of drawing.
        picture: A photograph in the place of the drawing, a JPEG or a PNG.
        plain: Whether there is neither.
        leftwards: Whether the words are written from right to left.
    """
    line_at = functools.partial(words_at, MARGIN, colour=look.words, edge=WIDTH if leftwards else 0)
    if picture is not None:
        art = _photograph(picture, look)
    elif plain:
        art = f'<path fill="{look.ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
    else:
        art = cover_art(with_year(words.title, words.year), look, words.organisation, WIDTH, HEIGHT)
    title = without_year(words.title, words.year)
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
    size, lines = fitted(title, (112, 98, 86, 74, 64, 54, 46), ROOM, HEIGHT, 5 if not words.year else 4)
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


def _photograph(picture: Path, look: Brand) -> str:
    """Return a picture that fills the cover, veiled where the words stand."""
    kind = "png" if picture.suffix.lower() == ".png" else "jpeg"
    data = base64.b64encode(picture.read_bytes()).decode()
    much = veil_of(picture, look) / 100
    stops = "".join(
        f'<stop offset="{at:g}" stop-color="{look.ground}" stop-opacity="{part * much:.3g}"/>'
        for at, part in ((0, 1), (0.66, 1), (0.9, 0.3))
    )
    whole = f"M0 0h{WIDTH}v{HEIGHT}H0z"
    return (
        f'<defs><linearGradient id="impact-veil" x2="0" y2="1">{stops}</linearGradient></defs><path fill="{look.ground}" d="{whole}"/>'
        f'<image width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="xMidYMid slice" href="data:image/{kind};base64,{data}"/>'
        f'<path fill="url(#impact-veil)" d="{whole}"/>'
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
