"""Relations between figures: ``position.total-assets = position.total-liabilities + position.total-net-assets``.

A relation is parsed, without recursion and without ``eval``, into the steps of a stack machine. `sphinx_impact.model.checks.tie_outs` works it out.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.entities import Address, Text
from sphinx_impact.model.footing.formulas import EXACT, FormulaError
from sphinx_impact.model.limits import FORMULA_LENGTH
from sphinx_impact.model.numbers.parse import NumberError, parse_quantity
from sphinx_impact.model.problems import Origin, quoted

KNOWS: Final = (
    "a relation is made of addresses, numbers, + - * /, sum(), count(), total(), seconds(), days(), parentheses and one of = <= >= < >"
)
SIGNS: Final = ("=", "<=", ">=", "<", ">")
_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
    (?P<call>(?:count|total|seconds|days)\s*\([^()]*\))
  | (?P<sum>sum\s*\()
  | (?P<number>{_NUMBER}(?:\s?(?:%|(?:thousand|million|billion|trillion)\b|(?:[KMBT]|bn|mn|tn)\b))?)(?![\w@]|\.\*|[.,/-]\w)
  | (?P<name>(?:\w[\w.-]*\.\*|\w[\w.-]*)(?:@[\w.-]+)?(?:/[\w.-]+)?)
  | (?P<mark><=|>=|≤|≥|[-+−*/×÷()=<>,])
    )""",
    re.VERBOSE,
)
_MEANT: Final = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">="}
_RANK: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 3}
_CALL: Final = re.compile(r"(?P<name>\w+)\s*\((?P<inside>[^()]*)\)")
_WHERE: Final = r"(?:\s+where\s+(?P<column>[\w-]+)\s+is\s+(?P<word>.+))?"
_COUNTED: Final = re.compile(rf"(?P<what>\S+){_WHERE}")
_TOTALLED: Final = re.compile(rf"(?P<what>\S+)\s+of\s+(?P<of>[\w-]+){_WHERE}")


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the relation itself."""

    value: Fraction
    percent: bool
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """The figure at an address.

    Attributes:
        each: Whether the key ends with ``.*`` and means every item in turn.
        summed: Whether it ends so and means the sum of all items.
    """

    address: Address
    each: bool
    summed: bool

    def __str__(self) -> str:
        return f"sum({self.address})" if self.summed else str(self.address)


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many there are in a list: ``sponsors``, ``sponsors.visionary``, ``people.staff``, a statement, or a CSV file.

    Attributes:
        of: Of a CSV file, the column whose numbers are added up; empty where rows are counted.
        column: Of the CSV file, only rows that say `word` in this column; empty for all.
    """

    what: str
    of: str
    column: str
    word: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A CSV file of which rows are counted, or numbers added up.

    Attributes:
        rows: Cells by header, and where each row stands.
        mark: What separates the cells.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Mapping[str, str], Origin], ...]
    origin: Origin
    mark: str = ","


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """Length of a period.

    Attributes:
        period: Its id; empty for the period that the relation is checked for.
        unit: ``seconds`` or ``days``.
    """

    period: str
    unit: str


@dataclasses.dataclass(frozen=True, slots=True)
class Operator:
    """What is done with the last two numbers, or with the last one (``minus``)."""

    mark: str


Operand = Number | Value | Count | Span
Step = Operand | Operator


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One side of a relation: its words, and its steps, operands before their operators."""

    text: str
    steps: tuple[Step, ...]

    @property
    def operands(self) -> tuple[Operand, ...]:
        """Everything that is not an operator."""
        return tuple(step for step in self.steps if not isinstance(step, Operator))


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """Two sides, and how they must compare."""

    left: Side
    sign: str
    right: Side

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The operands of both sides."""
        return (*self.left.operands, *self.right.operands)

    @property
    def values(self) -> tuple[Value, ...]:
        """The figures that it names."""
        return tuple(operand for operand in self.operands if isinstance(operand, Value))


@dataclasses.dataclass(frozen=True, slots=True)
class Nearness:
    """How near two sides must be: a share of the larger one, or an amount."""

    value: Fraction
    relative: bool
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class TieOut:
    """A declared relation.

    Attributes:
        id: What a waiver names.
        periods: The periods it is checked for; empty for the reporting period.
        each: Whether it is checked for every period that has all its figures.
        about: How near the sides must be; None where they must agree.
        rounding: Whether exact numbers may have been rounded to their last place.
        hint: Whether a difference is only a hint.
    """

    id: str
    say: Text | None
    that: Text
    relation: Relation
    periods: tuple[str, ...]
    each: bool
    about: Nearness | None
    rounding: bool
    hint: bool
    origin: Origin


def parse_relation(text: str) -> Relation:
    """Parse a relation.

    Raises:
        FormulaError: The text is none; says why.
    """
    if len(text) > FORMULA_LENGTH:
        raise FormulaError("it is too long: split it into several")
    sides: list[tuple[list[tuple[str, str]], int, int]] = [([], 0, 0)]
    sign = ""
    for kind, token, start, end in _tokens(text):
        if kind == "mark" and token in SIGNS:
            if sign:
                if sign == token:
                    raise FormulaError(f"it has {quoted(sign)} twice: write it once, or split it into two relations")
                raise FormulaError(f"it has both {quoted(sign)} and {quoted(token)}: split it into two relations")
            sign = token
            sides.append(([], end, end))
        else:
            tokens, begin, _ = sides[-1]
            tokens.append((kind, token))
            sides[-1] = (tokens, begin if len(tokens) > 1 else start, end)
    if not sign:
        raise FormulaError("it compares nothing: write = (or <=, >=) between its two sides")
    left, right = (Side(text[start:end].strip(), _Parser(tokens).run(sign)) for tokens, start, end in sides)
    return Relation(left, sign, right)


