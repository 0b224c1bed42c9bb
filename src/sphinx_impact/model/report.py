"""The whole of a report's data: all files loaded and checked, and the answer to an address."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from sphinx_impact.model.addresses import AddressError, key_of, parse_address, place_of
from sphinx_impact.model.checks.audit import Audit, audit
from sphinx_impact.model.checks.openings import check_openings
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.proportions import out_of_proportion
from sphinx_impact.model.entities import Column, Figure, Line, PeopleGroup, Profile, SponsorRoll, Stat, Statement, Waiver
from sphinx_impact.model.errata import Erratum, make_errata
from sphinx_impact.model.footing.foot import Footed, foot
from sphinx_impact.model.footing.relations import Count, Listed, TieOut
from sphinx_impact.model.history.last_year import LastYear, compare, load_last_year, with_older, with_periods
from sphinx_impact.model.internal_errors import attempt
from sphinx_impact.model.loading.checks import STATEMENT_CHECKS, Correction, load_errata, load_tie_outs, load_waivers
from sphinx_impact.model.loading.csv import load_list
from sphinx_impact.model.loading.files import exists, is_file
from sphinx_impact.model.loading.people import load_people
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.sponsors import load_sponsors
from sphinx_impact.model.loading.statements import id_of, load_statement, statement_files
from sphinx_impact.model.loading.stats import load_stats, stat_files
from sphinx_impact.model.loading.unknown_files import strangers, unlisted
from sphinx_impact.model.lookup import Known, Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, Origin, Problem, counted
from sphinx_impact.model.rolled_year import find_rolled, find_unfilled
from sphinx_impact.model.starter import left_of_starter

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Paths:
    """The data files there are, relative to the source directory.

    Attributes:
        statements: CSV, and YAML where there is one, by the id of the statement.
    """

    report: tuple[str, ...]
    stats: tuple[str, ...]
    statements: Mapping[str, tuple[str, ...]]
    sponsors: tuple[str, ...]
    people: tuple[str, ...]
    waivers: tuple[str, ...]
    tie_outs: tuple[str, ...]
    errata: tuple[str, ...]
    starter: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every file, sorted."""
        statements = (path for files in self.statements.values() for path in files)
        others = (*self.sponsors, *self.people, *self.waivers, *self.tie_outs, *self.errata, *self.starter)
        return tuple(sorted([*self.report, *self.stats, *statements, *others]))


@dataclasses.dataclass(frozen=True, slots=True)
class Gathered:
    """What the data files say; see `sphinx_impact.model.report.Report`."""

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
    paths: Paths


def paths(root: Path, data: str) -> Paths:
    """List the data files."""

    def there(*names: str) -> tuple[str, ...]:
        return tuple(path for path in names if exists(root, path))

    def single(name: str) -> tuple[str, ...]:
        return there(posixpath.join(data, name))

    statements: dict[str, tuple[str, ...]] = {}
    for path in statement_files(root, data):
        statements[id_of(path)] = (*statements.get(id_of(path), ()), *there(path, f"{posixpath.splitext(path)[0]}.yaml"))
    return Paths(
        report=single("report.yaml"),
        stats=tuple(stat_files(root, data)),
        statements=statements,
        sponsors=single("sponsors.yaml"),
        people=single("people.yaml"),
        waivers=single("waivers.yaml"),
        tie_outs=single("tieouts.yaml"),
        errata=single("errata.yaml"),
        starter=single("starter.yaml"),
    )


