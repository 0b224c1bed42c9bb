"""JSON Schemas of the data files, made by pydantic from the very records that read them, and of the document of the open data.

Editors complete and check with them. A schema says what a file may look like, and no more: whether a period is declared or a sum comes out,
the checks say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from sphinx_impact.model.filings.typed import TypedRecord
from sphinx_impact.model.json_document import Document
from sphinx_impact.model.loading.checks import CorrectionRecord, TieOutRecord, WaiverRecord
from sphinx_impact.model.loading.people import FileRecord
from sphinx_impact.model.loading.profile import ProfileRecord
from sphinx_impact.model.loading.sponsors import RollRecord
from sphinx_impact.model.loading.standards import STANDINGS
from sphinx_impact.model.loading.statements import StatementRecord
from sphinx_impact.model.loading.stats import STATS

if TYPE_CHECKING:
    from pydantic_core import core_schema

Schema: TypeAlias = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""What editors know best."""

_DECIMAL: Final = {"description": "How numbers are written in this file: with a point or a comma before decimals.", "enum": [",", "."]}


class _AsTyped(GenerateJsonSchema):
    """What editors see of a type: they have read the YAML, and a text such as 2023 is a number to them."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """A text: also one that looks like a number."""
        return {**super().str_schema(schema), "type": ["string", "number"]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A number: also one that is written as nothing but YAML's own numbers."""
        return {"type": ["number", "string"]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A day."""
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:  # noqa: ARG002
        """A flag."""
        return {"enum": [True, False, "true", "false", "yes", "no"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may be left out is left out, not empty."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Defaults are our own affair."""
        return self.generate_inner(schema["schema"])


def schemas() -> Mapping[str, Schema]:
    """Return the schema of each kind of file, by the name of the file; ``statement`` is the YAML beside a statement's CSV."""
    return {
        "report": _schema(ProfileRecord, "data/report.yaml: whose report it is, its periods and its sources", required=["organisation"]),
        "stats": _schema(STATS, "data/stats.yaml and data/stats/*.yaml: single figures", properties={"decimal": _DECIMAL}),
        "statement": _schema(StatementRecord, "data/statements/NAME.yaml: title, scale and columns of a statement", required=["title"]),
        "filing": _schema(TypedRecord, "data/filings/NAME.yaml: totals of a return, typed"),
        "sponsors": _schema(RollRecord, "data/sponsors.yaml: tiers and who gave"),
        "people": _schema(FileRecord, "data/people.yaml: groups of people"),
        "waivers": _schema(list[WaiverRecord], "data/waivers.yaml: differences that are accepted"),
        "tieouts": _schema(list[TieOutRecord], "data/tieouts.yaml: relations that must hold"),
        "standards": _schema(STANDINGS, "data/standards.yaml: where stands what standards ask for"),
        "errata": _schema(list[CorrectionRecord], "data/errata.yaml: what was printed wrong"),
    }


def document_schema() -> Schema:
    """Return the schema of ``report.json``."""
    made = Document.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Annual report as data"}


def _schema(kind: Any, title: str, **more: Any) -> Schema:
    """Return the schema of a file.

    Args:
        more: What the check asks for though the file can be read without it, and what is read apart.
    """
    made = TypeAdapter(kind).json_schema(schema_generator=_AsTyped)
    schema = _written_out(made, made.pop("$defs", {}))
    return {"$schema": DRAFT, "title": title, **schema, **more}


def _written_out(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema with its definitions at their places, as beside a reference nothing else counts in this draft; and without titles."""
    if isinstance(node, list):
        return [_written_out(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    inside = dict(node)
    if reference := inside.pop("$ref", None):
        inside = {**definitions[reference.rpartition("/")[2]], **inside}
    if "patternProperties" in inside:
        inside["additionalProperties"] = False
    return {key: _written_out(value, definitions) for key, value in inside.items() if key != "title" or isinstance(value, dict)}
