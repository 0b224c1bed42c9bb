"""The report held against what was filed: which totals mean the same, where they differ, and the way that the form leads from one to the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.checks.contradictions import folded
from sphinx_impact.model.entities import Address, Figure, Kind, StatementType, Text
from sphinx_impact.model.filings.filing import Filing, Filings
from sphinx_impact.model.filings.lines import Bridge, Form, Step
from sphinx_impact.model.footing.expressions import Relation, TieOut, Value
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.numbers.exact import plain_amount
from sphinx_impact.model.problems import Code, Problem

_CALLED: Final[Mapping[str, tuple[StatementType, frozenset[str]]]] = {
    "total-revenue": (
        StatementType.ACTIVITIES,
        frozenset(
            {
                "total revenue",
                "total revenues",
                "total income",
                "total support and revenue",
                "total revenue and support",
                "total revenues and support",
                "total revenue and other support",
                "total revenues gains and other support",
                "total revenue gains and other support",
                "total operating revenues gains and other support",
            }
        ),
    ),
    "total-expenses": (
        StatementType.ACTIVITIES,
        frozenset({"total expenses", "total expense", "total expenditure", "total operating expenses"}),
    ),
    "net-income": (
        StatementType.ACTIVITIES,
        frozenset({"net income", "net income loss", "change in net assets", "revenue less expenses", "increase decrease in net assets"}),
    ),
    "total-assets": (StatementType.POSITION, frozenset({"total assets"})),
    "total-liabilities": (StatementType.POSITION, frozenset({"total liabilities"})),
    "net-assets": (StatementType.POSITION, frozenset({"total net assets", "net assets"})),
    "without-restrictions": (StatementType.POSITION, frozenset({"net assets without donor restrictions", "without donor restrictions"})),
    "with-restrictions": (StatementType.POSITION, frozenset({"net assets with donor restrictions", "with donor restrictions"})),
}
"""What statements call the totals of a return in their labels or ids, by the names of these; as `folded` writes it."""

_AUDITED: Final = {"total-revenue": "audited.revenue", "total-expenses": "audited.expenses"}
"""Where a return repeats a total of the audited statements, which is what a report's own must be."""

_EXPLAINED: Final = frozenset({*_AUDITED, "net-income"})
"""Totals of which a return explains how they differ from those of the statements."""

_ROLLED: Final = "net-assets"
"""The total to which a form leads from that of the year before."""

_CHANGES: Final = ("I.19", "XI.5", "XI.6", "XI.7", "XI.8", "XI.9")
"""What comes to the change in net assets."""


# ---- which totals mean the same ----


def met(lookup: Lookup, form: Form, tie_outs: Sequence[TieOut]) -> dict[str, Address]:
    """Return the report's own figure for each filed one, by the key of that: what a tie-out sets equal to it, or a total of its name."""
    found: dict[str, Address] = {}
    for tie_out in tie_outs:
        pair = _pair(tie_out.relation, form)
        if pair is not None:
            found.setdefault(*pair)
    for name, address in totals_by_name(lookup).items():
        found.setdefault(form.lead + name, address)
    return found


def _pair(relation: Relation, form: Form) -> tuple[str, Address] | None:
    """The filed key and the own address of a tie-out that sets the two equal."""
    steps = [step for side in (relation.left, relation.right) if len(side.steps) == 1 for step in side.steps]
    addresses = [step.address for step in steps if isinstance(step, Value) and not (step.each or step.summed)]
    if relation.sign != "=":
        return None
    names = {form.lead + key.name: key.name for key in form.keys}
    filed = [names[address.key] for address in addresses if address.key in names]
    own = [address for address in addresses if address.key not in names]
    if len(filed) != 1 or len(own) != 1 or own[0].period:
        return None
    name = next((total for total, audited in _AUDITED.items() if audited == filed[0]), filed[0])
    return form.lead + name, own[0]


def totals_by_name(lookup: Lookup) -> dict[str, Address]:
    """The totals of the report's main statements by the names that a return has for them; none where two statements are alike."""
    named: dict[StatementType, dict[str, dict[str, Address]]] = {}
    for key, (footed, line) in lookup.lines.items():
        statement = footed.statement
        called = {folded(line.label.text), line.id.replace("-", " ")}
        for name, (kind, words) in _CALLED.items():
            if statement.type is kind and line.kind is not Kind.HEADING and not called.isdisjoint(words):
                column = "total" if any(each.name == "total" for each in statement.columns) else ""
                named.setdefault(kind, {}).setdefault(statement.id, {}).setdefault(name, Address(key, "", column))
    found: dict[str, Address] = {}
    for statements in named.values():
        first, *others = sorted(statements.values(), key=len, reverse=True)  # a list of one total over ten years is no balance sheet
        if not others or len(others[0]) < len(first):
            found.update(first)
    return found


