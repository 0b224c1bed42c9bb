"""Pictures that data files name."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path

from sphinx_impact.model.loading.files import Findings, leads_out
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
    if root is not None and not os.path.isfile(root / path):  # noqa: PTH113 - says no where pathlib raises: too long, a NUL
        findings.add(row, Code.FILE, f"there is no picture {quoted(text)}; paths begin at the source directory")
        return ""
    return path
