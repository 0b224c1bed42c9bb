"""What is registered with Sphinx by its name, or when it is known to be needed: many builds never use it, and importing takes time in each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.builders import Builder


class Late:
    """A function or a class that is imported when it is first asked for.

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
