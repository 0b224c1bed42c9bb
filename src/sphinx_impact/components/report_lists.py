"""Fills in what only the whole report knows: which figures come from a source, which exhibits there are, and on which pages all of them stand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_impact.components.nodes import (
    impact_chart,
    impact_chart_exhibit,
    impact_errata_place,
    impact_erratum,
    impact_exhibit,
    impact_exhibits,
    impact_figure,
    impact_figures,
    impact_list,
    impact_sources,
    impact_statement,
    paragraph,
    table_of,
)
from sphinx_impact.components.values import column_words, in_prose, source_nodes, standing, value_words
from sphinx_impact.domain import ExhibitUse, app_of, domain_of, label_of, note_place
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ImpactDomain, Use
    from sphinx_impact.model.entities import Figure, Source, Statement

MARK = "*"
"""The mark of a corrected figure."""


class _Row(NamedTuple):
    """A figure, or a statement with all its figures, and where it stands."""

    what: Figure | Statement
    source: Source
    pages: list[tuple[str, Use]]


class FillSources(SphinxPostTransform):
    """Puts the figures of a source into its place, with references that are resolved after it (at 10)."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        domain = domain_of(self.env)
        for place in list(self.document.findall(impact_sources)):
            rows = _rows(domain, place["document"])
            if not rows:
                place.append(paragraph(nodes.Text(_("No figure of this report is taken from it."))))
                continue
            listing = nodes.bullet_list("", classes=["impact-source-list"])
            for row in rows:
                listing += nodes.list_item("", self._line(domain, row, place["docname"]))
            place.append(listing)

    def _line(self, domain: ImpactDomain, row: _Row, docname: str) -> nodes.paragraph:
        from sphinx_impact.model.entities import Figure

        what = row.what
        line = paragraph(nodes.strong("", label_of(what)))
        if isinstance(what, Figure):
            column = column_words(domain.report, what)
            line += nodes.Text(f", {column}" if column else "")
            if what.period:
                line += nodes.Text(f", {domain.formats.period(what.period)}")
            if what.value is not None:
                line += nodes.Text(f": {value_words(domain.formats, what)}")
        remarks = [row.source.place, *standing(domain.formats, what.as_of, what.status)]
        if any(remarks):
            line += nodes.Text(f" ({', '.join(remark for remark in remarks if remark)})")
        line += _links(self.env, row.pages, docname, " – ")
        return line


class FillErrata(SphinxPostTransform):
    """Links each correction to the pages that its figure stands on."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        domain = domain_of(self.env)
        for place in list(self.document.findall(impact_errata_place)):
            pages = _pages_of_all(domain, place["addresses"])
            links = _links(self.env, pages, place["docname"], "")
            place.replace_self([nodes.Text(place["lead"] + _("Stands in: ")), *links] if pages else [])


class LinkCorrected(SphinxPostTransform):
    """Links each corrected figure to its correction, where that is listed."""

    default_priority = 5
    formats = ("html", "latex")

    def run(self, **_kwargs: object) -> None:
        """Set the marks."""
        for spot in list(self.document.findall(impact_erratum)):
            listed = _where_listed(domain_of(self.env), spot["address"])
            if listed is not None:
                mark = nodes.superscript("", "", _mark(), classes=["impact-erratum-mark"])
                spot.replace_self(_reference("erratum", spot["address"], listed[0], mark))


class NameCorrected(SphinxPostTransform):
    """Says of each corrected figure that it is, where nothing can be linked; drops the marks that lead nowhere."""

    default_priority = 6

    def run(self, **_kwargs: object) -> None:
        """Replace what marks are left."""
        for spot in list(self.document.findall(impact_erratum)):
            listed = _where_listed(domain_of(self.env), spot["address"])
            corrected = _("corrected")
            spot.replace_self([] if listed is None else nodes.Text(f" ({corrected})"))


class FillExhibits(SphinxPostTransform):
    """Lists the exhibits of the report by kind, in reading order, with the numbers they have on their pages."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        for place in list(self.document.findall(impact_exhibits)):
            found = _exhibits_in_order(self.env)
            for kind in place["kinds"]:
                rows = [(page, use) for page, use in found if use.kind == kind]
                if rows:
                    listing = impact_list("", classes=["impact-exhibit-list"])
                    if len(place["kinds"]) > 1:
                        # No id that is made from words has two hyphens.
                        heading = paragraph(nodes.Text(_kind_words(kind)), classes="impact-exhibit-kind")
                        heading["ids"].append(f"{place['anchor']}--{kind}")
                        listing["labelledby"] = heading["ids"][0]
                        place.append(heading)
                    listing += [nodes.list_item("", self._line(page, use, place["docname"])) for page, use in rows]
                    place.append(listing)
            if not place.children:
                place.append(_nothing())

    def _line(self, page: str, use: ExhibitUse, docname: str) -> nodes.paragraph:
        title = self.env.titles[page].astext() if page in self.env.titles else page
        link = _reference("exhibit", use.anchor, page, nodes.inline("", use.title), docname)
        return paragraph(*self._number(page, use), link, nodes.inline("", f" \N{EN DASH} {title}", classes=["impact-exhibit-page"]))

    def _number(self, page: str, use: ExhibitUse) -> list[nodes.Node]:
        number = self.env.toc_fignumbers.get(page, {}).get(use.sort, {}).get(use.numbered)
        if not self.config.numfig or number is None:
            return []
        written = self.config.numfig_format[use.sort]
        if app_of(self.env).builder.name == "latex":  # which counts by itself
            return [addnodes.number_reference("", "", refuri=f"%{page}#{use.numbered}", title=written), nodes.Text(" ")]
        return [nodes.Text(f"{written % '.'.join(map(str, number))} ")]


