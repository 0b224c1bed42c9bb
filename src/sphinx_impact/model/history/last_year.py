"""Reports of earlier years, from their exports: what they said, what differs now, and their columns as comparatives."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx_impact.model.addresses import before, key_of
from sphinx_impact.model.entities import (
    Address,
    Amount,
    AmountKind,
    Cell,
    Column,
    Figure,
    Kind,
    Line,
    Period,
    Profile,
    Source,
    Statement,
    Status,
    Text,
)
from sphinx_impact.model.footing.differences import FootedCell
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.grants import GrantRoll
from sphinx_impact.model.json_text import JsonError, grouped, is_sane, plain, read_json
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.names import counted, nearest, slug
from sphinx_impact.model.problems import Code, Origin, Problem, one_line, quoted

if TYPE_CHECKING:
    from sphinx_impact.model.json_document import Document, DocumentEntry, FigureEntry, SourceEntry

_ADDRESS = re.compile(r'"address":\s*("(?:[^"\\]|\\.)*")')


@dataclasses.dataclass(frozen=True, slots=True)
class LastYear:
    """What a report of an earlier year said, in the periods of this one.

    Attributes:
        path: Its file, relative to the source directory.
        periods: By id; those that this report declares, too, are its own.
        titles: Of statements, by id.
        reporting_period: Id of its own; None where it had none.
        waivers: Check, address and difference of each that it printed.
        printed: What its errata say was printed, by the address of the figure.
        title: What it is called; empty where that is not known.
        url: Of its first page; empty where it is not known.
        sources: The documents that its figures come from, by id.
        reports: Of last year's report with all that only reports before it had: each by itself, the newest first.
    """

    path: str
    periods: Mapping[str, Period]
    figures: Mapping[Address, Figure]
    titles: Mapping[str, str]
    reporting_period: str | None
    waivers: frozenset[tuple[str, str, Decimal]]
    printed: Mapping[Address, frozenset[str]]
    title: str = ""
    url: str = ""
    sources: Mapping[str, DocumentEntry] = dataclasses.field(default_factory=dict)
    reports: tuple[LastYear, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that a figure of it may come from."""
        return tuple(report.path for report in self.reports) or (self.path,)

    @property
    def period(self) -> Period | None:
        """What it reported on; None where that is not known."""
        return self.periods.get(self.reporting_period or "")

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"the report on {self.reporting_period}" if self.reporting_period else f"the report in {self.path}"

    @property
    def ends(self) -> dt.date:
        """The last day that it reported on."""
        return self.period.end if self.period is not None else max((known.end for known in self.periods.values()), default=dt.date.min)

    def figure(self, key: str, period: str, column: str) -> Figure | None:
        """Return a figure, or None where last year's report had none."""
        return self.figures.get(Address(key, period, column))

    def periods_of(self, address: Address) -> list[str]:
        """Return the ids of the periods for which last year's report had a figure of a key and a column."""
        return [id_ for id_ in self.periods if self.figure(address.key, id_, address.column) is not None]


def load_last_year(root: Path, path: str, profile: Profile) -> tuple[LastYear | None, list[Problem]]:
    """Load the document that last year's build exported.

    Args:
        path: Of ``report.json``, relative to the source directory.
        profile: Whose periods are meant.
    """
    findings = Findings(path)
    text = read_text(root, path, findings)
    document = _document(text, findings) if text is not None else None
    if text is None or document is None:
        return None, findings.problems
    if document.state:
        what = f"the export is of a report that was not final ({document.state}): take report.json from the published one"
        findings.problems.append(Problem(findings.origin(1), Code.STATE, what, hint=True))
    periods = periods_of(document, profile.periods, findings.origin(1))
    for id_, period in periods.items():
        if id_ != period.id and id_ in profile.periods and period.id not in profile.periods:
            findings.add(1, Code.PERIOD, _other_dates(period, profile.periods[id_]))
    rows = _rows(text)
    figures = [(entry.address, to_figure(entry, periods, findings.origin(rows.get(entry.address, 1)))) for entry in document.figures]
    names = {written: figure.address for written, figure in figures}
    printed: dict[Address, frozenset[str]] = {}
    for erratum in document.errata:
        for address in erratum.figures if erratum.printed else ():
            if address in names:
                printed[names[address]] = printed.get(names[address], frozenset()) | {erratum.printed or ""}
    if not is_same_organisation({document.organisation, document.short_name}, {profile.organisation, profile.short_name}):
        what = (
            f"this report is of {quoted(document.organisation or document.short_name or '')}, and report.yaml is of {quoted(profile.organisation)}: "
            "name reports of the same organisation under previous, unless it had that name before"
        )
        findings.problems.append(Problem(findings.origin(1), Code.PERIOD, what, hint=True))
    reporting = periods.get(document.reporting_period or "")
    last = LastYear(
        path=path,
        periods={period.id: period for period in periods.values()},
        figures={figure.address: figure for _, figure in figures},
        titles={statement.id: statement.title for statement in document.statements},
        reporting_period=reporting.id if reporting is not None else None,
        waivers=frozenset((waiver.check, waiver.at, waiver.difference) for waiver in document.waivers),
        printed=printed,
        title=document.title or "",
        url=document.site or "",
        sources={source.id: source for source in document.sources},
    )
    return last, findings.problems


