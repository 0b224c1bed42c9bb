"""What photographs cost: 40 of them, 60 MB, on four pages; how long the build takes, and what a reader loads.

Run ``python benchmarks/pictures.py``. It prints the time of a build with nothing kept and of a second one of every page, and what the
pages weigh in a browser at 1440 and 360 pixels, at first and after scrolling to the end, beside what the originals would weigh.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import provide, weigh  # noqa: E402 - the tools lie beside this folder

PHOTOS = 40
PAGES = 4
BYTES = 1_500_000
"""Of each photograph."""

WIDTHS = (1440, 360)
CONF = """\
project = author = "Example"
extensions = ["myst_parser", "sphinx_impact"]
html_theme = "sphinx_impact"
"""


def photograph(seed: int) -> bytes:
    """Return a photograph of 4000 by 3000 pixels as a camera writes it: shapes of many sizes, light, grain, and 1.5 MB."""
    dice = hashlib.shake_256(seed.to_bytes(2, "big")).digest(4_000_000)
    at = 0
    layers = []
    for channel in range(3):
        layer = Image.new("L", (4000, 3000), 128)
        for side in (5, 40, 320):
            noise = Image.frombytes("L", (side * 4, side * 3), dice[at : at + side * side * 12])
            at += side * side * 12 if side < 320 else channel
            layer = Image.blend(layer, noise.resize((4000, 3000), Image.Resampling.BICUBIC), {5: 0.5, 40: 0.3, 320: 0.12}[side])
        layers.append(layer)
    picture = Image.merge("RGB", layers)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=76)
    best = out.getvalue()
    # What is missing is filled as cameras do, with a preview and notes that no page needs.
    while len(best) < BYTES - 1000:
        filling = dice[: min(60_000, BYTES - len(best) - 10)]
        best = best[:2] + b"\xff\xef" + (len(filling) + 2).to_bytes(2, "big") + filling + best[2:]
    return best


def make(source: Path) -> int:
    """Write the report; return the bytes of its photographs."""
    (source / "photos").mkdir(parents=True)
    source.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    total = 0
    names = [f"photos/{number:02}.jpg" for number in range(PHOTOS)]
    for number, name in enumerate(names):
        content = photograph(number)
        source.joinpath(name).write_bytes(content)
        total += len(content)
    each = PHOTOS // PAGES
    pages = [names[first : first + each] for first in range(0, PHOTOS, each)]
    for number, held in enumerate(pages):
        entries = "".join(f"- image: {name}\n  alt: Somebody at work\n  caption: Somebody at work\n" for name in held)
        source.joinpath(f"page{number}.md").write_text(f"# Page {number}\n\n```{{photo-gallery}}\n{entries}```\n", encoding="utf-8")
    listed = "\n".join(f"page{number}" for number in range(len(pages)))
    source.joinpath("index.md").write_text(f"# Report\n\n```{{toctree}}\n{listed}\n```\n", encoding="utf-8")
    return total


def build(source: Path, *options: str) -> float:
    """Build the website; return the seconds it took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "sphinx", "-q", "-W", *options, "-d", f"{source}-trees", str(source), f"{source}-html"]
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Make, build, weigh, print."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report")
        total = make(source)
        print(f"{PHOTOS} photographs, {total / 1e6:.0f} MB, {PHOTOS // PAGES} on each of {PAGES} pages; {os.cpu_count()} cores")
        before = os.times().children_user
        cold = build(source)
        work = os.times().children_user - before
        print(f"build: {cold:.1f} s cold ({work:.1f} s of processor time), {build(source, '-a', '-E'):.1f} s with what was kept")
        site = Path(f"{source}-html")
        print(f"a page of originals: {total / PAGES / 1e6:.1f} MB")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=provide.chromium(), args=["--no-sandbox", "--disable-gpu"])
            for width in WIDTHS:
                first, whole = (weigh.weigh(browser, site, "page1.html", width=width, scroll=scroll) for scroll in (False, True))
                print(f"{width} px: {first.total / 1e3:.0f} KB at first, {whole.total / 1e3:.0f} KB to the end, shift {whole.shift:g}")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
