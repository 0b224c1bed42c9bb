"""From an address to its figure, or to the reason why there is none."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping

from babel.numbers import is_currency

from sphinx_impact.model.addresses import (
    PREVIOUS,
    Address,
    AddressError,
    address_of,
    before,
    column_of,
    key_of,
    parse_address,
    period_meant,
    split_address,
)
from sphinx_impact.model.entities import (
    AmountKind,
    Column,
    Figure,
    Form,
    Good,
    Kind,
    Line,
    Profile,
    Qualifier,
    Scale,
    Stat,
    Statement,
    StatValue,
    Text,
)
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.footing.formulas import product
from sphinx_impact.model.history.last_year import LastYear
from sphinx_impact.model.names import hint, nearest

_CURRENCY = re.compile("[A-Z]{3}")


def stat_figure(stat: Stat, value: StatValue, profile: Profile) -> Figure:
    """Return one value of a stat as a figure."""
    return Figure(
        address=str(Address(stat.key, value.period or "")),
        value=value.value,
        kind=_kind_of(value),
        text=value.text,
        unit=stat.unit,
        money=bool(_CURRENCY.fullmatch(stat.unit)) and is_currency(stat.unit),
        label=stat.label,
        period=profile.periods.get(value.period) if value.period is not None else None,
        qualifier=value.qualifier,
        form=value.form,
        good=stat.good,
        scale=Scale.UNITS,
        source=value.source,
        as_of=value.as_of,
        status=value.status,
        as_printed=value.as_printed,
        note=value.note,
        statement="",
        shown=None,
        origin=value.origin,
    )


def cell_figure(footed: Footed, line: Line, column: Column, profile: Profile) -> Figure:
    """Return a cell of a statement as a figure, in full units.

    Raises:
        KeyError: The statement has no such line or column.
    """
    statement = footed.statement
    cell = footed.cell(line.id, column.id)
    money = column.unit == "currency"
    scale = statement.scale if money else Scale.UNITS
    value = None if cell.amount_kind is AmountKind.UNREADABLE or cell.value is None else product(cell.value, scale.factor)
    replaced = cell.shown is not None and cell.value is not None and cell.shown != cell.value
    return Figure(
        address=str(address_of(statement, line, column)),
        value=value,
        kind=cell.amount_kind,
        text=_text_of(statement, line, column),
        unit=statement.currency if money else column.unit,
        money=money,
        label=line.label,
        period=profile.periods.get(column.period) if column.period is not None else None,
        qualifier=Qualifier.EXACT,
        form=Form.FULL,
        good=Good.NEITHER,
        scale=scale,
        source=line.source or statement.source,
        as_of=statement.as_of,
        status=statement.status,
        as_printed="",
        note=_note_of(footed, line, column),
        statement=statement.id,
        shown=product(cell.shown, scale.factor) if replaced and cell.shown is not None else None,
        origin=cell.origin,
    )


def _kind_of(value: StatValue) -> AmountKind:
    """Return what a value's text says it is."""
    text = value.text.strip()
    if value.value is not None:
        return AmountKind.NIL if not value.value and text in {"-", "–", "—"} else AmountKind.NUMBER
    if text.casefold() == "n/a":
        return AmountKind.NOT_APPLICABLE
    return AmountKind.UNREADABLE if text else AmountKind.NOT_REPORTED


def _text_of(statement: Statement, line: Line, column: Column) -> str:
    """Return what was written in a cell."""
    return line.cells[statement.columns.index(column)].amount.text.strip()


def _note_of(footed: Footed, line: Line, column: Column) -> Text | None:
    """Return the reason of a public waiver, or else the first note that the line refers to."""
    waiver = footed.cell(line.id, column.id).waiver
    if waiver is not None and waiver.public:
        return waiver.reason
    marks = re.split(r"[\s,]+", line.note)
    return next((footed.statement.notes[mark] for mark in marks if mark in footed.statement.notes), None)