def _own(lookup: Lookup, address: Address | None, period: str, currency: str) -> Figure | None:
    """The report's figure for a period, or for the day on which it ends, where it has a number in the currency of the form."""
    periods = lookup.profile.periods
    days = [other.id for other in periods.values() if other.start is None and period in periods and other.end == periods[period].end]
    if address is None:
        return None
    for id_ in (period, *days):
        figure = lookup.figure(dataclasses.replace(address, period=id_))
        if figure is not None and figure.value is not None and figure.unit == currency:
            return figure
    return None


def _slack(figure: Figure) -> Decimal:
    """How far a figure may be off since its statement is in thousands or millions."""
    return figure.scale.factor / 2 if figure.scale.factor > 1 else Decimal(0)


# ---- where they differ ----


def hints(lookup: Lookup, filings: Filings, tie_outs: Sequence[TieOut]) -> Iterator[Problem]:
    """Say where the report and a filing differ, and no tie-out speaks of it; by more than the report's scale explains."""
    declared = {value.address.key for tie_out in tie_outs for value in tie_out.relation.values}
    forms = {filing.form.lead: filing.form for found in filings.periods.values() for filing in found}
    for form in forms.values():
        own = met(lookup, form, tie_outs)
        yield from _met_by_nothing(lookup, filings, form, {*own, *declared})
        for key, address in own.items():
            stat = filings.stats.get(key)
            name = key.removeprefix(form.lead)
            audited = filings.stats.get(form.lead + _AUDITED.get(name, ""))
            if stat is None or key in declared or (audited is not None and audited.key in declared):
                continue
            for value in stat.values:
                period = value.period or ""
                if name in _EXPLAINED and period not in filings.periods:
                    continue  # of the year before, a return does not say what explains the difference
                figure = _own(lookup, address, period, form.currency)
                if figure is None or figure.value is None or value.value is None:
                    continue
                meant = next((other for other in (audited.values if audited else ()) if other.period == period), value)
                assert meant.value is not None
                apart = meant.value - figure.value
                slack = _slack(figure)
                if abs(apart) <= slack or (name == "net-income" and _is_change(figure.value, filings, form, period, slack)):
                    continue
                place = meant.source.place or meant.source.url or meant.source.document if meant.source is not None else ""
                label = (audited if audited and meant is not value else stat).label
                what = (
                    f"{label} for {period}, is {plain_amount(meant.value)} ({place}), and {figure.address} is {plain_amount(figure.value)} at {figure.origin}: "
                    f"a difference of {plain_amount(apart)}. Returns follow rules of their own: filing-reconciliation shows what explains it; "
                    f"if the two must agree, write {address} = {(audited.key if audited and meant is not value else key)} in tieouts.yaml"
                )
                yield Problem(meant.origin, Code.FILING, what, hint=True)


def _met_by_nothing(lookup: Lookup, filings: Filings, form: Form, met_: Collection[str]) -> Iterator[Problem]:
    """Say which of the two totals that a reader compares first no line of a statement is known to be."""
    own = [id_ for id_, footed in lookup.statements.items() if footed.statement.type is StatementType.ACTIVITIES]
    found = [stat for name in _AUDITED if form.lead + name not in met_ and (stat := filings.stats.get(form.lead + name)) is not None]
    if own and found:
        names = " and ".join(stat.key for stat in found)
        what = (
            f"{names} {'are' if len(found) > 1 else 'is'} compared with nothing, since no line of {own[0]} is called so: "
            f"write {own[0]}.LINE = {found[0].key} in tieouts.yaml, with “hint: true” where the two may differ"
        )
        yield Problem(found[0].values[0].origin, Code.FILING, what, hint=True)


def _is_change(value: Decimal, filings: Filings, form: Form, period: str, slack: Decimal) -> bool:
    """Whether a net income is the change in net assets that the return leads to."""
    filing = next((filing for filing in filings.periods.get(period, ()) if filing.form is form), None)
    if filing is None or "XI.3" not in form.lines:
        return False
    change = filing.total(_CHANGES)
    return change is not None and abs(change.value - value) <= slack


# ---- the way from one to the other ----


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of a bridge.

    Attributes:
        kind: ``report``, ``step``, ``subtotal``, ``rounding``, ``unexplained`` or ``filed``.
        caption: What the form, or the report, calls it; empty where the kind says it.
        place: Where it is found in the form, or the address in this report.
        amounts: By the id of the period; a period without it has none.
    """

    kind: str
    caption: str
    place: str
    amounts: Mapping[str, Decimal]


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The bridge for one total."""

    name: str
    title: Text
    rows: tuple[Row, ...]


def sections(lookup: Lookup, filings: Sequence[tuple[str, Filing]], tie_outs: Sequence[TieOut]) -> list[Section]:
    """Return the bridges of one form, by all totals that the report and the filing have.

    Args:
        filings: Those of one authority, with the ids of their periods.
    """
    form = filings[0][1].form
    own = met(lookup, form, tie_outs)
    walked = {bridge.end: bridge for bridge in form.bridges if bridge.end != _ROLLED}
    made = []
    for key in form.keys:
        address = own.get(form.lead + key.name)
        straight = Bridge("", (), key.name)
        ways = [walked.get(key.name, straight), straight] if key.name == "net-income" else [walked.get(key.name, straight)]
        found = [section for way in ways if (section := _section(lookup, filings, way, address)) is not None]
        if found and key.name not in _AUDITED.values():
            made.append(min(found, key=_unexplained))  # a result may have, or not have, in it what the return adds later
    rolls = (_section(lookup, filings, bridge, None) for bridge in form.bridges if bridge.end == _ROLLED)
    return [*made, *(section for section in rolls if section is not None)]