class _Parser:
    """Puts operands before their operators, with a stack of what is open."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._steps: list[Step] = []
        self._open: list[str] = []  # operators, "(" and "sum("

    def run(self, sign: str) -> tuple[Step, ...]:
        """Return the steps."""
        due = True
        before = ""
        for kind, token in self._tokens:
            due = self._operand(kind, token, before) if due else self._operator(kind, token, before)
            before = token
        if due:
            raise FormulaError(f"something is missing {'after “' + before + '”' if before else 'beside “' + sign + '”'}")
        while self._open:
            if self._open[-1] in {"(", "sum("}:
                raise FormulaError("a parenthesis is not closed")
            self._close_one()
        return tuple(self._steps)

    def _operand(self, kind: str, token: str, before: str) -> bool:
        """Take an operand, or what may stand before one; return whether one is still due."""
        if kind == "mark":
            if token == "-":
                self._open.append("minus")
            elif token == "(":
                self._open.append("(")
            else:
                raise FormulaError(f"something is missing before {quoted(token)}" if before else f"it starts with {quoted(token)}")
            return True
        if kind == "sum":
            self._open.append("sum(")
            return True
        self._steps.append(self._read(kind, token))
        return False

    def _operator(self, kind: str, token: str, before: str) -> bool:
        """Take what may follow an operand; return whether another operand is due."""
        if kind != "mark" or token == "(":
            raise FormulaError(f"an operator is missing between {quoted(before)} and {quoted(token)}")
        if token == ")":
            while self._open and self._open[-1] not in {"(", "sum("}:
                self._close_one()
            if not self._open:
                raise FormulaError("a parenthesis is closed that was never opened")
            self._open.pop()
            return False
        rank = _RANK["+" if token == "," else token]
        while self._open and _RANK.get(self._open[-1], 0) >= rank:
            self._close_one()
        if token == "," and (not self._open or self._open[-1] != "sum("):
            raise FormulaError("a comma stands only inside sum(a, b); in numbers three digits follow it")
        self._open.append("+" if token == "," else token)
        return True

    def _close_one(self) -> None:
        self._steps.append(Operator(self._open.pop()))

    def _read(self, kind: str, token: str) -> Operand:
        if kind == "number":
            return _number(token)
        if kind == "call":
            return _call(token)
        return self._value(token)

    def _value(self, token: str) -> Value:
        if token[-1] in ".-/":
            raise FormulaError(f"{quoted(token)} ends with “{token[-1]}”: put a space on both sides of an operator")
        try:
            address = parse_address(token)
        except AddressError as error:
            raise FormulaError(str(error)) from None
        if "." not in address.key:
            raise FormulaError(
                f"{quoted(token)} is no address: the key of a figure has a point in it, as in pypi.downloads, and a minus a space on both sides"
            )
        star = address.key.endswith(".*")
        summed = star and "sum(" in self._open
        return Value(address, star and not summed, summed)


def _tokens(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Cut a relation into kinds and texts, with where each begins and ends."""
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            raise FormulaError(f"{quoted(text[position:].split(maxsplit=1)[0])} has no place in it: {KNOWS}")
        kind = str(found.lastgroup)
        token = found[kind]
        yield kind, _MEANT.get(token, token), found.start(kind), found.end()
        position = found.end()


def _number(token: str) -> Number:
    try:
        quantity = parse_quantity(token)
    except NumberError as error:
        raise FormulaError(str(error)) from None
    percent = quantity.unit == "percent"
    return Number(Fraction(quantity.value) / (100 if percent else 1), percent, token)


def _call(token: str) -> Count | Span:
    found = _CALL.fullmatch(token)
    assert found is not None  # the token was cut so
    name, inside = found["name"], found["inside"].strip()
    if name in {"seconds", "days"}:
        return Span(inside, name)
    form = _TOTALLED if name == "total" else _COUNTED
    found = form.fullmatch(inside)
    if found is None:
        lists = "sponsors, people.GROUP, a statement, or a CSV file"
        how = "total() adds up a column: FILE.csv of COLUMN" if name == "total" else f"count() names one list: {lists}"
        raise FormulaError(f"{how}, with “where COLUMN is WORD” after it")
    given = found.groupdict(default="")
    return Count(given["what"], given.get("of", ""), given["column"], given["word"].strip(), token)


def parse_nearness(text: str) -> Nearness:
    """Read how near two sides must be: ``0.5%``, ``1``, ``2 million``.

    Raises:
        NumberError: It is no number.
    """
    quantity = parse_quantity(text)
    if quantity.value < 0 or quantity.unit not in {"", "percent"}:
        raise NumberError(f"{quoted(text)} is not how near: write a share such as 0.5%, or a number")
    percent = quantity.unit == "percent"
    return Nearness(Fraction(quantity.value) / (100 if percent else 1), percent, quantity.text)


def plain_fraction(number: Fraction) -> Decimal:
    """Return a number as a decimal: exact where it ends, or else with ten significant digits."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        places = 0
        while (number * 10**places).denominator != 1:
            places += 1
        return Decimal(int(number * 10**places)).scaleb(-places, EXACT)
    whole = len(str(abs(int(number)))) if abs(number) >= 1 else 0
    places = max(0, 10 - whole)
    while abs(number) < 1 and number and abs(number) * 10 ** (places - 9) < 1:
        places += 1
    return Decimal(round(number * 10**places)).scaleb(-places, EXACT)
