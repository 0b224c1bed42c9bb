"""Where lists of grants are filled in, and written over further pages of a website; what does so is imported only where there are grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import impact_grants
from sphinx_impact.domain import PAGED, domain_of
from sphinx_impact.late import Late

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_impact.model.entities import Grant

LISTED: Final = "impact_grants"
"""What templates of further pages get the grants by."""

_FILL: Final = Late("components.grants:fill")
_PAGES: Final = Late("components.grants:further_pages")


class FillGrants(SphinxPostTransform):
    """Puts the grants into their place."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        places = list(self.document.findall(impact_grants))
        if places:
            _FILL(self.env, places)


def collect(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """At ``html-collect-pages``: give the second and further pages of long lists."""
    pages: Iterable[tuple[str, dict[str, Any], str]] = _PAGES(app) if app.builder.name in PAGED and domain_of(app.env).grants else ()
    return pages


def listed_on(tree: nodes.document | None, context: Mapping[str, Any]) -> list[Grant]:
    """Return the grants that a page of a website lists, once each.

    Args:
        tree: What was read; None of a further page.
        context: What a template gets.
    """
    listed: list[Grant] = list(context.get(LISTED, ()))
    for place in tree.findall(impact_grants) if tree is not None else ():
        listed += place.get("listed", ())
    return list({grant.id: grant for grant in listed}.values())


def setup(app: Sphinx) -> None:
    """Register what writes the lists."""
    app.add_post_transform(FillGrants)
    app.connect("html-collect-pages", collect)
