"""A statement written as a table, for tests that are about what it says and not about files."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_impact.model.addresses import parse_address
from sphinx_impact.model.entities import (
    Amount,
    AmountKind,
    Cell,
    Column,
    Kind,
    Line,
    Period,
    Profile,
    RollForward,
    Scale,
    Statement,
    StatementType,
    Text,
    Waiver,
)
from sphinx_impact.model.problems import Origin

if TYPE_CHECKING:
    from sphinx_impact.model.footing.foot import Footed

PATH = "data/statements/books.csv"


def amount(text: str) -> Amount:
    """Return an amount as the loader would: ``12``, ``-`` for nil, ``N/A``, ``?`` for unreadable, empty for not reported."""
    if not text:
        return Amount(AmountKind.NOT_REPORTED, None, text)
    if text == "-":
        return Amount(AmountKind.NIL, Decimal(0), text)
    if text == "N/A":
        return Amount(AmountKind.NOT_APPLICABLE, None, text)
    if text == "?":
        return Amount(AmountKind.UNREADABLE, None, text)
    return Amount(AmountKind.NUMBER, Decimal(text), text)


def column(header: str, *, number: int = 0, statement_period: str | None = None) -> Column:
    """Return a column from ``2023``, ``with``, ``2022/with``, ``total = with + without``, ``share %``."""
    head, _, formula = header.partition(" = ")
    percent = head.endswith(" %")
    head = head.removesuffix(" %")
    period, _, name = head.rpartition("/") if "/" in head else (head, "", "") if head.isdigit() else ("", "", head)
    origin = Origin("data/statements/books.yaml", number + 1)
    return Column(head, period or statement_period, name, None, formula, "percent" if percent else "currency", origin)


def statement(table: str, *, rounding: bool = False, roll: str = "", period: str | None = None, name: str = "books") -> Statement:
    """Return a statement from rows of ``section | label | kind | id | formula | amounts…``; the first row has the columns."""
    head, *rows = [[field.strip() for field in row.split("|")] for row in table.strip().splitlines()]
    lines = []
    for number, (section, label, kind, id_, formula, *amounts) in enumerate(rows, 2):
        origin = Origin(PATH, number)
        cells = tuple(Cell(amount(text), origin) for text in amounts)
        assert len(amounts) == len(head)
        line_id = id_ or label.lower().replace(" ", "-")
        lines.append(Line(line_id, section, Text(label, origin), Kind(kind), 0, "", formula, None, cells, origin))
    origin = Origin(PATH, 1)
    opening, change, closing = roll.split() or ("", "", "")
    return Statement(
        id=name,
        title=Text("Books", origin),
        type=StatementType.ACTIVITIES,
        scale=Scale.THOUSANDS,
        currency="USD",
        basis=None,
        basis_url="",
        source=None,
        rounding=rounding,
        columns=tuple(column(text, number=number, statement_period=period) for number, text in enumerate(head)),
        sections={},
        lines=tuple(lines),
        notes={},
        roll_forward=RollForward(opening, change, closing, Origin("data/statements/books.yaml", 9)) if roll else None,
        origin=origin,
    )


def waiver(check: str, at: str, difference: str, *, use: str | None = None, row: int = 1, public: bool = True) -> Waiver:
    origin = Origin("data/waivers.yaml", row)
    reason = Text("Printed so.", origin)
    return Waiver(check, parse_address(at), Decimal(difference), None if use is None else Decimal(use), reason, public, origin)


def profile(*periods: Period, reporting: str | None = None) -> Profile:
    return Profile("Lantern", "", "", "", "USD", {period.id: period for period in periods}, reporting, {}, Origin("data/report.yaml", 1))


def messages(footed: Footed) -> list[str]:
    """Return the problems without the cures behind the semicolon."""
    return [f"{problem.origin.line} {problem.code}: {problem.message.partition(';')[0]}" for problem in footed.problems]
