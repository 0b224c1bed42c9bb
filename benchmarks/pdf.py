"""Measure the PDF of the sample report, and of one with its chapters several times over.

Run ``python benchmarks/pdf.py``; ``--times 1 4 10`` sets how often. It writes into a temporary folder and prints pages, size, and of the build of the PDF
alone, with the pages read before, the wall clock, the processor time and the most memory.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ("errata", "sources")
"""Chapters that list what all others hold: no report has two."""


def repeated(folder: Path, times: int) -> None:
    """Write the sample report with its chapters so often."""
    shutil.copytree(ROOT / "report", folder, ignore=shutil.ignore_patterns("_build"))
    index = folder / "index.md"
    text = index.read_text(encoding="utf-8")
    names = [path.stem for path in sorted(folder.glob("*.md")) if path.stem not in {"index", *WHOLE}]
    more = ""
    for number in range(2, times + 1):
        for name in names:
            page = (folder / f"{name}.md").read_text(encoding="utf-8")
            page = re.sub(r"^\(([\w-]+)\)=$", rf"(\1-{number})=", page, flags=re.MULTILINE)
            page = re.sub(r"^(:name: .*)$", rf"\1-{number}", page, flags=re.MULTILINE)
            (folder / f"{name}-{number}.md").write_text(page, encoding="utf-8")
        more += "\n```{toctree}\n:hidden:\n\n" + "\n".join(f"{name}-{number}" for name in names) + "\n```\n"
    index.write_text(text + more, encoding="utf-8")


def measure(source: Path, doctrees: Path, out: Path) -> str:
    """Build, and return what it took."""
    command = [sys.executable, "-m", "sphinx", "-Q", "-d", str(doctrees)]
    subprocess.run([*command, "-b", "singlehtml", str(source), str(out / "html")], check=True)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, "-b", "impactpdf", str(source), str(out / "pdf")], check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    (pdf,) = (out / "pdf").glob("*.pdf")
    import pikepdf

    with pikepdf.open(pdf) as made:
        pages = len(made.pages)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{pages:4} pages, {pdf.stat().st_size / 1000:6.0f} kB, {wall:5.1f} s wall, {spent:5.1f} s processor, {after.ru_maxrss / 1000:5.0f} MB at most"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", nargs="+", type=int, default=[1, 4, 10])
    for times in parser.parse_args().times:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            repeated(folder / "source", times)
            print(measure(folder / "source", folder / "doctrees", folder / "out"), flush=True)


if __name__ == "__main__":
    main()
