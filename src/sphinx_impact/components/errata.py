"""``errata-list``: what was printed wrong, what is right, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, slug
from sphinx_impact.components.nodes import impact_errata_place, paragraph
from sphinx_impact.components.values import column_words, printed_words, reports_on, source_nodes, value_words
from sphinx_impact.domain import Use
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Figure
    from sphinx_impact.model.errata import Erratum


class ErrataList(ImpactDirective):
    """All corrections, the latest first: ``data/errata.yaml``, public waivers, and figures with an ``as-printed`` value."""

    # A list of terms, since reasons are sentences: it reads alike on a desk, on a phone and in a book.

    has_content = False

    def build(self) -> list[nodes.Node]:
        """Return the list; the pages with each figure are filled in when all pages are read."""
        for kind in ("report", "stats", "statements", "waivers", "tie-outs", "errata"):
            self.depend(*self.report.files_for(kind))
        self.depend(*self.report.previous_files)
        self.domain.note_use(self.env.docname, Use("", "errata", ""))
        if not self.report.errata:
            return [paragraph(nodes.Text(_("So far nothing had to be corrected.")), classes="impact-no-errata")]
        listing = nodes.definition_list("", classes=["impact-errata"])
        for erratum in self.report.errata:
            listing += self._entry(erratum)
        self.set_source_info(listing)
        return [listing]

    def _entry(self, erratum: Erratum) -> nodes.definition_list_item:
        figure = erratum.figure
        target = self.target(f"erratum-{slug(str(figure.address))}")
        term = self.text(nodes.term, figure.label)
        term.insert(0, target)
        if erratum.corrects:
            self.domain.note_use(self.env.docname, Use(str(figure.address), "erratum", target["ids"][0]))
        definition = nodes.definition()
        definition += self._change(erratum) if erratum.printed else self._difference(erratum)
        if erratum.reason is not None:
            definition += self.text(nodes.paragraph, erratum.reason)
        definition += self._facts(erratum)
        return nodes.definition_list_item("", term, definition)

    def _change(self, erratum: Erratum) -> nodes.paragraph:
        """Return what was printed and what is right."""
        figure = erratum.figure
        when = f"{self.formats.period(figure.period)}: " if figure.period else ""
        line = paragraph(nodes.Text(when), classes="impact-erratum-change")
        printed = printed_words(self.formats, erratum)
        if erratum.said_in:
            words, right = _("the report on %(year)s said %(printed)s; restated, it is %(right)s."), value_words(self.formats, figure)
        elif erratum.corrects:
            words, right = _("printed as %(printed)s, correct is %(right)s."), value_words(self.formats, figure)
        else:
            words, right = _("printed as %(printed)s; the parts give %(right)s."), value_words(self.formats, figure, erratum.parts)
        for piece in re.split(r"(%\((?:printed|right|year)\)s)", str(words)):  # in whatever order a language has them
            if piece == "%(printed)s":
                line += nodes.inline("", printed, classes=["impact-erratum-old"])
            elif piece == "%(right)s":
                line += nodes.strong("", right, classes=["impact-erratum-new"])
            elif piece == "%(year)s":
                line += nodes.Text(reports_on(self.formats, erratum))
            else:
                line += nodes.Text(piece)
        return line

    def _difference(self, erratum: Erratum) -> nodes.bullet_list:
        """Return the figures that differ, each with the place it was published in."""
        listing = nodes.bullet_list("", classes=["impact-erratum-figures"])
        for figure in erratum.figures:
            listing += nodes.list_item("", self._figure(figure))
        return listing

    def _figure(self, figure: Figure) -> nodes.paragraph:
        name = nodes.inline("", "", *self.words(figure.label), classes=["impact-erratum-name"])
        column = column_words(self.report, figure)
        name += nodes.Text(f", {column}" if column else "")
        if figure.period:
            name += nodes.Text(f", {self.formats.period(figure.period)}")
        value = value_words(self.formats, figure)
        if (
            figure.unit
            and not figure.money
            and figure.unit not in {"percent", "%"}
            and figure.unit.lower() not in str(figure.label).lower()
        ):
            value = f"{value}\N{NO-BREAK SPACE}{figure.unit}"
        line = paragraph(name, nodes.Text(": "), nodes.strong("", value), classes="impact-erratum-figure")
        if figure.source and figure.source.place:
            line += [nodes.Text(" "), nodes.inline("", f"– {figure.source.place}", classes=["impact-erratum-where"])]
        return line

    def _facts(self, erratum: Erratum) -> nodes.paragraph:
        """Return when it was corrected, where it had been printed, and where the figure stands now."""
        line = paragraph(classes="impact-source")
        if erratum.date is not None:
            line += nodes.Text(str(_("Corrected on %s")) % self.formats.date(erratum.date))
        if erratum.where is not None:
            line += [nodes.Text(" · " if line.children else ""), nodes.Text(_("Printed in: ")), *source_nodes(self.report, erratum.where)]
        addresses = [str(figure.address) for figure in erratum.figures]
        lead = " · " if line.children else ""
        line += impact_errata_place("", "", addresses=addresses, lead=lead, docname=self.env.docname)
        return line
