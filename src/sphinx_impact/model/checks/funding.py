"""The ``history`` of a ``funding.json`` held against the statements: what is said to funders of a year must be what the report says.

The form of the file is that of version 1.1.0, https://fundingjson.org: of each year, ``year`` and ``currency``, and ``income``, ``expenses`` and
``taxes`` where they are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sphinx_impact.model.addresses import AddressError, alike, parse_address
from sphinx_impact.model.entities import Figure, Funding, Period
from sphinx_impact.model.json_text import JsonError, grouped, plain, read_json
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.exact import EXACT
from sphinx_impact.model.numbers.parse import CODES
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

AMOUNTS: Final = ("income", "expenses", "taxes")
_FIELDS: Final = frozenset({"year", "currency", "description", *AMOUNTS})
_YEARS: Final = range(1970, 2076)


def check_funding(root: Path, lookup: Lookup, funding: Funding) -> list[Problem]:
    """Return what is wrong with the file, what it says otherwise than the statements, and the year that it lacks."""
    findings = Findings(funding.path)
    return check_history(read_text(root, funding.path, findings), lookup, funding, findings)


def check_history(text: str | None, lookup: Lookup, funding: Funding, findings: Findings) -> list[Problem]:
    """Return the same of what the file holds, or would hold; None where it could not be read."""
    history = _history(text, findings) if text is not None else None
    for name, address in funding.addresses.items():
        _check_address(lookup, name, address, findings, funding.origin)
    if text is None or history is None:
        return findings.problems
    rows = _rows(text)
    reporting = lookup.profile.reporting
    latest = reporting.end.year + 1 if reporting is not None else _YEARS[-1]
    said: set[int] = set()
    for number, entry in enumerate(history):
        row = rows[number] if len(rows) == len(history) else 1
        year = _year(entry, row, latest, findings)
        if year is None:
            continue
        if year in said:
            findings.add(row, Code.DUPLICATE, f"the history has the year {year} twice: delete one of the entries")
        said.add(year)
        if not _is_sound(entry, row, findings):
            continue
        for name, figure in told_of(lookup, funding, period_of(lookup, year)).items():
            _compare(entry, name, figure, row, findings)
    return [*findings.problems, *_lacking(lookup, said, funding)]


def _check_address(lookup: Lookup, name: str, address: str, findings: Findings, origin: Origin) -> None:
    try:
        wanted = parse_address(address)
    except AddressError as error:
        findings.problems.append(Problem(origin, Code.ADDRESS, f"{name}: {error}"))
        return
    if wanted.period:
        what = f"{name}: {quoted(address)} names a period, and each year of the history has its own: leave it out"
    elif lookup.figure(address) is None:
        what = f"{name}: {lookup.explain(address)}"
    else:
        return
    findings.problems.append(Problem(origin, Code.ADDRESS, what))


def _history(text: str, findings: Findings) -> list[Any] | None:
    """Return the entries; None after saying why there are none to be had."""
    try:
        read = read_json(text, by_hand=True)
    except JsonError as error:
        findings.add(error.row, Code.FILE, str(error))
        return None
    funding = read.get("funding") if isinstance(read, dict) else None
    history = funding.get("history", []) if isinstance(funding, dict) else None
    if not isinstance(history, list):
        findings.add(1, Code.VALUE, "the file has no funding with a list called history: see https://fundingjson.org for its form")
        return None
    return history


def _rows(text: str) -> list[int]:
    """Return the row of each ``year``, which only entries of the history have."""
    return [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r'"year"\s*:', text)]


def _year(entry: Any, row: int, latest: int, findings: Findings) -> int | None:
    """Return the year of an entry; None after saying what is wrong with it."""
    year = entry.get("year") if isinstance(entry, dict) else None
    if isinstance(year, bool) or not isinstance(year, int) or year not in _YEARS:
        findings.add(row, Code.VALUE, f"an entry of the history needs a year from {_YEARS[0]} to {_YEARS[-1]}, as a number")
        return None
    if year > latest:
        findings.add(row, Code.VALUE, f"the history has the year {year}, which lies after that of this report: correct it")
        return None
    return year


def _is_sound(entry: dict[str, Any], row: int, findings: Findings) -> bool:
    """Whether an entry can be compared; what is wrong with it is said."""
    year = entry["year"]
    for name in entry.keys() - _FIELDS:
        if near := hint(name, _FIELDS):
            findings.add(row, Code.KEY, f"an entry of the history has no field {quoted(name)}{near}")
    if entry.get("currency") not in CODES:
        findings.add(row, Code.VALUE, f"the entry of {year} needs a currency, as a code of three capitals such as USD")
        return False
    for name in AMOUNTS:
        value = entry.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            findings.add(row, Code.VALUE, f"{name} of {year} is no amount: write a number of nought or more, or leave it out")
            return False
    return True


def period_of(lookup: Lookup, year: int) -> Period | None:
    """Return the fiscal year that ends in a year: the reporting period, or one like it."""
    reporting = lookup.profile.reporting
    ending = [period for period in lookup.profile.periods.values() if period.start is not None and period.end.year == year]
    return next((period for period in ending if reporting is not None and alike(period, reporting)), None)


def years_of(lookup: Lookup) -> list[int]:
    """Return the years that end in one of the periods, the first one first."""
    years = {period.end.year for period in lookup.profile.periods.values()}
    return sorted(year for year in years if period_of(lookup, year) is not None)


def told_of(lookup: Lookup, funding: Funding, period: Period | None) -> dict[str, Figure]:
    """Return the figures of a year that have a value, by what the file calls them."""
    found: dict[str, Figure] = {}
    if period is None:
        return found
    for name, address in funding.addresses.items():
        key, slash, column = address.partition("/")
        figure = lookup.figure(f"{key}@{period.id}{slash}{column}")
        if figure is not None and figure.value is not None:
            found[name] = figure
    return found


def _compare(entry: dict[str, Any], name: str, figure: Figure, row: int, findings: Findings) -> None:
    assert figure.value is not None
    year = entry["year"]
    if entry["currency"] != figure.unit:
        what = f"{year} is in {entry['currency']} here, and {figure.address} in {figure.unit}: write what the report says, in its currency"
        findings.add(row, Code.CONTRADICTION, what)
    elif name in entry and Decimal(entry[name]) != figure.value:
        apart = EXACT.subtract(Decimal(entry[name]), figure.value)
        what = (
            f"{name} of {year} is {grouped(Decimal(entry[name]))} here, and {figure.address} is {grouped(figure.value)} ({figure.origin}), "
            f"a difference of {grouped(apart)}: correct one of them"
        )
        findings.add(row, Code.CONTRADICTION, what)


def _lacking(lookup: Lookup, said: set[int], funding: Funding) -> Iterator[Problem]:
    """Say that the year of the report is not in the history, and what to write there."""
    reporting = lookup.profile.reporting
    if reporting is None or reporting.end.year in said:
        return
    known = told_of(lookup, funding, reporting)
    if known:
        amounts = "".join(f'"{name}": {plain(figure.value or Decimal(0))}, ' for name, figure in known.items())
        entry = f'{{"year": {reporting.end.year}, {amounts}"currency": "{next(iter(known.values())).unit}"}}'
        yield Problem(Origin(funding.path, 1), Code.MISSING, f"the history does not have the year of this report; add {entry}", hint=True)
