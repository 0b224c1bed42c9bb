"""Registration: the only file that registers anything with Sphinx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinx_impact import config, messages
from sphinx_impact import domain as checks
from sphinx_impact import markup_check as guards
from sphinx_impact.components import chart_output as exhibits
from sphinx_impact.components import html as writers
from sphinx_impact.components import internal_errors as unforeseen
from sphinx_impact.components import nodes, transforms
from sphinx_impact.components import publication_state as stating
from sphinx_impact.components import report_lists as sourcing
from sphinx_impact.components import typed_numbers as loose
from sphinx_impact.components.chart import DataChart, DataMap
from sphinx_impact.components.errata import ErrataList
from sphinx_impact.components.galleries import MilestoneList, PhotoGallery, PreviousReports
from sphinx_impact.components.letter_cover_action import CallToAction, ReportCover, SignedLetter
from sphinx_impact.components.people import PeopleGrid
from sphinx_impact.components.sources import SourceList
from sphinx_impact.components.sponsors import SponsorList
from sphinx_impact.components.stat import StatCard, StatGrid, StatRole
from sphinx_impact.components.statement import FinancialTable
from sphinx_impact.domain import ImpactDomain
from sphinx_impact.epub import builder as epub
from sphinx_impact.epub import doctree, pictures, settings
from sphinx_impact.images import placement as photographs
from sphinx_impact.pdf.builder import ReportPdfBuilder
from sphinx_impact.web import assets
from sphinx_impact.web import one_page as singlehtml
from sphinx_impact.web import open_data as opendata
from sphinx_impact.web import theme as site
from sphinx_impact.web.share_image import Cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ENV_VERSION = 3
"""Raised whenever what is pickled with the environment changes its shape."""


STATIC = Path(__file__).parent / "static"

DIRECTIVES = {
    "stat-card": StatCard,
    "stat-grid": StatGrid,
    "sponsor-list": SponsorList,
    "financial-table": FinancialTable,
    "report-cover": ReportCover,
    "signed-letter": SignedLetter,
    "people-grid": PeopleGrid,
    "call-to-action": CallToAction,
    "source-list": SourceList,
    "photo-gallery": PhotoGallery,
    "milestone-list": MilestoneList,
    "previous-reports": PreviousReports,
    "errata-list": ErrataList,
    "data-chart": DataChart,
    "data-map": DataMap,
}

ROLES = {"stat": StatRole(), "literal-number": loose.LiteralNumberRole()}

TRANSFORMS = (
    sourcing.FillSources,
    sourcing.FillErrata,
    sourcing.LinkCorrected,
    sourcing.NameCorrected,
    stating.StateOnTop,
    transforms.TitleOnCover,
    transforms.ScopeInCaption,
    transforms.CiteLinks,
    transforms.NoPicturesOfVectors,
    transforms.PlainTables,
    exhibits.DrawCharts,
)


def setup(app: Sphinx, version: str) -> ExtensionMetadata:
    """Register everything."""
    config.add_settings(app)
    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))
    _connect(app, "config-inited", config.check_settings)
    app.add_builder(singlehtml.OnePageBuilder, override=True)
    add_theme(app)
    nodes.add_nodes(app, unforeseen.visitors(writers.VISITORS))
    app.add_domain(ImpactDomain)
    for name, role in ROLES.items():
        app.add_role(name, unforeseen.role(role))
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for transform in TRANSFORMS:
        app.add_post_transform(unforeseen.transform(transform))
    app.add_transform(unforeseen.transform(sourcing.NoMarksInTitles))
    guard = guards.Guards(DIRECTIVES, ROLES)
    _connect(app, "env-before-read-docs", guard.refuse_unreadable)
    _connect(app, "source-read", guard.read)
    _connect(app, "doctree-read", guard.look)
    _connect(app, "env-get-outdated", checks.outdated_by_files)
    _connect(app, "doctree-read", loose.collect)
    _connect(app, "env-updated", sourcing.pages_to_rewrite)
    _connect(app, "env-updated", stating.pages_to_rewrite)
    _connect(app, "env-updated", checks.report_problems)
    _connect(app, "env-updated", loose.report_loose)
    _connect(app, "env-updated", stating.refuse_drafts)
    _connect(app, "html-page-context", stating.on_page)
    _connect(app, "env-updated", exhibits.pages_to_rewrite)
    _connect(app, "write-started", exhibits.draw_all)
    _connect(app, "build-finished", exhibits.prune)
    _connect(app, "env-updated", opendata.check_folder)
    _connect(app, "doctree-resolved", opendata.add_links)
    _connect(app, "build-finished", opendata.write_data)
    # After the theme, which tells search engines of the report itself.
    _connect(app, "html-page-context", opendata.tell, priority=920)
    _connect(app, "doctree-read", photographs.check_alt)
    photos = photographs.Photographs()
    _connect(app, "write-started", photos.make)
    _connect(app, "build-finished", photographs.finish)
    cards = Cards()
    _connect(app, "write-started", cards.make)
    # Before sphinxext.opengraph (500), to set its fields, and after it, to add the missing tags.
    _connect(app, "html-page-context", cards.hand_over, priority=400)
    _connect(app, "html-page-context", cards.tell, priority=930)
    # Before the theme dresses the page, which then finds what will be written.
    _connect(app, "doctree-resolved", photos.place, priority=400)
    _connect(app, "builder-inited", _add_static)
    app.add_css_file("impact.css")
    app.add_css_file(assets.EXHIBITS)
    add_epub(app)
    app.add_builder(ReportPdfBuilder)
    return {
        "version": version,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def add_theme(app: Sphinx) -> None:
    """Register the theme ``sphinx_impact``."""
    if getattr(app, "env", None) is not None:
        # Sphinx loads a theme's package when it needs the theme: too late for directives and data.
        msg = 'html_theme = "sphinx_impact" needs the extension of that name: add "sphinx_impact" to extensions in conf.py'
        raise ConfigError(msg)
    app.add_html_theme("sphinx_impact", str(site.THEME))
    theme = site.Site()
    _connect(app, "builder-inited", theme.begin)
    _connect(app, "env-updated", theme.outdated)
    _connect(app, "write-started", theme.write_assets)
    _connect(app, "doctree-resolved", theme.dress)
    # Late, so that what other extensions add to a page is seen.
    _connect(app, "html-page-context", assets.on_page, priority=900)
    _connect(app, "html-page-context", theme.page, priority=910)


def add_epub(app: Sphinx) -> None:
    """Register the builder of the book, its theme, and what only a book needs."""
    app.add_builder(epub.ReportEpubBuilder, override=True)
    app.add_html_theme(settings.THEME, str(Path(__file__).parent / "theme" / settings.THEME))
    settings.leave_checks_to_us(app)
    # Before Sphinx converts epub_css_files at 800.
    _connect(app, "config-inited", settings.set_defaults, priority=600)
    for transform in (doctree.MarkRawHtml, doctree.LinkDownloads, pictures.ConvertPictures):
        app.add_post_transform(unforeseen.transform(transform))


def _connect(app: Sphinx, event: str, handle: Callable[..., object], priority: int = 500) -> None:
    """Have an event handled, by a handler that never ends a build."""
    app.connect(event, unforeseen.handler(handle), priority)


def _add_static(app: Sphinx) -> None:
    """Let Sphinx copy the components' own style sheet."""
    app.config.html_static_path.append(str(STATIC))
