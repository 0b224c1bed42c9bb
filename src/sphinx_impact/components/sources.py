"""``source-list``: where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_impact.components.base import ImpactDirective, slug
from sphinx_impact.components.nodes import impact_sources, paragraph
from sphinx_impact.domain import Use
from sphinx_impact.messages import ngettext
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.entities import SourceDocument


class SourceList(ImpactDirective):
    """The documents that the figures come from, as ``data/report.yaml`` declares them.

    Options:
        figures (no value): Also name the figures and statements taken from each document, and the pages they are on.
    """

    has_content = False
    option_spec: ClassVar[OptionSpec] = {"figures": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the list, whose figures are filled in when all pages are read."""
        self.depend(*self.report.files_for("report"))
        sources = self.report.profile.sources
        if not sources:
            self.warn(Code.SOURCE, f"source-list is empty: no sources are declared in {self.report.data}/report.yaml")
            return []
        made: list[nodes.Node] = []
        listing = nodes.definition_list("", classes=["impact-sources"])
        for source in sources.values():
            target = self.target(f"source-{slug(source.id)}")
            term = self.text(nodes.term, source.title, url=source.url)
            term.insert(0, target)
            definition = nodes.definition()
            if source.date:
                definition += paragraph(nodes.Text(self.formats.date(source.date)), classes="impact-source-date")
            if source.note:
                definition += self.text(nodes.paragraph, source.note)
            if "figures" in self.options:
                definition += impact_sources("", document=source.id, docname=self.env.docname, classes=["impact-source-figures"])
            if not definition.children:
                definition += nodes.paragraph("", self._count(source))
            listing += nodes.definition_list_item("", term, definition)
        self.set_source_info(listing)
        made.append(listing)
        if "figures" in self.options:
            self.domain.note_use(self.env.docname, Use("", "sources", ""))
        return made

    def _count(self, source: SourceDocument) -> str:
        count = sum(figure.source is not None and figure.source.document == source.id for figure in self.report.figures())
        return ngettext("%d figure", "%d figures", count) % count
