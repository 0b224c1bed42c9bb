"""JSON that is exact and stable: how numbers are written, and how a document is read."""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sphinx_impact.model.limits import DIGITS
from sphinx_impact.model.loading.files import FORBIDDEN
from sphinx_impact.model.problems import quoted

_STEP = "  "
_BETWEEN = f",\n{_STEP}{_STEP}"
"""What stands between the records of a document."""

_quoted = json.encoder.encode_basestring
"""A text as JSON has it, without the escapes that only ASCII needs."""

_WIDEST = 3 * DIGITS
"""Digits of a number that is read, before the point or behind it: those that are written fit in, whatever their scale."""


def plain(value: Decimal) -> str:
    """Return a number as JSON and CSV write it: plain digits with a point, without zeros at the end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def grouped(value: Decimal) -> str:
    """Return a number as a message has it: ``1,305,000``."""
    return f"{Decimal(plain(value)):,f}"


def write_json(value: object, *, depth: int) -> str:
    """Return JSON that ends in a line feed.

    Args:
        value: Mappings, sequences, texts, numbers, dates, flags, None, and what documents are made of.
        depth: How many levels are spread over lines; deeper ones stand in one line each.
    """
    return _write(value, depth, "") + "\n"


def joined(records: Iterable[str]) -> Written:
    """Return records that are JSON already as `write_pieces` has them, one after the other."""
    return Written(_BETWEEN.join(records))


def write_pieces(entries: Mapping[str, object]) -> Iterator[str]:
    """Give JSON as `write_json` has it of two levels, record by record; an iterator is asked for a record when that is its turn."""
    before = "{\n"
    for key, value in entries.items():
        yield f"{before}{_STEP}{_quoted(key)}: "
        before = ",\n"
        if isinstance(value, Iterator):
            opening = f"[\n{_STEP}{_STEP}"
            for record in _records(value):
                yield opening + record
                opening = _BETWEEN
            yield "[]" if opening.startswith("[") else f"\n{_STEP}]"
        else:
            yield _write(value, 1, _STEP)
    yield "\n}\n"


class Written(str):
    """One record, or several with what stands between them, that are JSON already."""

    __slots__ = ()


def _records(values: Iterable[object]) -> Iterator[str]:
    """Give records, each in one line. What one has of the record before, the very same thing, is not written out anew."""
    last: dict[str, tuple[object, str]] = {}
    for value in values:
        if isinstance(value, Written):
            yield value
            continue
        items = []
        for key, inner in (_entries_of(value) or {}).items():
            simple = _SIMPLE.get(type(inner))
            if simple is None and (key not in last or last[key][0] is not inner):
                last[key] = inner, _write(inner, 0, "")
            items.append(f"{_quoted(key)}: {simple(inner) if simple is not None else last[key][1]}")
        yield f"{{{', '.join(items)}}}"


_SIMPLE: Final[Mapping[type, Callable[[Any], str]]] = {
    str: _quoted,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    Decimal: plain,
    dt.date: lambda value: f'"{value.isoformat()}"',
}
"""How most of a document is written, by its type."""


def _entries_of(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, Mapping) else value.__dict__ if hasattr(type(value), "model_fields") else None


def _write(value: object, depth: int, indent: str) -> str:
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return simple(value)
    if isinstance(value, enum.Enum):
        return _write(value.value, depth, indent)
    for kind, written in _SIMPLE.items():
        if isinstance(value, kind):
            return written(value)
    entries = _entries_of(value)
    if entries is not None:
        inside = indent + _STEP if depth > 0 else ""
        items = [f"{_quoted(str(key))}: {_write(inner, depth - 1, inside)}" for key, inner in entries.items()]
        return _bracket("{", items, "}", depth, indent)
    if isinstance(value, Sequence):
        return _bracket("[", [_write(inner, depth - 1, indent + _STEP) for inner in value], "]", depth, indent)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _bracket(opening: str, items: list[str], closing: str, depth: int, indent: str) -> str:
    if not items or depth <= 0:
        return opening + ", ".join(items) + closing
    lines = f",\n{indent}{_STEP}".join(items)
    return f"{opening}\n{indent}{_STEP}{lines}\n{indent}{closing}"


class JsonError(ValueError):
    """A text is not read as JSON; the message is a sentence that says why, and what to do.

    Attributes:
        row: Where, counted from 1.
    """

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


def read_json(text: str, *, by_hand: bool = False) -> Any:
    """Return what JSON holds, numbers with a point as Decimal.

    Args:
        by_hand: Whether somebody may have written it, and a field twice.

    Raises:
        JsonError: It is no JSON, or holds what is not read.
    """
    pairs = _once_each if by_hand else None
    try:
        read = json.loads(
            text, parse_float=_decimal, parse_int=lambda text: int(_decimal(text)), parse_constant=_refuse, object_pairs_hook=pairs
        )
    except json.JSONDecodeError as error:
        at, fault = _fault(text, error)
        raise JsonError(text.count("\n", 0, at) + 1, f"the file is no JSON: {fault}") from None
    except RecursionError:
        raise JsonError(1, "the file is no JSON that can be read: its brackets are nested too deep") from None
    except ValueError as error:
        raise JsonError(1, f"the file cannot be read: {error}") from None
    if "\\u" in text and (found := next(filter(None, map(FORBIDDEN.search, _texts(read))), None)):
        raise JsonError(1, f"the file cannot be read: the character U+{ord(found[0]):04X} is not allowed in a text")
    return read


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, of which a parser would keep the last of two fields of one name."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{quoted(name)} stands twice in one object, as {_brief(found[name])} and as {_brief(value)}: delete one")
        found[name] = value
    return found


def _brief(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else f"{value}" if isinstance(value, int | Decimal) else "something else"


_FAULTS: Final = {
    "Unterminated string": "the text that begins here has no quotation mark at its end: add it",
    "Invalid control character": "a text goes on in the next row, or has a tab in it: write it in one row, or \\n for the break",
    "Invalid \\": "a backslash stands in a text: write it twice",
    "Expecting property name": 'here must stand the name of a field in straight double quotation marks, as in "year"',
    "Expecting value": 'here must stand a value: a number, a text in straight double quotation marks as in "USD", a list in [ ], or true, false or null',
    "Expecting ':'": "after the name of a field must stand a colon: add it",
    "Extra data": "something stands behind the last bracket: delete it, or see whether a bracket is closed too early",
}
"""What is wrong, in plain words, by how the message of the parser begins."""


def _fault(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Return where a text is no JSON, and why."""
    before = text[: error.pos].rstrip()
    after = text[error.pos :].lstrip()
    if error.msg.startswith("Illegal trailing comma") or (before.endswith(",") and after[:1] in {"]", "}"}):
        return (error.pos if after.startswith(",") else len(before) - 1), "a comma stands behind the last entry: delete it"
    if not after:
        return max(0, len(before) - 1), "the file ends before its last bracket is closed: see whether it is whole"
    if error.msg.startswith("Expecting ','"):
        return max(0, len(before) - 1), "a comma is missing behind this entry: add it"
    fault = next((said for begin, said in _FAULTS.items() if error.msg.startswith(begin)), error.msg)
    return error.pos, fault


def _texts(read: Any) -> Iterator[str]:
    """Every text in what JSON held."""
    waiting = [read]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            waiting += [*node.keys(), *node.values()]
        elif isinstance(node, list):
            waiting += node


def is_sane(value: Decimal) -> bool:
    """Whether a number can be written out: finite, and not of thousands of digits."""
    return value.is_finite() and abs(value.adjusted()) <= _WIDEST and len(value.as_tuple().digits) <= _WIDEST


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:  # its exponent is more than a machine can count
        value = Decimal("Infinity")
    if not is_sane(value):
        raise ValueError(f"{text[:20]}… has too many digits")
    return value


def _refuse(word: str) -> Decimal:
    raise ValueError(f"{word} is no number")
