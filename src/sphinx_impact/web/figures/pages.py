"""Writes the pages of figures beside the pages of the report, where they changed, and takes away those of figures that are gone."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from sphinx_impact.components.chart_output import csv_path, picture
from sphinx_impact.components.figure_pages import EMBED, INDEX, clash_of, data_folder, ending_of, folder_of
from sphinx_impact.components.publication_state import said_of
from sphinx_impact.config import SETTINGS
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.drawing import convert
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.drawing.chart_colours import paper_inks, web_inks
from sphinx_impact.drawing.layout import NARROW, WIDE
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.json_text import plain, write_json
from sphinx_impact.model.old_keys import statements_now
from sphinx_impact.model.page_names import chart_name, figure_name, old_chart_name, series_name, statement_name
from sphinx_impact.model.problems import Code
from sphinx_impact.model.renamed import moved
from sphinx_impact.web import assets, open_data
from sphinx_impact.web.figures import files, frames, plates, site
from sphinx_impact.web.palette import make_palette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ChartUse, ImpactDomain
    from sphinx_impact.model.entities import Address, Figure
    from sphinx_impact.model.made_of import Part
    from sphinx_impact.web.figures.views import View

_ZOOM: Final = 2
"""Pixels of a PNG to one of the drawing."""

_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
_HEAD: Final = "address,label,period,start,end,value,unit,qualifier,status,source\n"


# ---- charts, by the names of their pages ----


def _all_charts(domain: ImpactDomain) -> Iterator[tuple[str, str, ChartUse]]:
    for docname in sorted(domain.charts):
        for use in domain.charts[docname]:
            yield chart_name(docname, use.anchor, use.name), docname, use


def _charts(domain: ImpactDomain) -> dict[str, tuple[str, ChartUse]]:
    """Return the charts by the names of their pages; of two with one name, the first."""
    found: dict[str, tuple[str, ChartUse]] = {}
    for name, docname, use in _all_charts(domain):
        found.setdefault(name, (docname, use))
    return found


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: say why no pages are written where an author's own files would be overwritten, and which names of charts are not free."""
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
    charts = _charts(domain_of(env))
    olds: dict[str, str] = {}
    for name, _docname, use in _all_charts(domain_of(env)):
        first = charts[name][1]
        if first is not use:
            what = f"“{use.title}” and “{first.title}” have one name, {use.name}, and so one page: give one of them another name"
            warn(what, code=Code.DUPLICATE.value, location=use.place)
        for old, known in zip(use.formerly, map(old_chart_name, use.formerly), strict=True):
            fault = "was also the name of another chart: it can lead to one of them only" if olds.setdefault(known, name) != name else ""
            fault = "is the name of another chart: its address leads there; take it out" if known in charts else fault
            if fault:
                warn(f"formerly: “{old}” {fault}", code=Code.DUPLICATE.value, location=use.place)


# ---- the pages ----


