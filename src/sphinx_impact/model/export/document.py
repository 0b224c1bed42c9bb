"""From the report to its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sphinx_impact.model import json_document as made
from sphinx_impact.model.entities import Figure, PeopleGroup, Profile, Source, SponsorRoll, Text, Waiver
from sphinx_impact.model.errata import Erratum
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.names import table_names
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.problems import Problem
from sphinx_impact.model.report import Report

Pages = Mapping[str, tuple[made.PageEntry, ...]]
"""The pages on which a figure stands, by its address; those of a statement, by its id."""


def to_document(
    report: Report,
    formats: Formats,
    *,
    language: str = "en",
    site: str = "",
    pages: Pages | None = None,
    exhibits: Pages | None = None,
    problems: Iterable[Problem] | None = None,
) -> made.Document:
    """Return a report as a document.

    Args:
        formats: Of the report's language.
        site: Address of the report's first page; empty where it is not known.
        pages: Where figures stand by themselves.
        exhibits: Where statements stand, by id.
        problems: What the checks found; those of the report's data if left out.
    """
    profile = report.profile
    places, shows = pages or {}, exhibits or {}
    tables = table_names(report.statements)
    return made.Document(
        organisation=profile.organisation or None,
        short_name=profile.short_name or None,
        title=profile.title or None,
        url=profile.url or None,
        site=site or None,
        language=language,
        currency=profile.currency or None,
        reporting_period=profile.reporting_period,
        periods=tuple(
            made.PeriodEntry(id=period.id, start=period.start, end=period.end, label=period.label or None)
            for period in profile.periods.values()
        ),
        sources=tuple(
            made.DocumentEntry(id=source.id, title=str(source.title), url=source.url or None, date=source.date, note=_words(source.note))
            for source in profile.sources.values()
        ),
        figures=tuple(
            _figure(figure, profile, formats, _merged(places.get(str(figure.address), ()), shows.get(figure.statement, ())))
            for figure in report.figures()
        ),
        statements=tuple(
            _statement(footed, profile, tables[footed.statement.id], shows.get(footed.statement.id, ()))
            for footed in report.statements.values()
        ),
        sponsors=_sponsors(report.sponsors) if report.sponsors is not None else None,
        people=tuple(_group(group) for group in report.groups.values()),
        waivers=tuple(_waiver(waiver) for waiver in report.waivers if waiver.public),
        errata=tuple(_erratum(erratum, profile) for erratum in report.errata),
        problems=tuple(_problem(problem) for problem in sorted(report.problems if problems is None else problems)),
    )


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


def _words(text: Text | None) -> str | None:
    return str(text) if text is not None and str(text) else None


def _merged(own: tuple[made.PageEntry, ...], inside: tuple[made.PageEntry, ...]) -> tuple[made.PageEntry, ...]:
    """Return each page once: where the figure stands by itself, else where its statement does."""
    pages = {entry.page for entry in own}
    return tuple(sorted((*own, *(entry for entry in inside if entry.page not in pages)), key=lambda entry: entry.page))


def _figure(figure: Figure, profile: Profile, formats: Formats, pages: tuple[made.PageEntry, ...]) -> made.FigureEntry:
    address = figure.address
    display = None
    if figure.value is not None:
        display = str(formats.figure(figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier, form=figure.form))
    # Entries are made from what is typed already: validating ten thousand of them again would only take time.
    return made.FigureEntry.model_construct(
        address=str(address),
        key=address.key,
        period=address.period or None,
        column=address.column or None,
        label=str(figure.label),
        value=figure.value,
        kind=figure.kind,
        display=display,
        text=figure.text,
        shown=figure.shown,
        unit=figure.unit,
        money=figure.money,
        scale=figure.scale,
        qualifier=figure.qualifier,
        form=figure.form,
        good=figure.good,
        status=figure.status,
        as_of=figure.as_of,
        as_printed=figure.as_printed or None,
        note=_words(figure.note),
        source=to_source(figure.source, profile),
        statement=figure.statement or None,
        file=figure.origin.path,
        row=figure.origin.line,
        pages=pages,
    )


def _statement(footed: Footed, profile: Profile, table: str, pages: tuple[made.PageEntry, ...]) -> made.StatementEntry:
    statement = footed.statement
    return made.StatementEntry(
        id=statement.id,
        title=str(statement.title),
        type=statement.type,
        scale=statement.scale,
        currency=statement.currency or None,
        basis=statement.basis,
        basis_url=statement.basis_url or None,
        source=to_source(statement.source, profile),
        as_of=statement.as_of,
        status=statement.status,
        table=table,
        columns=tuple(
            made.ColumnEntry(
                id=column.id,
                period=column.period,
                name=column.name or None,
                label=_words(column.label),
                formula=column.formula or None,
                unit=statement.currency if column.unit == "currency" else column.unit,
            )
            for column in statement.columns
        ),
        lines=tuple(
            made.LineEntry(
                id=line.id,
                section=line.section or None,
                label=str(line.label),
                kind=line.kind,
                indent=line.indent,
                note=line.note or None,
                formula=line.formula or None,
            )
            for line in statement.lines
        ),
        notes={mark: str(words) for mark, words in statement.notes.items()},
        pages=pages,
    )


def _sponsors(roll: SponsorRoll) -> made.SponsorsEntry:
    return made.SponsorsEntry(
        as_of=roll.as_of,
        disclaimer=_words(roll.disclaimer),
        tiers=tuple(
            made.TierEntry(
                id=tier.id,
                name=str(tier.name),
                sponsors=tuple(made.SponsorEntry(name=str(sponsor.name), url=sponsor.url or None) for sponsor in tier.sponsors),
            )
            for tier in roll.tiers
        ),
    )


def _group(group: PeopleGroup) -> made.GroupEntry:
    return made.GroupEntry(
        id=group.id,
        name=str(group.name),
        as_of=group.as_of,
        people=tuple(made.PersonEntry(name=str(one.name), role=_words(one.role), url=one.url or None) for one in group.people),
    )


def _waiver(waiver: Waiver) -> made.WaiverEntry:
    return made.WaiverEntry(check=waiver.check, at=str(waiver.at), difference=waiver.difference, use=waiver.use, reason=str(waiver.reason))


def _erratum(erratum: Erratum, profile: Profile) -> made.ErratumEntry:
    return made.ErratumEntry(
        figures=tuple(str(figure.address) for figure in erratum.figures),
        printed=erratum.printed or None,
        date=erratum.date,
        where=to_source(erratum.where, profile),
        reason=_words(erratum.reason),
    )


def _problem(problem: Problem) -> made.ProblemEntry:
    return made.ProblemEntry(
        file=problem.origin.path, row=problem.origin.line, code=problem.code.value, message=problem.message, hint=problem.hint
    )
