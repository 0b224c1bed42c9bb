"""Two builds of one source give the same bytes: in another folder, at another time, with more processes."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

EPOCH = "1714694400"


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file of a build but Sphinx's own notes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".doctrees" not in path.parts and path.name != ".buildinfo"
    }


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_the_report_comes_out_the_same_byte_by_byte(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builder: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    made = []
    for place, jobs in (("first", "-j1"), ("second/deeper", "-j2")):
        source = shutil.copytree(ROOT / "report", tmp_path / place / "report", ignore=shutil.ignore_patterns("_build"))
        monkeypatch.setenv("TZ", "Asia/Tokyo" if place == "first" else "America/Lima")
        result = build(source, builder, jobs, out=tmp_path / place / "out", doctrees=tmp_path / place / "doctrees")
        assert result.status == 0
        made.append(digests(result.outdir))
    assert made[0] == made[1]
