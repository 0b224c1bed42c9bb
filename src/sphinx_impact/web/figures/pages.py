"""Writes the pages of figures beside the pages of the report, where they changed, and takes away those of figures that are gone."""

from __future__ import annotations

import csv
import dataclasses
import html
import io
import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jinja2
from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _ as sphinx_words

from sphinx_impact.components.chart_output import picture
from sphinx_impact.components.figure_pages import EMBED, INDEX, clash_of, ending_of, folder_of
from sphinx_impact.components.publication_state import said_of
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.drawing.chart_colours import paper_inks, web_inks
from sphinx_impact.drawing.layout import NARROW, WIDE
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.export.csv_tables import defused
from sphinx_impact.model.json_document import plain, write_json
from sphinx_impact.model.names import download_name
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.model.page_names import chart_name, figure_name, series_name, statement_name
from sphinx_impact.model.problems import Code
from sphinx_impact.model.renamed import moved
from sphinx_impact.order import AFTER_OTHERS
from sphinx_impact.web import assets, open_data, stylesheet
from sphinx_impact.web.figures.views import Views
from sphinx_impact.web.palette import make_palette
from sphinx_impact.web.theme import ICON, publisher, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ChartUse, ImpactDomain
    from sphinx_impact.model.entities import Figure
    from sphinx_impact.model.json_document import Document
    from sphinx_impact.web.figures.views import View

SHEET = "_static/sphinx_impact_figures.css"

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=False,
)
_OURS = re.compile(r"(?:embed/)?[a-z0-9._-]+(?:/index)?\.(?:html|json|csv|svg)")
"""What a page that an earlier build wrote may be called."""


