"""The grants of a report: what they come to by program, country, year and recipient, and the figures at their addresses.

Amounts of different currencies are never added: each currency has sums of its own.
"""

from __future__ import annotations

import dataclasses
import functools
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sphinx_impact.model.addresses import alike
from sphinx_impact.model.entities import Address, AmountKind, Figure, Grant, Period, Profile, Text
from sphinx_impact.model.footing.expressions import Count, FormulaError, parse_call
from sphinx_impact.model.marks import N_
from sphinx_impact.model.names import hint, slug
from sphinx_impact.model.numbers.exact import plain_amount, total
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Origin

GROUPS: Final = ("program", "country", "year", "recipient")
"""What grants are grouped by."""

HEADS: Final = {"program": N_("Program"), "country": N_("Country"), "year": N_("Year"), "recipient": N_("Recipient")}
"""What stands above the groups."""

NOTHING: Final = {"program": N_("No program"), "country": N_("No country")}
"""What groups are called of which nothing of the kind is said; of others that is not reported."""

ORDERS: Final = ("date", "amount", "recipient")
"""What the grants of a group are sorted by."""

FILTERS: Final = ("program", "country", "recipient", "recipient-id", "currency", "individual")
"""Columns that “where” takes."""

COUNT: Final = "count"
"""The column of an address that says how many there are."""


_MONTH: Final = 30.436875
"""Days of a month, on average."""

_SLACK: Final = 7
"""Days by which a period of whole weeks may begin or end otherwise."""


# L10n: label of the sum of all grants
TOTAL: Final = N_("Grants awarded")
NUMBER: Final = N_("Number of grants")
# L10n: below a sum or a chart of grants; {amounts} is a list such as "€5,000 and CHF 200"
OTHER_CURRENCIES: Final = N_("Without grants in other currencies: {amounts}.")
# L10n: below the grants of several years; {year} is a year, {amount} the sum that was published of it, and is not that of these grants
PUBLISHED: Final = N_("{year}: an earlier report said {amount}.")
# L10n: label of the sum of some grants; {group} is a program or a country
TOTAL_OF: Final = N_("Grants: {group}")
# L10n: {group} is a program or a country
NUMBER_OF: Final = N_("Number of grants: {group}")


def is_grants(name: str) -> bool:
    """Whether the name of a file, below the folder of the data, is that of the grants: nothing else may read it, since it names individuals."""
    return posixpath.normpath(name).casefold() == "grants.csv"


def look_like_grants(header: Iterable[str]) -> bool:
    """Whether a table has the columns of grants, and so may name individuals, whatever its file is called."""
    return {"awarded", "recipient"} <= {name.strip(' "').casefold() for name in header}


