"""What the theme does at Sphinx's events: style sheets, pages, heads. One ``Theme`` per build."""

from __future__ import annotations

import os
import re
import shutil
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemBytecodeCache
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.locale import _ as sphinx_words
from sphinx.util.osutil import ensuredir

from sphinx_impact.components.figure_pages import project_of
from sphinx_impact.config import is_set
from sphinx_impact.domain import domain_of
from sphinx_impact.drawing.brand import CHOICES, brand_of
from sphinx_impact.drawing.colours import DEFAULTS, is_colour
from sphinx_impact.drawing.cover_art import art_of, cover_art, paper_art
from sphinx_impact.images.logos import is_lost_in_the_dark
from sphinx_impact.images.veil import veil_of
from sphinx_impact.messages import _, setting_place, warn
from sphinx_impact.model.export.jsonld import covered
from sphinx_impact.model.names import with_year
from sphinx_impact.model.numbers.cldr import has_other_script
from sphinx_impact.order import PAGE_THEME
from sphinx_impact.stamp import code_stamp
from sphinx_impact.web import assets, head, navigation, page_tree, sidenotes, stylesheet
from sphinx_impact.web.kept import Kept
from sphinx_impact.web.palette import CHAPTERS, failing, make_palette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_impact.drawing.brand import Brand
    from sphinx_impact.web.palette import Palette

ICON = "impact-icon.svg"


_TASK = re.compile(r'(<input class="task-list-item-checkbox"[^>]*)>([^<>"]+)')
"""What MyST writes for an item of a list of tasks."""


