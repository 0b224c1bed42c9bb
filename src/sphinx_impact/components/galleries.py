"""``photo-gallery``, ``milestone-list``, ``previous-reports``: lists that a report's text needs, typed in place."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, missing, slug
from sphinx_impact.components.nodes import impact_item, impact_list, impact_photograph, paragraph
from sphinx_impact.messages import _
from sphinx_impact.model.focus import focus_classes
from sphinx_impact.model.loading.typed_lists import parse_milestones, parse_photos, parse_reports
from sphinx_impact.model.names import free
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx_impact.model.loading.typed_lists import EarlierReport, Photo


class PhotoGallery(ImpactDirective):
    """Photographs with captions, in rows that keep their proportions.

    Content: A YAML list. Each entry has ``image`` (a path) and ``alt`` (what the picture shows; ``""`` if it is decorative), and may have
    ``caption`` and ``credit``; ``wide: true``, for a row of its own; ``over``, words that stand over it in a row of its own; and ``focus``, what
    of such a row stays in sight where it is cut: ``30% 60%``, from the left and from the top, or words such as ``top``.
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
            item = impact_item("", self._figure(photo), classes=["impact-gallery-item"])
            if photo.wide or photo.over:
                item["classes"].append("impact-wide")
            document = self.state.document
            item["ids"].append(free(f"photo-{slug(PurePosixPath(photo.image).stem)}", set(document.ids)))
            document.note_explicit_target(item)
            gallery += item
        return [gallery]

    def _figure(self, photo: Photo) -> impact_photograph:
        # The caption never becomes the description: it says what cannot be seen.
        image = nodes.image("", uri=f"/{photo.image}", alt=photo.alt, classes=focus_classes(photo.focus) or [])
        figure = impact_photograph("", image)
        self.set_source_info(image)
        if photo.over:
            figure += self.text(nodes.paragraph, photo.over, classes=["impact-over"])
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
            words = self.written_date(milestone.machine) or str(milestone.when)
            when = paragraph(nodes.Text(words), classes="impact-milestone-when")
            what = self.text(nodes.paragraph, milestone.words, classes=["impact-milestone-what"])
            listing += nodes.list_item("", when, what, classes=["impact-milestone"])
        return [listing]


class PreviousReports(ImpactDirective):
    """Reports of earlier years.

    Content: A line for each, ``2022: https://…``, or a YAML list of ``year``, ``url`` and ``title`` (default: “Report” and the year).
    """

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        self.depend(*self.report.files_for("report"))
        reports, problems = parse_reports("\n".join(self.content), origin=self.origin(self.content_line), profile=self.report.profile)
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
