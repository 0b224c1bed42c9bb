"""Without what may be installed besides: one message about each extra that is needed, with the command that installs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.images.photos import photo
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeProject

HIDE = """\
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PIL", "resvg_py", "vl_convert"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
"""
PAGE = """\
# Report

![One](one.webp)

![Two](two.webp)

![Three](three.svg)

```{data-chart}
:kind: bar
:title: Books
:description: Books lent.

year,books
2023,3
2024,4
```

```{data-chart}
:kind: vega-lite
:title: Films
:description: Films lent.

mark: bar
data: {values: [{films: 1}]}
encoding: {y: {field: films, type: quantitative}}
```
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@pytest.mark.parametrize(
    ("builder", "conf", "extras"),
    [
        ("html", 'impact_share_cards = True\nhtml_baseurl = "https://example.org/"\n', ["images", "raster", "vega"]),
        ("html", "", ["images", "vega"]),
        ("epub", "", ["images", "raster", "vega"]),
        ("latex", "", ["images", "vega"]),
        ("text", "", []),
    ],
)
def test_one_message_for_each(make_project: MakeProject, tmp_path: Path, builder: str, conf: str, extras: list[str]) -> None:
    files: dict[str, str | bytes] = {
        "index.md": PAGE,
        "one.webp": photo(kind="WEBP"),
        "two.webp": photo(kind="WEBP"),
        "three.svg": DRAWING,
    }
    source = make_project(files, conf)
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "hide"), str(ROOT / "src")])}
    command = [sys.executable, "-m", "sphinx", "-n", "-b", builder, str(source), str(tmp_path / "out")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    said = run.stdout + run.stderr
    assert "impact.internal" not in said
    assert sorted(re.findall(r'pip install "sphinx-impact\[([^]]*)\]"', said)) == extras
