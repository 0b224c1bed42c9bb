"""``sphinx-impact serve``: the website in a browser, built again on every save."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from sphinx_impact.cli.folders import TroubleError, add_source, report_folder

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


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
    add_source(parser)
    parser.add_argument("--port", type=int, default=8000, help="where the browser finds it (default: 8000); 0 for any that is free")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.set_defaults(run=serve)


def serve(arguments: argparse.Namespace) -> int:
    """Serve the website until the command is stopped; return the exit status."""
    from sphinx_impact.extras import command, installed

    source = report_folder(arguments.source)
    if not installed("live"):
        raise TroubleError(f"sphinx-autobuild is not installed: {command('live')}")
    try:
        return subprocess.run(_command(source.resolve(), arguments), check=False).returncode and 2  # noqa: S603 - Sphinx's own preview
    except KeyboardInterrupt:
        return 0


def _command(source: Path, arguments: argparse.Namespace) -> list[str]:
    """Return the command that serves: all pages are read in each build, so that what is wrong with any is said again, and at once (``-u``)."""
    pages, warnings = source / "_build" / "preview", source / "_build" / "preview-problems.txt"
    mark = [sys.executable, "-m", "sphinx_impact.cli.problem_list", str(pages), str(warnings), str(source)]
    options = ["--port", str(arguments.port), "--ignore", str(source / "_build"), "--post-build", shlex.join(mark)]
    if not arguments.no_browser:
        options += ["--open-browser", "--delay", "1"]
    sphinx = ["-q", "-E", "-b", "html", "-d", str(source / "_build" / "preview-doctrees"), "-w", str(warnings), "-D", "impact_downloads="]
    return [sys.executable, "-u", "-m", "sphinx_autobuild", *options, *sphinx, str(source), str(pages)]
