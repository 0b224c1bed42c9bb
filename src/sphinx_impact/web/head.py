"""What stands in a page's head for search engines, for links that are shared, and for the browser's frame."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinx_impact.model.export.jsonld import to_script
from sphinx_impact.model.numbers.cldr import is_leftwards

if TYPE_CHECKING:
    from sphinx_impact.web.palette import Palette

LONGEST = 160
"""The longest description, in characters; search engines show no more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """What a head says about its page.

    Attributes:
        title: Plain text.
        description: Plain text, or empty.
        url: Canonical address, or empty.
        language: Language tag, such as ``en`` or ``pt-BR``, or empty.
        front: Whether it is the report's first page.
    """

    title: str
    description: str
    url: str
    language: str
    front: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """What a head says about the site; all plain text, empty where not known.

    Attributes:
        title: Title of the report.
        organisation: Who publishes it.
        covered: What is reported on, as ISO 8601 has it.
        url: Address of the first page.
    """

    title: str
    organisation: str
    covered: str
    url: str


def opening(language: str, root: str) -> str:
    """Return the tag that opens a page, with the direction in which its language is written."""
    direction = ' dir="rtl"' if is_leftwards(language) else ""
    return f'<html lang="{escape(language)}"{direction} data-content_root="{escape(root)}">'


def describe(tree: nodes.document) -> str:
    """Return a page's first real paragraph as its description, cut between words."""
    for paragraph in tree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, nodes.section | nodes.document | nodes.container) or isinstance(
            paragraph, addnodes.translatable
        ):
            continue
        text = shorten(paragraph.astext())
        if len(text) >= len("A sentence that says something."):
            return text
    return ""


def shorten(text: str) -> str:
    """Return a text on one line, cut between words to what search engines show."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—") + "…"


def colours(palette: Palette) -> str:
    """Return the tags that colour the browser's frame like the page."""
    return (
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="theme-color" content="{palette.light.paper}" media="(prefers-color-scheme: light)">\n'
        f'<meta name="theme-color" content="{palette.dark.paper}" media="(prefers-color-scheme: dark)">\n'
    )


def describing_tags(page: Page, *, described: bool) -> str:
    """Return the description, unless the page brings its own."""
    return "" if described or not page.description else f'<meta name="description" content="{escape(page.description)}">\n'


def sharing_tags(page: Page, site: Site) -> str:
    """Return Open Graph tags."""
    tags = {
        "og:type": "website" if page.front else "article",
        "og:title": page.title or site.title,
        "og:site_name": site.title,
        "og:description": page.description,
        "og:url": page.url,
        "og:locale": page.language.replace("-", "_"),
    }
    return "".join(f'<meta property="{name}" content="{escape(content)}">\n' for name, content in tags.items() if content)


def linked_data(page: Page, site: Site) -> str:
    """Return JSON-LD: a ``Report`` published by an ``Organization`` on the first page, its part on the others."""
    report: dict[str, Any] = {"@type": "Report", "name": site.title}
    if site.url:
        report["url"] = site.url
    if site.covered:
        report["temporalCoverage"] = site.covered
    if site.organisation:
        report["publisher"] = {"@type": "Organization", "name": site.organisation}
    if page.language:
        report["inLanguage"] = page.language
    subject: dict[str, Any]
    if page.front:
        subject = report | ({"description": page.description} if page.description else {})
    else:
        subject = {"@type": "Chapter", "name": page.title, "isPartOf": report}
        subject |= {name: text for name, text in (("description", page.description), ("url", page.url)) if text}
    return to_script([subject])


def icon(brand: str, on_brand: str) -> str:
    """Return the default icon, as SVG: a rising light on the brand colour."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="7" fill="{brand}"/>'
        f'<path fill="none" stroke="{on_brand}" stroke-width="4" d="M7 23a9 9 0 0 1 18 0"/><circle cx="16" cy="22" r="3" fill="{on_brand}"/></svg>\n'
    )
