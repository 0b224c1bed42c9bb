"""``standards-index``: what standards of openness ask for, where it stands in this report, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_impact.components.base import ImpactDirective, missing
from sphinx_impact.components.nodes import impact_errata_place, paragraph, table_of
from sphinx_impact.components.values import column_words, value_words
from sphinx_impact.domain import label_of
from sphinx_impact.messages import _
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, quoted
from sphinx_impact.model.standards import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_impact.model.entities import Figure
    from sphinx_impact.model.standards import Indexed, Requirement


class StandardsIndex(ImpactDirective):
    """What standards ask a report for, and where each thing stands in this one: ``standards`` in ``report.yaml``, ``data/standards.yaml``.

    Argument: The id of a standard: ``bbb-16``. Default: all that ``report.yaml`` names.
    """

    optional_arguments = 1
    has_content = False

    def build(self) -> list[nodes.Node]:
        """Return a table for each standard."""
        self.depend(*self.report.files_for("report"), *self.report.files_for("standards"))
        wanted = self.arguments[0].strip() if self.arguments else ""
        found = [each for each in self.report.standards if wanted in {"", each.standard.id}]
        if not found:
            named = [each.standard.id for each in self.report.standards]
            known = f"{quoted(wanted)} is not among the standards in report.yaml{hint(wanted, named)}" if wanted else "no standard is named"
            self.warn(Code.MISSING, f"{known}; write standards: [bbb-16] into report.yaml")
            return [paragraph(missing(wanted or "standards-index"), classes="impact-standards-missing")]
        return [node for each in found for node in self._standard(each)]

    def _standard(self, indexed: Indexed) -> list[nodes.Node]:
        standard = indexed.standard
        target = self.target(f"standard-{standard.id}")
        title = paragraph(nodes.strong("", self._said(standard.titles)), classes="impact-standard-title")
        source = paragraph(nodes.reference("", f"{standard.publisher}, {standard.of}", refuri=standard.url), classes="impact-source")
        source += nodes.Text(" · " + _("Paraphrased; the text of the standard counts."))
        heads = [[nodes.Text(head)] for head in (_("What it asks for"), _("Where it stands"))]
        rows: list[list[list[nodes.Node]]] = [[[nodes.Text(self._said(each.asks))], self._places(each)] for each in indexed.requirements]
        table = table_of(heads, rows, widths=(45, 55), classes="impact-standard colwidths-given", stub=True)
        self.set_source_info(table)
        return [target, title, table, source]

    def _places(self, requirement: Requirement) -> list[nodes.Node]:
        """Return where something stands: a line of pages and links, one for each figure, why it does not apply, or that it is not there."""
        cell: list[nodes.Node] = []
        places = [*map(self._page, requirement.pages), *map(_link, requirement.links)]
        line = paragraph()
        for place in places:
            line += [nodes.Text(", ")] * bool(line.children) + [place]
        if places:
            cell.append(line)
        cell += map(self._figure, requirement.figures)
        if requirement.reason is not None:
            cell.append(paragraph(nodes.Text(_("Not applicable:") + " "), *self.words(requirement.reason)))
        return cell or [paragraph(missing(_("not in this report")))]

    def _page(self, name: str) -> addnodes.pending_xref:
        """Return a link to a page, called by its title."""
        words = nodes.inline("", name, classes=["xref", "std", "std-doc"])
        attributes = {"refdoc": self.env.docname, "refdomain": "std", "reftype": "doc", "refexplicit": False, "refwarn": True}
        link = addnodes.pending_xref("", words, reftarget=f"/{name}", **attributes)
        self.set_source_info(link)
        return link

    def _figure(self, figure: Figure) -> nodes.paragraph:
        """Return a figure with its value, and the pages that it stands on."""
        self.depend(*self.report.files_of(figure.address))
        period = self.formats.period(figure.period) if figure.period else ""
        named = ", ".join(filter(None, (label_of(figure), column_words(self.report, figure), period)))
        line = paragraph(nodes.Text(f"{named}: {value_words(self.formats, figure)} "))
        line += impact_errata_place("", addresses=[str(figure.address)], lead="– ", docname=self.env.docname)
        return line

    def _said(self, words: Mapping[str, str]) -> str:
        return in_language(words, self.config.language)


def _link(url: str) -> nodes.reference:
    return nodes.reference("", url.partition("://")[2].strip("/"), refuri=url)
