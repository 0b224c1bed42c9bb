"""Gives components their names when a page is read, since importing them all takes as long as a build in which nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_impact.order import BEFORE_READING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ROLES = ("stat", "literal-number")
"""They may stand in labels, which are also read when a page is written."""


def _role(name: str) -> Callable[..., Any]:
    def interpret(*given: Any, **named: Any) -> Any:
        from sphinx_impact.components.vocabulary import ROLES

        return ROLES[name](*given, **named)

    return interpret


def setup(app: Sphinx) -> None:
    """Register every name."""
    named: list[str] = []

    def name_directives(_app: Sphinx, _env: BuildEnvironment, docnames: list[str]) -> None:
        """At ``env-before-read-docs``: register the directives, if a page is going to be read."""
        if docnames and not named:
            from sphinx_impact.components.vocabulary import DIRECTIVES

            named.extend(DIRECTIVES)
            for name, directive in DIRECTIVES.items():
                app.add_directive(name, directive)

    for name in _ROLES:
        app.add_role(name, _role(name))
    app.connect("env-before-read-docs", name_directives, BEFORE_READING)
