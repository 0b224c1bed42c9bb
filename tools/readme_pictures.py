"""Make the pictures of the README from the sample report: ``python -m tools.readme_pictures`` writes ``docs/images/readme-*.webp``.

Each shows the cover, a statement, and what ``sphinx-impact check`` says of a copy in which two digits were swapped; one in light, one in
dark. The report is built, and photographed in a real Chromium.
"""

from __future__ import annotations

import base64
import html
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from tools import provide

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "images"
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

MISTAKE: Final = ("Deferred revenue,item,,,559,", "Deferred revenue,item,,,595,")
"""Two digits of ``position.csv``, as somebody might type them."""

PAGE: Final = """\
<!doctype html>
<meta charset="utf-8">
<style>
  body {{ margin: 0; padding: 20px; width: 1000px; box-sizing: border-box; background: {ground}; display: grid;
    grid-template-columns: 344px 1fr; gap: 20px; font: 16px/1.5 "DejaVu Sans Mono", monospace; }}
  img {{ display: block; width: 100%; border-radius: 8px; box-shadow: 0 1px 6px #0003; }}
  pre {{ grid-column: 1 / -1; margin: 0; padding: 16px 20px; border-radius: 8px; background: #16181d; color: #e6e6e6; font: inherit;
    white-space: pre-wrap; }}
  b {{ color: #7fd1ae; font-weight: normal; }}
</style>
<body>
<img src="{cover}"><img src="{statement}">
<pre><b>$ sphinx-impact check report</b>
{message}</pre>
"""


def main() -> int:
    """Build, photograph, write."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch) / "html"
        subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", str(ROOT / "report"), str(site)], check=True)
        said = message(Path(scratch))
        browser = playwright.chromium.launch(executable_path=provide.chromium(), args=["--no-sandbox"])
        for scheme in SCHEMES:
            target = FOLDER / f"readme-{scheme}.webp"
            target.write_bytes(_picture(browser, site, said, scheme))
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
        browser.close()
    return 0


def message(scratch: Path) -> str:
    """Return what the check says of a copy of the report with a mistake in it."""
    shutil.copytree(ROOT / "report", scratch / "report", ignore=shutil.ignore_patterns("_build"))
    table = scratch / "report" / "data" / "statements" / "position.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(*MISTAKE), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx_impact", "check", "report"]
    run = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    return next(line for line in run.stdout.splitlines() if "position.csv" in line and "hint:" not in line)


def _picture(browser: Browser, site: Path, message: str, scheme: Literal["light", "dark"]) -> bytes:
    shots = []
    for name, selector, width, height in (("index.html", ".impact-cover", 430, 780), ("financials.html", "#statement-position", 790, 900)):
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=2)
        page.goto((site / name).as_uri())
        page.add_style_tag(content=".impact-top { display: none } #statement-position { padding: 8px 24px }")
        shots.append(_uri(page.locator(selector).first.screenshot()))
        page.close()
    cover, statement = shots
    ground = {"light": "#f3f3f1", "dark": "#0e0f12"}[scheme]
    page = browser.new_page(viewport={"width": 1000, "height": 400}, device_scale_factor=1.5)
    page.set_content(PAGE.format(ground=ground, cover=cover, statement=statement, message=html.escape(message)), wait_until="load")
    made = io.BytesIO()
    Image.open(io.BytesIO(page.locator("body").screenshot())).convert("RGB").save(made, "WEBP", quality=68, method=6)
    page.close()
    return made.getvalue()


def _uri(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


if __name__ == "__main__":
    sys.exit(main())
