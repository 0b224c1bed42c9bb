"""The nodes of a report: subclasses of docutils' own, so that every builder can write them.

Their class names are global to a Sphinx project and so begin with ``impact_``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from docutils import nodes

Visitor: TypeAlias = Callable[[Any, Any], None]

Visitors: TypeAlias = Mapping[type[nodes.Element], Mapping[str, tuple[Visitor, Visitor]]]
"""By element and writer, what is called where an element begins and where it ends."""


BOOKS = ("epub", "impactpdf")
"""The builders that write HTML for a book: nothing is folded, charts are files, and no part is repeated for narrow screens."""


class impact_figure(nodes.inline):
    """A value in running text, in a card, or in a cell.

    Its only child is the text every builder writes. Attributes: ``value``, the full amount as plain digits, or empty;
    ``parts``, the pieces of the text as ``(kind, text)``, for writers that can tell them apart; ``mute``, signs that are to be seen
    but not said, since a piece of the kind ``spoken`` says them in words.
    """


class impact_missing(nodes.inline):
    """A visible mark where a value should stand."""


class impact_literal_number(nodes.inline):
    """A number that an author says is no figure of the data."""


class impact_erratum(nodes.inline):
    """Where the mark of a corrected figure may stand. Attribute: ``address``. Empty until all pages are read."""


class impact_errata_place(nodes.inline):
    """Where the links of a correction to the pages with its figures will stand.

    Attributes: ``addresses``; ``lead``, what stands before it; ``docname``.
    """


class impact_state(nodes.container):
    """The state of the report, on top of a page. Attribute: ``mark``, the word across printed pages."""


class impact_box(nodes.container):
    """A part of a component: ``impact_stat``, ``impact_tier``, … are told apart by their classes."""


class impact_stat(impact_box):
    """A card with one headline figure."""


class impact_cite(impact_box):
    """What to quote a figure or an exhibit by, folded. Made for websites only. Attribute: ``name``, what it is called."""


class impact_cover(impact_box):
    """The words on the cover."""


class impact_band(impact_box):
    """A part of a page on a ground of its own."""


class impact_letter(impact_box):
    """A letter with its byline and signature."""


class impact_exhibit(impact_box):
    """A statement with its scope, notes and source."""


class impact_list(nodes.bullet_list):
    """A list whose items are cards, sponsors, people, or photographs."""


class impact_item(nodes.list_item):
    """An item of a list that is as wide as its picture asks for.

    Attribute: ``measures``, set for HTML only: ``r``, width by height of the picture; ``s``, its part of a row of ``n`` pictures, and ``t``, of
    a row of ``m`` where there is less room; of a logo, ``s`` is the root of ``r``.
    """


class impact_photograph(nodes.figure):
    """A photograph of a gallery, with the words that stand over it, its caption and its credit."""


class impact_statement(nodes.table):
    """A financial statement. Numbered and referred to as a table."""


class impact_row(nodes.row):
    """A row of a statement.

    Attributes: ``kind``; ``opens``, true where a section begins; ``regroup``, true of a line with rows of what is in it, and of the one after.
    """


class impact_entry(nodes.entry):
    """A cell of a statement. Attributes: ``scope``, for headers: ``col``, ``colgroup``, ``row``, or ``rowgroup``; ``unfolds``, of a label whose rows follow."""


class impact_cell_text(nodes.paragraph):
    """The words of a cell."""


class impact_folded(nodes.Element):
    """Rows of a statement, or items of a list, that are not walked. Attribute: ``rows``. See ``components.folding``."""

    def astext(self) -> str:
        """Return their words."""
        return self.child_text_separator.join(row.astext() for row in self["rows"])


class impact_note_ref(nodes.reference):
    """A reference from a cell to a note below its statement."""


class impact_sponsor_link(nodes.reference):
    """A link to a sponsor."""


class impact_sponsor_name(nodes.inline):
    """The name of a sponsor. Attribute: ``shown``, false where a website shows a logo that says it."""


class impact_picture(nodes.image):
    """A logo or portrait beside the name it belongs to. Attribute: ``dark``, for the one on dark grounds."""


class impact_photo(nodes.image):
    """A photograph in several widths. Made for HTML only.

    Attributes: ``files``, names and widths; ``standing``, those for windows that stand; ``size``; ``lazy``; ``small``.
    """


class impact_ornament(nodes.inline):
    """Initials in place of a portrait, or an arrow: seen in HTML only and said nowhere. Attribute: ``ornament``, the text."""


class impact_player(nodes.inline):
    """A sound or a film. Its text says what it is and how long.

    Attributes: ``file``, and where there are, ``captions`` and ``picture``, as they lie among the downloads; ``label``; ``mime``; ``film``.
    """


class impact_transcript(impact_box):
    """What is said in it, which a website folds."""


class impact_sidenote(nodes.inline):
    """A copy of a footnote beside its mark. Made for HTML only."""


class impact_note_link(nodes.reference):
    """A link in such a copy, which the keyboard reaches in the note itself."""


class impact_sources(impact_box):
    """The list of sources. Its figures are filled in when all pages are read. Attribute: ``document``."""


class impact_exhibits(impact_box):
    """The list of exhibits. Filled in when all pages are read. Attributes: ``kinds``; ``anchor``, its id; ``docname``."""


class impact_figures(impact_box):
    """The list of all figures. Filled in when all pages are read. Attribute: ``docname``."""


class impact_grants(impact_box):
    """A list of grants. Filled in when a page is written. Attributes: ``use``, what is listed and how; ``docname``."""


class impact_cover_title(nodes.TextElement):
    """The page's title inside its cover. Made for HTML only. Attribute: ``level``."""


