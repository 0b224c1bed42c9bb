"""How far a report is, and when an embargo ends."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sphinx_impact.model.problems import Code, Problem

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Figure

DRAFT = "draft"
REVIEW = "under review"
EMBARGOED = "embargoed"
FINAL = "final"

STATES = (DRAFT, REVIEW, EMBARGOED, FINAL)


def today(environment: Mapping[str, str] = os.environ) -> dt.date:
    """Return the day of the build, as ``SOURCE_DATE_EPOCH`` gives it, or by the clock; in universal time either way."""
    given = environment.get("SOURCE_DATE_EPOCH", "").strip()
    now = dt.datetime.fromtimestamp(int(given), dt.UTC) if given.isdecimal() else dt.datetime.now(dt.UTC)
    return now.date()


def state_on(day: dt.date, state: str, embargo: dt.date | None) -> str:
    """Return the state on a day: an embargo that has ended leaves a final report."""
    return FINAL if state == EMBARGOED and embargo is not None and day >= embargo else state


def drafts(figures: Iterable[Figure]) -> list[Problem]:
    """Return what is said of each figure that a final report must not have; once for each row."""
    from sphinx_impact.model.entities import Status

    found: dict[str, Problem] = {}
    for figure in figures:
        if figure.status is Status.DRAFT:
            what = f"the statement {figure.statement}" if figure.statement else figure.address
            message = f'{what} is a draft, and the report is final: check it and write status: final, or set impact_state = "{REVIEW}"'
            found.setdefault(figure.statement or str(figure.address), Problem(figure.origin, Code.STATE, message))
    return sorted(found.values())
