"""Putting the book together: links, manifest, spine, contents, package document, and the zip file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import jinja2
from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from sphinx_impact.domain import domain_of
from sphinx_impact.epub import metadata, navigation, page_list
from sphinx_impact.epub.allowed_html import is_remote
from sphinx_impact.epub.links import Linker, lies_in, styles_use
from sphinx_impact.epub.navigation import NAV
from sphinx_impact.epub.pictures import MEDIA_TYPES
from sphinx_impact.epub.styles import quoted_data, without_loads
from sphinx_impact.epub.wiring import THEME
from sphinx_impact.epub.xhtml import having, parents, remove, words_of
from sphinx_impact.messages import _, warn
from sphinx_impact.model.numbers.cldr import is_leftwards
from sphinx_impact.model.reach import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.builders.epub3 import Epub3Builder

    from sphinx_impact.epub.page import Page

_log = logging.getLogger(__name__)

MIMETYPE = "application/epub+zip"
_PACKED = frozenset(".png .jpg .jpeg .gif .webp .woff .woff2 .mp3 .m4a .opus .mp4 .webm".split())
_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def render(template: str, **context: Any) -> str:
    """Fill in one of the book's own templates."""
    return _TEMPLATES.get_template(template).render(context) + "\n"


class Names:
    """Names of which no two are one to a reading system, which need not tell ``A`` from ``a``.

    Args:
        taken: Names that are given already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {self._same(each) for each in taken}

    @staticmethod
    def _same(name: str) -> str:
        return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

    def take(self, name: str, suffix: str = "") -> str:
        """Return a name that is free, with its suffix: the wanted one, or it with a number."""
        made, count = f"{name}{suffix}", 1
        while self._same(made) in self._taken:
            count += 1
            made = f"{name}-{count}{suffix}"
        self._taken.add(self._same(made))
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as the manifest lists it."""

    id: str
    href: str
    media_type: str
    properties: str = ""
    linear: bool = True


