"""A page that works in a reading system without scripts, forms, or a network, with nothing hidden behind a click."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import allowed_html
from sphinx_impact.epub.allowed_html import is_linkable, is_picture_data, is_remote, whole_url
from sphinx_impact.epub.styles import without_loads
from sphinx_impact.epub.xhtml import MATH, SVG, add_class, classes, put_text, remove, replace, unwrap, words
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

_HIGH = frozenset({"img", "pre", "table", "figure", f"{SVG}svg", "video", "ul", "ol", "dl"})
"""What makes a column of a grid high."""

_LEFTOVERS = frozenset("headerlink sd-summary-state-marker impact-cite copybtn impact-cover-art impact-logo-dark".split())
_FOREIGN = (f"{SVG}svg", f"{MATH}math")
_ANIMATED = allowed_html.SVG_ATTRIBUTES - {"href", "xlink:href", "style"}
_WITH_ALL = allowed_html.DROPPED | allowed_html.EMBEDDED | {"style", "annotation-xml"}


@dataclasses.dataclass(slots=True)
class Notes:
    """What was found in a page and is worth telling its author.

    Attributes:
        remote: Addresses of what is linked instead of shown.
        unsafe: Addresses of links that were taken out.
        lost: Words that no page of a book can show where they stand.
    """

    remote: list[str] = dataclasses.field(default_factory=list)
    unsafe: list[str] = dataclasses.field(default_factory=list)
    lost: list[str] = dataclasses.field(default_factory=list)


def make_safe(root: ET.Element) -> Notes:
    """Take out, or replace by words and links, everything that a page of a book must not have."""
    notes = Notes()
    _embedded(root, notes)
    _take_out(root, notes)
    _unfold_cards(root)
    _stack_columns(root)
    _unfold_tabs(root)
    _rename(root)
    _images(root, notes)
    _links(root, notes)
    _attributes(root)
    _nesting(root)
    _ids(root)
    return notes


def _each(root: ET.Element, wanted: Callable[[ET.Element], bool]) -> list[tuple[ET.Element, ET.Element]]:
    """Return parent and child, in document order, for the elements that are wanted and not in a drawing."""
    if not any(map(wanted, root.iter())):  # for most kinds, of most pages
        return []
    found: list[tuple[ET.Element, ET.Element]] = []

    def walk(parent: ET.Element) -> None:
        for child in parent:
            if wanted(child):
                found.append((parent, child))
            if child.tag not in _FOREIGN:
                walk(child)

    walk(root)
    return found


# ---- what goes ----


def _embedded(root: ET.Element, notes: Notes) -> None:
    """Keep local media; put a link in the place of what lies elsewhere or needs a browser."""
    for parent, child in _each(root, lambda each: each.tag in allowed_html.EMBEDDED):
        source = child.get("src") or child.get("data") or next((each.get("src", "") for each in child.iter("source")), "")
        if not is_linkable(source):
            notes.unsafe.append(source[:60])
            source = ""
        if source and not is_remote(source) and child.tag in {"video", "audio", "object"}:
            child.set("data" if child.tag == "object" else "src", source)
            if child.tag != "object":
                child.set("controls", "controls")
            if is_remote(child.get("poster", "")):
                notes.remote.append(child.attrib.pop("poster"))
            continue
        if not source:
            remove(parent, child)
            continue
        notes.remote.append(source)
        holder = ET.Element("span" if parent.tag in allowed_html.PHRASING else "p", {"class": "impact-elsewhere"})
        link = ET.SubElement(holder, "a", {"href": whole_url(source)})
        link.text = child.get("title") or whole_url(source)
        replace(parent, child, [holder])


def _take_out(root: ET.Element, notes: Notes) -> None:
    for parent, child in _each(root, lambda each: each.tag == "input" and "task-list-item-checkbox" in classes(each)):
        put_text(parent, list(parent).index(child), "☑ " if child.get("checked") is not None else "☐ ")
    for _parent, drawing in _each(root, lambda each: each.tag in _FOREIGN):
        clean_foreign(drawing, notes)
    for parent, child in _each(root, lambda each: each.tag in allowed_html.DROPPED or not _LEFTOVERS.isdisjoint(classes(each))):
        remove(parent, child)
    head = root.find("head")
    for parent, child in _each(root, lambda each: each.tag in {"link", "meta", "style", "title"}):
        # A reading system decides about the viewport itself, and descriptions belong to the package.
        sheet = child.tag == "link" and "stylesheet" in child.get("rel", "").lower().split() and not is_remote(child.get("href", ""))
        if parent is head and (sheet or child.tag == "title" or (child.tag == "meta" and child.get("charset"))):
            continue
        if child.tag == "title":
            child.tag = "span"
        elif parent is not head or child.tag != "style":
            remove(parent, child)
        if (sheet or child.tag == "style") and parent is not head and head is not None:
            child.tail = "\n"
            head.append(child)


def clean_foreign(root: ET.Element, notes: Notes) -> None:
    """Take out of a drawing or formula what moves, runs or loads something.

    Args:
        root: An element ``svg`` or ``math``.
    """
    space = root.tag[: root.tag.index("}") + 1]
    known = allowed_html.SVG_ELEMENTS if space == SVG else allowed_html.MATH_ELEMENTS
    for element in reversed(list(root.iter())):
        for child in list(element):
            own = child.tag.startswith(space)
            local = child.tag.removeprefix(space) if own else child.tag
            if own and local in known and child.get("attributeName", "fill") in _ANIMATED:
                continue
            if local in _WITH_ALL or local.startswith("{") or (own and space == SVG):
                if local == "foreignObject" and (lost := words(child)):
                    notes.lost.append(lost[:60])
                remove(element, child)
            else:
                unwrap(element, child)
    for element in root.iter():
        _clean_attributes(element, notes)
        if element.tag == f"{SVG}style":
            element.text = without_loads("".join(element.itertext()))
            del element[:]
        elif element.tag in {f"{SVG}title", f"{SVG}desc"}:
            element.text = "".join(element.itertext())
            del element[:]


def _clean_attributes(element: ET.Element, notes: Notes) -> None:
    for key, value in list(element.attrib.items()):
        if not allowed_html.allowed(element.tag, key):
            del element.attrib[key]
        elif key in {"href", "xlink:href"}:
            link = element.tag == f"{SVG}a"
            if is_picture_data(value) and element.tag in {f"{SVG}image", f"{SVG}feImage"}:
                continue
            if is_linkable(value) if link else not is_remote(value):
                element.set(key, whole_url(value))
            else:
                (notes.unsafe if link else notes.remote).append(value[:60])
                del element.attrib[key]
        elif "(" in value or "\\" in value or key == "style":
            element.set(key, without_loads(value))


# ---- what is turned into something else ----


def _unfold_cards(root: ET.Element) -> None:
    """Put a card's link, of which sphinx-design hides the text, on its title."""
    for _parent, card in _each(root, lambda each: "sd-card" in classes(each)):
        hidden = next(iter(_each(card, lambda each: each.tag == "a" and "sd-hide-link-text" in classes(each))), None)
        title = next((each for _above, each in _each(card, lambda each: "sd-card-title" in classes(each))), None)
        if hidden is None:
            continue
        holder, link = hidden
        if title is None or link in title.iter() or title in link.iter() or any(each.tag == "a" for each in title.iter()):
            link.set("class", "reference")
            continue
        remove(holder, link)
        anchor = ET.Element("a", {key: value for key, value in link.attrib.items() if key != "class"})
        anchor.text, title.text = (title.text or "").lstrip(), None
        anchor.extend(title)
        title[:] = [anchor]
        if holder.tag == "p" and holder is not title and not words(holder) and not len(holder):
            for above, child in _each(card, lambda each, gone=holder: each is gone):  # type: ignore[misc]
                remove(above, child)


