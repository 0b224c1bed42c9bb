"""Files kept between builds, each under the fingerprint of everything it is made from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class FileCache:
    """A folder of files that are named by what they are made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, suffix: str, *made_from: str) -> Path:
        """Return where the file is, or would be, that is made from these texts: its source, and the versions of the tools."""
        fingerprint = hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:24]
        return self.folder / f"{fingerprint}.{suffix}"

    @staticmethod
    def write(path: Path, content: bytes) -> None:
        """Write a file as a whole: another build on the same folder sees all of it or nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)

    def keep(self, paths: Iterable[Path]) -> None:
        """Remove all files but these."""
        for path in sorted(set(self.folder.iterdir()) - set(paths)) if self.folder.is_dir() else ():
            path.unlink(missing_ok=True)
