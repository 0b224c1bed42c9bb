"""The report's data beside its pages: written with every HTML build, linked from the exhibits, told to search engines."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import posixpath
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from sphinx_impact.components.figure_pages import clash_of, data_folder, has_data
from sphinx_impact.components.figure_pages import folder_of as figure_pages_folder
from sphinx_impact.components.further_pages import listed_on
from sphinx_impact.components.nodes import impact_box, impact_cite, paragraph
from sphinx_impact.components.publication_state import state_of
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.export import jsonld
from sphinx_impact.model.export.datapackage import DOCUMENT, FORMERLY, GRANTS, PACKAGE
from sphinx_impact.model.json_text import write_json
from sphinx_impact.model.names import table_names
from sphinx_impact.order import PAGE_DATA
from sphinx_impact.stamp import code_stamp
from sphinx_impact.web.kept import Kept
from sphinx_impact.web.theme import title_of
from sphinx_impact.web.written import put_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.domain import ImpactDomain, Use
    from sphinx_impact.model.export.csv_tables import DataTable
    from sphinx_impact.model.json_document import Document, PageEntry, StatementEntry
    from sphinx_impact.model.report import Report
    from sphinx_impact.web.kept_records import KeptRecords


def check_folder(app: Sphinx, env: BuildEnvironment) -> None:
    """At ``env-updated``: say why no data are written, where the author's own would be overwritten."""
    del env
    folder = str(app.config.impact_open_data).strip("/")
    clash = clash_of(app, folder) if folder and app.builder.name in WEB else ""
    if clash:
        warn(
            f'the data of the report are not written, since html_extra_path brings a folder {folder}/ of its own ("{clash}"); '
            'name another one with impact_open_data = "open-data"',
            code="config",
            location=setting_place(Path(app.confdir), "impact_open_data"),
        )


# ---- the files ----


def write_data(app: Sphinx) -> None:
    """Write the data of the report beside its website, if they are not what an earlier build made of the same; take away those of another folder."""
    folder, note = data_folder(app), Path(app.doctreedir, f"impact_open_data_{app.builder.name}.json")
    _take_away(Path(app.outdir), note, folder)
    if folder:
        out = Path(app.outdir) / folder
        kept, made_from = Kept(note, out), _made_from(app)
        if not kept.written(made_from):
            more: dict[str, Any] = {}
            if figure_pages_folder(app):
                contents = _contents(app)
                digests = _write(out, _pieces(app, contents))
                _written[app] = contents, out / DOCUMENT
            else:
                reused, pieces = _changed_pieces(app, out, note, more)
                digests = _write(out, pieces, reused)
            kept.note(made_from, digests, folder=folder, **more)