class _Writer:
    """Makes all pages of one build."""

    def __init__(self, app: Sphinx, folder: str, out: files.Folder) -> None:
        from sphinx_impact.web.figures.render import Renderer
        from sphinx_impact.web.figures.views import Views

        self._app, self._folder, self._out, self._domain = app, folder, out, domain_of(app.env)
        self._ending = ending_of(app)
        self._site, self._words = site.make_site(app, folder), site.words((said_of(app) or ("", ""))[1])
        self._renderer = Renderer(self._site, self._words, folder, self._ending)
        self._up, self._root = self._renderer.up, self._renderer.root
        look = brand_of(app.config.html_theme_options)
        self._web_inks = web_inks(look.colour, look.accent)
        self._contents, self._records, self._tables = open_data.document_of(app)
        self._figures = [*zip(self._domain.report.figures(), self._contents.figures, strict=True)]
        displays = {figure.address: entry["display"] for figure, entry in self._figures}
        self._views = Views(self._domain, displays, self._web_inks.of(0), self._words, self._renderer.link)
        light = make_palette(look).light
        self._paints = plates.Paints(light.paper, light.ink, light.quiet, light.rule, light.brand, light.mark)
        self._on_plate = dataclasses.replace(paper_inks(look.colour, look.accent), paper=light.paper)
        self._charts = {name: (self._of_chart(name, docname, use), use) for name, (docname, use) in _charts(self._domain).items()}
        self._known: dict[Address, View] = {}
        self._drawn: dict[str, str] = {}
        self._shown: dict[str, str | bytes] = {}
        self._about = self._head()
        self.listed: list[dict[str, str]] = []

    def write(self) -> None:
        """Write every file but the list of them."""
        report = self._domain.report
        self._pictures()
        for (figure, entry), record in zip(self._figures, self._records, strict=True):
            self._figure(self._known.get(figure.address) or self._views.figure(figure, entry), figure, record)
        folder = data_folder(self._app)
        for shown, record in zip(self._contents.statements, self._tables, strict=True):
            view = self._views.statement(report.statements[shown.id], shown)
            self._out.put(f"{view['name']}.json", f'{{\n{self._about},\n  "statement": {record}\n}}\n')
            table = [(f"{self._words['data']} (JSON)", f"{self._up}{view['name']}.json")]
            table += [(str(_("Download this table (CSV)")), f"{self._root}{folder}/{shown.table}")] if folder else []
            table += self._taken(view)
            self._put(view["name"], self._renderer.exhibit(view, table))
            self._list(view["name"], "statement", statement=shown.id)
        for view, use in self._charts.values():
            self._chart(view, use)
        self._index()
        self._moved()

    def _figure(self, view: View, figure: Figure, record: str) -> None:
        name = view["name"]
        series = f"{series_name(figure.address)}.csv"
        if series not in self._out.files:
            self._out.put(series, self._series(figure))
        # The record is that of the document of the report, character by character.
        text = f'{{\n{self._about},\n  "figure": {record}'
        if view["made"]:
            sums = [f"[{', '.join(map(_part, found.whole.parts))}]" for found in view["made"]]
            text += f',\n  "sums": [{", ".join(sums)}]'
        self._out.put(f"{name}.json", f"{text}\n}}\n")
        self._put(name, self._renderer.figure(view, series, self._taken(view)))
        self._list(name, "figure", address=view["address"])

    def _head(self) -> str:
        """Return the first rows of a file of data."""
        document = self._contents.document
        about = {
            "organisation": document.organisation,
            "report": self._site.title,
            "site": document.site,
            "language": document.language,
            **({"state": document.state} if document.state else {}),
        }
        return write_json(about, depth=1).strip("{}\n")

    def _series(self, figure: Figure) -> str:
        """Return a figure in all its periods as CSV."""
        from sphinx_impact.model.export.csv_tables import defused

        rows = [
            [
                str(each.address),
                defused(str(each.label)),
                each.address.period,
                each.period.start.isoformat() if each.period and each.period.start else "",
                each.period.end.isoformat() if each.period else "",
                plain(each.value) if each.value is not None else "",
                defused(each.unit),
                each.qualifier.value,
                each.status.value,
                defused(site.words_of(self._views.source(each.source))),
            ]
            for each in self._views.series_of(figure)
        ]
        text = io.StringIO(_HEAD, newline="")
        text.seek(0, io.SEEK_END)
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue()

    # ---- pictures ----

    def _pictures(self) -> None:
        """Draw the figures that stand on a card, and the charts: as SVG, and as PNG, where pictures for sharing are wanted and can be made.

        A report has thousands of figures and some dozens of cards, and a PNG takes a tenth of a second.
        """
        on_cards = {use.address for uses in self._domain.uses.values() for use in uses if use.kind == "stat"}
        for figure, entry in self._figures:
            if on_cards and str(figure.address) in on_cards:
                self._known[figure.address] = view = self._views.figure(figure, entry)
                self._drawn[view["name"]] = plates.figure(self._plate(view), self._paints, leftwards=self._site.leftwards)
        for name, (view, use) in self._charts.items():
            drawn = picture(self._app.env, use.chart, WIDE, self._on_plate)
            if drawn is not None:
                self._drawn[name] = plates.chart(self._plate(view), drawn, self._paints, leftwards=self._site.leftwards)
        self._shown.update({f"{name}.svg": svg for name, svg in self._drawn.items()})
        cache = FileCache(Path(self._app.doctreedir, "impact-plates"))
        found: dict[str, Path] = {}
        if _are_shared(self._app):
            found, failed = convert.convert(self._drawn.values(), "png", cache, _ZOOM)
            for reason in dict.fromkeys(failed.values()):
                what = f"{list(failed.values()).count(reason)} pictures of figures are missing: {reason}"
                warn(what, code="chart", location=setting_place(Path(self._app.confdir), "impact_share_cards"))
            self._shown.update({f"{name}.png": found[svg].read_bytes() for name, svg in self._drawn.items() if svg in found})
        for path, shown in self._shown.items():
            self._out.put(path, shown)
        cache.keep(found.values())

    def _plate(self, view: View) -> plates.Plate:
        base = self._site.base
        figure, source = view["kind"] == "figure", site.words_of(view["source"])
        return plates.Plate(
            title=view["title"],
            below=view["under"],
            description=view["said"],
            state=self._site.state,
            source=f"{self._words['source']}: {source}" if source else "",
            publication=self._site.publication,
            address=re.sub(r"^https?://", "", f"{base}{self._renderer.path(view['name'])}").rstrip("/") if base else "",
            value=view["parts"] if figure else ("", "", ""),
        )

    def _taken(self, view: View) -> list[tuple[str, str]]:
        """Tell a page of its pictures; return links to them."""
        name = view["name"]
        view["picture"] = plates.size_of(self._drawn[name]) if name in self._drawn else None
        view["shared"] = f"{name}.png" in self._shown
        kinds = ("svg", "png") if view["shared"] else ("svg",) if view["picture"] else ()
        return [(self._words[kind], f"{self._up}{name}.{kind}") for kind in kinds]

    # ---- charts ----

    def _of_chart(self, name: str, docname: str, use: ChartUse) -> View:
        """Return what stands on the page of a chart, but its drawings."""
        words, link = use.source[0].removeprefix(str(_("Source: "))), use.source[1]
        entry = open_data.page_entry(self._app, docname, use.anchor)
        return {
            "kind": "chart",
            "name": name,
            "title": use.title,
            "called": use.title,
            "said": use.description or use.title,
            "quoted": use.title,
            "subtitle": use.subtitle,
            "under": use.subtitle,
            "over": self._words["chart"],
            "description": use.description,
            "table": use.table,
            "source": {"title": words, "place": "", "url": link if re.match("https?://", link) else ""} if words else None,
            "page": docname,
            "pages": ((entry.title, entry.path),),
            "columns": (),
            "marks": (),
            "address": "",
            "basis_url": "",
        }

    def _chart(self, view: View, use: ChartUse) -> None:
        name, env, docname = view["name"], self._app.env, view["page"]
        drawn = [(size, picture(env, use.chart, size, self._web_inks, "fig")) for size in (WIDE, NARROW)]
        view["drawings"] = [Markup(one.inline(size.name, use.title, "description")) for size, one in drawn if one is not None]  # noqa: S704 - our own
        narrow, wide = ((one.width, one.height) if one is not None else None for _size, one in reversed(drawn))
        view["drawn"] = frames.Drawn(narrow, wide) if narrow and wide else None
        downloads = [(f"{self._words['data']} (JSON)", f"{self._up}{name}.json")]
        if use.rows:
            path = csv_path(self._app, docname, use.anchor, use.chart)
            downloads.append((str(_("Download the data (CSV)")), f"{self._root}{path}"))
        downloads += self._taken(view)
        about = {
            "title": use.title,
            "kind": use.chart.kind,
            "description": use.description,
            "source": site.words_of(view["source"]) or None,
            "page": docname,
        }
        rows = [dict(zip(use.rows[0], row, strict=False)) for row in use.rows[1:]]
        data = write_json({"chart": about, "rows": rows}, depth=2)
        self._out.put(f"{name}.json", f"{{\n{self._about},{data[1:]}")
        self._put(name, self._renderer.exhibit(view, downloads))
        self._list(name, "chart", title=use.title, on=docname)

    def _put(self, name: str, pages: tuple[bytes, bytes]) -> None:
        full, bare = pages
        self._out.put(self._file(name), full)
        self._out.put(f"{EMBED}/{name}.html", bare)

    def _list(self, name: str, kind: str, **more: str) -> None:
        self.listed.append({"name": name, "kind": kind, **more, "page": f"{name}{self._ending}"})

    def _file(self, name: str) -> str:
        return f"{name}/{INDEX}.html" if self._up else f"{name}.html"

    # ---- the page of all, and pages that moved ----

    def _index(self) -> None:
        report, views = self._domain.report, self._views
        keys = dict.fromkeys(figure.address.key for figure in report.figures() if not figure.statement)
        stats = [figure for key in keys if (figure := report.figure(key) or next(iter(report.of_key(key)), None)) is not None]
        by_kind = {kind: [listed for listed in self.listed if listed["kind"] == kind] for kind in ("statement", "chart")}
        usual = max(periods := [views.period(figure.period) for figure in stats], key=periods.count, default="")  # is said once
        called = [views.label(figure) if period == usual else views.name(figure) for figure, period in zip(stats, periods, strict=True)]
        groups = [
            (
                str(_("Figures")),
                usual,
                [_row(figure_name(figure.address), name, views.value(figure)) for figure, name in zip(stats, called, strict=True)],
            ),
            (
                str(_("Financial statements")),
                "",
                [_row(each["name"], views.plain(report.statements[each["statement"]].statement.title)) for each in by_kind["statement"]],
            ),
            (str(_("Charts")), "", [_row(each["name"], each["title"]) for each in by_kind["chart"]]),
        ]
        nested = bool(self._up and self._site.index)
        name = "all" if self._site.index.startswith("all") else INDEX
        self._out.put(f"{name}/{INDEX}.html" if nested else f"{name}.html", self._renderer.index(groups, nested=nested))

    def _moved(self) -> None:
        """Make what old addresses lead to, those of bare pages too: frames on other sites go on. Data and pictures can lead nowhere: they are there twice."""
        base = self._site.base
        for known, (name, called) in self._old().items():
            if self._file(known) in self._out.files:
                continue
            canonical = f"{base}{self._renderer.path(name)}" if base else ""
            link = self._renderer.link(name)
            moved_to = self._renderer.moved(called, link, canonical or link)
            self._put(known, (moved_to, self._renderer.moved(called, f"{name}.html", canonical or f"../{name}{self._ending}")))
            for kind in ("svg", "png"):
                if f"{name}.{kind}" in self._shown:
                    self._out.put(f"{known}.{kind}", self._shown[f"{name}.{kind}"])
            to = f"{base}{self._folder}/{name}.json" if base else f"{name}.json"
            self._out.put(f"{known}.json", self._out.written(f"{name}.json").replace("{\n", f'{{\n  "movedTo": {_quoted(to)},\n', 1))
            self._list(known, "moved", to=name)
        for old, new in moved(self._domain.report).items():
            if f"{series_name(old)}.csv" not in self._out.files:
                self._out.put(f"{series_name(old)}.csv", self._out.written(f"{series_name(new)}.csv"))

    def _old(self) -> dict[str, tuple[str, str]]:
        """Return by each old name of a page that of the page now, and what is on it."""
        report, views = self._domain.report, self._views
        pairs: dict[str, tuple[str, str]] = {}
        for old, new in moved(report).items():
            figure = report.figure(new)
            if figure is not None:
                pairs[figure_name(old)] = figure_name(new), views.name(figure)
        for before, id_ in statements_now(report).items():
            pairs.setdefault(statement_name(before), (statement_name(id_), views.plain(report.statements[id_].statement.title)))
        for name, (_view, use) in self._charts.items():
            for known in map(old_chart_name, use.formerly):
                pairs.setdefault(known, (name, use.title))
        return pairs


