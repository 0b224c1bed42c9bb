"""What the book says of itself: who, what, when, and who can read it how."""

from __future__ import annotations

import dataclasses
import os
import re
import uuid
from typing import TYPE_CHECKING

from sphinx_impact.config import is_set
from sphinx_impact.epub.xhtml import MATH, SVG
from sphinx_impact.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.config import Config

    from sphinx_impact.epub.page import Page
    from sphinx_impact.model.entities import Profile

UNSET = frozenset({"", "unknown", "Author name not set"})
"""What Sphinx writes where an author has said nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Access:
    """How the book can be read, in the words of EPUB Accessibility 1.1."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str


def said(*values: str) -> str:
    """Return the first value that an author has set."""
    return next((value.strip() for value in values if value and value.strip() not in UNSET), "")


def title(config: Config, profile: Profile) -> str:
    """Return the book's title: the author's ``epub_title``, the report's, or the project's."""
    own = config.epub_title if is_set(config, "epub_title") else ""
    return said(own, profile.title, config.epub_title, config.project) or "Untitled"


def website(config: Config) -> str:
    """Return the address of the website; nothing where nobody says it."""
    return str(config.html_baseurl or os.environ.get("READTHEDOCS_CANONICAL_URL", ""))


def identifier(given: str, scheme: str, seeds: Sequence[str]) -> str:
    """Return the book's identifier, a URL or URN where that can be told, and the same in every build.

    Args:
        given: The author's ``epub_identifier``.
        scheme: The author's ``epub_scheme``: ``ISBN``, ``URL``, ``UUID`` or anything else.
        seeds: What tells this book from others where the author has given nothing: address, title, period.
    """
    if not (given := said(given)):
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(seeds)).urn
    digits = given.replace("-", "").replace(" ", "")
    if scheme.upper() == "ISBN" and re.fullmatch(r"(\d{9}[\dXx]|\d{13})", digits):
        return f"urn:isbn:{digits}"
    if re.fullmatch(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", given):
        return f"urn:uuid:{given.lower()}"
    return given


def _images(pages: Iterable[Page]) -> tuple[int, int]:
    """Return how many pictures the pages have, and how many of them nobody has described."""
    count = silent = 0
    for page in pages:
        for element in page.root.iter():
            if element.tag == "img":
                count += 1
                # An empty text says that the picture is an ornament; a file name says nothing.
                silent += bool(re.fullmatch(r"\S+\.(png|jpe?g|gif|svg|webp|avif)", element.get("alt", "")))
            elif element.tag == f"{SVG}svg" and element.get("aria-hidden") != "true":
                count += 1
    return count, silent


def access(pages: Sequence[Page], *, animated: bool, index: bool, listed: bool, transformable: bool, summary: str) -> Access:
    """Tell from the pages how the book can be read.

    Args:
        animated: Whether a picture of the book moves.
        index: Whether the book has an index.
        listed: Whether the book says where the pages of the PDF begin.
        transformable: Whether its style leaves fonts, sizes and colours to the reader.
        summary: The author's own words; empty for ours.
    """
    count, silent = _images(pages)
    sound = any(page.has("audio") for page in pages)
    film = any(page.has("video") for page in pages)
    shown = {"visual": bool(count or film), "auditory": sound or film}
    modes = ["textual", *(mode for mode, true in shown.items() if true)]
    sufficient = ["textual"] if not (silent or film or sound) else []
    if len(modes) > 1:
        sufficient.append(",".join(modes))
    found = {
        "alternativeText": bool(count) and not silent,
        "displayTransformability": transformable,
        "index": index,
        "longDescription": any(
            element.get("aria-describedby") or element.get("aria-details") for page in pages for element in page.root.iter()
        ),
        "pageBreakMarkers": listed,
        "pageNavigation": listed,
        "MathML": any(page.has(f"{MATH}math") for page in pages),
    }
    always = ["readingOrder", "structuralNavigation", "tableOfContents", "unlocked"]
    features = [*always, *(feature for feature, true in found.items() if true)]
    words = [_("The text can be read aloud, enlarged and recoloured; headings, contents and page order can be navigated.")]
    if any(page.has("table") for page in pages):
        words.append(_("Tables have captions or headers that assistive technology reads."))
    if count:
        words.append(_("Pictures have alternative texts.") if not silent else _("Some pictures have no alternative text."))
    return Access(
        modes=tuple(modes),
        sufficient=tuple(sufficient),
        features=tuple(sorted(features, key=str.lower)),
        hazards=("unknown",) if film or animated else ("none",),
        summary=summary.strip() or " ".join(str(each) for each in words),
    )
