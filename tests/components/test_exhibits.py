"""The list of exhibits: every statement, chart, map and table, by kind and in reading order, in every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.saying import says
from tests.support import words

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject
    from tests.support import Result

pytestmark = pytest.mark.matrix

CHART = "```{data-chart} Lending *grew*\n:description: It grew.\n\nyear,loans\n2022,5\n2023,6\n```\n"
MAP = ".. data-map:: Where readers live\n   :description: On two continents.\n\n   region,readers\n   Europe,5\n   Africa,6\n"
FILES: dict[str, str | bytes] = {
    "data/report.yaml": "organisation: Trust\ncurrency: USD\nreporting-period: '2023'\nperiods: {'2023': }\n",
    "data/statements/position.csv": "section,line,kind,2023\nAssets,Cash,item,10\nAssets,Loans,item,20\n",
    "data/statements/position.yaml": "title: Statement of position\nsource: own books\n",
    "index.md": "# Report\n\n```{toctree}\nwhat\nmoney\nwhere\nlist\n```\n",
    "money.md": "# Money\n\n```{financial-table} position\n```\n\n```{financial-table} Typed here\nline,kind,2023\nRent,item,5\n```\n",
    "what.md": f"# What we did\n\n{CHART}\n```{{table}} Opening hours\n| day | from |\n|---|---|\n| Monday | 9 |\n```\n",
    "where.rst": f"Where\n=====\n\n{MAP}",
    "notes.md": f"---\norphan: true\n---\n\n# Notes\n\n{CHART}",
    "list.rst": "Lists\n=====\n\n.. exhibit-list::\n   :kinds: charts, maps, statements, tables\n",
}
NUMBERED = "numfig = True\n"


def listed(result: Result, page: str = "list.html") -> list[str]:
    return [words(node) for node in result.soup(page).select(".impact-exhibit-kind, .impact-exhibit-list li")]


@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_every_exhibit_is_listed_by_kind(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES, NUMBERED), builder, "-W")
    page = {"html": "list.html", "singlehtml": "index.html"}[builder]
    assert listed(result, page) == [
        "Charts",
        "Fig. 1 Lending grew \N{EN DASH} What we did",
        "Maps",
        "Fig. 2 Where readers live \N{EN DASH} Where",
        "Financial statements",
        "Table 2 Statement of position \N{EN DASH} Money",
        "Table 3 Typed here \N{EN DASH} Money",
        "Tables",
        "Table 1 Opening hours \N{EN DASH} What we did",
    ]
    soup = result.soup(page)
    for listing in soup.select(".impact-exhibit-list"):
        assert soup.select_one(f"[id='{listing['aria-labelledby']}']") is not None
    links = [str(link["href"]) for link in soup.select(".impact-exhibit-list a")]
    if builder == "html":
        assert links[:3] == ["what.html#chart-lending-grew", "where.html#chart-where-readers-live", "money.html#statement-position"]
    for link in links:
        path, _, anchor = link.partition("#")
        assert result.soup(path or page).find(id=anchor) is not None, link


def test_one_kind_has_no_heading_and_what_is_not_there_is_said(make_project: MakeProject, build: Build) -> None:
    one = "# Lists\n\n```{exhibit-list}\n:kinds: statements\n```\n\n```{exhibit-list}\n:kinds: map\n```\n\n```{exhibit-list}\n:kinds: maps\n```\n"
    files = {name: text for name, text in FILES.items() if name != "list.rst"} | {"list.md": one, "where.rst": "Where\n=====\n"}
    result = build(make_project(files))
    (warning,) = result.warnings
    # MyST-Parser 4 gives the row of the fence, not that of the option.
    assert any(says(f"list.md:{row} value: exhibit-list … “map” … maps") == warning for row in (7, 8)), warning
    soup = result.soup("list.html")
    first, second, third = soup.select(".impact-exhibits")
    assert next(words(item) for item in first.select("li, .impact-exhibit-kind")).startswith("Statement of position")
    assert [words(kind) for kind in second.select(".impact-exhibit-kind")] == ["Financial statements", "Charts"]
    assert words(third) == "There is nothing to list yet."


@pytest.mark.parametrize("builder", ["epub", "latex", "text", "man", "texinfo", "xml"])
def test_other_builders_have_it_without_a_warning(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES, NUMBERED), builder, "-W", "--keep-going")
    assert (result.status, result.warnings) == (0, [])
    if builder == "latex":
        text = next(result.outdir.glob("*.tex")).read_text(encoding="utf-8")
        assert r"\hyperref[\detokenize{what:id1}]{Fig.\@ \ref{\detokenize{what:id1}}}" in text
        assert r"\label{\detokenize{what:id1}}" in text


def test_only_the_list_is_written_again(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES, NUMBERED)
    build(source)
    _change(source / "what.md", "Lending *grew*", "Lending fell")
    result = build(source)
    assert "Fig. 1 Lending fell \N{EN DASH} What we did" in listed(result)
    parallel = build(make_project(FILES | {"what.md": (source / "what.md").read_text()}, NUMBERED), "html", "-j", "2")
    assert listed(parallel) == listed(result)
    _change(source / "where.rst", MAP, "Nobody knows.")
    assert "Maps" not in listed(build(source))


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
