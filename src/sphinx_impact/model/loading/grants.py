"""``grants.csv``: one row for each grant.

What says whom an individual is stays in the file: neither the name nor the id of one is kept, no message quotes the row of one, and
a text that has the name in it is left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import babel
from babel.core import get_global

from sphinx_impact.model.entities import Form, Grant, Profile, Qualifier
from sphinx_impact.model.limits import GRANTS
from sphinx_impact.model.loading.csv import Row, Table, parse_csv
from sphinx_impact.model.loading.fields import parse_date
from sphinx_impact.model.loading.files import Findings, exists, read_text
from sphinx_impact.model.loading.grant_names import Found, Name, Names, tokens, without_accents
from sphinx_impact.model.loading.grant_rows import FLAGS, Suspects
from sphinx_impact.model.loading.profile import ORG_ID
from sphinx_impact.model.names import counted, hint, nearest, slug
from sphinx_impact.model.numbers.parse import (
    CODES,
    UNSAID,
    UNSAID_COMMA,
    NumberError,
    code_hint,
    decided,
    in_two_ways,
    is_coin,
    parse_quantity,
    separator_of,
)
from sphinx_impact.model.problems import Code, Problem, quoted
from sphinx_impact.model.registers import id_fault

COLUMNS: Final = (
    "id",
    "awarded",
    "amount",
    "currency",
    "recipient",
    "recipient-id",
    "individual",
    "country",
    "program",
    "title",
    "description",
)
"""What a column may be called."""

_TEXTS: Final = ("program", "title", "description")

REQUIRED: Final = ("id", "awarded", "amount", "recipient")

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of regions that are no countries."""

LISTED_NOWHERE: Final = frozenset(
    """
    AC CP CQ DG EA IC TA XK
    ARL ARM BAN BGM BGO BOL BRZ CLE CNH KRH KRO MAF MCF MDC MKN MVP SLE UYW VED VNN XAD XCG YUR ZWG
    """.split()
)
"""Countries and currencies of Babel that the lists of the 360Giving standard, version 1.4.3, have not."""

_OTHER_NAMES: Final = {
    "uk": "GB",
    "great britain": "GB",
    "united states of america": "US",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "turkey": "TR",
    "swaziland": "SZ",
    "cape verde": "CV",
    "macedonia": "MK",
    "burma": "MM",
    "russian federation": "RU",
    "viet nam": "VN",
    "korea": "KR",
    "holland": "NL",
    "palestine": "PS",
}
"""Of countries, beside those of Babel."""

_SEVERAL: Final = {"congo": "CD or CG"}
"""Names that more than one country has, and their codes."""

_LANGUAGES: Final = "ar cs da de el es fi fr he it ja ko nb nl pl pt ru sv tr uk zh".split()
"""In whose words for a country its name in English is suggested."""

_PARTS: Final = {"scotland": "GB", "england": "GB", "wales": "GB", "northern ireland": "GB"}
"""Countries of everyday speech that have no code of their own, and the code of the country that they are a part of."""

_ALIKE: Final = 0.8
"""How much the name of a country must look like what was written, of 1, to be suggested."""

_LEGAL_FORMS: Final = frozenset(
    "inc incorporated llc llp ltd limited plc corp corporation co company pbc gmbh ggmbh ug ag ev bv nv ab oy asbl vzw".split()
)
"""What the name of an organization may end with."""

_LEFT_OUT: Final = "; the grant is left out until then"
"""Of every sum, count, list and chart, and of the open data: what is counted is what is added up."""


