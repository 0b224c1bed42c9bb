"""What adds up to what in a statement: each formula, written or implied, as addends with signs."""

from __future__ import annotations

import dataclasses
import graphlib
from collections.abc import Iterable, Mapping, Sequence

from sphinx_impact.model.entities import Column, Kind, Line, Statement
from sphinx_impact.model.formulas import FormulaError, parse_formula
from sphinx_impact.model.nearest import hint
from sphinx_impact.model.problems import Code, Origin, Problem


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What a line or a column is the sum of.

    Attributes:
        addends: How often (1, -1) each line or column counts, and its index.
        check: Code of the check.
        gives: Begins "… 4,797": ``its items add up to``.
    """

    addends: tuple[tuple[int, int], ...]
    check: Code
    gives: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """All rules of the lines, or of the columns, of a statement.

    Attributes:
        order: Indices, addends before their sums.
        rules: Rules by index; the first one that can be worked out fills an empty cell.
        late: Rules that would go round in a circle: they are checked when all else is done.
        broken: Indices whose formula cannot be used.
    """

    order: tuple[int, ...]
    rules: Mapping[int, tuple[Rule, ...]]
    late: Mapping[int, tuple[Rule, ...]]
    broken: frozenset[int]
    problems: tuple[Problem, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class _Owner:
    """A line or column, as far as its formula and messages about it need it."""

    noun: str
    id: str
    name: str
    formula: str
    check: Code
    origin: Origin

    def problem(self, message: str) -> Problem:
        return Problem(self.origin, Code.FORMULA, message)


def line_rules(statement: Statement) -> Rules:
    """Work out what each line is the sum of."""
    lines = statement.lines
    ids = _index((line.id, number) for number, line in enumerate(lines) if line.kind is not Kind.HEADING)
    owners = [_Owner("line", line.id, line.label.text, line.formula, _check_of(line), line.origin) for line in lines]
    problems: list[Problem] = []
    roll = _roll_forward(statement, ids, problems)
    rules: dict[int, tuple[Rule, ...]] = {}
    broken: set[int] = set()
    for number, line in enumerate(lines):
        found: Rule | list[Problem]
        if line.kind is Kind.HEADING or (not line.formula and (line.kind is Kind.ITEM or (line.kind is Kind.RESULT and number in roll))):
            continue
        if line.formula:
            found = _written(owners[number], number, ids)
        elif line.kind is Kind.RESULT:
            found = [owners[number].problem(f"{line.label} is a result without a formula; write one, such as “revenue - expenses”")]
        else:
            found = _implied(owners[number], number, lines)
        if isinstance(found, Rule):
            rules[number] = (found,)
        else:
            problems += found
            broken.add(number)
    return _in_order(owners, rules, roll, broken=broken, problems=problems)


def column_rules(statement: Statement) -> Rules:
    """Work out what each column is the sum of."""
    columns = statement.columns
    owners = [_Owner("column", column.id, column.id, column.formula, Code.CROSS_FOOTING, column.origin) for column in columns]
    problems: list[Problem] = []
    rules: dict[int, tuple[Rule, ...]] = {}
    broken: set[int] = set()
    for number, column in enumerate(columns):
        if not column.formula:
            continue
        ids = _siblings(columns, column)
        if _stands_alone(column, columns, ids):
            continue
        found = _written(owners[number], number, ids)
        if isinstance(found, Rule):
            found = _of_one_unit(owners[number], column, columns, found)
        if isinstance(found, Rule):
            rules[number] = (found,)
        else:
            problems += found
            broken.add(number)
    return _in_order(owners, rules, {}, broken=broken, problems=problems)


def _of_one_unit(owner: _Owner, column: Column, columns: Sequence[Column], rule: Rule) -> Rule | list[Problem]:
    """Return the rule of a column whose addends have its unit, or that one has another."""
    other = next((columns[number] for _, number in rule.addends if columns[number].unit != column.unit), None)
    if other is None:
        return rule
    has = f"{owner.name} is in {column.unit}, and {other.id} in {other.unit}"
    return [owner.problem(f"the formula “{owner.formula}” of {owner.name} adds two units: {has}; give both one unit, or leave it out")]


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the first index of each id."""
    index: dict[str, int] = {}
    for name, number in pairs:
        index.setdefault(name, number)
    return index


def _siblings(columns: Sequence[Column], column: Column) -> dict[str, int]:
    """Return the columns that a column's formula can name: by name those of its own period, by id the others.

    ``program`` in the formula of ``fy23/total`` never means this year's column.
    """
    joined = "/" in column.id
    own = ((other.name, number) for number, other in enumerate(columns) if other.name and other.period == column.period)
    others = ((other.id, number) for number, other in enumerate(columns) if not joined or "/" in other.id or not other.name)
    return _index([*own, *others])


def _stands_alone(column: Column, columns: Sequence[Column], ids: Mapping[str, int]) -> bool:
    """Whether a column such as ``fy23/total`` is there without any of its addends: the total of a year before, for comparison."""
    try:
        names = parse_formula(column.formula).names
    except FormulaError:
        return False
    return (
        "/" in column.id and not any(name in ids for name in names) and all(any(name == other.name for other in columns) for name in names)
    )