def periods_of(document: Document, own: Mapping[str, Period], origin: Origin) -> dict[str, Period]:
    """Return the periods of an earlier report, by the ids that it has for them: as the periods of this one with the same dates, whatever these are called.

    One that is called as another one of this report gets its dates for an id: figures of the two are not those of one period.

    Args:
        own: The periods of this report.
    """
    dated = {(period.start, period.end): period for period in reversed(list(own.values()))}
    found: dict[str, Period] = {}
    for entry in document.periods:
        free = entry.id if entry.id not in own else "--".join(day.isoformat() for day in (entry.start, entry.end) if day is not None)
        found[entry.id] = dated.get((entry.start, entry.end)) or Period(free, entry.start, entry.end, entry.label or "", origin)
    return found


def _other_dates(old: Period, own: Period) -> str:
    """Say that two reports call different periods the same."""
    was, now = (f"{period.start} to {period.end}" if period.start else f"{period.end}" for period in (old, own))
    return (
        f"the period {own.id} of this report is {was}, and in report.yaml it is {now}: its figures are not compared with those of {own.id}; "
        "correct the dates, or give the period in report.yaml another id"
    )


def read_document(root: Path, path: str) -> tuple[Document | None, list[Problem]]:
    """Read a document that a build exported; None after saying why that is not possible."""
    findings = Findings(path)
    text = read_text(root, path, findings)
    return (_document(text, findings) if text is not None else None), findings.problems


def is_same_organisation(names: Iterable[str | None], others: Iterable[str | None]) -> bool:
    """Whether two organisations have much the same name, long or short, as with an "Inc." behind it, or whether that of one is not known."""
    known, other = ({slug(name) for name in some if name} - {""} for some in (names, others))
    return not known or not other or any(one in two or two in one or nearest(one, [two], 0.7) for one in known for two in other)


def without_later(reports: Sequence[LastYear], profile: Profile) -> tuple[list[LastYear], list[Problem]]:
    """Return the reports that are not on a later year than this one, the newest first; and what is wrong with the years of all.

    The report of this year itself is kept: it says what was printed.
    """
    now = profile.reporting
    kept: list[LastYear] = []
    problems = []
    for report in sorted(reports, key=lambda found: found.ends, reverse=True):
        period, what = report.period, ""
        if now is not None and period is not None and period.end > now.end:
            what = f"this report is on {period.id}, which is later than {now.id}, the reporting period: it is left out; take it out of previous"
        else:
            kept.append(report)
        if now is not None and period is not None and (period.start, period.end) == (now.start, now.end):
            what = f"the report named as last year's is itself of {now.id}, the reporting period: name that of the year before"
        elif not what and period is not None and (first := next(one for one in kept if one.period == period)) is not report:
            what = f"this report is on {period.id}, as {first.path} is, which counts where the two differ: take one of them out of previous"
        if what:
            problems.append(Problem(Origin(report.path, 1), Code.PERIOD, what, hint=True))
    return kept, problems


def with_older(last: LastYear, older: Sequence[LastYear]) -> LastYear:
    """Return last year's report with the figures that only reports before it had."""
    periods: dict[str, Period] = {}
    figures: dict[Address, Figure] = {}
    for report in (*reversed(older), last):
        periods |= report.periods
        figures |= report.figures
    return dataclasses.replace(last, periods=periods, figures=figures, reports=(last, *older))


