"""The builder ``epub``: Sphinx's own, with pages mended as they are written and a package of our own around them."""

from __future__ import annotations

import os
import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sphinx.builders.epub3 import Epub3Builder
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from sphinx_impact import unforeseen
from sphinx_impact.colours import brand_colours
from sphinx_impact.epub import archive, assembly, content, cover, defaults, facts
from sphinx_impact.epub.drawings import clean_svg
from sphinx_impact.epub.pages import BrokenPageError, Page, mend
from sphinx_impact.messages import _, warn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes

_HERE = Path(__file__).parent
_SHEET = "impact-components.css"
# Style for screens of the website, which small engines choke on; the book has its own for the same markup.
_WEB_ONLY = re.compile(r"(^|/)(sphinx-design\.min|impact|basic|copybutton|design-style\.[0-9a-f]+\.min)\.css$|^(https?:)?//")

_logger = logging.getLogger(__name__)


def _without_blanks(name: str) -> str:
    return re.sub(r"\s+", "-", name)


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

    def get_outdated_docs(self) -> Iterator[str]:
        """Give every page: a book is one file, and what is in it depends on all of them."""
        yield from sorted(self.env.found_docs)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Leave indices out that nobody asked for."""
        super().prepare_writing(docnames)
        if not self.use_index:
            self.domain_indices = []
        brand, accent = self.colours()
        self.globalcontext["impact_brand"], self.globalcontext["impact_accent"] = cover.for_lines(brand), cover.for_lines(accent)

    def colours(self) -> tuple[str, str]:
        """Return the brand colour and the second one, as the website has them."""
        return brand_colours(self.config.html_theme_options)

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Give pictures names that every reading system can open."""
        super().post_process_images(doctree)
        for source, name in self.images.items():
            safe = re.sub(r"[^A-Za-z0-9._-]", "-", name)
            if safe != name:
                taken = set(self.images.values())
                wanted, count = Path(safe), 1
                while safe in taken:
                    count += 1
                    safe = f"{wanted.stem}-{count}{wanted.suffix}"
                self.images[source] = safe

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, with formulas that need no script."""
        if self.math_renderer_name == "mathjax":
            content.write_formulas(doctree)
        super().write_doc(docname, doctree)

    # ---- pages ----

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the path of a page in the book, quoted; blanks in it would be a warning of every validator."""
        return super().get_target_uri(_without_blanks(docname), typ)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return where a page is written."""
        return super().get_output_path(_without_blanks(page_name))

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page, then mend what was written."""
        if pagename.startswith("genindex") and not self.use_index:
            return
        super().handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)
        path = Path(outfilename) if outfilename else Path(self.get_output_path(pagename))
        if path.suffix != self.out_suffix or not path.is_file():
            return
        self.written.add(pagename)
        said = self.env.metadata.get(pagename, {})
        place = self._file(pagename)
        try:
            mended = mend(
                path.read_text(encoding="utf-8"),
                pagename=pagename,
                language=self.config.epub_language or "en",
                part=str(said.get("epub-type", "")),
                standfirst=str(said.get("standfirst", "")),
                front=pagename == self.config.root_doc,
            )
        except unforeseen.MEANT:
            raise
        except Exception as error:  # noqa: BLE001 - what nobody foresaw has no narrower type
            unforeseen.tell(error, place, "making this page ready for the book")
            path.write_text(self._words_alone(pagename), encoding="utf-8")
            return
        for fault in mended.faults:
            warn(f"in the page's HTML, {fault.message}", code="epub", location=fault.place or place, root=Path(self.env.srcdir))
        for url in dict.fromkeys(mended.notes.remote):
            warn(f"the book links to {url or 'a picture'!r} instead of showing it: books have no network", code="epub", location=place)
        for url in dict.fromkeys(mended.notes.unsafe):
            warn(f"the link to {url!r} is left out of the book: reading systems do not follow it", code="epub", location=place)
        path.write_text(mended.text, encoding="utf-8")

    def place(self, path: str) -> str:
        """Return the page that a path in the book belongs to, for messages; the path itself where there is none."""
        names = {unquote(self.get_target_uri(name)): name for name in (*self.written, *self.env.found_docs)}
        return self._file(names[path]) if path in names else path

    def _words_alone(self, page: str) -> str:
        """Return a page as its words alone: what has not been looked at may hold anything."""
        known = page in self.env.found_docs
        title = escape(self.env.titles[page].astext() if known else page)
        text = self.env.get_doctree(page).astext() if known else ""
        words = "".join(f"<p>{escape(' '.join(piece.split()))}</p>" for piece in text.split("\n\n") if piece.strip())
        language = escape(self.config.epub_language or "en")
        head = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"><head><title>{title}</title></head>'
        return f"<!DOCTYPE html>\n{head}<body><h1>{title}</h1>{words}</body></html>\n"

    def _file(self, page: str) -> str:
        """Return the file of a page; the page's name where it has none."""
        return str(self.env.doc2path(page)) if page in self.env.found_docs else page

    def update_page_context(self, pagename: str, templatename: str, ctx: dict[str, Any], event_arg: Any) -> None:
        """Have the page link the book's style sheets, not the website's."""
        super().update_page_context(pagename, templatename, ctx, event_arg)
        kept = [sheet for sheet in ctx.get("css_files", ()) if not _WEB_ONLY.search(self.sheet_name(sheet))]
        if self.config.epub_theme == defaults.THEME:
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
        self.clean_drawings()
        cover_page, cover_image = self.own_cover()
        pages = self.read_pages()
        if not cover_image and not defaults.is_set(self.config, "epub_cover"):
            cover_page, cover_image = self.drawn_cover(pages)
        book = assembly.Assembly(self, pages, self.place, (cover_page, cover_image))
        book.assemble()
        name = f"{self.config.epub_basename}.epub"
        _logger.info("writing %s file...", name)
        archive.write_book(self.outdir / name, Path(self.outdir), book.names, archive.build_time())

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
        words = facts.cover_words(self.config, facts.profile(self), pages.get(unquote(self.get_target_uri(self.config.root_doc))))
        svg = cover.draw(words, *self.colours())
        image = f"_static/{cover.save(svg, Path(self.outdir) / '_static')}"
        text = assembly.render(
            "cover.xhtml.jinja", language=self.config.epub_language or "en", title=_("Cover"), image=image, alt=words.spoken
        )
        (self.outdir / cover.PAGE).write_text(text, encoding="utf-8")
        pages[cover.PAGE] = Page(cover.PAGE, text)
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
        names = {self.get_target_uri(name) for name in (self.written | self.env.found_docs)} | {quote(name) for name in own}
        excluded = set(self.config.epub_exclude_files)
        pages: dict[str, Page] = {}
        broken: list[str] = []
        for href in sorted(unquote(name) for name in names):
            path = self.outdir / href
            if href in excluded or not path.is_file() or path.suffix not in {".xhtml", ".html"}:
                continue
            try:
                pages[href] = Page(href, path.read_text(encoding="utf-8"))
            except BrokenPageError as error:
                broken.append(f"{self.place(href)}: the page is not well-formed, so no reading system would open it: {path}, {error}")
        if broken:
            raise EpubError("\n".join(broken))
        return pages
