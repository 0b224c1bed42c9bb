"""``sphinx-impact import``: data files out of what other programs export."""

from __future__ import annotations

import dataclasses
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.cli.folders import TroubleError, add_data, add_source, data_folder, folder
from sphinx_impact.importing import files, sponsors, stats
from sphinx_impact.importing.cells import RefusedError
from sphinx_impact.importing.heads import grants_row
from sphinx_impact.importing.layout import find_layout
from sphinx_impact.importing.sheets import load, read_sheet
from sphinx_impact.importing.statement import ROW_ANSWER, Flags, Understood, statement_name, understand
from sphinx_impact.importing.transactions import transactions_layout
from sphinx_impact.model.loading.grants import COLUMNS as GRANT_COLUMNS
from sphinx_impact.model.loading.grants import REQUIRED as GRANT_REQUIRED
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.statements import ID
from sphinx_impact.model.names import counted, slug
from sphinx_impact.model.numbers.parse import NumberError, parse_number
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.problems import Code, Origin, Problem, one_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from sphinx_impact.importing.cells import Sheet
    from sphinx_impact.model.entities import Profile


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "import",
        help="write data files from a spreadsheet or another program's export",
        description="Write a statement, sponsors or stats from what another program exports. What adds up to what is found from the amounts.",
        epilog="The exit status is 0 where all is well, 1 where something is asked or does not add up, 2 where nothing can be imported.",
    )
    parser.add_argument("file", help="an .xlsx, .ods, .csv, .tsv or .json file")
    add_source(parser)
    parser.add_argument("--as", dest="name", default="", metavar="NAME", help="what to write: the name of a statement, sponsors, or stats")
    add_data(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    parser.add_argument("--update", action="store_true", help="bring a file up to date that no import has written")
    sheet = parser.add_argument_group("statements")
    sheet.add_argument("--sheet", default="", metavar="NAME", help="the sheet to read")
    sheet.add_argument("--rows", default="", metavar="FIRST:LAST", help="the rows to read")
    sheet.add_argument("--column", action="append", default=[], metavar="C=PERIOD[/NAME]", help="what a column is; C=skip leaves it out")
    sheet.add_argument(
        "--row", action="append", default=[], metavar="N=SUM", help="what a row is the sum of: 14=9:13, 20=18-19, or 14=item"
    )
    sheet.add_argument("--decimal", choices=(".", ","), default="", help="what separates decimals")
    sheet.add_argument("--rounding", choices=("allow",), default="", help="sums may differ by what rounding explains")
    sheet.add_argument("--best", action="store_true", help="where sums can be explained in several ways, take the first")
    people = parser.add_argument_group("sponsors")
    people.add_argument(
        "--tier", action="append", default=[], metavar="NAME=AMOUNT", help="a tier by the least amount, instead of the export's own"
    )
    people.add_argument("--individuals", action="store_true", help="take people, too")
    people.add_argument("--private", action="store_true", help="take those, too, who want no publicity")
    people.add_argument("--keep", action="append", default=[], metavar="WHO", help="take this one, by name or login, whatever it is")
    people.add_argument("--logos", default="", metavar="FOLDER", help="the folder of logos beside conf.py, named like the sponsors")
    parser.set_defaults(run=import_)


def import_(arguments: argparse.Namespace) -> int:
    """Import a file, say what was understood and what was not; return the exit status."""
    path = Path(arguments.file)
    try:
        root = folder(arguments.source)
        data = data_folder(root, arguments.data)
        raw = load(path)
        return _import(_Job(arguments, path, raw, root, data, _profile(root, data)))
    except RefusedError as refused:
        print(Problem(Origin(str(path), refused.row), Code.FILE, str(refused)), file=sys.stderr)
        return 2


def _profile(root: Path, data: str) -> Profile:
    """Return what report.yaml says.

    Raises:
        TroubleError: There is none.
    """
    profile = load_profile(root, data)[0]
    if not profile.organisation:
        raise TroubleError(f"there is no {data}/report.yaml with an organisation, a currency and periods in {root}: write it first")
    return profile


def _import(job: _Job) -> int:
    name = job.arguments.name
    if name == "sponsors" or (not name and sponsors.looks_like_sponsors(job.raw)):
        return _sponsors(job)
    sheet = read_sheet(job.raw, job.arguments.sheet)
    if name.partition("/")[0] == "stats" or (not name and stats.looks_like_stats(sheet)):
        return _stats(job, sheet)
    return _statement(job, sheet)


@dataclasses.dataclass(frozen=True, slots=True)
class _Job:
    """What every import has."""

    arguments: argparse.Namespace
    path: Path
    raw: bytes
    root: Path
    data: str
    profile: Profile

    def target(self, name: str) -> Path:
        """A data file to write."""
        return self.root / self.data / name

    def before(self, name: str) -> str | None:
        """What a YAML file holds that is to be brought up to date; None where there is none.

        Raises:
            TroubleError: There is one that no import of this file wrote, and nobody asked for it.
        """
        target = self.target(name)
        if not target.exists():
            return None
        text = target.read_text(encoding="utf-8-sig", errors="replace")
        other = files.imported_from(text)
        if other != self.path.name and not self.arguments.update:
            whose = f"was imported from {other}" if other else "was written by no import"
            raise TroubleError(
                f"{self.shown(name)} is there already, and {whose}: take another name with --as, or bring it up to date with --update"
            )
        return text

    def shown(self, name: str) -> str:
        """A data file as a message names it."""
        return as_called(self.root, f"{self.data}/{name}")

    def finish(self, told: str, texts: Mapping[str, str], changes: Sequence[str], *, blocked: bool = False) -> None:
        """Print what changed, and write the files, unless that was not asked for."""
        if changes:
            print("changes:")
        for change in changes:
            print(f"  {change}")
        if self.arguments.dry_run or blocked:
            why = "answer what is asked, or take the first answers with --best" if blocked else "this was a dry run"
            print(f"{told}; nothing was written: {why}")
            return
        for name, text in texts.items():
            self.target(name).parent.mkdir(parents=True, exist_ok=True)
            self.target(name).write_text(text, encoding="utf-8", newline="")
        print(f"{told}; wrote {' and '.join(map(self.shown, texts))}")


def _sponsors(job: _Job) -> int:
    arguments = job.arguments
    least: dict[str, Decimal] = {}
    for name, text in _pairs(arguments.tier, "--tier").items():
        try:
            least[name] = parse_number(text, ".")
        except NumberError as error:
            raise TroubleError(f"--tier {one_line(name, 60)}: {error}") from None
    wanted = sponsors.Wanted(
        least,
        arguments.individuals,
        arguments.private,
        frozenset(who.casefold() for who in arguments.keep),
        arguments.logos,
        job.profile.currency,
    )
    roll = sponsors.sort_into_tiers(sponsors.read_sponsors(job.raw), wanted)
    logos = sponsors.find_logos(job.root, arguments.logos) if arguments.logos else {}
    origin = files.Provenance.of(job.path, job.raw)
    for name, ones in roll.tiers.items():
        print(f"{name}: {', '.join(one.name for one in ones)}")
    for note in roll.notes:
        print(f"note: {note}")
    for why, count in roll.left.items():
        print(f"left out: {count}, {why}")
    if roll.unknown:
        some = " ".join(f"--keep {one.login or one.name}" for one in roll.unknown[:10])
        print(f"question: the export does not say who of these is a person; {some}, or --individuals for all")
    if roll.foreign:
        some = ", ".join(f"“{one.name}” {one.amount:,} {one.currency}" for one in roll.foreign[:10])
        flags = " ".join(f"--keep {one.login or one.name}" for one in roll.foreign[:10])
        own = "or leave out --tier for the export's own tiers"
        print(f"question: tiers are in {job.profile.currency}, and in another currency gave {some}; {flags} for the lowest tier, {own}")
    count = sum(map(len, roll.tiers.values()))
    told = f"{counted(count, 'sponsor')} in {counted(len(roll.tiers), 'tier')}, {sum(roll.left.values())} left out"
    if not count:
        print(f"{told}; nothing was written")
        return 1
    before = job.before("sponsors.yaml")
    text, changes = (sponsors.to_yaml(roll, origin, logos), []) if before is None else sponsors.merge(before, roll, origin, logos)
    job.finish(told, {"sponsors.yaml": text}, changes)
    return 0


def _stats(job: _Job, sheet: Sheet) -> int:
    name = job.arguments.name or "stats"
    if not re.fullmatch(r"stats(/[\w-]+)?", name, re.ASCII):
        raise TroubleError(f"--as {one_line(name, 60)} is no file of stats: write stats, or stats/NAME")
    found, wrong, right = stats.read_stats(sheet, job.profile, slug(job.path.stem) or "figures", job.arguments.decimal)
    for row, text in wrong:
        print(Problem(Origin(str(job.path), row), Code.NUMBER, text))
    for stat in found.values():
        print(f"{stat.key} ({stat.unit or 'no unit'}): {', '.join(f'{period} {value}' for period, value in stat.values.items())}")
    told = f"{counted(right, 'row')} understood, {len(wrong)} refused"
    if not found:
        print(f"{told}; nothing was written")
        return 1
    origin = files.Provenance.of(job.path, job.raw, sheet.name)
    before = job.before(f"{name}.yaml")
    text, changes = (stats.to_yaml(found, origin), []) if before is None else stats.merge(before, found, origin, job.profile)
    job.finish(told, {f"{name}.yaml": text}, changes)
    return 1 if wrong else 0


def _statement(job: _Job, sheet: Sheet) -> int:
    arguments = job.arguments
    layout = transactions_layout(sheet, job.profile)
    if layout is None and (row := grants_row(sheet)):
        what = f"a list of grants is no statement, and is not imported: save it as CSV to {job.shown('grants.csv')}, and name its columns"
        raise RefusedError(f"{what} {', '.join(GRANT_COLUMNS)} ({', '.join(GRANT_REQUIRED)} and individual are required)", row)
    layout = layout or find_layout(sheet, rows=_range(arguments.rows), decimal=arguments.decimal)
    name = arguments.name or statement_name(job.path.stem, layout.titles)
    if not ID.fullmatch(name):
        raise TroubleError(f"--as {one_line(name, 60)} cannot be the name of a statement: use letters, digits and hyphens, as in {slug(name) or 'activities'}")  # fmt: skip
    rows = _pairs(arguments.row, "--row")
    if bad := next((row for row in rows if not re.fullmatch("[0-9]{1,7}", row)), ""):
        raise TroubleError(f"--row {one_line(bad, 60)} is no row of the sheet: write its number")
    if odd := next((text for text in rows.values() if not ROW_ANSWER.fullmatch(text)), ""):
        raise TroubleError(f"--row {one_line(odd, 60)} is no sum of rows: write 9:13, 18-19, or item")
    answers = Flags(_pairs(arguments.column, "--column"), {int(row): text for row, text in rows.items()}, bool(arguments.rounding))
    csv_name, yaml_name = f"statements/{name}.csv", f"statements/{name}.yaml"
    before = job.before(yaml_name)
    if before is None and job.target(csv_name).exists():
        job.before(csv_name)
    understood = understand(layout, job.profile, name, answers)
    origin = files.Provenance.of(job.path, job.raw, sheet.name)
    _show(understood, origin.name)
    if not understood.columns:
        _tell(understood, job.path, [], ())
        print("nothing was written: no column of amounts has a period")
        return 1
    csv_text, yaml_text, changes = files.to_csv(understood), files.to_yaml(understood, origin), []
    source_rows = [line.row for line in understood.lines]
    if job.target(csv_name).exists():
        merged = files.merge(job.target(csv_name).read_text(encoding="utf-8-sig", errors="replace"), understood, job.shown(csv_name))
        csv_text, changes, source_rows = merged.csv, merged.changes, merged.source_rows
        yaml_text = files.with_comment(before or yaml_text, origin)
        yaml_text, more = files.with_settings(yaml_text, understood)
        changes += more
    problems = files.checked(job.root, job.data, name, csv_text, yaml_text)
    _tell(understood, job.path, problems, source_rows)
    asked_before = job.target(csv_name).exists()  # then kinds and formulas are there, and stay
    blocked = not arguments.best and any(question.open and not (asked_before and question.row) for question in understood.questions)
    refused = len({row for row, _ in understood.wrong if row})
    asked = sum(question.open for question in understood.questions)
    decided = f"{counted(asked, 'question')}, {len(understood.questions) - asked} assumed"
    told = f"{len(understood.lines)} rows understood, {refused} refused, {decided}; check: {counted(len(problems), 'problem')}"
    job.finish(told, {csv_name: csv_text, yaml_name: yaml_text}, changes, blocked=blocked)
    return 1 if problems or blocked or understood.wrong or understood.off else 0


def _range(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,7}):([0-9]{1,7})", text)
    if not found:
        raise TroubleError(f"--rows {one_line(text, 60)} is no range of rows: write --rows 1:40")
    return int(found[1]), int(found[2])


