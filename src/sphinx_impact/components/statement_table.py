"""A statement as a table: which cell carries a sign, a rule, a mark; and the words around the table."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_impact.components.base import is_plain, missing
from sphinx_impact.components.folding import PlainCell, PlainRow, cell_node, fold_rows
from sphinx_impact.components.nodes import (
    impact_cell_text,
    impact_entry,
    impact_folded,
    impact_note_ref,
    impact_row,
    impact_statement,
)
from sphinx_impact.components.values import in_cell, note_mark, place_behind, plain, plain_change
from sphinx_impact.messages import _
from sphinx_impact.model.entities import AmountKind, Kind, Scale, Text
from sphinx_impact.model.footing.expressions import terms_of
from sphinx_impact.model.numbers.change import change
from sphinx_impact.model.numbers.cldr import decimals_of, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from sphinx_impact.model.entities import Column, Figure, Line, Period
    from sphinx_impact.model.footing.differences import FootedCell
    from sphinx_impact.model.footing.foot import Footed
    from sphinx_impact.model.numbers.format import Formats, Printed

_WIDE = (40, 50, 60, 75)
"""From how many rem on a table is called wide: style sheets know these steps."""

_LABEL, _GAP, _DIGIT, _LETTER = 12, 1.5, 0.56, 0.46
"""In rem: what labels need, the space and the sign before an amount, a digit, a letter of a head."""

_DEEPEST = 4
"""The deepest step of labels that style sheets know."""

_AMOUNTS = (Kind.ITEM, Kind.SUBTOTAL, Kind.TOTAL, Kind.RESULT)


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """A note below the table: its mark, what is said before its words, and its words, if any."""

    mark: str
    words: Text | None
    before: str = ""


@dataclasses.dataclass
class StatementTable:
    """Builds the table of one statement.

    Attributes:
        footed: The statement with its sums.
        columns: Which columns to show, in order.
        lines: Which lines to show, in order.
        scale: What the amounts are shown in.
        changes: ``percent`` and ``amount``, as wanted.
        compared: The two columns that a change is between, where the table says which; otherwise those of two periods.
        anchor: Prefix of the ids of notes.
        text: Makes an element of words with inline markup.
        figure: Answers a cell of a statement as a figure with its period, to compute changes.
        printed: Answers a cell of a statement with what is said of what was printed for it and has been corrected.
        root: What the paths of data files are relative to.
        folds: Whether plain rows are kept as values.
        details: What is in a line, by the line's id: statements whose rows add up to it.
    """

    footed: Footed
    columns: Sequence[Column]
    lines: Sequence[Line]
    scale: Scale
    changes: Sequence[str]
    compared: tuple[Column, Column] | None
    periods: dict[str, Period]
    anchor: str
    formats: Formats
    text: Callable[..., nodes.TextElement]
    figure: Callable[[Footed, Line, Column], Figure | None]
    printed: Callable[[Footed, Line, Column], Sequence[str]]
    root: Path
    folds: bool
    details: Mapping[str, Footed] = dataclasses.field(default_factory=dict)
    notes: list[Note] = dataclasses.field(default_factory=list)
    is_rounded: bool = False
    """Whether an amount met on the way was rounded to what it is shown in."""
    _marks: int = 0
    _numbers: dict[str, int] = dataclasses.field(default_factory=dict)
    _pair: tuple[Column, Column] | None = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self._pair = self.compared or compared(self.columns, self.periods, self.footed.statement.columns)

    def build(self) -> impact_statement:
        """Return the table, without its title. Notes met on the way are in `notes`."""
        table = impact_statement("", classes=["impact-statement", "colwidths-auto"])
        width = len(self.columns) + len(self.changes)
        group = nodes.tgroup("", cols=width + 1)
        label_width = max((len(str(line.label)) for line in self.lines), default=10)
        group += nodes.colspec("", colwidth=min(max(label_width, 16), 44))
        for _column in range(width):
            group += nodes.colspec("", colwidth=12)
        group += self._head()
        group += self._body()
        table += group
        need = _need(group)
        table["classes"] += [f"impact-wide-{step}" for step in _WIDE if need > step][-1:]
        return table

    # ---- head ----

    def _head(self) -> nodes.thead:
        head = nodes.thead()
        spans = self._spans()
        if spans:
            row = impact_row("", kind="spanner", opens=False)
            row += self._entry("", scope="")
            for period, count in spans:
                row += self._entry(self._period(period), scope="colgroup", span=count, classes=["impact-spanner"])
            for _change in self.changes:
                row += self._entry("", scope="")
            head += row
        row = impact_row("", kind="columns", opens=False)
        row += self._entry("", scope="")
        for column in self.columns:
            row += self._header(column, short=bool(spans))
        for kind in self.changes:
            label = self._change_label(percent=kind == "percent" and len(self.changes) > 1)
            row += self._entry(str(label), scope="col", classes=["impact-amount", "impact-change"])
        head += row
        return head

    def _change_label(self, *, percent: bool) -> str:
        if self.compared is not None and self.compared[0].period == self.compared[1].period:
            return _("Difference, %") if percent else _("Difference")
        return _("Change, %") if percent else _("Change")

    def _spans(self) -> list[tuple[str, int]]:
        """Return the periods to stand above the columns, where these are of more than one period and their own names do not tell them."""
        runs = [(period or "", len(list(run))) for period, run in itertools.groupby(column.period for column in self.columns)]
        names = [column.name for column in self.columns if column.name]
        needed = any(count > 1 for _period, count in runs) or len(set(names)) < len(names)
        return runs if len(runs) > 1 and needed else []

    def _header(self, column: Column, *, short: bool) -> impact_entry:
        label: str | Text
        if column.label is not None:
            label = column.label
        elif column.name and not column.period:
            label = Text(column.name, column.origin)
        else:
            label = self._period(column.period or column.id) if not (short and column.name) else column.name
        return self._entry(label, scope="col", classes=["impact-amount"])

    def _period(self, period_id: str) -> str:
        period = self.periods.get(period_id)
        return self.formats.period(period) if period else period_id

    # ---- body ----

    def _body(self) -> nodes.tbody:
        statement = self.footed.statement
        rows: list[impact_row | PlainRow] = []
        final = self._final_lines()
        signed = after = False
        current: str | None = None
        for line in self.lines:
            opens = line.section != current
            titled = opens and line.section in statement.sections and not self._is_lone(line)
            if titled:
                rows.append(self._head_row(statement.sections[line.section], "section", ["impact-row", "impact-section-head"]))
            current = line.section
            money = line.kind in _AMOUNTS
            signs = money and (not signed or line.kind in (Kind.TOTAL, Kind.RESULT))
            signed = signed or money
            inside = self._inside(line, self._indent(line) + 1)
            row = self._row(line, opens=opens and not titled, signs=signs, double=line.id in final, whole=bool(inside) or after)
            if isinstance(row, impact_row) and (inside or after):
                row["regroup"] = True
            if inside and isinstance(row, impact_row):
                next(iter(row.findall(impact_entry)))["unfolds"] = True
            after = bool(inside)
            rows += [row, *inside]
        return nodes.tbody("", *fold_rows(rows))

    def _inside(self, line: Line, indent: int) -> list[impact_row]:
        """Return the rows with what is in a line, which a website folds below it."""
        rows: list[impact_row] = []
        classes = ["impact-row", "impact-part", f"impact-indent-{min(indent, _DEEPEST)}"]
        if line.description is not None:
            row = impact_row("", kind="part", opens=False, classes=[*classes, "impact-described"])
            row += self._entry(line.description, scope="", span=len(self.columns) + len(self.changes) + 1)
            rows.append(row)
        if line.id not in self.details:
            return rows
        details = self.details[line.id]
        for part in details.statement.lines:
            row = impact_row("", kind="part", opens=False, classes=list(classes))
            row.source, row.line = part.origin.path, part.origin.line
            self._fill(row, part, details, signs=False)
            rows.append(row)
        return rows

    def _is_lone(self, line: Line) -> bool:
        """Whether a line is all of its section, or named like it, so that a heading would say the same twice."""
        return self._sizes[line.section] == 1 and line.kind in (Kind.TOTAL, Kind.RESULT, Kind.SUBTOTAL)

    @functools.cached_property
    def _sizes(self) -> Counter[str]:
        """How many lines each section has."""
        return Counter(line.section for line in self.lines)

    def _final_lines(self) -> set[str]:
        """Return the totals and results that nothing further is made of: they get the double rule."""
        lines = self.footed.statement.lines
        used = {name for line in lines for _sign, name in terms_of(line.formula)}
        roll = self.footed.statement.roll_forward
        if roll:
            used |= {roll.opening, roll.change}
        return {line.id for line in lines if line.kind in (Kind.TOTAL, Kind.RESULT) and line.id not in used}

    def _indent(self, line: Line) -> int:
        return line.indent + (line.section in self.footed.statement.sections and line.kind is Kind.ITEM)

    def _row(self, line: Line, *, opens: bool, signs: bool, double: bool, whole: bool) -> impact_row | PlainRow:
        indent = self._indent(line)
        classes = ["impact-row", f"impact-{line.kind.value}"]
        if indent:
            classes.append(f"impact-indent-{min(indent, _DEEPEST)}")
        if double:
            classes.append("impact-double")
        if line.kind is Kind.HEADING:
            return self._head_row(line.label, line.kind.value, classes, opens=opens, line=line, whole=whole)
        if not whole and (plain_row := self._plain_row(line, classes, opens=opens, signs=signs)) is not None:
            return plain_row
        row = impact_row("", kind=line.kind.value, opens=opens, classes=classes)
        row.source, row.line = line.origin.path, line.origin.line
        self._fill(row, line, self.footed, signs=signs)
        return row

    def _fill(self, row: impact_row, line: Line, footed: Footed, *, signs: bool) -> None:
        """Put the label and the amounts of a line into its row.

        Args:
            footed: The statement that has the line, which may lack columns of the table.
        """
        label = self.text(impact_cell_text, line.label)
        if line.note:
            self._refer(label, line.note)
        row += impact_entry("", label, scope="row")
        for column in self.columns:
            own = column if footed is self.footed else _own(footed, column)
            row += self._amount(line, own, footed, signs=signs) if own is not None else self._entry("", scope="", classes=["impact-amount"])
        for kind in self.changes:
            row += self._change(line, kind, footed)

    def _head_row(
        self, words: Text, kind: str, classes: list[str], *, opens: bool = True, line: Line | None = None, whole: bool = False
    ) -> impact_row | PlainRow:
        """Return a row of one cell over all columns.

        Args:
            whole: Whether it must be a node.
        """
        span = len(self.columns) + len(self.changes) + 1
        place = (line.origin.path, line.origin.line) if line is not None else (None, None)
        if self.folds and not whole and is_plain(words):
            return PlainRow(kind, opens, tuple(classes), place, str(words), self._place(words), "rowgroup", span, ())
        row = impact_row("", kind=kind, opens=opens, classes=classes)
        row.source, row.line = place
        row += self._entry(words, scope="rowgroup", span=span)
        return row

    def _plain_row(self, line: Line, classes: list[str], *, opens: bool, signs: bool) -> PlainRow | None:
        """Return a row that is kept as values; None where it cannot be."""
        if not self.folds or line.note or not is_plain(line.label):
            return None
        cells = [self._plain_amount(line, column, signs=signs) for column in self.columns]
        known = [cell for cell in cells if cell is not None]
        if len(known) < len(cells):
            return None
        known += [PlainCell(*self._changed(line, kind, self.footed), ("impact-amount", "impact-change")) for kind in self.changes]
        label, place = line.label, (line.origin.path, line.origin.line)
        row = PlainRow(line.kind.value, opens, tuple(classes), place, str(label), self._place(label), "row", 1, tuple(known))
        return row if row.is_plain() else None

    def _place(self, words: Text) -> tuple[str, int]:
        return str(self.root / words.origin.path), words.origin.line

    def _plain_amount(self, line: Line, column: Column, *, signs: bool) -> PlainCell | None:
        """Return an amount without notes; None where it has some, or is missing."""
        cell = self.footed.cell(line.id, column.id)
        if (cell.waiver is not None and cell.waiver.public) or self.printed(self.footed, line, column):
            return None
        found = self._written_amount(line, cell, column, signs=signs)
        return PlainCell(*found) if found is not None else None

    def _written_amount(self, line: Line, cell: FootedCell, column: Column, *, signs: bool) -> tuple[str, dict[str, Any] | None] | None:
        """Return what is written in a cell, and the attributes of its figure, if it is one; None where something is missing."""
        if cell.amount_kind is AmountKind.NIL:
            return "–", {"value": "0", "parts": [("nil", "–"), *self._behind(column, signs=False)]}
        if cell.shown is not None:
            return self._number(cell, column, signs=signs)
        if cell.amount_kind is AmountKind.NOT_APPLICABLE:
            return str(_("n/a")), None
        if cell.amount_kind is AmountKind.UNREADABLE or line.kind is not Kind.ITEM:
            return None
        return "", {"value": "", "parts": [("unreported", "")]}

    def _amount(self, line: Line, column: Column, footed: Footed, *, signs: bool) -> impact_entry:
        cell = footed.cell(line.id, column.id)
        text = cell_node()
        entry = impact_entry("", text, scope="", classes=["impact-amount"])
        found = self._written_amount(line, cell, column, signs=signs)
        if found is not None:
            text += PlainCell(*found).to_nodes()
        elif cell.amount_kind is AmountKind.UNREADABLE:
            text += missing(_written(line, column, footed) or "?")
        else:
            text += missing("?")
        if cell.waiver is not None and cell.waiver.public:
            entry["classes"].append("impact-as-printed")
            self._refer(text, self._waiver_mark(cell, column))
        else:
            for said in self.printed(footed, line, column):
                mark = self._next_mark()
                self._note(Note(mark, None, said))
                self._refer(text, mark)
        return entry

    def _number(self, cell: FootedCell, column: Column, *, signs: bool) -> tuple[str, dict[str, Any]]:
        value = cell.shown
        assert value is not None
        if column.unit == "percent":
            text = self._words(value, column)
            return text, {"value": plain(value), "parts": [("digits", text)]}
        if column.unit != "currency":
            printed = self.formats.figure(value, unit=column.unit)
            return in_cell(printed, value, "", sign_first=True)
        sign, first = self._sign
        full = value * self.footed.statement.scale.factor
        return in_cell(self._amount_of(full), full, sign if signs else "", sign_first=first, behind=self._behind(column, signs=signs))

    def _amount_of(self, full: Decimal) -> Printed:
        """Return an amount in full units as it is shown, in the table's scale."""
        value, decimals = full / self.scale.factor, self._decimals["currency"]
        self.is_rounded = self.is_rounded or rounded(value, decimals) != value
        return self.formats.amount(value, decimals=decimals)

    @functools.cached_property
    def _sign(self) -> tuple[str, bool]:
        """The currency's sign, and whether it stands before the number."""
        code = self.footed.statement.currency
        return self.formats.currency_sign(code) if code else ("", True)

    def _behind(self, column: Column, *, signs: bool) -> list[tuple[str, str]]:
        sign, first = self._sign
        return [] if first or not sign or column.unit != "currency" else place_behind(sign, printed=signs)

    def _words(self, value: Decimal, column: Column) -> str:
        """Return a number as the cells of a column print it, without a currency sign."""
        if column.unit == "percent":
            return self.formats.percent(value, self._decimals["percent"])
        if column.unit != "currency":
            return str(self.formats.figure(value, unit=column.unit))
        # Two amounts that differ are said to the digit in which they do.
        value = value * self.footed.statement.scale.factor / self.scale.factor
        return str(self.formats.amount(value, decimals=max(self._decimals["currency"], decimals_of(value))))

    @functools.cached_property
    def _decimals(self) -> Counter[str]:
        """The decimals of all columns of each unit, so that their points stand below one another: those of the most exact cell."""
        found: Counter[str] = Counter()
        for statement in (self.footed.statement, *(details.statement for details in self.details.values())):
            for line in statement.lines:
                for column, cell in zip(statement.columns, line.cells, strict=False):
                    if statement.scale is not Scale.UNITS and column.origin.path.endswith(".json"):
                        continue  # an earlier report had it in full: it is rounded to what this statement counts in
                    exponent = cell.amount.value.as_tuple().exponent if cell.amount.value is not None else 0
                    if isinstance(exponent, int):
                        found[column.unit] = max(found[column.unit], -exponent)
        if self.scale is not self.footed.statement.scale:
            found["currency"] = 1 if self.scale is Scale.MILLIONS else 0
        return found

    def _change(self, line: Line, kind: str, footed: Footed) -> impact_entry:
        cell = PlainCell(*self._changed(line, kind, footed))
        return impact_entry("", cell_node(*cell.to_nodes()), scope="", classes=["impact-amount", "impact-change"])

    def _changed(self, line: Line, kind: str, footed: Footed) -> tuple[str, dict[str, Any] | None]:
        pair = [_own(footed, column) for column in self._pair or ()]
        new, old = (self.figure(footed, line, column) if column is not None else None for column in pair) if pair else (None, None)
        if new is None or old is None or new.value is None or old.value is None:
            return "", None
        if kind == "amount":
            return in_cell(self._amount_of(new.value - old.value), new.value - old.value, "", sign_first=True)
        delta = change(new, old)
        words = self.formats.change_sign(delta) if delta.kind == "percent" else str(_("n/m"))
        value_text = plain_change(delta) if delta.kind == "percent" else ""
        return words, {"value": value_text, "parts": [("text", words)]}

    # ---- notes ----

    def _waiver_mark(self, cell: FootedCell, column: Column) -> str:
        assert cell.waiver is not None
        mark = self._next_mark()
        before = ""
        if cell.given is not None and cell.computed is not None:  # what was left empty was not printed
            words = {"printed": self._words(cell.given, column), "computed": self._words(cell.computed, column)}
            before = _("Printed as %(printed)s; the parts give %(computed)s.") % words
        self._note(Note(mark, cell.waiver.reason, before))
        return mark

    def _next_mark(self) -> str:
        self._marks += 1
        return note_mark(self._marks - 1)

    def _note(self, note: Note) -> None:
        self.notes.append(note)
        self._numbers.setdefault(note.mark, len(self.notes))

    def _refer(self, holder: nodes.Element, mark: str) -> None:
        if mark not in self._numbers:
            words = self.footed.statement.notes.get(mark)
            if words is None:
                return
            self._note(Note(mark, words))
        refid = f"{self.anchor}-note-{self._numbers[mark]}"
        holder += impact_note_ref("", mark, refid=refid, internal=True, classes=["impact-note-ref"])

    # ---- cells ----

    def _entry(self, words: Text | str, *, scope: str, span: int = 1, classes: Sequence[str] = ()) -> impact_entry:
        entry = impact_entry("", scope=scope, classes=list(classes))
        if span > 1:
            entry["morecols"] = span - 1
        entry += self.text(impact_cell_text, words) if isinstance(words, Text) else cell_node(nodes.Text(words))
        return entry


