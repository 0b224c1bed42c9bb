"""Formulas over the ids of lines or columns: ``total-revenue - total-expenses``, ``sum(a, b, c)``.

A formula knows plus, minus, ``sum`` and parentheses and nothing else, so it is a sum of names with signs. It is parsed into just
that, without recursion: no text, however long or nested, can exhaust anything.
"""

from __future__ import annotations

import dataclasses
import decimal
import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal

from sphinx_impact.model.limits import FORMULA_LENGTH
from sphinx_impact.model.problems import quoted

EXACT = decimal.Context(prec=1000, traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow])
"""Wide enough that no sum of amounts is ever rounded."""

LONGEST_NAME = 200
"""So far a name is looked through for a minus."""

_TOKEN = re.compile(r"\s*(?:(?P<sum>sum\s*\()|(?P<name>\w[\w./-]*)|(?P<mark>[-+−(),]))")
_KNOWS = "a formula is made of ids, +, -, sum(a, b) and parentheses"


class FormulaError(ValueError):
    """A formula cannot be parsed; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Formula:
    """A sum of names with signs.

    Attributes:
        text: As written.
        terms: Sign (1 or -1) and name, in the order they were written; a name may occur more than once.
    """

    text: str
    terms: tuple[tuple[int, str], ...]

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, in the order they were written."""
        return tuple(dict.fromkeys(name for _, name in self.terms))


def total(addends: Iterable[tuple[int, Decimal]]) -> Decimal:
    """Return the exact sum of the numbers, each taken as often as the integer before it says."""
    with decimal.localcontext(EXACT):
        return sum((times * value for times, value in addends), Decimal(0))


def spaced(name: str, known: Container[str]) -> str:
    """Return what ``total-5`` or ``revenue-expenses`` was meant to say, with spaces around a minus; empty where that is not to be told."""
    for position, mark in enumerate(name[:LONGEST_NAME]):
        left, right = name[:position], name[position + 1 :]
        if mark in "-−" and left in known and (right in known or right.replace(".", "").isdecimal()):
            return f"{left} - {right}"
    return ""


def product(value: Decimal, factor: Decimal) -> Decimal:
    """Return the exact product of two numbers."""
    return EXACT.multiply(value, factor)


def parse_formula(text: str) -> Formula:
    """Parse a formula.

    Raises:
        FormulaError: The text is no formula.
    """
    if len(text) > FORMULA_LENGTH:
        raise FormulaError(f"it has more than {FORMULA_LENGTH:,} characters: add up some of the lines in a subtotal of their own")
    parser = _Parser()
    for token in _tokens(text):
        if parser.operand_is_due:
            parser.take_operand(token)
        else:
            parser.take_operator(token)
    return Formula(text, parser.finish())


class _Parser:
    """Reads token after token, and remembers what is open."""

    def __init__(self) -> None:
        self.operand_is_due = True
        self._terms: list[tuple[int, str]] = []
        self._open: list[tuple[str, int]] = []  # "sum" or "(", and the sign outside it
        self._outside = 1  # the sign of all that is open
        self._sign = 1  # the sign of the next operand
        self._before = ""

    def take_operand(self, token: str) -> None:
        """Take a name, a minus before it, or what opens a group."""
        if token == "-":
            self._sign = -self._sign
        elif token in {"(", "sum("}:
            self._open.append((token, self._outside))
            self._outside, self._sign = self._outside * self._sign, 1
        elif token in {"+", ")", ","}:
            raise FormulaError(f"something is missing before {quoted(token)}" if self._before else f"it starts with {quoted(token)}")
        else:
            self._terms.append((self._outside * self._sign, token))
            self.operand_is_due = False
        self._before = token

    def take_operator(self, token: str) -> None:
        """Take what may follow an operand."""
        if token in {"+", "-"}:
            self._sign, self.operand_is_due = (1 if token == "+" else -1), True
        elif token == ",":
            if not self._open or self._open[-1][0] != "sum(":
                raise FormulaError("a comma stands only inside sum(a, b)")
            self._sign, self.operand_is_due = 1, True
        elif token == ")":
            if not self._open:
                raise FormulaError("a parenthesis is closed that was never opened")
            self._outside = self._open.pop()[1]
        else:
            raise FormulaError(f"+ or - is missing between {quoted(self._before)} and {quoted(token)}")
        self._before = token

    def finish(self) -> tuple[tuple[int, str], ...]:
        """Return all terms."""
        if not self._before:
            raise FormulaError("it is empty")
        if self.operand_is_due:
            raise FormulaError(f"something is missing after {quoted(self._before)}")
        if self._open:
            raise FormulaError("a parenthesis is not closed")
        return tuple(self._terms)


def _tokens(text: str) -> Iterator[str]:
    """Cut a formula into names and marks."""
    text = text.strip()
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            odd = text[position:].lstrip()[0]
            cure = "write a hyphen for minus, -" if odd in "–—−" else "delete it" if odd == "=" else _KNOWS
            raise FormulaError(f"{quoted(odd)} has no place in it: {cure}")
        position = found.end()
        name = found["name"]
        if name is not None and name[-1] in "-./":
            raise FormulaError(f"{quoted(name)} ends with “{name[-1]}”: put a space on both sides of a minus; {_KNOWS}")
        yield "sum(" if found["sum"] else name or found["mark"].replace("−", "-")
