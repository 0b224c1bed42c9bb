"""A page that works in a reading system without scripts, forms, or a network, with nothing hidden behind a click."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.epub import vocabulary
from sphinx_impact.epub.markup import classes, put_text, remove, unwrap, words
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

_REMOTE = re.compile(r"(?i)(?:[a-z][a-z0-9+.-]*:)?//")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):")
_LINKABLE = frozenset({"http", "https", "mailto", "tel", "ftp", "news", "irc", "sms", "geo", "urn", "doi"})
_LEFTOVERS = frozenset({"headerlink", "sd-summary-state-marker", "impact-cite", "copybtn", "impact-cover-art", "impact-logo-dark"})


@dataclasses.dataclass(slots=True)
class Notes:
    """What was found in a page and is worth telling its author."""

    remote: list[str] = dataclasses.field(default_factory=list)
    unsafe: list[str] = dataclasses.field(default_factory=list)


def is_remote(url: str) -> bool:
    """Return whether a URL leads out of the book."""
    return bool(_REMOTE.match(url.strip())) or bool(_SCHEME.match(url.strip()))


def make_safe(root: ET.Element) -> Notes:
    """Take out, or replace by words and links, everything that a page of a book must not have."""
    notes = Notes()
    _take_out(root)
    _unfold_cards(root)
    _embedded(root, notes)
    _rename(root)
    _images(root, notes)
    _links(root, notes)
    _attributes(root)
    _nesting(root)
    _ids(root)
    return notes


def _each(root: ET.Element, wanted: Callable[[ET.Element], bool]) -> list[tuple[ET.Element, ET.Element]]:
    """Return parent and child, in document order, for the elements that are wanted and not in a drawing."""
    found: list[tuple[ET.Element, ET.Element]] = []

    def walk(parent: ET.Element) -> None:
        for child in parent:
            if wanted(child):
                found.append((parent, child))
            if child.tag not in {"svg", "math"}:
                walk(child)

    walk(root)
    return found


def _take_out(root: ET.Element) -> None:
    for parent, child in _each(root, lambda each: each.tag == "input" and "task-list-item-checkbox" in classes(each)):
        put_text(parent, list(parent).index(child), "☑ " if child.get("checked") is not None else "☐ ")
    for drawing in root.iter("svg"):
        _clean_drawing(drawing)
    for parent, child in _each(root, lambda each: each.tag in vocabulary.DROPPED or not _LEFTOVERS.isdisjoint(classes(each))):
        if child in list(parent):
            remove(parent, child)
    for parent, child in _each(root, _stray_head):
        remove(parent, child)
    head = root.find("head")
    for parent, child in _each(root, lambda each: each.tag == "style"):
        if head is not None and parent is not head:
            remove(parent, child)
            child.tail = "\n"
            head.append(child)


def _clean_drawing(drawing: ET.Element) -> None:
    for parent, child in [(p, c) for p in drawing.iter() for c in p if c.tag in {"script", "foreignObject"}]:
        remove(parent, child)
    for element in drawing.iter():
        element.attrib = {key: value for key, value in element.attrib.items() if not key.startswith("on") and key != "version"}


def _stray_head(element: ET.Element) -> bool:
    if element.tag == "link":
        return "stylesheet" not in element.get("rel", "").split() or is_remote(element.get("href", ""))
    # A reading system decides about the viewport itself, and descriptions belong to the package.
    return element.tag == "meta" and element.get("charset") is None


def _unfold_cards(root: ET.Element) -> None:
    """Put a card's link, of which sphinx-design hides the text, on its title."""
    for _parent, card in _each(root, lambda each: "sd-card" in classes(each)):
        hidden = next(((p, c) for p, c in _each(card, lambda e: e.tag == "a" and "sd-hide-link-text" in classes(e))), None)
        title = next((each for each in card.iter() if "sd-card-title" in classes(each)), None)
        if hidden is None:
            continue
        holder, link = hidden
        if title is None or any(each.tag == "a" for each in title.iter()):
            link.set("class", "reference")
            continue
        remove(holder, link)
        inner, text = list(title), title.text
        for each in inner:
            title.remove(each)
        anchor = ET.SubElement(title, "a", {key: value for key, value in link.attrib.items() if key != "class"})
        anchor.text, title.text = (text or "").lstrip(), None
        anchor.extend(inner)
        if holder.tag == "p" and not words(holder) and not len(holder):
            for above, child in _each(card, lambda each, gone=holder: each is gone):  # type: ignore[misc]
                remove(above, child)


