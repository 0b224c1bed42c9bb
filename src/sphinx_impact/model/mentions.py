"""On which pages figures and statements are named, found in the pages' text, where no build has noted it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sphinx_impact.model.addresses import KEY
from sphinx_impact.model.export.entries import PageEntry
from sphinx_impact.model.loading.files import Findings, is_file, read_text
from sphinx_impact.model.loading.words import slug
from sphinx_impact.model.report import Report

_ADDRESS = re.compile(rf"(?<!\w){KEY}(?:@\w[\w.-]*(?<=\w))?(?:/\w[\w-]*)?")
_EXHIBIT = re.compile(r"\b(?:financial-table|data-chart|data-map)(?:\}|::)[ \t]+([\w.-]+)")
_TITLE = re.compile(r"^# +(.+?) *$|^([^\n]+)\n(?:=+|-+|\*+|#+)$", re.MULTILINE)
_SUFFIXES = {".md", ".rst"}


def find_mentions(report: Report) -> tuple[dict[str, tuple[PageEntry, ...]], dict[str, tuple[PageEntry, ...]]]:
    """Return the pages that name a figure, by its address, and those that show a statement, by its id."""
    figures: dict[str, dict[str, PageEntry]] = {}
    statements: dict[str, dict[str, PageEntry]] = {}
    for path in _pages(report.root, report.data):
        text = read_text(report.root, path, Findings(path))
        if text is None:
            continue
        entry = _entry(path, text)
        for written in set(_ADDRESS.findall(text)):
            figure = report.figure(written)
            if figure is not None:
                figures.setdefault(figure.address, {})[path] = entry
        for written in _EXHIBIT.findall(text):
            if written in report.statements:
                statements.setdefault(written, {})[path] = entry
    return {at: tuple(pages.values()) for at, pages in figures.items()}, {at: tuple(pages.values()) for at, pages in statements.items()}


def _pages(root: Path, data: str) -> Iterator[str]:
    """Return the pages below a folder; not those that a build has left there, nor hidden ones, nor notes among the data."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        hidden = any(part.startswith((".", "_")) for part in inside.parts) or inside.is_relative_to(data)
        if path.suffix in _SUFFIXES and not hidden and is_file(root, inside.as_posix()):
            yield inside.as_posix()


def _entry(path: str, text: str) -> PageEntry:
    name = path.rpartition(".")[0]
    found = _TITLE.search(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))
    title = next((group.strip() for group in found.groups() if group), "") if found else ""
    return PageEntry(page=name, title=title if slug(title) and "{" not in title and "`" not in title else name, path=path, url=None)
