"""``sphinx-impact verify``: whether the data inside a PDF are those of a report."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact import extras
from sphinx_impact.cli.diff import exported, loaded
from sphinx_impact.cli.folders import TroubleError, add_data, data_folder, folder, is_file
from sphinx_impact.model.export.datapackage import DOCUMENT, PACKAGE
from sphinx_impact.model.export.diff import find_difference, to_text

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="compare the data inside a PDF with a report",
        description="Compare the data that a PDF of the builder impactpdf carries with those of a report: are the files whole, and do the figures agree?",
        epilog="The exit status is 0 where they agree, 1 where they do not, 2 where they cannot be compared.",
    )
    parser.add_argument("file", metavar="FILE.pdf", help="the PDF")
    parser.add_argument("source", nargs="?", default=".", help="the folder with conf.py, or one with report.json (default: this one)")
    add_data(parser)
    parser.set_defaults(run=verify)


def verify(arguments: argparse.Namespace) -> int:
    """Print what differs; return the exit status."""
    files = attached(Path(arguments.file))
    source = folder(arguments.source)
    with tempfile.TemporaryDirectory() as scratch:
        inside = Path(scratch) / DOCUMENT
        inside.write_bytes(files[DOCUMENT])
        old = exported(inside)
    given = source / DOCUMENT
    new = exported(given) if is_file(given) else loaded(source, data_folder(source, arguments.data))
    changed = _changed(files)
    for name in changed:
        print(f"{arguments.file}: {name} inside is not the file that {PACKAGE} describes")
    difference = find_difference(old, new)
    if difference:
        print(to_text(difference), end="")
    if changed or difference:
        return 1
    print(f"{arguments.file}: {len(files)} files inside, {len(old.figures):,} figures, as {source} says")
    return 0


def attached(path: Path) -> dict[str, bytes]:
    """Return the files inside a PDF by name.

    Raises:
        TroubleError: It is no PDF, or has no data inside.
    """
    if not extras.installed("pdf"):
        raise TroubleError(f"PDF files are read with pikepdf, which is not installed: {extras.command('pdf')}")
    import pikepdf

    if not is_file(path):
        raise TroubleError(f"there is no file {path}")
    try:
        with pikepdf.open(path) as pdf:
            files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    except pikepdf.PdfError as error:
        raise TroubleError(f"{path} cannot be read as a PDF: {error}") from error
    if DOCUMENT not in files:
        raise TroubleError(f"{path} has no {DOCUMENT} inside; was it made by the builder impactpdf, with impact_open_data?")
    return files


def _changed(files: dict[str, bytes]) -> list[str]:
    """Return the names of files that are missing, or not as the package says."""
    try:
        listed = {each["path"]: str(each["hash"]).removeprefix("sha256:") for each in json.loads(files[PACKAGE])["resources"]}
    except (KeyError, TypeError, ValueError):
        return [PACKAGE]
    return [name for name, digest in listed.items() if hashlib.sha256(files.get(name, b"")).hexdigest() != digest]