_FEW = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """Everything that can be addressed.

    Attributes:
        stats: By key.
        lines: Statement and line by key.
    """

    profile: Profile
    stats: Mapping[str, Stat]
    lines: Mapping[str, tuple[Statement, Line]]

    def explain(self, text: str) -> str:
        """Say why an address has no figure. The sentence begins small and has no full stop."""
        try:
            address = parse_address(text)
        except AddressError as error:
            return str(error)
        if address.key not in self.stats and address.key not in self.lines:
            return self._unknown_key(address)
        period = period_meant(self.profile, address.period)
        if address.period == PREVIOUS and period is None:
            if self.profile.reporting_period is None:
                return f"{address} has no figure, since no reporting period is declared; name a period instead of “{PREVIOUS}”"
            return f"{address} has no figure, since no period of about the same length is declared that ends before {self.profile.reporting_period} starts"
        if period and period not in self.profile.periods and self.profile.periods:
            return f"{address} has no figure: the period “{period}” is not declared{hint(period, self.profile.periods)}"
        if address.key in self.stats:
            return self._other_period(address, period or "", self.stats[address.key])
        return self._other_column(address, period or "", *self.lines[address.key])

    def _unknown_key(self, address: Address) -> str:
        """Explain a key that nothing has."""
        none = f"no figure has the address “{address}”"
        if not self.stats and not self.lines:
            return f"{none}; there are no figures in the data files"
        key = self._meant(address.key)
        if key is not None:
            return f"{none}; did you mean “{Address(key, address.period, address.column)}”?"
        group, _, _ = address.key.rpartition(".")
        kin = [key for key in (*self.stats, *self.lines) if key.rpartition(".")[0] == group]
        return f"{none}; there is {_some(kin)}" if kin else none

    def _meant(self, written: str) -> str | None:
        """Return the key that was probably meant: of the same group, if that is known, one like it; or else one of the same name; or any."""
        keys = [*self.stats, *self.lines]
        group, _, name = written.rpartition(".")
        kin = {key.rpartition(".")[2]: key for key in keys if key.rpartition(".")[0] == group}
        if not kin:
            return nearest(written, keys)
        near = next((own for own in kin if own.startswith(name)), None) or nearest(name, kin)
        if near is not None:
            return kin[near]
        return next((key for key in keys if key.rpartition(".")[2] == name), None)

    def _other_period(self, address: Address, period: str, stat: Stat) -> str:
        """Explain why a stat has no value for a period."""
        if address.column:
            return (
                f"{address} has no figure: {stat.key} is a stat, which has no columns; did you mean “{Address(stat.key, address.period)}”?"
            )
        values = [str(Address(stat.key, value.period or "")) for value in stat.values]
        when = f"for {period}" if period else "without a period"
        return f"{stat.key} has no value {when}, but {_some(values)}" if values else f"{stat.key} has no value that can be read"

    def _other_column(self, address: Address, period: str, statement: Statement, line: Line) -> str:
        """Explain why a line of a statement has no cell for a period and a column."""
        if line.kind is Kind.HEADING:
            return f"{address} has no figure: {line.label} is a heading of the statement {statement.id}"
        cells = [address_of(statement, line, column) for column in statement.columns]
        if not cells:
            return f"{address} has no figure: the statement {statement.id} has no column of amounts"
        same = [cell for cell in cells if cell.period == period] or cells
        if address.column:
            near = nearest(address.column, [cell.column for cell in same])
            if near is not None:
                return f"{address} has no figure; did you mean “{next(cell for cell in same if cell.column == near)}”?"
        return f"{address} has no figure; the line has {_some([str(cell) for cell in same])}"


def _some(words: list[str]) -> str:
    """Name things, or the first of many."""
    more = f" and {len(words) - _FEW} more" if len(words) > _FEW else ""
    return ", ".join(words[:_FEW]) + more


