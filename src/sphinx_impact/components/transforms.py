"""Reshapes the portable tree where a builder can do more, or less."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_impact.components.figure_pages import EMBED, address_of, publication_of
from sphinx_impact.components.folding import everything
from sphinx_impact.components.nodes import (
    impact_box,
    impact_cell_text,
    impact_chart,
    impact_chart_table,
    impact_cite,
    impact_cover,
    impact_cover_title,
    impact_entry,
    impact_exhibit,
    impact_note_ref,
    impact_picture,
    impact_row,
    impact_scope,
    impact_stat,
    impact_statement,
    paragraph,
)
from sphinx_impact.domain import WEB, app_of
from sphinx_impact.messages import _
from sphinx_impact.model.names import without_year

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


_STYLE = Path(__file__).parent.parent / "theme" / "impact_latex" / "sphinx_impact.sty"


class TitleOnCover(SphinxPostTransform):
    """Moves the page's title into its cover, so that cover and title are one element to style."""

    default_priority = 400
    builders = (*WEB, "impactpdf")

    def run(self, **_kwargs: object) -> None:
        """Move it, where the cover follows the title."""
        for cover in list(self.document.findall(impact_cover)):
            section = cover.parent
            if not isinstance(section, nodes.section) or not isinstance(section[0], nodes.title):
                continue
            before = [node for node in section.children[1 : section.index(cover)] if not isinstance(node, nodes.Invisible | nodes.target)]
            if before:
                continue
            title = section[0]
            moved = impact_cover_title("", "", *title.children, classes=["impact-cover-title"], level=_level(section))
            section.remove(title)
            place = 0
            for index, child in enumerate(cover.children):
                kinds = set(child["classes"]) if isinstance(child, nodes.Element) else set()
                if {"impact-cover-organisation", "impact-cover-year"} & kinds:
                    place = index + 1
                if "impact-cover-year" in kinds and len(moved) == 1 and isinstance(moved[0], nodes.Text):
                    moved[0] = nodes.Text(without_year(moved.astext(), child.astext()))
            cover.insert(place, moved)
            section["classes"].append("impact-cover-page")


def _level(section: nodes.section) -> int:
    level = 1
    parent = section.parent
    while parent is not None:
        level += isinstance(parent, nodes.section)
        parent = parent.parent
    return level


class ScopeInCaption(SphinxPostTransform):
    """Moves "In thousands of US dollars" into the caption, where a screen reader says it with the table.

    It comes late: until here the title alone is what references to the table are called.
    """

    default_priority = 400

    def run(self, **_kwargs: object) -> None:
        """Move each into its table's title."""
        for exhibit in list(self.document.findall(impact_exhibit)):
            table = next(iter(exhibit.findall(impact_statement)), None)
            scope = exhibit[0]
            if table is None or not isinstance(scope, nodes.paragraph) or "impact-scope" not in scope["classes"]:
                continue
            exhibit.remove(scope)
            title = table[0]
            assert isinstance(title, nodes.title)
            title += impact_scope("", "", nodes.Text(" \N{EN DASH} "), *scope.children, classes=["impact-caption-scope"])


