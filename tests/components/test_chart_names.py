"""Names that are made from other names: two never share one, and none is longer than a file system takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_impact.model.charts.record import Chart, ChartKind, Mark
from sphinx_impact.model.export.csv_tables import chart_tables
from sphinx_impact.model.names import download_name, free, short, table_names

if TYPE_CHECKING:
    from tests.conftest import Build, MakeProject
    from tests.support import Result


def chart(number: int, title: str) -> str:
    return f"```{{data-chart}} {title}\n:description: Number {number}\n\nwhat,n\nThis,{number}\n```\n"


LONG = "Long " * 60
FILES: dict[str, str | bytes] = {
    "index.md": "# Report\n\n```{toctree}\ngrants/y\ngrants-y\na\na/b.csv\n```\n",
    "grants/y.md": f"# One\n\n{chart(11, 'Money')}\n{chart(12, 'Money description')}\n{chart(13, 'Money')}",
    "grants-y.md": f"# Two\n\n{chart(21, 'Money')}\n{chart(22, LONG + 'a')}\n{chart(23, LONG + 'b')}",
    "a.md": f"# Three\n\n{chart(31, 'b')}",
    "a/b.csv.md": f"# Four\n\n{chart(41, 'b')}",
}
NUMBERS = ["11", "12", "13", "21", "22", "23", "31", "41"]


def offered(result: Result) -> dict[str, str]:
    """What each page offers, by what its description says."""
    found = {}
    for page in sorted(result.outdir.rglob("*.html")):
        soup = result.soup(str(page.relative_to(result.outdir)))
        for figure in soup.select("figure.impact-chart"):
            link = figure.select_one(".impact-chart-csv a")
            said = figure.select_one(".impact-chart-description")
            assert link is not None
            assert said is not None
            found[said.get_text().removeprefix("Number ")] = (page.parent / str(link["href"])).read_text(encoding="utf-8")
    return found


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_each_chart_offers_its_own_values(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder)
    assert (result.status, result.warnings) == (0, [])
    assert offered(result) == {number: f"label,value,value as printed\nThis,{number},{number}\n" for number in NUMBERS}


@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_each_drawing_leads_to_its_own_description(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder)
    for page in result.outdir.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        soup = result.soup(str(page.relative_to(result.outdir)))
        for figure in soup.select("figure.impact-chart"):
            named = {str(svg["aria-describedby"]) for svg in figure.select("svg")}
            assert [words["id"] for words in figure.select(".impact-chart-description")] == list(named)


def test_tables_of_an_export_do_not_share_names() -> None:
    one = Chart(ChartKind.BAR, (Mark("a", None, "", ""),))
    uses = [
        ("grants/y", "chart-money", "Money", one, ()),
        ("grants-y", "chart-money", "Money", one, ()),
        ("grants-y", "chart-a", LONG + "a", one, ()),
        ("grants-y", "chart-b", LONG + "b", one, ()),
        ("年", "chart", "", one, ()),
    ]
    tables = list(chart_tables(uses))
    for names in [table.path for table in tables], [table.name for table in tables]:
        assert len(set(names)) == len(uses)
        assert max(map(len, names)) < 150
    assert (tables[0].name, tables[0].path) == ("chart-grants-y-money", "charts/grants/y/money.csv")
    assert tables[-1].name == "chart-u5e74"


def test_tables_of_statements_do_not_share_names() -> None:
    assert list(table_names(["a b", "a-b", "年"]).values()) == ["statements/a-b.csv", "statements/a-b-2.csv", "statements/u5e74.csv"]


@given(st.lists(st.text("ab-", min_size=1, max_size=300), unique=True))
def test_short_names_are_as_different_as_long_ones(names: list[str]) -> None:
    assert len({short(name) for name in names}) == len(names)
    assert all(len(short(name)) <= 100 for name in names)


def test_a_name_is_taken_once() -> None:
    taken: set[str] = set()
    assert [free("a", taken), free("a", taken), free("a-2", taken), free("a", taken)] == ["a", "a-2", "a-2-2", "a-3"]


pages = st.lists(st.sampled_from(["a", "a-b", "b.csv", "b.csv_", "b", "b_"]), min_size=1, max_size=3).map("/".join)


@given(st.sets(st.tuples(pages, st.sampled_from(["b", "a-b", "b-csv"])), max_size=12))
def test_no_download_stands_in_the_way_of_another(exhibits: set[tuple[str, str]]) -> None:
    files = {download_name(page, anchor) for page, anchor in exhibits}
    assert len(files) == len(exhibits)
    folders = {"/".join(file.split("/")[:depth]) for file in files for depth in range(1, file.count("/") + 1)}
    assert not files & folders


def test_a_picture_with_a_long_name_is_made(make_project: MakeProject, build: Build) -> None:
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(data, "JPEG")
    name = "p" * 240
    result = build(make_project({"index.md": f"# Page\n\n![red]({name}.jpg)\n", f"{name}.jpg": data.getvalue()}))
    assert (result.status, result.warnings) == (0, [])
