"""``tieouts.yaml``: relations between figures that must hold."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from sphinx_impact.model.entities import Profile
from sphinx_impact.model.formulas import FormulaError
from sphinx_impact.model.loading.files import Findings, absent
from sphinx_impact.model.loading.records import Flag, Loaded, Record, as_list, as_map, choice, parsed, read_record
from sphinx_impact.model.loading.words import slug, undeclared
from sphinx_impact.model.loading.yamlfile import Node, Refused, Scalar, Seq, load_yaml
from sphinx_impact.model.problems import Code, Problem
from sphinx_impact.model.quantities import quoted
from sphinx_impact.model.relations import Nearness, Relation, TieOut, parse_nearness, parse_relation

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
