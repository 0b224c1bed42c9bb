"""``starter.yaml``: the invented figures and names that a report began with, and which of them are still there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from sphinx_impact.model.entities import Figure
from sphinx_impact.model.json_document import grouped
from sphinx_impact.model.loading.files import Findings, exists
from sphinx_impact.model.loading.yaml import Map, Record, Scalar, Seq, as_map, declared, load_yaml, read_record, scalar_text
from sphinx_impact.model.numbers.parse import NumberError, parse_number
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


class StarterRecord(Record):
    """What ``starter.yaml`` holds: values by address, and names."""

    figures: Map | None = None
    names: Seq | None = None


def left_of_starter(root: Path, data: str, figures: Iterable[Figure], names: Iterable[tuple[str, Origin]]) -> list[Problem]:
    """Return a hint for each of the starter's figures and names that nobody has replaced; none where there is no ``starter.yaml``.

    Args:
        figures: All figures of the report.
        names: Names of the report, with the rows they stand in.
    """
    findings = Findings(posixpath.join(data, "starter.yaml"))
    if not exists(root, findings.path):
        return []
    mapping = as_map(load_yaml(root, findings.path, findings), findings, "starter.yaml")
    loaded = read_record(mapping, StarterRecord, findings, "starter.yaml") if mapping else None
    if loaded is None:
        return findings.sorted()
    left = [*_figures(loaded.record.figures, figures, findings), *_names(loaded.record.names, names)]
    if not left and not findings.problems:
        what = "none of the starter's figures and names is left: delete this file"
        left = [Problem(findings.origin(1), Code.FILE, what, hint=True)]
    return [*findings.sorted(), *left]


def _figures(recorded: Map | None, figures: Iterable[Figure], findings: Findings) -> Iterator[Problem]:
    values: dict[str, Decimal] = {}
    for address, entry in declared(recorded, findings, "figures"):
        try:
            values[address] = parse_number(scalar_text(entry))
        except NumberError as error:
            findings.add(entry.row, Code.NUMBER, f"{address}: {error}")
    for figure in figures:
        if figure.value is not None and values.get(str(figure.address)) == figure.value:
            what = f"{figure.address} is still {grouped(figure.value)}, a figure that the starter invented: write yours"
            yield Problem(figure.origin, Code.STARTER, what, hint=True)


def _names(recorded: Seq | None, names: Iterable[tuple[str, Origin]]) -> Iterator[Problem]:
    invented = {item.text for item in recorded.items if isinstance(item, Scalar)} if recorded else set()
    for name, origin in names:
        if name in invented:
            yield Problem(
                origin, Code.STARTER, f"{quoted(name)} is a name that the starter invented: write yours, or delete the row", hint=True
            )
