"""What comes out when all figures are held against one another."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sphinx_impact.model.problems import Problem

if TYPE_CHECKING:
    from sphinx_impact.model.checks.tie_outs import Outcome
    from sphinx_impact.model.footing.waivers import Accepted


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
