"""One grammar of addresses: what the data give, every place that names a figure takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.addresses import is_address
from sphinx_impact.model.export.diff import find_mentions
from sphinx_impact.model.load import load_report
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

PROFILE = """\
organisation: Example Foundation
currency: USD
reporting-period: FY_24x
periods:
  FY_24x: {start: 2023-07-01, end: 2024-06-30}
  fy.23: {start: 2022-07-01, end: 2023-06-30}
"""
FILES: dict[str, str | bytes] = {
    "data/report.yaml": PROFILE.replace("FY_24x", "fy24"),
    "data/stats.yaml": "2023.books-1: {label: books, unit: books, source: x, values: {fy24: 5, fy.23: 4}}\n",
    "data/statements/Cash_Flows.csv": (
        "section,line,kind,id,fy24/With_all,fy.23/With_all\nIn,Gifts,item,,10,12\nIn,Net cash,total,net_cash,10,12\n"
    ),
    "data/statements/Cash_Flows.yaml": "title: Cash flows\nsource: x\ncolumns: {With_all: With all}\n",
}
ADDRESSES = ("2023.books-1", "2023.books-1@fy.23", "Cash_Flows.net_cash/With_all", "Cash_Flows.gifts@fy.23/With_all")


def test_every_address_of_the_data_is_known_by_that_name(tmp_path: Path) -> None:
    report = load_report(write_project(tmp_path, FILES))
    assert report.problems == ()
    for address in (*ADDRESSES, *(str(figure.address) for figure in report.figures())):
        assert report.figure(address) is not None
        assert report.knows(address)
    assert "Cash_Flows.net_cash@fy24/With_all" in {str(figure.address) for figure in report.figures()}  # an id is what was written


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_place_takes_it(make_project: MakeProject, build: Build, address: str) -> None:
    column = "/With_all" if "/With_all" in address else ""
    number = {"2023.books-1": 5, "2023.books-1@fy.23": 4, "Cash_Flows.net_cash/With_all": 10}.get(address, 12)
    key = address.partition("@")[0].removesuffix(column)
    page = (
        f"# Report\n\n{{stat}}`{address}`\n\n```{{stat-card}} {address}\n```\n\n```{{stat-grid}}\n:keys: {address}\n```\n\n"
        f"```{{data-chart}}\n:kind: bar\n:title: One\n:data: {address}, {address}\n:description: Words.\n```\n\n"
        f"```{{data-chart}}\n:kind: column\n:title: Two\n:data: {key}@*{column}\n:description: Words.\n```\n\n```{{errata-list}}\n```\n"
    )
    files = FILES | {
        "index.md": page,
        "data/tieouts.yaml": f"- {{id: it, that: '{address} = {number}', say: It}}\n- {{id: two, that: '{address} = {number + 1}', say: No}}\n",
        "data/waivers.yaml": "- {check: tie-out, at: two, difference: -1, reason: So it is}\n",
        "data/errata.yaml": f"- {{at: '{address}', printed: '99', reason: Wrong}}\n",
    }
    source = make_project(files)
    result = build(source)
    assert [warning for warning in result.warnings if "impact." in warning] == []
    assert len(result.soup().select(".impact-stat")) == 2
    report = load_report(source)
    figure = report.figure(address)
    assert figure is not None
    assert str(figure.address) in find_mentions(report)[0]


@pytest.mark.parametrize("text", ["36.000", "1.2bn", "607+ PB", "12.5kWh", "over 600", "3.5", "word", "a.b c", "a.b@", "$1.5", "-a.b"])
def test_what_is_typed_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_card_with_an_unknown_key_names_the_nearest(make_project: MakeProject, build: Build) -> None:
    result = build(make_project(FILES | {"index.md": "# Report\n\n```{stat-card} Cash_Flows.net-cash/With_all\n```\n"}))
    (warning,) = [warning for warning in result.warnings if "impact." in warning]
    assert "[impact.address]" in warning
    assert "Cash_Flows.net_cash" in warning


def test_a_waiver_of_a_statement_takes_the_id_as_it_is_written(tmp_path: Path) -> None:
    wrong = str(FILES["data/statements/Cash_Flows.csv"]).replace("net_cash,10", "net_cash,11")
    waiver = "- {check: footing, at: Cash_Flows.net_cash/With_all, difference: 1, reason: So it is}\n"
    files = FILES | {"data/statements/Cash_Flows.csv": wrong, "data/waivers.yaml": waiver}
    assert load_report(write_project(tmp_path, files)).problems == ()


def test_a_statement_with_a_name_that_no_address_has_breaks_nothing(make_project: MakeProject, build: Build) -> None:
    table = "section,line,kind,fy24\nIn,Gifts,item,10\nIn,Total,total,11\n"
    files = FILES | {
        "data/statements/my statement.csv": table,
        "data/statements/a@b.csv": table,
        "index.md": "# Report\n\n```{source-list}\n```\n\n```{data-chart}\n:data: 2023.books-1\n:title: x\n```\n",
    }
    result = build(make_project(files))
    assert result.status == 0
    assert not [warning for warning in result.warnings if "internal" in warning]
    assert sum("cannot be the id of a statement" in warning for warning in result.warnings) == 2


@pytest.mark.parametrize("theme", ["sphinx_impact", "alabaster"])
def test_what_is_covered_is_said_in_one_way(make_project: MakeProject, build: Build, theme: str) -> None:
    soup = build(make_project(FILES | {"index.md": "# Report\n\nWords.\n"}, f'html_theme = "{theme}"\n')).soup()
    blocks = [json.loads(script.string or "") for script in soup.select("script[type='application/ld+json']")]
    nodes = [node for block in blocks for node in block.get("@graph", [block])]
    assert {node["temporalCoverage"] for node in nodes if "temporalCoverage" in node} == {"2023-07-01/2024-06-30"}
    assert {"Report", "Dataset"} <= {node["@type"] for node in nodes}


@pytest.mark.parametrize(("year", "said"), [("2023", "2023"), ("fy24", None)])
def test_what_is_no_year_is_not_said(make_project: MakeProject, build: Build, year: str, said: str | None) -> None:
    conf = f'html_theme = "sphinx_impact"\nhtml_theme_options = {{"year": "{year}"}}\n'
    script = build(make_project({"index.md": "# Report\n\nWords.\n"}, conf)).soup().select_one("script[type='application/ld+json']")
    assert script is not None
    assert json.loads(script.string or "").get("temporalCoverage") == said


@pytest.mark.parametrize(("count", "said"), [(1, "1 figure"), (2, "2 figures")])
def test_one_figure_is_one(make_project: MakeProject, build: Build, count: int, said: str) -> None:
    stats = "".join(f"a.b{number}: {{label: x, source: audit, value: 1}}\n" for number in range(count))
    files: dict[str, str | bytes] = {
        "data/report.yaml": PROFILE.replace("FY_24x", "fy24") + "sources: {audit: {title: Audit}}\n",
        "data/stats.yaml": stats,
        "index.md": "# Report\n\n```{source-list}\n```\n",
    }
    text = build(make_project(files)).soup().get_text()
    assert f"{said}\n" in text
