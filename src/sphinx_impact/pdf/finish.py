"""Mends the tags of a finished PDF before it is written.

WeasyPrint builds the tree of tags from boxes, of which an element has one on every page it stands on, and calls our finisher with it. What
a tag was made from is remembered as it is built, by wrapping the one function of WeasyPrint that builds them: the only private thing
of it that is touched here, and the reason why its version is bounded in pyproject.toml.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

from sphinx_impact.epub.xhtml import classes
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    from weasyprint import Document

_MERGED = frozenset("/Part /Sect /Div /P /L /LI /LBody /BlockQuote /NonStruct /Art /Caption /TOC /TOCI /Note /Code".split())
"""What is one thing, on however many pages it stands."""

_TAGS = {
    **dict.fromkeys("strong b em i data time abbr cite s small sub sup u ins del mark bdi bdo dfn var".split(), "/Span"),
    **dict.fromkeys("code kbd samp".split(), "/Code"),
    **dict.fromkeys("figure figcaption aside header footer nav address".split(), "/Div"),
    "pre": "/P",
    "q": "/Quote",
}
"""Tags of HTML that WeasyPrint has no tag for."""

_EMPTY = frozenset({"/TD", "/TH"})

_BARE = frozenset({"Type", "S", "P", "Pg", "K"})
"""What a tag says that says nothing of its own."""

_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""Says that the file is PDF/UA-1, in words that PDF/A allows."""


@contextlib.contextmanager
def origins() -> Iterator[None]:
    """Have each tag remember the element that it is made from, as ``tag.origin``, and the file its pages, while a PDF is written."""
    build = tags._build_box_tree  # noqa: SLF001 - see above

    def remembering(box: Any, *rest: Any) -> Iterator[Any]:
        real = box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001 - as WeasyPrint itself
        for tag in build(box, *rest):
            if not hasattr(tag, "origin"):
                tag.origin = (real.element, real.element_tag)
            yield tag

    references, known = pydyf.PDF.page_references, (0, ())

    def remembered(pdf: pydyf.PDF) -> tuple[bytes, ...]:
        # pydyf makes the references of all pages anew for every tag, so that time would grow with the square of the pages.
        nonlocal known
        kids = len(pdf.pages["Kids"])
        if known[0] != kids:
            known = (kids, references.fget(pdf))
        return known[1]

    tags._build_box_tree = remembering  # noqa: SLF001
    pydyf.PDF.page_references = property(remembered)
    try:
        yield
    finally:
        tags._build_box_tree = build  # noqa: SLF001
        pydyf.PDF.page_references = references


