"""Which links may stand in a report."""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import urlsplit

from sphinx_impact.model.problems import one_line
from sphinx_impact.model.quantities import quoted

_PAGES: Final = frozenset({".html", ".htm", ".pdf", ".epub", ".csv", ".xlsx", ".json", ".txt", ".md", ".rst"})
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def link_problem(url: str, *, relative: bool = True) -> str:
    """What is wrong with a link, and what to do about it; an empty text where it is sound.

    Args:
        relative: Whether a path may stand there as well as a web or mail address.
    """
    if re.search(r"[\s<>\"\\^`{}|\x00-\x1f\x7f]", url):
        return f"{quoted(url)} is no link: it has a character that cannot stand in one; write %20 for a space"
    scheme = _SCHEME.match(url)
    if scheme:
        return _absolute_problem(url, scheme[1].lower())
    if url.startswith("//"):
        return f"{quoted(url)} has no scheme: write https: before it"
    if not relative:
        return f"{quoted(url)} is no web address: write it in full, with https://"
    if _looks_like_host(url):
        short = one_line(url, 100)
        return f"{quoted(url)} would be a path within the report: write https://{short} for a web address, or ./{short} for the path"
    return ""


def _absolute_problem(url: str, scheme: str) -> str:
    if scheme == "mailto":
        return (
            ""
            if re.fullmatch(r"mailto:[^@?]+(@|%40)[^@?]+(\?.*)?", url, re.IGNORECASE)
            else f"{quoted(url)} is no mail address: write mailto:name@example.org"
        )
    if scheme not in {"http", "https"}:
        if re.match(r"[^:/]+\.[^:/]+:[0-9]+(/|\Z)", url):
            return f"{quoted(url)} has no scheme: write https:// before it"
        return f"{quoted(url)} has the scheme {one_line(scheme, 30)}:, which is not allowed: use https:, http: or mailto:"
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if sound and re.fullmatch(r"[^.]+(\.[^.]+)*\.?", parts.hostname or ""):
        return ""
    return f"{quoted(url)} is no web address: write it in full, as in https://example.org/"


def _looks_like_host(url: str) -> bool:
    first, slash, _ = url.partition("/")
    if url.startswith(("/", "#", "?", "./", "../")) or "." not in first:
        return False
    return bool(slash) or posixpath.splitext(re.split("[?#]", first)[0])[1].lower() not in _PAGES
