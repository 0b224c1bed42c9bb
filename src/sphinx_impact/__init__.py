"""Annual impact reports written as documentation: a Sphinx extension and theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension and its theme with Sphinx."""
    from sphinx_impact import extension

    return extension.setup(app, __version__)
