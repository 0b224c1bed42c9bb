"""HTML as people and extensions write it, read into a tree, and written again as XHTML.

Everything HTML allows and XML does not (void elements, unquoted attributes, entities, end tags left out) is taken silently.
What is wrong in HTML too (a tag that is never closed, or closed in the wrong order) is mended and told.
"""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
_FOREIGN = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
_PREFIXES = {"xlink": "http://www.w3.org/1999/xlink", "epub": OPS, "xml": ""}
_HTML_AGAIN = {"foreignobject", "annotation-xml"}

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
_ENDS_ITSELF = frozenset(["p", "li", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "rp", "rt"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "table",
        "ul",
    ]
)
_CELL = frozenset({"td", "th"})
_SCOPES = frozenset({"table", "td", "th", "caption", "html", "svg", "math", "button", "object", "template"})

# What a start tag closes, and how far up the search for it goes.
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"}) | _SCOPES),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPES),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPES),
    "td": (_CELL, frozenset({"tr", "table"})),
    "th": (_CELL, frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table", "thead", "tbody", "tfoot"})),
    "thead": (frozenset({"thead", "tbody", "tfoot", "colgroup"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot", "colgroup"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot", "colgroup"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
}

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?\Z")
_MARK = re.compile(r"impact-source(?:: (.*))?\Z", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Something in a page that no reader of HTML would take as it stands.

    Attributes:
        place: ``path:line`` of the source, or empty where it is not known.
    """

    place: str
    message: str


def source_mark(place: str) -> str:
    """Return a comment that tells :func:`read` where the markup after it was written; an empty place ends it."""
    text = f"impact-source: {place}" if place else "impact-source"
    return f"<!--{text.replace('--', '- -')}-->"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[tuple[str, str, str]] = []  # lower-case name, name, place
        self.faults: list[Fault] = []
        self.place = ""
        self.finished = False

    # ---- where we are ----

    def _foreign(self) -> bool:
        for name, _, _ in reversed(self.open):
            if name in _HTML_AGAIN:
                return False
            if name in _FOREIGN:
                return True
        return False

    def _fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(place or self.place, message))

    # ---- tags ----

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs)
        if tag in VOID and not self._foreign():
            self._pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs)
        self._pop()

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        foreign = self._foreign() or tag in _FOREIGN
        name, raw = tag, self.get_starttag_text() or ""
        if foreign:  # these keep their capitals: linearGradient, viewBox
            if found := re.match(r"<([^\s/>]+)", raw):
                name = found.group(1)
        else:
            self._close_implied(tag)
        given: dict[str, str] = {}
        for key, value in attrs:
            if foreign and (cased := re.search(rf"(?i)(?<=[\s\"'/])({re.escape(key)})(?=[\s=/>])", raw)):
                key = cased.group(1)  # noqa: PLW2901 - the same attribute, as it was written
            if _NAME.match(key) and not key.startswith("xmlns") and key.partition(":")[0] in ({key} | _PREFIXES.keys()):
                given.setdefault(key, _ILLEGAL.sub("", value if value is not None else ("" if ":" in key else key)))
        self.builder.start(name, given)
        self.open.append((tag, name, self.place))

    def _close_implied(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._close_up_to(frozenset({"p"}), _SCOPES)
        if rule := _CLOSES.get(tag):
            self._close_up_to(*rule)

    def _close_up_to(self, wanted: frozenset[str], stop: frozenset[str]) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            name = self.open[depth][0]
            if name in wanted:
                while len(self.open) > depth:
                    self._pop(told=len(self.open) - 1 > depth)
                if wanted == {"p"}:
                    return
                self._close_up_to(wanted, stop)
                return
            if name in stop:
                return

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _, _ in self.open]
        if tag in VOID and not self._foreign():
            if tag == "br":
                self.handle_startendtag("br", [])
            return
        if tag not in names:
            if tag != "p":
                self._fault("", f"</{tag}> closes nothing; remove it or open <{tag}> before it")
            return
        depth = len(names) - 1 - names[::-1].index(tag)
        while len(self.open) > depth:
            self._pop(told=len(self.open) - 1 > depth)

    def _pop(self, *, told: bool = False) -> None:
        tag, name, place = self.open.pop()
        if told and tag not in _ENDS_ITSELF:
            self._fault(place, f"<{name}> is not closed where the element around it ends; add </{name}>")
        self.builder.end(name)
        self.finished = self.finished or not self.open

    # ---- the rest ----

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(_ILLEGAL.sub("", data))

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def handle_comment(self, data: str) -> None:
        if found := _MARK.match(data):
            self.place = found.group(1) or ""

    def result(self) -> ET.Element:
        self.close()
        while self.open:
            self._pop(told=True)
        if not self.finished:
            self.builder.start("html", {})
            self.builder.end("html")
        return self.builder.close()


def read(text: str) -> tuple[ET.Element, list[Fault]]:
    """Read a page. Elements and attributes have the names they are written with, without namespaces."""
    reader = _Reader()
    reader.feed(text)
    return reader.result(), reader.faults


# ---- writing ----


def _escape(text: str, *, attribute: bool = False) -> str:
    # A plain ">" is text in XML too, and in a style sheet that some checkers read as HTML it has to stay one.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") if attribute else text


def _namespace(name: str, inherited: str) -> tuple[str, str]:
    """Return the namespace of an element and the one its children start with."""
    own = _FOREIGN.get(name, inherited)
    return own, XHTML if name.lower() in _HTML_AGAIN else own


def _pieces(element: ET.Element, inherited: str, parent: str) -> Iterator[str]:
    own, inner = _namespace(element.tag, inherited)
    yield f"<{element.tag}"
    if own != parent:
        yield f' xmlns="{own}"'
        if own == _FOREIGN["svg"] and any(key.startswith("xlink:") for each in element.iter() for key in each.attrib):
            yield f' xmlns:xlink="{_PREFIXES["xlink"]}"'
    if element.tag == "html":
        yield f' xmlns:epub="{OPS}"'
    for key, value in element.attrib.items():
        yield f' {key}="{_escape(value, attribute=True)}"'
    if not len(element) and not element.text and (own != XHTML or element.tag in VOID):
        yield " />"
        return
    yield ">"
    if element.text:
        yield _escape(element.text)
    for child in element:
        yield from _pieces(child, inner, own)
        if child.tail:
            yield _escape(child.tail)
    yield f"</{element.tag}>"


def write(root: ET.Element) -> str:
    """Write a page as XHTML that a parser of HTML understands too."""
    body = "".join(_pieces(root, XHTML, ""))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{body}\n'


# ---- small words for trees ----


def classes(element: ET.Element) -> list[str]:
    """Return the classes of an element."""
    return element.get("class", "").split()


def words(element: ET.Element) -> str:
    """Return the text of an element, its blanks collapsed."""
    return " ".join("".join(element.itertext()).split())


def parents(root: ET.Element) -> dict[ET.Element, ET.Element]:
    """Return the parent of every element."""
    return {child: parent for parent in root.iter() for child in parent}


def put_text(parent: ET.Element, index: int, text: str) -> None:
    """Put text before the child at an index."""
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text


def remove(parent: ET.Element, child: ET.Element) -> None:
    """Take an element out and leave the text after it."""
    index = list(parent).index(child)
    tail, child.tail = child.tail or "", None
    parent.remove(child)
    put_text(parent, index, tail)


def unwrap(parent: ET.Element, child: ET.Element) -> None:
    """Put the content of an element in its place."""
    index = list(parent).index(child)
    tail, text, inner = child.tail or "", child.text or "", list(child)
    parent.remove(child)
    put_text(parent, index, text)
    for offset, each in enumerate(inner):
        parent.insert(index + offset, each)
    put_text(parent, index + len(inner), tail)
