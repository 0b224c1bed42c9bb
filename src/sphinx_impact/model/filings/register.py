"""Entries of the register of charities of England and Wales, as its API gives them. Nothing is read of them but amounts, dates and who filed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sphinx_impact.model.filings.filing import Filed, Filing
from sphinx_impact.model.filings.lines import FORMS
from sphinx_impact.model.json_text import JsonError, read_json
from sphinx_impact.model.loading.fields import parse_date
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.problems import Code
from sphinx_impact.model.registers import digits

_FORM: Final = FORMS["charity-register"]
_NUMBERS: Final = ("reg_charity_number", "registered_charity_number")
"""What the API, and the register as a whole, call the number of a charity."""

_END: Final = re.compile(r'"financial_period_end_date"')


def load_entries(root: Path, path: str, findings: Findings) -> list[Filing]:
    """Read the entries of all years; none after putting down why that is not possible."""
    text = read_text(root, path, findings)
    if text is None:
        return []
    try:
        document = read_json(text, by_hand=True)
    except JsonError as error:
        findings.add(error.row, Code.FILING, f"{error}; or take the file as the register gives it")
        return []
    organisation = document.get("organization") if isinstance(document, dict) else None
    entries = document.get("filings") if isinstance(document, dict) else document
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and "financial_period_end_date" in entry for entry in entries):
        what = "the file has no entries of the register: a list, or a list under filings, of which each has a financial_period_end_date"
        findings.add(1, Code.FILING, what)
        return []
    if not entries:
        what = "the file has no entries of the register, its list is empty: ask for it by the number of the charity, or declare it when accounts are filed"
        findings.add(1, Code.FILING, what)
        return []
    whose: Mapping[str, Any] = organisation if isinstance(organisation, dict) else document if isinstance(document, dict) else {}
    rows = [text.count("\n", 0, found.start()) + 1 for found in _END.finditer(text)]
    spots = _spots(text, rows) if len(rows) == len(entries) else [({}, 1)] * len(entries)
    made = [_entry(entry, whose, *spot, findings) for entry, spot in zip(entries, spots, strict=True)]
    return [filing for filing in made if filing is not None]


def _spots(text: str, rows: list[int]) -> list[tuple[dict[str, int], int]]:
    """For each entry the rows of its keys, and its own: those that follow its date."""
    written = text.split("\n")
    spots = []
    for row, after in zip(rows, [*rows[1:], len(written) + 1], strict=True):
        keys: dict[str, int] = {}
        for at in range(row, after):
            for found in re.finditer(r'"(\w+)"\s*:', written[at - 1]):
                keys.setdefault(found[1], at)
        spots.append((keys, row))
    return spots


def _entry(entry: Mapping[str, Any], whose: Mapping[str, Any], keys: Mapping[str, int], row: int, findings: Findings) -> Filing | None:
    end = None
    with contextlib.suppress(ValueError):
        end = parse_date(str(entry["financial_period_end_date"])[:10])
    if end is None:
        findings.add(row, Code.FILING, "the entry does not say when its period ends: financial_period_end_date is no date")
        return None
    amounts: dict[str, Filed] = {}
    unread = set()
    for line in _FORM.lines:
        value = entry.get(line)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            findings.add(keys.get(line, row), Code.NUMBER, f"{line} is no number: see whether the file is as the register gives it")
            unread.add(line)
            continue
        number = Decimal(value)
        whole = number.to_integral_value()
        amounts[line] = Filed(whole if whole == number else number, findings.origin(keys.get(line, row)))
    return Filing(
        form=_FORM,
        year=end.year,
        start=None,
        end=end,
        number=next((digits(str(said[key])) for said in (entry, whose) for key in _NUMBERS if said.get(key)), ""),
        name=str(whose.get("charity_name") or ""),
        amended=False,
        amounts=amounts,
        origin=findings.origin(row),
        unread=frozenset(unread),
    )
