"""Gives components their names: directives when a page is read, roles from the start."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sphinx_impact.components.vocabulary import DIRECTIVES, ROLES
from sphinx_impact.order import BEFORE_READING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.late import Late


def _role(late: Late) -> Callable[..., Any]:
    made = functools.cache(late)

    def interpret(*given: Any, **named: Any) -> Any:
        return made()(*given, **named)

    return interpret


def setup(app: Sphinx) -> None:
    """Register every name."""
    named: list[str] = []

    def name_directives(_app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """At ``env-before-read-docs``: register the directives, if a page is going to be read."""
        if docnames and not named:
            named.extend(DIRECTIVES)
            for name, late in DIRECTIVES.items():
                app.add_directive(name, late.get())

    for name, late in ROLES.items():
        app.add_role(name, _role(late))
    app.connect("env-before-read-docs", name_directives, BEFORE_READING)
