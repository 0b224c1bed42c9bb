"""What this extension sets where an author has left an ``epub_*`` setting alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import validate_config_values

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = "impact_epub"

_DEFAULTS: dict[str, Any] = {
    "epub_theme": THEME,
    # Addresses in brackets after every link make prose unreadable; a reading system shows where a link leads.
    "epub_show_urls": "no",
    # Many themes keep their tables of contents hidden; a book without them has no contents.
    "epub_tocscope": "includehidden",
    "epub_use_index": False,
}


def is_set(config: Config, name: str) -> bool:
    """Return whether the author has set a value, in ``conf.py`` or on the command line."""
    # Sphinx has no public way to tell a value from an equal default.
    return name in config._raw_config or name in config._overrides  # noqa: SLF001


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
    # The style sheets of the website (Sphinx's own default here) are made for another theme.
    if not is_set(config, "epub_css_files") and config.epub_theme == THEME:
        config["epub_css_files"] = []
