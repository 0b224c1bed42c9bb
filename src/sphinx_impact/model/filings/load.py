"""All filings that ``report.yaml`` declares: read, matched with its periods and its organisation, and made stats of."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from sphinx_impact.model.addresses import follows
from sphinx_impact.model.checks.contradictions import folded
from sphinx_impact.model.entities import AmountKind, Form, Good, Period, Profile, Qualifier, Source, Stat, Status, StatValue, Text
from sphinx_impact.model.filings.efile import load_return
from sphinx_impact.model.filings.filing import YEAR_UNKNOWN, Filed, Filing, Filings
from sphinx_impact.model.filings.lines import Key
from sphinx_impact.model.filings.register import load_entries
from sphinx_impact.model.filings.typed import load_typed
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.numbers.exact import plain_amount
from sphinx_impact.model.problems import Code, Origin, Problem, quoted
from sphinx_impact.model.registers import digits

_SLACK: Final = 7
"""Days by which a year of 52 or 53 weeks may begin or end elsewhere than the months that a return names."""

_NEVER_NEGATIVE: Final = frozenset({"contributions", "grants", "salaries", "total-assets", "total-liabilities", "total-expenses"}) | {
    f"functional.{column}" for column in ("program", "management", "fundraising")
}


_LEGAL: Final = frozenset({"the", "inc", "incorporated", "corp", "corporation", "ltd", "limited", "llc", "cio", "gmbh", "ggmbh"})
"""Words of names that one register has and another leaves out."""

_REGISTERS: Final = {"filed.": "US-EIN-", "filed.uk.": "GB-CHC-", "filed.return.": ""}
"""The register in which the number of a filing stands, as org-id.guide has it, by what addresses begin with."""

RECIPIENTS_LISTED: Final = "recipients-listed"
"""The number of organizations that a return lists as recipients of grants, behind what addresses begin with."""


def filing_files(data: str, profile: Profile) -> tuple[str, ...]:
    """Return the paths of the declared files, relative to the source directory."""
    return tuple(dict.fromkeys(posixpath.normpath(posixpath.join(data, path.text)) for paths in profile.filings.values() for path in paths))


def load_filings(root: Path, data: str, profile: Profile) -> tuple[Filings, list[Problem]]:
    """Load all declared filings."""
    loading = _Loading(root, data, profile)
    periods = {id_: found for id_ in profile.filings if id_ in profile.periods and (found := loading.of_period(id_))}
    stats = _stats(periods, profile, loading.problems)
    return Filings(periods, stats), loading.problems


class _Loading:
    """Reads each file once."""

    def __init__(self, root: Path, data: str, profile: Profile) -> None:
        self._root, self._data, self._profile = root, data, profile
        self._read: dict[str, list[Filing]] = {}
        self._not_compared: set[str] = set()
        self._undated: dict[str, str] = {}
        """The period that a file without dates counts for, by its path."""
        self.problems: list[Problem] = []

    def of_period(self, id_: str) -> tuple[Filing, ...]:
        """Return the filings of a period, one for each authority."""
        period = self._profile.periods[id_]
        found: dict[str, Filing] = {}
        for path in self._profile.filings[id_]:
            filing = self._fitting(self._entries(path), period, path)
            if filing is None or not self._is_ours(filing):
                continue
            if not filing.amounts and not filing.unread and filing.source is None:
                what = f"nothing of this filing can be read: it has no amount that is known of {quoted(filing.form.name)}: see whether it is that form, or type its totals into a YAML file"
                self.problems.append(Problem(filing.origin, Code.FILING, what))
            first = found.get(filing.form.lead)
            if first is not None:
                filing = self._of_two(first, filing, id_)
            elif filing.amended:
                what = f"this return of {id_} is an amended one, and its amounts are the ones that count"
                self.problems.append(Problem(filing.origin, Code.FILING, what, hint=True))
            found[filing.form.lead] = filing
        return tuple(found.values())

    def _entries(self, declared: Text) -> list[Filing]:
        path = posixpath.normpath(posixpath.join(self._data, declared.text))
        if path not in self._read:
            findings = Findings(path)
            suffix = posixpath.splitext(path)[1].lower()
            if suffix == ".xml":
                one = load_return(self._root, path, findings)
                self._read[path] = [one] if one is not None else []
            elif suffix == ".json":
                self._read[path] = load_entries(self._root, path, findings)
            elif suffix == ".yaml":
                one = load_typed(self._root, path, self._profile, findings)
                self._read[path] = [one] if one is not None else []
            else:
                self._read[path] = []
                what = f"{quoted(declared.text)} is no filing: a return is .xml, an entry of the register .json, typed totals are .yaml"
                self.problems.append(Problem(declared.origin, Code.FILING, what))
            self.problems += findings.problems
        return self._read[path]

    def _fitting(self, entries: Sequence[Filing], period: Period, declared: Text) -> Filing | None:
        """Return the filing of a period, with its year; None after saying that there is none."""
        if not entries:
            return None  # why is said
        for filing in entries:
            undated = filing.start is None and filing.end is None
            if undated and (other_id := self._undated.setdefault(filing.origin.path, period.id)) != period.id:
                what = (
                    f"{quoted(declared.text)} is declared under {other_id} as well, and its totals are of one period: write a file for each"
                )
                self.problems.append(Problem(declared.origin, Code.FILING, what))
                return None
            if undated or _fits(filing, period):
                others = [each for each in entries if each is not filing and _fits(each, period) and _values(each) != _values(filing)]
                if others:
                    what = f"the file has several entries of the period to {filing.end}; the first counts, in row {filing.origin.line}: delete the others"
                    self.problems.append(Problem(others[0].origin, Code.DUPLICATE, what))
                year = filing.year if filing.end is not None and filing.year < YEAR_UNKNOWN else (period.start or period.end).year
                return dataclasses.replace(filing, year=year)
        filing = entries[0]
        other = next((known for known in self._profile.periods.values() if known.start and _near(filing, known)), None)
        own = f"{period.start} to {period.end}" if period.start else f"{period.end} alone"
        what = f"the filing is of {_days(filing)}" if len(entries) == 1 else f"none of its {len(entries)} entries is of that period"
        cure = f"declare it under {other.id}" if other else "declare the file of that period, or correct the dates of the period"
        where = f"{quoted(declared.text)} is declared under {period.id}, which is {own}"
        self.problems.append(Problem(declared.origin, Code.FILING, f"{where}, and {what}: {cure}"))
        return None

    def _is_ours(self, filing: Filing) -> bool:
        """Whether the organisation of the report filed it."""
        numbers = [*self._profile.registration]
        register = _REGISTERS[filing.form.lead]
        if register and self._profile.org_id.startswith(register):
            numbers.append(self._profile.org_id)
        if filing.number and numbers:
            if filing.number in map(digits, numbers):
                return True
            what = f"the filing is that of another organisation: it has the number {filing.number}, and report.yaml has {' and '.join(numbers)} under registration or org-id"
            self.problems.append(Problem(filing.origin, Code.FILING, what))
            return False
        if filing.name and not (filing.number and numbers):
            own = [_name(name) for name in (self._profile.organisation, self._profile.short_name) if name]
            if own and _name(filing.name) not in own:
                same = (
                    f'write registration: "{filing.number}" in report.yaml'
                    if filing.number
                    else "take the file as the authority gives it, with the number of who filed it"
                )
                what = (
                    f"the filing is that of {quoted(filing.name)}, and the report that of {quoted(self._profile.organisation)}, so nothing of it is used: "
                    f"if they are the same, {same}; if not, declare the organisation's own filing"
                )
                self.problems.append(Problem(filing.origin, Code.FILING, what))
                return False
            if own:
                return True
        if filing.source is None and filing.origin.path not in self._not_compared:
            self._not_compared.add(filing.origin.path)
            cure = (
                f'write registration: "{filing.number}" in report.yaml' if filing.number else "see for yourself, or take a file that has it"
            )
            said = (
                f"only the number {filing.number}"
                if filing.number
                else f"only the name {quoted(filing.name)}"
                if filing.name
                else "neither number nor name"
            )
            what = f"the file has {said} of who filed, so that nothing could be compared with report.yaml: if it is the organisation's own, {cure}"
            self.problems.append(Problem(filing.origin, Code.FILING, what, hint=True))
        return True

    def _of_two(self, first: Filing, second: Filing, period: str) -> Filing:
        """Return the one of two filings with one authority that counts."""
        if first.amended == second.amended:
            what = (
                f"there are two returns of {period}, and neither is an amended one; the first counts, {first.origin.path}: delete the other"
            )
            if first.amended:
                what = f"there are two amended returns of {period}; the first counts, {first.origin.path}: delete the one that was replaced"
            self.problems.append(Problem(second.origin, Code.DUPLICATE, what))
            return first
        old, new = (second, first) if first.amended else (first, second)
        changed = [
            f"{key.caption} {plain_amount(before.value)} before, {plain_amount(now.value)} now"
            for key in new.form.keys
            if (before := old.total(key.lines)) and (now := new.total(key.lines)) and before.value != now.value
        ]
        what = f"this return of {period} is an amended one, and counts in place of {old.origin.path}"
        more = f"; it changes {'; '.join(changed)}" if changed else "; none of the amounts that can be addressed differs"
        self.problems.append(Problem(new.origin, Code.FILING, what + more, hint=True))
        return new


def _days(filing: Filing) -> str:
    if filing.start is None or filing.end is None:
        return f"a period {'to' if filing.start is None else 'from'} {filing.end or filing.start}"
    return f"{filing.start} to {filing.end}"


def _name(name: str) -> str:
    """Return a name as it is compared. One word makes another organisation, as in "… to Live" and "… to Learn", but for its legal form."""
    words = folded(name).split()
    return " ".join([word for word in words if word not in _LEGAL] or words)


def _values(filing: Filing) -> dict[str, Decimal]:
    return {line: filed.value for line, filed in filing.amounts.items()}


def _fits(filing: Filing, period: Period) -> bool:
    return period.start is not None and _near(filing, period)


def _near(filing: Filing, period: Period) -> bool:
    ends = filing.end is None or abs((filing.end - period.end).days) <= _SLACK
    starts = filing.start is None or (period.start is not None and abs((filing.start - period.start).days) <= _SLACK)
    return ends and starts


# ---- what can be addressed ----


def _stats(periods: Mapping[str, Sequence[Filing]], profile: Profile, problems: list[Problem]) -> dict[str, Stat]:
    """Make a stat of each key, with its values in the order of the periods."""
    values: dict[str, dict[str, StatValue]] = {}
    labels: dict[str, tuple[str, str]] = {}
    for id_, filings in periods.items():
        for filing in filings:
            for key in filing.form.keys:
                filed = filing.total(key.lines)
                if filed is None:
                    continue
                if filed.value < 0 and key.name in _NEVER_NEGATIVE:
                    what = f"{key.caption} is {plain_amount(filed.value)}, and is hardly ever negative: see whether that was filed"
                    problems.append(Problem(filed.origin, Code.NUMBER, what, hint=True))
                name = filing.form.lead + key.name
                values.setdefault(name, {})[id_] = _value(filing, key.lines, filed, id_)
                labels.setdefault(name, (key.caption, filing.form.currency))
            _count_recipients(filing, id_, values, labels)
    for id_, filings in periods.items():
        before = next((known for known in profile.periods.values() if known.start and follows(profile.periods[id_], known)), None)
        if before is not None:
            for filing in filings:
                _comparatives(filing, before, values, labels, problems)
    order = list(profile.periods)
    stats = {}
    for name, found in values.items():
        caption, currency = labels[name]
        sorted_ = tuple(found[id_] for id_ in sorted(found, key=order.index))
        origin = sorted_[0].origin
        stats[name] = Stat(name, Text(f"{caption}, as filed", origin), currency, Good.NEITHER, sorted_, origin)
    return stats


def _count_recipients(filing: Filing, period: str, values: dict[str, dict[str, StatValue]], labels: dict[str, tuple[str, str]]) -> None:
    """Take how many organizations a return lists as recipients of grants, where it lists them."""
    if filing.recipients:
        name = filing.form.lead + RECIPIENTS_LISTED
        number = Filed(Decimal(filing.listed), filing.origin)
        values.setdefault(name, {})[period] = _value(filing, ("SI.II.d",), number, period)
        labels.setdefault(name, ("Organizations listed as recipients of grants", ""))


def _comparatives(
    filing: Filing,
    before: Period,
    values: dict[str, dict[str, StatValue]],
    labels: dict[str, tuple[str, str]],
    problems: list[Problem],
) -> None:
    """Take what a filing says of the year before, where nothing was filed for that; hint at what it says otherwise than was filed."""
    differing: list[tuple[Key, Filed, StatValue]] = []
    for key in filing.form.keys:
        filed = filing.total(key.before)
        if filed is None:
            continue
        name = filing.form.lead + key.name
        own = values.setdefault(name, {}).setdefault(before.id, _value(filing, key.before, filed, before.id, ", prior year"))
        labels.setdefault(name, (key.caption, filing.form.currency))
        if own.value != filed.value:
            differing.append((key, filed, own))
    if differing:
        said = "; ".join(f"{key.caption} {plain_amount(filed.value)}, filed as {own.text}" for key, filed, own in differing)
        what = f"for the year before, {before.id}, it says otherwise than was filed then: {said}"
        problems.append(Problem(differing[0][1].origin, Code.FILING, what, hint=True))


def _value(filing: Filing, lines: Sequence[str], filed: Filed, period: str, more: str = "") -> StatValue:
    place = filing.place(lines) + more
    given = filing.source
    if given is not None:
        place = place or given.place
    origin = Origin(filed.origin.path, filed.origin.line)
    source = Source(given.document, place, given.url, origin) if given is not None and (given.document or given.url) else None
    if source is None:
        source = Source("", f"{place} ({given.place})" if given is not None and given.place != place else place, "", origin)
    return StatValue(
        value=filed.value,
        kind=AmountKind.NUMBER,
        text=f"{filed.value:f}",
        period=period,
        qualifier=Qualifier.EXACT,
        form=Form.FULL,
        source=source,
        as_of=None,
        status=Status.FINAL,
        as_printed="",
        note=None,
        origin=origin,
    )
