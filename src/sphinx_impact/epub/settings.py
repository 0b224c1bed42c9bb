"""What the book is called, and what stands on its cover."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_impact.config import is_set
from sphinx_impact.epub.cover import Words
from sphinx_impact.epub.metadata import said
from sphinx_impact.epub.xhtml import having, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

    from sphinx_impact.epub.page import Page
    from sphinx_impact.model.entities import Profile


def title(config: Config, profile: Profile) -> str:
    """Return the book's title: the author's ``epub_title``, the report's, or the project's."""
    own = config.epub_title if is_set(config, "epub_title") else ""
    return said(own, profile.title, config.epub_title, config.project) or "Untitled"


def website(config: Config) -> str:
    """Return the address of the website; nothing where nobody says it."""
    return str(config.html_baseurl or os.environ.get("READTHEDOCS_CANONICAL_URL", ""))


def cover_words(config: Config, profile: Profile, front: Page | None) -> Words:
    """Return what stands on the cover: what the first page's own cover says, else what is known of the report."""
    year, organisation, line = (words_of(front.root, f"impact-cover-{part}") if front else "" for part in ("year", "organisation", "line"))
    name, period = title(config, profile), profile.reporting_period or ""
    year = year or _year(name) or (period if _year(period) else "")
    return Words(name, organisation or profile.organisation or said(config.epub_author), year if len(year) <= 9 else "", line)


def cover_picture(front: Page, folder: Path) -> Path | None:
    """Return the file of the picture on the first page's cover, where it is one that can be drawn with.

    Args:
        folder: That of the book's files.
    """
    source = next((unquote(element.get("src", "")) for element in having(front.root, "impact-cover-picture")), "")
    path = (folder / front.href).parent / source
    return path if source and path.suffix.lower() in {".jpg", ".jpeg", ".png"} and path.is_file() else None


def is_plain(front: Page) -> bool:
    """Whether the first page's cover is of type alone."""
    return bool(having(front.root, "impact-layout-type"))


def _year(text: str) -> str:
    found = re.search(r"\b(?:19|20)\d\d\b", text)
    return found.group() if found else ""
