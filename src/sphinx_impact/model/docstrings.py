"""What the fields of a record are described by in a JSON Schema: the docstrings below them.

They are looked up when a schema is made. Pydantic's own way looks them up whenever a class is defined, which is in every build.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from typing import Any

from pydantic import BaseModel


def describe(schema: dict[str, Any], record: type[BaseModel]) -> None:
    """Put the docstrings of the fields of a record into its JSON Schema."""
    for kind in reversed(record.__mro__[: record.__mro__.index(BaseModel)]):
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(definition, ast.ClassDef)
        for field, said in itertools.pairwise(definition.body):
            if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name) or field.target.id not in record.model_fields:
                continue
            if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str):
                name = record.model_fields[field.target.id].alias or field.target.id
                schema["properties"][name]["description"] = inspect.cleandoc(said.value.value)
