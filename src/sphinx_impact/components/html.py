"""HTML for what docutils' own elements cannot say: ``data``, hidden words, scopes, row groups.

Registered for ``html=`` only, but for one in Markdown; the ePub builder uses them, too. One ``epub=`` anywhere would make Sphinx ignore every ``html=`` visitor
of every extension in ePub builds.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes

from sphinx_impact.components import nodes as ours
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_HIDDEN = '<span class="impact-vh">{}</span>'
_COLUMN = 61
"""Rem of the widest column that pictures stand in."""

_DRAWN = 1200
"""Pixels that a picture is said to be wide whose file was not prepared; style sheets take its proportions from it."""

_SIDE = 160
"""Pixels of the side of a square that has the area of a logo, without style sheets."""

_STAYS = ('<span class="impact-stays">', "</span>")
"""Around what heads all columns."""

_PAPER, _PAPER_GAP = 166, 4
"""Millimetres of the column that pictures stand in on paper, and between two of them."""

_PIECES = {
    "spoken": _HIDDEN,
    "number": '<span class="impact-number">{}</span>',
    "unit": ' <span class="impact-unit">{}</span>',
    "currency": '<span class="impact-sign">{}</span>',
    "behind": '<span class="impact-sign impact-behind">{}</span>',
    "far-behind": '<span class="impact-sign impact-behind impact-far-behind">{}</span>',
    "digits": '<span class="impact-digits">{}</span>',
    "text": "{}",
}


def _opens(tag: str) -> ours.Visitor:
    """Return what begins an element without the classes that host themes give to docutils' own."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, tag))

    return visit


def _writes(markup: str) -> ours.Visitor:
    """Return what writes the same for every element of a kind."""

    def visit(self: HTML5Translator, _node: nodes.Element) -> None:
        self.body.append(markup)

    return visit


def visit_figure(self: HTML5Translator, node: nodes.Element) -> None:
    """Write ``<data value="152000">``."""
    self.body.append(_figure(node.attributes))
    raise nodes.SkipNode


def _figure(attributes: Mapping[str, Any]) -> str:
    value, mute = attributes["value"], attributes.get("mute", "")
    inside = "".join([_piece(kind, text, mute) for kind, text in attributes["parts"]])
    return f'<data class="impact-figure" value="{escape(value)}">{inside}</data>' if value else inside


def _piece(kind: str, text: str, mute: str) -> str:
    words = escape(text, quote=False)
    if mute and kind != "spoken":
        words = "".join(f'<span aria-hidden="true">{escape(char)}</span>' if char in mute else escape(char) for char in text)
    if kind == "negative":
        # A bracket says nothing to the ear; the closing one hangs, so that digits stand below digits.
        minus = _HIDDEN.format(escape(str(_("minus"))) + " ")
        return (
            f'<span class="impact-digits">{minus}<span aria-hidden="true">(</span>{words}'
            '<span class="impact-hang" aria-hidden="true">)</span></span>'
        )
    if kind == "nil":
        nil = _HIDDEN.format(escape(str(_("nil"))))
        return f'<span class="impact-nil">{nil}<span aria-hidden="true">{words}</span></span>'
    if kind == "unreported":
        return _HIDDEN.format(escape(str(_("not reported"))))
    return _PIECES[kind].format(words)


