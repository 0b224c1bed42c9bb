"""Text files, and the list on which their problems are put."""

from __future__ import annotations

import dataclasses
import os
import posixpath
from pathlib import Path

from sphinx_impact.model.problems import Code, Origin, Problem


@dataclasses.dataclass(slots=True)
class Findings:
    """The problems of one file, or of one piece of text in a page.

    Attributes:
        path: Path of the file relative to the source directory.
        first: Row at which the text begins.
    """

    path: str
    first: int = 1
    problems: list[Problem] = dataclasses.field(default_factory=list)

    def add(self, row: int, code: Code, message: str) -> None:
        """Put down one problem at a row of the file."""
        problem = Problem(self.origin(row), code, message)
        if problem not in self.problems[-1:]:
            self.problems.append(problem)

    def origin(self, row: int) -> Origin:
        """A row of the file as a place."""
        return Origin(self.path, row)

    def sorted(self) -> list[Problem]:
        """All problems in the order of their rows."""
        return sorted(self.problems)


def exists(root: Path, path: str) -> bool:
    """Whether anything stands at `path`, which is relative to `root`, be it a link that leads nowhere."""
    return os.path.lexists(root / path)


def absent(root: Path, path: str, findings: Findings) -> bool:
    """Whether a YAML file that may be left out is; one with the wrong suffix is put down."""
    other = path.removesuffix(".yaml") + ".yml"
    if not exists(root, path) and exists(root, other):
        findings.problems.append(Problem(Origin(other, 1), Code.FILE, misnamed(other)))
    return not exists(root, path)


def misnamed(path: str) -> str:
    """The sentence about a file whose name ends in ``.yml``."""
    return f"data files end in .yaml: rename this one to {posixpath.basename(path).removesuffix('.yml')}.yaml"


def leads_out(path: str) -> bool:
    """Whether a path leaves the folder it starts from."""
    return path.startswith("/") or posixpath.normpath(path).split("/")[0] == ".."


def listing(root: Path, folder: str, suffix: str) -> list[str]:
    """Paths of the files with `suffix` in a folder, sorted, relative to `root`."""
    where = root / folder
    if not where.is_dir():
        return []
    return sorted(
        posixpath.join(folder, entry.name) for entry in where.iterdir() if entry.suffix == suffix and not entry.name.startswith(".")
    )


def read_text(root: Path, path: str, findings: Findings) -> str | None:
    """Read a file of UTF-8 text, with or without a byte order mark; None after putting down why that is not possible."""
    if leads_out(path):
        findings.add(1, Code.PATH, f"{path} leads out of the source directory: keep data files inside it")
        return None
    try:
        data = (root / path).read_bytes()
    except FileNotFoundError:
        findings.add(1, Code.FILE, "the file does not exist")
        return None
    except IsADirectoryError:
        findings.add(1, Code.FILE, "a folder stands where a file should be: rename it")
        return None
    except (OSError, ValueError) as error:  # no path has a NUL character
        findings.add(1, Code.FILE, f"the file cannot be read: {getattr(error, 'strerror', None) or error}")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        findings.add(row, Code.FILE, "the file is not UTF-8 text: save it with the encoding UTF-8")
        return None
    if "\0" in text:
        findings.add(text.count("\n", 0, text.index("\0")) + 1, Code.FILE, "the file is not text: it has a NUL character")
        return None
    if not text.strip():
        findings.add(1, Code.FILE, "the file is empty")
        return None
    return text
