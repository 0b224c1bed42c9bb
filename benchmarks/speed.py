"""How fast a report is built, beside what its author would write today under other themes.

Run ``tox run -e speed``, which installs the other themes. It writes a report of so many pages, each with ten
cards, ten sponsors and a statement of forty rows, in our markup, typed on the pages or from data files, and the same content in cards of
sphinx-design, list tables and CSV tables. All are built in turn, several times; medians are printed as CSV, and with
``--write`` put where the manual shows them.

Seconds are of the processor, so that other work on the machine counts little; only "times as fast with two processes" is of the clock.
"""

from __future__ import annotations

import argparse
import csv
import functools
import importlib.metadata
import itertools
import math
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
TABLES = {False: ROOT / "docs" / "speed.csv", True: ROOT / "docs" / "growth.csv"}
"""Where the manual has the table from: that of every way to build, and that of clean builds alone."""

CARDS = SPONSORS = 10
ROWS = 40
THEMES = {
    "typed": "sphinx_impact",
    "data files": "sphinx_impact",
    "pydata": "pydata_sphinx_theme",
    "alabaster": "alabaster",
    "furo": "furo",
}
"""The variants: two of our own, and others with sphinx-design."""

FIGURE_RUNS = 5
OURS = ("typed", "data files")
BEFORE = " before"
"""Behind the name of a variant of ours that is built with an earlier version of this package."""
WORDS = "books lent readers visits branches meals courses volunteers hours trees members grants schools beds miles".split()
CONF = 'project = "Report"\nauthor = "Example Foundation"\ncopyright = "2023"\nversion = "2023"\nexclude_patterns = ["_build"]\nextensions = ["myst_parser", {}]\n'
REPORT = 'organisation: Example Foundation\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\n'


@dataclass(frozen=True)
class Page:
    """The content of one page, whatever it is written in.

    Attributes:
        cards: Value and label of each.
        sponsors: Their names.
        rows: Label and two amounts of each line of the statement; the last is the total.
    """

    cards: list[tuple[int, str]]
    sponsors: list[str]
    rows: list[tuple[str, int, int]]


def pages(number: int) -> list[Page]:
    """Make up so many pages, the same in every run."""
    choose = random.Random(number)  # noqa: S311 - figures of an invented report
    made = []
    for page in range(number):
        cards = [(choose.randrange(1_000, 900_000), f"{choose.choice(WORDS)} in district {page} {card}") for card in range(CARDS)]
        names = [f"{choose.choice(WORDS).title()} Company {page} {name}" for name in range(SPONSORS)]
        items = [(f"{choose.choice(WORDS).title()} {row}", choose.randrange(10_000), choose.randrange(10_000)) for row in range(1, ROWS)]
        made.append(Page(cards, names, [*items, ("Total", sum(row[1] for row in items), sum(row[2] for row in items))]))
    return made


def write(folder: Path, variant: str, number: int, *, sponsors: int | None = None) -> None:
    """Write the report.

    Args:
        sponsors: How many pages from data files show theirs; all, if left out.
    """
    names = [f"chapter{page:04}" for page in range(number)]
    content = pages(number)
    # Pages of figures are left out, since nothing of the others corresponds to them; an earlier version may not know them.
    settings = 'impact_figure_pages = ""\n' if variant == "data files" else ""
    variant = variant.removesuffix(BEFORE)
    text = {"typed": _typed, "data files": _from_data}.get(variant, _plain)
    extension = '"sphinx_impact"' if variant in OURS else '"sphinx_design"'
    files = {"conf.py": CONF.format(extension) + settings, "index.md": "# Report\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"}
    files |= {f"{name}.md": text(page, content[page]) for page, name in enumerate(names)}
    for name in names[sponsors:] if sponsors is not None else ():
        files[f"{name}.md"] = re.sub(r"```\{sponsor-list\}\n.*?```\n\n", "", files[f"{name}.md"], flags=re.DOTALL)
    if variant == "data files":
        files |= _data(content)
    for name, words in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")


def _typed(number: int, page: Page) -> str:
    cards = "\n".join(f"```{{stat-card}} {value:,}\n:label: {label}\n```" for value, label in page.cards)
    rows = "\n".join(f"Revenue,{label},{'total' if label == 'Total' else 'item'},{now},{before}" for label, now, before in page.rows)
    return (
        f"# Chapter {number}\n\n````{{stat-grid}}\n{cards}\n````\n\n```{{sponsor-list}}\nGold: {', '.join(page.sponsors)}\n```\n\n"
        f"```{{financial-table}} Statement {number}\n:currency: USD\n\nsection,line,kind,2023,2022\n{rows}\n```\n"
    )


def _from_data(number: int, page: Page) -> str:
    cards = "\n".join(f"```{{stat-card}} p{number}.c{card}\n```" for card in range(len(page.cards)))
    return (
        f"# Chapter {number}\n\n````{{stat-grid}}\n{cards}\n````\n\n```{{sponsor-list}}\n:tiers: tier-{number}\n```\n\n"
        f"```{{financial-table}} s{number}\n```\n"
    )