def with_periods(profile: Profile, last: LastYear) -> Profile:
    """Return the profile with the periods of last year's report that it does not declare itself."""
    more = {id_: period for id_, period in last.periods.items() if id_ not in profile.periods}
    return dataclasses.replace(profile, periods={**profile.periods, **more})


def compare(
    figures: Sequence[Figure],
    reports: Sequence[LastYear],
    corrected: set[Address],
    statements: Mapping[str, Footed],
    renamed: Collection[str],
) -> list[Problem]:
    """Find comparatives that say something else than an earlier report did, and series that are gone since last year's.

    Each figure is held against the newest report that has it: what that one had changed itself is marked, and no problem of this one.

    Args:
        figures: All figures of this report.
        reports: The newest first.
        corrected: Addresses of figures whose errata say what was printed before.
        statements: This report's statements, by id.
        renamed: Keys and statements of last year's that are gone, and may have other names only, as is said elsewhere.
    """
    problems = []
    recounted: dict[str, list[tuple[Figure, Figure]]] = {}
    for figure in figures:
        newest = next(
            (report for report in reports if (old := report.figures.get(figure.address)) is not None and old.value is not None), None
        )
        if newest is None:
            continue
        said = "last year's report" if newest is reports[0] else newest.name
        footed = statements.get(figure.statement)
        old = newest.figures[figure.address]
        problem = _restated(figure, old, said, corrected, footed.statement if footed is not None else None)
        problems += [problem] if problem is not None else []
        recounted.setdefault(said, []).append((figure, old))
    problems += [problem for said, pairs in recounted.items() for problem in _recounted(pairs, said)]
    return [*problems, *_vanished(figures, reports[0], set(statements), renamed)]


def compare_grants(roll: GrantRoll, reports: Sequence[LastYear]) -> list[Problem]:
    """Say of which years the grants come to something else than an earlier report published; what was published stays."""
    problems = []
    for figure, old, said in grants_otherwise(roll, reports):
        period = figure.address.period
        what = (
            f"the grants of {period} in this file come to {grouped(figure.value or Decimal(0))}, and in {said.name} to {grouped(old.value or Decimal(0))} ({old.origin}), "
            f"which is what stands for {period}: correct the day of a grant, or keep all grants of {period} here, or none"
        )
        problems.append(Problem(roll.within(period)[0].origin, Code.PERIOD, what, hint=True))
    return problems


def grants_otherwise(roll: GrantRoll, reports: Sequence[LastYear]) -> Iterator[tuple[Figure, Figure, LastYear]]:
    """Give the sum of the grants of each earlier year that the newest report with one published otherwise, and what that said."""
    for figure in roll.every.get("grants.total", ()):
        if roll.is_reported(figure) or figure.value is None:
            continue
        old, said = next(((old, report) for report in reports if (old := report.figures.get(figure.address)) is not None), (None, None))
        if old is not None and said is not None and old.value is not None and differs(figure, old):
            yield figure, old, said


def shown_beside(figures: Iterable[Figure], last: LastYear) -> list[Figure]:
    """Return the figures of years that only earlier reports have, of series that this report has, too: they stand beside its own."""
    own = {figure.address for figure in figures}
    series = {(address.key, address.column) for address in own}
    return [old for address, old in last.figures.items() if address not in own and (address.key, address.column) in series]


def said_otherwise(figures: Iterable[Figure], reports: Sequence[LastYear]) -> Iterator[tuple[Figure, Figure, list[LastYear]]]:
    """Give each figure that an earlier report said otherwise, what it said, and the reports that said so, the newest first."""
    for figure in figures:
        found: dict[Decimal, tuple[Figure, list[LastYear]]] = {}
        for report in reports:
            old = report.figures.get(figure.address)
            if old is not None and old.value is not None and old.value != figure.value and differs(figure, old):
                found.setdefault(old.value if old.shown is None else old.shown, (old, []))[1].append(report)
        for old, who in found.values():
            yield figure, old, who


# ---- what changed ----


