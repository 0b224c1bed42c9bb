"""The builder ``epub``, its theme, what only a book needs, and its settings: of each no more than every build needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.builders.epub3 import validate_config_values

from sphinx_impact.components.nodes import BOOKS
from sphinx_impact.config import is_set
from sphinx_impact.late import Late, LateBuilder
from sphinx_impact.order import BEFORE_EPUB_SETTINGS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = "impact_epub"

FOLDER: Final = Path(__file__).parent.parent / "theme" / THEME
"""The files of the theme."""

BUILDER: Final = LateBuilder("epub", "epub.builder:ReportEpubBuilder")

TRANSFORMS: Final = (Late("epub.doctree:MarkRawHtml"), Late("epub.doctree:LinkDownloads"), Late("epub.pictures:ConvertPictures"))
"""What changes the pages of books; builders of other outputs import none of it."""

_DEFAULTS: dict[str, Any] = {
    "epub_theme": THEME,
    # Addresses in brackets after every link make prose unreadable; a reading system shows where a link leads.
    "epub_show_urls": "no",
    # Many themes keep their tables of contents hidden; a book without them has no contents.
    "epub_tocscope": "includehidden",
    "epub_use_index": False,
}


def leave_checks_to_us(app: Sphinx) -> None:
    """Take out Sphinx's own check, which wants a version, a copyright and more of every book; ours needs none of them."""
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is validate_config_values:
            app.disconnect(listener.id)


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set them. To be connected to ``config-inited`` before Sphinx looks at the values."""
    del app
    for name, value in _DEFAULTS.items():
        if not is_set(config, name):
            config[name] = value
    # Sphinx writes languages as locales are written: pt_BR. In a book they are tags: pt-BR.
    config["epub_language"] = (config.epub_language or config.language).replace("_", "-")
    # The style sheets of the website (Sphinx's own default here) are made for another theme.
    if not is_set(config, "epub_css_files") and config.epub_theme == THEME:
        config["epub_css_files"] = []


def setup(app: Sphinx) -> None:
    """Register the builder of the book, its theme, and what only a book needs."""

    def change_pages(_app: Sphinx) -> None:
        """At ``builder-inited``: register the transforms, if a book is going to be written."""
        if app.builder.name in BOOKS:
            for late in TRANSFORMS:
                app.add_post_transform(late.get())

    app.add_builder(BUILDER.as_class(), override=True)
    app.add_html_theme(THEME, str(FOLDER))
    leave_checks_to_us(app)
    app.connect("config-inited", set_defaults, BEFORE_EPUB_SETTINGS)
    app.connect("builder-inited", change_pages)
