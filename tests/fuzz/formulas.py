"""Fuzzing target: formulas of lines and columns, relations, how near is near, and a statement with such a formula, added up."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

from sphinx_impact.model.footing.expressions import (
    SIGNS,
    Formula,
    FormulaError,
    Nearness,
    Operand,
    Operator,
    Side,
    parse_formula,
    parse_nearness,
    parse_relation,
)
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.numbers.exact import plain_fraction
from sphinx_impact.model.numbers.parse import NumberError
from sphinx_impact.model.problems import Code
from tests.fuzz.parts import ODD, mistaken, pick, unfit
from tests.model.footing.writing import statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_IDS = ["gifts", "dues", "total", "a", "b-c", "x.y", "total-5", "gifts-dues", "sum", "été", "2023", "2023/with", "1", "share"]
_ADDRESSES = ["a.b", "pypi.downloads", "x.y@2023", "s.total@previous/with", "s.*", "s.*@2022/share", "a", "a.b-c", "a.-b", "s.total/x@2023"]
_CALLS = [
    "count(grants where a is b and c is d)@2022",
    "sum(grants)",
    "count(sponsors)",
    "count(a.csv where b is c d)",
    "total(a.csv of b)",
    "total(a of b where c is)",
    "seconds()",
    "days(2023)",
]
_NUMBERS = ["1", "0", "100%", "5 million", "1,000", "1.5", "0.1%", "12K", "1,00", "9" * 27, "1.349", "0.000001"]
_MARKS = [" + ", " - ", "-", "+", " * ", " / ", "/", " × ", " ÷ ", "−", " ", ", "]
_COMPARED = [" = ", " = ", " = ", "=", " <= ", " >= ", " ≤ ", " < ", ">", " == ", " => ", ""]


def _formula(rng: Random, depth: int, operands: list[str], marks: list[str]) -> str:
    kind = rng.random()
    if depth and kind < 0.2:
        return f"sum({', '.join(_formula(rng, depth - 1, operands, marks) for _ in range(rng.randint(1, 3)))})"
    if depth and kind < 0.4:
        return f"{rng.choice(['', '-', '+'])}({_formula(rng, depth - 1, operands, marks)})"
    if depth and kind < 0.8:
        return rng.choice(marks).join(_formula(rng, depth - 1, operands, marks) for _ in range(rng.randint(2, 3)))
    return rng.choice(["", "", "", "-", "- "]) + rng.choice(operands)


def make(rng: Random) -> str:
    """Return what might be a formula, a relation, or a nearness."""
    kind = rng.random()
    if kind < 0.4:
        text = _formula(rng, rng.randrange(4), _IDS, _MARKS[:4])
    elif kind < 0.9:
        operands = [*_ADDRESSES, *_ADDRESSES, *_CALLS, *_NUMBERS]
        text = _formula(rng, rng.randrange(3), operands, _MARKS) + rng.choice(_COMPARED) + _formula(rng, rng.randrange(3), operands, _MARKS)
    else:
        text = pick(rng, (1, _NUMBERS)) + pick(rng, (1, ["", "%", " million", " books", "+"]))
    return mistaken(rng, text, [*ODD, *_MARKS, *_CALLS, "sum(", "(", ")", "count(", " where "]) if rng.random() < 0.5 else text


def check(text: str) -> list[str]:
    """Return what is wrong with how a formula is read."""
    wrong: list[str] = []
    for read in (_as_formula, _as_relation, _as_nearness):
        try:
            wrong += read(text)
        except (FormulaError, NumberError) as error:
            wrong += unfit(str(error))
    return wrong


def _as_formula(text: str) -> Iterator[str]:
    formula = parse_formula(text)
    if not formula.terms or {sign for sign, _ in formula.terms} - {1, -1}:
        yield f"odd terms: {formula.terms}"
    written = " ".join(f"{'+' if sign > 0 else '-'} {name}" for sign, name in formula.terms)
    if parse_formula("a " + written).terms[1:] != formula.terms:
        yield "the same terms, written one after another, are others"
    if "\n" not in text and "|" not in text:
        yield from _footed(text, formula)


def _footed(text: str, formula: Formula) -> Iterator[str]:
    """Add up a statement whose total and whose last column have the formula."""
    names = [name for name in formula.names if name.isidentifier() and name.isascii()][:4]
    if len(names) < 2 and len(text) % 8:
        return
    items = [f"s | {name} | item | {name} | | {number} | {number + 1} | 7" for number, name in enumerate(names, 3)]
    plain = statement(
        "\n".join(["2023 | 2022 | x", "s | first | item | first | | 1 | - | N/A", *items, "s | all | total | all | | 9 | | ?"])
    )
    last = dataclasses.replace(plain.lines[-1], formula=text)
    columns = (*plain.columns[:-1], dataclasses.replace(plain.columns[-1], formula=text))
    for each in (
        dataclasses.replace(plain, lines=(*plain.lines[:-1], last)),
        dataclasses.replace(plain, columns=columns, rounding=len(text) % 2 == 0),
    ):
        footed = foot(each, waivers_path="data/waivers.yaml")
        for problem in footed.problems:
            yield from unfit(problem.message)
            if problem.code is Code.INTERNAL or problem.origin.line < 1:
                yield str(problem)


def _as_relation(text: str) -> Iterator[str]:
    relation = parse_relation(text)
    if relation.sign not in SIGNS:
        yield f"an odd sign: {relation.sign}"
    for side in (relation.left, relation.right):
        yield from _runs(side)
        if side.text not in text:
            yield f"a side that was never written: {side.text!r}"


def _runs(side: Side[Operand]) -> Iterator[str]:
    """Run the steps, as a machine with a stack would: one number must be left."""
    stack = 0
    for step in side.steps:
        if not isinstance(step, Operator):
            stack += 1
        elif step.mark != "minus":
            stack -= 1
        if stack < 1:
            yield "an operator without its numbers"
            return
    if stack != 1:
        yield f"{stack} numbers are left over"


def _as_nearness(text: str) -> Iterator[str]:
    near: Nearness = parse_nearness(text)
    if near.value < 0 or Fraction(plain_fraction(near.value)) != near.value:
        yield f"{near.value} is not {plain_fraction(near.value)}"