class FillFigures(SphinxPostTransform):
    """Lists every figure of the data that a page prints, in the order of the pages."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Fill every place of the page."""
        domain = domain_of(self.env)
        for place in list(self.document.findall(impact_figures)):
            rows = [self._row(domain, figure, pages, place["docname"]) for figure, pages in _printed(domain, self.env)]
            heads = [[nodes.Text(str(head))] for head in (_("Figure"), _("Period"), _("Value"), _("Source"), _("Where"))]
            classes = "impact-figure-list longtable colwidths-given"
            place.append(table_of(heads, rows, widths=(31, 13, 14, 26, 16), classes=classes, numbers={2}) if rows else _nothing())

    def _row(self, domain: ImpactDomain, figure: Figure, pages: list[tuple[str, Use]], docname: str) -> list[list[nodes.Node]]:
        column, footed = column_words(domain.report, figure), domain.report.statements.get(figure.statement)
        label = ", ".join(filter(None, (label_of(figure), column)))
        of = [nodes.inline("", f" \N{EN DASH} {label_of(footed.statement)}", classes=["impact-exhibit-page"])] if footed is not None else []
        period: list[nodes.Node] = [nodes.Text(domain.formats.period(figure.period))] if figure.period else []
        plain = figure.money or figure.unit in {"percent", "%", ""} or figure.unit.lower() in label.lower()
        unit = "" if plain else f" {figure.unit}"
        # As words: a link in each row would make the keyboard's way through the table long.
        source = "".join(node.astext() for node in source_nodes(domain.report, figure.source)) if figure.source else ""
        remarks = " · ".join(filter(None, (source, *standing(domain.formats, figure.as_of, figure.status))))
        return [
            [nodes.Text(label), *of],
            period,
            [in_prose(domain.formats.printed(figure, symbols=True), figure.value), nodes.Text(unit)],
            [nodes.Text(remarks)],
            _links(self.env, pages, docname, ""),
        ]


def _printed(domain: ImpactDomain, env: BuildEnvironment) -> Iterator[tuple[Figure, list[tuple[str, Use]]]]:
    """Give every figure that has a number and stands on a page of the contents, and where."""
    places: dict[str, dict[str, Use]] = {}
    cells: dict[str, list[Figure]] = {}
    for figure in domain.report.figures():
        if figure.statement:
            cells.setdefault(figure.statement, []).append(figure)
    for page in env.collect_relations():
        columns = set(domain.columns.get(page, ()))
        for use in domain.uses.get(page, ()):
            all_cells = cells.get(use.address, ())
            shown = [str(cell.address) for cell in all_cells if (use.address, cell.address.period, cell.address.column) in columns]
            for address in shown if use.kind == "statement" else [use.address] if use.kind in {"stat", "figure"} else []:
                note_place(places.setdefault(address, {}), page, use)
    for address, pages in places.items():
        found = domain.report.figure(address)
        if found is not None and found.value is not None:
            yield found, list(pages.items())


def _nothing() -> nodes.paragraph:
    return paragraph(nodes.Text(_("There is nothing to list yet.")))


def _kind_words(kind: str) -> str:
    return str({"statements": _("Financial statements"), "charts": _("Charts"), "maps": _("Maps"), "tables": _("Tables")}[kind])


