"""The whole of a report's data, and the answer to an address. What loads it is in ``load.py``."""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.model.addresses import AddressError, as_address, is_asked
from sphinx_impact.model.checks.audited import Audit
from sphinx_impact.model.entities import Address, Figure, PeopleGroup, Profile, SponsorRoll, Waiver
from sphinx_impact.model.filings.filing import Filings
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.old_keys import statements_now
from sphinx_impact.model.problems import Code, Origin, Problem

if TYPE_CHECKING:
    from sphinx_impact.model.errata import Erratum
    from sphinx_impact.model.footing.expressions import TieOut
    from sphinx_impact.model.loading.files import Answers
    from sphinx_impact.model.numbers.format import Formats
    from sphinx_impact.model.standards import Indexed


@dataclasses.dataclass(frozen=True)
class DataFiles:
    """The data files there are, relative to the source directory.

    Attributes:
        kinds: By what they hold: ``report``, ``stats``, ``sponsors`` and so on; ``statements`` aside.
        tables: The CSV file of each statement, sorted; one that a lone YAML file asks for is not there.
        details: The files with what is in a line, sorted.
    """

    kinds: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    tables: tuple[str, ...] = ()
    statements: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """CSV, and YAML where there is one, by the id of the statement; then the files of its details."""
    details: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the files of a kind."""
        return tuple(path for files in self.statements.values() for path in files) if kind == "statements" else self.kinds.get(kind, ())

    @property
    def all(self) -> list[str]:
        """Every file."""
        return [*(path for kind in (*self.kinds, "statements") for path in self.of(kind)), *self.details]


def empty_profile(data: str) -> Profile:
    """Return the profile of a report that says nothing of itself."""
    return Profile("", "", "", "", "", {}, None, {}, Origin(posixpath.join(data, "report.yaml"), 1))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Report(Lookup):
    """A report's data: everything that has an address, and what else its files say.

    Attributes:
        root: The source directory.
        data: The folder of the data files, relative to `root`.

        found: The data files.
        groups: Groups of people, by id.
        waivers: Accepted differences, in their order.
        tie_outs: Declared relations, in their order.
        audit: How they came out, what else contradicts itself, and what is accepted.
        errata: What was printed wrong, the latest correction first.
        standards: What standards ask for, and where it stands.
        problems: Everything that is wrong in the data files, sorted.
        previous_files: Earlier reports, as data files.
        made_from: Fingerprint of all files that were read for it.
        answers: Everything that the file system was asked for it, and what it answered.
        filings: What was filed; its figures are among the stats.
    """

    root: Path
    data: str
    found: DataFiles = DataFiles()
    sponsors: SponsorRoll | None = None
    groups: Mapping[str, PeopleGroup] = dataclasses.field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    tie_outs: tuple[TieOut, ...] = ()
    audit: Audit = dataclasses.field(default_factory=Audit)
    errata: tuple[Erratum, ...] = ()
    standards: tuple[Indexed, ...] = ()
    problems: tuple[Problem, ...] = ()
    previous_files: tuple[str, ...] = ()
    made_from: str = ""
    answers: Answers = dataclasses.field(default_factory=dict, repr=False)
    filings: Filings = dataclasses.field(default_factory=Filings)

    @classmethod
    def empty(cls, root: Path, data: str = "data") -> Report:
        """Return the report of a project without data."""
        return cls(empty_profile(data), {}, {}, root=root, data=data)

    def said_in(self, formats: Formats) -> Report:
        """Return the report with the labels of what is worked out in a language."""
        if self.grants is None:
            return self
        from sphinx_impact.model.grants import GrantWords

        return dataclasses.replace(self, grants=dataclasses.replace(self.grants, words=GrantWords.of(formats)))

    # ---- answers ----

    def knows(self, address: str | Address) -> bool:
        """Return whether something has the key of an address, whatever its period and column."""
        try:
            key = as_address(address).key
        except AddressError:
            return False
        return key in self.stats or key in self.lines or bool(self._of_grants(key))

    def explain_statement(self, statement: str) -> str:
        """Say why there is no statement with an id, naming the nearest one."""
        unread = [path for path in self.found.statements.get(statement, ()) if path.endswith(".csv")]
        if unread:
            return f"the statement “{statement}” cannot be shown: {unread[0]} could not be read; correct what is said of it"
        if not self.statements:
            return f"there is no statement “{statement}”: {posixpath.join(self.data, 'statements')} has none that can be read"
        if (now := statements_now(self).get(statement)) is not None:
            return f"there is no statement “{statement}”; it is called {now} now"
        return f"there is no statement “{statement}”{hint(statement, self.statements) or '; there is ' + ', '.join(self.statements)}"

    def series(self, address: str | Address) -> tuple[Figure, ...]:
        """Return all figures of a key and a column, by the ends of their periods; those of undeclared periods first, as they stand.

        Years that only earlier reports have are among them.
        """
        try:
            wanted = as_address(address)
            figures = self.values_of(wanted)
        except AddressError:
            return ()
        if figures and self.last is not None:
            own = {figure.period.id for figure in figures if figure.period}
            earlier = [self.last.figure(wanted.key, id_, wanted.column) for id_ in self.last.periods_of(wanted)]
            figures += [old for old in earlier if old and old.period and old.period.id not in own and old.unit == figures[0].unit]
        return tuple(sorted(figures, key=lambda figure: (figure.period is not None, figure.period.end.toordinal() if figure.period else 0)))

    def errata_of(self, address: Address | str) -> tuple[Erratum, ...]:
        """Return the corrections of the figure with a full address; differences that stand are none."""
        return self._corrected.get(str(address), ())

    @property
    def is_invented(self) -> bool:
        """Whether a figure or a name that the starter invented is still there."""
        return any(problem.code is Code.STARTER for problem in self.problems)

    @property
    def corrected(self) -> frozenset[str]:
        """Full addresses of the figures that have corrections."""
        return frozenset(self._corrected)

    @functools.cached_property
    def _corrected(self) -> Mapping[str, tuple[Erratum, ...]]:
        found: dict[str, tuple[Erratum, ...]] = {}
        for erratum in self.errata:
            if erratum.corrects:
                address = str(erratum.figure.address)
                found[address] = (*found.get(address, ()), erratum)
        return found

    # ---- files ----

    @property
    def files(self) -> tuple[str, ...]:
        """All data files there are, relative to `root`, sorted."""
        return tuple(sorted({*self.found.all, *self.previous_files}))

    def files_of(self, address: str | Address) -> tuple[str, ...]:
        """Return the data files that the answer to an address depends on; all that define figures where nothing has its key."""
        try:
            wanted = as_address(address)
        except AddressError:
            return ()
        if wanted.key in self.stats:
            stat = self.stats[wanted.key]
            # What was filed has a file for each period.
            paths = dict.fromkeys([stat.origin.path, *(value.origin.path for value in stat.values)])
            return (*self._always, *paths, *self.found.of("errata"))
        if self.found.of("grants") and (is_asked(wanted.key) or self._of_grants(wanted.key)):
            return (*self._always, *self.found.of("grants"), *self.found.of("errata"))
        line = self.lines.get(wanted.key)
        return self.files_of_statement(line[0].statement.id if line is not None else wanted.group)

    def files_of_statement(self, statement: str) -> tuple[str, ...]:
        """Return the data files that a statement depends on; all that define figures where there is none of this id."""
        if statement in self.found.statements:
            return (*self._always, *self.found.statements[statement], *self.found.of("waivers"), *self.found.of("errata"))
        return (*self._always, *self.found.of("stats"), *self.found.of("statements"), *self.found.of("filings"))

    @property
    def _always(self) -> tuple[str, ...]:
        return (*self.found.of("report"), *(self.last.paths if self.last is not None else ()))

    def files_for(self, what: str) -> tuple[str, ...]:
        """Return the data files of a kind: ``report``, ``stats``, ``sponsors``, ``errata`` and so on, as the files are called."""
        return self.found.of(what)
