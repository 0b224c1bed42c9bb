"""All data files of a report loaded, checked, and held against one another."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from sphinx_impact.model.addresses import key_of, place_of
from sphinx_impact.model.checks.audit import audit
from sphinx_impact.model.checks.audited import Audit
from sphinx_impact.model.checks.funding import check_funding
from sphinx_impact.model.checks.openings import check_openings
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.proportions import out_of_proportion
from sphinx_impact.model.entities import Grant, PeopleGroup, Profile, SponsorRoll, Stat, Statement, Waiver
from sphinx_impact.model.errata import Erratum, make_errata, misprinted, with_restated
from sphinx_impact.model.filings.bridge import hints
from sphinx_impact.model.filings.filing import Filings
from sphinx_impact.model.filings.listed import grant_hints
from sphinx_impact.model.filings.load import filing_files, load_filings
from sphinx_impact.model.filings.sums import check_sums
from sphinx_impact.model.footing.expressions import Count, Listed, TieOut
from sphinx_impact.model.footing.foot import Footed, foot
from sphinx_impact.model.footing.waivers import Accepted
from sphinx_impact.model.garbage import seldom_collecting
from sphinx_impact.model.grants import GrantRoll, is_grants
from sphinx_impact.model.history.last_year import (
    compare,
    compare_grants,
    load_last_year,
    shown_beside,
    with_older,
    with_periods,
    without_later,
)
from sphinx_impact.model.internal_errors import attempt
from sphinx_impact.model.loading.checks import STATEMENT_CHECKS, Correction, load_errata, load_tie_outs, load_waivers
from sphinx_impact.model.loading.csv import load_list
from sphinx_impact.model.loading.details import detail_files, line_of, load_details, tie_outs_of
from sphinx_impact.model.loading.files import Findings, asking, exists, is_file, read_text
from sphinx_impact.model.loading.grants import load_grants
from sphinx_impact.model.loading.people import load_people
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.sponsors import load_sponsors
from sphinx_impact.model.loading.standards import Standing, load_standings
from sphinx_impact.model.loading.statements import id_of, load_statement, statement_files
from sphinx_impact.model.loading.stats import load_stats, stat_files
from sphinx_impact.model.loading.unknown_files import strangers, unlisted
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.problems import Code, Origin, Problem, counted
from sphinx_impact.model.renamed import collisions, looks_renamed, misspelt, not_added_up, renamed_hints, under_new_names
from sphinx_impact.model.report import DataFiles, Report, empty_profile
from sphinx_impact.model.rolled_year import find_rolled, find_unfilled
from sphinx_impact.model.standards import Indexed, index_standards
from sphinx_impact.model.starter import left_of_starter

T = TypeVar("T")

_SINGLE: Final = {
    "report": "report.yaml",
    "sponsors": "sponsors.yaml",
    "people": "people.yaml",
    "waivers": "waivers.yaml",
    "tie-outs": "tieouts.yaml",
    "errata": "errata.yaml",
    "standards": "standards.yaml",
    "starter": "starter.yaml",
    "grants": "grants.csv",
}
"""The kinds of data of which there is one file."""


def _names(profile: Profile, sponsors: SponsorRoll | None, groups: Mapping[str, PeopleGroup]) -> list[tuple[str, Origin]]:
    """Return whom the report names, with the rows they stand in."""
    listed = [sponsor for tier in (sponsors.tiers if sponsors else ()) for sponsor in tier.sponsors]
    people = [person for group in groups.values() for person in group.people]
    return [
        (profile.organisation, profile.origin),
        *((person.name.text, person.origin) for person in people),
        *((sponsor.name.text, sponsor.origin) for sponsor in listed),
    ]


_INDEPENDENT: Final = frozenset({Code.FILE, Code.YAML, Code.PATH, Code.URL, Code.NUMBER, Code.DUPLICATE, Code.TIER})
"""Kinds of problems that no declaration in report.yaml would solve."""


def list_files(root: Path, data: str) -> DataFiles:
    """List the data files in the folder `data` below `root`."""

    def there(*paths: str) -> tuple[str, ...]:
        return tuple(path for path in paths if exists(root, path))

    tables = tuple(statement_files(root, data))
    statements: dict[str, tuple[str, ...]] = {}
    for path in tables:
        statements[id_of(path)] = (*statements.get(id_of(path), ()), *there(path, f"{posixpath.splitext(path)[0]}.yaml"))
    details = tuple(detail_files(root, data))
    for path in details:
        statement, line = line_of(path)
        if line and statement in statements:
            statements[f"{statement}.{line}"] = (path, *statements[statement])
            statements[statement] = (*statements[statement], path)
    kinds = {kind: there(posixpath.join(data, name)) for kind, name in _SINGLE.items()}
    return DataFiles({**kinds, "stats": tuple(stat_files(root, data))}, tables, statements, details)


def load_report(root: Path, data: str = "data", previous: str = "") -> Report:
    """Load all data files below a source directory. What is wrong with them is in the report's problems; nothing is raised.

    Args:
        data: The folder of the data files, relative to `root`.
        previous: Path of last year's exported data, relative to `root`; those of ``report.yaml`` if left out.
    """
    with asking() as asked, seldom_collecting():
        report = _load(root, data, previous)
    return dataclasses.replace(report, made_from=asked.made_from.hexdigest(), answers=asked.answers)


def _load(root: Path, data: str, previous: str) -> Report:
    problems: list[Problem] = []
    place = Origin(posixpath.join(data, "report.yaml"), 1)
    report = attempt(lambda: _Loading(root, data).report(), Report.empty(root, data), place, "loading the data files", problems)
    earlier = [posixpath.normpath(path) for path in ((previous,) if previous else report.profile.previous)]
    if unread := [path for path in report.profile.previous if posixpath.normpath(path) not in earlier]:
        rows = (read_text(root, place.path, Findings(place.path)) or "").splitlines()
        row = next((number for number, text in enumerate(rows, 1) if text.startswith("previous")), 1)
        what = (
            f"previous: {', '.join(unread)} {'is' if len(unread) == 1 else 'are'} not read, since impact_previous in conf.py names {previous}, "
            "which counts: take that setting out of conf.py, and name all reports here"
        )
        problems.append(Problem(Origin(place.path, row), Code.PATH, what, hint=True))
    if earlier:
        beside = functools.partial(_beside, report, earlier)
        report = attempt(beside, report, Origin(earlier[0], 1), "comparing with last year's report", problems)
    funding = report.profile.funding
    if funding is not None:  # late, since its history is as long as the reports go back
        none: list[Problem] = []
        check = functools.partial(check_funding, root, report, funding)
        problems += attempt(check, none, funding.origin, "comparing with the file for funders", problems)
    return dataclasses.replace(report, problems=tuple(sorted({*report.problems, *problems}))) if problems else report


class _Loading:
    """Loads the data files of this year's report, one kind after the other, and puts down what is wrong with them."""

    def __init__(self, root: Path, data: str) -> None:
        self._root, self._data = root, data
        self._found = DataFiles()
        self._problems: list[Problem] = []

    def report(self) -> Report:
        """Return the report."""
        root, data = self._root, self._data
        at = functools.partial(posixpath.join, data)
        fault = unlisted(root, data)
        if fault is not None:
            return dataclasses.replace(Report.empty(root, data), problems=(fault,))
        self._found = list_files(root, data)
        profile = self._read(at("report.yaml"), empty_profile(data), load_profile, root, data)
        self._found = dataclasses.replace(self._found, kinds={**self._found.kinds, "filings": self._filed(profile)})
        self._problems += strangers(root, data, self._found.all)
        undeclared = self._undeclared(profile)
        filings: Filings = self._read(at("report.yaml"), Filings(), load_filings, root, data, profile)
        stats = self._with_filed(self._stats(profile), filings)
        waivers: list[Waiver] = self._read(at("waivers.yaml"), [], load_waivers, root, data)
        inside = [waiver for waiver in waivers if waiver.check in STATEMENT_CHECKS]
        statements = self._statements(profile, inside)
        statements |= self._details(profile, inside, statements)
        sponsors = self._read(at("sponsors.yaml"), None, load_sponsors, root, data)
        groups: dict[str, PeopleGroup] = self._read(at("people.yaml"), {}, load_people, root, data)
        granted: tuple[Grant, ...] = self._read(at("grants.csv"), (), load_grants, root, at("grants.csv"), profile)
        roll = GrantRoll(granted, profile, Origin(at("grants.csv"), 1)) if self._found.of("grants") else None
        report = Report(
            profile,
            stats,
            statements,
            grants=roll,
            root=root,
            data=data,
            found=self._found,
            sponsors=sponsors,
            groups=groups,
            waivers=tuple(waivers),
            filings=filings,
        )
        broken = frozenset(self._found.statements.keys() - statements.keys())
        self._problems += out_of_proportion(stats.values(), [footed.statement for footed in statements.values()], profile)
        self._problems += [*_collisions(report), *_taken_by_grants(report), *collisions(report), *_lost_waivers(inside, report, broken)]
        tie_outs: list[TieOut] = self._read(at("tieouts.yaml"), [], load_tie_outs, root, data, profile)
        tie_outs = [
            *tie_outs,
            *(made for footed in statements.values() if footed.statement.details_of for made in tie_outs_of(footed.statement)),
        ]
        evidence = Evidence(data, report, sponsors, groups, self._counted_tables(tie_outs), broken)
        place = Origin((*self._found.of("tie-outs"), at("report.yaml"))[0], 1)
        compare = functools.partial(audit, evidence, tie_outs, waivers)
        audited = attempt(compare, Audit(), place, "holding the figures against one another", self._problems)
        self._problems += audited.problems
        with_filed = functools.partial(_check_filed, report, tie_outs)
        nothing: tuple[list[Accepted], list[Problem]] = ([], [])
        accepted, wrong = attempt(with_filed, nothing, place, "checking what was filed", self._problems)
        audited = dataclasses.replace(audited, accepted=(*audited.accepted, *accepted))
        self._problems += wrong
        corrections: list[Correction] = self._read(at("errata.yaml"), [], load_errata, root, data, profile)
        errata: tuple[Erratum, ...] = self._read(at("errata.yaml"), (), make_errata, report, audited.accepted, corrections)
        standings: dict[str, dict[str, Standing]] = self._read(at("standards.yaml"), {}, load_standings, root, data)
        index = functools.partial(index_standards, root, report, standings, at("standards.yaml"))
        standards: tuple[Indexed, ...] = self._read(at("standards.yaml"), (), index)
        find_left = functools.partial(left_of_starter, root, data, report.figures(), _names(profile, sponsors, groups))
        invented: list[Problem] = []
        self._problems += attempt(find_left, invented, Origin(at("starter.yaml"), 1), "looking for figures of the starter", self._problems)
        problems = self._problems
        if undeclared is not None and any(problem.code not in _INDEPENDENT for problem in problems):
            problems = [*undeclared, *(problem for problem in problems if problem.code in _INDEPENDENT)]
        return dataclasses.replace(
            report, tie_outs=tuple(tie_outs), audit=audited, errata=errata, standards=standards, problems=tuple(counted(problems))
        )

    def _read(self, path: str, nothing: T, load: Callable[..., tuple[T, list[Problem]]], *given: object) -> T:
        """Return what a file holds, or `nothing` where loading it fails; what is wrong with it is put down."""
        no_problems: list[Problem] = []
        made, faults = attempt(
            functools.partial(load, *given), (nothing, no_problems), Origin(path, 1), "loading this file", self._problems
        )
        self._problems += faults
        return made

    def _undeclared(self, profile: Profile) -> list[Problem] | None:
        """What is to be said once where report.yaml declares nothing, in place of all that follows from it; None where it declares something."""
        if profile.periods or profile.currency or profile.sources:
            return None
        path = posixpath.join(self._data, "report.yaml")
        if exists(self._root, path):
            unread = any(problem.origin.path == path and problem.code in {Code.FILE, Code.YAML, Code.PATH} for problem in self._problems)
            return [] if unread else None
        if exists(self._root, path.removesuffix(".yaml") + ".yml"):
            return []  # that it is misnamed is said
        what = (
            "there is no report.yaml, and the other data files cannot be understood without the periods and the currency that it declares: "
            "write it, with organisation:, currency:, reporting-period: and periods:"
        )
        return [Problem(Origin(path, 1), Code.FILE, what)]

    def _stats(self, profile: Profile) -> dict[str, Stat]:
        """Load all files of stats; of a key in two of them, the first counts."""
        stats: dict[str, Stat] = {}
        for path in self._found.of("stats"):
            nothing: dict[str, Stat] = {}
            for key, stat in self._read(path, nothing, load_stats, self._root, path, profile).items():
                first = stats.setdefault(key, stat)
                if first is not stat:
                    what = f"the key {key} is already taken at {first.origin}; give one of them another key"
                    self._problems.append(Problem(stat.origin, Code.DUPLICATE, what))
        return stats

    def _filed(self, profile: Profile) -> tuple[str, ...]:
        """The files that report.yaml declares as filed."""
        return tuple(path for path in filing_files(self._data, profile) if exists(self._root, path))

    def _with_filed(self, stats: dict[str, Stat], filings: Filings) -> dict[str, Stat]:
        """Return all stats with those of the filings, whose keys belong to them."""
        for key, stat in filings.stats.items():
            if key in stats:
                what = f"the key {key} is that of an amount in {stat.origin}, which was filed: delete this stat, or give it another key"
                self._problems.append(Problem(stats[key].origin, Code.DUPLICATE, what))
        return {**stats, **filings.stats}

    def _statements(self, profile: Profile, waivers: Sequence[Waiver]) -> dict[str, Footed]:
        """Load all statements and add them up; of an id that two have, the first counts."""
        statements: dict[str, Footed] = {}
        for path in self._found.tables:
            footed = self._footed(path, self._read(path, None, load_statement, self._root, path, profile), profile, waivers)
            if footed is None:
                continue
            first = statements.setdefault(footed.statement.id, footed)
            if first is not footed:
                other = first.statement.origin.path
                what = f"the id {footed.statement.id} of this statement is that of {other}: rename one of the two files"
                self._problems.append(Problem(footed.statement.origin, Code.DUPLICATE, what))
        return statements

    def _details(self, profile: Profile, waivers: Sequence[Waiver], statements: Mapping[str, Footed]) -> dict[str, Footed]:
        """Load what is in single lines of statements, by the key of the line."""
        whole = {id_: footed.statement for id_, footed in statements.items()}
        details: dict[str, Footed] = {}
        for path in self._found.details:
            if line_of(path)[0] in self._found.statements.keys() - whole.keys():
                continue  # that its statement cannot be read is said
            footed = self._footed(path, self._read(path, None, load_details, self._root, path, whole, profile), profile, waivers)
            if footed is not None:
                details[footed.statement.id] = footed
        return details

    def _footed(self, path: str, statement: Statement | None, profile: Profile, waivers: Sequence[Waiver]) -> Footed | None:
        """Add a statement up; None where there is none."""
        if statement is None:
            return None
        add_up = functools.partial(foot, statement, waivers, profile, waivers_path=posixpath.join(self._data, "waivers.yaml"))
        footed = attempt(add_up, None, Origin(path, 1), "adding this statement up", self._problems)
        self._problems += footed.problems if footed is not None else ()
        return footed

    def _counted_tables(self, tie_outs: Sequence[TieOut]) -> dict[str, Listed | None]:
        """Load the CSV files whose rows tie-outs count."""
        tables: dict[str, Listed | None] = {}
        for tie_out in tie_outs:
            for operand in tie_out.relation.operands:
                listed = isinstance(operand, Count) and operand.what.endswith(".csv") and not is_grants(operand.what)
                if isinstance(operand, Count) and listed and operand.what not in tables:
                    path = posixpath.join(self._data, operand.what)
                    tables[operand.what] = self._read(path, None, load_list, self._root, self._data, operand.what, tie_out.that.origin)
        return tables


