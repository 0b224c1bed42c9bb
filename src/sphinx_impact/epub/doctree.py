"""Changes to the document that only a book needs, made before its pages are written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.formulas import mathml
from sphinx_impact.epub.metadata import website
from sphinx_impact.epub.xhtml import source_mark
from sphinx_impact.messages import warn

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class MarkRawHtml(SphinxPostTransform):
    """Writes down where raw HTML comes from, so that a fault in it can be reported there."""

    default_priority = 900
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Put a mark before and after each piece."""
        del kwargs
        for node in self.document.findall(nodes.raw):
            if "html" not in node.get("format", "").split() or not node.source:
                continue
            place = os.path.relpath(node.source, self.env.srcdir).replace(os.sep, "/")
            mark = source_mark(f"{place}:{node.line}" if node.line else "")
            node.children = [nodes.Text(f"{mark}{node.astext()}{source_mark('')}")]
            node.children[0].parent = node


class LinkDownloads(SphinxPostTransform):
    """Makes links to downloads lead to the website, where its address is known."""

    default_priority = 210
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Turn each download into a link; what cannot be one stays text."""
        del kwargs
        base = website(self.config)
        for node in list(self.document.findall(addnodes.download_reference)):
            if "refuri" in node:
                url = node["refuri"]
            elif base and "filename" in node:
                url = urljoin(base if base.endswith("/") else f"{base}/", f"_downloads/{quote(node['filename'])}")
            else:
                continue
            node.replace_self(nodes.reference("", "", *node.children, refuri=url, internal=False, classes=["impact-download"]))


def formula_number(env: BuildEnvironment, block: nodes.Element) -> str:
    """Return the number of a formula as references to it say it, ``2.1`` where formulas are counted by chapters; empty without one."""
    number = str(block.get("number") or "")
    if number and env.config.numfig and env.config.math_numfig:
        page = block.get("docname", "")
        every = {f"{page}/{kind}": counted for kind, counted in env.toc_fignumbers.get(page, {}).items()}
        every |= env.toc_fignumbers.get(env.config.root_doc, {})  # all are there, by their pages, where these are written as one
        counted = every.get(f"{page}/displaymath", {})
        number = ".".join(map(str, counted.get(nodes.make_id(f"equation-{block.get('label')}"), (number,))))
    return str(env.config.math_numsep).join(number.rsplit(".", 1))


def write_formulas(env: BuildEnvironment, document: nodes.document) -> None:
    """Write every formula as MathML; one that cannot be read stays as it was typed, and is told of."""
    for node in list(document.findall(nodes.math)):
        node.replace_self(_formula(node, block=False))
    for block in list(document.findall(nodes.math_block)):
        made: list[nodes.Node] = [nodes.target("", "", ids=[each]) for each in block["ids"]]
        if number := formula_number(env, block):
            made.append(nodes.inline("", f"({number})", classes=["impact-formula-number"]))
        block.replace_self(nodes.container("", *made, _formula(block, block=True), classes=["impact-formula"]))


def _formula(node: nodes.Element, *, block: bool) -> nodes.Node:
    code = node.astext()
    try:
        text = mathml(code, block=block)
    except Exception as error:  # noqa: BLE001 - docutils has no one class for its errors
        warn(f"the formula stays as typed in the book: {' '.join(str(error).split())}", code="epub", location=node)
        return nodes.literal_block(code, code) if block else nodes.literal(code, code)
    return nodes.raw("", text, format="html")
