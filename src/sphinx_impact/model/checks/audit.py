"""All figures of a report held against one another: what was declared, and what was not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sphinx_impact.model.checks.contradictions import find_contradictions
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.tie_outs import Outcome, check_tie_outs
from sphinx_impact.model.entities import Waiver
from sphinx_impact.model.footing.expressions import TieOut
from sphinx_impact.model.footing.waivers import Accepted
from sphinx_impact.model.problems import Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Audit:
    """What came out.

    Attributes:
        outcomes: Every tie-out that could be checked, in the order of the file.
        accepted: Every difference between figures that a waiver covers; those inside statements are known to their cells.
        problems: What is wrong, and hints.
    """

    outcomes: tuple[Outcome, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    problems: tuple[Problem, ...] = ()


def audit(evidence: Evidence, tie_outs: Sequence[TieOut], waivers: Sequence[Waiver]) -> Audit:
    """Hold all figures against one another."""
    outcomes, problems = check_tie_outs(evidence, tie_outs, waivers)
    accepted = [Accepted(found.waiver, found.figures) for found in outcomes if found.waiver is not None]
    contradicting, more = find_contradictions(evidence, waivers, (outcome.figures for outcome in outcomes))
    return Audit(tuple(outcomes), (*accepted, *contradicting), (*problems, *more))
