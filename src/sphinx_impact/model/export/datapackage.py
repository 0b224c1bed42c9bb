"""All files of an export: the data package that describes the others, the tables, the document and its schema."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_impact.model.json_text import Written, write_json, write_pieces
from sphinx_impact.model.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_impact.model.export.csv_tables import DataTable, Field, KeptTable
    from sphinx_impact.model.json_document import Document, StatementEntry

PACKAGE = "datapackage.json"
DOCUMENT = "report.json"
SCHEMA = "report.schema.json"
"""Of the document; the package has it beside this module, since making it takes longer than writing the data of a small report."""
GRANTS = "grants.360giving.json"
FORMERLY = "formerly"
"""Property of a table in the package: paths that it had before, where it lies as well and is no table of its own."""

_DEEP = 9
"""Levels that are spread over lines; of the document two, so that each record stands in one line."""


def to_files(document: Document, tables: Iterable[DataTable | KeptTable], grants: str = "") -> dict[str, str]:
    """Return the text of every file by its path in the export's folder, in a fixed order.

    Args:
        grants: The package of grants in the 360Giving standard, if there is one.
    """
    pieces_of = to_pieces(document, document.figures, document.statements, tables, grants)
    files = {path: b"".join(pieces).decode() for path, pieces in pieces_of}
    return {PACKAGE: files.pop(PACKAGE), **files}


def to_pieces(
    document: Document,
    figures: Iterable[object],
    statements: Iterable[StatementEntry | Written],
    tables: Iterable[DataTable | KeptTable],
    grants: str = "",
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give the path of every file, and what is in it piece by piece, so that no text of thousands of figures is ever held as a whole.

    The pieces of a file are to be taken before the next file is asked for: the package, which comes last, tells the sums of the others. A table
    that is kept is only told of there.

    Args:
        figures: Entries of figures, or what is in them, in place of those of the document.
        statements: Likewise.
        tables: Each is made when it is its turn.
    """
    from sphinx_impact.model.export.csv_tables import KeptTable

    sums: dict[str, dict[str, Any]] = {}
    described: dict[str, dict[str, Any]] = {}
    resources: list[dict[str, Any]] = []
    entries: dict[str, Any] = {_NAMES.get(name, name): value for name, value in document.__dict__.items()}
    entries |= {"figures": iter(figures), "statements": _noted(statements, described)}
    yield DOCUMENT, _summed(write_pieces(entries), DOCUMENT, sums)
    yield SCHEMA, _summed([(Path(__file__).parent / SCHEMA).read_text(encoding="utf-8")], SCHEMA, sums)
    for table in tables:
        if isinstance(table, KeptTable):
            resources.append(dict(table.resource))
        else:
            text = table.to_csv()
            for path in (*table.formerly, table.path):
                yield path, _summed([text], path, sums)
            resources.append(_resource(table, sums[table.path]) | described.get(table.path, {}))
    if grants:
        yield GRANTS, _summed([grants], GRANTS, sums)
    package = _package(document, [*resources, *_documents(sums)])
    yield PACKAGE, iter([write_json(package, depth=_DEEP).encode()])


_NAMES = {"schema_": "$schema"}


def _noted(statements: Iterable[StatementEntry | Written], described: dict[str, dict[str, Any]]) -> Iterator[StatementEntry | Written]:
    """Give statements, and put down what is said of their tables."""
    from sphinx_impact.model.entities import Scale

    for statement in statements:
        if isinstance(statement, Written):  # whose table, which is kept, too, is described already
            yield statement
            continue
        printed = "" if statement.scale is Scale.UNITS else f", printed in {statement.scale.value}"
        about: dict[str, Any] = {"description": f"Amounts in full units{printed}; kind of statement: {statement.type.value}."}
        if statement.source is not None and statement.source.title:
            source = {"title": ", ".join(filter(None, (statement.source.title, statement.source.place)))}
            about["sources"] = [source | ({"path": statement.source.url} if _is_web(statement.source.url) else {})]
        described[statement.table] = about
        yield statement


def _summed(pieces: Iterable[str], path: str, sums: dict[str, dict[str, Any]]) -> Iterator[bytes]:
    """Give the pieces of a file, then put down how long it is, and its fingerprint."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        data = piece.encode()
        digest.update(data)
        size += len(data)
        yield data
    sums[path] = {"encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def records(text: str, key: str) -> list[str]:
    """Return the records under a key of a document that was written by `to_files`, each as JSON."""
    _before, found, rest = text.partition(f'\n  "{key}": [\n')
    inside = rest.partition("\n  ]")[0] if found else ""
    return [line.strip().removesuffix(",") for line in inside.split("\n")] if inside else []


def _package(document: Document, resources: list[dict[str, Any]]) -> dict[str, Any]:
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
    return {**package, "resources": resources}


def _documents(sums: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Describe what is no table."""
    about = (
        ("report", DOCUMENT, "Everything in one document"),
        ("report-schema", SCHEMA, "JSON Schema of that document"),
        ("grants-360giving", GRANTS, "Grants in the 360Giving Data Standard"),
    )
    for name, path, title in about:
        if path in sums:
            yield {
                "name": name,
                "type": "json",
                "path": path,
                "title": title,
                "format": "json",
                "mediatype": "application/json",
                **sums[path],
            }


def _is_web(url: str | None) -> bool:
    return bool(url) and str(url).startswith(("http://", "https://"))


def _resource(table: DataTable, sums: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in table.fields], "missingValues": [""]}
    if table.unique:
        schema["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        "type": "table",
        "path": table.path,
        "title": table.title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        **sums,
        **({FORMERLY: [*table.formerly]} if table.formerly else {}),
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": field.name, "type": field.type}
    made |= {name: text for name, text in (("title", field.title), ("description", field.description), ("unit", field.unit)) if text}
    return made