def _data(content: list[Page]) -> dict[str, str]:
    tiers = "".join(
        f"  - name: Tier {number}\n    sponsors:\n" + "".join(f"      - {name}\n" for name in page.sponsors)
        for number, page in enumerate(content)
    )
    files = {"data/report.yaml": REPORT + "sources:\n  counts: {title: Counts}\n", "data/sponsors.yaml": f"tiers:\n{tiers}"}
    for number, page in enumerate(content):
        files[f"data/stats/p{number}.yaml"] = "".join(
            f"p{number}.c{card}: {{label: {label}, unit: people, value: {value}, source: counts}}\n"
            for card, (value, label) in enumerate(page.cards)
        )
        rows = "".join(f"Revenue,{label},{'total' if label == 'Total' else 'item'},{now},{before}\n" for label, now, before in page.rows)
        files[f"data/statements/s{number}.csv"] = f"section,line,kind,2023,2022\n{rows}"
        files[f"data/statements/s{number}.yaml"] = f"title: Statement {number}\ntype: schedule\nsource: counts\n"
    return files


def _plain(number: int, page: Page) -> str:
    cards = "\n".join(f"````{{grid-item-card}} {value:,}\n{label}\n````" for value, label in page.cards)
    sponsors = "\n".join(f"* - Gold\n  - {name}" for name in page.sponsors)
    rows = "\n".join(f'"{label}","{now:,}","{before:,}"' for label, now, before in page.rows)
    return (
        f"# Chapter {number}\n\n`````{{grid}} 1 2 3 3\n{cards}\n`````\n\n"
        f"```{{list-table}} Sponsors\n:header-rows: 1\n\n* - Tier\n  - Sponsor\n{sponsors}\n```\n\n"
        f"```{{csv-table}} Statement {number}\n:header: Line, 2023, 2022\n\n{rows}\n```\n"
    )


@dataclass(frozen=True)
class Run:
    """What one build took.

    Attributes:
        processor: Seconds of the processor, of all processes.
        clock: Seconds of the clock.
        memory: The most memory of one process, in MiB.
    """

    processor: float
    clock: float
    memory: float


