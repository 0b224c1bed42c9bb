"""The report's one page of HTML, made into a book: what a screen needs goes, what paper needs comes."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import tables
from sphinx_impact.epub.mend import make_safe
from sphinx_impact.epub.xhtml import SVG, add_class, classes, having, parents, put_text, read, remove, replace, unwrap, words, words_of
from sphinx_impact.messages import _
from sphinx_impact.pdf import front_and_back as around
from sphinx_impact.pdf import wide_tables
from sphinx_impact.pdf.wide_tables import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_impact.epub.mend import Notes
    from sphinx_impact.epub.xhtml import MarkupFault

_SCREEN_ONLY = frozenset(
    "impact-download impact-skip impact-chart-csv impact-sparkline footnotes impact-watermark impact-state only-dark".split()
)
_MANY, _SHORT = 5, 32
"""From so many items on, of fewer characters each, a list stands in columns."""

_LONG, _ROWS, _NAME = 16, 36, 40
"""Lines of code, and rows of a table, from which on they may stand on two pages; characters from which on a sponsor's name may stand on two lines."""

_LINE = 100
"""Letters of a word that is longer than a line."""

_LEAD = 200
"""Characters of the longest paragraph that stays with the exhibit after it."""

_SEPARATOR = re.compile(r"\s*·\s*\Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """The report, ready to be set.

    Attributes:
        root: Its elements.
        cover_art: The drawing or picture of the cover; None where there is no cover.
        faults: What was wrong with the HTML of pages.
        notes: What it had that a book must not have.
        divided: Tables that are too wide even for a page that is turned.
        too_long: Words that are longer than a line.
    """

    root: ET.Element
    cover_art: ET.Element | None
    faults: Sequence[MarkupFault]
    notes: Notes
    divided: Sequence[wide_tables.Divided]
    too_long: Sequence[str]


def make(body: str, about: around.About, widths: tuple[float, float]) -> Book:
    """Make the book.

    Args:
        body: What Sphinx wrote between the tags ``body`` of its one page.
        about: Whose report it is, and what stands before and after its chapters.
        widths: Of the text in millimetres, on a page and on one that is turned.
    """
    root, faults = read(f"<main>{body}</main>")
    art = _cover_art(root)
    notes = make_safe(root)
    _drop_screen(root)
    tables.mend_tables(root)
    _flatten_scrolling(root)
    _say_signs(root)
    _lists_of_terms(root)
    main = root.find("body/main")
    assert main is not None
    _call_notes(main)
    chapters = _open_chapters(main, about)
    _bands(main)
    data = _describe_charts(main)
    around.add(main, chapters, data, about)
    divided = wide_tables.fit(main, *widths)
    _keep_leads(main)
    _level_headings(main)
    _links(main)
    _close_lists(main)
    root.set("lang", about.language)
    root.set("dir", about.direction)
    head = root.find("head")
    assert head is not None
    head[:] = list(about.head())
    return Book(root, art, faults, notes, divided, list(_too_long(main)))


# ---- what goes ----


def _cover_art(root: ET.Element) -> ET.Element | None:
    """Take the cover's picture out of the page: on paper it is the ground of the cover, no picture in the text."""
    up = parents(root)
    found = having(root, "impact-cover-art")
    for holder in found:
        remove(up[holder], holder)
    own = next((image for cover in having(root, "impact-cover")[:1] for image in cover.iter("img")), None)
    if own is not None:
        holder = up[own]
        remove(holder, own)
        if own.get("alt"):  # what a ground shows could not be said
            shown = {name: own.get(name, "") for name in ("src", "alt", "class")}
            holder[:0] = [ET.Element("img", shown), ET.Element("div", {"class": "veil"})]
        return own
    return next((child for holder in found for child in holder), None)


def _drop_screen(root: ET.Element) -> None:
    up = parents(root)
    for element in list(root.iter()):
        if element.tag != "body" and not _SCREEN_ONLY.isdisjoint(classes(element)) and element in up:
            parent = up[element]
            if element.tag == "aside" and "footnotes" in classes(element):
                continue
            _drop_separator(parent, element)
            remove(parent, element)


def _drop_separator(parent: ET.Element, child: ET.Element) -> None:
    """Take away the dot that stood between what goes and what was before it."""
    index = list(parent).index(child)
    if index:
        parent[index - 1].tail = _SEPARATOR.sub("", parent[index - 1].tail or "")
    else:
        parent.text = _SEPARATOR.sub("", parent.text or "")


def _flatten_scrolling(root: ET.Element) -> None:
    up = parents(root)
    for box in having(root, "impact-scroll"):
        unwrap(up[box], box)


# ---- what is said ----


def _say_signs(root: ET.Element) -> None:
    """Take hidden words out of the text, and keep what is said instead of what is seen: ``(152)`` is said "minus 152"."""
    for element in list(root.iter()):
        hidden = having(element, "impact-vh")
        if element.tag not in {"data", "span", "a"} or not hidden or "impact-vh" in classes(element):
            continue
        said = " ".join("".join(_spoken(element)).split())
        up = parents(element)
        for child in hidden:
            remove(up[child], child)
        if words(element):
            element.set("data-spoken", said)
        for child in element.iter():
            child.attrib.pop("aria-hidden", None)


def _spoken(element: ET.Element) -> Iterator[str]:
    if element.get("aria-hidden") != "true":
        yield element.text or ""
        for child in element:
            yield from _spoken(child)
            yield child.tail or ""


def _lists_of_terms(root: ET.Element) -> None:
    """Make each term with what is said of it one item of a list, which a list of PDF can have."""
    for terms in list(root.iter("dl")):
        terms.tag = "ul"
        add_class(terms, "terms")
        items: list[ET.Element] = []
        for child in list(terms):
            inner = list(child) if child.tag == "div" else [child]
            for each in inner:
                said_of = each.tag == "dd"
                if not items or (not said_of and any(part.tag == "div" for part in items[-1])):
                    items.append(ET.Element("li"))
                each.tag = "div" if said_of else "p"
                add_class(each, "said" if said_of else "term")
                each.tail = None
                items[-1].append(each)
        terms.text = None
        terms[:] = items


# ---- notes ----


def _call_notes(main: ET.Element) -> None:
    """Move each note to where it is first called, from where it is set at the foot of the page; both lead to one another."""
    up = parents(main)
    notes = {each.get("id", ""): each for each in main.iter("aside") if "footnote" in classes(each) and each.get("id")}
    first: dict[str, str] = {}
    number = 0
    for element in list(main.iter()):
        if element.tag == "section" and any("impact-opener" in classes(child) for child in element):
            number = 0
        if "footnote-reference" not in classes(element):
            continue
        key = element.get("href", "").removeprefix("#")
        if key not in notes:
            continue
        element.set("class", "call")
        if key not in first:
            number += 1
            first[key] = str(number)
            element.set("id", f"{key}-call")
            note = _note(notes[key], key, str(number))
            parent = up[element]
            index = list(parent).index(element)
            note.tail, element.tail = element.tail, None
            parent.insert(index + 1, note)
        element[:] = []
        element.text = first[key]
    for holder in [each for each in main.iter("aside") if "footnote-list" in classes(each)]:
        remove(up[holder], holder)
    for key, note in notes.items():
        if key not in first and note in up and note in list(up[note]):
            remove(up[note], note)


def _note(source: ET.Element, key: str, number: str) -> ET.Element:
    note = ET.Element("aside", {"class": "note", "id": key})
    back = ET.SubElement(note, "a", {"class": "back", "href": f"#{key}-call"})
    back.text = number
    back.tail = "\N{EN SPACE}"
    for block in [each for each in source if not {"label", "backrefs"} & set(classes(each))]:
        put_text(note, len(note), (block.text or "") if block.tag in {"p", "div"} else "")
        note.extend(list(block) if block.tag in {"p", "div"} else [block])
        put_text(note, len(note), " ")
    for element in note.iter():  # WeasyPrint keeps line ends there
        element.text = re.sub(r"[ \t\n]+", " ", element.text or "")
        element.tail = re.sub(r"[ \t\n]+", " ", element.tail or "")
    return note


# ---- chapters ----


def _open_chapters(main: ET.Element, about: around.About) -> list[around.Chapter]:
    """Take the chapters out of one another: each is a section of the book; return them with what their openers say."""
    up = parents(main)
    chapters = []
    for wrapper in having(main, "toctree-wrapper"):
        _join_pages(wrapper)
        unwrap(up[wrapper], wrapper)
        up = parents(main)
    for opener in having(main, "impact-opener"):
        section = up[opener]
        if section.tag != "section":
            continue
        heading = next((each for each in opener.iter() if each.tag in HEADINGS), None)
        if heading is None:
            continue
        add_class(section, "chapter")
        parent = up[section]
        before = list(parent).index(section) - 1
        anchor = parent[before] if before >= 0 else None
        if anchor is not None and anchor.tag == "span" and (anchor.get("id") or "").startswith("document-"):
            heading.set("id", anchor.get("id", ""))
            section.set("data-docname", anchor.get("id", "").removeprefix("document-"))
            remove(parent, anchor)
        elif not heading.get("id"):
            heading.set("id", f"{section.get('id', 'chapter')}--title")
        said = {name: words(each) for name in ("impact-chapter", "impact-kicker") for each in having(opener, name)}
        chapters.append(around.Chapter(section, heading, said.get("impact-chapter", ""), said.get("impact-kicker", "")))
        opener.tag = "div"
    _first_page(main, about, chapters)
    return chapters


def _join_pages(wrapper: ET.Element) -> None:
    """Put what stands on a page below the section of its first title into that section: further titles, and what Sphinx sets after them."""
    page: ET.Element | None = None
    for child in list(wrapper):
        if child.tag == "span" and (child.get("id") or "").startswith("document-"):
            page = None
        elif page is None:
            page = child if child.tag == "section" and any("impact-opener" in classes(each) for each in child) else None
        else:
            remove(wrapper, child)
            page.append(child)
            for heading in [each for each in child.iter() if each.tag in HEADINGS]:
                heading.tag = f"h{min(int(heading.tag[1]) + 1, 6)}"


def _first_page(main: ET.Element, about: around.About, chapters: list[around.Chapter]) -> None:
    """Divide the first page of the report: the cover, its own words as a chapter, then the chapters that stood inside it."""
    front = main.find("section")
    if front is None:
        return
    own = {chapter.section for chapter in chapters}
    below = [child for child in front if child in own]
    if front in own:
        chapters[:] = [chapter for chapter in chapters if chapter.section is not front]
        front.set("class", "chapter")
    index = list(main).index(front) + 1
    for child in below:
        front.remove(child)
        child.tail = None
    main[index:index] = below
    cover = next((each for each in front if "impact-cover" in classes(each)), None)
    for shown in [each for each in having(main, "impact-cover") if each is not cover]:
        shown.set("class", "impact-cover-shown")
    if cover is None:
        cover = _new_cover(front, about)
    else:
        for span in [each for each in front if each.tag == "span" and each.get("id")]:
            front.remove(span)
            cover.insert(0, span)
            span.tail = None
        front.remove(cover)
    cover.tail = front.text = None
    cover.set("data-docname", "")
    if front.get("id"):
        cover.set("id", front.attrib.pop("id"))
    main.insert(0, cover)
    _open_first_page(main, front, about, chapters)


def _new_cover(front: ET.Element, about: around.About) -> ET.Element:
    """Make a cover of the title of the first page, which then stands there no more."""
    heading = next(iter(front.iter("h1")), None)
    if heading is None:
        return about.cover(about.title)
    up = parents(front)
    gone = up[heading] if "impact-opener" in classes(up[heading]) else heading
    remove(up.get(gone, front), gone)
    return about.cover(words(heading))


def _open_first_page(main: ET.Element, front: ET.Element, about: around.About, chapters: list[around.Chapter]) -> None:
    """Give what stands on the first page besides the cover a title of its own."""
    if not words(front) and front.find(".//img") is None:
        main.remove(front)
        return
    front.set("class", "chapter opening")
    front.set("data-docname", about.root)
    opener = ET.Element("div", {"class": "impact-opener"})
    if about.organisation:
        ET.SubElement(opener, "p", {"class": "impact-kicker"}).text = about.organisation
    heading = ET.SubElement(opener, "h2", {"id": "pdf-opening"})
    heading.text = str(_("At a glance")) if having(front, "impact-stats") else str(_("Introduction"))
    front.insert(0, opener)
    chapters.insert(0, around.Chapter(front, heading, "", ""))


def _bands(main: ET.Element) -> None:
    """Give titles of bands the level of sections, and lay a veil over their pictures, as much as the words need."""
    for band in having(main, "impact-band"):
        much = next((name.removeprefix("impact-veil-") for name in classes(band) if name.startswith("impact-veil-")), "")
        if much.isdecimal() and len(band) and band[0].tag == "img":
            band.insert(1, ET.Element("div", {"class": "veil", "style": f"opacity: {int(much) / 100}"}))
        for title in band:
            if title.tag == "h2":
                title.tag = "h3"


# ---- charts ----


def _describe_charts(main: ET.Element) -> list[around.ChartData]:
    """Give each drawing what it shows in words, and take its table to the appendix."""
    up = parents(main)
    found = []
    for figure in [each for each in main.iter("figure") if "impact-chart" in classes(each)]:
        title, subtitle, said = (words_of(figure, f"impact-chart-{name}") for name in ("title", "subtitle", "description"))
        for image in figure.iter("img"):
            image.set("alt", ". ".join(part.rstrip(".") for part in (title, subtitle, said) if part) + ".")
        for holder in having(figure, "impact-chart-data"):
            table = holder.find(".//table")
            drawn = figure.find(".//img") is not None
            if table is not None and drawn and figure.get("id"):
                key = f"{figure.get('id')}--data"
                table.tail = None
                found.append(around.ChartData(key, figure.get("id", ""), title, subtitle, table))
                line = ET.Element("p", {"class": "see"})
                link = ET.SubElement(line, "a", {"class": "internal", "href": f"#{key}"})
                link.text = str(_("Figures"))
                replace(up[holder], holder, [line])
            elif table is not None:
                replace(up[holder], holder, [table])
            else:
                remove(up[holder], holder)
    for image in main.iter("img"):
        if image.get("alt") is None:
            image.set("alt", "")
    for drawing in list(main.iter(f"{SVG}svg")):
        _name_drawing(drawing)
    return found


def _name_drawing(drawing: ET.Element) -> None:
    """Give a drawing of the author's own a title that the finished file can say."""
    if drawing.get("aria-hidden") == "true" or drawing.find(f"{SVG}title") is not None:
        return
    said = drawing.get("aria-label") or words(drawing)
    if said:
        title = ET.Element(f"{SVG}title")
        title.text = said
        drawing.insert(0, title)


# ---- headings, links, lists ----


def _keep_leads(main: ET.Element) -> None:
    """Keep a short paragraph between a heading and an exhibit on the page of both."""
    for section in main.iter("section"):
        parts = [each for each in section if each.tag != "span"]
        for before, lead, after in zip(parts, parts[1:], parts[2:], strict=False):
            if before.tag in HEADINGS and lead.tag == "p" and len(words(lead)) < _LEAD and "impact-exhibit" in classes(after):
                add_class(lead, "lead")


def _level_headings(main: ET.Element) -> None:
    """Leave one heading of the first level, and leave none out on the way down."""
    level = 0
    for heading in [each for each in main.iter() if each.tag in HEADINGS]:
        wanted = int(heading.tag[1])
        wanted = min(max(wanted, 2), level + 1) if level else 1
        heading.tag, level = f"h{wanted}", wanted
        if not words(heading) and heading.find(".//img") is None:
            heading.tag = "div"


def _links(main: ET.Element) -> None:
    """Leave links with words alone, since each element in a link would be a link of its own, and say on which page a place is."""
    ids = {each.get("id") for each in main.iter() if each.get("id")}
    up = parents(main)
    seen: dict[ET.Element, set[str]] = {}
    for link in list(main.iter("a")):
        href = link.get("href", "")
        text = words(link)
        inside = href.startswith("#") and href[1:] in ids
        picture = next((each for each in link.iter() if each.tag in {"img", f"{SVG}svg"}), None)
        if not text or picture is not None or not (inside or re.match(r"(https?|mailto|tel):", href)):
            link.tag = "span"
            link.attrib.pop("href", None)
            continue
        mark = having(link, "impact-erratum-mark")
        link[:] = []
        link.text = text
        if mark:
            add_class(link, "mark")
        elif inside and "internal" in classes(link):
            block = _block(link, up)
            if href not in seen.setdefault(block, set()):
                add_class(link, "page")
                link.set("data-page", "")
            seen[block].add(href)


def _block(element: ET.Element, up: dict[ET.Element, ET.Element]) -> ET.Element:
    while element in up and element.tag not in {"p", "li", "td", "th", "ul", "aside", "div"}:
        element = up[element]
    return element


def _too_long(main: ET.Element) -> Iterator[str]:
    """Yield words that no line can hold; addresses are made to be broken, and code is."""
    for element in main.iter():
        if element.tag not in {"pre", "code"} and not {"url", "formula"} & set(classes(element)):
            yield from (word for word in (element.text or "").split() if len(word) > _LINE and "\N{ZERO WIDTH SPACE}" not in word)


def _close_lists(main: ET.Element) -> None:
    """Mark what is long or short, and leave no blanks between items and rows: they would be elements without content."""
    for element in main.iter():
        if (
            element.tag == "ul"
            and "simple" in classes(element)
            and len(element) >= _MANY
            and all(len(words(each)) < _SHORT for each in element)
        ):
            add_class(element, "short")
        if element.tag == "pre" and "".join(element.itertext()).count("\n") > _LONG:
            add_class(element, "long")
        if element.tag == "table" and sum(1 for _row in element.iter("tr")) > _ROWS:
            add_class(element, "long")
        if "impact-sponsor" in classes(element) and len(words(element)) > _NAME:
            add_class(element, "long-name")
        if element.tag in {"ul", "ol", "table", "thead", "tbody", "tfoot", "tr"}:
            element.text = None
            for child in element:
                child.tail = None
