"""Where a mistake of this package's own ends in a build: as a warning with a place, while the build goes on.

Whatever is registered with Sphinx passes through here: directives, roles, transforms, visitors, and handlers of events.
"""

from __future__ import annotations

import functools
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from docutils.parsers.rst import DirectiveError
from docutils.utils import SystemMessage
from sphinx.errors import NoUri, SphinxError

from sphinx_impact.components.nodes import impact_missing, paragraph
from sphinx_impact.messages import _, place_of, warn_problem
from sphinx_impact.model.internal_errors import unforeseen
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils.transforms import Transform
    from sphinx.application import Sphinx

    from sphinx_impact.components.nodes import Visitor

T = TypeVar("T")

MEANT = (SphinxError, NoUri, DirectiveError, SystemMessage, nodes.TreePruningException, nodes.StopTraversal)
"""Exceptions by which Sphinx, docutils and we say something on purpose."""


def tell(error: Exception, place: str, doing: str) -> None:
    """Warn of an exception that nobody foresaw.

    Args:
        place: ``path:row``, or a path alone.
    """
    path, _colon, row = place.rpartition(":")
    origin = Origin(path, int(row)) if path and row.isdecimal() else Origin(place, 1)
    warn_problem(unforeseen(error, origin, doing), Path())


def stand_in(name: str) -> list[nodes.Node]:
    """Return what stands on a page in place of a component that could not be made."""
    words = nodes.Text(_("This part of the page could not be made: %s.") % name)
    return [nodes.warning("", paragraph(words, classes="impact-failed"))]


class Guard:
    """A context that turns an exception nobody foresaw into a warning; what stands after it is for that case.

    Args:
        place: Gives ``path:row``, or a path alone.
    """

    __slots__ = ("doing", "place")

    def __init__(self, place: Callable[[], str], doing: str) -> None:
        self.place, self.doing = place, doing

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception) or isinstance(error, MEANT):
            return False
        tell(error, self.place(), self.doing)
        return True


def handler(handle: Callable[..., T]) -> Callable[..., T | list[str] | None]:
    """Return a handler of an event that never raises anything unforeseen."""
    name = getattr(handle, "__qualname__", type(handle).__name__)

    @functools.wraps(handle, updated=())
    def handled(app: Sphinx, *given: Any) -> T | list[str] | None:
        with Guard(lambda: _place(app, given), f"the step “{name}” of the build"):
            return handle(app, *given)
        # Pages to read again are asked for with four things, and only there an answer is due.
        return [] if len(given) == 4 and isinstance(given[1], set) else None

    handled.guarded = True  # type: ignore[attr-defined]
    return handled


def role(interpret: Callable[..., T]) -> Callable[..., T | tuple[list[nodes.Node], list[nodes.system_message]]]:
    """Return a role that leaves a visible mark where it fails."""

    def interpreted(name: str, rawtext: str, text: str, lineno: int, inliner: Any, *given: Any, **named: Any) -> Any:
        def place() -> str:
            source, row = inliner.reporter.get_source_and_line(lineno)
            return f"{source}:{row or 1}"

        with Guard(place, f"the role {name}"):
            return interpret(name, rawtext, text, lineno, inliner, *given, **named)
        return [impact_missing("", f"⟨{text}⟩", classes=["impact-missing"])], []

    return interpreted


def transform(cls: type[Transform]) -> type[Transform]:
    """Return a transform that leaves the page as it is where it fails."""

    def apply(self: Transform, **given: Any) -> None:
        with Guard(lambda: str(self.document.get("source") or "conf.py"), f"the step “{cls.__name__}” of the build"):
            cls.apply(self, **given)  # type: ignore[attr-defined]

    return type(cls.__name__, (cls,), {"apply": apply, "__module__": cls.__module__, "__doc__": cls.__doc__, "guarded": True})


def _writing(node: nodes.Element) -> Guard:
    return Guard(lambda: "{}:{}".format(*place_of(node, "conf.py")), f"writing {type(node).__name__}")


def _visit(visit: Visitor) -> Visitor:
    """Return a visitor that leaves an element's words where it fails."""

    @functools.wraps(visit)
    def visited(self: Any, node: nodes.Element) -> None:
        body = getattr(self, "body", None)
        length = len(body) if isinstance(body, list) else 0
        with _writing(node):
            visit(self, node)
            return
        if isinstance(body, list):
            body[length:] = [escape(node.astext(), quote=False)]
        raise nodes.SkipNode

    return visited


def _depart(depart: Visitor) -> Visitor:
    @functools.wraps(depart)
    def departed(self: Any, node: nodes.Element) -> None:
        with _writing(node):
            depart(self, node)

    return departed


def _place(app: Sphinx, given: tuple[object, ...]) -> str:
    """Return the page that a handler was called for, or ``conf.py``."""
    env = getattr(app, "env", None)
    for thing in given:
        if isinstance(thing, nodes.document) and thing.get("source"):
            return f"{thing['source']}:1"
        if isinstance(thing, str) and env is not None and thing in env.found_docs:
            return f"{env.doc2path(thing)}:1"
    return f"{Path(app.confdir, 'conf.py')}:1"


class GuardedApp:
    """The application as the parts of this package see it in their ``setup``: what they register through it ends no build."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    def connect(self, event: str, handle: Callable[..., object], priority: int = 500) -> int:
        """Have an event handled."""
        return self._app.connect(event, handler(handle), priority)

    def add_role(self, name: str, interpret: Any) -> None:
        """Register a role. Directives guard themselves: see `ImpactDirective`."""
        self._app.add_role(name, role(interpret))

    def add_transform(self, cls: type[Transform]) -> None:
        """Register a transform that runs when a page has been read."""
        self._app.add_transform(transform(cls))

    def add_post_transform(self, cls: type[Transform]) -> None:
        """Register a transform that runs when a page is written."""
        self._app.add_post_transform(transform(cls))

    def add_node(self, cls: type[nodes.Element], **visitors: tuple[Visitor, Visitor]) -> None:
        """Register an element with its visitors by writer."""
        self._app.add_node(cls, **_pairs(visitors))

    def add_enumerable_node(self, cls: type[nodes.Element], kind: str, **visitors: tuple[Visitor, Visitor]) -> None:
        """Register an element that is numbered."""
        self._app.add_enumerable_node(cls, kind, **_pairs(visitors))


def _pairs(visitors: dict[str, tuple[Visitor, Visitor]]) -> dict[str, Any]:
    return {writer: (_visit(visit), _depart(depart)) for writer, (visit, depart) in visitors.items()}
