"""The domain ``impact``: the loaded report, its problems, and which figures stand on which page."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sphinx.domains import Domain, ObjType
from sphinx.environment import CONFIG_OK
from sphinx.locale import get_translator
from sphinx.util.display import progress_message
from sphinx.util.logging import is_suppressed_warning
from sphinx.util.nodes import make_refnode

from sphinx_impact.config import is_set
from sphinx_impact.facts import Facts
from sphinx_impact.messages import CATALOGUE, setting_place, warn_problem
from sphinx_impact.model.loading.files import exists, has_many
from sphinx_impact.model.past_years import YEARLY, past_years
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.model.charts.record import Chart
    from sphinx_impact.model.entities import Figure, Profile, Statement
    from sphinx_impact.model.numbers.format import Formats
    from sphinx_impact.model.report import Report


T = TypeVar("T")

_MARKUP = re.compile(r"(\*\*|\*|``|`)(?=\S)(.+?)(?<=\S)\1")
"""Inline markup of labels."""

WEB = ("html", "dirhtml", "singlehtml")
"""The builders that write a website."""

PAGED = ("html", "dirhtml")
"""Those of them that write a page for each document."""


class Use(NamedTuple):
    """A figure or an exhibit on a page.

    Attributes:
        address: Address of the figure, or id of the statement.
        kind: ``stat`` for a card, ``statement`` for a table, ``figure`` for a value in prose, ``erratum`` for a correction; ``sources``,
            ``errata``, ``exhibits`` and ``figures`` for the lists, which have no address.
        anchor: Id of the element on the page; empty for a value in prose.
    """

    address: str
    kind: str
    anchor: str


class ExhibitUse(NamedTuple):
    """A statement, a chart, a map or a table on a page.

    Attributes:
        kind: ``statements``, ``charts``, ``maps`` or ``tables``.
        title: Plain text.
        anchor: Id that a link leads to.
        numbered: Id of the element that is numbered.
        sort: What it is numbered as: ``figure`` or ``table``.
    """

    kind: str
    title: str
    anchor: str
    numbered: str
    sort: str


class ChartUse(NamedTuple):
    """A chart on a page.

    Attributes:
        place: Where it was written, for messages.
        anchor: Id of the chart on its page.
        name: The name that its author gave it; empty for none.
        formerly: Names that it had before.
        subtitle: Plain text.
        description: Plain text.
        source: Where its values come from, as plain text; and an address of that, or nothing.
        rows: The values as they are written into a file, below the heads of their columns.
        table: The same as readers see them.
    """

    chart: Chart
    title: str
    place: str
    anchor: str = ""
    name: str = ""
    formerly: tuple[str, ...] = ()
    subtitle: str = ""
    description: str = ""
    source: tuple[str, str] = ("", "")
    rows: tuple[tuple[str, ...], ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


class GrantsUse(NamedTuple):
    """A list of grants on a page.

    Attributes:
        anchor: Its id.
        by: What the grants are grouped by, or ``none``.
        order: What they are sorted by.
        periods: Ids of the periods of which it has the grants; empty for all grants there are.
        where: Columns, and the word that each must say.
    """

    anchor: str
    by: str
    order: str
    periods: tuple[str, ...]
    where: tuple[tuple[str, str], ...]


def app_of(env: BuildEnvironment) -> Sphinx:
    """Return the application. Sphinx 9 warns of a transform's own way to it, and Sphinx 8 has no other name for it."""
    return getattr(env, "_app", None) or env.app


_BY_PAGE = ("uses", "charts", "exhibits", "columns", "typed", "refused", "grants")
"""What is kept page by page, and goes with a page."""


