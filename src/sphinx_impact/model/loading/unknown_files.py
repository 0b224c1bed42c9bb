"""Files of the data folder that nothing reads, though they look as if something should: ``stat.yaml``, ``statement/``, ``gifts.CSV``.

CSV files anywhere but in ``statements/`` may be those of charts and counts, which only the pages know; folders of other names are their author's
own. Notes such as ``README.md`` and hidden files are left in peace.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sphinx_impact.model.limits import FILES
from sphinx_impact.model.loading.files import ReadError, entries, exists, inside, misnamed, read
from sphinx_impact.model.loading.grants import REQUIRED as GRANTS
from sphinx_impact.model.loading.statements import REQUIRED
from sphinx_impact.model.names import nearest
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

_STEMS: Final = ("report", "stats", "sponsors", "people", "tieouts", "waivers", "errata", "standards", "starter")
_FOLDERS: Final = ("stats", "statements", "details")
_FILINGS: Final = "filings"
"""Where files lie that ``report.yaml`` declares one by one."""

_NOTE: Final = re.compile(
    r"(?i)(?:readme|licen[cs]e|copying|notice|changelog|makefile)(?:\..*)?|.*(?:\.md|\.rst|\.bak|\.orig|~)|thumbs\.db|desktop\.ini"
)
_YAML: Final = (".yaml", ".yml")
_SHEETS: Final = (".tsv", ".txt", ".xls", ".xlsx", ".ods", ".numbers")


def strangers(root: Path, data: str, known: Iterable[str]) -> list[Problem]:
    """Find the files that nothing reads.

    Args:
        known: Paths of those that are read, relative to `root`, as are all paths here.
    """
    read_already = set(known)
    found: list[Problem] = []
    lying = entries(root, data)[:FILES]
    names = {entry.name for entry in lying}
    for path, entry in _unread(data, lying, read_already):
        found += _folder(root, path, read_already) if entry.is_dir() else _file(root, path, names)
    return found


def _unread(folder: str, lying: list[os.DirEntry[str]], known: set[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """What of that which lies in a folder is neither read nor a note."""
    for entry in lying:
        path = posixpath.join(folder, entry.name)
        if path not in known and not _NOTE.fullmatch(entry.name):
            yield path, entry


def _problem(path: str, message: str) -> Problem:
    return Problem(Origin(path, 1), Code.FILE, message)


def _file(root: Path, path: str, beside: set[str]) -> Iterator[Problem]:
    """What is wrong with a file that lies at the top, beside others of these names."""
    name, folder = posixpath.basename(path), posixpath.dirname(path)
    stem, suffix = posixpath.splitext(name)
    yaml = suffix.lower() in _YAML
    near = nearest(name.partition(".")[0], _STEMS, cutoff=0.65 if yaml else 0.85)
    meant = f"{near}.yaml" if near else ""
    if suffix == ".csv":
        yield from _misplaced(root, path)
    elif suffix == ".yml" and f"{stem}.yaml" == meant and meant not in beside:
        yield _problem(path, misnamed(path))
    elif yaml and meant in beside and name.lower() == meant:
        yield _problem(path, f"nothing reads a file of the name {quoted(name)}: {meant} is there already, so delete one")
    elif yaml and (meant or posixpath.normpath(folder) != "."):  # beside conf.py lie files of others
        cure = f"; did you mean “{meant}”?" if meant else f"; data files are {', '.join(f'{known}.yaml' for known in _STEMS)}"
        yield _problem(path, f"nothing reads a file of the name {quoted(name)}{cure}")
    elif suffix.lower() == ".csv":
        yield _problem(path, f"the names of tables end in .csv: rename this one to {stem}.csv")
    elif stem.lower() == "grants" and suffix.lower() in _SHEETS and "grants.csv" not in beside:
        yield _problem(path, f"nothing reads {quoted(name)}: save the table as grants.csv")
    elif meant and meant not in beside:
        yield _problem(path, f"nothing reads a file of the name {quoted(name)}; did you mean “{meant}”?")


def _misplaced(root: Path, path: str) -> Iterator[Problem]:
    """Say that a table with the header of a statement lies outside the folder for them."""
    try:
        head = read(root, path).split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    except ReadError:
        return  # who uses it says so
    cells = {cell.strip(' "\r').casefold() for cell in re.split("[,;\t]", head)}
    if {*GRANTS} <= cells:
        yield _problem(
            path, "this is a list of grants, and nothing reads it here: make it grants.csv in the data folder, or add its rows to that"
        )
    elif {*REQUIRED} <= cells:
        name = posixpath.basename(path)
        yield _problem(path, f"this is a statement, and nothing reads it here: move it to statements/{name}")


def _folder(root: Path, path: str, known: set[str]) -> Iterator[Problem]:
    """Look into a folder of statements, stats or details; say of one whose name is nearly that, and of a statement in any other, that nothing reads them."""
    try:
        inside(root, path)
    except ReadError as error:
        yield Problem(Origin(path, 1), error.code, str(error))
        return
    name = posixpath.basename(path)
    if name == _FILINGS:
        for file, entry in _unread(path, entries(root, path)[:FILES], known):
            what = f"nothing reads {quoted(entry.name)}: declare it under filings in report.yaml, behind its period"
            yield _problem(file, what)
        return
    if name in _FOLDERS:
        yield from _within(root, path, known)
        return
    lying = entries(root, path)[:FILES]
    meant = nearest(name, _FOLDERS)
    likely = _of_details if meant == "details" else _is_yaml
    if meant and any(likely(entry.name) for entry in lying):
        yield _problem(path, f"nothing reads the folder {quoted(name)}; did you mean “{meant}”?")
    else:
        for entry in lying:
            if entry.name.endswith(".csv"):
                yield from _misplaced(root, posixpath.join(path, entry.name))


def _is_yaml(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() in _YAML


def _of_details(name: str) -> bool:
    """Whether a name is like that of a file with what is in a line: ``STATEMENT.LINE.csv``."""
    return re.fullmatch(r"[^.]+\.[^.]+\.csv", name) is not None


def _within(root: Path, folder: str, known: set[str]) -> Iterator[Problem]:
    """Say what is wrong with the files in a folder of statements, stats or details that nothing reads."""
    name = posixpath.basename(folder)
    for path, entry in _unread(folder, entries(root, folder)[:FILES], known):
        if entry.is_dir():
            yield _problem(path, f"nothing reads folders in {name}: move its files one folder up")
        elif name == "statements":
            yield from _no_statement(root, path)
        elif name == "details":
            yield _problem(path, f"nothing reads {quoted(entry.name)} in this folder: what is in a line is in STATEMENT.LINE.csv")
        elif entry.name.endswith(".csv"):
            yield from _misplaced(root, path)
        else:
            yield _problem(path, f"nothing reads {quoted(entry.name)} in this folder: files of stats are NAME.yaml")


def _no_statement(root: Path, path: str) -> Iterator[Problem]:
    stem, suffix = posixpath.splitext(path)
    name = posixpath.basename(stem)
    if suffix == ".yml":
        yield _problem(path, misnamed(path))
    elif suffix.lower() in {".csv", ".yaml"}:
        yield _problem(path, f"the names of data files are in small letters at their end: rename this one to {name}{suffix.lower()}")
    elif not exists(root, f"{stem}.csv"):
        sheet = suffix.lower() in _SHEETS
        cure = f": save the table as {name}.csv" if sheet else " in this folder: statements are NAME.csv, with NAME.yaml beside it"
        yield _problem(path, f"nothing reads {quoted(posixpath.basename(path))}{cure}")


def unlisted(root: Path, data: str) -> Problem | None:
    """What is wrong with the data folder itself."""
    try:
        real = inside(root, data)
    except ReadError as error:
        return Problem(Origin(data, 1), error.code, str(error))
    if exists(root, data) and not Path(real).is_dir():
        return Problem(Origin(data, 1), Code.FILE, "the data folder is no folder: rename this file")
    return None
