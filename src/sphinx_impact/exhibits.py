"""Puts drawings where pages are written: inlined on a website, as files in a book and on paper, nowhere in plain text.

Pages are read in several processes, and written in several; drawing goes on in between, in this process alone, which starts the one
that draws and sees it end. So nothing that has threads is there when Sphinx forks.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_impact import extras
from sphinx_impact.charting import web
from sphinx_impact.charting.cache import MADE, Drawings, tool_version
from sphinx_impact.charting.inks import for_paper, for_web
from sphinx_impact.charting.sheet import BOOK, NARROW, WIDE
from sphinx_impact.charting.sparkline import sparkline
from sphinx_impact.colours import brand_colours
from sphinx_impact.domain import ImpactDomain, app_of
from sphinx_impact.messages import _, warn
from sphinx_impact.model.export.names import download_name, free
from sphinx_impact.model.export.tables import defused
from sphinx_impact.model.problems import Code
from sphinx_impact.nodes import impact_chart, impact_chart_data, impact_chart_exhibit, impact_chart_head, impact_drawing, paragraph

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.charting.sheet import Paper

_CSV = "_downloads/charts"


def _domain(env: BuildEnvironment) -> ImpactDomain:
    domain = env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    return domain


_KEPT: WeakKeyDictionary[BuildEnvironment, Drawings] = WeakKeyDictionary()


def drawings(env: BuildEnvironment) -> Drawings:
    """Return the folder of drawings beside the doctrees; the same in all of a build."""
    if env not in _KEPT:
        _KEPT[env] = Drawings(Path(env.doctreedir) / "impact-charts")
    return _KEPT[env]


def colours(config: Config) -> tuple[str, str]:
    """Return brand and accent colour."""
    return brand_colours(config.html_theme_options)


def papers(builder: Builder) -> tuple[Paper, ...]:
    """Return the sizes a builder needs: two that a web page chooses from by its width, one for pages of a book; none for text."""
    if builder.name == "epub" or builder.format == "latex":
        return (BOOK,)
    return (WIDE, NARROW) if builder.format == "html" else ()


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with charts, where another version of what draws is installed than the last time, or none was."""
    domain = _domain(env)
    pen, builder = f"{MADE} {tool_version()}", app.builder.name
    changed = domain.data["pen"].get(builder) != pen
    domain.data["pen"][builder] = pen
    return sorted(domain.charts) if changed else []


def draw_all(app: Sphinx, builder: Builder) -> None:
    """Draw what has not been drawn yet, before Sphinx starts to write. What cannot be drawn is told in every build."""
    domain = _domain(app.env)
    sizes = papers(builder)
    uses = [use for docname in sorted(domain.charts) for use in domain.charts[docname]]
    if not uses or not sizes:
        return
    kept = drawings(app.env)
    kept.draw((use.chart, paper) for use in uses for paper in sizes)
    if "" in kept.failed:
        without = f"{'the chart is its table' if len(uses) == 1 else f'each of the {len(uses)} charts is its table'} alone"
        extras.say_missing(app, "charts", without, code=Code.CHART.value, location=uses[0].place)
        return
    for use in uses:
        reason = next((why for paper in sizes if (why := kept.failed.get(kept.name(use.chart, paper)))), "")
        if reason:
            warn(f"“{use.title}” is not drawn: {reason}", code=Code.CHART.value, location=use.place)
    if builder.format == "latex":
        brand_accent = colours(app.config)
        made = [(use, kept.svg(use.chart, BOOK)) for use in uses]
        kept.pdfs(for_print(svg, use.title, brand_accent) for use, svg in made if svg is not None)


def for_print(svg: str, title: str, brand_accent: tuple[str, str]) -> str:
    """Return a drawing as what is converted to PDF."""
    return web.file(svg, *brand_accent, title=title)


