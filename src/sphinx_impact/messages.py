"""The voice of the extension: words in the document's language, warnings with a place and a code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

from sphinx_impact.model.problems import one_line

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_impact.model.problems import Problem

CATALOGUE = "sphinx_impact"
LOCALE_DIR = Path(__file__).parent / "locale"

_ = get_translation(CATALOGUE)
"""Translate a text of ours into the document's language."""

_logger = logging.getLogger(__name__)


def warn(message: str, *, code: str, location: str | Node | tuple[str, int] | None, error: bool = False) -> None:
    """Log a warning, or an error, as ``place: message [impact.code]``, which ``suppress_warnings`` can silence by its code."""
    log = _logger.error if error else _logger.warning
    if isinstance(location, str) and location and ":" not in location:
        location = f"{location}:1"  # Sphinx would take it for the name of a page
    log("%s", one_line(message), type="impact", subtype=code, location=location)


def setting_place(folder: Path, name: str) -> str:
    """Return the row of ``conf.py`` where a setting is set; the first where it was set elsewhere, as on the command line."""
    path = folder / "conf.py"
    rows = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    setting = re.compile(rf"{re.escape(name)}\s*=")
    row = next((row for row, text in enumerate(rows, 1) if setting.match(text)), 1)
    return f"{path}:{row}"


def warn_problem(problem: Problem) -> None:
    """Log a problem of a data file at its row; a hint as information, which never fails a build."""
    if problem.hint:
        _logger.info("hint: %s [impact.%s]", problem.message, problem.code.value, location=str(problem.origin))
        return
    warn(problem.message, code=problem.code.value, location=str(problem.origin))
