"""``sphinx-impact diff``: which figures changed between two states of a report."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_impact.cli.folders import TroubleError, add_data, data_folder, folder, is_file, is_folder, website_document
from sphinx_impact.model.export import diff as states
from sphinx_impact.model.export import year_text
from sphinx_impact.model.export.diff import find_difference, find_mentions
from sphinx_impact.model.export.document import to_document
from sphinx_impact.model.export.year_diff import OrderError, are_of_two_years, compare_years
from sphinx_impact.model.history.last_year import read_document
from sphinx_impact.model.json_text import write_json
from sphinx_impact.model.load import load_report
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.settings import earlier_report

if TYPE_CHECKING:
    import argparse

    from sphinx_impact.model.json_document import Document

FORMAT = 1
"""Raised when what ``--format json`` prints changes so that a program that reads it would have to, too."""

_READ = {".yaml", ".yml", ".csv", ".json", ".md", ".rst", ".py"}
"""Files whose content matters; of others, such as logos, it matters that they are there."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "diff",
        help="say which figures changed",
        description=(
            "Compare two states of a report: which figures changed, by how much, on which pages they stand, and which checks they break. "
            "Or compare the reports of two years, the earlier one first: comparatives that changed, what grew, what is new or gone."
        ),
        epilog="The exit status is 0 where nothing changed, 1 where something did, 2 where the states cannot be compared.",
    )
    what = "report.json or the website of a build, a folder with conf.py, or a git revision"
    parser.add_argument("old", metavar="OLD", help=what)
    parser.add_argument("new", metavar="NEW", help=what)
    parser.add_argument("--source", default=".", metavar="FOLDER", help="the folder with conf.py, for revisions (default: this one)")
    add_data(parser)
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="for a terminal, for a pull request, or for a program"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="print every figure, where there are many: without it, of two years their totals, of two states the first 200",
    )
    parser.set_defaults(run=diff)


def diff(arguments: argparse.Namespace) -> int:
    """Print what changed; return the exit status."""
    old, new = (_state(name, arguments.source, arguments.data) for name in (arguments.old, arguments.new))
    if not are_of_two_years(old, new):
        difference = find_difference(old, new)
        said = {"text": states.to_text, "markdown": states.to_markdown}
        print(
            said[arguments.format](difference, every=arguments.all) if arguments.format in said else _json(states.to_data(difference)),
            end="",
        )
        return 1 if difference else 0
    try:
        years = compare_years(old, new)
    except OrderError as error:
        raise TroubleError(str(error)) from None
    if arguments.format == "text":
        print(year_text.to_text(years, every=arguments.all), end="")
    else:
        print(year_text.to_markdown(years) if arguments.format == "markdown" else _json(year_text.to_data(years)), end="")
    return 1 if years else 0


def _json(data: dict[str, Any]) -> str:
    return write_json({"format": FORMAT, **data}, depth=2)


def _state(name: str, source: str, data: str) -> Document:
    """Return a state of the report.

    Raises:
        TroubleError: There is none of that name.
    """
    path = Path(name)
    if is_file(path):
        return exported(path)
    if is_folder(path):
        return exported(website) if (website := website_document(path)) is not None else loaded(path, data)
    return _committed(name, folder(source), data)


def exported(path: Path) -> Document:
    """Return what a `report.json` holds; raise `TroubleError` where it cannot be read."""
    if path.suffix.lower() not in {"", ".json"}:
        raise TroubleError(f"{path} is no report.json: name that of a build, or a folder with conf.py")
    document, problems = read_document(path.parent, path.name)
    if document is None:
        raise TroubleError(f"{path.parent / str(problems[0])}")
    return document


def loaded(source: Path, data: str) -> Document:
    """Return the report that a folder has now, whatever is wrong with its data."""
    report = load_report(source, data_folder(source, data), earlier_report(source))
    pages, exhibits = find_mentions(report)
    return to_document(report, Formats("en"), pages=pages, exhibits=exhibits)


def _committed(revision: str, source: Path, data: str) -> Document:
    found = _git(source, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", wrong=(
        f"“{revision}” is no file, no folder, and no revision of the repository that {source} is in"
    )).decode().strip()  # fmt: skip
    listed = _git(source, "ls-tree", "-r", "-z", found, wrong=f"{source} cannot be listed at {revision}")
    entries = [entry.partition("\t") for entry in listed.decode(errors="surrogateescape").split("\0") if entry]
    files = {path: about.split(" ")[2] for about, _, path in entries if about.split(" ")[1] == "blob"}
    wanted = {path: blob for path, blob in files.items() if Path(path).suffix in _READ}
    texts = _blobs(source, list(dict.fromkeys(wanted.values())))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        for path, blob in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(texts.get(blob, b"") if path in wanted else b"")
        try:
            return loaded(root, data)
        except TroubleError as trouble:
            raise TroubleError(str(trouble).replace(scratch, f"{source} at {revision}")) from None


def _blobs(source: Path, blobs: list[str]) -> dict[str, bytes]:
    """Return the content of files in the repository by their ids."""
    answer = _git(source, "cat-file", "--batch", put="".join(f"{blob}\n" for blob in blobs).encode(), wrong="git cannot read its files")
    found: dict[str, bytes] = {}
    at = 0
    for blob in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split(b" ")[2])
        found[blob] = answer[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def _git(source: Path, *arguments: str, wrong: str, put: bytes = b"") -> bytes:
    try:
        run = subprocess.run(["git", "-C", str(source), *arguments], input=put, capture_output=True, check=False)  # noqa: S603, S607 - the user's own git
    except FileNotFoundError:
        raise TroubleError("git is not installed; give two exported report.json instead of revisions") from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip()
        raise TroubleError(f"{wrong}{': ' + said if said else ''}")
    return run.stdout
