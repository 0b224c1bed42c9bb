"""What cannot be set is told once, and the PDF is made all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image

from tests import support
from tests.pdf.conftest import GERMAN, GERMAN_CONF, built, built_once, file_of, photograph
from tests.pdf.test_pages import texts
from tests.saying import says
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeProject

COLUMNS = range(1, 31)


def table(columns: range, factor: int) -> str:
    """A table of one row."""
    heads, values = ("|".join(f"C{each}" for each in columns), "|".join(str(each * factor) for each in columns))
    return f"|{heads}|\n|{'---|' * len(columns)}\n|{values}|\n"


@pytest.fixture(scope="session")
def trouble(shared_dir: Path) -> support.Result:
    import io

    huge = io.BytesIO()
    Image.new("L", (10_000, 6_000), 120).save(huge, "PNG")
    page = f"# Trouble\n\n![wide](huge.png)\n\n![broken](broken.svg)\n\n![far](https://example.org/far.png)\n\n{'word' * 80}\n\n\U0010fabc\n\n{table(COLUMNS, 12345)}\n"
    page += f"\n## Wide\n\nA table for a page on its side.\n\n{table(range(1, 13), 1234567)}\nAfter it.\n"
    page += f"\n## Texts\n\n|{'Some words|' * 12}\n|{'---|' * 12}\n|{'Text on as many lines as it needs|' * 12}\n"
    files: dict[str, str | bytes] = {
        "index.md": page,
        "huge.png": huge.getvalue(),
        "data/report.yaml": "organisation: Trust\ncurrency: EUR\n",
        "broken.svg": "<svg xmlns='http://www.w3.org/2000/svg'><path",
    }
    return built_once(shared_dir, "trouble", files, 'impact_pdf_fonts = {"text": "Nosuch Serif"}\nsuppress_warnings = ["image"]\n')


def test_each_is_told_once(trouble: support.Result) -> None:
    assert trouble.warnings == [
        says("index.md:1 pdf: example.org/far.png … nothing is fetched"),
        says("index.md:1 pdf: table '' has 30 columns … divided into … leave columns out"),
        says("index.md:1 pdf: 320 letters … broken"),
        says("index.md:1 pdf: broken.svg … left out"),
        says("index.md:1 pdf: no font … install"),
        says("conf.py:5 pdf: Nosuch Serif … impact_pdf_fonts … installed"),
    ]


def test_the_rest_is_set_inside_the_margins(trouble: support.Result) -> None:
    document = pypdfium2.PdfDocument(file_of(trouble))
    said = " ".join(texts(document))
    assert all(str(each * 12345) in said for each in COLUMNS)
    rights = [
        page.get_width() - text.get_rect(index)[2]
        for page in list(document)[1:]
        for text in [page.get_textpage()]
        for index in range(text.count_rects())
    ]
    sides = [(round(page.get_width() * 25.4 / 72), " ".join(page.get_textpage().get_text_range().split())) for page in document]
    (turned,) = (text for width, text in sides if width == 297)
    assert turned.startswith("Wide A table for a page on its side.")
    assert str(12 * 1234567) in turned
    assert "After it." not in turned
    assert min(rights) > 22 * 72 / 25.4 - 1.5
    document.close()
    assert file_of(trouble).stat().st_size < 400_000


def test_the_same_bytes_from_another_folder(german: support.Result, tmp_path: Path) -> None:
    source = support.write_project(tmp_path / "another" / "source", {**GERMAN, "foto.jpg": photograph()}, GERMAN_CONF)
    assert file_of(built(source, tmp_path / "out")).read_bytes() == file_of(german).read_bytes()


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ("import sys\nsys.modules['weasyprint'] = None\n", 'WeasyPrint, which is not installed: pip install "sphinx-impact[pdf]"'),
        (
            "import ctypes.util, cffi\n"
            "def dlopen(self, name, *rest): raise OSError(f'cannot load library {name}')\n"
            "cffi.FFI.dlopen = dlopen\n",
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ),
    ],
)
def test_without_what_sets_it_one_sentence_says_what_to_install(make_project: MakeProject, tmp_path: Path, hidden: str, said: str) -> None:
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "sitecustomize.py").write_text(hidden, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "hide"), str(ROOT / "src")])}
    source = make_project({"index.md": "# Report\n"})
    command = [sys.executable, "-m", "sphinx", "-b", "impactpdf", str(source), str(tmp_path / "out")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert said in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr
