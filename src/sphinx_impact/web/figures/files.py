"""Pages and data of figures as files: written where they changed, taken away where a figure is gone, told to a sitemap."""

from __future__ import annotations

import contextlib
import json
import os
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_impact.components.figure_pages import INDEX
from sphinx_impact.web.written import put, put_new

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

LIST = f"{INDEX}.json"
"""The file that lists the pages, for machines, and for the next build."""

_as_json = json.JSONEncoder(ensure_ascii=False).encode

_TOGETHER = 1000
"""So many files are written together."""

_OURS = re.compile(r"(?:embed/)?[a-z0-9._-]+(?:/index)?\.(?:html|json|csv|svg|png)")
"""What a file that an earlier build wrote may be called."""


class Folder:
    """The folder of the pages. Some files are written together: all would take much memory, and one by one takes longer."""

    def __init__(self, path: Path, kept: Collection[str]) -> None:
        """Take the folder, which need not be there.

        Args:
            kept: Files in the folder that are not ours, and are left as they are.
        """
        self._path, self._kept = path, kept
        self._before = _written_before(path)
        self._waiting: list[tuple[Callable[[str, bytes], None], str, bytes]] = []
        self._there: dict[str, set[str]] = {}
        self.files: set[str] = set()

    def put(self, path: str, content: str | bytes) -> None:
        """Write a file, if it changed."""
        if not self.files and self._before:  # until all is written, the list tells no build that this is not needed
            known = (self._path / LIST).read_text(encoding="utf-8")
            (self._path / LIST).write_text(re.sub('(?<="madeFrom": )"[^"]*"', '""', known, count=1), encoding="utf-8", newline="\n")
        self.files.add(path)
        if path in self._kept:
            return
        data = content.encode() if isinstance(content, str) else content
        parent, _, name = path.rpartition("/")
        there = self._there.get(parent)
        if there is None:
            (self._path / parent).mkdir(parents=True, exist_ok=True)
            self._there[parent] = there = {*os.listdir(self._path / parent)}  # noqa: PTH208 - names are enough
        self._waiting.append((put if name in there else put_new, f"{self._path}/{path}", data))
        if len(self._waiting) == _TOGETHER:
            self._write()

    def _write(self) -> None:
        for how, path, data in self._waiting:
            how(path, data)
        self._waiting.clear()

    def finish(self, made_from: str, pages: Sequence[Mapping[str, str]]) -> None:
        """List what was written, and take away what an earlier build wrote and this one did not.

        Args:
            made_from: Fingerprint of what the pages are made from.
            pages: What is said of each.
        """
        self.put(LIST, _list_of(made_from, pages, sorted({*self.files, LIST})))
        self._write()
        self.clear()

    def clear(self) -> None:
        """Take away what an earlier build wrote and this one has not, so far."""
        for path in sorted(self._before - self.files - {*self._kept}):
            (self._path / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # something else lies in the folder
                (self._path / path).parent.rmdir()


def _list_of(made_from: str, pages: Sequence[Mapping[str, str]], paths: Sequence[str]) -> str:
    """Return the list of all pages and files, as JSON with one of them in each row; as `write_json` does it, in less time.

    Args:
        made_from: Fingerprint of what they are made from.
    """
    rows, names = (",\n    ".join([_as_json(each) for each in some]) for some in (pages, paths))
    return (
        f'{{\n  "format": 1,\n  "madeFrom": {json.dumps(made_from)},\n  "pages": [\n    {rows}\n  ],\n  "files": [\n    {names}\n  ]\n}}\n'
    )


def _listed(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _written_before(folder: Path) -> set[str]:
    """Return the files that an earlier build says it wrote; only such as we write ourselves."""
    files = _listed(folder).get("files")
    return {path for path in files if isinstance(path, str) and _OURS.fullmatch(path)} if isinstance(files, list) else set()


def earlier(out: Path) -> list[Path]:
    """Return the folders right below the output's into which a build says it wrote pages of figures."""
    lists = sorted(out.glob(f"*/{LIST}"))
    return [path.parent for path in lists if {"format", "madeFrom", "pages", "files"} <= _listed(path.parent).keys()]


def is_fresh(folder: Path, made_from: str) -> bool:
    """Whether an earlier build wrote everything from the same, and all of it is still there."""
    listed = _listed(folder)
    files = listed.get("files")
    return listed.get("madeFrom") == made_from and isinstance(files, list) and all(os.path.exists(f"{folder}/{path}") for path in files)  # noqa: PTH110


def add_to_sitemap(path: Path, addresses: Sequence[str]) -> None:
    """Add pages to the sitemap that something else has written, if there is one."""
    if not path.is_file():
        return
    try:
        tree = ET.parse(path)  # noqa: S314 - this build wrote it
    except ET.ParseError:
        return
    root = tree.getroot()
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    known = {found.text for found in root.iter(f"{space}loc")}
    new = [address for address in addresses if address not in known]
    if not root.tag.endswith("urlset") or not new:
        return
    for prefix, uri in (("", space.strip("{}")), ("xhtml", "http://www.w3.org/1999/xhtml")):
        ET.register_namespace(prefix, uri)
    for address in new:
        ET.SubElement(ET.SubElement(root, f"{space}url"), f"{space}loc").text = address
    tree.write(path, encoding="utf-8", xml_declaration=True)


def pages_of(folder: Path) -> list[str]:
    """Return the addresses of the pages that were written, relative to their folder; not those that lead elsewhere."""
    pages = _listed(folder).get("pages")
    return [page["page"] for page in pages if page["kind"] != "moved"] if isinstance(pages, list) else []
