"""A report moved on by a year: figures, waivers and corrections that stayed behind and are now dated anew.

A value without a period is one of the reporting period, whichever that is. So a copy of last year's files, with the next reporting period,
says last year's figures of this year. Only last year's report can tell.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from sphinx_impact.model.addresses import before, key_of
from sphinx_impact.model.entities import Address, AmountKind, Column, Figure, Kind, Period, Profile, Stat, Waiver
from sphinx_impact.model.errata import Erratum
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.history.last_year import LastYear
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import counted, some
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_MOST_NAMED: Final = 10
_FEWEST: Final = 2
"""So many amounts of a statement must be the same: one alone may well be."""


def find_rolled(lookup: Lookup, last: LastYear, waivers: Sequence[Waiver], errata: Sequence[Erratum]) -> list[Problem]:
    """Say what seems to be last year's, and is dated this year."""
    profile = lookup.profile
    now = profile.reporting
    if now is None:
        return []
    if any(_same(now, period) for period in last.periods.values() if period.id == last.reporting_period):
        return []
    then = before(now, last.periods.values())
    if then is None:
        return []
    rolling = _Rolling(lookup, last, now, then)
    rolling.look_at_stats()
    for footed in lookup.statements.values():
        rolling.look_at_statement(footed)
    places = {waiver.origin for waiver in waivers}
    undated = [stat for stat in lookup.stats.values() if any(value.undated for value in stat.values)]
    return [
        *rolling.problems(),
        *_sources_again(lookup, last, now, then),
        *_undated(undated, now),
        *_accepted_again(waivers, last, then),
        *_corrected_again(errata, places, last, now, then),
    ]


def find_unfilled(lookup: Lookup, last: LastYear) -> list[Problem]:
    """Name the rows that are empty this year and had an amount in last year's report."""
    problems = []
    for stat in lookup.stats.values():
        for value in stat.values:
            old = _earlier(lookup.profile, last, value.period, stat.key, "")
            if value.value is None and not value.text and not value.undated and old is not None:
                problems.append(_unfilled(value.origin, stat.key, value.period or "", [old.text]))
    for footed in lookup.statements.values():
        for line in footed.statement.lines:
            key = key_of(footed.statement, line)
            lacking = []
            for number, column in enumerate(footed.statement.columns):
                old = _earlier(lookup.profile, last, column.period, key, column.name)
                empty = line.kind is Kind.ITEM and line.cells[number].amount.kind is AmountKind.NOT_REPORTED
                if old is not None and empty and not (line.formula or column.formula):
                    lacking.append((column, old))
            if lacking:
                columns = ", ".join(column.id for column, _ in lacking)
                problems.append(_unfilled(line.origin, str(line.label), columns, [old.text for _, old in lacking]))
    return problems


def _earlier(profile: Profile, last: LastYear, period: str | None, key: str, column: str) -> Figure | None:
    """Return what last year's report said of a figure of this year, where that was a number."""
    now, this = profile.periods.get(profile.reporting_period or ""), profile.periods.get(period or "")
    if now is None or this is None or this.end != now.end:
        return None
    then = before(this, last.periods.values())
    old = last.figure(key, then.id, column) if then is not None else None
    return old if old is not None and old.value is not None else None


def _unfilled(origin: Origin, what: str, period: str, old: Sequence[str]) -> Problem:
    message = f"{what} is empty ({period}); last year's report had {', '.join(old)}: write this year's, or – where there is none"
    return Problem(origin, Code.MISSING, message)


class _Rolling:
    """What is looked at, and what was found."""

    def __init__(self, lookup: Lookup, last: LastYear, now: Period, then: Period) -> None:
        self._lookup, self._last, self._now, self._then = lookup, last, now, then
        self._suspects: list[tuple[str, Origin]] = []
        self._wrong: list[Problem] = []

    def look_at_stats(self) -> None:
        """Hold this year's values against last year's."""
        for stat in self._lookup.stats.values():
            for figure in self._lookup.values_of(Address(stat.key)):
                old = self._last.figure(stat.key, self._then.id, "")
                if old is not None and figure.value and figure.address.period == self._now.id:
                    confirmed = stat.unchanged_in == self._now.id
                    self._note(stat.key, stat.key, figure.origin, same=_is_same(figure, old), confirmed=confirmed)

    def look_at_statement(self, footed: Footed) -> None:
        """Hold the columns of this year against last year's."""
        statement = footed.statement
        for number, column in enumerate(statement.columns):
            then = self._before(column)
            if then is None:
                continue
            known = same = 0
            for at, line in enumerate(statement.lines):
                if not footed.cells[at, number].given:
                    continue
                old = self._last.figure(key_of(statement, line), then.id, column.name)
                known += old is not None
                same += old is not None and _is_same(self._lookup.row(footed, line)[number], old)
            what = f"the statement {statement.id}{f', column {column.name}' if column.name else ''} ({same} of {known} amounts)"
            suspect = same >= _FEWEST and same * 2 > known
            if known >= _FEWEST:
                confirmed = statement.unchanged_in == self._now.id
                self._note(f"the statement {statement.id}", what, statement.origin, same=suspect, confirmed=confirmed)

    def problems(self) -> Iterator[Problem]:
        """Give one summary of all that is the same, and each mark that is not true."""
        yield from self._wrong
        if self._suspects:
            many = len(self._suspects) > 1
            names = some([name for name, _ in self._suspects], _MOST_NAMED)
            yield Problem(
                min(origin for _, origin in self._suspects),
                Code.UNCHANGED,
                f"what is said of {self._now.id} here is in every digit what last year's report ({self._last.path}) said of {self._then.id}, "
                f"in {len(self._suspects)} {'places' if many else 'place'}: {names}; give this year's, or write period: for the year that a "
                f'value is of, or unchanged-in: "{self._now.id}" where nothing has changed',
            )

    def _before(self, column: Column) -> Period | None:
        """Return the period of last year's report that a column of this year's follows on; None for other columns."""
        period = self._lookup.profile.periods.get(column.period or "")
        if period is None or column.formula or column.unit == "percent":
            return None
        if period.id != self._now.id and not (period.start is None and period.end == self._now.end):
            return None
        return before(period, self._last.periods.values())

    def _note(self, name: str, what: str, origin: Origin, *, same: bool, confirmed: bool) -> None:
        if same and not confirmed:
            self._suspects.append((what, origin))
        elif confirmed and not same:
            message = (
                f"{name} says unchanged-in: {self._now.id}, and is not what last year's report ({self._last.path}) said: delete the mark"
            )
            self._wrong.append(Problem(origin, Code.UNCHANGED, message))


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _is_same(figure: Figure, old: Figure) -> bool:
    """Whether a figure says what another one did, which is neither nothing nor nil."""
    return bool(figure.value) and (figure.value, figure.unit, figure.qualifier) == (old.value, old.unit, old.qualifier)


