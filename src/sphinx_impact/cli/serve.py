"""``sphinx-impact serve``: the website in a browser, built again on every save."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help="show the website while you write",
        description=(
            "Build the website, show it in a browser, and build it again whenever a file is saved. Each page lists the problems of the whole "
            "report; no other build does. It needs sphinx-autobuild: pip install 'sphinx-impact[live]'."
        ),
        epilog="Ctrl+C ends it. The exit status is 2 where nothing could be served.",
    )
    parser.add_argument("source", nargs="?", default=".", metavar="DIR", help="the folder with conf.py (default: this one)")
    parser.add_argument("--port", type=int, default=8000, help="where the browser finds it (default: 8000); 0 for any that is free")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.set_defaults(run=serve)


def serve(arguments: argparse.Namespace) -> int:
    """Serve the website until the command is stopped; return the exit status."""
    del arguments
    print("sphinx-impact: this command is being built", file=sys.stderr)
    return 2
