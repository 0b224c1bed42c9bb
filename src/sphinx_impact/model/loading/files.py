"""The one way to files: which are there, what is in them, and the list on which their problems are put.

What lies below the source directory may come from anybody. Only regular files inside it are read, and at most so many bytes of them.
"""

from __future__ import annotations

import codecs
import collections
import contextlib
import contextvars
import dataclasses
import functools
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from sphinx_impact.model.limits import FILE_BYTES, PROBLEMS
from sphinx_impact.model.problems import Code, Origin, Problem, and_more

FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no text has: control characters, halves of others. A book that had one could not be opened."""


@dataclasses.dataclass(slots=True)
class Findings:
    """The problems of one file, or of one piece of text in a page.

    Attributes:
        path: Path of the file relative to the source directory.
        first: Row at which the text begins.
        cut_off: Whether the text could be read in part only, so that what is not there may stand in the rest.
    """

    path: str
    first: int = 1
    cut_off: bool = False
    problems: list[Problem] = dataclasses.field(default_factory=list)
    _kinds: collections.Counter[Code] = dataclasses.field(default_factory=collections.Counter)
    _more: dict[Code, int] = dataclasses.field(default_factory=dict)

    def add(self, row: int, code: Code, message: str | Callable[[], str]) -> None:
        """Put down one problem at a row of the file; after many of one kind only that there is another one.

        Args:
            message: Or what makes it, where that takes long, as looking for the nearest name does.
        """
        if self._kinds[code] >= PROBLEMS:
            at = self._more.setdefault(code, len(self.problems))
            more = 1 + sum(problem.more for problem in self.problems[at : at + 1])
            self.problems[at : at + 1] = [and_more(self.origin(row), code, more)]
            return
        problem = Problem(self.origin(row), code, message if isinstance(message, str) else message())
        if problem not in self.problems[-1:]:
            self.problems.append(problem)
            self._kinds[code] += 1

    def origin(self, row: int) -> Origin:
        """A row of the file as a place."""
        return Origin(self.path, row)

    def sorted(self) -> list[Problem]:
        """All problems in the order of their rows."""
        return sorted(self.problems)


def has_forbidden(text: str, code: Code, what: str, findings: Findings) -> bool:
    """Whether a text has a character that none may have; it is put down as not allowed in `what`."""
    found = FORBIDDEN.search(text)
    if found:
        row = findings.first + text.count("\n", 0, found.start())
        findings.add(row, code, f"the character U+{ord(found[0]):04X} is not allowed in {what}: delete it")
    return found is not None


Answers: TypeAlias = dict[tuple[str, str, int], object]
"""What the file system was asked, for which path, with which limit; and what it answered: of a file, the fingerprint of what is in it."""


@dataclasses.dataclass(slots=True)
class Asked:
    """What the file system was asked in a context.

    Attributes:
        made_from: Fingerprint of all files that were read: of their paths and of what is in them.
        answers: Everything that was asked, and what it answered.
        folders: Where folders lie, links followed, which takes long and does not change meanwhile.
    """

    made_from: hashlib._Hash = dataclasses.field(default_factory=hashlib.sha256)
    answers: Answers = dataclasses.field(default_factory=dict)
    folders: dict[str, str] = dataclasses.field(default_factory=dict)


_asked: contextvars.ContextVar[Asked | None] = contextvars.ContextVar("_asked", default=None)


@contextlib.contextmanager
def asking() -> Iterator[Asked]:
    """Put down what the file system is asked in the context."""
    asked = Asked()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


def answers_again(root: Path, answers: Answers) -> bool:
    """Whether the file system answers everything as it did before, so that what was made of it would be the same."""
    ask: dict[str, Callable[[Path, str, int], object]] = {
        "read": read,
        "inside": lambda root, path, _limit: inside(root, path),
        "exists": lambda root, path, _limit: exists(root, path),
        "size": lambda root, path, _limit: size_of(root, path),
        "entries": lambda root, path, _limit: entries(root, path),
    }
    with asking() as now:
        for (kind, path, limit), answer in answers.items():
            with contextlib.suppress(ReadError):  # which is an answer, too
                ask[kind](root, path, limit)
            if now.answers.get((kind, path, limit)) != answer:
                return False
    return True


T = TypeVar("T")


def _noted(kind: str, root: Path, path: str, ask: Callable[[Path, str], T], answer: Callable[[T], object], *, limit: int = 0) -> T:
    """Ask the file system, and put down what it answers, also that it refuses to."""
    asked = _asked.get()
    if asked is None:
        return ask(root, path)
    try:
        found = ask(root, path)
    except ReadError as error:
        asked.answers[kind, path, limit] = f"{error.code}: {error}"
        raise
    asked.answers[kind, path, limit] = answer(found)
    return found


class ReadError(Exception):
    """A file is not read; the message says why and what to do.

    Attributes:
        code: ``path`` where it leads out of the source directory, else ``file``.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(root: Path, path: str, limit: int = FILE_BYTES) -> bytes:
    """Read a file below the source directory. Everything that reads one goes through here.

    Args:
        path: Relative to `root`.
        limit: How many bytes it may have.

    Raises:
        ReadError: It is missing, not a regular file, outside the source directory, or too large.
    """
    data = _noted("read", root, path, functools.partial(_bytes, limit), lambda data: hashlib.sha256(data).digest(), limit=limit)
    if (asked := _asked.get()) is not None:
        asked.made_from.update(f"\0{path}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        asked.made_from.update(data)
    return data


def _bytes(limit: int, root: Path, path: str) -> bytes:
    real = _inside(root, path)
    try:
        with open(real, "rb", opener=_without_waiting) as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise ReadError(Code.FILE, "this is a pipe or a device, not a file: put the file itself here")
            data = file.read(min(limit, state.st_size) + 1)  # Python makes room for as much as it is asked to read
            if state.st_size < len(data) <= limit:  # it has grown
                data += file.read(limit + 1 - len(data))
    except FileNotFoundError:
        raise ReadError(Code.FILE, "the file does not exist") from None
    except IsADirectoryError:
        raise ReadError(Code.FILE, "a folder stands where a file should be: rename it") from None
    except OSError as error:
        raise ReadError(Code.FILE, f"the file cannot be read: {error.strerror or error}") from None
    if len(data) > limit:
        raise ReadError(Code.FILE, f"the file has more than {limit // 2**20} MB, which is the most that is read: make it smaller")
    return data


def inside(root: Path, path: str) -> str:
    """Where a file lies, links followed.

    Raises:
        ReadError: It lies outside the source directory.
    """
    return _noted("inside", root, path, _inside, lambda real: (real, os.path.isdir(real)))  # noqa: PTH112 - of a text


def _inside(root: Path, path: str) -> str:
    if FORBIDDEN.search(path):
        raise ReadError(Code.PATH, "the path has a character that no file name has: delete it")
    if leads_out(path):
        raise ReadError(Code.PATH, f"{path} leads out of the source directory: keep data files inside it")
    base, real = _real_folder(root, ""), _real(root, path)
    if real != base and not real.startswith(base.rstrip(os.sep) + os.sep):
        raise ReadError(Code.PATH, f"{path} is a link that leads out of the source directory: put the file itself here")
    return real


def _real(root: Path, path: str) -> str:
    """Where a path leads, links followed."""
    folder, name = posixpath.split(path)
    real = os.path.join(_real_folder(root, folder), name)  # noqa: PTH118 - half as fast by objects, for every file
    return os.path.realpath(real) if name in {"", ".", ".."} or os.path.islink(real) else real  # noqa: PTH114 - likewise


def _real_folder(root: Path, folder: str) -> str:
    asked = _asked.get()
    known = asked.folders if asked is not None else {}
    if folder not in known:
        known[folder] = os.path.realpath(root / folder)
    return known[folder]


def _without_waiting(path: str, flags: int) -> int:
    """Open a file, and never wait for what others may write into a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def exists(root: Path, path: str) -> bool:
    """Whether anything stands at `path`, which is relative to `root`, be it a link that leads nowhere."""
    return _noted("exists", root, path, lambda root, path: os.path.lexists(os.path.join(root, path)), bool)  # noqa: PTH118 - half as fast by objects


def size_of(root: Path, path: str) -> int | None:
    """How many bytes the file at `path` has; None where there is none, or a folder, or a pipe.

    Raises:
        ReadError: It lies outside the source directory.
    """
    return _noted("size", root, path, _size, lambda size: size)


def _size(root: Path, path: str) -> int | None:
    real = Path(_inside(root, path))
    try:
        found = real.stat()
    except OSError:  # also of a name that is too long for a file
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def is_file(root: Path, path: str) -> bool:
    """Whether a file that may be read stands at `path`."""
    try:
        return size_of(root, path) is not None
    except ReadError:
        return False


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


def entries(root: Path, folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder, sorted by name, but what is hidden; nothing where the folder is none, or lies outside the source directory."""
    return _noted("entries", root, folder, _entries, lambda found: [(entry.name, entry.is_dir(), entry.is_symlink()) for entry in found])


def _entries(root: Path, folder: str) -> list[os.DirEntry[str]]:
    with contextlib.suppress(ReadError, OSError), os.scandir(_inside(root, folder)) as found:
        return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    return []


def listing(root: Path, folder: str, suffix: str) -> list[str]:
    """Paths of the files with `suffix` in a folder, sorted, relative to `root`."""
    return [posixpath.join(folder, entry.name) for entry in entries(root, folder) if posixpath.splitext(entry.name)[1] == suffix]


_MANY: Final = 100
"""Data files that take a moment to load."""

_LONG: Final = 2**20
"""Bytes of one that does."""


def has_many(root: Path, folder: str) -> bool:
    """Whether a folder of data holds so much that loading it is worth a word."""
    there = [entry for inside in ("", "stats", "statements") for entry in entries(root, posixpath.join(folder, inside))]
    with contextlib.suppress(OSError):
        return len(there) > _MANY or any(entry.stat().st_size > _LONG for entry in there)
    return False


_OTHER_KINDS: Final = {
    b"PK\x03\x04": "this is a ZIP file, which spreadsheets such as .xlsx are as well, whatever its name ends in: unpack it, or save what is in it as text",
    b"\x1f\x8b": "this is a compressed file (gzip), whatever its name ends in: unpack it",
    b"%PDF-": "this is a PDF, whatever its name ends in, and no data: take the data themselves",
    b"\xd0\xcf\x11\xe0": "this is a document of an office program, whatever its name ends in: save it as text",
}
"""What else a file may be, by what it begins with."""

_WEB_PAGE: Final = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


def other_kind(data: bytes) -> str:
    """Say what a file is that is no text of data at all, and what to do; empty where nothing shows that."""
    if _WEB_PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:1000]):
        return "this is a web page, as a browser saves it, and not the file itself: download that"
    return next((what for lead, what in _OTHER_KINDS.items() if data.startswith(lead)), "")


def read_text(root: Path, path: str, findings: Findings) -> str | None:
    """Read a file of UTF-8 text, with or without a byte order mark; None after putting down why that is not possible."""
    try:
        data = read(root, path)
    except ReadError as error:
        findings.add(1, error.code, str(error))
        return None
    if other := other_kind(data):
        findings.add(1, Code.FILE, other)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        findings.add(row, Code.FILE, f"the file is {'UTF-16' if is_utf_16 else 'not UTF-8'} text: save it with the encoding UTF-8")
        return None
    if "\0" in text:
        findings.add(text.count("\n", 0, text.index("\0")) + 1, Code.FILE, "the file is not text: it has a NUL character")
        return None
    if not text.strip():
        findings.add(1, Code.FILE, "the file is empty: write into it what it is for, or delete it")
        return None
    return text