@dataclasses.dataclass(frozen=True, slots=True)
class GrantWords:
    """What is not said in the data, in the language of the report.

    Attributes:
        summed: Returns the label of the sum of a group from its name.
        counted: The same of how many there are.
        country: Returns the name of a country from its code.
        without: Says what a sum leaves out, from the sums in other currencies.
    """

    total: str = TOTAL
    count: str = NUMBER
    summed: Callable[[str], str] = lambda group: TOTAL_OF.format(group=group)
    counted: Callable[[str], str] = lambda group: NUMBER_OF.format(group=group)
    country: Callable[[str], str] = str
    without: Callable[[Mapping[str, Decimal]], str] = lambda others: OTHER_CURRENCIES.format(
        amounts=" and ".join(f"{code} {plain_amount(value)}" for code, value in others.items())
    )

    @classmethod
    def of(cls, formats: Formats) -> GrantWords:
        """Return them in a language."""
        fill = formats.wording.fill
        return cls(
            total=fill(TOTAL),
            count=fill(NUMBER),
            summed=lambda group: fill(TOTAL_OF, group=group),
            counted=lambda group: fill(NUMBER_OF, group=group),
            country=formats.country,
            without=lambda others: fill(
                OTHER_CURRENCIES,
                amounts=formats.list([str(formats.figure(value, unit=code, money=True)) for code, value in others.items()]),
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """Some grants together.

    Attributes:
        sums: By currency, in the order in which they come, that of the report first.
    """

    count: int
    sums: Mapping[str, Decimal]


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Grants that belong together.

    Attributes:
        key: A program, the code of a country, the id of a period, or a recipient; empty where nothing of the kind is said.
        individuals: Whether they are those to individuals, where grants are grouped by recipient.
    """

    key: str
    grants: tuple[Grant, ...]
    tally: Tally
    individuals: bool = False


@dataclasses.dataclass(frozen=True)
class GrantRoll:
    """All grants.

    Attributes:
        origin: Of the file.
    """

    grants: tuple[Grant, ...]
    profile: Profile
    origin: Origin
    words: GrantWords = GrantWords()

    # ---- periods ----

    @functools.cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods in which grants can be awarded."""
        return tuple(period for period in self.profile.periods.values() if period.start is not None)

    @functools.cached_property
    def _by_period(self) -> Mapping[str, tuple[Grant, ...]]:
        found: dict[str, list[Grant]] = {period.id: [] for period in self.periods}
        for grant in self.grants:
            for period in self.periods:
                if period.start is not None and period.start <= grant.awarded <= period.end:
                    found[period.id].append(grant)
        return {name: tuple(grants) for name, grants in found.items()} if self.periods else {"": self.grants}

    def within(self, period: str) -> tuple[Grant, ...]:
        """Return the grants of a period by its id; all of them where no period is declared."""
        return self._by_period.get(period, ())

    @functools.cached_property
    def _years(self) -> tuple[Period, ...]:
        """The periods that follow one another in steps of the reporting period; others of its length only where they lie beside all of these.

        A report on a fiscal year may declare calendar years for its stats as well, in whatever order.
        """
        reporting = self.profile.reporting
        years: list[Period] = [reporting] if reporting is not None and reporting.start is not None else []
        others = [period for period in self.periods if not years or alike(period, years[0])]
        for period in sorted(others, key=lambda period: bool(years) and not _in_step(period, years[0])):
            if all(_beside(period, year) for year in years):
                years.append(period)
        return tuple(years)

    def year_of(self, grant: Grant) -> Period | None:
        """Return the period of the length of the reporting period in which a grant was awarded."""
        return next((period for period in self._years if period.start and period.start <= grant.awarded <= period.end), None)

    # ---- sums ----

    def tally(self, grants: Iterable[Grant]) -> Tally:
        """Return what some grants come to."""
        listed = list(grants)
        own = self.profile.currency
        codes = sorted({grant.currency for grant in listed}, key=lambda code: (code != own, code))
        return Tally(len(listed), {code: total((1, grant.amount) for grant in listed if grant.currency == code) for code in codes})

    @functools.cached_property
    def figures(self) -> Mapping[str, tuple[Figure, ...]]:
        """The figures of each key in the reporting period: sums, counts, and sums in other currencies."""
        reported = {key: tuple(filter(self.is_reported, figures)) for key, figures in self.every.items()}
        return {key: figures for key, figures in reported.items() if figures}

    def is_reported(self, figure: Figure) -> bool:
        """Whether a figure is of the reporting period, or of a part of it.

        Of another year the file may have some grants only, such as one that was written into the wrong year: their sum is given to who
        names the period, and is never what a figure is compared with.
        """
        reporting, period = self.profile.reporting, figure.period
        if period is None or reporting is None or reporting.start is None:
            return True
        return period.start is not None and reporting.start <= period.start and period.end <= reporting.end

    @functools.cached_property
    def every(self) -> Mapping[str, tuple[Figure, ...]]:
        """The figures of each key, in every period that has grants."""
        found: dict[str, list[Figure]] = {}
        for name, grants in self._by_period.items():
            period = self.profile.periods.get(name)
            for key, label, members in self._keys(grants):
                found.setdefault(key, []).extend(self._made(Address(key, name), label, period, members))
                if key == "grants.total":
                    own = self._count(Address("grants.count", name), self.words.count, period, len(members))
                    found.setdefault("grants.count", []).append(own)
        return {key: tuple(figures) for key, figures in found.items()}

    @functools.cached_property
    def numbers(self) -> Mapping[Address, int]:
        """How many grants are counted or added up, by the full address of the figure."""
        found: dict[Address, int] = {}
        for name, grants in self._by_period.items():
            found[Address("grants.count", name)] = len(grants)
            for key, _label, members in self._keys(grants):
                codes = Counter("" if grant.currency == self.profile.currency else grant.currency.lower() for grant in members)
                found |= {Address(key, name, column): number for column, number in {"": 0, **codes, COUNT: len(members)}.items()}
        return found

    def _keys(self, grants: Sequence[Grant]) -> list[tuple[str, str, list[Grant]]]:
        """Return key, label and members of each group that has an address."""
        programs: dict[str, list[Grant]] = {}
        countries: dict[str, list[Grant]] = {}
        for grant in grants:
            if slug(grant.program):
                programs.setdefault(grant.program, []).append(grant)
            if grant.country:
                countries.setdefault(grant.country, []).append(grant)
        return [
            *([("grants.total", self.words.total, list(grants))] if grants else []),
            *((f"grants.program.{slug(name)}", name, own) for name, own in sorted(programs.items())),
            *((f"grants.country.{code.lower()}", self.words.country(code), own) for code, own in sorted(countries.items())),
        ]

    def _made(self, address: Address, label: str, period: Period | None, grants: Sequence[Grant]) -> list[Figure]:
        tally = self.tally(grants)
        own = self.profile.currency
        sums = tally.sums if own in tally.sums or not own else {own: Decimal(0), **tally.sums}
        whole = address.key == "grants.total"
        name = label if whole else self.words.summed(label)
        made = [
            self._sum(
                dataclasses.replace(address, column="" if code == own else code.lower()),
                f"{name} ({code})" if len(sums) > 1 else name,  # wherever it is cited or embedded, it is the sum of some grants only
                period,
                sums,
                code,
            )
            for code in sums
        ]
        counted = dataclasses.replace(address, column=COUNT)
        words = self.words.count if whole else self.words.counted(label)
        return [*made, self._count(counted, words, period, tally.count)]

    def _sum(self, address: Address, label: str, period: Period | None, sums: Mapping[str, Decimal], code: str) -> Figure:
        """Return the sum in a currency; in the report's own, it says what it leaves out in others."""
        figure = self._figure(address, label, period, sums.get(code, Decimal(0)), unit=code, money=bool(code))
        others = {other: value for other, value in sums.items() if other != code and code == self.profile.currency}
        return dataclasses.replace(figure, note=Text(self.words.without(others), self.origin)) if others else figure

    def _count(self, address: Address, label: str, period: Period | None, number: int) -> Figure:
        return self._figure(address, label, period, Decimal(number), unit="", money=False)

    def _figure(self, address: Address, label: str, period: Period | None, value: Decimal, *, unit: str, money: bool) -> Figure:
        return Figure(
            address=address,
            value=value,
            kind=AmountKind.NUMBER,
            text=f"{value:f}",
            unit=unit,
            money=money,
            label=Text(label, self.origin),
            period=period,
            origin=self.origin,
        )

    # ---- groups ----

    def grouped(self, grants: Iterable[Grant], by: str, order: str = "date") -> list[Group]:
        """Return grants in groups: years and recipients in their order, others the largest first; what belongs to none at the end.

        Args:
            by: One of `GROUPS`; anything else makes one group.
            order: One of `ORDERS`, of the grants in each group.
        """
        found: dict[tuple[str, bool], list[Grant]] = {}
        for grant in grants:
            found.setdefault((self.key_of(grant, by), by == "recipient" and grant.individual), []).append(grant)
        groups = [
            Group(key, tuple(sorted(own, key=functools.partial(_rank, order))), self.tally(own), individuals=individuals)
            for (key, individuals), own in found.items()
        ]
        ends = {period.id: period.end.isoformat() for period in self.periods}

        def place(group: Group) -> tuple[bool, Decimal, str]:
            size = Decimal(0) if by in {"year", "recipient"} else -group.tally.sums.get(self.profile.currency, Decimal(0))
            return (not group.key, size, ends.get(group.key, group.key).casefold())

        return sorted(groups, key=place)

    def key_of(self, grant: Grant, by: str) -> str:
        """Return what tells the group of a grant from others; empty where nothing is said."""
        if by == "year":
            period = self.year_of(grant)
            return period.id if period is not None else str(grant.awarded.year)
        return str(getattr(grant, by)) if by in GROUPS else ""

    # ---- expressions ----

    def chosen(self, where: Sequence[tuple[str, str]], grants: Iterable[Grant]) -> list[Grant]:
        """Return the grants that a condition names.

        Raises:
            FormulaError: There is no such column, or no grant says such a word in it, in any period.
        """
        found = list(grants)
        for column, word in where:
            spellings = self._spellings(column)
            wanted = spellings.get(word.casefold(), spellings.get(slug(word) or word))
            if wanted is None:
                known = list(dict.fromkeys(spellings.values()))
                raise FormulaError(f"no grant has the {column} “{word}”{hint(word, [*spellings, *known])}")
            found = [grant for grant in found if _value(grant, column) == wanted]
        return found

    def _spellings(self, column: str) -> Mapping[str, str]:
        """Return what a column says, by whatever it may be written as."""
        if column not in FILTERS:
            raise FormulaError(f"grants cannot be told apart by “{column}”{hint(column, FILTERS)}; where takes {', '.join(FILTERS)}")
        return self._by_column[column]

    @functools.cached_property
    def _by_column(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {column: {} for column in FILTERS}
        for column, own in found.items():
            for value in sorted({_value(grant, column) for grant in self.grants} | ({"yes", "no"} if column == "individual" else set())):
                if value:
                    own.setdefault(value.casefold(), value)
                    own.setdefault(slug(value) or value, value)
        for code in list(found["country"].values()):
            found["country"].setdefault(self.words.country(code).casefold(), code)
        return found

    def asked(self, key: str) -> tuple[Figure, ...]:
        """Return the figures of an expression in every period that has grants: ``count(grants where program is travel)``.

        Raises:
            FormulaError: It means nothing; says why.
        """
        if key not in self._asked:
            self._asked[key] = self._answer(key, parse_call(key))
        return self._asked[key]

    @functools.cached_property
    def _asked(self) -> dict[str, tuple[Figure, ...]]:
        return {}

    def _answer(self, key: str, call: Count) -> tuple[Figure, ...]:
        made = []
        for name, grants in self._by_period.items():
            if not grants:
                continue
            address, period = Address(key, name), self.profile.periods.get(name)
            chosen = self.chosen(call.where, grants)
            label = ", ".join(self._label(column, word) for column, word in call.where)
            if call.name == COUNT:
                made.append(self._count(address, self.words.counted(label) if label else self.words.count, period, len(chosen)))
                continue
            sums = self.tally(chosen).sums
            code = next((word.upper() for column, word in call.where if column == "currency"), self.profile.currency)
            made.append(self._sum(address, self.words.summed(label) if label else self.words.total, period, sums, code))
        return tuple(made)

    def _label(self, column: str, word: str) -> str:
        spellings = self._spellings(column)
        value = spellings.get(word.casefold(), spellings.get(slug(word), word))
        return self.words.country(value) if column == "country" else value


def _in_step(period: Period, year: Period) -> bool:
    """Whether a period of about the length of another one begins a whole number of such lengths before or after it."""
    assert period.start is not None
    assert year.start is not None
    length = max(round(year.days / _MONTH), 1) * _MONTH if year.days > _MONTH else year.days
    apart = (period.start - year.start).days
    return abs(apart - round(apart / length) * length) <= _SLACK


def _beside(period: Period, year: Period) -> bool:
    """Whether two periods have no day in common; those of whole weeks may have a few."""
    assert period.start is not None
    assert year.start is not None
    common = (min(period.end, year.end) - max(period.start, year.start)).days + 1
    return period is not year and common <= _SLACK


def _value(grant: Grant, column: str) -> str:
    if column == "individual":
        return "yes" if grant.individual else "no"
    return str(getattr(grant, column.replace("-", "_")))


def _rank(order: str, grant: Grant) -> tuple[bool, Decimal, str, str, str]:
    """Return a key that sorts grants: days and names upwards, amounts downwards; what is not known last."""
    day = grant.awarded.isoformat()
    if order == "amount":
        return (False, -grant.amount, grant.currency, day, grant.id)
    first, second = (grant.recipient.casefold(), day) if order == "recipient" else (day, grant.recipient.casefold())
    return (not first, Decimal(0), first, second, grant.id)
