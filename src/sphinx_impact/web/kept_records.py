"""Records of the open data that an earlier build wrote and that would come out the same: those of files that did not change."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from sphinx_impact.model.export.csv_tables import KeptTable
from sphinx_impact.model.export.datapackage import DOCUMENT, FORMERLY, PACKAGE, records
from sphinx_impact.model.json_text import Written, joined
from sphinx_impact.model.old_keys import old_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx_impact.model.report import Report

_APART = ("sponsors", "people")
"""Kinds of files on which no figure and no statement depends."""


def group_keys(report: Report, tables: Mapping[str, str], places: Iterable[tuple[str, ...]], *made_by: object) -> dict[str, str]:
    """Return, for the stats of each file by its path and for each statement by its id, the fingerprint of all that their records are made from.

    Args:
        tables: Paths of the tables of statements, by id.
        places: Where figures and statements stand: an address, then whatever tells the place from others.
        made_by: What else every record is made from.
    """
    by_key: dict[str, list[tuple[str, ...]]] = {}
    for place in places:
        by_key.setdefault(re.split("[@/]", place[0])[0], []).append(place)
    own = {*report.found.of("stats"), *report.found.of("statements"), *report.found.details}
    apart = {path for kind in _APART for path in report.found.of(kind)}
    answers: dict[str, list[object]] = {}
    for (kind, path, limit), answer in report.answers.items():
        # Sizes are asked of pictures, and of what is then read.
        if kind != "size" and path not in apart:
            answers.setdefault(path if path in own else "", []).append((kind, path, limit, answer))
    always = _digest((made_by, answers.get("", [])))

    def key(files: Iterable[str], keys: tuple[str, ...], *more: object) -> str:
        return _digest((always, [answers.get(path) for path in files], keys, [by_key.get(each) for each in keys], more))

    before = old_tables(report)
    keys_of = {name: keys for name, keys, _figures in report.groups_of_figures()}
    found = {name: key((name,), keys) for name, keys in keys_of.items() if name in own}
    for id_ in report.statements:
        if files := report.found.statements.get(id_):
            found[id_] = key(files, (id_, *keys_of.get(id_, ())), tables[id_], before.get(id_))
    return found


def _digest(made_from: object) -> str:
    return hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()


class KeptRecords:
    """What can be taken over from the files of an earlier build."""

    def __init__(self, out: Path, note: Any, keys: Mapping[str, str], tables: Mapping[str, str]) -> None:
        """Read the document of an earlier build, where it is as that left it.

        Args:
            out: The folder of the data.
            note: What that build put down: ``files`` with their fingerprints, ``groups`` and ``statements`` of the document, in its order.
            keys: What records are made from now.
            tables: Paths of the tables of statements, by id.
        """
        self._out, self._tables = out, tables
        self._figures: dict[str, tuple[Written, int]] = {}
        self._statements: dict[str, Written] = {}
        self._resources: dict[str, Mapping[str, Any]] = {}
        self._read: dict[str, KeptTable | None] = {}
        try:
            self._sums: Mapping[str, str] = note["files"]
            text, package = self._text(DOCUMENT), self._text(PACKAGE)
            figures, statements = records(text, "figures"), records(text, "statements")
            at = 0
            for name, key, count in note["groups"]:
                if name in keys and keys[name] == key:
                    self._figures[name] = joined(figures[at : at + count]), count
                at += count
            for (id_, key), record in zip(note["statements"], statements, strict=True):
                if id_ in keys and keys[id_] == key:
                    self._statements[id_] = Written(record)
            self._resources = {resource["path"]: resource for resource in json.loads(package)["resources"]}
            whole = at == len(figures)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            self._figures, self._statements = {}, {}

    def figures(self, name: str) -> tuple[Written, int] | None:
        """Return the records of a group of figures, as one piece, and how many there are."""
        return self._figures.get(name)

    def statement(self, id_: str) -> Written | None:
        """Return the record of a statement, if its table can be kept, too."""
        return self._statements.get(id_) if self.table(id_) is not None else None

    def table(self, id_: str) -> KeptTable | None:
        """Return the table of a statement."""
        if id_ not in self._read:
            path, made = self._tables[id_], None
            if id_ in self._statements and path in self._resources:
                try:
                    made = KeptTable(path, self._resources[path])
                    for each in self._paths(made):
                        self._text(each)
                except (OSError, ValueError):
                    made = None
            self._read[id_] = made
        return self._read[id_]

    @property
    def tables(self) -> dict[str, str]:
        """The fingerprints of the tables that have been kept, by their paths."""
        return {path: self._sums[path] for table in self._read.values() if table is not None for path in self._paths(table)}

    def _paths(self, table: KeptTable) -> tuple[str, ...]:
        return table.path, *self._resources[table.path].get(FORMERLY, ())

    def _text(self, path: str) -> str:
        """Return a file as the earlier build left it.

        Raises:
            ValueError: It was changed since.
        """
        data = (self._out / path).read_bytes()
        if hashlib.sha256(data).hexdigest() != self._sums.get(path):
            raise ValueError(path)
        return data.decode()
