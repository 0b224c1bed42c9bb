"""What the page of a figure, a statement or a chart is called in addresses: short, the same in every build, on every machine, and never that of another."""

from __future__ import annotations

import functools
import hashlib
import re
from typing import Final

from sphinx_impact.model.entities import Address
from sphinx_impact.model.names import short, slug

STATEMENT: Final = "statement"
CHART: Final = "chart"

_PART: Final = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|--|$))[a-z0-9]+(?:[._-][a-z0-9]+)*"
_SAFE: Final = re.compile(f"{_PART}(?:--{_PART})*")
"""Parts that stand in a name as they are. Two hyphens never come together in one, so that they tell parts apart; file systems that take
capitals for small letters, and those that keep some names for themselves, have no say."""

_CHART_PAGE: Final = re.compile(rf"{CHART}--.+|{CHART}-.+---[0-9a-f]{{8}}")
"""Names of charts' pages, which no slug is like."""
_LONGEST: Final = 100
_KEPT: Final = 4096
"""So many names are kept: each is asked for by several pages."""


def _name(*parts: str) -> str:
    name = "--".join(parts)
    if len(name) <= _LONGEST and name.count("--") == len(parts) - 1 and _SAFE.fullmatch(name):
        return name
    # Three hyphens stand in no other name. The fingerprint tells apart what the letters that are left do not.
    fingerprint = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
    return f"{short(slug('-'.join(parts)))[:60].strip('-') or 'figure'}---{fingerprint}"


@functools.lru_cache(_KEPT)
def figure_name(address: Address) -> str:
    """Return the name of a figure's page, ``grants.total--2023``, ``activities.gifts--2023--without``, by its full address."""
    if address.column:
        return _name(address.key, address.period, address.column)
    return _name(address.key, address.period) if address.period else _name(address.key)


def series_name(address: Address) -> str:
    """Return the name of a figure in all its periods: ``grants.total``, ``activities.gifts--all--without``."""
    return _name(address.key, "all", address.column) if address.column else _name(address.key, "all")


def statement_name(statement: str) -> str:
    """Return the name of a statement's page, by its id."""
    return _name(STATEMENT, statement)


def chart_name(page: str, anchor: str, given: str = "") -> str:
    """Return the name of a chart's page.

    Args:
        page: Name of the page on which the chart stands.
        anchor: Its id there.
        given: The name that its author gave it, which stays where a title changes, or the chart moves to another page.
    """
    if given:
        return _name(CHART, slug(given) or given)
    # “a.b” is not “a/b”; a page that has both signs has a fingerprint.
    parts = [page] if "." in page and "/" in page else page.split(".") if "." in page else [page.replace("/", ".")]
    return _name(CHART, *parts, anchor.removeprefix("chart-"))


def old_chart_name(old: str) -> str:
    """Return the name of a chart's page by what its author says it was called: by its own name, or by that of its page."""
    return old if _CHART_PAGE.fullmatch(old) else chart_name("", "", old)


def old_chart_place(old: str, page: str) -> tuple[str, str] | None:
    """Return the page on which a chart was that was called so, and its id there; None where that cannot be told from its name.

    Args:
        page: The page on which it is now, where a chart was that is called by a name of its own.
    """
    if not _CHART_PAGE.fullmatch(old):
        return page, slug(old) or "exhibit"
    parts = old.split("--")[1:]
    if "---" in old or len(parts) < 2:  # it ends in a fingerprint, or is that of a chart with a name
        return None
    return ".".join(parts[:-1]) if len(parts) > 2 else parts[0].replace(".", "/"), parts[-1]
