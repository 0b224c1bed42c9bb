"""Plain rows of statements as one node, from the reading of a page until it is written.

A statement is a thousand nodes, which dozens of transforms of docutils, of Sphinx and of extensions walk, each for a few nodes that are not
there. Rows in which none of them could find anything are kept out of their way.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import impact_cell_text, impact_entry, impact_figure, impact_row
from sphinx_impact.domain import app_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PLAIN = (impact_row, impact_entry, impact_cell_text, impact_figure, nodes.Text)

_SMART = re.compile(r"""['"`]|--|\.\.\.""")
"""What smart quotation marks change."""


class impact_folded(nodes.Element):  # noqa: N801 - docutils writes its node classes in lower case
    """Rows that are not walked. Attribute: ``rows``."""

    def astext(self) -> str:
        """Return the words of the rows."""
        return self.child_text_separator.join(row.astext() for row in self["rows"])


def fold(table: nodes.table, env: BuildEnvironment) -> None:
    """Fold the plain rows of a statement, unless its words may be translated, which is done by walking them."""
    if _translates(env):
        return
    for body in table.findall(nodes.tbody):
        rows = list(body.children)
        body.clear()
        for plain, group in itertools.groupby(rows, _is_plain):
            run = list(group)
            body.extend([impact_folded("", rows=run)] if plain else run)


def unfold(tree: nodes.Element) -> None:
    """Put the rows back into a tree."""
    for folded in list(tree.findall(impact_folded)):
        folded.parent.replace(folded, folded["rows"])


def _is_plain(row: nodes.Node) -> bool:
    return all(
        isinstance(node, _PLAIN) and not (_SMART.search(node) if isinstance(node, nodes.Text) else node.attributes["ids"])
        for node in row.findall()
    )


def _translates(env: BuildEnvironment) -> bool:
    """Tell whether there are catalogues for the pages' language, or ones to come that name each message by an id, which is given early."""
    config = env.config
    return config.gettext_uuid or any(Path(env.srcdir, folder, config.language, "LC_MESSAGES").is_dir() for folder in config.locale_dirs)


class Unfold(SphinxPostTransform):
    """Puts rows back first where another writer may want to change them."""

    default_priority = 1

    def run(self, **_kwargs: Any) -> None:
        """Put them back."""
        builder = app_of(self.env).builder
        if builder.format == "html":
            return
        if builder.name == "gettext":  # which takes what has no id for a copy of what has one
            for folded in self.document.findall(impact_folded):
                for words in (words for row in folded["rows"] for words in row.findall(impact_cell_text)):
                    words.uid = ""
        unfold(self.document)


class UnfoldLast(SphinxPostTransform):
    """Puts rows back when all other transforms have run."""

    default_priority = 9_999

    def run(self, **_kwargs: Any) -> None:
        """Put them back."""
        unfold(self.document)


def setup(app: Sphinx) -> None:
    """Register both."""
    app.add_post_transform(Unfold)
    app.add_post_transform(UnfoldLast)
