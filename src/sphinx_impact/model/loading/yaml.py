"""YAML with line numbers, and its mappings as typed records: pydantic types the scalars, each mistake is reported at its row."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Generic, LiteralString, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sphinx_impact.model.entities import Text
from sphinx_impact.model.limits import DEPTH, NAMES, NODES
from sphinx_impact.model.loading.fields import parse_date
from sphinx_impact.model.loading.files import FORBIDDEN, Findings, read_text
from sphinx_impact.model.names import choices, hint, suggestion
from sphinx_impact.model.numbers.parse import NumberError
from sphinx_impact.model.problems import Code, quoted

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOO_DEEP: Final = "lists and mappings are nested too deeply here: no data file needs that"
_BRACKETS: Final = re.compile(rf"(?:[\[{{]\s*){{{DEPTH + 1}}}")
"""Brackets that a parser may look at all at once, and refuse for reasons of its own, before it tells of the first."""

_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


_SLIPS: Final = (
    (re.compile(r" *\t"), "indent with spaces, not tabs"),
    (re.compile(r" *-([^\s-][^\n]*)"), "write a space after the hyphen of a list, as in - {0}"),
    (re.compile(r" *([A-Za-z][\w.-]*) *= *([^\n]*)"), "write a colon behind a key, as in {0}: {1}"),
    (re.compile(r" *([A-Za-z][\w.-]*):([^\s:/][^\n:]*)$"), "write a space after the colon, as in {0}: {1}"),
    (re.compile(r"[^#\n\"']*[:-] ([*&][^\n]*)"), 'put a text that begins with * or & into quotation marks, as in "{0}"'),
)
"""Rows that are written wrong in a way that can be seen, and what to do; a message names the first that fits."""

_CUT: Final = re.compile(r"\s+(#[^\s#][^\n]*)")
"""What looks like a comment, and has no space after its sign: more likely the rest of a text, such as “page #3”."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `empty` where nothing was written, or ``null``."""

    text: str
    row: int
    empty: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    items: list[Node]
    row: int


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A value of a mapping, and the row of its key."""

    row: int
    value: Node


@dataclasses.dataclass(frozen=True, slots=True)
class Map:
    """A mapping in the order it was written."""

    entries: dict[str, Entry]
    row: int


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """Where something stood that was refused, so that nobody says it is missing."""

    row: int


Node: TypeAlias = Scalar | Seq | Map | Refused


def load_yaml(root: Path, path: str, findings: Findings) -> Node | None:
    """Read a YAML file; None where there is nothing to be had from it."""
    text = read_text(root, path, findings)
    return None if text is None else parse_yaml(text, findings)


def parse_yaml(text: str, findings: Findings) -> Node | None:
    """Read YAML that begins at the row `findings.first`.

    After a syntax error the outermost list or mapping is returned as far as it is sound.
    """
    if found := FORBIDDEN.search(text):
        row = findings.first + text.count("\n", 0, found.start())
        findings.add(row, Code.YAML, f"the character U+{ord(found[0]):04X} is not allowed in YAML: delete it")
        return None
    builder = _Builder(findings)
    try:
        rows = text.splitlines()
        for event in _events(text, findings.first):
            builder.take(event)
            _refuse_cut(event, rows, findings)
    except _BeyondLimitError as error:
        findings.add(error.row, Code.YAML, str(error))
    except yaml.MarkedYAMLError as error:
        row = _row_of(error, text)
        nested = _BRACKETS.search(text)
        too_deep = nested is not None and text.count("\n", 0, nested.start()) <= row <= text.count("\n", 0, nested.end())
        findings.cut_off = True
        row, what = (row, _TOO_DEEP) if too_deep else _slip(text.splitlines(), row) or (row, _explain_syntax(error))
        findings.add(row + findings.first, Code.YAML, what)
    except yaml.YAMLError as error:
        findings.add(findings.first, Code.YAML, f"this is not YAML: {error}")
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.empty):
        if not findings.problems:
            findings.add(findings.first, Code.FILE, "there is nothing here but comments")
        return None
    return builder.root


def _refuse_cut(event: yaml.Event, rows: list[str], findings: Findings) -> None:
    """Put down a text that a ``#`` cuts short."""
    if not isinstance(event, yaml.ScalarEvent) or event.style or event.end_mark is None:
        return
    if event.end_mark.line < len(rows) and (found := _CUT.match(rows[event.end_mark.line], event.end_mark.column)):
        what = f"{quoted(found[1])} is a comment here, and cut off: put the text into quotation marks, or write a space after #"
        findings.add(event.end_mark.line + findings.first, Code.YAML, what)


def _events(text: str, first: int) -> Iterator[yaml.Event]:
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if number > NODES:
            row = event.start_mark.line if event.start_mark else 0
            raise _BeyondLimitError(row + first, f"the file has more than {NODES:,} keys and texts, and is read to here: split it")
        yield event


class _BeyondLimitError(Exception):
    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


