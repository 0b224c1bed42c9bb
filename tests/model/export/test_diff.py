"""Which figures changed: between two exports, two folders, two revisions of a repository."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.model.export import diff as states
from sphinx_impact.model.export.diff import escaped
from tests.model.export.sample import FILES, export
from tests.saying import says
from tests.support import ROOT, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject

ACTIVITIES = "section,line,kind,2023,2022\nRevenue,Gifts,item,11.5,(8)\nRevenue,Total revenue,total,10.5,(8)\n"
"""A gift was added, and the total forgotten."""

BOOKS = (
    "books.lent:\n  label: books lent\n  unit: books\n  source: audit, page 5\n  values: {'2023': 1260, '2022': 1100}\n"
    "books.given: {label: 'books | *given*', unit: books, value: 12, source: audit}\n"
)
"""One more is lent, another page named; the value of all books is gone, and the books given are new."""

CHANGED = FILES | {"data/statements/activities.csv": ACTIVITIES, "data/stats/books.yaml": BOOKS}


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(["diff", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def git(folder: Path, *arguments: str) -> None:
    identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        identity |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@lantern.example"}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env={**os.environ, **identity})


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit has the sample in ``report/``, and whose second one the changed sample."""
    folder = tmp_path / "repository"
    write_project(folder / "report", FILES)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "First")
    write_project(folder / "report", CHANGED)
    git(folder, "commit", "-q", "-a", "-m", "Second")
    return folder


EXPECTED = """\
2 figures changed, 1 new, 1 gone, 1 described otherwise, 1 problem more

~ books.lent@2023  books lent
    1,200 books -> 1,260 books  (+60, +5.0%)
    otherwise: source
    on index
    data/stats/books.yaml:5

~ books.lent@2022  books lent
    1,100 books
    otherwise: source
    data/stats/books.yaml:5

+ books.given@2023  books | *given*
    12 books
    data/stats/books.yaml:6

~ activities.gifts@2023  Gifts
    10,500 USD -> 11,500 USD  (+1,000, +9.5%)
    on money
    data/statements/activities.csv:2

- books.value@2023  value of all books
    12,345,678,901,234,567,890.1234567 USD
    on index
    data/stats/books.yaml:6

New problems:
"""


