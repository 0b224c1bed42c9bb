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
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LIST = f"{INDEX}.json"
"""The file that lists the pages, for machines, and for the next build."""

_as_json = json.JSONEncoder(ensure_ascii=False).encode

_OURS = re.compile(r"(?:embed/)?[a-z0-9._-]+(?:/index)?\.(?:html|json|csv|svg|png)")
"""What a file that an earlier build wrote may be called."""


def put_all(folder: Path, files: Mapping[str, str | bytes], kept: Sequence[str]) -> None:
    """Write files, and take away what an earlier build wrote and this one does not.

    Args:
        kept: Files in the folder that are not ours.
    """
    for path in sorted(_written_before(folder) - files.keys() - set(kept)):
        (folder / path).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else lies in the folder
            (folder / path).parent.rmdir()
    there: set[str] = set()
    for parent in {path.rpartition("/")[0] for path in files}:
        (folder / parent).mkdir(parents=True, exist_ok=True)
        there.update(f"{parent}/{name}" if parent else name for name in os.listdir(folder / parent))  # noqa: PTH208 - names are enough
    for path, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        if path in there:
            put(f"{folder}/{path}", data)
        else:
            put_new(f"{folder}/{path}", data)


def list_of(made_from: str, pages: Sequence[Mapping[str, str]], paths: Sequence[str]) -> str:
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
