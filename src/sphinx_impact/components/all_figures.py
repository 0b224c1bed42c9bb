"""``figure-list``: every figure of the data that is printed in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.components.base import ImpactDirective
from sphinx_impact.components.nodes import impact_figures
from sphinx_impact.domain import Use

if TYPE_CHECKING:
    from docutils import nodes


class FigureList(ImpactDirective):
    """Every figure of the data that is printed in the report, with its period, its value, its source and the pages it stands on.

    The figures come in the order of the pages. On a website, where scripts run, the table can be sorted and searched.
    """

    has_content = False

    def build(self) -> list[nodes.Node]:
        """Return the place of the table, which is filled in when all pages are read."""
        self.depend(*self.report.files)
        target = self.target("figures")
        place = impact_figures("", docname=self.env.docname, classes=["impact-figures"])
        self.set_source_info(place)
        self.domain.note_use(self.env.docname, Use("", "figures", ""))
        return [target, place]
