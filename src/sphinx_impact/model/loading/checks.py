"""``tieouts.yaml``, ``waivers.yaml`` and ``errata.yaml``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import posixpath
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.entities import Address, Profile, Source, Text, Waiver
from sphinx_impact.model.footing.expressions import FormulaError, Nearness, Relation, TieOut, parse_nearness, parse_relation
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.yaml import (
    Date,
    Flag,
    Loaded,
    Node,
    Record,
    Refused,
    Scalar,
    Seq,
    as_list,
    as_map,
    choice,
    load_yaml,
    parsed,
    read_record,
)
from sphinx_impact.model.names import slug, undeclared
from sphinx_impact.model.numbers.parse import parse_number
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


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


_EACH: Final = "each"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 60


class TieOutRecord(Record):
    """What a tie-out holds."""

    that: str
    say: str = ""
    id: str = ""
    for_: str | Seq = Field("", alias="for")
    about: Annotated[Nearness | None, parsed(parse_nearness)] = None
    rounding: Annotated[str, choice("exact", "allow")] = "exact"
    hint: Flag = False


def load_tie_outs(root: Path, data: str, profile: Profile) -> tuple[list[TieOut], list[Problem]]:
    """Load ``tieouts.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "tieouts.yaml"))
    if absent(root, findings.path, findings):
        return [], findings.problems
    found: dict[str, TieOut] = {}
    for node in as_list(load_yaml(root, findings.path, findings), findings, "tieouts.yaml"):
        tie_out = _tie_out(node, profile, findings)
        if tie_out is None:
            continue
        first = found.setdefault(tie_out.id, tie_out)
        if first is not tie_out:
            what = f"the id {quoted(tie_out.id)} is that of the tie-out in row {first.origin.line}: write another one under id"
            findings.add(tie_out.origin.line, Code.DUPLICATE, what)
    return list(found.values()), findings.sorted()


def _tie_out(node: Node, profile: Profile, findings: Findings) -> TieOut | None:
    mapping = as_map(node, findings, "a tie-out")
    loaded = read_record(mapping, TieOutRecord, findings, "the tie-out") if mapping else None
    if mapping is None or loaded is None:
        return None
    record = loaded.record
    relation = _relation(loaded)
    periods, each = _periods(loaded, profile)
    if relation is None or periods is None:
        return None
    return TieOut(
        id=_id(loaded),
        say=loaded.text("say"),
        that=loaded.words("that"),
        relation=relation,
        periods=periods,
        each=each,
        about=record.about,
        rounding=record.rounding == "allow",
        hint=record.hint,
        origin=findings.origin(mapping.row),
    )


def _id(loaded: Loaded[TieOutRecord]) -> str:
    """The id that was given; or else that of its words."""
    record = loaded.record
    if record.id and not _ID.fullmatch(record.id):
        cure = f"write {slug(record.id)}" if slug(record.id) else "use small letters, digits and hyphens"
        loaded.findings.add(loaded.row("id"), Code.VALUE, f"{quoted(record.id)} cannot be the id of a tie-out: {cure}")
    made = slug(record.id) or slug(record.say) or slug(record.that)
    return made if record.id else made[:_LONGEST].rstrip("-")


def _relation(loaded: Loaded[TieOutRecord]) -> Relation | None:
    text = loaded.record.that
    try:
        return parse_relation(text)
    except FormulaError as error:
        loaded.findings.add(loaded.row("that"), Code.FORMULA, f"the relation {quoted(text)} cannot be read: {error}")
        return None


def _periods(loaded: Loaded[TieOutRecord], profile: Profile) -> tuple[tuple[str, ...] | None, bool]:
    """The periods it is checked for, and whether for each; None in place of them where one is not declared."""
    written, row, findings = loaded.record.for_, loaded.row("for"), loaded.findings
    if isinstance(written, Seq):
        names = []
        for item in written.items:
            if isinstance(item, Scalar) and item.text.strip():
                names.append((item.text.strip(), item.row))
            elif not isinstance(item, Refused):
                findings.add(item.row, Code.VALUE, "for: name periods here, as in [“2023”, “2022”]")
    elif written == _EACH:
        return (), True
    else:
        names = [(written, row)] if written else []
    wrong = [(name, at) for name, at in names if name not in profile.periods]
    for name, at in wrong:
        findings.add(at, Code.PERIOD, f"for: {undeclared(name, profile.periods)}; “each” means every period that has the figures")
    return (None if wrong else tuple(dict.fromkeys(name for name, _ in names))), False


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
    waivers: dict[tuple[str, Address], Waiver] = {}
    for node in as_list(load_yaml(root, findings.path, findings), findings, "waivers.yaml"):
        waiver = _waiver(node, findings)
        if waiver is None:
            continue
        first = waivers.setdefault((waiver.check, waiver.at), waiver)
        if first is not waiver:
            what = f"{quoted(str(waiver.at))} is waived here a second time (first in row {first.origin.line}): delete one"
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
    try:
        at = parse_address(record.at)
    except AddressError as error:
        findings.add(mapping.row, Code.ADDRESS, f"at: {error}")
        return None
    return Waiver(
        check=record.check,
        at=at,
        difference=record.difference,
        use=record.use,
        reason=loaded.words("reason"),
        public=record.public,
        origin=findings.origin(mapping.row),
    )
