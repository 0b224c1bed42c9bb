"""Files of a website that are written only where they changed, so that copies of it know what is new."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def put(path: str | Path, data: bytes) -> None:
    """Write a file into a folder that is there, if it changed. A path may be a text: for thousands of files, it counts."""
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as there:  # noqa: PTH123 - see above
        if there.read() == data:
            return
    put_new(path, data)


def put_new(path: str | Path, data: bytes) -> None:
    """Write a file into a folder that is there."""
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123 - see above
        file.write(data)
