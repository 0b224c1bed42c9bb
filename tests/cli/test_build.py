"""``sphinx-impact build`` and ``serve``: all formats in one command, and a preview that lists what is wrong."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.__main__ import main
from sphinx_impact.cli.problem_list import ID, put_on_pages
from sphinx_impact.extras import installed
from sphinx_impact.model.paths import as_called
from tests.saying import says

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeProject

PAGE = "# Report\n\n{stat}`people.all` people, {stat}`people.nobody`, and {ref}`nowhere`.\n"
DATA = {
    "data/report.yaml": 'organisation: Example\nreporting-period: "2024"\nperiods: {"2024": }\n',
    "data/stats.yaml": "people.all: {label: people, unit: people, value: 12, source: }\n",
}


@pytest.mark.matrix
def test_everything_is_built_and_what_is_wrong_is_said_once_each_time(make_project: MakeProject) -> None:
    source = make_project({"index.md": PAGE, **DATA})
    for _ in range(2):
        built = subprocess.run([sys.executable, "-m", "sphinx_impact", "build", str(source)], capture_output=True, text=True, check=False)
        assert (built.returncode, built.stderr) == (1, "")
        *problems, summary = built.stdout.splitlines()
        assert sorted(problems) == [
            says("source/data/stats.yaml:1 source: people.all has no source"),
            says("source/index.md:3 address: people.nobody"),
            f"{as_called(source, 'index.md')}:3: undefined label: 'nowhere' [ref.ref]",
        ]
        found = re.fullmatch(
            r"website: \S+/_build/html/index.html, e-book: \S+/_build/epub/Example.epub(?P<pdf>, PDF: \S+/_build/impactpdf/Example.pdf)?; 3 problems",
            summary,
        )
        assert found is not None
        assert bool(found["pdf"]) is bool(installed("pdf"))
    published = [path.read_text(encoding="utf-8") for path in (source / "_build" / "html").rglob("*.html")]
    assert published
    assert not any(ID in page for page in published)


@pytest.mark.parametrize("verb", ["build", "serve", "adopt"])
def test_what_cannot_be_built_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert main([verb, str(tmp_path)]) == 2
    assert main([verb, str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"sphinx-impact: there is no conf.py in {tmp_path}; name the folder of a report",
        f"sphinx-impact: there is no folder {tmp_path / 'nowhere'}",
    ]


def test_a_mistake_in_conf_py_is_said_without_its_traceback(make_project: MakeProject, capsys: pytest.CaptureFixture[str]) -> None:
    source = make_project({"index.md": "# Report\n", "conf.py": "import nothing_of_the_kind\n"})
    assert main(["build", str(source)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert said.startswith("sphinx-impact: nothing could be built: ")
    assert "No module named 'nothing_of_the_kind'" in said


# ---- the preview ----


def test_a_preview_lists_the_problems_and_no_other_build_does(make_project: MakeProject) -> None:
    source = make_project({"index.md": PAGE, "other.md": "---\norphan: true\n---\n\n# Other\n", **DATA})
    command = [sys.executable, "-m", "sphinx_impact", "serve", str(source), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True) as server:
        assert server.stdout is not None
        end = threading.Timer(120, os.killpg, (server.pid, signal.SIGKILL))  # that it says nothing ends the test, and not the patience
        end.start()
        try:
            address = next(found[1] for line in server.stdout if (found := re.search(r"Serving on (http://\S+?)(?:\x1b|\s|$)", line)))
            page = _fetch(f"{address}/other.html")
        finally:
            end.cancel()
            os.killpg(server.pid, signal.SIGINT)
            server.wait(30)
    assert f'<section id="{ID}"' in page
    assert "To be mended: 3" in page
    assert "index.md:3: no figure has the address “people.nobody”" in page
    assert sorted(path.name for path in (source / "_build").iterdir()) == ["preview", "preview-doctrees", "preview-problems.txt"]


def _fetch(address: str) -> str:
    """Return a page as soon as its server, which says its address first, is there."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            time.sleep(0.1)
    raise AssertionError(address)


def test_the_list_says_words_of_others_as_text(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html><body><p>Text.</p></body></html>", encoding="utf-8")
    assert put_on_pages(tmp_path, "x.md:1: WARNING: “<script>alert(1)</script>” is no figure [impact.address]\n", tmp_path) == 1
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script>") == 1
    assert put_on_pages(tmp_path, "", tmp_path) == 0
