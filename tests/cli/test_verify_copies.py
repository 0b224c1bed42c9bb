"""A published website, as a folder or an archive, against its own fingerprints and against a second copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.export import manifest
from sphinx_impact.model.export.manifest import MANIFEST, digests_of, first_difference, parse, to_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Build, MakeProject

Said = tuple[int, list[str]]


@pytest.fixture
def site(make_project: MakeProject, build: Build) -> Path:
    """Return a website with a table, and beside it what Sphinx keeps for the next build."""
    files: dict[str, str | bytes] = {
        "index.md": "# Report\n\nWe lent {literal-number}`12` books.\n",
        "extra/odd \\name.txt": "odd",
        "extra/report.pdf": b"%PDF-",
    }
    result = build(make_project(files, 'html_extra_path = ["extra"]\n'), "html", "-W")
    (result.outdir / f"{MANIFEST}.asc").write_text("a signature", encoding="utf-8")
    (result.outdir / ".doctrees").mkdir()
    (result.outdir / ".doctrees" / "index.doctree").write_bytes(b"kept for the next build")
    return result.outdir


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        status = main(["verify", *map(str, arguments)])
        said = capsys.readouterr()
        return status, (said.out + said.err).splitlines()

    return run


def tar(folder: Path, path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, "site")
    return path


def packed(folder: Path, path: Path) -> Path:
    shutil.make_archive(str(path.with_suffix("")), "zip", folder)
    return path


def test_what_is_built_is_verified(site: Path, verify: Callable[..., Said], tmp_path: Path) -> None:
    checked = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", MANIFEST], cwd=site, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")
    listed = parse((site / MANIFEST).read_text(encoding="utf-8"))
    assert {"index.html", "report.pdf", "odd \\name.txt", "_sources/index.md.txt"} <= listed.keys()
    assert not {MANIFEST, ".buildinfo", ".doctrees/index.doctree"} & listed.keys()
    for copy in (site, tar(site, tmp_path / "site.tar.gz"), packed(site, tmp_path / "site.zip")):
        status, said = verify(copy)
        assert status == 0, said
        size = sum((site / name).stat().st_size for name in listed)
        assert f"{len(listed)} files, {size:,} bytes" in said[0]


def test_beside_the_report_its_data_are_compared(
    make_project: MakeProject, build: Build, verify: Callable[..., Said], tmp_path: Path
) -> None:
    stats = "books.all: {label: Books, unit: books, source: s, values: {2023: 12}}\n"
    profile = "organisation: Trust\nreporting-period: '2023'\nperiods: {'2023': }\nsources: {s: {title: S}}\n"
    source = make_project({"index.md": "# R\n", "data/stats.yaml": stats, "data/report.yaml": profile}, 'html_theme = "sphinx_impact"\n')
    built = build(source, "html", "-W").outdir
    copy = packed(built, tmp_path / "site.zip")
    status, said = verify(copy, source)
    assert (status, said[1]) == (0, f"{copy}: data/report.json has 1 figure, as {source} says")
    (source / "data/stats.yaml").write_text(stats.replace("12", "13"), encoding="utf-8")
    status, said = verify(copy, source)
    assert status == 1
    assert "12 books -> 13 books" in " ".join(said[1:])
    later = shutil.copytree(source, tmp_path / "later")
    (later / "data/report.yaml").write_text(profile.replace("2023", "2024"), encoding="utf-8")
    assert verify(copy, later)[1][1:] == [
        f"{copy}: data/report.json has the report on 2023, and {later} is that on 2024: name the folder of the same year, "
        "or compare the two with sphinx-impact diff"
    ]
    around = shutil.copytree(built, tmp_path / "around" / "site")
    (around.parent / "notes.txt").write_text("none of it", encoding="utf-8")
    assert verify(copy, around.parent)[0] == 0
    shutil.rmtree(built / "data")
    assert "has no report.json, so that there are no data to compare" in verify(built, source)[1][-1]


@pytest.mark.parametrize("kind", ["folder", "tar", "zip"])
def test_what_differs_is_named(site: Path, verify: Callable[..., Said], tmp_path: Path, kind: str) -> None:
    other = shutil.copytree(site, tmp_path / "other")
    page = other / "index.html"
    text = page.read_bytes()
    at = text.index(b"12</span>" if b"12</span>" in text else b"12 books")
    page.write_bytes(text[:at] + b"7" + text[at + 1 :])
    (other / "report.pdf").unlink()
    (other / "more.html").write_text("more", encoding="utf-8")
    copy = {"folder": lambda: other, "tar": lambda: tar(other, tmp_path / "o.tgz"), "zip": lambda: packed(other, tmp_path / "o.zip")}[
        kind
    ]()
    status, said = verify(copy)
    assert (status, said) == (
        1,
        [
            f"{copy}: index.html has changed",
            f"{copy}: more.html is not in {MANIFEST}",
            f"{copy}: report.pdf is missing",
            f"{copy}: of {len(digests_of(site)) + 3} files 1 changed, 1 missing, 1 not in {MANIFEST}",
        ],
    )
    row = text[:at].count(b"\n") + 1
    assert f"{copy}: index.html has changed: from byte {at + 1:,} (row {row:,}) on it is not as in {site}" in verify(copy, site)[1]


def test_of_many_files_the_first_are_named_and_all_are_counted(site: Path, verify: Callable[..., Said], tmp_path: Path) -> None:
    """As where a server compressed each page."""
    other = shutil.copytree(site, tmp_path / "other")
    for number in range(300):
        (other / f"page-{number:03}.html.gz").write_bytes(b"\x1f\x8b")
    status, said = verify(other)
    assert (status, len(said)) == (1, 51)
    assert said[49] == f"{other}: page-049.html.gz is not in {MANIFEST}"
    assert said[50] == f"{other}: and so on; of {len(digests_of(site)) + 302} files 300 not in {MANIFEST}"


def test_a_manifest_that_was_made_to_fit_is_found_by_a_second_copy(site: Path, verify: Callable[..., Said], tmp_path: Path) -> None:
    other = shutil.copytree(site, tmp_path / "other")
    (other / "index.html").write_text("another page", encoding="utf-8")
    (other / MANIFEST).write_text(to_text(digests_of(other)), encoding="utf-8")
    assert verify(other)[0] == 0
    status, said = verify(other, site)
    assert status == 1
    assert [row.split(":")[1].split()[0] for row in said] == ["index.html", MANIFEST, "of"]
    assert said[0] == f"{other}: index.html is not as in {site}: from byte 1 (row 1) on"


def test_archives_that_mean_harm(site: Path, verify: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.write(site / MANIFEST, MANIFEST)
        archive.writestr("../../outside.txt", "out")
        archive.writestr("index.html", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("index.html", "two")
    said = verify(tmp_path / "twice.zip")[1]
    assert any("index.html stands twice in the archive" in row for row in said)
    assert any(f"../../outside.txt is not in {MANIFEST}" in row for row in said)
    assert not (tmp_path.parent.parent / "outside.txt").exists()
    with tarfile.open(tmp_path / "links.tar", "w") as links:
        links.add(site / MANIFEST, MANIFEST)
        link = tarfile.TarInfo("index.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        links.addfile(link)
    assert any("index.html is neither a file nor a folder" in row for row in verify(tmp_path / "links.tar")[1])
    monkeypatch.setattr(manifest, "ARCHIVE_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.write(site / MANIFEST, MANIFEST)
        bomb.writestr("zeros", bytes(2**24))
    status, (row,) = verify(tmp_path / "bomb.zip")
    assert (status, "which is the most that is read" in row) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.zip", None, "there is no file"),
        ("text.txt", b"no archive", "is neither a folder nor a ZIP or TAR archive"),
        ("cut.tgz", b"\x1f\x8b\x08\x00", "neither a folder nor a ZIP or TAR archive"),
        ("empty", {}, f"has no {MANIFEST}"),
        ("source", {MANIFEST: "", "conf.py": ""}, "is the source of a report: name the website that was built of it, such as "),
        ("nothing", {MANIFEST: "\n", "index.html": ""}, f"{MANIFEST} is empty, so that nothing can be checked"),
        ("wrong", {MANIFEST: "abc  index.html\n"}, f"{MANIFEST}:1 is no row of a manifest"),
        ("binary", {MANIFEST: b"\xff\xfe"}, "is not UTF-8 text"),
    ],
)
def test_what_cannot_be_verified(verify: Callable[..., Said], tmp_path: Path, name: str, data: object, message: str) -> None:
    if isinstance(data, bytes):
        (tmp_path / name).write_bytes(data)
    elif isinstance(data, dict):
        (tmp_path / name).mkdir()
        for path, text in data.items():
            (tmp_path / name / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    status, (row,) = verify(tmp_path / name)
    assert (status, message in row) == (2, True), row


def test_odd_names_are_written_as_sha256sum_does(tmp_path: Path) -> None:
    for name in ("a\nb", "c\\d", " e"):
        (tmp_path / name).write_bytes(b"")
    text = to_text(digests_of(tmp_path))
    assert parse(text).keys() == {"a\nb", "c\\d", " e"}
    names = sorted(os.listdir(tmp_path))  # noqa: PTH208 - names as they are
    written = subprocess.run(["sha256sum", "--", *names], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert sorted(written.splitlines()) == sorted(text.splitlines())
    assert first_difference(b"a\nbc", b"a\nbd") == "byte 4 (row 2)"
    assert first_difference(b"a", b"ab") == "byte 2 (row 1)"


def test_a_file_of_that_name_is_left_alone(make_project: MakeProject, build: Build) -> None:
    result = build(make_project({"index.md": "# Report\n", f"extra/{MANIFEST}": "mine"}, 'html_extra_path = ["extra"]\n'))
    assert result.read(MANIFEST) == "mine"
    (warning,) = result.warnings
    assert "html_extra_path brings a file of that name" in warning
