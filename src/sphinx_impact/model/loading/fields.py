"""Fields that several data files share: dates, links, pictures, sources."""

from __future__ import annotations

import contextlib
import datetime as dt
import posixpath
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sphinx_impact.model.entities import Profile, Source
from sphinx_impact.model.limits import PICTURE_BYTES
from sphinx_impact.model.loading.files import Findings, ReadError, leads_out, size_of
from sphinx_impact.model.names import nearest
from sphinx_impact.model.problems import Code, one_line, quoted


def parse_date(text: str) -> dt.date:
    """Read ``2023-12-31``.

    Raises:
        ValueError: It is none; the message says how to write one.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is no day of the calendar") from None
    raise ValueError(f"{quoted(text)} is no date: write year, month and day, as in 2023-12-31")


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
        sound = re.fullmatch(r"mailto:[^@?]+(@|%40)[^@?]+(\?.*)?", url, re.IGNORECASE)
        return "" if sound else f"{quoted(url)} is no mail address: write mailto:name@example.org"
    if scheme not in {"http", "https"}:
        if re.match(r"[^:/]+\.[^:/]+:[0-9]+(/|\Z)", url):
            return f"{quoted(url)} has no scheme: write https:// before it"
        return f"{quoted(url)} has the scheme {one_line(scheme, 30)}:, which is not allowed: use https:, http: or mailto:"
    with contextlib.suppress(ValueError):  # of what it cannot read the same is said
        parts = urlsplit(url)
        if parts.port != 0 and re.fullmatch(r"[^.]+(\.[^.]+)*\.?", parts.hostname or ""):
            return ""
    return f"{quoted(url)} is no web address: write it in full, as in https://example.org/"


def _looks_like_host(url: str) -> bool:
    first, slash, _ = url.partition("/")
    if url.startswith(("/", "#", "?", "./", "../")) or "." not in first:
        return False
    return bool(slash) or posixpath.splitext(re.split("[?#]", first)[0])[1].lower() not in _PAGES


def read_picture(text: str, row: int, root: Path | None, findings: Findings) -> str:
    """The path of a picture relative to the source directory; empty where there is none to be used.

    Args:
        text: With or without a leading slash, always from the source directory.
        root: The source directory; None where files cannot be looked for.
    """
    if not text:
        return ""
    path = posixpath.normpath(text.lstrip("/"))
    fault: tuple[Code, str] | None
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", text):
        what = f"{quoted(text)} is not in the source directory: nothing is fetched, so save the picture there and write its path"
        fault = Code.PATH, what
    elif "\\" in text:
        fault = Code.PATH, f"{quoted(text)} has backslashes: write the path with forward slashes"
    elif leads_out(path):
        fault = Code.PATH, f"{quoted(text)} leads out of the source directory: move the picture into it"
    else:
        fault = _fault(root, path, text) if root is not None else None
    if fault is not None:
        findings.add(row, *fault)
    return path if fault is None else ""


def _fault(root: Path, path: str, text: str) -> tuple[Code, str] | None:
    """What is wrong with the file of a picture."""
    try:
        size = size_of(root, path)
    except ReadError as error:
        return error.code, str(error)
    if size is None:
        return Code.FILE, f"there is no picture {quoted(text)}; paths begin at the source directory"
    if size > PICTURE_BYTES:
        return Code.FILE, f"the picture {quoted(text)} has more than {PICTURE_BYTES // 2**20} MB: make it smaller"
    return None


def read_source(text: str, row: int, profile: Profile, findings: Findings) -> Source | None:
    """Read a source; None where `text` is empty."""
    text = text.strip()
    if not text:
        return None
    origin = findings.origin(row)
    head, _, place = text.partition(",")
    head = head.strip()
    if head in profile.sources:
        return Source(head, place.strip(), "", origin)
    if " " not in text and (text.lower().startswith(("http:", "https:")) or "://" in text):
        if problem := link_problem(text, relative=False):
            findings.add(row, Code.URL, f"source: {problem}")
            return Source("", text, "", origin)
        return Source("", "", text, origin)
    # A word that is merely somewhat like a declared one is free text.
    if profile.sources and " " not in head and (meant := nearest(head, profile.sources, 0.75)):
        findings.add(row, Code.SOURCE, f"the source {quoted(head)} is not declared in report.yaml; did you mean “{meant}”?")
    return Source("", text, "", origin)
