"""What tests share: builds, messages of the checkers, a server. Tests get at it through the fixtures of conftest.py."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import sphinx.locale
from bs4 import BeautifulSoup
from sphinx.cmd.build import build_main

from sphinx_impact.__main__ import main
from sphinx_impact.components.folding import unfold
from tests import (
    once,  # noqa: F401 - builds of this process share what is the same in all
    raising,
)
from tests.guard import sitecustomize  # noqa: F401 - guards this process too
from tools.report import problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4.element import PageElement
    from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
GUARD = ROOT / "tests" / "guard"

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OF_COLOURS = ["color-contrast", "link-in-text-block"]
OF_LAYOUT = [*OF_COLOURS, "target-size", "scrollable-region-focusable"]
"""Rules of axe-core whose findings change with the scheme, and with scheme or width of the window."""

LOOKS: list[tuple[int, Literal["light", "dark"], list[str] | None]] = [
    (1280, "light", None),
    (1280, "dark", OF_COLOURS),
    (360, "light", OF_LAYOUT),
    (360, "dark", None),
]
"""Width of the window, scheme, and the rules of axe-core, or all, that a page is held against there, loaded once."""

CONF = """\
project = "Example"
author = "Example Foundation"
extensions = ["myst_parser", "sphinx_impact"]
exclude_patterns = ["_build"]
"""
"""What a project starts from; ``make_project(conf=…)`` adds to it."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What a build left.

    Attributes:
        outdir: Folder of the output.
        doctrees: Folder of the doctrees.
        warnings: Each warning as Sphinx printed it: ``place: WARNING: message [type.subtype]``. Data files are given relative to the source
            directory, wherever the tests were started.
        status: Exit status of ``sphinx-build``.
        log: Everything else it said.
    """

    outdir: Path
    doctrees: Path
    warnings: list[str]
    status: int
    log: str = ""

    def read(self, name: str) -> str:
        """Return the text of a file of the output."""
        return (self.outdir / name).read_text(encoding="utf-8")

    def pages(self) -> list[str]:
        """Return the names of all pages; of those of single figures, which one template makes, the first of each kind."""
        names = sorted(path.relative_to(self.outdir).as_posix() for path in self.outdir.rglob("*.html"))
        seen: set[str] = set()
        kept = []
        for name in names:
            kind = re.sub(r"^(figures/(?:embed/)?)(?:(statement|chart)--)?.*?(/index)?\.html$", r"\1\2", name)
            if kind == name or kind not in seen or name.endswith(("figures/index.html", "figures/all.html", "figures/all/index.html")):
                kept.append(name)
            seen.add(kind)
        return kept

    def soup(self, name: str = "index.html") -> BeautifulSoup:
        """Return a page of the output, parsed as a browser does; who changes it, changes it for others that read the same page."""
        return _soup(self.read(name))

    def doctree(self, docname: str = "index") -> nodes.document:
        """Return a page as it was read, before references are resolved; rows of statements that were folded are put back."""
        document: nodes.document = pickle.loads((self.doctrees / f"{docname}.doctree").read_bytes())
        unfold(document)
        return document

    @property
    def epub(self) -> Path:
        """The one ePub of the output."""
        (book,) = self.outdir.glob("*.epub")
        return book


def words(element: PageElement | None) -> str:
    """Return the words of an element of a page."""
    assert element is not None
    return " ".join(element.get_text().split())


@functools.lru_cache(maxsize=40)
def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def write_project(folder: Path, files: dict[str, str | bytes], conf: str = "") -> Path:
    """Write a project; `conf` is added to ``CONF``, unless `files` holds a ``conf.py`` of its own."""
    for name, content in {"conf.py": CONF + conf, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def touch(path: Path, text: str | None = None) -> None:
    """Write a file, or only set its time: to now by the finest clock, for a change within the grain of the disk's would go unseen."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    now = time.time_ns()
    os.utime(path, ns=(now, now))


EPOCH = "1714694400"
"""``SOURCE_DATE_EPOCH`` of the sites that are built once for all tests."""


