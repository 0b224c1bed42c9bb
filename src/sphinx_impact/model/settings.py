"""What is looked at in ``conf.py``: a command sees what is written there as plain text, without running it, and a build what is set."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import Final

from sphinx_impact.model.entities import Profile
from sphinx_impact.model.loading.files import Findings, exists, read_text
from sphinx_impact.model.numbers.cldr import language_fault
from sphinx_impact.model.past_years import YEARLY, past_years
from sphinx_impact.model.problems import Code, Origin, Problem

_CONF: Final = "conf.py"


def check_settings(root: Path, profile: Profile) -> list[Problem]:
    """Return what is wrong with the language that ``conf.py`` sets, and which settings name a past year.

    Nothing is said of a setting that is no plain text, nor where the file cannot be read as Python.

    Args:
        root: The folder with the file; without one there is nothing wrong.
    """
    language, row = plain_setting(root, "language")
    fault = language_fault(language)
    wrong = [Problem(Origin(_CONF, row), Code.VALUE, fault)] if fault else []
    written = {name: plain_setting(root, name) for name in YEARLY}
    return [*wrong, *past_years({name: (text, Origin(_CONF, row)) for name, (text, row) in written.items()}, profile)]


def plain_setting(root: Path, setting: str) -> tuple[str, int]:
    """Return what ``conf.py`` sets as plain text, and in which row; empty and 1 where it does not."""
    text = read_text(root, _CONF, Findings(_CONF)) if exists(root, _CONF) else None
    try:
        with warnings.catch_warnings(action="ignore"):  # of doubtful escapes, which a build shows
            rows = ast.parse(text or "").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "", 1  # Python says it, as soon as something is built
    for row in reversed(rows):  # what is set last counts
        names = row.targets if isinstance(row, ast.Assign) else [row.target] if isinstance(row, ast.AnnAssign) else []
        if any(isinstance(name, ast.Name) and name.id == setting for name in names):
            value = row.value if isinstance(row, (ast.Assign, ast.AnnAssign)) else None
            return (value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""), row.lineno
    return "", 1
