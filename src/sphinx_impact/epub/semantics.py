"""What the parts of a page are, said so that reading systems and assistive technology know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sphinx_impact.epub.xhtml import MATH, SVG, classes, parents, remove, words
from sphinx_impact.model.names import free
from sphinx_impact.model.numbers.cldr import is_leftwards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.etree import ElementTree as ET

PARTS = frozenset(
    """abstract acknowledgments afterword appendix bibliography chapter colophon conclusion credits dedication endnotes
    epilogue errata foreword glossary index introduction part preface prologue""".split()
)
"""What a page can be as a whole; the role that says so is called the same, with ``doc-`` before it."""

_BY_NAME = {
    "acknowledgements": "acknowledgments",
    "imprint": "colophon",
    "letter": "foreword",
    "sources": "bibliography",
    "genindex": "index",
}
_BY_CONTENT = (("impact-letter", "foreword"), ("impact-errata", "errata"), ("impact-sources", "bibliography"), ("glossary", "glossary"))


def part_of(pagename: str, declared: str, root: ET.Element) -> str:
    """Return what a page is: as its front matter says, as its file is called, as it holds, or a chapter."""
    if declared.strip().lower() in PARTS:
        return declared.strip().lower()
    stem = pagename.rpartition("/")[2].lower()
    if stem in PARTS or stem in _BY_NAME:
        return _BY_NAME.get(stem, stem)
    section = next(root.iter("section"), None)
    for child in _own(section) if section is not None else ():
        for name, part in _BY_CONTENT:
            if name in classes(child):
                return part
    return "chapter"


def _own(section: ET.Element) -> Iterable[ET.Element]:
    for child in section:
        if child.tag != "section":
            yield child


def add_language(root: ET.Element, language: str) -> None:
    """Say the language on the page, its direction, and of every part in another one, for both kinds of parsers."""
    root.set("lang", language)
    root.set("xml:lang", language)
    if is_leftwards(language):
        root.set("dir", "rtl")
    for element in root.iter():
        own = element.get("lang") or element.get("xml:lang")
        if own:
            element.set("lang", own)
            element.set("xml:lang", own)


def add_roles(root: ET.Element, part: str) -> None:
    """Say what the page is, and what its notes, quotations and hints are."""
    body = root.find("body")
    if body is None:
        return
    section = next(body.iter("section"), None)
    if part and section is not None:
        _say(section, part, f"doc-{part}")
    for element in list(body.iter()):
        own = classes(element)
        if element.tag not in _TAGS and "role" not in element.attrib and _CLASSES.isdisjoint(own):
            continue
        for each in _CHANGES:
            if each.applies(element, own):
                each.change(element)
                break


def _footnote(element: ET.Element) -> None:
    element.set("epub:type", element.get("role", "").removeprefix("doc-"))
    for parent, child in [(p, c) for p in element.iter() for c in p if "fn-bracket" in classes(c)]:
        child.text = None
        remove(parent, child)


def _as_div(element: ET.Element) -> None:
    element.tag = "div"
    element.attrib.pop("role", None)


def _without_role(element: ET.Element) -> None:
    for key in ("role", "tabindex", "aria-labelledby", "aria-label"):
        element.attrib.pop(key, None)


def _say(element: ET.Element, kind: str, role: str) -> None:
    element.set("epub:type", kind)
    element.set("role", role)


def _admonition(element: ET.Element) -> None:
    element.tag = "aside"
    if {"tip", "hint"} & set(classes(element)):
        _say(element, "tip", "doc-tip")
    else:
        element.set("role", "note")


def _drawing(svg: ET.Element) -> None:
    """A drawing is either a picture with a name, or an ornament."""
    title = svg.find(f"{SVG}title")
    if svg.get("aria-hidden") == "true":
        return
    named = svg.get("aria-label") or svg.get("aria-labelledby") or (title is not None and words(title))
    if named:
        svg.set("role", "img")
        if title is not None and not svg.get("aria-label") and not svg.get("aria-labelledby"):
            svg.set("aria-label", words(title))
    else:
        svg.set("aria-hidden", "true")


def _formula(math: ET.Element) -> None:
    if not math.get("alttext") and math.find(f"{MATH}semantics") is None:
        math.set("alttext", words(math))


def _heading(element: ET.Element) -> None:
    if not element.get("aria-level"):
        element.set("aria-level", "2")


class _Change(NamedTuple):
    """What to do with some elements: those with one of these tags, one of these classes and one of these roles, where any are named."""

    change: Callable[[ET.Element], object]
    tags: frozenset[str]
    classes: frozenset[str]
    roles: frozenset[str]

    def applies(self, element: ET.Element, own: list[str]) -> bool:
        """Whether it is for an element of such classes."""
        return (
            (not self.tags or element.tag in self.tags)
            and (not self.classes or not self.classes.isdisjoint(own))
            and (not self.roles or element.get("role") in self.roles)
        )


def _for(change: Callable[[ET.Element], object], tags: str = "", classes: str = "", roles: str = "") -> _Change:
    return _Change(change, *(frozenset(names.split()) for names in (tags, classes, roles)))


_CHANGES: Final = (
    _for(_footnote, roles="doc-noteref doc-footnote doc-backlink"),
    _for(_as_div, "aside", "footnote-list"),
    _for(lambda each: _say(each, "pullquote", "doc-pullquote"), "blockquote", "pull-quote"),
    _for(lambda each: _say(each, "epigraph", "doc-epigraph"), "blockquote", "epigraph"),
    _for(_admonition, "div", "admonition"),
    # Nothing scrolls in a book, and a page of it is all content.
    _for(_without_role, classes="impact-scroll"),
    _for(lambda each: each.attrib.pop("tabindex", None), "pre"),
    _for(_as_div, "nav main"),
    _for(_without_role, "div", roles="main navigation contentinfo region banner search"),
    # Deprecated, and a list has items only.
    _for(_without_role, roles="doc-biblioentry"),
    _for(_without_role, classes="citation-list"),
    _for(_drawing, f"{SVG}svg"),
    _for(_formula, f"{MATH}math"),
    _for(_heading, roles="heading"),
)
"""What to do with which elements; the first that applies is done."""

_TAGS: Final = frozenset(tag for each in _CHANGES for tag in each.tags)
_CLASSES: Final = frozenset(name for each in _CHANGES if not each.tags for name in each.classes)
"""Tags and classes of elements to which something of that may apply, beside those with a role. Most elements of a page are neither."""


def describe_charts(root: ET.Element) -> None:
    """Tie each drawing to the words that say what it shows, and put these and its values behind the figure, which then stays on one page."""
    up = parents(root)
    for figure in list(root.iter("figure")):
        data = next((each for each in figure if "impact-chart-data" in classes(each)), None)
        said = next((each for each in figure.iter("p") if "impact-chart-description" in classes(each)), None)
        picture = next(figure.iter("img"), None)
        if said is None or picture is None or not figure.get("id"):
            continue
        if not said.get("id"):
            said.set("id", f"{figure.get('id')}-description")
        picture.set("aria-describedby", said.get("id", ""))
        if data is not None:
            figure.remove(data)
            data.tail, figure.tail = figure.tail, "\n"
            around = up[figure]
            around.insert(list(around).index(figure) + 1, data)


def name_exhibits(root: ET.Element) -> None:
    """Give every figure and table that has a caption an id, so that the lists of them can lead there."""
    taken = {element.get("id", "") for element in root.iter()}
    for tag, caption in (("figure", "figcaption"), ("table", "caption")):
        number = 0
        for element in root.iter(tag):
            number += 1
            if element.get("id") or element.find(caption) is None:
                continue
            element.set("id", free(f"impact-{tag}-{number}", taken))
