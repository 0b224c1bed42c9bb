"""Fixtures: projects and builds, the sites built once, the tools. What is missing fails a test; nothing is skipped."""

from __future__ import annotations

import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests import raising, support
from tests.support import ROOT, Result
from tools import provide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


# The same examples on every machine, however slow it is.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


class MakeProject(Protocol):
    """Write a project into a new folder and return the folder."""

    def __call__(self, files: dict[str, str | bytes], conf: str = "") -> Path: ...


class Build(Protocol):
    """Build a project; the output lies beside its folder, in one folder per builder, the doctrees are shared by all builders.

    Further arguments are options of ``sphinx-build``. ``-n`` is always on. With ``-j`` the build runs in a process of its own.
    """

    def __call__(
        self, source: Path, builder: str = "html", *options: str, out: Path | None = None, doctrees: Path | None = None
    ) -> Result: ...


class Site(Protocol):
    """Build one of the project's own sites, once for all tests and all workers."""

    def __call__(self, builder: str = "html") -> Result: ...


class Axe(Protocol):
    """Check a page with axe-core against all rules, or some; return what it finds."""

    def __call__(self, page: Page, *, rules: list[str] | None = None) -> list[str]: ...


def pytest_configure(config: pytest.Config) -> None:
    """Note which codes of problems are raised."""
    config.pluginmanager.register(raising, "raising")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``-m matrix``, do not import a file that has no such test, nor what a folder without any shares: what they import may not be there."""
    if config.option.markexpr != "matrix":
        return None
    if collection_path.is_dir():
        return not any(_is_in_matrix(path) for path in collection_path.rglob("test_*.py")) or None
    return (collection_path.name.startswith("test_") and not _is_in_matrix(collection_path)) or None


def _is_in_matrix(path: Path) -> bool:
    return "mark.matrix" in path.read_text(encoding="utf-8")


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    made = 0

    def make(files: dict[str, str | bytes], conf: str = "") -> Path:
        nonlocal made
        made += 1
        return support.write_project(tmp_path / f"project{made}" / "source", files, conf)

    return make


@pytest.fixture
def build() -> Build:
    def run(source: Path, builder: str = "html", *options: str, out: Path | None = None, doctrees: Path | None = None) -> Result:
        beside = source.parent
        return support.sphinx_build(source, builder, *options, out=out or beside / builder, doctrees=doctrees or beside / "doctrees")

    return run


@pytest.fixture(scope="session")
def shared_dir(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def _site(name: str, folder: Path) -> Site:
    built: dict[str, Result] = {}

    def site(builder: str = "html") -> Result:
        if builder not in built:
            built[builder] = _built_once(ROOT / name, builder, folder / name)
        return built[builder]

    return site


def _built_once(source: Path, builder: str, folder: Path) -> Result:
    out, said = folder / builder, folder / f"{builder}.json"
    # A PDF leaves beside the doctrees where its pages begin, for an e-book that is made after it: here no site knows of another.
    doctrees = folder / ("doctrees-pdf" if builder == "impactpdf" else "doctrees")
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):  # one lock for all builders, since they share the doctrees
        if not said.exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SOURCE_DATE_EPOCH", support.EPOCH)
                result = support.sphinx_build(source, builder, out=out, doctrees=doctrees, apart=True)
            said.write_text(json.dumps([result.warnings, result.status, result.log]), encoding="utf-8")
        warnings, status, log = json.loads(said.read_text(encoding="utf-8"))
    if status != 0:
        pytest.fail(f"{source.name}/ could not be built with {builder}:\n{log}")
    return Result(out, doctrees, warnings, status, log)


@pytest.fixture(scope="session")
def report_site(shared_dir: Path) -> Site:
    """``report/`` by builder; read, never write into it. Warnings of pages stand with the builder that came first."""
    return _site("report", shared_dir)


@pytest.fixture(scope="session")
def docs_site(shared_dir: Path) -> Site:
    """``docs/`` by builder."""
    return _site("docs", shared_dir)


@pytest.fixture(scope="session")
def language_sites(shared_dir: Path) -> dict[str, Site]:
    """The reports of ``docs/languages/`` by language and builder."""
    return {
        folder.name: functools.partial(_built_once, folder, folder=shared_dir / f"language-{folder.name}")
        for folder in (ROOT / "docs" / "languages").iterdir()
    }


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on this machine and return its address, with a slash at its end."""
    servers: dict[Path, support.Server] = {}

    def url(folder: Path) -> str:
        if folder not in servers:
            servers[folder] = support.Server(folder)
        return servers[folder].url

    yield url
    for server in servers.values():
        server.close()


