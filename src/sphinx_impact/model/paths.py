"""Places as a terminal can open them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_LONGEST: Final = 255
"""No file system has longer names, in bytes."""


def is_path(text: str) -> bool:
    """Whether a text can be the path of a file: printable, and with names that are not too long."""
    return text.isprintable() and all(len(name.encode(errors="replace")) <= _LONGEST for name in text.split("/")) and len(text) <= 1000


def as_called(root: Path, path: str) -> str:
    """Return a path relative to where the command was called, or the absolute one where that is shorter.

    Args:
        root: What `path` is relative to, unless it is absolute.
    """
    try:
        absolute = os.path.abspath(root / path)  # noqa: PTH100 - links stay as they were written
        known = [os.path.relpath(absolute), absolute]
    except (OSError, ValueError):  # the folder is gone, or on another drive
        return path
    return min(known, key=len).replace(os.sep, "/")
