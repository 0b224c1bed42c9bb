"""The report in its other forms, on the cover and in the contents: e-book, PDF, data, and on paper.

A website cannot know what else is built of a report. It offers the files that the setting ``impact_downloads`` names, and brings them
along; on Read the Docs, the formats that its configuration declares. What is not there, or was built before the pages changed, is said
and not offered.
"""

from __future__ import annotations

import os
import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

import yaml
from docutils import nodes
from sphinx.util.osutil import relative_uri

from sphinx_impact.components.figure_pages import data_folder, has_data
from sphinx_impact.components.nodes import impact_cover, impact_list, paragraph
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.export.datapackage import DOCUMENT
from sphinx_impact.model.problems import Code, quoted
from sphinx_impact.order import BEFORE_OTHERS, PAGE_DATA
from sphinx_impact.web.assets import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FOLDER = "_downloads"
"""Folder of the website that the files are copied into."""

KINDS = {".epub": "EPUB", ".pdf": "PDF"}
"""What is offered, in this order, by the ending of its file."""

_HOST_FILES = (".readthedocs.yaml", ".readthedocs.yml")


class Download(NamedTuple):
    """One form of the report.

    Attributes:
        kind: ``EPUB``, ``PDF`` or ``JSON``.
        address: Path from the root of the website, or a web address.
        size: Of the file, in words; empty where it is not known.
        file: What is copied to that path; None where it is elsewhere already.
    """

    kind: str
    address: str
    size: str = ""
    file: Path | None = None

    @property
    def words(self) -> str:
        """What a reader is told: name, kind and size."""
        name = {"EPUB": _("E-book"), "PDF": "PDF", "JSON": _("Data")}[self.kind]
        details = ", ".join(each for each in (self.kind if str(name) != self.kind else "", self.size) if each)
        return f"{name} ({details})" if details else str(name)


_OFFERED: WeakKeyDictionary[BuildEnvironment, list[Download]] = WeakKeyDictionary()


def offered(app: Sphinx) -> list[Download]:
    """Return what the report is offered as, found once in a build."""
    if app.env not in _OFFERED:
        _OFFERED[app.env] = sorted(_found(app), key=lambda each: list(KINDS.values()).index(each.kind))
    data = data_folder(app) if app.builder.name in WEB else str(app.config.impact_open_data).strip("/") if has_data(app) else ""
    return [*_OFFERED[app.env], *([Download("JSON", f"{data}/{DOCUMENT}")] if data else [])]


def _found(app: Sphinx) -> Iterator[Download]:
    given = [entry for entry in app.config.impact_downloads if entry.strip()]
    seen = set()
    for entry in given:
        kind = KINDS.get(Path(re.split("[?#]", entry)[0]).suffix.lower(), "")
        if not kind or kind in seen:
            _warn(app, f"{quoted(entry)} {'is the second of its kind' if kind else 'is neither an e-book (.epub) nor a PDF (.pdf)'}")
            continue
        download = Download(kind, entry) if "://" in entry else _file(app, entry, kind)
        if download is not None:
            seen.add(kind)
            yield download
    if not given:
        yield from (Download(kind, address) for kind, address in _hosted(Path(app.confdir)))


def _file(app: Sphinx, entry: str, kind: str) -> Download | None:
    """Return a file that a path or a pattern names, if it can be offered."""
    base = Path(app.confdir)
    files = [base / entry]
    if not files[0].is_file():
        files = [] if Path(entry).is_absolute() else sorted(path for path in base.glob(entry) if path.is_file())
    if len(files) != 1:
        if app.builder.name in WEB:  # the others are built before it
            told = f"names {len(files)} files" if len(files) > 1 else "is not there: build it before the website"
            _warn(app, f"{quoted(entry)} {told}; it is not offered")
            return None
        return Download(kind, f"{FOLDER}/{quote(Path(entry).name)}") if "*" not in entry else None
    file = files[0]
    newer = _newer(app, file.stat().st_mtime_ns)
    if newer and app.builder.name in WEB:
        _warn(
            app,
            f"{quoted(entry)} is older than {newer}, and may say something else; it is not offered: build it again, and then the website",
        )
        return None
    return Download(kind, f"{FOLDER}/{quote(file.name)}", domain_of(app.env).formats.size(file.stat().st_size), file)


def _newer(app: Sphinx, time: int) -> str:
    """Return a page or a data file that was changed after a time; an empty text if there is none."""
    env, root = app.env, Path(app.srcdir)
    sources = [*(env.doc2path(page, base=False) for page in sorted(env.found_docs)), *sorted(domain_of(env).files)]
    for name in map(str, sources):
        path = root / name
        if path.is_file() and path.stat().st_mtime_ns > time:
            return name
    return ""


