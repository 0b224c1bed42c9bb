"""The builder ``epub``: Sphinx's own, with pages mended as they are written and a package of our own around them."""

from __future__ import annotations

import functools
import os
import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sphinx.builders.epub3 import Epub3Builder
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from sphinx_impact import extras
from sphinx_impact.components import internal_errors
from sphinx_impact.components.formulas import WITH_SCRIPT
from sphinx_impact.config import is_set
from sphinx_impact.domain import domain_of
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.epub import cover, navigation, package
from sphinx_impact.epub import page as pages_of
from sphinx_impact.epub.doctree import write_formulas
from sphinx_impact.epub.links import lies_in
from sphinx_impact.epub.page import Page
from sphinx_impact.epub.pictures import clean_svg
from sphinx_impact.epub.styles import leftwards
from sphinx_impact.epub.wiring import THEME
from sphinx_impact.epub.xhtml import BrokenPageError, read_xml
from sphinx_impact.images.placement import clean_output
from sphinx_impact.messages import _, warn
from sphinx_impact.model.numbers.cldr import is_leftwards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes

_HERE = Path(__file__).parent
_SHEET = "impact-components.css"
# Style for screens of the website, which small engines choke on; the book has its own for the same markup.
_WEB_ONLY = re.compile(
    r"(^|/)(sphinx-design\.min|impact(-(details|exhibits|gallery|letters|statements))?|basic|copybutton|design-style\.[0-9a-f]+\.min)\.css$|^(https?:)?//"
)

_logger = logging.getLogger(__name__)


# Signs that a file name in a book must not have; blanks are a warning of every validator.
_NO_NAME = re.compile(r'[\s"*:<>?\\|\x00-\x1f\x7f]+')
_TAKEN = frozenset({navigation.NAV, cover.PAGE})


class EpubError(SphinxError):
    """The book cannot be made."""

    category = "ePub error"


