"""CSV tables of the export, safe to open in a spreadsheet, each with a description of its columns."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal

from sphinx_impact.model.charts.record import Chart
from sphinx_impact.model.entities import AmountKind, Column, Figure, Line, Profile, Qualifier, Text
from sphinx_impact.model.export.document import to_source
from sphinx_impact.model.footing.foot import Footed
from sphinx_impact.model.json_text import plain
from sphinx_impact.model.names import download_name, free, short, slug, table_names
from sphinx_impact.model.numbers.format import Formats
from sphinx_impact.model.old_keys import old_tables
from sphinx_impact.model.page_names import old_chart_place
from sphinx_impact.model.report import Report

Value = str | int | Decimal | dt.date | Text | None

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_PRINTED = "{} as printed"


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A column of a table.

    Attributes:
        title: What it is called for people; empty where the name says it.
        unit: Of numbers.
    """

    name: str
    type: Literal["string", "number", "integer", "date"]
    title: str = ""
    description: str = ""
    unit: str = ""


_QUALIFIER = Field("qualifier", "string", description="exact, at least, about, over, or nearly")


@dataclasses.dataclass(frozen=True, slots=True)
class DataTable:
    """A table of the export.

    Attributes:
        name: Lower case letters, digits and hyphens.
        path: Of the CSV, relative to the export's folder.
        key: Names of the columns that tell rows apart, where rows are told apart by them.
        formerly: Paths that it had before, at which it is as well: what leads there cannot be led on.
    """

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    key: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def unique(self) -> bool:
        """Whether the key really tells the rows apart: mistakes in the data must not make the export untrue."""
        at = [[field.name for field in self.fields].index(name) for name in self.key]
        keys = [tuple(str(row[index] or "") for index in at) for row in self.rows]
        return bool(self.key) and len(set(keys)) == len(keys) and all(all(key) for key in keys)

    def to_csv(self) -> str:
        """Return it as CSV: a header, commas, double quotes where needed, line feeds."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([defused(field.name) for field in self.fields])
        writer.writerows([_written(value) for value in row] for row in self.rows)
        return text.getvalue()


def _strings(names: str) -> list[Field]:
    """Return columns of text."""
    return [Field(name, "string") for name in names.split()]


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like a formula and is no number gets an apostrophe."""
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text


