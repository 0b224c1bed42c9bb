"""Why an address has no answer, and which one was probably meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from sphinx_impact.model.addresses import PREVIOUS, Address, AddressError, parse_address
from sphinx_impact.model.cells import address_of, period_meant
from sphinx_impact.model.entities import Kind, Line, Profile, Stat, Statement
from sphinx_impact.model.nearest import hint, nearest

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
