"""From an address to its figure, or to the reason why there is none."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_impact.model.addresses import (
    PREVIOUS,
    AddressError,
    address_of,
    as_address,
    before,
    column_of,
    is_asked,
    key_of,
    period_meant,
)
from sphinx_impact.model.entities import (
    Address,
    AmountKind,
    Column,
    Figure,
    Kind,
    Line,
    Period,
    Profile,
    Scale,
    Stat,
    Status,
    StatValue,
)
from sphinx_impact.model.names import hint, nearest, some
from sphinx_impact.model.numbers.exact import product
from sphinx_impact.model.numbers.parse import is_code
from sphinx_impact.model.old_keys import keys_now

if TYPE_CHECKING:
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.grants import GrantRoll
    from sphinx_impact.model.history.last_year import LastYear

_FEW = 6


@dataclasses.dataclass(frozen=True)
class Lookup:
    """Everything that has an address. Each figure is made once, when it is first asked for.

    Attributes:
        stats: By key.
        statements: By id, added up.
        last: Last year's report, which answers for earlier periods where this one has nothing.
        grants: The grants, whose sums and counts are figures; None where there is no such file.
        restated: Addresses of the figures that an earlier report said otherwise; None where no report is known.
    """

    profile: Profile
    stats: Mapping[str, Stat]
    statements: Mapping[str, Footed]
    last: LastYear | None = None
    grants: GrantRoll | None = None
    restated: frozenset[Address] | None = None
    _rows: dict[int, tuple[Footed, Line, tuple[Figure, ...]]] = dataclasses.field(default_factory=dict, repr=False, compare=False)
    """The figures of lines, by the identity of these, which are held so that no other object gets it."""
    _before: dict[tuple[object, ...], Period | None] = dataclasses.field(default_factory=dict, repr=False, compare=False)
    _stats: dict[str, tuple[Figure, ...]] = dataclasses.field(default_factory=dict, repr=False, compare=False)

    def figure(self, address: str | Address) -> Figure | None:
        """Return the figure at an address, or None where there is none; `explain` says why."""
        try:
            wanted = as_address(address)
        except AddressError:
            return None
        period = period_meant(self.profile, wanted.period)
        if period is None:
            return None
        found, full = None, Address(wanted.key, period, wanted.column)
        if wanted.key in self.stats:
            found = next((figure for figure in self.values_of(wanted) if figure.address.period == period), None)
        elif wanted.key in self.lines:
            footed, line = self.lines[wanted.key]
            at = column_of(footed.statement, period, wanted.column)
            found = self.row(footed, line)[at] if at is not None and line.kind is not Kind.HEADING else None
        elif self.grants is not None:
            some = next((figure for figure in self._of_grants(wanted.key) if figure.address == full), None)
            found = some if some is None or self.grants.is_reported(some) else None
            if some is not None and found is None and wanted.period != PREVIOUS:
                return self._earlier(full) or some
        return self._earlier(full) if found is None else found

    def _earlier(self, address: Address) -> Figure | None:
        """Return what an earlier report said at a full address; None for the reporting period."""
        if self.last is None or address.period in {"", self.profile.reporting_period}:
            return None
        return self.last.figures.get(address)

    def previous(self, figure: Figure) -> Figure | None:
        """Return the figure of the same key and column, one period of about the same length before."""
        address, period = figure.address, figure.period
        if period is None:
            return None
        own = {known.period.id: known for known in self.values_of(address) if known.period is not None}
        earlier = tuple(self.last.periods_of(address)) if self.last is not None else ()
        found = self._period_before(period, (*own,), earlier)
        if found is None or found.id in own or self.last is None:
            return own.get(found.id) if found is not None else None
        return self.last.figures.get(dataclasses.replace(address, period=found.id))

    def _period_before(self, period: Period, own: tuple[str, ...], earlier: tuple[str, ...]) -> Period | None:
        """Return the period that another is compared with, by the ids of those that its key has, here and in earlier reports."""
        key = period.id, period.start, period.end, own, earlier
        if key not in self._before:
            # Of two periods with the same dates, the one that the key has; of instants, which are many and unrelated, only those.
            candidates = sorted(self.profile.periods.values(), key=lambda candidate: candidate.id not in own)
            self._before[key] = before(period, [each for each in candidates if each.start is not None or each.id in {*own, *earlier}])
        return self._before[key]

    def values_of(self, address: Address) -> list[Figure]:
        """Return the figures of a key and a column in all periods, as they stand; of grants those of the reporting period."""
        if address.key in self.stats:
            found = self._of_stat(self.stats[address.key])
        elif address.key in self.lines and self.lines[address.key][1].kind is not Kind.HEADING:
            found = self.row(*self.lines[address.key])
        else:
            found = tuple(figure for figure in self._of_grants(address.key) if self.grants is None or self.grants.is_reported(figure))
        return [figure for figure in found if figure.address.column == address.column]

    def of_key(self, key: str) -> tuple[Figure, ...]:
        """Return all figures of a key, in every period and column; of grants those of the reporting period."""
        if key in self.stats:
            return self._of_stat(self.stats[key])
        if key in self.lines:
            return self.row(*self.lines[key]) if self.lines[key][1].kind is not Kind.HEADING else ()
        return self.grants.figures.get(key, ()) if self.grants is not None else ()

    def is_own(self, address: Address) -> bool:
        """Whether `figures` gives a figure with a full address: not one of an earlier report, of a return, or that was asked for by an expression."""
        return any(figure.address == address for figure in self.of_key(address.key))

    def figures(self) -> Iterator[Figure]:
        """Give every figure: the stats in the order of the files, then the statements line by line."""
        for _name, _keys, figures in self.groups_of_figures():
            yield from figures

    def groups_of_figures(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Figure]]]:
        """Give every figure in groups: the stats of each file by its path, the lines of each statement by its id, then the sums of grants.

        With each group come the keys of its figures, and the figures, which are made when they are asked for.
        """
        for path, stats in itertools.groupby(self.stats.values(), lambda stat: stat.origin.path):
            these = tuple(stats)
            yield path, tuple(stat.key for stat in these), itertools.chain.from_iterable(map(self._of_stat, these))
        for id_, pairs in itertools.groupby(self.lines.items(), lambda pair: pair[1][0].statement.id):
            lines = [(key, footed, line) for key, (footed, line) in pairs if line.kind is not Kind.HEADING]
            yield (
                id_,
                tuple(key for key, _footed, _line in lines),
                itertools.chain.from_iterable(self.row(footed, line) for _key, footed, line in lines),
            )
        for key, figures in self._sums_of_grants():
            yield key, (key,), iter(figures)

    def single_figures(self) -> Iterator[Figure]:
        """Give every figure that stands in no statement."""
        for stat in self.stats.values():
            yield from self._of_stat(stat)
        for _key, figures in self._sums_of_grants():
            yield from figures

    def _sums_of_grants(self) -> Iterator[tuple[str, tuple[Figure, ...]]]:
        for key, figures in self.grants.figures.items() if self.grants is not None else ():
            if key not in self.stats and key not in self.lines:
                yield key, figures

    def row(self, footed: Footed, line: Line) -> tuple[Figure, ...]:
        """Return the figures of a line, one for each column; the statement may be one that was typed in a page."""
        known = self._rows.get(id(line))
        if known is None or known[0] is not footed:
            figures = tuple(self._settled(cell_figure(footed, line, column, self.profile)) for column in footed.statement.columns)
            self._rows[id(line)] = known = (footed, line, figures)
        return known[2]

    def _settled(self, figure: Figure) -> Figure:
        """Return a cell, which is no restated one because its statement is: an earlier report said it otherwise, or may have."""
        if figure.status is not Status.RESTATED:
            return figure
        now, period = self.profile.reporting, figure.period
        may = now is None or period is None or period.end < now.end
        restated = may if self.restated is None else figure.address in self.restated
        return figure if restated else dataclasses.replace(figure, status=Status.FINAL)

    def cell_figure(self, footed: Footed, line: Line, column: Column) -> Figure:
        """Return a cell as a figure; the statement may be one that was typed in a page."""
        return self.row(footed, line)[footed.statement.columns.index(column)]

    @functools.cached_property
    def lines(self) -> Mapping[str, tuple[Footed, Line]]:
        """Statement and line by key; of a key given twice the first."""
        found: dict[str, tuple[Footed, Line]] = {}
        for footed in self.statements.values():
            for line in footed.statement.lines:
                found.setdefault(key_of(footed.statement, line), (footed, line))
        return found

    def _of_stat(self, stat: Stat) -> tuple[Figure, ...]:
        if stat.key not in self._stats:
            self._stats[stat.key] = tuple(stat_figure(stat, value, self.profile) for value in stat.values)
        return self._stats[stat.key]

    def _of_grants(self, key: str) -> tuple[Figure, ...]:
        """Return the figures of a key, or of an expression, that the grants answer for; none where it means nothing."""
        if self.grants is None or key in self.stats or key in self.lines:
            return ()
        if is_asked(key):
            from sphinx_impact.model.footing.expressions import FormulaError

            with contextlib.suppress(FormulaError):
                return self.grants.asked(key)
            return ()
        return self.grants.every.get(key, ())

    # ---- why there is none ----

    def explain(self, address: str | Address) -> str:
        """Say why an address has no figure, naming the nearest one. The sentence begins small and has no full stop."""
        try:
            wanted = as_address(address)
        except AddressError as error:
            return str(error)
        granted = self._of_grants(wanted.key)
        if wanted.key not in self.stats and wanted.key not in self.lines and not granted:
            return self._unasked(wanted) if is_asked(wanted.key) else self._unknown_key(wanted)
        period = period_meant(self.profile, wanted.period)
        if wanted.period == PREVIOUS and period is None:
            if self.profile.reporting_period is None:
                return f"{wanted} has no figure, since no reporting period is declared; name a period instead of “{PREVIOUS}”"
            return f"{wanted} has no figure, since no period of about the same length is declared that ends before {self.profile.reporting_period} starts"
        if period and period not in self.profile.periods and self.profile.periods:
            return f"{wanted} has no figure: the period “{period}” is not declared{hint(period, self.profile.periods)}"
        named = next((figure.address for figure in granted if figure.address == Address(wanted.key, period or "", wanted.column)), None)
        if wanted.period == PREVIOUS and named is not None:
            return f"{wanted} has no figure: no earlier report has it, and grants.csv may have some of the grants of {period} only; write {named} for those"
        if granted:
            return f"{wanted} has no figure, but there is {some([str(figure.address) for figure in granted], _FEW)}"
        if wanted.key in self.stats:
            return _other_period(wanted, period or "", self.stats[wanted.key])
        return _other_column(wanted, period or "", *self.lines[wanted.key])

    def _unasked(self, address: Address) -> str:
        """Explain an expression that comes to nothing."""
        if self.grants is None:
            return f"{address.key} has no figure: there is no grants.csv"
        from sphinx_impact.model.footing.expressions import FormulaError

        try:
            self.grants.asked(address.key)
        except FormulaError as error:
            return str(error)
        return f"{address.key} has no figure: no period has grants"

    @functools.cached_property
    def _keys_now(self) -> dict[str, str]:
        return keys_now(self)

    def _unknown_key(self, address: Address) -> str:
        """Explain a key that nothing has."""
        none = f"no figure has the address “{address}”"
        keys = [*self.stats, *self.lines, *(self.grants.every if self.grants is not None else ())]
        if not keys:
            return f"{none}; there are no figures in the data files"
        if (now := self._keys_now.get(address.key)) is not None:
            return f"{none}; it is called {dataclasses.replace(address, key=now)} now"
        kin = [key for key in keys if key.rpartition(".")[0] == address.group]
        key = _meant(address.key, keys, kin)
        if key is not None:
            return f"{none}; did you mean “{dataclasses.replace(address, key=key)}”?"
        return f"{none}; there is {some(kin, _FEW)}" if kin else none


def stat_figure(stat: Stat, value: StatValue, profile: Profile) -> Figure:
    """Return one value of a stat as a figure."""
    return Figure(
        address=Address(stat.key, value.period or ""),
        value=value.value,
        kind=value.kind,
        text=value.text,
        unit=stat.unit,
        money=is_code(stat.unit),
        label=stat.label,
        period=profile.periods.get(value.period) if value.period is not None else None,
        qualifier=value.qualifier,
        form=value.form,
        good=stat.good,
        source=value.source,
        as_of=value.as_of,
        status=value.status,
        as_printed=value.as_printed,
        note=value.note,
        origin=value.origin,
    )


def _in_full(value: Decimal, scale: Scale) -> Decimal:
    return value if scale is Scale.UNITS else product(value, scale.factor)


def cell_figure(footed: Footed, line: Line, column: Column, profile: Profile) -> Figure:
    """Return a cell of a statement as a figure, in full units.

    Raises:
        KeyError: The statement has no such line or column.
    """
    statement = footed.statement
    cell = footed.cell(line.id, column.id)
    money = column.unit == "currency"
    scale = statement.scale if money else Scale.UNITS
    replaced = cell.shown is not None and cell.value is not None and cell.shown != cell.value
    marks = re.split(r"[\s,]+", line.note) if line.note else ()
    note = next((statement.notes[mark] for mark in marks if mark in statement.notes), None)
    if cell.waiver is not None and cell.waiver.public:
        note = cell.waiver.reason
    return Figure(
        address=address_of(statement, line, column),
        value=None if cell.amount_kind is AmountKind.UNREADABLE or cell.value is None else _in_full(cell.value, scale),
        kind=cell.amount_kind,
        text=line.cells[statement.columns.index(column)].amount.text.strip(),
        unit=statement.unit_of(column),
        money=money,
        label=line.label,
        period=profile.periods.get(column.period) if column.period is not None else None,
        scale=scale,
        source=line.source or statement.source,
        as_of=statement.as_of,
        status=statement.status,
        note=note,
        statement=statement.id,
        shown=product(cell.shown, scale.factor) if replaced and cell.shown is not None else None,
        origin=cell.origin,
    )


def _meant(written: str, keys: list[str], kin: list[str]) -> str | None:
    """Return the key that was probably meant: of the same group, if that is known, one like it; or else one of the same name; or any."""
    if not kin:
        return nearest(written, keys)
    name = written.rpartition(".")[2]
    own = {key.rpartition(".")[2]: key for key in kin}
    near = next((known for known in own if known.startswith(name)), None) or nearest(name, own)
    if near is not None:
        return own[near]
    return next((key for key in keys if key.rpartition(".")[2] == name), None)


def _other_period(address: Address, period: str, stat: Stat) -> str:
    """Explain why a stat has no value for a period."""
    if address.column:
        meant = dataclasses.replace(address, column="")
        return f"{address} has no figure: {stat.key} is a stat, which has no columns; did you mean “{meant}”?"
    values = [str(Address(stat.key, value.period or "")) for value in stat.values]
    when = f"for {period}" if period else "without a period"
    return f"{stat.key} has no value {when}, but {some(values, _FEW)}" if values else f"{stat.key} has no value that can be read"


def _other_column(address: Address, period: str, footed: Footed, line: Line) -> str:
    """Explain why a line of a statement has no cell for a period and a column."""
    statement = footed.statement
    if line.kind is Kind.HEADING:
        return f"{address} has no figure: {line.label} is a heading of the statement {statement.id}"
    cells = [address_of(statement, line, column) for column in statement.columns]
    if not cells:
        return f"{address} has no figure: the statement {statement.id} has no column of amounts"
    same = [cell for cell in cells if cell.period == period] or cells
    near = nearest(address.column, [cell.column for cell in same]) if address.column else None
    if near is not None:
        return f"{address} has no figure; did you mean “{next(cell for cell in same if cell.column == near)}”?"
    return f"{address} has no figure; the line has {some([str(cell) for cell in same], _FEW)}"
