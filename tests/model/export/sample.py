"""What the tests of open data share: a small report, its files, and the checks of others that they must pass."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import frictionless
import jsonschema

from sphinx_impact.model.export.csv_tables import to_tables
from sphinx_impact.model.export.datapackage import to_files
from sphinx_impact.model.export.document import to_document
from sphinx_impact.model.load import load_report
from sphinx_impact.model.numbers.format import Formats

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """\
organisation: Lantern Trust
short-name: Lantern
title: Annual Report 2023
url: https://lantern.example/
currency: USD
reporting-period: "2023"
periods: {"2023": , "2022": }
sources:
  audit: {title: Audited statements, url: https://lantern.example/audit.pdf, date: 2024-05-03}
"""

FILES: dict[str, str | bytes] = {
    "data/report.yaml": REPORT,
    "data/stats/books.yaml": (
        "books.lent:\n  label: books lent\n  unit: books\n  source: audit, page 3\n  values: {'2023': 1200, '2022': 1100}\n"
        "books.value: {label: value of all books, unit: USD, value: 12345678901234567890.1234567, source: audit}\n"
    ),
    "data/statements/activities.csv": "section,line,kind,2023,2022\nRevenue,Gifts,item,10.5,(8)\nRevenue,Total revenue,total,10.5,(8)\n",
    "data/statements/activities.yaml": "title: Statement of activities\nscale: thousands\nsource: audit, page 4\n",
    "data/sponsors.yaml": "tiers:\n  - {name: Gold, sponsors: [Ada, {name: Grace, url: 'https://grace.example/'}]}\n",
    "data/people.yaml": "groups:\n  - {id: staff, name: Staff, people: [{name: Ada Example, role: Director}]}\n",
    "index.md": (
        "# Report\n\n```{toctree}\nmoney\nsub/thanks\nsources\n```\n\nWe lent {stat}`books.lent` books.\n\n```{stat-card} books.value\n```\n"
    ),
    "money.md": "# Money\n\n```{financial-table} activities\n:change: percent\n```\n",
    "sub/thanks.md": "# Thanks\n\n```{sponsor-list}\n```\n\n```{people-grid} staff\n```\n",
    "sources.md": "# Sources\n\n```{source-list}\n```\n",
}


def export(root: Path, **how: Any) -> dict[str, str]:
    """Return the files of an export of the data below a folder."""
    report, formats = load_report(root), Formats("en")
    return to_files(to_document(report, formats, **how), to_tables(report, formats))


def put(files: dict[str, str], folder: Path) -> Path:
    """Write files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def faults(folder: Path) -> list[str]:
    """Return what frictionless finds wrong with a data package, and jsonschema with the document."""
    found = frictionless.validate(str(folder / "datapackage.json"))
    wrong = [f"{task.name}: {error.message}" for task in found.tasks for error in task.errors] + [str(error) for error in found.errors]
    assert found.stats["tasks"] == len(json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"])
    schema = json.loads((folder / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return wrong + [error.message for error in validator.iter_errors(json.loads((folder / "report.json").read_text(encoding="utf-8")))]


def document(folder: Path) -> dict[str, Any]:
    """Return the document, its numbers exact."""
    read: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return read


def figure(read: dict[str, Any], address: str) -> dict[str, Any]:
    """Return a figure of a document."""
    found: dict[str, Any]
    (found,) = [known for known in read["figures"] if known["address"] == address]
    return found