def _take_away(output: Path, note: Path, folder: str) -> None:
    """Take away what an earlier build wrote into another folder, and is still as that left it: nobody would write it again.

    Args:
        note: What that build put down.
        folder: Of this build; empty where it writes no data.
    """
    try:
        known = json.loads(note.read_text(encoding="utf-8"))
        before, written = known["folder"], known["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if before != folder:
        for path, digest in written.items():
            target = output / before / path
            if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == digest:
                _remove(output, f"{before}/{path}")
        note.unlink()


def _changed_pieces(app: Sphinx, out: Path, note: Path, more: dict[str, Any]) -> tuple[KeptRecords, Iterator[tuple[str, Iterator[bytes]]]]:
    """Return what of an earlier build can stay, and the files that cannot; records of what did not change are those that it wrote.

    Args:
        out: The folder of the data.
        note: What the earlier build put down.
        more: Gets what the next build has to know.
    """
    from sphinx_impact.model.export.csv_tables import to_tables
    from sphinx_impact.model.export.datapackage import to_pieces
    from sphinx_impact.model.export.document import figure_records, statement_entry
    from sphinx_impact.model.export.threesixtygiving import to_package
    from sphinx_impact.web.kept_records import KeptRecords, group_keys

    domain = domain_of(app.env)
    report, formats, tables = domain.report, domain.formats, table_names(domain.report.statements)
    keys = group_keys(report, tables, _all_places(app, domain), metadata.version("babel"), code_stamp(), app.config.language, _site(app))
    try:
        known = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = None
    reused = KeptRecords(out, known, keys, tables)
    pages, exhibits = _places(app, domain)
    more["groups"] = []
    more["statements"] = [(id_, keys.get(id_, "")) for id_ in report.statements]

    def figures() -> Iterator[object]:
        for name, _keys, of in report.groups_of_figures():
            if (written := reused.figures(name)) is not None:
                records, count = written
                if count:
                    yield records
            else:
                count = 0
                for record in figure_records(report, formats, pages=pages, exhibits=exhibits, figures=of):
                    count += 1
                    yield record
            more["groups"].append((name, keys.get(name, ""), count))

    statements = (reused.statement(id_) or statement_entry(report, id_, tables[id_], exhibits) for id_ in report.statements)
    every = itertools.chain(to_tables(report, formats, reused.table), _chart_tables(domain))
    return reused, to_pieces(_document(app), figures(), statements, every, to_package(report))


def _made_from(app: Sphinx) -> list[object]:
    """Return everything that the data are made from: data files, places of figures, charts, settings, and this package."""
    domain = domain_of(app.env)
    return [
        metadata.version("babel"),
        code_stamp(),
        app.config.language,
        _site(app),
        state_of(app),
        domain.made_from,
        app.config.impact_data,
        domain.problems,
        _all_places(app, domain),
        sorted(domain.charts.items()),
    ]


def files_of(app: Sphinx) -> dict[str, str]:
    """Return the text of every file of the data by its path, as on the website, once; none where there are no data, or none are wanted."""
    if not app.config.impact_open_data or not has_data(app):
        return {}
    files = {path: b"".join(pieces).decode() for path, pieces in _pieces(app)}
    for path in _old_paths(json.loads(files[PACKAGE])):
        del files[path]
    return {PACKAGE: files.pop(PACKAGE), **files}


def _pieces(app: Sphinx, contents: Contents | None = None) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give the files; the records of figures and statements one by one, unless all of them have been made."""
    from sphinx_impact.model.export.csv_tables import to_tables
    from sphinx_impact.model.export.datapackage import to_pieces
    from sphinx_impact.model.export.document import figure_records, statement_entries
    from sphinx_impact.model.export.threesixtygiving import to_package

    domain = domain_of(app.env)
    tables = itertools.chain(to_tables(domain.report, domain.formats), _chart_tables(domain))
    grants = to_package(domain.report)
    if contents is not None:
        return to_pieces(contents.document, contents.figures, contents.statements, tables, grants)
    pages, exhibits = _places(app, domain)
    figures = figure_records(domain.report, domain.formats, pages=pages, exhibits=exhibits)
    return to_pieces(_document(app), figures, statement_entries(domain.report, exhibits=exhibits), tables, grants)


def _chart_tables(domain: ImpactDomain) -> Iterator[DataTable]:
    from sphinx_impact.model.export.csv_tables import chart_tables

    return chart_tables(
        (docname, use.anchor, use.title, use.chart, use.formerly) for docname in sorted(domain.charts) for use in domain.charts[docname]
    )


class Contents(NamedTuple):
    """What is in the document of a report, which knows on which pages its figures stand.

    Attributes:
        document: All of it but figures and statements.
        figures: What is in the entry of each figure.
        statements: The entry of each statement.
    """

    document: Document
    figures: list[dict[str, Any]]
    statements: list[StatementEntry]


_written: WeakKeyDictionary[Sphinx, tuple[Contents, Path]] = WeakKeyDictionary()
"""What was written last, until the pages of figures ask for it: it takes long to make for thousands of figures."""


def document_of(app: Sphinx) -> tuple[Contents, list[str], list[str]]:
    """Return what is in the document of the report, and the records of its figures and statements as JSON."""
    from sphinx_impact.model.export.datapackage import records

    contents, written = _written.pop(app) if app in _written else (_contents(app), None)
    text = written.read_text(encoding="utf-8") if written is not None else ""

    def found(key: str, entries: Sequence[object]) -> list[str]:
        there = records(text, key) if text else []
        return there if len(there) == len(entries) else [write_json(entry, depth=0).rstrip() for entry in entries]

    return contents, found("figures", contents.figures), found("statements", contents.statements)


def _contents(app: Sphinx) -> Contents:
    from sphinx_impact.model.export.document import figure_records, statement_entries

    domain = domain_of(app.env)
    pages, exhibits = _places(app, domain)
    figures = figure_records(domain.report, domain.formats, pages=pages, exhibits=exhibits)
    return Contents(_document(app), [*figures], [*statement_entries(domain.report, exhibits=exhibits)])


def _document(app: Sphinx) -> Document:
    """Return the report as a document, without its figures and statements."""
    from sphinx_impact.model.export.document import to_document

    domain = domain_of(app.env)
    language = app.config.language or "en"
    return to_document(domain.report, domain.formats, language=language, site=_site(app), state=state_of(app), records=False)


def _write(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]], reused: KeptRecords | None = None) -> dict[str, str]:
    """Write what changed, and take away what an earlier build wrote and this one does not; return the fingerprints of files by their paths.

    Args:
        reused: What stays as it is.
    """
    before = _written_before(folder)
    sums = {}
    for path, pieces in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        sums[path] = put_pieces(target, pieces)
    sums |= reused.tables if reused is not None else {}
    for path in before - sums.keys():
        _remove(folder, path)
    return sums


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it, up to another one."""
    (folder / path).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # something else lies there
        for parent in [*PurePosixPath(path).parents][:-1]:
            (folder / parent).rmdir()


def _written_before(folder: Path) -> set[str]:
    """Return the files that the package of an earlier build lists; only such as we write ourselves."""
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        paths = {*_old_paths(package), *(str(resource["path"]) for resource in package["resources"])}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {
        path
        for path in paths
        if posixpath.normpath(path) == path and not path.startswith(("/", ".")) and (path.endswith(".csv") or path == GRANTS)
    }


def _old_paths(package: Mapping[str, Any]) -> list[str]:
    """Return the paths that tables of a data package had before, where they lie as well."""
    return [str(path) for resource in package["resources"] for path in resource.get(FORMERLY, ())]


# ---- where figures stand ----


def _site(app: Sphinx) -> str:
    base = str(app.config.html_baseurl or "")
    return base and base.rstrip("/") + "/"


def _places(app: Sphinx, domain: ImpactDomain) -> tuple[dict[str, tuple[PageEntry, ...]], dict[str, tuple[PageEntry, ...]]]:
    """Return the pages of each figure and of each statement."""
    pages: dict[str, tuple[PageEntry, ...]] = {}
    exhibits: dict[str, tuple[PageEntry, ...]] = {}
    for address, uses in _best(domain).items():
        entries = tuple(page_entry(app, docname, use.anchor) for docname, use in uses.items())
        (exhibits if address in domain.statement_ids else pages)[address] = entries
    return pages, exhibits


def _all_places(app: Sphinx, domain: ImpactDomain) -> list[tuple[str, ...]]:
    """Return every place of a figure or a statement: its address, the page, the title of that, and where on it."""
    pages = functools.cache(functools.partial(_page, app))
    return [
        (address, docname, *pages(docname), _anchor(app, docname, use.anchor))
        for address, uses in _best(domain).items()
        for docname, use in uses.items()
    ]


def _best(domain: ImpactDomain) -> dict[str, dict[str, Use]]:
    """Return the best place of each figure and statement on each page, the first found with an anchor."""
    found: dict[str, dict[str, Use]] = {}
    for docname in sorted(domain.uses):
        for use in domain.uses[docname]:
            if use.address:
                known = found.setdefault(use.address, {})
                if docname not in known or (use.anchor and not known[docname].anchor):
                    known[docname] = use
    return found


def page_entry(app: Sphinx, docname: str, anchor: str) -> PageEntry:
    """Return where something stands."""
    from sphinx_impact.model.json_document import PageEntry

    title, path = _page(app, docname)
    path += _anchor(app, docname, anchor)
    site = _site(app)
    return PageEntry(page=docname, title=title, path=path, url=site + path if site else None)


def _page(app: Sphinx, docname: str) -> tuple[str, str]:
    """Return the title of a page, and its address."""
    return app.env.titles[docname].astext() if docname in app.env.titles else docname, _address(app.builder, docname)


def _anchor(app: Sphinx, docname: str, anchor: str) -> str:
    """Return what leads to a place on a page, behind the page's address."""
    if app.builder.name == "singlehtml":
        anchors = getattr(app.builder, "anchors", None)
        anchor = (anchors.name(docname, anchor) if anchors is not None else anchor) if anchor else f"document-{docname}"
    return f"#{quote(anchor)}" if anchor else ""


def _address(builder: Builder, docname: str) -> str:
    """Return the address of a page relative to the output's folder, without a place on it."""
    assert isinstance(builder, StandaloneHTMLBuilder)
    if builder.name == "singlehtml":
        return quote(builder.config.root_doc) + builder.out_suffix
    if builder.name == "impactpdf":  # the data inside a PDF are those of the website, and name its pages
        return quote(docname) + builder.out_suffix
    return builder.get_target_uri(docname).partition("#")[0]


# ---- links in the pages ----


def add_links(app: Sphinx, tree: nodes.document, page: str) -> None:
    """At ``doctree-resolved``: link each exhibit to its table, in its line of sources, and the list of sources to all data.

    Only a website has these files.
    """
    folder = data_folder(app)
    if not folder:
        return
    from sphinx_impact.model.export.csv_tables import table_of
    from sphinx_impact.model.export.threesixtygiving import to_package

    here = _address(app.builder, page)

    def link(words: str, path: str) -> nodes.reference:
        return nodes.reference("", words, refuri=relative_uri(here, f"{folder}/{path}"), internal=True, classes=["impact-download"])

    statements = domain_of(app.env).report.statements
    for exhibit in [node for node in tree.findall(nodes.Element) if node.get("export")]:
        path = table_of(exhibit["export"], statements)
        if path:
            words = _("Download this table (CSV)") if exhibit["export"].startswith("statement:") else _("Download this list (CSV)")
            if exhibit.get("partial"):
                words = _("Download all grants (CSV)")
            _add_link(exhibit, link(words, path))
        if exhibit["export"] == "grants" and to_package(domain_of(app.env).report):
            _add_link(exhibit, link(_("360Giving data (JSON)"), GRANTS))
    for listing in [node for node in tree.findall(nodes.definition_list) if "impact-sources" in node["classes"]]:
        line = paragraph(link(_("Download all data of this report"), PACKAGE), classes="impact-source")
        tables = _("data package of CSV tables")
        line += [nodes.Text(f" ({tables}) · "), link(_("All in one document (JSON)"), DOCUMENT)]
        listing.parent.insert(listing.parent.index(listing) + 1, line)


def _add_link(exhibit: nodes.Element, link: nodes.reference) -> None:
    """Put a link into the line of sources of an exhibit, or into a line of its own below it."""
    lines = [node for node in exhibit.findall(nodes.paragraph) if "impact-source" in node["classes"] and not node.get("translatable", True)]
    if lines:
        lines[-1] += [nodes.inline("", " · ", classes=["impact-between"]), link]
        return
    line = paragraph(link, classes="impact-source")
    if isinstance(exhibit, impact_box):
        cite = next(iter(exhibit.findall(impact_cite)), None)
        if cite is not None:
            line["classes"].append("impact-cited")  # has one row with it
        exhibit.insert(exhibit.index(cite) if cite is not None else len(exhibit), line)
    else:  # a list takes no paragraph
        exhibit.parent.insert(exhibit.parent.index(exhibit) + 1, line)


# ---- linked data ----


def tell(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """At ``html-page-context``: say in the page's head which data there are and where; what the theme says already is not said twice."""
    del template
    if app.builder.name not in WEB:
        return
    folder = data_folder(app)
    if not folder:
        return
    there = _site(app) + f"{folder}/" if _site(app) else posixpath.dirname(context["pathto"](f"{folder}/{PACKAGE}", True)) + "/"
    told = []
    if tree is not None:
        told += _whole(app, page, there, context, tree)
        told += _exhibits(domain_of(app.env).report, there, context.get("language") or "", tree)
    if listed := listed_on(tree, context):
        told += jsonld.given(domain_of(app.env).report.profile, listed)
    if told:
        context["metatags"] = context.get("metatags", "") + jsonld.to_script(told)


def _whole(app: Sphinx, page: str, there: str, context: dict[str, Any], tree: nodes.document) -> list[jsonld.Node]:
    """Return the report, unless the theme tells of it, and all data: on the first page; the data also where the sources are listed."""
    profile = domain_of(app.env).report.profile
    front = page == app.config.root_doc
    lists = any("impact-sources" in node["classes"] for node in tree.findall(nodes.definition_list))
    if not front and not lists:
        return []
    name = title_of(app.env)
    language = context.get("language") or ""
    told = []
    if front and "impact" not in context:
        told.append(jsonld.report(profile, name=name, url=_site(app), language=language))
    return [*told, jsonld.dataset(profile, name=name, folder=there, language=language)]


def _exhibits(report: Report, there: str, language: str, tree: nodes.document) -> list[jsonld.Node]:
    """Return the statements of a page."""
    tables = table_names(report.statements)
    shown = [
        str(node["export"]).partition(":")[2]
        for node in tree.findall(nodes.Element)
        if str(node.get("export", "")).startswith("statement:")
    ]
    return [
        jsonld.statement_dataset(report.profile, report.statements[id_], table=tables[id_], folder=there, language=language)
        for id_ in dict.fromkeys(shown)
        if id_ in tables
    ]


def setup(app: Sphinx) -> None:
    """Register what writes the data and what links them."""
    app.connect("env-updated", check_folder)
    app.connect("doctree-resolved", add_links)
    app.connect("html-page-context", tell, PAGE_DATA)
