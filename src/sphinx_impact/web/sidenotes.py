"""Footnotes beside the text: each note is shown a second time next to its mark, for eyes alone, where a window has room.

The notes at the foot stay where they are and are what everybody else gets: screen readers, paper, windows without room, where a note
opens as a small box, and readers without style sheets, for whom the copies are hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_impact.components.nodes import impact_figure, impact_letter, impact_literal_number, impact_note_link, impact_sidenote

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN = (
    nodes.paragraph,
    nodes.list_item,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition,
    nodes.definition_list_item,
    nodes.definition_list,
    *(nodes.inline, nodes.emphasis, nodes.strong),
)
"""What a mark may stand in, below a section, for the text around it to end at the margin."""

_COPIED = (nodes.Text, nodes.inline, nodes.emphasis, nodes.strong, nodes.literal, nodes.subscript, nodes.superscript, nodes.title_reference)
_FIGURES = (impact_figure, impact_literal_number)


def set_beside(tree: nodes.Element) -> None:
    """Put a copy of each note beside its first mark, where both are plain text."""
    marks: dict[str, nodes.footnote_reference] = {}
    for mark in tree.findall(nodes.footnote_reference):
        if "refid" in mark and _has_margin(mark):
            marks.setdefault(mark["refid"], mark)
    for note in tree.findall(nodes.footnote):
        name = next((name for name in note["ids"] if name in marks), None)
        if name is None or not isinstance(note[0], nodes.label):
            continue
        mark = marks[name]
        paragraphs = note.children[1:]
        if not all(isinstance(each, nodes.paragraph) for each in paragraphs):
            continue
        try:
            words = [nodes.inline("", "", *_copies(each)) for each in paragraphs]
        except _NotPlainError:
            continue
        words[0].insert(0, [nodes.strong("", note[0].astext()), nodes.Text(" ")])
        mark.parent.insert(mark.parent.index(mark) + 1, impact_sidenote("", "", *words))


class _NotPlainError(Exception):
    """A note holds more than words and links."""


def _has_margin(mark: nodes.Element) -> bool:
    parent: nodes.Element = mark.parent
    while isinstance(parent, _IN) or "impact-letter-body" in parent["classes"]:
        parent = parent.parent
    return isinstance(parent, nodes.section | impact_letter)


def _copies(element: Any) -> Iterator[nodes.Node]:
    """Return copies of what is in an element, without ids.

    Raises:
        _NotPlainError: It holds a picture, a formula, or the like.
    """
    for child in element.children:
        if isinstance(child, nodes.Text):
            yield nodes.Text(str(child))
        elif isinstance(child, nodes.reference):
            yield impact_note_link("", "", *_copies(child), **{name: child[name] for name in ("refuri", "refid") if name in child})
        elif isinstance(child, _FIGURES):
            yield child.deepcopy()
        elif type(child) in _COPIED:
            yield type(child)("", "", *_copies(child), classes=child["classes"])
        elif not isinstance(child, nodes.footnote_reference | nodes.target):
            raise _NotPlainError
