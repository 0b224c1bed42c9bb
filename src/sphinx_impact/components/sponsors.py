"""``sponsor-list``: who gave, by tier, from the data or typed in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinx_impact.components.base import ImpactDirective, missing, texts
from sphinx_impact.components.folding import fold_items
from sphinx_impact.components.nodes import (
    impact_box,
    impact_item,
    impact_list,
    impact_picture,
    impact_sponsor_link,
    impact_sponsor_name,
    paragraph,
)
from sphinx_impact.messages import _
from sphinx_impact.model.loading.sponsors import parse_sponsors
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

    from sphinx_impact.model.entities import Sponsor, SponsorRoll, Tier


_MANY = 18
"""From so many names on, a tier is set in columns."""


class SponsorList(ImpactDirective):
    """Sponsors by tier, the highest first.

    Content: A line for each tier, ``Visionary: Google, Fastly``, or a YAML list. Leave it out to show ``data/sponsors.yaml``.

    A sponsor with a logo is shown by its logo, which says the name to those who do not see it; one without, by its name.

    Options:
        tiers (ids): The tiers to show, separated by commas. Default: all.
        names (flag): Print the names of sponsors with logos as well, below their logos.
    """

    option_spec: ClassVar[OptionSpec] = texts("tiers") | {"names": directives.flag}
    content_keys: ClassVar[frozenset[str]] = frozenset({"tiers", "names"})

    def build(self) -> list[nodes.Node]:
        """Return the list."""
        box = impact_box("", classes=["impact-sponsors"])
        self.set_source_info(box)
        roll = self._typed() if self.content else self._from_data()
        if roll is None:
            box += paragraph(missing("sponsor-list"), classes="impact-sponsors-missing")
            return [box]
        if not self.content:
            box["export"] = "sponsors"
        ranks = {tier.id: rank for rank, tier in enumerate(roll.tiers, 1)}
        wanted = self._wanted(roll)
        for tier in wanted:
            box += self._tier(tier, ranks[tier.id])
        if roll.as_of:
            box += paragraph(nodes.Text(_("As of %s.") % self.formats.date(roll.as_of)), classes="impact-source")
        if roll.disclaimer:
            box += self.text(nodes.paragraph, roll.disclaimer, classes=["impact-source"])
        return [box]

    def _from_data(self) -> SponsorRoll | None:
        self.depend(*self.report.files_for("sponsors"))
        if self.report.sponsors is None:
            path = f"{self.report.data}/sponsors.yaml"
            why = f"{path} could not be read" if self.report.files_for("sponsors") else f"there is no {path} to take sponsors from"
            self.warn(Code.MISSING, f"sponsor-list has no content, and {why}")
        return self.report.sponsors

    def _typed(self) -> SponsorRoll | None:
        roll, problems = parse_sponsors("\n".join(self.content), origin=self.origin(self.content_line), root=self.domain.root)
        self.warn_all(problems)
        return roll

    def _wanted(self, roll: SponsorRoll) -> list[Tier]:
        names = re.findall(r"[^\s,]+", self.option("tiers"))
        by_id = {tier.id: tier for tier in roll.tiers}
        for name in names:
            if name not in by_id:
                others = hint(name, by_id) or f"; there are {', '.join(by_id)}"
                self.warn(Code.KEY, f"there is no tier {quoted(name)}{others}", line=self._option_line("tiers"))
        return [by_id[name] for name in names if name in by_id] or list(roll.tiers)

    def _tier(self, tier: Tier, rank: int) -> impact_box:
        box = impact_box("", classes=["impact-tier", f"impact-tier-{min(rank, 6)}"])
        names = impact_list("", classes=["impact-tier-sponsors"])
        if any(sponsor.logo or sponsor.logo_dark for sponsor in tier.sponsors):
            names["classes"].append("impact-logos")
        elif len(tier.sponsors) > _MANY:
            names["classes"].append("impact-many")
        if str(tier.name):
            label = self.target(f"tier-{tier.id}")
            box += label
            box += self.text(nodes.paragraph, tier.name, classes=["impact-tier-name"])
            names["labelledby"] = label["ids"][0]
        for sponsor in tier.sponsors:
            names += impact_item("", self._sponsor(sponsor), classes=["impact-sponsor"])
        fold_items(names, self.env, self.state.document)
        box += names
        return box

    def _sponsor(self, sponsor: Sponsor) -> nodes.paragraph:
        # A translation takes the place of all that its element holds, and Sphinx puts it at the end of the element around.
        words = self.text(nodes.inline, sponsor.name)
        words["translatable"] = True
        # In print and as text the name is the text and the logo an ornament beside it: so its alternative text is empty. On pages with
        # logos it is the other way round, see ``images.logos``.
        logos = [(sponsor.logo, False), (sponsor.logo_dark, True)]
        shown = [impact_picture("", uri=f"/{path.lstrip('/')}", alt="", classes=["impact-logo"], dark=dark) for path, dark in logos if path]
        if len(shown) == 1:
            shown[0]["classes"].append("impact-logo-alone")
        name = impact_sponsor_name("", "", words, shown=not shown or "names" in self.options)
        inside: list[nodes.Node] = [*shown, name]
        if sponsor.url:
            inside = [impact_sponsor_link("", "", *inside, refuri=sponsor.url, classes=["impact-sponsor-link"])]
        return paragraph(*inside, classes="impact-sponsor-name")
