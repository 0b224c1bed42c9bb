"""Writes next year's report from that of this year: everything of it but its figures, which it keeps as last year's.

Files are edited in their places, so that comments and the order of things stay as their authors wrote them. What cannot be edited so is listed.
"""

from __future__ import annotations

import calendar
import contextlib
import csv
import dataclasses
import datetime as dt
import io
import posixpath
import re
import shutil
from typing import TYPE_CHECKING, Final

import yaml

from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.importing.yaml_edit import Editing, entries, words
from sphinx_impact.model.addresses import alike
from sphinx_impact.model.export.diff import find_mentions
from sphinx_impact.model.export.document import to_document
from sphinx_impact.model.history.publication import DRAFT, REVIEW
from sphinx_impact.model.json_text import write_json
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.csv import parse_csv
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.settings import earlier_report, plain_setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx_impact.model.entities import Column, Period, Statement
    from sphinx_impact.model.problems import Problem
    from sphinx_impact.model.report import Report

_LEFT_BEHIND: Final = shutil.ignore_patterns("_build", ".git", ".venv", "venv", ".tox", "__pycache__", "*.pyc", "node_modules")
_OLD_FILES: Final = ("waivers.yaml", "errata.yaml")
"""What was accepted and corrected last year."""
_INVENTED: Final = "starter.yaml"
"""What was invented: names are carried over, and figures become last year's."""
_OF_A_VALUE: Final = ("as-of", "as-printed", "status", "unchanged-in")
"""Keys that speak of one year's value."""
_YEAR_OR_TWO: Final = 2
_WHOLE_WEEKS: Final = (52 * 7, 53 * 7)
"""Days of fiscal years that end on the same day of the week."""
_APART: Final = dt.timedelta(7)
"""How far from the same day a year may end that has such a length."""
_TO: Final = r"\s*(?:--?|[/‐‑‒–—−⁄∕／～]|&ndash;)\s*"
"""What is written between the two years of a fiscal year."""
_FIGURE: Final = 2
"""How deep in an export its figures are, each of which has a row."""


class RollError(ValueError):
    """A report that no next year's can be made of; the message says why."""


@dataclasses.dataclass(slots=True)
class NextYear:
    """What was written.

    Attributes:
        period: Id of the new reporting period.
        before: Id of the old one.
        previous: File with last year's export.
        removed: Files of the old year that are not taken over.
        look_at: Rows that name the old year, or cannot be edited by this command, as ``file:row: what it is``.
        left: What is to be filled in, as checks say it.
    """

    period: str
    before: str
    previous: str
    removed: list[str]
    look_at: list[str]
    left: list[Problem]


def write_next_year(source: Path, target: Path, data: str = "data") -> NextYear:
    """Write next year's report into a folder that does not exist.

    Args:
        source: Folder of the old report.
        data: Folder of the data files in it.

    Raises:
        RollError: The old report cannot be read, or names no reporting period.
        OSError: The folder cannot be written.
    """
    report = load_report(source, data, earlier_report(source))
    old = report.profile.periods.get(report.profile.reporting_period or "")
    if old is None or old.start is None:
        said = "; ".join(str(problem) for problem in report.problems if problem.origin.path.endswith("report.yaml"))
        raise RollError(f"{data}/report.yaml names no reporting period: write reporting-period: and its id{f' ({said})' if said else ''}")
    if target.resolve().is_relative_to(source.resolve()):
        raise RollError(f"{target} lies in {source}: name a folder beside it")
    shutil.copytree(source, target, ignore=_LEFT_BEHIND, symlinks=True)
    made = _Roll(report, target, old).run()
    new = load_report(target, data)
    if new.profile.reporting_period != made.period:
        shutil.rmtree(target)
        raise RollError(f"{data}/report.yaml cannot be edited by a program: run sphinx-impact check, and mend it first")
    made.left = [problem for problem in new.problems if not problem.hint]
    invented = posixpath.join(data, _INVENTED)
    if (target / invented).is_file() and not new.is_invented and all(problem.origin.path != invented for problem in made.left):
        (target / invented).unlink()
        made.removed.append(invented)
    return made


