"""Plain parts of exhibits as one node, from the reading of a page until it is written.

A statement is a thousand nodes, a grid of cards a hundred, which dozens of transforms of docutils, of Sphinx and of extensions walk, each
for a few nodes that are not there. Parts in which none of them could find anything are kept out of their way: rows of a statement as
values, of which nodes are made for the builders that ask for nodes, and items of lists as the nodes they are.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import (
    impact_cell_text,
    impact_entry,
    impact_figure,
    impact_folded,
    impact_item,
    impact_ornament,
    impact_row,
    impact_sponsor_link,
    impact_sponsor_name,
    impact_stat,
)
from sphinx_impact.domain import app_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

E = TypeVar("E", bound=nodes.Element)

_PLAIN = (nodes.paragraph, nodes.list_item, nodes.inline, nodes.target, impact_item, impact_stat, impact_sponsor_link)
"""What an item may consist of, by its very class, beside ``_PLAIN_TOO``."""

_PLAIN_TOO = (impact_figure, impact_ornament, impact_sponsor_name)

_LOOKED_FOR = re.compile(r"""['"`{}\[\]\\]|:(?=\S)|--|\.\.\.""")
"""What smart quotation marks change, and what the checks of markup look for."""


class PlainCell(NamedTuple):
    """A cell of a row that is kept as values.

    Attributes:
        words: What stands in it.
        figure: The attributes of its figure; None where the words are no figure, or where there are none.
    """

    words: str
    figure: dict[str, Any] | None
    classes: tuple[str, ...] = ("impact-amount",)

    def to_nodes(self) -> list[nodes.Node]:
        """Return what stands in it as nodes."""
        if self.figure is not None:
            return [impact_figure(self.words, self.words, **self.figure, classes=["impact-figure"])]
        return [nodes.Text(self.words)] if self.words else []


class PlainRow(NamedTuple):
    """A row of a statement that is kept as values: it has neither notes, nor marks, nor markup.

    Attributes:
        kind: As in `impact_row`.
        opens: As in `impact_row`.
        place: The row's file and line, if it has any.
        label: The words of its first cell.
        label_place: Their file and line.
        scope: Of its first cell.
        span: How many columns that cell is over.
        cells: The other cells.
    """

    kind: str
    opens: bool
    classes: tuple[str, ...]
    place: tuple[str | None, int | None]
    label: str
    label_place: tuple[str, int]
    scope: str
    span: int
    cells: tuple[PlainCell, ...]

    def words(self) -> Iterator[str]:
        """Give the words of each cell."""
        yield self.label
        for cell in self.cells:
            yield cell.words

    def astext(self) -> str:
        """Return the words, as docutils does."""
        return nodes.Element.child_text_separator.join(self.words())

    def is_plain(self) -> bool:
        """Whether no transform could find anything in the amounts; the label was looked at before."""
        return not any(_LOOKED_FOR.search(cell.words) for cell in self.cells)

    def to_node(self) -> impact_row:
        """Return the row as nodes."""
        row = impact_row("", kind=self.kind, opens=self.opens, classes=list(self.classes))
        row.source, row.line = self.place
        label = impact_cell_text(self.label, "", nodes.Text(self.label))
        label.source, label.line = self.label_place
        entry = impact_entry("", label, scope=self.scope)
        if self.span > 1:
            entry["morecols"] = self.span - 1
        row += entry
        row += [impact_entry("", cell_node(*cell.to_nodes()), scope="", classes=list(cell.classes)) for cell in self.cells]
        return row


def cell_node(*children: nodes.Node) -> impact_cell_text:
    """Return the words of a cell that are not translated."""
    node = impact_cell_text("", "", *children)
    node["translatable"] = False
    return node


def folds(env: BuildEnvironment) -> bool:
    """Tell whether anything is folded: not where words may be translated, which is done by walking them.

    So it is where there are catalogues for the pages' language, or ones to come that name each message by an id, which is given early.
    """
    config = env.config
    return not (
        config.gettext_uuid or any(Path(env.srcdir, folder, config.language, "LC_MESSAGES").is_dir() for folder in config.locale_dirs)
    )


def fold_rows(rows: Iterable[impact_row | PlainRow]) -> Iterator[nodes.Element]:
    """Give rows as nodes: runs of those that are values as one."""
    for plain, group in itertools.groupby(rows, lambda row: isinstance(row, PlainRow)):
        if plain:
            yield impact_folded("", rows=list(group))
        else:
            yield from group  # type: ignore[misc]


def fold_items(listing: nodes.bullet_list, env: BuildEnvironment, document: nodes.document) -> None:
    """Fold the plain items of a list."""
    if not folds(env):
        return
    items = list(listing.children)
    listing.clear()
    for plain, group in itertools.groupby(items, _is_plain):
        run = list(group)
        if plain:
            _propagate(run, document)
        listing.extend([impact_folded("", rows=run)] if plain else run)


def _is_plain(item: nodes.Node) -> bool:
    return all(_is_plain_part(node) for node in item.findall())


def _is_plain_part(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Element):
        return type(node) is nodes.Text and not _LOOKED_FOR.search(node)
    if type(node) is nodes.paragraph and node.get("translatable") is not False:
        return any(name.startswith("impact-") for name in node["classes"])  # ours, and not of a text
    return (type(node) in _PLAIN or isinstance(node, _PLAIN_TOO)) and not node["names"]


def _propagate(items: Iterable[nodes.Node], document: nodes.document) -> None:
    """Give the ids of targets to what follows them, as docutils does."""
    for target in [target for item in items for target in item.findall(nodes.target)]:
        follower = target.next_node(ascend=True)
        assert isinstance(follower, nodes.Element)
        follower["ids"] += target["ids"]
        follower.expect_referenced_by_name = {}  # type: ignore[attr-defined]
        follower.expect_referenced_by_id = dict.fromkeys(target["ids"], target)  # type: ignore[attr-defined]
        document.ids.update(dict.fromkeys(target["ids"], follower))
        target["refid"], target["ids"] = target["ids"][0], []
        document.note_refid(target)


def everything(tree: nodes.Element, cls: type[E]) -> Iterator[E]:
    """Give the elements of a class in a tree, also those in folded items, in their order."""
    for node in tree.findall(lambda node: isinstance(node, cls | impact_folded)):
        if isinstance(node, impact_folded):
            for row in node["rows"]:
                yield from row.findall(cls) if isinstance(row, nodes.Node) else ()
        else:
            yield node  # type: ignore[misc]


def unfold(tree: nodes.Element, *, rows: bool = True, ids: bool = False) -> None:
    """Put everything back into a tree.

    Args:
        rows: Whether rows of statements are to be nodes. Otherwise they get their words, for the search.
        ids: Whether messages are to be collected, of which those without an id count as copies.
    """
    for folded in list(tree.findall(impact_folded)):
        if not rows and isinstance(folded["rows"][0], PlainRow):
            folded.append(nodes.Text("\n".join(itertools.chain.from_iterable(row.words() for row in folded["rows"]))))
            continue
        made = [row.to_node() if isinstance(row, PlainRow) else row for row in folded["rows"]]
        for element in [element for row in made for element in row.findall(nodes.TextElement)]:
            if ids:
                element.uid = ""  # type: ignore[union-attr]
            elif type(element) is nodes.inline and "translatable" in element:
                # Sphinx takes the holders of words for translators out when a page has been read.
                holder = element.parent
                holder.remove(element)
                holder += element.children
        folded.parent.replace(folded, made)


class Unfold(SphinxPostTransform):
    """Puts everything back first where another writer may want to change it."""

    default_priority = 1

    def run(self, **_kwargs: Any) -> None:
        """Put it back."""
        builder = app_of(self.env).builder
        if builder.format != "html":
            unfold(self.document, ids=builder.name == "gettext")


class UnfoldLast(SphinxPostTransform):
    """Puts everything back when all other transforms have run, but for rows, which HTML is written from as they are."""

    default_priority = 9_999

    def run(self, **_kwargs: Any) -> None:
        """Put it back."""
        unfold(self.document, rows=app_of(self.env).builder.format != "html")


def setup(app: Sphinx) -> None:
    """Register both."""
    app.add_post_transform(Unfold)
    app.add_post_transform(UnfoldLast)
