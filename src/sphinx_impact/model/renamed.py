"""Figures that had other keys: what their old addresses lead to, and old keys that are not free."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from sphinx_impact.model.entities import Address
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


def old_keys(lookup: Lookup) -> Iterator[tuple[str, str, Origin]]:
    """Give each key that something had before, the key it has now, and where that is said."""
    for stat in lookup.stats.values():
        for old in stat.formerly:
            yield old, stat.key, stat.origin
    for key, (footed, line) in lookup.lines.items():
        statement = footed.statement
        names = [(line.id, statement.origin), *((old, line.origin) for old in line.formerly)]
        for of in (statement.id, *statement.formerly):
            for name, origin in names:
                if (of, name) != (statement.id, line.id):
                    yield f"{of}.{name}", key, origin


def collisions(lookup: Lookup) -> Iterator[Problem]:
    """Find old keys and names of statements that something has now, or that two had before: where would they lead?"""
    statements: dict[str, str] = {}
    for footed in lookup.statements.values():
        statement = footed.statement
        for old in statement.formerly:
            if old in lookup.statements:
                what = f"formerly: {quoted(old)} is the name of another statement: its addresses lead there; take it out"
                yield Problem(statement.origin, Code.DUPLICATE, what)
            elif statements.setdefault(old, statement.id) != statement.id:
                what = f"formerly: {quoted(old)} is also what {statements[old]} was called: its addresses can lead to one of them only"
                yield Problem(statement.origin, Code.DUPLICATE, what)
    taken: dict[str, str] = {}
    for old, key, origin in old_keys(lookup):
        if old.rpartition(".")[0] in lookup.statements.keys() & statements.keys():
            continue  # said of the statement
        if old in lookup.stats or old in lookup.lines:
            what = (
                f"formerly: {quoted(old)} is the key of another figure: its address leads there; take it out, or give that one another key"
            )
            yield Problem(origin, Code.DUPLICATE, what)
        elif taken.setdefault(old, key) != key:
            yield Problem(
                origin, Code.DUPLICATE, f"formerly: {quoted(old)} was also the key of {taken[old]}: it can lead to one of them only"
            )


def moved(lookup: Lookup) -> dict[Address, Address]:
    """Return where the address of each figure that had another key leads to. What something has now is left alone; of two, the first counts."""
    found: dict[Address, Address] = {}
    for old, key, _origin in old_keys(lookup):
        if old not in lookup.stats and old not in lookup.lines:
            for figure in lookup.of_key(key):
                found.setdefault(dataclasses.replace(figure.address, key=old), figure.address)
    return found
