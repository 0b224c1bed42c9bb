"""``starter.yaml``: the invented figures and names that a report began with, and which of them are still there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sphinx_impact.model.entities import Figure
from sphinx_impact.model.json_text import grouped
from sphinx_impact.model.loading.files import Findings, exists
from sphinx_impact.model.loading.records import UNLESS_REFUSED, Item, Record, parsed, read_file
from sphinx_impact.model.numbers.parse import parse_number
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


class StarterRecord(Record):
    """What ``starter.yaml`` holds: values by address, and names."""

    called = "starter.yaml"

    figures: dict[str, Annotated[Decimal, parsed(parse_number), UNLESS_REFUSED]] = Field(default_factory=dict)
    names: list[Item] = Field(default_factory=list)


def left_of_starter(root: Path, data: str, figures: Iterable[Figure], names: Iterable[tuple[str, Origin]]) -> list[Problem]:
    """Return a hint for each of the starter's figures and names that nobody has replaced; none where there is no ``starter.yaml``.

    Args:
        figures: All figures of the report.
        names: Names of the report, with the rows they stand in.
    """
    findings = Findings(posixpath.join(data, "starter.yaml"))
    if not exists(root, findings.path):
        return []
    record = read_file(StarterRecord, root, findings)
    if record is None:
        return findings.sorted()
    left = [*_figures(record, figures), *_names(record, names)]
    if not left and not findings.problems:
        what = "none of the starter's figures and names is left: delete this file"
        left = [Problem(findings.origin(1), Code.FILE, what, hint=True)]
    return [*findings.sorted(), *left]


def _figures(record: StarterRecord, figures: Iterable[Figure]) -> Iterator[Problem]:
    for figure in figures:
        if figure.value is not None and record.figures.get(str(figure.address)) == figure.value:
            what = f"{figure.address} is still {grouped(figure.value)}, a figure that the starter invented: write yours"
            yield Problem(figure.origin, Code.STARTER, what, hint=True)


def _names(record: StarterRecord, names: Iterable[tuple[str, Origin]]) -> Iterator[Problem]:
    for name, origin in names:
        if name in record.names:
            what = f"{quoted(name)} is a name that the starter invented: write yours, or delete the row"
            yield Problem(origin, Code.STARTER, what, hint=True)