def gather(root: Path, data: str) -> Gathered:
    """Load all data files."""
    fault = unlisted(root, data)
    if fault is not None:
        nobody = Profile("", "", "", "", "", {}, None, {}, fault.origin)
        nothing = Paths((), (), {}, (), (), (), (), (), ())
        return Gathered(nobody, {}, {}, None, {}, (), (), Audit((), (), (), ()), (), (fault,), nothing)
    found = paths(root, data)
    problems: list[Problem] = []

    def at(name: str) -> str:
        return posixpath.join(data, name)

    profile = _loaded(problems, at("report.yaml"), empty_profile(data), load_profile, root, data)
    problems += strangers(root, data, found.all)
    undeclared = _undeclared(root, data, profile, problems)
    stats = _stats(root, found.stats, profile, problems)
    waivers: list[Waiver] = _loaded(problems, at("waivers.yaml"), [], load_waivers, root, data)
    inside = [waiver for waiver in waivers if waiver.check in STATEMENT_CHECKS]
    statements: dict[str, Footed] = {}
    for path in statement_files(root, data):
        statement = _loaded(problems, path, None, load_statement, root, path, profile)
        if statement is not None:
            add_up = functools.partial(foot, statement, inside, profile, waivers_path=at("waivers.yaml"))
            footed = attempt(add_up, None, Origin(path, 1), "adding this statement up", problems)
            if footed is not None:
                problems += footed.problems
                first = statements.setdefault(statement.id, footed)
                if first is not footed:
                    other = first.statement.origin.path
                    what = f"the id {statement.id} of this statement is that of {other}: rename one of the two files"
                    problems.append(Problem(statement.origin, Code.DUPLICATE, what))
    sponsors = _loaded(problems, at("sponsors.yaml"), None, load_sponsors, root, data, profile)
    groups: dict[str, PeopleGroup] = _loaded(problems, at("people.yaml"), {}, load_people, root, data)
    problems += out_of_proportion(stats.values(), [footed.statement for footed in statements.values()], profile)
    problems += _collisions(stats, [footed.statement for footed in statements.values()])
    broken = found.statements.keys() - statements.keys()
    problems += _lost_waivers(inside, stats, [footed.statement for footed in statements.values()], profile, broken)
    tie_outs: list[TieOut] = _loaded(problems, at("tieouts.yaml"), [], load_tie_outs, root, data, profile)
    tables = _tables(root, data, tie_outs, problems)
    evidence = Evidence(data, Lookup(profile, stats, statements), sponsors, groups, tables, frozenset(broken))
    compare = functools.partial(audit, evidence, tie_outs, waivers)
    place = Origin((*found.tie_outs, at("report.yaml"))[0], 1)
    audited = attempt(compare, Audit((), (), (), ()), place, "holding the figures against one another", problems)
    problems += audited.problems
    corrections: list[Correction] = _loaded(problems, at("errata.yaml"), [], load_errata, root, data, profile)
    errata: tuple[Erratum, ...] = _loaded(problems, at("errata.yaml"), (), make_errata, evidence.lookup, audited.accepted, corrections)
    names = _names(profile, sponsors, groups)
    find_left = functools.partial(left_of_starter, root, data, evidence.lookup.figures(), names)
    problems += attempt(find_left, [], Origin(at("starter.yaml"), 1), "looking for figures of the starter", problems)
    if undeclared is not None and any(problem.code not in _INDEPENDENT for problem in problems):
        problems = [*undeclared, *(problem for problem in problems if problem.code in _INDEPENDENT)]
    said = tuple(problems)
    return Gathered(profile, stats, statements, sponsors, groups, tuple(waivers), tuple(tie_outs), audited, errata, said, found)


def _names(profile: Profile, sponsors: SponsorRoll | None, groups: Mapping[str, PeopleGroup]) -> list[tuple[str, Origin]]:
    """Return whom the report names, with the rows they stand in."""
    listed = [sponsor for tier in (sponsors.tiers if sponsors else ()) for sponsor in tier.sponsors]
    people = [person for group in groups.values() for person in group.people]
    return [
        (profile.organisation, profile.origin),
        *((person.name.text, person.origin) for person in people),
        *((sponsor.name.text, sponsor.origin) for sponsor in listed),
    ]