def _embedded(root: ET.Element, notes: Notes) -> None:
    """Keep local media; put a link in the place of what lies elsewhere or needs a browser."""
    for parent, child in _each(root, lambda each: each.tag in vocabulary.EMBEDDED):
        source = child.get("src") or child.get("data") or next((each.get("src", "") for each in child if each.tag == "source"), "")
        local = bool(source) and not is_remote(source)
        if local and child.tag in {"video", "audio", "object"}:
            child.set("data" if child.tag == "object" else "src", source)
            if child.tag != "object":
                child.set("controls", "controls")
            continue
        holder = ET.Element("p", {"class": "impact-elsewhere"})
        if source:
            notes.remote.append(source)
            url = source if _SCHEME.match(source) else f"https:{source}" if source.startswith("//") else source
            link = ET.SubElement(holder, "a", {"href": url})
            link.text = child.get("title") or url
        holder.tail = child.tail
        index = list(parent).index(child)
        parent.remove(child)
        if source:
            if parent.tag in vocabulary.PHRASING:
                holder.tag = "span"
            parent.insert(index, holder)
        else:
            put_text(parent, index, holder.tail or "")


def _rename(root: ET.Element) -> None:
    for parent, child in _each(root, lambda each: each.tag in vocabulary.TRANSPARENT):
        unwrap(parent, child)
    for _parent, child in _each(root, lambda each: each.tag in vocabulary.REPLACED or each.tag not in vocabulary.KNOWN):
        old = child.tag
        if old in {"svg", "math"}:
            continue
        child.tag = vocabulary.REPLACED.get(old, "span")
        if old not in vocabulary.REPLACED and any(each.tag in vocabulary.BLOCK for each in child.iter() if each is not child):
            child.tag = "div"
        if old in {"summary", "label"}:
            child.set("class", f"{child.get('class', '')} impact-unfolded-title".strip())
            if old == "label" and "sd-tab-label" in classes(child):
                child.tag = "p"


def _images(root: ET.Element, notes: Notes) -> None:
    for parent, child in _each(root, lambda each: each.tag == "img"):
        source, alt = child.get("src", ""), child.get("alt")
        if source and not (is_remote(source) and not source.startswith("data:image/")):
            if alt is None:
                child.set("alt", "")
            continue
        notes.remote.append(source)
        index, tail = list(parent).index(child), child.tail
        parent.remove(child)
        in_link = parent.tag == "a"
        span = ET.Element("span" if in_link or not source else "a", {"class": "impact-elsewhere"})
        if span.tag == "a":
            span.set("href", source if _SCHEME.match(source) else f"https:{source}")
        span.text = alt or (_("picture") if not in_link else "") or source
        span.tail = tail
        parent.insert(index, span)


def _links(root: ET.Element, notes: Notes) -> None:
    for parent, child in _each(root, lambda each: each.tag == "a"):
        href = child.get("href")
        if href is None:
            if child.get("id") or child.get("class"):
                child.tag = "span"
            else:
                unwrap(parent, child)
            continue
        scheme = _SCHEME.match(href.strip())
        if scheme and scheme.group(1).lower() not in _LINKABLE:
            notes.unsafe.append(href[:60])
            child.tag = "span"
            del child.attrib["href"]
            continue
        child.set("href", _url(href))


def _url(href: str) -> str:
    """Write a URL so that it is one: no blanks, no stray signs."""
    href = href.strip()
    return re.sub(r"[\s<>\"{}|\\^`\[\]]", lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), href)


def _attributes(root: ET.Element) -> None:
    for element in _html(root):
        for key in [key for key in element.attrib if not vocabulary.allowed(element.tag, key)]:
            del element.attrib[key]
        if "style" in element.attrib and not element.get("style", "").strip():
            del element.attrib["style"]
        for key in ("width", "height"):
            value = element.get(key)
            if value is not None and not value.isdecimal():
                del element.attrib[key]
                if re.fullmatch(r"[\d.]+(px|em|rem|%|ex|ch|cm|mm|in|pt|pc)", value):
                    element.set("style", f"{element.get('style', '').rstrip('; ')}; {key}: {value}".lstrip("; "))


def _html(root: ET.Element) -> list[ET.Element]:
    """Return every element that is not inside a drawing or a formula, these themselves left out."""
    return [root, *(child for _parent, child in _each(root, lambda each: each.tag not in {"svg", "math"}))]


def _nesting(root: ET.Element) -> None:
    """Widen what holds words only where a block was put into it; divide no list."""
    for element in reversed(_html(root)):
        if element.tag in vocabulary.PHRASING and element.tag != "a" and any(_has_block(each) for each in element):
            element.tag = "div"
        elif element.tag in {"ul", "ol"}:
            for index, child in enumerate(list(element)):
                if child.tag != "li":
                    item = ET.Element("li")
                    element.remove(child)
                    item.append(child)
                    element.insert(index, item)
    for _parent, link in _each(root, lambda each: each.tag == "a"):
        for _above, inner in _each(link, lambda each: each.tag == "a"):
            inner.tag = "span"
            inner.attrib.pop("href", None)


def _has_block(element: ET.Element) -> bool:
    return element.tag in vocabulary.BLOCK or (element.tag == "a" and any(_has_block(each) for each in element))


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
