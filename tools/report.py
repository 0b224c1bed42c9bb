"""Build a report as a website, as an ePub and, where that is asked for, as a PDF, and say how many problems there were.

The exit status is 0 even with problems, so that the author sees the report; it is not 0 where a build fails.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_START = re.compile(r"(?:^|: )(?:WARNING|ERROR|CRITICAL|SEVERE): ")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def problems(text: str) -> list[str]:
    """Split what ``sphinx-build -w`` wrote into single problems; the further lines of a problem stay with it."""
    found: list[str] = []
    for line in _COLOUR.sub("", text).splitlines():
        if not line.strip():
            continue
        if _START.search(line) or not found:
            found.append(line)
        else:
            found[-1] += "\n" + line
    return found


def build(source: Path, builder: str, *options: str) -> list[str]:
    """Run ``sphinx-build`` into ``_build/BUILDER`` and return its problems.

    Raises:
        subprocess.CalledProcessError: The build failed.
    """
    built = source / "_build"
    built.mkdir(exist_ok=True)
    log = built / f"{builder}-problems.txt"
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-d", str(built / "doctrees"), "-w", str(log), *options]
    subprocess.run([*command, str(source), str(built / builder)], check=True)
    return problems(log.read_text(encoding="utf-8")) if log.exists() else []


def main() -> int:
    """Build and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "report", help="folder with conf.py (default: report)")
    parser.add_argument("--pdf", action="store_true", help="build the PDF too")
    arguments = parser.parse_args()
    source: Path = arguments.source.resolve()
    epub, pdf = source / "_build" / "epub", source / "_build" / "impactpdf"
    for old in (*epub.glob("*.epub"), *pdf.glob("*.pdf")):  # one of an earlier name would lie beside the new one
        old.unlink()
    try:
        # Every page is read anew once, so that each problem is said; the builders then take the pages as they were read.
        found = build(source, "dummy", "--fresh-env")
        found += _pdf(source) if arguments.pdf else []
        found += build(source, "epub")  # which says where the pages of the PDF begin
    except subprocess.CalledProcessError as error:
        print(f"\nThe build failed (status {error.returncode}).", file=sys.stderr)
        return 1
    books = sorted(epub.glob("*.epub"))
    if len(books) != 1:
        print(f"\nThere should be one ePub in {epub}, but there are {len(books)}.", file=sys.stderr)
        return 1
    try:
        offered = ",".join(path.relative_to(source).as_posix() for path in (*books, *pdf.glob("*.pdf")))
        found += build(source, "html", "-D", f"impact_downloads={offered}")  # the last, since it offers the others
    except subprocess.CalledProcessError as error:
        print(f"\nThe build failed (status {error.returncode}).", file=sys.stderr)
        return 1
    distinct = list(dict.fromkeys(found))
    print("\nWebsite:", _short(source / "_build" / "html" / "index.html"))
    print("E-book: ", _short(books[0]))
    for path in pdf.glob("*.pdf"):
        print("PDF:    ", _short(path))
    for problem in distinct:
        print(problem)
    print("1 problem" if len(distinct) == 1 else f"{len(distinct)} problems", flush=True)
    return 0


def _pdf(source: Path) -> list[str]:
    """Build the PDF, which needs libraries of the system, and says which; the rest needs none."""
    try:
        return build(source, "impactpdf")
    except subprocess.CalledProcessError:
        print("\nThere is no PDF; what is said above tells why.", file=sys.stderr)
        return []


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


if __name__ == "__main__":
    sys.exit(main())
