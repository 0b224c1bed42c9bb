"""What went wrong where amounts do not add up: which of the mistakes that people make explains a difference.

Everything here works on numbers alone. A difference has an explanation only where one mistake explains it in every column, and no other one
does. Two that fit are both named; of three or more, none.
"""

from __future__ import annotations

import dataclasses
import decimal
import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.numbers.exact import EXACT, product, total

MOST_PARTS: Final = 200
"""So many rows are looked at, at the most."""

MOST_PAIRED: Final = 40
"""Among so many rows, two or three that make the difference together are looked for."""

_MOST_NAMED: Final = 6
_MOST_TOGETHER: Final = 3
_SCALES: Final = (1000, 100, 1_000_000)
_LUCK: Final = Decimal("0.02")
"""How likely it may be, at the most, that rows make up a difference by chance."""

_SLIGHT: Final = 9
"""A difference of so many units is not searched for among rows: it is one by chance too easily."""

_FEWEST_DIGITS: Final = 3
"""A number of fewer digits is most others less one digit too easily."""

_ROUGH: Final = decimal.Context(prec=9)

Amounts = tuple[Decimal, ...]
"""The amounts of one row, in the columns that are compared."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A row (or column) that is added up, or that is not and may have to be.

    Attributes:
        number: Its index.
        name: ``Legal (row 10)``.
        label: ``Legal``.
        sign: How often it counts: 1 or -1.
        cleared: In which columns its amount cannot be the wrong one: it is a sum that was checked, or was not typed at all, or adds up in the
            other direction.
    """

    number: int
    name: str
    label: str
    sign: int
    amounts: Amounts
    cleared: tuple[bool, ...] = ()


