"""Whose book it is: what the report's data say, and what stands on its first page."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from sphinx_impact.domain import ImpactDomain
from sphinx_impact.epub import defaults
from sphinx_impact.epub.cover import Words
from sphinx_impact.epub.markup import classes, words
from sphinx_impact.epub.metadata import said

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.config import Config

    from sphinx_impact.epub.pages import Page


@dataclasses.dataclass(frozen=True, slots=True)
class Publisher:
    """What ``report.yaml`` says; empty where there is no such file."""

    organisation: str = ""
    title: str = ""
    url: str = ""
    period: str = ""


def profile(builder: Builder) -> Publisher:
    """Return what the data say of the report."""
    domain = builder.env.domains["impact"]
    assert isinstance(domain, ImpactDomain)
    told = domain.report.profile
    return Publisher(told.organisation, told.title, told.url, told.reporting_period or "")


def title(config: Config, publisher: Publisher) -> str:
    """Return the book's title: the author's ``epub_title``, the report's, or the project's."""
    own = config.epub_title if defaults.is_set(config, "epub_title") else ""
    return said(own, publisher.title, config.epub_title, config.project) or "Untitled"


def cover_words(config: Config, publisher: Publisher, front: Page | None) -> Words:
    """Return what stands on the cover: what the first page's own cover says, else what is known of the report."""
    found = {}
    for element in front.root.iter() if front else ():
        for name in classes(element):
            if name.startswith("impact-cover-") and name not in found:
                found[name] = words(element)
    name = title(config, publisher)
    year = found.get("impact-cover-year", "") or _year(name) or (publisher.period if _year(publisher.period) else "")
    organisation = found.get("impact-cover-organisation", "") or publisher.organisation or said(config.epub_author)
    return Words(name, organisation, year if len(year) <= 9 else "", found.get("impact-cover-line", ""))


def _year(text: str) -> str:
    found = re.search(r"\b(?:19|20)\d\d\b", text)
    return found.group() if found else ""
