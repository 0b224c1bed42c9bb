"""``sphinx-impact check``: every rule of the data files, without building anything."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.model.report import Report, load_report

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="check all data files without building",
        description="Check all data files of a report, as every build does, and print what is wrong as file:row: message [code].",
        epilog="The exit status is 0 where nothing is wrong, 1 where there are problems, 2 where there is nothing to check. Hints are no problems.",
    )
    parser.add_argument("source", nargs="?", default=".", type=Path, help="the folder with conf.py (default: this one)")
    parser.add_argument(
        "--data", default="data", metavar="FOLDER", help="the folder of the data files in it, as impact_data in conf.py says"
    )
    parser.set_defaults(run=check)


def check(arguments: argparse.Namespace) -> int:
    """Print what is wrong in the data files, each with its place, and how many problems there are; return the exit status."""
    source: Path = arguments.source
    data = arguments.data.replace("\\", "/").strip("/") or "."
    if not (source / data).is_dir():
        print(f"sphinx-impact: there is no folder {data} in {source}; name another one with --data", file=sys.stderr)
        return 2
    report = _load(source, data)
    for problem in report.problems:
        print(problem)
    hints = sum(problem.more or 1 for problem in report.problems if problem.hint)
    problems = sum(problem.more or 1 for problem in report.problems if not problem.hint)
    print(f"{_counted(problems, 'problem')}, {_counted(hints, 'hint')}")
    return 1 if problems else 0


def _load(source: Path, data: str) -> Report:
    """Load the report; of ten thousand figures none can be thrown away before the end, and looking for some takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return load_report(source, data)
    finally:
        if was_on:
            gc.enable()


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
