"""``sphinx-impact import``: data files out of what other programs export."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.cli.folders import TroubleError, data_folder, folder
from sphinx_impact.importing import files
from sphinx_impact.importing.layout import find_layout
from sphinx_impact.importing.sheets import RefusedError, load, read_sheet
from sphinx_impact.importing.statement import Answers, Understood, in_rows, statement_name, understand
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.statements import ID
from sphinx_impact.model.names import slug
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.problems import Code, Origin, Problem, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    parser.add_argument("source", nargs="?", default=".", help="the folder with conf.py (default: this one)")
    parser.add_argument("--as", dest="name", default="", metavar="NAME", help="what to write: the name of a statement, sponsors, or stats")
    parser.add_argument("--data", default="data", metavar="FOLDER", help="the folder of the data files, as impact_data in conf.py says")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    parser.add_argument("--update", action="store_true", help="bring a file up to date that no import has written")
    sheet = parser.add_argument_group("statements")
    sheet.add_argument("--sheet", default="", metavar="NAME", help="the sheet to read")
    sheet.add_argument("--rows", default="", metavar="FIRST:LAST", help="the rows to read")
    sheet.add_argument("--column", action="append", default=[], metavar="C=PERIOD[/NAME]", help="what a column is; C=skip leaves it out")
    sheet.add_argument("--row", action="append", default=[], metavar="N=SUM", help="what a row is the sum of: 14=9:13, 20=18-19, or 14=item")
    sheet.add_argument("--decimal", choices=(".", ","), default="", help="what separates decimals")
    sheet.add_argument("--rounding", choices=("allow",), default="", help="sums may differ by what rounding explains")
    sheet.add_argument("--best", action="store_true", help="where sums can be explained in several ways, take the first")
    parser.set_defaults(run=import_)


def import_(arguments: argparse.Namespace) -> int:
    """Import a file, say what was understood and what was not; return the exit status."""
    path = Path(arguments.file)
    try:
        root = folder(arguments.source)
        data = data_folder(root, arguments.data)
        profile = load_profile(root, data)[0]
        if not profile.organisation:
            raise TroubleError(f"there is no {data}/report.yaml with an organisation, a currency and periods in {root}: write it first")
        return _statement(arguments, path, root, data, profile)
    except TroubleError as trouble:
        print(f"sphinx-impact: {trouble}", file=sys.stderr)
    except RefusedError as refused:
        print(Problem(Origin(str(path), refused.row), Code.FILE, str(refused)), file=sys.stderr)
    return 2


def _statement(arguments: argparse.Namespace, path: Path, root: Path, data: str, profile: Profile) -> int:
    raw = load(path)
    sheet = read_sheet(raw, arguments.sheet)
    layout = find_layout(sheet, rows=_range(arguments.rows), decimal=arguments.decimal)
    name = arguments.name or statement_name(path.stem, layout.titles)
    if not ID.fullmatch(name):
        raise TroubleError(f"--as {one_line(name, 60)} cannot be the name of a statement: use letters, digits and hyphens, as in {slug(name) or 'activities'}")
    answers = Answers(_pairs(arguments.column, "--column"), {int(row): text for row, text in _pairs(arguments.row, "--row").items() if row.isdigit()},
                      arguments.decimal, bool(arguments.rounding))  # fmt: skip
    understood = understand(layout, profile, name, answers)
    origin = files.Origin.of(path, raw, sheet.name)
    _show(understood, f"{path.name}{f', sheet “{sheet.name}”' if sheet.name else ''}")
    blocked = [question for question in understood.questions if question.open and not arguments.best]
    if not understood.columns:
        _tell(understood, path, [], ())
        print("nothing was written: no column of amounts has a period")
        return 1
    target = root / data / "statements" / f"{name}.csv"
    beside = target.with_suffix(".yaml")
    changes: list[str] = []
    source_rows = [line.row for line in understood.lines]
    csv_text, yaml_text = files.to_csv(understood), files.to_yaml(understood, origin)
    if target.exists() or beside.exists():
        old_yaml = beside.read_text(encoding="utf-8-sig", errors="replace") if beside.is_file() else ""
        if not files.is_imported(old_yaml) and not arguments.update:
            raise TroubleError(f"{as_called(root, f'{data}/statements/{name}.csv')} is there already, and no import wrote it: take another name with --as, or bring its amounts up to date with --update")  # fmt: skip
        merged = files.merge(target.read_text(encoding="utf-8-sig", errors="replace") if target.is_file() else csv_text, understood)
        csv_text, changes, source_rows = merged.csv, merged.changes, merged.source_rows
        yaml_text = files.with_comment(old_yaml or yaml_text, origin)
        declared = files.column_lines(understood)
        changes += [f"write under columns in {name}.yaml: {key}: {about}" for key, about in declared.items() if not re.search(rf"^\s+{re.escape(key)}:", yaml_text, re.MULTILINE)]  # fmt: skip
    problems = files.checked(root, data, name, csv_text, yaml_text)
    _tell(understood, path, problems, source_rows)
    if changes:
        print("changes:")
        for change in changes:
            print(f"  {change}")
    refused = len({row for row, _ in understood.wrong if row})
    told = f"{len(understood.lines)} rows understood, {refused} refused, {_counted(len(understood.questions), 'question')}; check: {_counted(len(problems), 'problem')}"  # fmt: skip
    where = f"{as_called(root, f'{data}/statements/{name}.csv')} and {name}.yaml"
    if arguments.dry_run or blocked:
        print(f"{told}; {'dry run, ' if arguments.dry_run else ''}nothing was written{': answer what is asked, or take the first with --best' if blocked else ''}")
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        for file, text in ((target, csv_text), (beside, yaml_text)):
            file.write_text(text, encoding="utf-8", newline="")
        print(f"{told}; wrote {where}")
    return 1 if problems or blocked or understood.wrong else 0


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
        cells = [cell.ljust(width) if at in {1, 2, len(row) - 1} else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))]
        print("  ".join(cells).rstrip())


def _tell(understood: Understood, path: Path, problems: Sequence[Problem], source_rows: Sequence[int]) -> None:
    """Print what was left out, what is wrong, and what is asked."""
    for note in understood.notes:
        print(f"note: {note}")
    for row, text in understood.wrong:
        print(Problem(Origin(str(path), row or 1), Code.NUMBER, text))
    for question in understood.questions:
        where = f"row {question.row}: " if question.row else ""
        print(f"{'question' if question.open else 'assumed'}: {where}{question.text}; {question.flag}")
    for problem in problems:
        at = problem.origin.line - 2
        row = source_rows[at] if problem.origin.path.endswith(".csv") and 0 <= at < len(source_rows) else 0
        print(f"{problem}{f' (row {row} of {path.name})' if row else ''}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


__all__ = ["add", "in_rows"]
