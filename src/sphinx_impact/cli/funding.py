"""``sphinx-impact funding``: the history of funding.json, written from the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_impact.cli.folders import TroubleError, add_data, add_source, data_folder, folder
from sphinx_impact.model.checks.funding import check_history
from sphinx_impact.model.export.funding import with_history
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.files import Findings, read_text
from sphinx_impact.model.names import counted
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.problems import Code
from sphinx_impact.model.settings import earlier_report

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "funding",
        help="write the history of funding.json from the report",
        description=(
            "Say what the history of funding.json, which funding in report.yaml names, does not tell as the report does: amounts that differ, and the "
            "year of the report where it is missing; of an empty history, every year. With --write, put that into the file, and leave everything else in it as it is."
        ),
        epilog="The exit status is 0 where the file agrees or was written, 1 where something is to be written or wrong with the file, 2 where there is none.",
    )
    add_source(parser)
    add_data(parser)
    parser.add_argument("--write", action="store_true", help="write the file, not only what would be written")
    parser.set_defaults(run=funding)


def funding(arguments: argparse.Namespace) -> int:
    """Print what the file says otherwise, or write it; return the exit status."""
    source = folder(arguments.source)
    report = load_report(source, data_folder(source, arguments.data), earlier_report(source))
    told = report.profile.funding
    if told is None:
        raise TroubleError(
            "report.yaml says nothing of funding.json: write funding: {file: funding.json, income: activities.total-revenue, expenses: …}"
        )
    path, findings = source / told.path, Findings(told.path)
    text = read_text(source, told.path, findings)
    if text is None:
        raise TroubleError(f"{path}: {findings.problems[0].message}; the command writes its history only")
    wrong = [
        problem
        for problem in check_history(text, report, told, Findings(told.path))
        if not problem.hint and problem.code is not Code.CONTRADICTION
    ]
    new, said = with_history(text, report, told) if not wrong else (text, [])
    # What would be wrong with the new file is said at the rows of the one that is there.
    rows = {problem.message: problem for problem in check_history(text, report, told, Findings(told.path))}
    left = [problem for problem in check_history(new, report, told, Findings(told.path)) if not problem.hint]
    wrong = wrong or [rows.get(problem.message, problem) for problem in left]
    for problem in wrong:
        print(f"{as_called(source, problem.origin.path)}{str(problem).removeprefix(problem.origin.path)}")
    if wrong:
        print(f"{path} is left as it is: {counted(len(wrong), 'problem')} to correct first")
        return 1
    for what in said:
        print(f"{path}: {what}")
    others = sum(problem.more or 1 for problem in report.problems if not problem.hint and problem.origin.path != told.path)
    if others and said:
        print(f"the report itself has {counted(others, 'problem')}, which “sphinx-impact check” names: are these amounts right?")
    if not said:
        print(f"{path} says what the report says")
    elif arguments.write:
        path.write_bytes(path.read_bytes().startswith(b"\xef\xbb\xbf") * b"\xef\xbb\xbf" + new.encode())
        print(f"{counted(len(said), 'change')} written")
    else:
        print(f"{counted(len(said), 'change')} to write with --write")
    return 1 if said and not arguments.write else 0
