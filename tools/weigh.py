"""Weigh pages as a browser loads them: every request, its bytes compressed, and the hosts it goes to.

``python tools/weigh.py report/_build/html index.html financials.html`` prints a table. Each file is served compressed (gzip, level 9),
as hosts do; what a page asks of any other host is counted and not fetched.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ORIGIN = "http://site.example"
PACKED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".txt"}
"""Endings of the files that hosts compress."""

SCROLL = """async () => {
    for (const image of document.images) {
        if (!image.getClientRects().length) continue;
        image.scrollIntoView();
        if (!image.complete) await new Promise(done => { image.onload = image.onerror = done; });
    }
    scrollTo(0, document.body.scrollHeight);
}"""
"""Bring every image that is shown into view, and wait until it has come."""


@dataclasses.dataclass(frozen=True)
class Weight:
    """What a page loads.

    Attributes:
        files: Bytes over the wire by path, the page first.
        elsewhere: Addresses asked of other hosts.
        missing: Paths that are not there.
        shift: Cumulative layout shift: how much moved while loading; 0 is nothing.
    """

    files: dict[str, int]
    elsewhere: list[str]
    missing: list[str]
    shift: float

    @property
    def total(self) -> int:
        """Bytes of everything together."""
        return sum(self.files.values())

    def of(self, ending: str) -> int:
        """Bytes of the files with an ending, such as ``.js``."""
        return sum(size for path, size in self.files.items() if path.endswith(ending))


def packed(path: Path) -> bytes:
    """Return a file as it goes over the wire."""
    content = path.read_bytes()
    return gzip.compress(content, 9, mtime=0) if path.suffix in PACKED else content


def weigh(browser: Browser, site: Path, page_name: str, *, width: int = 1280, scroll: bool = True) -> Weight:
    """Load a page of a built site in a browser and return what came.

    Args:
        browser: Playwright's browser.
        site: Folder of the built site.
        page_name: Path of the page in it.
        width: Width of the window in pixels. Below 600 the processor is slowed down sixfold, as a phone's is, so that the page comes in parts.
        scroll: Whether to go down to the end of the page, which loads what waits to be seen.
    """
    files: dict[str, int] = {}
    elsewhere: list[str] = []
    missing: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if not url.startswith(ORIGIN + "/"):
            elsewhere.append(url)
            route.abort()
            return
        name = unquote(urlsplit(url).path).lstrip("/")
        path = site / name
        if not path.is_file():
            missing.append(name)
            route.fulfill(status=404, body="")
            return
        files[name] = len(packed(path))
        route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream")

    context = browser.new_context(viewport={"width": width, "height": 800})
    context.route("**/*", answer)
    page = context.new_page()
    if width < 600:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.add_init_script(
        "self.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) self.moved += entry.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(f"{ORIGIN}/{page_name}", wait_until="networkidle")
    if scroll:
        # The load state stays "networkidle" once it was reached, so that waiting for it again waits for nothing.
        page.evaluate(SCROLL)
    # A browser without a window does not ask for the icon; readers' browsers do.
    icon = page.evaluate("document.querySelector('link[rel~=icon]')?.href ?? ''")
    name = unquote(urlsplit(icon).path).lstrip("/")
    if icon.startswith(ORIGIN) and name not in files and (site / name).is_file():
        files[name] = len(packed(site / name))
    elif icon and not icon.startswith(ORIGIN):
        elsewhere.append(icon)
    shift = page.evaluate("self.moved")
    context.close()
    return Weight(files, elsewhere, missing, shift)


def main() -> int:
    """Print what pages weigh."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path, help="folder of the built site")
    parser.add_argument("pages", nargs="*", default=["index.html"], help="paths of pages in it")
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright  # not needed to import this module

    from tools import provide

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=provide.chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-quic"])
        for name in arguments.pages:
            weight = weigh(browser, arguments.site, name)
            print(
                f"{name}: {weight.total} bytes in {len(weight.files)} requests, {len(weight.elsewhere)} to other hosts, shift {weight.shift:g}"
            )
            for path, size in weight.files.items():
                print(f"  {size:7} {path}")
            for url in (*weight.elsewhere, *weight.missing):
                print(f"        - {url}")
        browser.close()
    return 0


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    raise SystemExit(main())
