"""What stands before and after the chapters: contents, lists of exhibits, figures behind charts, addresses, colophon."""

from __future__ import annotations

import copy
import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub.xhtml import classes, words, words_of
from sphinx_impact.messages import _
from sphinx_impact.model.charts.record import MAPS
from sphinx_impact.model.names import without_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAPS = frozenset(f"impact-chart-{kind.value}" for kind in MAPS)

_LONG = 24
"""From so many rows on, a table of the appendix may stand on two pages."""


@dataclasses.dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its elements, its number as text, and the line above its title; each of the texts may be empty."""

    section: ET.Element
    heading: ET.Element
    number: str
    kicker: str


@dataclasses.dataclass(frozen=True, slots=True)
class ChartData:
    """The table behind a chart: its id, the chart's id, title and subtitle, and the table itself."""

    id: str
    figure: str
    title: str
    subtitle: str
    table: ET.Element


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """Whose report it is, and what is said of the file.

    Attributes:
        language: Code, as in BCP 47.
        direction: ``ltr`` or ``rtl``.
        year: Of the report; may be empty, as every other text but the title.
        address: Of the website.
        root: Name of the report's first page.
        created: When, in ISO 8601.
        attached: Names of the files inside.
        faces: Names of the faces.
    """

    title: str
    language: str
    direction: str
    organisation: str
    author: str
    year: str
    description: str
    copyright: str
    address: str
    root: str
    created: str
    attached: Sequence[str]
    faces: Sequence[str]

    def head(self) -> Iterator[ET.Element]:
        """Yield the elements of the head."""
        title = ET.Element("title")
        title.text = self.title
        yield title
        said = {
            "author": self.author or self.organisation,
            "description": self.description,
            "generator": "sphinx-impact",
            "dcterms.created": self.created,
            "dcterms.modified": self.created,
        }
        for name, content in said.items():
            if content:
                yield ET.Element("meta", {"name": name, "content": content})

    def cover(self, title: str) -> ET.Element:
        """Return a cover, for a report that has none."""
        cover = ET.Element("div", {"class": "impact-cover"})
        shown = without_year(title, self.year)
        for name, text in (("organisation", self.organisation), ("year", self.year if shown != title or self.year not in title else "")):
            if text:
                ET.SubElement(cover, "p", {"class": f"impact-cover-{name}"}).text = text
        ET.SubElement(cover, "h1", {"class": "impact-cover-title"}).text = shown
        return cover


def add(main: ET.Element, chapters: list[Chapter], data: Sequence[ChartData], about: About) -> None:
    """Put all of it into its place."""
    back = [part for part in (_figures(data), _addresses(chapters)) if part is not None]
    letters = iter("ABCDEF")
    appendices = [Chapter(section, heading, next(letters), str(_("Appendix"))) for section, heading in back]
    for chapter in appendices:
        opener = ET.Element("div", {"class": "impact-opener"})
        ET.SubElement(opener, "p", {"class": "impact-kicker"}).text = chapter.kicker
        ET.SubElement(opener, "p", {"class": "impact-chapter"}).text = chapter.number
        opener.append(chapter.heading)
        chapter.section.insert(0, opener)
        main.append(chapter.section)
    main.insert(1, _contents(main, [*chapters, *appendices]))
    main.append(_colophon(about))
    for section in main.iter("section"):
        if {"chapter", "contents"} & set(classes(section)):
            heading = next((each for each in section.iter() if each.tag in {"h1", "h2", "h3"} and each.get("id")), None)
            if heading is not None:
                ET.SubElement(section, "div", {"class": "end", "id": f"{heading.get('id')}--end"})


# ---- before ----


def _contents(main: ET.Element, chapters: Sequence[Chapter]) -> ET.Element:
    section = ET.Element("section", {"class": "contents"})
    ET.SubElement(section, "h2", {"id": "pdf-contents"}).text = str(_("Contents"))
    listing = ET.SubElement(section, "ul", {"class": "toc"})
    kicker = ""
    for chapter in chapters:
        attributes = {"class": "toc-chapter"}
        if chapter.kicker and chapter.kicker != kicker:
            attributes["class"] += " toc-opens"
        item = ET.SubElement(listing, "li", attributes)
        if chapter.kicker and chapter.kicker != kicker:
            ET.SubElement(item, "p", {"class": "toc-part"}).text = chapter.kicker
        kicker = chapter.kicker
        line = ET.SubElement(item, "p", {"class": "toc-line"})
        number = ET.SubElement(line, "span", {"class": "toc-number"})
        number.text = chapter.number or "\N{NO-BREAK SPACE}"
        ET.SubElement(line, "a", {"href": f"#{chapter.heading.get('id')}", "data-page": ""}).text = words(chapter.heading)
    lists = ET.SubElement(section, "div", {"class": "toc-lists"})
    for title, exhibits in _exhibits(main):
        part = ET.SubElement(lists, "section", {"class": "toc-exhibits"})
        ET.SubElement(part, "h3").text = title
        listing = ET.SubElement(part, "ul", {"class": "toc"})
        for id_, name in exhibits:
            line = ET.SubElement(ET.SubElement(listing, "li"), "p", {"class": "toc-line"})
            ET.SubElement(line, "a", {"href": f"#{id_}", "data-page": ""}).text = name
    return section


