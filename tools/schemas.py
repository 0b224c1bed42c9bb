"""Write the JSON Schemas of the data files into the package.

With ``--check`` nothing is written; the files that would change are listed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sphinx_impact.model.json_schemas import schemas

FOLDER = Path(__file__).resolve().parent.parent / "src" / "sphinx_impact" / "schemas"


def texts() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas().items()}


def main() -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; list what would change")
    check: bool = parser.parse_args().check
    wanted = texts()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    stale = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
    for name in stale:
        print(name)
        if check:
            continue
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