def load_grants(root: Path, path: str, profile: Profile) -> tuple[tuple[Grant, ...], list[Problem]]:
    """Load the grants; not those that have no amount in a currency, or no day in a period. Without the file there are none."""
    findings = Findings(path)
    text = read_text(root, path, findings) if exists(root, path) else None
    table = _table(text, findings) if text is not None else None
    if table is None:
        return (), findings.sorted()
    grants = _Loading(table, profile, findings).grants()
    reporting = profile.reporting
    if grants and not profile.org_id:
        what = "there are grants, and nothing says what registers know the organisation by: write org-id: GB-CHC-1129409, or what org-id.guide has"
        findings.problems.append(Problem(profile.origin, Code.MISSING, what))
    if reporting is not None and reporting.start is not None:
        outside = [grant for grant in grants if not reporting.start <= grant.awarded <= reporting.end]
        if outside:
            rows = _rows([grant.origin.line for grant in outside])
            what = f"{counted(len(outside), 'grant')} of {len(grants):,} {'was' if len(outside) == 1 else 'were'} awarded outside of the reporting period {reporting.id} ({rows}): no sum of {reporting.id} holds {_them(len(outside))}"
            findings.problems.append(Problem(outside[0].origin, Code.PERIOD, what, hint=True))
    new = [grant for grant in grants if grant.currency in LISTED_NOWHERE]
    if new:
        codes = ", ".join(sorted({grant.currency for grant in new}))
        what = f"the 360Giving standard does not list {codes}, so that its package leaves out {_rows([grant.origin.line for grant in new])}"
        findings.problems.append(Problem(new[0].origin, Code.VALUE, what, hint=True))
    others = Counter(grant.currency for grant in grants if grant.currency != profile.currency)
    for code, number in sorted(others.items()):
        first = next(grant for grant in grants if grant.currency == code)
        what = f"{counted(number, 'grant')} of {len(grants):,} in {code}: nothing is converted, so that grants.total leaves {_them(number)} out; grants.total/{code.lower()} is the sum in {code}"
        findings.problems.append(Problem(first.origin, Code.VALUE, what, hint=True))
    findings.problems += _of_recipients(grants)
    own = [grant for grant in grants if grant.recipient_id and grant.recipient_id == profile.org_id]
    if own:
        what = f"recipient-id is that of this organisation itself, the org-id of report.yaml ({_rows([grant.origin.line for grant in own])}): correct it"
        findings.problems.append(Problem(own[0].origin, Code.VALUE, what, hint=True))
    return grants, findings.sorted()


def _of_recipients(grants: Sequence[Grant]) -> Iterator[Problem]:
    """Say which ids of recipients others cannot look up, and the first that two recipients have."""
    short = [grant for grant in grants if grant.recipient_id and not re.fullmatch(rf"{ORG_ID}|360G-.+", grant.recipient_id)]
    if short:
        what = (
            f"recipient-id: {quoted(short[0].recipient_id)} does not say of which register it is ({_rows([grant.origin.line for grant in short])}): "
            "360Giving wants the code of the register before the number, as org-id.guide has it, such as GB-SC-SC012345"
        )
        yield Problem(short[0].origin, Code.VALUE, what, hint=True)
    odd = [(grant, fault) for grant in grants if (fault := id_fault(grant.recipient_id))]
    if odd:
        one, fault = odd[0]
        what = f"recipient-id: {quoted(one.recipient_id)} is no number of its register ({_rows([grant.origin.line for grant, _ in odd])}): {fault}"
        yield Problem(one.origin, Code.VALUE, what, hint=True)
    first: dict[str, Grant] = {}
    others = [grant for grant in grants if grant.recipient_id and first.setdefault(grant.recipient_id, grant).recipient != grant.recipient]
    if others:
        other, rows = others[0], _rows([grant.origin.line for grant in others])
        one = first[other.recipient_id]
        what = (
            f"recipient-id: {quoted(other.recipient_id)} is that of {quoted(one.recipient)} in row {one.origin.line}, and here of {quoted(other.recipient)}: "
            "write the name in the same way, or correct an id"
        )
        yield Problem(other.origin, Code.VALUE, what if len(others) == 1 else f"{what} (so in {rows})", hint=True)
    yield from _of_spellings(grants)
    yield from _twice(grants)


def _twice(grants: Sequence[Grant]) -> Iterator[Problem]:
    """Say which grants to organizations are alike in all but their ids."""
    first: dict[tuple[object, ...], Grant] = {}
    for grant in grants:
        alike = (grant.awarded, grant.amount, grant.currency, grant.recipient, grant.country, grant.program, grant.title, grant.description)
        one = grant if grant.individual else first.setdefault(alike, grant)
        if one is not grant:
            what = f"the grant {quoted(grant.id)} is that of row {one.origin.line}, {quoted(one.id)}, in all but its id: if it is one grant, delete a row"
            yield Problem(grant.origin, Code.DUPLICATE, what, hint=True)


