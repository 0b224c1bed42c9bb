"""What is registered with Sphinx by its name, and imported when it is first used: many builds never use it, and importing takes time in each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

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
