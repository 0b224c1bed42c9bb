"""``exhibit-list``: the statements, charts, maps and tables of the report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_impact.components.base import ImpactDirective, texts
from sphinx_impact.components.nodes import impact_exhibits
from sphinx_impact.domain import Use
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.util.typing import OptionSpec

KINDS = ("statements", "charts", "maps", "tables")


class ExhibitList(ImpactDirective):
    """The statements, charts and maps of the report, by kind and in reading order, with a link to each.

    Options:
        kinds (words): Which to list, in this order: ``statements``, ``charts``, ``maps``, and ``tables``, which are the others that have a
            title. Default: the first three.
    """

    has_content = False
    option_spec: ClassVar[OptionSpec] = texts("kinds")

    def build(self) -> list[nodes.Node]:
        """Return the place of the list, which is filled in when all pages are read."""
        wanted = [word.lower() for word in re.split(r"[\s,;]+", self.options.get("kinds", "")) if word]
        for word in wanted:
            if word not in KINDS:
                others = hint(word, KINDS) or f"; use {', '.join(KINDS)}"
                self.warn(Code.VALUE, f"exhibit-list knows no kind {quoted(word)}{others}", line=self._option_line("kinds"))
        kinds = [kind for kind in dict.fromkeys(wanted) if kind in KINDS] or list(KINDS[:-1])
        target = self.target("exhibits")
        place = impact_exhibits("", kinds=kinds, anchor=target["ids"][0], docname=self.env.docname, classes=["impact-exhibits"])
        self.set_source_info(place)
        self.domain.note_use(self.env.docname, Use("", "exhibits", ""))
        return [target, place]
