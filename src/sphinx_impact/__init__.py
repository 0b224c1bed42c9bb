"""Annual impact reports written as documentation: a Sphinx extension and theme."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension and its theme with Sphinx."""
    from sphinx_impact.model.garbage import seldom_collecting
    from sphinx_impact.order import AT_LAST

    with contextlib.ExitStack() as seldom:
        seldom.enter_context(seldom_collecting())  # from here on, since importing makes many objects
        from sphinx_impact import extension
        from sphinx_impact.components.internal_errors import GuardedApp

        metadata = extension.setup(app, __version__)
        kept = seldom.pop_all()
    GuardedApp(app).connect("build-finished", lambda *_args: kept.close(), AT_LAST)
    return metadata
