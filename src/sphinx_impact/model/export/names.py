"""What files are called whose names are made from other names: two never share one, and none is too long."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from sphinx_impact.model.loading.words import slug

_LONGEST = 100
"""Characters of a name, so that there is room for a number and a suffix in the 255 bytes that file systems take."""


def short(name: str) -> str:
    """Return a name of ASCII characters that no file system refuses: a long one ends in its fingerprint instead."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def free(stem: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, the stem or the stem with a number, and take it."""
    name, count = short(stem), 1
    while name in taken:
        count += 1
        name = f"{short(stem)}-{count}"
    taken.add(name)
    return name


def download_name(page: str, anchor: str) -> str:
    """Return the path of the file behind an exhibit: that of its page as a folder, in which anchors differ.

    It depends on nothing else, so that a page which is not written again leads to its own file, whatever pages there are.
    """
    # A page “a/b.csv” would be a folder where page “a” may have the file b.csv.
    folder = "/".join(re.sub(r"\.csv_*$", r"\g<0>_", part) for part in page.split("/"))
    return f"{folder}/{short(anchor)}.csv"


def table_names(statements: Iterable[str]) -> dict[str, str]:
    """Return the path of each statement's CSV by the statement's id; two never share one."""
    taken: set[str] = set()
    return {statement: f"statements/{free(slug(statement) or 'statement', taken)}.csv" for statement in statements}
