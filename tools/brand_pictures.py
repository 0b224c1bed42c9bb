"""Make the pictures of docs/brands.md: ``python -m tools.brand_pictures`` writes ``docs/images/brand-*.webp``.

Each block of settings on that page is built as a small report, and its cover and a chapter are photographed in a real Chromium. One with
a photograph, or of type alone, is laid out so by ``LAYOUTS``.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tools import provide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "brands.md"
FOLDER: Final = ROOT / "docs" / "images"
PHOTOGRAPH: Final = FOLDER / "photographs" / "meadow.jpg"
SIZE: Final = (1280, 800)

LAYOUTS: Final = {
    "Open Valley Coalition": ":picture: photograph.jpg\n:alt: A meadow before a ridge\n:focus: 50% 30%",
    "Bright Start": ":layout: type",
}
"""Options of covers that are not drawn."""

FRONT: Final = """\
# Annual Report

```{{report-cover}}
:organisation: {name}
:year: 2024
:line: What a year can hold
{layout}
```

```{{toctree}}
:caption: The year
one
two
three
```

```{{toctree}}
:caption: The money
four
```
"""

CHAPTER: Final = """\
---
standfirst: Eleven thousand people came through the door. Most of them came back.
---
# A year of open doors

We counted everyone who came, and asked one in ten what they had come for. The answers were longer than the question, and they filled
[four notebooks](https://example.org).

````{stat-grid}
```{stat-card} 11,240
:label: people came
```
```{stat-card} 64%
:label: came again
```
```{stat-card} 38
:label: places on the map
```
````

```{page-band} What comes next
:ground: dark

Two more houses will open in spring, and the van will be out on Sundays.
```
"""


def main() -> int:
    """Build, photograph, write."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=provide.chromium(), args=["--no-sandbox"])
        for name, options in brands():
            site = _built(Path(scratch), name, options)
            target = FOLDER / f"brand-{name.lower().replace(' ', '-')}.webp"
            target.write_bytes(_picture(browser, site))
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
        browser.close()
    return 0


def brands() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the theme's options of each organisation on the page."""
    for block in re.findall(r"html_theme_options = (\{.*?\n\})", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        options = ast.literal_eval(block)
        yield options["organisation"], options


def _built(scratch: Path, name: str, options: dict[str, Any]) -> Path:
    source = scratch / name
    source.mkdir()
    conf = f"extensions = ['myst_parser', 'sphinx_impact']\nproject = html_title = {name!r}\nhtml_theme = 'sphinx_impact'\n"
    (source / "conf.py").write_text(f"{conf}html_theme_options = {options!r}\n", encoding="utf-8")
    (source / "photograph.jpg").write_bytes(PHOTOGRAPH.read_bytes())
    (source / "index.md").write_text(FRONT.format(name=name, layout=LAYOUTS.get(name, "")), encoding="utf-8")
    for number, page in enumerate(("one", "two", "three", "four")):
        (source / f"{page}.md").write_text(CHAPTER if page == "two" else f"# Chapter {number}\n", encoding="utf-8")
    site = scratch / f"{name} html"
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(source), str(site)], check=True)
    return site


def _picture(browser: Browser, site: Path) -> bytes:
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
    sheet = Image.new("RGB", (SIZE[0], 2 * SIZE[1]))
    for row, name in enumerate(("index.html", "two.html")):
        page.goto((site / name).as_uri())
        page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
        sheet.paste(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), (0, row * SIZE[1]))
    page.close()
    made = io.BytesIO()
    sheet.resize((SIZE[0] * 5 // 8, SIZE[1] * 10 // 8), Image.Resampling.LANCZOS).save(made, "WEBP", quality=64, method=6)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