@dataclasses.dataclass(frozen=True)
class Sum:
    """A sum that was given and differs in at least one column. What is said of columns holds for rows, where a column is the sum of others.

    Attributes:
        columns: Names of the columns that are compared: those in which everything is known.
        given: What was given.
        others: Rows that are no part of it.
        across: Whether the parts are columns.
        formula: Whether its parts are named in a formula; or else they are the rows of its section.
        confirmed: By column: whether what is made of the sum needs the amount that was given (True), or what its parts give (False); None
            where that is not to be told.
        write: Writes an amount for a message.
    """

    columns: tuple[str, ...]
    given: Amounts
    parts: tuple[Part, ...]
    others: tuple[Part, ...]
    across: bool
    formula: bool
    confirmed: tuple[bool | None, ...]
    write: Callable[[Decimal], str]

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """The names of the columns that are compared."""
        return frozenset(self.columns)

    @functools.cached_property
    def computed(self) -> Amounts:
        """What the parts give."""
        return tuple(total((part.sign, part.amounts[at]) for part in self.parts) for at in range(len(self.columns)))

    @functools.cached_property
    def difference(self) -> Amounts:
        """Given less computed, by column."""
        return minus(self.given, self.computed)


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One mistake that explains a difference.

    Attributes:
        what: ``sign``, ``scale``, ``extra`` (rows are counted that must not be), ``absent`` (rows are not counted that must be), ``swapped
            columns``, ``swapped digits``, ``digit`` (one is typed twice, or left out), ``missing row``.
        text: The sentence.
        parts: The rows that it is about; none where it is the sum itself.
    """

    what: str
    text: str
    parts: tuple[Part, ...] = ()


def minus(one: Amounts, other: Amounts) -> Amounts:
    """Return the exact difference of two rows."""
    return tuple(EXACT.subtract(a, b) for a, b in zip(one, other, strict=True))


def explain(found: Sum) -> list[Fault]:
    """Return the mistakes that explain a difference, from the kind that is the least likely to fit by chance; those of one kind only."""
    difference = found.difference
    places = [at for at, amount in enumerate(difference) if amount]
    for kind in (_whole_sum, _whole_rows, _swapped_columns, _several_rows, _missing_row) if len(places) > 1 else ():
        faults = list(kind(found, difference))
        if faults:
            return faults
    if len(places) != 1:
        return []
    cells = list(_cells(found, difference, places[0]))
    for faults in (
        [fault for fault in cells if fault.what in {"sign", "scale"}],
        [fault for fault in _whole_rows(found, difference) if fault.what in {"extra", "absent"}],
        [fault for fault in cells if fault.what == "swapped digits"],
        [fault for fault in cells if fault.what == "digit"],
        list(_several_rows(found, difference)),
    ):
        if faults:
            return faults
    return []


def said(faults: Sequence[Fault]) -> str:
    """Return the sentence for the faults that fit: one, or one of two, or what they have in common; empty where that says nothing."""
    # Of two rows that are the same, either may be the one too many: that is one thing to say.
    match list({fault.text: fault for fault in faults}.values()):
        case [fault]:
            return fault.text
        case [one, two]:
            return f"either {one.text}, or {two.text}"
        case [fault, *_] if fault.what == "swapped digits":
            return "two digits seem to be swapped in it or in one of its rows"
    return ""


def slip(written: Decimal, right: Decimal) -> tuple[str, str]:
    """Return how a number was mistyped: ``sign``, ``scale`` or ``swapped digits``, and the words that follow the number; empty if not so."""
    if not written or not right:
        return "", ""
    if EXACT.add(written, right) == 0:
        return "sign", "has the wrong sign"
    for factor in _SCALES:
        if product(written, Decimal(factor)) == right:
            return "scale", f"is {factor:,} times too small"
        if product(right, Decimal(factor)) == written:
            return "scale", f"is {factor:,} times too large"
    if _swapped(written, right):
        return "swapped digits", "has two digits swapped"
    return "", ""


def mistyped(written: Decimal, right: Decimal) -> tuple[str, str]:
    """Return what `slip` does, and ``digit`` where one was typed twice or left out: it takes a sum to know that so much is meant."""
    what, words = slip(written, right)
    if not what and _doubled(written, right):
        return "digit", "has a digit typed twice"
    if not what and _lacking(written, right):
        return "digit", "lacks a digit"
    return what, words


def _digits(one: Decimal, other: Decimal) -> list[str]:
    """Return the digits of two numbers, both with as many decimals as the one that has more."""
    places = max(-int(one.as_tuple().exponent), -int(other.as_tuple().exponent), 0)
    return [f"{number.copy_abs():.{places}f}".replace(".", "") for number in (one, other)]


def _doubled(written: Decimal, right: Decimal) -> bool:
    """Whether a number is the right one with one of its digits typed twice."""
    more, less = _digits(written, right)
    return _could_be(less, written, right) and more in {less[:at] + less[at - 1 :] for at in range(1, len(less) + 1)}


def _lacking(written: Decimal, right: Decimal) -> bool:
    """Whether a number is the right one without one of its digits."""
    less, more = _digits(written, right)
    return _could_be(less, written, right) and less in {more[:at] + more[at + 1 :] for at in range(len(more))}


def _could_be(less: str, written: Decimal, right: Decimal) -> bool:
    return len(less) >= _FEWEST_DIGITS and (written < 0) == (right < 0)


def _swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two neighbouring digits of one number changed places in the other."""
    first, second = _digits(one, other)
    if len(first) != len(second):
        return False
    apart = [at for at, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    return (
        (one < 0) == (other < 0)
        and len(apart) == 2
        and apart[1] == apart[0] + 1
        and first[apart[0]] == second[apart[1]]
        and first[apart[1]] == second[apart[0]]
    )


# ---- one amount ----


def _cells(found: Sum, difference: Amounts, at: int) -> Iterator[Fault]:
    """Give the amounts of one column that may have been mistyped: the sum itself, and its parts."""
    confirmed = found.confirmed[at]
    computed = EXACT.subtract(found.given[at], difference[at])
    if confirmed is not True:
        what, words = mistyped(found.given[at], computed)
        if what:
            yield Fault(what, f"it {words}: write {found.write(computed)}")
    if confirmed is False:
        return
    for part in found.parts[:MOST_PARTS]:
        right = total([(1, part.amounts[at]), (part.sign, difference[at])])
        what, words = ("", "") if part.cleared[at] else mistyped(part.amounts[at], right)
        if what:
            yield Fault(what, f"{part.name} {words}: write {found.write(right)} instead of {found.write(part.amounts[at])}", (part,))
        apart = EXACT.subtract(found.given[at], part.amounts[at])
        if found.across and not part.cleared[at] and difference[at] == total([(1, apart), (part.sign, apart)]) and apart:
            yield Fault("sign", f"its amount and that of {part.name} have changed places", (part,))


# ---- whole rows ----


def _whole_sum(found: Sum, difference: Amounts) -> Iterator[Fault]:
    """Give what is wrong with all amounts of the sum itself."""
    slips = {slip(given, computed) for given, computed, off in zip(found.given, found.computed, difference, strict=True) if off or given}
    if len(slips) == 1 and (what := slips.copy().pop())[0] in {"sign", "scale"}:
        yield Fault(what[0], f"it {what[1]}")


def _whole_rows(found: Sum, difference: Amounts) -> Iterator[Fault]:
    """Give the rows of which the sign or the scale is wrong, or that are counted and must not be, or are not counted and must be."""
    if not _worth_searching(found, difference, len(found.parts) + len(found.others)):
        return
    for part in found.parts[:MOST_PARTS]:
        fault = _whole_row(found, part, difference) if any(part.amounts) else None
        if fault is not None:
            yield fault
    for part in found.others[:MOST_PARTS]:
        if any(part.amounts) and part.amounts == difference:
            yield Fault("absent", f"{part.name} is not counted in it", (part,))


def _whole_row(found: Sum, part: Part, difference: Amounts) -> Fault | None:
    """Return what is wrong with all amounts of a part, if that explains the difference."""
    pairs = [(off, part.sign * amount) for off, amount in zip(difference, part.amounts, strict=True)]
    if all(off == -2 * amount for off, amount in pairs):
        return Fault("sign", _sign(found, part), (part,))
    if all(off == -amount for off, amount in pairs):
        return Fault("extra", f"it adds up without {part.name}", (part,))
    for factor in _SCALES if not all(part.cleared) else ():
        if all(off == product(amount, Decimal(factor - 1)) for off, amount in pairs):
            return Fault("scale", f"{part.name} is {factor:,} times too small", (part,))
        if all(product(off, Decimal(-factor)) == product(amount, Decimal(factor - 1)) for off, amount in pairs):
            return Fault("scale", f"{part.name} is {factor:,} times too large", (part,))
    return None


def _sign(found: Sum, part: Part) -> str:
    """Say that an amount has the wrong sign; in a formula it may be the formula that has."""
    if not found.formula:
        return f"{part.name} has the wrong sign: write a minus before what lowers the sum"
    if part.sign < 0 and any(amount < 0 for amount in part.amounts):
        return f"{part.name} is negative already: the formula has to add it"
    return f"the formula has to {'subtract' if part.sign > 0 else 'add'} {part.name}"


def _swapped_columns(found: Sum, difference: Amounts) -> Iterator[Fault]:
    """Give the rows in which the amounts of two columns changed places."""
    places = [at for at, amount in enumerate(difference) if amount]
    if len(places) != 2 or EXACT.add(difference[places[0]], difference[places[1]]):
        return
    one, two = places
    names = f"{found.columns[one]} and {found.columns[two]}"
    if (found.given[one], found.given[two]) == (found.computed[two], found.computed[one]):
        yield Fault("swapped columns", f"its amounts of {names} have changed places")
    for part in found.parts[:MOST_PARTS]:
        if part.sign * EXACT.subtract(part.amounts[two], part.amounts[one]) == difference[one]:
            yield Fault("swapped columns", f"in {part.name} the amounts of {names} have changed places", (part,))


def _several_rows(found: Sum, difference: Amounts) -> Iterator[Fault]:
    """Give two or three rows that make up the difference together: counted, and must not be; or not counted, and must be."""
    counted = [part for part in found.parts if any(part.amounts)]
    absent = [part for part in found.others if any(part.amounts)]
    for rows, what in ((counted, "extra"), (absent, "absent")):
        if len(rows) > MOST_PAIRED or (what == "extra" and len(rows) <= _MOST_TOGETHER):  # of so few, some are most of the sum
            continue
        for size in range(2, _MOST_TOGETHER + 1):
            tried = list(itertools.combinations(rows, size))
            if not _worth_searching(found, difference, len(tried)):
                break
            fits = [some for some in tried if _together(some, what) == difference]
            for some in fits:
                names = " and ".join(part.name for part in some)
                text = f"it adds up without {names}" if what == "extra" else f"{names} are not counted in it"
                yield Fault(what, text, some)
            if fits:
                return


def _together(parts: Sequence[Part], what: str) -> Amounts:
    """Return what some rows add to the difference."""
    columns = zip(*(part.amounts for part in parts), strict=True)
    signs = [-part.sign if what == "extra" else 1 for part in parts]
    return tuple(total(zip(signs, amounts, strict=True)) for amounts in columns)


def _missing_row(found: Sum, difference: Amounts) -> Iterator[Fault]:
    """Say that a row may be missing, where most columns of a section lack something like the rows that are there."""
    places = [at for at, amount in enumerate(difference) if amount]
    if found.formula or 2 * len(places) < len(difference) or False in found.confirmed:
        return
    for at, amount in ((at, difference[at]) for at in places):  # what is missing has the sign that most of its kind have
        kin = sum((part.amounts[at] > 0) == (amount > 0) for part in found.parts if part.amounts[at])
        if 2 * kin <= sum(part.amounts[at] != 0 for part in found.parts):
            return
    amounts = ", ".join(f"{found.write(difference[at])} in {found.columns[at]}" for at in places[:_MOST_NAMED])
    yield Fault("missing row", f"it differs in {len(places)} columns, so a row may be missing: one with {amounts}")


def _worth_searching(found: Sum, difference: Amounts, tried: int) -> bool:
    """Whether it is unlikely that rows make up the difference by chance, if so many are tried."""
    luck = Decimal(max(tried, 1))
    places = [at for at, amount in enumerate(difference) if amount]
    for at in places:
        amounts = [abs(amount) for part in (*found.parts, *found.others) if (amount := part.amounts[at])]
        unit = Decimal(1).scaleb(min([0, *(int(amount.as_tuple().exponent) for amount in amounts)]), EXACT)
        if len(places) == 1 and abs(difference[at]) <= _SLIGHT * unit:
            return False
        luck = _ROUGH.divide(luck, _ROUGH.divide(max(amounts, default=unit), unit))
    return luck <= _LUCK


def formula_for(given: Amounts, rows: Sequence[tuple[str, Amounts]]) -> str:
    """Return the formula over other rows that gives a row in every column, if there is exactly one: of two or three, by their ids."""
    found = []
    for size in range(2, _MOST_TOGETHER + 1):
        for some in itertools.combinations(rows[:MOST_PAIRED], size):
            for signs in itertools.product((1, -1), repeat=size):
                if signs[0] > 0 and all(
                    total(zip(signs, amounts, strict=True)) == wanted
                    for wanted, amounts in zip(given, zip(*(row for _, row in some), strict=True), strict=True)
                ):
                    terms = "".join(f" {'+' if sign > 0 else '-'} {name}" for sign, (name, _) in zip(signs, some, strict=True))
                    found.append(terms.removeprefix(" + "))
        if found:
            break
    return found[0] if len(found) == 1 and any(given) else ""
