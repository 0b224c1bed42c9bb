"""Pages as trees: HTML read as browsers read it, and written as XHTML that parsers of HTML understand too.

In a tree, elements of HTML have their plain names, those of drawings and formulas carry their namespace: ``{…svg}path``.
Attributes have the names they are written with: ``href``, ``xlink:href``, ``epub:type``.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

    import turbohtml

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "{http://www.w3.org/2000/svg}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
OPS = "http://www.idpf.org/2007/ops"
_SPACES = {"svg": SVG, "math": MATH}

DEPTH = 100
"""How deep elements may lie in one another. Browsers stop at 512, and many XML parsers of reading systems at 256."""

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_END_OPTIONAL = VOID | frozenset("html head body p li dt dd option optgroup thead tbody tfoot tr td th colgroup caption rp rt".split())

_PREFIXES = {"xlink": "http://www.w3.org/1999/xlink", "epub": OPS, "xml": "http://www.w3.org/XML/1998/namespace"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_MARK = re.compile(r"<!--impact-source(?:: ([^\n]*?))?-->")


class BrokenPageError(Exception):
    """A page is not well-formed XML. The text names the line."""


@dataclasses.dataclass(frozen=True, slots=True)
class MarkupFault:
    """Something in a page's HTML that was mended.

    Attributes:
        place: ``path:line`` of the source, or empty where it is not known.
    """

    place: str
    message: str


# ---- reading ----


def source_mark(place: str) -> str:
    """Return a comment that tells :func:`read` where the markup after it was written; an empty place ends it."""
    text = f"impact-source: {' '.join(place.split())}" if place else "impact-source"
    return f"<!--{text.replace('--', '- -')}-->"


def read(text: str) -> tuple[ET.Element, list[MarkupFault]]:
    """Read a page as a browser does. Whatever the text is, the tree can be written as XML.

    Returns:
        The root, and what is wrong between two :func:`source_mark`: tags left open, tags that close nothing.
    """
    import turbohtml  # here, since builds of the website need none of it

    text = _ILLEGAL.sub("", text)
    marks = [(found.end(), found.group(1) or "") for found in _MARK.finditer(text)]
    document = turbohtml.parse(text, source_locations=bool(marks), positions=bool(marks), allow_declarative_shadow_roots=False)
    root = ET.Element("html")
    too_deep = False
    ahead: list[tuple[turbohtml.Node, ET.Element, int]] = [(document, root, 0)]
    while ahead:
        node, element, depth = ahead.pop()
        for child in node.children:
            if isinstance(child, turbohtml.Text):
                put_text(element, len(element), _ILLEGAL.sub("", child.data))
            elif isinstance(child, turbohtml.Element):
                if node is document:
                    root.attrib.update(_attributes(child))
                    ahead.append((child, root, 1))
                elif depth < DEPTH:
                    ahead.append((child, ET.SubElement(element, _tag(child), _attributes(child)), depth + 1))
                else:  # its words stay, in their order
                    too_deep = True
                    put_text(element, len(element), _ILLEGAL.sub("", child.text))
    for name in ("head", "body"):
        if root.find(name) is None:
            root.insert(0 if name == "head" else 1, ET.Element(name))
    faults = list(_faults(document, text, marks)) if marks else []
    if too_deep:
        faults.append(MarkupFault("", f"elements lie more than {DEPTH} deep; those below are left out, and their words stay"))
    return root, faults


def read_xml(text: str) -> ET.Element:
    """Read a page that must be well-formed: the author's own XHTML.

    Raises:
        BrokenPageError: It is not.
    """
    try:
        root = ET.fromstring(text.encode("utf-8", "replace"))  # noqa: S314 - expat expands no entity beyond bounds and fetches none
    except ET.ParseError as error:
        line, column = error.position
        lines = text.splitlines()
        shown = lines[line - 1][max(0, column - 30) : column + 30].strip() if 0 < line <= len(lines) else ""
        raise BrokenPageError(f"line {line}, column {column + 1}: {error.msg.partition(':')[0]}, near {shown!r}") from error
    if root.tag != f"{{{XHTML}}}html":
        raise BrokenPageError("its first element is not html in the namespace of XHTML")
    if deeper(root):
        raise BrokenPageError(f"elements lie more than {DEPTH} deep")
    plain_names(root)
    return root


def plain_names(root: ET.Element) -> None:
    """Give the elements and attributes of parsed XML the names that a tree has here; attributes of other namespaces go."""
    prefixes = {uri: prefix for prefix, uri in _PREFIXES.items()}
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{XHTML}}}")
        for key in [key for key in element.attrib if key.startswith("{")]:
            space, _end, name = key[1:].partition("}")
            value = element.attrib.pop(key)
            if space in prefixes:
                element.set(f"{prefixes[space]}:{name}", value)


def deeper(root: ET.Element) -> bool:
    """Return whether elements lie more than :data:`DEPTH` deep."""
    row = [root]
    for _ in range(DEPTH):
        row = [child for element in row for child in element]
    return bool(row)


def _tag(node: turbohtml.Element) -> str:
    space = _SPACES.get(node.namespace.value, "")
    return space + (node.tag if _NAME.match(node.tag) else "span" if not space else "unknown")


def _attributes(node: turbohtml.Element) -> dict[str, str]:
    found = {}
    for name, value in node.attrs.items():
        prefix, colon, local = name.rpartition(":")
        known = prefix in _PREFIXES and (prefix != "xlink" or node.namespace.value != "html")
        if _NAME.match(local) and name != "xmlns" and (known or not colon):
            found[name] = _ILLEGAL.sub("", " ".join(value) if isinstance(value, list) else value or "")
    return found


def _faults(document: turbohtml.Document, text: str, marks: list[tuple[int, str]]) -> Iterator[MarkupFault]:
    """Find out which tags of marked markup are left open or close nothing."""
    starts = [position for position, _place in marks]

    def place(offset: int) -> str:
        before = bisect.bisect_right(starts, offset) - 1
        return marks[before][1] if before >= 0 else ""

    found = sorted([*_open_tags(document, text), *_stray_tags(document, text)])
    yield from (MarkupFault(place(offset), message) for offset, message in found if place(offset))
    for error in document.errors:
        if error.code.startswith("eof-in-"):
            yield MarkupFault("", f"a {error.code.removeprefix('eof-in-')} has no end, so that what follows it is missing")


def _open_tags(document: turbohtml.Document, text: str) -> Iterator[tuple[int, str]]:
    for element in document.iter_elements():
        location = element.source_location
        if location is None or location.end_tag is not None or element.tag in _END_OPTIONAL:
            continue
        if element.namespace.value == "html" or text[location.start_tag.end_offset - 2] != "/":
            message = f"<{element.tag}> is not closed where the element around it ends; add </{element.tag}>"
            yield location.start_tag.start_offset, message


def _stray_tags(document: turbohtml.Document, text: str) -> Iterator[tuple[int, str]]:
    import turbohtml

    places = (element.source_location for element in document.iter_elements())
    closing = {place.end_tag.start_offset for place in places if place is not None and place.end_tag is not None}
    lines = [0, *(each.end() for each in re.finditer("\n", text))]
    for token in turbohtml.tokenize(text, capture_attributes=False):
        if token.type is turbohtml.TokenType.END_TAG and token.tag not in _END_OPTIONAL:
            offset = lines[token.line - 1] + token.col
            if offset not in closing:
                yield offset, f"</{token.tag}> closes nothing; remove it or open <{token.tag}> before it"


# ---- writing ----


def _escape(text: str) -> str:
    # A plain ">" is text in XML too, and in a style sheet that some checkers read as HTML it has to stay one.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


def _quote(text: str) -> str:
    return f'"{_escape(text).replace(chr(34), "&quot;").replace(chr(10), "&#10;").replace(chr(9), "&#9;")}"'


def _write(element: ET.Element, around: str, out: list[str]) -> None:
    space, _end, name = element.tag.rpartition("}")
    space = space.removeprefix("{") or XHTML
    out.append(f"<{name}")
    if space != around:
        out.append(f' xmlns="{space}"')
        used = {key.partition(":")[0] for each in element.iter() for key in each.attrib if ":" in key}
        wanted = [prefix for prefix in ("epub", "xlink") if (prefix in used and space != XHTML) or (name, prefix) == ("html", "epub")]
        out.extend(f' xmlns:{prefix}="{_PREFIXES[prefix]}"' for prefix in wanted)
    out.extend(f" {key}={_quote(value)}" for key, value in element.attrib.items())
    if not len(element) and not element.text and (space != XHTML or name in VOID):
        out.append(" />")
        return
    out.append(">")
    out.append(_escape(element.text or ""))
    for child in element:
        _write(child, space, out)
        out.append(_escape(child.tail or ""))
    out.append(f"</{name}>")


def write(root: ET.Element) -> str:
    """Write a page as XHTML that a parser of HTML understands too, or a drawing as an SVG file."""
    out = ['<?xml version="1.0" encoding="utf-8"?>\n', "<!DOCTYPE html>\n" if root.tag == "html" else ""]
    _write(root, "", out)
    return "".join([*out, "\n"])


# ---- small words for trees ----


def classes(element: ET.Element) -> list[str]:
    """Return the classes of an element."""
    return element.get("class", "").split()


def having(root: ET.Element, name: str) -> list[ET.Element]:
    """Return the elements of a class, in the order of the page."""
    return [each for each in root.iter() if name in classes(each)]


def add_class(element: ET.Element, name: str) -> None:
    """Give an element one more class."""
    element.set("class", f"{element.get('class', '')} {name}".strip())


def words(element: ET.Element) -> str:
    """Return the text of an element, its blanks collapsed."""
    return " ".join("".join(element.itertext()).split())


def words_of(root: ET.Element, name: str) -> str:
    """Return the words of the first element of a class; nothing where there is none."""
    return next(map(words, having(root, name)), "")


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
    replace(parent, child, [])


def unwrap(parent: ET.Element, child: ET.Element) -> None:
    """Put the content of an element in its place."""
    replace(parent, child, list(child), child.text or "")


def replace(parent: ET.Element, child: ET.Element, others: list[ET.Element], text: str = "") -> None:
    """Put a text and other elements in the place of one; the text after it stays."""
    index = list(parent).index(child)
    tail, child.tail = child.tail or "", None
    parent.remove(child)
    put_text(parent, index, text)
    parent[index:index] = others
    put_text(parent, index + len(others), tail)
