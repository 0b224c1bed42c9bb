"""Folded parts: out of the way of transforms while a page is read, and nowhere else to be noticed."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.components import folding, statement
from sphinx_impact.components.nodes import impact_folded, impact_row

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject

PAGE = """\
# Year

```{financial-table} Activities
:currency: USD

section,line,kind,2023,2022
Revenue,Gifts & grants <net>,item,,n/a
Revenue,Gifts,item,10,(4)
Revenue,The chair's *own* gifts,item,2,1
Revenue,Fees,item,5,-
Revenue,Total revenue,total,17,(3)
```

````{stat-grid}
```{stat-card} ~284K
:label: Books lent
:previous: 200K
:source: Counts
```
```{stat-card} over 600
:label: The chair's *own* books
```
````

```{sponsor-list}
- name: Gold
  sponsors:
    - {name: First Company, url: "https://example.org/"}
    - Second Company
    - "Companies' *own*"
```
"""


@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub", "xml", "latex", "gettext"])
def test_what_is_written_is_the_same(make_project: MakeProject, build: Build, monkeypatch: pytest.MonkeyPatch, builder: str) -> None:
    project = make_project({"index.md": PAGE})
    folded = build(project, builder, out=project.parent / "folded", doctrees=project.parent / "folded-trees")
    tree = pickle.loads((folded.doctrees / "index.doctree").read_bytes())
    # Around what has an apostrophe and emphasis, or signs that may be markup.
    assert [len(found["rows"]) for found in tree.findall(impact_folded)] == [1, 1, 2, 1, 2]
    assert "Fees" in tree.astext()
    for module in (folding, statement):
        monkeypatch.setattr(module, "folds", lambda _env: False)
    plain = build(project, builder, out=project.parent / "plain", doctrees=project.parent / "plain-trees")
    assert not list(plain.doctree().findall(impact_folded))
    assert len(list(plain.doctree().findall(impact_row))) > 4
    name = {"html": "index.html", "singlehtml": "index.html", "epub": "index.xhtml", "xml": "index.xml", "gettext": "index.pot"}.get(
        builder
    )
    name = name or next(path.name for path in folded.outdir.glob("*.tex"))
    assert _dateless(folded.read(name)) == _dateless(plain.read(name))
    if builder == "html":
        assert folded.read("searchindex.js") == plain.read("searchindex.js")


def _dateless(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "POT-Creation-Date" not in line)
