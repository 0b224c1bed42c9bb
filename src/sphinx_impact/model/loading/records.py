"""Mappings of a YAML file as typed records: pydantic types the scalars, and each mistake is put down at its own row."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
from collections.abc import Callable
from typing import Annotated, Any, Generic, LiteralString, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sphinx_impact.model.entities import Text
from sphinx_impact.model.limits import NAMES
from sphinx_impact.model.loading.dates import parse_date
from sphinx_impact.model.loading.files import Findings
from sphinx_impact.model.loading.words import choices, suggestion
from sphinx_impact.model.loading.yamlfile import Entry, Map, Node, Refused, Scalar, Seq
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.problems import Code
from sphinx_impact.model.quantities import NumberError, quoted

_CLASSES = {"Map": "a mapping", "Seq": "a list"}
_NOUNS = {Scalar: "a text", Seq: "a list", Map: "a mapping"}


class Record(BaseModel):
    """What a mapping may hold. Keys are written with hyphens; fields without a default are required."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.replace("_", "-"),
        arbitrary_types_allowed=True,
        extra="ignore",
        frozen=True,
        use_enum_values=False,
    )


M = TypeVar("M", bound=Record)


@dataclasses.dataclass(frozen=True, slots=True)
class Reads(BeforeValidator):
    """How a scalar is read.

    Attributes:
        words: The only ones that may stand there; empty where others may.
    """

    words: tuple[str, ...] = ()


def parsed(parse: Callable[[str], Any], words: tuple[str, ...] = ()) -> Reads:
    """Let `parse` read a scalar; its ValueError is the message."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return parse(value)
        except ValueError as error:
            kind: LiteralString = "number" if isinstance(error, NumberError) else "value"
            raise PydanticCustomError(kind, "{reason}", {"reason": str(error)}) from None

    return Reads(read, words=words)


def _parse_flag(text: str) -> bool:
    flags = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() not in flags:
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return flags[text.lower()]


Date = Annotated[dt.date, parsed(parse_date)]
Flag = Annotated[bool, parsed(_parse_flag)]


def _one_of(kinds: type[enum.StrEnum], text: str) -> enum.StrEnum:
    """The member of an enum that a word means.

    Raises:
        ValueError: It means none.
    """
    words = [kind.value for kind in kinds]
    if text.lower() not in words:
        raise ValueError(f"{quoted(text)} is none of {choices(words)}{hint(text, words)}")
    return kinds(text.lower())


def one_of(kinds: type[enum.StrEnum]) -> Reads:
    """Read a member of an enum in any case, with a message that names all of them."""
    return parsed(functools.partial(_one_of, kinds), tuple(kind.value for kind in kinds))


def _choice(words: tuple[str, ...], text: str) -> str:
    if text.lower() not in words:
        raise ValueError(f"{quoted(text)} is none of {choices(quoted(word) for word in words)}")
    return text.lower()


def choice(*words: str) -> Reads:
    """Read one of several words in any case."""
    return parsed(functools.partial(_choice, words), words)


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """A record, and where it was written."""

    record: M
    map: Map
    findings: Findings

    def row(self, key: str) -> int:
        """Row on which `key` stands; row of the mapping where it is not given."""
        entry = self.map.entries.get(key)
        return self.map.row if entry is None else entry.row

    def text(self, key: str) -> Text | None:
        """The text of `key` as words with a place; None where there is none."""
        value = getattr(self.record, key.replace("-", "_"))
        return Text(value, self.findings.origin(self.row(key))) if value else None

    def words(self, key: str) -> Text:
        """The text of a required `key`."""
        return Text(getattr(self.record, key.replace("-", "_")), self.findings.origin(self.row(key)))


def as_map(node: Node | None, findings: Findings, what: str) -> Map | None:
    """`node` as a mapping; None after putting down that it is none."""
    if isinstance(node, Map):
        return node
    if node is not None and not isinstance(node, Refused):
        findings.add(node.row, Code.VALUE, f"{what} must be a mapping, with key: value in each row, not {_noun(node)}")
    return None


def as_list(node: Node | None, findings: Findings, what: str) -> list[Node]:
    """The items of a list; none after putting down that `node` is no list."""
    if isinstance(node, Seq):
        return node.items
    if node is not None and not isinstance(node, Refused):
        findings.add(node.row, Code.VALUE, f"{what} must be a list, with - before each item, not {_noun(node)}")
    return []


def declared(mapping: Map | None, findings: Findings, what: str) -> list[tuple[str, Entry]]:
    """The names that a mapping declares, and what they stand for, as far as the limit."""
    entries = list(mapping.entries.items()) if mapping else []
    if len(entries) > NAMES:
        findings.add(
            entries[NAMES][1].row, Code.VALUE, f"there are more than {NAMES} {what}, and they are read to here: delete what is not used"
        )
    return entries[:NAMES]


def read_record(mapping: Map, model: type[M], findings: Findings, what: str, *, row: int | None = None) -> Loaded[M] | None:
    """Type a mapping.

    What is wrong is put down and left out; where a required key is missing or wrong, there is no record.

    Args:
        what: How messages call the mapping: ``the stat``.
        row: Row to name where something is missing; that of the mapping without one.
    """
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    given: dict[str, Any] = {}
    refused: set[str] = set()
    for key, entry in mapping.entries.items():
        if key not in fields:
            findings.add(entry.row, Code.KEY, f"{what} has no key {quoted(key)}{suggestion(key, fields)}")
        elif isinstance(entry.value, Refused):
            refused.add(key)
        elif (value := _plain(entry.value)) is not None:
            given[key] = value
    required = {key for key, field in fields.items() if field.is_required()}
    for key in sorted(required - given.keys() - refused if not findings.cut_off else ()):
        at = mapping.entries[key].row if key in mapping.entries else row or mapping.row
        findings.add(at, Code.MISSING, f"{what} has no {key}: write {key}: and what it is")
    record, errors = _validate(model, given)
    for key, (code, message) in errors.items():
        findings.add(mapping.entries[key].row, code, f"{key}: {message}")
    if required - given.keys() or required & errors.keys():
        return None
    if record is None:
        record, _ = _validate(model, {key: value for key, value in given.items() if key not in errors})
    return None if record is None else Loaded(record, mapping, findings)


def scalar_text(entry: Entry | None) -> str:
    """The text of an entry that is a scalar; otherwise empty."""
    return entry.value.text.strip() if entry is not None and isinstance(entry.value, Scalar) and not entry.value.empty else ""


def _plain(node: Node) -> Any:
    """What pydantic gets to see: texts; lists and mappings as they are; None for what is as good as not given."""
    if isinstance(node, Scalar):
        return None if node.empty or not node.text.strip() else node.text.strip()
    return node


def _validate(model: type[M], given: dict[str, Any]) -> tuple[M | None, dict[str, tuple[Code, str]]]:
    try:
        return model.model_validate(given), {}
    except ValidationError as error:
        return None, {str(detail["loc"][0]): _explain(detail) for detail in error.errors(include_url=False) if detail["type"] != "missing"}


def _explain(detail: ErrorDetails) -> tuple[Code, str]:
    got = detail["input"]
    if detail["type"] in {Code.NUMBER, Code.VALUE}:
        return Code(detail["type"]), detail["msg"]
    wanted = _CLASSES.get(str(detail.get("ctx", {}).get("class_name")), "a text")
    return Code.VALUE, f"{wanted} is expected here, not {_noun(got)}"


def _noun(value: object) -> str:
    if isinstance(value, Scalar) and value.empty:
        return "nothing"
    return _NOUNS.get(type(value), "a text")
