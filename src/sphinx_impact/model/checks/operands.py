"""What the operands of a tie-out come to: figures, counts of lists, lengths of periods."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sphinx_impact.model.addresses import PREVIOUS, before, column_of, is_asked, period_meant
from sphinx_impact.model.checks.intervals import Interval, last_digit, last_place, reach
from sphinx_impact.model.entities import Address, AmountKind, Figure, Kind, Line, PeopleGroup, Profile, Qualifier, SponsorRoll
from sphinx_impact.model.footing.expressions import Count, Listed, Number, Operand, Span, Value, parse_call, spaced
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.grants import is_grants, look_like_grants
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.names import hint
from sphinx_impact.model.numbers.exact import product
from sphinx_impact.model.numbers.parse import UNSAID, UNSAID_COMMA, NumberError, decided, parse_quantity
from sphinx_impact.model.problems import Code, Origin
from sphinx_impact.model.units import COUNT, NUMBER, PERCENT, Unit, unit_of

_DAY: Final = 86_400


class OperandError(Exception):
    """An operand has no number.

    Attributes:
        code: Of the problem; None where there is none, or it was reported already.
        explain: Says why, when it is asked: looking for the nearest name takes long among thousands.
        brief: The same without the nearest name.
    """

    def __init__(self, code: Code | None, explain: str | Callable[[], str] = "", brief: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.explain = explain
        self.brief = brief or (explain if isinstance(explain, str) else "")

    def __str__(self) -> str:
        return self.explain if isinstance(self.explain, str) else self.explain()


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What an operand comes to. A percent is a share: 0.45 for 45 %.

    Attributes:
        value: The number as it was written.
        range: Everything that it may stand for.
        unit: What it is counted in.
        figures: Addresses of the figures in it.
        qualifier: How exact it is, where it is one figure.
        others: What it may be as well, where the statement that it stands in does not add up: that was reported there.
    """

    value: Fraction
    range: Interval
    unit: Unit
    figures: tuple[Address, ...] = ()
    origins: tuple[Origin, ...] = ()
    others: tuple[Fraction, ...] = ()
    qualifier: Qualifier = Qualifier.EXACT


