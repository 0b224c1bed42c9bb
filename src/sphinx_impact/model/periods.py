"""Which period comes before which."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx_impact.model.entities import Period


def alike(one: Period, other: Period) -> bool:
    """Whether two periods are of about the same length.

    Months of 28 and 31 days, years of 365 and 366 days and years of 52 and 53 weeks are; instants are; a month and a year are not.
    """
    if (one.start is None) != (other.start is None):
        return False
    return abs(one.days - other.days) <= max(3, max(one.days, other.days) // 20)


def follows(later: Period, earlier: Period) -> bool:
    """Whether a duration starts the day after another period ends."""
    return later.start is not None and (later.start - earlier.end).days == 1


def before(period: Period, candidates: Iterable[Period]) -> Period | None:
    """Return the candidate of about the same length that ends last before `period` starts; the first of several."""
    start = period.start or period.end
    earlier = [candidate for candidate in candidates if candidate.end < start and alike(candidate, period)]
    return max(earlier, key=lambda candidate: candidate.end, default=None)
