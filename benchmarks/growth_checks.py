"""Measure whether the checks grow with the data, and no faster: footing, tie-outs, contradictions and statement tables at n, 2n and 4n.

Run ``python benchmarks/growth_checks.py``; ``--rows`` sets another n. For each case it prints how many calls of functions the check makes,
which is the same on every machine, and the seconds of processor time. The bar: four times the data make at most five times the calls.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_impact.components.statement_table import StatementTable
from sphinx_impact.model.checks.audit import audit
from sphinx_impact.model.checks.operands import Evidence
from sphinx_impact.model.entities import Address, AmountKind, Form, Good, Profile, Qualifier, Stat, Status, StatValue, Text, Waiver
from sphinx_impact.model.footing.expressions import TieOut, parse_relation
from sphinx_impact.model.footing.foot import Footed, foot
from sphinx_impact.model.loading.statements import parse_statement
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from docutils import nodes

    from sphinx_impact.model.entities import Column, Figure, Line, Statement

    Check = Callable[[], object]

BAR = 5.0
HERE = Origin("books.csv", 1)
PROFILE = Profile("Example", "", "", "", "USD", {}, None, {}, HERE)


# ---- statements ----


def statement(rows: list[str], columns: str = "2023,2022", name: str = "books", **meta: str) -> Statement:
    """Read rows of ``section,line,kind,id,formula,amounts…``."""
    text = f"section,line,kind,id,formula,{columns}\n" + "\n".join(rows) + "\n"
    found, problems = parse_statement(
        text, origin=HERE, id=name, meta={"title": name, "type": "schedule", **meta}, profile=PROFILE, strict_columns=False
    )
    if found is None:
        sys.exit("\n".join(map(str, problems[:5])))
    return found


def items(count: int, label: str = "Item {}", section: str = "S", first: int = 0) -> list[str]:
    """Return rows of items."""
    return [
        f"{section},{label.format(number)},item,i{number},,{number % 97 + 1},{number % 89 + 1}" for number in range(first, first + count)
    ]


def footing(rows: list[str], waivers: list[Waiver] | None = None) -> Check:
    """Return the footing of a statement."""
    made = statement(rows)
    return lambda: foot(made, waivers or (), PROFILE, waivers_path="waivers.yaml")


def one_section(count: int) -> Check:
    """A section of many items, and a total that is wrong."""
    return footing([*items(count), "S,All,total,all,,1,1"])


def many_totals(count: int) -> Check:
    """A section with as many totals as items."""
    return footing([*items(count // 2), *(f"S,All {number},total,t{number},,{number},1" for number in range(count // 2))])


def many_subtotals(count: int) -> Check:
    """Subtotals of two items each, all of them wrong."""
    rows = []
    for number in range(0, count, 3):
        rows += [*items(2, first=number), f"S,Sub {number},subtotal,s{number},,{number},1"]
    return footing(rows)


def many_sections(count: int) -> Check:
    """Sections of two items, all of them wrong."""
    rows = []
    for number in range(0, count, 3):
        rows += [*items(2, section=f"S{number}", first=number), f"S{number},Sub {number},total,s{number},,{number},1"]
    return footing(rows)


def chain(count: int) -> Check:
    """Results each of which is made of the one before, all of them wrong."""
    return footing(
        ["S,Item 0,item,r0,,5,5", *(f"S,Result {number},result,r{number},r{number - 1} + r0,{number * 7},3" for number in range(1, count))]
    )


def tangle(count: int) -> Check:
    """Results each of which is made of eight before it, all of them wrong."""
    first = [f"S,Item {number},item,r{number},,{number},5" for number in range(8)]
    formulas = (" + ".join(f"r{number - back}" for back in range(1, 9)) for number in range(8, count))
    return footing(
        [*first, *(f"S,Result {number},result,r{number},{formula},{number * 7},3" for number, formula in enumerate(formulas, 8))]
    )


def circles(count: int) -> Check:
    """Pairs of results that are made of one another."""
    return footing([f"S,Result {number},result,r{number},r{number ^ 1},1,1" for number in range(count // 2 * 2)])


def one_circle(count: int) -> Check:
    """One circle of all results."""
    return footing([f"S,Result {number},result,r{number},r{(number + 1) % count},1,1" for number in range(count)])


def unknown_names(count: int) -> Check:
    """Formulas that name what is not there."""
    return footing([*items(count // 2), *(f"S,Result {number},result,r{number},j{number},1,1" for number in range(count // 2))])


def gaps(count: int) -> Check:
    """Items that were not reported, and sums over them."""
    empty = [f"S,Item {number},item,i{number},,," for number in range(count // 2)]
    return footing([*empty, *(f"S,Sum {number},result,r{number},i{number} + i0,1,1" for number in range(count // 2))])


def blank_sections(count: int) -> Check:
    """Sections that are named in their first row only."""
    rows = []
    for number in range(0, count, 4):
        rows += [
            *items(1, section=f"S{number}", first=number),
            *items(2, section="", first=number + 1),
            f",Sub {number},subtotal,s{number},,{number},1",
        ]
    return footing(rows)


def stale_waivers(count: int) -> Check:
    """As many waivers as rows, of which none fits."""
    waivers = [
        Waiver("footing", Address(f"books.s{number}", "2023"), Decimal(1), None, Text("so", HERE), True, HERE)
        for number in range(0, count, 3)
    ]
    rows = []
    for number in range(0, count, 3):
        rows += [*items(2, section=f"S{number}", first=number), f"S{number},Sub {number},total,s{number},,{number},1"]
    return footing(rows, waivers)


def across(count: int) -> Check:
    """Rows that do not add up across."""
    rows = [f"S,Item {number},item,i{number},,{number},1,5" for number in range(count)]
    text = "section,line,kind,id,formula,a,b,c\n" + "\n".join([*rows, "S,All,total,all,,3,3,3"]) + "\n"
    found, _ = parse_statement(
        text, origin=HERE, id="books", meta={"title": "b", "type": "schedule"}, profile=PROFILE, strict_columns=False
    )
    assert found is not None
    made = with_formula(found, "c", "a + b")
    return lambda: foot(made, (), PROFILE, waivers_path="waivers.yaml")


def with_formula(made: Statement, column: str, formula: str) -> Statement:
    """Return a statement one of whose columns has a formula."""
    columns = tuple(dataclasses.replace(one, formula=formula) if one.id == column else one for one in made.columns)
    return dataclasses.replace(made, columns=columns)


# ---- relations ----


def evidence(stats: dict[str, Stat], statements: list[Statement]) -> Evidence:
    """Return what a tie-out can ask."""
    return Evidence("data", Lookup(PROFILE, stats, {one.id: foot(one, (), PROFILE) for one in statements}), None, {}, {})


def stats(count: int, label: str = "people in place {}") -> dict[str, Stat]:
    """Return stats in groups of ten."""
    found = {}
    for number in range(count):
        exact = Qualifier.EXACT
        value = StatValue(Decimal(number), AmountKind.NUMBER, str(number), None, exact, Form.FULL, None, None, Status.FINAL, "", None, HERE)
        key = f"group-{number // 10}.stat-{number % 10}"
        found[key] = Stat(key, Text(label.format(number), HERE), "people", Good.NEITHER, (value,), HERE)
    return found


def tie_out(number: int, that: str, *, rounding: bool = False) -> TieOut:
    """Return a tie-out."""
    return TieOut(
        f"t{number}", None, Text(that, HERE), parse_relation(that), (), False, None, rounding, False, Origin("tieouts.yaml", number + 1)
    )


def relations(that: str, *, waived: bool = False) -> Callable[[int], Check]:
    """Return a case of as many tie-outs as stats."""

    def case(count: int) -> Check:
        known = stats(count)
        ties = [tie_out(number, that.format(group=number // 10, stat=number % 10, number=number)) for number in range(count)]
        waivers = [Waiver("tie-out", Address(f"t{number}"), Decimal(3), None, Text("so", HERE), True, HERE) for number in range(count)]
        return lambda: audit(evidence(known, []), ties, waivers if waived else [])

    return case


def each_item(count: int) -> Check:
    """One tie-out for every row of a statement, as far as rounding goes."""
    made = statement([f"S,Item {number},item,i{number},,{number},{number + 3}" for number in range(count)], "a,b")
    return lambda: audit(evidence({}, [made]), [tie_out(0, "books.*/a = books.*/b", rounding=True)], [])


def one_label(count: int) -> Check:
    """Rows and stats of one label."""
    made = statement(items(count // 2, label="Total of all"), "a,b")
    known = stats(count // 2, label="total of all")
    return lambda: audit(evidence(known, [made]), [], [])


def two_statements(count: int) -> Check:
    """Two statements that share every label, and disagree on each."""
    one = statement([f"S,Total of item {number},item,i{number},,{number},1" for number in range(count // 2)], "a,b", "one")
    two = statement([f"S,Total of item {number},item,i{number},,{number + 1},1" for number in range(count // 2)], "a,b", "two")
    return lambda: audit(evidence({}, [one, two]), [], [])


# ---- tables ----


def table(count: int) -> Check:
    """A table of many rows and sections, with as many notes as sums."""
    rows = []
    for number in range(0, count, 3):
        rows += [*items(2, section=f"S{number}", first=number), f"S{number},Sub {number},total,s{number},,{number},1"]
    made = statement(rows)
    reason = Text("so", HERE)
    differences = (Decimal(number - (number % 97 + 1) - ((number + 1) % 97 + 1)) for number in range(0, count, 3))
    waivers = [
        Waiver("footing", Address(f"books.s{number}", "2023"), difference, None, reason, True, HERE)
        for number, difference in zip(range(0, count, 3), differences, strict=True)
    ]
    footed = foot(made, waivers, PROFILE)

    def figure(_footed: Footed, _line: Line, _column: Column) -> Figure | None:
        return None

    def text(kind: type[nodes.TextElement], words: Text) -> nodes.TextElement:
        return kind(words.text, words.text)

    return lambda: StatementTable(
        footed,
        made.columns,
        made.lines,
        made.scale,
        [],
        None,
        {},
        "a",
        Formats("en"),
        text,
        figure,
        lambda _footed, _line, _column: (),
        Path(),
        folds=False,
    ).build()


CASES: dict[str, Callable[[int], Check]] = {
    "footing: one section": one_section,
    "footing: as many totals as items": many_totals,
    "footing: wrong subtotals": many_subtotals,
    "footing: wrong sections": many_sections,
    "footing: a chain of wrong formulas": chain,
    "footing: a tangle of wrong formulas": tangle,
    "footing: circles of two": circles,
    "footing: one circle": one_circle,
    "footing: unknown names": unknown_names,
    "footing: not reported": gaps,
    "footing: blank sections": blank_sections,
    "footing: stale waivers": stale_waivers,
    "cross-footing: wrong rows": across,
    "tie-outs that hold": relations("group-{group}.stat-{stat} = {number}"),
    "tie-outs that do not hold": relations("group-{group}.stat-{stat} = {number} * 3 + 500"),
    "tie-outs over groups": relations("sum(group-{group}.*) = group-{group}.stat-{stat}"),
    "tie-outs with unknown addresses": relations("group-{group}.stet-{stat} = 3"),
    "tie-outs with stale waivers": relations("group-{group}.stat-{stat} = {number}", waived=True),
    "tie-outs of each item, rounded": each_item,
    "contradictions: one label": one_label,
    "contradictions: two statements": two_statements,
    "statement table with notes": table,
}


def measure(check: Check) -> tuple[int, float]:
    """Return how many calls a check makes, and how long it takes."""
    start = time.process_time()
    check()
    took = time.process_time() - start
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        check()
    finally:
        sys.setprofile(None)
    return calls, took


def main() -> int:
    """Measure every case, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500, help="n (default: 500)")
    parser.add_argument("--only", default="", help="only cases whose name has this in it")
    given = parser.parse_args()
    rows: int = given.rows
    sizes = (rows, 2 * rows, 4 * rows)
    print(f"{'calls of functions, and seconds, for rows:':44}" + "".join(f"{size:>12,}{'':8}" for size in sizes) + "  growth")
    worst = 0.0
    for name, case in CASES.items():
        if given.only not in name:
            continue
        found = [measure(case(size)) for size in sizes]
        growth = found[2][0] / found[0][0]
        worst = max(worst, growth)
        cells = "".join(f"{calls:>12,} {took:6.2f} " for calls, took in found)
        print(f"{name:44}{cells}{growth:8.1f}", flush=True)
    print(f"The most that four times the data cost is {worst:.1f} times the calls; the bar is {BAR:.0f}.")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
