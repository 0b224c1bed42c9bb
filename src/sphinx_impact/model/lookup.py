"""The answer to an address: which figure stands there, which stood there before, and why there is none."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping

from sphinx_impact.model import answers
from sphinx_impact.model.addresses import Address, AddressError, parse_address, split_address
from sphinx_impact.model.cells import column_of, key_of, period_meant
from sphinx_impact.model.entities import Column, Figure, Kind, Line, Profile, Stat
from sphinx_impact.model.explaining import Known
from sphinx_impact.model.footing import Footed
from sphinx_impact.model.lastyear import LastYear
from sphinx_impact.model.periods import before


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
            return [] if address.column else [answers.stat_figure(stat, value, self.profile) for value in stat.values]
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
        return answers.cell_figure(footed, line, column, self.profile)

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
        stats = [answers.stat_figure(stat, value, self.profile) for stat in self.stats.values() for value in stat.values]
        lines = [(footed, line) for footed, line in self.lines.values() if line.kind is not Kind.HEADING]
        return (*stats, *(self.cell_figure(footed, line, column) for footed, line in lines for column in footed.statement.columns))

    def _stat_figure(self, stat: Stat, address: Address, period: str) -> Figure | None:
        if address.column:
            return None
        for value in stat.values:
            if (value.period or "") == period:
                return answers.stat_figure(stat, value, self.profile)
        return None

    def _line_figure(self, address: Address, period: str) -> Figure | None:
        footed, line = self.lines[address.key]
        columns = footed.statement.columns
        if line.kind is Kind.HEADING:
            return None
        at = column_of(footed.statement, period, address.column)
        return None if at is None else self.cell_figure(footed, line, columns[at])
