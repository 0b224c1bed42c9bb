"""Puts drawings where pages are written: inlined on a website, as files in a book and on paper, nowhere in plain text.

Charts of our own kinds are drawn where they are used. What needs another program, an author's Vega-Lite and pictures for paper, is made
before Sphinx starts to write, in this process alone, which starts the one that converts and sees it end: nothing that has threads is
there when Sphinx forks.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_impact import extras
from sphinx_impact.components.figure_pages import data_folder
from sphinx_impact.components.nodes import (
    BOOKS,
    impact_chart,
    impact_chart_data,
    impact_chart_exhibit,
    impact_chart_head,
    impact_drawing,
    paragraph,
)
from sphinx_impact.domain import app_of, domain_of
from sphinx_impact.drawing import convert
from sphinx_impact.drawing.brand import brand_of
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.messages import _, following, warn
from sphinx_impact.model.names import download_name, free, short
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ChartUse
    from sphinx_impact.drawing.author_vega import AuthorDrawings
    from sphinx_impact.drawing.chart_colours import Inks
    from sphinx_impact.drawing.layout import Size
    from sphinx_impact.drawing.svg import Picture
    from sphinx_impact.model.charts.record import Chart

_VEGA_LITE: Final = "vega-lite"
"""The kind of a chart that its author has specified, of which the list need not be imported in builds without a chart."""

_DOWNLOADS = "_downloads"
_CACHE = "impact-charts"
"""Where beside the doctrees the drawings of authors' specifications are."""


_KEPT: WeakKeyDictionary[BuildEnvironment, AuthorDrawings] = WeakKeyDictionary()


def _author_drawings(env: BuildEnvironment) -> AuthorDrawings:
    """Return the drawings of authors' specifications, beside the doctrees; the same in all of a build."""
    if env not in _KEPT:
        from sphinx_impact.drawing.author_vega import AuthorDrawings

        _KEPT[env] = AuthorDrawings(FileCache(Path(env.doctreedir) / _CACHE))
    return _KEPT[env]


def _pictures(env: BuildEnvironment) -> FileCache:
    """Return the folder of drawings that are files of a book or on paper."""
    return FileCache(Path(env.doctreedir) / "impact-pictures")


def _sizes(builder: Builder) -> tuple[Size, ...]:
    """Return the sizes a builder needs: two that a web page chooses from by its width, one for pages of a book; none for text."""
    from sphinx_impact.drawing.layout import BOOK, NARROW, WIDE

    if builder.name == "epub" or builder.format == "latex":
        return (BOOK,)
    if builder.name in BOOKS:
        return (WIDE,)
    return (WIDE, NARROW) if builder.format == "html" else ()


def _uses(env: BuildEnvironment) -> list[ChartUse]:
    charts = domain_of(env).charts
    return [use for docname in sorted(charts) for use in charts[docname]]


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with an author's Vega-Lite, where another version of what draws it is installed than the last time, or none was."""
    domain = domain_of(env)
    tool, builder = convert.made_by("svg"), app.builder.name
    changed = domain.data["drawn_by"].get(builder) != tool
    domain.data["drawn_by"][builder] = tool
    if not changed:
        return []
    return sorted(docname for docname, uses in domain.charts.items() if any(use.chart.kind == _VEGA_LITE for use in uses))


def draw_all(app: Sphinx, builder: Builder) -> None:
    """Make what needs another program, before Sphinx starts to write. What cannot be drawn is told in every build."""
    uses = _uses(app.env)
    if not uses:
        return
    if builder.format == "latex" and not convert.paper_format():
        _say_tables(app, uses)
        return
    written = [use for use in uses if use.chart.kind == _VEGA_LITE]
    if written and (sizes := _sizes(builder)):
        _draw_written(app, written, sizes)
    if builder.format == "latex":
        from sphinx_impact.drawing.chart_colours import paper_inks
        from sphinx_impact.drawing.layout import BOOK

        look = brand_of(app.config.html_theme_options)
        inks = paper_inks(look.colour, look.accent)
        texts = {drawn.file(use.title): use for use in uses if (drawn := picture(app.env, use.chart, BOOK, inks)) is not None}
        titles = {text: use.title for text, use in texts.items()}
        follow = following(app, "drawing charts", titles.__getitem__)
        _found, failed = convert.on_paper(texts, _pictures(app.env), follow)
        for reason in dict.fromkeys(failed.values()):
            these = [texts[text] for text, why in failed.items() if why == reason]
            some = f"“{these[0].title}” is" if len(these) == 1 else f"{len(these)} charts are"
            warn(f"{some} not drawn, and each is its table: {reason}", code=Code.CHART.value, location=these[0].place)