@dataclasses.dataclass(frozen=True)
class Lookup:
    """Everything that has an address.

    Attributes:
        stats: By key.
        statements: By id, added up.
        last: Last year's report, which answers for earlier periods where this one has nothing.
    """

    profile: Profile
    stats: Mapping[str, Stat]
    statements: Mapping[str, Footed]
    last: LastYear | None = None

    def figure(self, address: str | Address) -> Figure | None:
        """Return the figure at an address, or None where there is none; `explain` says why."""
        try:
            wanted = parse_address(address) if isinstance(address, str) else address
        except AddressError:
            return None
        period = period_meant(self.profile, wanted.period)
        if period is None:
            return None
        found = None
        if wanted.key in self.stats:
            found = self._stat_figure(self.stats[wanted.key], wanted, period)
        elif wanted.key in self.lines:
            found = self._line_figure(wanted, period)
        if found is None and self.last is not None and period and period != self.profile.reporting_period:
            return self.last.figure(wanted.key, period, wanted.column)
        return found

    def explain(self, address: str) -> str:
        """Say why there is no figure at an address, naming the nearest one."""
        lines = {key: (footed.statement, line) for key, (footed, line) in self.lines.items()}
        return Known(self.profile, self.stats, lines).explain(address)

    def previous(self, figure: Figure) -> Figure | None:
        """Return the figure of the same key and column, one period of about the same length before."""
        address = split_address(figure.address)
        period = figure.period
        if period is None:
            return None
        own = {known.period.id: known for known in self.values_of(address) if known.period is not None}
        instants = {*own, *(self.last.periods_of(address.key, address.column) if self.last is not None else ())}
        # Of two periods with the same dates, the one that the key has; of instants, which are many and unrelated, only those.
        candidates = sorted(self.profile.periods.values(), key=lambda candidate: candidate.id not in own)
        found = before(period, [candidate for candidate in candidates if candidate.start is not None or candidate.id in instants])
        if found is None or found.id in own or self.last is None:
            return own.get(found.id) if found is not None else None
        return self.last.figure(address.key, found.id, address.column)

    def values_of(self, address: Address) -> list[Figure]:
        """Return the figures of a key and a column in all periods, as they stand."""
        if address.key in self.stats:
            stat = self.stats[address.key]
            return [] if address.column else [stat_figure(stat, value, self.profile) for value in stat.values]
        if address.key not in self.lines:
            return []
        footed, line = self.lines[address.key]
        found = [] if line.kind is Kind.HEADING else [self.cell_figure(footed, line, column) for column in footed.statement.columns]
        return [figure for figure in found if split_address(figure.address).column == address.column]

    def figures(self) -> Iterator[Figure]:
        """Return every figure: the stats in the order of the files, then the statements line by line."""
        return iter(self._figures)

    def cell_figure(self, footed: Footed, line: Line, column: Column) -> Figure:
        """Return a cell as a figure; the statement may be one that was typed in a page."""
        return cell_figure(footed, line, column, self.profile)

    @functools.cached_property
    def lines(self) -> Mapping[str, tuple[Footed, Line]]:
        """Statement and line by key; of a key given twice the first."""
        found: dict[str, tuple[Footed, Line]] = {}
        for footed in self.statements.values():
            for line in footed.statement.lines:
                found.setdefault(key_of(footed.statement, line), (footed, line))
        return found

    @functools.cached_property
    def _figures(self) -> tuple[Figure, ...]:
        stats = [stat_figure(stat, value, self.profile) for stat in self.stats.values() for value in stat.values]
        lines = [(footed, line) for footed, line in self.lines.values() if line.kind is not Kind.HEADING]
        return (*stats, *(self.cell_figure(footed, line, column) for footed, line in lines for column in footed.statement.columns))

    def _stat_figure(self, stat: Stat, address: Address, period: str) -> Figure | None:
        if address.column:
            return None
        for value in stat.values:
            if (value.period or "") == period:
                return stat_figure(stat, value, self.profile)
        return None

    def _line_figure(self, address: Address, period: str) -> Figure | None:
        footed, line = self.lines[address.key]
        columns = footed.statement.columns
        if line.kind is Kind.HEADING:
            return None
        at = column_of(footed.statement, period, address.column)
        return None if at is None else self.cell_figure(footed, line, columns[at])