@dataclasses.dataclass(frozen=True)
class Evidence:
    """Everything that a tie-out can ask.

    Attributes:
        data: The folder of the data files.
        tables: CSV files that are counted or added up, by their path below the data folder; None for one that cannot be read.
        broken: Ids of statements that could not be loaded, which was reported.
    """

    data: str
    lookup: Lookup
    sponsors: SponsorRoll | None
    groups: Mapping[str, PeopleGroup]
    tables: Mapping[str, Listed | None]
    broken: frozenset[str] = frozenset()

    @property
    def profile(self) -> Profile:
        """Whose report it is."""
        return self.lookup.profile

    # ---- figures ----

    def address(self, address: Address, period: str) -> Address | None:
        """Return an address with the period that it means while a tie-out is checked for `period`; None where there is none before."""
        if address.period == PREVIOUS:
            now = self.lookup.figure(Address(address.key, period, address.column))
            if now is not None and (earlier := self.lookup.previous(now)) is not None and earlier.period is not None:
                return Address(address.key, earlier.period.id, address.column)
            base = self.profile.periods.get(period)
            found = before(base, [known for known in self.profile.periods.values() if known.start is not None]) if base else None
            return Address(address.key, found.id, address.column) if found is not None else None
        return Address(address.key, address.period or period, address.column)

    def items(self, address: Address, period: str) -> list[Address]:
        """Return the addresses that ``statement.*`` or ``group.*`` means: the statement's items, or the stats of the group in a period.

        Raises:
            OperandError: There is no such statement or group.
        """
        group = address.key.removesuffix(".*")
        if group in self.broken:
            raise OperandError(None)
        if group in self.lookup.statements:
            lines = self.lookup.statements[group].statement.lines
            return [Address(f"{group}.{line.id}", address.period, address.column) for line in lines if line.kind is Kind.ITEM]
        if group not in self._stats_by_group:
            none = f"there is no statement and no group of stats “{group}”"
            raise OperandError(Code.ADDRESS, lambda: none + hint(group, [*self.lookup.statements, *self._stats_by_group]), none)
        found = [Address(key, address.period, address.column) for key in self._stats_by_group[group]]
        return [one for one in found if (meant := self.address(one, period)) is not None and self.lookup.figure(meant) is not None]

    @functools.cached_property
    def _stats_by_group(self) -> Mapping[str, list[str]]:
        """Keys of stats by what stands before their last point."""
        found: dict[str, list[str]] = {}
        for key in self.lookup.stats:
            found.setdefault(key.rpartition(".")[0], []).append(key)
        return found

    def figure(self, address: Address, period: str) -> Figure:
        """Return the figure at an address.

        Raises:
            OperandError: There is none.
        """
        meant = self.address(address, period)
        found = self.lookup.figure(meant) if meant is not None else None
        if found is None and address.group in self.broken:
            raise OperandError(None)
        if found is None:
            brief = f"there is no figure at {meant or address}"
            raise OperandError(Code.ADDRESS, lambda: self._explain(meant or address), brief)
        return found

    def _explain(self, address: Address) -> str:
        """Say why there is no figure at an address; it may be a subtraction without spaces."""
        minus = spaced(address.key, {**self.lookup.stats, **self.lookup.lines}.keys())
        if minus:
            return f"there is no figure {address.key}; a minus has spaces on both sides: {minus}"
        return self.lookup.explain(address)

    def known(self, operand: Operand, period: str, *, rounded: bool) -> Known:
        """Return what an operand comes to.

        Args:
            period: What the tie-out is checked for; empty where no period is declared.
            rounded: Whether exact numbers may have been rounded to their last place.

        Raises:
            OperandError: It comes to nothing.
        """
        if isinstance(operand, Number):
            return Known(operand.value, Interval.at(operand.value), PERCENT if operand.percent else NUMBER)
        if isinstance(operand, Count):
            return self._count(operand)
        if isinstance(operand, Span):
            return self._span(operand, period)
        if is_asked(operand.address.key) and self.lookup.grants is None:
            call = parse_call(operand.address.key)
            if call.name != "count" or call.where:
                raise OperandError(Code.ADDRESS, f"{operand} has no figure: there is no grants.csv")
            return self._count(call)  # a statement of this name
        if operand.summed:
            key = (operand, period, rounded)
            if key not in self._sums:
                self._sums[key] = self._sum(operand, period, rounded=rounded)
            return self._sums[key]
        return self._of(self.figure(operand.address, period), rounded=rounded)

    def _of(self, figure: Figure, *, rounded: bool) -> Known:
        if figure.value is None:
            if figure.kind is AmountKind.NOT_REPORTED:
                raise OperandError(Code.NOT_REPORTED, f"{figure.address} is not reported ({figure.origin})")
            raise OperandError(None)
        by = 100 if figure.unit == "percent" else 1
        range_ = self.reach(figure, rounded=rounded)
        return Known(
            Fraction(figure.value) / by,
            Interval(range_.low / by, range_.high / by),
            unit_of(figure.unit),
            (figure.address,),
            (figure.origin,),
            tuple(other / by for other in self.others(figure)),
            figure.qualifier,
        )

    def reach(self, figure: Figure, *, rounded: bool) -> Interval:
        """Return what a figure with a value may stand for, in full units."""
        assert figure.value is not None
        if figure.kind is AmountKind.NIL:
            return Interval.at(Fraction(0))
        if figure.qualifier is Qualifier.EXACT and not rounded:
            return Interval.at(Fraction(figure.value))
        unit = self.unit_of(figure)
        return reach(figure.value, figure.qualifier, unit=unit, digit=last_digit(figure.value, figure.text), rounded=rounded)

    def unit_of(self, figure: Figure) -> Fraction:
        """Return what a figure was rounded to, at the least: one in the last place of its text, or of its column."""
        if figure.value is None:
            return Fraction(0)
        if not figure.statement:
            return last_place(figure.value, figure.text)
        if figure.address not in self._units:
            footed, _, column = self._place(figure)
            self._units[figure.address] = Fraction(figure.scale.factor) * Fraction(footed.last_places[column])
        return self._units[figure.address]

    @functools.cached_property
    def _units(self) -> dict[Address, Fraction]:
        return {}

    def _place(self, figure: Figure) -> tuple[Footed, Line, int]:
        """The statement, line and index of the column of a cell."""
        address = figure.address
        footed, line = self.lookup.lines[address.key]
        column = column_of(footed.statement, address.period, address.column)
        assert column is not None  # the figure came from there
        return footed, line, column

    def others(self, figure: Figure) -> tuple[Fraction, ...]:
        """Return what a sum comes to that was given differently, in full units, so that one mistake is reported once."""
        if not figure.statement:
            return ()
        footed, line, column = self._place(figure)
        cell = footed.cell(line.id, footed.statement.columns[column].id)
        if footed.statement.rounding or cell.waiver is not None or None in {cell.given, cell.computed} or cell.given == cell.computed:
            return ()
        assert cell.computed is not None
        factor = figure.scale.factor if figure.money else Decimal(1)
        return (Fraction(product(cell.computed, factor)),)

    @functools.cached_property
    def _sums(self) -> dict[tuple[Value, str, bool], Known]:
        return {}

    def _sum(self, operand: Value, period: str, *, rounded: bool) -> Known:
        value, total = Fraction(0), Interval.at(Fraction(0))
        figures: list[Address] = []
        origins: list[Origin] = []
        unit = NUMBER
        for address in self.items(operand.address, period):
            figure = self.figure(address, period)
            if figure.kind is AmountKind.NOT_APPLICABLE:
                continue
            known = self._of(figure, rounded=rounded)
            unit = together(unit, known.unit, f"{operand} adds")
            value, total = value + known.value, total + known.range
            figures += known.figures
            origins += known.origins
        return Known(value, total, unit, tuple(figures), tuple(origins))

    # ---- lists and periods ----

    def _count(self, count: Count) -> Known:
        what = count.what
        if what.endswith(".csv"):
            return self._rows(count)
        if count.where or count.of:
            word = "of" if count.of else "where"
            raise OperandError(Code.FORMULA, f"“{word}” is for CSV files only: name one, as in lists/members.csv")
        lists = self._lists
        if what not in lists:
            raise OperandError(Code.ADDRESS, f"there is no list “{what}” to count{hint(what, lists) or '; there is ' + ', '.join(lists)}")
        number, origin = lists[what]
        return Known(Fraction(number), Interval.at(Fraction(number)), COUNT, (), (origin,))

    def _rows(self, count: Count) -> Known:
        """Count rows of a CSV file, or add up a column of them."""
        if is_grants(count.what):
            raise OperandError(
                Code.FORMULA, "grants are counted and added up by the name of grants: count(grants), sum(grants where program is travel)"
            )
        table = self.tables.get(count.what)
        if table is None:
            raise OperandError(None)  # the file has its own problem
        if look_like_grants(table.header):
            what = (
                f"{table.origin.path} has the columns of grants, and may name individuals: make it {self.data}/grants.csv, and write grants"
            )
            raise OperandError(Code.FORMULA, f"{what}: count(grants), sum(grants where program is travel)")
        for column in filter(None, (*(column for column, _ in count.where), count.of)):
            if column not in table.header:
                near = hint(column, [name for name in table.header if name])
                raise OperandError(Code.KEY, f"{table.origin.path} has no column “{column}”{near}")
        rows = [
            (row, origin)
            for row, origin in table.rows
            if all(row.get(column, "").casefold() == word.casefold() for column, word in count.where)
        ]
        if not count.of:
            return Known(Fraction(len(rows)), Interval.at(Fraction(len(rows))), COUNT, (), (table.origin,))
        decimal = decided([row.get(count.of, "") for row, _ in rows], UNSAID if table.mark == "," else UNSAID_COMMA)
        numbers = [(found, origin) for row, origin in rows if (found := _number(row.get(count.of, ""), decimal, origin)) is not None]
        if not numbers:
            raise OperandError(Code.NOT_REPORTED, f"no row of {table.origin.path} that is meant has a number in “{count.of}”")
        value = sum((number for (number, _), _ in numbers), Fraction(0))
        unit = NUMBER
        for (_, one), origin in numbers:
            unit = together(unit, one, f"{origin}: {count.text} adds")
        return Known(value, Interval.at(value), unit, (), tuple(origin for _, origin in numbers))

    @functools.cached_property
    def _lists(self) -> Mapping[str, tuple[int, Origin]]:
        """How many there are in each list, and where it stands."""
        found: dict[str, tuple[int, Origin]] = {}
        if self.sponsors is not None:
            found["sponsors"] = sum(len(tier.sponsors) for tier in self.sponsors.tiers), self.sponsors.origin
            found.update({f"sponsors.{tier.id}": (len(tier.sponsors), tier.origin) for tier in self.sponsors.tiers})
        found.update({f"people.{group.id}": (len(group.people), group.origin) for group in self.groups.values()})
        for footed in self.lookup.statements.values():
            statement = footed.statement
            found[statement.id] = sum(line.kind is Kind.ITEM for line in statement.lines), statement.origin
        return found

    def _span(self, span: Span, period: str) -> Known:
        wanted = period_meant(self.profile, span.period) if span.period else period
        found = self.profile.periods.get(wanted or "")
        if found is None:
            raise OperandError(
                Code.PERIOD, f"{span.unit}({span.period}): the period is not declared{hint(wanted or '', self.profile.periods)}"
            )
        if found.start is None:
            raise OperandError(Code.PERIOD, f"{span.unit}({span.period}): {found.id} is an instant, which has no length")
        length = Fraction(found.days * (_DAY if span.unit == "seconds" else 1))
        return Known(length, Interval.at(length), unit_of(span.unit))


def together(one: Unit, other: Unit, adds: str) -> Unit:
    """Return the unit of a sum.

    Args:
        adds: Begins “… people to USD”: ``it adds``.

    Raises:
        OperandError: What has these units cannot be added.
    """
    if not one.agrees(other):
        what = f"{adds} {other} to {one}; what is added up has one unit: correct the relation, or the unit of a figure"
        raise OperandError(Code.TIE_OUT, what)
    return one.plus(other)


def _number(text: str, decimal: str, origin: Origin) -> tuple[Fraction, Unit] | None:
    """The number in a cell, and its unit; None where there is none to add up.

    Raises:
        OperandError: It cannot be read.
    """
    if text.strip("-–—−").casefold() in {"", "n/a"}:
        return None
    try:
        quantity = parse_quantity(text, decimal)
    except NumberError as error:
        raise OperandError(Code.NUMBER, f"{origin}: {error}") from None
    percent = quantity.unit == "percent"
    return Fraction(quantity.value) / (100 if percent else 1), unit_of(quantity.unit) if percent or quantity.money else NUMBER