def _hosted(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the kinds that Read the Docs builds, and where it puts them; it builds none of a pull request."""
    said = {name: os.environ.get(f"READTHEDOCS{name}", "") for name in ("", "_CANONICAL_URL", "_LANGUAGE", "_VERSION", "_VERSION_TYPE")}
    if (
        said[""] != "True"
        or said["_VERSION_TYPE"] == "external"
        or not all(said[name] for name in ("_CANONICAL_URL", "_LANGUAGE", "_VERSION"))
    ):
        return
    host = urlsplit(said["_CANONICAL_URL"])
    settings = next((file for above in (folder, *folder.parents) for name in _HOST_FILES if (file := above / name).is_file()), None)
    try:
        read = yaml.safe_load(settings.read_text(encoding="utf-8")) if settings else None
    except (OSError, ValueError, yaml.YAMLError):  # Read the Docs says what is wrong with it, and builds nothing
        return
    formats = read.get("formats") if isinstance(read, dict) else None
    for kind in KINDS.values():
        name = kind.lower()
        if formats == "all" or (isinstance(formats, list) and ({name, "all"} & set(map(str, formats)))):
            yield kind, f"{host.scheme}://{host.netloc}/_/downloads/{said['_LANGUAGE']}/{said['_VERSION']}/{name}/"


def _warn(app: Sphinx, message: str) -> None:
    warn(f"impact_downloads: {message}", code=Code.FILE.value, location=setting_place(Path(app.confdir), "impact_downloads"))


# ---- on the pages ----


def pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """At ``env-updated``: look for the files; return all pages where what is offered has changed, since every menu shows it."""
    if app.builder.name not in (*WEB, "epub"):
        return []
    _OFFERED.pop(env, None)
    told = repr([each._replace(file=None) for each in offered(app)])
    return domain_of(env).pages_if_state_changed(f"{app.builder.name} downloads", told, env.found_docs)


def add_to_covers(app: Sphinx, tree: nodes.document, page: str) -> None:
    """At ``doctree-resolved``: list the other forms of the report on its cover; in the e-book, where the website has them."""
    name, base = app.builder.name, app.config.html_baseurl
    if name not in (*WEB, "epub") or (name == "epub" and not base):
        return
    here = "" if name == "singlehtml" else app.builder.get_target_uri(page)
    for cover in list(tree.findall(impact_cover)):
        listing = impact_list("", classes=["impact-get"])
        if name == "epub":
            listing += _item(str(_("Website")), base)
        for each in offered(app):
            if name != "epub":
                listing += _item(each.words, each.address if "://" in each.address else relative_uri(here, each.address))
            elif each.kind != "EPUB":
                listing += _item(each.words, each.address if "://" in each.address else f"{base.rstrip('/')}/{each.address}")
        if is_ours(app.builder):
            listing += nodes.raw("", _button(), format="html")
        if listing.children:
            cover.append(listing)


def _item(words: str, address: str) -> nodes.list_item:
    return nodes.list_item("", paragraph(nodes.reference("", words, refuri=address, internal="://" not in address)))


def _button() -> str:
    """Return the button that prints, as HTML; the script shows it, since nothing else can do what it says."""
    word = escape(str(_("Print")), quote=False)
    return f'<li class="impact-print" hidden><button type="button">{word}</button></li>'


def add_to_menu(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """At ``html-page-context``: give our theme the same list, for below the contents."""
    del page, template, tree
    if "impact" not in context:
        return
    root = context["content_root"].removeprefix("./")
    items = [
        f'<li><a href="{escape(each.address if "://" in each.address else root + each.address)}">{escape(each.words, quote=False)}</a></li>'
        for each in offered(app)
    ]
    context["impact"]["forms"] = f'<ul class="impact-get" role="list">{"".join(items)}{_button()}</ul>'


def copy_files(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: bring the files along."""
    if exception is None and app.builder.name in WEB:
        for each in offered(app):
            if each.file is not None:
                target = Path(app.outdir) / FOLDER / each.file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(each.file, target)


def setup(app: Sphinx) -> None:
    """Register what finds the files, what offers them and what brings them along."""
    app.connect("env-updated", pages_to_rewrite)
    app.connect("doctree-resolved", add_to_covers, BEFORE_OTHERS)
    app.connect("html-page-context", add_to_menu, PAGE_DATA)
    app.connect("build-finished", copy_files)