def _are_shared(app: Sphinx) -> bool:
    """Whether there are PNG of figures, as there are of pages; the cards of these say what they lack."""
    return bool(app.config.impact_share_cards and app.config.html_baseurl and convert.made_by("png"))


def _row(name: str, called: str, value: object = "") -> View:
    return {"name": name, "called": called, "value": value}


def _part(part: Part) -> str:
    value = plain(part.figure.value) if part.figure.value is not None else "null"
    return f'{{"times": {part.times}, "address": {_quoted(str(part.figure.address))}, "value": {value}}}'


# ---- writing ----


def write_pages(app: Sphinx) -> None:
    """Write the pages, if they are not what an earlier build made of the same; take away those of another folder."""
    folder, earlier = folder_of(app), files.earlier(Path(app.outdir))
    for old in earlier:  # of builds with another setting; what the author brings there stays
        if old.name != folder and not clash_of(app, old.name):
            files.Folder(old, _taken(app, old.name)).clear()
    if not folder:
        if earlier:
            Path(app.outdir, site.SHEET).unlink(missing_ok=True)
        return
    target = Path(app.outdir, folder)
    made_from = _fingerprint(app)
    if not files.is_fresh(target, made_from):
        taken = _taken(app, folder)
        out = files.Folder(target, taken)
        writer = _Writer(app, folder, out)
        writer.write()
        out.finish(made_from, writer.listed)
        for path in sorted(out.files & taken.keys()):
            what = f"{folder}/{path} is a page of the report, and that of a figure would have the same name: rename the page"
            warn(what, code="config", location=taken[path])


