"""The whole of a report's data: what was loaded, what is wrong with it, and the answer to an address."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx_impact.model import answers
from sphinx_impact.model.addresses import Address, AddressError, parse_address
from sphinx_impact.model.cells import column_of, key_of, period_meant
from sphinx_impact.model.entities import Column, Figure, Kind, Line, PeopleGroup, Profile, SponsorRoll, Stat, Waiver
from sphinx_impact.model.explaining import Known
from sphinx_impact.model.footing import Footed
from sphinx_impact.model.gathering import Gathered, Paths, gather, paths
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.periods import before
from sphinx_impact.model.problems import Origin, Problem


@dataclasses.dataclass(frozen=True)
class Report:
    """A report's data.

    Attributes:
        root: The source directory.
        data: The folder of the data files, relative to `root`.
        stats: By key, in the order of the files.
        statements: By id, added up.
        groups: Groups of people, by id.
        waivers: Accepted differences, in their order.
        problems: Everything that is wrong in the data files, sorted.
        files: All data files there are, relative to `root`, sorted.
    """

    root: Path
    data: str
    profile: Profile
    stats: Mapping[str, Stat]
    statements: Mapping[str, Footed]
    sponsors: SponsorRoll | None
    groups: Mapping[str, PeopleGroup]
    waivers: tuple[Waiver, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]

    @classmethod
    def empty(cls, root: Path, data: str = "data") -> Report:
        """Return the report of a project without data."""
        nowhere = Profile("", "", "", "", "", {}, None, {}, Origin(posixpath.join(data, "report.yaml"), 1))
        return cls(root, data, nowhere, {}, {}, None, {}, (), (), ())

    # ---- answers ----

    def figure(self, address: str) -> Figure | None:
        """Return the figure at an address, or None where there is none; `explain` says why."""
        try:
            wanted = parse_address(address)
        except AddressError:
            return None
        period = period_meant(self.profile, wanted.period)
        if period is None:
            return None
        if wanted.key in self.stats:
            return self._stat_figure(self.stats[wanted.key], wanted, period)
        if wanted.key in self._lines:
            return self._line_figure(wanted, period)
        return None

    def explain(self, address: str) -> str:
        """Say why there is no figure at an address, naming the nearest one."""
        lines = {key: (footed.statement, line) for key, (footed, line) in self._lines.items()}
        return Known(self.profile, self.stats, lines).explain(address)

    def explain_statement(self, statement: str) -> str:
        """Say why there is no statement with an id, naming the nearest one."""
        if not self.statements:
            return f"there is no statement “{statement}”: {posixpath.join(self.data, 'statements')} has none that can be read"
        return f"there is no statement “{statement}”{hint(statement, self.statements) or '; there is ' + ', '.join(self.statements)}"

    def previous(self, figure: Figure) -> Figure | None:
        """Return the figure of the same key and column, one period of about the same length before."""
        try:
            address = parse_address(figure.address)
        except AddressError:
            return None
        period = figure.period
        if period is None:
            return None
        own = {known.period.id: known for known in self._values_of(address) if known.period is not None}
        # Of two periods with the same dates, the one that the key has; of instants, which are many and unrelated, only those.
        candidates = sorted(self.profile.periods.values(), key=lambda candidate: candidate.id not in own)
        found = before(period, [candidate for candidate in candidates if candidate.start is not None or candidate.id in own])
        return own.get(found.id) if found is not None else None

    def series(self, key: str) -> tuple[Figure, ...]:
        """Return all figures of a key, or of ``KEY/COLUMN``, by the ends of their periods; those of undeclared periods first, as they stand."""
        try:
            address = parse_address(key)
        except AddressError:
            return ()
        figures = self._values_of(address)
        return tuple(sorted(figures, key=lambda figure: (figure.period is not None, figure.period.end.toordinal() if figure.period else 0)))

    def figures(self) -> Iterator[Figure]:
        """Return every figure: the stats in the order of the files, then the statements line by line."""
        return iter(self._figures)

    def addresses(self) -> Iterator[str]:
        """Return the full address of every figure."""
        return (figure.address for figure in self.figures())

    def cell_figure(self, footed: Footed, line: Line, column: Column) -> Figure:
        """Return a cell as a figure; the statement may be one that was typed in a page."""
        return answers.cell_figure(footed, line, column, self.profile)

    # ---- files ----

    def files_of(self, address: str) -> tuple[str, ...]:
        """Return the data files that the answer to an address depends on; all that define figures where nothing has its key."""
        try:
            key = parse_address(address).key
        except AddressError:
            return ()
        found = self._places.report
        if key in self.stats:
            return (*found, self.stats[key].origin.path)
        statement = self._lines[key][0].statement.id if key in self._lines else key.rpartition(".")[0]
        if statement in self._places.statements:
            return (*found, *self._places.statements[statement], *self._places.waivers)
        every = [path for files in self._places.statements.values() for path in files]
        return (*found, *self._places.stats, *every)

    def files_for(self, what: str) -> tuple[str, ...]:
        """Return the data files of a kind: ``report``, ``stats``, ``statements``, ``sponsors``, ``people``, ``waivers``."""
        if what == "statements":
            return tuple(path for files in self._places.statements.values() for path in files)
        return {
            "report": self._places.report,
            "stats": self._places.stats,
            "sponsors": self._places.sponsors,
            "people": self._places.people,
            "waivers": self._places.waivers,
        }[what]

    # ---- inside ----

    @functools.cached_property
    def _places(self) -> Paths:
        return paths(self.root, self.data)

    @functools.cached_property
    def _lines(self) -> Mapping[str, tuple[Footed, Line]]:
        """Statement and line by key; of a key given twice the first."""
        found: dict[str, tuple[Footed, Line]] = {}
        for footed in self.statements.values():
            for line in footed.statement.lines:
                found.setdefault(key_of(footed.statement, line), (footed, line))
        return found

    @functools.cached_property
    def _figures(self) -> tuple[Figure, ...]:
        stats = [answers.stat_figure(stat, value, self.profile) for stat in self.stats.values() for value in stat.values]
        lines = [(footed, line) for footed, line in self._lines.values() if line.kind is not Kind.HEADING]
        return (*stats, *(self.cell_figure(footed, line, column) for footed, line in lines for column in footed.statement.columns))

    def _stat_figure(self, stat: Stat, address: Address, period: str) -> Figure | None:
        if address.column:
            return None
        for value in stat.values:
            if (value.period or "") == period:
                return answers.stat_figure(stat, value, self.profile)
        return None

    def _line_figure(self, address: Address, period: str) -> Figure | None:
        footed, line = self._lines[address.key]
        columns = footed.statement.columns
        if line.kind is Kind.HEADING:
            return None
        at = column_of(footed.statement, period, address.column)
        return None if at is None else self.cell_figure(footed, line, columns[at])

    def _values_of(self, address: Address) -> list[Figure]:
        """Return the figures of a key and a column in all periods, as they stand."""
        if address.key in self.stats:
            stat = self.stats[address.key]
            return [] if address.column else [answers.stat_figure(stat, value, self.profile) for value in stat.values]
        if address.key not in self._lines:
            return []
        footed, line = self._lines[address.key]
        found = [] if line.kind is Kind.HEADING else [self.cell_figure(footed, line, column) for column in footed.statement.columns]
        return [figure for figure in found if parse_address(figure.address).column == address.column]


def load_report(root: Path, data: str = "data") -> Report:
    """Load all data files below a source directory. What is wrong with them is in the report's problems; nothing is raised."""
    found: Gathered = gather(root, data)
    return Report(
        root=root,
        data=data,
        profile=found.profile,
        stats=found.stats,
        statements=found.statements,
        sponsors=found.sponsors,
        groups=found.groups,
        waivers=found.waivers,
        problems=found.problems,
        files=found.paths.all,
    )
