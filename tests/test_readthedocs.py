"""Read the Docs builds the report: the commands it runs for ``.readthedocs.yaml``, with its variables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.support import ROOT
from tools.report import problems

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS: dict[str, Any] = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text(encoding="utf-8"))
CANONICAL = "https://example-report.readthedocs.io/en/latest/"


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | list[str]]:
    """Build a checkout as Read the Docs does: from the folder of ``conf.py``, html first, then ePub, on one doctree directory."""
    home = tmp_path_factory.mktemp("readthedocs")
    checkout, output = home / "checkouts" / "latest", home / "output"
    shutil.copytree(ROOT / "report", checkout / "report", ignore=shutil.ignore_patterns("_build", "__pycache__"))
    with (checkout / "report" / "conf.py").open(
        "a", encoding="utf-8"
    ) as conf:  # pictures of all pages and figures: web/test_share_image.py
        conf.write("impact_share_cards = False\n")
    shutil.copy(ROOT / ".readthedocs.yaml", checkout)
    environment = {
        **os.environ,
        "READTHEDOCS": "True",
        "READTHEDOCS_PROJECT": "example-report",
        "READTHEDOCS_VERSION": "latest",
        "READTHEDOCS_VERSION_NAME": "latest",
        "READTHEDOCS_VERSION_TYPE": "branch",
        "READTHEDOCS_LANGUAGE": "en",
        "READTHEDOCS_CANONICAL_URL": CANONICAL,
        "READTHEDOCS_GIT_IDENTIFIER": "main",
        "READTHEDOCS_GIT_COMMIT_HASH": "0123456789abcdef0123456789abcdef01234567",
        "READTHEDOCS_OUTPUT": str(output),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    found: list[str] = []
    for builder in ("html", "epub"):
        log = home / f"{builder}.txt"
        command = [sys.executable, "-m", "sphinx", "-T", "-b", builder, "-d", "_build/doctrees", "-D", "language=en"]
        folder = (checkout / SETTINGS["sphinx"]["configuration"]).parent
        run = subprocess.run(
            [*command, "-w", str(log), ".", str(output / builder)], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        found += problems(log.read_text(encoding="utf-8")) if log.exists() else []
    return {"output": output, "problems": found}


def test_the_settings_are_what_read_the_docs_asks_for() -> None:
    assert SETTINGS["version"] == 2
    assert SETTINGS["sphinx"] == {"configuration": "report/conf.py"}
    assert SETTINGS["formats"] == ["epub", "pdf"]
    (command,) = SETTINGS["build"]["jobs"]["build"]["pdf"]
    assert "-b impactpdf" in command
    assert command.endswith(" report $READTHEDOCS_OUTPUT/pdf")
    assert "pdf" in SETTINGS["python"]["install"][0]["extra_requirements"]
    assert (ROOT / SETTINGS["sphinx"]["configuration"]).exists()
    assert SETTINGS["build"]["os"]
    assert SETTINGS["build"]["tools"]["python"]
    (install,) = SETTINGS["python"]["install"]
    assert (ROOT / install["path"] / "pyproject.toml").exists()


def test_both_builds_are_clean(hosted: dict[str, Any]) -> None:
    assert hosted["problems"] == []


def test_there_is_a_site_and_one_book(hosted: dict[str, Any]) -> None:
    page = BeautifulSoup((hosted["output"] / "html" / "index.html").read_text(encoding="utf-8"), "html5lib")
    assert page.h1 is not None
    assert len(list((hosted["output"] / "epub").glob("*.epub"))) == 1


def test_the_cover_offers_what_is_built(hosted: dict[str, Any]) -> None:
    """Read the Docs puts the other formats beside the website, and which there are is in its settings alone."""
    page = BeautifulSoup((hosted["output"] / "html" / "index.html").read_text(encoding="utf-8"), "html5lib")
    there = "https://example-report.readthedocs.io/_/downloads/en/latest"
    assert [str(link["href"]) for link in page.select(".impact-cover .impact-get a")] == [
        f"{there}/epub/",
        f"{there}/pdf/",
        "data/report.json",
    ]
    (book,) = (hosted["output"] / "epub").glob("*.epub")
    with zipfile.ZipFile(book) as files:
        cover = ET.fromstring(files.read("index.xhtml"))
    links = cover.iterfind(".//{*}ul[@class='impact-get']//{*}a")
    assert [link.get("href") for link in links] == [CANONICAL, f"{there}/pdf/", f"{CANONICAL}data/report.json"]


def test_pages_say_where_they_belong(hosted: dict[str, Any]) -> None:
    """The address Read the Docs gives becomes each page's canonical link."""
    pages = [path for path in (hosted["output"] / "html").rglob("*.html") if "_static" not in path.parts]
    assert pages
    for path in pages:
        link = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib").select_one("link[rel=canonical]")
        assert link is not None, path.name
        assert str(link["href"]).startswith(CANONICAL)