def _check_of(line: Line) -> Code:
    return Code.FOOTING if line.kind in {Kind.SUBTOTAL, Kind.TOTAL} else Code.RESULT


def _written(owner: _Owner, number: int, ids: Mapping[str, int]) -> Rule | list[Problem]:
    """Return the rule that a formula writes, or what is wrong with it."""
    of = f"the formula “{owner.formula}” of {owner.name}"
    try:
        formula = parse_formula(owner.formula)
    except FormulaError as error:
        return [owner.problem(f"{of} cannot be read: {error}")]
    unknown = [name for name in formula.names if name not in ids]
    if unknown:
        return [owner.problem(f"{of} names “{name}”, which is no {owner.noun} of the statement{_cure(name, ids)}") for name in unknown]
    addends = tuple((sign, ids[name]) for sign, name in formula.terms)
    if any(addend == number for _, addend in addends):
        return [owner.problem(f"{of} names the {owner.noun} itself; name what it is made of")]
    return Rule(addends, owner.check, f"“{owner.formula}” gives")


def _cure(name: str, ids: Mapping[str, int]) -> str:
    """Say what may have been meant by an unknown id."""
    for position, mark in enumerate(name):
        left, right = name[:position], name[position + 1 :]
        if mark == "-" and left in ids and right in ids:
            return f"; ids have hyphens in them, so put spaces around a minus: {left} - {right}"
    return hint(name, ids)


def _implied(owner: _Owner, number: int, lines: Sequence[Line]) -> Rule | list[Problem]:
    """Return the rule of a subtotal or total without a formula, or that it has none."""
    line = lines[number]
    section = [index for index, other in enumerate(lines) if other.section == line.section]
    items = [index for index in section if lines[index].kind is Kind.ITEM]
    where = f"its section “{line.section}” has no items"
    if line.kind is Kind.SUBTOTAL:
        last = max((index for index in section if index < number and lines[index].kind is Kind.SUBTOTAL), default=-1)
        items = [index for index in items if last < index < number]
        where = (
            "there are no items between it and the subtotal before" if last >= 0 else f"there are no items before it in “{line.section}”"
        )
    if items:
        return Rule(tuple((1, index) for index in items), Code.FOOTING, "its items add up to")
    return [owner.problem(f"{owner.name} has nothing to add up: {where}; give it a formula over the ids of lines")]


def _roll_forward(statement: Statement, ids: Mapping[str, int], problems: list[Problem]) -> dict[int, Rule]:
    """Return the rule that a roll-forward makes for its closing line."""
    roll = statement.roll_forward
    if roll is None:
        return {}
    unknown = [name for name in dict.fromkeys((roll.opening, roll.change, roll.closing)) if name not in ids]
    for name in unknown:
        what = f"the roll-forward names “{name}”, which is no line of the statement{hint(name, ids)}"
        problems.append(Problem(roll.origin, Code.FORMULA, what))
    if unknown:
        return {}
    gives = f"“{roll.opening} + {roll.change}” gives"
    return {ids[roll.closing]: Rule(((1, ids[roll.opening]), (1, ids[roll.change])), Code.ROLL_FORWARD, gives)}


def _in_order(
    owners: Sequence[_Owner],
    rules: dict[int, tuple[Rule, ...]],
    roll: Mapping[int, Rule],
    *,
    broken: set[int],
    problems: list[Problem],
) -> Rules:
    """Put addends before their sums, and take out what goes round in a circle."""
    order = _sorted(len(owners), rules)
    while not isinstance(order, tuple):
        first = min(order, key=lambda number: owners[number].origin)
        turn = order.index(first)
        path = " → ".join(owners[number].id for number in [*order[turn:], *order[:turn], first])
        problems.append(
            owners[first].problem(f"the formula of {owners[first].name} goes round in a circle: {path}; name what it is made of")
        )
        broken.update(order)
        rules = {number: found for number, found in rules.items() if number not in order}
        order = _sorted(len(owners), rules)
    late: dict[int, tuple[Rule, ...]] = {}
    for number, rule in roll.items():
        own = rules.get(number, ())
        if any(sorted(rule.addends) == sorted(other.addends) for other in own):
            continue
        longer = _sorted(len(owners), {**rules, number: (*own, rule)})
        if isinstance(longer, tuple):
            rules, order = {**rules, number: (*own, rule)}, longer
        else:
            late[number] = (rule,)
    return Rules(order, rules, late, frozenset(broken), tuple(problems))


def _sorted(count: int, rules: Mapping[int, Iterable[Rule]]) -> tuple[int, ...] | list[int]:
    """Return all indices with addends before their sums; or, as a list, indices each of which is made of the next, in a circle."""
    graph = {number: sorted({addend for rule in rules.get(number, ()) for _, addend in rule.addends}) for number in range(count)}
    try:
        return tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        return [*reversed(error.args[1][1:])]
