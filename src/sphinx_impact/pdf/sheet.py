"""The style sheet of the book: our rules, with the report's paper, colours, words and faces in them."""

from __future__ import annotations

import base64
import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.epub.xhtml import SVG, write
from sphinx_impact.model.focus import focus_rules
from sphinx_impact.pdf import formulas
from sphinx_impact.web.palette import make_palette

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    from sphinx_impact.drawing.brand import Brand

_PACKAGE = Path(__file__).parent.parent
STYLES = _PACKAGE / "theme" / "impact_pdf"
DISPLAY = _PACKAGE / "epub" / "fonts"
FOLDERS = (STYLES / "fonts", DISPLAY)
"""The folders of our faces."""

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height in millimetres."""

MARGIN = 22
"""Millimetres left and right of the text."""

BLEED = 3
"""Millimetres that what reaches the edge goes over it."""

_OVER = 170
"""How much of the drawing's right edge is over that of the page, in its own measure, so that words stand on its dark side."""

_LETTER = frozenset("BZ CA CL CO CR DO GT HN MX NI PA PH PR SV US VE".split())
_LETTER_MONEY = frozenset("CAD CLP COP CRC DOP GTQ HNL MXN NIO PAB PHP USD".split())


def widths(name: str) -> tuple[float, float]:
    """Return how wide the text is on a paper, and on the same turned, in millimetres."""
    width, height = PAPERS[name]
    return width - 2 * MARGIN, height - 2 * MARGIN


