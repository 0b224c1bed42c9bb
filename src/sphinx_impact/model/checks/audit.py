"""All figures of a report held against one another: what was declared, and what was not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from sphinx_impact.model.addresses import address_of
from sphinx_impact.model.checks.contradictions import Contradiction, find_contradictions
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.tie_outs import Outcome, check_tie_outs
from sphinx_impact.model.entities import Address, Waiver
from sphinx_impact.model.footing.expressions import TieOut
from sphinx_impact.model.problems import Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """A difference that a waiver covers.

    Attributes:
        problem: What would be said without it; None for one inside a statement.
        figures: Addresses of the figures that it is about.
    """

    waiver: Waiver
    problem: Problem | None
    figures: tuple[Address, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Audit:
    """What came out.

    Attributes:
        outcomes: Every tie-out that could be checked, in the order of the file.
        contradictions: Figures that disagree, and no tie-out names together.
        accepted: Every difference that a waiver covers, those inside statements first.
        problems: What is wrong, and hints.
    """

    outcomes: tuple[Outcome, ...]
    contradictions: tuple[Contradiction, ...]
    accepted: tuple[Accepted, ...]
    problems: tuple[Problem, ...]


NOTHING: Final = Audit((), (), (), ())
"""What came out where nothing was looked at."""


def audit(evidence: Evidence, tie_outs: Sequence[TieOut], waivers: Sequence[Waiver]) -> Audit:
    """Hold all figures against one another."""
    tied = check_tie_outs(evidence, tie_outs, waivers)
    contradictions, problems = find_contradictions(evidence, waivers, (outcome.figures for outcome in tied.outcomes))
    accepted = [
        *_in_statements(evidence),
        *(Accepted(found.waiver, found.problem, found.figures) for found in tied.outcomes if found.waiver is not None),
        *(Accepted(found.waiver, found.problem, found.figures) for found in contradictions if found.waiver is not None),
    ]
    return Audit(tied.outcomes, contradictions, tuple(accepted), (*tied.problems, *problems))


def _in_statements(evidence: Evidence) -> list[Accepted]:
    """Differences inside statements: those of the cells that carry a waiver."""
    found = []
    for footed in evidence.lookup.statements.values():
        statement = footed.statement
        for (line, column), cell in footed.cells.items():
            if cell.waiver is not None:
                address = address_of(statement, statement.lines[line], statement.columns[column])
                found.append(Accepted(cell.waiver, None, (address,)))
    return found