def _unfold_tabs(root: ET.Element) -> None:
    """Lay tabs open that a website turns by script, each panel below its label."""
    tabs = {each.get("id"): each for _parent, each in _each(root, lambda each: each.get("role") == "tab")}
    for _parent, panel in _each(root, lambda each: each.get("role") == "tabpanel"):
        tab = tabs.get(panel.get("aria-labelledby"))
        if tab is not None:
            label = ET.Element("p", {"class": "impact-unfolded-title"})
            label.text, label[:] = tab.text, list(tab)
            panel.text, label.tail = None, panel.text
            panel.insert(0, label)
        for key in ("hidden", "role", "tabindex", "aria-labelledby"):
            panel.attrib.pop(key, None)
    for parent, tabs_list in _each(root, lambda each: each.get("role") == "tablist"):
        remove(parent, tabs_list)


def _stack_columns(root: ET.Element) -> None:
    """Mark the columns of a grid that may be higher than a page: what stands beside other columns cannot be divided, and would be cut off."""
    for _parent, column in _each(root, lambda each: "sd-col" in classes(each)):
        if any(each.tag in _HIGH for each in column.iter()):
            add_class(column, "impact-stacked")


def _rename(root: ET.Element) -> None:
    for parent, child in _each(root, lambda each: each.tag in allowed_html.TRANSPARENT):
        unwrap(parent, child)
    for _parent, child in _each(root, lambda each: each.tag not in allowed_html.KNOWN and each.tag not in _FOREIGN):
        old = child.tag
        child.tag = allowed_html.REPLACED.get(old, "span")
        if old not in allowed_html.REPLACED and any(each.tag in allowed_html.BLOCK for each in child.iter() if each is not child):
            child.tag = "div"
        if old in {"summary", "label"}:
            add_class(child, "impact-unfolded-title")
            if old == "label" and "sd-tab-label" in classes(child):
                child.tag = "p"


