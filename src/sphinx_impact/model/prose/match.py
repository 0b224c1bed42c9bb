"""Which figure of the data a number typed in a sentence is, or probably should be.

A false alarm is worse than a miss. A number must be of a figure's unit; and where it is round or small, and so could count anything, the
sentence must name what the figure is.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import get_currency_name

from sphinx_impact.model.numbers.cldr import decimals_of, find_locale
from sphinx_impact.model.numbers.parse import codes_of
from sphinx_impact.model.prose.numbers import HOLE, Typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_impact.model.entities import Figure

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_SMALL_WORDS: Final = frozenset(
    """
    the and for with from that this were was are has have had their its our all any per over out into than more most other others
    about who which what where when not but only also one two new year years number total und der die das des den dem mit von für
    aller alle les aux avec pour dans par los las del con para por una
    """.split()
)
_CLOSE: Final = Decimal("0.05")
"""How far rounding may move a number, as a part of it."""
_FAR: Final = 2
"""Largest ratio between a typed and a known value that are still taken for one figure."""
_REACH: Final = 3
"""Words behind a number among which its noun is looked for."""
_LONGEST: Final = 18
"""Digits of a number in which a slip of the hand is looked for."""
_DISTINCT: Final = 3
"""Significant digits that make a number distinctive."""


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A figure that a typed number is.

    Attributes:
        figures: Those it may be; the likeliest first.
        exact: Whether it is their value, and not merely near it.
    """

    figures: tuple[Figure, ...]
    exact: bool


class _Known:
    """A figure with the words it is known by."""

    def __init__(self, figure: Figure, value: Decimal) -> None:
        self.figure = figure
        self.value = value
        self.unit = _words(figure.unit) if not figure.money and figure.unit not in ("percent", "%") else ()
        self.label = frozenset(_content(str(figure.label))) - set(self.unit)
        self.name = self.label | (frozenset(_content(figure.address.key)) - set(self.unit))


