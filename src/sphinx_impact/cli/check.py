"""``sphinx-impact check``: every rule of the data files, without building anything."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING

from sphinx_impact.cli.folders import add_data, add_source, data_folder, folder
from sphinx_impact.model.load import load_report
from sphinx_impact.model.names import counted
from sphinx_impact.model.paths import as_called
from sphinx_impact.model.settings import check_settings, earlier_report

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from sphinx_impact.model.problems import Problem
    from sphinx_impact.model.report import Report

FORMAT = 1
"""Raised when what ``--format json`` prints changes so that a program that reads it would have to, too."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="check all data files without building",
        description=(
            "Check all data files of a report, as every build does, and print what is wrong as file:row: message [code]. conf.py is not run; "
            "of it, the language, the report before, and titles and addresses with a year are looked at where they are written as plain text."
        ),
        epilog="The exit status is 0 where nothing is wrong, 1 where there are problems, 2 where there is nothing to check. Hints are no problems.",
    )
    add_source(parser)
    add_data(parser)
    parser.add_argument(
        "--format",
        choices=("text", "github", "gitlab", "json"),
        default="text",
        help="for a terminal, as annotations of GitHub or GitLab, or for a program",
    )
    parser.set_defaults(run=check)


def check(arguments: argparse.Namespace) -> int:
    """Print what is wrong in the data files, each with its place, and how many problems there are; return the exit status."""
    source = folder(arguments.source)
    report = load_report(source, data_folder(source, arguments.data), earlier_report(source))
    report = dataclasses.replace(report, problems=(*check_settings(source, report.profile), *report.problems))
    hints = sum(problem.more or 1 for problem in report.problems if problem.hint)
    problems = sum(problem.more or 1 for problem in report.problems if not problem.hint)
    if arguments.format == "json":
        print(_json(report, problems, hints))
    elif arguments.format == "gitlab":
        print(_code_quality(source, report))
    else:
        line = _annotation if arguments.format == "github" else _line
        for problem in report.problems:
            print(line(problem, as_called(source, problem.origin.path)))
        print(f"{counted(problems, 'problem')}, {counted(hints, 'hint')}")
    return 1 if problems else 0


def _line(problem: Problem, path: str) -> str:
    return f"{path}{str(problem).removeprefix(problem.origin.path)}"


def _annotation(problem: Problem, path: str) -> str:
    """Return a command of GitHub's workflows, which shows a message beside the row of a file."""
    where = f"file={_property(path)},line={problem.origin.line},title={_property(f'impact.{problem.code}')}"
    return f"::{'notice' if problem.hint else 'error'} {where}::{_value(problem.message)}"


def _code_quality(source: Path, report: Report) -> str:
    """Return GitLab's report on the quality of code, which it shows beside the rows of a merge request."""
    found = []
    for problem in report.problems:
        path = as_called(source, problem.origin.path)
        found.append(
            {
                "description": problem.message,
                "check_name": f"impact.{problem.code}",
                "fingerprint": hashlib.sha256(f"{path} {problem.code} {problem.message}".encode()).hexdigest(),
                "severity": "info" if problem.hint else "major",
                "location": {"path": path, "lines": {"begin": problem.origin.line}},
            }
        )
    return json.dumps(found, ensure_ascii=False, indent=1)


def _value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")


def _json(report: Report, problems: int, hints: int) -> str:
    found = [
        {
            "file": as_called(report.root, problem.origin.path),
            "row": problem.origin.line,
            "code": f"impact.{problem.code}",
            "hint": problem.hint,
            "message": problem.message,
        }
        for problem in report.problems
    ]
    return json.dumps({"format": FORMAT, "problems": problems, "hints": hints, "found": found}, ensure_ascii=False, indent=1)
