"""Reshapes the portable tree where a builder can do more, or less."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import (
    impact_chart_table,
    impact_cover,
    impact_cover_title,
    impact_entry,
    impact_exhibit,
    impact_picture,
    impact_row,
    impact_scope,
    impact_stat,
    impact_statement,
    paragraph,
)
from sphinx_impact.domain import WEB
from sphinx_impact.messages import _

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
                if isinstance(child, nodes.Element) and {"impact-cover-organisation", "impact-cover-year"} & set(child["classes"]):
                    place = index + 1
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
    """Gives each card a link to itself, to cite this very figure. On paper and in a book it would lead nowhere useful."""

    default_priority = 400
    builders = WEB

    def run(self, **_kwargs: object) -> None:
        """Add them to the source lines."""
        for card in list(self.document.findall(impact_stat)):
            if "cite" not in card:
                continue
            line = next((node for node in card.children if isinstance(node, nodes.paragraph) and "impact-source" in node["classes"]), None)
            if line is None:
                line = paragraph(classes="impact-source")
                card.append(line)
            else:
                line += nodes.Text(" · ")
            line += nodes.reference("", _("Cite this figure"), refid=card["cite"], internal=True, classes=["impact-cite"])


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
    """Makes statements simple enough for manual pages, which know neither titles of tables nor cells over several columns."""

    default_priority = 410
    builders = ("man",)

    def run(self, **_kwargs: object) -> None:
        """Set the title in front, and fill up rows with empty cells."""
        for exhibit in list(self.document.findall(impact_exhibit)):
            for table in list(exhibit.findall(impact_statement)):
                title = table[0]
                table.remove(title)
                exhibit.insert(0, nodes.paragraph("", "", nodes.strong("", "", *title.children)))
                for entry in list(table.findall(impact_entry)):
                    row = entry.parent
                    for _column in range(entry.attributes.pop("morecols", 0)):
                        row.insert(row.index(entry) + 1, impact_entry("", nodes.paragraph()))


def _bring_style(app: Sphinx, config: Config) -> None:
    """At ``config-inited``: have the style file lie beside what LaTeX reads."""
    del app
    config.latex_additional_files = [*config.latex_additional_files, str(_STYLE)]


def setup(app: Sphinx) -> None:
    """Register every transform of this file."""
    for transform in (TitleOnCover, ScopeInCaption, CiteLinks, NoPicturesOfVectors, RuledTables, PlainTables):
        app.add_post_transform(transform)
    app.add_latex_package(_STYLE.stem)
    app.connect("config-inited", _bring_style)
