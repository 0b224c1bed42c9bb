"""``standards.yaml``: where in this report stands what standards ask for."""

from __future__ import annotations

import dataclasses
import posixpath
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from sphinx_impact.model.entities import Text
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.records import Item, Record, one_or_more, read_file
from sphinx_impact.model.loading.yaml import Map, Scalar, Seq
from sphinx_impact.model.problems import Code, Origin, Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands.

    Attributes:
        places: Pages, addresses of figures, web addresses, as written.
        reason: Why it is not applicable; None where it is.
    """

    places: tuple[str, ...]
    reason: Text | None
    origin: Origin


class StandingRecord(Record):
    """Where a requirement stands; a page, an address or a link alone will do."""

    called = "the requirement “{0}”"
    short = "at"
    alone = ("string",)

    at: Annotated[list[Item], one_or_more(1)] = Field(default_factory=list)
    """Pages, addresses of figures, or web addresses: people, activities.total-revenue, https://…."""
    not_applicable: str = ""
    """Why the organisation need not say it."""


def _nothing(node: Any) -> Any:
    """That of which nothing is said yet."""
    return Map(node.row) if isinstance(node, Scalar) and not node else node


def _listed(node: Any) -> Any:
    """A list alone is one of places, and nothing says nothing yet."""
    return Map(node.row, {"at": node}) if isinstance(node, Seq) else _nothing(node)


_Standing = Annotated[StandingRecord, BeforeValidator(_listed, json_schema_input_type=StandingRecord | list[str])]


STANDINGS: Final = dict[str, Annotated[dict[str, _Standing], BeforeValidator(_nothing)]]
"""What the file holds."""


def load_standings(root: Path, data: str) -> tuple[dict[str, dict[str, Standing]], list[Problem]]:
    """Load ``standards.yaml`` from the folder `data` under `root`: by standard and requirement. Without the file there are none."""
    findings = Findings(posixpath.join(data, "standards.yaml"))
    read = read_file(STANDINGS, root, findings) or {}
    found: dict[str, dict[str, Standing]] = {}
    for standard, requirements in read.items():
        found[standard] = {}
        for name, record in requirements.items():
            places = tuple(place for place in record.at if place)
            reason = record.text("not-applicable")
            if places and reason is not None:
                record.add("not-applicable", Code.VALUE, f"{name} stands in this report, and is not applicable: delete one of the two")
            elif not places and reason is None:
                record.add("", Code.MISSING, f"{name}: write where it stands, or not-applicable: and why")
                continue
            found[standard][name] = Standing(places, reason, record.origin)
    return found, findings.sorted()
