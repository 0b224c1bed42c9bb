"""``people-grid``: who works for the foundation and who answers for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_impact.components.base import ImpactDirective, missing, texts
from sphinx_impact.components.nodes import impact_box, impact_list, impact_ornament, impact_picture, paragraph
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Text
from sphinx_impact.model.focus import focus_classes
from sphinx_impact.model.loading.people import parse_people
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.entities import PeopleGroup, Person

_SIZES = ("small", "medium", "large")
"""How large portraits may be."""


class PeopleGrid(ImpactDirective):
    """People with their roles.

    Argument: The id of a group in ``data/people.yaml``.

    Content: A line for each person, ``Name, role``, or a YAML list. Leave it out where a group is named.

    Options:
        size (word): The size of portraits: ``small``, for long lists; ``medium``; ``large``, up to a quarter of the page, beside
            biographies. Default: ``large`` where somebody has a biography, else ``medium``.
    """

    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = texts("size")

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        wanted = self.arguments[0].strip() if self.arguments else ""
        if wanted and self.content:
            self.warn(
                Code.DIRECTIVE, f"the group {quoted(wanted)} is not looked at, since people are written below; take out one of the two"
            )
        group = self._typed() if self.content else self._from_data(wanted)
        if group is None:
            return [paragraph(missing(wanted or "people-grid"), classes="impact-people-missing")]
        size = self.choice("size", _SIZES, "large" if any(person.biography for person in group.people) else "medium")
        people = impact_list("", classes=["impact-people", f"impact-people-{size}"])
        self.set_source_info(people)
        if not self.content:
            people["export"] = "people"
        for person in group.people:
            people += nodes.list_item("", *self._person(person), classes=["impact-person"])
        made: list[nodes.Node] = [people]
        if group.as_of:
            made.append(paragraph(nodes.Text(_("As of %s.") % self.formats.date(group.as_of)), classes="impact-source"))
        return made

    def _from_data(self, wanted: str) -> PeopleGroup | None:
        self.depend(*self.report.files_for("people"))
        group = self.report.groups.get(wanted)
        if group is None:
            known = ", ".join(self.report.groups) or "none"
            self.warn(Code.KEY, f"there is no group “{wanted}” in {self.report.data}/people.yaml; there are: {known}")
        return group

    def _typed(self) -> PeopleGroup | None:
        groups, problems = parse_people("\n".join(self.content), origin=self.origin(self.content_line), root=self.domain.root)
        self.warn_all(problems)
        return next(iter(groups.values()), None)

    def _person(self, person: Person) -> list[nodes.Node]:
        name = self.text(nodes.paragraph, person.name, url=person.url, classes=["impact-person-name"])
        portrait = impact_box("", classes=["impact-portrait"])
        if person.portrait:
            # The name stands beside the portrait, which so needs no text of its own.
            focus = focus_classes(person.focus) or []
            portrait += impact_picture("", uri=f"/{person.portrait.lstrip('/')}", alt="", dark=False, classes=focus)
        else:
            portrait += impact_ornament("", "", ornament=_initials(str(person.name)), classes=["impact-initials"])
        made: list[nodes.Node] = [portrait, name]
        if person.role:
            made.append(self.text(nodes.paragraph, person.role, classes=["impact-person-role"]))
        if person.biography:
            box = impact_box("", classes=["impact-biography"])
            for part in re.split(r"\n\s*\n", str(person.biography).strip()):
                box += self.text(nodes.paragraph, Text(part, person.biography.origin))
            made.append(box)
        return made


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
