"""WeasyPrint, which sets the book: the only room that imports it, and only when a PDF is made."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import cssselect2
from sphinx.util import logging as sphinx_logging
from weasyprint import CSS, HTML, Attachment, svg
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from sphinx_impact.epub.page_list import Start
from sphinx_impact.epub.pictures import MEDIA_TYPES, clean_svg
from sphinx_impact.epub.xhtml import add_class, classes
from sphinx_impact.pdf.finish import Finisher, origins

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree import ElementTree as ET

    from weasyprint import Document
    from weasyprint.document import Page

_log = sphinx_logging.getLogger(__name__)

BASE = "http://book.invalid/"
"""What stands for the report's folder, whose own path would be in the bytes of the file."""

VARIANT = "pdf/a-3a"
_EVERY = 20
"""After so many pages, progress is shown again."""

_ROUNDS = 5
"""How often numbers of pages are put right, which few chapters are set anew for: all digits are as wide as each other."""

_ON_A_PAGE, _KNOWN = 1500, 10
"""So many signs are on a page, more or less, until so many pages are set: only the number of digits is guessed, of pages to come."""

_TAIL = 0.3
"""A chapter whose last page is filled to less than this is set closer to save the page, or the pages before it are set shorter."""

_FILLED, _SHORTEST = 0.45, 0.8
"""How much of the last page is to be filled where pages are set shorter, and how short they may be, both of the height of the text."""

_CLOSER = (("tight", 0.065), ("tighter", 0.15))
"""How much of a chapter each of the closer settings saves at most."""

_BEGINNING = 400
"""So many signs of a page are enough to know its beginning by."""

_OPENS = frozenset("impact-cover contents chapter colophon".split())
"""Parts that begin on a page of their own, each set by itself."""

_DIGITS = re.compile("[0-9]+")
_FAMILY, _OURS = "Impact Sans", ("Impact ", "Impact-")
_NAMED = re.compile(rb'font-family="(?:Liberation Sans, Arial, Helvetica, )?sans-serif"')