def paper(given: str, territory: str, language: str, currency: str) -> str:
    """Return the name of the paper: as given, else that of the language's country, else that of the currency's."""
    if given:
        return given
    if territory:
        return "letter" if territory in _LETTER else "a4"
    return "letter" if currency in _LETTER_MONEY and language in {"en", "es", "fr"} else "a4"


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What the style sheet has to know.

    Attributes:
        paper: A key of :data:`PAPERS`.
        bleed: Whether the pages have bleed and crop marks.
        report: Running head of left pages.
        state: What is said on top of every page; may be empty, as the word across it.
        page: How a page is referred to: ``page %s``.
        text: Names of faces before ours, for text; may be empty, as those of figures.
    """

    paper: str
    bleed: bool
    brand: Brand
    direction: str
    report: str
    state: str
    mark: str
    page: str
    text: str = ""
    figures: str = ""


def styles(look: Look, cover: ET.Element | None) -> str:
    """Return the style sheet."""
    width, height = PAPERS[look.paper]
    palette = make_palette(look.brand)
    scheme = {field.name: getattr(palette.light, field.name) for field in dataclasses.fields(palette.light)}
    over = BLEED if look.bleed else 0
    before, _at, after = look.page.partition("%s")
    text = f"{_family(look.text)}, " if look.text else ""
    figures = f"{_family(look.figures)}, " if look.figures else ""
    rtl = look.direction == "rtl"
    tall = cover is not None and _tall(cover)
    words = scheme | {
        "paper": f"{width}mm {height}mm",
        "turned": f"{height}mm {width}mm",
        "margin": f"{MARGIN}mm",
        "height": f"{height}",
        "marks": f"bleed: {BLEED}mm; marks: crop cross;" if look.bleed else "",
        "fonts": FOLDERS[0].as_uri(),
        "display": (DISPLAY / "ImpactCover-Bold.otf").as_uri(),
        "night": palette.night,
        "text": f'{text}"Impact Serif", serif',
        "figures": f'{figures}"Impact Sans", sans-serif',
        "display-faces": f'{figures}"Impact Display", "Impact Sans", sans-serif',
        "code": '"Impact Mono", monospace',
        "start": "right" if rtl else "left",
        "end": "left" if rtl else "right",
        "state": _string(look.state) if look.state else "none",
        "watermark": f"background: url({_uri(_watermark(look.mark, width, height))}) center no-repeat;" if look.mark else "",
        "report": _string(look.report),
        "focus": focus_rules(),
        "page-before": _string(f"\N{NO-BREAK SPACE}({before}"),
        "page-after": _string(f"{after})"),
        "cover": ", ".join(_cover(cover, look)) if cover is not None else look.brand.ground,
        "cover-words": look.brand.words,
        "ground": look.brand.ground,
        "bleed": f"{over}",
        "cover-width": f"{width + 2 * over}",
        "cover-height": f"{height + 2 * over}",
        # The words stand above a tall drawing, and beside a wide one.
        "year-top": "36mm" if tall else "84mm",
        "title-top": "84mm" if tall else "134mm",
        "line-bottom": f"{height / 2 + 20}mm" if tall else "34mm",
        "body-bottom": f"{height / 2 + 9}mm" if tall else "24mm",
    }
    sheet = "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("page", "text", "cover", "exhibits"))
    sheet += formulas.STYLES.read_text(encoding="utf-8")
    return re.sub(r"@([a-z]+(?:-[a-z]+)*)@", lambda found: words.get(found[1], found[0]), sheet)


def _string(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{quoted}"'


def _family(names: str) -> str:
    return ", ".join(_string(name.strip()) for name in names.split(",") if name.strip())


def _uri(svg: str) -> str:
    return f'"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"'


def _watermark(word: str, width: float, height: float) -> str:
    size = min(150.0, 1200 / max(len(word), 4))
    text = word.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 600 850">'
        f'<text x="300" y="450" text-anchor="middle" transform="rotate(-50 300 425)" font-family="Impact Sans" font-weight="700" '
        f'font-size="{size:.0f}" fill="#f0eeea">{text}</text></svg>'
    )


# ---- the cover ----


def _tall(art: ET.Element) -> bool:
    box = [float(side) for side in art.get("viewBox", "0 0 1600 1000").split()]
    return box[3] > box[2]


def _cover(art: ET.Element, look: Look) -> Iterator[str]:
    """Yield the layers of the cover's ground, the uppermost first.

    WeasyPrint draws no fading light in SVG, but in style sheets it does: each light of the drawing becomes a gradient of the page.
    """
    night = look.brand.ground
    if art.tag == "img":
        veil = f"rgba({_channels(night)}, {int(art.get('data-veil', '100')) / 100})"
        yield f"linear-gradient({veil}, {veil})"
        yield f'url("{art.get("src", "")}") center / cover no-repeat, {night}'
        return
    over = BLEED if look.bleed else 0
    width, height = (side + 2 * over for side in PAPERS[look.paper])
    whole = f"-{over}mm -{over}mm / {width}mm {height}mm no-repeat"
    box = [float(side) for side in art.get("viewBox", "0 0 1600 1000").split()]
    scale = max(width / box[2], height / box[3])
    left, top = width - (box[2] - _OVER) * scale, (height - box[3] * scale) / 2
    if _tall(art):
        left, top = (width - box[2] * scale) / 2, height - box[3] * scale
    gradients = {each.get("id"): each for each in art.iter(f"{SVG}radialGradient")}
    lights = []
    ground = night
    for shape in list(art):
        light = gradients.get(shape.get("fill", "").removeprefix("url(#").removesuffix(")"))
        if light is not None and shape.tag == f"{SVG}circle":
            x, y, reach = (float(shape.get(name, "0")) * scale for name in ("cx", "cy", "r"))
            stops = ", ".join(f"{_paint(stop)} {float(stop.get('offset', '0')):.0%}" for stop in light)
            lights.append(f"radial-gradient(circle {reach:.2f}mm at {x + left:.2f}mm {y + top:.2f}mm, {stops}) {whole}")
            art.remove(shape)
        elif shape.tag == f"{SVG}path" and shape.get("d", "").startswith("M0 0h"):
            ground = shape.get("fill", night)
            art.remove(shape)
        elif shape.tag == f"{SVG}defs":
            art.remove(shape)
    art.set("preserveAspectRatio", "xMidYMid meet")
    yield f"url({_uri(write(art))}) {left - over:.2f}mm {top - over:.2f}mm / {box[2] * scale:.2f}mm {box[3] * scale:.2f}mm no-repeat"
    dark = _channels(night)
    side = "to left" if look.direction == "rtl" else "to right"
    yield f"linear-gradient({side}, rgba({dark}, 0.7) 0%, rgba({dark}, 0.45) 45%, rgba({dark}, 0) 85%) {whole}"  # words stand on it
    yield from reversed(lights)
    yield f"linear-gradient({ground}, {ground}) {whole}"


def _channels(colour: str) -> str:
    return ", ".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def _paint(stop: ET.Element) -> str:
    return f"rgba({_channels(stop.get('stop-color', '#000000'))}, {stop.get('stop-opacity', '1')})"
