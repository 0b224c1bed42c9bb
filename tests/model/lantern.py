"""The invented library trust, and files to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LANTERN = ROOT / "tests" / "data" / "lantern"


def rewrite(root: Path, path: str, old: str, new: str) -> None:
    """Replace what stands once in a file."""
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {path}"
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files into a folder, and return it."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