def _need(group: nodes.tgroup) -> int:
    """Return about how many rem a table needs on a website to stand whole, its labels in lines of a few words."""
    widths: Counter[int] = Counter()
    for row in group.findall(impact_row):
        at = 0
        for entry in row.findall(impact_entry):
            span = entry.get("morecols", 0) + 1
            words, amount = entry.astext(), entry.get("scope", "") == ""
            if span == 1 and at:
                longest = len(words) * _DIGIT if amount else max(map(len, words.split()), default=0) * _LETTER
                widths[at] = max(widths[at], round(longest * 10))
            at += span
    for folded in group.findall(impact_folded):
        for amounts in folded["rows"]:
            for at, cell in enumerate(amounts.cells, 1):
                widths[at] = max(widths[at], round(len(cell.words) * _DIGIT * 10))
    return round(_LABEL + sum(width / 10 + _GAP for width in widths.values()))


def compared(columns: Sequence[Column], periods: Mapping[str, Period], known: Sequence[Column]) -> tuple[Column, Column] | None:
    """Return the later and the earlier column that a change is between; None where nothing says which.

    They have one name in two periods: that of the total, where there is one; otherwise the only one that there is, or, typed without, the first two.

    Args:
        columns: Those that the table shows.
        periods: By id.
        known: All of the statement, among which may be the total of a period that is shown with other columns.
    """
    whole = totals(columns)
    shown = {column.period for column in columns}
    pairs: dict[str, tuple[Column, Column]] = {}
    for column in columns:
        others = [*columns, *(other for other in known if column.name in whole and other.period in shown and other not in columns)]
        other = next((other for other in others if other.name == column.name and other.period != column.period), None)
        if other is not None:
            pairs.setdefault(column.name, (column, other))
    names = [name for name in whole if name in pairs] if whole else list(pairs)
    if len(names) == 1 or (whole and names):
        column, other = pairs[names[0]]
        ends = [found.end if (found := periods.get(one.period or "")) else None for one in (column, other)]
        return (other, column) if ends[0] and ends[1] and ends[0] < ends[1] else (column, other)
    undated = [column for column in columns if column.period is None]
    return (undated[0], undated[1]) if len(undated) > 1 and undated[0] is columns[0] else None


def totals(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns that hold the whole of a period: sums that enter no other, one named so, one named by the period alone."""
    made = [(column.name, terms_of(column.formula)) for column in columns]
    parts = {part.rpartition("/")[2] for _name, terms in made for _sign, part in terms}
    sums = [name for name, terms in made if terms and all(sign > 0 for sign, _part in terms) and name not in parts]
    return list(dict.fromkeys([*sums, *(name for name in ("total", "") if any(column.name == name for column in columns))]))


def _own(footed: Footed, column: Column) -> Column | None:
    """Return the column of a statement that stands in a column of the table."""
    return next((own for own in footed.statement.columns if own.id == column.id), None)


def _written(line: Line, column: Column, footed: Footed) -> str:
    return line.cells[footed.statement.columns.index(column)].amount.text.strip()