def differs(figure: Figure, old: Figure) -> bool:
    """Whether two figures of one address are counted alike, and have no number in common, as it is or rounded to what a statement counts in."""
    if (figure.unit, figure.money) != (old.unit, old.money) or figure.value is None:
        return False
    pairs = itertools.product({figure.value, figure.shown} - {None}, {old.value, old.shown} - {None})
    return not any(one == other or _is_rounded(figure, one, other) or _is_rounded(old, other, one) for one, other in pairs)


def _is_rounded(figure: Figure, number: Decimal | None, exact: Decimal | None) -> bool:
    """Whether a number of a statement in thousands or millions is another one rounded to these."""
    factor = figure.scale.factor
    return factor > 1 and number is not None and exact is not None and number % factor == 0 and abs(exact - number) * 2 <= factor


def _restated(figure: Figure, old: Figure, said: str, marked: set[Address], statement: Statement | None) -> Problem | None:
    if old.value is None or figure.value is None:
        return None
    if (figure.unit, figure.money) != (old.unit, old.money):
        if figure.money and old.money:
            return None  # said once of all: see `_recounted`
        message = (
            f"{figure.address} is counted in {figure.unit or 'nothing'} here, and was in {old.unit or 'nothing'} in {said} ({old.origin}); "
            "give one of them another key"
        )
        return Problem(figure.origin, Code.RESTATED, message, hint=True)
    if not differs(figure, old):
        return None
    status = statement.status if statement is not None else figure.status
    if status is Status.RESTATED or figure.as_printed or figure.address in marked:
        return None
    printed = one_line(old.text, 100) or plain(old.value)
    entry = f'say in errata.yaml what was printed, with "at: {figure.address}" and "printed: {printed}"'
    if statement is not None:
        whole = statement.details_of.rpartition(".")[0] or statement.id
        cure = f'{entry}, or mark the statement {whole} in its YAML file with "status: restated"'
    elif figure.origin.path.endswith(".yaml"):
        cure = f'mark it with "status: restated", or with "as-printed: {printed}"'
    else:  # rows of grants and of returns, which take no mark
        cure = entry
    message = (
        f"{figure.address} is {grouped(figure.value)} here, but was {grouped(old.value)} in {said} ({old.origin}); correct it, or {cure}"
    )
    return Problem(figure.origin, Code.RESTATED, message)


