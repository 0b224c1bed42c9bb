"""A finished book, opened for tests."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
X = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Book:
    """The files of a book, its pages as XML."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.infos = archive.infolist()
            self.files = {info.filename: archive.read(info) for info in self.infos}
        self.opf = ET.fromstring(self.files["content.opf"])
        self.items = {item.get("id", ""): item for item in self.opf.iter(f"{OPF}item")}

    def page(self, name: str) -> ET.Element:
        return ET.fromstring(self.files[name])

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8")

    @property
    def pages(self) -> dict[str, ET.Element]:
        return {name: self.page(name) for name in self.files if name.endswith(".xhtml")}

    @property
    def spine(self) -> list[str]:
        """Paths in reading order; those that page turning leaves out with a star behind them."""
        return [
            unquote(self.items[each.get("idref", "")].get("href", "")) + ("*" if each.get("linear") == "no" else "")
            for each in self.opf.iter(f"{OPF}itemref")
        ]

    def meta(self, name: str) -> list[str]:
        """Values of a property, or of an element of Dublin Core."""
        properties = [each.text or "" for each in self.opf.iter(f"{OPF}meta") if each.get("property") == name]
        return properties + [each.text or "" for each in self.opf.iter(f"{DC}{name}")]

    def nav(self, kind: str) -> list[tuple[str, str]]:
        """Words and targets of one of the navigations."""
        found = next((each for each in self.page("nav.xhtml").iter(f"{X}nav") if each.get(TYPE) == kind), None)
        return [] if found is None else [("".join(each.itertext()), each.get("href", "")) for each in found.iter(f"{X}a")]

    def broken_links(self) -> list[str]:
        """Every link and source inside the book that leads to nothing."""
        ids = {name: {each.get("id") for each in page.iter()} for name, page in self.pages.items()}
        broken = []
        for name, page in self.pages.items():
            for element in page.iter():
                for key in ("href", "src", "data"):
                    value = element.get(key)
                    if not value or ":" in value.split("/")[0] or (key == "data" and element.tag != f"{X}object"):
                        continue
                    path, _, fragment = value.partition("#")
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
                    if target not in self.files or (fragment and target in ids and unquote(fragment) not in ids[target]):
                        broken.append(f"{name}: {value}")
        return broken
