"""Titles and addresses of the report that name a past year: they stayed behind when the report moved on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from sphinx_impact.model.entities import Period, Profile
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_ADDRESSES: Final = ("html_baseurl", "epub_identifier")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[/–-](\d\d))?(?!\d)")
"""A year, or the two of a fiscal year, of which the last counts: 2022/23."""

YEARLY: Final = ("project", "version", "release", "html_title", "html_short_title", "epub_title", *_ADDRESSES)
"""Settings in ``conf.py`` that may name the year of the report."""


def past_years(settings: Mapping[str, tuple[str, Origin]], profile: Profile) -> Iterator[Problem]:
    """Say which settings name a period before that of the report, and not that one: they stayed behind when the report moved on.

    Args:
        settings: Text and place of each, by name.
    """
    now = profile.reporting
    if now is None or now.start is None:
        return
    past = [period for period in profile.periods.values() if period.end < now.start]
    known, years = _names(now), {day.year for day in (now.start, now.end)}
    for name, (text, origin) in settings.items():
        looked_at = _where(text) if name in _ADDRESSES else text
        said = {int(first[:2] + (second or first[2:])) for first, second in _YEAR.findall(looked_at)}
        if _named(known, looked_at) or any(year >= min(years) for year in said):
            continue
        found = next((word for period in past if (word := _named(_names(period), looked_at))), "")
        if found:
            what = f"{name} is {quoted(text)}, which names {found}, and the report is of {now.id}: "
            cure = (
                "it is the address of an earlier report; write that of this one"
                if name in _ADDRESSES
                else "correct it, or leave the year out"
            )
            yield Problem(origin, Code.UNCHANGED, what + cure, hint=True)


def _where(address: str) -> str:
    """Return host and path of a web address, or all of what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}" if parts.netloc else address


def _names(period: Period) -> list[str]:
    """Return what certainly names a period: its years, and its id where that is no short number."""
    years = {str(day.year) for day in (period.start, period.end) if day is not None}
    return sorted({*years, *({period.id} if len(period.id) >= len("fy24") else ())}, key=len, reverse=True)


def _named(names: list[str], text: str) -> str:
    """Return which of the names stands in a text; letters may touch a year, as in ``report2023``."""
    parts = (rf"(?<!\d){name}(?!\d)" if name.isdecimal() else rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" for name in names)
    found = re.search("|".join(parts), text, re.IGNORECASE)
    return found[0] if found else ""