def build(source: Path, out: Path, theme: str, *options: str, builder: str = "html", package: Path | None = None) -> Run:
    """Build, and measure.

    Args:
        package: The folder that this package is imported from; the installed one without it.

    Raises:
        SystemExit: The build failed, or warned: then it is not the content that was meant.
    """
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder, "-D", f"html_theme={theme}", "-d", str(out / "doctrees")]
    environment = os.environ | ({"PYTHONPATH": str(package)} if package else {})
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
    started = time.perf_counter()
    process = subprocess.Popen([*command, *options, str(source), str(out / builder)], env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    process.returncode = 0
    return Run(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)


def touch(path: Path) -> None:
    """Change a file so that what is made from it changes too: another figure."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Company", "Partners", 1) if path.name == "sponsors.yaml" else f"{text}\n", encoding="utf-8")


def measure(folder: Path, variant: str, number: int, *, before: Path | None, clean: bool, web: bool, pdf: bool) -> dict[str, float]:
    """Build a report in every way; return the figures by what they say.

    Args:
        before: The folder of an earlier version of this package.
        clean: Whether it is only built once, clean, for the growth.
        web: Whether only the website is built.
        pdf: Whether the PDF is, too.
    """
    source, out, theme = folder / f"{variant} {number}", folder / "out", THEMES[variant.removesuffix(BEFORE)]
    run = functools.partial(build, package=before if variant.endswith(BEFORE) else None)
    write(source, variant, number)
    first = run(source, out / "serial", theme)
    found = {
        "clean build, s": first.processor,
        "peak memory, MiB": first.memory,
        "HTML, MB": sum(path.stat().st_size for path in (out / "serial" / "html").rglob("*.html")) / 1e6,
    }
    if clean:
        shutil.rmtree(source)
        shutil.rmtree(out)
        return found
    found["two processes: times as fast"] = first.clock / run(source, out / "parallel", theme, "-j", "2").clock
    found["nothing changed, s"] = run(source, out / "serial", theme).processor
    touch(source / "chapter0000.md")
    found["one page touched, s"] = run(source, out / "serial", theme).processor
    if variant == "data files":
        found |= with_figure_pages(source, out, run, theme)
    if variant.startswith("data files"):
        touch(source / "data" / "statements" / "s0.csv")
        found["a statement of one page touched, s"] = run(source, out / "serial", theme).processor
        touch(source / "data" / "sponsors.yaml")
        found["a sponsor renamed, all pages read, s"] = run(source, out / "serial", theme).processor
        one = folder / f"{variant} {number} one"
        write(one, variant, number, sponsors=1)
        run(one, out / "one", theme)
        touch(one / "chapter0000.md")
        found["one page shows sponsors: it is touched, s"] = run(one, out / "one", theme).processor
        touch(one / "data" / "sponsors.yaml")
        found["one page shows sponsors: one is renamed, s"] = run(one, out / "one", theme).processor
        touch(one / "data" / "sponsors.yaml")
        found["the same with two processes, s"] = run(one, out / "one", theme, "-j", "2").processor
        shutil.rmtree(one)
    books = ("epub", "singlehtml", *(["impactpdf"] if pdf and variant.startswith(OURS) else []))
    for builder in () if web else books:
        found[f"{builder} from read pages, s"] = run(source, out / "serial", theme, builder=builder).processor
    shutil.rmtree(source)
    shutil.rmtree(out)
    return found


def with_figure_pages(source: Path, out: Path, run: Callable[..., Run], theme: str) -> dict[str, float]:
    """Return what pages of figures add: the report is built with and without them in turn, and nothing is taken away in between.

    A file system takes longer to give files to a folder out of which thousands have just gone.
    """
    took: dict[str, list[float]] = {"figures": [], "": []}
    for number, folder in itertools.product(range(FIGURE_RUNS), took):
        built = run(source, out / f"{folder or 'none'}{number}", theme, "-D", f"impact_figure_pages={folder}")
        took[folder].append(built.processor)
    more, less = (statistics.median(seconds) for seconds in took.values())
    again = run(source, out / "figures0", theme, "-D", "impact_figure_pages=figures")
    return {
        "clean build with pages of figures, s": more,
        "their share of it, %": 100 * (more - less) / more,
        "with pages of figures, nothing changed, s": again.processor,
    }


def growth(measured: dict[int, dict[str, float]], what: str) -> float:
    """Return the exponent with which something grows: 1 where twice the pages take twice as long."""
    (small, low), *_, (large, high) = sorted((number, found[what]) for number, found in measured.items())
    return math.log(high / low) / math.log(large / small)


def rows(found: dict[tuple[str, int], dict[str, float]]) -> list[list[str]]:
    """Return the table: a row for each size and each thing measured, a column for each variant, and our own in relation to the best."""
    variants = list(dict.fromkeys(variant for variant, _ in found))
    sizes = list(dict.fromkeys(number for _, number in found))
    table = [["pages", "what", *variants]]
    for number in sizes:
        whats = dict.fromkeys(what for variant in variants for what in found[variant, number])
        table += [
            [
                f"{number:,}",
                what,
                *(f"{found[variant, number][what]:.2f}" if what in found[variant, number] else "" for variant in variants),
            ]
            for what in whats
        ]
        clean = {variant: found[variant, number]["clean build, s"] for variant in variants}
        table += [
            [f"{number:,}", f"clean build, in relation to {other}", *(f"{clean[variant] / clean[other]:.2f}" for variant in variants)]
            for other in variants
            if not other.startswith(OURS)
        ]
    if len(sizes) > 1:
        by_variant = {variant: {number: found[variant, number] for number in sizes} for variant in variants}
        for what in ("clean build, s", "peak memory, MiB"):
            table.append(["", f"growth: {what}", *(f"{growth(by_variant[variant], what):.2f}" for variant in variants)])
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[30, 300], help="sizes of the report")
    parser.add_argument("--times", type=int, default=3, help="how often each is measured")
    parser.add_argument("--variants", nargs="+", choices=THEMES, default=list(THEMES))
    parser.add_argument("--before", type=Path, help="the folder src/ of an earlier version of this package, to build our own with, too")
    parser.add_argument(
        "--clean", action="store_true", help="build each once, clean: for the growth up to 3000 pages, in an hour and a half"
    )
    parser.add_argument("--web", action="store_true", help="build the website alone")
    parser.add_argument("--pdf", action="store_true", help="build the PDF too")
    parser.add_argument("--write", action="store_true", help="put the table into the manual")
    wanted = parser.parse_args()
    ours = [f"{variant}{BEFORE}" for variant in wanted.variants if variant in OURS] if wanted.before else []
    runs: dict[tuple[str, int], list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, _, variant in itertools.product(wanted.pages, range(wanted.times), [*ours, *wanted.variants]):
            measured = measure(Path(scratch), variant, number, before=wanted.before, clean=wanted.clean, web=wanted.web, pdf=wanted.pdf)
            runs.setdefault((variant, number), []).append(measured)
            print(f"{number} pages, {variant}: {measured}", file=sys.stderr, flush=True)
    found = {key: {what: statistics.median(run[what] for run in some) for what in some[0]} for key, some in runs.items()}
    table = rows(found)
    csv.writer(sys.stdout).writerows(table)
    names = ("sphinx", "sphinx-design", "pydata-sphinx-theme", "alabaster", "furo")
    print(f"Python {platform.python_version()},", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))
    if wanted.write:
        with TABLES[wanted.clean].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)


if __name__ == "__main__":
    main()
