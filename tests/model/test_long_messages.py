"""Messages are one line and not too long, whatever they repeat."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_impact.model.addresses import AddressError, parse_address
from sphinx_impact.model.entities import Form, Qualifier
from sphinx_impact.model.footing.expressions import FormulaError, parse_formula, parse_relation
from sphinx_impact.model.limits import MESSAGE_LENGTH, WORD_LENGTH
from sphinx_impact.model.loading.fields import link_problem
from sphinx_impact.model.loading.sponsors import parse_sponsors
from sphinx_impact.model.numbers.parse import NumberError, parse_number, parse_quantity
from sphinx_impact.model.problems import Code, Origin, Problem

HERE = Origin("data/stats.yaml", 3)


def test_a_problem_keeps_its_beginning_and_its_cure() -> None:
    message = Problem(HERE, Code.KEY, f"the key {'x' * 5000} is taken; write another one").message
    assert message.startswith("the key xxx")
    assert message.endswith("xxx is taken; write another one")
    assert max(map(len, message.split())) == WORD_LENGTH
    message = Problem(HERE, Code.KEY, f"there are {'many, ' * 5000} and more; delete some").message
    assert message.startswith("there are many, many")
    assert message.endswith("and more; delete some")
    assert len(message) == MESSAGE_LENGTH


def test_a_problem_of_a_usual_length_is_left_alone() -> None:
    message = "see https://example.org/" + "a" * 150 + " " + "words " * 100 + "end"
    assert Problem(HERE, Code.URL, message).message == message


@pytest.mark.parametrize("text", ["a\u2028b", "a\nb", "a/b" * 900 + "@x"])
def test_an_address(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400


def test_a_link() -> None:
    assert len(link_problem(f"example.{'x' * 5000}/")) < 400
    assert len(link_problem(f"{'x' * 5000}:y")) < 400


@pytest.mark.parametrize("text", ["1" * 400 + ",5", "5" * 400 + ".", "5" * 400 + "-"])
def test_a_number(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_number(text)
    assert len(str(caught.value)) < 250


def test_formulas() -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula("a" * 900 + " " + "b" * 900)
    assert len(str(caught.value)) < 200
    with pytest.raises(FormulaError) as caught:
        parse_relation("count(s)total(\x0b)>")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["approxİmately 8 bİllion", "APPROXıMATELY 8 bıllıon", "cloſe to 8 billion"])
def test_letters_that_are_an_i_or_an_s_in_another_case(text: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.form) == (Decimal(8_000_000_000), Form.WORDS)
    assert quantity.qualifier in {Qualifier.ABOUT, Qualifier.NEARLY}


def test_a_sponsor_with_a_name_longer_than_a_csv_file_may_have_one() -> None:
    roll, _problems = parse_sponsors(f"Gold: {'x' * 140_000}, B\n", origin=HERE)
    assert roll is not None
    assert [len(sponsor.name.text) for sponsor in roll.tiers[0].sponsors] == [140_000, 1]
