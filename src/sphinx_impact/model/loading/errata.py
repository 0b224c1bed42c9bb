"""``errata.yaml``: what was printed wrong, when that was corrected, and why."""

from __future__ import annotations

import dataclasses
import datetime as dt
import posixpath
from pathlib import Path

from sphinx_impact.model.entities import Profile, Source, Text
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.records import Date, Record, as_list, as_map, read_record
from sphinx_impact.model.loading.sources import read_source
from sphinx_impact.model.loading.yamlfile import load_yaml
from sphinx_impact.model.problems import Origin, Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """One entry of ``errata.yaml``.

    Attributes:
        at: Address of the figure that is right.
        printed: What stood there before; empty where the figure's own ``as-printed``, or a waiver, says it.
        where: Where it was printed.
    """

    at: str
    printed: str
    date: dt.date | None
    where: Source | None
    reason: Text | None
    origin: Origin


class CorrectionRecord(Record):
    """What an entry of ``errata.yaml`` holds."""

    at: str
    printed: str = ""
    date: Date | None = None
    where: str = ""
    reason: str = ""


def load_errata(root: Path, data: str, profile: Profile) -> tuple[list[Correction], list[Problem]]:
    """Load ``errata.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "errata.yaml"))
    if absent(root, findings.path, findings):
        return [], findings.problems
    corrections = []
    for node in as_list(load_yaml(root, findings.path, findings), findings, "errata.yaml"):
        mapping = as_map(node, findings, "a correction")
        loaded = read_record(mapping, CorrectionRecord, findings, "the correction") if mapping else None
        if mapping is None or loaded is None:
            continue
        record = loaded.record
        where = read_source(record.where, loaded.row("where"), profile, findings)
        corrections.append(Correction(record.at, record.printed, record.date, where, loaded.text("reason"), findings.origin(mapping.row)))
    return corrections, findings.sorted()
