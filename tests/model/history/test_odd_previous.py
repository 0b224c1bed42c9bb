"""A file named as last year's report may hold anything: it is one problem, and never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_impact.model.json_text import read_json
from sphinx_impact.model.load import load_report
from sphinx_impact.model.problems import Code
from tests.model.export.sample import FILES, REPORT, export
from tests.support import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, MakeProject


def problems_of(folder: Path, text: str | bytes) -> list[Any]:
    write_project(folder, {"data/report.yaml": REPORT, "data/last.json": text})
    return list(load_report(folder, previous="data/last.json").problems)


def changed(folder: Path, where: str, **values: Any) -> str:
    """An export with other things in its first figure, its first period, or at the top."""
    read = json.loads(export(write_project(folder, FILES))["report.json"])
    (read if where == "top" else read[where][0]).update(values)
    return json.dumps(read)


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "\ufeff",
        "[" * 100_000,
        '{"a":' * 100_000,
        "1e999999999999999999999",
        "1" * 5000,
        '"' + "\\ud800" * 3 + '"',
        "null",
        "true",
        '{"format": 1e999999999, "figures": 3}',
        '{"format": "1"}',
        '{"format": true}',
        '{"format": 1, "figures": [[]], "periods": {}}',
        b"\xff\xfe\x00",
        b"\x00",
    ],
)
def test_what_is_no_export(tmp_path: Path, text: str | bytes) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert (problem.code, problem.origin.path) == (Code.FILE, "data/last.json")
    assert str(problem).isprintable()
    assert len(str(problem)) < 500


@pytest.mark.parametrize(
    ("where", "values"),
    [
        ("figures", {"value": "1e999999999"}),
        ("figures", {"value": "NaN"}),
        ("figures", {"value": [1]}),
        ("figures", {"value": 10**300}),
        ("figures", {"shown": "1e-999999"}),
        ("figures", {"address": "a\nb"}),
        ("figures", {"key": "a\u202eb"}),
        ("figures", {"unit": "\ud800"}),
        ("figures", {"label": "\ud800"}),
        ("figures", {"kind": "x" * 5000}),
        ("figures", {"as_of": "2024-13-01"}),
        ("periods", {"start": "2023-02-30"}),
        ("periods", {"start": "2024-01-01", "end": "2023-01-01"}),
        ("periods", {"id": None}),
        ("top", {"figures": None}),
        ("top", {"periods": "x"}),
        ("top", {"statements": [{}]}),
        ("top", {"format": 1.5}),
    ],
)
def test_what_is_nearly_one(tmp_path: Path, where: str, values: dict[str, Any]) -> None:
    (problem,) = problems_of(tmp_path / "now", changed(tmp_path / "last", where, **values))
    assert (problem.code, problem.origin.path) == (Code.FILE, "data/last.json")
    assert str(problem).isprintable()
    assert len(str(problem)) < 500


def test_numbers_are_read_exactly_or_refused() -> None:
    assert str(read_json("12345678901234567890.1234567")) == "12345678901234567890.1234567"
    for text in ("1e999", "1e-999", "1" * 201, "-1e99999999999999999999"):
        with pytest.raises(ValueError, match="digits"):
            read_json(text)


def test_words_of_last_year_stay_on_one_line(tmp_path: Path) -> None:
    text = changed(tmp_path / "last", "figures", address="books.gone@2023", key="books.gone", label="of\ntwo\nlines " * 50)
    found = [problem for problem in problems_of(tmp_path / "now", text) if "books.gone" in problem.message]
    assert [len(str(problem).splitlines()) for problem in found] == [1]
    assert len(found[0].message) < 400


@pytest.mark.parametrize("path", ["x" * 300, "a/" * 600, "line\\nbreak.json"])
def test_what_is_no_path_is_refused_where_it_is_written(tmp_path: Path, path: str) -> None:
    write_project(tmp_path, {"data/report.yaml": f'previous: "{path}"\n{REPORT}'})
    (problem,) = load_report(tmp_path).problems
    assert (problem.code, str(problem.origin)) == (Code.PATH, "data/report.yaml:1")
    assert len(str(problem).splitlines()) == 1


@pytest.mark.parametrize("path", ["x" * 300, "line\nbreak.json", "nul\0.json", "\ud800"])
def test_no_path_given_to_the_model_raises(tmp_path: Path, path: str) -> None:
    write_project(tmp_path, {"data/report.yaml": REPORT})
    assert [problem.code for problem in load_report(tmp_path, previous=path).problems] in ([Code.FILE], [Code.PATH])


@pytest.mark.parametrize("path", ["x" * 300, "line\nbreak.json", "nul\0.json"])
def test_nor_does_a_setting(make_project: MakeProject, build: Build, path: str) -> None:
    result = build(make_project({"data/report.yaml": REPORT, "index.md": "# Report\n"}, f"impact_previous = {path!r}\n"))
    assert result.status == 0
    (warning,) = result.warnings
    assert "impact_previous" in warning
    assert "[impact.config]" in warning


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    write_project(tmp_path, {"data/report.yaml": REPORT, "data/last/a.txt": ""})
    report = load_report(tmp_path, previous="data/last")
    assert [problem.code for problem in report.problems] == [Code.FILE]
