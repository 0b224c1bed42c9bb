"""``chapter-opener``: a picture and a key figure below the title of a chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, texts
from sphinx_impact.components.nodes import impact_box
from sphinx_impact.components.stat import card_at
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec


class ChapterOpener(ImpactDirective):
    """How a chapter begins: a picture, a key figure, or both. Write it right below the chapter's title.

    Content: A few words, or a ``stat-card`` of your own.

    Options:
        picture (path): The picture.
        alt (text): What the picture shows.
        credit (text): Who made the picture.
        figure (address): The key figure, in the data.
    """

    option_spec: ClassVar[OptionSpec] = texts("picture alt credit figure")

    def build(self) -> list[nodes.Node]:
        """Return the opener."""
        opening = impact_box("", classes=["impact-opening"])
        self.set_source_info(opening)
        if picture := self.picture("picture"):
            if not self.option("alt"):
                self.warn(Code.MISSING, "the chapter's picture has no description; say in :alt: what it shows")
            image = nodes.image("", uri=picture, alt=self.option("alt"), classes=["impact-opening-picture"])
            self.set_source_info(image)
            opening += image
            if credit := self.option("credit"):
                opening += self.text(nodes.paragraph, credit, classes=["impact-credit"])
        elif "picture" not in self.options:
            self.without_effect(("alt", "credit"), "the chapter has no picture")
        if figure := self.option("figure"):
            opening += card_at(self, figure)
        if self.content:
            opening += self.parse_content_to_nodes()
        if not opening.children:
            self.warn(Code.DIRECTIVE, "chapter-opener is empty; name a :picture:, a :figure:, or both")
            return []
        return [opening]
