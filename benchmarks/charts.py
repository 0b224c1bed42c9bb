"""Measure 300 charts: all pages, and with nothing changed; and if asked for, the same with another state of the source.

Run ``python benchmarks/charts.py``; ``--charts`` and ``--jobs`` set other numbers, and ``--against FOLDER`` measures another checkout's
``src`` in turn with this one. It writes into a temporary folder and prints what it measured: the wall clock, and the processor time of
the build with all processes that it started, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import os
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


def build(code: Path, source: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Build the project, and return how long that took by the clock and by the processors."""
    doctrees = out.with_name(f"{out.name}-doctrees")
    command = [sys.executable, "-m", "sphinx", "-q", "-j", str(jobs), "-d", str(doctrees), str(source), str(out)]
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(code)})
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, busy


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charts", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--against", type=Path, help="folder src of another checkout")
    options = parser.parse_args()
    codes = {"this": Path(__file__).resolve().parent.parent / "src"}
    if options.against:
        codes["other"] = options.against.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        source, plain = Path(scratch) / "source", Path(scratch) / "plain"
        write(source, options.charts)
        write(plain, 0)
        print(f"{options.charts} charts, -j {options.jobs}; seconds by the clock, and of processor time")
        for turn in range(options.rounds):
            for name, code in codes.items():
                cold = build(code, source, Path(scratch) / f"{name}{turn}", options.jobs)
                again = build(code, source, Path(scratch) / f"{name}{turn}", options.jobs)
                empty = build(code, plain, Path(scratch) / f"{name}{turn}-plain", options.jobs)
                print(f"{name:5}  cold {cold[0]:6.1f} {cold[1]:6.1f}   nothing changed {again[0]:5.1f} {again[1]:5.1f}   ", end="")
                print(f"a project without a page {empty[0]:5.1f} {empty[1]:5.1f}")


if __name__ == "__main__":
    main()
