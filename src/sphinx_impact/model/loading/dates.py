"""Dates as they stand in data files."""

from __future__ import annotations

import datetime as dt
import re

from sphinx_impact.model.quantities import quoted


def parse_date(text: str) -> dt.date:
    """Read ``2023-12-31``.

    Raises:
        ValueError: It is none; the message says how to write one.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is no day of the calendar") from None
    raise ValueError(f"{quoted(text)} is no date: write year, month and day, as in 2023-12-31")