class ReportEpubBuilder(Epub3Builder):
    """Writes an EPUB 3.3 book that validators pass."""

    # Sphinx would fetch them; the book gets a link instead.
    supported_remote_images = True

    def init(self) -> None:
        """Start with no pages written."""
        super().init()
        self.written: set[str] = set()
        self._paths: dict[str, str] = {}

    def get_outdated_docs(self) -> Iterator[str]:
        """Give every page: a book is one file, and what is in it depends on all of them."""
        yield from sorted(self.env.found_docs)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Leave indices out that nobody asked for."""
        self._paths = {}
        super().prepare_writing(docnames)
        if not self.use_index:
            self.domain_indices = []
        look = brand_of(self.config.html_theme_options)
        self.globalcontext["impact_brand"], self.globalcontext["impact_accent"] = cover.for_lines(look.colour), cover.for_lines(look.accent)

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Give pictures names that every reading system can open."""
        super().post_process_images(doctree)
        names = package.Names()
        for source, name in self.images.items():
            safe = Path(re.sub(r"[^A-Za-z0-9._-]", "-", name))
            self.images[source] = names.take(safe.stem, safe.suffix)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, with formulas that need no script."""
        if self.math_renderer_name in WITH_SCRIPT:
            write_formulas(self.env, doctree)
        super().write_doc(docname, doctree)

    # ---- pages ----

    def name_of(self, page: str) -> str:
        """Return the path of a page in the book, without its ending: the page's own name, or one like it that no other page has."""
        if not self._paths and self.env.found_docs:
            names = package.Names(_TAKEN)
            for docname in sorted(self.env.found_docs):
                name = names.take(_NO_NAME.sub("-", docname), self.out_suffix)
                self._paths[docname] = name.removesuffix(self.out_suffix)
        return self._paths.get(page) or _NO_NAME.sub("-", page)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the path of a page in the book, quoted."""
        return super().get_target_uri(self.name_of(docname), typ)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return where a page is written."""
        return super().get_output_path(self.name_of(page_name))

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page as the theme has it, to be mended when the book is put together."""
        if pagename.startswith("genindex") and not self.use_index:
            return
        super().handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)
        if outfilename is None:
            self.written.add(pagename)

    @functools.cached_property
    def _names(self) -> dict[str, str]:
        return {unquote(self.get_target_uri(name)): name for name in sorted(self.written | self.env.found_docs)}

    def place(self, path: str) -> str:
        """Return the page that a path in the book belongs to, for messages; the path itself where there is none."""
        return self._file(self._names[path]) if path in self._names else path

    def _words_alone(self, page: str) -> str:
        """Return a page as its words alone: what has not been looked at may hold anything."""
        known = page in self.env.found_docs
        title = escape(self.env.titles[page].astext() if known else page)
        text = self.env.get_doctree(page).astext() if known else ""
        words = "".join(f"<p>{escape(' '.join(piece.split()))}</p>" for piece in text.split("\n\n") if piece.strip())
        language = escape(self.config.epub_language)
        head = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"><head><title>{title}</title></head>'
        return f"<!DOCTYPE html>\n{head}<body><h1>{title}</h1>{words}</body></html>\n"

    def _file(self, page: str) -> str:
        """Return the file of a page; the page's name where it has none."""
        return str(self.env.doc2path(page)) if page in self.env.found_docs else page

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        """Have the page link the book's style sheets, not the website's."""
        super().update_page_context(pagename, templatename, ctx, event_arg)
        kept = [sheet for sheet in ctx.get("css_files", ()) if not _WEB_ONLY.search(self.sheet_name(sheet))]
        if self.config.epub_theme == THEME:
            kept = [sheet for sheet in kept if not self.sheet_name(sheet).endswith("_static/pygments.css")]
        ctx["css_files"] = kept
        ctx["impact_sheet"] = relative_uri(self.get_target_uri(pagename), f"_static/{_SHEET}")
        ctx["script_files"] = []
        ctx["metatags"] = ""

    @staticmethod
    def sheet_name(sheet: Any) -> str:
        """Return the path of a style sheet, which Sphinx keeps as an object and some themes as a text."""
        return str(getattr(sheet, "filename", sheet))

    # ---- the book ----

    def handle_finish(self) -> None:
        """Put the book together."""
        self.get_toc()
        shutil.copyfile(_HERE / "static" / _SHEET, self.outdir / "_static" / _SHEET)
        if is_leftwards(self.config.epub_language):
            for sheet in sorted((self.outdir / "_static").glob("impact*.css")):
                sheet.write_text(leftwards(sheet.read_text(encoding="utf-8")), encoding="utf-8")
        self.clean_drawings()
        clean_output(self)
        cover_page, cover_image = self.own_cover()
        pages = self.read_pages()
        if not cover_image and not is_set(self.config, "epub_cover"):
            cover_page, cover_image = self.drawn_cover(pages)
        book = package.Assembly(self, pages, self.place, (cover_page, cover_image))
        book.assemble()
        name = f"{self.config.epub_basename}.epub"
        _logger.info("writing %s file...", name)
        package.write_book(self.outdir / name, Path(self.outdir), book.names, package.build_time())

    def own_cover(self) -> tuple[str, str]:
        """Write the cover page of the author's own ``epub_cover``; return its path and the picture's, or empty ones."""
        if not self.config.epub_cover:
            return "", ""
        image, template = self.config.epub_cover
        image = image.replace(os.sep, "/")
        if not template:
            return "", image
        self.handle_page(Path(self.coverpage_name).stem, {"image": image, "title": self.config.project}, template)
        return self.coverpage_name, image

    def drawn_cover(self, pages: dict[str, Page]) -> tuple[str, str]:
        """Draw a cover, and write a page for it; return their paths."""
        front = pages.get(unquote(self.get_target_uri(self.config.root_doc)))
        words = cover.words_for(self.config, domain_of(self.env).report.profile, front)
        language = self.config.epub_language
        from_right = is_leftwards(language)
        able = bool(extras.installed("raster"))
        if not able:
            extras.say_missing(self.app, "raster", "the cover stays an SVG drawing")
        look = brand_of(self.config.html_theme_options)
        # A picture inside a drawing is nothing that every reading system shows.
        picture = cover.picture_of(front, Path(self.outdir)) if front is not None and able else None
        svg = cover.draw(words, look, picture, plain=front is not None and cover.is_plain(front), leftwards=from_right)
        image = f"_static/{cover.save(svg, Path(self.outdir) / '_static')}"
        text = package.render("cover.xhtml.jinja", language=language, leftwards=from_right, title=_("Cover"), image=image, alt=words.spoken)
        (self.outdir / cover.PAGE).write_text(text, encoding="utf-8")
        pages[cover.PAGE] = Page(cover.PAGE, read_xml(text))
        return cover.PAGE, image

    def clean_drawings(self) -> None:
        """Make the SVG files of the book safe."""
        folders = [self.outdir / self.imagedir, self.outdir / "_static"]
        for path in (each for folder in folders if folder.is_dir() for each in sorted(folder.rglob("*.svg"))):
            try:
                path.write_bytes(clean_svg(path.read_bytes()))
            except ValueError as error:
                warn(f"this SVG file is left out of the book: {error}", code="epub", location=self.original(path))
                path.unlink()

    def original(self, path: Path) -> str:
        """Return where a copied picture comes from, for messages."""
        for source, name in self.images.items():
            if name == path.name:
                return str(source)
        return path.name

    def read_pages(self) -> dict[str, Page]:
        """Read every page of this build, and the author's own files of ``epub_pre_files`` and ``epub_post_files``.

        Raises:
            EpubError: A page is not well-formed.
        """
        own = {name for name, _title in (*self.config.epub_pre_files, *self.config.epub_post_files)}
        excluded = set(self.config.epub_exclude_files)
        pages: dict[str, Page] = {}
        broken: list[str] = []
        for href in sorted({*self._names, *own} - excluded):
            path = self.outdir / href
            if path.suffix not in {".xhtml", ".html"} or not lies_in(Path(self.outdir), href):
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            try:
                pages[href] = self.mended(href, text) if href in self._names else pages_of.own(href, text)
            except BrokenPageError as error:
                broken.append(f"{self.place(href)}: the page is not well-formed, so no reading system would open it: {path}, {error}")
        if broken:
            raise EpubError("\n".join(broken))
        for href, page in pages.items():
            self.tell(self.place(href), page)
        return pages

    def mended(self, href: str, text: str) -> Page:
        """Make a page as the theme has written it fit for the book."""
        pagename = self._names[href]
        said = self.env.metadata.get(pagename, {})
        try:
            return pages_of.mended(
                href,
                text,
                pagename=pagename,
                language=self.config.epub_language,
                part=str(said.get("epub-type", "")),
                standfirst=str(said.get("standfirst", "")),
                front=pagename == self.config.root_doc,
            )
        except (*internal_errors.MEANT, BrokenPageError):
            raise
        except Exception as error:  # noqa: BLE001 - what nobody foresaw has no narrower type
            internal_errors.tell(error, self._file(pagename), "making this page ready for the book")
            return pages_of.own(href, self._words_alone(pagename))

    def tell(self, place: str, page: Page) -> None:
        """Tell the author of a page what was mended or left out."""
        for fault in dict.fromkeys(page.faults):
            warn(f"in the page's HTML, {fault.message}", code="epub", location=fault.place or place, root=Path(self.env.srcdir))
        for url in dict.fromkeys(page.notes.remote):
            warn(f"the book links to {url or 'a picture'!r} instead of showing it: books have no network", code="epub", location=place)
        for url in dict.fromkeys(page.notes.unsafe):
            warn(f"the link to {url!r} is left out of the book: reading systems do not follow it", code="epub", location=place)
        for words in dict.fromkeys(page.notes.lost):
            warn(
                f"the words {words!r} are left out of the book: they are HTML inside a drawing (foreignObject); write them as SVG text",
                code="epub",
                location=place,
            )
