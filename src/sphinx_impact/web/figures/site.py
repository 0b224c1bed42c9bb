"""What the pages of figures of one build have in common: what stands around them, and their words."""

from __future__ import annotations

import dataclasses
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _ as sphinx_words

from sphinx_impact.components.figure_pages import INDEX, ending_of, project_of, publication_of
from sphinx_impact.components.publication_state import said_of
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.messages import _
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.web import assets, stylesheet
from sphinx_impact.web.palette import make_palette
from sphinx_impact.web.theme import ICON, publisher, title_of
from sphinx_impact.web.written import put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

SHEET = "_static/sphinx_impact_figures.css"


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """What stands around every page; paths are relative to the output's folder, and what is not there is empty.

    Attributes:
        base: Address of the output's folder, with a slash at its end.
        index: Path of the list of all pages, relative to their folder.
        state: What is said on top of a report that is not final.
        ours: Whether the report has our theme.
        sheet: The style sheet of bare pages.
        papers: Grounds by scheme.
        title: What the report is called where it is cited.
        publication: The same, with whose it is.
        name: What the heads of pages call the report.
    """

    language: str
    leftwards: bool
    title: str
    publication: str
    name: str
    organisation: str
    year: str
    base: str
    home: str
    search: str
    index: str
    state: str
    ours: bool
    sheet: str
    sheets: tuple[str, ...]
    script: str
    icon: str
    logo: str
    logo_dark: str
    papers: tuple[tuple[str, str], ...]


def make_site(app: Sphinx, folder: str) -> Site:
    """Return what stands around the pages, and write their style sheet."""
    config, builder = app.config, app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    palette = make_palette(brand_of(config.html_theme_options))
    ours, single = assets.is_ours(builder), builder.name == "singlehtml"
    options = builder.theme.get_options(builder.theme_options) if ours else {}
    out, ending = Path(app.outdir), ending_of(app)
    (out / SHEET).parent.mkdir(parents=True, exist_ok=True)
    put(out / SHEET, stylesheet.figures(assets.THEME / "styles", palette, options).encode())
    organisation, year = publisher(config.html_theme_options, app.env)
    language, base, said = config.language, config.html_baseurl, said_of(app)
    taken = {folder, f"{folder}/{INDEX}"} & app.env.found_docs
    sheet = _versioned(out, SHEET)
    icon = _static(config.html_favicon) or (f"_static/{ICON}" if ours else "")
    return Site(
        language=language.replace("_", "-"),
        leftwards=is_leftwards(language),
        title=project_of(app.env),
        publication=publication_of(app.env),
        name=Markup(config.html_short_title or "").striptags() or title_of(app.env),  # noqa: S704 - to take tags away
        organisation=organisation,
        year=year,
        base=base and base.rstrip("/") + "/",
        home=(f"{config.root_doc}.html" if single else builder.get_target_uri(config.root_doc)) or "./",
        search="" if single or not ours else builder.get_target_uri("search"),
        index=f"all{ending}" if taken else "" if ending == "/" else f"{INDEX}.html",
        state=said[0] if said else "",
        ours=ours,
        sheet=sheet,
        sheets=(_versioned(out, "_static/sphinx_impact.css") if ours else f"_static/{assets.COMPONENTS}", sheet),
        script=_versioned(out, f"_static/{next(iter(assets.LONGER))}") if ours else "",
        icon=icon,
        logo=_static(config.html_logo) if ours else "",
        logo_dark=_static(options.get("logo_dark")) if ours else "",
        papers=(("light", palette.light.paper), ("dark", palette.dark.paper)),
    )


def _static(path: str | None) -> str:
    return f"_static/{Path(path).name}" if path and "://" not in path else ""


def _versioned(out: Path, path: str) -> str:
    """Return the path of a file with what Sphinx adds to it on its pages, so that browsers ask for it once."""
    file = out / path
    return f"{path}?v={zlib.crc32(file.read_bytes().translate(None, bytes([13]))):08x}" if file.is_file() else path


def words(state: str = "") -> dict[str, str]:
    """Return the templates' words in the report's language.

    Args:
        state: The word for a report that is not final: no figure of it is, then.
    """
    found = {
        "skip": _("Skip to content"),
        "crumbs": _("Where this page stands"),
        "scheme": _("Switch between light and dark"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "all": _("All figures"),
        "what": _("What it is"),
        "made": _("How it is made"),
        "agrees": _("What it agrees with"),
        "years": _("Over the years"),
        "corrections": _("Corrections"),
        "stands": _("Where it stands"),
        "take": _("Quote, embed, reuse"),
        "cite": _("Cite"),
        "embed": _("Embed"),
        "data": _("Data"),
        "unit": _("Unit"),
        "period": _("Period"),
        "source": _("Source"),
        "audit": _("Audit"),
        "status": _("Status"),
        "final": state or _("Final"),
        "printed": _("The report prints"),
        "address": _("Address"),
        "value": _("Value"),
        "change": _("Change"),
        "corrected": _("Corrected"),
        "table": _("Data table"),
        "down": _("The sum of these lines:"),
        "across": _("The sum of these columns:"),
        "rolls": _("What there was before, and what came or went:"),
        "differs": _("It is something else."),
        "rounded": _("Amounts are rounded, so that parts may not add up to their sums."),
        "written": _("Written in %(file)s, row %(row)s, as"),
        "written_in": _("Written in"),
        "computed": _("Computed by the build for %(file)s, row %(row)s."),
        "holds": _("Holds"),
        "accepted": _("Accepted difference"),
        "fails": _("Does not hold"),
        "more": _("and %d more"),
        "before": _("The address of this website belongs before that of the frame."),
        "json": _("This figure (JSON)"),
        "csv": _("All its periods (CSV)"),
        "svg": _("Picture (SVG)"),
        "png": _("Picture (PNG)"),
        "picture": _("Embed as a picture"),
        "chart": _("Chart"),
    }
    return {name: str(text) for name, text in found.items()} | {"search": str(sphinx_words("Search"))}


def words_of(source: Mapping[str, str] | None) -> str:
    """Return a source and the place in it as words."""
    return ", ".join(filter(None, (source["title"], source["place"]))) if source else ""