def _say_tables(app: Sphinx, uses: list[ChartUse]) -> None:
    without = f"{'the chart is its table' if len(uses) == 1 else f'each of {len(uses)} charts is its table'} alone"
    extras.say_missing(app, "vega", without, code=Code.CHART.value, location=uses[0].place)


def _draw_written(app: Sphinx, uses: list[ChartUse], sizes: tuple[Size, ...]) -> None:
    if not extras.installed("vega"):
        _say_tables(app, uses)
        return
    kept = _author_drawings(app.env)
    titles = {kept.path(use.chart, size): use.title for use in uses for size in sizes}
    kept.draw(((use.chart, size) for use in uses for size in sizes), following(app, "drawing charts", titles.__getitem__))
    for use in uses:
        reason = next((why for size in sizes if (why := kept.failed.get(kept.path(use.chart, size)))), "")
        if reason:
            warn(f"“{use.title}” is not drawn: {reason}", code=Code.CHART.value, location=use.place)


def picture(env: BuildEnvironment, chart: Chart, size: Size, inks: Inks, anchor: str = "") -> Picture | None:
    """Return a chart as a drawing; None where it cannot be drawn."""
    if chart.kind == _VEGA_LITE:
        return _author_drawings(env).picture(chart, size, inks, anchor)
    from sphinx_impact.drawing import dispatch

    return dispatch.draw(chart, size, inks, leftwards=is_leftwards(env.config.language or "en"))


def prune(app: Sphinx, exception: Exception | None) -> None:
    """Remove the drawings of authors' specifications that no chart has any more, after a build that went well."""
    if exception is None and Path(app.doctreedir, _CACHE).is_dir() and _sizes(app.builder):
        from sphinx_impact.drawing.layout import BOOK, NARROW, WIDE

        kept = _author_drawings(app.env)
        charts = [use.chart for use in _uses(app.env) if use.chart.kind == _VEGA_LITE]
        kept.cache.keep(kept.path(chart, size) for chart in charts for size in (WIDE, NARROW, BOOK))


def csv_path(app: Sphinx, docname: str, anchor: str, chart: Chart) -> str:
    """Return where the output has the values of a chart: among the open data, where these have them, or else among the downloads."""
    folder = data_folder(app) if chart.marks else ""
    return f"{folder or _DOWNLOADS}/charts/{download_name(docname, anchor.removeprefix('chart-'))}"


def _csv(chart: Chart, title: str, rows: Iterable[Iterable[str]]) -> str:
    """Return the values of a chart as CSV, as the open data have them; what an author's specification has as it is."""
    from sphinx_impact.model.export.csv_tables import chart_tables, defused

    for table in chart_tables([("", "", title, chart, ())]):
        return table.to_csv()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


