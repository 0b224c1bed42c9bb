"""Shows how far the report is: on top of every page, to search engines, across printed pages; and refuses drafts in a final report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import impact_state, paragraph
from sphinx_impact.domain import domain_of
from sphinx_impact.messages import _, setting_place, warn, warn_problem
from sphinx_impact.model.history.publication import DRAFT, EMBARGOED, FINAL, REVIEW, drafts, state_on, today
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.problems import Problem


def _embargo(config: Config) -> dt.date | None:
    return dt.date.fromisoformat(config.impact_embargo) if config.impact_embargo else None


def _state(config: Config) -> str:
    return state_on(today(), config.impact_state, _embargo(config))


class StateOnTop(SphinxPostTransform):
    """Puts the state before the first section of a page. It comes after the title has moved into its cover."""

    default_priority = 420

    def run(self, **_kwargs: object) -> None:
        """Put it there, unless the report is final or says nothing of it."""
        words = _words(_state(self.config), _embargo(self.config), domain_of(self.env))
        if words is None:
            return
        said, mark = words
        lead, _full_stop, rest = said.partition(". ")
        line = paragraph(nodes.strong("", f"{lead}."), nodes.Text(f" {rest}"), classes="impact-state-words")
        self.document.insert(0, impact_state("", line, mark=mark, classes=["impact-state"]))


def _words(state: str, embargo: dt.date | None, domain: ImpactDomain) -> tuple[str, str] | None:
    """Return what is said on top, and the word across printed pages; None where nothing is said."""
    if domain.is_invented:  # whatever conf.py says
        return str(_("Draft. It has invented figures or names.")), str(_("Draft"))
    if state in ("", FINAL):
        return None
    if state == DRAFT:
        return str(_("Draft. Figures may change.")), str(_("Draft"))
    if state == REVIEW:
        return str(_("Under review. Figures may change.")), str(_("Under review"))
    if embargo is None:
        return str(_("Embargoed. Not to be published yet.")), str(_("Embargoed"))
    day = domain.formats.date(embargo)
    return str(_("Embargoed until %s. Not to be published before that day.")) % day, str(_("Embargoed"))


def state_of(app: Sphinx) -> str:
    """Return how far the report is; empty where it is final, or says nothing of it."""
    if domain_of(app.env).is_invented:
        return DRAFT
    state = _state(app.config)
    return "" if state == FINAL else state


def said_of(app: Sphinx) -> tuple[str, str] | None:
    """Return what is said on top of every page, and the word across printed ones; None of a final report."""
    return _words(_state(app.config), _embargo(app.config), domain_of(app.env))


def on_page(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """At ``html-page-context``: ask search engines to leave out what is not final, which no book knows; tell the templates what is said."""
    del page, template, tree
    words = said_of(app)
    if app.builder.name != "epub" and words is not None:
        context["impact_state"] = words[0]
        context["metatags"] = context.get("metatags", "") + '\n<meta name="robots" content="noindex">'


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """At ``env-updated``: return all pages on the day on which an embargo has ended, and when the last invented figure is gone."""
    domain = domain_of(env)
    state = f"{_state(app.config)}{', invented' if domain.is_invented else ''}"
    return domain.pages_if_state_changed(app.builder.name, state, env.found_docs)


def refuse_drafts(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: warn of each draft in a final report, at its row, in every build; and of an embargo that is none."""
    config = app.config
    faults = {}
    if config.impact_state == EMBARGOED and not config.impact_embargo:
        faults["impact_state"] = 'impact_state is "embargoed" and nobody says until when: set impact_embargo'
    if config.impact_embargo and config.impact_state != EMBARGOED:
        faults["impact_embargo"] = 'impact_embargo is a day, and impact_state does not say "embargoed": set both, or neither'
    if _state(config) == FINAL and domain_of(env).is_invented:
        faults["impact_state"] = (
            "the report is final and still has invented figures or names; sphinx-impact check lists them: replace them first"
        )
    for name, fault in faults.items():
        warn(fault, code=Code.STATE.value, location=setting_place(Path(app.confdir), name))
    if _state(config) == FINAL:
        none: tuple[Problem, ...] = ()
        for problem in domain_of(env).fact("drafts", lambda report: tuple(drafts(report.figures())), none):
            warn_problem(problem, domain_of(env).root)


def setup(app: Sphinx) -> None:
    """Register what shows the state and holds the report to it."""
    app.add_post_transform(StateOnTop)
    app.connect("env-updated", pages_to_rewrite)
    app.connect("env-updated", refuse_drafts)
    app.connect("html-page-context", on_page)