class _Roll:
    """One report on its way into the next year."""

    def __init__(self, report: Report, target: Path, old: Period) -> None:
        self._report, self._target, self._old = report, target, old
        self._look_at: list[str] = []
        self._removed: list[str] = []
        self._made: dict[str, Period] = {}
        self._weekly = old.days in _WHOLE_WEEKS
        self._spans_two = old.start is not None and old.start.year != old.end.year
        self._next = self._next_periods()
        """Id of the period a year later, by the id of a period."""
        periods = report.profile.periods
        self._this_year = {later for id_, later in self._next.items() if periods[id_].end == old.end}

    def run(self) -> NextYear:
        """Edit all files."""
        previous = self._export()
        for path in map(self._at, _OLD_FILES):
            if (self._target / path).is_file():
                (self._target / path).unlink()
                self._removed.append(path)
        self._edit(self._at("report.yaml"), lambda editing, root: self._profile(editing, root, previous))
        for path in sorted({stat.origin.path for stat in self._report.stats.values()} - {*self._report.found.of("filings")}):
            self._edit(path, self._stats)
        for footed in self._report.statements.values():
            self._statement(footed.statement)
        self._tell_of_parts()
        self._tie_outs(self._target / self._at("tieouts.yaml"))
        self._settings()
        self._tell_of_weeks(self._at("report.yaml"))
        self._list_unchanged(self._at("report.yaml"))
        for name in ("people.yaml", "sponsors.yaml"):
            self._list(self._at(name), r"^\s*(?:- +)?as-of:.*")
        self._readme()
        for path in self._files("*.md", "*.rst"):
            self._list(path, self._naming_old_year())
        for path in self._files(f"{self._report.data}/**/*.csv"):
            if path not in {line.origin.path for footed in self._report.statements.values() for line in footed.statement.lines}:
                grants = path in self._report.found.of("grants")
                what = (
                    f"write the grants of {self._next[self._old.id]} below the others" if grants else "a table that no statement is made of"
                )
                self._look_at.append(f"{path}:1: {what}")
        return NextYear(self._next[self._old.id], self._old.id, previous, self._removed, self._look_at, [])

    # ---- periods ----

    def _next_periods(self) -> dict[str, str]:
        """Return the period after each: one that is declared, or for those that end with the reporting period a new one."""
        periods = self._report.profile.periods
        found: dict[str, str] = {}
        for period in sorted(periods.values(), key=lambda known: known.end, reverse=True):
            end = self._a_year_later(period.end)
            later = [
                other
                for other in (*periods.values(), *self._made.values())
                if alike(period, other) and abs(other.end - end) <= _APART and (other.start is None) == (period.start is None)
            ]
            if later:
                found[period.id] = min(later, key=lambda other: abs(other.end - end)).id
            elif period.end == self._old.end and alike(period, self._old if period.start else period):
                made = self._new_period(period)
                self._made[made.id] = made
                found[period.id] = made.id
        return found

    def _new_period(self, period: Period) -> Period:
        end = self._a_year_later(period.end)
        start = period.start and period.end + dt.timedelta(days=1)
        made = dataclasses.replace(period, start=start, end=end, label=self._a_year_on(period.label))
        id_ = end.isoformat() if period.id == period.end.isoformat() else self._a_year_on(period.id)
        return dataclasses.replace(made, id=id_ if id_ not in self._report.profile.periods else f"{end.year}-{end.month:02}")

    def _a_year_later(self, day: dt.date) -> dt.date:
        """Return the last day of the next year; where years are whole weeks, of 52."""
        return day + dt.timedelta(weeks=52) if self._weekly else _a_year_later(day)

    def _a_year_on(self, text: str) -> str:
        """Return a name with its years, of four digits or two, one later."""
        years = {self._old.end.year, (self._old.start or self._old.end).year}
        numbers = {**{str(year): str(year + 1) for year in years}, **{f"{year % 100:02}": f"{(year + 1) % 100:02}" for year in years}}
        return re.sub(r"\d+", lambda found: numbers.get(found[0], found[0]), text)

    def _naming_old_year(self) -> str:
        """Return a pattern of all that pages call the old year and those before it: ids, labels, and fiscal years however they are spelled."""
        periods = [self._report.profile.periods[id_] for id_ in self._next if id_ in self._report.profile.periods]
        names = {str(day.year) for day in (self._old.start, self._old.end) if day}
        names |= {name for period in periods for name in (period.id, period.label) if len(name) >= len("fy24")}
        spellings = [r"\s+".join(re.escape(word) for word in name.split()) for name in sorted(names, key=len, reverse=True)]
        for period in periods:
            if period.start and alike(period, self._old):
                spellings += _spellings(period.start.year, period.end.year)
        now = "|".join(_spellings(self._old.end.year, self._old.end.year + 1)) if self._spans_two else r"\b\B"
        return rf"(?i)(?<![a-z0-9])(?!(?:{now})(?![a-z0-9]))(?:{'|'.join(spellings)})(?![a-z0-9])"

    # ---- files ----

    def _at(self, name: str) -> str:
        return posixpath.join(self._report.data, name)

    def _files(self, *patterns: str) -> list[str]:
        found = (path.relative_to(self._target).as_posix() for pattern in patterns for path in self._target.rglob(pattern))
        return sorted(path for path in found if not path.startswith("."))

    def _list(self, path: str, pattern: str) -> None:
        """List the rows of a file in which a pattern is found."""
        if (self._target / path).is_file():
            rows = (self._target / path).read_text(encoding="utf-8", errors="replace").splitlines()
            self._look_at += [f"{path}:{number}: {row.strip()[:100]}" for number, row in enumerate(rows, 1) if re.search(pattern, row)]

    def _list_unchanged(self, path: str) -> None:
        """List the rows of the profile that name the old year as before; among the periods and the reports before, it is right."""
        was = set((self._report.root / path).read_text(encoding="utf-8-sig").splitlines())
        named, key = re.compile(self._naming_old_year()), ""
        for number, row in enumerate((self._target / path).read_text(encoding="utf-8").splitlines(), 1):
            begun = re.match(r"""["']?([\w-]+)["']?\s*:""", row)
            key = begun[1] if begun else key
            if row in was and named.search(row) and (key not in {"periods", "previous"} or row.startswith("#")):
                self._look_at.append(f"{path}:{number}: {row.strip()[:100]}")

    def _tell_of_weeks(self, path: str) -> None:
        """List the row of a year that was taken to have 52 weeks."""
        made = self._made.get(self._next[self._old.id])
        if self._weekly and made is not None:
            for number, row in enumerate((self._target / path).read_text(encoding="utf-8").splitlines(), 1):
                if row.strip() == _declared(made):
                    self._look_at.append(f"{path}:{number}: {made.id} ends on {made.end}, after 52 weeks: write its last day, if it has 53")

    def _tell_of_parts(self) -> None:
        """List what has amounts of parts of the old year, or of other years that end in it: which come after them, nobody says."""
        start = self._old.start or self._old.end
        parts = {
            id_ for id_, period in self._report.profile.periods.items() if start <= period.end <= self._old.end and id_ not in self._next
        }
        within = [(stat.origin, stat.key, [value.period for value in stat.values]) for stat in self._report.stats.values()]
        for statement in (footed.statement for footed in self._report.statements.values()):
            origin = statement.lines[0].origin if statement.lines else statement.origin
            within.append((dataclasses.replace(origin, line=1), statement.id, [column.period for column in statement.columns]))
        for origin, name, periods in within:
            if named := [id_ for id_ in dict.fromkeys(periods) if id_ in parts]:
                self._look_at.append(
                    f"{origin.path}:{origin.line}: {name} has {', '.join(map(str, named))}: declare those of the new year in report.yaml, and add them"
                )

    def _edit(self, path: str, edit: Callable[[Editing, yaml.MappingNode], None]) -> None:
        """Edit a YAML file; one that cannot be read stays as it is."""
        was = (self._target / path).read_text(encoding="utf-8-sig")
        editing = Editing(was)
        with contextlib.suppress(RefusedError):
            root = editing.root()
            edit(editing, root)
            now = editing.done()
            if entries(root).keys() - entries(Editing(now).root()).keys() <= {*_OF_A_VALUE}:
                (self._target / path).write_text(now, encoding="utf-8", newline="\n")
                return
        self._look_at.append(f"{path}:1: edit by hand: the whole file")

    def _export(self) -> str:
        """Write what the old report says where the new one looks for it."""
        path = posixpath.join(self._report.data, "previous", f"{self._old.id}.json")
        pages, exhibits = find_mentions(self._report)
        root = self._report.root
        language, site = plain_setting(root, "language")[0] or "en", plain_setting(root, "html_baseurl")[0].rstrip("/")
        state = plain_setting(root, "impact_state")[0]
        state = state if state in {DRAFT, REVIEW} else ""
        document = to_document(
            self._report, Formats(language), language=language, site=site and f"{site}/", state=state, pages=pages, exhibits=exhibits
        )
        if state:
            self._look_at.append(
                f'{path}:1: {root}/conf.py says impact_state = "{state}": if the report was published since, take data/report.json of its website'
            )
        text = write_json(document.model_dump(by_alias=True), depth=_FIGURE)
        (self._target / path).parent.mkdir(parents=True, exist_ok=True)
        (self._target / path).write_text(text, encoding="utf-8", newline="\n")
        return path

    def _profile(self, editing: Editing, root: yaml.MappingNode, previous: str) -> None:
        known = entries(root)
        editing.replace(known["reporting-period"], f'"{self._next[self._old.id]}"')
        if "title" in known:
            editing.replace(known["title"], self._a_year_on(editing.written(known["title"])))
        periods = known["periods"]
        assert isinstance(periods, yaml.MappingNode)  # one of them is the reporting period
        for period in self._made.values():
            editing.put_beside(periods, next(iter(entries(periods))), _declared(period), before=True)
        named = earlier_report(self._report.root)
        earlier = [posixpath.normpath(path) for path in ((named,) if named else self._report.profile.previous)]
        editing.drop(root, {"previous"})
        said = f"previous: {previous}" if not earlier else "\n".join(["previous:", *(f"  - {path}" for path in (previous, *earlier))])
        editing.put_beside(root, "reporting-period", said)

    def _stats(self, editing: Editing, root: yaml.MappingNode) -> None:
        for key, node in entries(root).items():
            if key in self._report.stats and isinstance(node, yaml.MappingNode):
                self._stat(editing, node)

    def _stat(self, editing: Editing, node: yaml.MappingNode) -> None:
        known = entries(node)
        values, period = known.get("values"), known.get("period")
        if isinstance(values, yaml.MappingNode):
            there = entries(values)
            for id_ in there:
                if self._next.get(id_) in self._this_year and self._next[id_] not in there:
                    editing.put_beside(values, id_, f'"{self._next[id_]}":', before=True)
            return
        of = words(period) or self._old.id
        if "value" not in known or self._next.get(of) not in self._this_year:
            return
        editing.clear(node, "value", of)
        if period is not None:
            editing.replace(period, f'"{self._next[of]}"')
        else:
            editing.put_beside(node, "value", f'period: "{self._next[of]}"')
        editing.drop(node, _OF_A_VALUE)

    # ---- statements ----

    def _statement(self, statement: Statement) -> None:
        path = statement.lines[0].origin.path if statement.lines else statement.origin.path
        if not any(self._next.get(column.period or "") in self._this_year for column in statement.columns):
            return
        text = (self._target / path).read_text(encoding="utf-8-sig")
        table = parse_csv(text, Findings(path))
        if table is None:
            return
        columns = {column.id: column for column in statement.columns}
        amounts = [name for name in table.header if name in columns]
        moved = self._moved(amounts, columns)
        others = [name for name in table.header if name not in columns]
        out = io.StringIO()
        writer = csv.writer(out, delimiter=table.mark, lineterminator="\n")
        order = [*others, *moved]
        writer.writerow(order)
        for row in table.rows:
            writer.writerow([*(row.cells.get(name, "") for name in others), *(row.cells.get(old, "") for old in moved.values())])
        (self._target / path).write_text(out.getvalue(), encoding="utf-8", newline="\n")
        beside = f"{posixpath.splitext(path)[0]}.yaml"
        if (self._target / beside).is_file():
            self._edit(beside, self._beside)

    def _moved(self, amounts: list[str], columns: Mapping[str, Column]) -> dict[str, str]:
        """Return the new columns in their order, each with the old one that its amounts are those of; nothing for this year's."""
        moved: dict[str, str] = {}
        undated = {name: column for name, column in columns.items() if not self._dated(column)}
        for name in amounts:
            column = columns[name]
            if not self._dated(column):
                moved[name] = "" if self._next.get(column.period or "") in self._this_year else name
                continue
            later = self._next.get(column.period or "", column.period or "")
            header = f"{later}/{column.name}" if column.name else later
            if header in columns:
                moved[header] = header
            else:  # last year's column, where this year's has no period in its name
                known = [old for old, other in undated.items() if other.name == column.name and other.period == later]
                moved[header] = known[0] if known else "" if later in self._this_year else name
        names = {(column.period, column.name) for column in columns.values()}
        series = len({period for period, _ in names}) > _YEAR_OR_TWO
        return {**moved, **({name: name for name in amounts if name not in moved} if series else {})}

    def _dated(self, column: Column) -> bool:
        """Whether a column says in its header what period it is of."""
        return column.period is not None and column.id.partition("/")[0] == column.period

    def _beside(self, editing: Editing, root: yaml.MappingNode) -> None:
        """Edit the YAML beside a statement."""
        known = entries(root)
        for node in (known.get("period"), *entries(known.get("columns")).values()):
            for scalar in (node, *entries(node).values()):
                if isinstance(scalar, yaml.ScalarNode):
                    editing.replace(scalar, self._with_next_ids(editing.written(scalar)))
        editing.drop(root, ("status", "unchanged-in"))

    def _with_next_ids(self, text: str) -> str:
        ids = "|".join(re.escape(id_) for id_ in sorted(self._next, key=len, reverse=True))
        return re.sub(rf"(?<![\w.-])(?:{ids})(?![\w-])", lambda found: self._next[found[0]], text)

    def _tie_outs(self, path: Path) -> None:
        """Have relations speak of the new year: the periods they are checked for, and addresses that name the old one."""
        if not path.is_file():
            return
        periods = self._report.profile.periods
        old = "|".join(re.escape(id_) for id_ in self._next if periods[id_].end == self._old.end)
        rows = []
        for row in path.read_text(encoding="utf-8-sig").splitlines():
            checked = re.match(r"\s*(?:- +)?for\s*:", row)
            now = self._with_next_ids(row) if checked else row
            rows.append(re.sub(rf"@({old})(?![\w.-])", lambda found: f"@{self._next[found[1]]}", now))
        path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")

    # ---- what is around the data ----

    def _readme(self) -> None:
        """Have a file that is called like the report be called like this year's."""
        path, title = self._target / "README.md", self._report.profile.title
        if title and path.is_file():
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            now = re.sub(rf"(?m)^(#+ .*){re.escape(title)}", lambda found: found[1] + self._a_year_on(title), text)
            path.write_bytes(now.encode("utf-8", "surrogateescape"))

    def _settings(self) -> None:
        path = self._target / "conf.py"
        if not path.is_file():
            return
        rows = []
        named = re.compile(self._naming_old_year())
        for row in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"(?:project|html_title|html_short_title|epub_title|epub_description|copyright)\s*=", row):
                rows.append(self._a_year_on(row))
            elif re.match(r"impact_state\s*=", row):
                rows.append('impact_state = "draft"')
            elif not re.match(r"impact_(?:embargo|previous)\s*=", row):
                rows.append(row)
                self._look_at += [f"conf.py:{len(rows)}: {row.strip()[:100]}"] if named.search(row) else []
        path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _spellings(first: int, last: int) -> list[str]:
    """Return patterns of how a fiscal year may be spelled, by the years in which it begins and ends."""
    fiscal, end = r"FY\s?['’]?", rf"(?:{last // 100})?{last % 100:02}"
    return [fiscal + end] + (
        [rf"(?:{fiscal})?{first}{_TO}{end}", rf"(?:{fiscal})?{first % 100:02}/{last % 100:02}"] if first != last else []
    )


def _a_year_later(day: dt.date) -> dt.date:
    """Return the same day a year later; of a last day of February, the last day of February."""
    last = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year + 1, day=calendar.monthrange(day.year + 1, day.month)[1] if last else day.day)


def _declared(period: Period) -> str:
    """Return a row that declares a period."""
    label = f", label: {_quoted(period.label)}" if period.label else ""
    if period.start is None:
        return f'"{period.id}": {{date: {period.end}{label}}}'
    plain = re.fullmatch("[0-9]{4}", period.id) and (period.start, period.end) == (
        dt.date(period.end.year, 1, 1),
        dt.date(period.end.year, 12, 31),
    )
    return f'"{period.id}":' if plain and not label else f'"{period.id}": {{start: {period.start}, end: {period.end}{label}}}'


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w ]*[^\W\d][\w ]*", text) else "'" + text.replace("'", "''") + "'"