def _written(value: Value) -> str:
    if type(value) is str:  # most of a table
        return defused(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else defused(str(value))


@dataclasses.dataclass(frozen=True, slots=True)
class KeptTable:
    """A table that an earlier export wrote, and that would be the same.

    Attributes:
        path: Of the CSV, relative to the export's folder.
        resource: What the data package says of it.
    """

    path: str
    resource: Mapping[str, object]


def to_tables(
    report: Report, formats: Formats, kept: Callable[[str], KeptTable | None] = lambda _id: None
) -> Iterator[DataTable | KeptTable]:
    """Give all tables of a report, each made when it is asked for; those that would be empty are left out.

    Args:
        kept: Returns the table of a statement by its id, where there is one that need not be made.
    """
    names, before = table_names(report.statements), old_tables(report)
    found = itertools.chain(
        map(_stats, [report]),
        (
            kept(id_) or statement_table(report, footed, formats, names[id_], before.get(id_, ()))
            for id_, footed in report.statements.items()
        ),
        (of(report) for of in (_grants, _sponsors, _people)),
        (of(report.profile) for of in (_periods, _sources)),
    )
    return (table for table in found if isinstance(table, KeptTable) or table.rows)


# ---- statements ----


def statement_table(report: Report, footed: Footed, formats: Formats, path: str, formerly: tuple[str, ...] = ()) -> DataTable:
    """Return a statement as a table: amounts in full units, and beside each what the report prints."""
    statement = footed.statement
    fields = [
        Field("id", "string", description="Id of the line, as in the address STATEMENT.ID@PERIOD"),
        *_strings("section line"),
        Field("kind", "string", description="item, subtotal, total, result, or heading"),
        Field("indent", "integer"),
    ]
    for column in statement.columns:
        unit = statement.unit_of(column)
        period = report.profile.periods.get(column.period or "")
        label = str(column.label) if column.label else (period.label if period and not column.name else "")
        in_scale = f", in {statement.scale}" if column.unit == "currency" and statement.scale != "units" else ""
        fields.append(Field(column.id, "number", label, f"In full units{f' ({unit})' if unit else ''}", unit))
        fields.append(Field(_PRINTED.format(column.id), "string", description=f"What the report prints{in_scale}"))
    described = any(line.description for line in statement.lines)
    fields += _strings("note source source_url" + " description" * described)
    printed = cell_printer(footed, formats)
    rows: list[tuple[Value, ...]] = []
    for line in statement.lines:
        figures = report.row(footed, line)
        amounts: list[Value] = []
        for column, figure in zip(statement.columns, figures, strict=True):
            heading = line.kind == "heading"
            amounts += [None if heading else figure.value, None if heading else printed(line, column, figure)]
        note = next((figure.note for figure in figures if figure.note), None)
        source = to_source(line.source or statement.source, report.profile)
        words = ", ".join(filter(None, (source.title, source.place))) if source else None
        more = (line.description,) if described else ()
        rows.append(
            (line.id, line.section, line.label, line.kind.value, line.indent, *amounts, note, words, source.url if source else None, *more)
        )
    name = "statement-" + path.removeprefix("statements/").removesuffix(".csv")
    taken: set[str] = set()  # a statement may have a column of amounts called “id”
    distinct = tuple(dataclasses.replace(field, name=free(field.name, taken)) for field in fields)
    return DataTable(name, path, str(statement.title), distinct, tuple(rows), ("id",), formerly)


def cell_printer(footed: Footed, formats: Formats) -> Callable[[Line, Column, Figure], str]:
    """Return what prints a cell the way the statement does: with the decimals that the most exact cell of its unit has."""
    statement = footed.statement
    decimals: dict[str, int] = {}
    for column, place in zip(statement.columns, footed.last_places, strict=True):
        decimals[column.unit] = max(decimals.get(column.unit, 0), -place.adjusted())

    def printed(line: Line, column: Column, figure: Figure) -> str:
        shown = footed.cell(line.id, column.id).shown
        if figure.kind is AmountKind.NIL and not shown:
            return "–"
        if shown is None:
            return figure.text
        if column.unit == "percent":
            return formats.percent(shown, decimals.get("percent", 0))
        if column.unit != "currency":
            return str(formats.figure(shown, unit=column.unit))
        return str(formats.amount(shown, decimals=decimals.get("currency", 0)))

    return printed


# ---- the others ----


def _stats(report: Report) -> DataTable:
    fields = (
        Field("address", "string", description="KEY@PERIOD: what the report's own pages call the figure"),
        *_strings("key label"),
        Field("period", "string", description="Id of a period, see periods.csv"),
        Field("period_start", "date"),
        Field("period_end", "date"),
        Field("value", "number", description="In full units; a percentage as it is written: 45 for 45 %"),
        Field("unit", "string", description="Code of a currency, percent, or a noun"),
        _QUALIFIER,
        Field("text", "string", description="The value as its data file has it"),
        Field("status", "string", description="draft, final, or restated"),
        Field("as_of", "date"),
        Field("as_printed", "string", description="What a published report showed before, where it differs"),
        *_strings("note source source_place source_url"),
    )
    rows = []
    for figure in report.single_figures():
        source = to_source(figure.source, report.profile)
        rows.append(
            (
                str(figure.address),
                figure.address.key,
                figure.label,
                figure.period.id if figure.period else figure.address.period,
                figure.period.start if figure.period else None,
                figure.period.end if figure.period else None,
                figure.value,
                figure.unit,
                figure.qualifier.value,
                figure.text,
                figure.status.value,
                figure.as_of,
                figure.as_printed,
                figure.note,
                source.title if source else None,
                source.place if source else None,
                source.url if source else None,
            )
        )
    return DataTable("stats", "stats.csv", "Figures", fields, tuple(rows), ("address",))


def _grants(report: Report) -> DataTable:
    fields = (
        Field("id", "string", description="What the organisation knows the grant by"),
        Field("awarded", "date"),
        Field("amount", "number", description="In full units of the currency"),
        Field("currency", "string", description="Code of a currency"),
        Field("recipient", "string", description="Name of an organisation; individuals are not named"),
        Field("recipient_id", "string", description="Of an organisation, as org-id.guide has it"),
        Field("individual", "string", description="yes, or no"),
        Field("country", "string", description="ISO code of two letters"),
        *_strings("program title description"),
    )
    rows = (
        (
            grant.id,
            grant.awarded,
            grant.amount,
            grant.currency,
            grant.recipient,
            grant.recipient_id,
            "yes" if grant.individual else "no",
            grant.country,
            grant.program,
            grant.title,
            grant.description,
        )
        for grant in (report.grants.grants if report.grants is not None else ())
    )
    return DataTable("grants", "grants.csv", "Grants", fields, tuple(rows), ("id",))


def _sponsors(report: Report) -> DataTable:
    fields = (
        Field("rank", "integer", description="Rank of the tier: 1 is the highest"),
        *_strings("tier sponsor url"),
        Field("as_of", "date"),
    )
    roll = report.sponsors
    as_of, tiers = (roll.as_of, roll.tiers) if roll is not None else (None, ())
    rows = ((rank, tier.name, sponsor.name, sponsor.url, as_of) for rank, tier in enumerate(tiers, 1) for sponsor in tier.sponsors)
    return DataTable("sponsors", "sponsors.csv", "Sponsors", fields, tuple(rows))


def _people(report: Report) -> DataTable:
    fields = (Field("group", "string", description="Id of the group"), *_strings("group_name name role url"), Field("as_of", "date"))
    rows = ((group.id, group.name, one.name, one.role, one.url, group.as_of) for group in report.groups.values() for one in group.people)
    return DataTable("people", "people.csv", "People", fields, tuple(rows))


def _periods(profile: Profile) -> DataTable:
    fields = (
        *_strings("id label"),
        Field("start", "date", description="First day; empty for an instant"),
        Field("end", "date", description="Last day, or the instant"),
    )
    rows = ((period.id, period.label, period.start, period.end) for period in profile.periods.values())
    return DataTable("periods", "periods.csv", "Periods", fields, tuple(rows), ("id",))


def _sources(profile: Profile) -> DataTable:
    fields = (*_strings("id title url"), Field("date", "date"), *_strings("note"))
    rows = ((source.id, source.title, source.url, source.date, source.note) for source in profile.sources.values())
    return DataTable("sources", "sources.csv", "Sources", fields, tuple(rows), ("id",))


def table_of(name: str, statements: Iterable[str]) -> str:
    """Return the path of the table that holds an exhibit: ``grants``, ``sponsors``, ``people``, or ``statement:ID``; empty where none does."""
    kind, _, id_ = name.partition(":")
    if kind == "statement":
        return table_names(statements).get(id_, "")
    return f"{slug(kind)}.csv" if kind in {"grants", "sponsors", "people", "stats", "sources"} else ""


def chart_tables(charts: Iterable[tuple[str, str, str, Chart, tuple[str, ...]]]) -> Iterator[DataTable]:
    """Give a table for each chart that has values of its own; not for one that an author wrote in Vega-Lite.

    Args:
        charts: Page, id on the page, title, chart, and what it was called before, in a fixed order.
    """
    drawn = [each for each in charts if each[3].marks]
    paths = [_chart_path(page, anchor) for page, anchor, *_more in drawn]
    taken: set[str] = set()
    known = {*paths}
    for path, (page, _anchor, title, chart, formerly) in zip(paths, drawn, strict=True):
        name = free(short("-".join(filter(None, (slug(page), slug(title)))) or "chart"), taken)
        old = [_chart_path(*place) for called in formerly if (place := old_chart_place(called, page)) is not None]
        before = tuple(each for each in dict.fromkeys(old) if each not in known)
        known.update(before)
        yield _table(name, path, title, chart, before)


def _chart_path(page: str, anchor: str) -> str:
    return f"charts/{download_name(page, anchor.removeprefix('chart-'))}"


def _table(name: str, path: str, title: str, chart: Chart, formerly: tuple[str, ...]) -> DataTable:
    fields = {
        "label": Field("label", "string"),
        "target": Field("to", "string", description="Where it goes"),
        "series": Field("series", "string"),
        "value": Field("value", "number", description="In full units"),
        "qualifier": _QUALIFIER,
        "full": Field("value as printed", "string"),
        "share": Field("share", "number", description="Part of the whole", unit="percent"),
    }
    # Columns that not every chart has, and what says nothing in them.
    some = {"target": "", "series": "", "share": None, "qualifier": Qualifier.EXACT}
    used = [what for what in fields if what not in some or any(getattr(mark, what) != some[what] for mark in chart.marks)]
    rows = tuple(tuple(getattr(mark, what) for what in used) for mark in chart.marks)
    return DataTable(f"chart-{name}", path, title or name, tuple(fields[what] for what in used), rows, formerly=formerly)