def _pairs(texts: Sequence[str], flag: str) -> dict[str, str]:
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise TroubleError(f"{flag} {one_line(text, 60)} is not of the form {flag} NAME=VALUE")
        found[key.strip()] = value.strip()
    return found


def _show(understood: Understood, source: str) -> None:
    """Print what was understood as a small table."""
    heads = ["row", "line", "kind", *(column.header for column in understood.columns), "formula"]
    ids = {line.id: line.row for line in understood.lines if line.id}
    table = [heads]
    for line in understood.lines:
        formula = re.sub(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", lambda found: str(ids.get(found[0], found[0])), line.formula)
        label = one_line("  " * line.indent + line.label, 44)
        amounts = ("" if amount is None else f"{amount:,}" for amount in line.amounts)
        table.append([str(line.row), label, line.kind, *amounts, one_line(formula, 40)])
    widths = [max(len(row[at]) for row in table) for at in range(len(heads))]
    print(f"{source}: {understood.title} ({understood.type}, {understood.scale})")
    section = ""
    for number, row in enumerate(table):
        if number and understood.lines[number - 1].section != section:
            section = understood.lines[number - 1].section
            print(f"{'':{widths[0]}}  [{section}]" if section else "")
        cells = [
            cell.ljust(width) if at in {1, 2, len(row) - 1} else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _tell(understood: Understood, path: Path, problems: Sequence[Problem], source_rows: Sequence[int]) -> None:
    """Print what was left out, what is wrong, and what is asked."""
    for note in understood.notes:
        print(f"note: {note}")
    for row, text in understood.wrong:
        print(Problem(Origin(str(path), row or 1), Code.NUMBER, text))
    for row, text in understood.off:
        print(Problem(Origin(str(path), row), Code.CROSS_FOOTING, text))
    for question in understood.questions:
        where = f"row {question.row}: " if question.row else ""
        print(f"{'question' if question.open else 'assumed'}: {where}{question.text}; {question.flag}")
    for problem in problems:
        at = problem.origin.line - 2
        row = source_rows[at] if problem.origin.path.endswith(".csv") and 0 <= at < len(source_rows) else 0
        print(f"{problem}{f' (row {row} of {path.name})' if row else ''}")
