"""``sphinx-impact new``: a report to start from, or next year's from that of this year."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "new",
        help="start a report, or next year's from last year's",
        description=(
            "Write a small complete report into a new folder. It asks for what no option says; without a terminal, or with --yes, it asks "
            "nothing. With --from, write next year's report instead: everything of the old one but its figures."
        ),
        epilog="The exit status is 0 where the folder was written, 2 where it was not. A folder that exists is never written to.",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the folder to make")
    about = parser.add_argument_group("what the report is about")
    about.add_argument("--organisation", metavar="NAME", help="whose report it is")
    about.add_argument("--short-name", metavar="NAME", help="what people call the organisation")
    year = about.add_mutually_exclusive_group()
    year.add_argument("--year", metavar="YEAR", help="the calendar year it covers, such as 2025")
    year.add_argument("--year-end", metavar="DATE", help="the last day of the fiscal year it covers, such as 2025-06-30")
    about.add_argument("--currency", metavar="CODE", help="such as EUR")
    about.add_argument("--language", metavar="CODE", help="such as de")
    about.add_argument("--brand", metavar="COLOUR", help="such as #0b6b62")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take what is usual for all that no option says")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--empty", action="store_true", help="write the smallest report, with no invented figures")
    kind.add_argument("--from", dest="old", metavar="OLD", help="the folder of last year's report, the one with conf.py")
    parser.add_argument("--data", default="data", metavar="FOLDER", help="for --from: the folder of the data files in the old report")
    parser.set_defaults(run=new)


def new(arguments: argparse.Namespace) -> int:
    """Write a report into a new folder; return the exit status."""
    del arguments
    print("sphinx-impact: this command is being built", file=sys.stderr)
    return 2