def empty_profile(data: str) -> Profile:
    """Return the profile of a report that says nothing of itself."""
    return Profile("", "", "", "", "", {}, None, {}, Origin(posixpath.join(data, "report.yaml"), 1))


def _loaded(problems: list[Problem], path: str, nothing: T, load: Callable[..., tuple[T, list[Problem]]], *given: object) -> T:
    """Return what a file holds, or `nothing` where loading it fails; what is wrong with it is put down."""
    no_problems: list[Problem] = []
    made, faults = attempt(functools.partial(load, *given), (nothing, no_problems), Origin(path, 1), "loading this file", problems)
    problems += faults
    return made


_INDEPENDENT: Final = frozenset({Code.FILE, Code.YAML, Code.PATH, Code.URL, Code.NUMBER, Code.DUPLICATE, Code.TIER})
"""Kinds of problems that no declaration in report.yaml would solve."""


def _undeclared(root: Path, data: str, profile: Profile, problems: Sequence[Problem]) -> list[Problem] | None:
    """What is to be said once where report.yaml declares nothing, in place of all that follows from it; None where it declares something."""
    if profile.periods or profile.currency or profile.sources:
        return None
    path = posixpath.join(data, "report.yaml")
    if exists(root, path):
        unread = any(problem.origin.path == path and problem.code in {Code.FILE, Code.YAML, Code.PATH} for problem in problems)
        return [] if unread else None
    if exists(root, path.removesuffix(".yaml") + ".yml"):
        return []  # that it is misnamed is said
    what = (
        "there is no report.yaml, and the other data files cannot be understood without the periods and the currency that it declares: "
        "write it, with organisation:, currency:, reporting-period: and periods:"
    )
    return [Problem(Origin(path, 1), Code.FILE, what)]


def _tables(root: Path, data: str, tie_outs: Sequence[TieOut], problems: list[Problem]) -> dict[str, Listed | None]:
    """Load the CSV files whose rows tie-outs count."""
    tables: dict[str, Listed | None] = {}
    for tie_out in tie_outs:
        for operand in tie_out.relation.operands:
            if isinstance(operand, Count) and operand.what.endswith(".csv") and operand.what not in tables:
                path = posixpath.join(data, operand.what)
                tables[operand.what] = _loaded(problems, path, None, load_list, root, data, operand.what, tie_out.that.origin)
    return tables


def _stats(root: Path, files: Sequence[str], profile: Profile, problems: list[Problem]) -> dict[str, Stat]:
    """Load all files of stats; of a key in two of them, the first counts."""
    stats: dict[str, Stat] = {}
    for path in files:
        nothing: dict[str, Stat] = {}
        for key, stat in _loaded(problems, path, nothing, load_stats, root, path, profile).items():
            first = stats.setdefault(key, stat)
            if first is not stat:
                problems.append(
                    Problem(stat.origin, Code.DUPLICATE, f"the key {key} is already taken at {first.origin}; give one of them another key")
                )
    return stats


def _collisions(stats: Mapping[str, Stat], statements: Sequence[Statement]) -> list[Problem]:
    """Find lines of statements whose key a stat has."""
    return [
        Problem(
            line.origin,
            Code.DUPLICATE,
            f"the address {key} of this line is already that of the stat at {stats[key].origin}; give the stat another key, or the line another id",
        )
        for statement in statements
        for line in statement.lines
        if (key := key_of(statement, line)) in stats
    ]


