"""The keys and names that figures and statements had before, as ``formerly`` says, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from sphinx_impact.model.names import table_names

if TYPE_CHECKING:
    from sphinx_impact.model.entities import Line, Stat
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.problems import Origin


class Keyed(Protocol):
    """What has keys: a report, by those that its figures and statements have now."""

    @property
    def stats(self) -> Mapping[str, Stat]:
        """By key."""

    @property
    def statements(self) -> Mapping[str, Footed]:
        """By id."""

    @property
    def lines(self) -> Mapping[str, tuple[Footed, Line]]:
        """By key."""


def old_keys(report: Keyed) -> Iterator[tuple[str, str, Origin]]:
    """Give each key that is said to have been that of a stat or a line before, the key it has now, and where that is said."""
    for stat in report.stats.values():
        for old in stat.formerly:
            yield old, stat.key, stat.origin
    for key, (footed, line) in report.lines.items():
        for old in line.formerly:
            yield f"{footed.statement.id}.{old}", key, line.origin


def old_names(report: Keyed) -> dict[str, list[str]]:
    """Return the names that each statement had before; what is in a line is called by the keys of the line, under each name of its statement."""
    found = {id_: [*footed.statement.formerly] for id_, footed in report.statements.items()}
    for key in found:
        if (whole := report.lines.get(key)) is not None:  # it is what is in that line
            footed, line = whole
            keys = [f"{name}.{id_}" for name in (footed.statement.id, *footed.statement.formerly) for id_ in (line.id, *line.formerly)]
            found[key] += keys[1:]
    return found


def statements_now(report: Keyed) -> dict[str, str]:
    """Return the statement that each old name leads to. A name that one has now is left alone; of two, the first counts."""
    found: dict[str, str] = {}
    for id_, names in old_names(report).items():
        for old in names:
            if old not in report.statements:
                found.setdefault(old, id_)
    return found


def old_tables(report: Keyed) -> dict[str, tuple[str, ...]]:
    """Return by the id of each statement that had other names the paths that its table had in the open data; not such as another has now."""
    taken = {*table_names(report.statements).values()}
    found: dict[str, tuple[str, ...]] = {}
    for old, id_ in statements_now(report).items():
        (path,) = table_names([old]).values()
        if path not in taken:
            taken.add(path)
            found[id_] = (*found.get(id_, ()), path)
    return found


def keys_of_old_names(report: Keyed) -> Iterator[tuple[str, str, Origin]]:
    """Give the same of all lines of statements that had another name, and of what is in a line that had another key."""
    names = old_names(report)
    for key, (footed, line) in report.lines.items():
        for name in names.get(footed.statement.id, ()):
            for id_ in (line.id, *line.formerly):
                yield f"{name}.{id_}", key, footed.statement.origin


def keys_now(report: Keyed) -> dict[str, str]:
    """Return the key that each old one leads to. What something has now is left alone; of two, the first counts."""
    found: dict[str, str] = {}
    for old, key, _origin in (*old_keys(report), *keys_of_old_names(report)):
        if old not in report.stats and old not in report.lines:
            found.setdefault(old, key)
    return found
