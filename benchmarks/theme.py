"""How fast pages are shown.

Run ``python benchmarks/theme.py`` from the repository, with the test tools provided (``python tools/provide.py``). It prints
Lighthouse's performance of cover and financials (median of three, ``mobile`` and ``desktop``; the bar is 100). How fast pages are built is
measured by ``benchmarks/speed.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import support  # noqa: E402 - found only from the repository
from tools import provide  # noqa: E402


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


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        command = [sys.executable, "-m", "sphinx", "-q", "-E", "-d", str(folder / "doctrees"), str(ROOT / "report"), str(folder / "report")]
        subprocess.run(command, check=True)
        server = support.Server(folder / "report")
        for name in ("index.html", "financials.html"):
            for device in ("mobile", "desktop"):
                scores = [performance(server.url + name, device, folder) for _run in range(3)]
                print(f"{name}, {device}: performance {statistics.median(scores):.0f} (of {', '.join(f'{score:.0f}' for score in scores)})")
        server.close()


if __name__ == "__main__":
    main()
