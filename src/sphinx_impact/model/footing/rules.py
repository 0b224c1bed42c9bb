"""What adds up to what in a statement: each formula, written or implied, as addends with signs."""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sphinx_impact.model.entities import Column, Kind, Line, Statement
from sphinx_impact.model.footing.diagnosis import Amounts, formula_for
from sphinx_impact.model.footing.expressions import FormulaError, parse_formula, spaced, terms_of
from sphinx_impact.model.names import hint, slug
from sphinx_impact.model.numbers.exact import total
from sphinx_impact.model.problems import Code, Origin, Problem, quoted

MOST_HINTS: Final = 50
"""For so many names that are not known, the nearest one is looked for: that takes long among many."""

_DIGITS: Final = re.compile(r"[0-9][0-9.,_]*")
_SUMS: Final = frozenset({Kind.SUBTOTAL, Kind.TOTAL, Kind.RESULT})
_MOST_SUMS: Final = 20
_SHORT: Final = 200
"""Characters of a formula that is written out in a message with its mistake mended."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What a line or a column is the sum of.

    Attributes:
        addends: How often (1, -1) each line or column counts, and its index.
        check: Code of the check.
        gives: Begins "… 4,797": ``its items add up to``.
        written: Whether its addends were named, in a formula or as a roll-forward. Those of totals without a formula are one and the same
            tuple for all totals of a section.
    """

    addends: tuple[tuple[int, int], ...]
    check: Code
    gives: str
    written: bool = True


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
    checks = [Code.FOOTING if line.kind in {Kind.SUBTOTAL, Kind.TOTAL} else Code.RESULT for line in lines]
    owners = [_Owner("line", line.id, line.label.text, line.formula, check, line.origin) for line, check in zip(lines, checks, strict=True)]
    problems: list[Problem] = []
    roll = _roll_forward(statement, ids, problems)
    sections = _sections(lines)
    rules: dict[int, tuple[Rule, ...]] = {}
    broken: set[int] = set()
    for number, line in enumerate(lines):
        found: Rule | list[Problem]
        if line.kind is Kind.HEADING or (not line.formula and (line.kind is Kind.ITEM or (line.kind is Kind.RESULT and number in roll))):
            continue
        if line.formula:
            found = _written(owners[number], number, ids, hints=len(problems) < MOST_HINTS)
        elif line.kind is Kind.RESULT:
            found = [owners[number].problem(f"{line.label} is a result without a formula; write one, such as “revenue - expenses”")]
        else:
            found = sections[line.section].rule(owners[number], number, line, lines if len(problems) < MOST_HINTS else ())
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
    siblings = _Siblings(columns)
    for number, column in enumerate(columns):
        if not column.formula:
            continue
        ids = siblings.of(column)
        if siblings.stands_alone(column, ids):
            continue
        found = _written(owners[number], number, ids, hints=len(problems) < MOST_HINTS)
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


