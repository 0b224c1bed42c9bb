"""What the heads of columns say: which declared period, and which of several columns of it."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import functools
import itertools
import re
from typing import TYPE_CHECKING, Final

from babel import Locale

from sphinx_impact.model.names import slug
from sphinx_impact.model.numbers.parse import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_impact.importing.cells import Sheet
    from sphinx_impact.model.entities import Profile

_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt")
_YEAR: Final = re.compile(r"(?<![0-9])(?P<first>(?:19|20)[0-9]{2})(?:\s?[-/–]\s?(?P<last>(?:20)?[0-9]{2}))?(?![0-9])")
_FISCAL: Final = re.compile(r"\bFY\s?['’]?(?P<year>[0-9]{2,4})\b", re.IGNORECASE)
_FILLING: Final = re.compile(
    r"\b(?:as (?:at|of)|(?:for )?the|years?|fiscal|ended|ending|period|months?|twelve|fy|to|through|from|for|und|zum|per|vom|bis|jahr|geschäftsjahr|"
    rf"ann[ée]e|exercice|au|actual|amount|ist|usd|eur|gbp|chf|jpy|in|of|and)\b|[{re.escape(SYMBOLS)},.:;()/–—-]|年度?|月|日",
    re.IGNORECASE,
)
_NAMES: Final = (
    ("without", re.compile(r"\bwithout\b|\bunrestricted\b|\bohne\b|\bsans\b|\bsin\b", re.IGNORECASE)),
    ("with", re.compile(r"\bwith\b|^\W*restricted\b|\bdonor.restricted\b|\bmit\b|\bavec\b|\bcon\b", re.IGNORECASE)),
    (
        "change",
        re.compile(
            r"\bchange\b|\bvariance\b|\bdifference\b|\bveränderung\b|\bdifferenz\b|\babweichung\b|\bvariation\b|増減", re.IGNORECASE
        ),
    ),
    ("average", re.compile(r"\baverage\b|\bmean\b|\bdurchschnitt\b|\bmoyenne\b", re.IGNORECASE)),
    ("budget", re.compile(r"\bbudget(?:ed)?\b|\bplan\b|予算", re.IGNORECASE)),
    ("total", re.compile(r"^\W*(?:totals?|all funds|gesamt|summe|insgesamt|total des fonds|合計)\W*$", re.IGNORECASE)),
)
KNOWN_NAMES: Final = frozenset(name for name, _ in _NAMES)
"""What of several columns of a period is known by its words."""

_RECIPIENT: Final = re.compile(
    r"(?:grant )?(?:recipients?|grantees?|awarded to|(?:zuwendungs)?empfänger\w*|begünstigte\w*|b[ée]n[ée]ficiaires?|beneficiari[oa]s?)\b.{0,20}",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r".{0,20}\b(?:date|awarded|approved|datum|bewilligt\w*|fecha|data)\b.{0,12}", re.IGNORECASE)
_FIRST_ROWS: Final = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """A head of a column, taken apart.

    Attributes:
        text: All rows of it in one.
        period: The declared period, or None.
        said: What it says of a period, where none that is declared fits; empty where it says nothing.
        line: The line of report.yaml that would declare that one.
        name: Which of several columns of the period; empty for the only one.
        label: That in its own words.
    """

    text: str
    period: str | None
    said: str
    line: str
    name: str
    label: str


@functools.cache
def _months() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            found.update({str(name).casefold().rstrip("."): number for number, name in months[width].items()})
    return found


@functools.cache
def _month() -> str:
    return "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))


def days(text: str) -> list[dt.date]:
    """The days in a text; of a month alone its last one."""
    found: dict[int, dt.date] = {}
    month = rf"(?P<month>(?:{_month()}))\.?"
    for pattern in (
        r"(?P<y>(?:19|20)[0-9]{2})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
        r"(?P<y>(?:19|20)[0-9]{2})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日",
        r"(?<![0-9])(?P<d>[0-9]{1,2})[./](?P<m>[0-9]{1,2})[./](?P<y>(?:19|20)[0-9]{2})",
        rf"(?<![0-9])(?P<d>[0-9]{{1,2}})\.?\s(?:de\s)?{month}\s(?:de\s)?(?P<y>(?:19|20)[0-9]{{2}})",
        rf"(?<!\w){month}\s(?P<d>[0-9]{{1,2}}),?\s(?P<y>(?:19|20)[0-9]{{2}})",
        rf"(?<!\w){month}\s(?P<y>(?:19|20)[0-9]{{2}})",
    ):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            parts = match.groupdict()
            year = int(parts["y"])
            number = int(parts["m"]) if "m" in parts else _months()[parts["month"].casefold()]
            if "m" in parts and number > 12:
                parts["d"], number = str(number), int(parts["d"])  # 12/31/2023
            if 1 <= number <= 12:
                last = calendar.monthrange(year, number)[1]
                day = int(parts.get("d") or last)
                if 1 <= day <= last and not any(abs(match.start() - at) < 3 for at in found):
                    found[match.start()] = dt.date(year, number, day)
    return [day for _, day in sorted(found.items())]


def period_in(text: str, profile: Profile) -> tuple[str | None, str, str]:
    """The declared period that a text names; else what it says, and the line that would declare it."""
    plain = text.strip().casefold()
    periods = profile.periods.values()
    named = [period.id for period in periods if plain and plain in {period.id.casefold(), period.label.casefold()}]
    if named:
        return named[0], "", ""
    if found := days(text):
        return _by_days(found, profile)
    if fiscal := _FISCAL.search(text):
        year = int(fiscal["year"]) % 100 + 2000
        names = {f"fy{year % 100:02}", f"fy{year}", f"{year}"}
        named = [period.id for period in periods if period.id.casefold() in names] + _ending(year, profile)
        return (named[0], "", "") if named else (None, f"fy{year % 100:02}", f"fy{year % 100:02}: {{start: …, end: …}}")
    if years := list(_YEAR.finditer(text)):
        last = years[-1]["last"] or years[-1]["first"]
        year = int(last) % 100 + 2000 if len(last) == 2 else int(last)
        named = [str(year)] if str(year) in profile.periods else _ending(year, profile)
        return (named[0], "", "") if named else (None, str(year), f'"{year}": {{start: {year}-01-01, end: {year}-12-31}}')
    named = [period.id for period in periods if re.search(rf"(?<![\w-]){re.escape(period.id)}(?![\w-])", text, re.IGNORECASE)]
    return (named[0] if named else None), "", ""


def _by_days(found: list[dt.date], profile: Profile) -> tuple[str | None, str, str]:
    start, end = min(found), max(found)
    fits = [period for period in profile.periods.values() if period.end == end]
    fits = [period for period in fits if len(found) > 1 and period.start == start] or fits
    if fits:
        return fits[0].id, "", ""
    first = start if len(found) > 1 else end.replace(year=end.year - 1, day=min(end.day, 28)) + dt.timedelta(days=1)
    if len(found) == 1 and end.day >= 28:
        first = (end.replace(day=28) + dt.timedelta(days=4)).replace(day=1, year=end.year - (end.month < 12))
    return None, end.isoformat(), f'"{end.year}": {{start: {first}, end: {end}}}'


def grants_row(sheet: Sheet) -> int:
    """Return the row with the heads of a list of grants, which names recipients and days; 0 where the sheet is something else."""
    for number, cells in itertools.islice(sheet.rows.items(), _FIRST_ROWS):
        texts = [cell.text.strip() for cell in cells]
        recipients = {at for at, text in enumerate(texts) if _RECIPIENT.fullmatch(text)}
        if recipients and any(at not in recipients and _DAY.fullmatch(text) for at, text in enumerate(texts)):
            return number
    return 0


def _ending(year: int, profile: Profile) -> list[str]:
    """The periods that end in a year, durations first."""
    found = [period for period in profile.periods.values() if period.end.year == year]
    return [period.id for period in sorted(found, key=lambda period: period.start is None)]


def read_head(text: str, profile: Profile) -> Head:
    """Take the head of a column apart."""
    period, said, line = period_in(text, profile)
    rest = re.sub(r"\bFY\s?['’]?[0-9]{2,4}\b", " ", text, flags=re.IGNORECASE) if period or said else text
    if period or said:
        rest = re.sub(rf"(?<!\w)(?:{_month()})\.?(?!\w)", " ", rest, flags=re.IGNORECASE)
        rest = re.sub(r"[0-9]{1,4}", " ", rest)
        if period:
            rest = re.sub(rf"(?<![\w-]){re.escape(period)}(?![\w-])", " ", rest, flags=re.IGNORECASE)
    bare = " ".join(_FILLING.sub(" ", rest).split())
    label = " ".join(rest.split()).strip(" ,-–—:()/")
    if not bare:
        return Head(text, period, said, line, "", "")
    name = next((name for name, pattern in _NAMES if pattern.search(bare)), "") or slug(bare)[:40].strip("-")
    return Head(text, period, said, line, name, label or bare)
