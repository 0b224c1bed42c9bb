"""YAML as texts, lists and mappings that know their rows."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

import yaml

from sphinx_impact.model.limits import DEPTH, NODES
from sphinx_impact.model.loading.files import FORBIDDEN, Findings, has_forbidden, read_text
from sphinx_impact.model.problems import Code, quoted

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


class Scalar(str):
    """A text without white space around it; empty where nothing was written, or ``null``.

    Attributes:
        row: Row on which it stands; in a mapping, as with all nodes, that of its key.
    """

    __slots__ = ("row",)

    def __new__(cls, text: str, row: int) -> Self:
        """Strip the text."""
        made = super().__new__(cls, text.strip())
        made.row = row
        return made

    row: int


class Seq(list["Node"]):
    """A list."""

    def __init__(self, row: int, items: Iterable[Node] = ()) -> None:
        super().__init__(items)
        self.row = row


class Map(dict[str, "Node"]):
    """A mapping in the order it was written.

    Attributes:
        record: The kind of record that it was read as.
    """

    record: Any = None

    def __init__(self, row: int, entries: Mapping[str, Node] | None = None) -> None:
        super().__init__(entries or {})
        self.row = row


class Refused:
    """Where something stood that was refused, so that nobody says it is missing; `text` is what it was, if that was a text."""

    def __init__(self, row: int, text: str = "") -> None:
        self.row = row
        self.text = text


Node: TypeAlias = Scalar | Seq | Map | Refused


def load_yaml(root: Path, path: str, findings: Findings) -> Node | None:
    """Read a YAML file; None where there is nothing to be had from it."""
    text = read_text(root, path, findings)
    return None if text is None else parse_yaml(text, findings)


def is_list(text: str) -> bool:
    """Whether what was typed in a page begins as a list of YAML."""
    return text.lstrip().startswith(("- ", "-\n", "["))


def parse_yaml(text: str, findings: Findings) -> Node | None:
    """Read YAML that begins at the row `findings.first`.

    After a syntax error the outermost list or mapping is returned as far as it is sound.
    """
    if has_forbidden(text, Code.YAML, "YAML", findings):
        return None
    builder = _Builder(findings)
    try:
        rows = text.splitlines() if "#" in text else []
        for event in _events(text, findings.first):
            builder.take(event)
            if rows:
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
    if builder.root is None or builder.root == "":
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
    loader = LOADER(text)
    try:
        for number in itertools.count():
            if not loader.check_event():
                return
            event: yaml.Event = loader.get_event()
            if number > NODES:
                row = event.start_mark.line if event.start_mark else 0
                raise _BeyondLimitError(row + first, f"the file has more than {NODES:,} keys and texts, and is read to here: split it")
            yield event
    finally:
        loader.dispose()


class _BeyondLimitError(Exception):
    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


@dataclasses.dataclass(slots=True)
class _Open:
    """A list or a mapping that has begun, and the key whose value comes next."""

    node: Seq | Map
    key: Scalar | Refused | None = None


class _Builder:
    """Events to nodes, with a stack of our own."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        row = (event.start_mark.line if event.start_mark else 0) + self.findings.first
        if type(event) is yaml.ScalarEvent and self._documents == 1:  # most events
            if event.anchor or event.tag:
                self._refuse_properties(event, row)
            self._put(self._scalar(event, row))
            return
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
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_properties(event, row)
            self._begin(Seq(row) if isinstance(event, yaml.SequenceStartEvent) else Map(row))
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self._open.pop()
            if self._open:
                self._put(closed.node)

    def _scalar(self, event: yaml.ScalarEvent, row: int) -> Scalar | Refused:
        style, value = event.style, event.value
        if style == '"' and (found := FORBIDDEN.search(value)):  # written as an escape, such as "\\0"
            self.findings.add(row, Code.YAML, f"the character U+{ord(found[0]):04X} is not allowed in a text: delete it")
            return Refused(row)
        if value not in _EMPTY or style:
            return Scalar(value, row)
        is_key = self._open and isinstance(self._open[-1].node, Map) and self._open[-1].key is None
        return Scalar(value if is_key else "", row)

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, row: int) -> None:
        if event.anchor:
            self.findings.add(row, Code.YAML, f"the anchor &{event.anchor} is not allowed: write the value out wherever it is needed")
        if event.tag and event.tag != "!":
            self.findings.add(row, Code.YAML, f"the tag {quoted(event.tag)} is not allowed: delete it")

    def _begin(self, node: Seq | Map) -> None:
        if len(self._open) == DEPTH:
            raise _BeyondLimitError(node.row, _TOO_DEEP)
        if not self._open:
            self.root = node
        self._open.append(_Open(node))

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        inside = self._open[-1]
        around = inside.node
        if isinstance(around, Seq):
            around.append(node)
        elif inside.key is None:
            inside.key = node if type(node) is Scalar else self._key(node)
        else:
            self._entry(around, inside.key, node)
            inside.key = None

    def _key(self, node: Node) -> Scalar | Refused:
        if isinstance(node, Seq | Map):
            self.findings.add(node.row, Code.YAML, "a key must be a text: put it in quotation marks")
            return Refused(node.row)
        return node

    def _entry(self, entries: Map, key: Scalar | Refused, value: Node) -> None:
        if isinstance(key, Refused):
            return
        if key == "<<":
            if not isinstance(value, Refused):
                self.findings.add(key.row, Code.YAML, "the merge key << is not allowed: write the keys out here")
        elif (first := entries.get(key)) is not None:
            what = f"the key {quoted(key)} stands here a second time (first in row {first.row}): delete one"
            self.findings.add(key.row, Code.DUPLICATE, what)
        else:
            value.row = key.row
            entries[str(key)] = value


def _row_of(error: yaml.MarkedYAMLError, text: str) -> int:
    # What was begun and never ended is better shown where it begins than where the file ends.
    began = (error.context or "").startswith(("while scanning", "while parsing a flow"))
    marks = (error.context_mark, error.problem_mark) if began else (error.problem_mark, error.context_mark)
    row = next((mark.line for mark in marks if mark is not None), 0)
    return min(row, max(len(text.rstrip().splitlines()) - 1, 0))


def _slip(rows: list[str], row: int) -> tuple[int, str] | None:
    """Return what is wrong where a row, or the one below, shows a slip of the pen, with its place in `rows`; a parser tells of it in words of its own."""
    for at in (row, row + 1):
        written = rows[at] if at < len(rows) else ""
        for pattern, cure in _SLIPS:
            if found := pattern.match(written):
                return at, f"this is not YAML: {cure.format(*found.groups())}"
    return None


_CURES: Final = {
    "cannot start any token": "indent with spaces, not tabs, and put texts that begin with % @ ` or a tab into quotation marks",
    "sequence entries are not allowed": 'put a lone hyphen into quotation marks, as in "-", and begin a list on a row of its own',
    "mapping values are not allowed": "put a text that has a colon followed by a space into quotation marks, and check the indentation",
    "while scanning a quoted": "the quotation mark that opens here is never closed",
    "while parsing a flow": "the bracket that opens here is never closed, or a comma is missing in it",
    "could not find expected": "a colon is missing behind a key, or a text runs over the line without being indented",
    "": "check the indentation, and put texts with special characters into quotation marks",
}
"""What to do, by what the parser says; the first that fits."""


def _explain_syntax(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "unknown"
    cure = next(cure for words, cure in _CURES.items() if words in f"{problem} {error.context}")
    return f"this is not YAML ({problem}): {cure}"
