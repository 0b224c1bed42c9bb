"""What is read again, what is reported again, and what one doctree directory gives to several builders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support import touch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject
    from tests.support import Result

pytestmark = pytest.mark.matrix

FILES: dict[str, str | bytes] = {
    "data/report.yaml": (
        "organisation: Lantern Trust\ncurrency: USD\nreporting-period: '2023'\n"
        "periods: {'2023': {start: 2023-01-01, end: 2023-12-31}, '2022': {start: 2022-01-01, end: 2022-12-31}}\n"
        "sources:\n  report: {title: Annual report, url: 'https://example.org/'}\n"
    ),
    "data/stats/books.yaml": "books.lent: {label: books lent, unit: books, value: 1200, source: report}\n",
    "data/stats/people.yaml": "people.members: {label: members, unit: people, value: 300, source: report}\n",
    "data/statements/activities.csv": "section,line,kind,2023,2022\nRevenue,Gifts,item,10,8\nRevenue,Total revenue,total,10,8\n",
    "data/statements/activities.yaml": "title: Statement of activities\nsource: report\n",
    "data/sponsors.yaml": "tiers:\n  - {name: Gold, sponsors: [Ada, Grace]}\n",
    "data/people.yaml": "groups:\n  - {id: staff, name: Staff, people: [{name: Ada Example}]}\n",
    "index.md": "# Report\n\n```{toctree}\nbooks\nmembers\nmoney\nthanks\nplain\nsources\n```\n",
    "books.md": "# Books: {stat}`books.lent`\n\n```{stat-card} books.lent\n```\n",
    "members.md": "# Members\n\n{stat}`people.members` people.\n",
    "money.md": "# Money\n\n```{financial-table} activities\n```\n",
    "thanks.md": "# Thanks\n\n```{sponsor-list}\n```\n\n```{people-grid} staff\n```\n",
    "plain.md": "# Plain\n\nNo figure here.\n",
    "sources.md": "# Sources\n\n```{source-list}\n:figures:\n```\n",
}


def read_times(result: Result) -> dict[str, int]:
    """Return when each page was read last."""
    return {path.stem: path.stat().st_mtime_ns for path in result.doctrees.glob("*.doctree")}


READ_AGAIN = {
    "data/stats/books.yaml": {"books"},
    "data/stats/people.yaml": {"members"},
    "data/statements/activities.csv": {"money"},
    "data/statements/activities.yaml": {"money"},
    "data/sponsors.yaml": {"thanks"},
    "data/people.yaml": {"thanks"},
    "data/report.yaml": {"books", "members", "money", "sources"},
}


@pytest.mark.parametrize("jobs", [(), ("-j2",)], ids=["one process", "two"])
def test_a_data_file_has_exactly_its_pages_read_again(make_project: MakeProject, build: Build, jobs: tuple[str, ...]) -> None:
    """What two processes noted in the first build is what the later ones, in this process, go by."""
    project = make_project(FILES)
    before = read_times(build(project, "html", *jobs))
    assert set(before) == {"index", "books", "members", "money", "thanks", "plain", "sources"}
    assert read_times(build(project)) == before
    again = {}
    for changed in READ_AGAIN:
        touch(project / changed)
        after = read_times(build(project))
        again[changed] = {page for page in after if after[page] != before[page]}
        before = after
    assert again == READ_AGAIN


def test_a_changed_value_reaches_the_title_in_other_pages(make_project: MakeProject, build: Build) -> None:
    project = make_project(FILES)
    assert "Books: 1,200" in build(project).read("index.html")
    touch(project / "data/stats/books.yaml", "books.lent: {label: books lent, unit: books, value: 1300, source: report}\n")
    again = build(project)
    assert "Books: 1,300" in again.read("books.html")
    assert "1,300" in again.read("sources.html")


def test_a_new_data_file_has_the_pages_with_data_read_again(make_project: MakeProject, build: Build) -> None:
    without = {name: text for name, text in FILES.items() if name != "data/stats/books.yaml"}
    project = make_project(without)
    first = build(project)
    assert [warning for warning in first.warnings if "impact.address" in warning]
    (project / "data/stats/books.yaml").write_bytes(FILES["data/stats/books.yaml"].encode())  # type: ignore[union-attr]
    again = build(project)
    assert again.warnings == []
    assert "1,200" in again.read("books.html")


def test_the_problems_of_the_data_are_reported_in_every_build(make_project: MakeProject, build: Build) -> None:
    wrong = "section,line,kind,2023,2022\nRevenue,Gifts,item,10,8\nRevenue,Total revenue,total,11,8\n"
    project = make_project(FILES | {"data/statements/activities.csv": wrong})
    first, second = build(project), build(project)
    assert [re.sub(r"\s+", " ", warning) for warning in second.warnings] == first.warnings
    assert len(first.warnings) == 1
    assert first.warnings[0].startswith("data/statements/activities.csv:3: WARNING: ")
    assert first.warnings[0].endswith("[impact.footing]")
    assert build(project, "html", "-W", "--keep-going").status != 0


def test_one_doctree_directory_gives_what_separate_builds_give(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    project = make_project(FILES)
    options = ("-D", "html_last_updated_fmt=", "-D", "today=today", "-D", "epub_identifier=urn:x:1", "-D", "epub_uid=x")
    for builder in ("html", "epub", "latex", "text"):
        shared = build(project, builder, *options)
        alone = build(project, builder, *options, out=tmp_path / f"alone-{builder}", doctrees=tmp_path / f"trees-{builder}")
        assert (shared.status, alone.status) == (0, 0)
        assert pages(shared.outdir) == pages(alone.outdir), builder


def pages(folder: Path) -> dict[str, bytes]:
    """Return every written page of a build by its path."""
    kinds = {".html", ".xhtml", ".tex", ".txt", ".css", ".js"}
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and ".doctrees" not in path.parts
    }


def test_many_processes_give_what_one_gives(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    project = make_project(FILES)
    one = build(project, "html", "-j1", out=tmp_path / "one", doctrees=tmp_path / "one-trees")
    two = build(project, "html", "-j2", out=tmp_path / "two", doctrees=tmp_path / "two-trees")
    assert pages(one.outdir) == pages(two.outdir)
    assert one.outdir.joinpath("objects.inv").read_bytes() == two.outdir.joinpath("objects.inv").read_bytes()


def test_every_page_says_what_the_data_say_now(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    """Also where it depends on no file of theirs, as the name in a page's foot, or on figures of other pages."""
    project = make_project(FILES | {"plain.md": "# All\n\n```{figure-list}\n```\n"}, 'html_theme = "sphinx_impact"\n')
    build(project)
    edits = {
        "data/report.yaml": ("Lantern Trust", "Lantern Society"),
        "data/stats/books.yaml": ("books lent", "books read"),
        "data/stats/people.yaml": ("300", "301"),
    }
    for path, (before, now) in edits.items():
        file = project / path
        touch(file, file.read_text(encoding="utf-8").replace(before, now))
        once_more = build(project)
        afresh = build(project, "html", out=tmp_path / "afresh" / now, doctrees=tmp_path / "trees" / now)
        # Sphinx reckons the fingerprint of a style sheet once for all builds of a process.
        again, fresh = (
            {name: re.sub(rb"\?v=\w+", b"", page) for name, page in pages(each.outdir).items() if name != "sha256sums.txt"}
            for each in (once_more, afresh)
        )
        assert again == fresh, path
