"""The mark of what did not change from one period to the next."""

from __future__ import annotations

from typing import Any

from sphinx_impact.model.entities import Profile
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.yaml import Loaded
from sphinx_impact.model.names import undeclared
from sphinx_impact.model.problems import Code


def unchanged_in(loaded: Loaded[Any], profile: Profile, findings: Findings) -> str:
    """Return the period that ``unchanged-in`` names; empty where it names none that is declared.

    It names one, and is no flag, so that it does not move on with the report.
    """
    period: str = loaded.record.unchanged_in
    if period and period not in profile.periods:
        findings.add(loaded.row("unchanged-in"), Code.PERIOD, f"unchanged-in: {undeclared(period, profile.periods)}")
        return ""
    return period