def _exhibits_in_order(env: BuildEnvironment) -> list[tuple[str, ExhibitUse]]:
    """Return the exhibits of all pages that stand in the contents."""
    exhibits = domain_of(env).exhibits
    return [(page, use) for page in env.collect_relations() for use in exhibits.get(page, ())] if exhibits else []


def collect_exhibits(app: Sphinx, tree: nodes.document) -> None:
    """At ``doctree-read``: write down what a page has."""
    found = [use for node in tree.findall(nodes.Element) if (use := _exhibit(node)) is not None]
    if found:
        domain_of(app.env).exhibits[app.env.docname] = found


def _is_map(numbered: nodes.Element) -> bool:
    from sphinx_impact.model.charts.record import MAPS

    return not {f"impact-chart-{each.value}" for each in MAPS}.isdisjoint(numbered["classes"])


def _exhibit(node: nodes.Element) -> ExhibitUse | None:
    """Return what an element is as an exhibit; nothing of what is none, or has no title."""
    numbered: nodes.Element | None = None
    if type(node) is nodes.table:
        kind, sort, numbered = "tables", "table", node
    elif isinstance(node, impact_exhibit):
        kind, sort, numbered = "statements", "table", next(iter(node.findall(impact_statement)), None)
    elif isinstance(node, impact_chart_exhibit):
        kind, sort, numbered = "charts", "figure", next(iter(node.findall(impact_chart)), None)
    if numbered is None:
        return None
    if numbered["classes"] and _is_map(numbered):
        kind = "maps"
    title = next((child for child in numbered.children if isinstance(child, nodes.title | nodes.caption)), None)
    ids = [*node["ids"], *numbered["ids"]]
    if title is None or not ids:
        return None
    return ExhibitUse(kind, " ".join(title.astext().split()), ids[0], (numbered["ids"] or ids)[0], sort)


class NoMarksInTitles(SphinxTransform):
    """Takes the marks of corrected figures out of titles, which are copied into tables of contents and must not hold links."""

    default_priority = 700

    def apply(self, **_kwargs: object) -> None:
        """Take them out."""
        for place in list(self.document.findall(impact_erratum)):
            up = place.parent
            while up is not None and not isinstance(up, nodes.title | nodes.caption | nodes.reference | addnodes.pending_xref):
                up = up.parent
            if up is not None:
                place.replace_self([])


def _mark() -> nodes.inline:
    """Return the mark, which a screen reader hears as a word."""
    corrected = _("corrected")
    return impact_figure(MARK, MARK, value="", parts=[("spoken", f" {corrected}"), ("text", MARK)], mute=MARK)


def _links(env: BuildEnvironment, pages: list[tuple[str, Use]], docname: str, lead: str) -> list[nodes.Node]:
    """Return links to pages, or to the very place on them where there is one, by the pages' titles."""
    made: list[nodes.Node] = []
    for index, (page, use) in enumerate(pages):
        if index or lead:
            made.append(nodes.Text(", " if index else lead))
        title = nodes.inline("", env.titles[page].astext() if page in env.titles else page, classes=["doc"])
        if use.anchor:
            made.append(_reference(use.kind, use.address, page, title, docname))
        else:
            made.append(
                addnodes.pending_xref(
                    "", title, refdomain="std", reftype="doc", reftarget=f"/{page}", refexplicit=True, refwarn=True, refdoc=docname
                )
            )
    return made


def _reference(kind: str, address: str, page: str, words: nodes.Node, docname: str = "") -> addnodes.pending_xref:
    """Return a reference that the domain resolves: to a card, a statement or a correction on a page."""
    given = {"refdoc": docname} if docname else {}
    return addnodes.pending_xref(
        "", words, refdomain="impact", reftype=kind, reftarget=address, refexplicit=True, refwarn=True, impact_page=page, **given
    )


def _where_listed(domain: ImpactDomain, address: str) -> tuple[str, Use] | None:
    """Return where the correction of a figure stands: page and use."""
    for docname in sorted(domain.uses):
        for use in domain.uses[docname]:
            if use.kind == "erratum" and use.address == address:
                return docname, use
    return None


def _pages_of_all(domain: ImpactDomain, addresses: list[str]) -> list[tuple[str, Use]]:
    """Return the pages with any of some figures: those of the figures themselves, and of the statements they are cells of."""
    found: dict[str, Use] = {}
    for address in addresses:
        figure = domain.report.figure(address)
        statement = figure.statement if figure is not None else ""
        for page, use in [*domain.pages_of(address), *(domain.pages_of(statement) if statement else [])]:
            note_place(found, page, use)
    return sorted(found.items())


