"""Figures that had other keys: what their old addresses lead to, earlier reports under the new ones, and old keys that are not free."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from sphinx_impact.model.entities import Address
from sphinx_impact.model.history.last_year import LastYear
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


def _old_keys(lookup: Lookup) -> Iterator[tuple[str, str, Origin]]:
    """Give each key that is said to have been that of a stat or a line before, the key it has now, and where that is said."""
    for stat in lookup.stats.values():
        for old in stat.formerly:
            yield old, stat.key, stat.origin
    for key, (footed, line) in lookup.lines.items():
        for old in line.formerly:
            yield f"{footed.statement.id}.{old}", key, line.origin


def _old_names(lookup: Lookup) -> dict[str, list[str]]:
    """Return the names that each statement had before; what is in a line is called by the keys of the line."""
    found = {id_: [*footed.statement.formerly] for id_, footed in lookup.statements.items()}
    for old, key, _origin in _old_keys(lookup):
        if key in found:
            found[key].append(old)
    return found


def _keys_of_old_names(lookup: Lookup) -> Iterator[tuple[str, str, Origin]]:
    """Give the same of all lines of statements that had another name, and of what is in a line that had another key."""
    names = _old_names(lookup)
    for key, (footed, line) in lookup.lines.items():
        for name in names.get(footed.statement.id, ()):
            for id_ in (line.id, *line.formerly):
                yield f"{name}.{id_}", key, footed.statement.origin


def collisions(lookup: Lookup) -> Iterator[Problem]:
    """Find old keys and names of statements that something has now, or that two had before: where would they lead?"""
    taken: dict[str, str] = {}
    for old, key, origin in _old_keys(lookup):
        if old in lookup.stats or old in lookup.lines:
            what = (
                f"formerly: {quoted(old)} is the key of another figure: its address leads there; take it out, or give that one another key"
            )
            yield Problem(origin, Code.DUPLICATE, what)
        elif taken.setdefault(old, key) != key:
            yield Problem(
                origin, Code.DUPLICATE, f"formerly: {quoted(old)} was also the key of {taken[old]}: it can lead to one of them only"
            )
    stats = {old.rpartition(".")[0] for old, _key, _origin in _keys_of_old_names(lookup) if old in lookup.stats}
    names: dict[str, str] = {}
    for footed in lookup.statements.values():
        statement = footed.statement
        for name in statement.formerly:
            if name in lookup.statements or name in stats:
                what = (
                    f"formerly: {quoted(name)} is the name of another statement, or the group of a stat: addresses lead there; take it out"
                )
                yield Problem(statement.origin, Code.DUPLICATE, what)
            elif names.setdefault(name, statement.id) != statement.id:
                what = f"formerly: {quoted(name)} is also what {names[name]} was called: addresses can lead to one of them only"
                yield Problem(statement.origin, Code.DUPLICATE, what)


def misspelt(lookup: Lookup, earlier: Iterable[Address], statements: Iterable[str]) -> Iterator[Problem]:
    """Find old keys and names that no earlier report has, where one has nearly the same: the addresses that readers have would lead nowhere.

    Args:
        earlier: Addresses of the figures of earlier reports, as these have them.
        statements: Names of their statements.
    """
    keys, names = {address.key for address in earlier}, set(statements)
    gone = sorted(keys - lookup.stats.keys() - lookup.lines.keys()), sorted(names - lookup.statements.keys())
    under = {f"{id_}.{key.removeprefix(f'{name}.')}" for id_, known in _old_names(lookup).items() for name in known for key in keys}
    olds = [(old, origin, keys | under, gone[0]) for old, _key, origin in _old_keys(lookup)]
    olds += [(old, footed.statement.origin, names, gone[1]) for footed in lookup.statements.values() for old in footed.statement.formerly]
    for old, origin, known, candidates in olds:
        if old not in known and (near := hint(old, candidates)):
            yield Problem(origin, Code.ADDRESS, f"formerly: no earlier report has {quoted(old)}{near}", hint=True)


def keys_now(lookup: Lookup) -> dict[str, str]:
    """Return the key that each old one leads to. What something has now is left alone; of two, the first counts."""
    found: dict[str, str] = {}
    for old, key, _origin in (*_old_keys(lookup), *_keys_of_old_names(lookup)):
        if old not in lookup.stats and old not in lookup.lines:
            found.setdefault(old, key)
    return found


def moved(lookup: Lookup) -> dict[Address, Address]:
    """Return where the address of each figure that had another key leads to."""
    return {
        dataclasses.replace(figure.address, key=old): figure.address
        for old, key in keys_now(lookup).items()
        for figure in lookup.of_key(key)
    }


def under_new_names(last: LastYear, lookup: Lookup) -> LastYear:
    """Return an earlier report with its figures at the addresses that they have now; where it has something there itself, that stays."""
    keys = keys_now(lookup)
    names = {old: id_ for id_, known in _old_names(lookup).items() for old in known if old not in lookup.statements}
    for address, figure in last.figures.items():
        if figure.statement in names and address.key.startswith(
            f"{figure.statement}."
        ):  # a line that is gone is one of the statement as it is called now
            keys.setdefault(address.key, names[figure.statement] + address.key.removeprefix(figure.statement))

    def now(address: Address) -> Address:
        new = dataclasses.replace(address, key=keys.get(address.key, address.key))
        return address if new in last.figures else new

    figures = {}
    for old, figure in last.figures.items():
        address = now(old)
        if address != old:
            line = lookup.lines.get(address.key)
            statement = line[0].statement.id if line is not None else names.get(figure.statement, "")
            figures[address] = dataclasses.replace(figure, address=address, statement=statement)
        else:
            figures[address] = figure
    return dataclasses.replace(last, figures=figures, printed={now(address): words for address, words in last.printed.items()})