def prune(app: Sphinx, exception: Exception | None) -> None:
    """Remove drawings that no chart has any more, after a build that went well and drew others."""
    if exception is not None or not papers(app.builder) or not drawings(app.env).drew:
        return
    domain, kept = _domain(app.env), drawings(app.env)
    names = {kept.name(use.chart, paper) for uses in domain.charts.values() for use in uses for paper in (WIDE, NARROW, BOOK)}
    kept.prune(names)


class DrawCharts(SphinxPostTransform):
    """Fills the places of drawings, and on web pages puts title and table of a chart around it."""

    default_priority = 205

    def run(self, **_kwargs: Any) -> None:
        """Fill every place, or take it away."""
        builder = app_of(self.env).builder
        self.brand_accent = colours(self.config)
        self.kept = drawings(self.env)
        self.taken: set[str] = set()  # two chapters on one page may have a chart of one title
        for place in list(self.document.findall(impact_drawing)):
            if "values" in place:
                drawn = self._sparkline(place)
            elif builder.name == "epub":
                drawn = self._file(place, "svg")
            elif builder.format == "latex":
                drawn = self._file(place, "pdf")
            elif builder.format == "html":
                drawn = self._inline(place)
            else:
                drawn = []
            place.parent.replace(place, drawn)
        if builder.format == "html":
            for exhibit in list(self.document.findall(impact_chart_exhibit)):
                _around(exhibit)

    # ---- kinds of places ----

    def _sparkline(self, place: impact_drawing) -> list[nodes.Node]:
        """Return the line of a card, which says nothing that the words do not."""
        builder = app_of(self.env).builder
        svg = sparkline(place["values"]) if builder.format == "html" else ""
        if not svg:
            return []
        dress = for_paper if builder.name == "epub" else for_web
        return [
            _raw(dress(svg, *self.brand_accent).replace("<svg ", '<svg class="impact-sparkline" aria-hidden="true" focusable="false" ', 1))
        ]

    def _inline(self, place: impact_drawing) -> list[nodes.Node]:
        anchor = free(place["anchor"], self.taken)
        description = f"{anchor}--description"  # no id that is made from words has two hyphens
        exhibit = place.parent.parent
        for words in exhibit.findall(nodes.paragraph):
            if "impact-chart-description" in words["classes"]:
                words["ids"].append(description)
        self._add_csv(place, exhibit)
        drawn = [(paper.name, self.kept.svg(place["chart"], paper)) for paper in (WIDE, NARROW)]
        inlined = [
            web.inline(svg, name, *self.brand_accent, anchor=anchor, label=place["title"], description=description)
            for name, svg in drawn
            if svg is not None
        ]
        return [_raw("\n".join(inlined))] if inlined else []

    def _file(self, place: impact_drawing, suffix: str) -> list[nodes.Node]:
        svg = self.kept.svg(place["chart"], BOOK)
        if svg is None:
            return []
        text = for_print(svg, place["title"], self.brand_accent)
        path = self.kept.pdf(text) if suffix == "pdf" else self.kept.file(text, "svg")
        if path is None:
            return []
        uri = str(path)
        self.env.images.add_file(self.env.docname, uri)
        image = nodes.image("", uri=uri, candidates={"*": uri}, alt=place["title"], width="100%")
        # Engines of small readers take a picture out of the text that has no paragraph around it.
        return [paragraph(image, classes="impact-chart-drawing") if suffix == "svg" else image]

    def _add_csv(self, place: impact_drawing, exhibit: nodes.Element) -> None:
        """Write the values as a file, and link it below the table."""
        holder = next(iter(exhibit.findall(impact_chart_data)), None)
        if holder is None or not place["data"]:
            return
        docname = place["docname"]  # on one page with all chapters, the page is not the one on which a chart was written
        name = f"{_CSV}/{download_name(docname, place['anchor'].removeprefix('chart-'))}"
        target = Path(app_of(self.env).outdir, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([defused(cell) for cell in row] for row in place["data"])
        target.write_text(text.getvalue(), encoding="utf-8")
        builder = app_of(self.env).builder
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
