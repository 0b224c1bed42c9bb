"""``tieouts.yaml``, ``waivers.yaml`` and ``errata.yaml``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import posixpath
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.entities import Address, Profile, Source, Text, Waiver
from sphinx_impact.model.footing.expressions import FormulaError, Nearness, Relation, TieOut, parse_nearness, parse_relation
from sphinx_impact.model.loading.fields import read_source
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Date, Flag, Item, Record, choice, fault, one_or_more, parsed, read_file
from sphinx_impact.model.loading.yaml import Map, Scalar, Seq
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
    """What was printed wrong."""

    called = "the correction"

    at: str
    """Address of the figure that is right, KEY[@PERIOD][/COLUMN]."""
    printed: str = ""
    """What was printed instead, in the scale of the statement; not needed where as-printed or a waiver says it."""
    date: Date | None = None
    """When it was corrected: 2024-06-03."""
    where: str = ""
    """Where it had been printed."""
    reason: str = ""
    """Why it was wrong."""


def load_errata(root: Path, data: str, profile: Profile) -> tuple[list[Correction], list[Problem]]:
    """Load ``errata.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "errata.yaml"))
    corrections = [
        Correction(
            at=record.at,
            printed=record.printed,
            date=record.date,
            where=read_source(record.where, record.row("where"), profile, findings),
            reason=record.text("reason"),
            origin=record.origin,
        )
        for record in read_file(list[CorrectionRecord], root, findings) or ()
    ]
    return corrections, findings.sorted()


_EACH: Final = "each"
_LONGEST: Final = 60


def _period_name(node: Any) -> Any:
    if isinstance(node, Seq | Map):
        raise fault(Code.VALUE, "for: name periods here, as in [“2023”, “2022”]")
    return node


class TieOutRecord(Record):
    """A relation that must hold."""

    called = "the tie-out"

    that: str
    """The relation: position.total-assets = position.total-liabilities + position.total-net-assets."""
    say: str = ""
    """What the relation says, in words."""
    id: str = ""
    """What a waiver calls it; made from the words, or from the relation, if left out."""
    for_: Annotated[list[Annotated[Item, BeforeValidator(_period_name)]], one_or_more(1)] = Field([], alias="for")
    """Periods that the relation is checked for; each: all that have the figures; the reporting period, if left out."""
    about: Annotated[Nearness | None, parsed(parse_nearness, Decimal)] = None
    """How far the two sides may be apart: a share such as 0.5%, or a number; not at all, if left out."""
    rounding: Annotated[str, choice("exact", "allow")] = "exact"
    """allow: the relation may be off by what rounding explains; exact, if left out."""
    hint: Flag = False
    """A difference is only said, and counts as no problem."""


def load_tie_outs(root: Path, data: str, profile: Profile) -> tuple[list[TieOut], list[Problem]]:
    """Load ``tieouts.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "tieouts.yaml"))
    found: dict[str, TieOut] = {}
    for record in read_file(list[TieOutRecord], root, findings) or ():
        tie_out = _tie_out(record, profile, findings)
        if tie_out is not None and (first := found.setdefault(tie_out.id, tie_out)) is not tie_out:
            what = f"the id {quoted(tie_out.id)} is that of the tie-out in row {first.origin.line}: write another one under id"
            findings.add(tie_out.origin.line, Code.DUPLICATE, what)
    return list(found.values()), findings.sorted()


def _tie_out(record: TieOutRecord, profile: Profile, findings: Findings) -> TieOut | None:
    relation = _relation(record)
    each = record.for_ == [_EACH] and isinstance(record.written["for"], Scalar)
    periods = () if each else _periods(record, profile, findings)
    if relation is None or periods is None:
        return None
    return TieOut(
        id=_id(record),
        say=record.text("say"),
        that=record.words("that"),
        relation=relation,
        periods=periods,
        each=each,
        about=record.about,
        rounding=record.rounding == "allow",
        hint=record.hint,
        origin=record.origin,
    )


def _id(record: TieOutRecord) -> str:
    """The id that was given; or else that of its words."""
    made = record.own_id("a tie-out", record.say, record.that)
    return made if slug(record.id) else made[:_LONGEST].rstrip("-")


def _relation(record: TieOutRecord) -> Relation | None:
    try:
        return parse_relation(record.that)
    except FormulaError as error:
        record.add("that", Code.FORMULA, f"the relation {quoted(record.that)} cannot be read: {error}")
        return None


def _periods(record: TieOutRecord, profile: Profile, findings: Findings) -> tuple[str, ...] | None:
    """The periods it is checked for; None where one is not declared."""
    rows = record.rows("for")
    names = dict.fromkeys(name for name in record.for_ if name)
    wrong = [name for name in names if name not in profile.periods]
    for name in wrong:
        what = f"for: {undeclared(name, profile.periods)}; “each” means every period that has the figures"
        findings.add(rows[name], Code.PERIOD, what)
    return None if wrong else tuple(names)


STATEMENT_CHECKS: Final = (Code.FOOTING.value, Code.CROSS_FOOTING.value, Code.RESULT.value, Code.ROLL_FORWARD.value)
CHECKS: Final = (*STATEMENT_CHECKS, Code.TIE_OUT.value, Code.CONTRADICTION.value, Code.FILING.value)


class WaiverRecord(Record):
    """A difference that is accepted."""

    called = "the waiver"

    check: Annotated[str, choice(*CHECKS)]
    """The check that found the difference."""
    at: str
    """Address of a figure, KEY[@PERIOD][/COLUMN], or id of a tie-out."""
    difference: Annotated[Decimal, parsed(parse_number)]
    """Given less computed, in the statement's scale; of a tie-out, left less right, in full units."""
    reason: str
    """Why the difference is accepted."""
    use: Annotated[Decimal | None, parsed(parse_number)] = None
    """What enters later sums; what was given, if left out."""
    public: Flag = False
    """The reason is printed, and the value is marked."""


def load_waivers(root: Path, data: str) -> tuple[list[Waiver], list[Problem]]:
    """Load ``waivers.yaml`` from the folder `data` under `root`. Without the file there are none."""
    findings = Findings(posixpath.join(data, "waivers.yaml"))
    waivers: dict[tuple[str, Address], Waiver] = {}
    for record in read_file(list[WaiverRecord], root, findings) or ():
        waiver = _waiver(record)
        if waiver is not None and (first := waivers.setdefault((waiver.check, waiver.at), waiver)) is not waiver:
            what = f"{quoted(str(waiver.at))} is waived here a second time (first in row {first.origin.line}): delete one"
            findings.add(waiver.origin.line, Code.DUPLICATE, what)
    return list(waivers.values()), findings.sorted()


def _waiver(record: WaiverRecord) -> Waiver | None:
    if not record.difference:
        record.add("difference", Code.VALUE, "difference: nothing differs by 0: write what was given less what was computed")
        return None
    if record.use is not None and record.check not in STATEMENT_CHECKS:
        record.add("use", Code.VALUE, f"use: a {record.check} goes into no later sum: delete this key")
    try:
        at = parse_address(record.at)
    except AddressError as error:
        record.findings.add(record.origin.line, Code.ADDRESS, f"at: {error}")
        return None
    return Waiver(
        check=record.check,
        at=at,
        difference=record.difference,
        use=record.use,
        reason=record.words("reason"),
        public=record.public,
        origin=record.origin,
    )
