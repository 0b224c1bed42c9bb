"""What the theme adds to a page's tree before it is written: chapter openers, scrolling tables, the cover's art."""

from __future__ import annotations

import dataclasses
import functools
import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_impact.components.nodes import (
    impact_band,
    impact_chart_table,
    impact_cover,
    impact_figure,
    impact_stat,
    impact_state,
    impact_statement,
)
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORDS_A_MINUTE = 230
_SIGNS_A_MINUTE = 500

LONG = 7
"""The most characters of a figure in full size: ``284,000``."""

LONGER = 10
"""The most characters of a figure in the size below."""


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """What stands around a chapter's title.

    Attributes:
        number: The chapter's number, or 0.
        kicker: The line above the title, as HTML, or empty.
        standfirst: The sentence below the title, as plain text, or empty.
        minutes: How long it takes to read, or 0.
    """

    number: int
    kicker: str
    standfirst: str
    minutes: int = 0


@functools.cache
def _signs() -> re.Pattern[str]:
    """Return what finds the signs; to compile it takes long, and builds that write no page need it not."""
    return re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def has_cover(tree: nodes.Element) -> bool:
    """Whether a cover stands in a tree."""
    return next(iter(tree.findall(impact_cover)), None) is not None


def year_of(tree: nodes.Element) -> str:
    """Return the year that stands on the cover, or an empty text."""
    return next((line.astext() for line in tree.findall(nodes.paragraph) if "impact-cover-year" in line["classes"]), "")


def open_chapter(section: nodes.section, opening: Opening) -> None:
    """Put a chapter's title into a header, with number, kicker and standfirst. A title that moved to a cover stays there."""
    title = section[0] if section.children else None
    if not isinstance(title, nodes.title):
        return
    minutes = escape(str(_("%d min read")) % opening.minutes, quote=False) if opening.minutes else ""
    kicker = f"{opening.kicker} · {minutes}" if opening.kicker and minutes else opening.kicker or minutes
    before = f'<p class="impact-kicker">{kicker}</p>\n' if kicker else ""
    if opening.number:
        before += f'<p class="impact-chapter">{opening.number:02}</p>\n'
    after = f'<p class="impact-standfirst">{escape(opening.standfirst, quote=False)}</p>\n' if opening.standfirst else ""
    section.insert(1, _html(f"{after}</header>\n"))
    section.insert(0, _html(f'<header class="impact-opener">\n{before}'))


def minutes_of(tree: nodes.Element) -> int:
    """Return how many minutes the sentences of a page take to read; 0 where it is hardly one.

    Tables are looked up and not read, and so do not count. Chinese, Japanese and Korean are counted in signs.
    """

    def read(element: nodes.Element) -> str:
        if isinstance(element, nodes.paragraph | nodes.term):
            return element.astext() + " "
        skipped = (nodes.table, impact_stat, addnodes.start_of_file, nodes.literal_block)
        return "".join(read(child) for child in element.children if isinstance(child, nodes.Element) and not isinstance(child, skipped))

    text, signs = _signs().subn(" ", read(tree))
    minutes = round(len(text.split()) / _WORDS_A_MINUTE + signs / _SIGNS_A_MINUTE)
    return minutes if minutes > 1 else 0


def hang_art(tree: nodes.Element, art: str, kind: str) -> None:
    """Put a drawing of a kind behind the words of every cover that is to have one."""
    for cover in list(tree.findall(impact_cover)):
        if "impact-layout-art" in cover["classes"]:
            cover["classes"].append(f"impact-drawn-{kind}")
            # Last: it tells the style sheet that all words of the cover are there.
            cover.append(_html(f'<div class="impact-cover-art" aria-hidden="true">{art.strip()}</div>\n'))


def cover_picture(tree: nodes.Element) -> nodes.image | None:
    """Return the picture of a page's cover, or None."""
    return next((image for image in tree.findall(nodes.image) if "impact-cover-picture" in image["classes"]), None)


def veil_bands(tree: nodes.Element, veil: Callable[[nodes.image], str]) -> None:
    """Give every band on a photograph the class that says how much of it is veiled."""
    for band in tree.findall(impact_band):
        picture = next((image for image in band.findall(nodes.image) if "impact-band-picture" in image["classes"]), None)
        if picture is not None:
            band["classes"].append(veil(picture))


def fit_figures(tree: nodes.Element) -> None:
    """Mark cards with a figure of many digits, and grids of them: all figures of a grid have one size, in which the longest stays on one line."""
    for cards in tree.findall(nodes.Element):
        grid = "impact-stats" in cards["classes"]
        if grid or ("impact-stat" in cards["classes"] and not isinstance(cards.parent, nodes.list_item)):
            numbers = (text for figure in cards.findall(impact_figure) for kind, text in figure["parts"] if kind == "number")
            longest = max((len(number) for number in numbers), default=0)
            if longest > LONGER:
                cards["classes"].append("impact-longer")
            elif grid and longest > LONG:
                cards["classes"].append("impact-long")


def lift_state(tree: nodes.Element) -> None:
    """Take the words on the report's state out of the page: they stand in its frame, above a cover too."""
    for state in tree.findall(impact_state):
        state.children = []


def let_tables_scroll(tree: nodes.Element) -> None:
    """Put every table but statements, which scroll by themselves, into a box that scrolls and that the keyboard reaches; so with rows of cards."""
    for table in list(_tables(tree)):
        title = table.next_node(nodes.title)
        _let_scroll(table, title.astext() if title is not None and title.parent is table else str(_("Table")))
    for cards in [each for each in tree.findall(nodes.container) if "sd-cards-carousel" in each["classes"]]:
        above: nodes.Element = cards
        while above.parent is not None and not isinstance(above, nodes.section):
            above = above.parent
        title = above.next_node(nodes.title)
        _let_scroll(cards, title.astext() if title is not None else "")


def _let_scroll(node: nodes.Element, label: str) -> None:
    parent = node.parent
    place = parent.index(node)
    parent.insert(place + 1, _html("</div>\n"))
    parent.insert(place, _html(f'<div class="impact-scroll" role="group" tabindex="0" aria-label="{escape(label)}">\n'))


def _tables(tree: nodes.Element) -> Iterator[nodes.table]:
    """Yield the tables that stand in no other table."""
    for table in tree.findall(nodes.table):
        if isinstance(table, impact_statement | impact_chart_table):
            continue
        parent = table.parent
        while parent is not None and not isinstance(parent, nodes.table):
            parent = parent.parent
        if parent is None:
            yield table
