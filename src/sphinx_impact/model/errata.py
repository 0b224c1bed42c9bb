"""What was printed wrong, and what is right: from figures that say so themselves, from waivers, and from ``errata.yaml``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from sphinx_impact.model.addresses import address_of
from sphinx_impact.model.entities import Figure, Period, Source, Text
from sphinx_impact.model.footing.waivers import Accepted
from sphinx_impact.model.history.last_year import LastYear, differs, said_otherwise
from sphinx_impact.model.json_text import grouped
from sphinx_impact.model.loading.checks import Correction
from sphinx_impact.model.lookup import Lookup
from sphinx_impact.model.numbers.exact import plain, product
from sphinx_impact.model.numbers.parse import NumberError, parse_quantity
from sphinx_impact.model.problems import Code, Origin, Problem, quoted


@dataclasses.dataclass(frozen=True, slots=True)
class Erratum:
    """One correction; or one difference between published figures that is accepted as it stands.

    Attributes:
        figures: The figure that is right; of a difference, all figures in it.
        printed: What was printed, as it was; empty for a difference.
        value: The same as a number in the figure's unit; None where it is not known as one.
        parts: What its parts add up to, where they give something else and what was printed stands nevertheless.
        date: Day of the correction.
        said_in: The periods that the reports are on which said so, the newest first; empty where this report itself was printed wrong.
        where: Where it was printed.
    """

    figures: tuple[Figure, ...]
    printed: str
    value: Decimal | None
    parts: Decimal | None
    date: dt.date | None
    where: Source | None
    reason: Text | None
    origin: Origin
    said_in: tuple[Period, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure that is right, or the first of a difference."""
        return self.figures[0]

    @property
    def corrects(self) -> bool:
        """Whether something else than what was printed is right."""
        return bool(self.printed) and self.parts is None


def make_errata(
    lookup: Lookup, accepted: Sequence[Accepted], corrections: Sequence[Correction]
) -> tuple[tuple[Erratum, ...], list[Problem]]:
    """Return all errata, those with a date first, the latest before the others; and what is wrong with ``errata.yaml``."""
    found = [*_from_stats(lookup), *_from_cells(lookup), *_differences(lookup, accepted)]
    problems: list[Problem] = []
    for correction in corrections:
        figure = lookup.figure(correction.at)
        if figure is None:
            problems.append(Problem(correction.origin, Code.ADDRESS, f"at: {lookup.explain(correction.at)}"))
            continue
        value = _number(correction.printed, figure)
        at = next((at for at, known in enumerate(found) if _is_same(known, figure, correction.printed, value)), None)
        if at is not None:
            found[at] = dataclasses.replace(
                found[at], date=correction.date, where=correction.where or found[at].where, reason=correction.reason or found[at].reason
            )
        elif not correction.printed:
            problems.append(
                Problem(
                    correction.origin,
                    Code.ERRATUM,
                    f"it is not known what was printed for {figure.address}: write printed: and what it was",
                )
            )
        elif value is not None and value == figure.value:
            message = (
                f"{quoted(correction.printed)} is what {figure.address} is: correct the figure at {figure.origin}, or delete this entry"
            )
            problems.append(Problem(correction.origin, Code.ERRATUM, message))
        else:
            found.append(
                Erratum((figure,), correction.printed, value, None, correction.date, correction.where, correction.reason, correction.origin)
            )
    found.sort(key=lambda erratum: -erratum.date.toordinal() if erratum.date else 0)
    return tuple(found), problems


