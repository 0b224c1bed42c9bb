"""The wiring: which parts of the package there are. Each says in its own ``setup`` what it registers with Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx.errors import ConfigError

from sphinx_impact import config, domain, markup_check, messages
from sphinx_impact.components import (
    chart_output,
    folding,
    formulas,
    further_pages,
    html,
    internal_errors,
    naming,
    players,
    publication_state,
    report_lists,
    transforms,
    typed_numbers,
)
from sphinx_impact.epub import wiring as epub
from sphinx_impact.images import placement
from sphinx_impact.pdf import wiring as pdf
from sphinx_impact.web import assets, beside, downloads, manifest, one_page, open_data, search, share_image, theme, unchanged

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ENV_VERSION = 4
"""Raised whenever what is pickled with the environment changes its shape."""

PARTS = (
    *(messages, config, domain),
    *(
        html,
        folding,
        formulas,
        naming,
        markup_check,
        report_lists,
        further_pages,
        typed_numbers,
        publication_state,
        players,
        transforms,
        chart_output,
    ),
    *(theme, search, unchanged, one_page, open_data, downloads, assets, share_image, beside, manifest),
    *(placement, epub, pdf),
)
"""In this order, since handlers of one event and one priority run in the order in which they were connected."""


def setup(app: Sphinx, version: str) -> ExtensionMetadata:
    """Have every part register what it has, so that nothing of it ends a build.

    Raises:
        ConfigError: Sphinx came here for the theme alone, which is too late for the rest.
    """
    if getattr(app, "env", None) is not None:
        msg = 'html_theme = "sphinx_impact" needs the extension of that name: add "sphinx_impact" to extensions in conf.py'
        raise ConfigError(msg)
    app.setup_extension("sphinx_design")  # grids, cards, tabs and badges of authors; loaded already, it is left as it is
    guarded = cast("Sphinx", internal_errors.GuardedApp(app))
    for part in PARTS:
        part.setup(guarded)
    return {
        "version": version,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
