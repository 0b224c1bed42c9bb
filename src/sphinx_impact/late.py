"""What is registered with Sphinx by its name, and imported when it is first used: many builds never use it, and importing takes time in each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import Directive
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.builders import Builder


class Late:
    """A function or a class that is imported when it is first called.

    Args:
        place: ``module:name`` in this package, as in ``pdf.builder:ReportPdfBuilder``.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.__qualname__ = place.partition(":")[2]

    def get(self) -> Any:
        """Import it."""
        module, _, name = self.place.partition(":")
        return getattr(importlib.import_module(f"sphinx_impact.{module}"), name)

    def __call__(self, *given: Any) -> Any:
        """Call it."""
        return self.get()(*given)


class LateBuilder(Late):
    """A builder, which Sphinx asks for its name only, until it is the one that builds."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(place)
        self.name = name

    def as_class(self) -> type[Builder]:
        """Return this builder as what Sphinx takes."""
        return self  # type: ignore[return-value]  # it is called as a class is


def late_transform(place: str, priority: int, builders: tuple[str, ...] = ()) -> type[SphinxPostTransform]:
    """Return a transform of pages that are written, in place of one that says the same priority and builders of itself."""
    late = Late(place)

    def run(self: SphinxPostTransform, **given: Any) -> None:
        late.get()(self.document, self.startnode).apply(**given)

    said: dict[str, Any] = {"default_priority": priority, "builders": builders, "run": run, "late": late, "__module__": __name__}
    return type(late.__qualname__, (SphinxPostTransform,), said)


class _LateDirective(type):
    """The kind of a directive that is imported when a page calls it: parsers then ask how it is called, and make one."""

    late: Late

    _ASKED = frozenset({"option_spec", "required_arguments", "optional_arguments", "final_argument_whitespace", "has_content", "__doc__"})

    def __getattribute__(cls, name: str) -> Any:
        if name in _LateDirective._ASKED:
            return getattr(meant(cls), name)
        return super().__getattribute__(name)

    def __call__(cls, *given: Any, **named: Any) -> Any:
        return meant(cls)(*given, **named)


def late_directive(place: str) -> type[Directive]:
    """Return what is registered as a directive in place of one that is imported when a page calls it."""
    late = Late(place)
    made: Any = _LateDirective(late.__qualname__, (Directive,), {"late": late, "__module__": __name__})
    as_directive: type[Directive] = made
    return as_directive


def meant(cls: type[Any]) -> type[Any]:
    """Return the directive or the transform that another one stands for."""
    found: type[Any] = type.__getattribute__(cls, "late").get()
    return found