class CiteLinks(SphinxPostTransform):
    """Gives each card, statement and chart what to quote it by, folded away. On paper and in a book its address would lead nowhere."""

    default_priority = 390  # before a statement's scope moves into its title
    builders = WEB

    def run(self, **_kwargs: object) -> None:
        """Add it below the sources."""
        from sphinx_impact.model.addresses import parse_address
        from sphinx_impact.model.page_names import figure_name, statement_name

        for card in list(everything(self.document, impact_stat)):
            if "cite" in card:
                value, label = _words(card, "impact-stat-value"), _words(card, "impact-stat-label")
                said = ", ".join(filter(None, (" ".join(filter(None, (value, label))), card.get("period", ""))))
                page = figure_name(parse_address(card["figure"])) if "figure" in card else ""
                self._add(card, card["cite"], label or value, said, card.get("source") or _words(card, "impact-source"), page=page)
        for exhibit in list(self.document.findall(impact_exhibit)):
            table = next(iter(exhibit.findall(impact_statement)), None)
            if table is not None and exhibit["ids"]:
                boxes = [node for node in exhibit.children if isinstance(node, impact_box) and "impact-notes" in node["classes"]]
                notes = boxes[0] if boxes else exhibit
                said = ", ".join(filter(None, (table[0].astext(), _words(exhibit, "impact-scope"))))
                kind, _colon, id_ = str(exhibit.get("export", "")).partition(":")
                page = statement_name(id_) if kind == "statement" else ""
                self._add(notes, exhibit["ids"][0], table[0].astext(), said, _words(notes, "impact-source"), page=page)
        for chart in list(self.document.findall(impact_chart)):
            title = next(iter(chart.findall(nodes.caption)), None)
            if title is not None:
                # That of the title, if there is one: a number that other exhibits shift would be no address to cite.
                anchor = [*chart["ids"], *title["ids"]][-1]
                self._add(chart, anchor, title.astext(), title.astext(), _words(chart, "impact-source"), page=chart.get("figure", ""))

    def _add(self, holder: nodes.Element, anchor: str, name: str, said: str, source: str, *, page: str) -> None:
        """Add it to an element.

        Args:
            anchor: Id of the element, which it is cited by where it has no page of its own.
            name: What it is called.
            said: What is cited.
            page: Name of the page of a figure, a statement or a chart of the data; empty for what has none.
        """
        text = " ".join(f"{each.rstrip('.')}." for each in (said, publication_of(self.env), source) if each)
        line, embed = paragraph(nodes.Text(f"{text} ")), None
        app = app_of(self.env)
        builder, base = app.builder, self.config.html_baseurl.rstrip("/")
        own = address_of(app, page) if page else ""
        if own:
            here = self.config.root_doc if builder.name == "singlehtml" else self.env.docname
            words = f"{base}/{own}" if base else str(_("Evidence, data, embedding"))
            target = relative_uri(builder.get_target_uri(here).partition("#")[0], own)
            line += nodes.reference("", words, refuri=target, internal=True)
            embed = paragraph(nodes.reference("", str(_("Embed")), refuri=f"{target}#{EMBED}", internal=True))
        elif base and builder.name != "singlehtml":  # on one page, ids may still get other names
            address = f"{base}/{builder.get_target_uri(self.env.docname)}#{anchor}"
            line += nodes.inline("", address, classes=["impact-cite-address"])
        else:
            line += nodes.reference("", str(_("Link")), refid=anchor, internal=True)
        if (above := _child(holder, "impact-source")) is not None:
            above["classes"].append("impact-cited")  # has one row with it
        holder += impact_cite("", *filter(None, (line, embed)), name=" ".join(name.split()))


def _child(holder: nodes.Element, name: str) -> nodes.paragraph | None:
    """Return the first paragraph of a class among the children of an element."""
    return next((node for node in holder.children if isinstance(node, nodes.paragraph) and name in node["classes"]), None)


def _words(holder: nodes.Element, name: str) -> str:
    """Return its words."""
    found = _child(holder, name)
    return " ".join(found.astext().split()) if found is not None else ""


class NoPicturesOfVectors(SphinxPostTransform):
    """Drops SVG logos from LaTeX, which cannot set them; the names stand beside them."""

    default_priority = 400
    builders = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Drop them, and the pictures for dark grounds: paper is white."""
        for picture in list(self.document.findall(impact_picture)):
            if picture["uri"].endswith(".svg") or picture.get("dark"):
                parent = picture.parent
                parent.remove(picture)
                if not parent.children and parent.parent is not None:
                    parent.parent.remove(parent)


class RuledTables(SphinxPostTransform):
    """Has LaTeX set amounts to the right, labels in by their level, and sums below a rule, with the commands of our style file."""

    default_priority = 410
    builders = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Mark what the style file sets."""
        for table in list(self.document.findall(nodes.table)):
            if isinstance(table, impact_statement | impact_chart_table):
                table["classes"] += ["booktabs", "nocolorrows"]
            if isinstance(table, impact_chart_table):
                columns = "".join("r" if amounts else "T" for amounts in _amounts(table))
                table.parent.insert(table.parent.index(table), addnodes.tabular_col_spec("", spec=columns))
        for row in self.document.findall(impact_row):
            kinds = set(row["classes"])
            rule = "impact-double" if "impact-double" in kinds else "impact-ruled"
            sum_of = not kinds.isdisjoint({"impact-subtotal", "impact-total", "impact-result"})
            indent = next((kind.removeprefix("impact-indent-") for kind in kinds if kind.startswith("impact-indent-")), "")
            for position, entry in enumerate(list(row.findall(impact_entry))):
                words = entry.next_node(nodes.TextElement)
                if words is None or not words.children:
                    continue
                if sum_of or "impact-section-head" in kinds:
                    wanted = "impact-label" if position == 0 or "impact-change" in entry["classes"] else rule
                    words[:] = [nodes.inline("", "", *words.children, classes=[wanted])]
                if position == 0 and "morecols" in entry:  # a head over all columns would stand at the right, as the last one does
                    row += [impact_entry("", nodes.paragraph()) for _column in range(entry.attributes.pop("morecols"))]
                if indent and position == 0:
                    words.insert(0, nodes.raw("", rf"\impactindent{{{indent}}}", format="latex"))