def _undated(stats: Sequence[Stat], now: Period) -> Iterator[Problem]:
    """Ask for the periods of values that would move on with the next reporting period."""
    if stats:
        message = (
            f"{some([stat.key for stat in stats], _MOST_NAMED)}: a value without a period becomes that of the next year as soon as the reporting period "
            f'does; write period: "{now.id}" beside value:'
        )
        yield Problem(min(stat.origin for stat in stats), Code.UNCHANGED, message, hint=True)


def _sources_again(lookup: Lookup, last: LastYear, now: Period, then: Period) -> Iterator[Problem]:
    """Find sources of this year's figures that are last year's, by the year in their names or by their dates."""
    names = sorted(_names(then) - _names(now), key=len, reverse=True)
    of_then = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)" if names else r"(?!)", re.IGNORECASE)
    documents = dict(_old_documents(lookup.profile, last, now, then, of_then))
    used: dict[str, int] = {}
    typed: dict[str, list[Origin]] = {}
    for figure in lookup.figures():
        source = figure.source
        if source is None or figure.period is None or figure.period.end != now.end:
            continue
        if source.document:
            used[source.document] = used.get(source.document, 0) + 1
        elif of_then.search(source.place) and _had_source(last, dataclasses.replace(figure.address, period=then.id), source.place):
            typed.setdefault(source.place, []).append(source.origin)
    for id_ in filter(used.__contains__, documents):
        document, number = lookup.profile.sources[id_], used[id_]
        what = (
            f"the source {id_}, {quoted(str(document.title))}, is that of last year's report and {documents[id_]}, and {counted(number, 'figure')} of {now.id} "
            f"{'names' if number == 1 else 'name'} it: name this year's document, and give last year's an id of its own if figures of {then.id} still need it"
        )
        yield Problem(document.origin, Code.UNCHANGED, what, hint=True)
    for place, origins in typed.items():
        what = f"the source {quoted(place)} is that of last year's report, and so it is of {counted(len(origins), 'figure')} of {now.id}: name this year's"
        yield Problem(min(origins), Code.UNCHANGED, what, hint=True)


def _old_documents(profile: Profile, last: LastYear, now: Period, then: Period, of_then: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Give each document that is last year's under the same id and title, and by what that is seen."""
    for id_, source in profile.sources.items():
        old = last.sources.get(id_)
        if old is not None and old.title == str(source.title):
            named = of_then.search(old.title)
            if named is not None:
                yield id_, f"names {named[0]}"
            elif source.date is not None and source.date == old.date and then.end < source.date <= now.end:
                yield id_, f"is dated {source.date}, before {now.id} ended"


def _had_source(last: LastYear, address: Address, place: str) -> bool:
    figure = last.figures.get(address)
    return figure is not None and figure.source is not None and figure.source.place == place


def _names(period: Period) -> set[str]:
    """Return what a title may call a period: its id, its label, its years."""
    days = filter(None, (period.start, period.end))
    return {period.id, period.label, *(str(day.year) for day in days)} - {""}


def _accepted_again(waivers: Iterable[Waiver], last: LastYear, then: Period) -> Iterator[Problem]:
    """Find waivers without a period that last year's report had."""
    for waiver in waivers:
        if not waiver.at.period and (waiver.check, str(waiver.at), waiver.difference) in last.waivers:
            message = (
                f"the waiver at {waiver.at} names no period, and last year's report ({last.path}) had the same: it accepts in a new year "
                f"what was a difference of {then.id}; name the period it is of, or remove it"
            )
            yield Problem(waiver.origin, Code.WAIVER, message)


def _corrected_again(errata: Iterable[Erratum], known: Container[Origin], last: LastYear, now: Period, then: Period) -> Iterator[Problem]:
    """Find corrections that were made of last year's figures, and are now of this year's.

    Args:
        known: Where waivers stand, which are looked at for themselves.
    """
    for erratum in errata:
        figure = erratum.figure
        if not erratum.printed or erratum.origin in known or figure.period is None or figure.period.id != now.id:
            continue
        old = last.figures.get(dataclasses.replace(figure.address, period=then.id))
        early = erratum.date is not None and now.start is not None and erratum.date < now.start
        if early or (old is not None and erratum.printed in last.printed.get(old.address, ())):
            why = f"is dated {erratum.date}, before {now.id} began" if early else f"is in last year's report ({last.path}), of {then.id}"
            message = f"the correction of {figure.address} from “{erratum.printed}” {why}: name the period it is of, or remove it"
            yield Problem(erratum.origin, Code.ERRATUM, message)