class Assembly:
    """The book of one build.

    Args:
        pages: Every page, by its path.
        place: Gives the page that a path in the book belongs to, for messages.
        cover: Path of the cover page among the pages, and of its picture; both empty where there is none.

    Attributes:
        names: Every file of the book but ``mimetype``, once :meth:`assemble` has run.
    """

    def __init__(self, builder: Epub3Builder, pages: dict[str, Page], place: Callable[[str], str], cover: tuple[str, str]) -> None:
        self.builder = builder
        self.config = builder.config
        self.outdir = Path(builder.outdir)
        self.profile = domain_of(builder.env).report.profile
        self.pages = pages
        self.place = place
        self.cover_page, self.cover_image = cover
        self.front = unquote(builder.get_target_uri(builder.config.root_doc))
        self.names: list[str] = []
        self._ids: dict[str, str] = {}
        self._id_names = Names()

    def assemble(self) -> None:
        """Set the links right and write everything that is not a page."""
        self._drop_contents()
        source, listed = self._page_list()
        linker = Linker(self.pages, self.outdir, metadata.website(self.config), self._tell, self._on_website)
        linker.run()
        linear = [href for href in self._reading_order() if href in self.pages]
        aside = sorted(reached(linear, lambda page: linker.linked.get(page, ())) - set(linear))
        order = [*linear, *aside]
        for href in order:
            (self.outdir / href).write_text(self.pages[href].text, encoding="utf-8")
        pages = [self.pages[href] for href in order]
        resources = self._resources(set().union({self.cover_image} - {""}, *(linker.resources[href] for href in order)))
        sheets = sorted(path for path in linker.resources.get(self.front, ()) if path.endswith(".css"))

        toc = navigation.contents(self._nodes(), self.pages, self.config.epub_tocdepth)
        figures = navigation.exhibits(pages, "figure", "figcaption")
        tables = navigation.exhibits(pages, "table", "caption")
        places = navigation.landmarks(
            [self.pages[href] for href in linear],
            cover=self.cover_page,
            front=self.front,
            figures=bool(figures),
            tables=bool(tables),
            author=self.config.epub_guide,
        )
        language = self.config.epub_language
        title = metadata.title(self.config, self.profile)
        names = {
            "contents": _("Contents"),
            "figures": _("Figures"),
            "tables": _("Tables"),
            "landmarks": _("Landmarks"),
            "pages": _("Pages of the PDF"),
        }
        depth = navigation.number(toc)
        self._write(
            NAV,
            "nav.xhtml.jinja",
            language=language,
            leftwards=is_leftwards(language),
            words=names,
            sheets=sheets,
            toc=navigation.group(toc, self._captions()),
            figures=figures,
            tables=tables,
            landmarks=places,
            pages=listed,
        )
        identifier = self._identifier(title)
        self._write("toc.ncx", "toc.ncx.jinja", language=language, identifier=identifier, depth=depth, title=title, toc=toc)
        items = [Item("nav", NAV, MEDIA_TYPES[".xhtml"], "nav")]
        items += [self._item(path, self.pages[path].properties if path in self.pages else []) for path in order]
        items += [self._item(path, ["cover-image"] if path == self.cover_image else []) for path in resources]
        by_path = {unquote(item.href): item for item in items}
        spine = [by_path[path] for path in order]
        spine = [dataclasses.replace(item, linear=unquote(item.href) not in aside) for item in spine]
        spine.insert(self._nav_position(order), items[0])
        self._write(
            "content.opf",
            "content.opf.jinja",
            book={**self._book(title, language, identifier), "page_source": source},
            access=self._access(pages, resources, listed=bool(listed)),
            items=items,
            spine=spine,
            landmarks=places,
            guide={"cover": "cover", "toc": "toc", "bodymatter": "text"},
            cover_id=self._id(self.cover_image) if self.cover_image else "",
        )
        (self.outdir / "META-INF").mkdir(exist_ok=True)
        self._write("META-INF/container.xml", "container.xml")
        (self.outdir / "mimetype").write_text(MIMETYPE, encoding="ascii")
        self.names = ["META-INF/container.xml", "content.opf", "toc.ncx", NAV, *order, *resources]

    def _page_list(self) -> tuple[str, list[page_list.Mark]]:
        """Mark where the pages of the PDF begin, if one was made of these very pages; return what it is called, and the marks."""
        source, starts, stale = page_list.kept(self.builder.env)
        if stale:
            _log.info("the book does not say where the pages of the PDF begin: pages were read again since it was made; build it first")
        if stale or not starts:
            return "", []
        marks = page_list.mark(self.pages, starts, lambda docname: unquote(self.builder.get_target_uri(docname)), self.cover_page)
        return (source, marks) if marks else ("", [])

    # ---- order ----

    def _nodes(self) -> list[dict[str, Any]]:
        return [{**node, "refuri": re.sub(r"\A\./", "", str(node["refuri"]).replace(os.sep, "/"))} for node in self.builder.refnodes]

    def _captions(self) -> dict[str, str]:
        """Return the caption under which the first page lists a page."""
        tree = self.builder.env.get_doctree(self.config.root_doc)
        return {
            unquote(self.builder.get_target_uri(target)): toctree["caption"]
            for toctree in tree.findall(addnodes.toctree)
            if toctree.get("caption")
            for _title, target in toctree["entries"]
            if target in self.builder.env.found_docs
        }

    def _drop_contents(self) -> None:
        """Take the table of contents off the first page, since the book's own comes right behind it."""
        root = self.pages[self.front].root
        up = parents(root)
        for child in having(root, "toctree-wrapper"):
            remove(up[child], child)

    def _reading_order(self) -> list[str]:
        files = [unquote(str(node["refuri"]).partition("#")[0]) for node in self._nodes()]
        indices = [info[0] + self.builder.out_suffix for info in self.builder.domain_indices]
        if self.builder.use_index:
            indices.append("genindex" + self.builder.out_suffix)
        first = [self.cover_page] if self.cover_page else []
        return list(dict.fromkeys([*first, *files, *indices]))

    def _nav_position(self, files: list[str]) -> int:
        """Put the contents behind the first page, as printed books do."""
        return files.index(self.front) + 1 if self.front in files else len(files[:1])

    # ---- files ----

    def _id(self, path: str) -> str:
        if path not in self._ids:
            name = "x-" + re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-").lower()
            self._ids[path] = self._id_names.take(name)
        return self._ids[path]

    def _item(self, path: str, properties: Iterable[str] = ()) -> Item:
        kind = MEDIA_TYPES[Path(path).suffix.lower()] if not path.endswith(".html") else MEDIA_TYPES[".xhtml"]
        return Item(self._id(path), quote(path), kind, " ".join(properties))

    def _resources(self, found: set[str]) -> list[str]:
        """Return every file that pages and their style sheets use, and no other."""
        ahead, all_of_them = sorted(found), set()
        excluded = set(self.config.epub_exclude_files)
        while ahead:
            path = ahead.pop()
            if path in all_of_them or path in excluded or not lies_in(self.outdir, path):
                continue
            if Path(path).suffix.lower() not in MEDIA_TYPES:
                continue
            all_of_them.add(path)
            if path.endswith(".css"):
                sheet = quoted_data((self.outdir / path).read_text(encoding="utf-8", errors="replace"))
                files, remote = styles_use(path, sheet)
                if remote:
                    sheet = without_loads(sheet, keep=lambda url: url.startswith("data:") or not is_remote(url))
                (self.outdir / path).write_text(sheet, encoding="utf-8")
                ahead.extend(sorted(files))
                for url in remote:
                    warn(f"{path} asks for {url!r}: books have no network; keep a copy beside it", code="epub", location=path)
        return sorted(all_of_them)

    def _write(self, name: str, template: str, **context: Any) -> None:
        (self.outdir / name).write_text(render(template, **context), encoding="utf-8")

    def _on_website(self, path: str) -> str:
        docname = self.place(path)
        return f"{docname}.html" if docname != path else re.sub(r"\.xhtml\Z", ".html", path)

    def _tell(self, href: str, message: str) -> None:
        warn(message, code="epub", location=self.place(href))

    # ---- what the book says of itself ----

    def _identifier(self, title: str) -> str:
        profile = self.profile
        seeds = (
            metadata.said(profile.url, metadata.website(self.config), self.config.project),
            title,
            metadata.said(profile.reporting_period or "", self.config.version),
            self.config.epub_language,
        )
        return metadata.identifier(self.config.epub_identifier, self.config.epub_scheme, seeds)

    def _book(self, title: str, language: str, identifier: str) -> dict[str, Any]:
        config, profile = self.config, self.profile
        moment = build_time()
        line = words_of(self.pages[self.front].root, "impact-cover-line")
        described = self._meta("description")
        rights = config.epub_copyright
        uid = metadata.said(config.epub_uid)
        return {
            "uid": uid if re.fullmatch(r"[A-Za-z_][\w.-]*", uid) else "book-id",
            "identifier": identifier,
            "title": title,
            "subtitle": line,
            "language": language,
            "leftwards": is_leftwards(language),
            "creator": metadata.said(config.epub_author, profile.organisation),
            "contributor": metadata.said(config.epub_contributor),
            "publisher": metadata.said(config.epub_publisher, profile.organisation),
            "date": config.impact_epub_date or f"{moment:%Y-%m-%d}",
            "modified": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            "description": metadata.said(config.epub_description, described),
            "subjects": [each.strip() for each in self._meta("keywords").split(",") if each.strip()],
            "rights": metadata.said(rights if isinstance(rights, str) else "; ".join(rights or ())),
            "source": metadata.website(self.config),
            "conforms_to": config.impact_epub_conforms_to,
            "certified_by": config.impact_epub_certified_by,
            "progression": "rtl" if config.epub_writing_mode == "vertical" or is_leftwards(language) else "",
        }

    def _meta(self, name: str) -> str:
        tree = self.builder.env.get_doctree(self.config.root_doc)
        return next((str(each.get("content", "")) for each in tree.findall(nodes.meta) if each.get("name") == name), "")

    def _access(self, pages: list[Page], resources: list[str], *, listed: bool) -> metadata.Access:
        animated = any(path.lower().endswith(".gif") and moves((self.outdir / path).read_bytes()) for path in resources)
        return metadata.access(
            pages,
            animated=animated,
            index=self.builder.use_index,
            listed=listed,
            transformable=self.config.epub_theme == THEME,
            summary=self.config.impact_epub_summary,
        )


