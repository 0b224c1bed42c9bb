"""Write the JSON Schemas of the data files, and of the document of the open data, into the package: ``python tools/schemas.py``."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx_impact.model.export.datapackage import SCHEMA
from sphinx_impact.model.json_schemas import document_schema, schemas

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sphinx_impact"
FOLDER = PACKAGE / "schemas"
DOCUMENT = PACKAGE / "model" / "export" / SCHEMA


def texts() -> dict[str, str]:
    """Return the text of each file by its name."""
    made = {f"{name}.json": schema for name, schema in schemas().items()} | {SCHEMA: document_schema()}
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in made.items()}


if __name__ == "__main__":
    made = texts()
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in made.items():
        (DOCUMENT if name == SCHEMA else FOLDER / name).write_text(text, encoding="utf-8")
