"""``sphinx-impact build``: the website, the e-book and the printed book, for those who do not know Sphinx."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "build",
        help="build the website and the e-book",
        description=(
            "Build the website and the e-book of a report into its folder _build, and the printed book where LaTeX is installed. What is wrong "
            "is printed as file:row: message [code]. Those who know Sphinx use sphinx-build: the result is the same."
        ),
        epilog="The exit status is 0 where nothing is wrong, 1 where there are problems, 2 where nothing could be built.",
    )
    parser.add_argument("source", nargs="?", default=".", metavar="DIR", help="the folder with conf.py (default: this one)")
    parser.set_defaults(run=build)


def build(arguments: argparse.Namespace) -> int:
    """Build all formats; return the exit status."""
    del arguments
    print("sphinx-impact: this command is being built", file=sys.stderr)
    return 2
