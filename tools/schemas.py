"""Write the JSON Schemas of the data files into the package: ``python tools/schemas.py``."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx_impact.model.json_schemas import schemas

FOLDER = Path(__file__).resolve().parent.parent / "src" / "sphinx_impact" / "schemas"


def texts() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas().items()}


if __name__ == "__main__":
    made = texts()
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
