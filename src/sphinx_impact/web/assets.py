"""Which style sheets and scripts a page loads: those it needs."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_impact.order import PAGE_FILES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).parent.parent / "static"
"""The components' own style sheets, under any theme."""

COMPONENTS = "impact.css"

EXHIBITS = "impact-exhibits.css"
"""The component styles that only some pages need, under any theme."""

OWN_EXHIBITS = "sphinx_impact_exhibits.css"
"""The same in the theme's own terms."""

JOINED = {"pygments.css", "pygments_dark.css", "impact.css", EXHIBITS}
"""Style sheets whose rules are in the theme's own."""

SEARCH = {"doctools.js", "sphinx_highlight.js"}
"""Sphinx's scripts that only its search needs."""

OPTIONS = "documentation_options.js"
"""Sphinx's script that extensions' scripts may read their settings from."""

OWN = "sphinx_impact.js"

MORE = "sphinx_impact_more.css"
"""The theme's style sheet for a manual's markup."""

_EXHIBITED = re.compile(
    r'<picture|class="(?:[^"]*\s)?impact-(?:chart|drawing|gallery|photo-section|logos|many|people-large|milestone|report[s"\s]|errata|erratum-(?!mark)|exhibit-list|state["\s]|watermark)'
)

_DESIGN = re.compile(r'class="(?:[^"]*\s)?sd-')


def _needs_exhibits(context: dict[str, Any]) -> bool:
    return _EXHIBITED.search(context.get("body") or "") is not None


def _name(asset: object) -> str:
    return posixpath.basename(str(getattr(asset, "filename", asset) or ""))


def without_idle(context: dict[str, Any]) -> None:
    """Take our second style sheet, and sphinx-design's files, off a page that uses nothing of them. For every theme."""
    if not _needs_exhibits(context):
        context["css_files"] = [css for css in context["css_files"] if _name(css) != EXHIBITS]
    if _DESIGN.search(context.get("body") or ""):
        return
    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if _name(asset) not in {"sphinx-design.min.css", "design-tabs.js"}]


def keep_needed(context: dict[str, Any], *, search: bool, more: bool) -> None:
    """Take off a page what it does not need.

    Args:
        context: The page's context; its lists of files are replaced.
        search: Whether it is the search page.
        more: Whether it has a manual's markup.
    """
    unneeded = JOINED if more else {*JOINED, MORE}
    if not _needs_exhibits(context):
        unneeded = unneeded | {OWN_EXHIBITS}
    if "highlight" not in (context.get("body") or ""):
        unneeded = unneeded | {"copybutton.css", "clipboard.min.js", "copybutton.js"}
    context["css_files"] = [css for css in context["css_files"] if _name(css) not in unneeded]
    scripts = [script for script in context["script_files"] if _name(script) not in unneeded]
    if not search:
        others = [script for script in scripts if _name(script) not in {*SEARCH, OPTIONS, OWN}]
        scripts = [script for script in scripts if _name(script) not in SEARCH and (others or _name(script) != OPTIONS)]
    context["script_files"] = scripts


def on_page(app: object, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """At ``html-page-context``, for every HTML theme: see ``without_idle``."""
    del page, template, tree
    if getattr(getattr(app, "builder", None), "name", "") != "epub":
        without_idle(context)


def _add_static(app: Sphinx) -> None:
    """At ``builder-inited``: let Sphinx copy the components' own style sheets."""
    app.config.html_static_path.append(str(STATIC))


def setup(app: Sphinx) -> None:
    """Register the style sheets of the components, under any theme, and what takes them off pages that use nothing of them."""
    app.add_css_file(COMPONENTS)
    app.add_css_file(EXHIBITS)
    app.connect("builder-inited", _add_static)
    app.connect("html-page-context", on_page, PAGE_FILES)
