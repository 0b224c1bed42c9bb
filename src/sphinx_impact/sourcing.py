"""Fills the list of sources when all pages are read: which figures come from each, and on which pages they stand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.domain import ImpactDomain
from sphinx_impact.messages import _
from sphinx_impact.nodes import impact_sources

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import Use
    from sphinx_impact.model.entities import Figure


class FillSources(SphinxPostTransform):
    """Puts the figures of a source into its place, with references that are resolved after it (at 10)."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        domain = self.env.domains["impact"]
        assert isinstance(domain, ImpactDomain)
        for place in list(self.document.findall(impact_sources)):
            rows = _rows(domain, place["document"])
            if not rows:
                place.append(_generated(nodes.Text(_("No figure of this report is taken from it."))))
                continue
            listing = nodes.bullet_list("", classes=["impact-source-list"])
            for figure, pages in rows:
                listing += nodes.list_item("", self._line(domain, figure, pages, place["docname"]))
            place.append(listing)

    def _line(self, domain: ImpactDomain, figure: Figure, pages: list[tuple[str, Use]], docname: str) -> nodes.paragraph:
        line = _generated(nodes.strong("", str(figure.label)))
        if figure.period:
            line += nodes.Text(f", {domain.formats.period(figure.period)}")
        if figure.value is not None:
            printed = domain.formats.figure(
                figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier, form=figure.form
            )
            line += nodes.Text(f": {printed}")
        if figure.source and figure.source.place:
            line += nodes.Text(f" ({figure.source.place})")
        for index, (page, use) in enumerate(pages):
            line += nodes.Text(", " if index else " – ")
            line += _reference(self.env, page, use, docname)
        return line


def _generated(*children: nodes.Node) -> nodes.paragraph:
    node = nodes.paragraph("", "", *children)
    node["translatable"] = False
    return node


def _reference(env: BuildEnvironment, page: str, use: Use, docname: str) -> nodes.Node:
    title = env.titles[page].astext() if page in env.titles else page
    if use.anchor and page == docname:
        return nodes.reference("", title, refid=use.anchor, internal=True)
    reference = addnodes.pending_xref(
        "", refdomain="std", reftype="doc", reftarget=f"/{page}", refexplicit=True, refwarn=True, refdoc=docname
    )
    reference += nodes.inline("", title, classes=["doc"])
    return reference


def _rows(domain: ImpactDomain, document: str) -> list[tuple[Figure, list[tuple[str, Use]]]]:
    """Return the figures of a source that stand on a page, with their pages. A statement stands for its cells."""
    rows = []
    for figure in domain.report.figures():
        if figure.source is None or figure.source.document != document:
            continue
        pages = domain.pages_of(figure.address)
        if pages:
            rows.append((figure, pages))
    return rows


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with a source list whose content another page has changed; only those, or each build would write them anew."""
    del app
    domain = env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    listing = [docname for docname, uses in domain.uses.items() if any(use.kind == "sources" for use in uses)]
    if not listing:
        return []
    content = "\n".join(
        f"{figure.address} {figure.text} {[(page, use.anchor) for page, use in pages]}"
        for document in domain.report.profile.sources
        for figure, pages in _rows(domain, document)
    )
    content += "\n".join(f"{docname} {env.titles[docname].astext()}" for docname in sorted(env.titles))
    digest = hashlib.sha256(content.encode()).hexdigest()
    changed = [docname for docname in sorted(listing) if domain.data["sources"].get(docname) != digest]
    domain.data["sources"] = dict.fromkeys(sorted(listing), digest)
    return changed