def _unexplained(section: Section) -> Decimal:
    return sum((abs(value) for row in section.rows if row.kind == "unexplained" for value in row.amounts.values()), Decimal(0))


def _section(lookup: Lookup, filings: Sequence[tuple[str, Filing]], bridge: Bridge, own: Address | None) -> Section | None:
    """Return the bridge for a total; None where it begins or ends nowhere."""
    end = next(key for key in filings[0][1].form.keys if key.name == bridge.end)
    ends = {period: total.value for period, filing in filings if (total := filing.total(end.lines)) is not None}
    rows = _beginning(lookup, filings, bridge, own)
    is_roll = bridge.end == _ROLLED and bool(bridge.steps)  # begins with the first of its steps
    begun = dict.fromkeys(ends, Decimal(0)) if is_roll else {period: value for row in rows for period, value in row.amounts.items()}
    moved = {period: value for period, value in begun.items() if period in ends}
    steps = _walk(filings, bridge.steps, moved)
    if not moved or not (rows or steps):
        return None
    place = next(filing.place(end.lines) for period, filing in filings if period in moved)
    left = {period: ends[period] - value for period, value in moved.items()}
    rounding = _rounding(lookup, filings, bridge, own, left) if not is_roll else {}
    last = (
        *([Row("rounding", "", "", rounding)] if rounding else []),
        Row("unexplained", "", "", {period: value - rounding.get(period, Decimal(0)) for period, value in left.items()}),
        Row("filed", "", place, {period: ends[period] for period in moved}),
    )
    title = _title(lookup, own) or Text(f"{end.caption}, over the year" if is_roll else end.caption, filings[0][1].origin)
    return Section(f"{bridge.end}{'-rolled' if is_roll else ''}", title, (*rows, *steps, *last))


def _beginning(lookup: Lookup, filings: Sequence[tuple[str, Filing]], bridge: Bridge, own: Address | None) -> list[Row]:
    """The report's own total, or else that of the audited statements as the return has it."""
    form = filings[0][1].form
    figures = {period: figure.value for period, _ in filings if (figure := _own(lookup, own, period, form.currency)) is not None}
    mine = {period: value for period, value in figures.items() if value is not None}
    if mine:
        return [Row("report", "", "", mine)]
    audited = _amounts(filings, bridge.start)
    caption = next((key.caption for key in form.keys if key.lines == (bridge.start,)), "")
    return [Row("step", caption, _place(filings, bridge.start), audited)] if audited else []


def _rounding(
    lookup: Lookup, filings: Sequence[tuple[str, Filing]], bridge: Bridge, own: Address | None, left: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What of a difference comes from the scale of the report alone: that to the audited total, or else, where it is small enough, all of it."""
    audited = _amounts(filings, bridge.start)
    found = {}
    for period, apart in left.items():
        figure = _own(lookup, own, period, filings[0][1].form.currency)
        if figure is not None and figure.value is not None:
            most = audited[period] - figure.value if period in audited else apart
            if most and abs(most) <= _slack(figure):
                found[period] = most
    return found


def _walk(filings: Sequence[tuple[str, Filing]], steps: Sequence[Step], moved: dict[str, Decimal]) -> list[Row]:
    """Return the rows of all steps that are not nil, and add them to what has been come to in each period."""
    divided = any(step.subtotal for step in steps)
    waiting = dict.fromkeys(moved, Decimal(0))
    rows = []
    for step in steps:
        amounts = {period: step.sign * value for period, value in _amounts(filings, step.line).items() if period in moved}
        if step.subtotal:  # what the form has counts; what its parts come to where it has none
            amounts = {period: amounts.get(period, value) for period, value in waiting.items()}
            waiting = dict.fromkeys(moved, Decimal(0))
        into = waiting if divided and not step.subtotal else moved
        for period, value in amounts.items():
            into[period] += value
        if any(amounts.values()):
            rows.append(Row("subtotal" if step.subtotal else "step", step.caption, _place(filings, step.line), amounts))
    return rows


def _title(lookup: Lookup, own: Address | None) -> Text | None:
    """What the report calls its own figure."""
    if own is None:
        return None
    stat, line = lookup.stats.get(own.key), lookup.lines.get(own.key)
    return stat.label if stat is not None else line[1].label if line is not None else None


def _amounts(filings: Sequence[tuple[str, Filing]], line: str) -> dict[str, Decimal]:
    return {period: filing.amounts[line].value for period, filing in filings if line in filing.amounts}


def _place(filings: Sequence[tuple[str, Filing]], line: str) -> str:
    filing = next((filing for _, filing in filings if line in filing.amounts), filings[0][1])
    return filing.form.place(line, filing.year).removeprefix(f"{filing.form.name}, ")
