"""What adds up to what, as an author writes it.

A formula of a statement, ``total-revenue - total-expenses``, is one side of a relation between figures,
``position.total-assets = position.total-liabilities + position.total-net-assets``. Formulas name lines or columns and only add and subtract;
relations name addresses and have numbers, products and calls. Both are read, without recursion and without ``eval``, into the steps of a stack
machine, which `work_out` runs: no text, however long or nested, can exhaust anything.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Generic, TypeVar

from sphinx_impact.model.addresses import CALL, AddressError, parse_address
from sphinx_impact.model.entities import Address, Text
from sphinx_impact.model.limits import FORMULA_LENGTH
from sphinx_impact.model.numbers.parse import NumberError, parse_quantity
from sphinx_impact.model.problems import Origin, quoted

LONGEST_NAME = 200
"""So far a name is looked through for a minus."""

SIGNS: Final = ("=", "<=", ">=", "<", ">")
_FORMULA_KNOWS: Final = "a formula is made of ids, +, -, sum(a, b) and parentheses"
_RELATION_KNOWS: Final = (
    "a relation is made of addresses, numbers, + - * /, sum(), count(), total(), seconds(), days(), parentheses and one of = <= >= < >"
)
_IN_FORMULA: Final = re.compile(r"\s*(?:(?P<sum>sum\s*\()|(?P<name>\w[\w./-]*)|(?P<mark>[-+−(),]))")
_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_IN_RELATION: Final = re.compile(
    rf"""\s*(?:
    (?P<asked>{CALL}(?:@[\w.-]+)?)
  | (?P<call>(?:count|total|seconds|days)\s*\([^()]*\))
  | (?P<sum>sum\s*\()
  | (?P<number>{_NUMBER}(?:\s?(?:%|(?:thousand|million|billion|trillion)\b|(?:[KMBT]|bn|mn|tn)\b))?)(?![\w@]|\.\*|[.,/-]\w)
  | (?P<name>(?:\w[\w.-]*\.\*|\w[\w.-]*)(?:@[\w.-]+)?(?:/[\w.-]+)?)
  | (?P<mark><=|>=|≤|≥|[-+−*/×÷()=<>,])
    )""",
    re.VERBOSE,
)
_MEANT: Final = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">="}
_RANK: Final = {",": 1, "+": 1, "-": 1, "*": 2, "/": 2, "minus": 3}
_GROUPS: Final = ("(", "sum(")
_CALL: Final = re.compile(r"(?P<name>\w+)\s*\((?P<inside>[^()]*)\)")
_WHERE: Final = r"(?:\s+where\s+(?P<where>[\w-]+\s+is\s+.+))?"
_AND: Final = re.compile(r"\s+and\s+(?=[\w-]+\s+is\s)")
_COUNTED: Final = re.compile(rf"(?P<what>\S+){_WHERE}")
_TOTALLED: Final = re.compile(rf"(?P<what>\S+)\s+of\s+(?P<of>[\w-]+){_WHERE}")

T = TypeVar("T")
R = TypeVar("R")


class FormulaError(ValueError):
    """A formula or a relation cannot be parsed; the text says why."""


# ---- what stands in them ----


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
        name: ``count``, ``total``, or ``sum`` of grants.
        of: Of a CSV file, the column whose numbers are added up; empty where rows are counted.
        where: Of a CSV file, and of grants, the columns that are looked at, and the word that each must say; empty for all rows.
    """

    name: str
    what: str
    of: str
    where: tuple[tuple[str, str], ...]
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


Operand = Number | Value | Count | Span


@dataclasses.dataclass(frozen=True, slots=True)
class Operator:
    """What is done with the last two numbers, or with the last one (``minus``)."""

    mark: str


@dataclasses.dataclass(frozen=True, slots=True)
class Side(Generic[T]):
    """A formula, or one side of a relation: its words, and its steps, operands before their operators."""

    text: str
    steps: tuple[T | Operator, ...]

    @property
    def operands(self) -> tuple[T, ...]:
        """Everything that is not an operator."""
        return tuple(step for step in self.steps if not isinstance(step, Operator))

    def work_out(self, value: Callable[[T], R], operate: Callable[[str, R, R], R], zero: R) -> R:
        """Return what the steps come to.

        Args:
            value: Of an operand.
            operate: Returns what ``+``, ``-``, ``*`` or ``/`` makes of two values.
        """
        stack: list[R] = []
        for step in self.steps:
            if not isinstance(step, Operator):
                stack.append(value(step))
            else:
                right = stack.pop()
                stack.append(operate("-", zero, right) if step.mark == "minus" else operate(step.mark, stack.pop(), right))
        return stack.pop()


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


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """Two sides, and how they must compare."""

    left: Side[Operand]
    sign: str
    right: Side[Operand]

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

    @property
    def dated(self) -> bool:
        """Whether it says for which periods it is checked."""
        return self.each or bool(self.periods)


# ---- reading them ----


def parse_formula(text: str) -> Formula:
    """Parse a formula.

    Raises:
        FormulaError: The text is no formula.
    """
    if len(text) > FORMULA_LENGTH:
        raise FormulaError(f"it has more than {FORMULA_LENGTH:,} characters: add up some of the lines in a subtotal of their own")
    steps = _Parser(_name, "+ or - is missing", "a comma stands only inside sum(a, b)").run(
        _tokens(text, _IN_FORMULA, _odd_in_formula), "it is empty"
    )
    terms: list[tuple[int, str]] = Side(text, steps).work_out(lambda name: [(1, name)], _joined, [])
    return Formula(text, tuple(terms))


def terms_of(formula: str) -> tuple[tuple[int, str], ...]:
    """Return what a formula adds up, with signs; nothing where there is none, or none that can be read, which is told where sums are checked."""
    try:
        return parse_formula(formula).terms if formula else ()
    except FormulaError:
        return ()


def _joined(mark: str, left: list[tuple[int, str]], right: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [*left, *(right if mark == "+" else ((-sign, name) for sign, name in right))]


def parse_relation(text: str) -> Relation:
    """Parse a relation.

    Raises:
        FormulaError: The text is none; says why.
    """
    if len(text) > FORMULA_LENGTH:
        raise FormulaError("it is too long: split it into several")
    sides: list[list[_Token]] = [[]]
    sign: _Token | None = None
    for token in _tokens(text, _IN_RELATION, _odd_in_relation):
        if token.kind != "mark" or token.text not in SIGNS:
            sides[-1].append(token)
        elif sign is None:
            sign = token
            sides.append([])
        elif sign.text == token.text:
            raise FormulaError(f"it has {quoted(sign.text)} twice: write it once, or split it into two relations")
        else:
            raise FormulaError(f"it has both {quoted(sign.text)} and {quoted(token.text)}: split it into two relations")
    if sign is None:
        raise FormulaError("it compares nothing: write = (or <=, >=) between its two sides")
    comma = "a comma stands only inside sum(a, b); in numbers three digits follow it"
    made: list[Side[Operand]] = []
    for side in sides:
        steps = _Parser(_operand, "an operator is missing", comma).run(side, f"something is missing beside “{sign.text}”")
        made.append(Side(text[side[0].start : side[-1].end].strip(), steps))
    return Relation(made[0], sign.text, made[1])


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text: a ``name``, a ``number``, a ``call``, ``sum`` or a ``mark``."""

    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str, pattern: re.Pattern[str], odd: Callable[[str], str]) -> Iterator[_Token]:
    """Cut a formula or a relation into pieces; `odd` says what is wrong with a rest that has none."""
    position, end = 0, len(text.rstrip())
    while position < end:
        found = pattern.match(text, position)
        if found is None:
            raise FormulaError(odd(text[position:end].lstrip()))
        kind, position = str(found.lastgroup), found.end()
        token = "sum(" if kind == "sum" else _MEANT.get(found[kind], found[kind])
        if pattern is _IN_FORMULA and token[-1] in "-./" and kind == "name":
            raise FormulaError(f"{quoted(token)} ends with “{token[-1]}”: put a space on both sides of a minus; {_FORMULA_KNOWS}")
        yield _Token(kind, token, found.start(kind), position)


def _odd_in_formula(rest: str) -> str:
    odd = rest[0]
    cure = "write a hyphen for minus, -" if odd in "–—−" else "delete it" if odd == "=" else _FORMULA_KNOWS
    return f"{quoted(odd)} has no place in it: {cure}"


def _odd_in_relation(rest: str) -> str:
    return f"{quoted(rest.split(maxsplit=1)[0])} has no place in it: {_RELATION_KNOWS}"


class _Parser(Generic[T]):
    """Puts operands before their operators, with a stack of what is open."""

    def __init__(self, read: Callable[[_Token, Sequence[str]], T], missing: str, comma: str) -> None:
        """Take what differs between formulas and relations.

        Args:
            read: Returns an operand, given what is open around it.
            missing: Says that an operator is missing.
            comma: Says where a comma may stand.
        """
        self._read, self._missing, self._comma = read, missing, comma
        self._steps: list[T | Operator] = []
        self._open: list[str] = []  # operators, "(" and "sum("

    def run(self, tokens: Iterable[_Token], empty: str) -> tuple[T | Operator, ...]:
        """Return the steps; `empty` says that there are none."""
        due = True
        before = ""
        for token in tokens:
            due = self._take_operand(token, before) if due else self._take_operator(token, before)
            before = token.text
        if due:
            raise FormulaError(f"something is missing after “{before}”" if before else empty)
        while self._open:
            if self._open[-1] in _GROUPS:
                raise FormulaError("a parenthesis is not closed")
            self._close_one()
        return tuple(self._steps)

    def _take_operand(self, token: _Token, before: str) -> bool:
        """Take an operand, or what may stand before one; return whether one is still due."""
        if token.kind not in {"mark", "sum"}:
            self._steps.append(self._read(token, self._open))
            return False
        if token.text != "-" and token.text not in _GROUPS:
            raise FormulaError(f"something is missing before {quoted(token.text)}" if before else f"it starts with {quoted(token.text)}")
        self._open.append("minus" if token.text == "-" else token.text)
        return True

    def _take_operator(self, token: _Token, before: str) -> bool:
        """Take what may follow an operand; return whether another operand is due."""
        mark = token.text
        if token.kind != "mark" or mark == "(":
            raise FormulaError(f"{self._missing} between {quoted(before)} and {quoted(mark)}")
        rank = _RANK.get(mark, 0)
        while self._open and self._open[-1] not in _GROUPS and _RANK[self._open[-1]] >= rank:
            self._close_one()
        if mark == ")":
            if not self._open:
                raise FormulaError("a parenthesis is closed that was never opened")
            self._open.pop()
            return False
        if mark == "," and (not self._open or self._open[-1] != "sum("):
            raise FormulaError(self._comma)
        self._open.append("+" if mark == "," else mark)
        return True

    def _close_one(self) -> None:
        self._steps.append(Operator(self._open.pop()))


def _name(token: _Token, _around: Sequence[str]) -> str:
    return token.text


def _operand(token: _Token, around: Sequence[str]) -> Operand:
    text = token.text
    if token.kind == "number":
        try:
            quantity = parse_quantity(text)
        except NumberError as error:
            raise FormulaError(str(error)) from None
        percent = quantity.unit == "percent"
        return Number(Fraction(quantity.value) / (100 if percent else 1), percent, text)
    if token.kind == "call":
        return _call(text)
    if text[-1] in ".-/":
        raise FormulaError(f"{quoted(text)} ends with “{text[-1]}”: put a space on both sides of an operator")
    try:
        address = parse_address(text)
    except AddressError as error:
        raise FormulaError(str(error)) from None
    if token.kind == "asked":
        return Value(address, each=False, summed=False)
    if "." not in address.key:
        raise FormulaError(
            f"{quoted(text)} is no address: the key of a figure has a point in it, as in pypi.downloads, and a minus a space on both sides"
        )
    star = address.key.endswith(".*")
    summed = star and "sum(" in around
    return Value(address, star and not summed, summed)


def _call(text: str) -> Count | Span:
    found = _CALL.fullmatch(text)
    assert found is not None  # the token was cut so
    name, inside = found["name"], found["inside"].strip()
    return Span(inside, name) if name in {"seconds", "days"} else parse_call(text)


def parse_call(text: str) -> Count:
    """Read what is counted or added up, ``count(grants where program is travel and country is KE)``.

    Raises:
        FormulaError: The text cannot be read; says why.
    """
    found = _CALL.fullmatch(text)
    if found is None:
        raise FormulaError(f"{quoted(text)} counts nothing: write it as in count(grants where program is travel)")
    name, inside = found["name"], found["inside"].strip()
    found = (_TOTALLED if name == "total" else _COUNTED).fullmatch(inside)
    if found is None:
        lists = "sponsors, people.GROUP, grants, a statement, or a CSV file"
        how = "total() adds up a column: FILE.csv of COLUMN" if name == "total" else f"count() names one list: {lists}"
        raise FormulaError(f"{how}, with “where COLUMN is WORD” after it")
    given = found.groupdict(default="")
    return Count(name, given["what"], given.get("of", ""), parse_where(given["where"]), text)


def parse_where(text: str) -> tuple[tuple[str, str], ...]:
    """Return columns, and the word that each must say: ``program is travel and country is KE``; nothing of an empty text.

    Raises:
        FormulaError: The text cannot be read.
    """
    made = []
    for part in _AND.split(text.strip()) if text.strip() else ():
        found = re.fullmatch(r"(?P<column>[\w-]+)\s+is\s+(?P<word>.*\S)\s*", part)
        if found is None:
            raise FormulaError(f"{quoted(part)} is no condition: write COLUMN is WORD, as in program is travel")
        made.append((found["column"], " ".join(found["word"].split())))
    return tuple(made)


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


def spaced(name: str, known: Container[str]) -> str:
    """Return what ``total-5`` or ``revenue-expenses`` was meant to say, with spaces around a minus; empty where that is not to be told."""
    for position, mark in enumerate(name[:LONGEST_NAME]):
        left, right = name[:position], name[position + 1 :]
        if mark in "-−" and left in known and (right in known or right.replace(".", "").isdecimal()):
            return f"{left} - {right}"
    return ""
