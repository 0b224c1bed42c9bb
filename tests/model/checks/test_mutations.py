"""Any digit of any amount of the sample report, changed, is noticed: by its statement, by a tie-out, or as a contradiction."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

import pytest

from sphinx_impact.model.checks.audit import audit
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.checks.tie_outs import check_tie_outs
from sphinx_impact.model.entities import Address, AmountKind, Qualifier
from sphinx_impact.model.footing.expressions import Count
from sphinx_impact.model.footing.foot import foot
from sphinx_impact.model.load import load_report
from sphinx_impact.model.loading.checks import STATEMENT_CHECKS
from sphinx_impact.model.loading.csv import load_list
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.numbers.parse import NumberError, parse_amount, parse_quantity
from sphinx_impact.model.problems import Origin
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_impact.model.checks.tie_outs import Outcome
    from sphinx_impact.model.entities import Stat, Statement, Waiver
    from sphinx_impact.model.footing.expressions import Listed, TieOut
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.report import Report

STATEMENTS = ("activities", "position")


@functools.cache
def sample() -> Report:
    return load_report(ROOT / "report")


@functools.cache
def tables() -> dict[str, Listed | None]:
    """The CSV files that the sample's tie-outs count."""
    operands = [operand for tie_out in sample().tie_outs for operand in tie_out.relation.operands]
    names = {operand.what for operand in operands if isinstance(operand, Count) and operand.what.endswith(".csv")}
    return {name: load_list(ROOT / "report", "data", name, Origin("", 1))[0] for name in names}


def noticed(*, stat: Stat | None = None, statement: Statement | None = None) -> bool:
    """Whether the sample report with another stat or another statement has a problem; hints do not count."""
    report = sample()
    stats, statements = dict(report.stats), dict(report.statements)
    found: list[Footed] = []
    if stat is not None:
        stats[stat.key] = stat
    if statement is not None:
        inside = [waiver for waiver in report.waivers if waiver.check in STATEMENT_CHECKS]
        statements[statement.id] = foot(statement, inside, report.profile, waivers_path="data/waivers.yaml")
        found.append(statements[statement.id])
    if any(footed.problems for footed in found):
        return True
    lookup = Lookup(report.profile, stats, statements)
    evidence = Evidence("data", lookup, report.sponsors, report.groups, tables())
    tie_outs, waivers = naming(stat.key if stat is not None else "", statement.id if statement is not None else "")
    _, problems = check_tie_outs(evidence, tie_outs, waivers)  # those that the change can touch: they notice nearly everything, and fast
    if any(not problem.hint for problem in problems):
        return True
    return any(not problem.hint for problem in audit(evidence, report.tie_outs, report.waivers).problems)


@functools.cache
def naming(key: str, statement: str) -> tuple[list[TieOut], list[Waiver]]:
    """The tie-outs with a figure of a stat or a statement, and the waivers for them."""
    figures = {
        outcome.tie_out.id: outcome.figures
        for outcome in sample().audit.outcomes
        if any(figure.key == key or figure.group == statement for figure in outcome.figures)
    }
    waivers = [waiver for waiver in sample().waivers if waiver.check == "tie-out" and waiver.at.key in figures]
    return [tie_out for tie_out in sample().tie_outs if tie_out.id in figures], waivers


def changed(text: str) -> Iterator[str]:
    """The text of a number with one digit changed, in every way."""
    for place, mark in enumerate(text):
        if mark.isdigit():
            yield from (text[:place] + digit + text[place + 1 :] for digit in "0123456789" if digit != mark)


def cells(statement: Statement, wanted: set[Address] | None = None) -> Iterator[tuple[Address, str, Statement]]:
    """Every amount of a statement with one digit changed: where, what, and the statement with it."""
    report = sample()
    for number, line in enumerate(statement.lines):
        for at, column in enumerate(statement.columns):
            amount = line.cells[at].amount
            address = report.cell_figure(report.statements[statement.id], line, column).address
            if amount.kind is not AmountKind.NUMBER or (wanted is not None and address not in wanted):
                continue
            for text in changed(amount.text):
                cell = dataclasses.replace(line.cells[at], amount=parse_amount(text))
                other = dataclasses.replace(line, cells=(*line.cells[:at], cell, *line.cells[at + 1 :]))
                lines = (*statement.lines[:number], other, *statement.lines[number + 1 :])
                yield address, f"{amount.text} → {text}", dataclasses.replace(statement, lines=lines)


def stats(wanted: set[Address]) -> Iterator[tuple[Address, str, Stat | None]]:
    """Every value of a stat with one digit changed; no stat where that cannot be read, which is noticed anyway."""
    for stat in sample().stats.values():
        for at, value in enumerate(stat.values):
            address = Address(stat.key, value.period or "")
            for text in changed(value.text) if address in wanted else ():
                try:
                    other = dataclasses.replace(value, text=text, value=parse_quantity(text, ".", "USD").value)
                except NumberError:
                    yield address, f"{value.text} → {text}", None
                else:
                    values = (*stat.values[:at], other, *stat.values[at + 1 :])
                    yield address, f"{value.text} → {text}", dataclasses.replace(stat, values=values)


def is_exact(outcome: Outcome) -> bool:
    """Whether a tie-out holds two sides equal, to the last digit."""
    tie_out, report = outcome.tie_out, sample()
    figures = [report.figure(address) for address in outcome.figures]
    return (
        tie_out.relation.sign == "="
        and tie_out.about is None
        and not tie_out.rounding
        and not tie_out.hint
        and all(figure is not None and figure.qualifier is Qualifier.EXACT for figure in figures)
    )


def test_the_sample_has_no_problem_before() -> None:
    assert not noticed()
    assert all(problem.hint for problem in sample().problems)


@pytest.mark.parametrize("name", STATEMENTS)
def test_any_digit_of_a_statement(name: str) -> None:
    found = [(where, what, noticed(statement=other)) for where, what, other in cells(sample().statements[name].statement)]
    assert len(found) > 600
    missed = [f"{where}: {what}" for where, what, seen in found if not seen]
    print(f"{name}: {len(found) - len(missed)} of {len(found)} changes noticed")  # noqa: T201 - shown with -s
    assert missed == []


def test_any_digit_of_a_figure_in_an_exact_tie_out() -> None:
    exact = [outcome for outcome in sample().audit.outcomes if is_exact(outcome)]
    wanted = {address for outcome in exact for address in outcome.figures}
    found = [(where, what, other is None or noticed(stat=other)) for where, what, other in stats(wanted)]
    for footed in sample().statements.values():
        if footed.statement.id not in STATEMENTS:
            found += [(where, what, noticed(statement=other)) for where, what, other in cells(footed.statement, wanted)]
    missed = [f"{where}: {what}" for where, what, seen in found if not seen]
    apart = sorted({str(outcome.at) for outcome in sample().audit.outcomes} - {str(outcome.at) for outcome in exact})
    print(f"exact tie-outs: {len(found) - len(missed)} of {len(found)} changes of {len(wanted)} figures noticed")  # noqa: T201
    print("not noticed:", *missed or ["none"], sep="\n  ")  # noqa: T201
    print("approximate relations, not counted:", *apart, sep="\n  ")  # noqa: T201
    assert len(found) > 700
    assert len(missed) <= len(found) * 0.05


def test_the_search_can_miss() -> None:
    """A figure that nothing holds may change unnoticed: so the tests above can fail."""
    stat = sample().stats["pycon.countries"]
    (value,) = stat.values
    assert value.value is not None
    assert not noticed(stat=dataclasses.replace(stat, values=(dataclasses.replace(value, value=value.value + 1),)))
