"""Formulas that go round in a circle through the items of a section."""

from __future__ import annotations

from itertools import product

import pytest

from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.footing.rules import line_rules
from sphinx_impact.model.problems import Code
from tests.model.footing.writing import statement


def test_two_items_are_made_of_the_total_of_their_section() -> None:
    footed = foot(statement("2023\n A | one | item | one | all | 1\n A | two | item | two | all | 3\n A | all | total | all | | 3"))
    assert [(problem.code, problem.origin.line) for problem in footed.problems] == [(Code.FORMULA, 2)]
    assert len(footed.cells) == 3


ROWS = [
    "S | a | item | a | {} | 1",
    "S | b | item | b | {} | ",
    "S | c | total | c | {} | ",
    "S | d | total | d | {} | 5",
    "S | e | item | e | | 2",
]


@pytest.mark.parametrize("order", ["abcde", "cdabe", "caebd", "edcba"])
def test_whatever_names_whatever_addends_come_before_their_sums(order: str) -> None:
    formulas = ["", "b + c", "c", "c + d", "d + c"]
    for chosen in product(formulas, ["", "a", *formulas[2:]], ["", "a", "b + d"], ["", "c", "a"]):
        rows = dict(zip("abcde", (row.format(formula) for row, formula in zip(ROWS, [*chosen, ""], strict=True)), strict=True))
        made = statement("\n".join(["2023", *(rows[name] for name in order)]))
        rules = line_rules(made)
        places = {line: place for place, line in enumerate(rules.order)}
        assert sorted(places) == [0, 1, 2, 3, 4]
        for line, own in rules.rules.items():
            assert all(places[addend] < places[line] for rule in own for _, addend in rule.addends), chosen
        assert len(foot(made).cells) == 5