class _Builder:
    """Events to nodes, with a stack of our own."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.root: Node | None = None
        self._open: list[_OpenSeq | _OpenMap] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        row = (event.start_mark.line if event.start_mark else 0) + self.findings.first
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self.findings.add(row, Code.YAML, "a second document begins here, which nobody reads: delete the line ---")
            return
        if self._documents > 1:
            return
        if isinstance(event, yaml.AliasEvent):
            self.findings.add(row, Code.YAML, f"the alias *{event.anchor} is not allowed: write the value out here")
            self._put(Refused(row))
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_properties(event, row)
            self._put(self._scalar(event, row))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._refuse_properties(event, row)
            self._begin(_OpenSeq(Seq([], row)))
        elif isinstance(event, yaml.MappingStartEvent):
            self._refuse_properties(event, row)
            self._begin(_OpenMap(Map({}, row)))
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self._open.pop()
            if self._open:
                self._put(closed.node)

    def _scalar(self, event: yaml.ScalarEvent, row: int) -> Scalar | Refused:
        if found := FORBIDDEN.search(event.value):  # written as an escape, such as "\\0"
            self.findings.add(row, Code.YAML, f"the character U+{ord(found[0]):04X} is not allowed in a text: delete it")
            return Refused(row)
        return Scalar(event.value, row, empty=not event.style and event.value in _EMPTY)

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, row: int) -> None:
        if event.anchor:
            self.findings.add(row, Code.YAML, f"the anchor &{event.anchor} is not allowed: write the value out wherever it is needed")
        if event.tag and event.tag != "!":
            self.findings.add(row, Code.YAML, f"the tag {quoted(event.tag)} is not allowed: delete it")

    def _begin(self, opened: _OpenSeq | _OpenMap) -> None:
        if len(self._open) == DEPTH:
            raise _BeyondLimitError(opened.node.row, _TOO_DEEP)
        if not self._open:
            self.root = opened.node
        self._open.append(opened)

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        inside = self._open[-1]
        if isinstance(inside, _OpenSeq):
            inside.node.items.append(node)
        elif inside.key is None:
            inside.key = self._key(node)
        else:
            self._entry(inside.node.entries, inside.key, node)
            inside.key = None

    def _key(self, node: Node) -> Scalar | Refused:
        if isinstance(node, Scalar):
            return node
        if not isinstance(node, Refused):
            self.findings.add(node.row, Code.YAML, "a key must be a text: put it in quotation marks")
        return Refused(node.row)

    def _entry(self, entries: dict[str, Entry], key: Scalar | Refused, value: Node) -> None:
        if isinstance(key, Refused):
            return
        if key.text == "<<":
            if not isinstance(value, Refused):
                self.findings.add(key.row, Code.YAML, "the merge key << is not allowed: write the keys out here")
        elif (first := entries.get(key.text)) is not None:
            self.findings.add(
                key.row, Code.DUPLICATE, f"the key {quoted(key.text)} stands here a second time (first in row {first.row}): delete one"
            )
        else:
            entries[key.text] = Entry(key.row, value)


@dataclasses.dataclass(slots=True)
class _OpenSeq:
    node: Seq


@dataclasses.dataclass(slots=True)
class _OpenMap:
    node: Map
    key: Scalar | Refused | None = None


def _marks(error: yaml.MarkedYAMLError) -> Iterator[yaml.Mark]:
    # What was begun and never ended is better shown where it begins than where the file ends.
    began = (error.context or "").startswith(("while scanning", "while parsing a flow"))
    for mark in (error.context_mark, error.problem_mark) if began else (error.problem_mark, error.context_mark):
        if mark is not None:
            yield mark


def _row_of(error: yaml.MarkedYAMLError, text: str) -> int:
    last = len(text.rstrip().splitlines()) - 1
    return min(next((mark.line for mark in _marks(error)), 0), max(last, 0))


def _slip(rows: list[str], row: int) -> tuple[int, str] | None:
    """Return what is wrong where a row, or the one below, shows a slip of the pen, with its place in `rows`; a parser tells of it in words of its own."""
    for at in (row, row + 1):
        written = rows[at] if at < len(rows) else ""
        for pattern, cure in _SLIPS:
            if found := pattern.match(written):
                return at, f"this is not YAML: {cure.format(*found.groups())}"
    return None


def _explain_syntax(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "unknown"
    if "cannot start any token" in problem:
        cure = "indent with spaces, not tabs, and put texts that begin with % @ ` or a tab into quotation marks"
    elif "sequence entries are not allowed" in problem:
        cure = 'put a lone hyphen into quotation marks, as in "-", and begin a list on a row of its own'
    elif "mapping values are not allowed" in problem:
        cure = "put a text that has a colon followed by a space into quotation marks, and check the indentation"
    elif (error.context or "").startswith("while scanning a quoted"):
        cure = "the quotation mark that opens here is never closed"
    elif (error.context or "").startswith("while parsing a flow"):
        cure = "the bracket that opens here is never closed, or a comma is missing in it"
    elif "could not find expected" in problem:
        cure = "a colon is missing behind a key, or a text runs over the line without being indented"
    else:
        cure = "check the indentation, and put texts with special characters into quotation marks"
    return f"this is not YAML ({problem}): {cure}"


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