def _amounts(table: nodes.table) -> list[bool]:
    """Return of each column of a table whether it holds amounts alone."""
    rows = [list(row.findall(nodes.entry)) for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]
    return [all("impact-amount" in entry["classes"] for entry in column) for column in zip(*rows, strict=True)]


class PlainTables(SphinxPostTransform):
    """Makes statements simple enough for manual pages and for Markdown, which know neither titles of tables nor cells over several columns."""

    default_priority = 410
    builders = ("man", "markdown")

    def run(self, **_kwargs: object) -> None:
        """Set the title in front, and fill up rows with empty cells."""
        _dash_parts(self.document)
        for exhibit in list(self.document.findall(impact_exhibit)):
            for table in list(exhibit.findall(impact_statement)):
                title = table[0]
                table.remove(title)
                exhibit.insert(0, nodes.paragraph("", "", nodes.strong("", "", *title.children)))
                for entry in list(table.findall(impact_entry)):
                    row = entry.parent
                    for _column in range(entry.attributes.pop("morecols", 0)):
                        row.insert(row.index(entry) + 1, impact_entry("", nodes.paragraph()))


class WordsAlone(SphinxPostTransform):
    """Keeps in plain text what elsewhere is a look or a link: marks of notes apart from their words, addresses of the web, what is part of a line."""

    default_priority = 410
    builders = ("text",)

    def run(self, **_kwargs: object) -> None:
        """Write them out."""
        for mark in list(self.document.findall(impact_note_ref)):
            mark.insert(0, nodes.Text("["))
            mark.append(nodes.Text("]"))
            holder = mark.parent
            if holder.index(mark):
                holder.insert(holder.index(mark), nodes.Text(" "))
        _dash_parts(self.document)
        for lead in self.document.findall(nodes.inline):
            if "impact-note-mark" in lead["classes"]:
                lead.insert(0, nodes.Text("["))
                lead.append(nodes.Text("]"))
        for link in list(self.document.findall(nodes.reference)):
            uri, words = link.get("refuri", ""), link.astext().strip()
            if words and "://" in uri and uri.rstrip("/") != words.rstrip("/"):
                link.append(nodes.Text(f" <{uri}>"))


def _dash_parts(document: nodes.document) -> None:
    """Set a dash before what is in a line, where rows cannot be set in."""
    for row in document.findall(impact_row):
        words = row.next_node(impact_cell_text)
        if row.get("kind") == "part" and words is not None and words.children:
            words.insert(0, nodes.Text("\N{EN DASH} "))


def _bring_style(app: Sphinx, config: Config) -> None:
    """At ``config-inited``: have the style file lie beside what LaTeX reads."""
    del app
    config.latex_additional_files = [*config.latex_additional_files, str(_STYLE)]


def setup(app: Sphinx) -> None:
    """Register every transform of this file."""
    for transform in (TitleOnCover, ScopeInCaption, CiteLinks, NoPicturesOfVectors, RuledTables, PlainTables, WordsAlone):
        app.add_post_transform(transform)
    app.add_latex_package(_STYLE.stem)
    app.connect("config-inited", _bring_style)
