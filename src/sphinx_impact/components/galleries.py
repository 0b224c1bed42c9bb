"""``photo-gallery``, ``milestone-list``, ``previous-reports``: lists that a report's text needs, typed in place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, missing
from sphinx_impact.components.nodes import impact_list, paragraph
from sphinx_impact.messages import _
from sphinx_impact.model.loading.typed_lists import parse_milestones, parse_photos, parse_reports
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx_impact.model.loading.typed_lists import EarlierReport, Milestone, Photo


class PhotoGallery(ImpactDirective):
    """Photographs with captions.

    Content: A YAML list. Each entry has ``image`` (a path) and ``alt`` (what the picture shows; ``""`` if it is decorative), and may have
    ``caption`` and ``credit``.
    """

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        photos, problems = parse_photos("\n".join(self.content), origin=self.origin(self.content_line), root=self.domain.root)
        self.warn_all(problems)
        if not photos:
            return [paragraph(missing("photo-gallery"), classes="impact-gallery-missing")]
        gallery = impact_list("", classes=["impact-gallery"])
        self.set_source_info(gallery)
        for photo in photos:
            gallery += nodes.list_item("", self._figure(photo), classes=["impact-gallery-item"])
        return [gallery]

    def _figure(self, photo: Photo) -> nodes.figure:
        # The caption never becomes the description: it says what cannot be seen.
        figure = nodes.figure("", nodes.image("", uri=f"/{photo.image}", alt=photo.alt))
        self.set_source_info(figure[0])
        if photo.caption:
            figure += self.text(nodes.caption, photo.caption)
        if photo.credit:
            credit = self.text(nodes.paragraph, photo.credit, classes=["impact-credit"])
            figure += nodes.legend("", credit)
        return figure


class MilestoneList(ImpactDirective):
    """What happened when.

    Content: A line for each milestone, ``2023-05: What happened``, or a YAML list of ``when`` and ``what``.
    """

    def build(self) -> list[nodes.Node]:
        """Return the list, in the order it was written."""
        milestones, problems = parse_milestones("\n".join(self.content), origin=self.origin(self.content_line))
        self.warn_all(problems)
        if not milestones:
            self.warn(Code.MISSING, "milestone-list is empty; write a line such as “2023-05: Library opened” for each")
            return [paragraph(missing("milestone-list"), classes="impact-milestones-missing")]
        listing = impact_list("", classes=["impact-milestones"])
        self.set_source_info(listing)
        for milestone in milestones:
            when = paragraph(nodes.Text(self._when(milestone)), classes="impact-milestone-when")
            what = self.text(nodes.paragraph, milestone.words, classes=["impact-milestone-what"])
            listing += nodes.list_item("", when, what, classes=["impact-milestone"])
        return [listing]

    def _when(self, milestone: Milestone) -> str:
        """Return the date in the page's language; words as they are."""
        digits = milestone.machine.split("-") if milestone.machine else []
        if len(digits) == 3:
            return self.formats.date(dt.date.fromisoformat(milestone.machine))
        if len(digits) == 2:
            return self.formats.month(dt.date.fromisoformat(f"{milestone.machine}-01"))
        return str(milestone.when)


class PreviousReports(ImpactDirective):
    """Reports of earlier years.

    Content: A line for each, ``2022: https://…``, or a YAML list of ``year``, ``url`` and ``title`` (default: “Report” and the year).
    """

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        reports, problems = parse_reports("\n".join(self.content), origin=self.origin(self.content_line))
        self.warn_all(problems)
        if not reports:
            self.warn(Code.MISSING, "previous-reports is empty; write a line such as “2022: https://example.org/2022/” for each")
            return [paragraph(missing("previous-reports"), classes="impact-reports-missing")]
        listing = impact_list("", classes=["impact-reports"])
        self.set_source_info(listing)
        for report in reports:
            listing += nodes.list_item("", self._line(report), classes=["impact-report"])
        return [listing]

    def _line(self, report: EarlierReport) -> nodes.TextElement:
        named = report.title or (_("Report %s") % report.year)
        line = self.text(nodes.paragraph, named, url=report.url)
        if report.title and str(report.year) not in str(report.title):
            line.insert(0, nodes.Text(_("%(year)s:") % {"year": report.year} + " "))
        return line