class impact_scope(nodes.inline):
    """What a statement's amounts are of, inside its caption. Made for HTML only."""


class impact_chart_exhibit(impact_box):
    """A chart or a map with its description, its table, and its source."""


class impact_chart(nodes.figure):
    """A drawing with its caption. Numbered and referred to as a figure."""


class impact_chart_found(nodes.title):
    """The title of a chart once more, which only the search reads: it lists what a title leads to."""


class impact_chart_caption(nodes.caption):
    """The title of a chart."""


class impact_chart_head(impact_box):
    """Title and subtitle of a chart. Made for HTML only."""


class impact_drawing(nodes.container):
    """The place of a drawing, filled when a page is written; an empty one is drawn by no builder.

    Attributes: ``chart``, what to draw; ``title``; ``place``, where it was written; ``data``, rows for machines; ``anchor``, the id of
    the exhibit; ``docname``, the page on which it was written. A sparkline has ``values`` only.
    """


class impact_chart_data(impact_box):
    """Description and table of a chart, which a website folds."""


class impact_chart_table(nodes.table):
    """The values of a chart. Not numbered: it belongs to its figure."""


def paragraph(*children: nodes.Node, classes: str = "") -> nodes.paragraph:
    """Return a paragraph of generated words, which translators are not asked to translate."""
    node = nodes.paragraph("", "", *children, classes=classes.split())
    node["translatable"] = False
    return node


def table_of(
    heads: Sequence[Sequence[nodes.Node]],
    rows: Iterable[Sequence[Sequence[nodes.Node]]],
    *,
    widths: Sequence[int],
    classes: str,
    numbers: Collection[int] = (),
    stub: bool = False,
) -> nodes.table:
    """Return a table of generated words.

    Args:
        heads: What stands in each cell of the head: paragraphs, or what one holds.
        rows: The same of the other rows.
        widths: Of the columns, in letters or in hundredths.
        numbers: Columns that stand to the right.
        stub: Whether the first column heads the rows.
    """
    specs = [nodes.colspec("", colwidth=width) for width in widths]
    if stub:
        specs[0]["stub"] = 1
    group = nodes.tgroup("", *specs, cols=len(widths))

    def row(cells: Sequence[Sequence[nodes.Node]]) -> nodes.row:
        made = nodes.row()
        for at, cell in enumerate(cells):
            is_whole = bool(cell) and all(isinstance(node, nodes.paragraph) for node in cell)
            made += nodes.entry("", *(cell if is_whole else [paragraph(*cell)]), classes=["text-right"] if at in numbers else [])
        return made

    group += nodes.thead("", row(heads))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=classes.split())