def check_folder(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: say why no pages are written where the author's own files would be overwritten, and which names of charts are not free."""
    folder = str(app.config.impact_figure_pages).strip("/")
    if not folder or app.builder.name not in WEB:
        return
    clash = clash_of(app, folder)
    if clash:
        warn(
            f'figures get no pages of their own, since html_extra_path brings a folder {folder}/ of its own ("{clash}"); '
            'name another one with impact_figure_pages = "numbers"',
            code="config",
            location=setting_place(Path(app.confdir), "impact_figure_pages"),
        )
        return
    charts = dict(_charts(domain_of(env)))
    seen: dict[str, ChartUse] = {}
    for docname, use in _all_charts(domain_of(env)):
        name = chart_name(docname, use.anchor, use.name)
        if seen.setdefault(name, use) is not use:
            warn(
                f"“{use.title}” and “{seen[name].title}” have one name, {use.name}, and so one page: give one of them another name",
                code=Code.DUPLICATE.value,
                location=use.place,
            )
    olds: dict[str, str] = {}
    for name, (_docname, use) in charts.items():
        for old, known in _old_names(use):
            if known in charts:
                warn(
                    f"formerly: “{old}” is the name of another chart: its address leads there; take it out",
                    code=Code.DUPLICATE.value,
                    location=use.place,
                )
            elif olds.setdefault(known, name) != name:
                warn(
                    f"formerly: “{old}” was also the name of another chart: it can lead to one of them only",
                    code=Code.DUPLICATE.value,
                    location=use.place,
                )


def _all_charts(domain: ImpactDomain) -> Iterator[tuple[str, ChartUse]]:
    for docname in sorted(domain.charts):
        for use in domain.charts[docname]:
            yield docname, use


def _charts(domain: ImpactDomain) -> dict[str, tuple[str, ChartUse]]:
    """Return the charts by the names of their pages; of two with one name, the first."""
    found: dict[str, tuple[str, ChartUse]] = {}
    for docname, use in _all_charts(domain):
        found.setdefault(chart_name(docname, use.anchor, use.name), (docname, use))
    return found


def _old_names(use: ChartUse) -> Iterator[tuple[str, str]]:
    """Give each name that a chart had, as it was written, and that of its page: the name of a page itself will do."""
    for old in use.formerly:
        yield old, old if old.startswith("chart--") else chart_name("", "", old)


@dataclasses.dataclass(frozen=True, slots=True)
class _Site:
    """What all pages of a build have in common; paths are relative to the output's folder."""

    language: str
    leftwards: bool
    title: str
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


class _Writer:
    """Writes all pages of one build."""

    def __init__(self, app: Sphinx, folder: str) -> None:
        self._app, self._folder = app, folder
        self._domain = domain_of(app.env)
        self._out = Path(app.outdir)
        self._ending = ending_of(app)
        self._dirs = self._ending == "/"
        look = brand_of(app.config.html_theme_options)
        self._web_inks, self._paper_inks = web_inks(look.colour, look.accent), paper_inks(look.colour, look.accent)
        self._views = Views(self._domain, self._web_inks.of(0))
        self._words = _words()
        self._files: dict[str, str] = {}
        self._listed: list[dict[str, Any]] = []
        self._site = self._make_site(look)

    # ---- what all have in common ----

    def _make_site(self, look: Any) -> _Site:
        app = self._app
        builder = app.builder
        assert isinstance(builder, StandaloneHTMLBuilder)
        palette = make_palette(look)
        ours = assets.is_ours(builder)
        options = builder.theme.get_options(builder.theme_options) if ours else {}
        sheet = stylesheet.figures(assets.THEME / "styles", palette, options)
        static = self._out / "_static"
        static.mkdir(parents=True, exist_ok=True)
        _put(static / Path(SHEET).name, sheet)
        own = self._versioned(SHEET)
        organisation, year = publisher(app.config.html_theme_options, app.env)
        language = app.config.language or "en"
        said = said_of(app)
        single = builder.name == "singlehtml"
        script = next(iter(assets.LONGER))
        home = builder.get_target_uri(app.config.root_doc).partition("#")[0] if not single else f"{app.config.root_doc}.html"
        taken = {self._folder, f"{self._folder}/{INDEX}"} & app.env.found_docs
        index = f"all{self._ending}" if taken else "" if self._dirs else f"{INDEX}.html"
        dark = str(options.get("logo_dark") or "")
        base = str(app.config.html_baseurl or "")
        return _Site(
            language=language.replace("_", "-"),
            leftwards=is_leftwards(language),
            title=title_of(app.env),
            organisation=organisation,
            year=year,
            base=base and base.rstrip("/") + "/",
            home=home or "./",
            search="" if single or not ours else builder.get_target_uri("search"),
            index=index,
            state=said[0] if said else "",
            ours=ours,
            sheet=own,
            sheets=(self._versioned("_static/sphinx_impact.css"), own) if ours else (f"_static/{assets.COMPONENTS}", own),
            script=self._versioned(f"_static/{script}") if ours else "",
            icon=f"_static/{Path(app.config.html_favicon).name}" if app.config.html_favicon else f"_static/{ICON}" if ours else "",
            logo=_static(app.config.html_logo) if ours else "",
            logo_dark=_static(dark) if ours else "",
            papers=(("light", palette.light.paper), ("dark", palette.dark.paper)),
        )

    def _versioned(self, path: str) -> str:
        """Return the path of a file with what Sphinx adds to it on its pages, so that browsers ask for it once."""
        file = self._out / path
        if not file.is_file():
            return path
        return f"{path}?v={zlib.crc32(file.read_bytes().translate(None, bytes([13]))):08x}"

    # ---- pages ----

    def write(self) -> None:
        """Write every page."""
        document = open_data.document_of(self._app)
        figures = {str(figure.address): figure for figure in self._domain.report.figures()}
        for entry in document.figures:
            figure = figures[entry.address]
            view = self._views.figure(figure, entry)
            view["plain_value"] = self._views.value(figure)
            self._figure(view, figure, entry.model_dump(by_alias=True), document)
        for shown in document.statements:
            view = self._views.statement(self._domain.report.statements[shown.id], shown)
            self._page(view, {}, [self._table(shown.table)])
            self._listed.append({"name": view["name"], "kind": "statement", "statement": shown.id})
        for name, (docname, use) in _charts(self._domain).items():
            self._chart(name, docname, use, document)
        self._index()
        self._moved()
        pages = [{**listed, "page": f"{listed['name']}{self._ending}"} for listed in self._listed]
        self._files[f"{INDEX}.json"] = write_json({"format": 1, "pages": pages, "files": sorted(self._files)}, depth=2)
        self._put_all()

    def _figure(self, view: View, figure: Figure, entry: dict[str, Any], document: Document) -> None:
        name = view["name"]
        series = series_name(figure.address)
        if f"{series}.csv" not in self._files:
            self._files[f"{series}.csv"] = self._series(figure)
        about = {
            "organisation": document.organisation,
            "report": document.title,
            "site": document.site,
            "language": document.language,
            "figure": entry,
            "parts": [
                [{"times": part.times, "address": str(part.figure.address), "value": part.figure.value} for part in found.whole.parts]
                for found in self._views.sums_of(figure)
            ],
        }
        self._files[f"{name}.json"] = write_json(about, depth=2)
        self._page(view, {"json": f"{name}.json"}, [(self._words["json"], f"{name}.json"), (self._words["csv"], f"{series}.csv")])
        self._listed.append({"name": name, "kind": "figure", "address": str(figure.address)})

    def _series(self, figure: Figure) -> str:
        """Return a figure in all its periods as CSV."""
        text = io.StringIO(newline="")
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["address", "label", "period", "start", "end", "value", "unit", "qualifier", "status", "source"])
        for each in self._views.series_of(figure):
            source = self._views.source(each.source)
            words = ", ".join(filter(None, (source["title"], source["place"]))) if source else ""
            period = each.period
            rows.writerow(
                [
                    str(each.address),
                    defused(str(each.label)),
                    each.address.period,
                    period.start.isoformat() if period and period.start else "",
                    period.end.isoformat() if period else "",
                    plain(each.value) if each.value is not None else "",
                    defused(each.unit),
                    each.qualifier.value,
                    each.status.value,
                    defused(words),
                ]
            )
        return text.getvalue()

    def _chart(self, name: str, docname: str, use: ChartUse, document: Document) -> None:
        words = use.source[0].removeprefix(str(_("Source: ")))
        drawn = [(size, picture(self._app.env, use.chart, size, self._web_inks, "fig")) for size in (WIDE, NARROW)]
        entry = open_data.page_entry(self._app, docname, use.anchor)
        view: View = {
            "kind": "chart",
            "name": name,
            "title": use.title,
            "called": use.title,
            "said": use.description or use.title,
            "quoted": use.title,
            "subtitle": use.subtitle,
            "under": use.subtitle,
            "over": str(_("Chart")),
            "description": use.description,
            "table": use.table,
            "standing": [],
            "basis": "",
            "errata": [],
            "source": {"title": words, "place": "", "url": use.source[1] if re.match("https?://", use.source[1]) else ""}
            if words
            else None,
            "drawings": [Markup(one.inline(size.name, use.title, "description")) for size, one in drawn if one is not None],  # noqa: S704 - our own drawings
            "pages": [{"title": entry.title, "path": entry.path}],
        }
        downloads = []
        on_white = picture(self._app.env, use.chart, WIDE, self._paper_inks)
        if on_white is not None:
            self._files[f"{name}.svg"] = on_white.file(use.title)
            downloads.append((self._words["svg"], f"{name}.svg"))
        about = {
            "organisation": document.organisation,
            "report": document.title,
            "site": document.site,
            "language": document.language,
            "chart": {"title": use.title, "kind": use.chart.kind, "description": use.description, "source": words or None, "page": docname},
            "rows": [dict(zip(use.rows[0], row, strict=False)) for row in use.rows[1:]],
        }
        self._files[f"{name}.json"] = write_json(about, depth=2)
        downloads += [(self._words["data"] + " (JSON)", f"{name}.json")]
        if use.rows:
            downloads.append(
                (str(_("Download the data (CSV)")), f"_downloads/charts/{download_name(docname, use.anchor.removeprefix('chart-'))}")
            )
        self._page(view, {"json": f"{name}.json"}, downloads)
        self._listed.append({"name": name, "kind": "chart", "title": use.title, "on": docname})

    def _table(self, table: str) -> tuple[str, str]:
        folder = open_data.folder_of(self._app)
        return (str(_("Download this table (CSV)")), f"{folder}/{table}") if folder else ("", "")

    def _page(self, view: View, more: dict[str, Any], downloads: list[tuple[str, str]]) -> None:
        """Make a page, and its bare form."""
        name, site = view["name"], self._site
        up = "../" if self._dirs else ""
        root = up + "../" * (self._folder.count("/") + 1)
        source = ", ".join(filter(None, (view["source"]["title"], view["source"]["place"]))) if view["source"] else ""
        publication = ", ".join(dict.fromkeys(filter(None, (site.organisation, site.title))))
        cited = [view["quoted"], publication, f"{self._words['source']}: {source}" if source else ""]
        bare = f"{self._folder}/{EMBED}/{name}.html"
        snippet = (
            f'<iframe src="{html.escape(site.base + bare)}" title="{html.escape(view["called"])}" '
            f'width="100%" height="{_height(view)}" frameborder="0" loading="lazy"></iframe>'
        )
        shown = {"page": view, "site": site, "words": self._words, "ending": self._ending, "path": f"{self._folder}/{name}{self._ending}"}
        self._files[self._file(name)] = _render(
            "figure.html.jinja",
            **shown,
            up=up,
            root=root,
            json=up + more["json"] if more.get("json") else "",
            cited=" ".join(f"{each.rstrip('.')}." for each in cited if each),
            snippet=snippet,
            downloads=[(words, up + path if "/" not in path else root + path) for words, path in downloads if path],
        )
        self._files[f"{EMBED}/{name}.html"] = _render(
            "embed.html.jinja", **shown, root="../" * (self._folder.count("/") + 2), to=f"../{name}{self._ending}"
        )

    def _file(self, name: str) -> str:
        return f"{name}/{INDEX}.html" if self._dirs else f"{name}.html"

    # ---- the page of all, and pages that moved ----

    def _index(self) -> None:
        report, views = self._domain.report, self._views
        stats = []
        for key in report.stats:
            figure = report.figure(key) or next(iter(report.of_key(key)), None)
            if figure is not None:
                stats.append({"name": figure_name(figure.address), "called": views.name(figure), "value": views.value(figure)})
        statements = [
            {"name": listed["name"], "called": report.statements[listed["statement"]].statement.title, "value": ""}
            for listed in self._listed
            if listed["kind"] == "statement"
        ]
        charts = [{"name": listed["name"], "called": listed["title"], "value": ""} for listed in self._listed if listed["kind"] == "chart"]
        groups = [(str(_("Figures")), stats), (str(_("Financial statements")), statements), (str(_("Charts")), charts)]
        name = "all" if self._site.index.startswith("all") else INDEX
        nested = self._dirs and name == "all"
        for _head, rows in groups:
            for row in rows:
                row["called"] = views.plain(row["called"])
                row["name"] = f"../{row['name']}" if nested else row["name"]
        self._files[f"{name}/{INDEX}.html" if nested else f"{name}.html"] = _render(
            "index.html.jinja",
            page={"called": self._words["all"], "said": ""},
            site=self._site,
            words=self._words,
            ending=self._ending,
            up="../" if nested else "",
            root=("../" if nested else "") + "../" * (self._folder.count("/") + 1),
            path=f"{self._folder}/{self._site.index}",
            json="",
            groups=groups,
        )

    def _moved(self) -> None:
        """Write what old addresses lead to, those of bare pages too: frames on other sites go on."""
        report = self._domain.report
        pairs = {
            figure_name(old): (figure_name(new), self._views.name(figure))
            for old, new in moved(report).items()
            if (figure := report.figure(new))
        }
        for footed in report.statements.values():
            for old in footed.statement.formerly:
                pairs.setdefault(statement_name(old), (statement_name(footed.statement.id), self._views.plain(footed.statement.title)))
        for name, (_docname, use) in _charts(self._domain).items():
            for _old, known in _old_names(use):
                pairs.setdefault(known, (name, use.title))
        for old, (new, called) in pairs.items():
            file, page = self._file(old), f"{new}{self._ending}"
            if file in self._files or not _OURS.fullmatch(file):
                continue
            canonical = f"{self._site.base}{self._folder}/{page}" if self._site.base else ("../" if self._dirs else "") + page
            self._files[file] = _render(
                "moved.html.jinja", site=self._site, called=called, canonical=canonical, to=("../" if self._dirs else "") + page
            )
            self._files[f"{EMBED}/{old}.html"] = _render(
                "moved.html.jinja",
                site=self._site,
                called=called,
                canonical=canonical if self._site.base else f"../{page}",
                to=f"{new}.html",
            )
            self._listed.append({"name": old, "kind": "moved", "to": new})

    # ---- files ----

    def _put_all(self) -> None:
        folder = self._out / self._folder
        taken = self._taken()
        for path in _written_before(folder) - set(self._files):
            if path not in taken:
                (folder / path).unlink(missing_ok=True)
                if path.endswith(f"/{INDEX}.html"):
                    _drop(folder / path)
        for path, text in self._files.items():
            if path not in taken:
                _put(folder / path, text)
            else:
                what = (
                    f"{self._folder}/{path} is a page of the report: the figure whose page would have that name has none; rename the page"
                )
                warn(what, code="config", location=taken[path])

    def _taken(self) -> dict[str, str]:
        """Return the pages of the report that lie in the folder, by their files."""
        env, begin = self._app.env, f"{self._folder}/"
        names = {doc.removeprefix(begin): doc for doc in env.found_docs if doc.startswith(begin)}
        names |= {INDEX: self._folder} if self._dirs and self._folder in env.found_docs else {}
        return {f"{INDEX}.html" if name == INDEX else self._file(name): str(env.doc2path(doc)) for name, doc in names.items()}

    @property
    def addresses(self) -> list[str]:
        """The full addresses of the pages, for a sitemap."""
        return [f"{self._site.base}{self._folder}/{listed['name']}{self._ending}" for listed in self._listed if listed["kind"] != "moved"]


