"""The builder ``impactpdf``, of which no more is imported than its name, until it builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sphinx_impact.late import LateBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx


BUILDER: Final = LateBuilder("impactpdf", "pdf.builder:ReportPdfBuilder")


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(BUILDER.as_class())
