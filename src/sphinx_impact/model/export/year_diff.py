"""The report of one year beside that of an earlier one: comparatives that changed, what grew, what is new, gone, or looks renamed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from sphinx_impact.model.addresses import alike
from sphinx_impact.model.entities import Address, AmountKind, Figure, Kind, Period, Status
from sphinx_impact.model.history.last_year import differs, is_same_organisation, periods_of, to_figure
from sphinx_impact.model.json_document import Document
from sphinx_impact.model.names import counted
from sphinx_impact.model.numbers.change import Change, change
from sphinx_impact.model.problems import Code, Origin, quoted
from sphinx_impact.model.renamed import Renaming, looks_renamed, put_together

_APART: Final = 7
"""Days by which the same day of two fiscal years may differ: years of 52 and 53 weeks."""


class OrderError(ValueError):
    """The reports were given in the wrong order; the message says which is which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Restated:
    """A figure of which two reports say something else.

    Attributes:
        old: What the earlier report said.
        new: What the later one says of the same period.
        declared: Whether the later report declares that it is restated, or what was printed before.
    """

    old: Figure
    new: Figure
    declared: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Grown:
    """A figure of the later report's year, beside that of the earlier one's.

    Attributes:
        old: Of the earlier year: as the later report has it, where it has it; None where no report has one.
        new: None where the later report has it for other years only.
        change: What became of it, or why that cannot be said.
        total: Whether it is a subtotal, a total, or a result of a statement.
    """

    old: Figure | None
    new: Figure | None
    change: Change | None
    total: bool

    @property
    def known(self) -> Figure:
        """The figure of the later year, or that of the earlier one where there is none."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclasses.dataclass(frozen=True, slots=True)
class Years:
    """All that differs between the reports of two years.

    Attributes:
        before: What the earlier report is on.
        now: What the later one is on.
        notes: What is to be known before anything is compared.
        restated: What the later report does not declare comes first.
        recounted: Figures of one period that are in another unit now, the earlier and the later; they are not compared.
        grown: In the order of the later report.
        new: Of each figure that the earlier report has in no period, the newest.
        gone: The other way round.
        titles: Of the later report's statements, and of those that are gone, by id.
        renamed: What may have another key only.
    """

    before: Period
    now: Period
    notes: tuple[str, ...]
    restated: tuple[Restated, ...]
    recounted: tuple[tuple[Figure, Figure], ...]
    grown: tuple[Grown, ...]
    new: tuple[Figure, ...]
    gone: tuple[Figure, ...]
    titles: Mapping[str, str]
    renamed: tuple[Renaming, ...]

    def __bool__(self) -> bool:
        grown = any(found.old is None or found.new is None or found.old.value != found.new.value for found in self.grown)
        return bool(self.restated or self.recounted or self.new or self.gone or grown)


def are_of_two_years(old: Document, new: Document) -> bool:
    """Whether two documents report on different years: on periods that have less than half of the shorter one in common."""
    before, now = _reporting(old), _reporting(new)
    if before is None or now is None or (before.start, before.end) == (now.start, now.end):
        return False
    common = min(before.end, now.end) - max(before.start or before.end, now.start or now.end)
    return (common.days + 1) * 2 < max(1, min(before.days, now.days))


def notes_on(old: Document, new: Document) -> list[str]:
    """Return what is to be known of two documents before their figures are compared."""
    notes = []
    if not is_same_organisation((old.organisation, old.short_name), (new.organisation, new.short_name)):
        notes.append(f"the two are of different organisations: {quoted(old.organisation or '')} and {quoted(new.organisation or '')}")
    before, now = _reporting(old), _reporting(new)
    if before is not None and now is not None and not alike(before, now):
        notes.append(
            f"the periods differ in length, {counted(before.days, 'day')} and {counted(now.days, 'day')}: amounts over them are not compared"
        )
    if old.currency and new.currency and old.currency != new.currency:
        notes.append(f"the currency was {old.currency} and is {new.currency}: amounts in the two are not compared")
    own = {period.id: (period.start, period.end) for period in new.periods}
    other = sorted(period.id for period in old.periods if own.get(period.id, (period.start, period.end)) != (period.start, period.end))
    if other:
        notes.append(f"the two mean different days by {', '.join(other)}: periods are told by their days, not by these names")
    return notes


def compare_years(old: Document, new: Document) -> Years:
    """Compare the reports of two years.

    Raises:
        OrderError: The first is that of the later year.
    """
    before, now = _reporting(old), _reporting(new)
    assert before is not None
    assert now is not None
    if before.end > now.end:
        raise OrderError(f"the first report is on {before.id}, and the second on {now.id}, which is earlier: name the earlier one first")
    own = periods_of(new, {}, Origin("", 1))
    theirs = periods_of(old, own, Origin("", 1))
    then, after = _figures(old, theirs), _figures(new, own)
    _rename(then, after, old, new)
    printed = {address for erratum in new.errata if erratum.printed for address in erratum.figures}
    marked = {figure.address for figure, entry in zip(after.values(), new.figures, strict=True) if entry.address in printed}
    both = [(then[address], figure) for address, figure in after.items() if address in then]
    silent = [problem.message for problem in new.problems if problem.code == Code.RESTATED and not problem.hint]
    restated = [
        Restated(was, figure, _is_marked(figure, marked) and not any(said.startswith(f"{figure.address} is ") for said in silent))
        for was, figure in both
        if (was.value is None) != (figure.value is None) or differs(figure, was)
    ]
    keys, known = {_series(figure) for figure in after.values()}, {_series(figure) for figure in then.values()}
    return Years(
        before,
        now,
        tuple(notes_on(old, new)),
        tuple(sorted(restated, key=lambda found: found.declared)),
        tuple(pair for pair in both if _is_recounted(*pair)),
        tuple(_grown(then, after, _years(before, now, own, theirs), _totals(new), known & keys)),
        tuple(_newest(figure for figure in after.values() if _series(figure) not in known)),
        tuple(_newest(figure for figure in then.values() if _series(figure) not in keys)),
        {statement.id: statement.title for statement in (*old.statements, *new.statements)},
        tuple(looks_renamed(then, after)),
    )


def renamings(old: Document, new: Document) -> list[Renaming]:
    """Return what may have another key only, between two states of one report."""
    own = periods_of(new, {}, Origin("", 1))
    then, after = _figures(old, periods_of(old, own, Origin("", 1))), _figures(new, own)
    _rename(then, after, old, new)
    return looks_renamed(then, after)


def renamed_keys(old: Document, new: Document) -> dict[str, list[str]]:
    """Return by each key of the older document those it may have in the newer one, since either says that it was renamed."""
    keys: dict[str, list[str]] = {}
    for was, now in (*new.renamed.items(), *((key, was) for was, key in old.renamed.items())):
        keys.setdefault(was, []).append(now)
    return keys


def _reporting(document: Document) -> Period | None:
    return periods_of(document, {}, Origin("", 1)).get(document.reporting_period or "")


def _figures(document: Document, periods: Mapping[str, Period]) -> dict[Address, Figure]:
    found = (to_figure(entry, periods, Origin(entry.file, max(1, entry.row))) for entry in document.figures)
    return {figure.address: figure for figure in found}


def _rename(then: dict[Address, Figure], after: Mapping[Address, Figure], old: Document, new: Document) -> None:
    """Put figures of the earlier report under the keys that they have in the later one."""
    keys, names = renamed_keys(old, new), {figure.address.key: figure.statement for figure in after.values()}
    there = {figure.address.key for figure in then.values()}
    moved: dict[Address, list[Figure]] = {}
    for address in list(then):
        key = next((key for key in keys.get(address.key, ()) if key in names and key not in there), "") if address.key not in names else ""
        if key:
            now = dataclasses.replace(address, key=key)
            moved.setdefault(now, []).append(dataclasses.replace(then.pop(address), address=now, statement=names[key]))
    then |= {address: whole for address, parts in moved.items() if (whole := put_together(parts)) is not None}


def _is_marked(figure: Figure, marked: set[Address]) -> bool:
    """Whether readers are told that a figure is restated, be it that nobody declared it: that is a problem of the report."""
    return figure.status is Status.RESTATED or bool(figure.as_printed) or figure.address in marked


def _is_recounted(old: Figure, new: Figure) -> bool:
    return old.value is not None and new.value is not None and (old.unit, old.money) != (new.unit, new.money)


def _years(before: Period, now: Period, own: Mapping[str, Period], theirs: Mapping[str, Period]) -> dict[str, str]:
    """Return by each period of the earlier report that belongs to its year the one that takes its place in the later report's."""
    found = {theirs[before.id].id: now.id}
    for was in theirs.values():
        for is_ in own.values():
            apart = (is_.end - now.end) - (was.end - before.end)
            within = now.start is None or is_.end >= now.start
            if was.id not in found and within and is_.id not in found.values() and alike(was, is_) and abs(apart) <= dt.timedelta(_APART):
                found[was.id] = is_.id
    return found


