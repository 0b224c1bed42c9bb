"""JSON that is exact and stable: numbers from their decimal digits, keys in their order, one record a line."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

_STEP = "  "
_MOST_DIGITS: Final = 200
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE_ALONE: Final = re.compile("[\ud800-\udfff]")


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
        value: Mappings, sequences, texts, numbers, dates, flags, None.
        depth: How many levels are spread over lines; deeper ones stand in one line each.
    """
    return _write(value, depth, "") + "\n"


def _write(value: object, depth: int, indent: str) -> str:
    if isinstance(value, enum.Enum):
        return _write(value.value, depth, indent)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        items = [f"{json.dumps(str(key), ensure_ascii=False)}: {_write(inner, depth - 1, indent + _STEP)}" for key, inner in value.items()]
        return _bracket("{", items, "}", depth, indent)
    if isinstance(value, Sequence):
        return _bracket("[", [_write(inner, depth - 1, indent + _STEP) for inner in value], "]", depth, indent)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _bracket(opening: str, items: list[str], closing: str, depth: int, indent: str) -> str:
    if not items or depth <= 0:
        return opening + ", ".join(items) + closing
    lines = f",\n{indent}{_STEP}".join(items)
    return f"{opening}\n{indent}{_STEP}{lines}\n{indent}{closing}"


def read_json(text: str) -> Any:
    """Return what JSON holds, numbers with a point as Decimal.

    Raises:
        ValueError: It is no JSON; the message has the row.
    """
    read = json.loads(text, parse_float=_decimal, parse_int=_whole, parse_constant=_refuse)
    if _SURROGATE.search(text) and _SURROGATE_ALONE.search(json.dumps(read, ensure_ascii=False, default=str)):
        raise ValueError("a text has half of a character, which no file can hold")
    return read


def is_sane(value: Decimal) -> bool:
    """Whether a number can be written out: finite, and not of thousands of digits."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= _MOST_DIGITS and value.adjusted() <= _MOST_DIGITS


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except decimal.InvalidOperation:
        value = Decimal("NaN")
    if not is_sane(value):
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return value


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return int(text)


def _refuse(word: str) -> Decimal:
    raise ValueError(f"{word} is no number")