def with_restated(errata: Sequence[Erratum], figures: Iterable[Figure], reports: Sequence[LastYear]) -> tuple[Erratum, ...]:
    """Return errata with the figures that earlier reports said otherwise; one that says the same already learns of the year.

    Args:
        reports: The newest first.
    """
    made = list(errata)
    for figure, old, who in said_otherwise(figures, reports):
        value = old.value if old.shown is None else old.shown
        said_in = tuple(report.period for report in who if report.period is not None)
        where = Source("", who[0].title or who[0].name, who[0].url, old.origin)
        at = next(
            (
                at
                for at, known in enumerate(made)
                if known.corrects and known.figure.address == figure.address and value in {known.value, _number(known.printed, figure)}
            ),
            None,
        )
        if at is not None:
            made[at] = dataclasses.replace(made[at], said_in=said_in, where=made[at].where or where)
        else:
            made.append(
                Erratum((figure,), old.text or plain(value or Decimal(0)), value, None, None, where, figure.note, figure.origin, said_in)
            )
    return tuple(made)


def misprinted(errata: Sequence[Erratum], reports: Sequence[LastYear]) -> Iterator[Problem]:
    """Say which errata have something else for printed than each earlier report that has the figure."""
    correcting = [erratum for erratum in errata if erratum.corrects and not erratum.said_in]
    for erratum in correcting:
        figure = erratum.figure
        olds = [(report, old) for report in reports if (old := report.figures.get(figure.address)) is not None and differs(figure, old)]
        printed = [_number(other.printed, figure) for other in correcting if other.figure.address == figure.address]
        if olds and None not in printed and not any(value in {old.value, old.shown} for _, old in olds for value in printed):
            report, old = olds[0]
            value = old.value if old.shown is None else old.shown
            what = (
                f"{quoted(erratum.printed)} is not what was printed for {figure.address}: {report.name} said {grouped(value or Decimal(0))} ({old.origin}); "
                "write that, or, if another place had this, add an entry with what that report said"
            )
            yield Problem(erratum.origin, Code.ERRATUM, what)


def _from_stats(lookup: Lookup) -> list[Erratum]:
    """What stats say that was printed before; nothing else says so itself."""
    return [
        Erratum((figure,), figure.as_printed, None, None, None, figure.source, figure.note, figure.origin)
        for stat in lookup.stats.values()
        if any(value.as_printed for value in stat.values)
        for figure in lookup.of_key(stat.key)
        if figure.as_printed
    ]


def _from_cells(lookup: Lookup) -> list[Erratum]:
    """What public waivers inside statements say."""
    found = []
    for footed in lookup.statements.values():
        statement = footed.statement
        for (line, column), cell in footed.cells.items():
            if cell.waiver is None or not cell.waiver.public or cell.given is None:
                continue
            figure = lookup.figure(address_of(statement, statement.lines[line], statement.columns[column]))
            if figure is None:
                continue
            printed = product(cell.given, figure.scale.factor)
            parts = None if cell.waiver.use is not None or cell.computed is None else product(cell.computed, figure.scale.factor)
            text = statement.lines[line].cells[column].amount.text.strip()
            found.append(Erratum((figure,), text, printed, parts, None, figure.source, cell.waiver.reason, cell.waiver.origin))
    return found


def _differences(lookup: Lookup, accepted: Sequence[Accepted]) -> list[Erratum]:
    """What public waivers between figures say."""
    found = []
    for one in accepted:
        figures = tuple(figure for address in one.figures if (figure := lookup.figure(address)) is not None)
        if one.waiver.public and figures:
            found.append(Erratum(figures, "", None, None, None, None, one.waiver.reason, one.waiver.origin))
    return found


def _number(printed: str, figure: Figure) -> Decimal | None:
    """Return what was printed as a number in the figure's unit; bare digits are in the scale of its statement."""
    try:
        quantity = parse_quantity(printed, currency=figure.unit if figure.money else "")
    except NumberError:
        return None
    if quantity.money:
        return quantity.value if (figure.money and quantity.unit == figure.unit) else None
    return product(quantity.value, figure.scale.factor) if quantity.unit in ("", figure.unit) else None


def _is_same(known: Erratum, figure: Figure, printed: str, value: Decimal | None) -> bool:
    """Whether an erratum is the one that an entry completes."""
    if not known.printed or known.figure.address != figure.address:
        return False
    return not printed or printed == known.printed or (value is not None and value == known.value)
