"""Makes a card for every page, and says in the page's head where it is."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging

from sphinx_impact import extras
from sphinx_impact.colours import brand_colours
from sphinx_impact.domain import ImpactDomain
from sphinx_impact.drawing import convert
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.messages import setting_place, warn
from sphinx_impact.nodes import impact_stat
from sphinx_impact.sharing.card import HEIGHT, WIDTH, Card, draw, ground

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

FOLDER = "_share"
"""Folder of the cards in the website."""

_WEB = frozenset({"html", "dirhtml", "singlehtml"})
_logger = logging.getLogger(__name__)


class Cards:
    """The cards of one build, by page."""

    def __init__(self) -> None:
        self._cards: dict[str, Card] = {}
        self._page = ""

    def make(self, app: Sphinx, builder: Builder) -> None:
        """At ``write-started``: make the cards that are not kept from an earlier build."""
        self._cards = {}
        if not app.config.impact_share_cards or builder.name not in _WEB:
            return
        if not app.config.html_baseurl:
            _logger.info("no share cards are made: they need html_baseurl, the address at which the website will be")
            return
        place = setting_place(Path(app.confdir), "impact_share_cards")
        if not extras.installed("raster"):
            extras.say_missing(app, "raster", "no share cards are made", code="config", location=place)
            return
        cards = _cards(app)
        behind = _ground(app)
        cache = FileCache(Path(app.doctreedir, "impact-cards"))
        drawings = {page: draw(card, behind) for page, card in cards.items()}
        files, failed = convert.convert(drawings.values(), "png", cache)
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
    report, organisation, year = _publisher(app)
    over = organisation if not year or year in organisation else f"{organisation} · {year}" if organisation else year
    pages = [env.config.root_doc] if app.builder.name == "singlehtml" else sorted(env.found_docs)
    cards = {}
    for page in pages:
        title = env.titles[page].astext() if page in env.titles else report
        value, label = _first_figure(env, page)
        cards[page] = Card(title, over, value, label, "" if page == env.config.root_doc else report)
    return cards


def _publisher(app: Sphinx) -> tuple[str, str, str]:
    """Return the report's title, who publishes it, and the year it is of."""
    domain = app.env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    profile = domain.report.profile
    period = profile.periods.get(profile.reporting_period or "")
    options = app.config.html_theme_options
    title = app.env.titles.get(app.config.root_doc)
    return (
        title.astext() if title is not None else str(app.config.project),
        str(options.get("organisation") or profile.organisation or app.config.project),
        str(options.get("year") or (period.label or period.id if period is not None else "")),
    )


def _first_figure(env: BuildEnvironment, page: str) -> tuple[str, str]:
    """Return the value and the label of a page's first card."""
    card = next(iter(env.get_doctree(page).findall(impact_stat)), None)
    if card is None:
        return "", ""
    lines = {name: line.astext() for line in card.findall(nodes.paragraph) for name in line["classes"]}
    return " ".join(lines.get("impact-stat-value", "").split()), " ".join(lines.get("impact-stat-label", "").split())


def _ground(app: Sphinx) -> str:
    """Return what is behind all cards: the art of the report's cover."""
    brand, accent = brand_colours(app.config.html_theme_options)
    title, _organisation, year = _publisher(app)
    return ground(title if year in title else f"{title} {year}", brand, accent)


def _put(files: dict[str, Path], folder: Path) -> None:
    """Copy files into the website where they differ, and remove those of pages that are gone."""
    for name, source in files.items():
        target = folder / name
        content = source.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in set(folder.rglob("*.png")) - {folder / name for name in files}:
        path.unlink(missing_ok=True)