class Finisher:
    """Makes the tags of one PDF right."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, document: Document, pdf: pydyf.PDF) -> None:
        """Mend the file. WeasyPrint calls this."""
        self.document, self.pdf = document, pdf
        self.root = self.get(pdf.catalog["StructTreeRoot"])
        self.top_reference = self.root["K"][0]
        self.top = self.get(self.top_reference)
        self.moved: dict[bytes, bytes] = {}
        self.named: dict[str, bytes] = {}
        self.calls: dict[str, tuple[bytes, Any]] = {}
        self.notes: list[tuple[str, bytes, Any]] = []
        self._name(self.top)
        self._merge(self.top)
        self._place_notes()
        self._prune(self.top)
        self._describe(self.top_reference, ())
        self._flatten(self.top_reference)
        self._follow_merged()
        self._make_artifacts()
        self._tell_links()
        self._list_names()
        self._catalogue()
        for reference in self.moved:  # nothing leads there any more, and each would still be written
            self.get(reference).clear()

    # ---- the tree ----

    def get(self, reference: Any) -> Any:
        """Return the object behind a reference; anything else as it is."""
        return self.pdf.objects[int(reference.split()[0])] if isinstance(reference, bytes) else reference

    def tag(self, kid: Any) -> Any:
        """Return the tag behind a reference; None for content."""
        found = self.get(kid) if isinstance(kid, bytes) else None
        return found if isinstance(found, dict) and "S" in found else None

    def kids(self, tag: Any) -> Iterator[tuple[bytes, Any]]:
        """Yield reference and tag of the tags right below one."""
        for kid in list(tag["K"]):
            found = self.tag(kid)
            if found is not None:
                yield kid, found

    @staticmethod
    def origin(tag: Any) -> tuple[ET.Element | None, str]:
        """Return what a tag is made from: the element, and its tag or pseudo-element."""
        element, name = getattr(tag, "origin", (None, None))
        return element, name or ""

    def _known(self, tag: Any) -> list[str]:
        element, _tag = self.origin(tag)
        return classes(element) if element is not None else []

    def _name(self, tag: Any) -> None:
        """Give tags the names that PDF has for what they are."""
        for _kid, child in self.kids(tag):
            element, name = self.origin(child)
            known = self._known(child) if element is not None and name == element.tag else []
            if child["S"] == "/NonStruct" and name in _TAGS:
                child["S"] = _TAGS[name]
            if "note" in known and name == "aside":
                child["S"] = "/Note"
            elif child["S"] == "/Caption" and tag["S"] == "/Caption":  # a block in a caption makes WeasyPrint build one around it
                child["S"] = "/Span"
            elif child["S"] == "/L" and "toc" in known:
                child["S"] = "/TOC"
            elif child["S"] == "/LI" and tag["S"] == "/TOC":
                child["S"] = "/TOCI"
            elif child["S"] == "/LBody" and tag["S"] == "/TOCI":
                child["S"] = "/Reference"
            self._name(child)

    def _merge(self, tag: Any) -> None:
        """Make one tag of the pieces of an element, on several pages or on several lines."""
        first: dict[tuple[int, str, str], bytes] = {}
        kept: list[Any] = []
        own, _own_tag = self.origin(tag)
        for kid in list(tag["K"]):
            child = self.tag(kid)
            if child is None:
                kept.append(kid)
                continue
            element, name = self.origin(child)
            if child["S"] == "/Link" and tag["S"] == "/Link" and element is own:
                self._move(child, tag, self.moved.get(kid) or self._reference_of(tag))
                kept.extend(child["K"])
                self.moved[kid] = self._reference_of(tag)
                continue
            key = (id(element), name, child["S"])
            known = first.get(key) if element is not None else None
            if known is not None:
                target = self.get(known)
                apart = target["Pg"] != child["Pg"]
                if (apart and child["S"] in _MERGED) or (not apart and child["S"] == "/Link"):
                    self._move(child, target, known)
                    target["K"].extend(child["K"])
                    self.moved[kid] = known
                    continue
            if element is not None:
                first[key] = kid
            kept.append(kid)
        tag["K"] = pydyf.Array(kept)
        for kid, child in self.kids(tag):
            element, name = self.origin(child)
            if child["S"] == "/Note" and element is not None:
                self.notes.append((element.get("id", ""), kid, tag))
            elif child["S"] == "/Link" and element is not None and name == "a" and "call" in classes(element):
                self.calls.setdefault(element.get("href", "")[1:], (kid, tag))
            self._merge(child)

    @staticmethod
    def _reference_of(tag: Any) -> bytes:
        return tag.reference  # type: ignore[no-any-return]

    def _move(self, old: Any, new: Any, reference: bytes) -> None:
        """Make a tag the parent of what stands in another; content of another page needs to say so, which a number alone cannot."""
        for place, kid in enumerate(list(old["K"])):
            child = self.tag(kid)
            if child is not None:
                child["P"] = reference
            elif isinstance(kid, int) and old["Pg"] != new["Pg"]:
                old["K"][place] = pydyf.Dictionary({"Type": "/MCR", "Pg": old["Pg"], "MCID": kid})

    def _place_notes(self) -> None:
        """Have a note read where it is called, not at the foot of the page."""
        for id_, kid, parent in self.notes:
            note = self.get(kid)
            note["ID"] = pydyf.String(id_)
            self.named[id_] = kid
            if id_ in self.calls:
                call, place = self.calls[id_]
                parent["K"].remove(kid)
                place["K"].insert(place["K"].index(call) + 1, kid)
                note["P"] = self.get(call)["P"]

    def _prune(self, tag: Any) -> None:
        """Leave out tags without content, and what is there for the eye alone, which becomes an artifact."""
        kept = []
        for kid in tag["K"]:
            child = self.tag(kid)
            if child is not None:
                element, _name = self.origin(child)
                seen_only = element is not None and element.get("aria-hidden") == "true"
                self._prune(child)
                if seen_only or (child["S"] == "/Figure" and "Alt" not in child) or (not child["K"] and child["S"] not in _EMPTY):
                    continue
            kept.append(kid)
        tag["K"] = pydyf.Array(kept)

    def _describe(self, reference: bytes, above: tuple[str, ...]) -> None:
        """Say of each tag what its element says: language, words, scope, box; pair labels and bodies of lists."""
        tag = self.get(reference)
        element, name = self.origin(tag)
        kind = tag["S"]
        if element is not None and name == element.tag:
            language = element.get("lang")
            if language and language != self.language and name != "html":
                tag["Lang"] = pydyf.String(language)
            if element.get("data-spoken"):
                tag["ActualText"] = pydyf.String(element.get("data-spoken"))
            if element.get("data-formula"):
                tag["S"], tag["Alt"] = "/Formula", pydyf.String(element.get("data-formula"))
        if kind == "/TH":
            said = element.get("scope", "") if element is not None else ""
            column = said.startswith("col") or (not said and "/THead" in above)
            tag["A"]["Scope"] = "/Column" if column else "/Row"
            if "ID" in tag:
                self.named[tag["ID"].string] = reference
        elif kind == "/Figure" and "A" in tag:
            self._place_box(tag)
        elif kind == "/LI":
            self._pair(reference, tag)
        for kid, _child in self.kids(tag):
            self._describe(kid, (*above, kind))

    def _flatten(self, reference: bytes) -> None:
        """Take a span out that is all there is in another one and says nothing: there is one for each text, thousands in a book."""
        tag = self.get(reference)
        for kid, _child in self.kids(tag):
            self._flatten(kid)
        if tag["S"] == "/Span" and len(tag["K"]) == 1:
            (kid,) = tag["K"]
            child = self.tag(kid)
            if child is not None and child["S"] == "/Span" and child.keys() <= _BARE:
                self._move(child, tag, reference)
                tag["K"] = child["K"]
                self.moved[kid] = reference

    def _place_box(self, tag: Any) -> None:
        """Give the box of a figure in points from the lower left corner; WeasyPrint gives pixels from the upper left one."""
        page = self.document.pages[self.pdf.page_references.index(tag["Pg"])]
        left, top, right, bottom = tag["A"]["BBox"]
        tag["A"]["BBox"] = pydyf.Array([left * 0.75, (page.height - bottom) * 0.75, right * 0.75, (page.height - top) * 0.75])

    def _pair(self, reference: bytes, item: Any) -> None:
        """Put what stands in an item of a list beside its label into its body."""
        loose = [kid for kid, child in self.kids(item) if child["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            return
        body = next((child for _kid, child in self.kids(item) if child["S"] == "/LBody"), None)
        if body is None:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "P": reference, "Pg": item["Pg"]})
            self.pdf.add_object(body)
            item["K"].insert(item["K"].index(loose[0]), body.reference)
        for kid in loose:
            item["K"].remove(kid)
            body["K"].append(kid)
            self.get(kid)["P"] = body.reference

    # ---- what belongs to the tree ----

    def _follow_merged(self) -> None:
        numbers = self.get(self.root["ParentTree"])["Nums"]

        def last(reference: Any) -> Any:
            while reference in self.moved:
                reference = self.moved[reference]
            return reference

        for place in range(1, len(numbers), 2):
            entry = numbers[place]
            numbers[place] = pydyf.Array(last(each) for each in entry) if isinstance(entry, list) else last(entry)

    def _make_artifacts(self) -> None:
        """Mark what no tag holds, running heads and decoration, as what a screen reader passes over."""
        held: set[bytes] = set()
        ahead = [self.top_reference]
        while ahead:
            reference = ahead.pop()
            held.add(reference)
            ahead.extend(kid for kid, _child in self.kids(self.get(reference)))
        numbers = self.get(self.root["ParentTree"])["Nums"]
        owners = {numbers[place]: numbers[place + 1] for place in range(0, len(numbers), 2)}
        for number, reference in enumerate(self.pdf.page_references):
            stream = self.get(self.get(reference)["Contents"]).stream
            for place in range(1, len(stream)):
                marked = stream[place]
                if isinstance(marked, dict) and "MCID" in marked and owners[number][marked["MCID"]] not in held:
                    stream[place - 1] = "/Artifact"
                    stream[place] = pydyf.Dictionary({"Type": "/Pagination"})

    def _tell_links(self) -> None:
        """Say where a link inside the book leads, where WeasyPrint gives the name of the place; have all of them printed."""
        pages: dict[str, int] = {}
        for number, page in enumerate(self.document.pages, 1):
            for name in page.anchors:
                pages.setdefault(name, number)
        for each in self.pdf.objects:
            if isinstance(each, dict) and each.get("Type") == "/Annot":
                each["F"] = 4
                if "Dest" in each:
                    each["Contents"] = pydyf.String(str(_("Page %s")) % pages.get(each["Dest"].string, 1))

    def _list_names(self) -> None:
        if self.named:
            names = pydyf.Array(part for name in sorted(self.named) for part in (pydyf.String(name), self.named[name]))
            tree = pydyf.Dictionary({"Names": names})
            self.pdf.add_object(tree)
            self.root["IDTree"] = tree.reference

    def _catalogue(self) -> None:
        catalogue = self.pdf.catalog
        catalogue["PageMode"] = "/UseOutlines"
        packet = self.get(catalogue["Metadata"])
        (text,) = packet.stream
        packet.stream = [re.sub(rb"</rdf:RDF>", _UA.encode() + b"</rdf:RDF>", text, count=1)]
        packet.compress = False
        if "AF" in catalogue:  # WeasyPrint lists each file twice
            catalogue["AF"] = pydyf.Array(dict.fromkeys(catalogue["AF"]))
