"""Has the open data and the pages of figures written: in parallel builds by a process of its own, beside the pages of the report.

They need what was read, and nothing of what is written, so that a processor that waits for pages can make them. What makes pages of figures is
imported only where there is something to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_impact.components.figure_pages import INDEX, folder_of
from sphinx_impact.components.internal_errors import handler
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.late import Late
from sphinx_impact.order import AFTER_OTHERS
from sphinx_impact.web.open_data import write_data

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_CHECK: Final = Late("web.figures.pages:check")
_DATA: Final = handler(write_data)
_PAGES: Final = handler(Late("web.figures.pages:write_pages"))
_SITEMAP: Final = Late("web.figures.pages:tell_sitemap")


def _write(app: Sphinx) -> None:
    _DATA(app)
    if folder_of(app) or any(Path(app.outdir).glob(f"*/{INDEX}.json")):  # those of an earlier build go
        _PAGES(app)


class Beside:
    """What is written beside the pages of one build."""

    def __init__(self) -> None:
        self._tasks: ParallelTasks | None = None

    def start(self, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
        """At ``html-page-context``: begin, when the first page is written, since style sheets are there by then.

        That page is written by the process that waits for the others at the end, as are all pages if they are few.
        """
        del page, template, context
        if self._tasks is None and tree is not None and app.parallel > 1 and parallel_available and app.builder.name in WEB:
            self._tasks = ParallelTasks(1)
            self._tasks.add_task(_write, app)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """At ``build-finished``: wait for it, or do it now, whether a page of the report was written or not."""
        tasks, self._tasks = self._tasks, None
        if exception is not None:
            if tasks is not None:
                tasks.terminate()
        elif tasks is not None:
            tasks.join()
        elif app.builder.name in WEB:
            _write(app)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: check the names of charts, and the folder of the pages of figures."""
    if app.builder.name in WEB and (any(domain_of(env).charts.values()) or app.config.html_extra_path):
        _CHECK(app, env)


def tell_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: tell a sitemap that another extension has written of the pages of figures."""
    if exception is None and app.builder.name in WEB and app.config.html_baseurl and folder_of(app):
        _SITEMAP(app)


def setup(app: Sphinx) -> None:
    """Register what checks, begins and ends it."""
    beside = Beside()
    app.connect("env-updated", check)
    app.connect("html-page-context", beside.start)
    app.connect("build-finished", beside.finish)
    app.connect("build-finished", tell_sitemap, AFTER_OTHERS)
