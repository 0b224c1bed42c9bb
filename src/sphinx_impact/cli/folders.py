"""The folders that commands are given: how they are named, and what can be wrong with them, each in one line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.model.export.datapackage import DOCUMENT, PACKAGE
from sphinx_impact.model.loading.files import leads_out
from sphinx_impact.model.problems import one_line

if TYPE_CHECKING:
    import argparse


class TroubleError(Exception):
    """A command cannot do what it was asked for; the message says why."""


def add_source(parser: argparse.ArgumentParser) -> None:
    """Let a command be told the folder of the report."""
    parser.add_argument("source", nargs="?", default=".", metavar="DIR", help="the folder with conf.py (default: this one)")


def add_data(parser: argparse.ArgumentParser, of: str = "in it") -> None:
    """Let a command be told the folder of the data files.

    Args:
        of: Where that lies.
    """
    what = f"the folder of the data files {of}, as impact_data in conf.py says"
    parser.add_argument("--data", default="data", metavar="FOLDER", help=what)


def is_file(path: Path) -> bool:
    """Whether a file stands at a path; a name that no file can have names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder stands at a path; a name that no folder can have names none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def website_document(path: Path) -> Path | None:
    """Return the ``report.json`` of a website that was built; None where a folder is none."""
    if is_file(path / "conf.py"):
        return None
    return next((found for package in sorted(path.glob(f"*/{PACKAGE}")) if is_file(found := package.with_name(DOCUMENT))), None)


def folder(name: str) -> Path:
    """Return the folder of a report.

    Raises:
        TroubleError: There is none of that name.
    """
    path = Path(name)
    if is_file(path):
        raise TroubleError(f"{one_line(name, 100)} is a file; name the folder with conf.py")
    if not is_folder(path):
        raise TroubleError(f"there is no folder {one_line(name, 100)}")
    return path


def data_folder(source: Path, name: str) -> str:
    """Return the folder of the data files, relative to that of the report.

    Raises:
        TroubleError: There is none, or it lies elsewhere.
    """
    data = name.replace("\\", "/").rstrip("/") or "."
    if leads_out(data):
        raise TroubleError(f"the data files must lie inside {source}, and --data {one_line(name, 100)} does not")
    if is_file(source / data):
        raise TroubleError(f"{source / data} is a file; name the folder of the data files with --data")
    if website_document(source) is not None:
        raise TroubleError(f"{source} is a website that was built; name the folder with conf.py that it was built of")
    if not is_folder(source / data):
        if not is_file(source / "conf.py"):
            raise TroubleError(f"there is no conf.py and no folder {one_line(data, 100)} in {source}; name the folder of a report")
        raise TroubleError(f"there is no folder {one_line(data, 100)} in {source}; name another one with --data")
    return data


def report_folder(name: str) -> Path:
    """Return the folder of a report that can be built.

    Raises:
        TroubleError: There is none of that name, or it has no conf.py.
    """
    source = folder(name)
    if not is_file(source / "conf.py"):
        raise TroubleError(f"there is no conf.py in {source}; name the folder of a report")
    return source