class _Line(str):
    """A line of words in a drawing, which WeasyPrint would set letter by letter: joined ones would come apart, and run from left to right."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))

    def lstrip(self, chars: str | None = None) -> _Line:
        return _Line(super().lstrip(chars))

    def rstrip(self, chars: str | None = None) -> _Line:
        return _Line(super().rstrip(chars))


def _whole(text: str | None, preserve: bool, *, tidied: Any = svg.Node.process_whitespace) -> str:
    words: str = tidied(text, preserve)
    return _Line(words) if any(unicodedata.bidirectional(char) in {"R", "AL"} for char in words) else words


svg.Node.process_whitespace = staticmethod(_whole)


class _Files(URLFetcher):  # type: ignore[misc]
    """Opens files of the report and of given folders, and nothing else: no network."""

    def __init__(self, folder: Path, fonts: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self.folder = folder.resolve()
        self.folders = (self.folder, *(each.resolve() for each in fonts))

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return a file.

        Raises:
            ValueError: It lies elsewhere, or is a drawing that cannot be read.
        """
        if url.startswith("data:"):
            return super().fetch(url, headers)
        inside = url2pathname(unquote(urlsplit(url).path))
        path = (self.folder / inside.lstrip("/") if url.startswith(BASE) else Path(inside)).resolve()
        if not any(path.is_relative_to(folder) for folder in self.folders):
            raise ValueError("it is no file of the report")
        data = path.read_bytes()
        if path.suffix.lower() == ".svg":
            data = _NAMED.sub(f'font-family="{_FAMILY}"'.encode(), clean_svg(data))
        return URLFetcherResponse(url, data, {"Content-Type": MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")})


class _Tree(HTML):  # type: ignore[misc]
    """A page that has been read already."""

    def __init__(self, root: ET.Element, fetcher: URLFetcher) -> None:
        super().__init__(string="<html>", base_url=BASE, url_fetcher=fetcher)
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


class _Listener(logging.Handler):
    """Collects what WeasyPrint complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message, once each."""
        self.said.setdefault(record.getMessage())


@contextlib.contextmanager
def _listening() -> Iterator[_Listener]:
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    levels = [each.level for each in loggers]
    for each, level in zip(loggers, (logging.WARNING, logging.ERROR), strict=True):
        each.setLevel(level)
    loggers[0].addHandler(listener)
    try:
        yield listener
    finally:
        loggers[0].removeHandler(listener)
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)


def _begin(page: Page) -> str:
    """Return what is written first on a page, without what is set at its foot."""
    texts, length = [], 0
    for box in page._page_box.children[0].descendants():  # noqa: SLF001 - as the tags are built, see pdf/finish.py
        if isinstance(box, TextBox) and "::" not in (box.element_tag or ""):
            texts.append(box.text)
            length += len(box.text)
            if length > _BEGINNING:
                break
    return " ".join(texts)


@dataclasses.dataclass(slots=True)
class _Part:
    """What begins on a page of its own: the cover, the contents, a chapter.

    Attributes:
        first: Number of its first page.
        pages: As they were set.
        numbers: The numbers of pages it was set with, by the name of the place.
        bottom: Margin at the foot of its pages, in pixels of CSS; 0 for that of all pages.
        before: How many signs stand before it.
    """

    elements: list[ET.Element]
    first: int = 0
    pages: list[Page] = dataclasses.field(default_factory=list)
    numbers: dict[str, str] = dataclasses.field(default_factory=dict)
    bottom: float = 0.0
    before: int = 0

    def refers(self) -> Iterator[ET.Element]:
        """Yield the links that say on which page their place is."""
        for element in self.elements:
            for link in element.iter("a"):
                if link.get("data-page") is not None:
                    yield link


class _Setter:
    """Sets the book part by part, so that what changes in one is no reason to set the others again.

    Attributes:
        places: Where each place is: number of the page, and how far down it, from 0 to 1.
        before: How many signs stand before each.
    """

    def __init__(self, root: ET.Element, fetcher: URLFetcher, styles: str, options: dict[str, Any]) -> None:
        self.root, self.fetcher, self.options = root, fetcher, options
        self.faces = FontConfiguration()
        self.sheet = CSS(string=styles, font_config=self.faces, base_url=BASE, url_fetcher=fetcher)
        self.images: dict[str, Any] = {}
        self.places: dict[str, tuple[int, float]] = {}
        main = root.find("body/main")
        assert main is not None
        self.main = main
        self.parts: list[_Part] = []
        for element in main:
            if not self.parts or not _OPENS.isdisjoint(classes(element)):
                self.parts.append(_Part([]))
            self.parts[-1].elements.append(element)
        self.before: dict[str, int] = {}
        signs = 0
        for part in self.parts:
            part.before = signs
            for element in (each for top in part.elements for each in top.iter()):
                if (name := element.get("id")) is not None:
                    self.before[name] = signs
                signs += len(element.text or "") + len(element.tail or "")

    def set(self) -> Document:
        """Set all parts, and again those whose numbers of pages were not known."""
        for turn in range(_ROUNDS):
            number, shown = 1, 0
            for part in self.parts:
                if part.first != number or (part.numbers != self._numbers(part) and not self._renumber(part)):
                    self._lay(part, number)
                    if turn == 0:
                        self._fit(part)
                number += len(part.pages)
                if turn == 0 and number - shown > _EVERY:
                    shown = number - 1
                    _log.info("setting page %d", shown)
            if all(part.numbers == self._numbers(part) for part in self.parts):
                break
        self.main[:] = [element for part in self.parts for element in part.elements]
        return self.document.copy([page for part in self.parts for page in part.pages])

    def forget(self) -> None:
        """Have all parts set again, since their words are others."""
        for part in self.parts:
            part.first = 0

    def starts(self) -> list[Start]:
        """Return how the pages of the cover and of the chapters begin."""
        return [
            Start(number, part.elements[0].get("data-docname", ""), _begin(page))
            for part in self.parts
            if part.elements[0].get("data-docname") is not None
            for number, page in enumerate(part.pages, part.first)
        ]

    def _numbers(self, part: _Part) -> dict[str, str]:
        names = [link.get("href", "")[1:] for link in part.refers()]
        on_a_page = part.before / part.first if part.first > _KNOWN and part.before else _ON_A_PAGE

        def guess(name: str) -> int:
            return max(1, round(part.first + (self.before.get(name, 0) - part.before) / on_a_page))

        return {name: str(self.places[name][0] if name in self.places else guess(name)) for name in names}

    def _renumber(self, part: _Part) -> bool:
        """Put other numbers of pages into a part that is set, where they have as many digits and so take no other room."""
        numbers = self._numbers(part)
        links = {id(link): link for link in part.refers()}
        shown: dict[int, list[TextBox]] = {key: [] for key in links}
        for page in part.pages:
            for box in page._page_box.descendants(True):  # noqa: SLF001 - as in _begin
                if isinstance(box, TextBox) and box.element_tag == "a::after" and id(box.element) in links and _DIGITS.search(box.text):
                    shown[id(box.element)].append(box)
        for key, link in links.items():
            new = numbers[link.get("href", "")[1:]]
            if len(shown[key]) != 1 or len(new) != len(link.get("data-page", "")):
                return False
        for key, link in links.items():
            (box,) = shown[key]
            new = numbers[link.get("href", "")[1:]]
            box.text = box.pango_layout.text = _DIGITS.sub(new, box.text)  # from which it is drawn
            link.set("data-page", new)
        part.numbers = numbers
        return True

    def _lay(self, part: _Part, first: int) -> None:
        """Set a part from a page on."""
        part.first = first
        part.numbers = self._numbers(part)
        for link in part.refers():
            link.set("data-page", part.numbers[link.get("href", "")[1:]])
        side = "right" if (first % 2 == 1) == (self.root.get("dir") != "rtl") else "left"
        start = f"html {{ break-before: {side} }} @page :first {{ counter-reset: page {first} }}"
        if part.bottom:
            start += f" @page {{ margin-bottom: {part.bottom:.1f}px }}"
        self.main[:] = part.elements
        self.document = _Tree(self.root, self.fetcher).render(
            stylesheets=[self.sheet, CSS(string=start, font_config=self.faces)], font_config=self.faces, cache=self.images, **self.options
        )
        part.pages = self.document.pages
        for number, page in enumerate(part.pages, first):
            for name, at in page.anchors.items():
                self.places[name] = (number, at[1] / page.height)

    def _fit(self, part: _Part) -> None:
        """Save the last page of a part that hardly fills it, or fill it better."""
        pages, tail = self._end(part)
        if pages < 2 or tail > _TAIL:
            return
        saved = tail / (pages - 1 + tail)
        for name, most in _CLOSER:
            if saved < most:
                self._try(part, name)
                if len(part.pages) < pages:
                    return
                self._undo(part, name)
        box = part.pages[-1]._page_box  # noqa: SLF001 - its margins are told nowhere else
        filled = (tail * box.margin_height() - box.margin_top) / box.height
        ratio = max((pages - 1 + filled) / (pages - 1 + _FILLED), _SHORTEST)
        part.bottom = box.margin_bottom + (1 - ratio) * box.height
        self._lay(part, part.first)
        if len(part.pages) > pages or self._end(part)[1] <= tail:
            part.bottom = 0
            self._lay(part, part.first)

    def _try(self, part: _Part, name: str) -> None:
        for element in part.elements:
            add_class(element, name)
        self._lay(part, part.first)

    @staticmethod
    def _undo(part: _Part, name: str) -> None:
        for element in part.elements:
            element.set("class", " ".join(each for each in classes(element) if each != name))

    def _end(self, part: _Part) -> tuple[int, float]:
        """Return how many pages a part has, and how far down the last one it ends; the whole page where that is not known."""
        name = next((each.get("id", "") for element in part.elements for each in element if each.get("class") == "end"), "")
        return len(part.pages), self.places.get(name, (0, 1.0))[1]


def _replace(root: ET.Element, signs: str) -> None:
    """Put a square in the place of some signs."""
    table = dict.fromkeys(map(ord, signs), "\N{WHITE SQUARE}")
    for element in root.iter():
        element.text = element.text and element.text.translate(table)
        element.tail = element.tail and element.tail.translate(table)


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """What is to be said of a PDF that was written.

    Attributes:
        pages: How many there are.
        trouble: What went wrong, in words of WeasyPrint.
        missing: Signs that no face has.
        borrowed: Faces of the machine that signs were set in, and these signs.
        starts: How each page of the cover and the chapters begins.
    """

    pages: int
    trouble: list[str]
    missing: str
    borrowed: dict[str, str]
    starts: list[Start]


def write(
    root: ET.Element, target: Path, *, styles: str, folder: Path, fonts: Sequence[Path], attached: Mapping[str, bytes], created: dt.datetime
) -> Made:
    """Set a book and write it.

    Args:
        root: Its elements.
        folder: Where its pictures are.
        fonts: Folders that the style sheet may load from.
        attached: Files inside the PDF by name.
        created: When it was made.
    """
    fetcher = _Files(folder, fonts)
    options: dict[str, Any] = {"pdf_variant": VARIANT, "dpi": 300, "jpeg_quality": 85, "optimize_images": True}
    with _listening() as listener:
        setter = _Setter(root, fetcher, styles, options)

        def written() -> Document:
            document = setter.set()
            _log.info("writing %d pages", len(document.pages))
            files = [  # which can be read once only
                Attachment(string=data, name=name, description=name, relationship="Data", created=created, modified=created)
                for name, data in attached.items()
            ]
            with origins():
                document.write_pdf(target, finisher=Finisher(root.get("lang", "en")), attachments=files, **options)
            return document

        document = written()
        missing = "".join(sorted({chr(each) for font in document.fonts.values() for each in font.missing}))
        if missing:  # neither PDF/UA nor PDF/A allows a sign that no font has
            _replace(root, missing)
            setter.forget()
            document = written()
    borrowed: dict[str, str] = {}
    for font in document.fonts.values():
        family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
        signs = "".join(text for glyph, text in font.to_unicode.items() if glyph not in font.missing.values())
        if signs.strip() and not family.startswith(_OURS):
            borrowed[family] = "".join(sorted({*borrowed.get(family, ""), *signs} - {" "}))
    return Made(len(document.pages), list(listener.said), missing, borrowed, setter.starts())