def _images(root: ET.Element, notes: Notes) -> None:
    for parent, child in _each(root, lambda each: each.tag == "img"):
        source, alt = child.get("src", ""), child.get("alt")
        if source and (is_picture_data(source) or not is_remote(source)):
            if alt is None:
                child.set("alt", "")
            continue
        notes.remote.append(source[:200])
        linked = parent.tag != "a" and bool(source) and is_linkable(source)
        span = ET.Element("a" if linked else "span", {"class": "impact-elsewhere"})
        if linked:
            span.set("href", whole_url(source))
        span.text = alt or (source[:200] if parent.tag == "a" else str(_("picture")))
        replace(parent, child, [span])


def _links(root: ET.Element, notes: Notes) -> None:
    for parent, child in _each(root, lambda each: each.tag == "a"):
        href = child.get("href")
        if href is None:
            if child.get("id") or child.get("class"):
                child.tag = "span"
            else:
                unwrap(parent, child)
        elif is_linkable(href):
            child.set("href", whole_url(href))
        else:
            notes.unsafe.append(href[:60])
            child.tag = "span"
            del child.attrib["href"]


def _attributes(root: ET.Element) -> None:
    for element in _html(root):
        for key in [key for key in element.attrib if not allowed_html.allowed(element.tag, key)]:
            del element.attrib[key]
        cite = element.attrib.pop("cite", "")
        if cite and is_linkable(cite):
            element.set("cite", whole_url(cite))
        if element.tag == "meta":
            element.set("charset", "utf-8")
        elif element.tag == "link":
            element.set("rel", "stylesheet")
        elif element.tag == "style":
            element.text = without_loads("".join(element.itertext()))
            del element[:]
        _style(element)


def _style(element: ET.Element) -> None:
    """Leave in an element's style what loads nothing; put lengths there that its attributes must not have."""
    style = without_loads(element.get("style", ""))
    for key in ("width", "height"):
        value = element.get(key)
        if value is not None and not re.fullmatch(r"[0-9]{1,6}", value):
            del element.attrib[key]
            if re.fullmatch(r"[0-9.]+(px|em|rem|%|ex|ch|cm|mm|in|pt|pc)", value):
                style = f"{style.rstrip('; ')}; {key}: {value}".lstrip("; ")
    if style.strip():
        element.set("style", style)
    else:
        element.attrib.pop("style", None)


def _html(root: ET.Element) -> list[ET.Element]:
    """Return every element that is not inside a drawing or a formula, these themselves left out."""
    return [root, *(child for _parent, child in _each(root, lambda each: each.tag not in _FOREIGN))]


def _nesting(root: ET.Element) -> None:
    """Widen what holds words only where a block was put into it; divide no list."""
    for element in reversed(_html(root)):
        if element.tag in allowed_html.PHRASING and element.tag != "a" and any(_has_block(each) for each in element):
            element.tag = "div"
        elif element.tag in {"ul", "ol"}:
            for index, child in enumerate(list(element)):
                if child.tag != "li":
                    item = ET.Element("li")
                    element[index] = item
                    item.append(child)
                    item.tail, child.tail = child.tail, None
    for _parent, link in _each(root, lambda each: each.tag == "a"):
        for _above, inner in _each(link, lambda each: each.tag == "a"):
            inner.tag = "span"
            inner.attrib.pop("href", None)


def _has_block(element: ET.Element) -> bool:
    return element.tag in allowed_html.BLOCK or (element.tag == "a" and any(_has_block(each) for each in element))


def _ids(root: ET.Element) -> None:
    """Leave each id on its first element."""
    seen: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name is None:
            continue
        if not name.strip() or re.search(r"\s", name) or name in seen:
            del element.attrib["id"]
        seen.add(name)
