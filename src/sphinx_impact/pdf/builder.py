"""The builder ``impactpdf``: the report as one PDF for paper, for screen readers, and for those who want its data."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from sphinx.util import logging
from sphinx.util.osutil import ensuredir

from sphinx_impact import extras
from sphinx_impact.components.formulas import WITH_SCRIPT
from sphinx_impact.components.publication_state import said_of
from sphinx_impact.domain import app_of, domain_of
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.drawing.cover_art import paper_art
from sphinx_impact.epub import package, page_list
from sphinx_impact.epub.metadata import said, title
from sphinx_impact.epub.xhtml import having
from sphinx_impact.images.veil import veil_of
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.export.datapackage import PACKAGE
from sphinx_impact.model.names import free
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.pdf import book, formulas, sheet
from sphinx_impact.pdf.front_and_back import About
from sphinx_impact.web.one_page import OnePageBuilder
from sphinx_impact.web.open_data import files_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_log = logging.getLogger(__name__)


_LARGE = 40_000_000
"""Pixels of a picture that is larger than two pages at 400 dots to the inch."""

_UNREADABLE = re.compile(r"Failed to load image at '([^']*)': (?:\w+: )?(.*)", re.DOTALL)

_NO_MATTER = re.compile(r"^Ignored|\.notdef|no required alt description|load image at None")
"""Styles of others that it does not know; missing signs, which are told below; decoration, which becomes an artifact."""


def _some(signs: str) -> str:
    """Return the first of some signs, in quotation marks."""
    shown = ", ".join(f"“{sign}”" for sign in signs[:8])
    return f"{shown} and {len(signs) - 8} more" if len(signs) > 8 else shown


def _side_by_side(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a data package without folders, which some viewers of PDF cannot save attached files into."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in files:
        stem, _dot, suffix = path.replace("/", "-").rpartition(".")
        names[path] = f"{free(stem, taken)}.{suffix}"
    flat = {names[path]: text for path, text in files.items()}
    for path, name in names.items():
        if name != path:
            flat[PACKAGE] = flat[PACKAGE].replace(json.dumps(path), json.dumps(name))
    return flat


class ReportPdfBuilder(OnePageBuilder):
    """Writes the report as one PDF."""

    name = "impactpdf"
    epilog = "The PDF is in %(outdir)s."
    body = ""

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Write pages, pictures and style sheets beside the doctrees: the output folder gets the PDF alone."""
        self.target = Path(app.outdir)
        given, app.outdir = app.outdir, type(app.outdir)(Path(app.doctreedir) / "impact-pdf")
        ensuredir(app.outdir)
        try:
            super().__init__(app, env)
        finally:
            app.outdir = given

    def init(self) -> None:
        """Say at once what is missing.

        Raises:
            SystemExit: Nothing here can set a PDF. Of its own errors Sphinx 9 prints a traceback, which would bury the one sentence.
        """
        if not extras.installed("pdf"):
            raise SystemExit(f"sphinx-impact: a PDF is set by WeasyPrint, which is not installed: {extras.command('pdf')}")
        try:
            import weasyprint  # noqa: F401 - which looks for its libraries
        except OSError as error:
            raise SystemExit(
                "sphinx-impact: WeasyPrint needs Pango and HarfBuzz, and does not find them: apt install libpango-1.0-0 libpangoft2-1.0-0 "
                f"libharfbuzz-subset0 on Debian and Ubuntu, brew install pango on macOS ({str(error).splitlines()[0]})"
            ) from error
        super().init()

    def get_theme_config(self) -> tuple[str, dict[str, Any]]:
        """Return our theme, whatever that of the website is: it brings the openers of chapters."""
        look = brand_of(self.config.html_theme_options)
        own = self.config.html_theme_options if self.config.html_theme == "sphinx_impact" else {}
        return "sphinx_impact", {**own, "brand": look.colour, "accent": look.accent}

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Keep what stands on the one page; no other page is written."""
        del templatename, outfilename, event_arg
        if pagename == self.config.root_doc:
            self.body = addctx["body"]

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the page, with formulas that need no script."""
        if self.math_renderer_name in WITH_SCRIPT:
            formulas.write(self.env, doctree)
        super().write_doc(docname, doctree)

    def write_buildinfo(self) -> None:
        """Write none: nobody serves this folder."""

    def dump_inventory(self) -> None:
        """Write none."""

    def copy_download_files(self) -> None:
        """Copy none: paper has no downloads."""

    def finish(self) -> None:
        """Make the book."""
        super().finish()
        from sphinx_impact.pdf import engine

        data = _side_by_side(files_of(app_of(self.env)))
        about = self._about(data)
        look = self._look(about)
        made = book.make(self.body, about, sheet.widths(look.paper))
        brand = brand_of(self.config.html_theme_options)
        if made.cover_art is not None and made.cover_art.tag == "img":
            picture = Path(self.outdir, unquote(made.cover_art.get("src", "")))
            made.cover_art.set("data-veil", str(veil_of(picture, brand)))
            for veil in having(having(made.root, "impact-cover")[0], "veil"):
                veil.set("style", f"opacity: {veil_of(picture, brand) / 100}")
        elif made.cover_art is None and not having(made.root, "impact-layout-type"):
            art = paper_art(f"{about.title} {about.year}", brand, about.organisation)
            made = dataclasses.replace(made, cover_art=ET.fromstring(art))  # noqa: S314 - our own drawing
        self._tell(made)
        self._tell_of_large_pictures()
        ensuredir(self.target)
        target = self.target / f"{self.config.epub_basename}.pdf"
        report = engine.write(
            made.root,
            target,
            styles=sheet.styles(look, made.cover_art),
            folder=Path(self.outdir),
            fonts=sheet.FOLDERS,
            attached={name: text.encode() for name, text in data.items()},
            created=package.build_time(),
        )
        page_list.keep(report.starts, f"{about.title} (PDF)", self.env)
        self._tell_of_setting(report.trouble, report.missing, report.borrowed)
        _log.info("%d pages in %s", report.pages, target.name)

    def _tell_of_setting(self, trouble: Sequence[str], missing: str, borrowed: Mapping[str, str]) -> None:
        """Tell what could not be set, or not in our faces."""
        place = str(self.env.doc2path(self.config.root_doc))
        for message in trouble:
            found = _UNREADABLE.match(message)
            if found:
                name = unquote(found[1]).rpartition("/")[2]
                origin = next((source for source, written in self.images.items() if written == name), name)
                warn(
                    f"the picture {Path(origin).name} is left out of the PDF: {found[2] or 'it cannot be read'}", code="pdf", location=place
                )
            elif _NO_MATTER.search(message):
                _log.verbose("%s", message)
            else:
                warn(message, code="pdf", location=place)
        if missing:
            warn(
                f"no font of this machine has {_some(missing)}, and the PDF shows a square instead: install one that has, "
                "and name it in impact_pdf_fonts",
                code="pdf",
                location=place,
            )
        for name in (each.strip() for names in self.config.impact_pdf_fonts.values() for each in names.split(",")):
            if name and not any(name.casefold() == family.replace("-", " ").casefold() for family in borrowed):
                warn(
                    f"no word of the PDF is set in {name!r}, which impact_pdf_fonts asks for: is it installed, and spelled as fc-list has it?",
                    code="pdf",
                    location=setting_place(Path(self.confdir), "impact_pdf_fonts"),
                )
        for family, signs in borrowed.items():
            _log.info(
                "%s set in %s, a font of this machine: %s",
                "1 sign is" if len(signs) == 1 else f"{len(signs)} signs are",
                family,
                _some(signs),
            )

    def _tell_of_large_pictures(self) -> None:
        """Tell which pictures are far larger than paper needs: they are made smaller in every build."""
        from PIL import Image  # which WeasyPrint brings

        for source in self.env.images:
            path = Path(self.env.srcdir, source)
            with contextlib.suppress(OSError, ValueError, Image.DecompressionBombError), Image.open(path) as picture:
                if (pixels := picture.width * picture.height) > _LARGE:
                    _log.info("%s has %d megapixels, far more than paper needs, and is made smaller", source, pixels / 1e6)

    def _tell(self, made: book.Book) -> None:
        """Tell what was wrong with pages, or is not on paper."""
        place = str(self.env.doc2path(self.config.root_doc))
        for fault in dict.fromkeys(made.faults):
            warn(f"in the page's HTML, {fault.message}", code="pdf", location=fault.place or place, root=Path(self.env.srcdir))
        for url in dict.fromkeys(made.notes.remote):
            warn(f"the PDF links to {url or 'a picture'!r} instead of showing it: nothing is fetched", code="pdf", location=place)
        for table in made.divided:
            warn(
                f"the table {table.caption!r} has {table.columns} columns, more than a page that is turned can hold in type of 7 points: it is "
                f"divided into {table.parts}, each with the labels of the rows; leave columns out, shorten what is in them, or divide it "
                "where it makes sense",
                code="pdf",
                location=str(self.env.doc2path(table.docname)) if table.docname else place,
            )
        for word in dict.fromkeys(made.too_long):
            warn(
                f"{word[:30] + '…'!r} has {len(word)} letters without a blank, and is broken where a line of the PDF ends",
                code="pdf",
                location=place,
            )

    def _about(self, data: Mapping[str, str]) -> About:
        config = self.config
        profile = domain_of(self.env).report.profile
        language = config.language.replace("_", "-")
        return About(
            title=title(config, profile),
            language=language,
            direction="rtl" if is_leftwards(language) else "ltr",
            organisation=profile.organisation,
            author=said(config.author),
            year=profile.reporting_period or "",
            description=said(config.epub_description),
            copyright=said(config.copyright),
            address=config.html_baseurl,
            root=config.root_doc,
            created=package.build_time().strftime("%Y-%m-%dT%H:%M:%SZ"),
            attached=tuple(data),
            faces=[*dict.fromkeys(config.impact_pdf_fonts.values())] or ["Impact Serif (Source Serif)", "Impact Sans (Inter)"],
        )

    def _look(self, about: About) -> sheet.Look:
        currency = domain_of(self.env).report.profile.currency or ""
        language, _dash, territory = about.language.partition("-")
        state, mark = said_of(app_of(self.env)) or ("", "")
        return sheet.Look(
            paper=sheet.paper(self.config.impact_pdf_paper, territory, language, currency),
            bleed=self.config.impact_pdf_bleed,
            brand=brand_of(self.config.html_theme_options),
            direction=about.direction,
            report=about.title,
            state=state,
            mark=mark,
            page=str(_("p. %s")),
            **self.config.impact_pdf_fonts,
        )