def _of_spellings(grants: Sequence[Grant]) -> Iterator[Problem]:
    """Say which names of recipients differ in nothing that tells two apart, unless their ids do."""
    first: dict[tuple[str, ...], Grant] = {}
    others = []
    for grant in grants:
        one = first.setdefault(_essence(grant.recipient) or (grant.recipient,), grant)
        if one.recipient != grant.recipient and not (one.recipient_id and grant.recipient_id):
            others.append((one, grant))
    if others:
        one, other = others[0]
        what = (
            f"recipient: {quoted(other.recipient)} is written {quoted(one.recipient)} in row {one.origin.line}, and counts as another recipient: "
            "write the name in the same way, or give each its recipient-id"
        )
        rows = _rows([grant.origin.line for _one, grant in others])
        yield Problem(other.origin, Code.VALUE, what if len(others) == 1 else f"{what} (so in {rows})", hint=True)


def _essence(name: str) -> tuple[str, ...]:
    """Return the words of an organization's name without capitals, accents and signs, and without what says of which legal form it is."""
    words = re.findall(r"[^\W_]+", without_accents(name.replace("&", " and ")).casefold())
    if words[-2:] == ["e", "v"]:
        words[-2:] = ["ev"]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return tuple(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _rows(rows: Sequence[int], most: int = 6) -> str:
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows[:most]))}{more}"


def _table(text: str, findings: Findings) -> Table | None:
    """Read the table, with our names of its columns; None where it has not all that it needs."""
    head = re.search(r"[^\r\n]*\S[^\r\n]*", re.sub(r"\Asep=.[ \t]*\r?\n", "", text))
    written = {_plain(cell) for cell in re.split("[,;\t]", head[0] if head else "")}
    lacking = [name for name in REQUIRED if name not in written]
    if lacking:  # whatever stands there instead may be a grant, and name somebody
        what = f"the header has no {' and no '.join(lacking)}: begin the file with {','.join(COLUMNS)}"
        findings.add(1, Code.CSV, what)
        return None
    table = parse_csv(text, findings, GRANTS)
    if table is None:
        return None
    names: dict[str, str] = {}
    for name in table.header:
        plain = _plain(name)
        if plain not in COLUMNS:
            findings.add(table.row, Code.KEY, f"grants have no column {quoted(name)}, and it is not read{hint(plain, COLUMNS)}")
        elif plain in names:
            findings.add(table.row, Code.DUPLICATE, f"the column {plain} stands here twice: delete one")
        else:
            names[plain] = name
    if "individual" not in names:
        what = "no column says which grants went to individuals, so that no recipient is named: add the column individual, with yes for each of them"
        findings.add(table.row, Code.MISSING, what)
    return dataclasses.replace(table, header=tuple(names), rows=tuple(_named(row, names) for row in table.rows))


def _named(row: Row, names: Mapping[str, str]) -> Row:
    """Return a row with our names of its columns."""
    return dataclasses.replace(row, cells={plain: row.cells.get(name, "") for plain, name in names.items()})


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", "-", name.strip(" \"'\ufeff").casefold())


