"""The data beside the pages: in every HTML build, linked from the exhibits, told to search engines; nowhere else."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sphinx_impact.web.written import put_pieces
from tests.model.export.sample import FILES, document, faults, figure
from tests.support import touch

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Build, MakeProject, Site
    from tests.support import Result

WEB = ["html", "dirhtml", "singlehtml"]


def links(result: Result, page: str) -> dict[str, Path]:
    """Return the download links of a page, by their words, with the files they lead to."""
    found = {}
    for link in result.soup(page).select("a.impact-download"):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(str(link["href"]))))
        found[f"{link.get_text()} {posixpath.basename(path)}"] = result.outdir / path
    return found


def told(result: Result, page: str = "index.html") -> list[dict[str, Any]]:
    """Return what a page tells in JSON-LD, one after the other."""
    blocks = [json.loads(script.string or "") for script in result.soup(page).select("script[type='application/ld+json']")]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return [node for block in blocks for node in block.get("@graph", [block])]


@pytest.mark.parametrize("builder", WEB)
def test_the_sample_report_is_written_as_valid_data(report_site: Site, builder: str) -> None:
    assert faults(report_site(builder).outdir / "data") == []


@pytest.mark.parametrize("builder", WEB)
def test_the_values_of_charts_are_written_once(report_site: Site, builder: str) -> None:
    result = report_site(builder)
    page = {"html": "grants.html", "dirhtml": "grants/index.html", "singlehtml": "index.html"}[builder]
    offered = {
        posixpath.normpath(posixpath.join(posixpath.dirname(page), str(link["href"])))
        for link in result.soup(page).select(".impact-chart-csv a")
    }
    assert offered
    assert {path for path in offered if not path.startswith("data/charts/") or not (result.outdir / path).is_file()} == set()
    assert not (result.outdir / "_downloads" / "charts").exists()


def test_the_manual_is_too(docs_site: Site) -> None:
    assert faults(docs_site().outdir / "data") == []


@pytest.mark.parametrize("builder", WEB)
def test_every_exhibit_links_its_table(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder)
    assert result.warnings == []
    pages = {
        "html": ("money.html", "sub/thanks.html", "sources.html"),
        "dirhtml": ("money/index.html", "sub/thanks/index.html", "sources/index.html"),
        "singlehtml": ("index.html",) * 3,
    }[builder]
    found: dict[str, Path] = {}
    for page in pages:
        found |= links(result, page)
    assert set(found) == {
        "Download this table (CSV) activities.csv",
        "Download this list (CSV) sponsors.csv",
        "Download this list (CSV) people.csv",
        "Download all data of this report datapackage.json",
        "All in one document (JSON) report.json",
    }
    assert [path for path in found.values() if not path.is_file()] == []


def test_the_link_stands_in_the_line_of_the_source(make_project: MakeProject, build: Build) -> None:
    soup = build(make_project(FILES)).soup("money.html")
    (line,) = soup.select(".impact-statement-exhibit p.impact-source")
    assert line.get_text() == "Source: Audited statements, page 4 · Download this table (CSV)"


def test_what_is_typed_in_a_page_has_no_table(make_project: MakeProject, build: Build) -> None:
    typed = "# Typed\n\n```{financial-table} Sales\nsection,line,kind,2023\n,Books,item,5\n```\n\n```{sponsor-list}\nGold: Ada\n```\n"
    result = build(make_project(FILES | {"money.md": typed}))
    assert links(result, "money.html") == {}


@pytest.mark.parametrize("builder", ["epub", "text", "latex", "xml"])
def test_other_builders_have_neither_data_nor_links(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder)
    assert result.status == 0
    assert not (result.outdir / "data").exists()
    files = [path for path in result.outdir.rglob("*") if path.suffix in {".xhtml", ".txt", ".tex", ".xml"}]
    assert files
    assert [
        path for path in files if "Download this" in path.read_text(encoding="utf-8") or "ld+json" in path.read_text(encoding="utf-8")
    ] == []


# ---- pages on which a figure stands ----


def test_figures_know_their_pages(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES, conf='html_baseurl = "https://lantern.example/2023/"\n')
    html, directories, single = (build(source, builder) for builder in WEB)
    card = figure(document(html.outdir / "data"), "books.value@2023")["pages"]
    assert card == [
        {
            "page": "index",
            "title": "Report",
            "path": "index.html#stat-books-value",
            "url": "https://lantern.example/2023/index.html#stat-books-value",
        }
    ]
    prose = figure(document(html.outdir / "data"), "books.lent@2023")["pages"]
    assert [page["path"] for page in prose] == ["index.html"]
    cell = figure(document(directories.outdir / "data"), "activities.gifts@2022")["pages"]
    assert [page["url"] for page in cell] == ["https://lantern.example/2023/money/#statement-activities"]
    one = figure(document(single.outdir / "data"), "activities.gifts@2022")["pages"]
    assert [page["path"] for page in one] == ["index.html#statement-activities"]
    assert single.soup().select("#statement-activities")
    assert document(html.outdir / "data")["site"] == "https://lantern.example/2023/"
    assert faults(html.outdir / "data") == []


@pytest.mark.parametrize("builder", WEB)
def test_every_page_of_the_sample_is_where_it_is_said_to_be(report_site: Site, builder: str) -> None:
    result = report_site(builder)
    paths = {page["path"] for known in document(result.outdir / "data")["figures"] for page in known["pages"]}
    assert len(paths) > 20
    ids: dict[str, set[Any]] = {}
    for path in sorted(paths):
        parts = urlsplit(path)
        page = parts.path + ("index.html" if parts.path.endswith("/") or not parts.path else "")
        if page not in ids:
            ids[page] = {element["id"] for element in result.soup(page).select("[id]")}
        assert not parts.fragment or unquote(parts.fragment) in ids[page], path


# ---- built again ----


def test_a_build_with_nothing_to_do_has_the_data(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES)
    first = build(source)
    before = {path.name: path.read_bytes() for path in (first.outdir / "data").rglob("*") if path.is_file()}
    shutil.rmtree(first.outdir / "data")
    again = build(source)
    assert {path.name: path.read_bytes() for path in (again.outdir / "data").rglob("*") if path.is_file()} == before
    (again.outdir / "data" / "report.json").write_text("spoilt", encoding="utf-8")
    assert build(source).read("data/report.json").encode() == before["report.json"]


def test_a_new_title_of_a_page_reaches_the_data(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES)
    assert "Another title" not in build(source).read("data/report.json")
    for page in source.glob("*.md"):
        page.write_text(page.read_text(encoding="utf-8").replace("# ", "# Another title of ", 1), encoding="utf-8")
    assert "Another title" in build(source).read("data/report.json")


def test_a_statement_that_is_gone_leaves_no_table(make_project: MakeProject, build: Build) -> None:
    chart = "# Chart\n\n```{data-chart} Loans\n:description: a\n\nyear,books\n2021,1\n2022,2\n```\n"
    source = make_project(FILES | {"chart.md": chart})
    first = build(source)
    assert (first.outdir / "data" / "charts").is_dir()
    (first.outdir / "data" / "statements" / "mine.csv").write_text("kept", encoding="utf-8")
    for name in ("activities.csv", "activities.yaml"):
        (source / "data" / "statements" / name).unlink()
    (source / "chart.md").unlink()
    again = build(source)
    assert not (again.outdir / "data" / "charts").exists()
    assert [path.name for path in (again.outdir / "data" / "statements").iterdir()] == ["mine.csv"]


def test_processes_do_not_matter(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    source = make_project(FILES)
    made = []
    for jobs in ((), ("-j2",)):
        folder = tmp_path / str(len(jobs))
        result = build(source, "html", *jobs, out=folder / "out", doctrees=folder / "doctrees")
        made.append({path.name: path.read_bytes() for path in (result.outdir / "data").rglob("*") if path.is_file()})
    assert made[0] == made[1]


# ---- where nothing is written ----


def test_a_project_without_data_gets_none(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": "# Page\n\n```{stat-card} 5\n:label: years\n```\n"}))
    assert result.warnings == []
    assert not (result.outdir / "data").exists()
    assert "ld+json" not in result.read("index.html")


def test_the_folder_can_be_another_or_none(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES, conf='impact_open_data = "downloads/figures"\n')
    other = build(source)
    assert faults(other.outdir / "downloads" / "figures") == []
    assert "downloads/figures/statements/activities.csv" in other.read("money.html")
    (other.outdir / "downloads" / "figures" / "stats.csv").write_text("mine", encoding="utf-8")
    touch(source / "conf.py", (source / "conf.py").read_text(encoding="utf-8").replace("downloads/figures", ""))
    none = build(source)  # which takes away what is as it was written
    assert [path.name for path in (none.outdir / "downloads").rglob("*") if path.is_file()] == ["stats.csv"]
    assert none.warnings == []
    assert not (none.outdir / "data").exists()
    assert "impact-download" not in none.read("money.html")
    assert "ld+json" not in none.read("index.html")


def test_a_folder_of_the_author_is_never_overwritten(make_project: MakeProject, build: Build) -> None:
    source = make_project(FILES | {"extra/data/report.json": "mine"}, conf='html_extra_path = ["extra"]\n')
    result = build(source)
    assert len(result.warnings) == 1
    assert "html_extra_path brings a folder data/" in result.warnings[0]
    assert "[impact.config]" in result.warnings[0]
    assert result.read("data/report.json") == "mine"
    assert "impact-download" not in result.read("money.html")


# ---- linked data ----


@pytest.mark.parametrize("theme", ["alabaster", "furo", "sphinx_impact"])
def test_each_theme_tells_everything_once(make_project: MakeProject, build: Build, theme: str) -> None:
    base = "https://lantern.example/2023/"
    result = build(make_project(FILES, conf=f'html_theme = "{theme}"\nhtml_baseurl = "{base}"\n'))
    front = told(result)
    assert sorted(node["@type"] for node in front) == ["Dataset", "Report"]
    (data,) = [node for node in front if node["@type"] == "Dataset"]
    assert [download["contentUrl"] for download in data["distribution"]] == [f"{base}data/datapackage.json", f"{base}data/report.json"]
    assert data["creator"] == {
        "@type": "Organization",
        "name": "Lantern Trust",
        "alternateName": "Lantern",
        "url": "https://lantern.example/",
    }
    assert data["temporalCoverage"] == "2023-01-01/2023-12-31"
    (statement,) = [node for node in told(result, "money.html") if node["@type"] == "Dataset"]
    assert statement["name"] == "Statement of activities"
    assert statement["distribution"][0]["contentUrl"] == f"{base}data/statements/activities.csv"
    assert [node["@type"] for node in told(result, "sources.html") if node["@type"] == "Dataset"] == ["Dataset"]
    assert [node for node in told(result, "sub/thanks.html") if node["@type"] == "Dataset"] == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_without_a_known_address_links_are_relative(make_project: MakeProject, build: Build, builder: str) -> None:
    result = build(make_project(FILES), builder)
    page, base = ("money.html", "") if builder == "html" else ("money/index.html", "money/")
    (statement,) = [node for node in told(result, page) if node["@type"] == "Dataset"]
    url = urljoin(f"https://any.example/{base}", statement["distribution"][0]["contentUrl"])
    assert (result.outdir / urlsplit(url).path.lstrip("/")).is_file()


def test_a_strict_policy_lets_the_data_pass(make_project: MakeProject, build: Build, page: Page, serve: Any) -> None:
    result = build(make_project(FILES, conf='html_theme = "sphinx_impact"\n'))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    html = result.read("index.html")
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; script-src 'self'\">"
    (result.outdir / "strict.html").write_text(html.replace("<head>", f"<head>{policy}", 1), encoding="utf-8")
    page.goto(serve(result.outdir) + "strict.html")
    assert "Content-Security-Policy" in page.content()
    assert [message for message in said if "Content Security Policy" in message] == []
    assert page.locator("script[type='application/ld+json']").count() >= 1


@pytest.mark.parametrize("after", ["onetwothree", "oneTWOthree", "onetwo", "onetwothreefour", "", "TWO"])
def test_a_file_is_written_from_where_it_changed(tmp_path: Path, after: str) -> None:
    path, before = tmp_path / "file", "onetwothree"
    put_pieces(path, [b"one", b"two", b"three"])
    os.utime(path, (1, 1))
    found = put_pieces(path, [after[start : start + 3].encode() for start in range(0, len(after), 3)])
    assert (path.read_text(encoding="utf-8"), found) == (after, hashlib.sha256(after.encode()).hexdigest())
    assert (path.stat().st_mtime == 1) is (after == before)
