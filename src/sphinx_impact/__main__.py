"""The command line: ``sphinx-impact``, or ``python -m sphinx_impact``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING

from sphinx_impact import __version__
from sphinx_impact.cli.folders import TroubleError
from sphinx_impact.model.internal_errors import unforeseen
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

COMMANDS = ("new", "serve", "build", "import", "adopt", "check", "diff", "funding", "verify")
"""All commands, in the order of the help; each has a file in ``cli/``."""


def load(command: str) -> ModuleType:
    """Return the file of a command. Only that of the one called is loaded: others need much that it does not."""
    return importlib.import_module(f"sphinx_impact.cli.{'import_' if command == 'import' else command}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return the exit status: 0, 1 where something is wrong, 2 where the command was."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # words of any language can be printed on any terminal
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="sphinx-impact", description="Annual impact reports written as documentation.")
    parser.add_argument("--version", action="version", version=f"sphinx-impact {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    given = sys.argv[1:] if arguments is None else arguments
    for command in given[:1] if given[:1] and given[0] in COMMANDS else COMMANDS:
        load(command).add(commands)
    found = parser.parse_args(given)
    try:
        status: int = found.run(found)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except TroubleError as trouble:
        print(f"sphinx-impact: {trouble}", file=sys.stderr)
        return 2
    except Exception as error:  # noqa: BLE001 - what nobody foresaw has no narrower type
        print(f"sphinx-impact: {unforeseen(error, Origin('', 1), 'the command').message}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
