"""The whole of a report's data: what was loaded, what is wrong with it, and the answer to an address."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.auditing import Audit
from sphinx_impact.model.entities import Column, Figure, Line, PeopleGroup, Profile, SponsorRoll, Stat, Waiver
from sphinx_impact.model.errata import Erratum
from sphinx_impact.model.footing import Footed
from sphinx_impact.model.gathering import Gathered, Paths, empty_profile, gather, paths
from sphinx_impact.model.lastyear import LastYear, compare, load_last_year, with_periods
from sphinx_impact.model.loading.files import is_file
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.openings import check_openings
from sphinx_impact.model.problems import Code, Origin, Problem, counted
from sphinx_impact.model.relations import TieOut
from sphinx_impact.model.rolling import find_rolled
from sphinx_impact.model.unforeseen import attempt


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
        tie_outs: Declared relations, in their order.
        audit: How they came out, what else contradicts itself, and what is accepted.
        errata: What was printed wrong, the latest correction first.
        problems: Everything that is wrong in the data files, sorted.
        files: All data files there are, relative to `root`, sorted.
        last: Last year's report, where there is one to compare with.
    """

    root: Path
    data: str
    profile: Profile
    stats: Mapping[str, Stat]
    statements: Mapping[str, Footed]
    sponsors: SponsorRoll | None
    groups: Mapping[str, PeopleGroup]
    waivers: tuple[Waiver, ...]
    tie_outs: tuple[TieOut, ...]
    audit: Audit
    errata: tuple[Erratum, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    last: LastYear | None = None

    @classmethod
    def empty(cls, root: Path, data: str = "data") -> Report:
        """Return the report of a project without data."""
        return cls(root, data, empty_profile(data), {}, {}, None, {}, (), (), Audit((), (), (), ()), (), (), ())

    # ---- answers ----

    def figure(self, address: str) -> Figure | None:
        """Return the figure at an address, or None where there is none; `explain` says why."""
        return self.lookup.figure(address)

    def knows(self, address: str) -> bool:
        """Return whether something has the key of an address, whatever its period and column."""
        try:
            key = parse_address(address).key
        except AddressError:
            return False
        return key in self.stats or key in self.lookup.lines

    def explain(self, address: str) -> str:
        """Say why there is no figure at an address, naming the nearest one."""
        return self.lookup.explain(address)

    def explain_statement(self, statement: str) -> str:
        """Say why there is no statement with an id, naming the nearest one."""
        unread = [path for path in self._places.statements.get(statement, ()) if path.endswith(".csv")]
        if unread:
            return f"the statement “{statement}” cannot be shown: {unread[0]} could not be read; correct what is said of it"
        if not self.statements:
            return f"there is no statement “{statement}”: {posixpath.join(self.data, 'statements')} has none that can be read"
        return f"there is no statement “{statement}”{hint(statement, self.statements) or '; there is ' + ', '.join(self.statements)}"

    def previous(self, figure: Figure) -> Figure | None:
        """Return the figure of the same key and column, one period of about the same length before."""
        return self.lookup.previous(figure)

    def series(self, key: str) -> tuple[Figure, ...]:
        """Return all figures of a key, or of ``KEY/COLUMN``, by the ends of their periods; those of undeclared periods first, as they stand."""
        try:
            address = parse_address(key)
        except AddressError:
            return ()
        figures = self.lookup.values_of(address)
        return tuple(sorted(figures, key=lambda figure: (figure.period is not None, figure.period.end.toordinal() if figure.period else 0)))

    def figures(self) -> Iterator[Figure]:
        """Return every figure: the stats in the order of the files, then the statements line by line."""
        return self.lookup.figures()

    def cell_figure(self, footed: Footed, line: Line, column: Column) -> Figure:
        """Return a cell as a figure; the statement may be one that was typed in a page."""
        return self.lookup.cell_figure(footed, line, column)

    def errata_of(self, address: str) -> tuple[Erratum, ...]:
        """Return the corrections of the figure with a full address; differences that stand are none."""
        return self._corrected.get(address, ())

    # ---- files ----

    def files_of(self, address: str) -> tuple[str, ...]:
        """Return the data files that the answer to an address depends on; all that define figures where nothing has its key."""
        try:
            key = parse_address(address).key
        except AddressError:
            return ()
        found = (*self._places.report, *((self.last.path,) if self.last is not None else ()))
        if key in self.stats:
            return (*found, self.stats[key].origin.path, *self._places.errata)
        statement = self.lookup.lines[key][0].statement.id if key in self.lookup.lines else key.rpartition(".")[0]
        if statement in self._places.statements:
            return (*found, *self._places.statements[statement], *self._places.waivers, *self._places.errata)
        every = [path for files in self._places.statements.values() for path in files]
        return (*found, *self._places.stats, *every)

    def files_for(self, what: str) -> tuple[str, ...]:
        """Return the data files of a kind: ``report``, ``stats``, ``sponsors``, ``errata`` and so on, as the files are called."""
        if what == "statements":
            return tuple(path for files in self._places.statements.values() for path in files)
        return {
            "report": self._places.report,
            "stats": self._places.stats,
            "sponsors": self._places.sponsors,
            "people": self._places.people,
            "waivers": self._places.waivers,
            "tie-outs": self._places.tie_outs,
            "errata": self._places.errata,
        }[what]

    # ---- inside ----

    @functools.cached_property
    def _places(self) -> Paths:
        return paths(self.root, self.data)

    @functools.cached_property
    def _corrected(self) -> Mapping[str, tuple[Erratum, ...]]:
        found: dict[str, tuple[Erratum, ...]] = {}
        for erratum in self.errata:
            if erratum.corrects:
                found[erratum.figure.address] = (*found.get(erratum.figure.address, ()), erratum)
        return found

    @functools.cached_property
    def lookup(self) -> Lookup:
        """What has an address."""
        return Lookup(self.profile, self.stats, self.statements, self.last)


def load_report(root: Path, data: str = "data", previous: str = "") -> Report:
    """Load all data files below a source directory. What is wrong with them is in the report's problems; nothing is raised.

    Args:
        data: The folder of the data files, relative to `root`.
        previous: Path of last year's exported data, relative to `root`; that of ``report.yaml`` if left out.
    """
    problems: list[Problem] = []
    place = Origin(posixpath.join(data, "report.yaml"), 1)
    nothing = Report.empty(root, data)
    report = attempt(functools.partial(_load, root, data), nothing, place, "loading the data files", problems)
    path = posixpath.normpath(previous or report.profile.previous) if previous or report.profile.previous else ""
    if path:
        report = attempt(functools.partial(_beside, report, path), report, Origin(path, 1), "comparing with last year's report", problems)
    return dataclasses.replace(report, problems=tuple(sorted({*report.problems, *problems}))) if problems else report


def _load(root: Path, data: str) -> Report:
    """Load the data files of this year's report."""
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
        tie_outs=found.tie_outs,
        audit=found.audit,
        errata=found.errata,
        problems=tuple(counted(found.problems)),
        files=found.paths.all,
    )


