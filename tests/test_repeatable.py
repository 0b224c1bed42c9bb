"""Two builds of one source give the same bytes: in another folder, at another time, with more processes."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import EPOCH, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Site


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of every file of a build but Sphinx's own notes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".doctrees" not in path.parts and path.name != ".buildinfo"
    }


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_the_report_comes_out_the_same_byte_by_byte(
    report_site: Site, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    first = report_site(builder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    source = shutil.copytree(ROOT / "report", tmp_path / "second" / "deeper" / "report", ignore=shutil.ignore_patterns("_build"))
    again = build(source, builder, "-j2", out=tmp_path / "out", doctrees=tmp_path / "doctrees")
    assert again.status == 0
    assert digests(again.outdir) == digests(first.outdir)