def _collisions(lookup: Lookup) -> Iterator[Problem]:
    """Find lines of statements whose key a stat has."""
    for footed in lookup.statements.values():
        for line in footed.statement.lines:
            key = key_of(footed.statement, line)
            if key in lookup.stats:
                what = f"the address {key} of this line is already that of the stat at {lookup.stats[key].origin}; give the stat another key, or the line another id"
                yield Problem(line.origin, Code.DUPLICATE, what)


def _check_filed(report: Report, tie_outs: Sequence[TieOut]) -> tuple[list[Accepted], list[Problem]]:
    """Add up what was filed, and hold it against the report."""
    accepted, problems = check_sums(report.filings, report.waivers, report.data)
    return accepted, [*problems, *hints(report, report.filings, tie_outs), *grant_hints(report, report.filings, tie_outs)]


def _taken_by_grants(lookup: Lookup) -> Iterator[Problem]:
    """Find a statement, stats and lines of statements whose name the grants have, too."""
    if lookup.grants is not None and "grants" in lookup.statements:
        what = "the id grants of this statement is that of grants.csv, which is what count(grants) counts: give the file of the statement another name"
        yield Problem(lookup.statements["grants"].statement.origin, Code.DUPLICATE, what)
    for key in lookup.grants.every if lookup.grants is not None else ():
        stat, line = lookup.stats.get(key), lookup.lines.get(key)
        origin = stat.origin if stat is not None else line[1].origin if line is not None else None
        if origin is not None:
            what = f"the address {key} is that of a sum of grants.csv, and this takes its place: give it another one"
            yield Problem(origin, Code.DUPLICATE, what)


