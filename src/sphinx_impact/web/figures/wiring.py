"""When the pages of figures are checked and written; what does so is imported only where there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx_impact.components.figure_pages import INDEX, folder_of
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.late import Late
from sphinx_impact.order import AFTER_OTHERS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_CHECK: Final = Late("web.figures.pages:check")
_WRITE: Final = Late("web.figures.pages:write_pages")


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: check the names of charts, and the folder of the pages."""
    if app.builder.name in WEB and (any(domain_of(env).charts.values()) or app.config.html_extra_path):
        _CHECK(app, env)


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: write the pages, or take away those of an earlier build."""
    if exception is None and app.builder.name in WEB and (folder_of(app) or any(Path(app.outdir).glob(f"*/{INDEX}.json"))):
        _WRITE(app, exception)


def setup(app: Sphinx) -> None:
    """Register what writes the pages."""
    app.connect("env-updated", check)
    app.connect("build-finished", write_pages, AFTER_OTHERS)