def tell_sitemap(app: Sphinx) -> None:
    """Add the pages to a sitemap that another extension has written."""
    folder = folder_of(app)
    base = f"{app.config.html_baseurl.rstrip('/')}/{folder}/"
    files.add_to_sitemap(Path(app.outdir, "sitemap.xml"), [base + page for page in files.pages_of(Path(app.outdir, folder))])


def _taken(app: Sphinx, folder: str) -> dict[str, str]:
    """Return the pages of the report that lie in the folder, by their files."""
    nested = ending_of(app) == "/"
    names = {doc.removeprefix(f"{folder}/"): doc for doc in sorted(app.env.found_docs) if doc.startswith(f"{folder}/")}
    names |= {INDEX: folder} if nested and folder in app.env.found_docs else {}
    return {
        f"{name}/{INDEX}.html" if nested and name != INDEX else f"{name}.html": str(app.env.doc2path(doc)) for name, doc in names.items()
    }


def _fingerprint(app: Sphinx) -> str:
    """Return the fingerprint of everything that pages are made from, so that nothing is made where nothing changed."""
    domain, config, out = domain_of(app.env), app.config, Path(app.outdir)
    made = hashlib.sha256()

    def add(*things: object) -> None:
        made.update("\0".join(map(str, things)).encode())

    add(
        app.extensions["sphinx_impact"].version,
        metadata.version("babel"),
        app.builder.name,
        said_of(app),
        config.language,
        config.html_theme,
    )
    for name in ("html_baseurl", "html_theme_options", "html_logo", "html_favicon", "html_short_title", "project", "root_doc"):
        add(name, repr(config[name]))
    for setting in SETTINGS:
        add(setting.name, repr(config[setting.name]))
    own = [path for path in sorted(Path(__file__).parent.rglob("*")) if path.suffix in {".py", ".jinja"}]
    for path in (*own, assets.THEME / "styles" / "figures.css", out / "_static" / "sphinx_impact.css"):
        made.update(path.read_bytes() if path.is_file() else b"")
    add(convert.made_by("png") if _are_shared(app) else "")
    add(domain.report.made_from, domain.report.data)
    for docname in sorted(app.env.found_docs):
        title = app.env.titles.get(docname)
        add(docname, title.astext() if title is not None else "", *map(repr, domain.uses.get(docname, ())))
        add(*(repr(use._replace(place="")) for use in domain.charts.get(docname, ())))  # a place names the folder
    return made.hexdigest()
