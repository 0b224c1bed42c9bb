"""Formulas that go round in a circle through the items of a section."""

from __future__ import annotations

from itertools import product

from sphinx_impact.model.footing import foot
from sphinx_impact.model.problems import Code
from sphinx_impact.model.rules import line_rules
from tests.model.writing import statement


def test_two_items_are_made_of_the_total_of_their_section() -> None:
    footed = foot(statement("2023\n A | one | item | one | all | 1\n A | two | item | two | all | 3\n A | all | total | all | | 3"))
    assert [(problem.code, problem.origin.line) for problem in footed.problems] == [(Code.FORMULA, 2)]
    assert len(footed.cells) == 3


def test_whatever_names_whatever_addends_come_before_their_sums() -> None:
    formulas = ["", "a", "b + c", "c", "d"]
    for of_a, of_b, of_c, of_d in product(formulas, formulas, formulas, formulas[:4]):
        made = statement(
            f"2023\n S | a | item | a | {of_a} | 1\n S | b | item | b | {of_b} | \n S | c | total | c | {of_c} | \n S | d | total | d | {of_d} | 5"
        )
        rules = line_rules(made)
        places = {line: place for place, line in enumerate(rules.order)}
        assert sorted(places) == [0, 1, 2, 3]
        for line, own in rules.rules.items():
            assert all(places[addend] < places[line] for rule in own for _, addend in rule.addends), (of_a, of_b, of_c, of_d)
        assert len(foot(made).cells) == 4
