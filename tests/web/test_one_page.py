"""Chapters joined into one page: every id once, every link to what it meant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.support import ROOT, sphinx_build, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import BeautifulSoup, Tag

    from tests.conftest import Build, MakeProject

pytestmark = pytest.mark.matrix

INDEX = """\
# Report

See [the people](people.md), [money](money.md#overview) and {ref}`where we met <place>`.

```{toctree}
:numbered:
:caption: Chapters
people
money
parts/money
```

## Overview

The report's overview. [Here](#overview), [home](index.md).[^a]

[^a]: A note of the report.
"""

CHAPTER = """\
({tag}-label)=
# {title}

## Overview

{title}'s overview, with a note[^1] and another[^2], {{ref}}`this section <{tag}-label>` and [this overview](#overview).

[^1]: First note of {title}.
[^2]: Second note of {title}, which goes back.

```{{figure}} /dot.svg
:name: {tag}-figure

Figure of {title}
```

{{numref}}`{tag}-figure` and {{numref}}`{other}-figure`, {{ref}}`the other <{other}-label>`.

```{{table}} Table of {title}
:name: {tag}-table

| a | b |
|---|---|
| 1 | 2 |
```

{{numref}}`{tag}-table`.

```{{math}}
:label: {tag}-equation
a = b
```

{{eq}}`{tag}-equation` and {{eq}}`{other}-equation`
"""

DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>\n'


def chapter(title: str, tag: str, other: str) -> str:
    return CHAPTER.format(title=title, tag=tag, other=other)


FILES: dict[str, str | bytes] = {
    "index.md": INDEX,
    "people.md": chapter("People", "people", "money") + "\n(place)=\n## Meetings\n\nWe met.\n",
    "money.md": chapter("Money", "money", "people"),
    "parts/money.rst": """\
Parts
=====

Overview
--------

Overview of the parts [1]_ and [Doe]_; see `Overview`_, :ref:`people-label`, :doc:`/people`, |end|.

.. [1] Note of the parts.
.. [Doe] A book.
.. |end| replace:: *end*

document-money
--------------

Named like the start of a chapter.
""",
    "dot.svg": DOT,
}
CONF = 'numfig = True\nmyst_heading_anchors = 2\nmyst_enable_extensions = ["dollarmath"]\n'


def by_id(page: BeautifulSoup) -> dict[str, list[Tag]]:
    """Elements by id, without Furo's wrappers, which repeat the id of the one thing they wrap."""
    found: dict[str, list[Tag]] = {}
    for element in page.select("[id]:not(.table-wrapper, .math-wrapper)"):
        found.setdefault(str(element["id"]), []).append(element)
    return found


def target(page: BeautifulSoup, link: Tag) -> str:
    """Text of the one element a link of the page leads to."""
    (element,) = by_id(page)[unquote(str(link["href"]))[1:]]
    if element.name == "span" and not element.get_text():  # marks the place: the start of a chapter, or of what holds it
        after = element.find_next_sibling()
        assert after is not None
        element = after
    return " ".join(element.get_text(" ").split())


def links(page: BeautifulSoup, selector: str, text: str) -> list[Tag]:
    return [found for found in page.select(f"{selector} a") if found.get_text() == text]


def whole(page: BeautifulSoup) -> None:
    """No id twice; every link inside the page leads somewhere."""
    ids = by_id(page)
    assert [name for name, elements in ids.items() if len(elements) > 1] == []
    inside = [str(found["href"]) for found in page.select("a[href^='#']")]
    assert inside
    assert [href for href in inside if href != "#" and unquote(href)[1:] not in ids] == []


@pytest.fixture(scope="module", params=["alabaster", "furo"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    folder = tmp_path_factory.mktemp(request.param)
    source = write_project(folder / "source", FILES, CONF + f'html_theme = "{request.param}"\n')
    result = sphinx_build(source, "singlehtml", "-W", "--keep-going", out=folder / "out", doctrees=folder / "doctrees")
    assert result.warnings == []
    return result.soup()


def test_every_id_once_and_no_link_dead(page: BeautifulSoup) -> None:
    whole(page)


@pytest.mark.parametrize(
    ("text", "number", "start"),
    [
        ("the people", 0, "1. People"),
        ("money", 0, "2.1. Overview ¶ Money’s overview"),
        ("where we met", 0, "1.2. Meetings"),
        ("this section", 0, "1. People"),
        ("this section", 1, "2. Money"),
        ("this overview", 0, "1.1. Overview ¶ People’s overview"),
        ("this overview", 1, "2.1. Overview ¶ Money’s overview"),
        ("Fig. 1.1", 0, "Fig. 1.1 Figure of People"),
        ("Fig. 1.1", 1, "Fig. 1.1 Figure of People"),
        ("Fig. 2.1", 0, "Fig. 2.1 Figure of Money"),
        ("Table 2.1", 0, "Table 2.1 Table of Money"),
        ("the other", 0, "2. Money"),
        ("the other", 1, "1. People"),
        ("(1.1)", 1, "(1.1)"),
        ("[Doe]", 0, "[ Doe ] A book."),
        ("Overview", 0, "3.1. Overview ¶ Overview of the parts"),
        ("Here", 0, "Overview ¶ The report’s overview"),
        ("home", 0, "Report"),
    ],
)
def test_a_link_leads_to_what_it_meant(page: BeautifulSoup, text: str, number: int, start: str) -> None:
    found = links(page, "section", text)[number]
    assert target(page, found).startswith(start)


def test_footnotes_lead_to_their_chapter_and_back(page: BeautifulSoup) -> None:
    for title in ("People", "Money"):
        references = page.select(f"#{title.lower()}-overview > p > a.footnote-reference")
        assert [target(page, found) for found in references] == [
            f"[ 1 ] First note of {title}.",
            f"[ 2 ] Second note of {title}, which goes back.",
        ]
        for number, reference in enumerate(references, start=1):
            note = page.find(id=str(reference["href"])[1:])
            assert note is not None
            assert [str(back["href"]) for back in note.select("a[role=doc-backlink]")] == [f"#{reference['id']}"]
            assert reference.get_text() == f"[{number}]"


def test_sections_keep_their_numbers(page: BeautifulSoup) -> None:
    headings = [heading.get_text().removesuffix("¶") for heading in page.select("section > h1, section > h2, section > h3")]
    assert headings == [
        "Report",
        "1. People",
        "1.1. Overview",
        "1.2. Meetings",
        "2. Money",
        "2.1. Overview",
        "3. Parts",
        "3.1. Overview",
        "3.2. document-money",
        "Overview",
    ]


def test_an_id_that_one_chapter_has_stays(page: BeautifulSoup) -> None:
    for name in ("place", "meetings", "people-label", "people-figure", "money-table", "doe"):
        assert page.find(id=name) is not None
    for name in ("people-overview", "money-overview", "parts-money-overview", "index-overview"):
        assert page.find(id=name) is not None
    assert page.find(id="overview") is None


def test_the_navigation_follows(make_project: MakeProject, build: Build) -> None:
    """Sections of chapters, not only chapters, stand in a sidebar's table of contents."""
    conf = CONF + 'html_sidebars = {"**": ["localtoc.html", "globaltoc.html"]}\n'
    page = build(make_project(FILES, conf), "singlehtml").soup()
    whole(page)
    found = {str(entry["href"]): target(page, entry) for entry in links(page, ".sphinxsidebar", "1.1. Overview")}
    assert list(found) == ["#people-overview"]
    assert found["#people-overview"].startswith("1.1. Overview ¶ People’s overview")
    (third,) = {str(entry["href"]) for entry in links(page, ".sphinxsidebar", "3.1. Overview")}
    assert third == "#parts-money-overview"


def test_made_ids_do_not_meet_others(make_project: MakeProject, build: Build) -> None:
    """``a`` + ``b-x`` and ``a-b`` + ``x`` would give one id; so would a section of that very name."""
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\n```{toctree}\na\na-b\n```\n\n## a b x\n\n[to it](a.md#b-x) [and](a-b.md#x)\n",
        "a.md": "# A\n\n## B x\n\nOne.\n\n## X\n\nTwo.\n",
        "a-b.md": "# A b\n\n## X\n\nThree.\n\n## B x\n\nFour.\n",
    }
    page = build(make_project(files, "myst_heading_anchors = 2\n"), "singlehtml", "-W").soup()
    whole(page)
    assert target(page, links(page, "section", "to it")[0]).endswith("One.")
    assert target(page, links(page, "section", "and")[0]).endswith("Three.")


def test_the_same_page_every_time(make_project: MakeProject, build: Build) -> None:
    project = make_project(FILES, CONF)
    first = build(project, "singlehtml").read("index.html")
    assert build(project, "singlehtml", "-E", out=project.parent / "again").read("index.html") == first


COMPONENTS = """\
# {title}

````{{stat-grid}}
```{{stat-card}} pypi.downloads
```
```{{stat-card}} 36K
:label: requests, {title}
```
````

```{{sponsor-list}}
Visionary: {title} One, Two
```

```{{financial-table}} activities
:name: {title}-statement
```
"""
DATA = {
    "data/report.yaml": 'organisation: Example Foundation\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n',
    "data/stats.yaml": "pypi.downloads:\n  label: downloads\n  unit: downloads\n  value: 284 billion\n  source: our logs\n",
    "data/statements/activities.csv": (
        "section,line,kind,note,2023,2022\nRevenue,Dues,item,a,(12),10\nRevenue,Gifts,item,,30,20\nRevenue,All revenue,total,,18,30\n"
    ),
    "data/statements/activities.yaml": "title: Statement of activities\nsource: our books\nnotes:\n  a: Some came back.\n",
}


def test_components_that_stand_in_two_chapters(make_project: MakeProject, build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\n```{toctree}\none\ntwo\n```\n\n{numref}`one-statement`, {numref}`two-statement`\n",
        "one.md": COMPONENTS.format(title="one"),
        "two.md": COMPONENTS.format(title="two"),
        **DATA,
    }
    result = build(make_project(files, 'numfig = True\nhtml_theme = "alabaster"\n'), "singlehtml", "-W", "--keep-going")
    assert result.warnings == []
    page = result.soup()
    whole(page)
    ids = by_id(page)
    pointers = page.select("[aria-labelledby]")
    assert pointers
    for element in pointers:
        for name in str(element["aria-labelledby"]).split():
            (label,) = ids[name]
            assert label.find_parent("section") is element.find_parent("section")
    for found in page.select(".impact-cite a[href^='#'], a.impact-note-ref"):
        (place,) = ids[str(found["href"])[1:]]
        assert place.find_parent("section") is found.find_parent("section")
    assert [
        target(page, found).split("Statement")[0] for found in links(page, "section", "Table 1") + links(page, "section", "Table 2")
    ] == [
        "Table 1 ",
        "Table 2 ",
    ]


@pytest.mark.parametrize("theme", ["sphinx_impact", "furo", "alabaster"])
def test_the_sample_report_on_one_page(build: Build, tmp_path: Path, theme: str) -> None:
    result = build(ROOT / "report", "singlehtml", "-D", f"html_theme={theme}", out=tmp_path / "out", doctrees=tmp_path / "doctrees")
    assert result.warnings == []
    whole(result.soup())
