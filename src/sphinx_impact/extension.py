"""The wiring: the only file that registers anything with Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact import config, messages, singlehtml

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ENV_VERSION = 1
"""Raised whenever what is pickled with the environment changes its shape."""


def setup(app: Sphinx, version: str) -> ExtensionMetadata:
    """Register everything."""
    config.add_settings(app)
    app.add_message_catalog(messages.CATALOGUE, str(messages.LOCALE_DIR))
    app.connect("config-inited", config.check_settings)
    app.add_builder(singlehtml.OnePageBuilder, override=True)
    return {
        "version": version,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