class Theme:
    """The theme's part in one build. Does nothing, and has no options, where another theme, or no HTML, is written."""

    def __init__(self) -> None:
        self._options: dict[str, Any] = {}
        self._look: Brand = brand_of({})
        self._contents = navigation.Contents((), {}, {})
        self._publisher = ("", "")
        self._words: dict[str, str] = {}
        self._second: set[tuple[str, ...]] = set()
        self._kept: tuple[Kept, object] | None = None

    @property
    def _palette(self) -> Palette:
        return make_palette(self._look)

    def begin(self, app: Sphinx) -> None:
        """At ``builder-inited``: read the options, make the palette, and say what is wrong with them."""
        self._options, self._kept = {}, None
        builder = app.builder
        if not assets.is_ours(builder):
            return
        options = builder.theme.get_options(builder.theme_options)
        for name, default in DEFAULTS.items():
            if not is_colour(options[name]):
                self._warn(app, f'"{name}" must be a colour like "{default}", not {options[name]!r}; using "{default}"')
        for name, known in CHOICES.items():
            if options[name] not in known:
                listed = ", ".join(f'"{word}"' for word in known)
                self._warn(app, f'"{name}" must be one of {listed}, not {options[name]!r}; using "{known[0]}"')
                options[name] = known[0]
        look = brand_of(options)
        shade = failing(look)
        if shade is not None:
            self._warn(
                app,
                f'"brand" {look.colour} is too light for text: its contrast is {shade[1]:.1f}:1 where 4.5:1 is needed. '
                f"Text and links are set in the nearest shade that passes, {shade[0]}; use that one to be rid of this warning",
            )
        if not is_set(app.config, "html_show_sourcelink"):
            app.config.html_show_sourcelink = False  # a reader of a report has no use for its markup
        self._options = options
        self._look = look
        # Sphinx translates nothing in a script: its words are given along with it.
        words = {"copy": _("Copy"), "copied": _("Copied"), "filter": _("Filter"), "shown": _("%d of %d")}
        said = {f"data-{name}": str(text) for name, text in words.items()}
        builder.add_js_file(assets.OWN, priority=100)
        builder.add_js_file("sphinx_impact_notes.js", priority=100, **{name: said[name] for name in ("data-copy", "data-copied")})
        builder.add_js_file("sphinx_impact_tables.js", priority=100, **said)
        builder.add_css_file(assets.MORE, priority=250)

    @staticmethod
    def _warn(app: Sphinx, message: str) -> None:
        warn(f"html_theme_options: {message}", code="theme", location=setting_place(Path(app.confdir), "html_theme_options"))

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """At ``env-updated``: read the chapters; every page shows them, whose report it is and its title, so a change of these rewrites every page."""
        if not self._options:
            return []
        self._contents = navigation.read_contents(env, app.config.root_doc)
        self._publisher = publisher(self._options, env)
        if app.config.html_title == sphinx_words("%s %s documentation") % (app.config.project, app.config.release):
            # What Sphinx makes of a project that says no title; a report is no documentation.
            app.config.html_title = app.config.html_short_title = project_of(env)
        seen: dict[str, object] = env.__dict__.setdefault("impact_contents", {})
        before, now = seen.get(app.builder.name), (self._contents.state(), self._publisher, app.config.html_title)
        seen[app.builder.name] = now
        return sorted(env.found_docs) if before is not None and before != now else []

    def write_assets(self, app: Sphinx, builder: object) -> None:
        """At ``write-started``: put style sheet, icon and pictures where Sphinx looks for static files of the site."""
        del builder
        if not self._options:
            return
        html = app.builder
        assert isinstance(html, StandaloneHTMLBuilder)
        static = Path(html.outdir) / "_static"
        ensuredir(static)
        light = html.highlighter.get_stylesheet()
        dark = html.dark_highlighter.get_stylesheet() if html.dark_highlighter is not None else ""
        made_from = [code_stamp(), self._options, self._foot(app), has_other_script(app.config.language), light, dark]
        self._kept = Kept(Path(app.doctreedir, f"impact_styles_{html.name}.json"), static), made_from
        written = self._kept[0].written(made_from)
        self._second = {needed for name in written if (needed := assets.groups_of(name))}
        if not written:
            self._kept[0].forget()
            self._write_styles(app, static, light, dark)
        for path in static.glob("sphinx_impact_*.css"):  # of an earlier build, for pages that are not written again
            if needed := assets.groups_of(path.name):
                self._write_second(static, needed)
        self._bring_logo(app, static)

    def _write_styles(self, app: Sphinx, static: Path, light: str, dark: str) -> None:
        styles = assets.THEME / "styles"
        components = (assets.STATIC / assets.COMPONENTS).read_text(encoding="utf-8")
        other = has_other_script(app.config.language)
        sheet = stylesheet.join(styles, components, self._palette, self._options, foot=self._foot(app), other_script=other)
        (static / "sphinx_impact.css").write_text(sheet, encoding="utf-8")
        (static / assets.MORE).write_text(stylesheet.more(styles, light, dark), encoding="utf-8")
        for name, parts in assets.LONGER.items():
            scripts = [assets.THEME / "static" / assets.OWN, *(assets.THEME / "scripts" / f"{part}.js" for part in parts)]
            (static / name).write_text(stylesheet.join_scripts(scripts), encoding="utf-8")
        (static / ICON).write_text(head.icon(self._palette.light.brand, self._palette.light.on_brand), encoding="utf-8")

    def keep_styles(self, app: Sphinx, exception: Exception | None) -> None:
        """At ``build-finished``: have the next build know which style sheets and scripts are written."""
        if exception is None and self._options and self._kept is not None:
            kept, made_from = self._kept
            static = Path(app.outdir) / "_static"
            kept.keep(made_from, [*(path.name for path in static.glob("sphinx_impact*.css")), *assets.LONGER, ICON])

    def _bring_logo(self, app: Sphinx, static: Path) -> None:
        """Copy the logo for dark grounds, and tell of one that cannot be seen there."""
        given = self._options["logo_dark"]
        logo = app.config.html_logo or ""
        if logo and not given and "://" not in logo and is_lost_in_the_dark(Path(app.confdir) / logo):
            self._warn(
                app,
                f'the logo {logo} is dark all over, and can hardly be seen on dark pages and on a dark cover; name a light one in "logo_dark"',
            )
        if not given or "://" in given:
            return
        source = Path(app.confdir) / given
        if os.path.isfile(source):  # noqa: PTH113 - says no where pathlib raises: names that are too long, or have a NUL
            shutil.copyfile(source, static / source.name)
        else:
            self._warn(app, f'"logo_dark": there is no file {given!r} beside conf.py')

    def _write_second(self, static: Path, groups: tuple[str, ...]) -> None:
        """Write the sheet of the pages that need some groups of styles, once in a build; where several processes do, each writes it whole."""
        if groups in self._second:
            return
        self._second.add(groups)
        text = stylesheet.second(
            assets.STATIC, assets.THEME / "styles", {group: assets.SHEETS.get(group, "") for group in groups}, self._options
        )
        name = assets.second(groups)
        made = static / f"{name}.{os.getpid()}"
        made.write_text(text, encoding="utf-8")
        made.replace(static / name)

    def _foot(self, app: Sphinx) -> str:
        """Return what stands at the foot of every printed sheet."""
        owners = app.config.copyright if app.config.html_show_copyright else ""
        said = [
            " ".join(self._publisher).strip(),
            *(f"© {owner}" for owner in ([owners] if isinstance(owners, str) else owners) if owner.strip()),
        ]
        return " · ".join(filter(None, said))

    def dress(self, app: Sphinx, tree: nodes.document, page: str) -> None:
        """At ``doctree-resolved``: add what the theme adds to a page's tree."""
        if not self._options:
            return
        env = app.env
        page_tree.let_tables_scroll(tree)
        page_tree.fit_figures(tree)
        page_tree.lift_state(tree)
        page_tree.veil_bands(tree, lambda picture: self._veil(app, picture))
        if page_tree.has_cover(tree):
            page_tree.hang_art(tree, self._cover(app, page_tree.year_of(tree)), art_of(self._palette.look, self._publisher[0]))
        for name, part in [(page, tree), *((part["docname"], part) for part in tree.findall(addnodes.start_of_file))]:
            section = navigation.first_section(part)
            if section is not None:
                page_tree.open_chapter(
                    section, self._opening(env, name, 0 if app.builder.name == "impactpdf" else page_tree.minutes_of(part))
                )
        sidenotes.set_beside(tree)

    def _opening(self, env: BuildEnvironment, page: str, minutes: int) -> page_tree.Opening:
        chapter = self._contents.chapter(page)
        top = chapter if chapter is not None and chapter.page == page else None
        standfirst = str(env.metadata.get(page, {}).get("standfirst", ""))
        return page_tree.Opening(top.number if top else 0, top.caption if top else "", standfirst, minutes if chapter else 0)

    def _cover(self, app: Sphinx, year: str) -> str:
        """Return the picture of a cover that has none of its own, drawn from title and year."""
        draw = paper_art if app.builder.name == "impactpdf" else cover_art
        return draw(with_year(title_of(app.env), year or self._publisher[1]), self._palette.look, self._publisher[0])

    def page(self, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
        """At ``html-page-context``: give the templates what they show."""
        if not self._options:
            return
        builder = app.builder
        assert isinstance(builder, StandaloneHTMLBuilder)
        single = builder.name == "singlehtml"
        groups = assets.keep_needed(
            context, search=template == "search.html", more=stylesheet.needs_more(context.get("body") and assets.marks(context["body"]))
        )
        if groups:
            self._write_second(Path(builder.outdir) / "_static", groups)
        sections = navigation.sections_of(context.get("toc", "")) if context.get("display_toc") and not single else ""
        _mend_roles(context)
        if page == app.config.root_doc and not single:
            self._number(context, builder)
        chapter = self._contents.chapter(page)
        front = page == app.config.root_doc and self._contents.count > 0 and not single
        cover = tree is not None and page_tree.has_cover(tree)
        picture = page_tree.cover_picture(tree) if tree is not None else None
        classes = {"impact-has-cover": cover, "impact-front": front, self._hue(page): not single}
        if picture is not None:
            classes[self._veil(app, picture)] = True
        if context.get("favicon_url") == "":
            context["favicon_url"] = context["pathto"](f"_static/{ICON}", True)
        context.setdefault("html_tag", head.opening(context.get("language") or "", context["content_root"]))
        context["impact"] = {
            "words": self._spoken(),
            "title": title_of(app.env),
            "cover": cover,
            "classes": " ".join(name for name, holds in classes.items() if name and holds),
            "menu": self._contents.draw(
                page,
                "" if single else context["content_root"],
                builder.get_target_uri,
                sections.replace("<ul>", '<ul class="impact-page-sections">', 1),
            ),
            "sections": "" if cover else sections,
            "where": str(_("%d of %d")) % (chapter.number, self._contents.count) if chapter and chapter.number and not single else "",
            "publisher": self._publisher[0],
            "year": self._publisher[1],
            "links": self._links(context),
            "index": bool(app.env.domains["index"].entries and any(app.env.domains["index"].entries.values())),
            "edit": self._edit(app, page),
            "logo_dark": self._static(context, "logo_dark") if context.get("logo_url") else "",
            "head": self._head(app, page, context, tree),
        }

    def _veil(self, app: Sphinx, picture: nodes.image) -> str:
        """Return the class that says how much of a picture is veiled for the words on it."""
        source = next(iter(picture.get("candidates", {}).values()), "")  # the uri is that of the output, once a page is written
        return f"impact-veil-{veil_of(Path(app.srcdir, source), self._palette.look)}"

    def _hue(self, page: str) -> str:
        """Return the class of the colour that a page's chapter has: all chapters of a part share one, and each has its own without parts."""
        chapter = self._contents.chapter(page)
        if self._options["chapter_colours"] == "one" or chapter is None:
            return ""
        parts = list(dict.fromkeys(each.caption or each.page for each in self._contents.chapters))
        return f"impact-hue-{parts.index(chapter.caption or chapter.page) % CHAPTERS}"

    def _number(self, context: dict[str, Any], builder: StandaloneHTMLBuilder) -> None:
        """Give the entries of the first page's tables of contents the numbers of their chapters."""
        chapters = {
            builder.get_relative_uri(context["pagename"], chapter.page): chapter for chapter in self._contents.chapters if chapter.number
        }

        def numbered(entry: re.Match[str]) -> str:
            chapter = chapters.get(unescape(entry[2]))
            if chapter is None:
                return entry[0]
            classes = f"toctree-l1 {self._hue(chapter.page)}".strip()
            return f'<li class="{classes}" data-chapter="{chapter.number:02}"{entry[1]}{entry[2]}"'

        context["body"] = re.sub(r'<li class="toctree-l1"(><a class="reference internal" href=")([^"]*)"', numbered, context["body"])

    def _static(self, context: dict[str, Any], option: str) -> str:
        given = self._options[option]
        if not given or "://" in given:
            return str(given)
        return str(context["pathto"](f"_static/{Path(given).name}", True))

    def _links(self, context: dict[str, Any]) -> list[tuple[str, str]]:
        given = self._options["footer_links"]
        if not isinstance(given, dict):
            return []
        return [
            (text, target if "://" in target or target.startswith(("mailto:", "#", "/")) else context["pathto"](target))
            for text, target in given.items()
        ]

    def _edit(self, app: Sphinx, page: str) -> str:
        pattern = self._options["source_edit_link"]
        if not pattern or page not in app.env.all_docs:
            return ""
        return str(pattern).replace("{filename}", Path(app.env.doc2path(page, base=False)).as_posix())

    def _head(self, app: Sphinx, page: str, context: dict[str, Any], tree: nodes.document | None) -> str:
        tags = head.colours(self._palette)
        title = app.env.titles.get(page)
        meta = app.env.metadata.get(page, {})
        description = meta.get("description") or meta.get("standfirst") or (head.describe(tree) if tree is not None else "")
        name = title.astext() if title is not None else unescape(str(context.get("title", "")))
        about = head.Page(
            name, head.shorten(description), context.get("pageurl") or "", context.get("language") or "", page == app.config.root_doc
        )
        organisation, year = self._publisher
        profile = domain_of(app.env).profile
        site = head.Site(title_of(app.env), organisation, covered(profile, year), app.config.html_baseurl)
        if "sphinxext.opengraph" not in app.extensions:
            described = 'name="description"' in context.get("metatags", "")
            tags += head.describing_tags(about, described=described) + head.sharing_tags(about, site)
        return tags + head.linked_data(about, site) if page in app.env.all_docs else tags

    def _spoken(self) -> dict[str, str]:
        """Return the template's words in the page's language."""
        if not self._words:
            self._words = {
                "skip": str(_("Skip to content")),
                "contents": str(_("Contents")),
                "chapters": str(_("Chapters")),
                "sections": str(_("On this page")),
                "rail": str(_("Beside the page")),
                "crumbs": str(_("Where this page stands")),
                "turn": str(_("Previous and next")),
                "previous": str(_("Previous")),
                "next": str(_("Next")),
                "scheme": str(_("Switch between light and dark")),
                "edit": str(_("Edit this page")),
            }
        return self._words


def publisher(options: Mapping[str, Any], env: BuildEnvironment) -> tuple[str, str]:
    """Return who publishes the report and the year it is of: from the theme's options, else from the data."""
    profile = domain_of(env).profile
    period = profile.reporting if profile is not None else None
    year = period.label or period.id if period is not None else ""
    organisation = profile.organisation if profile is not None else ""
    return str(options.get("organisation") or organisation or project_of(env)), str(options.get("year") or year)


def title_of(env: BuildEnvironment) -> str:
    """Return the report's title: that of its first page."""
    title = env.titles.get(env.config.root_doc)
    return title.astext() if title is not None else str(env.config.project)


def _mend_roles(context: dict[str, Any]) -> None:
    """Take away roles that Sphinx and docutils write and that ARIA refuses, and name what has no name.

    A caption of a table of contents is called a heading, without a level; a citation an entry of a bibliography, which is no role any
    more, in a list that may not hold its links back. A box to tick is called by the words behind it. In the list of modules with their
    source, lists stand beside the items they belong to.
    """

    def mended(html: str) -> str:
        html = html.replace('<p class="caption" role="heading">', '<p class="caption">')
        html = _TASK.sub(lambda task: f'{task[1]} aria-label="{task[2].strip()}"{task[0][len(task[1]) :]}', html)
        return html.replace(' role="doc-biblioentry"', "").replace('<div role="list" class="citation-list">', '<div class="citation-list">')

    if "body" in context:
        context["body"] = mended(context["body"])
        if context["pagename"] == "_modules/index":
            inner, last, rest = context["body"].replace("</li>\n<ul>", "\n<ul>").rpartition("</ul>")
            context["body"] = inner.replace("</ul>", "</ul></li>\n") + last + rest
    # docutils brings a tag that the template has already.
    context["metatags"] = context.get("metatags", "").replace('<meta name="viewport" content="width=device-width, initial-scale=1" />', "")
    drawn = context["toctree"]
    context["toctree"] = lambda **options: mended(drawn(**options))


def keep_compiled(app: Sphinx) -> None:
    """At ``builder-inited``: have Jinja keep compiled templates beside the doctrees; to compile them takes as long as to write twenty pages."""
    templates = getattr(app.builder, "templates", None)
    if isinstance(templates, BuiltinTemplateLoader):
        folder = Path(app.doctreedir, "impact-templates", app.builder.name)
        folder.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def setup(app: Sphinx) -> None:
    """Register the theme and what it does in a build."""
    app.add_html_theme("sphinx_impact", str(assets.THEME))
    theme = Theme()
    app.connect("builder-inited", keep_compiled)
    app.connect("builder-inited", theme.begin)
    app.connect("env-updated", theme.outdated)
    app.connect("write-started", theme.write_assets)
    app.connect("doctree-resolved", theme.dress)
    app.connect("html-page-context", theme.page, PAGE_THEME)
    app.connect("build-finished", theme.keep_styles)
