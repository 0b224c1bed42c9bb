"""A statement of another program as lines of the report's own: which column is which period, which row is the sum of which."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sphinx_impact.importing import wording
from sphinx_impact.importing.adding_up import Explanation, SummedRow, SumReading, Terms
from sphinx_impact.importing.heads import KNOWN_NAMES, Head, period_in, read_head
from sphinx_impact.model.loading.statements import KNOWN
from sphinx_impact.model.names import free, slug, undeclared
from sphinx_impact.model.numbers.parse import code_of
from sphinx_impact.model.problems import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_impact.importing.layout import Layout, SourceColumn, SourceRow
    from sphinx_impact.model.entities import Profile

_TYPES: Final = (
    ("functional-expenses", r"functional expenses?|expenses? by function"),
    ("cash-flows", r"cash.?flows?|kapitalfluss|flux de tr[ée]sorerie|flujos de efectivo|rendiconto finanziario|kasstroom|przepływ\w* pieniężn|fluxos? de caixa|キャッシュ|现金流量|현금흐름|التدفقات النقدية|תזרים"),
    ("changes-in-net-assets", r"changes? in net assets|changes? in equity|eigenkapitalveränderung|variation des (?:capitaux|fonds) propres|净资产变动|순자산변동|التغيرات في صافي الأصول"),
    ("activities", r"einnahmen.überschuss|activit(?:y|ies)|income statement|profit (?:and|&) loss|operations|gewinn|erfolgsrechnung|ergebnisrechnung|r[ée]sultat|resultado|ingresos|conto economico|rendiconto gestionale|baten en lasten|rachunek zysków|活動計算書|正味財産増減|业务活动表|운영성과표|손익계산서|قائمة (?:الأنشطة|الدخل)|דוח על הפעילויות|רווח והפסד"),
    ("position", r"position|balance sheet|bilanz|vermögens|bilans?\b|balans\b|balanço patrimonial|balance general|stato patrimoniale|貸借対照表|资产负债表|재무상태표|المركز المالي|מאזן|המצב הכספי"),
)  # fmt: skip
_MOST_INDENT: Final = 6
_LONG_SUM: Final = 3
_NOTE_NUMBERS: Final = range(1, 100)


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What the source does not say.

    Attributes:
        flag: What answers it.
        open: Whether nothing is written until it is answered; else it was answered by what is most likely.
    """

    row: int
    text: str
    flag: str
    open: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class OurColumn:
    """An amount column of the data file.

    Attributes:
        header: As it stands in the CSV.
        name: What is declared in the YAML; empty for a period alone.
        place: Which of the source's columns it is.
    """

    header: str
    name: str
    label: str
    formula: str
    place: int


@dataclasses.dataclass(slots=True)
class OurLine:
    """A line of the data file, and the row that it comes from."""

    section: str
    label: str
    kind: str
    id: str
    indent: int
    formula: str
    amounts: tuple[Decimal | None, ...]
    row: int


