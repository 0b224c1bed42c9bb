"""Files of a website that are written only where they changed, so that copies of it know what is new."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def put(path: str | Path, data: bytes) -> None:
    """Write a file into a folder that is there, if it changed. A path may be a text: for thousands of files, it counts."""
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as there:  # noqa: PTH123 - see above
        if there.read() == data:
            return
    put_new(path, data)


def put_new(path: str | Path, data: bytes) -> None:
    """Write a file into a folder that is there, without what Python puts around files: half of the work, where they are thousands."""
    file = os.open(path, _NEW, 0o666)
    try:
        while data:
            data = data[os.write(file, data) :]
    finally:
        os.close(file)


def put_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file piece by piece, from where it changed; return its fingerprint."""
    digest = hashlib.sha256()
    same, at = path.exists(), 0
    with path.open("r+b" if same else "wb") as file:
        for data in pieces:
            digest.update(data)
            if same:
                if file.read(len(data)) == data:
                    at += len(data)
                    continue
                same = False
                file.seek(at)
            file.write(data)
        if not same or file.read(1):
            file.seek(-1 if same else 0, os.SEEK_CUR)
            file.truncate()
    return digest.hexdigest()
