"""How fast pages are shown, and how fast many are built beside other themes.

Run ``python benchmarks/theme.py`` from the repository, with the test tools provided (``python tools/provide.py``). It prints
Lighthouse's performance of cover and financials (median of three, ``mobile`` and ``desktop``; the bar is 100), and the seconds in which
a site of so many pages with cards, sponsors and statements is built under this theme, alabaster and furo.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import support  # noqa: E402 - found only from the repository
from tools import provide  # noqa: E402

PAGE = """\
# Chapter {number}

````{{stat-grid}}
```{{stat-card}} {number}1+ PB
:label: served
```
```{{stat-card}} $697K
:label: in grants
```
```{{stat-card}} 45%
:label: growth
```
````

```{{sponsor-list}}
Gold: Ada, Grace, Edsger
Silver: Barbara, Donald, Leslie
```

```{{financial-table}} Statement {number}
:currency: USD

section,line,kind,2023,2022
{rows}
```
"""


def performance(url: str, device: str, scratch: Path) -> float:
    """Return Lighthouse's performance of a page, from 0 to 100."""
    out = scratch / "lighthouse.json"
    flags = " ".join(["--headless", f"--user-data-dir={scratch / 'profile'}", *support.CHROMIUM_ARGS])
    command = [
        *(str(provide.node()), str(provide.npm_dir() / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json"),
        *(f"--output-path={out}", "--only-categories=performance", f"--chrome-flags={flags}"),
        *(["--preset=desktop"] if device == "desktop" else []),
    ]
    subprocess.run(command, env={**os.environ, "CHROME_PATH": str(provide.chromium())}, capture_output=True, check=True)
    found = json.loads(out.read_text(encoding="utf-8"))
    return 100 * float(found["categories"]["performance"]["score"])


def build(source: Path, out: Path, theme: str) -> float:
    """Build a site anew and return the seconds it took."""
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-D", f"html_theme={theme}", "-d", f"{out}-trees", str(source), str(out)]
    started = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def write(folder: Path, pages: int) -> None:
    """Write a site of so many pages, with statements of forty rows."""
    items = "\n".join(f"Revenue,Item {row},item,{row * 7},{row * 5}" for row in range(1, 40))
    rows = f"{items}\nRevenue,Total,total,{sum(range(1, 40)) * 7},{sum(range(1, 40)) * 5}"
    names = [f"chapter{number:03}" for number in range(pages)]
    files: dict[str, str | bytes] = {f"{name}.md": PAGE.format(number=number, rows=rows) for number, name in enumerate(names)}
    files["index.md"] = "# Report\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    support.write_project(folder, files)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        build(ROOT / "report", folder / "report", "sphinx_impact")
        server = support.Server(folder / "report")
        for name in ("index.html", "financials.html"):
            for device in ("mobile", "desktop"):
                scores = [performance(server.url + name, device, folder) for _run in range(3)]
                print(f"{name}, {device}: performance {statistics.median(scores):.0f} (of {', '.join(f'{score:.0f}' for score in scores)})")
        server.close()
        write(folder / "site", pages)
        for theme in ("sphinx_impact", "alabaster", "furo"):
            print(f"{pages} pages, {theme}: {build(folder / 'site', folder / theme, theme):.1f} s")


if __name__ == "__main__":
    main()
