"""Write the constraints by which tox installs: ``tox run -e lock`` after a change in ``pyproject.toml``, or to take newer versions.

``constraints/locked.txt`` has one version of everything that ``pyproject.toml`` asks for, in a choice that holds from Python 3.11 up.
``constraints/oldest.txt`` has the lowest version of everything the package itself asks for, and what the tests marked "matrix" need
around it.

No hashes: with one hash in its constraints, pip asks for one of the wheel of this very package too.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "constraints"
HEAD = "# Written by: tox run -e lock\n"
WHEELS = [
    "Pillow>=10.4 ; python_version >= '3.12'",
    "PyYAML>=6.0.2 ; python_version >= '3.12'",
]
"""The first versions with wheels for Python 3.12 and 3.13: the lowest that is asked for would have to be compiled there."""


def wanted(project: dict[str, Any], *groups: str) -> list[str]:
    """Return what the package asks for, with its extras and to be built, and what is in these groups.

    Args:
        project: The content of ``pyproject.toml``.
        groups: Names of dependency groups.
    """
    extras = project["project"]["optional-dependencies"].values()
    own = f"{project['project']['name']}["  # an extra that is made of others
    package = [*project["project"]["dependencies"], *(line for extra in extras for line in extra if not line.startswith(own))]
    grouped = [line for group in groups for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [*package, *project["build-system"]["requires"], *grouped]


def _resolved(requirements: list[str], *options: str) -> str:
    python = "3.11"
    command = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--python-version", python, "--upgrade", "--quiet"]
    command += ["--no-header", "--no-annotate", "--no-config", *options, "-"]
    return subprocess.run(command, input="\n".join(requirements), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "locked.txt").write_text(
        HEAD + _resolved(wanted(project, *project["dependency-groups"]), "--fork-strategy", "fewest"), encoding="utf-8"
    )
    lowest = _resolved([*wanted(project), *WHEELS], "--resolution", "lowest-direct")
    oldest = _resolved([*wanted(project, "matrix"), *lowest.splitlines()])
    (FOLDER / "oldest.txt").write_text(HEAD + oldest, encoding="utf-8")


if __name__ == "__main__":
    main()