def sphinx_build(source: Path, builder: str, *options: str, out: Path, doctrees: Path, apart: bool = False) -> Result:
    """Run ``sphinx-build -n``, in this process, or `apart` from it.

    Args:
        options: Of ``sphinx-build``: ``-W``, ``--keep-going``, ``-E``, ``-D``, ``name=value`` …
        apart: In a process of its own; always so with ``-j``, since forking a process that has threads can hang.

    Raises:
        AssertionError: The build asked the network for something; see ``tests/guard``.
    """
    apart = apart or any(option.startswith(("-j", "--jobs")) for option in options)
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "warnings.txt"
        arguments = ["-n", "-b", builder, "-d", str(doctrees), "-w", str(log), *options, "--no-color", str(source), str(out)]
        with _guarded(Path(scratch) / "asked.txt"):
            if apart:
                command = [sys.executable, "-m", "sphinx", *arguments]
                run = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
                status, said = run.returncode, run.stdout + run.stderr
            else:
                status, said = _build_here(source, ["-q", *arguments]), ""
        warnings = problems(log.read_text(encoding="utf-8")) if log.exists() else []
    places = "|".join(re.escape(place) for place in (str(source), os.path.relpath(source)))
    warnings = [re.sub(rf"^(?:{places})/(?=data/)", "", warning) for warning in warnings]
    raising.note(warnings)
    return Result(out, doctrees, warnings, status, said)


@contextlib.contextmanager
def _guarded(asked: Path) -> Iterator[None]:
    """Refuse the network to this process and to those that it starts.

    Args:
        asked: File for what was asked for.

    Raises:
        AssertionError: Something was.
    """
    before = dict(os.environ)
    path = os.pathsep.join([*filter(None, [before.get("PYTHONPATH")]), str(GUARD)])
    os.environ.update(PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=path, SPHINX_IMPACT_ASKED=str(asked))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert not asked.exists(), asked.read_text(encoding="utf-8")


def _build_here(source: Path, arguments: list[str]) -> int:
    path, modules = sys.path[:], set(sys.modules)
    sphinx.locale.translators.clear()  # the catalogues of the build before would speak on
    try:
        return build_main(arguments)
    finally:
        sphinx.locale.translators.clear()
        sys.path[:] = path
        for name in set(sys.modules) - modules:  # a project's own modules; another project may have one of the same name
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(source):
                del sys.modules[name]


def impact_command(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``sphinx-impact`` in this process."""
    return _caught(lambda: main(arguments), cwd)


def sphinx_command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``sphinx-build`` in this process, for what it prints."""
    return _caught(lambda: _build_here(cwd, list(arguments)), cwd)


def _caught(run: Callable[[], int], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd or Path.cwd()), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = run()
        except SystemExit as ended:
            status = int(ended.code or 0)
    return subprocess.CompletedProcess([], status, out.getvalue(), err.getvalue())


class EpubCheck:
    """EPUBCheck, in one Java for all books that are given to it."""

    def __init__(self, java: Path) -> None:
        command = [sys.executable, "-m", "tests.epub.epubcheck", str(java.parent.parent)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def messages(self, book: Path) -> list[str]:
        """Check a book and return its messages as ``SEVERITY ID place:line message``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{book}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"EPUBCheck could not check {book.name}: what it said stands among the errors"
        return [
            f"{message['severity']} {message['ID']} {place.get('path', '')}:{place.get('line', '')} {message['message']}"
            for message in json.loads(answer)["messages"]
            if message["severity"] not in {"SUPPRESSED", "INFO"}
            for place in message["locations"] or [{}]
        ]

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def ace_violations(node: Path, npm_dir: Path, chromium: Path, book: Path) -> list[str]:
    """Run Ace by DAISY and return its violations as ``impact rule page selector: message``."""
    with tempfile.TemporaryDirectory() as scratch:
        program = ROOT / "tests" / "npm" / "ace.cjs"
        command = [str(node), str(program), str(npm_dir), str(chromium), scratch, str(book), *CHROMIUM_ARGS]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        report = Path(scratch) / "report.json"
        assert report.exists(), f"Ace could not check {book.name}: {run.stdout}{run.stderr}"
        return [
            f"{finding['earl:test']['earl:impact']} {finding['earl:test']['dct:title']} {page['earl:testSubject']['url']} "
            f"{' '.join(finding['earl:result'].get('earl:pointer', {}).get('css', []))}: {finding['earl:result']['dct:description']}"
            for page in json.loads(report.read_text(encoding="utf-8"))["assertions"]
            for finding in page["assertions"]
        ]


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, asked: list[str], *arguments: Any, **named: Any) -> None:
        self._asked = asked
        super().__init__(*arguments, **named)

    def log_message(self, *_: Any) -> None:
        """Say nothing, but note what was asked for."""
        self._asked.append(self.requestline)


class Server:
    """A web server on this machine only, for a folder.

    Attributes:
        asked: The requests that came in.
    """

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, self.asked, directory=str(folder)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Address, with a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