def _beside(report: Report, path: str) -> Report:
    """Return a report held against last year's."""
    last, problems = load_last_year(report.root, path, report.profile)
    files = tuple(sorted({*report.files, path})) if is_file(report.root, path) else report.files
    if last is not None:
        corrected = [erratum.figure.address for erratum in report.errata if erratum.corrects]
        problems += compare(report.figures(), last, corrected, report.statements)
        problems += find_rolled(
            report.profile,
            last,
            stats=report.stats,
            statements=report.statements.values(),
            waivers=report.waivers,
            errata=report.errata,
        )
        openings = check_openings(
            report.statements.values(),
            last,
            report.profile,
            waivers=report.waivers,
            corrected=corrected,
            waivers_path=posixpath.join(report.data, "waivers.yaml"),
        )
        problems += openings.problems
        used = {waiver.origin for waiver in openings.used}
        report = dataclasses.replace(report, problems=tuple(said for said in report.problems if not _stale(said, used)))
    profile = with_periods(report.profile, last) if last is not None else report.profile
    said = tuple(counted([*report.problems, *problems]))
    return dataclasses.replace(report, profile=profile, last=last, problems=said, files=files)


def _stale(problem: Problem, used: set[Origin]) -> bool:
    """Whether a problem calls a waiver stale that accepts a difference from last year's report."""
    return problem.code is Code.WAIVER and problem.origin in used