@dataclasses.dataclass(slots=True)
class Understood:
    """What became of a source.

    Attributes:
        roll_forward: Ids of opening, change and closing.
        wrong: What is wrong in the source, by row.
        rounding: Whether sums may differ by what rounding explains.
        off: Where a column that was left out is not the sum that it is in all other rows, by row.
    """

    type: str
    title: str
    scale: str
    columns: list[OurColumn]
    lines: list[OurLine]
    questions: list[Question]
    wrong: list[tuple[int, str]]
    notes: list[str]
    rounding: bool
    looked: int
    roll_forward: tuple[str, str, str] | None
    off: list[tuple[int, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Flags:
    """What was said by flags.

    Attributes:
        columns: Headers by letter; ``skip`` leaves a column out.
        rows: What a row is the sum of, as ``item`` or rows with signs, by row.
    """

    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rows: Mapping[int, str] = dataclasses.field(default_factory=dict)
    rounding: bool = False


def understand(layout: Layout, profile: Profile, name: str, answers: Flags) -> Understood:
    """Work out what the rows and columns of a layout are.

    Args:
        name: Of the file to write, which may say of which type the statement is.
    """
    notes, wrong = list(layout.notes), list(layout.wrong)
    questions: list[Question] = []
    if layout.doubtful:
        other = "." if layout.mark == "," else ","
        text = f"{quoted(layout.doubtful)} was read with groups of thousands, since money has no three decimals"
        questions.append(Question(0, text, f"--decimal {other}"))
    others = {code_of(sign, profile.currency) for sign in layout.currencies} - {profile.currency} if profile.currency else ()
    cure = f"and the report in {profile.currency}: convert them, or correct currency: in report.yaml"
    wrong += [(0, f"amounts are in {code}, {cure}") for code in sorted(others)]
    wrong += _wrong_columns(answers, layout, profile)
    rows = layout.rows
    found = _Columns(layout, profile, answers, questions, notes)
    columns = found.found()
    reading = SumReading(_entries(rows, found.own()), _forced(answers.rows, rows, wrong))
    _ask_ties(reading, rows, questions)
    for index in reading.unexplained:
        text = f"{quoted(rows[index].label)} calls itself a total, and no rows above add up to it: it was taken for an item"
        questions.append(Question(rows[index].row, text, f"--row {rows[index].row}=item, or --row {rows[index].row}=FIRST:LAST"))
    _ask_signs(reading, rows, questions)
    rounded = [i for i, one in reading.found.items() if one.rounded]
    if rounded and not answers.rounding:
        some = ", ".join(str(rows[i].row) for i in rounded[:6])
        questions.append(
            Question(
                rows[rounded[0]].row, f"sums are off by what rounding explains (rows {some}), and are taken for wrong", "--rounding allow"
            )
        )
    keep = [column.place for column in columns]
    made = _Lines(layout, rows, reading, keep)
    lines = made.found()
    title = _title(layout.titles, name)
    type_ = _type(name, layout.titles)
    return Understood(
        type_, title, layout.scale, columns, lines, questions, wrong, notes, answers.rounding, reading.looked, made.roll_forward, found.off
    )


def _entries(rows: Sequence[SourceRow], keep: Sequence[int]) -> list[SummedRow]:
    rows = [dataclasses.replace(row, amounts=tuple(row.amounts[at] for at in keep)) for row in rows]
    digits = max((-int(a.as_tuple().exponent) for row in rows for a in row.amounts if a is not None), default=0)
    digits = max(digits, 0)
    return [
        SummedRow(row.label, row.depth, tuple(None if a is None else int(a.scaleb(digits)) for a in row.amounts), row.row) for row in rows
    ]


def _forced(said: Mapping[int, str], rows: Sequence[SourceRow], wrong: list[tuple[int, str]]) -> dict[int, Terms]:
    """What flags say of rows, by index."""
    index = {row.row: i for i, row in enumerate(rows) if not row.heading}
    forced: dict[int, Terms] = {}
    for row, text in said.items():
        terms: list[tuple[int, int]] = []
        for sign, first, last in re.findall(r"([-+]?)([0-9]+)(?::([0-9]+))?", "" if text == "item" else text.replace(" ", "")):
            numbers = [number for number in index if int(first) <= number <= int(last or first) and number != row]
            terms += [(-1 if sign == "-" else 1, index[number]) for number in numbers]
            if not numbers:
                wrong.append((row, f"--row {row}={text}: row {first} has no amounts"))
        if row not in index:
            wrong.append((row, f"--row {row}: this row has no amounts"))
        else:
            forced[index[row]] = tuple(terms)
    return forced


ROW_ANSWER: Final = re.compile(r"item|[-+]?[0-9]{1,7}(?::[0-9]{1,7})?(?:\s*[-+]\s*[0-9]{1,7}(?::[0-9]{1,7})?)*")
"""What may be said of a row: that it is an item, or the rows that it is the sum of."""


def _wrong_columns(answers: Flags, layout: Layout, profile: Profile) -> list[tuple[int, str]]:
    """What is wrong with what flags say of columns."""
    known = {column.letter for column in layout.columns}
    wrong: list[tuple[int, str]] = []
    for name, said in answers.columns.items():
        period = said.partition("/")[0]
        if name not in known:
            wrong.append((0, f"--column {name}={said}: there are no amounts in column {name}"))
        elif re.fullmatch("[0-9]{4}", period) and period not in profile.periods:
            wrong.append((0, f"--column {name}={said}: {undeclared(period, profile.periods)}"))
    return wrong


def _ask_ties(reading: SumReading, rows: Sequence[SourceRow], questions: list[Question]) -> None:
    for index, found in reading.found.items():
        if found.rivals:
            ways = [in_rows(terms, rows) for terms in dict.fromkeys((found.terms, *found.rivals))][:4]
            row = rows[index].row
            text = f"{quoted(rows[index].label)} is {' or '.join(ways)}, which agree equally well"
            questions.append(Question(row, text, " or ".join(f"--row {row}={way}" for way in ways), open=True))


def _ask_signs(reading: SumReading, rows: Sequence[SourceRow], questions: list[Question]) -> None:
    """Say where a sum takes off what no label says is taken off: a sign may be wrong in the source."""
    for index, found in reading.found.items():
        odd = [part for sign, part in found.terms if sign < 0 and not wording.LESS.search(rows[part].label)]
        if odd and not (wording.RESULT.search(rows[index].label) and found.terms[0][0] > 0):
            row, plain = rows[index].row, tuple((1, part) for _, part in found.terms)
            text = f"{quoted(rows[index].label)} adds up only if {quoted(rows[odd[0]].label)} in row {rows[odd[0]].row} is taken off, and was read so"
            questions.append(Question(row, text, f"--row {row}={in_rows(plain, rows)} if a sign is wrong"))


def in_rows(terms: Terms, rows: Sequence[SourceRow]) -> str:
    """Terms by the rows of the source: ``9+10-12``; ``item`` for none."""
    text = "".join(f"{'-' if sign < 0 else '+'}{rows[i].row}" for sign, i in terms)
    return text.removeprefix("+") or "item"


def _type(name: str, titles: Sequence[str]) -> str:
    for text in (name.replace("-", " "), *titles):
        for found, pattern in _TYPES:
            if re.search(pattern, text, re.IGNORECASE):
                return found
    return "schedule"


def _title(titles: Sequence[str], name: str) -> str:
    """The row above the table that says what it is; else the file's name."""
    named = [text for text in titles if any(re.search(pattern, text, re.IGNORECASE) for _, pattern in _TYPES)]
    if named:
        return one_line(named[0], 120)
    return " ".join(re.split(r"[-_\s]+", name)).strip().capitalize()


def statement_name(stem: str, titles: Sequence[str]) -> str:
    """The name of the file to write, where nobody said it: its type where the titles say one, else that of the source."""
    own = _type("", titles)
    return own if own != "schedule" else slug(stem) or "statement"


# ---- columns ----


class _Columns:
    """Which of the source's columns is which."""

    def __init__(self, layout: Layout, profile: Profile, answers: Flags, questions: list[Question], notes: list[str]) -> None:
        self._layout, self._profile, self._answers = layout, profile, answers
        self._questions, self._notes = questions, notes
        self._rows = [row for row in layout.rows if not row.heading]
        self._heads = [read_head(column.head, profile) for column in layout.columns]
        self.off: list[tuple[int, str]] = []

    def found(self) -> list[OurColumn]:
        """The columns to write."""
        sums = {at: terms for at in range(len(self._heads)) if (terms := self._sum(at))}
        self._inherit(sums)
        made: dict[int, OurColumn] = {}
        for at, column in enumerate(self._layout.columns):
            head = self._heads[at]
            terms = sums.get(at, ())
            odd = [
                row.row
                for row in self._rows
                if row.amounts[at] and row.amounts[at] in {-_total(terms, row), Decimal(0) if terms else row.amounts[at]}
            ]
            if head.name == "change" and odd and column.letter not in self._answers.columns:
                some = ", ".join(map(str, odd[:6]))
                self._notes.append(
                    f"column {column.letter} {quoted(column.head)} was left out: in rows {some} it is no difference of two others"
                )
                continue
            said = self._answers.columns.get(column.letter, "")
            if said and said != "skip":
                self._heads[at] = self._answered(said, head)
            if said != "skip" and (said or self._placed(at, column, head, sums)):
                made[at] = self._made(at)
        for at, terms in sums.items():
            if at in made and made[at].name and (formula := self._formula(at, terms, made)):
                made[at] = dataclasses.replace(made[at], formula=formula)
        return self._without_twins(made)

    def own(self) -> list[int]:
        """The columns by which rows can be told to add up: all but differences, whose signs often follow what is good."""
        skipped = {at for at, column in enumerate(self._layout.columns) if self._answers.columns.get(column.letter) == "skip"}
        places = [at for at in range(len(self._heads)) if at not in skipped] or list(range(len(self._heads)))
        return [at for at in places if self._heads[at].name not in {"change", "average"}] or places

    def _counts(self, at: int, sums: Mapping[int, Terms]) -> bool:
        """Whether a column beside others, of which no word says what it is, holds numbers such as those of notes."""
        summed = {*sums, *(part for terms in sums.values() for _, part in terms)}
        if len(self._heads) == 1 or at in summed or self._heads[at].name in KNOWN_NAMES:
            return False
        return all(row.amounts[at] is None or row.amounts[at] in _NOTE_NUMBERS for row in self._rows)

    def _placed(self, at: int, column: SourceColumn, head: Head, sums: Mapping[int, Terms]) -> bool:
        """Whether a column goes into the file; if not, that is said."""
        what = f"column {column.letter} {quoted(column.head)}" if column.head else f"column {column.letter}"
        letter = column.letter
        if head.period is None and head.said:
            self._questions.append(Question(0, f"{what} was left out: no period of report.yaml is {head.said}",
                                            f"write under periods: {head.line}, or --column {letter}=PERIOD"))  # fmt: skip
            return False
        periods = {self._heads[part].period for _, part in sums.get(at, ())}
        if head.name == "average":
            self._notes.append(f"{what} is an average, and was left out")
            return False
        if len(periods) > 1 and head.period is None and head.name != "change" and all(sign > 0 for sign, _ in sums[at]):
            self._notes.append(f"{what} adds up several periods, and was left out (--column {letter}=total keeps it)")
            for row in self._rows:
                given, parts = row.amounts[at], _total(sums[at], row)
                if given is not None and given != parts:
                    self.off.append(
                        (
                            row.row,
                            f"{quoted(row.label)}: {what} is {given:,}, and what it adds up gives {parts:,}: correct an amount of this row",
                        )
                    )
            return False
        if head.period is None and not (len(periods) > 1 and at in sums):
            reporting, flag = self._profile.reporting_period, f"--column {letter}=PERIOD, or --column {letter}=skip"
            if self._counts(at, sums):
                self._questions.append(Question(0, f"{what} says no period, and holds small whole numbers, as of notes", flag, open=True))
                return False
            if reporting is None:
                self._questions.append(Question(0, f"{what} says no period", flag, open=True))
                return False
            self._questions.append(Question(0, f"{what} says no period, and was taken for {reporting}", flag))
            self._heads[at] = dataclasses.replace(head, period=reporting)
        return True

    def _answered(self, said: str, head: Head) -> Head:
        """A head as a flag says it: a period, a name, or both."""
        first, _, rest = said.partition("/")
        period, name = (first, rest) if first in self._profile.periods else (None, said)
        return dataclasses.replace(head, period=period, name=slug(name), said="", label=head.label or name)

    def _made(self, at: int) -> OurColumn:
        head = self._heads[at]
        name = f"{head.name}-column" if head.name in {*KNOWN, *self._profile.periods} else head.name
        header = "/".join(part for part in (head.period or "", name) if part)
        return OurColumn(header, name, head.label or name, "", at)

    def _inherit(self, sums: Mapping[int, Terms]) -> None:
        """Give columns whose heads say no period that of the sum they go into, of the titles, or of the only head that says one."""
        if len(self._heads) == 1 and not self._heads[0].period:
            self._heads[0] = dataclasses.replace(self._heads[0], name="", label="")
        for at, terms in sums.items():
            for _, part in terms:
                if (
                    self._heads[at].period
                    and not self._heads[part].period
                    and not self._heads[part].said
                    and self._heads[at].name != "change"
                ):
                    self._heads[part] = dataclasses.replace(self._heads[part], period=self._heads[at].period)
            if self._heads[at].period and not self._heads[at].name and all(self._heads[i].name for _, i in terms):
                self._heads[at] = dataclasses.replace(self._heads[at], name="total", label="Total")  # “2023” behind its parts
        own = list(dict.fromkeys(head.period for head in self._heads if head.period))
        titled = [period for text in self._layout.titles if (period := period_in(text, self._profile)[0])]
        known = own if len(own) == 1 else titled[:1] if not own else []
        for at, head in enumerate(self._heads):
            spans = len({self._heads[part].period for _, part in sums.get(at, ())} - {None}) > 1
            if known and not head.period and not head.said and not spans and not self._counts(at, sums):
                self._heads[at] = dataclasses.replace(head, period=known[0])

    def _sum(self, at: int) -> Terms:
        """The columns that a column is the sum or the difference of, in every row but a few that are then wrong."""
        informative = [row for row in self._rows if row.amounts[at]]
        best: tuple[tuple[float, int], Terms] | None = None
        named = self._heads[at].name in {"total", "change"}
        blocks = [tuple((1, i) for i in range(first, at)) for first in range(max(at - 12, 0), at - 1)]
        blocks += [tuple((1, i) for i in range(at + 1, last)) for last in range(at + 3, min(len(self._heads), at + 13) + 1)]
        blocks = [terms for terms in blocks if all(self._heads[i].name != "change" for _, i in terms)]
        pairs = [((1, one), (-1, two)) for one, two in itertools.permutations(range(min(len(self._heads), 12)), 2) if at not in {one, two}]
        for terms in (
            *blocks,
            *(pairs if self._heads[at].name == "change" or (not self._heads[at].name and not self._heads[at].period) else []),
        ):
            right = sum(1 for row in informative if row.amounts[at] == _total(terms, row))
            parts = sum(1 for row in informative if sum(1 for _, i in terms if row.amounts[i]) > 1)
            share = right / len(informative) if informative else 0
            if right > 1 and (share == 1 or (named and share >= 0.6) or share >= 0.9) and (parts or named):
                rank = (share, -len(terms) if not named else 0)
                if best is None or rank > best[0]:
                    best = (rank, terms)
        return best[1] if best else ()

    def _formula(self, at: int, terms: Terms, made: Mapping[int, OurColumn]) -> str:
        """The formula of a column, where all its parts are written."""
        if any(i not in made for _, i in terms):
            return ""
        same = {self._heads[i].period for _, i in terms} == {self._heads[at].period}
        names = [made[i].name if same else made[i].header for _, i in terms]
        if not all(names) or (self._heads[at].period and not same):
            return ""
        pairs = sorted(zip((sign for sign, _ in terms), names, strict=True), key=lambda pair: -pair[0])
        return "".join(f" {'-' if sign < 0 else '+'} {name}" for sign, name in pairs).removeprefix(" + ")

    def _without_twins(self, made: Mapping[int, OurColumn]) -> list[OurColumn]:
        taken: dict[str, int] = {}
        for at, column in made.items():
            if column.header in taken:
                letters = [self._layout.columns[i].letter for i in (taken[column.header], at)]
                text = f"columns {letters[0]} and {letters[1]} are both {column.header}: the second was left out"
                self._questions.append(Question(0, text, f"--column {letters[1]}={column.header}/NAME, or --column {letters[1]}=skip"))
            else:
                taken[column.header] = at
        return [made[at] for at in taken.values()]


def _total(terms: Terms, row: SourceRow) -> Decimal:
    return sum((sign * (row.amounts[i] or Decimal(0)) for sign, i in terms), Decimal(0))


# ---- lines ----


class _Lines:
    """Sections, kinds, ids and formulas, from what was found to add up."""

    def __init__(self, layout: Layout, rows: Sequence[SourceRow], reading: SumReading, keep: Sequence[int]) -> None:
        self._layout, self._rows, self._reading, self._keep = layout, rows, reading, keep
        self._sums = {i: found for i, found in reading.found.items() if found.terms}
        self._leaves = {i: reading.leaves(found.terms) for i, found in self._sums.items()}
        self._deep = any(row.depth for row in rows)
        self._claims = self._claimed()
        self.roll_forward: tuple[str, str, str] | None = None

    def found(self) -> list[OurLine]:
        """All lines."""
        lines: dict[int, OurLine] = {}
        open_: list[int] = []
        ends = {heading: end for end, heading in self._claims.items()}
        for i, row in enumerate(self._rows):
            while open_ and ends.get(open_[-1], i) < i and ends.get(open_[-1], -1) >= 0:
                open_.pop()
            if row.heading:
                while open_ and open_[-1] not in ends and (open_[-1] != i - 1 or row.depth < self._rows[open_[-1]].depth):
                    if row.depth > self._rows[open_[-1]].depth:
                        break
                    open_.pop()
                open_.append(i)
                if len(open_) > 1:
                    lines[i] = self._line(i, open_, "heading")
                continue
            if self._claims.get(i) in open_:
                del open_[open_.index(self._claims[i]) + 1 :]
            elif i in self._sums:
                start = min(self._leaves[i], default=i)
                while open_ and open_[-1] not in ends and start < open_[-1]:
                    open_.pop()
            lines[i] = self._line(i, open_, self._kind(i, open_))
        self._total_last(lines)
        self._add_formulas(lines)
        return [*lines.values()] if not self._layout.accounts else self._with_totals([*lines.values()])

    def _claimed(self) -> dict[int, int]:
        """Which sum closes which heading: the one that names it, or else the innermost one the nearest."""
        claims: dict[int, int] = {}
        for named in (True, False):
            for i, leaves in self._leaves.items():
                first = min(leaves, default=i)
                label = wording.words(self._rows[i].label)
                free_ = [h for h in self._above(first) if h not in claims.values()]
                if i in claims or not free_:
                    continue
                if named:
                    heading = next((h for h in free_ if (words := wording.words(self._rows[h].label)) and words <= label), None)
                else:
                    heading = None if self._is_apart(i, first, label, leaves) else free_[0]
                    if heading is not None and (
                        self._spans(i, heading) or (self._deep and self._rows[heading].depth != self._rows[i].depth)
                    ):
                        heading = None
                if heading is not None:
                    claims[i] = heading
        return claims

    def _above(self, i: int) -> list[int]:
        """The run of headings right above a row, the nearest first."""
        found: list[int] = []
        while i > 0 and self._rows[i - 1].heading:
            i -= 1
            found.append(i)
        return found

    def _is_apart(self, i: int, first: int, label: frozenset[str], leaves: Mapping[int, int]) -> bool:
        """Whether a sum closes no heading that it does not name: a result, a difference, or the sum below an item that has parts."""
        parent = wording.words(self._rows[first].label)
        result = wording.RESULT.search(self._rows[i].label) and not wording.TOTAL.search(self._rows[i].label)
        return result or first > i or any(times < 0 for times in leaves.values()) or bool(parent and parent <= label)

    def _spans(self, i: int, heading: int) -> bool:
        """Whether a sum goes over another heading of the same depth, and so closes more than one section."""
        depth = self._rows[heading].depth
        below = itertools.dropwhile(lambda row: row.heading, self._rows[heading + 1 : i])  # headings in one run are of one section
        return any(row.heading and row.depth <= depth for row in below)

    def _kind(self, i: int, open_: Sequence[int]) -> str:
        if i not in self._sums:
            return "item"
        first = open_[0] if open_ else 0
        if not open_ and any(row.heading for row in self._rows):
            return "result"
        inside = all(leaf >= first for leaf in self._leaves[i])
        if not inside or any(times < 0 and not wording.LESS.search(self._rows[leaf].label) for leaf, times in self._leaves[i].items()):
            return "result"
        if len(self._leaves[i]) == 1 and len(self._sums[i].terms) == 1 and next(iter(self._sums[i].terms))[1] in self._sums:
            return "result"
        return "total" if open_ and self._claims.get(i) == open_[0] else "subtotal"

    def _line(self, i: int, open_: Sequence[int], kind: str) -> OurLine:
        row = self._rows[i]
        section = _plain(self._rows[open_[0]].label) if open_ else ""
        inner = len(open_) - 1 - (1 if kind == "heading" or (i in self._claims and len(open_) > 1) else 0)
        base = self._rows[open_[0]].depth + 1 if open_ else 0
        indent = row.depth - base if self._deep else inner
        label = row.label or (f"Total {section}".strip() if i in self._sums else f"Row {row.row}")
        amounts = tuple(row.amounts[at] for at in self._keep)
        return OurLine(section, _plain(label), kind, "", max(0, min(indent, _MOST_INDENT)), "", amounts, row.row)

    def _total_last(self, lines: Mapping[int, OurLine]) -> None:
        """Where there are no sections, the sum that goes into no other one is the total."""
        parts = {part for found in self._sums.values() for _, part in found.terms}
        ends = [i for i in self._sums if i in lines and lines[i].kind == "subtotal" and not lines[i].section and i not in parts]
        if len(ends) == 1:
            lines[ends[0]].kind = "total"

    def _add_formulas(self, lines: Mapping[int, OurLine]) -> None:
        slugs = Counter(slug(line.label) for line in lines.values() if line.kind != "heading")
        taken: set[str] = set()
        for line in lines.values():
            if line.kind == "heading":
                continue
            own = slug(line.label)
            wanted = own if slugs[own] == 1 and own else f"{slug(line.section)}-{own}".strip("-")
            line.id = free(wanted or f"row-{line.row}", taken)
        for i, found in self._sums.items():
            line = lines[i]
            opening = next((part for sign, part in found.terms if sign > 0 and wording.OPENING.search(self._rows[part].label)), None)
            change = [part for sign, part in found.terms if sign > 0 and part != opening]
            if opening is not None and len(change) == len(found.terms) - 1 == 1 and wording.CLOSING.search(self._rows[i].label):
                self.roll_forward = (lines[opening].id, lines[change[0]].id, line.id)
            if line.kind == "result" or not self._implied(i, found, lines):
                line.formula = _formula(found.terms, lines)

    def _implied(self, i: int, found: Explanation, lines: Mapping[int, OurLine]) -> bool:
        """Whether the kind of a line alone says what it is the sum of."""
        line = lines[i]
        section = [other for other, one in lines.items() if one.section == line.section]
        last = max((other for other in section if other < i and lines[other].kind == "subtotal"), default=-1)
        items = [other for other in section if lines[other].kind == "item"]
        if line.kind == "subtotal":
            items = [other for other in items if last < other < i]
        inner = [part for _, part in found.terms if part in self._sums]
        right = all(not self._sums[part].off for part in inner) and not any(self._sums[other].off for other in inner)
        return right and self._leaves[i] == dict.fromkeys(items, 1) and not (inner and found.off)

    def _with_totals(self, lines: list[OurLine]) -> list[OurLine]:
        """A total below each section of a bare list of accounts; its amount is left to every build."""
        made: list[OurLine] = []
        taken = {line.id for line in lines}
        totals: dict[str, str] = {}
        for section, own in itertools.groupby(lines, key=lambda line: line.section):
            inside = list(own)
            made += inside
            label = f"Total {section[:1].lower()}{section[1:]}"
            totals[section.casefold()] = free(slug(label), taken)
            made.append(OurLine(section, label, "total", totals[section.casefold()], 0, "", (None,) * len(self._keep), inside[-1].row))
        income = next((totals[name] for name in ("income", "revenue", "revenues") if name in totals), "")
        if income and "expenses" in totals:
            made.append(
                OurLine(
                    "",
                    "Net income",
                    "result",
                    free("net-income", taken),
                    0,
                    f"{income} - {totals['expenses']}",
                    (None,) * len(self._keep),
                    made[-1].row,
                )
            )
        self._layout.notes.append("the export adds nothing up: totals were added, which every build works out")
        return made


def _plain(label: str) -> str:
    """A label without the colon behind it."""
    return label.rstrip(" :") or label


def _formula(terms: Terms, lines: Mapping[int, OurLine]) -> str:
    pairs = sorted(((sign, lines[i].id) for sign, i in terms), key=lambda pair: -pair[0])
    if len(pairs) > _LONG_SUM and all(sign > 0 for sign, _ in pairs):
        return f"sum({', '.join(name for _, name in pairs)})"
    text = "".join(f" {'-' if sign < 0 else '+'} {name}" for sign, name in pairs)
    return text.removeprefix(" + ").lstrip()
