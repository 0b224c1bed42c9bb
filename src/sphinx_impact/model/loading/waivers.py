"""``waivers.yaml``: differences that are accepted, each with its reason."""

from __future__ import annotations

import posixpath
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from sphinx_impact.model.entities import Waiver
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.records import Flag, Record, as_list, as_map, choice, parsed, read_record
from sphinx_impact.model.loading.yamlfile import Node, load_yaml
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.model.quantities import parse_number, quoted

STATEMENT_CHECKS: Final = (Code.FOOTING.value, Code.CROSS_FOOTING.value, Code.RESULT.value, Code.ROLL_FORWARD.value)
CHECKS: Final = (*STATEMENT_CHECKS, Code.TIE_OUT.value, Code.CONTRADICTION.value)


class WaiverRecord(Record):
    """What a waiver holds."""

    check: Annotated[str, choice(*CHECKS)]
    at: str
    difference: Annotated[Decimal, parsed(parse_number)]
    reason: str
    use: Annotated[Decimal | None, parsed(parse_number)] = None
    public: Flag = False


def load_waivers(root: Path, data: str) -> tuple[list[Waiver], list[Problem]]:
    """Load ``waivers.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "waivers.yaml"))
    if absent(root, findings.path, findings):
        return [], findings.problems
    waivers: dict[tuple[str, str], Waiver] = {}
    for node in as_list(load_yaml(root, findings.path, findings), findings, "waivers.yaml"):
        waiver = _waiver(node, findings)
        if waiver is None:
            continue
        first = waivers.setdefault((waiver.check, waiver.at), waiver)
        if first is not waiver:
            what = f"{quoted(waiver.at)} is waived here a second time (first in row {first.origin.line}): delete one"
            findings.add(waiver.origin.line, Code.DUPLICATE, what)
    return list(waivers.values()), findings.sorted()


def _waiver(node: Node, findings: Findings) -> Waiver | None:
    mapping = as_map(node, findings, "a waiver")
    loaded = read_record(mapping, WaiverRecord, findings, "the waiver") if mapping else None
    if mapping is None or loaded is None:
        return None
    record = loaded.record
    if not record.difference:
        findings.add(loaded.row("difference"), Code.VALUE, "difference: nothing differs by 0: write what was given less what was computed")
        return None
    if record.use is not None and record.check not in STATEMENT_CHECKS:
        findings.add(loaded.row("use"), Code.VALUE, f"use: a {record.check} goes into no later sum: delete this key")
    return Waiver(
        check=record.check,
        at=record.at,
        difference=record.difference,
        use=record.use,
        reason=loaded.words("reason"),
        public=record.public,
        origin=findings.origin(mapping.row),
    )