class ImpactDomain(Domain):
    """What the report says where."""

    name = "impact"
    label = "Impact report"
    object_types = {  # noqa: RUF012 - as in the base class
        "stat": ObjType("figure"),
        "statement": ObjType("financial statement"),
        "erratum": ObjType("correction"),
    }
    data_version = 8  # raised whenever what is kept here changes its shape
    initial_data = {**{name: {} for name in _BY_PAGE}, "files": (), "shown": {}, "states": {}, "drawn_by": {}}  # noqa: RUF012 - as in the base class

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._report: Report | None = None
        self._facts: Facts | None = None
        self._looked = False
        self._formats: Formats | None = None
        self.further_pages: set[str] = set()
        """Pages that this build writes and the search finds, and that Sphinx has not read: those of long lists."""

    # ---- the data ----

    @property
    def root(self) -> Path:
        """The source directory."""
        return Path(self.env.srcdir)

    @property
    def report(self) -> Report:
        """The report's data, loaded once in a build. What only asks for a fact has no need of all: see `fact`."""
        if self._report is None:
            data, previous = self.env.config.impact_data, self.env.config.impact_previous
            if self._kept_facts() is None:
                from sphinx_impact.model.report import Report

                self._report = Report.empty(self.root, data)  # what loads and checks data files is not even imported
            else:
                from sphinx_impact.model.load import load_report

                loaded = load_report(self.root, data, previous)
                assert self._facts is not None
                self._facts.take(loaded)
                self._report = loaded.said_in(self.formats)
        return self._report

    def look_again(self) -> None:
        """Have a build begin: take over what is known of the data from the one before, if they did not change."""
        self._looked, self._report, self._facts = True, None, None
        data, previous = self.env.config.impact_data, self.env.config.impact_previous
        if previous or exists(self.root, data):
            self._facts = Facts(Path(self.env.doctreedir, "impact_facts.pickle"), self.root, data, previous)
            if self.env.config_status == CONFIG_OK:  # else everything is built anew
                self._facts.recall()

    def fact(self, name: str, make: Callable[[Report], T], nothing: T, given: object = None) -> T:
        """Return something that follows from the data, which need not be loaded for it in every build.

        Args:
            name: What it is kept by.
            make: Makes it of the report.
            nothing: What it is in a project without data.
            given: What it depends on beside the data; something that can be compared and kept.
        """
        facts = self._kept_facts()
        return nothing if facts is None else facts.get(name, given, lambda: make(self.report))

    def knows(self, name: str) -> bool:
        """Whether something that follows from the data is known, so that they need not be loaded for it."""
        facts = self._kept_facts()
        return facts is None or facts.knows(name)

    def _kept_facts(self) -> Facts | None:
        """Return what is known of the data; None in a project without any."""
        if not self._looked:
            self.look_again()
        return self._facts

    def keep_facts(self) -> None:
        """Have the next build know what this one found out."""
        if self._facts is not None:
            self._facts.keep()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong in the data files, sorted."""
        return self.fact("problems", lambda report: report.problems, ())

    @property
    def files(self) -> tuple[str, ...]:
        """All data files there are, relative to `root`, sorted."""
        return self.fact("files", lambda report: report.files, ())

    @property
    def made_from(self) -> str:
        """Fingerprint of all files that were read for the report."""
        return self.fact("made from", lambda report: report.made_from, "")

    @property
    def profile(self) -> Profile | None:
        """Whose report it is; None in a project without data."""
        return self.fact("profile", lambda report: report.profile, None)

    @property
    def statement_ids(self) -> frozenset[str]:
        """Ids of the statements."""
        return self.fact("statements", lambda report: frozenset(report.statements), frozenset())

    @property
    def is_invented(self) -> bool:
        """Whether a figure or a name that the starter invented is still there."""
        return self.fact("invented", lambda report: report.is_invented, False)

    def holds(self, *kinds: str) -> bool:
        """Whether the data have something of one of these kinds: ``stats``, ``statements``, ``sponsors``, ``groups``, ``grants``."""

        def held(report: Report) -> frozenset[str]:
            return frozenset(kind for kind in ("stats", "statements", "sponsors", "groups", "grants") if getattr(report, kind))

        nothing: frozenset[str] = frozenset()
        return not self.fact("held", held, nothing).isdisjoint(kinds)

    @property
    def formats(self) -> Formats:
        """Formats of the document's language."""
        if self._formats is None:
            from sphinx_impact.model.numbers.format import Formats

            self._formats = Formats(self.env.config.language, get_translator(CATALOGUE))
        return self._formats

    def depend(self, docname: str, files: Iterable[str]) -> None:
        """Have the page read again when one of these data files changes."""
        self.uses.setdefault(docname, [])
        for path in files:
            self.env.note_dependency(path, docname=docname)

    # ---- what stands where ----

    @property
    def uses(self) -> dict[str, list[Use]]:
        """Uses by page, in the order of the page."""
        return self.data["uses"]  # type: ignore[no-any-return]

    def note_use(self, docname: str, use: Use) -> None:
        """Write down that a figure stands on a page."""
        self.uses.setdefault(docname, []).append(use)

    @property
    def grants(self) -> dict[str, list[GrantsUse]]:
        """Lists of grants by page, in the order of the page."""
        return self.data["grants"]  # type: ignore[no-any-return]

    @property
    def charts(self) -> dict[str, list[ChartUse]]:
        """Charts by page, in the order of the page."""
        return self.data["charts"]  # type: ignore[no-any-return]

    def note_chart(self, docname: str, use: ChartUse) -> None:
        """Write down that a chart stands on a page."""
        self.charts.setdefault(docname, []).append(use)

    @property
    def exhibits(self) -> dict[str, list[ExhibitUse]]:
        """Exhibits by page, in the order of the page."""
        return self.data["exhibits"]  # type: ignore[no-any-return]

    @property
    def columns(self) -> dict[str, list[tuple[str, str, str]]]:
        """By page, what is printed of statements there: the statement, the period and the name of each column."""
        return self.data["columns"]  # type: ignore[no-any-return]

    def note_refused(self, docname: str, origin: Origin, markup: Iterable[str]) -> None:
        """Write down markup in words of a data file that is printed as text; told once, however many pages show the words."""
        found: set[tuple[Origin, str]] = self.data["refused"].setdefault(docname, set())
        found.update((origin, written) for written in markup)

    def refused(self) -> list[Problem]:
        """Return what is to be said of such markup."""
        found: set[tuple[Origin, str]] = set().union(*self.data["refused"].values())
        return [
            Problem(
                origin,
                Code.MARKUP,
                f"{quoted(written)} is printed without its effect: words of a data file take emphasis, code, links to the web and to pages, "
                "and the role stat; write the rest on a page",
            )
            for origin, written in sorted(found)
        ]

    def pages_of(self, address: str) -> list[tuple[str, Use]]:
        """Every page on which a figure or a statement stands, corrections aside, once, in the order of page names; with an anchor where there is one."""
        found: dict[str, Use] = {}
        for docname in sorted(self.uses):
            for use in self.uses[docname]:
                if use.address == address and use.kind != "erratum":
                    note_place(found, docname, use)
        return list(found.items())

    def clear_doc(self, docname: str) -> None:
        """Forget a page that will be read again."""
        for name in _BY_PAGE:
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the pages that another process read."""
        for name in _BY_PAGE:
            self.data[name] |= {docname: otherdata[name][docname] for docname in docnames if docname in otherdata[name]}

    def pages_to_rewrite(self, builder: str, shown: Mapping[str, str]) -> list[str]:
        """Store a digest per page; return the pages whose digest changed since this builder's last run.

        Args:
            shown: By page, any text that differs where the page would.
        """
        before = self.data["shown"].get(builder, {})
        self.data["shown"][builder] = dict(shown)
        return sorted(docname for docname in shown.keys() | before.keys() if before.get(docname) != shown.get(docname))

    def pages_if_state_changed(self, builder: str, state: str, docnames: Iterable[str]) -> list[str]:
        """Store the publication state; return all pages if it changed since this builder's last run."""
        before = self.data["states"].get(builder, "")
        self.data["states"][builder] = state
        return sorted(docnames) if before != state else []

    def resolve_xref(  # noqa: PLR0917 - as in the base class
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Lead to where a card, a statement or a correction stands on a page: the one the reference names, or the first; to an exhibit by its id."""
        del env
        wanted = node.get("impact_page")
        if typ == "exhibit":
            return make_refnode(builder, fromdocname, wanted, target, contnode)
        for docname in sorted(self.uses):
            if wanted in (None, docname):
                for use in self.uses[docname]:
                    if use.anchor and (use.kind, use.address) == (typ, target):
                        return make_refnode(builder, fromdocname, docname, use.anchor, contnode)
        return None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Give the cards and statements for the inventory and the search."""
        seen: set[tuple[str, str]] = set()
        for docname in sorted(self.uses):
            for use in self.uses[docname]:
                if use.kind in self.object_types and use.anchor and (use.kind, use.address) not in seen:
                    seen.add((use.kind, use.address))
                    yield use.address, self._name_of(use), use.kind, docname, use.anchor, 1

    def _name_of(self, use: Use) -> str:
        """Return what readers know a figure or a statement by; its address where the data have it no more."""
        if use.kind == "statement":
            footed = self.report.statements.get(use.address)
            return label_of(footed.statement) if footed is not None else use.address
        figure = self.report.figure(use.address)
        if figure is None:
            return use.address
        return ", ".join([label_of(figure), *([self.formats.period(figure.period)] if figure.period else [])])

    def resolve_any_xref(self, *_args: Any) -> list[tuple[str, nodes.reference]]:
        """Answer no reference that names no kind; MyST asks for every link, and warns of a domain that does not answer."""
        return []


def note_place(places: dict[str, Use], docname: str, use: Use) -> None:
    """Put down where on a page something stands: the first place, or the first that a link can lead to."""
    if docname not in places or (use.anchor and not places[docname].anchor):
        places[docname] = use


def label_of(what: Figure | Statement) -> str:
    """Return what a figure or a statement is called, without the markup of its words."""
    from sphinx_impact.model.entities import Statement

    return " ".join(_MARKUP.sub(r"\2", str(what.title if isinstance(what, Statement) else what.label)).split())


def domain_of(env: BuildEnvironment) -> ImpactDomain:
    """Return the domain."""
    domain = env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    return domain


def outdated_by_files(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Return the pages that use data, where a data file was added or taken away: a page cannot depend on a file that is not there yet.

    The data are loaded here where they changed, before Sphinx starts other processes, so that these need not load them again.
    """
    del app, added, changed, removed
    domain = domain_of(env)
    domain.look_again()
    long = not domain.knows("files") and has_many(domain.root, env.config.impact_data)
    with progress_message("loading and checking the data files") if long else contextlib.nullcontext():
        files = domain.files
    known = tuple(domain.data["files"])
    domain.data["files"] = files
    return sorted(domain.uses) if set(files) != set(known) else []


def load_before_others(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Load the data before Sphinx starts other processes that read pages, so that these need not load them again."""
    if docnames and app.parallel > 1:
        _ = domain_of(env).report


def keep_facts(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: keep what is known of the data."""
    del exception  # what is known of the data holds after a build that failed, too
    domain_of(app.env).keep_facts()


def report_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of everything that is wrong in the data files, and say what may be."""
    domain = domain_of(env)
    stayed = past_years(_yearly(app), domain.profile) if domain.profile is not None else ()
    for problem in (*domain.problems, *domain.refused(), *stayed):
        # Sphinx looks at this setting for warnings only.
        if not problem.hint or not is_suppressed_warning("impact", problem.code.value, app.config.suppress_warnings):
            warn_problem(problem, domain.root)


def _yearly(app: Sphinx) -> dict[str, tuple[str, Origin]]:
    """Return the settings that may name a year, where the author has set them, with their places."""
    found = {}
    for name in YEARLY:
        if is_set(app.config, name):
            path, _, row = setting_place(Path(app.confdir), name).rpartition(":")
            found[name] = (str(app.config[name] or ""), Origin(path, int(row)))
    return found


def setup(app: Sphinx) -> None:
    """Register the domain and what it does in a build."""
    app.add_domain(ImpactDomain)
    app.connect("env-get-outdated", outdated_by_files)
    app.connect("env-before-read-docs", load_before_others)
    app.connect("env-updated", report_problems)
    app.connect("build-finished", keep_facts)
