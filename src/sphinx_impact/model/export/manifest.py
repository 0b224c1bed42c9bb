"""``sha256sums.txt``: a fingerprint of every published file, as ``sha256sum`` writes and checks them; and what differs from it.

A copy may be a folder, or an archive that is read without being unpacked. What comes from somebody else may be made to harm: names lead nowhere,
and no more is read than a report can have.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from sphinx_impact.model.limits import ARCHIVE_BYTES, ARCHIVE_FILES, FILE_BYTES
from sphinx_impact.model.problems import one_line

MANIFEST: Final = "sha256sums.txt"

_UNPUBLISHED: Final = frozenset({".doctrees", ".buildinfo", ".buildinfo.bak"})
"""What Sphinx leaves in its output for the next build."""

_ROW: Final = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)")
_ESCAPED: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_CHUNK: Final = 2**18


class CopyError(Exception):
    """A copy cannot be read; the message says why."""


@dataclasses.dataclass(frozen=True)
class Copy:
    """A published report, as it was found somewhere.

    Attributes:
        digests: SHA-256 of each file, in hexadecimal digits, by its path below the folder of the manifest; of the manifest, too.
        manifest: What that says.
        odd: What is neither a file nor a folder, or stands twice, and why it is odd.
        size: Bytes of all published files but the manifest and its signatures.
    """

    digests: Mapping[str, str]
    manifest: str
    odd: Mapping[str, str]
    size: int


# ---- writing ----


def digests_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every published file in a folder but the manifest and its signatures, by its path with forward slashes, sorted."""
    found = {}
    for path in _files(folder):
        if not is_about(path):
            digest = hashlib.sha256()
            # Without what Python puts around files: of pages of figures there are thousands.
            file = os.open(f"{folder}/{path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                while data := os.read(file, _CHUNK):
                    digest.update(data)
            finally:
                os.close(file)
            found[path] = digest.hexdigest()
    return found


def to_text(digests: Mapping[str, str]) -> str:
    """Return the manifest, in which ``sha256sum -c`` can read every name."""
    rows = []
    for path, digest in digests.items():
        name = re.sub(r"[\\\n\r]", lambda found: _ESCAPED[found[0]], path)
        rows.append(("\\" if name != path else "") + f"{digest}  {name}\n")
    return "".join(rows)


def is_about(path: str) -> bool:
    """Whether a file is the manifest, or a signature of it such as ``sha256sums.txt.asc``, which can have no fingerprint in it."""
    return path == MANIFEST or path.startswith(f"{MANIFEST}.")


def _files(folder: Path) -> Iterator[str]:
    """Paths of the published files in a folder, sorted; links to folders are not followed."""
    found = []
    for above, folders, files in os.walk(folder):
        here = Path(above).relative_to(folder).as_posix()
        folders[:] = [name for name in folders if here != "." or name not in _UNPUBLISHED]
        found += [name if here == "." else f"{here}/{name}" for name in files if here != "." or name not in _UNPUBLISHED]
    yield from sorted(found)


# ---- reading ----


def parse(text: str) -> dict[str, str]:
    """Return the digests of a manifest by path.

    Raises:
        CopyError: It is none.
    """
    found = {}
    for number, row in enumerate(text.split("\n"), 1):
        if not row:
            continue
        match = _ROW.fullmatch(row)
        if match is None:
            raise CopyError(f"{MANIFEST}:{number} is no row of a manifest: {one_line(row, 60)}")
        escaped, digest, name = match.groups()
        if escaped:
            name = re.sub(r"\\([\\nr])", lambda found: {"\\": "\\", "n": "\n", "r": "\r"}[found[1]], name)
        found[name] = digest
    return found


def read_copy(path: Path) -> Copy:
    """Read a folder, or a ZIP or TAR archive.

    Raises:
        CopyError: It is none, has no manifest, or is larger than any report.
    """
    digests: dict[str, str] = {}
    texts: dict[str, bytes] = {}
    odd: dict[str, str] = {}
    size = 0
    sizes: dict[str, int] = {}
    for number, (name, file) in enumerate(_members(path)):
        if number >= ARCHIVE_FILES:
            raise CopyError(f"{path} has more than {ARCHIVE_FILES:,} files, which is the most that is read")
        if name in digests or name in odd:
            odd[name] = "stands twice in the archive"
        elif file is None:
            odd[name] = "is neither a file nor a folder"
        else:
            digest, length, kept = _digest(file, ARCHIVE_BYTES - size, keep=name.rpartition("/")[2] == MANIFEST)
            size += length
            if size > ARCHIVE_BYTES:
                raise CopyError(f"{path} has more than {ARCHIVE_BYTES // 2**30} GB unpacked, which is the most that is read")
            digests[name], sizes[name] = digest, length
            if kept is not None:
                texts[name] = kept
    top = min(texts, key=lambda name: (name.count("/"), name), default=None)
    if top is None:
        raise CopyError(f"{path} has no {MANIFEST}: it was not built by sphinx-impact as a website, or the file was left out")
    try:
        manifest = texts[top].decode()
    except UnicodeDecodeError:
        raise CopyError(f"{MANIFEST} is not UTF-8 text") from None
    if not manifest.strip():
        raise CopyError(f"{path}: {MANIFEST} is empty, so that nothing can be checked: take the one that the build wrote")
    inside = top.removesuffix(MANIFEST)
    own = {name: below for name in digests if (below := _below(name, inside)).split("/")[0] not in _UNPUBLISHED}
    odd = {_below(name, inside): why for name, why in odd.items()}
    return Copy(
        {below: digests[name] for name, below in own.items()},
        manifest,
        odd,
        sum(sizes[name] for name, below in own.items() if not is_about(below)),
    )


def _below(name: str, folder: str) -> str:
    return name.removeprefix(folder) if name.startswith(folder) else f"../{name}"


def contents(path: Path, names: Collection[str]) -> dict[str, bytes]:
    """Return some files of a copy, those that are not large, by their paths below the folder of the manifest."""
    found: dict[str, bytes] = {}
    for name, file in _members(path):
        own = next((wanted for wanted in names if name == wanted or name.endswith(f"/{wanted}")), None)
        if own is not None and file is not None and own not in found:
            data = file.read(FILE_BYTES + 1)
            if len(data) <= FILE_BYTES:
                found[own] = data
    return found


def _digest(file: IO[bytes], most: int, *, keep: bool) -> tuple[str, int, bytes | None]:
    """Return the digest of a file, its length, and what is in it, where that is to be kept; no more is read than `most` bytes and a little."""
    digest, length, kept = hashlib.sha256(), 0, bytearray()
    while length <= most and (data := file.read(_CHUNK)):
        digest.update(data)
        length += len(data)
        if keep and length <= FILE_BYTES:
            kept += data
    return digest.hexdigest(), length, bytes(kept) if keep and length <= FILE_BYTES else None


def _members(path: Path) -> Iterator[tuple[str, IO[bytes] | None]]:
    """Give each file of a folder or an archive, open for the moment; None for what is neither a file nor a folder.

    Raises:
        CopyError: It cannot be read.
    """
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif zipfile.is_zipfile(path):
            yield from _in_zip(path)
        else:
            yield from _in_tar(path)
    except FileNotFoundError:
        raise CopyError(f"there is no file {path}") from None
    except tarfile.ReadError:
        raise CopyError(f"{path} is neither a folder nor a ZIP or TAR archive") from None
    except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
        raise CopyError(f"{path} cannot be read: {one_line(str(error), 100)}") from error


def _in_folder(path: Path) -> Iterator[tuple[str, IO[bytes] | None]]:
    for name in _files(path):
        if stat.S_ISREG((path / name).stat().st_mode):
            with (path / name).open("rb") as file:
                yield name, file
        else:
            yield name, None


def _in_zip(path: Path) -> Iterator[tuple[str, IO[bytes] | None]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as file:
                    yield member.filename, file


def _in_tar(path: Path) -> Iterator[tuple[str, IO[bytes] | None]]:
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if not member.isdir():
                yield member.name.removeprefix("./"), archive.extractfile(member) if member.isreg() else None


# ---- comparing ----


def faults(copy: Copy) -> dict[str, str]:
    """Return what is not as the manifest says: by path, ``has changed``, ``is missing``, ``is not in the manifest``, sorted.

    Raises:
        CopyError: The manifest cannot be read.
    """
    listed = parse(copy.manifest)
    found = dict(copy.odd)
    for path in {*listed, *copy.digests} - found.keys():
        if is_about(path):
            continue
        if path not in copy.digests:
            found[path] = "is missing"
        elif path not in listed:
            found[path] = f"is not in {MANIFEST}"
        elif copy.digests[path] != listed[path]:
            found[path] = "has changed"
    return dict(sorted(found.items()))


def first_difference(one: bytes, other: bytes) -> str:
    """Say at which byte two files begin to differ, and in which row, both counted from 1."""
    at = next((number for number, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    return f"byte {at + 1:,} (row {one[:at].count(bytes([10])) + 1:,})"