def _rows(domain: ImpactDomain, document: str) -> list[_Row]:
    """Return what comes from a source and stands on a page: figures named there, and statements shown there, each of which stands once for its cells."""
    rows = []
    for figure in domain.report.figures():
        if figure.source is not None and figure.source.document == document:
            pages = domain.pages_of(str(figure.address))
            if pages:
                rows.append(_Row(figure, figure.source, pages))
    for footed in domain.report.statements.values():
        statement = footed.statement
        sources = [statement.source, *(line.source for line in statement.lines)]
        source = next((source for source in sources if source is not None and source.document == document), None)
        pages = domain.pages_of(statement.id) if source is not None else []
        if source is not None and pages:
            rows.append(_Row(statement, source, pages))
    return rows


# ---- which pages to write again ----


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose lists or marks have changed by other pages since this builder wrote them, and no others."""
    domain = domain_of(env)
    shown: dict[str, str] = {}
    for docname, text in (*_listed(domain, env), *_marked(domain)):
        shown[docname] = shown.get(docname, "") + text
    digests = {docname: _digest(text) for docname, text in shown.items()}
    return [docname for docname in domain.pages_to_rewrite(app.builder.name, digests) if docname in env.found_docs]


def _listed(domain: ImpactDomain, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Return each page with a list, and what the list depends on beside its own data files."""
    listing = {docname: {use.kind for use in uses} for docname, uses in domain.uses.items()}
    titles = [f"{docname} {env.titles[docname].astext()}" for docname in sorted(env.titles)]
    if any("exhibits" in found for found in listing.values()):
        exhibits = repr([(page, use, env.toc_fignumbers.get(page, {}).get(use.sort, {})) for page, use in _exhibits_in_order(env)])
        yield from ((docname, "\n".join([exhibits, *titles])) for docname, found in listing.items() if "exhibits" in found)
    if any("figures" in found for found in listing.values()):
        given = _digest(repr((sorted(domain.uses.items()), sorted(domain.columns.items()), env.collect_relations())))
        figures = domain.fact(
            "printed", lambda _report: repr([(_said(figure), pages) for figure, pages in _printed(domain, env)]), "", given
        )
        yield from ((docname, "\n".join([figures, *titles])) for docname, found in listing.items() if "figures" in found)
    kinds = {docname: found & {"sources", "errata"} for docname, found in listing.items()}
    if not any(kinds.values()):
        return
    everything = [domain.fact("sources and errata", lambda _report: _sourced(domain), "", _digest(repr(sorted(domain.uses.items()))))]
    everything += titles
    yield from ((docname, "\n".join(everything)) for docname, found in kinds.items() if found)


def _sourced(domain: ImpactDomain) -> str:
    """Return the fingerprint of all figures, and of the pages on which those of sources and corrections stand."""
    everything = [
        repr([(page, use.kind, use.anchor) for page, use in pages])
        for pages in (
            *(row.pages for document in domain.report.profile.sources for row in _rows(domain, document)),
            *(_pages_of_all(domain, [str(figure.address) for figure in erratum.figures]) for erratum in domain.report.errata),
        )
    ]
    everything += [_said(figure) for figure in domain.report.figures()]
    return _digest("\n".join(everything))


def _said(figure: Figure) -> str:
    return f"{figure.address} {figure.label} {figure.text} {figure.source}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _marked(domain: ImpactDomain) -> Iterator[tuple[str, str]]:
    """Return each use of a corrected figure, and where its mark leads."""
    none: frozenset[str] = frozenset()
    corrected = domain.fact("corrected", lambda report: report.corrected, none)
    for docname, uses in domain.uses.items() if corrected else ():
        for use in uses:
            if use.kind in ("figure", "stat") and use.address in corrected:
                listed = _where_listed(domain, use.address)
                yield docname, f"{use.address} {(listed[0], listed[1].anchor) if listed else ''}\n"


def setup(app: Sphinx) -> None:
    """Register what fills the lists, and what has their pages written again."""
    for transform in (FillSources, FillErrata, FillExhibits, FillFigures, LinkCorrected, NameCorrected):
        app.add_post_transform(transform)
    app.add_transform(NoMarksInTitles)
    app.connect("doctree-read", collect_exhibits)
    app.connect("env-updated", pages_to_rewrite)
