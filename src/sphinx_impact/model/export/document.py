"""From the report to its document."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from sphinx_impact.model import json_document as made
from sphinx_impact.model.entities import Figure, Profile, Source, Text
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.names import table_names
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.old_keys import keys_now
from sphinx_impact.model.problems import Problem
from sphinx_impact.model.report import Report

E = TypeVar("E", bound=BaseModel)

Pages = Mapping[str, tuple[made.PageEntry, ...]]
"""The pages on which a figure stands, by its address; those of a statement, by its id."""


def to_document(
    report: Report,
    formats: Formats,
    *,
    language: str = "en",
    site: str = "",
    state: str = "",
    pages: Pages | None = None,
    exhibits: Pages | None = None,
    problems: Iterable[Problem] | None = None,
    records: bool = True,
) -> made.Document:
    """Return a report as a document.

    Args:
        formats: Of the report's language.
        site: Address of the report's first page; empty where it is not known.
        state: How far it is; empty where it is final, or that is not known.
        pages: Where figures stand by themselves.
        exhibits: Where statements stand, by id.
        problems: What the checks found; those of the report's data if left out.
        records: Whether figures and statements are in it; without them, `figure_records` and `statement_entries` give them one by one.
    """
    profile = report.profile
    figures = figure_records(report, formats, pages=pages, exhibits=exhibits) if records else ()
    roll = report.sponsors
    return _entry(
        made.Document,
        profile,
        site=site or None,
        state=state,
        language=language,
        periods=tuple(_entry(made.PeriodEntry, period) for period in profile.periods.values()),
        sources=tuple(_entry(made.DocumentEntry, source) for source in profile.sources.values()),
        figures=tuple(made.FigureEntry.model_construct(**record) for record in figures),
        renamed=keys_now(report),
        statements=tuple(statement_entries(report, exhibits=exhibits)) if records else (),
        sponsors=None
        if roll is None
        else _entry(
            made.SponsorsEntry,
            roll,
            tiers=tuple(
                _entry(made.TierEntry, tier, sponsors=tuple(_entry(made.SponsorEntry, sponsor) for sponsor in tier.sponsors))
                for tier in roll.tiers
            ),
        ),
        people=tuple(
            _entry(made.GroupEntry, group, people=tuple(_entry(made.PersonEntry, one) for one in group.people))
            for group in report.groups.values()
        ),
        waivers=tuple(_entry(made.WaiverEntry, waiver, at=str(waiver.at)) for waiver in report.waivers if waiver.public),
        errata=tuple(
            _entry(
                made.ErratumEntry,
                erratum,
                figures=tuple(str(figure.address) for figure in erratum.figures),
                where=to_source(erratum.where, profile),
                said_in=tuple(period.id for period in erratum.said_in),
            )
            for erratum in report.errata
            if not erratum.said_in or report.is_own(erratum.figure.address)
        ),
        problems=tuple(
            _entry(made.ProblemEntry, problem, file=problem.origin.path, row=problem.origin.line, code=problem.code.value)
            for problem in sorted(report.problems if problems is None else problems)
        ),
    )


def _entry(kind: type[E], record: object, **own: Any) -> E:
    """Return an entry of the document. What is not given is what the record has under the same name.

    Records are typed already: validating ten thousand of them again would only take time.
    """
    return kind.model_construct(
        **{
            name: own[name] if name in own else _value(getattr(record, name), optional)
            for name, optional in _fields(kind)
            if name in own or hasattr(record, name)
        }
    )


@functools.cache
def _fields(kind: type[BaseModel]) -> list[tuple[str, bool]]:
    """Return the fields of an entry, and whether each may be None."""
    return [(name, type(None) in typing.get_args(field.annotation)) for name, field in kind.model_fields.items()]


def _value(value: Any, optional: bool) -> Any:
    """Return words as text, and nothing in place of an empty text."""
    text = str(value) if isinstance(value, Text) else value
    return None if optional and text == "" else text


def to_source(source: Source | None, profile: Profile) -> made.SourceEntry | None:
    """Return where a figure comes from."""
    if source is None:
        return None
    document = profile.sources.get(source.document)
    if document is None:
        return made.SourceEntry(document=None, title=source.place or source.url or None, place=None, url=source.url or None)
    return made.SourceEntry(
        document=document.id, title=str(document.title), place=source.place or None, url=source.url or document.url or None
    )


def _merged(own: tuple[made.PageEntry, ...], inside: tuple[made.PageEntry, ...]) -> tuple[made.PageEntry, ...]:
    """Return each page once: where the figure stands by itself, else where its statement does."""
    if not own:
        return inside
    pages = {entry.page for entry in own}
    return tuple(sorted((*own, *(entry for entry in inside if entry.page not in pages)), key=lambda entry: entry.page))


def figure_records(
    report: Report,
    formats: Formats,
    *,
    pages: Pages | None = None,
    exhibits: Pages | None = None,
    figures: Iterable[Figure] | None = None,
) -> Iterator[dict[str, Any]]:
    """Give what is in the entry of each figure, one after the other: there may be very many.

    Args:
        figures: Of which figures; of all of the report, if left out.
    """
    places, shows = pages or {}, exhibits or {}
    sources: dict[Source | None, made.SourceEntry | None] = {}
    for figure in report.figures() if figures is None else figures:
        address = str(figure.address)
        if figure.source not in sources:
            sources[figure.source] = to_source(figure.source, report.profile)
        own = {
            "address": address,
            "key": figure.address.key,
            "period": figure.address.period or None,
            "column": figure.address.column or None,
            "display": str(formats.printed(figure)) if figure.value is not None else None,
            "source": sources[figure.source],
            "file": figure.origin.path,
            "row": figure.origin.line,
            "pages": _merged(places.get(address, ()), shows.get(figure.statement, ())),
        }
        yield {name: own[name] if name in own else _value(getattr(figure, name), optional) for name, optional in _fields(made.FigureEntry)}


def statement_entries(report: Report, *, exhibits: Pages | None = None) -> Iterator[made.StatementEntry]:
    """Give the entry of each statement, one after the other."""
    tables = table_names(report.statements)
    for id_ in report.statements:
        yield statement_entry(report, id_, tables[id_], exhibits or {})


def statement_entry(report: Report, id_: str, table: str, exhibits: Pages) -> made.StatementEntry:
    """Return the entry of a statement, the table of which has this path."""
    return _statement(report.statements[id_], report.profile, table, exhibits.get(id_, ()))


def _statement(footed: Footed, profile: Profile, table: str, pages: tuple[made.PageEntry, ...]) -> made.StatementEntry:
    statement = footed.statement
    return _entry(
        made.StatementEntry,
        statement,
        source=to_source(statement.source, profile),
        table=table,
        columns=tuple(_entry(made.ColumnEntry, column, unit=statement.unit_of(column)) for column in statement.columns),
        lines=tuple(_entry(made.LineEntry, line) for line in statement.lines),
        notes={mark: str(words) for mark, words in statement.notes.items()},
        pages=pages,
    )
