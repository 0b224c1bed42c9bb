"""Measure 300 charts: cold, cached, and beside the same pages without a drawing.

Run ``python benchmarks/charts.py``; ``--charts`` and ``--jobs`` set other numbers. It writes into a temporary folder and prints what it
measured, in seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("column", "bar", "line", "dots", "mosaic", "stacked")
ON_A_PAGE = 10


def chart(number: int) -> str:
    """Return one chart; no two are alike."""
    kind = KINDS[number % len(KINDS)]
    rows = "\n".join(f"{2014 + year},{(number * 37 + year * 53) % 97 + 3}" for year in range(8))
    return f"```{{data-chart}} Chart {number}\n:kind: {kind}\n:description: auto\n\nyear,loans\n{rows}\n```\n"


def write(folder: Path, charts: int) -> None:
    """Write a project with so many charts."""
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text('project = "Benchmark"\nextensions = ["myst_parser", "sphinx_impact"]\nhtml_theme = "sphinx_impact"\n')
    names = []
    for start in range(0, charts, ON_A_PAGE):
        names.append(f"page{start // ON_A_PAGE:03}")
        body = "\n".join(chart(number) for number in range(start, min(start + ON_A_PAGE, charts)))
        (folder / f"{names[-1]}.md").write_text(f"# Page {start}\n\n{body}")
    (folder / "index.md").write_text("# Charts\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")


def build(source: Path, out: Path, jobs: int, *options: str) -> float:
    """Build the project and return how long that took."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-j",
        str(jobs),
        "-d",
        str(source.parent / "doctrees"),
        *options,
        str(source),
        str(out),
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charts", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch) / "source", Path(scratch) / "html"
        write(source, options.charts)
        cold = build(source, out, options.jobs)
        cached = build(source, out, options.jobs, "-E", "-a")
        unchanged = build(source, out, options.jobs)
    print(f"{options.charts} charts, -j {options.jobs}")
    print(f"cold, all drawn:            {cold:6.1f} s, {cold / options.charts:.3f} s a chart")
    print(
        f"all pages anew, all cached: {cached:6.1f} s; drawing took {cold - cached:.1f} s, {(cold - cached) / options.charts:.3f} s a chart"
    )
    print(f"nothing changed:            {unchanged:6.1f} s, {100 * unchanged / cold:.0f} % of the cold build")


if __name__ == "__main__":
    main()
