"""What is kept from build to build counts only while nothing that it was made from has changed."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.components import further_pages
from sphinx_impact.components.vocabulary import DIRECTIVES, ROLES
from sphinx_impact.epub import wiring as epub
from sphinx_impact.facts import Facts
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.files import answers_again
from sphinx_impact.pdf import wiring as pdf
from sphinx_impact.web import beside
from sphinx_impact.web.kept import Kept
from tests.support import touch
from tests.test_incremental import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Build, MakeProject


def facts_of(root: Path, *settings: str) -> Facts:
    """Return what is known of the data, as a build that begins does."""
    facts = Facts(root.parent / "facts.pickle", root, *(settings or ("data", "")))
    facts.recall()
    return facts


def known(root: Path) -> None:
    """Keep a fact of the data as they are now."""
    facts = facts_of(root)
    facts.take(load_report(root))
    assert facts.get("organisation", None, lambda: "Lantern Trust") == "Lantern Trust"
    facts.keep()
    assert facts_of(root).knows("organisation")


def same_size_and_time(root: Path) -> None:
    path = root / "data/stats/books.yaml"
    state = path.stat()
    path.write_text(path.read_text().replace("1200", "1300"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size


def another_link(root: Path) -> None:
    path = root / "data/stats/books.yaml"
    path.rename(root.parent / "books.yaml")
    path.symlink_to(root.parent / "books.yaml")


def a_folder(root: Path) -> None:
    (root / "data/people.yaml").unlink()
    (root / "data/people.yaml").mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a figure, and neither size nor time": same_size_and_time,
    "a new file": lambda root: (root / "data/stats/new.yaml").write_text("new.one: {label: new, unit: books, value: 1}\n"),
    "a new file that nothing reads": lambda root: (root / "data/stat.yaml").write_text("x: 1\n"),
    "a file less": lambda root: (root / "data/people.yaml").unlink(),
    "a file that was not there": lambda root: (root / "data/waivers.yaml").write_text("[]\n"),
    "a folder that was not there": lambda root: (root / "data/details").mkdir(),
    "a file that leads out of the source directory": another_link,
    "a folder for a file": a_folder,
    "an earlier report": lambda root: (root / "last.json").write_text("{}"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_fact_is_forgotten_when_the_data_change(make_project: MakeProject, change: str) -> None:
    root = make_project(FILES | {"data/report.yaml": str(FILES["data/report.yaml"]) + "previous: last.json\n"})
    known(root)
    CHANGES[change](root)
    assert not facts_of(root).knows("organisation")


def cut(kept: bytes) -> bytes:
    return kept[: len(kept) // 2]


def of_another_version(kept: bytes) -> bytes:
    stamp, *rest = pickle.loads(kept[32:])
    changed = pickle.dumps((("another version", *stamp[1:]), *rest))
    return hashlib.sha256(changed).digest() + changed


def of_unknown_classes(_kept: bytes) -> bytes:
    changed = b"csphinx_impact.nowhere\nGone\n."
    return hashlib.sha256(changed).digest() + changed


@pytest.mark.parametrize("spoil", [cut, of_another_version, of_unknown_classes, lambda _kept: b"", lambda kept: kept[:-1] + b"x"])
def test_what_was_kept_otherwise_is_not_taken(make_project: MakeProject, spoil: Callable[[bytes], bytes]) -> None:
    root = make_project(FILES)
    known(root)
    path = root.parent / "facts.pickle"
    path.write_bytes(spoil(path.read_bytes()))
    assert not facts_of(root).knows("organisation")


def test_facts_of_other_settings_are_not_taken(make_project: MakeProject) -> None:
    root = make_project(FILES)
    known(root)
    assert not facts_of(root, "data", "last.json").knows("organisation")
    assert not facts_of(root, "figures", "").knows("organisation")


def test_a_fact_is_made_again_for_other_circumstances(make_project: MakeProject) -> None:
    facts = facts_of(make_project(FILES))
    assert facts.get("words", "en", lambda: "books") == "books"
    assert facts.get("words", "en", lambda: "never asked") == "books"
    assert facts.get("words", "de", lambda: "Bücher") == "Bücher"


def test_everything_a_report_is_made_from_is_asked_of_the_file_system(make_project: MakeProject) -> None:
    root = make_project(FILES)
    report = load_report(root)
    assert {path for kind, path, _limit in report.answers if kind == "read"} == set(report.files)
    assert answers_again(root, report.answers)


def test_a_note_of_files_holds_while_they_do(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("one")
    kept = Kept(tmp_path / "note.json", tmp_path)
    kept.keep(["settings"], ["one.css"])
    assert kept.written(["settings"]) == {"one.css"}
    assert not kept.written(["other settings"])
    (tmp_path / "one.css").write_text("two")
    assert not kept.written(["settings"])
    (tmp_path / "one.css").write_text("one")
    assert kept.written(["settings"])
    for spoilt in ("", "[]", '{"made from": 1, "files": []}', (tmp_path / "note.json").read_text()[:-9]):
        (tmp_path / "note.json").write_text(spoilt)
        assert not kept.written(["settings"])
    (tmp_path / "one.css").unlink()
    kept.forget()
    assert not kept.written(["settings"])


def test_what_is_imported_late_is_there() -> None:
    """It is named by words, and says of itself what is said of it."""
    for place in (further_pages._FILL, further_pages._PAGES, beside._CHECK, beside._SITEMAP, *epub.TRANSFORMS, *DIRECTIVES.values()):
        assert callable(place.get())
    assert [builder.get().name for builder in (epub.BUILDER, pdf.BUILDER)] == [epub.BUILDER.name, pdf.BUILDER.name]
    assert all(callable(role.get()()) for role in ROLES.values())


def test_the_index_is_written_when_something_in_it_changed(make_project: MakeProject, build: Build) -> None:
    project = make_project(FILES)
    first = build(project)
    index, inventory = first.outdir / "searchindex.js", first.outdir / "objects.inv"

    def times() -> tuple[int, int]:
        return index.stat().st_mtime_ns, inventory.stat().st_mtime_ns

    before, listed = times(), index.read_bytes()
    assert build(project).warnings == []
    assert (times(), index.read_bytes()) == (before, listed)

    index.write_bytes(listed[:-100])  # the search would not work
    build(project, "html", "-a")
    assert index.read_bytes() == listed
    inventory.unlink()
    build(project)
    assert inventory.is_file()
    assert index.read_bytes() == listed

    same_size_and_time(project)  # no page is read, and the data are others
    before = times()
    build(project)
    assert times() != before

    touch(project / "plain.md", "# Plain\n\nNo gryphon here.\n")
    build(project)
    assert "gryphon" in index.read_text()
    touch(project / "plain.md", "# Plain\n")
    build(project, "text")  # another builder reads the page, and this one learns of it later
    build(project)
    assert "gryphon" not in index.read_text()
    (project / "plain.md").unlink()
    build(project)
    assert '"plain"' not in index.read_text()
    sheet = first.outdir / "_static/sphinx_impact.css"
    build(project, "html", "-D", "html_theme=sphinx_impact")
    style = sheet.read_text()
    sheet.write_text("spoilt")
    build(project, "html", "-D", "html_theme=sphinx_impact")
    assert sheet.read_text() == style
    build(project, "html", "-D", "html_theme=sphinx_impact", "-D", "html_theme_options.brand=#7a1f2b")
    assert "#7a1f2b" in sheet.read_text()


def open_data(folder: Path) -> dict[str, bytes]:
    """Return the files of the open data."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted((folder / "data").rglob("*")) if path.is_file()}


EDITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "a sponsor, and an old name": (
        ("data/sponsors.yaml", "Grace", "Hedy"),
        ("data/statements/position.yaml", "type: position", "type: position\nformerly: balance"),
    ),
    "an amount": (("data/statements/activities.csv", "item,10,", "item,9,"), ("data/statements/activities.csv", "total,10,", "total,9,")),
    "a table and a page": (
        ("data/statements/activities.yaml", "source: report", "source: report\nscale: thousands"),
        ("members.md", "# Members", "# Those who joined\n\n```{stat-card} books.lent\n```"),
    ),
    "a source, and a key that another file has": (
        ("data/report.yaml", "Annual report", "Yearly report"),
        ("data/stats/people.yaml", "people.members", "books.lent"),
        ("data/statements/position.yaml", "\nformerly: balance", ""),
    ),
}


def test_records_that_are_kept_are_those_that_a_first_build_writes(make_project: MakeProject, build: Build, tmp_path: Path) -> None:
    other = "section,line,kind,2023,2022\nAssets,Cash,item,7,8\n"
    project = make_project(
        FILES | {"data/statements/position.csv": other, "data/statements/position.yaml": "title: Position\ntype: position\n"}
    )
    options = ("-D", "impact_figure_pages=")
    for what, edits in {"nothing": (), **EDITS}.items():
        for name, before, after in edits:
            assert before in (project / name).read_text()
            touch(project / name, (project / name).read_text().replace(before, after))
        kept = build(project, "html", *options)
        first = build(project, "html", *options, out=tmp_path / what, doctrees=tmp_path / f"{what} trees")
        assert open_data(kept.outdir) == open_data(first.outdir), what
        assert (kept.outdir / "data/statements/balance.csv").exists() == (
            "formerly" in (project / "data/statements/position.yaml").read_text()
        )


def test_only_records_of_what_changed_are_made_again(make_project: MakeProject, build: Build) -> None:
    project = make_project(FILES)
    options = ("-D", "impact_figure_pages=")
    built = build(project, "html", *options)
    document, note = built.outdir / "data/report.json", built.doctrees / "impact_open_data_html.json"
    whole = document.read_text()

    def mark(*, told: bool) -> None:
        """Change a record of each file, and have it be what the build wrote, or not."""
        marked = whole.replace("books lent", "books LENT").replace("Total revenue", "Total REVENUE")
        document.write_text(marked)
        if told:
            known = json.loads(note.read_text())
            known["files"]["report.json"] = hashlib.sha256(marked.encode()).hexdigest()
            note.write_text(json.dumps(known))

    mark(told=True)
    touch(project / "data/sponsors.yaml", str(FILES["data/sponsors.yaml"]).replace("Grace", "Hedy"))
    build(project, "html", *options)
    assert document.read_text() == whole.replace("Grace", "Hedy").replace("books lent", "books LENT").replace(
        "Total revenue", "Total REVENUE"
    )

    mark(told=True)
    touch(project / "data/stats/books.yaml", str(FILES["data/stats/books.yaml"]).replace("1200", "1300"))
    build(project, "html", *options)
    assert "books lent" in document.read_text()
    assert "Total REVENUE" in document.read_text()

    mark(told=False)
    touch(project / "data/sponsors.yaml", str(FILES["data/sponsors.yaml"]))
    build(project, "html", *options)
    assert "books lent" in document.read_text()
    assert "Total revenue" in document.read_text()