def moves(gif: bytes) -> bool:
    """Return whether a GIF has more than one frame."""
    return gif.count(b"\x21\xf9\x04") > 1


# ---- the zip file: the same bytes for the same content ----


def build_time() -> dt.datetime:
    """Return when the book was made: ``SOURCE_DATE_EPOCH``, else now. In UTC, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdecimal() else dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=0)


def _entry(name: str, moment: dt.datetime, *, stored: bool) -> ZipInfo:
    # A zip knows no year before 1980, and an even number of seconds only.
    year = max(moment.year, 1980)
    info = ZipInfo(name, (year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2))
    info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def write_book(book: Path, outdir: Path, names: Iterable[str], moment: dt.datetime) -> None:
    """Write the book.

    Args:
        book: Path of the file to write.
        outdir: Folder of the files.
        names: Their paths below the folder, with forward slashes.
        moment: The date that every entry of the zip gets.
    """
    with ZipFile(book, "w") as archive:
        archive.writestr(_entry("mimetype", moment, stored=True), MIMETYPE)
        first = ("META-INF/container.xml", "content.opf")
        for name in (*first, *sorted(set(names) - {*first, "mimetype"})):
            stored = PurePosixPath(name).suffix.lower() in _PACKED
            archive.writestr(_entry(name, moment, stored=stored), (outdir / name).read_bytes(), compresslevel=None if stored else 9)