class _Loading:
    """Types the rows of one file."""

    def __init__(self, table: Table, profile: Profile, findings: Findings) -> None:
        self._table, self._profile, self._findings = table, profile, findings
        likely = UNSAID if table.mark == "," else UNSAID_COMMA
        self._decimal = decided([row.cells.get("amount", "") for row in table.rows], likely)
        self._programs: dict[str, tuple[str, int]] = {}
        self._currency_said = False
        self._rows: dict[str, int] = {}
        self._alike: dict[tuple[object, ...], int] = {}
        self._likely: dict[str, list[int]] = {}
        self._shared: dict[str, dict[str, str | None]] = {}

    def grants(self) -> tuple[Grant, ...]:
        """Return the grants in the order of the file; of an id given twice the first."""
        rows, hidden = self._in_place()
        private = {row.row for row in rows if FLAGS[row.cells.get("individual", "yes").casefold()]}
        names = Names([*hidden, *(row.cells["recipient"] for row in rows if row.row in private)])
        found = [self._grant(row, names, individual=row.row in private) for row in rows]
        for column, likely in self._likely.items():
            what = f"{column}: the name of an individual may be in it, in part or with an ending, so that it is left out ({_rows(likely)}): write it in other words"
            self._findings.problems.append(Problem(self._findings.origin(likely[0]), Code.VALUE, what, hint=True))
        grants = tuple(grant for grant in found if grant is not None)
        self._say_unsaid(grants, {row.row for row in rows if not row.cells.get("currency")})
        return grants

    def _say_unsaid(self, grants: Sequence[Grant], blank: Collection[int]) -> None:
        """Say which grants name no currency where others do, unless it is clear that those in the report's own need not.

        Args:
            blank: The rows without one.
        """
        unsaid = [grant.origin.line for grant in grants if grant.origin.line in blank]
        said = Counter(grant.currency for grant in grants if grant.origin.line not in blank)
        own = self._profile.currency
        if unsaid and any(code != own for code in said) and (said[own] or len(unsaid) < said.total()):
            what = (
                f"{counted(len(unsaid), 'grant')} of {len(grants):,} {'names' if len(unsaid) == 1 else 'name'} no currency, and {'counts' if len(unsaid) == 1 else 'count'} "
                f"in {own}, while others name {' and '.join(sorted(said))} ({_rows(unsaid)}): write the currency"
            )
            self._findings.problems.append(Problem(self._findings.origin(unsaid[0]), Code.VALUE, what, hint=True))

    def _in_place(self) -> tuple[list[Row], list[str]]:
        """Return the rows whose cells stand where they should, after saying why others are left out; and what may be the name of a person in those."""
        kept: list[Row] = []
        hidden: list[str] = []
        columns = [_plain(name) for name in self._table.written]
        suspects = Suspects(self._table, [name if name in COLUMNS and name not in columns[:at] else "" for at, name in enumerate(columns)])
        for row in self._table.rows:
            if row.ragged:
                hidden += suspects.names(row)
            elif row.cells.get("individual", "").casefold() not in FLAGS and len(row.written) == len(columns):
                what = f"individual: write yes, no, or nothing; or put the cell before it that has a {suspects.mark} in it into quotation marks{_LEFT_OUT}"
                self._findings.add(row.row, Code.VALUE, what)
                hidden += [row.cells["recipient"], *suspects.names(row)]
            elif any(fault := suspects.fault(row)):
                self._findings.add(row.row, Code.CSV, suspects.told(fault))
                hidden += suspects.names(row)
            else:
                kept.append(row)
        return kept, hidden

    def _grant(self, row: Row, names: Names, *, individual: bool) -> Grant | None:
        """Return a grant, or None after saying why it is left out."""
        cells, at = row.cells, row.row
        recipient = cells["recipient"]
        if not individual and names.found_in(recipient) is Found.YES:
            what = "recipient: another row says that this is an individual: write individual: yes here as well, or no in both; until then nobody is named"
            self._findings.add(at, Code.VALUE, what)
            individual = True
        own = Name(recipient if individual else "")
        texts = {name: self._unnamed(name, cells.get(name, ""), own, names, row) for name in _TEXTS}
        id_ = cells["id"]
        if not id_:
            self._findings.add(
                at, Code.MISSING, f"the grant has no id: write one, which stays the same from year to year; until then it is row-{at}"
            )
        elif max(own.found_in(id_), names.found_in(id_)):
            what = f"id: the name of an individual is in it, so that it is published as row-{at}: give the grant an id that says nothing of a person"
            self._findings.add(at, Code.VALUE, what)
            id_ = ""
        if not recipient and not individual:
            self._findings.add(at, Code.MISSING, "the grant has no recipient: write the name of the organisation, or individual: yes")
        currency = self._currency(cells.get("currency", ""), at, individual=individual)
        awarded = self._awarded(cells["awarded"], at, individual=individual)
        amount = self._amount(cells["amount"], currency, at, individual=individual)
        country = self._country(cells.get("country", ""), at, individual=individual)
        program = self._program(texts["program"], at)
        id_ = id_ or f"row-{at}"
        first = self._rows.setdefault(id_, at)
        if first != at:
            which = "of this grant" if individual else quoted(id_)
            what = f"the id {which} is that of row {first} already: this row is left out until it has one of its own, or is deleted"
            self._findings.add(at, Code.DUPLICATE, what)
        if first != at or awarded is None or amount is None:
            return None
        who = tuple(sorted(tokens(recipient))) or cells.get("recipient-id", "")
        if individual and who:
            self._say_twice((awarded, amount, currency, who, country, *(cells.get(name, "") for name in _TEXTS)), at)
        return Grant(
            id=id_,
            awarded=awarded,
            amount=amount,
            currency=currency,
            recipient="" if individual else " ".join(recipient.split()),
            recipient_id="" if individual else cells.get("recipient-id", ""),
            individual=individual,
            country=country,
            program=program,
            title=texts["title"],
            description=texts["description"],
            origin=self._findings.origin(at),
        )

    def _say_twice(self, alike: tuple[object, ...], row: int) -> None:
        """Say which grants to individuals are alike in all but their ids, as others does `_twice`, before their names are dropped."""
        first = self._alike.setdefault(alike, row)
        if first != row:
            what = f"the grant is that of row {first} in all but its id: if it is one grant, delete a row"
            self._findings.problems.append(Problem(self._findings.origin(row), Code.DUPLICATE, what, hint=True))

    def _unnamed(self, column: str, text: str, own: Name, names: Names, row: Row) -> str:
        """Return a text, or nothing where it names an individual."""
        text = " ".join(text.split())
        if not text or not names:
            return text
        whole, part = names.found_in(text), own.found_in(text)
        if Found.YES in {whole, part}:
            what = f"{column}: the name of an individual is in it, so that it is left out: write it without names"
            self._findings.add(row.row, Code.VALUE, what)
            return ""
        if whole or (part and not self._is_shared(column, text)):
            self._likely.setdefault(column, []).append(row.row)
            return ""
        return text

    def _is_shared(self, column: str, text: str) -> bool:
        """Whether rows of several recipients have a text, which so is the name of none of them."""
        if column not in self._shared:
            found = self._shared[column] = {}
            for row in self._table.rows:
                words, recipient = " ".join(row.cells.get(column, "").split()), row.cells["recipient"]
                found[words] = recipient if found.get(words, recipient) == recipient else None
        return self._shared[column].get(text, "") is None

    def _awarded(self, text: str, row: int, *, individual: bool) -> dt.date | None:
        day: dt.date | None = None
        if not text:
            self._findings.add(row, Code.MISSING, f"awarded: write the day of the award, as in 2023-12-31{_LEFT_OUT}")
            return None
        try:
            day = parse_date(text)
        except ValueError as error:
            what = "write year, month and day, as in 2023-12-31" if individual else str(error)
            self._findings.add(row, Code.VALUE, f"awarded: {what}{_LEFT_OUT}")
            return None
        periods = [period for period in self._profile.periods.values() if period.start is not None]
        if periods and not any(period.start and period.start <= day <= period.end for period in periods):
            what = f"awarded: {day} lies in no period of report.yaml, so that the grant is left out: correct the day, or declare the period"
            self._findings.add(row, Code.PERIOD, what)
            return None
        return day

    def _currency(self, text: str, row: int, *, individual: bool) -> str:
        code = text.upper() or self._profile.currency
        if code in CODES and not is_coin(text):
            return code
        if not code:
            if not self._currency_said:
                self._findings.add(row, Code.MISSING, "nothing says which currency the amounts are in: write currency: in report.yaml")
            self._currency_said = True
            return ""
        which = "this" if individual else quoted(text)
        cure = "" if individual else code_hint(text)
        what = f"currency: {which} is no currency code: write three letters, such as EUR{cure}{_LEFT_OUT}"
        self._findings.add(row, Code.VALUE, what)
        return ""

    def _amount(self, text: str, currency: str, row: int, *, individual: bool) -> Decimal | None:
        if not text:
            self._findings.add(row, Code.NOT_REPORTED, f"amount: nothing stands here: write what was awarded, or 0{_LEFT_OUT}")
            return None
        try:
            quantity = parse_quantity(text, separator_of(text, self._decimal), currency)
        except NumberError as error:
            what = str(error).partition(", or set decimal:")[0]  # this file has no place for it
            self._findings.add(row, Code.NUMBER, f"amount: {'this is no number' if individual else what}{_LEFT_OUT}")
            return None
        fault = ""
        if quantity.unit not in {"", currency}:
            fault = f"it is no amount of {currency or 'money'}: write the number alone, and the currency into its own column"
        elif quantity.qualifier is not Qualifier.EXACT:
            fault = "a grant has an exact amount: write the number alone"
        elif quantity.value < 0:
            fault = "a grant is not below zero: write what was awarded; what was given back is no grant"
        elif quantity.form is Form.FULL and (doubt := in_two_ways(text, self._decimal, currency)):
            fault = "this can be read in two ways: write it without marks between thousands" if individual else doubt
        if fault:
            self._findings.add(row, Code.NUMBER, f"amount: {fault}{_LEFT_OUT}")
            return None
        return quantity.value if currency else None

    def _country(self, text: str, row: int, *, individual: bool) -> str:
        code = country_code(text)
        if text and not code:
            which = "this" if individual else quoted(text)
            name = " ".join(text.casefold().split())
            if name in _PARTS:
                self._findings.add(row, Code.VALUE, f"country: {which} has no code of its own: write {_PARTS[name]}")
                return ""
            if name in _SEVERAL:
                self._findings.add(row, Code.VALUE, f"country: {which} may be one of two countries: write {_SEVERAL[name]}")
                return ""
            near = "" if individual else _named_elsewhere().get(name) or nearest(text, _countries(), _ALIKE)
            cure = f"; did you mean {quoted(near)}?" if near else ""
            self._findings.add(row, Code.VALUE, f"country: {which} is no country: write its code of two letters, such as KE{cure}")
        return code

    def _program(self, text: str, row: int) -> str:
        """Return a program as it was written first; what differs in signs and capitals only is one program."""
        first, where = self._programs.setdefault(slug(text.replace("&", " and ")) or text, (text, row))
        if first != text:
            self._findings.add(row, Code.VALUE, f"program: this is {quoted(first)} in row {where}: write it in the same way")
        return first


