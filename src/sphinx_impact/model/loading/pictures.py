"""Pictures that data files name."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from sphinx_impact.model.limits import PICTURE_BYTES
from sphinx_impact.model.loading.files import Findings, ReadError, leads_out, size_of
from sphinx_impact.model.problems import Code
from sphinx_impact.model.quantities import quoted


def read_picture(text: str, row: int, root: Path | None, findings: Findings) -> str:
    """The path of a picture relative to the source directory; empty where there is none to be used.

    Args:
        text: With or without a leading slash, always from the source directory.
        root: The source directory; None where files cannot be looked for.
    """
    if not text:
        return ""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", text):
        findings.add(
            row,
            Code.PATH,
            f"{quoted(text)} is not in the source directory: nothing is fetched, so save the picture there and write its path",
        )
        return ""
    if "\\" in text:
        findings.add(row, Code.PATH, f"{quoted(text)} has backslashes: write the path with forward slashes")
        return ""
    path = posixpath.normpath(text.lstrip("/"))
    if leads_out(path):
        findings.add(row, Code.PATH, f"{quoted(text)} leads out of the source directory: move the picture into it")
        return ""
    fault = _fault(root, path, text) if root is not None else None
    if fault is not None:
        findings.add(row, *fault)
        return ""
    return path


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
