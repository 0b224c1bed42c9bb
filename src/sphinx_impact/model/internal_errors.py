"""Where a mistake of this package's own ends: as a problem with a place, and never as an exception that ends a build."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final, TypeVar

from sphinx_impact.model.problems import Code, Origin, Problem, one_line

T = TypeVar("T")

_LONGEST: Final = 200


def unforeseen(error: Exception, origin: Origin, doing: str) -> Problem:
    """Return what is said of an exception that no rule expects.

    Args:
        doing: What did not come to an end: ``loading this file``.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {'/'.join(frames[-1].filename.replace(chr(92), '/').split('/')[-3:])}:{frames[-1].lineno}" if frames else ""
    said = one_line(str(error), _LONGEST)
    what = f"{type(error).__name__}{': ' if said else ''}{said}{where}"
    message = (
        f"{doing} failed, which is a mistake of sphinx-impact: {what}; the rest goes on without it. "
        "Please report this line to its makers, with the traceback that sphinx-build -v prints"
    )
    return Problem(origin, Code.INTERNAL, message, trace="".join(traceback.format_exception(error)))


def attempt(make: Callable[[], T], nothing: T, origin: Origin, doing: str, problems: list[Problem]) -> T:
    """Return what `make` returns, or `nothing` after putting down that it failed."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - what nobody foresaw has no narrower type
        problems.append(unforeseen(error, origin, doing))
        return nothing
