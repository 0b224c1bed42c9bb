"""What the tables of an export are called."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx_impact.model.loading.words import slug


def table_names(statements: Iterable[str]) -> dict[str, str]:
    """Return the path of each statement's CSV by the statement's id; two never share one."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for statement in statements:
        stem = slug(statement) or "statement"
        name, count = stem, 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        found[statement] = f"statements/{name}.csv"
    return found
