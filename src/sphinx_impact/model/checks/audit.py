"""All figures of a report held against one another: what was declared, and what was not."""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_impact.model.checks.audited import Audit
from sphinx_impact.model.checks.contradictions import find_contradictions
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.tie_outs import check_tie_outs
from sphinx_impact.model.entities import Waiver
from sphinx_impact.model.footing.expressions import TieOut
from sphinx_impact.model.footing.waivers import Accepted


def audit(evidence: Evidence, tie_outs: Sequence[TieOut], waivers: Sequence[Waiver]) -> Audit:
    """Hold all figures against one another."""
    outcomes, problems = check_tie_outs(evidence, tie_outs, waivers)
    accepted = [Accepted(found.waiver, found.figures) for found in outcomes if found.waiver is not None]
    contradicting, more = find_contradictions(evidence, waivers, (outcome.figures for outcome in outcomes))
    return Audit(tuple(outcomes), (*accepted, *contradicting), (*problems, *more))