class Matcher:
    """Holds typed numbers against the figures of a report."""

    def __init__(self, figures: Iterable[Figure], language: str, currency: str) -> None:
        """Take in the figures.

        Args:
            currency: The report's, which a sign of several currencies means.
        """
        self._currency = currency
        self._locale = find_locale(language)
        self._kinds: dict[str, list[_Known]] = {}
        self._labels: dict[tuple[str, str], list[_Known]] = {}
        for known in sorted((_Known(figure, abs(figure.value)) for figure in figures if figure.value), key=_value):
            kind = _kind(known.figure)
            self._kinds.setdefault(kind, []).append(known)
            if len(known.label) > 1:  # one word alone says too little
                self._labels.setdefault((kind, min(known.label)), []).append(known)
        self._units = {known.unit for known in self._kinds.get("count", ()) if known.unit}

    def exact(self, typed: Typed) -> Match | None:
        """Return the figures whose value a number is."""
        return self._best(
            typed, [known for known in self._between(typed, typed.value, typed.value) if self._is_meant(typed, known)], exact=True
        )

    def near(self, typed: Typed, others: Sequence[Typed]) -> Match | None:
        """Return the figures that a number is probably meant to be: rounded, with a slip of the hand, or with another value.

        Args:
            others: All numbers of the same text.
        """
        if typed.is_year or typed.digits < _FAR:
            return None
        alone = HOLE not in typed.sentence and not any(
            (other is not typed and other.sentence == typed.sentence)
            and (bool(other.sign), other.percent) == (bool(typed.sign), typed.percent)
            for other in others
        )
        found = {id(known): known for known in (*self._rounded(typed), *self._slips(typed), *(self._said_of(typed) if alone else ()))}
        named = (known for known in found.values() if _overlaps(typed, known) and (not known.unit or _counts(typed, known)))
        return self._best(typed, [known for known in named if known.value != typed.value], exact=False)

    def _rounded(self, typed: Typed) -> list[_Known]:
        """Return the figures that a number is, rounded to the digits that were written."""
        half = typed.step / 2
        found = self._between(typed, typed.value - half, typed.value + half)
        return [known for known in found if abs(typed.value - known.value) <= known.value * _CLOSE]

    def _slips(self, typed: Typed) -> Iterator[_Known]:
        """Return the figures that a number is with one digit wrong, or two that have changed places."""
        places = decimals_of(typed.value)
        digits = f"{typed.value.scaleb(places):.0f}"
        if len(digits.rstrip("0")) < _DISTINCT or len(digits) > _LONGEST:
            return
        for variant in _variants(digits):
            value = Decimal(variant).scaleb(-places)
            yield from self._between(typed, value, value)

    def _said_of(self, typed: Typed) -> Iterator[_Known]:
        """Return the figures all of whose words a sentence has, so that its one number must be one of them."""
        said = set(_content(typed.sentence))
        for kind in sorted(self._kinds_of(typed)):
            for word in sorted(said):
                for known in self._labels.get((kind, word), ()):
                    if known.label <= said and typed.value / _FAR <= known.value <= typed.value * _FAR:
                        yield known

    # ---- units ----

    def _kinds_of(self, typed: Typed) -> set[str]:
        if typed.percent:
            return {"percent"}
        if typed.sign:
            codes = codes_of(typed.sign)
            return {self._currency} if self._currency in codes else set(codes[:1])
        if self._currency and typed.after.casefold().startswith(self._names):
            return {self._currency}
        return {"count"}

    @functools.cached_property
    def _names(self) -> tuple[str, ...]:
        """What the report's currency is called: ``US dollars``, ``dollars``."""
        names = {str(get_currency_name(self._currency, count, self._locale)).casefold() for count in (1, 1000)}
        return tuple(names | {re.split(r"[\s-]", name)[-1] for name in names})

    def _between(self, typed: Typed, least: Decimal, most: Decimal) -> list[_Known]:
        """Return the figures of the unit of a number with a value from one to another."""
        found: list[_Known] = []
        for kind in sorted(self._kinds_of(typed)):
            group = self._kinds.get(kind, [])
            found += group[bisect.bisect_left(group, least, key=_value) : bisect.bisect_right(group, most, key=_value)]
        return found

    # ---- whether it is meant ----

    def _is_meant(self, typed: Typed, known: _Known) -> bool:
        """Whether a number that has a figure's value is that figure."""
        named = _overlaps(typed, known)
        if not known.unit:
            if _kind(known.figure) == "count" and typed.is_year:
                return False
            return (typed.digits >= _DISTINCT and not self._counts_other(typed, known)) or named
        if _counts(typed, known):
            return named or (typed.value >= 100 and typed.digits > 1)
        distinct = typed.digits >= _DISTINCT and typed.value >= 1000
        return distinct and not typed.is_year and not self._counts_other(typed, known)

    def _counts_other(self, typed: Typed, known: _Known) -> bool:
        """Whether the noun behind a number is the unit of other figures."""
        words = _words(typed.after)
        return any(unit != known.unit and words[: len(unit)] == unit for unit in self._units)

    @staticmethod
    def _best(typed: Typed, found: list[_Known], *, exact: bool) -> Match | None:
        def rank(known: _Known) -> tuple[bool, int, Decimal, bool]:
            shared = len((known.name | set(known.unit)) & set(_content(typed.sentence)))
            return not _counts(typed, known), -shared, abs(known.value - typed.value), bool(known.figure.statement)

        return Match(tuple(known.figure for known in sorted(found, key=rank)), exact) if found else None


def _value(known: _Known) -> Decimal:
    return known.value


def _kind(figure: Figure) -> str:
    if figure.money:
        return figure.unit
    return "percent" if figure.unit in ("percent", "%") else "count"


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text, alike in singular and plural."""
    return tuple(_stem(word) for word in _WORD.findall(text.casefold()))


@functools.lru_cache(maxsize=4096)
def _content(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about."""
    return tuple(_stem(word) for word in _WORD.findall(text.casefold()) if len(word) > 2 and word not in _SMALL_WORDS)


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _counts(typed: Typed, known: _Known) -> bool:
    """Whether a figure's unit stands behind a number."""
    if not known.unit:
        return False
    words = _words(typed.after)[: _REACH + len(known.unit) - 1]
    near = any(words[at : at + len(known.unit)] == known.unit for at in range(_REACH))
    return near or (not typed.after.isascii() and typed.after.startswith(known.figure.unit))


def _overlaps(typed: Typed, known: _Known) -> bool:
    """Whether a sentence names a figure: has a word of its label or key."""
    return bool(known.name & set(_content(typed.sentence))) or any(word in typed.sentence for word in known.name if not word.isascii())


def _variants(digits: str) -> Iterator[str]:
    """Return digits with one of them replaced, or two neighbours exchanged."""
    for at, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit and (at or other != "0"):
                yield digits[:at] + other + digits[at + 1 :]
        if at + 1 < len(digits) and digits[at + 1] != digit and (at or digits[1] != "0"):
            yield digits[:at] + digits[at + 1] + digit + digits[at + 2 :]
