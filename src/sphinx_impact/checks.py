"""Reports every problem of the data files, in every build, whether a page was read again or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.logging import is_suppressed_warning

from sphinx_impact.domain import ImpactDomain
from sphinx_impact.messages import warn_problem

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _domain(env: BuildEnvironment) -> ImpactDomain:
    domain = env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    return domain


def outdated_by_files(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that use data, where a data file was added or taken away: a page cannot depend on a file that is not there yet.

    The data are loaded here, before Sphinx starts other processes, so that these need not load them again.
    """
    del app, added, changed, removed
    domain = _domain(env)
    domain.forget()
    files = tuple(domain.report.files)
    known = tuple(domain.data["files"])
    domain.data["files"] = files
    return sorted(domain.uses) if set(files) != set(known) else []


def report_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of everything that is wrong in the data files, and say what may be."""
    for problem in (*_domain(env).report.problems, *_domain(env).refused()):
        # Sphinx looks at this setting for warnings only.
        if not problem.hint or not is_suppressed_warning("impact", problem.code.value, app.config.suppress_warnings):
            warn_problem(problem, _domain(env).root)
