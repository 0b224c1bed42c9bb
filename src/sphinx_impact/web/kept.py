"""What a builder wrote, and what from: whether files of an earlier build need to be made anew."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Kept:
    """A note beside the doctrees of files in a folder of the output: they are as good as new while they, and what they were made from, are the same."""

    def __init__(self, note: Path, folder: Path) -> None:
        self._note, self._folder = note, folder

    def written(self, made_from: object) -> frozenset[str]:
        """Return the files that an earlier build made from the same; none, if one of them is missing or was changed.

        Args:
            made_from: Whatever tells one state from another by its ``repr``.
        """
        try:
            known = json.loads(self._note.read_text(encoding="utf-8"))
            if known["made from"] == _digest_of(made_from) and all(self._digest(name) == found for name, found in known["files"].items()):
                return frozenset(known["files"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return frozenset()

    def keep(self, made_from: object, names: Iterable[str]) -> None:
        """Note files that have been written."""
        self.note(made_from, {name: self._digest(name) for name in sorted(names)})

    def note(self, made_from: object, digests: Mapping[str, str], **more: object) -> None:
        """Note files of which the digests are known.

        Args:
            more: What else the next build has to know, as JSON has it.
        """
        self._note.write_text(json.dumps({"made from": _digest_of(made_from), "files": digests, **more}), encoding="utf-8")

    def forget(self) -> None:
        """Take the note away, until the files are written: a build may be broken off."""
        self._note.unlink(missing_ok=True)

    def _digest(self, name: str) -> str:
        return hashlib.sha256((self._folder / name).read_bytes()).hexdigest()


def _digest_of(made_from: object) -> str:
    return hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()
