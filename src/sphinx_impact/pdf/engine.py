"""WeasyPrint, which sets the book: the only room that imports it, and only when a PDF is made."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import cssselect2
from sphinx.util import logging as sphinx_logging
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from sphinx_impact.epub.pictures import MEDIA_TYPES, clean_svg
from sphinx_impact.epub.xhtml import add_class
from sphinx_impact.pdf.finish import Finisher, origins

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree import ElementTree as ET

    from weasyprint import Document

_log = sphinx_logging.getLogger(__name__)

BASE = "http://book.invalid/"
"""What stands for the report's folder, whose own path would be in the bytes of the file."""

VARIANT = "pdf/a-3a"
_EVERY = 20
"""After so many pages, progress is shown again."""

_FITTED = 150_000
"""Characters of the longest book whose chapters are fitted to pages, which takes half as long again."""

_WITHOUT_NUMBERS = ".page.page::after { content: '\\a0(p. 00)' } .toc-line.toc-line a::after { content: '00' }"

_TAIL, _TIGHT, _TIGHTER = 0.3, 0.065, 0.15
"""A chapter whose last page is filled to less than the first is set closer, where the others of its length are to be saved."""

_FAMILY, _OURS = "Impact Sans", ("Impact ", "Impact-")
_NAMED = re.compile(rb'font-family="(?:Liberation Sans, Arial, Helvetica, )?sans-serif"')


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
    """Collects what WeasyPrint complains of, and shows how far it is."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message, once each."""
        if record.name.endswith(".progress"):
            page = record.args[0] if isinstance(record.args, tuple) and record.args else 0
            if "Creating layout - Page" in record.msg and isinstance(page, int) and page % _EVERY == 0:
                _log.info("setting page %d", page)
        else:
            self.said.setdefault(record.getMessage())


@contextlib.contextmanager
def _listening() -> Iterator[_Listener]:
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "weasyprint.progress", "fontTools")]
    levels = [each.level for each in loggers]
    for each, level in zip(loggers, (logging.WARNING, logging.INFO, logging.ERROR), strict=True):
        each.setLevel(level)
    for each in loggers[:1]:
        each.addHandler(listener)
    try:
        yield listener
    finally:
        loggers[0].removeHandler(listener)
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)


def _fit(root: ET.Element, document: Document) -> None:
    """Mark the chapters that end just after the top of a page, to be set closer."""
    places = {name: (number, at[1] / page.height) for number, page in enumerate(document.pages) for name, at in page.anchors.items()}
    for section in root.iter("section"):
        end = next((each.get("id", "") for each in section if each.get("class") == "end"), "")
        if end not in places:
            continue
        last, tail = places[end]
        pages = last - places[end.removesuffix("--end")][0]
        saved = tail / (pages + tail)
        if pages > 0 and tail < _TAIL and saved < _TIGHTER:
            add_class(section, "tight" if saved < _TIGHT else "tighter")


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
    """

    pages: int
    trouble: list[str]
    missing: str
    borrowed: dict[str, str]


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
        faces = FontConfiguration()
        sheet = CSS(string=styles, font_config=faces, base_url=BASE, url_fetcher=fetcher)
        if sum(len(text) for text in root.itertext()) < _FITTED:
            plain = CSS(string=_WITHOUT_NUMBERS, font_config=faces)
            _fit(root, _Tree(root, fetcher).render(stylesheets=[sheet, plain], font_config=faces, **options))

        def written() -> Document:
            document = _Tree(root, fetcher).render(stylesheets=[sheet], font_config=faces, **options)
            _log.info("writing %d pages", len(document.pages))
            files = [
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
            document = written()
    borrowed: dict[str, str] = {}
    for font in document.fonts.values():
        family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
        signs = "".join(text for glyph, text in font.to_unicode.items() if glyph not in font.missing.values())
        if signs.strip() and not family.startswith(_OURS):
            borrowed[family] = "".join(sorted({*borrowed.get(family, ""), *signs} - {" "}))
    return Made(len(document.pages), list(listener.said), missing, borrowed)