def _recounted(pairs: Iterable[tuple[Figure, Figure]], said: str) -> Iterator[Problem]:
    """Say once of each two currencies how many amounts an earlier report has in the one, and this report in the other."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure, old in pairs:
        if figure.money and old.money and figure.unit != old.unit and None not in {figure.value, old.value}:
            found.setdefault((old.unit, figure.unit), []).append(figure)
    for (was, now), figures in found.items():
        first = figures[0]
        message = (
            f"{counted(len(figures), 'amount')}, {first.address} first, {'is' if len(figures) == 1 else 'are'} in {now} here, and in {was} in {said}: "
            "what differs between currencies is not found, so compare them by hand"
        )
        yield Problem(first.origin, Code.RESTATED, message, hint=True)


# ---- what is gone ----


_OF_A_YEAR: Final = ("grants.program.", "grants.country.")
"""Beginnings of addresses that a year has, and the next may not have: no grant went there."""


def _vanished(now: Iterable[Figure], last: LastYear, statements: set[str], renamed: Collection[str]) -> Iterator[Problem]:
    """Say once of each series, and once of each statement, that it is gone."""
    known = {_series(figure) for figure in now}
    said = {what for name in renamed for what in (name, f"the statement {name}")}
    for old in last.figures.values():
        series = _series(old)
        if series in known or old.kind is not AmountKind.NUMBER or series.startswith(_OF_A_YEAR):
            continue
        if old.statement and old.statement not in statements:
            what, of = f"the statement {old.statement}", last.titles.get(old.statement, "")
        else:
            what, of = series, str(old.label)
        if what not in said:
            said.add(what)
            named = f" ({one_line(of, 100)})" if of else ""
            message = (
                f"{what}{named} was in last year's report and is not in this one; give it again, or leave it out and tell the readers why"
            )
            yield Problem(old.origin, Code.RESTATED, message, hint=True)


def _series(figure: Figure) -> str:
    return str(dataclasses.replace(figure.address, period=""))


# ---- reading ----


def _document(text: str, findings: Findings) -> Document | None:
    from pydantic import ValidationError

    from sphinx_impact.model.json_document import FORMAT, Document

    try:
        read = read_json(text)
    except JsonError as error:
        findings.add(error.row, Code.FILE, f"{error}; or take report.json anew from the data of last year's website")
        return None
    if isinstance(read, dict) and isinstance(read.get("format"), int) and read["format"] > FORMAT:
        findings.add(
            1,
            Code.FILE,
            f"the file has format {read['format']}, of a later version than this one, which reads {FORMAT}: update sphinx-impact",
        )
        return None
    try:
        document = Document.model_validate(read)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        fault = f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}"
    else:
        fault = _fault(document)
    if fault:
        findings.add(1, Code.FILE, f"the file is no exported report: {one_line(fault, 100)}; take report.json from last year's website")
        return None
    return document


def _fault(document: Document) -> str:
    """Say what no build exports, though it has the form of an export; nothing where all is well."""
    for figure in document.figures:
        if any(number is not None and not is_sane(number) for number in (figure.value, figure.shown)):
            return f"{figure.address} is a number of too many digits"
        names = (figure.address, figure.key, figure.period, figure.column, figure.unit, figure.statement)
        if not all((name or "").isprintable() for name in names):
            return f"{figure.address} has characters that cannot be printed"
    for period in document.periods:
        if period.start is not None and period.end < period.start:
            return f"the period {period.id} ends before it starts"
    return ""


def _rows(text: str) -> dict[str, int]:
    """Return the row of each address."""
    return {json.loads(found[1]): row for row, line in enumerate(text.split("\n"), 1) if (found := _ADDRESS.search(line))}


def to_figure(entry: FigureEntry, periods: Mapping[str, Period], origin: Origin) -> Figure:
    """Return a figure of an earlier report, in periods by the ids that it has for them."""
    period = periods.get(entry.period or "")
    own: dict[str, Any] = {
        "address": Address(entry.key, period.id if period else entry.period or "", entry.column or ""),
        "label": Text(entry.label, origin),
        "period": period,
        "source": _source(entry.source, origin),
        "as_printed": entry.as_printed or "",
        "note": Text(entry.note, origin) if entry.note else None,
        "statement": entry.statement or "",
        "origin": origin,
    }
    same = {field.name: getattr(entry, field.name) for field in dataclasses.fields(Figure) if field.name not in own}
    return Figure(**own, **same)


def _source(entry: SourceEntry | None, origin: Origin) -> Source | None:
    """Return a source in words: the documents of last year's report are not those of this one."""
    if entry is None:
        return None
    return Source("", ", ".join(filter(None, (entry.title, entry.place))), entry.url or "", origin)


def with_comparatives(footed: Footed, last: LastYear, profile: Profile) -> Footed | None:
    """Return a statement with a second column for each of its columns that last year's report had.

    The amounts are those that were printed. They are not added up again: last year's build did that. A line that is new has nothing there;
    one that is gone is not shown, as `sphinx_impact.model.history.last_year.compare` says.

    Returns:
        None where the statement has several periods, or last year's report has nothing of it in the same unit.
    """
    statement = footed.statement
    ids = {column.period for column in statement.columns}
    period = profile.periods.get(next(iter(ids)) or "") if len(ids) == 1 else None
    earlier = before(period, profile.periods.values()) if period is not None else None
    if earlier is None:
        return None
    keys = {key_of(statement, line) for line in statement.lines}
    had = {address.column for address in last.figures if address.period == earlier.id and address.key in keys}
    return _widened(footed, last, [_column(column, earlier.id, last) for column in statement.columns if column.name in had])


def with_columns(footed: Footed, last: LastYear, wanted: Iterable[str]) -> Footed | None:
    """Return a statement with further columns that earlier reports had, as `with_comparatives` does.

    Args:
        wanted: Headers, ``2021`` or ``2021/total``; those that nobody has are left out.

    Returns:
        None where there is none of them.
    """
    columns = footed.statement.columns
    there = {(column.period, column.name) for column in columns} | {(column.id, "") for column in columns}
    added: list[Column] = []
    for header in dict.fromkeys(wanted):
        period, _, name = header.partition("/")
        like = next((column for column in columns if column.name == name), None)
        if like is not None and period in last.periods and (period, name) not in there and header not in {column.id for column in columns}:
            added.append(_column(like, period, last))
    return _widened(footed, last, added)