def _exhibits(main: ET.Element) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each kind of exhibits of which there are some, with the ids and titles of all."""
    statements: list[tuple[str, str]] = []
    charts: list[tuple[str, str]] = []
    maps: list[tuple[str, str]] = []
    for element in main.iter():
        known = classes(element)
        if "impact-statement" in known and element.tag == "table" and element.get("id"):
            statements.append((element.get("id", ""), _caption(element)))
        elif "impact-chart" in known and element.tag == "figure" and element.get("id"):
            title = words_of(element, "impact-chart-title")
            (charts if _MAPS.isdisjoint(known) else maps).append((element.get("id", ""), title))
    for title, found in ((_("Statements"), statements), (_("Charts"), charts), (_("Maps"), maps)):
        if found := [each for each in found if each[1]]:
            yield str(title), found


def _caption(table: ET.Element) -> str:
    caption = table.find("caption")
    if caption is None:
        return ""
    own = copy.deepcopy(caption)
    for parent in list(own.iter()):
        for child in list(parent):
            if "impact-caption-scope" in classes(child):
                parent.remove(child)
    return words(own)


# ---- after ----


def _figures(data: Sequence[ChartData]) -> tuple[ET.Element, ET.Element] | None:
    if not data:
        return None
    section = ET.Element("section", {"class": "chapter appendix figures"})
    heading = ET.Element("h2", {"id": "pdf-figures"})
    heading.text = str(_("The figures behind the charts"))
    for chart in data:
        long = len(list(chart.table.iter("tr"))) > _LONG
        part = ET.SubElement(section, "section", {"class": "appendix-table long" if long else "appendix-table"})
        ET.SubElement(part, "h3", {"id": chart.id}).text = chart.title
        line = ET.SubElement(part, "p", {"class": "appendix-sub"})
        line.text = f"{chart.subtitle} " if chart.subtitle else None
        ET.SubElement(line, "a", {"class": "internal", "href": f"#{chart.figure}"}).text = str(_("Chart"))
        part.append(chart.table)
    return section, heading


def _addresses(chapters: Sequence[Chapter]) -> tuple[ET.Element, ET.Element] | None:
    """List by chapter where its links lead, since paper has none."""
    section = ET.Element("section", {"class": "chapter appendix addresses"})
    heading = ET.Element("h2", {"id": "pdf-addresses"})
    heading.text = str(_("Addresses on the web"))
    for chapter in chapters:
        found: dict[str, str] = {}
        for link in chapter.section.iter("a"):
            href = link.get("href", "")
            if href.startswith(("http://", "https://")) and words(link):
                found.setdefault(href, words(link))
        if not found:
            continue
        part = ET.SubElement(section, "section", {"class": "web"})
        ET.SubElement(part, "h3").text = f"{chapter.number} {words(chapter.heading)}".strip()
        listing = ET.SubElement(part, "ul", {"class": "plain"})
        for href, name in found.items():
            item = ET.SubElement(listing, "li")
            shown = re.sub(r"^https?://(www\.)?", "", href).rstrip("/")
            if name not in (shown, href):
                ET.SubElement(item, "span", {"class": "web-name"}).text = name
                item[-1].tail = " "
            ET.SubElement(item, "a", {"class": "url", "href": href}).text = re.sub(r"(?<=[/.?&=_-])(?=\w)", "\N{ZERO WIDTH SPACE}", shown)
    return (section, heading) if len(section) else None


def _colophon(about: About) -> ET.Element:
    section = ET.Element("section", {"class": "colophon"})
    ET.SubElement(section, "h2", {"id": "pdf-colophon"}).text = str(_("Colophon"))
    lines = [about.title]
    if about.organisation and about.organisation not in about.title:
        lines.append(about.organisation)
    if about.copyright:
        lines.append(f"© {about.copyright}")
    if about.faces:
        lines.append(str(_("Set in %s.")) % ", ".join(about.faces))
    if about.attached:
        lines.append(str(_("The figures of this report are attached to this file as data: %s.")) % ", ".join(about.attached))
    for line in lines:
        ET.SubElement(section, "p").text = line
    if about.address:
        ET.SubElement(ET.SubElement(section, "p"), "a", {"href": about.address}).text = about.address
    return section
