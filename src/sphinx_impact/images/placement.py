"""Puts photographs into pages as browsers, books and paper want them: several widths, fixed sizes, nothing the camera noted."""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_impact import extras
from sphinx_impact.components.nodes import impact_photo, impact_picture
from sphinx_impact.domain import WEB, domain_of
from sphinx_impact.drawing import convert
from sphinx_impact.drawing.cache import FileCache
from sphinx_impact.images.arrangement import arrange, is_logo, tell_ground
from sphinx_impact.images.exif import SUFFIXES as NOTED
from sphinx_impact.images.exif import NotesError, clean
from sphinx_impact.images.variants import SUFFIXES, PictureError, Variant, Variants, digest_in, kept, standing, variants
from sphinx_impact.messages import following, warn
from sphinx_impact.model.problems import Code
from sphinx_impact.order import BEFORE_OTHERS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_impact.model.report import Report

_BOOKS = ("epub", "impactpdf", "latex")
_SAFE = frozenset({".jpg", ".jpeg", ".png"})
"""What every book and LaTeX can show."""

_KEEP = "original"
"""Class of a picture that its author wants as it is."""

_FOLDER = "impact-photographs"
"""Where beside the doctrees prepared pictures are kept."""


def _logos(report: Report) -> frozenset[str]:
    """Return the files that are logos of sponsors."""
    tiers = report.sponsors.tiers if report.sponsors is not None else ()
    return frozenset(path for tier in tiers for one in tier.sponsors for path in (one.logo, one.logo_dark))


def check_alt(app: Sphinx, tree: nodes.document) -> None:
    """At ``doctree-read``: tell of pictures without a description, where ``impact_alt`` asks for it.

    An empty description is one, and says that the picture is decorative; but brackets with nothing in them, as in ``![](van.jpg)``, are
    what is left where nobody thought of it.
    """
    if not app.config.impact_alt:
        return
    for node in tree.findall(nodes.image):
        uri = node.get("uri", "the picture")
        if "alt" not in node:
            message = f"{uri} has no alt: say what it shows, or leave :alt: empty where it is decorative"
        elif _in_brackets(node) and not node["alt"].strip() and "decorative" not in node["classes"]:
            message = (
                f"{uri} has no alt: write what it shows between the brackets, ![What it shows]({uri}); where it is decorative, show it with "
                f"the directive image and an empty :alt:, or give it the class decorative"
            )
        else:
            continue
        warn(message, code=Code.ALT.value, location=node)


def _in_brackets(node: nodes.image) -> bool:
    """Whether a picture was written as ``![alt](file)``: such a one stands in a text, and no directive made it."""
    return isinstance(node.parent, nodes.TextElement) and not node.rawsource and not isinstance(node, impact_picture)


def arrange_all(app: Sphinx, tree: nodes.document, page: str) -> None:
    """At ``doctree-resolved``, while pictures still are what their authors named: measure those of galleries and walls of logos."""
    del page
    if app.builder.format == "html":
        arrange(tree, Path(app.srcdir), lambda node: _source(app, node))


