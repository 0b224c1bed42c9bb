"""How the time to load a data file grows with the file: at n, 2n and 4n, and for files that are refused.

Run ``python benchmarks/growth.py``. The bar: four times the data take at most six times as long, and nothing that is refused takes two seconds.
Times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.model.limits import FILE_BYTES, ROWS
from sphinx_impact.model.loading.csv import load_list
from sphinx_impact.model.loading.people import load_people
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.sponsors import load_sponsors
from sphinx_impact.model.loading.statements import load_statement
from sphinx_impact.model.loading.stats import load_stats
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BAR = 6.0
REFUSED = 2.0
REPORT = 'organisation: Example Foundation\ncurrency: USD\nreporting-period: "2023"\nperiods:\n  "2023":\n  "2022":\nsources:\n  audit: {title: Audit}\n'
HEAD = "section,line,kind,note,source,2023,2022\n"


def _statement(row: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: HEAD + "".join(row(place) for place in range(number))


FILES: Mapping[str, tuple[str, int, Callable[[int], str]]] = {
    # name: (file, n, its content)
    "a statement": ("statements/a.csv", ROWS // 4, _statement(lambda row: f'Revenue,Line {row},item,,audit,"1,{row % 1000:03d}",5\n')),
    "a statement of one label": ("statements/a.csv", ROWS // 4, _statement(lambda _: "Revenue,Gifts,item,,audit,1,2\n")),
    "a statement of unknown notes and sources": (
        "statements/a.csv",
        ROWS // 4,
        _statement(lambda row: f"A,L{row},item,n{row},audt{row},1,2\n"),
    ),
    "a statement of doubtful amounts": (
        "statements/a.csv",
        ROWS // 4,
        _statement(lambda row: f"A,L{row},item,,audit,1.{row % 900 + 100},2\n"),
    ),
    "a statement with semicolons": (
        "statements/a.csv",
        ROWS // 4,
        lambda number: (
            (HEAD + "".join(f"A,L{row},item,,audit,1.234!5{row % 10},2\n" for row in range(number))).replace(",", ";").replace("!", ",")
        ),
    ),
    "a counted list": (
        "lists/a.csv",
        ROWS // 4,
        lambda number: "name,joined\n" + "".join(f'"Name, {row}",2023\n' for row in range(number)),
    ),
    "stats": (
        "stats.yaml",
        2_500,
        lambda number: "".join(
            f'g{row // 9}.s{row}:\n  {{label: L, unit: people, source: audit, values: {{"2023": {row}, "2022": 5}}}}\n'
            for row in range(number)
        ),
    ),
    "stats of unknown periods": (
        "stats.yaml",
        2_500,
        lambda number: "".join(f"g.s{row}: {{label: L, source: audit, values: {{fy{row}: 5}}}}\n" for row in range(number)),
    ),
    "sponsors": (
        "sponsors.yaml",
        10_000,
        lambda number: (
            "tiers:\n  - name: Gold\n    sponsors:\n"
            + "".join(f"      - {{name: Sponsor {row}, url: https://example.org/{row}}}\n" for row in range(number))
        ),
    ),
    "a sponsor many times": ("sponsors.yaml", 10_000, lambda number: "tiers:\n  - name: Gold\n    sponsors:\n" + "      - Ada\n" * number),
    "people": (
        "people.yaml",
        10_000,
        lambda number: "groups:\n  - name: Staff\n    people:\n" + "".join(f"      - Person {row}, role\n" for row in range(number)),
    ),
    "sources of a report": (
        "report.yaml",
        10_000,
        lambda number: REPORT + "".join(f"  s{row}: {{title: T}}\n" for row in range(number)),
    ),
}

TOO_LARGE: Mapping[str, tuple[str, str]] = {
    "CSV of 50 MB": ("statements/a.csv", HEAD + "A,L,item,,audit,1,2\n" * 2_500_000),
    "CSV of as many bytes as are read": ("statements/a.csv", (HEAD + "A,L,item,,audit,1,2\n" * 900_000)[: FILE_BYTES - 1]),
    "a header of 100,000 columns": (
        "statements/a.csv",
        HEAD.strip() + "".join(f",c{column}" for column in range(100_000)) + "\nA,B,item\n",
    ),
    "a row of 16 million commas": ("statements/a.csv", HEAD + "," * (FILE_BYTES - 100)),
    "quotation marks that are never closed": ("statements/a.csv", HEAD + 'A,"L\n' * 200_000),
    "a list of lists": ("stats.yaml", "[" * 1_000_000),
    "a number of a million digits": ("stats.yaml", f"a.b: {{label: L, source: audit, value: {'9' * 1_000_000}}}\n"),
}


def load(root: Path, name: str) -> int:
    """Load one data file; return how many problems it has."""
    profile, problems = load_profile(root, "data")
    if name.startswith("statements/"):
        return len(load_statement(root, f"data/{name}", profile)[1])
    if name.startswith("lists/"):
        return len(load_list(root, "data", name, Origin("data/tieouts.yaml", 1))[1])
    if name == "stats.yaml":
        return len(load_stats(root, "data/stats.yaml", profile)[1])
    if name == "sponsors.yaml":
        return len(load_sponsors(root, "data")[1])
    if name == "people.yaml":
        return len(load_people(root, "data")[1])
    return len(problems)


def took(root: Path, name: str, content: str) -> tuple[float, int]:
    """Seconds of processor time to load a file with this content, the best of three, and how many problems it has."""
    data = root / "data"
    (data / name).parent.mkdir(parents=True, exist_ok=True)
    data.joinpath("report.yaml").write_text(REPORT, encoding="utf-8")
    (data / name).write_text(content, encoding="utf-8")
    times = []
    for _ in range(3):
        start = time.process_time()
        problems = load(root, name)
        times.append(time.process_time() - start)
    (data / name).unlink()
    return min(times), problems


def main() -> int:
    """Print the table; return 1 where something grows faster than the data, or is refused late."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'file':42} {'n':>7} {'n':>8} {'2n':>8} {'4n':>8} {'4n : n':>7} {'messages':>9}")
        for what, (name, number, make) in FILES.items():
            measured = [took(Path(folder), name, make(number * times)) for times in (1, 2, 4)]
            seconds = [one for one, _ in measured]
            ratio = seconds[2] / seconds[0]
            failed += ratio > BAR
            print(f"{what:42} {number:7,} " + " ".join(f"{one:6.2f} s" for one in seconds) + f" {ratio:7.1f} {measured[2][1]:9,}")
        for what, (name, content) in TOO_LARGE.items():
            seconds_, problems = took(Path(folder), name, content)
            failed += seconds_ > REFUSED
            print(f"{what:42} {len(content) / 2**20:6.1f} MB {seconds_:6.2f} s {problems:30,}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
