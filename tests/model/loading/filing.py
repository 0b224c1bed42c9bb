"""Small folders of data files, and what is wrong with them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sphinx_impact.model.loading.checks import load_waivers
from sphinx_impact.model.loading.people import load_people
from sphinx_impact.model.loading.profile import load_profile
from sphinx_impact.model.loading.sponsors import load_sponsors
from sphinx_impact.model.loading.statements import load_statement, statement_files
from sphinx_impact.model.loading.stats import load_stats, stat_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx_impact.model.entities import Profile, Stat, Statement
    from sphinx_impact.model.problems import Problem

REPORT = """\
organisation: Larkspur Foundation
currency: USD
reporting-period: "2023"
periods:
  "2023":
  "2022":
  election: {date: 2023-06-30}
sources:
  report: {title: Annual report}
  survey2023: {title: Survey}
"""

SHEET = "title: Statement of activities\nsource: report, page 24\n"
HEAD = "section,line,kind,id,indent,note,formula,source,2023,2022\n"


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below ``data``; texts lose their common indentation. Without a ``report.yaml`` there is a usual one."""
    for name, content in {"report.yaml": REPORT, **files}.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
    return root


def profile(root: Path) -> Profile:
    """The profile, in which nothing may be wrong."""
    found, problems = load_profile(root, "data")
    assert problems == []
    return found


def stats(root: Path) -> tuple[dict[str, Stat], list[Problem]]:
    """Stats of all files."""
    found: dict[str, Stat] = {}
    problems: list[Problem] = []
    for path in stat_files(root, "data"):
        more, faults = load_stats(root, path, profile(root))
        found |= more
        problems += faults
    return found, problems


def statements(root: Path) -> tuple[dict[str, Statement], list[Problem]]:
    """Statements by id."""
    found: dict[str, Statement] = {}
    problems: list[Problem] = []
    for path in statement_files(root, "data"):
        statement, faults = load_statement(root, path, profile(root))
        problems += faults
        if statement is not None:
            found[statement.id] = statement
    return found, problems


def everything(root: Path) -> list[Problem]:
    """All problems of all data files."""
    found, problems = load_profile(root, "data")
    for path in stat_files(root, "data"):
        problems += load_stats(root, path, found)[1]
    for path in statement_files(root, "data"):
        problems += load_statement(root, path, found)[1]
    return [*problems, *load_sponsors(root, "data")[1], *load_people(root, "data")[1], *load_waivers(root, "data")[1]]


def rows(problems: Iterable[Problem]) -> list[str]:
    """Problems as ``stats.yaml:3 number``, in their order."""
    return [f"{str(problem.origin).removeprefix('data/')} {problem.code}" for problem in problems]


def only(problems: Iterable[Problem]) -> str:
    """The one problem there is, as it is printed, without the folder."""
    found = list(problems)
    assert len(found) == 1, "\n".join(map(str, found))
    return str(found[0]).removeprefix("data/")


def activities(root: Path, table: str, sheet: str = SHEET) -> tuple[Statement | None, list[Problem]]:
    """``statements/activities.csv`` with the YAML beside it."""
    found, problems = statements(write(root, {"statements/activities.csv": table, "statements/activities.yaml": sheet}))
    return found.get("activities"), problems


def activities_with(root: Path, row: str, sheet: str = SHEET) -> tuple[Statement, list[Problem]]:
    """The same with `row` as its third row, between two that are sound and must be read whatever stands between them."""
    statement, problems = activities(root, HEAD + "Revenue,Gifts,item,,,,,,1,2\n" + row + "\nRevenue,Dues,item,,,,,,3,4\n", sheet)
    assert statement is not None
    assert [line.label.text for line in statement.lines][::2] == ["Gifts", "Dues"]
    assert [str(cell.amount.value) for cell in statement.lines[2].cells][:2] == ["3", "4"]
    return statement, problems
