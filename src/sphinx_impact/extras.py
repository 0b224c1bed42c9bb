"""What may be installed besides, and the one message in a build about each that is needed and missing."""

from __future__ import annotations

import importlib.util
import weakref
from importlib import metadata
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

PACKAGES = {
    "images": {"Pillow": "PIL"},
    "live": {"sphinx-autobuild": "sphinx_autobuild"},
    "pdf": {"WeasyPrint": "weasyprint", "pikepdf": "pikepdf"},
    "raster": {"resvg-py": "resvg_py", "Pillow": "PIL"},
    "vega": {"vl-convert-python": "vl_convert"},
}
"""The packages behind each extra of ours, and their modules."""

_logger = logging.getLogger(__name__)
_told: weakref.WeakKeyDictionary[Sphinx, set[str]] = weakref.WeakKeyDictionary()


def installed(extra: str) -> str:
    """Return the packages behind an extra with their versions; nothing where one of them is not installed."""
    versions = {package: _version(package, module) for package, module in PACKAGES[extra].items()}
    return ", ".join(f"{package} {version}" for package, version in versions.items()) if all(versions.values()) else ""


def _version(package: str, module: str) -> str:
    try:
        return metadata.version(package) if importlib.util.find_spec(module) is not None else ""
    except ImportError:  # of which that of metadata is one
        return ""


def command(extra: str) -> str:
    """Return what installs an extra."""
    return f'pip install "sphinx-impact[{extra}]"'


def say_missing(app: Sphinx, extra: str, without: str, *, code: str = "", location: str | Node | None = None) -> None:
    """Say what a report is without an extra, and how to install it: once in a build for each extra.

    Args:
        without: ``no share cards are made``.
        code: Of the warning; without one, nothing is lost, and it is no warning.
    """
    told = _told.setdefault(app, set())
    if extra in told:
        return
    told.add(extra)
    missing = [package for package, module in PACKAGES[extra].items() if not _version(package, module)]
    message = f"{without}, since {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed: {command(extra)}"
    if code:
        warn(message, code=code, location=location)
    else:
        _logger.info("%s", message)