def _totals(document: Document) -> set[str]:
    return {
        f"{statement.id}.{line.id}"
        for statement in document.statements
        for line in statement.lines
        if line.kind in {Kind.SUBTOTAL, Kind.TOTAL, Kind.RESULT} and not statement.details_of
    }


def _grown(
    then: Mapping[Address, Figure], after: Mapping[Address, Figure], years: Mapping[str, str], totals: set[str], series: set[Address]
) -> Iterable[Grown]:
    """Give each figure that both reports have, in the later report's year beside the earlier one's."""
    earlier = {is_: was for was, is_ in years.items()}
    seen: set[Address] = set()
    for address, figure in after.items():
        if address.period in earlier and _series(figure) in series:
            was = dataclasses.replace(address, period=earlier[address.period])
            base = after.get(was) or then.get(was)
            seen.add(was)
            yield Grown(base, figure, change(figure, base), address.key in totals)
    for address, figure in then.items():
        if address.period in years and address not in seen and _series(figure) in series:
            yield Grown(figure, None, None, address.key in totals)


def _series(figure: Figure) -> Address:
    return dataclasses.replace(figure.address, period="")


def _newest(figures: Iterable[Figure]) -> Iterable[Figure]:
    """Return one figure of each series: the newest that is a number, if there is one."""
    found: dict[Address, Figure] = {}
    for figure in figures:
        known = found.get(_series(figure))
        if known is None or _rank(figure) > _rank(known):
            found[_series(figure)] = figure
    return found.values()


def _rank(figure: Figure) -> tuple[bool, dt.date]:
    return figure.kind is AmountKind.NUMBER, figure.period.end if figure.period is not None else dt.date.min
