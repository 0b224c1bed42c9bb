"""Where this website has pages of single figures, and the open data: whether it has them, and what their addresses are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.config import is_set
from sphinx_impact.domain import WEB, domain_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

INDEX = "index"
"""The page that lists the others."""

EMBED = "embed"
"""The folder of the bare pages, for frames on other sites."""


def folder_of(app: Sphinx) -> str:
    """Return the folder of the pages in the output; empty where none are written."""
    folder, domain = _wanted(app, app.config.impact_figure_pages), domain_of(app.env)
    return folder if folder and (domain.holds("stats", "statements", "grants") or any(domain.charts.values())) else ""


def data_folder(app: Sphinx) -> str:
    """Return the folder of the open data in the output; empty where none are written."""
    folder = _wanted(app, app.config.impact_open_data)
    return folder if folder and has_data(app) else ""


def _wanted(app: Sphinx, setting: str) -> str:
    """Return the folder that a setting names, of a website to which the author brings none of that name; else nothing."""
    folder = setting.strip("/")
    return folder if folder and app.builder.name in WEB and not clash_of(app, folder) else ""


def has_data(app: Sphinx) -> bool:
    """Whether the report has anything to write as data."""
    return domain_of(app.env).holds("stats", "statements", "sponsors", "groups", "grants")


def clash_of(app: Sphinx, folder: str) -> str:
    """Return the entry of ``html_extra_path`` that brings a folder of the same name."""
    return next((str(entry) for entry in app.config.html_extra_path if (Path(app.confdir) / entry / folder).exists()), "")


def ending_of(app: Sphinx) -> str:
    """Return what stands behind the name of a page in its address."""
    return "/" if app.builder.name == "dirhtml" else ".html"


def project_of(env: BuildEnvironment) -> str:
    """Return the project's name, or the title of the report's first page where it has none."""
    title = env.titles.get(env.config.root_doc)
    return str(env.config.project) if title is None or is_set(env.config, "project") else title.astext()


def publication_of(env: BuildEnvironment) -> str:
    """Return whose report is cited, and what it is called."""
    return ", ".join(dict.fromkeys(filter(None, (domain_of(env).report.profile.organisation, project_of(env)))))


def address_of(app: Sphinx, name: str) -> str:
    """Return the address of a page by its name, relative to the output's folder; empty where none are written."""
    folder = folder_of(app)
    return f"{folder}/{name}{ending_of(app)}" if folder else ""