def _lost_waivers(waivers: Sequence[Waiver], lookup: Lookup, broken: frozenset[str]) -> Iterator[Problem]:
    """Find waivers for cells that no statement has; not those of a statement that could not be loaded, which has its own problem."""
    for waiver in waivers:
        known = any(place_of(footed.statement, waiver.at, lookup.profile) is not None for footed in lookup.statements.values())
        if waiver.at.key in lookup.stats:
            what = f"{waiver.at} is a stat, which no check of a statement covers; remove the waiver"
            yield Problem(waiver.origin, Code.ADDRESS, what)
        elif waiver.at.group not in broken and not known:
            yield Problem(waiver.origin, Code.ADDRESS, f"the waiver is for no cell of a statement: {lookup.explain(waiver.at)}")


def _beside(report: Report, paths: Sequence[str]) -> Report:
    """Return a report held against the newest of earlier ones; the others only answer for their years."""
    problems: list[Problem] = []
    read = []
    for path in paths:
        found, faults = load_last_year(report.root, path, report.profile)
        problems += faults
        read += [found] if found is not None else []
    read, wrong = without_later(read, report.profile)
    problems += wrong
    reports = [under_new_names(found, report) for found in read]
    problems += [problem for found, renamed in zip(read, reports, strict=True) for problem in not_added_up(found, renamed, report)]
    said = report.problems
    if reports:
        last, *older = reports
        corrected = {erratum.figure.address for erratum in report.errata if erratum.corrects}
        renamings = looks_renamed(last.figures, {figure.address: figure for figure in report.figures()})
        problems += renamed_hints(renamings)
        problems += compare(list(report.figures()), reports, corrected, report.statements, {found.old for found in renamings})
        problems += compare_grants(report.grants, reports) if report.grants is not None else []
        known = {address: figure.statement for found in read for address, figure in found.figures.items()}
        problems += misspelt(report, known, filter(None, known.values()))
        problems += find_rolled(report, last, report.waivers, report.errata)
        waivers_path = posixpath.join(report.data, "waivers.yaml")
        openings, used = check_openings(report, last, waivers=report.waivers, corrected=corrected, waivers_path=waivers_path)
        problems += openings
        # A waiver that accepts a difference from last year's report is not stale.
        said = tuple(problem for problem in said if problem.code is not Code.WAIVER or problem.origin not in used)
        unfilled = find_unfilled(report, last)
        if unfilled:  # whatever else says that amounts are missing is the same, or follows from that
            empty = {problem.origin for problem in unfilled}
            said = tuple(
                problem
                for problem in said
                if problem.code is not Code.NOT_REPORTED and (problem.code is not Code.MISSING or problem.origin not in empty)
            )
        problems += unfilled
        last = with_older(last, older)
        others = [one for one in reports if one.period is None or one.period != report.profile.reporting]
        own = list(report.figures())
        problems += misprinted(report.errata, others)
        errata = with_restated(report.errata, [*own, *shown_beside(own, last)], others)
        restated = frozenset(erratum.figure.address for erratum in errata if erratum.said_in)
        profile = with_periods(report.profile, last)
        report = dataclasses.replace(report, profile=profile, last=last, errata=errata, restated=restated, _rows={}, _stats={}, _before={})
    there = tuple(path for path in paths if is_file(report.root, path))
    return dataclasses.replace(report, problems=tuple(counted([*said, *problems])), previous_files=there)