def test_two_revisions(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run("HEAD~1", "HEAD", "--source", repository / "report", capsys=capsys)
    assert (status, err) == (1, "")
    assert "1 gone, 1 described otherwise" in out
    head, _, problems = out.partition("New problems:\n")
    assert head + "New problems:\n" == EXPECTED
    assert problems.splitlines()[0].strip() == says("data/statements/activities.csv:3 footing: Total revenue 2023 … 10.5 … 11.5")


def test_a_revision_that_is_the_same(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("HEAD", "main", "--source", repository / "report", capsys=capsys) == (0, "no figure changed\n", "")


def test_a_revision_against_the_working_tree(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("HEAD", repository / "report", "--source", repository / "report", capsys=capsys)[0] == 0
    write_project(repository / "report", FILES)
    status, out, _ = run("HEAD", repository / "report", "--source", repository / "report", capsys=capsys)
    assert status == 1
    assert "1,260 books -> 1,200 books  (-60, -4.8%)" in out
    assert "Problems that are gone:" in out


def test_the_repository_is_left_alone(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "report" / "data" / "stats" / "books.yaml").write_text("mine", encoding="utf-8")
    run("HEAD~1", "HEAD", "--source", repository / "report", capsys=capsys)
    assert (repository / "report" / "data" / "stats" / "books.yaml").read_text(encoding="utf-8") == "mine"
    said = subprocess.run(["git", "-C", str(repository), "status", "--short"], check=True, capture_output=True, text=True).stdout
    assert said == " M report/data/stats/books.yaml\n"


def test_two_exports_of_builds_know_their_pages(
    make_project: MakeProject, build: Build, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = 'html_baseurl = "https://lantern.example/"\n'
    old, new = (build(make_project(files, conf=conf)).outdir / "data" / "report.json" for files in (FILES, CHANGED))
    status, out, _ = run(old, new, capsys=capsys)
    assert status == 1
    assert "on index" in out
    assert out.partition("\n")[0] == EXPECTED.partition("\n")[0]
    assert run(old.parent.parent, new.parent.parent, capsys=capsys) == (
        1,
        out,
        "",
    )  # the websites, which have a folder data as reports have
    monkeypatch.setattr(states, "_MANY", 1)
    short = run(old, new, capsys=capsys)[1]
    assert "~ books.lent@2023" in short
    assert short.endswith(
        "\n\nand 4 more figures: sphinx-impact diff --all prints all\n\nNew problems:" + out.partition("\nNew problems:")[2]
    )
    assert run(old, new, "--all", capsys=capsys)[1] == out
    assert "\nAnd 4 more figures: `sphinx-impact diff --all` prints all.\n" in run(old, new, "--format", "markdown", capsys=capsys)[1]
    monkeypatch.undo()
    status, out, _ = run(old, new, "--format", "markdown", capsys=capsys)
    assert status == 1
    lines = out.splitlines()
    assert lines[0] == "**Figures:** 2 figures changed, 1 new, 1 gone, 1 described otherwise, 1 problem more."
    rows = [line for line in lines if line.startswith("| `")]
    assert rows[0] == (
        "| `books.lent@2023`<br>books lent (otherwise: source) | 1,200 books | 1,260 books | +60, +5.0% | [Report](https://lantern.example/index.html) |"
    )
    assert rows[2].startswith("| `books.given@2023`<br>books \\| \\*given\\* | new | 12 books |  |")
    assert rows[3].endswith("| [Money](https://lantern.example/money.html#statement-activities) |")
    assert "| gone |" in rows[4]
    assert any(line.startswith("- data/statements/activities.csv:3: Total revenue 2023") for line in lines)


def test_pages_that_are_not_built_are_not_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = "# Draft\n\n{stat}`books.lent`\n"
    write_project(
        repository / "report", {"board.md": page, "drafts/a/one.md": page, "notes/two.md": page, "notes/seen.md": page, "x1.md": page}
    )
    conf = repository / "report" / "conf.py"
    settings = 'exclude_patterns = ["board.md", "drafts", HERE]\nexclude_patterns += ["**/t*.md", "x[0-9].md", "[", "*.tmp"]\n'
    conf.write_text(conf.read_text(encoding="utf-8") + f'HERE = "_build"\n{settings}', encoding="utf-8")
    _, out, _ = run("HEAD~1", repository / "report", "--source", repository / "report", capsys=capsys)
    assert "\n    on index, notes/seen\n" in out


def test_rows_that_moved_are_no_new_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = FILES | {"data/statements/activities.csv": ACTIVITIES}
    moved = broken | {"data/statements/activities.csv": ACTIVITIES.replace("\nRevenue,Gifts", "\nRevenue,Revenue,heading,,\nRevenue,Gifts")}
    old, new = write_project(tmp_path / "old", broken), write_project(tmp_path / "new", moved)
    assert run(old, new, capsys=capsys) == (0, "no figure changed\n", "")


def test_the_sample_report_and_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    path.write_text(export(ROOT / "report")["report.json"], encoding="utf-8")
    assert run(path, path, capsys=capsys)[0] == 0


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("nowhere", "“nowhere” is no file, no folder, and no revision of the repository that "),
        ("--help-me", "“--help-me” is no file, no folder, and no revision"),
        ("none.json", "“none.json” is no file"),
        ("broken.json", "broken.json:1: the file is no JSON"),
        ("empty", "no folder data in "),
        ("page.html", "page.html is no report.json: name that of a build, or a folder with conf.py"),
    ],
)
def test_trouble(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, old: str, said: str
) -> None:
    (tmp_path / "broken.json").write_text("no", encoding="utf-8")
    (tmp_path / "page.html").write_text("no", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    status, out, err = run("--source", repository / "report", "--", old, "HEAD", capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith("sphinx-impact: ")
    assert said in err


def test_a_folder_outside_of_any_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    status, _, err = run("HEAD~1", "HEAD", "--source", tmp_path, capsys=capsys)
    assert status == 2
    assert "“HEAD~1” is no file, no folder, and no revision" in err


def test_without_git(repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status, _, err = run("HEAD~1", "HEAD", "--source", repository / "report", capsys=capsys)
    assert status == 2
    assert "git is not installed" in err


def test_the_command_itself(repository: Path) -> None:
    command = [sys.executable, "-m", "sphinx_impact", "diff", "HEAD~1", "HEAD", "--source", "report"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("2 figures changed")


def test_markdown_prints_what_was_written() -> None:
    assert escaped("a | *b*\n<c> [d](e)") == r"a \| \*b\* \<c\> \[d\](e)"


def test_what_was_renamed_is_neither_new_nor_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its value is compared, whichever state knows of the new key; so are lines, and statements that have another file."""
    renamed = {path: text for path, text in FILES.items() if "activities" not in path} | {
        "data/stats/books.yaml": (
            "loans.books:\n  formerly: [books.lent, books.value]\n  label: books lent\n  unit: books\n  source: audit, page 3\n"
            "  values: {'2023': 1260, '2022': 1100}\n"
        ),
        "data/statements/income.csv": (
            "section,line,kind,id,formerly,2023,2022\nRevenue,Donations,item,donations,gifts,10.5,(9)\nRevenue,Total revenue,total,,,10.5,(9)\n"
        ),
        "data/statements/income.yaml": "title: Statement of activities\nformerly: activities\nscale: thousands\nsource: audit, page 4\n",
    }
    old, new = write_project(tmp_path / "old", FILES), tmp_path / "report.json"
    new.write_text(export(write_project(tmp_path / "new", renamed))["report.json"], encoding="utf-8")
    status, out, _ = run(old, new, capsys=capsys)
    assert status == 1
    assert out.startswith("3 figures changed, 1 gone, 6 renamed, 1 described otherwise\n")
    assert "~ loans.books@2023 (formerly books.lent@2023)  books lent\n    1,200 books -> 1,260 books  (+60, +5.0%)\n" in out
    assert "~ income.donations@2023 (formerly activities.gifts@2023)  Donations\n    10,500 USD\n    otherwise: label" in out
    assert "~ income.total-revenue@2022 (formerly activities.total-revenue@2022)  Total revenue\n    -8,000 USD -> -9,000 USD" in out
    assert "\n- books.value@2023  value of all books\n" in out
    _, out, _ = run(new, old, "--format", "markdown", capsys=capsys)
    assert "| `books.lent@2023` (formerly `loans.books@2023`)<br>books lent | 1,260 books | 1,200 books | -60, -4.8% |" in out
