"""Footing: does a statement add up, down its columns and across its rows; and what fills the cells that were left empty."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence

from sphinx_impact.model.adding import Adding, FootedCell
from sphinx_impact.model.cells import Place
from sphinx_impact.model.discrepancies import Discrepancies
from sphinx_impact.model.entities import Profile, Statement, Waiver
from sphinx_impact.model.problems import Problem
from sphinx_impact.model.rules import column_rules, line_rules
from sphinx_impact.model.waiving import Waiving


@dataclasses.dataclass(frozen=True)
class Footed:
    """A statement that was added up.

    Attributes:
        cells: Every cell by index of its line and index of its column.
        problems: Everything that does not add up, sorted.
    """

    statement: Statement
    cells: Mapping[Place, FootedCell]
    problems: tuple[Problem, ...]

    def cell(self, line_id: str, column_id: str) -> FootedCell:
        """Return a cell by the id of its line and the id of its column.

        Raises:
            KeyError: There is no such line or column.
        """
        return self._by_id[line_id, column_id]

    @functools.cached_property
    def _by_id(self) -> Mapping[tuple[str, str], FootedCell]:
        lines, columns = self.statement.lines, self.statement.columns
        return {(lines[line].id, columns[column].id): cell for (line, column), cell in self.cells.items()}


def foot(statement: Statement, waivers: Sequence[Waiver] = (), profile: Profile | None = None, *, waivers_path: str = "") -> Footed:
    """Add a statement up.

    Args:
        statement: As it was loaded; its cells stand in the order of its columns.
        waivers: Those of the whole report; only the ones for cells of this statement are looked at.
        profile: Whose periods are meant; None where none are declared.
        waivers_path: The file in which a difference can be accepted; empty where none can be.
    """
    lines, columns = line_rules(statement), column_rules(statement)
    periods = profile.periods if profile is not None else {}
    fixed: dict[Place, Waiver] = {}
    while True:
        waiving = Waiving(statement, waivers, profile)
        adding = Adding(statement, lines=lines, columns=columns, waiving=waiving, fixed=fixed, periods=periods)
        adding.run()
        more = {place: waiver for place, waiver in adding.settled.items() if place not in fixed}
        if not more:
            break
        fixed.update(more)  # what a waiver lets into later sums was known only at the end: once more with it
    cells = adding.cells
    found = Discrepancies(statement, lines, columns, cells, waivers_path).problems(adding.differences, adding.gaps)
    problems = {*lines.problems, *columns.problems, *found, *waiving.problems}
    return Footed(statement, cells, tuple(sorted(problems)))