def years_before(footed: Footed, last: LastYear | None, profile: Profile, name: str, most: int) -> list[str]:
    """Return the headers of one column of a statement in the newest years that have it, the newest first.

    Args:
        name: That the column has in all years; empty for one that is a period only.
        most: How many.
    """
    statement = footed.statement
    own = {column.period: column.id for column in statement.columns if column.name == name and column.period in profile.periods}
    keys = {key_of(statement, line) for line in statement.lines}
    earlier = {address.period for address in (last.figures if last is not None else ()) if address.column == name and address.key in keys}
    known = {id_: period for id_, period in profile.periods.items() if id_ in own or id_ in earlier}
    period = max((known[id_] for id_ in own if id_), key=lambda one: one.end, default=None)
    headers: list[str] = []
    while period is not None and len(headers) < most:
        headers.append(own.get(period.id) or (f"{period.id}/{name}" if name else period.id))
        period = before(period, known.values())
    return headers


def in_other_units(footed: Footed, last: LastYear, headers: Iterable[str]) -> dict[str, Figure]:
    """Return those headers under which earlier reports had amounts in another currency or unit only, each with the first of these.

    Amounts of two currencies make no row, and what is converted is no longer what was said.
    """
    statement = footed.statement
    units = {column.name: statement.unit_of(column) for column in statement.columns}
    own = {column.id for column in statement.columns}
    found: dict[str, Figure] = {}
    for header in headers:
        period, _, name = header.partition("/")
        had = [last.figure(key_of(statement, line), period, name) for line in statement.lines]
        figures = [figure for figure in had if figure is not None]
        if figures and header not in own and name in units and all(figure.unit != units[name] for figure in figures):
            found[header] = figures[0]
    return found


def gone_lines(footed: Footed, last: LastYear, columns: Iterable[Column]) -> list[list[Figure]]:
    """Return the amounts that earlier reports had in some columns of a statement and in lines that it has no longer: its totals contain them.

    Returns:
        A list for each such line, in the order of the columns.
    """
    statement = footed.statement
    keys = {key_of(statement, line) for line in statement.lines}
    gone = dict.fromkeys(address.key for address, figure in last.figures.items() if figure.statement == statement.id)
    places = [(column.period or "", column.name) for column in columns if column.origin.path in last.paths]
    found = [[last.figure(key, *place) for place in places] for key in gone if key not in keys]
    amounts = [[figure for figure in row if figure is not None and figure.value] for row in found]
    return [row for row in amounts if row]


def _widened(footed: Footed, last: LastYear, columns: Sequence[Column]) -> Footed | None:
    statement = footed.statement
    found: dict[tuple[int, int], Figure] = {}
    for at, line in enumerate(statement.lines):
        for beside, column in enumerate(columns):
            figure = last.figure(key_of(statement, line), column.period or "", column.name)
            if figure is not None and line.kind is not Kind.HEADING and figure.unit == statement.unit_of(column):
                found[at, beside] = figure
    if not found:
        return None
    width = len(statement.columns)
    cells = dict(footed.cells)
    lines: list[Line] = []
    for at, line in enumerate(statement.lines):
        added: list[Cell] = []
        for beside, column in enumerate(columns):
            cell = _cell(found.get((at, beside)), column, footed)
            added.append(Cell(Amount(cell.amount_kind, cell.value, plain(cell.value) if cell.value is not None else ""), cell.origin))
            cells[at, width + beside] = cell
        lines.append(dataclasses.replace(line, cells=(*line.cells, *added)))
    wider = dataclasses.replace(statement, columns=(*statement.columns, *columns), lines=tuple(lines))
    return Footed(wider, cells, footed.problems)


def _column(column: Column, period: str, last: LastYear) -> Column:
    id_ = f"{period}/{column.name}" if column.name else period
    return dataclasses.replace(column, id=id_, period=period, formula="", origin=dataclasses.replace(column.origin, path=last.path, line=1))


def _cell(figure: Figure | None, column: Column, footed: Footed) -> FootedCell:
    if figure is None:
        return FootedCell(AmountKind.NOT_REPORTED, None, column.origin)
    full = figure.value if figure.shown is None else figure.shown
    factor = footed.statement.scale.factor if column.unit == "currency" else 1
    value = full / factor if full is not None else None
    return FootedCell(figure.kind, value, figure.origin, options=() if value is None else (value,))
