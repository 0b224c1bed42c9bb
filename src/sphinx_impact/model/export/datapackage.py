"""All files of an export: the data package that describes the others, the tables, the document and its schema."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sphinx_impact.model.entities import Scale
from sphinx_impact.model.json_text import write_json
from sphinx_impact.model.names import slug

if TYPE_CHECKING:
    from sphinx_impact.model.export.csv_tables import DataTable, Field
    from sphinx_impact.model.json_document import Document

PACKAGE = "datapackage.json"
DOCUMENT = "report.json"
SCHEMA = "report.schema.json"
GRANTS = "grants.360giving.json"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEEP = 9
_RECORDS = 2
"""Levels that are spread over lines: of the document, each record stands in one."""


def to_files(document: Document, tables: Sequence[DataTable], grants: str = "") -> dict[str, str]:
    """Return the text of every file by its path in the export's folder, in a fixed order.

    Args:
        grants: The package of grants in the 360Giving standard, if there is one.
    """
    files = {
        DOCUMENT: write_json(document.model_dump(by_alias=True), depth=_RECORDS),
        SCHEMA: write_json(document_schema(), depth=_DEEP),
        **{table.path: table.to_csv() for table in tables},
        **({GRANTS: grants} if grants else {}),
    }
    return {PACKAGE: write_json(_package(document, tables, files), depth=_DEEP), **files}


def records(text: str, key: str) -> list[str]:
    """Return the records under a key of a document that was written by `to_files`, each as JSON."""
    _before, found, rest = text.partition(f'\n  "{key}": [\n')
    inside = rest.partition("\n  ]")[0] if found else ""
    return [line.strip().removesuffix(",") for line in inside.split("\n")] if inside else []


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of a document."""
    from sphinx_impact.model.json_document import Document

    schema = Document.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": _DIALECT, **schema, "title": "Annual report as data"}


def _package(document: Document, tables: Sequence[DataTable], files: dict[str, str]) -> dict[str, Any]:
    title = document.title or document.organisation or "Report"
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": slug(f"{document.short_name or document.organisation or ''} {document.title or ''}") or "report",
        "title": title,
        "description": f"The figures of {title}: statements, single figures, sponsors, people, periods and sources.",
    }
    if document.site or document.url:
        package["homepage"] = document.site or document.url
    if document.organisation:
        publisher: dict[str, Any] = {"title": document.organisation, "role": "publisher"}
        if document.url and document.url.startswith(("http://", "https://")):
            publisher["path"] = document.url
        package["contributors"] = [publisher]
    if document.sources:
        package["sources"] = [
            {"title": source.title} | ({"path": source.url} if _is_web(source.url) else {}) for source in document.sources
        ]
    package["resources"] = [
        *(_resource(table, files[table.path], document) for table in tables),
        _described("report", DOCUMENT, "Everything in one document", files[DOCUMENT]),
        _described("report-schema", SCHEMA, "JSON Schema of that document", files[SCHEMA]),
        *([_described("grants-360giving", GRANTS, "Grants in the 360Giving Data Standard", files[GRANTS])] if GRANTS in files else []),
    ]
    return package


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("http://", "https://"))


def _described(name: str, path: str, title: str, text: str) -> dict[str, Any]:
    return {"name": name, "type": "json", "path": path, "title": title, "format": "json", "mediatype": "application/json", **_sums(text)}


def _sums(text: str) -> dict[str, Any]:
    data = text.encode()
    return {"encoding": "utf-8", "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def _resource(table: DataTable, text: str, document: Document) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in table.fields], "missingValues": [""]}
    if table.unique:
        schema["primaryKey"] = list(table.key)
    resource: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": table.path,
        "title": table.title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        **_sums(text),
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }
    statement = next((statement for statement in document.statements if statement.table == table.path), None)
    if statement is not None:
        printed = "" if statement.scale is Scale.UNITS else f", printed in {statement.scale.value}"
        resource["description"] = f"Amounts in full units{printed}; kind of statement: {statement.type.value}."
        if statement.source is not None and statement.source.title:
            source = {"title": ", ".join(filter(None, (statement.source.title, statement.source.place)))}
            resource["sources"] = [source | ({"path": statement.source.url} if _is_web(statement.source.url) else {})]
    return resource


def _field(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": field.name, "type": field.type}
    made |= {name: text for name, text in (("title", field.title), ("description", field.description), ("unit", field.unit)) if text}
    return made
