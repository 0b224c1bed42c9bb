"""``report-cover``, ``page-band``, ``signed-letter``, ``call-to-action``: the plain pieces a report's text needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, texts
from sphinx_impact.components.nodes import impact_band, impact_box, impact_cover, impact_letter, impact_picture, paragraph
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Text
from sphinx_impact.model.problems import Code, Origin

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

_YEAR = 4
"""Digits of a year."""

LAYOUTS = ("art", "photograph", "beside", "type")
"""How a cover may be laid out."""


class ReportCover(ImpactDirective):
    """The cover, around the title of the page. Write it right below that title.

    Content: A sentence or two below.

    Options:
        organisation (text): Who reports. Default: that of ``data/report.yaml``.
        year (text): The year or years. Default: those in the label of the reporting period.
        line (text): A few words that sum up the year.
        picture (path): A picture instead of the drawing that the theme makes from the names of organisation and report.
        alt (text): What the picture shows.
        focus (text): What of the picture stays in sight where it is cut to the shape of a window: ``30% 60%``, from the left and from the
            top, or words such as ``top`` or ``left bottom``. Default: its middle.
        layout (word): ``art``, the drawing; ``photograph``, the picture behind the words; ``beside``, the picture beside them; ``type``,
            words alone. Default: ``photograph`` with a picture, else ``art``.
    """

    option_spec: ClassVar[OptionSpec] = texts("organisation year line picture alt focus layout")

    def build(self) -> list[nodes.Node]:
        """Return the cover."""
        self.depend(*self.report.files_for("report"))
        profile = self.report.profile
        cover = impact_cover("", classes=["impact-cover"])
        self.set_source_info(cover)
        organisation = self.option("organisation") or Text(profile.organisation, Origin(f"{self.report.data}/report.yaml", 1))
        period = profile.periods.get(profile.reporting_period or "")
        year = self.option("year") or (_years(self.formats.period(period)) if period else "")
        if str(organisation):
            cover += self.text(nodes.paragraph, organisation, classes=["impact-cover-organisation"])
        if year:
            cover += paragraph(nodes.Text(year), classes=f"impact-cover-year{' impact-cover-years' if len(year) > _YEAR else ''}")
        if line := self.option("line"):
            cover += self.text(nodes.paragraph, line, classes=["impact-cover-line"])
        layout, picture = self._layout()
        focus = self.focus("focus")  # told of also where there is no such picture
        cover["classes"].append(f"impact-layout-{layout}")
        if picture:
            if not self.option("alt"):
                self.warn(Code.MISSING, "the cover's picture has no description; say in :alt: what it shows")
            classes = ["impact-cover-picture", *focus]
            cover += nodes.image("", uri=picture, alt=self.option("alt"), classes=classes)
        if self.content:
            body = impact_box("", classes=["impact-cover-body"])
            body += self.parse_content_to_nodes()
            cover += body
        return [cover]

    def _layout(self) -> tuple[str, str]:
        """Return how the cover is laid out, and its picture, if that layout has one and there is one."""
        given = "picture" in self.options
        layout = self.choice("layout", LAYOUTS, "photograph" if given else "art")
        if layout in {"art", "type"}:
            self.without_effect(("picture", "alt", "focus"), f"a cover of the layout {layout} has no picture; take it out, or :layout:")
            return layout, ""
        if not given:
            self.without_effect(("alt", "focus"), "the cover has no picture")
            self.warn(Code.MISSING, f"a cover of the layout {layout} needs a picture; name it in :picture:")
        picture = self.picture("picture") if given else ""
        return (layout if picture else "art"), picture


GROUNDS = ("plain", "tinted", "dark", "photograph")
"""What a band may stand on."""


class PageBand(ImpactDirective):
    """A part of a page on a ground of its own. Bands one below the other give a long page its rhythm.

    Argument: A heading inside the band; may be left out.

    Content: Anything: words, figures, statements.

    Options:
        ground (word): ``plain``; ``tinted``; ``dark``, in light and dark; or ``photograph``, the picture. Default: ``photograph`` with a
            picture, else ``tinted``.
        picture (path): A picture behind the words. The theme veils it as much as the picture needs, so that they can be read.
        alt (text): What the picture shows. Without it, the picture is decoration.
        focus (text): What of the picture stays in sight, as for a cover.
    """

    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("ground picture alt focus")

    def build(self) -> list[nodes.Node]:
        """Return the band."""
        given = "picture" in self.options
        ground = self.choice("ground", GROUNDS, "photograph" if given else "tinted")
        picture = ""
        if ground == "photograph":
            picture = self.picture("picture") if given else ""
            if not given:
                self.warn(Code.MISSING, "a band on a photograph needs one; name it in :picture:")
        else:
            self.without_effect(("picture", "alt", "focus"), f"a band on the ground {ground} has no picture; take it out, or :ground:")
        focus = self.focus("focus")
        band = impact_band("", classes=["impact-band", f"impact-band-{ground if picture or ground != 'photograph' else 'tinted'}"])
        self.set_source_info(band)
        if picture:
            band += nodes.image("", uri=picture, alt=self.option("alt"), classes=["impact-band-picture", *focus])
            self.set_source_info(band[-1])
        if not self.content:
            self.warn(Code.MISSING, "the band is empty; write what it holds as its content")
        if self.arguments:
            # No section: what is nested cannot open one in Markdown.
            heading = self.text(nodes.rubric, self.arguments[0].strip(), classes=["impact-band-title"])
            heading["heading-level"] = 2
            band += heading
        band += self.parse_content_to_nodes()
        return [band]


def _years(label: str) -> str:
    """Return the years that the label of a period names, ``2023/24`` of “Fiscal year 2023/24”; all of it where they are not to be told."""
    found = re.findall(r"\d[\d/–-]*", label)
    return found[0] if len(found) == 1 and len(found[0]) >= _YEAR else label


class SignedLetter(ImpactDirective):
    """A letter with its signature; or, with ``original``, a letter retold, which nobody signed.

    Content: The letter.

    Options:
        author (text): Who wrote it.
        role (text): What the author is.
        date (text): When; ``2024-05-03`` and ``2024-05`` are written as readers of the language expect them.
        portrait (path): A picture of the author.
        alt (text): What the portrait shows. Default: “Portrait of” and the author.
        closing (text): The words above the signature.
        signature (path): A picture of the signature, shown above the name.
        original (web address): Where the original can be read, for a letter that is retold.
    """

    option_spec: ClassVar[OptionSpec] = texts("author role portrait alt closing signature date original")

    def build(self) -> list[nodes.Node]:
        """Return the letter."""
        letter = impact_letter("", classes=["impact-letter"])
        self.set_source_info(letter)
        author, role = self.option("author"), self.option("role")
        if not author:
            self.warn(Code.MISSING, "signed-letter has no author; name who wrote it in :author:")
        retold = self.link("original")
        if retold:
            letter["classes"].append("impact-retold")
            letter += self._byline(author, role, retold)
            self.without_effect(("portrait", "alt"), "a letter that is retold carries no portrait; take it out, or :original:")
        elif portrait := self.picture("portrait"):
            alt = self.option("alt") or _("Portrait of %s") % author
            image = nodes.image("", uri=portrait, alt=alt)
            self.set_source_info(image)
            letter += impact_box("", image, classes=["impact-letter-portrait"])
        elif "portrait" not in self.options:
            self.without_effect(("alt",), "the letter has no portrait")
        if date := self.option("date"):
            letter += self.text(nodes.paragraph, self.written_date(date) or date, classes=["impact-letter-date"])
        if not self.content:
            self.warn(Code.MISSING, "signed-letter is empty; write the letter as its content")
        body = impact_box("", classes=["impact-letter-body"])
        body += self.parse_content_to_nodes()
        letter += body
        if not retold:
            letter += self._signature(author, role)
        elif self.options.get("signature") or self.options.get("closing"):
            self.warn(Code.DIRECTIVE, "a letter that is retold carries no signature; take out :closing: and :signature:, or :original:")
        return [letter]

    def _byline(self, author: str, role: str, url: str) -> nodes.paragraph:
        name = f"{author}, {role}" if role else author
        lead = nodes.Text((_("Retold from the letter of %s.") % name) + " ")
        link = nodes.reference("", _("Read the original"), refuri=url)
        return paragraph(lead, link, classes="impact-letter-byline")

    def _signature(self, author: str, role: str) -> impact_box:
        box = impact_box("", classes=["impact-letter-signature"])
        if closing := self.option("closing"):
            box += self.text(nodes.paragraph, closing, classes=["impact-letter-closing"])
        if signature := self.picture("signature"):
            # The name is printed below: the drawn signature is an ornament.
            box += impact_picture("", uri=signature, alt="", dark=False, classes=["impact-letter-drawn"])
            self.set_source_info(box[-1])
        if author:
            box += self.text(nodes.paragraph, author, classes=["impact-letter-name"])
        if role:
            box += self.text(nodes.paragraph, role, classes=["impact-letter-role"])
        return box


class CallToAction(ImpactDirective):
    """What a reader can do, and the one link to do it.

    Argument: The title.

    Content: A sentence or two.

    Options:
        url (link): Where the link leads.
        link (text): The words of the link. Default: the title.
    """

    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("url link")

    def build(self) -> list[nodes.Node]:
        """Return the call."""
        box = impact_box("", classes=["impact-action"])
        self.set_source_info(box)
        title = self.arguments[0].strip() if self.arguments else ""
        if title:
            box += self.text(nodes.paragraph, title, classes=["impact-action-title"])
        else:
            self.warn(Code.MISSING, "call-to-action has no title; say behind its name what the reader is to do")
        if self.content:
            box += self.parse_content_to_nodes()
        url = self.link("url")
        if url:
            words = self.option("link") or title or url
            box += nodes.paragraph("", "", self._link(words, url), classes=["impact-action-link"])
        elif not self.option("url"):
            self.warn(Code.MISSING, "call-to-action leads nowhere; write where in :url:")
        return [box]

    def _link(self, words: str, url: str) -> nodes.reference:
        return nodes.reference("", "", *self.words(words), refuri=url)
