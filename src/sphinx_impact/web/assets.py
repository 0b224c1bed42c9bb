"""Which style sheets and scripts a page loads: those it needs."""

from __future__ import annotations

import functools
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._assets import _CascadingStyleSheet

from sphinx_impact.order import PAGE_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

THEME = Path(__file__).parent.parent / "theme" / "sphinx_impact"

STATIC = Path(__file__).parent.parent / "static"
"""The components' own style sheets, under any theme."""

COMPONENTS = "impact.css"

SHEETS = {
    "statements": "impact-statements.css",
    "details": "impact-details.css",
    "exhibits": "impact-exhibits.css",
    "gallery": "impact-gallery.css",
    "letters": "impact-letters.css",
}
"""The component styles that only some pages need, under any theme, by their groups."""

JOINED = {"pygments.css", "pygments_dark.css", COMPONENTS, *SHEETS.values()}
"""Style sheets whose rules are in the theme's own."""

SEARCH = {"doctools.js", "sphinx_highlight.js"}
"""Sphinx's scripts that only its search needs."""

OPTIONS = "documentation_options.js"
"""Sphinx's script that extensions' scripts may read their settings from."""

OWN = "sphinx_impact.js"

LONGER = {"sphinx_impact_notes.js": ("notes",), "sphinx_impact_tables.js": ("notes", "tables")}
"""What pages load in place of it, with the files of ``scripts/`` that are joined to it: those with notes or something to cite, and those
with long tables. One file, since every request costs more than what is in it."""

LONG = 12
"""Rows from which a table can be sorted, where there is a script; ``scripts/tables.js`` has the same number."""

_BEHIND_FIRST = 240
"""Where the sheet of some pages stands among the others: behind that of every page, before ``MORE``."""

MORE = "sphinx_impact_more.css"
"""The theme's style sheet for a manual's markup."""

_NOTES = re.compile(r'class="(?:footnote|citation)[\s"-]')

_CITED = 'class="impact-cite"'

_CLASS = re.compile('class="[^"]*"')


def _classes(names: str) -> re.Pattern[str]:
    """Return what finds the classes of a group on a page, by what follows ``impact-``."""
    return re.compile(rf'class="(?:[^"]*\s)?impact-(?:{names})')


GROUPS = {
    "cover": _classes(r'cover["\s]'),
    "statements": _classes(r'statement|notes["\s]'),
    "details": _classes(r'inside["\s]'),
    "exhibits": _classes(
        r'chart|drawing|milestone|report[s"\s]|errata|erratum-(?!mark)|exhibit-list|figure-list|grants|year-archive|standard|state["\s]|watermark'
    ),
    "gallery": _classes(r'gallery|sponsors?["\s]|tier|people|portrait'),
    "pictures": _classes("band|layout-[bpt]"),
    "letters": _classes(r'letter["\s]'),
    "notes": _NOTES,
    "readers": _classes(r'(?:opening|recording)["\s]'),
}
"""What only some pages need of the theme's styles, in the order of its rules, and how it is told."""

_SECOND = re.compile(rf"sphinx_impact_(?P<groups>(?:{'|'.join(GROUPS)})(?:_(?:{'|'.join(GROUPS)}))*)\.css")

_TABLE = re.compile(r"<table(?![^>]*\bimpact-(?:statement|chart-table)\b).*?</table>", re.DOTALL)

_DESIGN = re.compile(r'class="(?:[^"]*\s)?sd-')


def second(groups: Iterable[str]) -> str:
    """Return the name of the sheet that a page loads beside that of every page, by the groups that it needs.

    There is one for each choice of them, since a request costs more than what is in it. It is written when a page asks for it.
    """
    return f"sphinx_impact_{'_'.join(groups)}.css"


def groups_of(sheet: str) -> tuple[str, ...]:
    """Return the groups of such a sheet by its name; none of any other file."""
    found = _SECOND.fullmatch(sheet)
    return tuple(found["groups"].split("_")) if found else ()


def is_ours(builder: Builder) -> TypeGuard[StandaloneHTMLBuilder]:
    """Tell whether a builder writes web pages in our theme, or in one that is made from it."""
    if not isinstance(builder, StandaloneHTMLBuilder) or builder.name == "epub" or builder.theme is None:
        return False
    return THEME in map(Path, builder.theme.get_theme_dirs())


@functools.lru_cache(2)
def marks(body: str) -> str:
    """Return each attribute ``class`` of a page once: a dozen patterns look for classes, and a page has a thousand elements of some dozens of kinds."""
    return "".join(dict.fromkeys(_CLASS.findall(body)))


def _script(body: str) -> str:
    """Return the script of a page, by what is on it."""
    notes, tables = LONGER
    if any(table.count("<tr") > LONG for table in _TABLE.findall(body)):
        return tables
    return notes if _NOTES.search(marks(body)) or _CITED in marks(body) else OWN


def _name(asset: object) -> str:
    return posixpath.basename(str(getattr(asset, "filename", asset) or ""))


def without_idle(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """At ``html-page-context``, for every theme: take our further style sheets, and sphinx-design's files, off a page that uses nothing of them."""
    del page, template, tree
    if app.builder.name == "epub":
        return
    body = marks(context.get("body") or "")
    idle = {sheet for group, sheet in SHEETS.items() if not GROUPS[group].search(body)}
    context["css_files"] = [css for css in context["css_files"] if _name(css) not in idle]
    if _DESIGN.search(body):
        return
    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if _name(asset) not in {"sphinx-design.min.css", "design-tabs.js"}]


def keep_needed(context: dict[str, Any], *, search: bool, more: bool) -> tuple[str, ...]:
    """Take off a page what it does not need, and add the sheet of what it does; return the groups of styles in it.

    Args:
        context: The page's context; its lists of files are replaced.
        search: Whether it is the search page.
        more: Whether it has a manual's markup.
    """
    body = context.get("body") or ""
    script = _script(body)
    groups = tuple(
        name for name, mark in GROUPS.items() if mark.search(marks(body)) or (name == "readers" and "tables" in LONGER.get(script, ()))
    )
    unneeded = {*JOINED, OWN, *LONGER} - {script}
    if not more:
        unneeded.add(MORE)
    if "highlight" not in body:
        unneeded |= {"copybutton.css", "clipboard.min.js", "copybutton.js"}
    context["css_files"] = [css for css in context["css_files"] if _name(css) not in unneeded]
    if groups:
        context["css_files"].append(_CascadingStyleSheet(f"_static/{second(groups)}", priority=_BEHIND_FIRST))
    scripts = [script for script in context["script_files"] if _name(script) not in unneeded]
    if not search:
        others = [script for script in scripts if _name(script) not in {*SEARCH, OPTIONS, OWN, *LONGER}]
        scripts = [script for script in scripts if _name(script) not in SEARCH and (others or _name(script) != OPTIONS)]
    context["script_files"] = scripts
    return groups


def _add_static(app: Sphinx) -> None:
    """At ``builder-inited``: let Sphinx copy the components' own style sheets."""
    app.config.html_static_path.append(str(STATIC))


def setup(app: Sphinx) -> None:
    """Register the style sheets of the components, under any theme, and what takes them off pages that use nothing of them."""
    app.add_css_file(COMPONENTS)
    for sheet in SHEETS.values():
        app.add_css_file(sheet)
    app.connect("builder-inited", _add_static)
    app.connect("html-page-context", without_idle, PAGE_FILES)