class _Siblings:
    """The columns that a column's formula can name: by name those of its own period, by id the others.

    ``program`` in the formula of ``fy23/total`` never means this year's column.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._named: dict[str | None, dict[str, int]] = defaultdict(dict)
        self._names = {column.name for column in columns}
        for number, column in enumerate(columns):
            if column.name:
                self._named[column.period].setdefault(column.name, number)
        self._all = _index((column.id, number) for number, column in enumerate(columns))
        self._apart = _index((column.id, number) for number, column in enumerate(columns) if "/" in column.id or not column.name)

    def of(self, column: Column) -> Mapping[str, int]:
        """Return the index of each column that the formula of a column can name."""
        return ChainMap(self._named[column.period], self._apart if "/" in column.id else self._all)

    def stands_alone(self, column: Column, ids: Mapping[str, int]) -> bool:
        """Whether a column such as ``fy23/total`` is there without any of its addends: the total of a year before, for comparison."""
        names = {name for _sign, name in terms_of(column.formula)}
        return bool(names) and "/" in column.id and not any(name in ids for name in names) and all(name in self._names for name in names)


def _written(owner: _Owner, number: int, ids: Mapping[str, int], *, hints: bool) -> Rule | list[Problem]:
    """Return the rule that a formula writes, or what is wrong with it."""
    of = f"the formula {quoted(owner.formula)} of {owner.name}"
    try:
        formula = parse_formula(owner.formula)
    except FormulaError as error:
        return [owner.problem(f"{of} cannot be read: {error}{_by_ids(owner.formula, ids)}")]
    unknown = [name for name in formula.names if name not in ids]
    if unknown:
        cures = [_cure(name, ids, hints=hints and at < MOST_HINTS) for at, name in enumerate(unknown)]
        none = f"which is no {owner.noun} of the statement"
        return [owner.problem(f"{of} names “{name}”, {none}{cure}") for name, cure in zip(unknown, cures, strict=True)]
    addends = tuple((sign, ids[name]) for sign, name in formula.terms)
    if any(addend == number for _, addend in addends):
        return [owner.problem(f"{of} names the {owner.noun} itself; name what it is made of")]
    return Rule(addends, owner.check, f"{quoted(owner.formula)} gives")


def _by_ids(formula: str, ids: Mapping[str, int]) -> str:
    """Return the formula that was meant where lines are named by their labels instead of their ids."""
    if len(formula) > _SHORT:
        return ""
    parts = re.split(r"\s+([+–—−-])\s+", formula.strip().removeprefix("="))
    named = [slug(part) if at % 2 == 0 else "+" if part == "+" else "-" for at, part in enumerate(parts)]
    return f": write {' '.join(named)}" if len(parts) > 1 and all(name in ids for name in named[::2]) else ""


def _cure(name: str, ids: Mapping[str, int], *, hints: bool) -> str:
    """Say what may have been meant by an unknown id."""
    if _DIGITS.fullmatch(name):
        return "; a formula adds up lines and takes no numbers: give the amount a line of its own"
    minus = spaced(name, ids)
    if minus:
        return f"; ids have hyphens in them, so put spaces around a minus: {minus}"
    return hint(name, ids) if hints else ""


class _Section:
    """The lines of a section, from which the sums without a formula take their items."""

    def __init__(self) -> None:
        self.items: list[int] = []
        self.subtotals: list[int] = []

    @functools.cached_property
    def _all(self) -> Rule:
        return Rule(tuple((1, index) for index in self.items), Code.FOOTING, "its items add up to", written=False)

    def rule(self, owner: _Owner, number: int, line: Line, lines: Sequence[Line]) -> Rule | list[Problem]:
        """Return the rule of a subtotal or total without a formula, or that it has none, and with the help of all lines, why."""
        if line.kind is not Kind.SUBTOTAL:
            return self._all if self.items else [owner.problem(_nothing(line, f"its section “{line.section}” has no items", lines))]
        at = bisect.bisect_left(self.subtotals, number)
        last = self.subtotals[at - 1] if at else -1
        items = self.items[bisect.bisect_left(self.items, last) : bisect.bisect_left(self.items, number)]
        if items:
            return Rule(tuple((1, index) for index in items), Code.FOOTING, "its items add up to", written=False)
        where = (
            "there are no items between it and the subtotal before" if last >= 0 else f"there are no items before it in “{line.section}”"
        )
        return [owner.problem(_nothing(line, where, lines))]


def _sections(lines: Sequence[Line]) -> Mapping[str, _Section]:
    found: dict[str, _Section] = defaultdict(_Section)
    for number, line in enumerate(lines):
        section = found[line.section]
        if line.kind is Kind.ITEM:
            section.items.append(number)
        elif line.kind is Kind.SUBTOTAL:
            section.subtotals.append(number)
    return found


def _nothing(line: Line, where: str, lines: Sequence[Line]) -> str:
    """Say that a sum has nothing to add up, and what was probably meant."""
    begin = f"{line.label} has nothing to add up: "
    above = [other for other in lines if other.section and other.origin < line.origin]
    if not line.section and above:
        section = above[-1].section
        return f"{begin}it has no section, and stands below “{section}”: write that in its row, too, as in every row of the section"
    same = [other for other in lines if other.section == line.section and other.kind is Kind.ITEM and other.origin < line.origin]
    if line.kind is Kind.SUBTOTAL and same and _amounts(line) == _sum([_amounts(other) for other in same]):
        return f"{begin}{where}; it is the sum of all items of its section: write total as its kind"
    sums = [(other.id, _amounts(other)) for other in lines if other.kind in _SUMS and other is not line][:_MOST_SUMS]
    width = len(_amounts(line))
    formula = formula_for(_amounts(line), [row for row in sums if len(row[1]) == width]) if width == len(line.cells) else ""
    return f"{begin}{where}; give it a formula over the ids of lines{f': “{formula}” gives its amounts' if formula else ''}"


def _amounts(line: Line) -> Amounts:
    return tuple(cell.amount.value for cell in line.cells if cell.amount.value is not None)


def _sum(rows: Sequence[Amounts]) -> Amounts:
    return tuple(total((1, amount) for amount in amounts) for amounts in zip(*rows, strict=False))


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
    order, circles = _sorted(len(owners), rules)
    for circle in circles:
        first = min(circle, key=lambda number: owners[number].origin)
        turn = circle.index(first)
        path = " → ".join(owners[number].id for number in [*circle[turn:], *circle[:turn], first])
        problems.append(
            owners[first].problem(f"the formula of {owners[first].name} goes round in a circle: {path}; name what it is made of")
        )
        broken.update(circle)
        for number in circle:
            del rules[number]
    late: dict[int, tuple[Rule, ...]] = {}
    for number, rule in roll.items():
        own = rules.get(number, ())
        if any(sorted(rule.addends) == sorted(other.addends) for other in own):
            continue
        with_it = {**rules, number: (*own, rule)}
        longer, circles = _sorted(len(owners), with_it)
        if circles:
            late[number] = (rule,)
        else:
            rules, order = with_it, longer
    return Rules(order, rules, late, frozenset(broken), tuple(problems))


def _nodes(count: int, rules: Mapping[int, Iterable[Rule]]) -> dict[int, list[int]]:
    """Return what each index is made of. Addends that many rules share are a node of their own, so that they are gone through once."""
    nodes: dict[int, list[int]] = {}
    shared: dict[int, int] = {}  # the node of addends that were not written, by their identity
    for number, own in rules.items():
        nodes[number] = []
        for rule in own:
            addends = [addend for _, addend in rule.addends]
            if rule.written:
                nodes[number] += addends
            else:
                node = shared.setdefault(id(rule.addends), count + len(shared))
                nodes.setdefault(node, addends)
                nodes[number].append(node)
    return nodes


def _sorted(count: int, rules: Mapping[int, Iterable[Rule]]) -> tuple[tuple[int, ...], list[list[int]]]:
    """Return all indices with addends before their sums, and the circles: indices each of which is made of the next.

    What is in a circle is put in order as if it were made of nothing.
    """
    nodes = _nodes(count, rules)
    order: list[int] = []
    circles: list[list[int]] = []
    done: set[int] = set()
    paused: dict[int, Iterator[int]] = {}  # what is left of shared addends that a circle went through
    for root in range(count):
        path = [] if root in done else [root]
        left = {node: iter(nodes.get(node, ())) for node in path}
        depth = {root: 0}
        while path:
            node = path[-1]
            below = next(left[node], None)
            if below is None:
                path.pop()
                del depth[node]
                if node not in paused:
                    done.add(node)
                    order.append(node)
            elif below in depth:
                circle = path[depth[below] :]
                circles.append([one for one in circle if one < count])
                stopped = circle[below >= count :]  # what leads into shared addends needs the others of them, too
                paused.update((one, left[one]) for one in stopped if one >= count)
                left.update((one, iter(())) for one in stopped)
            elif below not in done:
                depth[below] = len(path)
                path.append(below)
                left[below] = paused.pop(below) if below in paused else iter(nodes.get(below, ()))
    return tuple(node for node in order if node < count), circles