def visit_list(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a list that stays one for screen readers which drop lists without bullets."""
    attributes: dict[str, Any] = {"role": "list"}
    if "labelledby" in node:
        attributes["aria-labelledby"] = node["labelledby"]
    self.body.append(self.starttag(node, "ul", **attributes))


def visit_item(self: HTML5Translator, node: nodes.Element) -> None:
    """Write an item with what its style sheet reckons with; a book has no style sheet that can reckon."""
    measures: dict[str, float] = node.get("measures", {})
    attributes: dict[str, Any] = {}
    if self.builder.name not in ours.BOOKS:
        node["classes"] += [each for name, value in measures.items() if name != "r" for each in number_classes(name, value)]
    elif "n" in measures and self.builder.name == "impactpdf":
        attributes["style"] = f"width: {(_PAPER - (measures['n'] - 1) * _PAPER_GAP) * measures['s'] - 0.05:.2f}mm"
    elif measures and measures["r"] < 1:
        node["classes"].append("impact-tall")
    self.body.append(self.starttag(node, "li", "", **attributes))


def number_classes(name: str, value: float) -> list[str]:
    """Return classes that tell a style sheet a number, one for each digit: a strict security policy refuses ``style`` attributes.

    Args:
        name: What the number is, as one letter.
        value: The number, below 10; what is less than a ten-thousandth is left out, so that parts never come to more than the whole.
    """
    digits = f"{int(value * 10_000 + 1e-6):05}"
    return [f"impact-{name}{place}-{digit}" for place, digit in enumerate(digits) if digit != "0"]


def visit_photograph(self: HTML5Translator, node: nodes.Element) -> None:
    """Begin the figure; a picture that was not prepared gets its proportions, with which a browser keeps the place free."""
    image, measures = node.next_node(nodes.image), node.parent.get("measures")
    if measures and not isinstance(image, ours.impact_photo) and image is not None and self.builder.name not in ours.BOOKS:
        image["width"], image["height"] = str(_DRAWN), str(round(_DRAWN / measures["r"]))
    self.body.append(self.starttag(node, "figure"))
    words = _enlarged_words(node)
    if words and self.builder.name not in ours.BOOKS:  # a caption is the last of what a figure may hold
        at = next((at for at, child in enumerate(node) if isinstance(child, nodes.caption | nodes.legend)), len(node))
        label = escape(str(_("Enlarge: %s")) % words, quote=True)
        button = f'<button class="impact-enlarge" type="button" popovertarget="{_large_id(node)}" aria-label="{label}"></button>'
        node.insert(at, nodes.raw("", button, format="html"))


def depart_photograph(self: HTML5Translator, node: nodes.Element) -> None:
    """Close the figure; on the website, add the photograph in full size, which the button lays over the page."""
    if isinstance(node[-1], nodes.legend | nodes.caption):
        self.body.append("</figcaption>\n")  # which docutils opens where one of them begins
    self.body.append("</figure>\n")
    words, large = _enlarged_words(node), _large_id(node)
    if self.builder.name in ours.BOOKS or not words:
        return
    close = escape(str(_("Close")), quote=True)
    self.body.append(f'<div class="impact-large" id="{large}" popover role="dialog" aria-label="{escape(words, quote=True)}">')
    self.body.append(_large_picture(self, node))
    below = [child.astext() for child in node if isinstance(child, nodes.caption | nodes.legend)]
    if below:
        self.body.append(f"<p>{' '.join(escape(each, quote=False) for each in below)}</p>")
    self.body.append(
        f'<button type="button" popovertarget="{large}" popovertargetaction="hide" aria-label="{close}" autofocus></button></div>\n'
    )


def _large_id(node: nodes.Element) -> str:
    return f"{node.parent['ids'][0]}--large"


def _enlarged_words(node: nodes.Element) -> str:
    """Return what is said of a photograph: what it shows, or its caption."""
    image, caption = node.next_node(nodes.image), node.next_node(nodes.caption)
    return str(image.get("alt") or (caption.astext() if caption is not None else "")) if image is not None else ""


def _large_picture(self: HTML5Translator, node: nodes.Element) -> str:
    """Return the photograph once more, in the largest size that fits the window; it is loaded when it is looked at."""
    image = node.next_node(nodes.image)
    assert image is not None
    folder = self.builder.imgpath
    alt = escape(str(image.get("alt", "")), quote=True)
    if isinstance(image, ours.impact_photo):
        width, height = image["size"]
        widths = ", ".join(f"{escape(posixpath.join(folder, name))} {each}w" for name, each in image["files"])
        written = f'<img src="{escape(image["uri"])}" alt="{alt}" loading="lazy" width="{width}" height="{height}">'
        return f'<picture><source type="image/webp" srcset="{widths}" sizes="100vw">{written}</picture>'
    return f'<img src="{escape(image["uri"])}" alt="{alt}" loading="lazy">'


def visit_sponsor_name(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the name, unless the logo before it says it."""
    if not node.get("shown", True):
        raise nodes.SkipNode
    self.body.append(self.starttag(node, "span", "", CLASS="impact-sponsor-words"))


def visit_table(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the table inside a region that scrolls, which the keyboard can reach."""
    label = escape(node[0].astext(), quote=True)
    # A statement may stand on a page twice, with other lines or columns; regions need names that tell them apart.
    before: list[str] = self.__dict__.setdefault("impact_regions", [])
    before.append(label)
    number = f" ({before.count(label)})" if before.count(label) > 1 else ""
    self.body.append(f'<div class="impact-scroll" role="region" tabindex="0" aria-label="{label}{number}">\n')
    self.body.append(self.starttag(node, "table", CLASS="impact-statement"))


def visit_chart_caption(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the title, behind the number of the figure where there is one."""
    self.body.append(self.starttag(node, "p", "", CLASS="impact-chart-title"))
    self.add_fignumber(node.parent.parent)


def depart_chart_caption(self: HTML5Translator, node: nodes.Element) -> None:
    """Close it, with a link to the figure."""
    self.add_permalink_ref(node.parent.parent, str(_("Link to this chart")))
    self.body.append("</p>\n")


def visit_chart_data(self: HTML5Translator, node: nodes.Element) -> None:
    """Fold the description and the table."""
    _fold(self, node, str(_("Description and data")))


def _fold(self: HTML5Translator, node: nodes.Element, words: str) -> None:
    """Begin what unfolds under some words; a book has nothing to unfold it with."""
    if self.builder.name in ours.BOOKS:
        self.body.append(self.starttag(node, "div"))
    else:
        self.body.append(self.starttag(node, "details") + f"<summary>{escape(words, quote=False)}</summary>\n")


def depart_folded_box(self: HTML5Translator, node: nodes.Element) -> None:
    """Close it."""
    del node
    self.body.append("</div>\n" if self.builder.name in ours.BOOKS else "</details>\n")


def visit_chart_table(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the table inside a region that scrolls, which the keyboard can reach."""
    table = _("Data table")
    label = f"{table}: {node['label']}"
    self.body.append(f'<div class="impact-scroll" role="region" tabindex="0" aria-label="{escape(label)}">\n')
    self.body.append(self.starttag(node, "table"))


def visit_cite(self: HTML5Translator, node: nodes.Element) -> None:
    """Fold it, under a word that says to the ear what is cited."""
    name = _HIDDEN.format(escape(f": {node['name']}", quote=False))
    word = escape(str(_("Cite")), quote=False)
    self.body.append(f'<details class="impact-cite"><summary>{word}{name}</summary>\n')


def visit_player(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the player, which loads nothing before it is asked to, and the file as a link, for those who would rather keep it."""

    def path(name: str) -> str:
        return escape(posixpath.join(self.builder.dlpath, quote(node[name])))

    more = f' poster="{path("picture")}"' if "picture" in node else ""
    tag = "video" if node["film"] else "audio"
    language = escape(self.config.language.replace("_", "-"))
    track = f'<track kind="captions" srclang="{language}" src="{path("captions")}" default>' if "captions" in node else ""
    label = escape(node["label"])
    self.body.append(f'<{tag} controls preload="none" aria-label="{label}" src="{path("file")}"{more}>{track}</{tag}> ')
    if self.builder.name == "epub":  # in which a link leads to pages only
        self.body.append(escape(node.astext(), quote=False))
        raise nodes.SkipNode
    self.body.append(f'<a class="impact-download" href="{path("file")}">')


def visit_transcript(self: HTML5Translator, node: nodes.Element) -> None:
    """Fold it, under its name."""
    name = node[0] if self.builder.name in ours.BOOKS else node.pop(0)
    _fold(self, node, name.astext())


def visit_row(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a row; a section of the statement is a row group of its own, and on a website a line with what is in it."""
    opens = node.get("opens") or (node.get("regroup") and self.builder.name not in ours.BOOKS)
    if opens and isinstance(node.parent, nodes.tbody) and node.parent.index(node) > 0:
        self.body.append("</tbody>\n<tbody>\n")
    self.body.append(self.starttag(node, "tr", ""))


def visit_entry(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a cell; a header says what it heads."""
    attributes: dict[str, Any] = {}
    if "morecols" in node:
        attributes["colspan"] = node["morecols"] + 1
    tag = "td"
    if node.get("scope"):
        tag, attributes["scope"] = "th", node["scope"]
    # What stands across all columns stays in sight where the table scrolls.
    across = node.get("scope") == "rowgroup" or (not node.get("scope") and "morecols" in node)
    inside, after = _STAYS if across else ("", "")
    if node.get("unfolds") and self.builder.name not in ours.BOOKS:  # the rows below it, by the style sheet
        inside, after = '<details class="impact-inside"><summary>', "</summary></details>"
    node["impact_end"] = f"{after}</{tag}>"
    self.body.append(self.starttag(node, tag, "", **attributes) + inside)


def visit_folded(self: HTML5Translator, node: nodes.Element) -> None:
    """Write rows that are values as the visitors above and below write rows that are nodes."""
    written = self.body
    tags: dict[Any, str] = self.__dict__.setdefault("impact_row_tags", {})

    def tag(cls: type[nodes.Element], name: str, classes: tuple[str, ...] = (), **attributes: Any) -> str:
        key = (name, classes, *attributes.values())
        if key not in tags:
            tags[key] = self.starttag(cls("", classes=list(classes)), name, "", **attributes)
        return tags[key]

    first = node.parent.index(node) == 0
    for row in node["rows"]:
        if row.opens and not first:
            written.append("</tbody>\n<tbody>\n")
        first = False
        written.append(tag(ours.impact_row, "tr", row.classes))
        attributes = {"colspan": row.span, "scope": row.scope} if row.span > 1 else {"scope": row.scope}
        inside, after = _STAYS if row.scope == "rowgroup" else ("", "")
        written += (tag(ours.impact_entry, "th", **attributes), inside, self.encode(row.label), f"{after}</th>")
        for cell in row.cells:
            figure = _figure(cell.figure) if cell.figure is not None else self.encode(cell.words)
            written.append(f"{tag(ours.impact_entry, 'td', cell.classes)}{figure}</td>")
        written.append("</tr>\n")
    raise nodes.SkipNode


def depart_entry(self: HTML5Translator, node: nodes.Element) -> None:
    """Close it."""
    self.body.append(node["impact_end"])


def visit_nothing(self: HTML5Translator, node: nodes.Element) -> None:
    """Write only what is inside: a cell needs no paragraph around its words."""


def visit_note_ref(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a raised mark that leads to its note."""
    words = escape(str(_("note %s")) % node.astext(), quote=True)
    self.body.append(f'<a class="impact-note-ref" href="#{node["refid"]}" aria-label="{words}">')


def visit_note_link(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a link for the mouse alone."""
    href = node["refuri"] if "refuri" in node else f"#{node['refid']}"
    self.body.append(f'<a tabindex="-1" href="{escape(href)}">')


def visit_sponsor_link(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a link that tells search engines it was paid for."""
    self.body.append(f'<a class="impact-sponsor-link reference external" rel="sponsored noopener" href="{escape(node["refuri"])}">')


def visit_picture(self: HTML5Translator, node: nodes.image) -> None:
    """Mark the picture for light or dark grounds, and write it as any image."""
    _tell_grounds(node)
    if self.builder.name in ours.BOOKS and "root" in node:
        node["width"] = f"{2.1 * node['root']:.2f}em"  # of the size that the names of its tier have
    elif "root" in node:
        node["width"], node["height"] = str(round(_SIDE * node["root"])), str(round(_SIDE / node["root"]))
    self.visit_image(node)


def _tell_grounds(node: nodes.image) -> None:
    if "impact-logo" in node["classes"] and "impact-logo-alone" not in node["classes"]:
        node["classes"].append("impact-logo-dark" if node["dark"] else "impact-logo-light")


def depart_picture(self: HTML5Translator, node: nodes.image) -> None:
    """Close it."""
    self.depart_image(node)


def visit_photo(self: HTML5Translator, node: nodes.image) -> None:
    """Write ``picture``: WebP in several widths, and one JPEG or PNG for browsers that do not know it.

    The ``img`` is what this theme's writer makes of any image, so that a page looks the same where pictures are not prepared.
    """
    _tell_grounds(node)
    folder = self.builder.imgpath
    widths, standing = (
        ", ".join(f"{escape(posixpath.join(folder, name))} {width}w" for name, width in node[files]) for files in ("files", "standing")
    )
    given = _pixels(node)
    natural = "height" not in node
    if natural:
        node["classes"].append("impact-natural")
    # The path of a file describes nothing; but a link, as to a picture in its full size, is called something.
    node.setdefault("alt", posixpath.basename(node["uri"]) if isinstance(node.parent, nodes.reference) else "")
    start = len(self.body)
    self.visit_image(node)
    self.depart_image(node)
    written = "".join(self.body[start:])
    del self.body[start:]
    more = ' decoding="async"' + (' loading="lazy"' if node["lazy"] else "")
    if natural:  # with its height a browser keeps the place free
        width, height = node["size"]
        if not re.search(r'<img [^>]*\bwidth="', written):
            more += f' width="{width}" height="{height}"'
        else:
            more += f' height="{max(1, round(given * height / width))}"'
    self.body.append("<picture>")
    if standing:
        self.body.append(f'<source type="image/webp" media="(max-aspect-ratio: 2/3)" srcset="{standing}" sizes="67vh">')
    self.body.append(f'<source type="image/webp" srcset="{widths}" sizes="{_sizes(node, given)}">')
    self.body.append(written.rstrip().replace("<img ", f"<img{more} ", 1) + "</picture>" + written[len(written.rstrip()) :])
    raise nodes.SkipNode


def _pixels(node: nodes.image) -> int:
    """Return the width in pixels that an author gave; nought where none follows from what was given."""
    width, height = node["size"]
    scale = int(node.get("scale", 100)) / 100
    for name, factor in (("width", 1.0), ("height", width / height)):
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(px)?", str(node.get(name, "")).strip())
        if name in node:
            return max(1, round(float(found[1]) * factor * scale)) if found else 0
    return 0


def _sizes(node: nodes.image, given: int) -> str:
    """Return how wide a picture will be, for browsers to choose by."""
    width = node["size"][0]
    if "impact-band-picture" in node["classes"]:
        return "100vw"
    if "impact-cover-picture" in node["classes"]:  # it fills the window, whatever that of its sides takes
        return f"max(100vw, {100 * width / node['size'][1]:.0f}vh)"
    if "height" in node and "width" not in node and str(node["height"]).strip().isdigit():
        return f"{width}px"  # where a theme overrules the attribute, a picture is as wide as it is
    if given:
        return f"{given}px"
    if node["small"]:
        return f"{min(width, 480)}px"
    if isinstance(node.parent, ours.impact_photograph):
        measures = node.parent.parent["measures"]
        return f"(width < 38rem) 100vw, (width < 72rem) {100 * measures['t']:.0f}vw, {_COLUMN * measures['s']:.0f}rem"
    return "(width < 48rem) 100vw, 45rem"


def visit_ornament(self: HTML5Translator, node: nodes.Element) -> None:
    """Write what is only to be seen."""
    self.body.append(f'<span class="{" ".join(node["classes"])}" aria-hidden="true">{escape(node["ornament"])}</span>')
    raise nodes.SkipNode


def visit_cover_title(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the page's heading."""
    self.body.append(self.starttag(node, f"h{min(node['level'], 6)}", ""))


def depart_cover_title(self: HTML5Translator, node: nodes.Element) -> None:
    """Close it."""
    self.body.append(f"</h{min(node['level'], 6)}>\n")


def visit_scope(self: HTML5Translator, node: nodes.Element) -> None:
    """Write what the amounts are of, below the title, in the caption."""
    node.pop(0)  # the dash before it: here it has a line of its own
    self.body.append(" " + self.starttag(node, "span", "", CLASS="impact-caption-scope"))


def visit_state(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the state as a note, unless the theme says it elsewhere, and the word that stands across printed pages."""
    if self.builder.name != "epub":
        self.body.append(f'<div class="impact-watermark" aria-hidden="true">{escape(node["mark"])}</div>\n')
    if not node.children:
        raise nodes.SkipNode
    self.body.append(self.starttag(node, "div", role="note"))


def visit_markdown_caption(self: Any, node: nodes.Element) -> None:
    """Begin the title of a chart in Markdown: the builder of sphinx-markdown-builder knows no captions, and would leave it out."""
    self.visit_paragraph(node)
    self.visit_strong(node)


def depart_markdown_caption(self: Any, node: nodes.Element) -> None:
    """End it."""
    self.depart_strong(node)
    self.depart_paragraph(node)


def _skip(self: object, node: nodes.Element) -> None:
    del self, node
    raise nodes.SkipNode


_BOX: dict[str, tuple[ours.Visitor, ours.Visitor]] = {"html": (_opens("div"), _writes("</div>\n"))}
_TABLE_ENDS = _writes("</table>\n</div>\n")

VISITORS: ours.Visitors = {
    ours.impact_figure: {"html": (visit_figure, visit_nothing)},
    ours.impact_literal_number: {"html": (visit_nothing, visit_nothing)},
    ours.impact_erratum: {"html": (_skip, visit_nothing)},
    ours.impact_state: {"html": (visit_state, _writes("</div>\n"))},
    ours.impact_box: _BOX,
    ours.impact_stat: _BOX,
    ours.impact_cite: {"html": (visit_cite, _writes("</details>\n"))},
    ours.impact_player: {"html": (visit_player, _writes("</a>"))},
    ours.impact_transcript: {"html": (visit_transcript, depart_folded_box)},
    ours.impact_cover: _BOX,
    ours.impact_band: _BOX,
    ours.impact_letter: _BOX,
    ours.impact_exhibit: _BOX,
    ours.impact_sources: _BOX,
    ours.impact_grants: _BOX,
    ours.impact_list: {"html": (visit_list, _writes("</ul>\n"))},
    ours.impact_item: {"html": (visit_item, _writes("</li>\n"))},
    ours.impact_photograph: {"html": (visit_photograph, depart_photograph)},
    ours.impact_sponsor_name: {"html": (visit_sponsor_name, _writes("</span>"))},
    ours.impact_statement: {"html": (visit_table, _TABLE_ENDS)},
    ours.impact_row: {"html": (visit_row, _writes("</tr>\n"))},
    ours.impact_entry: {"html": (visit_entry, depart_entry)},
    ours.impact_cell_text: {"html": (visit_nothing, visit_nothing)},
    ours.impact_folded: {"html": (visit_folded, visit_nothing)},
    ours.impact_note_ref: {"html": (visit_note_ref, _writes("</a>"))},
    ours.impact_sidenote: {"html": (_writes('<span class="impact-sidenote" hidden aria-hidden="true">'), _writes("</span>"))},
    ours.impact_note_link: {"html": (visit_note_link, _writes("</a>"))},
    ours.impact_sponsor_link: {"html": (visit_sponsor_link, _writes("</a>"))},
    ours.impact_picture: {
        "html": (visit_picture, depart_picture),
        "text": (_skip, _skip),
        "man": (_skip, _skip),
        "texinfo": (_skip, _skip),
    },
    ours.impact_photo: {"html": (visit_photo, visit_nothing)},
    ours.impact_ornament: {"html": (visit_ornament, visit_nothing)},
    ours.impact_cover_title: {"html": (visit_cover_title, depart_cover_title)},
    ours.impact_scope: {"html": (visit_scope, _writes("</span>"))},
    ours.impact_chart_exhibit: _BOX,
    ours.impact_drawing: _BOX,
    ours.impact_chart_head: {"html": (_writes("<figcaption>\n"), _writes("</figcaption>\n"))},
    ours.impact_chart_found: {"html": (_skip, visit_nothing)},
    ours.impact_chart_caption: {
        "html": (visit_chart_caption, depart_chart_caption),
        "markdown": (visit_markdown_caption, depart_markdown_caption),
    },
    ours.impact_chart: {"html": (_opens("figure"), _writes("</figure>\n"))},
    ours.impact_chart_data: {"html": (visit_chart_data, depart_folded_box)},
    ours.impact_chart_table: {"html": (visit_chart_table, _TABLE_ENDS)},
}


def setup(app: Sphinx) -> None:
    """Register every element, with its visitors where those of its base class are not enough."""
    # Numbers go by exact class: a statement is a numbered table and a chart a numbered figure only because it is said here.
    numbered = {ours.impact_statement: "table", ours.impact_chart: "figure"}
    for cls in [each for each in vars(ours).values() if isinstance(each, type) and each.__module__ == ours.__name__]:
        if cls in numbered:
            app.add_enumerable_node(cls, numbered[cls], **VISITORS.get(cls, {}))  # type: ignore[arg-type]
        else:
            app.add_node(cls, **VISITORS.get(cls, {}))  # type: ignore[arg-type]
