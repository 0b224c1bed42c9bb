"""Share cards: one picture per page, shown where the page's address is shared."""

from __future__ import annotations

import dataclasses
import functools
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging

from sphinx_impact import extras
from sphinx_impact.components.folding import everything
from sphinx_impact.components.nodes import impact_stat
from sphinx_impact.domain import WEB
from sphinx_impact.drawing import convert, cover_art
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.messages import following, setting_place, warn
from sphinx_impact.model.names import with_year
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.order import BEFORE_OTHERS, PAGE_CARD
from sphinx_impact.web.theme import publisher, title_of
from sphinx_impact.web.written import put

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.drawing.brand import Brand

WIDTH, HEIGHT = 1200, 630
"""In pixels: what Open Graph's readers show without cutting."""

MARGIN = 72
ROOM = 690
"""How far words may run, in pixels: the art is bright beyond."""


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card; all plain text, empty where there is nothing.

    Attributes:
        title: Title of the page.
        over: Above the title: who publishes the report, and the year.
        value: The page's first figure, as printed.
        label: What it is a figure of.
        below: Where there is no figure: the title of the report.
    """

    title: str
    over: str
    value: str = ""
    label: str = ""
    below: str = ""

    @property
    def spoken(self) -> str:
        """The same as sentences, for those who do not see the card."""
        figure = " ".join(part for part in (self.value, self.label) if part)
        return ". ".join(part.strip(" .") for part in (self.title, self.over, figure or self.below) if part) + "."


def draw(card: Card, ground: str, colour: str, *, leftwards: bool = False) -> str:
    """Return a card as an SVG document.

    Args:
        ground: What stands behind the words.
        colour: Colour of the words, as ``#rrggbb``.
        leftwards: Whether they are written from right to left.
    """
    from sphinx_impact.drawing.layout import broken, cut, fitted

    line_at = functools.partial(cover_art.words_at, MARGIN, colour=colour, edge=WIDTH if leftwards else 0)
    texts = [line_at(cut(card.over, (ROOM + 100) / 30), 104, 30, "0.86")] if card.over else []
    sizes, height = ((88, 76, 66, 56, 48), 200) if card.value else ((104, 92, 80, 70, 60, 52), 385)
    size, lines = fitted(card.title, sizes, ROOM, height, 4)
    top = 120.0
    for line in lines:
        top += size * 1.1
        texts.append(line_at(line, top, size, "1", spacing=-0.022))
    if card.value:
        label = broken(card.label, ROOM / 30)[:2]
        size, (value, *_rest) = fitted(card.value, (168, 144, 120, 96, 72, 56), ROOM, 200, 1)
        gap = 30 + size * 0.16  # a comma hangs below the line
        baseline = HEIGHT - MARGIN - (gap + 40 * (len(label) - 1) if label else 0)
        texts.append(line_at(value, baseline, size, "1", spacing=-0.03))
        texts += [line_at(line, baseline + gap + 40 * row, 30, "0.86") for row, line in enumerate(label)]
    elif card.below:
        texts.append(line_at(cut(card.below, ROOM / 30), HEIGHT - MARGIN, 30, "0.86"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"{ground}{''.join(texts)}</svg>"
    )


def ground(title: str, look: Brand, organisation: str) -> str:
    """Return what stands behind the words of all cards of a report: the art of its cover, paler behind the words."""
    shade = "".join(f'<stop offset="{at:g}" stop-color="{look.ground}" stop-opacity="{much:g}"/>' for at, much in ((0.45, 0.85), (0.8, 0)))
    return (
        f'{cover_art.cover_art(title, look, organisation, WIDTH, HEIGHT).strip()}<defs><linearGradient id="impact-shade">{shade}</linearGradient></defs>'
        f'<path fill="url(#impact-shade)" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
    )


FOLDER = "_share"
"""Folder of the cards in the website."""

_logger = logging.getLogger(__name__)


class Cards:
    """The cards of one build, by page."""

    def __init__(self) -> None:
        self._cards: dict[str, Card] = {}
        self._page = ""

    def make(self, app: Sphinx, builder: Builder) -> None:
        """At ``write-started``: make the cards that are not kept from an earlier build."""
        self._cards = {}
        if not app.config.impact_share_cards or builder.name not in WEB:
            return
        if not app.config.html_baseurl:
            _logger.info("no share cards are made: they need html_baseurl, the address at which the website will be")
            return
        place = setting_place(Path(app.confdir), "impact_share_cards")
        if not extras.installed("raster"):
            extras.say_missing(app, "raster", "no share cards are made", code="config", location=place)
            return
        cards = _cards(app)
        behind, colour = _ground(app)
        leftwards = is_leftwards(app.config.language)
        cache = FileCache(Path(app.doctreedir, "impact-cards"))
        drawings = {page: draw(card, behind, colour, leftwards=leftwards) for page, card in cards.items()}
        pages = {drawing: page for page, drawing in drawings.items()}
        files, failed = convert.convert(pages, "png", cache, follow=following(app, "drawing share cards", pages.__getitem__))
        for reason in dict.fromkeys(failed.values()):
            warn(f"share cards are missing: {reason}", code="chart", location=place)
        self._cards = {page: card for page, card in cards.items() if drawings[page] in files}
        _put({f"{page}.png": files[drawings[page]] for page in self._cards}, Path(app.outdir, FOLDER))
        cache.keep(files.values())

    def hand_over(self, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
        """At ``html-page-context``, before sphinxext.opengraph: give it the card as the fields by which a page names its own picture."""
        del template, tree
        meta = context.get("meta") or {}
        chosen = "og:image" in meta or "ogp_disable" in meta or 'property="og:image"' in context.get("metatags", "")
        graph = "sphinxext.opengraph" in app.extensions
        if graph:
            chosen = chosen or bool(app.config.ogp_image or app.config.ogp_use_first_image)
        self._page = page if page in self._cards and not chosen else ""
        if self._page and graph:
            # A new one, since opengraph takes away what it has read, and the environment would lose it.
            context["meta"] = {**meta, **_tags(app, page, self._cards[page])}

    def tell(self, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
        """At ``html-page-context``, late: write the tags that nobody has written yet."""
        del template, tree
        if page != self._page:
            return
        tags = context.get("metatags", "")
        if 'property="og:image"' not in tags:
            about = _tags(app, page, self._cards[page])
            tags += "".join(f'<meta property="{name}" content="{escape(content)}">\n' for name, content in about.items())
        if 'name="twitter:card"' not in tags:
            tags += '<meta name="twitter:card" content="summary_large_image">\n'
        context["metatags"] = tags


def _tags(app: Sphinx, page: str, card: Card) -> dict[str, str]:
    address = f"{app.config.html_baseurl.rstrip('/')}/{FOLDER}/{quote(page)}.png"
    return {"og:image": address, "og:image:width": str(WIDTH), "og:image:height": str(HEIGHT), "og:image:alt": card.spoken}


def _cards(app: Sphinx) -> dict[str, Card]:
    """Return what stands on the card of each page, in the order of their names."""
    env = app.env
    report, (organisation, year) = title_of(env), publisher(app.config.html_theme_options, env)
    over = organisation if not year or year in organisation else f"{organisation} · {year}" if organisation else year
    pages = [env.config.root_doc] if app.builder.name == "singlehtml" else sorted(env.found_docs)
    cards = {}
    for page in pages:
        title = env.titles[page].astext() if page in env.titles else report
        value, label = _first_figure(env, page)
        cards[page] = Card(title, over, value, label, "" if page == env.config.root_doc else report)
    return cards


def _first_figure(env: BuildEnvironment, page: str) -> tuple[str, str]:
    """Return the value and the label of a page's first card."""
    card = next(everything(env.get_doctree(page), impact_stat), None)
    if card is None:
        return "", ""
    lines = {name: line.astext() for line in card.findall(nodes.paragraph) for name in line["classes"]}
    return " ".join(lines.get("impact-stat-value", "").split()), " ".join(lines.get("impact-stat-label", "").split())


def _ground(app: Sphinx) -> tuple[str, str]:
    """Return what is behind all cards, the art of the report's cover, and the colour of words on it."""
    look = brand_of(app.config.html_theme_options)
    organisation, year = publisher(app.config.html_theme_options, app.env)
    return ground(with_year(title_of(app.env), year), look, organisation), look.words


def _put(files: dict[str, Path], folder: Path) -> None:
    """Copy files into the website where they differ, and remove those of pages that are gone."""
    for name, source in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        put(target, source.read_bytes())
    for path in set(folder.rglob("*.png")) - {folder / name for name in files}:
        path.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Register what makes the cards and what names them in the pages."""
    cards = Cards()
    app.connect("write-started", cards.make)
    app.connect("html-page-context", cards.hand_over, BEFORE_OTHERS)
    app.connect("html-page-context", cards.tell, PAGE_CARD)
