"""Folded rows: out of the way of transforms while a page is read, and nowhere else to be noticed."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.components import statement
from sphinx_impact.components.folding import impact_folded
from sphinx_impact.components.nodes import impact_row

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

PAGE = """\
# Year

```{financial-table} Activities
:currency: USD

section,line,kind,2023,2022
Revenue,Gifts,item,10,(4)
Revenue,The chair's *own* gifts,item,2,1
Revenue,Fees,item,5,-
Revenue,Total revenue,total,17,(3)
```
"""


@pytest.mark.parametrize("builder", ["html", "text", "gettext"])
def test_what_is_written_is_the_same(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, builder: str) -> None:
    project = make_project({"index.md": PAGE})
    folded = build(project, builder, out=project.parent / "folded", doctrees=project.parent / "folded-trees")
    tree = pickle.loads((folded.doctrees / "index.doctree").read_bytes())
    assert [len(found["rows"]) for found in tree.findall(impact_folded)] == [2, 2]  # around the row with an apostrophe and emphasis
    assert "Fees" in tree.astext()
    monkeypatch.setattr(statement, "fold", lambda *_: None)
    plain = build(project, builder, out=project.parent / "plain", doctrees=project.parent / "plain-trees")
    assert not list(plain.doctree().findall(impact_folded))
    assert len(list(plain.doctree().findall(impact_row))) > 4
    name = {"html": "index.html", "text": "index.txt", "gettext": "index.pot"}[builder]
    assert _dateless(folded.read(name)) == _dateless(plain.read(name))


def _dateless(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "POT-Creation-Date" not in line)
