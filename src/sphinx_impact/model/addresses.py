"""The address of a value: ``KEY[@PERIOD][/COLUMN]``."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from sphinx_impact.model.problems import one_line
from sphinx_impact.model.quantities import quoted

PREVIOUS = "previous"
"""The period that means: the one before the reporting period."""

KEY = r"\w[\w-]*(?:\.\w[\w-]*)+"
"""A pattern of all keys that data files can give: ``GROUP.NAME`` of a stat, ``STATEMENT.LINE`` of a line."""

WITHIN = r"(?:@\w[\w.-]*)?(?:/\w[\w-]*)?"
"""A pattern of what may follow a key."""

_FULL = re.compile(KEY + WITHIN)
_FORM = re.compile(r"(?P<key>[^@/\s]+)(?:@(?P<period>[^@/\s]+))?(?:/(?P<column>[^@/\s]+))?")
_SWAPPED = re.compile(r"(?P<key>[^@/\s]+)/(?P<column>[^@/\s]+)@(?P<period>[^@/\s]+)")
_LONGEST: Final = 200
"""Characters of an address in a message."""


class AddressError(ValueError):
    """A text is no address; the message says why."""


@dataclasses.dataclass(frozen=True, order=True, slots=True)
class Address:
    """Where a value stands.

    Attributes:
        key: Key of a stat, or ``statement.line-id``.
        period: Id of a period, ``previous``, or empty for the reporting period.
        column: Name of a column of a statement, or empty.
    """

    key: str
    period: str = ""
    column: str = ""

    def __str__(self) -> str:
        return self.key + (f"@{self.period}" if self.period else "") + (f"/{self.column}" if self.column else "")


def is_address(text: str) -> bool:
    """Whether a text that may be a number, or anything else, has the form of an address: ``pypi.downloads``, and not ``36.000``, ``1.2bn``."""
    return _FULL.fullmatch(text) is not None and not text[0].isdigit()


def parse_address(text: str) -> Address:
    """Parse an address.

    Raises:
        AddressError: The text is no address.
    """
    text = text.strip()
    found = _FORM.fullmatch(text)
    if found is not None:
        return Address(found["key"], found["period"] or "", found["column"] or "")
    if not text:
        raise AddressError("an address is empty; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN")
    swapped = _SWAPPED.fullmatch(text)
    if swapped is not None:
        meant = one_line(str(Address(**swapped.groupdict())), _LONGEST)
        raise AddressError(f"in {quoted(text)} the period comes before the column: write {meant}")
    raise AddressError(f"{quoted(text)} is no address; it has the form KEY, KEY@PERIOD or KEY@PERIOD/COLUMN, without spaces")


def split_address(text: str) -> Address:
    """Return the parts of a full address that a figure has; never refuses one, be it of a statement whose name has spaces."""
    key, at, rest = text.partition("@")
    if not at:
        key, _, column = text.partition("/")
        return Address(key, "", column)
    period, _, column = rest.partition("/")
    return Address(key, period, column)
