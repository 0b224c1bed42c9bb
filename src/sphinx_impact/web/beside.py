"""Has the open data and the pages of figures written: in parallel builds by a process of its own, beside the pages of the report.

They need what was read, and nothing of what is written, so that a processor that waits for pages can make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_impact.components.internal_errors import handler
from sphinx_impact.domain import WEB
from sphinx_impact.order import AFTER_OTHERS
from sphinx_impact.web import open_data
from sphinx_impact.web.figures import pages

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_STEPS: Final = tuple(handler(step) for step in (open_data.write_data, pages.write_pages))


def _write(app: Sphinx) -> None:
    for step in _STEPS:
        step(app)


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


def setup(app: Sphinx) -> None:
    """Register what begins and ends it."""
    beside = Beside()
    app.connect("html-page-context", beside.start)
    app.connect("build-finished", beside.finish)
    app.connect("build-finished", pages.tell_sitemap, AFTER_OTHERS)