class DrawCharts(SphinxPostTransform):
    """Fills the places of drawings, and on web pages puts title and table of a chart around it."""

    default_priority = 205

    def run(self, **_kwargs: Any) -> None:
        """Fill every place, or take it away."""
        from sphinx_impact.drawing.chart_colours import paper_inks, web_inks
        from sphinx_impact.drawing.sparkline import sparkline

        builder = app_of(self.env).builder
        on_page = builder.format == "html" and builder.name not in BOOKS
        look = brand_of(self.config.html_theme_options)
        self.inks = (web_inks if on_page else paper_inks)(look.colour, look.accent)
        self.taken: set[str] = set()  # two chapters on one page may have a chart of one title
        for place in list(self.document.findall(impact_drawing)):
            if "values" in place:
                # The line of a card says nothing that the words do not.
                svg = sparkline(place["values"], self.inks.of(0)) if builder.format == "html" else ""
                drawn: list[nodes.Node] = [_raw(svg)] if svg else []
            elif on_page:
                drawn = self._inline(place)
            elif builder.name in BOOKS or builder.format == "latex":
                drawn = self._file(place)
            else:
                drawn = []
            place.parent.replace(place, drawn)
        if builder.format == "html":
            for exhibit in list(self.document.findall(impact_chart_exhibit)):
                _around(exhibit)

    # ---- kinds of places ----

    def _inline(self, place: impact_drawing) -> list[nodes.Node]:
        anchor = free(short(place["anchor"]), self.taken)
        description = f"{anchor}--description"  # no id that is made from words has two hyphens
        exhibit = place.parent.parent
        for words in exhibit.findall(nodes.paragraph):
            if "impact-chart-description" in words["classes"]:
                words["ids"].append(description)
        self._add_csv(place, exhibit)
        from sphinx_impact.drawing.layout import NARROW, WIDE

        drawn = [(size, picture(self.env, place["chart"], size, self.inks, anchor)) for size in (WIDE, NARROW)]
        inlined = [one.inline(size.name, place["title"], description) for size, one in drawn if one is not None]
        return [_raw("\n".join(inlined))] if inlined else []

    def _file(self, place: impact_drawing) -> list[nodes.Node]:
        """Return the drawing as a picture: SVG in a book, on paper what has been made of it before."""
        builder = app_of(self.env).builder
        (size,) = _sizes(builder)
        drawn = picture(self.env, place["chart"], size, self.inks)
        if drawn is None:
            return []
        text, cache = drawn.file(place["title"]), _pictures(self.env)
        in_book = builder.name in BOOKS
        if in_book:
            path = cache.path("svg", text)
            if not path.is_file():
                cache.write(path, text.encode())
        else:
            found, _failed = convert.on_paper([text], cache)
            if text not in found:
                return []
            path = found[text]
        self.env.images.add_file(self.env.docname, str(path))
        image = nodes.image("", uri=str(path), candidates={"*": str(path)}, alt=place["title"], width="100%")
        # Engines of small readers take a picture out of the text that has no paragraph around it.
        return [paragraph(image, classes="impact-chart-drawing") if in_book else image]

    def _add_csv(self, place: impact_drawing, exhibit: nodes.Element) -> None:
        """Link the values as a file below the table, and write it, where it is not among the open data."""
        holder = next(iter(exhibit.findall(impact_chart_data)), None)
        if holder is None or not place["data"]:
            return
        docname = place["docname"]  # on one page with all chapters, the page is not the one on which a chart was written
        app, chart = app_of(self.env), place["chart"]
        name = csv_path(app, docname, place["anchor"], chart)
        if name.startswith(_DOWNLOADS):
            target = Path(app.outdir, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_csv(chart, place["title"], place["data"]), encoding="utf-8")
        builder = app.builder
        page = self.config.root_doc if builder.name == "singlehtml" else docname
        uri = relative_uri(builder.get_target_uri(page), name)
        link = nodes.reference("", str(_("Download the data (CSV)")), refuri=uri, internal=True)
        holder += paragraph(link, classes="impact-chart-csv")


def _raw(svg: str) -> nodes.raw:
    return nodes.raw("", svg, format="html")


def _around(exhibit: impact_chart_exhibit) -> None:
    """Put all parts of an exhibit into its figure: title, drawing, description and table, source."""
    figure = next(iter(exhibit.findall(impact_chart)), None)
    if figure is None:
        return
    said = [node for node in figure.children if isinstance(node, nodes.caption | nodes.legend)]
    drawn = [node for node in figure.children if node not in said]
    rest = [node for node in exhibit.children if node is not figure]
    head = impact_chart_head()
    for node in said:
        head += list(node.children) if isinstance(node, nodes.legend) else [node]
    figure.clear()
    figure += [head, *drawn, *rest]
    figure["classes"] = [*exhibit["classes"], *figure["classes"]]
    # Numbers go by a figure's own first id. Others would be written as elements of their own, which must not stand before the caption.
    ids: list[str] = [*figure["ids"], *exhibit["ids"]]
    figure["ids"], said[0]["ids"] = ids[:1], ids[1:]
    exhibit.parent.replace(exhibit, figure)


def setup(app: Sphinx) -> None:
    """Register what draws."""
    app.add_post_transform(DrawCharts)
    app.connect("env-updated", pages_to_rewrite)
    app.connect("write-started", draw_all)
    app.connect("build-finished", prune)
