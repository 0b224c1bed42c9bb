"""What stands on the pages of figures, as plain values for their templates."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sphinx_impact.components.values import column_words, printed_words, standing
from sphinx_impact.domain import label_of
from sphinx_impact.drawing.sparkline import sparkline
from sphinx_impact.messages import _
from sphinx_impact.model.entities import Address, AmountKind, Basis, Form, Kind, Scale
from sphinx_impact.model.export.csv_tables import cell_printer
from sphinx_impact.model.export.document import to_source
from sphinx_impact.model.json_document import plain
from sphinx_impact.model.made_of import Making
from sphinx_impact.model.numbers.change import change
from sphinx_impact.model.page_names import figure_name, statement_name
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from decimal import Decimal

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.checks.tie_outs import Outcome
    from sphinx_impact.model.entities import Column, Figure, Line, Source, Text
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.json_document import FigureEntry, PageEntry, StatementEntry
    from sphinx_impact.model.made_of import Part, Sum

View = dict[str, Any]

_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)|`([^`<]+?)\s*<[^>]*>`__?")
_ROLE = re.compile(r"(?:\{([\w-]+)\}|:([\w-]+):)`([^`]*)`")
_MARKUP = re.compile(r"(\*\*|\*|``|`)(?=\S)(.+?)(?<=\S)\1")
_MOST_FIGURES = 12
"""So many figures of a tie-out are listed."""

_LENGTHS = (6, 9, 13, 18, 26, 40)
"""The steps by which long values are set smaller."""


class Views:
    """Makes the views of one report."""

    def __init__(self, domain: ImpactDomain, ink: str) -> None:
        self._domain, self._report, self._formats = domain, domain.report, domain.formats
        self._making = Making(domain.report)
        self._ink = ink
        self._outcomes: dict[Address, list[Outcome]] = {}
        for outcome in self._report.audit.outcomes:
            for address in dict.fromkeys(outcome.figures):
                self._outcomes.setdefault(address, []).append(outcome)

    # ---- words ----

    def plain(self, words: Text | str | None) -> str:
        """Return words of a data file without their markup."""
        text = _LINK.sub(lambda found: found[1] or found[2], str(words or ""))
        text = _ROLE.sub(self._role, text)
        return " ".join(_MARKUP.sub(r"\2", text).split())

    def _role(self, found: re.Match[str]) -> str:
        name, inside = found[1] or found[2], found[3].strip()
        if name != "stat":
            return inside.partition("<")[0].strip() or inside
        address, _space, form = inside.partition(" ")
        figure = self._report.figure(address)
        if figure is None or figure.value is None:
            return inside
        form = form.strip()
        if form == "change":
            return self._formats.change_sign(change(figure, self._report.previous(figure)))
        known = Form(form) if form in {*Form} else figure.form
        return str(
            self._formats.figure(
                figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier, form=known, short=bool(form)
            )
        )

    def value(self, figure: Figure) -> Markup:
        """Return a value in full, with what the ear needs: the noun of its unit is left to the label."""
        if figure.value is None:
            return escape(_nothing(figure))
        printed = self._formats.figure(figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier)
        return spoken(str(printed), figure.value)

    def unit(self, figure: Figure) -> str:
        """Return the noun that stands behind the value; nothing for money, percents and what the label says."""
        if figure.money or figure.unit in {"percent", "%", ""}:
            return ""
        return "" if re.search(rf"\b{re.escape(figure.unit)}\b", str(figure.label), re.IGNORECASE) else figure.unit

    def unit_words(self, figure: Figure) -> str:
        """Return what a figure is counted in."""
        if figure.money:
            return self._formats.currency(figure.unit)
        return "%" if figure.unit == "percent" else figure.unit

    def label(self, figure: Figure) -> str:
        """Return what a figure is called: its label, and that of its column."""
        return ", ".join(filter(None, (self.plain(figure.label), column_words(self._report, figure))))

    def name(self, figure: Figure) -> str:
        """Return what a figure is called, with its period."""
        period = self._formats.period(figure.period) if figure.period else ""
        return ", ".join(filter(None, (self.label(figure), period)))

    def source(self, source: Source | None) -> View | None:
        """Return where something comes from; a link only where it leads to the web."""
        found = to_source(source, self._report.profile)
        if found is None or not (found.title or found.url):
            return None
        url = found.url if found.url and re.match("https?://", found.url) else ""
        return {"title": self.plain(found.title or found.url), "place": found.place or "", "url": url}

    def sums_of(self, figure: Figure) -> list[Sum]:
        """Return what a figure is made of."""
        return self._making.of(figure)

    # ---- a figure ----

    def figure(self, figure: Figure, entry: FigureEntry) -> View:
        """Return what stands on the page of a figure."""
        footed = self._report.statements.get(figure.statement)
        statement = footed.statement if footed is not None else None
        printed, value, unit = self._hero(figure)
        series = self._series(figure)
        return {
            "kind": "figure",
            "name": figure_name(figure.address),
            "address": str(figure.address),
            "title": self.plain(figure.label) or str(figure.address),
            "column": column_words(self._report, figure),
            "called": self.name(figure),
            "value": value,
            "unit": unit,
            "data": plain(figure.value) if figure.value is not None else "",
            "size": next((step for step in _LENGTHS if len(printed) <= step), 99),
            "said": f"{self.name(figure)}: {' '.join(filter(None, (printed, unit)))}",
            "quoted": f"{' '.join(filter(None, (printed, unit)))} {self.name(figure)}",
            "counted": self.unit_words(figure),
            "period": self._formats.period(figure.period) if figure.period else "",
            "days": self._days(figure),
            "change": self._change(figure),
            "standing": self._standing(figure),
            "basis": _basis(statement.basis) if statement and statement.basis else "",
            "basis_url": statement.basis_url if statement else "",
            "statement": {"title": label_of(statement), "name": statement_name(statement.id)} if statement else None,
            "source": self.source(figure.source),
            "note": self.plain(figure.note),
            "display": entry.display if entry.display != printed else "",
            "text": figure.text,
            "file": figure.origin.path,
            "row": figure.origin.line,
            "sums": [self._sum(found) for found in self._making.of(figure)],
            "ties": [self._tie(outcome, figure) for outcome in self._outcomes.get(figure.address, ())],
            "errata": self._errata(figure),
            "series": series if len(series) > 1 else [],
            "spark": Markup(self._spark(figure)),  # noqa: S704 - digits and a colour
            "pages": [self._page(page) for page in entry.pages],
        }

    def _hero(self, figure: Figure) -> tuple[str, Markup, str]:
        """Return a value in full as it is seen and as HTML, and the noun behind it."""
        if figure.value is None:
            words = _nothing(figure)
            return words, escape(words), ""
        exact = self._formats.figure(figure.value, unit=figure.unit, money=figure.money)
        said = str(self._formats.figure(figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier))
        number = spoken(str(exact), figure.value)
        before, _number, after = said.partition(str(exact))
        before, after = before.strip(), after.strip()
        html = Markup("").join(
            (
                Markup('<span class="fig-about">{}</span> ').format(before) if before else Markup(""),
                Markup('<span class="fig-number">{}</span>').format(number),
                Markup(' <span class="fig-about">{}</span>').format(after) if after else Markup(""),
            )
        )
        return said, html, self.unit(figure)

    def _days(self, figure: Figure) -> str:
        period = figure.period
        if period is None:
            return ""
        days = [self._formats.date(day) for day in (period.start, period.end) if day is not None]
        words = " – ".join(days)
        return words if words != self._formats.period(period) else ""

    def _change(self, figure: Figure) -> str:
        previous = self._report.previous(figure)
        if previous is None or figure.value is None or previous.value is None:
            return ""
        return self._formats.change_words(change(figure, previous), previous.period)

    def _standing(self, figure: Figure) -> list[str]:
        return standing(self._formats, figure.as_of, figure.status)

    def _sum(self, found: Any) -> View:
        return {
            "across": found.across,
            "holds": found.holds,
            "rolls": found.check is Code.ROLL_FORWARD,
            "parts": [self._part(part, across=found.across) for part in found.whole.parts],
            "left": found.whole.left,
        }

    def _part(self, part: Part, *, across: bool = False) -> View:
        figure = part.figure
        return {
            "sign": "−" if part.times < 0 else "+",
            "label": column_words(self._report, figure) if across else self.plain(figure.label),
            "name": figure_name(figure.address),
            "value": self.value(figure),
            "place": f"{figure.origin.path.rpartition('/')[2]}:{figure.origin.line}" if figure.text and not part.parts else "",
            "parts": [self._part(each) for each in part.parts],
            "left": part.left,
        }

    def _tie(self, outcome: Outcome, figure: Figure) -> View:
        others = [known for address in outcome.figures if address != figure.address and (known := self._report.figure(address)) is not None]
        reason = self.plain(outcome.waiver.reason) if outcome.waiver is not None and outcome.waiver.public else ""
        return {
            "holds": outcome.problem is None,
            "accepted": outcome.waiver is not None,
            "words": self.plain(outcome.tie_out.say) if outcome.tie_out.say is not None else "",
            "that": outcome.tie_out.that.text,
            "reason": reason,
            "figures": [self._reference(other) for other in others[:_MOST_FIGURES]],
            "left": max(0, len(others) - _MOST_FIGURES),
        }

    def _reference(self, figure: Figure) -> View:
        """Return a link to another figure; figures of earlier reports have no pages here."""
        own = figure.address.key in self._report.stats or figure.address.key in self._report.lines
        return {"called": self.name(figure), "name": figure_name(figure.address) if own else "", "value": self.value(figure)}

    def _errata(self, figure: Figure) -> list[View]:
        return [
            {
                "words": str(_("Printed as %s.")) % printed_words(self._formats, erratum),
                "date": str(_("Corrected on %s")) % self._formats.date(erratum.date) if erratum.date else "",
                "reason": self.plain(erratum.reason),
                "source": self.source(erratum.where),
            }
            for erratum in self._report.errata_of(figure.address)
        ]

    @functools.cached_property
    def _all_series(self) -> dict[tuple[str, str], tuple[Figure, ...]]:
        return {}

    def series_of(self, figure: Figure) -> tuple[Figure, ...]:
        """Return the figure in all periods, earlier reports included."""
        key = (figure.address.key, figure.address.column)
        if key not in self._all_series:
            self._all_series[key] = self._report.series(figure.address)
        return self._all_series[key]

    def _series(self, figure: Figure) -> list[View]:
        rows = []
        for each in self.series_of(figure):
            previous = self._report.previous(each)
            moved = change(each, previous) if previous is not None and each.value is not None and previous.value is not None else None
            own = self._report.figure(each.address)
            rows.append(
                {
                    "period": self._formats.period(each.period) if each.period else each.address.period,
                    "name": figure_name(each.address) if own is not None and own.origin.path == each.origin.path else "",
                    "value": self.value(each),
                    "change": self._formats.change_sign(moved) if moved is not None and moved.value is not None else "",
                    "here": each.address == figure.address,
                    "standing": self._standing(each),
                }
            )
        return rows

    def _spark(self, figure: Figure) -> str:
        end = figure.period.end if figure.period is not None else None
        values = [each.value for each in self.series_of(figure) if end is not None and each.period is not None and each.period.end <= end]
        return sparkline(values, self._ink)

    @staticmethod
    def _page(entry: PageEntry) -> View:
        return {"title": entry.title, "path": entry.path}

    # ---- a statement ----

    def statement(self, footed: Footed, entry: StatementEntry) -> View:
        """Return what stands on the page of a statement."""
        statement = footed.statement
        printed = cell_printer(footed, self._formats)
        known = self._report.profile.periods
        periods = [known[column.period] for column in statement.columns if column.period is not None and column.period in known]
        money = any(column.unit == "currency" for column in statement.columns)
        scope = self._formats.scope(
            statement.type,
            [period.end for period in periods],
            [period.start for period in periods],
            scale=statement.scale if money else Scale.UNITS,
            currency=statement.currency if money else "",
        )
        title = label_of(statement)
        return {
            "kind": "statement",
            "name": statement_name(statement.id),
            "address": statement.id,
            "title": title,
            "called": title,
            "over": scope,
            "under": scope,
            "errata": [],
            "said": ", ".join(filter(None, (title, scope))),
            "quoted": ", ".join(filter(None, (title, scope))),
            "columns": [self._head(column) for column in statement.columns],
            "rows": self._rows(footed, printed),
            "standing": standing(self._formats, statement.as_of, statement.status),
            "basis": _basis(statement.basis) if statement.basis else "",
            "basis_url": statement.basis_url,
            "source": self.source(statement.source),
            "file": statement.origin.path,
            "table": entry.table,
            "pages": [self._page(page) for page in entry.pages],
        }

    def _head(self, column: Column) -> View:
        period = self._report.profile.periods.get(column.period or "")
        when = self._formats.period(period) if period is not None else column.id.partition("/")[0] if column.period is None else ""
        label = self.plain(column.label) if column.label is not None else ""
        return {"period": when if label != when else "", "label": label}

    def _rows(self, footed: Footed, printed: Any) -> list[View]:
        rows: list[View] = []
        section = ""
        for line in footed.statement.lines:
            if line.section != section and line.section and line.kind is not Kind.HEADING:
                words = self.plain(footed.statement.sections[line.section])
                if words.casefold() != self.plain(line.label).casefold():
                    rows.append({"kind": "heading", "label": words, "indent": 0, "cells": []})
            section = line.section
            rows.append(self._row(footed, line, printed))
        return rows

    def _row(self, footed: Footed, line: Line, printed: Any) -> View:
        if line.kind is Kind.HEADING:
            return {"kind": "heading", "label": self.plain(line.label), "indent": line.indent, "cells": []}
        cells = []
        for column, figure in zip(footed.statement.columns, self._report.row(footed, line), strict=True):
            words = printed(line, column, figure)
            shown = figure.value if figure.shown is None else figure.shown
            cells.append({"name": figure_name(figure.address), "words": _cell(words, figure.kind, shown)})
        return {"kind": line.kind.value, "label": self.plain(line.label), "indent": min(line.indent, 4), "cells": cells}


def spoken(text: str, value: Decimal | None) -> Markup:
    """Return a printed number as HTML: brackets are seen, and a screen reader hears that it is below zero."""
    if value is None or value >= 0 or "(" not in text:
        return escape(text)
    minus = Markup('<span class="fig-vh">{} </span>').format(_("minus"))
    opening, closing = Markup('<span aria-hidden="true">(</span>'), Markup('<span class="fig-hang" aria-hidden="true">)</span>')
    brackets = {"(": opening, ")": closing}
    return minus + Markup("").join(brackets.get(sign) or escape(sign) for sign in re.split(r"([()])", text))


def _cell(words: str, kind: AmountKind, value: Decimal | None) -> Markup:
    if kind is AmountKind.NIL and not value:
        return Markup('<span class="fig-vh">{}</span><span aria-hidden="true">{}</span>').format(_("nil"), words or "–")
    if not words:
        return Markup('<span class="fig-vh">{}</span>').format(_("not reported"))
    return spoken(words, value)


def _nothing(figure: Figure) -> str:
    if figure.kind is AmountKind.NOT_APPLICABLE:
        return figure.text or str(_("n/a"))
    return figure.text or str(_("not reported"))


def _basis(basis: Basis) -> str:
    return str({Basis.AUDITED: _("Audited"), Basis.UNAUDITED: _("Unaudited"), Basis.DERIVED: _("Derived from audited statements")}[basis])
