"""The report that ``sphinx-impact new`` writes: complete, whatever it is asked for, and honest about what is invented."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from sphinx_impact.__main__ import main
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from sphinx_impact.starter.answers import Answers, Year, fiscal_year
from sphinx_impact.starter.project import TRANSLATED, write_new
from tests.saying import says
from tests.support import touch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

YEAR = Year(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def answers(**given: Any) -> Answers:
    usual = {"organisation": "", "short_name": "", "year": YEAR, "currency": "EUR", "language": "en", "brand": "#0b6b62"}
    return Answers(**{**usual, **given})


def new(folder: Path, *options: str) -> int:
    return main(["new", str(folder), "--yes", *options])


@pytest.mark.matrix
@pytest.mark.parametrize(
    "given",
    [
        {"organisation": "O'Neil & “Söhne” <e.V.> *1*", "short_name": "ONS", "year": fiscal_year("2024-02-29"), "language": "de_AT"},
        {"organisation": "جمعية " * 50, "currency": "JPY", "language": "ja", "brand": "#aa3300"},
    ],
    ids=["de", "ja"],
)
def test_a_new_report_has_no_problems(tmp_path: Path, build: Build, given: dict[str, Any]) -> None:
    source = tmp_path / "report"
    write_new(source, answers(**given), empty=False)
    site, book = (build(source, builder, "-W", "--keep-going") for builder in ("html", "epub"))
    assert [(built.status, built.warnings) for built in (site, book)] == [(0, []), (0, [])]
    with zipfile.ZipFile(book.epub) as files:
        assert f'xml:lang="{given["language"].replace("_", "-")}"' in files.read("index.xhtml").decode()
    page = site.soup()
    assert page.h1 is not None
    assert " ".join(given["organisation"].split()) in " ".join(page.text.split())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_and_currency_foots(tmp_path: Path, language: str) -> None:
    for currency in ("USD", "KWD", "VND", "INR"):
        source = tmp_path / currency
        write_new(source, answers(language=language, currency=currency), empty=False)
        report = load_report(source)
        assert [str(problem) for problem in report.problems if not problem.hint] == []
        assert len(report.tie_outs) == 3
        assert not re.search(r"[^\x00-\x7f]", (source / "conf.py").read_text(encoding="utf-8")) or language != "en"
        assert "{year}" not in "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.*") if path.suffix in {".md", ".yaml"})


def test_other_languages_have_english_pages_and_are_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tmp_path / "report", "--language", "sv-FI") == 0
    assert "into sv_FI: they are in English" in capsys.readouterr().out
    assert 'language = "sv_FI"' in (tmp_path / "report" / "conf.py").read_text(encoding="utf-8")
    assert new(tmp_path / "other", "--language", "zh-CN") == 0
    assert "English" not in capsys.readouterr().out
    assert 'language = "zh_CN"' in (tmp_path / "other" / "conf.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--organisation", " "], "--organisation: the name is empty"),
        (["--organisation", "a\0b\x07"], "cannot be printed"),
        (["--year", "20255"], "--year: “20255” is no year: write one of four digits"),
        (["--year", "2024/25"], "of a fiscal year, write its last day, such as 2025-06-30"),
        (["--year", "0001"], "is no year"),
        (["--year-end", "2025-02-30"], "--year-end: “2025-02-30” is no date"),
        (["--year-end", "9999-12-31"], "between 1900 and 2200"),
        (["--currency", "EURO"], "“EURO” is no currency code: write three letters, such as EUR or USD; did you mean “EUR”?"),
        (["--currency", ""], "is no currency code"),
        (["--language", "klingon"], "“klingon” is no code of a language"),
        (["--brand", "teal"], "“teal” is no colour: write # and six digits"),
    ],
)
def test_a_strange_answer_gets_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    assert new(tmp_path / "report", *options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert words in said.err
    assert not (tmp_path / "report").exists()


def test_answers_are_taken_as_they_are_meant(tmp_path: Path) -> None:
    assert new(tmp_path / "report", "--year-end", "2025-06-30", "--currency", "chf", "--language", "fr-CH", "--brand", "C03") == 0
    report = load_report(tmp_path / "report")
    assert report.profile.currency == "CHF"
    assert [str(period.start) for period in report.profile.periods.values()] == ["2024-07-01", "2023-07-01"]
    assert report.profile.periods["2024-25"].label == "2024/25"
    assert '"brand": "#cc0033"' in (tmp_path / "report" / "conf.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["folder", "file", "lost link"])
def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    there = tmp_path / "report"
    if kind == "folder":
        there.mkdir()
    elif kind == "file":
        there.write_text("mine", encoding="utf-8")
    else:
        there.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert new(there) == 2
    assert "exists already, and nothing is written over: name another folder" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert new(tmp_path / "file" / "report") == 2
    assert new(tmp_path / ("x" * 300)) == 2
    assert [line.rpartition(": ")[2] for line in capsys.readouterr().err.splitlines()] == ["Not a directory", "File name too long"]


def test_somebody_at_a_terminal_is_asked_until_the_answer_can_be_taken(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sphinx_impact", "new", str(tmp_path / "report"), "--currency", "EUR"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, text=True) as run:
        os.write(ours, "de\nVerein für Bücher\n24\n2024\n\n\n".encode())
        said, _ = run.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert run.returncode == 0
    assert "“24” is no year" in said
    assert "Currency" not in said
    report = load_report(tmp_path / "report")
    assert (report.profile.organisation, report.profile.reporting_period) == ("Verein für Bücher", "2024")


@pytest.mark.matrix
def test_the_smallest_report(tmp_path: Path, build: Build) -> None:
    source = tmp_path / "report"
    assert new(source, "--empty", "--organisation", "Example") == 0
    assert sorted(path.name for path in source.iterdir() if not path.name.startswith(".")) == [
        "conf.py",
        "data",
        "index.md",
        "requirements.txt",
    ]
    built = build(source, "html", "-W")
    assert (built.status, built.warnings) == (0, [])
    assert not load_report(source).is_invented


def test_editors_find_the_schemas(tmp_path: Path) -> None:
    source = tmp_path / "report"
    write_new(source, answers(), empty=False)
    settings = json.loads((source / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    checked = 0
    for schema, patterns in settings.items():
        for path in [path for pattern in ([patterns] if isinstance(patterns, str) else patterns) for path in source.glob(pattern)]:
            jsonschema.validate(
                yaml.safe_load(path.read_text(encoding="utf-8")),
                json.loads((source / schema).read_text(encoding="utf-8")),
            )
            checked += 1
    assert checked == 7


def test_hosts_build_it_with_warnings_as_errors(tmp_path: Path) -> None:
    source = tmp_path / "report"
    write_new(source, answers(), empty=False)
    hosted = yaml.safe_load((source / ".readthedocs.yaml").read_text(encoding="utf-8"))
    assert hosted["sphinx"] == {"configuration": "conf.py", "fail_on_warning": True}
    for name in (".github/workflows/report.yml", ".gitlab-ci.yml"):
        workflow = (source / name).read_text(encoding="utf-8")
        yaml.safe_load(workflow)
        assert workflow.count("sphinx-build -n -W --keep-going") == 2
        assert re.search(r"sphinx-impact check --format git(?:hub|lab)", workflow)


# ---- what is invented ----


def test_what_is_still_invented_is_named_until_it_is_replaced(tmp_path: Path) -> None:
    source = tmp_path / "report"
    write_new(source, answers(), empty=False)
    left = [problem for problem in load_report(source).problems if problem.code is Code.STARTER]
    assert len(left) == 55
    assert all(problem.hint for problem in left)
    stats = source / "data" / "stats.yaml"
    assert str(next(problem for problem in left if "courses.people@2025" in problem.message)) == (
        "data/stats.yaml:9: hint: courses.people@2025 is still 1,240, a figure that the starter invented: write yours [impact.starter]"
    )
    stats.write_text(stats.read_text(encoding="utf-8").replace('"2025": 1240', '"2025": 1300'), encoding="utf-8")
    now = [problem for problem in load_report(source).problems if problem.code is Code.STARTER]
    assert len(now) == 54
    assert not any("courses.people@2025" in problem.message for problem in now)


def test_the_note_goes_with_the_last_invented_figure(tmp_path: Path, build: Build) -> None:
    source = tmp_path / "report"
    write_new(source, answers(organisation="Example"), empty=False)
    starter = source / "data" / "starter.yaml"
    touch(starter, 'figures:\n  courses.people@2025: "1240"\n')
    touch(source / "conf.py", (source / "conf.py").read_text(encoding="utf-8").replace('"draft"', '"final"'))
    built = build(source)
    assert built.warnings == [says("conf.py:17 state: the report is final and still has invented figures or names")]
    assert all("Draft. It has invented figures or names." in built.read(f"{page}.html") for page in ("index", "money", "errata"))
    assert "noindex" in built.read("letter.html")
    stats = source / "data" / "stats.yaml"
    touch(stats, stats.read_text(encoding="utf-8").replace('"2025": 1240', '"2025": 1300'))
    built = build(source)
    assert built.warnings == []
    assert not any(
        "Draft" in built.read(f"{page}.html") or "noindex" in built.read(f"{page}.html") for page in ("index", "money", "errata")
    )
    (said,) = load_report(source).problems
    assert str(said) == says("data/starter.yaml:1 file: hint: none of the starter's figures and names is left: delete this file")


def test_a_list_of_the_starter_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    source = tmp_path / "report"
    write_new(source, answers(organisation="Example"), empty=False)
    (source / "data" / "starter.yaml").write_text("figures:\n  courses.people@2025: many\nnames: [x]\nothers: 1\n", encoding="utf-8")
    assert [str(problem) for problem in load_report(source).problems] == [
        says("data/starter.yaml:2 number: “many”"),
        says("data/starter.yaml:4 key: others"),
    ]