def _render(template: str, **shown: Any) -> str:
    return _TEMPLATES.get_template(template).render(**shown) + "\n"


def _static(path: str | None) -> str:
    return f"_static/{Path(path).name}" if path and "://" not in path else ""


def _height(view: View) -> int:
    """Return how high a frame has to be, in pixels, where it is as wide as a phone."""
    title = 24 * (1 + len(view["title"]) // 36)
    source = 20 * (2 + len(view["source"]["title"] if view["source"] else "") // 44)
    if view["kind"] == "statement":
        return min(900, 130 + title + source + 34 * len(view["rows"]))
    if view["kind"] == "chart":
        return 440 + title + source
    return 150 + title + source + (22 if view["change"] else 0)


def _put(path: Path, text: str) -> None:
    """Write a file where it changed."""
    data = text.encode()
    try:
        if path.read_bytes() == data:
            return
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _drop(path: Path) -> None:
    """Remove the folder of a page, if nothing is in it any more."""
    try:
        path.parent.rmdir()
    except OSError:
        return


def _written_before(folder: Path) -> set[str]:
    """Return the files that an earlier build says it wrote; only such as we write ourselves."""
    try:
        listed = json.loads((folder / f"{INDEX}.json").read_text(encoding="utf-8"))["files"]
        return {str(path) for path in listed if _OURS.fullmatch(str(path))}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _words() -> dict[str, str]:
    """Return the templates' words in the report's language."""
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
        "final": _("Final"),
        "printed": _("In sentences"),
        "address": _("Address"),
        "value": _("Value"),
        "change": _("Change"),
        "corrected": _("Corrected"),
        "table": _("Data table"),
        "down": _("The sum of these lines:"),
        "across": _("The sum of these columns:"),
        "rolls": _("What there was before, and what came or went:"),
        "differs": _("It is something else."),
        "written": _("Written in %s, row %s, as"),
        "written_in": _("Written in"),
        "computed": _("Computed by the build for %s, row %s."),
        "holds": _("Holds"),
        "accepted": _("Accepted difference"),
        "fails": _("Does not hold"),
        "more": _("and %d more"),
        "before": _("The address of this website belongs before that of the frame."),
        "json": _("This figure (JSON)"),
        "csv": _("All its periods (CSV)"),
        "svg": _("Drawing (SVG)"),
    }

    return {name: str(text) for name, text in found.items()} | {"search": str(sphinx_words("Search"))}


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: write the pages, whether a page of the report was written or not."""
    if exception is not None or app.builder.name not in WEB:
        return
    folder = folder_of(app)
    if folder:
        writer = _Writer(app, folder)
        writer.write()
        _add_to_sitemap(Path(app.outdir, "sitemap.xml"), writer.addresses)


def _add_to_sitemap(path: Path, addresses: list[str]) -> None:
    """Add pages to the sitemap that something else has written, if there is one."""
    if not path.is_file() or not addresses or "://" not in addresses[0]:
        return
    try:
        tree = ET.parse(path)  # noqa: S314 - this build wrote it
    except ET.ParseError:
        return
    root = tree.getroot()
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    known = {found.text for found in root.iter(f"{space}loc")}
    new = [address for address in addresses if address not in known]
    if not root.tag.endswith("urlset") or not new:
        return
    for prefix, uri in (("", space.strip("{}")), ("xhtml", "http://www.w3.org/1999/xhtml")):
        ET.register_namespace(prefix, uri)
    for address in new:
        ET.SubElement(ET.SubElement(root, f"{space}url"), f"{space}loc").text = address
    tree.write(path, encoding="utf-8", xml_declaration=True)


def setup(app: Sphinx) -> None:
    """Register what writes the pages."""
    app.connect("env-updated", check_folder)
    app.connect("build-finished", write_pages, AFTER_OTHERS)