def _tool(find: Callable[[], Path]) -> Path:
    try:
        return find()
    except provide.MissingToolError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def chromium() -> Path:
    return _tool(provide.chromium)


@pytest.fixture(scope="session")
def java() -> Path:
    return _tool(provide.java)


@pytest.fixture(scope="session")
def node() -> Path:
    return _tool(provide.node)


@pytest.fixture(scope="session")
def npm_dir() -> Path:
    """The ``node_modules`` of ``tests/npm``."""
    return _tool(provide.npm_dir)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=support.CHROMIUM_ARGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, 1280 by 800; ``browser.new_context(…)`` gives others."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe(npm_dir: Path) -> Axe:
    """Check a page with axe-core: WCAG 2.2 AA and best practice; return its violations as ``rule selector: what to do``."""
    script = (npm_dir / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    every = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def violations(page: Page, *, rules: list[str] | None = None) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        found: dict[str, Any] = page.evaluate(
            "rules => { for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();"
            " return axe.run(document, {runOnly: rules, resultTypes: ['violations']}) }",
            every if rules is None else {"type": "rule", "values": rules},
        )
        return [
            f"{rule['id']} {' '.join(map(str, place['target']))}: {place['failureSummary']}"
            for rule in found["violations"]
            for place in rule["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")
def axe_on_pages(browser: Browser, axe: Axe) -> Callable[..., list[str]]:
    """Check the pages below an address: with axe-core in a wide window, light, and in a narrow one, dark; and that none scrolls sideways.

    Pages made of what other pages show, ``alike``, are held in the narrow window against the rules of layout and colours only: names, roles
    and levels are what they are in any window. The others are held against all rules there, and against those of colours in a wide window in
    the dark. Each page is loaded once.
    """

    def violations(url: str, names: list[str], *, alike: bool = False) -> list[str]:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        found = []
        looks: list[tuple[int, Literal["light", "dark"], list[str] | None]] = [
            (1280, "light", None),
            *([] if alike else [(1280, "dark", support.OF_COLOURS)]),  # type: ignore[list-item]
            (360, "dark", support.OF_LAYOUT if alike else None),
        ]
        for name in names:
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto(url + name)
            for width, scheme, rules in looks:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                found += [f"{name} {width} {scheme}: {violation}" for violation in axe(page, rules=rules)]
            page.set_viewport_size({"width": 320, "height": 640})
            page.evaluate("scrollTo(999, 0)")
            if page.evaluate("Math.max(scrollX, document.documentElement.scrollWidth - 320)"):
                found.append(f"{name} scrolls sideways")
        context.close()
        return found

    return violations


@pytest.fixture(scope="session")
def epubcheck(java: Path, shared_dir: Path) -> Iterator[Callable[[Path], list[str]]]:
    """Check a book with EPUBCheck, once in a run; return fatal errors, errors and warnings as ``SEVERITY ID place:line message``."""
    checker: support.EpubCheck | None = None

    def messages(book: Path) -> list[str]:
        nonlocal checker
        kept = shared_dir / f"epubcheck-{hashlib.sha256(book.read_bytes()).hexdigest()}.json"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                checker = checker or support.EpubCheck(java)
                kept.write_text(json.dumps(checker.messages(book)), encoding="utf-8")
        found: list[str] = json.loads(kept.read_text(encoding="utf-8"))
        return found

    yield messages
    if checker:
        checker.close()


@pytest.fixture(scope="session")
def ace(node: Path, npm_dir: Path, chromium: Path) -> Callable[[Path], list[str]]:
    """Check a book with Ace by DAISY; return its violations as ``impact rule page selector: message``."""
    return lambda book: support.ace_violations(node, npm_dir, chromium, book)
