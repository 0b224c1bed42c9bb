"""``sphinx-impact adopt``: numbers typed in sentences that the data know, and the roles to write for them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "adopt",
        help="turn typed numbers into figures of the data",
        description=(
            "Find numbers in the sentences of pages that are figures of the data, and show the role that prints each. With --write, write the "
            "roles into the pages; what the pages say stays the same to the letter."
        ),
        epilog="The exit status is 0 where no number is left to adopt, 1 where some are, 2 where the report cannot be read.",
    )
    parser.add_argument("source", nargs="?", default=".", metavar="DIR", help="the folder with conf.py (default: this one)")
    parser.add_argument("--write", action="store_true", help="write the roles into the pages")
    parser.set_defaults(run=adopt)


def adopt(arguments: argparse.Namespace) -> int:
    """Show or write what the typed numbers of all pages are; return the exit status."""
    del arguments
    print("sphinx-impact: this command is being built", file=sys.stderr)
    return 2
