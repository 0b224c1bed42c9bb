"""Grants held against those that schedule I of a return lists in part II: organizations only, told apart by their numbers, none of them by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.entities import Grant
from sphinx_impact.model.filings.filing import Filing, Filings
from sphinx_impact.model.filings.load import RECIPIENTS_LISTED
from sphinx_impact.model.footing.expressions import TieOut
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import counted, some
from sphinx_impact.model.numbers.exact import plain_amount, total
from sphinx_impact.model.problems import Code, Origin, Problem
from sphinx_impact.model.registers import digits

_EIN: Final = re.compile(r"(?:US-EIN-)?([0-9]{2}-?[0-9]{7})", re.IGNORECASE)
_LISTED_ABOVE: Final = 5000
"""Whoever got more than this is listed; who got less need not be."""

_MOST: Final = 4
"""So many recipients are named in one message."""

_SUM: Final = "grants-listed"


def grant_hints(lookup: Lookup, filings: Filings, tie_outs: Sequence[TieOut]) -> Iterator[Problem]:
    """Say where the grants of the reporting period and those that its return lists differ; of sums and numbers that tie-outs speak of, nothing."""
    reporting = lookup.profile.reporting
    declared = {value.address.key for tie_out in tie_outs for value in tie_out.relation.values}
    for filing in filings.periods.get(reporting.id, ()) if reporting is not None else ():
        if filing.recipients and lookup.grants is not None and reporting is not None:
            within = [each for each in lookup.grants.within(reporting.id) if not each.individual and each.currency == filing.form.currency]
            grants = [grant for grant in within if grant.country in {"", "US"}]  # those abroad are in schedule F
            if grants:
                yield from _of_recipients(filing, grants)
                if not declared & {f"{filing.form.lead}{_SUM}", f"{filing.form.lead}{RECIPIENTS_LISTED}"}:
                    yield from _as_a_whole(filing, grants, "individual is no" if grants == within else "individual is no and country is US")


def _number(grant: Grant) -> str:
    """The number by which the IRS knows a recipient; empty where the grant does not say it."""
    found = _EIN.fullmatch(grant.recipient_id)
    return digits(found[1]) if found else ""


def _shown(number: str) -> str:
    return f"{number[:2]}-{number[2:]}"


def _of_recipients(filing: Filing, grants: Sequence[Grant]) -> Iterator[Problem]:
    """Hold the sums of the recipients against one another that have a number on both sides; name who is on one side only."""
    listed: dict[str, list[Decimal]] = {}
    for recipient in filing.recipients:
        if recipient.number:
            cash, whole = listed.setdefault(recipient.number, [Decimal(0), Decimal(0)])
            listed[recipient.number] = [cash + recipient.cash, whole + recipient.cash + recipient.other]
    own: dict[str, list[Grant]] = {}
    for grant in grants:
        if _number(grant):
            own.setdefault(_number(grant), []).append(grant)
    if not listed or not own:
        return
    sums = {number: _sum(some) for number, some in own.items()}
    apart = [
        f"{_shown(number)} {plain_amount(listed[number][0])} there, {plain_amount(sums[number])} here ({_rows(own[number])})"
        for number in own
        if number in listed and sums[number] not in listed[number]
    ]
    absent = [
        f"{_shown(number)} {plain_amount(value)} ({_rows(own[number])})"
        for number, value in sums.items()
        if number not in listed and value > _LISTED_ABOVE
    ]
    more = [f"{_shown(number)} {plain_amount(cash)}" for number, (cash, _whole) in listed.items() if number not in own]
    if apart:
        yield Problem(
            next(own[number][0].origin for number in own if number in listed and sums[number] not in listed[number]),
            Code.FILING,
            f"schedule I of {filing.origin.path} says otherwise what {counted(len(apart), 'recipient')} got: {some(apart, _MOST)}",
            hint=True,
        )
    if absent:
        what = f"schedule I does not list {counted(len(absent), 'recipient')} that got more than 5,000 by {grants[0].origin.path}: {some(absent, _MOST)}"
        yield Problem(_place(filing), Code.FILING, what, hint=True)
    if more:
        what = f"schedule I lists {counted(len(more), 'recipient')} whose number no grant of the year has in {grants[0].origin.path}: {some(more, _MOST)}"
        yield Problem(_place(filing), Code.FILING, what, hint=True)


def _place(filing: Filing) -> Origin:
    """The row of the return with which its list begins."""
    return min((filed.origin for line, filed in filing.amounts.items() if line.startswith("SI.II.")), default=filing.origin)


def _as_a_whole(filing: Filing, grants: Sequence[Grant], which: str) -> Iterator[Problem]:
    """Compare how many recipients there are, and what they got together; with and without those that need not be listed."""
    found: dict[str, list[Grant]] = {}
    for grant in grants:
        found.setdefault(_number(grant) or grant.recipient_id or grant.recipient.casefold(), []).append(grant)
    large = [own for own in found.values() if _sum(own) > _LISTED_ABOVE]
    cash = total((1, recipient.cash) for recipient in filing.recipients)
    whole = cash + total((1, recipient.other) for recipient in filing.recipients)
    sums = {_sum(grants), total((1, _sum(own)) for own in large)}
    unit = filing.form.currency
    key = f"{filing.form.lead}{_SUM}"
    if not sums & {cash, whole}:
        what = (
            f"schedule I lists {plain_amount(cash)} {unit} in money to organizations, and the grants to organizations in {grants[0].origin.path} are "
            f"{plain_amount(_sum(grants))} {unit}, those of more than 5,000 to one {plain_amount(total((1, _sum(own)) for own in large))}: grants that were awarded "
            f"and those that were paid may differ; if the two must agree, write sum(grants where {which}) = {key} in tieouts.yaml"
        )
        yield Problem(_place(filing), Code.FILING, what, hint=True)
    if filing.listed not in {len(found), len(large)}:
        what = (
            f"schedule I lists {counted(filing.listed, 'organization')}, and by {grants[0].origin.path} {counted(len(found), 'organization')} got grants, "
            f"{len(large):,} of them more than 5,000 {unit}"
        )
        yield Problem(_place(filing), Code.FILING, what, hint=True)


def _sum(grants: Sequence[Grant]) -> Decimal:
    return total((1, grant.amount) for grant in grants)


def _rows(grants: Sequence[Grant]) -> str:
    rows = [grant.origin.line for grant in grants]
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows[:_MOST]))}{' …' if len(rows) > _MOST else ''}"