def _lost_waivers(
    waivers: Sequence[Waiver],
    stats: Mapping[str, Stat],
    statements: Sequence[Statement],
    profile: Profile,
    broken: set[str],
) -> list[Problem]:
    """Find waivers for cells that no statement has; not those of a statement that could not be loaded, which has its own problem."""
    known = Known(profile, stats, {key_of(statement, line): (statement, line) for statement in statements for line in statement.lines})
    problems = []
    for waiver in waivers:
        try:
            address = parse_address(waiver.at)
        except AddressError as error:
            problems.append(Problem(waiver.origin, Code.ADDRESS, f"at: {error}"))
            continue
        if address.key in stats:
            problems.append(
                Problem(waiver.origin, Code.ADDRESS, f"{waiver.at} is a stat, which no check of a statement covers; remove the waiver")
            )
        elif address.key.rpartition(".")[0] not in broken and all(
            place_of(statement, address, profile) is None for statement in statements
        ):
            problems.append(Problem(waiver.origin, Code.ADDRESS, f"the waiver is for no cell of a statement: {known.explain(waiver.at)}"))
    return problems


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
        """Return all figures of a key, or of ``KEY/COLUMN``, by the ends of their periods; those of undeclared periods first, as they stand.

        Years that only earlier reports have are among them.
        """
        try:
            address = parse_address(key)
        except AddressError:
            return ()
        figures = self.lookup.values_of(address)
        if figures and self.last is not None:
            own = {figure.period.id for figure in figures if figure.period}
            earlier = [self.last.figure(address.key, id_, address.column) for id_ in self.last.periods_of(address.key, address.column)]
            figures += [old for old in earlier if old and old.period and old.period.id not in own and old.unit == figures[0].unit]
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

    @property
    def is_invented(self) -> bool:
        """Whether a figure or a name that the starter invented is still there."""
        return any(problem.code is Code.STARTER for problem in self.problems)

    # ---- files ----

    def files_of(self, address: str) -> tuple[str, ...]:
        """Return the data files that the answer to an address depends on; all that define figures where nothing has its key."""
        try:
            key = parse_address(address).key
        except AddressError:
            return ()
        found = (*self._places.report, *(self.last.paths if self.last is not None else ()))
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
        previous: Path of last year's exported data, relative to `root`; those of ``report.yaml`` if left out.
    """
    problems: list[Problem] = []
    place = Origin(posixpath.join(data, "report.yaml"), 1)
    nothing = Report.empty(root, data)
    report = attempt(functools.partial(_load, root, data), nothing, place, "loading the data files", problems)
    earlier = [posixpath.normpath(path) for path in ((previous,) if previous else report.profile.previous)]
    if earlier:
        beside = functools.partial(_beside, report, earlier)
        report = attempt(beside, report, Origin(earlier[0], 1), "comparing with last year's report", problems)
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


def _beside(report: Report, paths: Sequence[str]) -> Report:
    """Return a report held against the newest of earlier ones; the others only answer for their years."""
    problems: list[Problem] = []
    loaded = []
    for path in paths:
        found, faults = load_last_year(report.root, path, report.profile)
        problems += faults
        loaded += [found] if found is not None else []
    loaded.sort(key=lambda found: found.ends, reverse=True)
    last = loaded[0] if loaded else None
    files = tuple(sorted({*report.files, *(path for path in paths if is_file(report.root, path))}))
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
        unfilled = find_unfilled(report.profile, last, report.stats, report.statements.values())
        if unfilled:  # whatever else says that amounts are missing is the same, or follows from that
            empty = {problem.origin for problem in unfilled}
            others = (
                said
                for said in report.problems
                if said.code is not Code.NOT_REPORTED and (said.code is not Code.MISSING or said.origin not in empty)
            )
            report = dataclasses.replace(report, problems=tuple(others))
        problems += unfilled
        last = with_older(last, loaded[1:])
        used = {waiver.origin for waiver in openings.used}
        report = dataclasses.replace(report, problems=tuple(said for said in report.problems if not _stale(said, used)))
    profile = with_periods(report.profile, last) if last is not None else report.profile
    said = tuple(counted([*report.problems, *problems]))
    return dataclasses.replace(report, profile=profile, last=last, problems=said, files=files)


def _stale(problem: Problem, used: set[Origin]) -> bool:
    """Whether a problem calls a waiver stale that accepts a difference from last year's report."""
    return problem.code is Code.WAIVER and problem.origin in used
