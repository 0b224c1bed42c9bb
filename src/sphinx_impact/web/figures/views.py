"""What stands on the pages of figures, as plain values for their templates."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sphinx_impact.components.values import (
    basis_words,
    column_words,
    correction_words,
    note_mark,
    printed_words,
    restated_words,
    scope_words,
    standing,
)
from sphinx_impact.domain import label_of
from sphinx_impact.drawing.sparkline import sparkline
from sphinx_impact.messages import _, ngettext
from sphinx_impact.model.entities import Address, AmountKind, Form, Kind, Qualifier
from sphinx_impact.model.export.csv_tables import cell_printer
from sphinx_impact.model.export.document import to_source
from sphinx_impact.model.json_text import plain
from sphinx_impact.model.made_of import Making
from sphinx_impact.model.numbers.change import change
from sphinx_impact.model.numbers.cldr import decimals_of
from sphinx_impact.model.page_names import figure_name, statement_name
from sphinx_impact.model.problems import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_impact.domain import ImpactDomain
    from sphinx_impact.model.checks.tie_outs import Outcome
    from sphinx_impact.model.entities import Column, Figure, Line, Period, Source, Statement, Text
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.json_document import StatementEntry
    from sphinx_impact.model.made_of import Part, Sum
    from sphinx_impact.model.numbers.change import Change

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

    def __init__(
        self, domain: ImpactDomain, displays: Mapping[Address, str | None], ink: str, words: Mapping[str, str], link: Callable[[str], str]
    ) -> None:
        """Take the report.

        Args:
            displays: What the document of the report prints for each figure.
            ink: Colour of small lines.
            words: The templates' words.
            link: Returns the address of a page by its name, as it is on other pages.
        """
        self._domain, self._report, self._formats = domain, domain.report, domain.formats
        self._making = Making(domain.report)
        self._displays, self._ink, self._words, self._link = displays, ink, words, link
        self._plain: dict[str, str] = {}
        self._currencies: dict[str, str] = {}
        self._sources: dict[int, tuple[Source | None, View | None]] = {}
        self._statements: dict[str, View] = {}
        self._values: dict[Address, Markup] = {}
        self._periods: dict[str, str] = {}
        self._dates: dict[str, str] = {}
        self._changes: dict[Address, tuple[Change | None, Period | None]] = {}
        self._series: dict[tuple[str, str], tuple[tuple[Figure, ...], list[tuple[Address, str, str]]]] = {}
        self._outcomes: dict[Address, list[Outcome]] = {}
        for outcome in self._report.audit.outcomes:
            for address in dict.fromkeys(outcome.figures):
                self._outcomes.setdefault(address, []).append(outcome)

    # ---- words ----

    def plain(self, words: Text | str | None) -> str:
        """Return words of a data file without their markup."""
        text = str(words or "")
        known = self._plain.get(text)
        if known is None:
            known = _ROLE.sub(self._role, _LINK.sub(lambda found: found[1] or found[2], text))
            self._plain[text] = known = " ".join(_MARKUP.sub(r"\2", known).split())
        return known

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
        known = self._values.get(figure.address)
        if known is None:
            self._values[figure.address] = known = self._printed(figure)
        return known

    def _printed(self, figure: Figure) -> Markup:
        return escape(_nothing(figure)) if figure.value is None else spoken(self._in_full(figure), figure.value)

    def _in_full(self, figure: Figure) -> str:
        """Return a number in full with what qualifies it: what the document of the report says, where that is not made shorter."""
        assert figure.value is not None
        said = self._displays.get(figure.address) if figure.form is Form.FULL else None
        return said or str(self._formats.figure(figure.value, unit=figure.unit, money=figure.money, qualifier=figure.qualifier))

    def period(self, period: Period | None) -> str:
        """Return what a period is called; nothing for none."""
        if period is None:
            return ""
        if period.id not in self._periods:
            self._periods[period.id] = self._formats.period(period)
        return self._periods[period.id]

    def unit(self, figure: Figure) -> str:
        """Return the noun that stands behind the value; nothing for money, percents and what the label says."""
        if figure.money or figure.unit in {"percent", "%", ""}:
            return ""
        return "" if re.search(rf"\b{re.escape(figure.unit)}\b", str(figure.label), re.IGNORECASE) else figure.unit

    def unit_words(self, figure: Figure) -> str:
        """Return what a figure is counted in."""
        if figure.money:
            if figure.unit not in self._currencies:
                self._currencies[figure.unit] = self._formats.currency(figure.unit)
            return self._currencies[figure.unit]
        return "%" if figure.unit == "percent" else figure.unit

    def label(self, figure: Figure) -> str:
        """Return what a figure is called: its label, and that of its column."""
        return ", ".join(filter(None, (self.plain(figure.label), column_words(self._report, figure))))

    def name(self, figure: Figure) -> str:
        """Return what a figure is called, with its period."""
        return ", ".join(filter(None, (self.label(figure), self.period(figure.period))))

    def source(self, source: Source | None) -> View | None:
        """Return where something comes from; a link only where it leads to the web."""
        known = self._sources.get(id(source))
        if known is None:  # by identity, since equality looks at all their fields; held, so that no other object gets it
            self._sources[id(source)] = known = source, self._source(source)
        return known[1]

    def _source(self, source: Source | None) -> View | None:
        found = to_source(source, self._report.profile)
        if found is None or not (found.title or found.url):
            return None
        url = found.url if found.url and re.match("https?://", found.url) else ""
        return {"title": self.plain(found.title or found.url), "place": found.place or "", "url": url}

    # ---- a figure ----

    def figure(self, figure: Figure, entry: Mapping[str, Any]) -> View:
        """Return what stands on the page of a figure.

        Args:
            entry: What the document of the report has of it.
        """
        footed = self._report.statements.get(figure.statement)
        statement = footed.statement if footed is not None else None
        printed, hero, parts, width = self._hero(figure)
        series = self._rows_of(figure)
        label, column, period = self.plain(figure.label), column_words(self._report, figure), self.period(figure.period)
        called = ", ".join(filter(None, (label, column, period)))
        known, errata, address = self._standing(figure), self._errata(figure), str(figure.address)
        granted, made = self._making.grants_in(figure), self._making.of(figure)
        # Of a line of a statement, the table of all periods says it.
        moved, since = self._change(figure) if statement is None else (None, None)
        around = self._around(statement) if statement is not None else None
        basis = around["basis"] if around is not None else ""
        return {
            "kind": "figure",
            "name": figure_name(figure.address),
            "address": address,
            "title": label or address,
            "called": called,
            "said": f"{called}: {printed}",
            "quoted": f"{printed} {called}",
            "kicker": " · ".join(filter(None, (column, period))),
            "under": " · ".join(filter(None, (column, period, *known))),
            "hero": hero,
            "parts": parts,
            "value": self.value(figure),
            "data": plain(figure.value) if figure.value is not None else "",
            "size": next((step for step in _LENGTHS if width <= step), 99),
            "counted": self.unit_words(figure),
            "period": period,
            "days": self._days(figure.period),
            "change": self._formats.change_words(moved, since) if moved is not None else "",
            "spark": Markup(self._spark(figure)),  # noqa: S704 - digits and a colour
            "standing": known,
            "marks": [*([basis] if basis else ()), *known, *([self._words["corrected"]] if errata else ())],
            "basis": basis,
            "basis_url": statement.basis_url if statement is not None else "",
            "statement": around,
            "source": self.source(figure.source),
            "note": self.plain(figure.note),
            "display": self._display(figure, entry["display"], printed),
            "text": figure.text if granted is None else "",
            "written": self._written(figure, granted),
            "made": made,
            "sums": [self._sum(found) for found in made],
            "ties": [self._tie(outcome, figure) for outcome in self._outcomes.get(figure.address, ())],
            "errata": errata,
            "series": "".join([here if at == figure.address else other for at, here, other in series]) if len(series) > 1 else "",
            "pages": tuple([(page.title, page.path) for page in entry["pages"]]),
            "more": self._words["more"],
        }

    def _around(self, statement: Statement) -> View:
        """Return what the pages of all cells say of their statement."""
        if statement.id not in self._statements:
            basis = basis_words(statement.basis) if statement.basis else ""
            self._statements[statement.id] = {"title": label_of(statement), "name": statement_name(statement.id), "basis": basis}
        return self._statements[statement.id]

    def _written(self, figure: Figure, number: int | None) -> str:
        """Return where a value was written, or how it came about.

        Args:
            number: How many grants it counts or adds up, where it is made of them.
        """
        place = {"file": figure.origin.path, "row": figure.origin.line}
        if number is None:
            return self._words["written" if figure.text else "computed"] % place
        if not figure.money:
            return str(_("Counted in %(file)s.")) % place
        words = ngettext("The sum of %(number)s grant in %(file)s.", "The sum of %(number)s grants in %(file)s.", number)
        return words % {**place, "number": self._formats.amount(Decimal(number))}

    def _hero(self, figure: Figure) -> tuple[str, Markup, tuple[str, str, str], float]:
        """Return a value in full with the noun of its unit: as it is said, as it is set, in parts, and how many large letters wide it is."""
        if figure.value is None:
            words = _nothing(figure)
            return words, escape(words), ("", words, ""), len(words)
        said, unit = self._in_full(figure), self.unit(figure)
        exact, before, after = said, "", ""
        if figure.qualifier is Qualifier.EXACT and not unit:  # most
            return said, Markup(f'<span class="fig-number">{self.value(figure)}</span>'), ("", said, ""), len(said)  # noqa: S704 - escaped
        if figure.qualifier is not Qualifier.EXACT:
            exact = str(self._formats.figure(figure.value, unit=figure.unit, money=figure.money))
            before, _number, after = (part.strip() for part in said.partition(exact))
        parts = [
            f'<span class="fig-about">{escape(before)}</span>' if before else "",
            f'<span class="fig-number">{spoken(exact, figure.value)}</span>',
            f'<span class="fig-about">{escape(after)}</span>' if after else "",
            f'<span class="fig-unit">{escape(unit)}</span>' if unit else "",
        ]
        width = len(exact) + 0.3 * len(before + after + unit)
        whole, behind = f"{said} {unit}" if unit else said, f"{after} {unit}".strip()
        return whole, Markup(" ".join(filter(None, parts))), (before, exact, behind), width  # noqa: S704 - escaped

    def _display(self, figure: Figure, display: str | None, printed: str) -> str:
        """Return what the report prints, where it is not the value in full; of a cell, what its statement shows."""
        if figure.shown is not None:
            return str(self._formats.figure(figure.shown, unit=figure.unit, money=figure.money))
        return "" if not display or display == printed or printed.startswith(f"{display} ") else display

    def _days(self, period: Period | None) -> str:
        """Return the days of a period, unless it is called by them."""
        if period is None:
            return ""
        if period.id not in self._dates:
            words = " – ".join(self._formats.date(day) for day in (period.start, period.end) if day is not None)
            self._dates[period.id] = words if words != self.period(period) else ""
        return self._dates[period.id]

    def _change(self, figure: Figure) -> tuple[Change | None, Period | None]:
        """Return the change of a figure on the period before, where both have a number, and that period."""
        if figure.address not in self._changes:
            previous = self._report.previous(figure) if figure.value is not None else None
            known = previous is not None and previous.value is not None
            self._changes[figure.address] = (change(figure, previous), previous.period) if known and previous is not None else (None, None)
        return self._changes[figure.address]

    def _standing(self, figure: Figure) -> list[str]:
        return standing(self._formats, figure.as_of, figure.status)

    def _sum(self, found: Sum) -> View:
        return {
            "across": found.across,
            "holds": found.holds,
            "remark": self._remark(found),
            "rolls": found.check is Code.ROLL_FORWARD,
            "parts": [self._part(part, across=found.across) for part in found.whole.parts],
            "left": found.whole.left,
        }

    def _remark(self, found: Sum) -> str:
        """Return why the parts of a sum do not come to it; nothing where they do."""
        if not found.difference:
            return ""
        if found.waiver is not None:
            return self.plain(found.waiver.reason) if found.waiver.public else f"{self._words['accepted']}."
        return self._words["rounded"] if found.holds else ""

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
        return {
            "called": self.name(figure),
            "name": figure_name(figure.address) if self._report.is_own(figure.address) else "",
            "value": self.value(figure),
        }

    def _errata(self, figure: Figure) -> list[View]:
        return [
            {
                "words": restated_words(self._formats, erratum)
                if erratum.said_in
                else str(_("Printed as %s.")) % printed_words(self._formats, erratum),
                "date": str(_("Corrected on %s")) % self._formats.date(erratum.date) if erratum.date else "",
                "reason": self.plain(erratum.reason),
                "source": self.source(erratum.where),
            }
            for erratum in self._report.errata_of(figure.address)
        ]

    def series_of(self, figure: Figure) -> tuple[Figure, ...]:
        """Return the figure in all periods, earlier reports included."""
        return self._in_all_periods(figure)[0]

    def _rows_of(self, figure: Figure) -> list[tuple[Address, str, str]]:
        return self._in_all_periods(figure)[1]

    def _in_all_periods(self, figure: Figure) -> tuple[tuple[Figure, ...], list[tuple[Address, str, str]]]:
        key = (figure.address.key, figure.address.column)
        if key not in self._series:
            series, own = self._report.series(figure.address), {id(each) for each in self._report.of_key(figure.address.key)}
            self._series[key] = series, [self._in_period(each, own=id(each) in own) for each in series]
        return self._series[key]

    def _in_period(self, figure: Figure, *, own: bool) -> tuple[Address, str, str]:
        """Return the row of a figure among those of all periods: on its own page, and on those of the others.

        Args:
            own: Whether it has a page.
        """
        moved, _since = self._change(figure)
        period = html.escape(self.period(figure.period) or figure.address.period)
        link = f'<a href="{self._link(figure_name(figure.address))}">{period}</a>' if own else period
        words = " · ".join(self._standing(figure))
        known = f' <span class="fig-place">{html.escape(words)}</span>' if words else ""
        signed = html.escape(self._formats.change_sign(moved)) if moved is not None and moved.value is not None else ""
        rest = f"{known}</th><td>{self.value(figure)}</td><td>{signed}</td></tr>\n"
        here = f'<tr class="fig-here"><th scope="row"><span aria-current="page">{period}</span>{rest}'
        return figure.address, here, f'<tr><th scope="row">{link}{rest}'

    def _spark(self, figure: Figure) -> str:
        end = figure.period.end if figure.period is not None else None
        values = [each.value for each in self.series_of(figure) if end is not None and each.period is not None and each.period.end <= end]
        return sparkline(values, self._ink)

    # ---- a statement ----

    def statement(self, footed: Footed, entry: StatementEntry) -> View:
        """Return what stands on the page of a statement."""
        statement = footed.statement
        printed = cell_printer(footed, self._formats)
        scope = scope_words(self._formats, statement, statement.columns, self._report.profile.periods, statement.scale)
        title, known = label_of(statement), standing(self._formats, statement.as_of, statement.status)
        basis = basis_words(statement.basis) if statement.basis else ""
        notes = _Notes()
        return {
            "kind": "statement",
            "name": statement_name(statement.id),
            "address": statement.id,
            "title": title,
            "called": title,
            "over": scope,
            "under": " · ".join(filter(None, (scope, *known))),
            "said": ", ".join(filter(None, (title, scope))),
            "quoted": ", ".join(filter(None, (title, scope))),
            "columns": [self._head(column) for column in statement.columns],
            "rows": self._rows(footed, printed, notes),
            "notes": notes.listed,
            "standing": known,
            "marks": [*filter(None, [basis]), *known],
            "basis": basis,
            "basis_url": statement.basis_url,
            "source": self.source(statement.source),
            "subtitle": "",
            "file": statement.origin.path,
            "pages": tuple([(page.title, page.path) for page in entry.pages]),
        }

    def _head(self, column: Column) -> View:
        period = self._report.profile.periods.get(column.period or "")
        when = self._formats.period(period) if period is not None else column.id.partition("/")[0] if column.period is None else ""
        label = self.plain(column.label) if column.label is not None else ""
        return {"period": when if label != when else "", "label": label}

    def _rows(self, footed: Footed, printed: Any, notes: _Notes) -> list[View]:
        rows: list[View] = []
        section = ""
        for line in footed.statement.lines:
            if line.section != section and line.section and line.kind is not Kind.HEADING:
                words = self.plain(footed.statement.sections[line.section])
                if words.casefold() != self.plain(line.label).casefold():
                    rows.append({"kind": "heading", "label": words, "marks": [], "indent": 0, "cells": []})
            section = line.section
            rows.append(self._row(footed, line, printed, notes))
        return rows

    def _row(self, footed: Footed, line: Line, printed: Any, notes: _Notes) -> View:
        own = footed.statement.notes.get(line.note)
        marks = [notes.named(line.note, self.plain(own))] if own is not None else []
        if line.kind is Kind.HEADING:
            return {"kind": "heading", "label": self.plain(line.label), "marks": marks, "indent": line.indent, "cells": []}
        cells = []
        for column, figure in zip(footed.statement.columns, self._report.row(footed, line), strict=True):
            words = printed(line, column, figure)
            shown = figure.value if figure.shown is None else figure.shown
            said = [notes.next(words) for words in self._said(footed, line, column, figure)]
            cells.append({"name": figure_name(figure.address), "words": _cell(words, figure.kind, shown), "marks": said})
        return {"kind": line.kind.value, "label": self.plain(line.label), "marks": marks, "indent": min(line.indent, 4), "cells": cells}

    def _said(self, footed: Footed, line: Line, column: Column, figure: Figure) -> list[str]:
        """Return what is said of a cell that is accepted, corrected or restated."""
        cell = footed.cell(line.id, column.id)
        if cell.waiver is None or not cell.waiver.public:
            return correction_words(self._formats, self._report.errata_of(figure.address))
        words = [self.plain(cell.waiver.reason)]
        if cell.given is not None and cell.computed is not None:
            both = {"printed": self._as_cell(cell.given, column), "computed": self._as_cell(cell.computed, column)}
            words.insert(0, str(_("Printed as %(printed)s; the parts give %(computed)s.")) % both)
        return [" ".join(words)]

    def _as_cell(self, value: Decimal, column: Column) -> str:
        """Return a number as the cells of a column print it, to its last digit."""
        if column.unit == "percent":
            return self._formats.percent(value, decimals_of(value))
        if column.unit != "currency":
            return str(self._formats.figure(value, unit=column.unit))
        return str(self._formats.amount(value, decimals=decimals_of(value)))


class _Notes:
    """The notes below a statement, and the marks that lead to them."""

    def __init__(self) -> None:
        self.listed: list[View] = []
        self._named: dict[str, View] = {}
        self._marks = 0

    def named(self, sign: str, words: str) -> View:
        """Return the mark of a note that lines share."""
        if sign not in self._named:
            self._named[sign] = self._add(sign, words)
        return self._named[sign]

    def next(self, words: str) -> View:
        """Return the next mark, which one cell has."""
        self._marks += 1
        return self._add(note_mark(self._marks - 1), words)

    def _add(self, sign: str, words: str) -> View:
        self.listed.append({"mark": sign, "words": words})
        return {"sign": sign, "number": len(self.listed), "called": str(_("note %s")) % sign}


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
