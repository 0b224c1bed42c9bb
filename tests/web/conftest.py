"""The page on which everything is, built once."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from tests import support
from tests.support import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Site

SINK = Path(__file__).parent / "roots" / "sink"


@pytest.fixture(scope="session")
def sink(shared_dir: Path) -> Site:
    """The project with every kind of markup, by builder."""
    built: dict[str, Result] = {}
    folder = shared_dir / "sink"

    def site(builder: str = "html") -> Result:
        if builder not in built:
            folder.mkdir(exist_ok=True)
            out, doctrees = folder / builder, folder / "doctrees"
            with FileLock(folder / "lock"):
                done = folder / f"{builder}.done"
                if not done.exists():
                    result = support.sphinx_build(SINK, builder, "-W", "--keep-going", out=out, doctrees=doctrees, apart=True)
                    assert (result.status, result.warnings) == (0, []), result.log
                    done.touch()
            built[builder] = Result(out, doctrees, [], 0)
        return built[builder]

    return site


@pytest.fixture(scope="session")
def sink_url(sink: Site, serve: Callable[[Path], str]) -> str:
    """Address of the site with every kind of markup."""
    return serve(sink().outdir)


@pytest.fixture(scope="session")
def sink_pages(sink: Site) -> list[str]:
    """Its pages, with those that Sphinx writes itself."""
    return sink().pages()


@pytest.fixture(scope="session")
def faults_of_html(node: Path, npm_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Path]], list[str]]:
    """Check pages against the HTML standard with html-validate; return its messages as ``page:line message``."""
    settings = tmp_path_factory.mktemp("html-validate") / "settings.json"
    settings.write_text(json.dumps({"root": True, "extends": ["html-validate:standard"]}), encoding="utf-8")

    def faults(pages: list[Path]) -> list[str]:
        program = npm_dir / "html-validate" / "bin" / "html-validate.mjs"
        command = [str(node), str(program), "-c", str(settings), "-f", "json", *map(str, pages)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        found = json.loads(run.stdout)
        return [f"{page['filePath']}:{message['line']} {message['message']}" for page in found for message in page["messages"]]

    return faults


@pytest.fixture
def lighthouse(node: Path, npm_dir: Path, chromium: Path, tmp_path: Path) -> Callable[[str, str], dict[str, Any]]:
    """Visit an address with Lighthouse as ``mobile`` or ``desktop``; return its report on everything but speed."""

    def report(url: str, device: str) -> dict[str, Any]:
        out = tmp_path / "lighthouse.json"
        flags = " ".join(["--headless", f"--user-data-dir={tmp_path / 'profile'}", *support.CHROMIUM_ARGS])
        command = [
            *(str(node), str(npm_dir / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json", f"--output-path={out}"),
            *("--only-categories=accessibility,best-practices,seo", f"--chrome-flags={flags}"),
            *(["--preset=desktop"] if device == "desktop" else []),
        ]
        run = subprocess.run(command, env={**os.environ, "CHROME_PATH": str(chromium)}, capture_output=True, text=True, check=False)
        assert out.exists(), run.stdout + run.stderr
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found

    return report