# ---- countries ----


@functools.cache
def _countries() -> dict[str, str]:
    """Return the code of each country by its name in English."""
    names = {str(code): str(name) for code, name in babel.Locale("en").territories.items()}
    codes = {code for code in names if re.fullmatch("[A-Z]{2}", code)} - _NO_COUNTRIES
    return {names[code]: code for code in sorted(codes)}


@functools.cache
def _spellings() -> dict[str, str]:
    """Return the code of each country by whatever it may be written as, in small letters."""
    names = _countries()
    known = {name.casefold(): code for name, code in names.items()}
    aliases = get_global("territory_aliases")
    known |= {
        alias.casefold(): codes[0] for alias, codes in aliases.items() if len(alias) == 3 and len(codes) == 1 and codes[0] in names.values()
    }
    return known | _OTHER_NAMES | {code.casefold(): code for code in names.values()}


def country_code(text: str) -> str:
    """Return the ISO code of two letters of a country, which may be written so, with three letters, or by its English name; empty if it is none."""
    folded = " ".join(text.casefold().split())
    return _spellings().get(folded) or _spellings().get(folded.replace(".", ""), "")


@functools.cache
def _named_elsewhere() -> dict[str, str]:
    """Return the name of each country in English by that in some other languages."""
    names = {code: name for name, code in _countries().items()}
    return {
        str(name).casefold(): names[code]
        for language in reversed(_LANGUAGES)
        for code, name in babel.Locale(language).territories.items()
        if code in names
    }
