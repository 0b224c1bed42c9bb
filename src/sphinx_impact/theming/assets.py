"""Which style sheets and scripts a page loads: those it needs."""

from __future__ import annotations

import posixpath
import re
from typing import Any

JOINED = {"pygments.css", "pygments_dark.css", "impact.css"}
"""Style sheets whose rules are in the theme's own."""

SEARCH = {"doctools.js", "sphinx_highlight.js"}
"""Sphinx's scripts that only its search needs."""

OPTIONS = "documentation_options.js"
"""Sphinx's script that extensions' scripts may read their settings from."""

OWN = "sphinx_impact.js"

MORE = "sphinx_impact_more.css"
"""The theme's style sheet for a manual's markup."""

_DESIGN = re.compile(r'class="(?:[^"]*\s)?sd-')


def _name(asset: object) -> str:
    return posixpath.basename(str(getattr(asset, "filename", asset) or ""))


def without_design(context: dict[str, Any]) -> None:
    """Take sphinx-design's files off a page that uses nothing of it. For every theme."""
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
    if "highlight" not in (context.get("body") or ""):
        unneeded = unneeded | {"copybutton.css", "clipboard.min.js", "copybutton.js"}
    context["css_files"] = [css for css in context["css_files"] if _name(css) not in unneeded]
    scripts = [script for script in context["script_files"] if _name(script) not in unneeded]
    if not search:
        others = [script for script in scripts if _name(script) not in {*SEARCH, OPTIONS, OWN}]
        scripts = [script for script in scripts if _name(script) not in SEARCH and (others or _name(script) != OPTIONS)]
    context["script_files"] = scripts


def on_page(app: object, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """At ``html-page-context``, for every HTML theme: see ``without_design``."""
    del page, template, tree
    if getattr(getattr(app, "builder", None), "name", "") != "epub":
        without_design(context)
