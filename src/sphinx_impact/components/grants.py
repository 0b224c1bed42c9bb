"""``grant-list``: the grants of a report, in groups with their sums; on a website over as many pages as they need."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from sphinx.util.docutils import new_document
from sphinx.util.osutil import relative_uri

from sphinx_impact.components.base import ImpactDirective, missing, slug, texts
from sphinx_impact.components.further_pages import LISTED
from sphinx_impact.components.nodes import impact_box, impact_grants, impact_list, paragraph, table_of
from sphinx_impact.components.values import in_prose
from sphinx_impact.domain import PAGED, GrantsUse, Use, app_of, domain_of
from sphinx_impact.messages import _, ngettext
from sphinx_impact.model.charts.groups import published_otherwise
from sphinx_impact.model.footing.expressions import FormulaError, parse_where
from sphinx_impact.model.grants import GROUPS, HEADS, NOTHING, ORDERS
from sphinx_impact.model.names import free, hint
from sphinx_impact.model.problems import Code, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import OptionSpec

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.entities import Grant
    from sphinx_impact.model.grants import GrantRoll, Group, Tally

_PAGE: Final = 100
"""Grants on a page."""

_WORDS: Final = 9_000
"""Characters of what is said of them on a page; more of it would be slow on a phone."""

_PRINTED: Final = 500
"""Grants of a list that is printed whole, in a book or on one page; of a longer one the groups and their sums are printed."""

_OVERVIEW: Final = 60
"""Groups that are listed above the grants."""


class GrantList(ImpactDirective):
    """The grants of ``data/grants.csv``, in groups with the number and the sum of each, and all of them to download.

    A website has a hundred grants on a page, and as many pages as they need, which need no script. Books and printed pages list up to five
    hundred grants; of more they have the groups with their sums.

    Options:
        by (``program``, ``country``, ``year``, ``recipient``, ``none``): What they are grouped by. Default: ``program``.
        sort (``date``, ``amount``, ``recipient``): The order within a group: the earliest, the largest, or by name. Default: ``date``.
        period (id of a period, ``*``): When they were awarded. Default: the reporting period; by year, all.
        where (condition): Only some: ``program is travel and country is KE``.
    """

    has_content = False
    option_spec: ClassVar[OptionSpec] = texts("by sort period where")

    def build(self) -> list[nodes.Node]:
        """Return the place of the list, which is filled in when the page is written."""
        self.depend(*self.report.files_for("report"), *self.report.files_for("grants"))
        roll = self.report.grants
        if roll is None:
            self.warn(Code.MISSING, f"grant-list has nothing to list: there is no {self.report.data}/grants.csv")
            return [paragraph(missing("grant-list"))]
        by = self.choice("by", [*GROUPS, "none"], "program")
        if by == "year":
            self.depend(*self.report.previous_files)
        order, periods, where = self.choice("sort", ORDERS, "date"), self._periods(roll, by), self._where(roll)
        if periods is None or where is None:  # a list of others, with their sum, would be taken for what was asked for
            return [paragraph(missing("grant-list"))]
        target = self.target("grant-list")
        use = GrantsUse(target["ids"][0], by, order, periods, where)
        if not grants_of(roll, use):
            self.warn(Code.MISSING, "grant-list is empty: no grant was awarded in its period, or fits its condition")
        self.domain.grants.setdefault(self.env.docname, []).append(use)
        if not use.where:
            for period in use.periods:
                self.domain.note_use(self.env.docname, Use(f"grants.total@{period}", "figure", use.anchor))
        place = impact_grants("", use=use, docname=self.env.docname, export="grants", classes=["impact-grants"])
        self.set_source_info(place)
        return [target, place]

    def _periods(self, roll: GrantRoll, by: str) -> tuple[str, ...] | None:
        """Return the periods that are meant, none for all; None where there is no such period."""
        known = {period.id: period for period in roll.periods}
        written = self.options.get("period", "").strip()
        if written and written != "*" and written not in known:
            others = hint(written, known) or f"; there is {', '.join(known) or 'none'}"
            self.warn(Code.PERIOD, f"no period of report.yaml in which grants are awarded is called {quoted(written)}{others}")
            return None
        reporting = self.report.profile.reporting_period
        wanted = written or ("*" if by == "year" or reporting is None else reporting)
        return () if wanted == "*" else (wanted,)

    def _where(self, roll: GrantRoll) -> tuple[tuple[str, str], ...] | None:
        """Return the condition; None where it means nothing."""
        try:
            where = parse_where(self.options.get("where", ""))
            roll.chosen(where, ())
        except FormulaError as error:
            self.warn(Code.FORMULA, f"the option where: {error}", line=self._option_line("where"))
            return None
        return where


def grants_of(roll: GrantRoll, use: GrantsUse) -> list[Grant]:
    """Return the grants of a list, in the order of the file."""
    grants = roll.grants if not use.periods else [grant for period in use.periods for grant in roll.within(period)]
    try:
        return roll.chosen(use.where, grants)
    except FormulaError:  # the file has changed since the page was read, and the page will be read again
        return []


@dataclasses.dataclass(frozen=True)
class _Part:
    """Some grants of a group, on one page of a list."""

    group: int
    grants: tuple[Grant, ...]
    first: bool


class _Listing:
    """A list of grants as nodes, which need no transform any more: they stand on pages that were never read, too.

    Args:
        use: What is listed.
    """

    def __init__(self, domain: ImpactDomain, use: GrantsUse) -> None:
        self._domain, self._use, self._formats = domain, use, domain.formats
        roll = domain.report.grants
        assert roll is not None
        self._roll = roll
        grants = grants_of(roll, use)
        self.tally = roll.tally(grants)
        self.groups: list[Group] = roll.grouped(grants, use.by, use.order)
        taken: set[str] = set()
        self._anchors = [free(f"{use.anchor}-{slug(group.key) or 'others'}", taken) for group in self.groups]

    @property
    def is_partial(self) -> bool:
        """Whether there are grants that are not in the list."""
        return self.tally.count < len(self._roll.grants)

    @functools.cached_property
    def pages(self) -> list[list[_Part]]:
        """The parts on each page."""
        pages: list[list[_Part]] = [[]]
        number = words = 0
        for at, group in enumerate(self.groups):
            start = 0
            for end, grant in enumerate(group.grants):
                words += len(grant.recipient) + len(grant.title) + len(grant.description)
                number += 1
                if number > _PAGE or (words > _WORDS and number > 1):
                    if end > start:
                        pages[-1].append(_Part(at, group.grants[start:end], first=not start))
                    pages.append([])
                    start, number, words = end, 1, len(grant.title) + len(grant.description)
            pages[-1].append(_Part(at, group.grants[start:], first=not start))
        return pages

    def grants_on(self, page: int) -> tuple[Grant, ...]:
        """Return the grants of a page, as they follow each other."""
        return tuple(grant for part in self.pages[page] for grant in part.grants)

    # ---- words ----

    def name(self, group: Group) -> str:
        """Return what a group is called."""
        if group.individuals:
            return str(_("Individuals"))
        if not group.key:
            known = NOTHING.get(self._use.by)
            return self._formats.wording.fill(known) if known is not None else str(_("not reported"))
        if self._use.by == "country":
            return self._formats.country(group.key)
        period = self._roll.profile.periods.get(group.key) if self._use.by == "year" else None
        return self._formats.period(period) if period is not None else group.key

    def _money(self, value: Decimal, code: str) -> nodes.Node:
        return in_prose(self._formats.figure(value, unit=code, money=True), value)

    def _sums(self, tally: Tally) -> list[nodes.Node]:
        """Return the sum of each currency."""
        made: list[nodes.Node] = []
        for code, value in tally.sums.items():
            made += [nodes.Text(" +\xa0")] if made else []
            made.append(self._money(value, code))
        return made or [nodes.Text(str(_("not reported")))]

    def counted(self, tally: Tally) -> str:
        """Return how many there are."""
        return ngettext("%s grant", "%s grants", tally.count) % self._formats.amount(Decimal(tally.count))

    # ---- nodes ----

    def lead(self) -> nodes.paragraph:
        """Return how many grants there are, and their sum."""
        return paragraph(nodes.Text(f"{self.counted(self.tally)} · "), *self._sums(self.tally), classes="impact-grants-total")

    def published(self) -> list[nodes.Node]:
        """Return what is said of years of which an earlier report said another sum."""
        if self._use.by != "year" or self._use.where:
            return []
        said = published_otherwise(self._domain.report, self._formats)
        return [paragraph(nodes.Text(words), classes="impact-source") for words in said]

    def overview(self, uris: Sequence[str]) -> list[nodes.Node]:
        """Return the table of the groups, with links to them where there are any; nothing where there is one, or too many."""
        if not 1 < len(self.groups) <= _OVERVIEW or all(map(self._is_told, self.groups)):
            return []
        head = self._formats.wording.fill(HEADS[self._use.by])
        heads = [[nodes.Text(str(word))] for word in (head, _("Grants"), _("Amount"))]
        rows: list[list[list[nodes.Node]]] = []
        for at, group in enumerate(self.groups):
            name: nodes.Node = nodes.Text(self.name(group))
            if uris:
                name = _link(self.name(group), uris[at])
            rows.append([[name], [nodes.Text(str(self._formats.amount(Decimal(group.tally.count))))], self._sums(group.tally)])
        return [table_of(heads, rows, widths=(50, 15, 35), classes="impact-grants-sums colwidths-auto", numbers={1, 2})]

    def _is_told(self, group: Group) -> bool:
        """Whether the head of a group says all that its only grant would: who got how much."""
        return self._use.by == "recipient" and bool(group.key) and len(group.grants) == 1

    def part(self, part: _Part, *, targets: bool) -> list[nodes.Node]:
        """Return the head of a group and its grants."""
        made: list[nodes.Node] = []
        group, anchor = self.groups[part.group], self._anchors[part.group]
        listing = impact_list("", *(self._item(grant, group) for grant in part.grants), classes=["impact-grants-list"])
        if len(self.groups) > 1 or group.key:
            words = [nodes.strong("", self.name(group)), nodes.Text(" ")]
            inside = [*([] if self._is_told(group) else [nodes.Text(f"{self.counted(group.tally)} · ")]), *self._sums(group.tally)]
            if not part.first:
                inside = [nodes.Text(str(_("continued")))]
            head = paragraph(*words, nodes.inline("", "", *inside), classes="impact-grants-group")
            if targets:
                made.append(nodes.target("", "", ids=[anchor]))
                listing["labelledby"] = anchor
            else:
                head["ids"].append(anchor)
                listing["labelledby"] = anchor
            made.append(head)
        return [*made, listing]

    def _item(self, grant: Grant, group: Group) -> nodes.list_item:
        """Return a grant: who got it, how much, and what for; not again what the head of its group says."""
        who = grant.recipient or str(_("Individual") if grant.individual else _("not reported"))
        if self._use.by == "recipient" and (group.key or group.individuals):
            who = grant.title or who
        item = nodes.list_item("")
        if not self._is_told(group):
            amount = self._money(grant.amount, grant.currency)
            item += paragraph(nodes.strong("", who), nodes.Text(" "), amount, classes="impact-grant-head")
        said = () if self._is_told(group) else (who,)
        item += [paragraph(nodes.Text(words)) for words in dict.fromkeys((grant.title, grant.description)) if words and words not in said]
        by = self._use.by
        remarks = [
            self._formats.date(grant.awarded),
            self._formats.country(grant.country) if grant.country and by != "country" else "",
            grant.program if by != "program" else "",
        ]
        if any(remarks):
            item += paragraph(nodes.Text(" · ".join(filter(None, remarks))), classes="impact-grant-meta")
        return item

    def page_links(self, here: int, uris: Sequence[str]) -> list[nodes.Node]:
        """Return links to the pages of the list: the first, the last, and those around."""
        last = len(uris) - 1
        shown = [at for at in range(last + 1) if at in {0, last} or abs(at - here) <= 2]
        label = paragraph(nodes.Text(str(_("Pages of this list"))), classes="impact-grants-pages-label")
        label["ids"].append(f"{self._use.anchor}--pages")
        listing = impact_list("", labelledby=label["ids"][0], classes=["impact-grants-pages"])
        before = -1
        for at in shown:
            number = str(self._formats.amount(Decimal(at + 1)))
            words = [nodes.Text("… ")] if at - before > 1 else []
            listing += nodes.list_item("", paragraph(*words, nodes.strong("", number) if at == here else _link(number, uris[at])))
            before = at
        return [label, listing]

    @functools.cached_property
    def starts(self) -> list[int]:
        """The page on which each group begins."""
        found = {part.group: at for at, page in enumerate(self.pages) for part in page if part.first}
        return [found[at] for at in range(len(self.groups))]

    def anchor(self, group: int) -> str:
        """Return the id of a group."""
        return self._anchors[group]


def _link(words: str, uri: str) -> nodes.reference:
    if uri.startswith("#"):
        return nodes.reference("", words, refid=uri[1:], internal=True)
    return nodes.reference("", words, refuri=uri, internal=True)


def fill(env: BuildEnvironment, places: Iterable[impact_grants]) -> None:
    """Put the grants into their places: the first page of them, all, or the sums of their groups."""
    domain, builder = domain_of(env), app_of(env).builder
    for place in places if domain.report.grants is not None else ():
        listing = _Listing(domain, place["use"])
        place.append(listing.lead())
        place["partial"] = listing.is_partial
        place["listed"] = listing.grants_on(0) if builder.name in PAGED else ()
        place.extend(_first_page(builder, listing, place) if builder.name in PAGED else _printed(listing))
        place.extend(listing.published())


def _first_page(builder: Any, listing: _Listing, place: impact_grants) -> list[nodes.Node]:
    uris = page_uris(builder, place["docname"], place["use"], len(listing.pages), place["docname"])
    made = listing.overview([f"{uris[page] if page else ''}#{listing.anchor(at)}" for at, page in enumerate(listing.starts)])
    made += itertools.chain.from_iterable(listing.part(part, targets=False) for part in listing.pages[0])
    return [*made, *(listing.page_links(0, uris) if len(uris) > 1 else [])]


def _printed(listing: _Listing) -> list[nodes.Node]:
    if listing.tally.count > _PRINTED:
        words = _("The single grants are too many to print. They are on the report's website, and in its data: grants.csv.")
        return [*listing.overview([]), paragraph(nodes.Text(str(words)))]
    parts = [_Part(at, group.grants, first=True) for at, group in enumerate(listing.groups)]
    overview = listing.overview([f"#{listing.anchor(at)}" for at in range(len(listing.groups))])
    return [*overview, *itertools.chain.from_iterable(listing.part(part, targets=True) for part in parts)]


def page_name(docname: str, use: GrantsUse, page: int) -> str:
    """Return the name of a page of a list, which the list has beside the page that it stands on."""
    return f"{docname}/{use.anchor}-{page + 1}" if page else docname


def page_uris(builder: Any, docname: str, use: GrantsUse, number: int, here: str) -> list[str]:
    """Return the addresses of all pages of a list, relative to the page `here`; to the first one at its place."""
    base = builder.get_target_uri(here)
    found = [relative_uri(base, builder.get_target_uri(page_name(docname, use, page))) for page in range(number)]
    return [f"{found[0] if here != docname else ''}#{use.anchor}", *found[1:]]


def further_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """At ``html-collect-pages``: give the second and further pages of long lists."""
    domain = domain_of(app.env)
    if app.builder.name not in PAGED or domain.report.grants is None:
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]  # as its name says
    for docname in sorted(domain.grants):
        for use in domain.grants[docname]:
            listing = _Listing(domain, use)
            number = len(listing.pages)
            title = app.env.titles[docname].astext()
            _remove_from(builder, docname, use, number)
            for page in range(1, number):
                here = page_name(docname, use, page)
                uris = page_uris(builder, docname, use, number, here)
                box = impact_box("", classes=["impact-grants"])
                for part in listing.pages[page]:
                    box += listing.part(part, targets=False)
                box += listing.page_links(page, uris)
                words = _("%(title)s, page %(page)s") % {"title": title, "page": page + 1}
                heading = nodes.title("", words)
                section = nodes.section("", heading, box, ids=[use.anchor])
                context: dict[str, Any] = {
                    "title": words,
                    "body": builder.render_partial(section)["fragment"],
                    LISTED: listing.grants_on(page),
                    "parents": [{"link": uris[0].partition("#")[0], "title": title}],
                    "prev": {"link": uris[page - 1], "title": str(_("Page %s")) % page},
                }
                if page + 1 < number:
                    context["next"] = {"link": uris[page + 1], "title": str(_("Page %s")) % (page + 2)}
                if {"nosearch", "no-search"}.isdisjoint(app.env.metadata.get(docname, {})):
                    domain.further_pages.add(here)
                    builder.index_page(here, _document(section), words)
                yield here, context, "page.html"


def _document(section: nodes.section) -> nodes.document:
    document = new_document("")
    document += section
    return document


def _remove_from(builder: StandaloneHTMLBuilder, docname: str, use: GrantsUse, page: int) -> None:
    """Remove the pages that an earlier build wrote of a list that was longer."""
    while (path := Path(builder.get_outfilename(page_name(docname, use, page)))).exists() and page:
        path.unlink()
        page += 1
