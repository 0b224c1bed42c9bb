"""What is looked at in ``conf.py``: a command sees what is written there as plain text, without running it, and a build what is set."""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from sphinx_impact.model.entities import Profile
from sphinx_impact.model.loading.files import Findings, exists, leads_out, read_text
from sphinx_impact.model.numbers.cldr import language_fault
from sphinx_impact.model.past_years import YEARLY, past_years
from sphinx_impact.model.problems import Code, Origin, Problem

_CONF: Final = "conf.py"
_PREVIOUS: Final = "impact_previous"


def check_settings(root: Path, profile: Profile) -> list[Problem]:
    """Return what is wrong with the language that ``conf.py`` sets, and which settings name a past year.

    Nothing is said of a setting that is no plain text, but of the report before; nor where the file cannot be read as Python.

    Args:
        root: The folder with the file; without one there is nothing wrong.
    """
    language, row = plain_setting(root, "language")
    fault = language_fault(language)
    wrong = [Problem(Origin(_CONF, row), Code.VALUE, fault)] if fault else []
    if any(not isinstance(value, ast.Constant) for _row, value, _adds in _settings(root, _PREVIOUS)):
        row = plain_setting(root, _PREVIOUS)[1]
        what = (
            f"{_PREVIOUS} is no plain text of a path here, so that this check knows no earlier report: write previous: and the path into report.yaml, "
            "and take this row out"
        )
        wrong.append(Problem(Origin(_CONF, row), Code.PATH, what, hint=True))
    written = {name: plain_setting(root, name) for name in YEARLY}
    return [*wrong, *past_years({name: (text, Origin(_CONF, row)) for name, (text, row) in written.items()}, profile)]


def plain_setting(root: Path, setting: str) -> tuple[str, int]:
    """Return what ``conf.py`` sets as plain text, and in which row; empty and 1 where it does not."""
    for row, value, adds in reversed(_settings(root, setting)):  # what is set last counts
        if not adds:
            return (value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""), row
    return "", 1


def earlier_report(root: Path) -> str:
    """Return the file with last year's report that ``conf.py`` names, which counts before those of ``report.yaml``; empty where it names none."""
    path = plain_setting(root, _PREVIOUS)[0]
    return "" if leads_out(path) else path


def is_excluded(root: Path) -> Callable[[str], bool]:
    """Return what tells of a page, by its path relative to the source directory, whether ``exclude_patterns`` in ``conf.py`` leaves it out.

    Patterns that are not written there as plain text are not known.
    """
    patterns: list[str] = []
    for _row, value, adds in _settings(root, "exclude_patterns"):
        parts = value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else []
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        patterns = [*patterns, *texts] if adds else texts
    if not patterns:
        return lambda _path: False
    matches = re.compile("|".join(f"(?:{_matching(pattern)})" for pattern in patterns)).fullmatch

    def tells(path: str) -> bool:
        return any(matches(part) for part in (path, *(above.as_posix() for above in PurePosixPath(path).parents)))

    return tells


def _matching(pattern: str) -> str:
    """Return a pattern of paths, in which ``*`` and ``?`` stop at slashes and ``**`` does not, as a regular expression."""
    found = ""
    for piece in re.findall(r"\*\*|[*?]|\[[^\]]+\]|.", pattern, re.DOTALL):
        if len(piece) > 1 and piece.startswith("["):
            inside = piece[1:-1]
            inside = f"^{inside[1:]}" if inside.startswith("!") else inside
            one_of = "[" + inside.replace("\\", r"\\").replace("[", r"\[") + "]"
            with contextlib.suppress(re.error):
                found += re.compile(one_of).pattern
        else:
            found += {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece) or re.escape(piece)
    return found


def _settings(root: Path, setting: str) -> list[tuple[int, ast.expr, bool]]:
    """Return each row of ``conf.py`` that sets something, what it is set to, and whether that is added to what it was."""
    text = read_text(root, _CONF, Findings(_CONF)) if exists(root, _CONF) else None
    try:
        with warnings.catch_warnings(action="ignore"):  # of doubtful escapes, which a build shows
            rows = ast.parse(text or "").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []  # Python says it, as soon as something is built
    found = []
    for row in rows:
        names = row.targets if isinstance(row, ast.Assign) else [row.target] if isinstance(row, (ast.AnnAssign, ast.AugAssign)) else []
        if isinstance(row, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and row.value is not None:
            adds = isinstance(row, ast.AugAssign)
            found += [(row.lineno, row.value, adds) for name in names if isinstance(name, ast.Name) and name.id == setting]
    return found