class Photographs:
    """The photographs of one build."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, bool], Variants | str] = {}
        self._papers: dict[str, Path | str] = {}
        self._shown: set[str] | None = None

    @functools.cached_property
    def _able(self) -> bool:
        return bool(extras.installed("images"))

    def make(self, app: Sphinx, builder: Builder) -> None:
        """At ``write-started``: make what pages will ask for, on all cores, before Sphinx starts other processes."""
        self._made, self._papers, self._shown = {}, {}, None
        if builder.name == "latex":
            self._papers = _on_paper(app)
        if builder.name not in (*WEB, *_BOOKS) or not self._able:
            return
        wanted = [path for path in app.env.images if Path(path).suffix.lower() in SUFFIXES]
        none: frozenset[str] = frozenset()
        logos = domain_of(app.env).fact("logos", _logos, none) if wanted else none
        cache = Path(app.doctreedir, _FOLDER)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            known = pool.map(lambda path: kept(Path(app.srcdir, path), cache, logo=path in logos), wanted)
            self._made = {(path, path in logos): found for path, found in zip(wanted, known, strict=True) if found is not None}
            missing = [path for path in wanted if (path, path in logos) not in self._made]
            made = pool.map(lambda path: self._variants(app, path, logo=path in logos), missing)
            for _path, _variants in zip(following(app, "making photographs")(missing), made, strict=True):
                pass
        self._shown = {digest_in(found.fallback.path.name) for found in self._made.values() if not isinstance(found, str)}

    def place(self, app: Sphinx, tree: nodes.document, page: str) -> None:
        """At ``doctree-resolved``: put them in place of the pictures of a page."""
        del page
        builder = app.builder
        if builder.name not in (*WEB, *_BOOKS):
            return
        first = True
        for node in list(tree.findall(nodes.image)):
            source = _source(app, node)
            suffix = Path(source).suffix.lower()
            if suffix == ".svg" and builder.name == "latex":
                self._set_drawing(builder, node, source)
            if suffix not in SUFFIXES or (_KEEP in node["classes"] and (builder.name in WEB or suffix in _SAFE)):
                continue
            if not self._able:
                extras.say_missing(app, "images", "pictures stay as large as they are, in one width")
                continue
            made = self._variants(app, source, logo=is_logo(node))
            if isinstance(made, str):
                warn(made, code=Code.FILE.value, location=node)
                continue
            if builder.format == "html":
                _measure(node, made)
            if builder.name in _BOOKS:
                _swap(builder, node, made.large.path, _name(app, source, made.large.path, node))
            elif not made.moving:
                tall = _standing(app, node, source, made)
                _dress(builder, node, made, _name(app, source, made.fallback.path, node), tall, lazy=not first)
                first = False

    def prune(self, app: Sphinx, exception: Exception | None) -> None:
        """At ``build-finished``: remove what was made of pictures that no page shows any more, also from the output; nothing else there."""
        if exception is not None or self._shown is None:
            return
        cache = Path(app.doctreedir, _FOLDER)
        listed = cache / f"{app.builder.name}.txt"
        earlier = set(listed.read_text(encoding="utf-8").split("\n")) if listed.is_file() else set()
        there = {path.name for path in cache.iterdir() if digest_in(path.name)} if cache.is_dir() else set()
        shown = {name for name in there if digest_in(name) in self._shown}
        others = set(app.builder.images.values())
        for name in (there | earlier) - shown:
            (cache / name).unlink(missing_ok=True)
            if name not in others:
                Path(app.builder.outdir, app.builder.imagedir, name).unlink(missing_ok=True)
        if shown != earlier and cache.is_dir():
            FileCache.write(listed, "\n".join(sorted(shown)).encode())

    def _variants(self, app: Sphinx, source: str, *, logo: bool) -> Variants | str:
        """Return what was made of a picture, or why nothing could be."""
        if (source, logo) not in self._made:
            path = Path(app.srcdir, source)
            try:
                self._made[source, logo] = variants(path, Path(app.doctreedir, _FOLDER), logo=logo)
            except PictureError as error:
                self._made[source, logo] = str(error)
        return self._made[source, logo]

    def _set_drawing(self, builder: Builder, node: nodes.image, source: str) -> None:
        """Give LaTeX a drawing as PDF, or its description: it would stop at an SVG."""
        made = self._papers.get(source, "")
        if isinstance(made, Path):
            _swap(builder, node, made)
        elif made:
            if made != extras.command("vega"):  # which was said once, of all
                warn(f"{source} is left out of the PDF, with its description in its place: {made}", code=Code.FILE.value, location=node)
            words = nodes.Text(node.get("alt", ""))
            inline = isinstance(node.parent, nodes.TextElement)
            node.replace_self(nodes.inline("", "", words) if inline else nodes.paragraph("", "", words))


def finish(app: Sphinx, exception: Exception | None) -> None:
    """At ``build-finished``: clean the output, also of a build that failed."""
    del exception
    clean_output(app.builder)


def clean_output(builder: Builder) -> None:
    """Take what cameras noted out of every picture that was written.

    However it came there: from a page, as a logo, as a static file, or as a download. One that cannot be cleaned is left out. A book
    needs this before it is packed.
    """
    for path in _written(builder):
        try:
            clean(path)
        except OSError as error:
            warn(f"what the camera noted cannot be taken out of the picture: {error.strerror}", code=Code.FILE.value, location=f"{path}:1")
        except NotesError as error:
            path.unlink()
            message = (
                f"the picture is left out, since what the camera noted cannot be taken out of it: {error}; save it anew, as PNG or JPEG"
            )
            warn(message, code=Code.FILE.value, location=f"{_origin(builder, path)}:1")


def _written(builder: Builder) -> list[Path]:
    """Return the pictures that a build may have put into its output, in the order of their names; nothing else that lies there."""
    out, conf, config = Path(builder.outdir), Path(builder.confdir), builder.config
    folders = (builder.imagedir, *(f"{document[1]}-figures" for document in config.texinfo_documents if builder.name == "texinfo"))
    found = {out / folder / name for folder in folders for name in builder.images.values()}
    if builder.format == "html":
        found |= {path for folder in ("_images", "_static", "_downloads") for path in (out / folder).rglob("*")}
        for name in config.html_extra_path:
            extra = conf / name
            inside = [path.relative_to(extra) for path in extra.rglob("*")] if extra.is_dir() else [Path(extra.name)]
            found |= {out / path for path in inside}
    if builder.format == "latex":
        found |= {out / Path(name).name for name in (*config.latex_additional_files, config.latex_logo or "") if name}
    return sorted(path for path in found if path.suffix.lower() in NOTED and path.is_file() and not path.is_symlink())


def _origin(builder: Builder, path: Path) -> Path:
    """Return the file of the author that a picture of the output was made from; that of the output where it is not known."""
    source = next((each for each, name in builder.images.items() if name == path.name), "")
    return Path(builder.srcdir, source) if source else path


def _on_paper(app: Sphinx) -> dict[str, Path | str]:
    """Return the drawings of all pages as PDF or PNG, or why there is none."""
    if "sphinx.ext.imgconverter" in app.extensions:
        return {}  # has done it already, or says why not
    found: dict[str, Path | str] = {}
    texts: dict[str, str] = {}
    for path in app.env.images:
        if path.lower().endswith(".svg"):
            try:
                texts[path] = Path(app.srcdir, path).read_text(encoding="utf-8")
            except (OSError, ValueError) as error:
                found[path] = str(error)
    if texts and not convert.paper_format():
        without = "drawings are left out of the PDF, with their descriptions in their place"
        extras.say_missing(app, "vega", without, code=Code.FILE.value, location=str(Path(app.confdir, "conf.py")))
        return found | dict.fromkeys(texts, extras.command("vega"))
    names = {text: path for path, text in texts.items()}
    follow = following(app, "converting drawings", names.__getitem__)
    made, failed = convert.on_paper(names, FileCache(Path(app.doctreedir, _FOLDER)), follow)
    for path, text in texts.items():
        found[path] = made.get(text) or failed[text]
    return found


def _source(app: Sphinx, node: nodes.image) -> str:
    """Return the path of a picture relative to the source directory; nothing for remote ones and missing files."""
    candidates: dict[str, str] = node.get("candidates", {})
    if "?" in candidates:
        return ""
    found = str(candidates.get("*", "")) or next((str(path) for path in candidates.values()), "")
    return found if found in app.env.images else ""  # Sphinx has told of one that is missing


def _name(app: Sphinx, source: str, path: Path, node: nodes.image) -> str:
    """Return the name of a file in the output: that of the picture it stands for, which raw HTML may ask for, where both are of a kind.

    A logo, which has lost its margins, is another picture.
    """
    if is_logo(node):
        return path.name
    known = app.env.images[source][1] if source in app.env.images else ""
    kinds = {".jpeg": ".jpg"}
    suffix = Path(known).suffix.lower()
    return known if kinds.get(suffix, suffix) == path.suffix else path.name


def _measure(node: nodes.image, made: Variants) -> None:
    """Have a scaled picture be a part of its own size, as Sphinx has it, not of the size of the file that takes its place."""
    if is_logo(node):
        tell_ground(node, made.ground, made.size)
    if "scale" in node:
        for name, pixels in zip(("width", "height"), made.size, strict=True):
            node.setdefault(name, str(pixels))


def _swap(builder: Builder, node: nodes.image, path: Path, name: str = "") -> None:
    node["uri"] = str(path)
    node["candidates"] = {"*": str(path)}
    builder.images[str(path)] = name or path.name


def _standing(app: Sphinx, node: nodes.image, source: str, made: Variants) -> tuple[Variant, ...]:
    """Return what phones get of a picture that fills the cover."""
    if "impact-cover-picture" not in node["classes"] or "impact-layout-photograph" not in node.parent["classes"]:
        return ()
    across = next((int(each.removeprefix("impact-x-")) for each in node["classes"] if each.startswith("impact-x-")), 50)
    return standing(Path(app.srcdir, source), Path(app.doctreedir, _FOLDER), made, across)


def _dress(builder: Builder, node: nodes.image, made: Variants, name: str, tall: tuple[Variant, ...], *, lazy: bool) -> None:
    for path in (*made.files, *(each.path for each in tall)):
        builder.images[str(path)] = path.name
    builder.images[str(made.fallback.path)] = name
    photo = impact_photo("", **node.attributes)
    photo.attributes |= {
        "uri": str(made.fallback.path),
        "candidates": {"*": str(made.fallback.path)},
        "name": name,
        "files": [(source.path.name, source.width) for source in made.sources],
        "standing": [(each.path.name, each.width) for each in tall],
        "size": made.size,
        "lazy": lazy,
        "small": isinstance(node, impact_picture),
    }
    node.replace_self(photo)


def setup(app: Sphinx) -> None:
    """Register what makes photographs ready, puts them into pages, and cleans the output."""
    photographs = Photographs()
    app.connect("doctree-read", check_alt)
    app.connect("write-started", photographs.make)
    app.connect("doctree-resolved", arrange_all, BEFORE_OTHERS)
    app.connect("doctree-resolved", photographs.place, BEFORE_OTHERS)
    app.connect("build-finished", photographs.prune)
    app.connect("build-finished", finish)
