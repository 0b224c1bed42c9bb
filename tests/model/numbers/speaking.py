"""Formats of a language with its catalogue, and what tests of them share."""

from __future__ import annotations

import datetime as dt
import gettext

from sphinx_impact.messages import CATALOGUE, LOCALE_DIR
from sphinx_impact.model.entities import Period
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Origin


def formats(language: str) -> Formats:
    """Return formats that speak the language as far as there is a catalogue."""
    return Formats(language, gettext.translation(CATALOGUE, LOCALE_DIR, [language], fallback=True))


def visible(text: object) -> str:
    """Return a text with no-break spaces as ``_``, narrow ones as ``'``, and without marks of direction."""
    return str(text).replace("\u00a0", "_").replace("\u202f", "'").replace("\u200f", "").replace("\u200e", "")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def period(start: str, end: str, label: str = "") -> Period:
    return Period("p", day(start) if start else None, day(end), label, Origin("data/report.yaml", 1))
